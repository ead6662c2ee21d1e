"""Tagging entities: the lexicon's matches, then what an article defines itself, then names in no lexicon."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from spacy.tokens import Doc

from gluclaims.annotating.abbreviations import find_definitions
from gluclaims.annotating.docs import sentence_ranges
from gluclaims.lexicons.contexts import Words
from gluclaims.lexicons.entities import EntityLexicon
from gluclaims.lexicons.matching import TermMatcher, TokenView, fold, longest
from gluclaims.lexicons.unseen import packaged_unseen, region_modifiers, unseen_exceptions


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
#: An abbreviation of up to this many letters means what the article defines it to mean, whatever the lexicon says.
_AMBIGUOUS = 3
_LONGEST_DIRECTION = 5
#: Distinct words whose triggers are remembered.
_CACHE = 200_000
_SINGULARS = (
    ("sulci", "sulcus"), ("gyri", "gyrus"), ("nuclei", "nucleus"), ("fasciculi", "fasciculus"), ("ices", "ex"),
    ("colliculi", "colliculus"), ("ies", "y"), ("itides", "itis"), ("omata", "oma"), ("ses", "se"), ("ss", "ss"),
    ("us", "us"), ("is", "is"), ("s", ""),
)  # fmt: skip


class EntityTaggerCore:
    """The tagger, apart from spaCy's component protocol.

    Parameters
    ----------
    lexicon : EntityLexicon
        All rows.
    """

    def __init__(self, lexicon: EntityLexicon) -> None:
        self.lexicon = lexicon
        self.matcher = TermMatcher(row.term for row in lexicon.rows)
        self._triggers: dict[int, tuple[int, ...]] = {}
        self._idle: set[int] = set()  # words that trigger nothing

    def tag(self, doc: Doc) -> list[Mention]:
        """Return the document's entities in text order, without overlaps."""
        if not len(doc):
            return []
        ranges = [r for r in sentence_ranges(doc) if r[0] < r[1]]
        view = TokenView(doc)
        texts = view.texts
        matches = self.matcher.matches(doc, view)
        bounds = _bounds(ranges, len(texts))
        inside = bytearray(len(texts))
        for start, end in ranges:
            inside[start:end] = b"\1" * (end - start)
        matches = [m for m in matches if inside[m[0]] and bounds[m[0]][1] >= m[1]]
        terms = self.matcher.terms
        words = Words(texts, bounds, lambda: any(not terms[m[2]].context for m in matches))
        kept = longest(m for m in matches if all(c.holds(words, m[0], m[1]) for c in terms[m[2]].conditions))
        mentions = [self._mention(m) for m in kept]
        taken = bytearray(len(texts))
        for m in mentions:
            taken[m.start : m.end] = b"\1" * (m.end - m.start)
        unseen = self._unseen(doc, view, words, inside, taken, mentions)
        longer = [u for u in unseen if u.end - u.start > 1]
        mentions = [m for m in mentions if not any(u.start <= m.start and m.end <= u.end for u in longer)] + unseen
        mentions.sort(key=lambda m: m.start)
        mentions = self._defined(texts, ranges, mentions)
        taken = bytearray(len(texts))
        for m in mentions:
            taken[m.start : m.end] = b"\1" * (m.end - m.start)
        return [self._with_direction(m, doc, bounds, taken) if m.label == "REGION" else m for m in mentions]

    def _mention(self, match: tuple[int, int, int]) -> Mention:
        start, end, index = match
        row = self.lexicon.rows[index]
        kind = "context" if row.term.context else "lexicon"
        return Mention(start, end, row.label, row.concept, row.term.key, SCORES[kind], self._ids(row.concept))

    def _ids(self, concept: str) -> dict[str, str]:
        known = self.lexicon.concepts.get(concept)
        return known.ids if known else {}

    def _unseen(
        self, doc: Doc, view: TokenView, words: Words, inside: bytearray, taken: bytearray, known: Sequence[Mention]
    ) -> list[Mention]:
        """Find names by their form, in the sentences that hold a trigger word.

        A name may hold a known one of its own label, and takes its place ("atypical facial neuralgia syndrome").
        """
        triggers, patterns = self._triggers, packaged_unseen()
        if len(triggers) > _CACHE:
            triggers.clear()
        if len(self._idle) > _CACHE:
            self._idle.clear()
        idle = self._idle
        wanted: defaultdict[tuple[int, int], set[int]] = defaultdict(set)
        for i in [i for i, orth in enumerate(view.orths) if orth not in idle]:
            orth = view.orths[i]
            numbers = triggers.get(orth)
            if numbers is None:
                numbers = patterns.triggered(view.texts[i])
                if not numbers:
                    idle.add(orth)
                    continue
                triggers[orth] = numbers
            if inside[i] and not taken[i]:
                wanted[words.bounds[i]].update(numbers)
        found: list[Mention] = []
        exceptions = unseen_exceptions()
        for (start, end), numbers_here in wanted.items():
            first, last = view.starts[start], view.ends[end - 1]
            for number in sorted(numbers_here):
                unseen = patterns.patterns[number]
                for match in unseen.pattern.finditer(view.text, first, last):
                    surface = match.group()
                    if surface.lower() in exceptions:
                        continue
                    span = doc.char_span(match.start(), match.end())
                    if span is None or not _free(span.start, span.end, unseen.label, taken, known):
                        continue
                    if all(c.holds(words, span.start, span.end) for c in unseen.conditions):
                        concept = singular(" ".join(fold(surface).split()))
                        ids = self._ids(concept)
                        found.append(
                            Mention(span.start, span.end, unseen.label, concept, unseen.key, SCORES["unseen"], ids)
                        )
                        taken[span.start : span.end] = b"\1" * (span.end - span.start)
        return found

    def _defined(
        self, texts: Sequence[str], ranges: Iterable[tuple[int, int]], mentions: list[Mention]
    ) -> list[Mention]:
        """Let the abbreviations that the article defines mean what it says, everywhere in it."""
        if "(" not in texts and "[" not in texts:
            return mentions
        by_end = {m.end: m for m in mentions}
        by_start = {m.start: m for m in mentions}
        defined: dict[tuple[str, ...], Mention | None] = {}
        for start, end in ranges:
            for found in find_definitions(texts, start, end):
                owner = by_end.get(found.long[1]) if found.long[0] < found.short[0] else by_start.get(found.long[0])
                if owner is not None and not (owner.start <= found.long[0] and owner.end >= found.long[1]):
                    owner = None  # the long form says more than the entity: "depression severity index (DSI)"
                for short in _numbers(tuple(texts[found.short[0] : found.short[1]])):
                    if owner is not None or short not in defined:
                        defined[short] = defined.get(short) or owner
        if not defined:
            return mentions
        out = []
        for m in mentions:
            short = tuple(texts[m.start : m.end])
            owner = defined.get(short, m)
            if owner is None:
                ambiguous = m.rule.startswith("unseen:") or m.score == SCORES["context"]
                if ambiguous or sum(map(len, short)) <= _AMBIGUOUS:
                    continue  # an abbreviation of something that is no entity of ours
            elif owner.concept != m.concept:
                continue  # of another entity, found again below
            out.append(m)
        taken = bytearray(len(texts))
        for m in out:
            taken[m.start : m.end] = b"\1" * (m.end - m.start)
        firsts = {short[0] for short in defined}
        lengths = sorted({len(short) for short in defined}, reverse=True)
        inside = [range(*r) for r in ranges]
        for i in (i for sentence in inside for i in sentence if texts[i] in firsts):
            for length in lengths:
                owner = defined.get(tuple(texts[i : i + length]))
                if owner is not None and not any(taken[i : i + length]):
                    rule = "defined:" + owner.rule
                    out.append(Mention(i, i + length, owner.label, owner.concept, rule, SCORES["defined"], owner.ids))
                    taken[i : i + length] = b"\1" * length
                    break
        out.sort(key=lambda m: m.start)
        return out

    def _with_direction(self, m: Mention, doc: Doc, bounds: Sequence[tuple[int, int]], taken: bytearray) -> Mention:
        """Extend a region over the side and direction words before it ("left dorsal anterior cingulate cortex")."""
        modifiers = region_modifiers()
        first = bounds[m.start][0]
        start = m.start
        kept: list[str] = []
        while start > first:
            for size in range(min(_LONGEST_DIRECTION, start - first), 0, -1):
                if any(taken[start - size : start]):
                    continue
                words = " ".join(fold(doc[start - size : start].text).split())
                if words in modifiers:
                    break
            else:
                break
            start -= size
            if modifiers[words]:
                kept.insert(0, words)
        if start == m.start:
            return m
        concept = " ".join([*kept, m.concept])
        return replace(m, start=start, concept=concept, ids=m.ids if concept == m.concept else self._ids(concept))


def _free(start: int, end: int, label: str, taken: bytearray, known: Sequence[Mention]) -> bool:
    """Tell whether a name may stand here: nothing is taken, or shorter names of its label within it alone."""
    if not any(taken[start:end]):
        return True
    within = [m for m in known if m.start < end and m.end > start]
    return (
        bool(within)
        and all(start <= m.start and m.end < end and m.label == label for m in within)
        and not any(taken[i] for i in range(start, end) if not any(m.start <= i < m.end for m in within))
    )


def _bounds(ranges: Iterable[tuple[int, int]], length: int) -> list[tuple[int, int]]:
    """Return for each token the range of its sentence; tokens in none are never asked for."""
    bounds: list[tuple[int, int]] = []
    for start, end in ranges:
        bounds += [(0, 0)] * (start - len(bounds))
        bounds += [(start, end)] * (end - start)
    return bounds + [(0, 0)] * (length - len(bounds))


def _numbers(short: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """Return a short form in both numbers: "SSRIs" and "SSRI"."""
    last = short[-1]
    if last.endswith("s") and last[-2:-1].isupper():
        return short, (*short[:-1], last[:-1])
    if last[-1:].isupper():
        return short, (*short[:-1], last + "s")
    return (short,)


def singular(concept: str) -> str:
    """Return a name in the singular, by its ending.

    Examples
    --------
    >>> [singular(w) for w in ("orexin receptors", "frontal gyri", "psychosis", "neuropathies", "triptans")]
    ['orexin receptor', 'frontal gyrus', 'psychosis', 'neuropathy', 'triptan']
    """
    for plural, one in _SINGULARS:
        if concept.endswith(plural):
            return concept[: len(concept) - len(plural)] + one
    return concept


def mention_dict(doc: Doc, m: Mention) -> dict[str, Any]:
    """Return a mention as the record format writes an entity."""
    span = doc[m.start : m.end]  # its text, as ``doc.text`` would be put together anew for each mention
    return {
        "start": span.start_char, "end": span.end_char, "text": span.text, "label": m.label, "concept": m.concept,
        "ids": dict(m.ids), "score": m.score, "rule": m.rule,
    }  # fmt: skip
