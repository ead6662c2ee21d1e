"""What an argument is about: concepts, perturbations of concepts, and free noun phrases, in one normal form."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from gluclaims.lexicons.entities import EntityLexicon
from gluclaims.lexicons.predicates import aspect_nouns, sign_words
from gluclaims.lexicons.tables import packaged_text, parse_table, word_set

_FOLD = str.maketrans(
    {
        "’": "'", "‘": "'", "–": "-", "—": "-", "‑": "-", "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta",
        "κ": "kappa", "μ": "mu", "µ": "mu", "σ": "sigma",
    }
)  # fmt: skip
_STOP = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "in",
        "on",
        "to",
        "for",
        "by",
        "and",
        "or",
        "with",
        "from",
        "at",
        "as",
        "its",
        "their",
        "his",
        "her",
        "our",
        "your",
        "this",
        "that",
        "these",
        "those",
        "some",
        "any",
        "is",
        "are",
        "be",
        "being",
        "which",
        "who",
        "whose",
        "certain",
        "various",
        "several",
        "many",
        "most",
        "other",
        "such",
        "also",
        "it",
        "they",
        "one",
        "into",
        "than",
    ]
)
_WORD = re.compile(r"[a-z0-9]+(?:[-'/.,][a-z0-9]+)*")
_KEEP_S = ("ss", "us", "is", "ics")
#: Words of a noun phrase that perturb a concept, beside the tables of the extractor: word -> (aspect, sign).
_PERTURB = {
    "blockade": ("ACTIVITY", -1), "blocker": ("ACTIVITY", -1), "blocking": ("ACTIVITY", -1), "block": ("ACTIVITY", -1),
    "inhibiting": ("ACTIVITY", -1), "inhibit": ("ACTIVITY", -1), "inhibitor": ("ACTIVITY", -1),
    "antagonist": ("ACTIVITY", -1), "agonist": ("ACTIVITY", 1), "inactivation": ("ACTIVITY", -1),
    "deletion": ("LEVEL", -1), "removal": ("LEVEL", -1), "knockout": ("LEVEL", -1), "activating": ("ACTIVITY", 1),
    "stimulating": ("ACTIVITY", 1), "little": ("LEVEL", -1), "much": ("LEVEL", 1), "dysregulation": ("LEVEL", 0),
    "increasing": (None, 1), "raising": (None, 1), "boosting": (None, 1), "lowering": (None, -1), "reducing": (None, -1),
    "decreasing": (None, -1), "falling": (None, -1), "rising": (None, 1), "disturbance": ("LEVEL", 0),
    "abnormality": ("LEVEL", 0), "hyperfunction": ("ACTIVITY", 1), "damage": ("ACTIVITY", -1),
    "activation": ("ACTIVITY", 1), "overload": ("LEVEL", 1), "surplus": ("LEVEL", 1),
}  # fmt: skip
#: Aspect pairs whose sign turns round when seen from outside the cell.
INVERSE = frozenset({"REUPTAKE", "BREAKDOWN"})


@dataclass(frozen=True, slots=True)
class Term:
    """An argument in normal form.

    Attributes
    ----------
    text : str
        As given.
    concept : str or None
        The concept that it names or perturbs; None for a free phrase.
    words : frozenset of str
        The content words of a free phrase, concepts inside as one word each.
    aspect : str or None
    sign : int or None
        Of a perturbation ("low serotonin": LEVEL, -1); None where it is the thing itself.
    head : str
        The word that a free phrase is built on.
    location : str or None
        A region that the phrase names beside the concept.
    tags : frozenset of str
        Conditions that its modifiers set ("stopping", "high-dose").
    """

    text: str
    concept: str | None = None
    words: frozenset[str] = frozenset()
    aspect: str | None = None
    sign: int | None = None
    head: str = ""
    location: str | None = None
    tags: frozenset[str] = frozenset()

    @property
    def key(self) -> tuple[object, ...]:
        """Equal for arguments that mean the same."""
        if self.concept is not None:
            return ("c", self.concept) if self.sign is None else ("p", self.concept, self.sign)
        return ("w", self.words)

    @property
    def empty(self) -> bool:
        """Whether nothing is named."""
        return self.concept is None and not self.words


@dataclass(frozen=True, slots=True)
class ConditionRule:
    """A tag of scope and the words that set it; ``narrow`` where a fact under it does not hold in general."""

    tag: str
    pattern: re.Pattern[str]
    narrow: bool


@lru_cache(maxsize=1)
def condition_rules() -> tuple[ConditionRule, ...]:
    """Load the conditions (once a process)."""
    rows = parse_table(packaged_text("checking", "conditions.csv"), "conditions.csv", ("tag", "pattern", "narrow"))
    return tuple(ConditionRule(r["tag"], re.compile(r["pattern"]), r["narrow"] == "yes") for r in rows)


@lru_cache(maxsize=65536)
def condition_tags(text: str | None) -> frozenset[str]:
    """Return the conditions that a text sets."""
    folded = fold(text or "")
    return frozenset(rule.tag for rule in condition_rules() if rule.pattern.search(folded))


def fold(text: str) -> str:
    """Write small letters, plain quotes and hyphens, Greek letters by name."""
    return text.translate(_FOLD).lower()


def _fold_all(texts: Sequence[str]) -> list[str]:
    """Fold many names at once, which takes far less time than one by one."""
    found = fold("\n".join(texts)).split("\n")
    return found if len(found) == len(texts) else [fold(text) for text in texts]


#: Names of more words are not looked for within a phrase.
_LONGEST_NAME = 6


@lru_cache(maxsize=65536)
def singular(word: str) -> str:
    """Return the singular of a noun, by rule."""
    if len(word) < 4 or word.endswith(_KEEP_S) or not word.endswith("s") or word.endswith("'s"):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zes")):
        return word[:-2]
    return word[:-1]


@lru_cache(maxsize=1)
def synonyms() -> tuple[dict[str, str], dict[str, str]]:
    """Return phrase -> phrase and word -> word."""
    rows = parse_table(packaged_text("checking", "synonyms.csv"), "synonyms.csv", ("form", "means", "note"))
    return (
        {fold(r["form"]): r["means"] for r in rows if r["note"] != "word"},
        {fold(r["form"]): r["means"] for r in rows if r["note"] == "word"},
    )


@lru_cache(maxsize=1)
def rewrites() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Load the rewritings of arguments ("neurons that make X" stands for X), in order of trial."""
    rows = parse_table(packaged_text("checking", "rewrites.csv"), "rewrites.csv", ("pattern", "into", "note"))
    return tuple((re.compile(row["pattern"]), row["into"]) for row in rows)


class Normalizer:
    """Bring arguments into normal form over one lexicon.

    Parameters
    ----------
    lexicon : EntityLexicon
        Surface forms and concepts.
    """

    def __init__(self, lexicon: EntityLexicon) -> None:
        self.lexicon = lexicon
        self.surface: dict[str, str] = {}
        rows = sorted(lexicon.rows, key=lambda r: (bool(r.term.conditions), r.term.exact))
        named = [(form, row.concept) for row in rows for form in row.term.forms]
        for form, (_, concept) in zip(_fold_all([form for form, _ in named]), named, strict=True):
            self.surface.setdefault(form, concept)
        self.surface |= {fold(name): name for name in lexicon.concepts}
        self._phrases, self._words = synonyms()
        # How many words the longest name has that begins with a word: most words begin none.
        self._reach: dict[str, int] = {}
        for form in (*self.surface, *self._phrases):
            self._extend_reach(form)
        self._cache: dict[str | None, Term] = {None: Term("")}
        self._perturb = {**{w: v for w, v in aspect_nouns().items() if v[1] is not None}, **_PERTURB}
        self._signs = sign_words()
        self._aspects = {w: v[0] for w, v in aspect_nouns().items() if v[1] is None and v[0]}

    def __call__(self, text: str | None) -> Term:
        """Return the normal form of an argument; an empty term for None."""
        found = self._cache.get(text)
        if found is None:
            found = self._resolve(text or "")
            if len(self._cache) > 100_000:
                self._cache.clear()
            self._cache[text] = found
        return found

    def learn(self, phrase: str) -> None:
        """Treat a noun phrase of the fact base as a name of its own ("serotonin transporter", "hormone")."""
        folded = fold(phrase)
        if folded not in self.surface and folded not in self._phrases:
            self.surface[folded] = folded
            self._extend_reach(folded)
            self._cache.clear()

    def _extend_reach(self, form: str) -> None:
        first, _, _ = form.partition(" ")
        self._reach[first] = max(self._reach.get(first, 1), form.count(" ") + 1)

    def concept(self, phrase: str) -> str | None:
        """Return the concept that a folded phrase names as a whole."""
        phrase = self._phrases.get(phrase, phrase)
        for form in (phrase, " ".join([*phrase.split()[:-1], singular(phrase.split()[-1])]) if phrase else phrase):
            named = self._phrases.get(form, form)
            if named in self.surface:
                concept = self.surface[named]
                return self._phrases.get(concept, concept)
        return None

    def label(self, term: Term) -> str | None:
        """Return the entity label of a term's concept."""
        known = self.lexicon.concepts.get(term.concept or "")
        return known.label if known else None

    def _resolve(self, text: str) -> Term:
        phrase = re.sub(r"^(?:the|a|an|some|certain|many|most|several)\s+", "", fold(text).strip(" .,;:\"'"))
        phrase = re.sub(r"\s*\([^)]*\)", "", phrase)
        phrase = " ".join(self._words.get(w, w) for w in phrase.split())
        phrase = self._phrases.get(phrase, phrase)
        whole = self.concept(phrase)
        if whole is not None:
            return Term(text, whole)
        found = self._compose(text, phrase)
        return found if found.concept is not None else self._rewritten(text, phrase) or found

    def _rewritten(self, text: str, phrase: str) -> Term | None:
        """Return the form of an argument that a rewriting makes known; None where none does."""
        for pattern, into in rewrites():
            if pattern.search(phrase):
                found = self(pattern.sub(into, phrase))
                if found.concept is not None:
                    return replace(found, text=text, tags=found.tags | condition_tags(phrase))
        return None

    def _compose(self, text: str, phrase: str) -> Term:
        tags = condition_tags(phrase)
        parts = list(self.segments(phrase))
        concepts = [p for p, is_concept in parts if is_concept]
        words = [p for p, is_concept in parts if not is_concept]
        rest = [w for w in words if w not in _STOP]
        location = None
        if len(concepts) == 2:
            regions = [c for c in concepts if self._is_region(c)]
            if len(regions) == 1:
                location = regions[0]
                concepts = [c for c in concepts if c != location]
        if len(concepts) == 1:
            shaped = self._perturbation(text, concepts[0], rest, tags)
            if shaped is not None:
                return replace(shaped, location=location)
        if len(rest) + len(concepts) > 1:
            rest = [w for w in rest if w not in ("symptom", "level", "amount")] or rest
        kept = frozenset(concepts) | frozenset(rest) | (frozenset((location,)) if location else frozenset())
        if not concepts and len(rest) > 1:
            named = self._phrases.get(" ".join(rest))
            if named and named != phrase:
                return replace(self(named), text=text, tags=tags)
        return Term(text, None, kept, head=_head(parts), tags=tags)

    def _perturbation(self, text: str, concept: str, rest: list[str], tags: frozenset[str]) -> Term | None:
        aspect, sign, left = None, None, []
        for word in rest:
            if word in self._perturb:
                a, s = self._perturb[word]
                aspect, sign = aspect or a, s if sign is None else sign * (s or 1)
            elif word in self._signs:
                s = self._signs[word]
                sign = s if sign is None else sign * (s or 1)
            elif word in self._aspects:
                aspect = self._aspects[word] if aspect in (None, "LEVEL") else aspect
            elif word not in word_set("terms.soft"):
                left.append(word)
        if tags and left:
            left = [w for w in left if not condition_tags(w) and w not in _TAG_WORDS]
            if tags & {"high-dose", "low-dose", "chronic", "stopping"} and self._is_drug(concept) and not left:
                return Term(text, concept, tags=tags)
        if left:
            return None
        if self._is_drug(concept):
            if "stopping" in tags:
                return Term(text, concept, tags=tags)
            if sign is not None and not tags:
                return None
            return Term(text, concept, tags=tags)
        if sign is None:
            return Term(text, concept, aspect=aspect, tags=tags)
        return Term(text, concept, aspect=aspect or "LEVEL", sign=sign, tags=tags)

    def segments(self, phrase: str) -> Iterable[tuple[str, bool]]:
        """Split a folded phrase into concepts (True) and other words, longest names first."""
        tokens = [self._words.get(w, w) for w in _WORD.findall(phrase)]
        i = 0
        while i < len(tokens):
            first, _, _ = tokens[i].partition(" ")  # a synonym may be of several words
            reach = min(_LONGEST_NAME, self._reach.get(first, 1))
            for j in range(min(len(tokens), i + reach), i, -1):
                last = tokens[j - 1]
                one = singular(last)
                before = "" if j == i + 1 else " ".join(tokens[i : j - 1]) + " "
                piece = before + last
                concept = self.surface.get(piece) or (self.surface.get(before + one) if one != last else None)
                if concept is None and j - i > 1:
                    means = self._phrases.get(piece)
                    concept = means if means in self.surface else None
                if concept is not None and not (j == i + 1 and piece in self._perturb):
                    yield self._phrases.get(concept, concept), True
                    i = j
                    break
            else:
                word = tokens[i].removesuffix("'s").removesuffix("'")
                word = self._words.get(word, word)
                yield (word if word in self._perturb or word in self._signs else singular(word)), False
                i += 1

    def _is_region(self, concept: str) -> bool:
        known = self.lexicon.concepts.get(concept)
        return known is not None and known.label == "REGION"

    def _is_drug(self, concept: str) -> bool:
        known = self.lexicon.concepts.get(concept)
        return known is not None and known.label == "DRUG"


_TAG_WORDS = frozenset(
    [
        "high",
        "low",
        "dose",
        "large",
        "small",
        "amount",
        "sudden",
        "abrupt",
        "withdrawal",
        "stop",
        "stopping",
        "stopped",
        "heavy",
        "regular",
        "long-term",
        "chronic",
        "more",
        "than",
        "four",
        "week",
        "month",
        "year",
        "late",
        "early",
        "given",
        "too",
        "single",
        "dose",
    ]
)


def _head(parts: list[tuple[str, bool]]) -> str:
    head = ""
    for word, _ in parts:
        if head and word in ("of", "in", "for", "to", "that", "which", "from", "with", "at", "on", "by"):
            break
        if word not in _STOP:
            head = word
    return head


@lru_cache(maxsize=65536)
def _bag(words: frozenset[str], concept: str | None) -> frozenset[str]:
    alike = word_set("terms.substances")
    return frozenset("substance" if w in alike else w for x in (words or (concept or "",)) for w in x.split())


def overlap(a: Term, b: Term) -> float:
    """Return the Jaccard overlap of two terms' words."""
    one, two = _bag(a.words, a.concept), _bag(b.words, b.concept)
    return len(one & two) / len(one | two) if one | two else 0.0
