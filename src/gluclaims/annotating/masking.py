"""What the parser sees in the place of names it does not know.

The parser is trained on web text; "esketamine" or "5-HT2A receptors" tell it nothing. Each entity, and each name of an
organisation or journal, is parsed as one common noun, and parts of a sentence that a semicolon or a source phrase sets
off are parsed apart. The words themselves are never changed; only the parser's view of them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from gluclaims.lexicons.predicates import aspect_nouns, predicate_lexicon
from gluclaims.lexicons.tables import packaged_table, word_set

_SMALL = word_set("masking.small")
_ADJECTIVE = re.compile(r"(ergic|ic|al|ian|ar)$", re.IGNORECASE)
#: Nouns and adjectives whose that-clause is what is stated.
NOMINAL_MATRIX = word_set("masking.nominal-matrix")
_JOINTS = word_set("masking.joints")
_LEADING = word_set("masking.leading")
_NO_SUBJECT = word_set("masking.no-subject")
_NO_VERB_AFTER = word_set("masking.no-verb-after")
_PLURALS = word_set("masking.plurals")
_FINITE = word_set("masking.finite")


@lru_cache(maxsize=1)
def masks() -> dict[str, tuple[str, str]]:
    """Return label -> (singular, plural) of the words that stand for names."""
    rows = packaged_table("masks.csv", ("label", "singular", "plural"))
    return {row["label"]: (row["singular"], row["plural"]) for row in rows}


#: Groups of the predicate lexicon whose verbs the parser rarely saw in web text.
_MASKED_GROUPS = frozenset(
    ("increase", "decrease", "block", "activate", "bind", "release", "breakdown", "reuptake", "worsen")
)
_KNOWN_VERBS = word_set("masking.known-verbs")
_VERB = {"base": "take", "third": "takes", "gerund": "taking", "past": "took", "participle": "taken"}
_PREFIXES = word_set("masking.prefixes")
_BE_HAVE = word_set("masking.be-have")
_BEFORE_VERB = word_set("masking.before-verb")


@lru_cache(maxsize=1)
def _verb_forms() -> dict[str, str]:
    """Return the forms of rare predicate verbs, and which form each is."""
    lexicon = predicate_lexicon()
    forms: dict[str, str] = {}
    for form, lemma in lexicon.verb_lemma.items():
        groups = {p.group.name for p in lexicon.verbs.get(lemma, ())}
        if groups & _MASKED_GROUPS and lemma not in _KNOWN_VERBS and "-" not in form:
            if form.endswith("ing"):
                forms[form] = "gerund"
            elif form == lemma:
                forms[form] = "base"
            elif form.endswith("s") and not form.endswith("ss"):
                forms[form] = "third"
            else:
                forms[form] = "past"
    return forms


def verb_mask(low: Sequence[str], i: int, before_entity: bool, after_entity: bool, plural_before: bool) -> str | None:
    """Return the common verb for a rare one, None where the word need not be a verb here."""
    form = _verb_forms().get(low[i])
    if form is None:
        return None
    previous = low[i - 1] if i else ""
    following = low[i + 1] if i + 1 < len(low) else ""
    if form == "third":
        return (
            _VERB["third"]
            if before_entity
            or previous in _BEFORE_VERB
            or previous.endswith("ly")
            or after_entity
            or following in ("the", "a", "an", "its", "their")
            else None
        )
    if form == "base":
        verbal = previous in _BEFORE_VERB or previous.endswith("ly") or plural_before
        return (
            _VERB["base"]
            if verbal and (after_entity or following not in ("of", "in", "is", "are", "was", ",", ".", "and", "by"))
            else None
        )
    if form == "gerund":
        return (
            _VERB["gerund"]
            if previous in ("by", "of", "for", "in", ",", "and", "without", "from", "not")
            or after_entity
            or following in ("the", "a", "an")
            else None
        )
    if previous in _BE_HAVE or (i >= 2 and low[i - 2] in _BE_HAVE) or following == "by":
        return _VERB["participle"]
    return _VERB["past"] if before_entity or following in ("the", "a", "an") or after_entity else None


@lru_cache(maxsize=1)
def _organisation_heads() -> frozenset[str]:
    return frozenset(row["form"] for row in packaged_table("organisations.csv", ("form",)))


@dataclass(frozen=True, slots=True)
class Unit:
    """What is parsed as one token: the tokens ``[start, end)`` of the document, and the word that the parser sees."""

    start: int
    end: int
    word: str
    masked: bool


def entity_mask(text: str, label: str, concept: str) -> str | None:
    """Return the word for an entity, None where its own words serve better (adjectives)."""
    if label not in masks() or (
        label in ("NEUROTRANSMITTER", "REGION") and _ADJECTIVE.search(text) and " " not in text
    ):
        return None
    singular, plural = masks()[label]
    low = text.lower()
    many = low.endswith("s") and not low.endswith(("ss", "is", "us")) and not concept.endswith("s")
    word = plural if many else singular
    return word[:1].upper() + word[1:] if text[:1].isupper() and text[1:2].islower() else word


def organisations(words: Sequence[str], start: int, end: int) -> list[tuple[int, int]]:
    """Return the token ranges of organisations' and journals' names: capitalised runs that hold a telling word."""
    found = []
    i = start
    heads = _organisation_heads()
    while i < end:
        if not words[i][:1].isupper():
            i += 1
            continue
        j = i + 1
        while j < end and (
            words[j][:1].isupper()
            or (
                words[j].lower() in _SMALL
                and j + 1 < end
                and (
                    words[j + 1][:1].isupper() or (words[j + 1] == "the" and j + 2 < end and words[j + 2][:1].isupper())
                )
            )
        ):
            j += 1
        first = i + 1 if i == start and words[i].lower() in ("the", "a", "an", "in", "at", "but", "and") else i
        run = [w.lower() for w in words[first:j]]
        if len(run) >= 2 and any(w in heads for w in run):
            found.append((first, j))
        i = max(j, i + 1)
    return found


def units(
    words: Sequence[str],
    start: int,
    end: int,
    entities: Sequence[tuple[int, int, str, str, str]],
    low: Sequence[str] | None = None,
) -> list[Unit]:
    """Return what the parser sees of the tokens ``[start, end)``.

    Parameters
    ----------
    words : sequence of str
        The document's tokens.
    entities : sequence of (start, end, label, concept, text)
        The entities in that range, in order.
    low : sequence of str, optional
        The tokens in lower case.
    """
    cover: dict[int, tuple[int, str]] = {}
    for first, last, label, concept, text in entities:
        word = entity_mask(text, label, concept)
        if word is not None:
            cover[first] = (last, word)
    taken = {t for first, (last, _) in cover.items() for t in range(first, last)}
    for first, last in organisations(words, start, end):
        if not taken.intersection(range(first, last)):
            cover[first] = (last, masks()["ORGANISATION"][0])
    low = [w.lower() for w in words] if low is None else low
    ends = {last for last, _ in cover.values()}
    plural = {last for last, word in cover.values() if word.endswith("s")}
    # "inhibitors (SSRIs) block": the closing bracket counts as the end of the name before it
    ends |= {i + 1 for i in ends if i < end and low[i] == ")"}
    plural |= {i + 1 for i in plural if i < end and low[i] == ")"}
    plural |= {last for first, (last, _) in cover.items() if first - start >= 2 and low[first - 1] in ("and", "or")}
    out = []
    i = start
    while i < end:
        if i in cover:
            last, word = cover[i]
            out.append(Unit(i, last, word, True))
            i = last
        elif (
            i + 2 < end
            and low[i] in _PREFIXES
            and low[i + 1] in ("-", "–", "‑")
            and low[i + 2].isalpha()
            and i + 2 not in cover
        ):
            out.append(Unit(i, i + 3, words[i + 2], True))  # "non-intoxicating" is parsed as "intoxicating"
            i += 3
        else:
            word = verb_mask(low, i, i in ends, i + 1 in cover or (i + 2 in cover), i in plural)
            out.append(Unit(i, i + 1, word or words[i], word is not None))
            i += 1
    return out


def breaks(low: Sequence[str], start: int, end: int, sources: Sequence[tuple[int, int, str]]) -> set[int]:
    """Return the tokens within a sentence at which the parser begins anew.

    Parameters
    ----------
    low : sequence of str
        The document's tokens, lower case.
    sources : sequence of (start, end, text)
        The sentence's cues that report: ATTRIBUTION, and EPISTEMIC ones with a complement.
    """
    found = set()
    for i in range(start + 2, end - 2):
        if low[i] == ";" or (
            low[i] in (":", "—", "–", "--")
            and low[i] == ":"
            and i - start >= 3
            and _FINITE.intersection(low[i + 1 : end])
            and _FINITE.intersection(low[start:i])
        ):
            found.add(i + 1)
    found |= _clause_breaks(low, start, end)
    for i in range(start + 1, end - 3):
        if low[i] == "that" and low[i - 1] in NOMINAL_MATRIX:
            found.add(i + 1)
    for first, last, text in sources:
        if last < end - 3 and low[last] == "that" and first - start <= 14:
            found.add(last + 1)
        if text.startswith("according to") and first <= start + 2:
            comma = _closing_comma(low, last, end)
            if comma is not None and comma + 2 < end:
                found.add(comma + 1)
        elif first > start + 2 and end - last <= 16:
            # ", doctors say." or "," said Henrik Aldous, a psychiatrist: a source at the end
            quote = next(
                (
                    i
                    for i in range(first - 1, max(start + 2, first - 16), -1)
                    if low[i] in ("”", '"') and low[i - 1] in (",", ".", "?", "!", "…")
                ),
                None,
            )
            comma = (
                quote
                if quote is not None
                else next((i for i in range(first - 1, max(start, first - 8), -1) if low[i] in (",", "?", "!")), None)
            )
            rest = low[last:end]
            if comma is not None and not _FINITE.intersection(rest) and "that" not in rest[:3]:
                found.add(comma + 1)
    return found


@lru_cache(maxsize=1)
def _finite_forms() -> tuple[frozenset[str], frozenset[str]]:
    """Return the verb forms that are finite as they stand, and the base forms that are after a plural."""
    lexicon = predicate_lexicon()
    sure, base = set(), set(lexicon.verbs)
    nouns = set(aspect_nouns())
    for form, lemma in lexicon.verb_lemma.items():
        if form != lemma and not form.endswith("ing") and form not in nouns:
            sure.add(form)
    return frozenset(sure), frozenset(base - nouns)


def finite_verbs(low: Sequence[str], start: int, end: int) -> list[int]:
    """Return the tokens that look like finite verbs before anything is parsed."""
    sure, base = _finite_forms()
    found = []
    for i in range(start, end):
        word = low[i]
        if word in _FINITE:
            found.append(i)
        elif i > start and low[i - 1] not in _NO_VERB_AFTER:
            if (word in sure and not (i + 1 < end and low[i + 1] == "by")) or (
                word in base and (low[i - 1] in _PLURALS or (low[i - 1].endswith("s") and len(low[i - 1]) > 3))
            ):
                found.append(i)
    return found


def _clause_breaks(low: Sequence[str], start: int, end: int) -> set[int]:
    """Return where a coordinate or contrasting clause with a subject of its own begins."""
    commas = [
        i for i in range(start + 2, end - 3) if low[i] in (",", "—", "–") or (low[i] == "-" and low[i - 1] == "-")
    ]
    if not commas:
        return set()
    verbs = finite_verbs(low, start, end)
    if len(verbs) < 2:
        return set()
    found = set()
    for n, comma in enumerate(commas):
        joint = low[comma + 1]
        after = comma + 2 if joint in _JOINTS else comma + 1
        if joint == "even" and low[comma + 2] in ("though", "as"):
            after = comma + 3
        leading = low[start] in _LEADING and n == 0
        if joint not in _JOINTS and joint != "even" and not leading:
            continue
        if not any(start <= v < comma for v in verbs) or after >= end or low[after] in _NO_SUBJECT:
            continue
        limit = next((c for c in commas if c > after), end)
        verb = next((v for v in verbs if after < v < min(limit, after + 10)), None)
        if verb is None or after in verbs or low[after].endswith(("ing", "ly")):
            continue
        if any(w in ("which", "who", "that", "whose") for w in low[after:verb]):
            continue
        found.add(comma + 1)
    return found


def _closing_comma(low: Sequence[str], start: int, end: int) -> int | None:
    for i in range(start, end - 1):
        if low[i] == "," and low[i + 1] not in ("a", "an", "who", "which", "of") and not low[i + 1].isdigit():
            return i
    return None
