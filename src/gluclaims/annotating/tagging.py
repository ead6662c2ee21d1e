"""Tagging entities: the lexicon's matches, then what an article defines itself, then names in no lexicon."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from spacy.tokenizer import Tokenizer
from spacy.tokens import Doc

from gluclaims.annotating.abbreviations import find_definitions
from gluclaims.annotating.docs import sentence_ranges, token_bounds
from gluclaims.lexicons.contexts import Condition, Words, parse_context
from gluclaims.lexicons.entities import EntityLexicon
from gluclaims.lexicons.matching import TermMatcher, longest
from gluclaims.lexicons.tables import packaged_table


@dataclass(frozen=True, slots=True)
class Mention:
    """An entity as token range, with its concept and the rule that found it."""

    start: int
    end: int
    label: str
    concept: str
    rule: str
    score: float
    ids: dict[str, str] = field(default_factory=dict)


#: How sure a kind of rule is: its precision on the open part of the gold (``python -m benchmarks.entities --rules``).
SCORES = {"lexicon": 0.98, "context": 0.95, "defined": 0.95, "unseen": 0.8}


@dataclass(frozen=True, slots=True)
class Unseen:
    """A pattern for names that no lexicon row has."""

    key: str
    pattern: re.Pattern[str]
    label: str
    conditions: tuple[Condition, ...]


@lru_cache(maxsize=1)
def unseen_patterns() -> tuple[Unseen, ...]:
    """Return the patterns for unseen names."""
    return tuple(
        Unseen(
            f"unseen:{row['id']}",
            re.compile(row["pattern"], 0 if row["case"] == "exact" else re.IGNORECASE),
            row["label"],
            parse_context(row["context"]),
        )
        for row in packaged_table("unseen.csv", ("id", "pattern", "label", "case", "context"))
    )


@lru_cache(maxsize=1)
def unseen_exceptions() -> frozenset[str]:
    """Return the ordinary words that look like names."""
    return frozenset(row["form"].lower() for row in packaged_table("unseen-exceptions.csv", ("form",)))


@lru_cache(maxsize=1)
def region_modifiers() -> dict[str, bool]:
    """Return the side and direction words before a region, and whether they belong to its concept."""
    return {row["form"].lower(): row["keep"] == "yes" for row in packaged_table("region-modifiers.csv", ("form", "keep"))}


class EntityTaggerCore:
    """The tagger, apart from spaCy's component protocol.

    Parameters
    ----------
    vocab, tokenizer
        Of the pipeline that the documents come from; the tokenizer is used for the lexicon's terms alone.
    lexicon : EntityLexicon
        All rows.
    """

    def __init__(self, tokenizer: Tokenizer, lexicon: EntityLexicon) -> None:
        self.lexicon = lexicon
        self.matcher = TermMatcher(tokenizer.vocab, tokenizer, (row.term for row in lexicon.rows))

    def tag(self, doc: Doc) -> list[Mention]:
        """Return the document's entities in text order, without overlaps."""
        ranges = sentence_ranges(doc)
        bounds = token_bounds(ranges, len(doc))
        texts = [token.text for token in doc]
        inside = bytearray(len(texts))
        for start, end in ranges:
            inside[start:end] = b"\1" * (end - start)
        matches = [m for m in self.matcher.matches(doc) if inside[m[0]] and bounds[m[0]][1] >= m[1]]
        terms = self.matcher.terms
        words = Words(texts, bounds, lambda: any(not terms[m[2]].conditions for m in matches))
        kept = longest(
            m for m in matches if all(c.holds(words, m[0], m[1]) for c in terms[m[2]].conditions)
        )
        mentions = [self._mention(m) for m in kept]
        taken = bytearray(len(texts))
        for m in mentions:
            taken[m.start : m.end] = b"\1" * (m.end - m.start)
        mentions += self._unseen(doc, words, ranges, taken)
        mentions = self._defined(texts, ranges, mentions, taken)
        return sorted((self._with_direction(m, texts, bounds, taken) for m in mentions), key=lambda m: m.start)

    def _mention(self, match: tuple[int, int, int]) -> Mention:
        start, end, index = match
        row = self.lexicon.rows[index]
        kind = "context" if row.term.conditions else "lexicon"
        return Mention(start, end, row.label, row.concept, row.term.key, SCORES[kind], self._ids(row.concept))

    def _ids(self, concept: str) -> dict[str, str]:
        known = self.lexicon.concepts.get(concept)
        return known.ids if known else {}

    def _unseen(
        self, doc: Doc, words: Words, ranges: Iterable[tuple[int, int]], taken: bytearray
    ) -> list[Mention]:
        found: list[Mention] = []
        patterns = unseen_patterns()
        exceptions = unseen_exceptions()
        text = doc.text
        for start, end in ranges:
            if start >= end:
                continue
            first, last = doc[start].idx, doc[end - 1].idx + len(doc[end - 1])
            for unseen in patterns:
                for match in unseen.pattern.finditer(text, first, last):
                    surface = match.group()
                    if surface.lower() in exceptions:
                        continue
                    span = doc.char_span(match.start(), match.end())
                    if span is None or any(taken[span.start : span.end]):
                        continue
                    if all(c.holds(words, span.start, span.end) for c in unseen.conditions):
                        concept = " ".join(surface.lower().split())
                        found.append(
                            Mention(span.start, span.end, unseen.label, _singular(concept), unseen.key, SCORES["unseen"])
                        )
                        taken[span.start : span.end] = b"\1" * (span.end - span.start)
        return found

    def _defined(
        self, texts: Sequence[str], ranges: Iterable[tuple[int, int]], mentions: list[Mention], taken: bytearray
    ) -> list[Mention]:
        """Link the abbreviations that the article defines, everywhere in it."""
        if "(" not in texts and "[" not in texts:
            return mentions
        by_end = {m.end: m for m in mentions}
        defined: dict[tuple[str, ...], Mention | None] = {}
        for start, end in ranges:
            for found in find_definitions(texts, start, end):
                long = by_end.get(found.long[1])
                short = tuple(texts[found.short[0] : found.short[1]])
                if long is not None and long.start >= found.long[0] - 1:
                    defined.setdefault(short, long)
                elif long is None:
                    defined.setdefault(short, None)
        if not defined:
            return mentions
        out = []
        for m in mentions:
            short = tuple(texts[m.start : m.end])
            if short not in defined:
                out.append(m)
                continue
            taken[m.start : m.end] = b"\0" * (m.end - m.start)
            if defined[short] is None and m.rule.split(":")[0] == "unseen":
                continue  # an abbreviation of something that is no entity of ours
            if defined[short] is None:
                out.append(m)
                taken[m.start : m.end] = b"\1" * (m.end - m.start)
        lengths = sorted({len(short) for short in defined}, reverse=True)
        for i in range(len(texts)):
            for length in lengths:
                owner = defined.get(tuple(texts[i : i + length]))
                if owner is not None and not any(taken[i : i + length]):
                    out.append(
                        Mention(i, i + length, owner.label, owner.concept, "defined:" + owner.rule, SCORES["defined"], owner.ids)
                    )
                    taken[i : i + length] = b"\1" * length
                    break
        return out

    def _with_direction(
        self, m: Mention, texts: Sequence[str], bounds: Sequence[tuple[int, int]], taken: bytearray
    ) -> Mention:
        """Extend a region over the side and direction words before it ("left dorsal anterior cingulate cortex")."""
        if m.label != "REGION":
            return m
        modifiers = region_modifiers()
        start = m.start
        kept: list[str] = []
        first = bounds[m.start][0]
        while start > first and not taken[start - 1] and texts[start - 1].lower() in modifiers:
            start -= 1
            word = texts[start].lower()
            if modifiers[word]:
                kept.insert(0, word)
        if start == m.start:
            return m
        longer = " ".join([*kept, m.concept])
        concept = longer if longer in self.lexicon.concepts or kept else m.concept
        return Mention(start, m.end, m.label, concept, m.rule, m.score, m.ids if concept == m.concept else {})


def _singular(concept: str) -> str:
    for plural, singular in (("diseases", "disease"), ("receptors", "receptor"), ("disorders", "disorder"), ("syndromes", "syndrome"), ("ies", "y")):
        if concept.endswith(plural):
            return concept[: -len(plural)] + singular
    return concept


def mention_dict(doc: Doc, m: Mention) -> dict[str, Any]:
    """Return a mention as the record format writes an entity."""
    start = doc[m.start].idx
    end = doc[m.end - 1].idx + len(doc[m.end - 1])
    return {
        "start": start, "end": end, "text": doc.text[start:end], "label": m.label, "concept": m.concept,
        "ids": dict(m.ids), "score": m.score, "rule": m.rule,
    }  # fmt: skip
