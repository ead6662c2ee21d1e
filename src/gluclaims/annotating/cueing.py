"""Finding cues: the lexicon's matches, longest first, masks taken out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from spacy.tokens import Doc

from gluclaims.annotating.docs import sentence_ranges, token_bounds
from gluclaims.lexicons.contexts import Words
from gluclaims.lexicons.cues import MASK, CueRow
from gluclaims.lexicons.matching import TermMatcher, longest

#: How far the second part of a discontinuous cue may stand from the first, in tokens.
_REACH = {"NEGATION": 40, "CONDITION": 40, "GAP": 12}


@dataclass(frozen=True, slots=True)
class CueMention:
    """A cue as token range with the row that found it."""

    start: int
    end: int
    row: CueRow


class CueFinderCore:
    """The cue finder, apart from spaCy's component protocol."""

    def __init__(self, rows: Sequence[CueRow]) -> None:
        self.rows = rows
        self.matcher = TermMatcher(row.term for row in rows)

    def find(self, doc: Doc) -> list[CueMention]:
        """Return the document's cues in text order, without overlaps."""
        ranges = sentence_ranges(doc)
        texts = [token.text for token in doc]
        bounds = token_bounds(ranges, len(texts))
        inside = bytearray(len(texts))
        for start, end in ranges:
            inside[start:end] = b"\1" * (end - start)
        words = Words(texts, bounds)
        # An entity is a name, and a cue inside a name is none ("no" in "no-flush niacin"). The other way round a cue
        # may hold one.
        inner = bytearray(len(texts))
        for ent in doc.ents:
            if ent.end - ent.start > 1:
                inner[ent.start : ent.end] = b"\1" * (ent.end - ent.start)
        matches = []
        for m in self.matcher.matches(doc):
            row = self.rows[m[2]]
            if not inside[m[0]] or bounds[m[0]][1] < m[1] or (inner[m[0]] and inner[m[1] - 1]):
                continue
            if all(c.holds(words, m[0], m[1]) for c in row.term.conditions):
                grown = _noun_phrase_end(texts, m[1], bounds[m[0]][1]) if row.grows else m[1]
                if grown is not None:
                    matches.append((m[0], grown, m[2]))
        found = []
        # Of two rows alike in length the mask wins.
        rank = {m: 0 if self.rows[m[2]].kind == MASK else 1 for m in matches}
        for start, end, index in longest(sorted(matches, key=rank.__getitem__)):
            row = self.rows[index]
            if row.kind == MASK:
                continue
            if not row.second:
                found.append(CueMention(start, end, row))
                continue
            second = self._second(row, texts, end, min(bounds[start][1], end + _REACH.get(row.kind, 20)))
            if second is None:
                continue
            if row.kind == "GAP":
                found.append(CueMention(start, second[1], row))
            else:
                found.append(CueMention(start, end, row))
                if row.kind == "NEGATION":
                    found.append(CueMention(*second, row))
        return sorted(found, key=lambda c: (c.start, c.end))

    @staticmethod
    def _second(row: CueRow, texts: Sequence[str], start: int, end: int) -> tuple[int, int] | None:
        for i in range(start, end):
            if row.kind == "GAP" and not any(map(str.isalnum, texts[i])):
                return None
            for part in row.second:
                size = part.count(" ") + 1
                if " ".join(texts[i : i + size]).lower() == part:
                    return i, i + size
        return None


#: Words that no noun phrase goes on after, and words in -s that are no plural.
_STOPS = frozenset(
    [
        "a",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "been",
        "but",
        "by",
        "can",
        "could",
        "did",
        "do",
        "for",
        "from",
        "had",
        "have",
        "if",
        "in",
        "into",
        "may",
        "might",
        "more",
        "most",
        "much",
        "nor",
        "not",
        "of",
        "on",
        "or",
        "out",
        "over",
        "so",
        "some",
        "such",
        "than",
        "that",
        "the",
        "then",
        "there",
        "these",
        "they",
        "those",
        "to",
        "too",
        "under",
        "up",
        "was",
        "were",
        "when",
        "which",
        "who",
        "will",
        "with",
        "would",
        "say",
        "think",
        "believe",
        "argue",
        "find",
        "report",
    ]
)
_DETERMINERS = frozenset(["the", "these", "those", "its", "their", "our", "his", "her", "your", "my", "all"])
_SINGULAR = re.compile(
    r"(?:ss|us|is|ous|ness|less|ics)$|^(?:has|does|was|is|this|its|as|thus|perhaps|always|yes|says|news)$"
)
_PLURAL = frozenset(("people", "men", "women", "children", "mice", "teeth", "feet"))
_ADJECTIVES = 3


def _noun_phrase_end(texts: Sequence[str], start: int, limit: int) -> int | None:
    """Return where the plain noun phrase that begins at a token ends: at its first plural; None where there is none."""
    i = start
    if i < limit and texts[i].lower() in _DETERMINERS:
        i += 1
    for j in range(i, min(i + _ADJECTIVES + 1, limit)):
        word = texts[j].lower()
        if word in _PLURAL or (word.endswith("s") and len(word) > 3 and not _SINGULAR.search(word)):
            return j + 1
        if word in _STOPS or not word.replace("-", "").isalpha() or word.endswith("ly"):
            return None
    return None


def cue_dict(doc: Doc, cue: CueMention) -> dict[str, Any]:
    """Return a cue as the record format writes it."""
    span = doc[cue.start : cue.end]
    return {
        "start": span.start_char, "end": span.end_char, "text": span.text, "kind": cue.row.kind, "rule": cue.row.id,
    }  # fmt: skip
