"""Facts as plain sentences, as an article might put them: for tests of the whole pipeline and for the curious.

The patterns are data (``data/wordings.csv``); how a name is written, and whether it stands in the plural or with an article, is
learned from the facts' own paraphrases, so that no second list of names is kept.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from gluclaims.checking.facts import Fact, FactBase
from gluclaims.checking.terms import fold
from gluclaims.lexicons.entities import EntityLexicon
from gluclaims.lexicons.tables import packaged_text, parse_table, word_set

_TOKEN = re.compile(r"[\w][\w'’./+-]*[\w]|\w")
_NUMBER = re.compile(r"\[([so]):([^|\]]*)\|([^\]]*)\]")
_OPPOSITE = {"INCREASE": "DECREASE", "DECREASE": "INCREASE"}
#: Subjects that name the end of taking something themselves.
_STOPPED = re.compile(r"\b(?:stopping|withdrawal|discontinuation)\b")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase and whether it is plural."""

    text: str
    plural: bool = False


@dataclass(frozen=True, slots=True)
class Sentence:
    """A fact in words.

    Attributes
    ----------
    kind : str
        ``plain``, ``passive``, ``nominal`` or ``hedged``.
    twin : bool
        Whether it says the opposite of the fact.
    denied : bool
        Whether it does so by a negation.
    """

    text: str
    kind: str
    twin: bool = False
    denied: bool = False


@lru_cache(maxsize=1)
def _patterns() -> dict[tuple[str, str, str, str], dict[str, str]]:
    """Return (relation, aspect, direction, object label) -> kind -> pattern."""
    columns = ("relation", "aspect", "direction", "label", "kind", "pattern")
    out: dict[tuple[str, str, str, str], dict[str, str]] = defaultdict(dict)
    for row in parse_table(packaged_text("checking", "wordings.csv"), "wordings.csv", columns):
        key = row["relation"], row["aspect"], row["direction"], row["label"]
        out[key][row["kind"]] = row["pattern"]
    return dict(out)


@lru_cache(maxsize=1)
def _conditions() -> dict[str, tuple[str, str, str]]:
    """Return condition -> pattern of the subject, its number ("" as it was), words at the end."""
    columns = ("condition", "subject", "number", "tail")
    rows = parse_table(packaged_text("checking", "condition-wordings.csv"), "condition-wordings.csv", columns)
    return {row["condition"]: (row["subject"], row["number"], row["tail"]) for row in rows}


class Phrasing:
    """Word facts as plain sentences.

    Parameters
    ----------
    facts : FactBase
        The facts whose paraphrases teach how names are written.
    lexicon : EntityLexicon
        Which label a name has.
    """

    def __init__(self, facts: FactBase, lexicon: EntityLexicon) -> None:
        self.lexicon = lexicon
        cases: dict[str, Counter[str]] = defaultdict(Counter)
        self._uses: dict[str, Counter[str]] = defaultdict(Counter)
        names = {fold(n) for f in facts.facts for n in (f.subject, f.object)}
        for fact in facts.facts:
            for word in _TOKEN.findall(fact.paraphrase)[1:]:  # the first has a capital in any case
                cases[fold(word)][word] += 1
        self._case = {word: min(forms, key=lambda w: (-forms[w], w)) for word, forms in cases.items()}
        for fact in facts.facts:
            text = fold(fact.paraphrase)
            for name in {fold(fact.subject), fold(fact.object)} & names:
                self._count(name, text)

    def _count(self, name: str, text: str) -> None:
        for form, use in ((_plural(name), "plural"), (name, "bare")):
            if use == "plural" and form == name:
                continue
            found = re.search(rf"(?:\b(the|an?) (?:\w+ )?)?(?<![\w-]){re.escape(form)}(?![\w-])", text)
            if found:
                self._uses[name][found[1] or use if use == "bare" else use] += 1
                return

    def phrase(self, name: str) -> Phrase:
        """Return a name as it stands in a sentence: cased, in the plural or with its article where it takes one."""
        uses = self._uses.get(fold(name), Counter())
        label = getattr(self.lexicon.concepts.get(fold(name)), "label", None)
        last = name.rsplit(maxsplit=1)[-1]
        if label == "RECEPTOR" and last.endswith("receptor"):
            return Phrase(self.cased(_plural(name)), True)
        if label == "REGION":
            return (
                Phrase("the " + self.cased(name)) if not last.endswith("s") or uses["the"] else Phrase(self.cased(name))
            )
        if uses["plural"] > uses["bare"] + uses["the"] + uses["a"] + uses["an"]:
            return Phrase(self.cased(_plural(name)), True)
        if uses["the"] > uses["bare"] + uses["a"] + uses["an"]:
            return Phrase("the " + self.cased(name))
        if uses["a"] + uses["an"] > uses["bare"]:
            return Phrase(self.cased(_plural(name)), True)
        return Phrase(self.cased(name), _is_plural(last))

    def cased(self, name: str) -> str:
        """Return a name with the capitals that paraphrases write."""
        return _TOKEN.sub(lambda m: self._case.get(fold(m[0]), m[0]), name)

    def word(self, fact: Fact, kind: str = "plain") -> Iterator[Sentence]:
        """Yield a fact's sentence of one kind, and its twin that says the opposite; nothing where no pattern fits.

        The twin turns the direction of an established fact where it has one; else it denies the fact.
        """
        own = self._pattern(fact, fact.direction, kind)
        if own is None or (fact.condition and fact.condition not in _conditions()):
            return
        yield Sentence(self._fill(own, fact), kind)
        turned = self._pattern(fact, _OPPOSITE.get(fact.direction, ""), kind) if fact.status != "refuted" else None
        yield Sentence(self._fill(turned or _denied(own), fact), kind, True, turned is None)

    def _label(self, name: str) -> str:
        """Return a name's entity label; PROCESS for what is no thing whose level or activity one speaks of."""
        known = self.lexicon.concepts.get(fold(name))
        if known is not None:
            return known.label
        molecular = word_set("frames.molecular")
        return (
            ""
            if any(w in molecular or w.removesuffix("s") in molecular or w.endswith("ase") for w in name.split())
            else "PROCESS"
        )

    def _pattern(self, fact: Fact, direction: str, kind: str) -> str | None:
        known = _patterns()
        for label in (self._label(fact.object), ""):
            found = known.get((fact.relation, fact.aspect or "", direction, label), {}).get(kind)
            if found:
                return found
        return None

    def _fill(self, pattern: str, fact: Fact) -> str:
        subject, obj = self.phrase(fact.subject), self.phrase(fact.object)
        tail = ""
        if fact.condition and not (_STOPPED.search(fact.subject) and "stop" in fact.condition):
            form, number, tail = _conditions()[fact.condition]
            subject = Phrase(form.format(s=subject.text), number == "many" if number else subject.plural)
        plural = {"s": subject.plural, "o": obj.plural}
        text = _NUMBER.sub(lambda m: m[3] if plural[m[1]] else m[2], pattern)
        bare = self.cased(_plural(fact.object) if subject.plural else fact.object)
        text = text.replace("{o:bare}", bare).replace("{s}", subject.text).replace("{o}", obj.text)
        where = f"in the {self.cased(fact.location)}" if fact.location and fact.relation != "PART_OF" else ""
        who = f"in {self.cased(fact.population)}" if fact.population else ""
        text = " ".join(filter(None, (text, where, who, tail)))
        text = re.sub(r"(?<![\w-])([Aa]) (?=[aeio]|un(?!i)|SS|NM|NS|MA|[AEFHILMNORSX](?:\d|-))", r"\1n ", text)
        return text[:1].upper() + text[1:] + "."


def _denied(pattern: str) -> str:
    """Return a pattern with its verb denied."""
    found = _NUMBER.search(pattern)
    if found and found[2].split()[0] not in ("is", "has"):
        return f"{pattern[: found.start()]}[{found[1]}:does|do] not {found[3]}{pattern[found.end() :]}"
    if found:
        one, many = (re.sub(r"^(\w+)", r"\1 not", form) for form in (found[2], found[3]))
        return f"{pattern[: found.start()]}[{found[1]}:{one}|{many}]{pattern[found.end() :]}"
    return re.sub(r"\bis a\b", "is no", re.sub(r"\b(is|has|have) (?!a\b)", r"\1 not ", pattern, count=1), count=1)


def _is_plural(word: str) -> bool:
    return len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is", "ics", "s's", "tes", "ies"))


def _plural(name: str) -> str:
    head = re.match(r"(.+?)( (?:of|in|with|to|for|from)\b.*)?$", name)
    first, rest = (head[1], head[2] or "") if head else (name, "")
    if first.endswith("s") and not first.endswith("ss"):
        return name
    if re.search(r"[^aeiou]y$", first):
        return first[:-1] + "ies" + rest
    if first.endswith(("s", "x", "z", "ch", "sh")):
        return first + "es" + rest
    return first + "s" + rest
