"""Finding cues: the lexicon's matches, longest first, masks taken out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from spacy.tokenizer import Tokenizer
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

    def __init__(self, tokenizer: Tokenizer, rows: Sequence[CueRow]) -> None:
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
                matches.append(m)
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


def cue_dict(doc: Doc, cue: CueMention) -> dict[str, Any]:
    """Return a cue as the record format writes it."""
    start = doc[cue.start].idx
    end = doc[cue.end - 1].idx + len(doc[cue.end - 1])
    return {"start": start, "end": end, "text": doc.text[start:end], "kind": cue.row.kind, "rule": cue.row.id}
