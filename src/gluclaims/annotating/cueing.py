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
from gluclaims.lexicons.matching import TermMatcher, TokenView, longest
from gluclaims.lexicons.tables import word_set

#: How far the second part of a discontinuous cue may stand from the first, in tokens.
_REACH = {"NEGATION": 40, "CONDITION": 40, "GAP": 12, "ATTRIBUTION": 9}


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
        view = TokenView(doc)
        texts = view.texts
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
        for m in self.matcher.matches(doc, view):
            row = self.rows[m[2]]
            if not inside[m[0]] or bounds[m[0]][1] < m[1] or (inner[m[0]] and inner[m[1] - 1]):
                continue
            if all(c.holds(words, m[0], m[1]) for c in row.term.conditions):
                place = self._place(row, texts, m[0], m[1], bounds[m[0]])
                if place is not None:
                    matches.append((*place, m[2]))
        found = []
        # Of two rows alike in length the mask wins.
        rank = {m: 0 if self.rows[m[2]].kind == MASK else 1 for m in matches}
        for start, end, index in longest(sorted(matches, key=rank.__getitem__)):
            row = self.rows[index]
            if row.kind == MASK:
                continue
            found.append(CueMention(start, end, row))
            if row.second and row.kind == "NEGATION":
                second = self._second(row, texts, end, bounds[start][1])
                if second is not None:
                    found.append(CueMention(*second, row))
        return sorted(found, key=lambda c: (c.start, c.end))

    def _place(
        self, row: CueRow, texts: Sequence[str], start: int, end: int, bounds: tuple[int, int]
    ) -> tuple[int, int] | None:
        """Return the tokens that a row's cue covers where its (first) form was met; None where the rest is missing."""
        if row.second:
            second = self._second(row, texts, end, bounds[1])
            if second is None:
                return None
            return start, second[1] if row.whole else end
        if row.grows:
            grown = _noun_phrase_end(texts, end, bounds[1])
            return None if grown is None else (start, grown)
        if row.leads:
            first = _lead_start(texts, start, bounds[0])
            return None if first is None else (first, end)
        return start, end

    @staticmethod
    def _second(row: CueRow, texts: Sequence[str], start: int, limit: int) -> tuple[int, int] | None:
        for i in range(start, min(limit, start + _REACH.get(row.kind, 20))):
            for size, parts in row.second_by_size:
                if " ".join(texts[i : i + size]).lower() in parts:
                    after = texts[i + size].lower() if i + size < limit else ""
                    return None if row.kind == "ATTRIBUTION" and after in _EMPTY_REPORTS else (i, i + size)
            if row.whole and not any(map(str.isalnum, texts[i])) and texts[i] != "-":
                return None
            if row.kind == "ATTRIBUTION" and texts[i].lower() in _SOURCE_STOPS:
                return None
        return None


_STOPS = word_set("cueing.noun-phrase-stops")
_DETERMINERS = word_set("cueing.determiners")
_PLURAL = word_set("cueing.plurals")
#: What ends the words between a source and its verb.
_SOURCE_STOPS = word_set("cueing.source-stops")
#: What makes a report none: "trials have shown promise".
_EMPTY_REPORTS = word_set("cueing.empty-reports")
_SINGULAR = re.compile(
    r"(?:ss|us|is|ous|ness|less|ics)$|^(?:has|does|was|is|this|its|as|thus|perhaps|always|yes|says|news)$"
)
_ADJECTIVES = 3
#: How many words a headline may have between the comma and the cue that it ends with.
_LEAD = 3


def _noun_phrase_end(texts: Sequence[str], start: int, limit: int) -> int | None:
    """Return where the plain noun phrase that begins at a token ends: at its first plural; None where there is none."""
    i = start
    definite = i < limit and texts[i].lower() in _DETERMINERS
    if definite:
        i += 1
    for j in range(i, min(i + _ADJECTIVES + 1, limit)):
        word = texts[j].lower()
        if word in _PLURAL or (word.endswith("s") and len(word) > 3 and not _SINGULAR.search(word)):
            return j + 1
        if word in _STOPS or not word.replace("-", "").isalpha() or word.endswith("ly"):
            break
    if not definite or i >= limit or texts[i].lower() in _STOPS or not texts[i].replace("-", "").isalpha():
        return None
    # A mass noun after its determiner ("some of the anxiety"), with one word before it at most.
    ends = [j for j in (i + 1, i + 2) if j >= limit or texts[j].lower() in _STOPS or not texts[j][:1].isalpha()]
    end = i + 1 if not ends or (ends[0] == i + 2 and texts[i + 1].endswith("ed")) else ends[0]
    owner = end + 1 < limit and texts[end] == "'s"  # "most of the body's serotonin"
    return end + 2 if owner else end


def _lead_start(texts: Sequence[str], start: int, limit: int) -> int | None:
    """Return where the bare noun phrase before a cue begins, back to a comma; None where it is none."""
    for i in range(start - 1, max(limit, start - _LEAD - 2), -1):
        if texts[i] in (",", ":", "-", "–", "—"):
            return i + 1 if i + 1 < start else None
        if not texts[i].replace("-", "").isalnum() or texts[i].lower() in _STOPS | _DETERMINERS:
            return None
    return None


def cue_dict(doc: Doc, cue: CueMention) -> dict[str, Any]:
    """Return a cue as the record format writes it."""
    span = doc[cue.start : cue.end]
    return {
        "start": span.start_char, "end": span.end_char, "text": span.text, "kind": cue.row.kind, "rule": cue.row.id,
    }  # fmt: skip
