"""Claims that are reported only to be rebutted (guidelines, section 9).

"The notion that P has been refuted"; "Some say P. That is wrong." An article that corrects an error is never accused of it: such a claim is NEGATED.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from gluclaims.annotating.clauses import ParsedSentence
from gluclaims.annotating.shallow import shallow_parse
from gluclaims.lexicons.tables import packaged_table, word_set

_COLUMNS = ("id", "place", "pattern")
#: Words of a proposition at least.
_LEAST = 3
_TOLD = word_set("rebuttals.told")


@lru_cache(maxsize=1)
def _patterns() -> Mapping[str, tuple[re.Pattern[str], ...]]:
    rows = packaged_table("rebuttals.csv", _COLUMNS)
    places = {row["place"] for row in rows}
    return {p: tuple(re.compile(row["pattern"], re.IGNORECASE) for row in rows if row["place"] == p) for p in places}


def _proposition(s: ParsedSentence) -> tuple[int, int] | None:
    """Return the tokens of what a sentence reports and rebuts in one breath, or None."""
    if "that" not in s.low:
        return None
    line, places = "", []
    for i, word in enumerate(s.low):
        line += (" " if i and s.ends[i - 1] < s.starts[i] else "") + word
        places.append(len(line))
    line = line.rstrip(".!”\"' ")
    for head in _patterns()["head"]:
        opened = head.match(line)
        if opened is None:
            continue
        for tail in _patterns()["tail"]:
            for found in tail.finditer(line, opened.end()):
                if found.end() == len(line):
                    first = next(i for i, end in enumerate(places) if end > opened.end())
                    last = next(i for i, end in enumerate(places) if end > found.start())
                    return (first, last) if last - first >= _LEAST else None
    return None


def rebutted(
    text: str, sentences: Sequence[ParsedSentence], cues: Sequence[Mapping[str, Any]]
) -> dict[int, ParsedSentence]:
    """Return the sentences that report something only to rebut it, cut to what they report, by number.

    Parameters
    ----------
    text : str
        The article.
    sentences : sequence of ParsedSentence
        In order.
    cues : sequence of dict
        Its cues: what the next sentence rebuts must be somebody else's word.
    """
    told = [c["start"] for c in cues if c["kind"] == "ATTRIBUTION"]
    out: dict[int, ParsedSentence] = {}
    for number, s in enumerate(sentences):
        if not len(s):
            continue
        inside = _proposition(s)
        if inside is not None:
            out[number] = _cut(s, *inside)
            continue
        following = sentences[number + 1] if number + 1 < len(sentences) else None
        if following is None or not len(following):
            continue
        if _TOLD.isdisjoint(s.low) and not any(s.starts[0] <= at < s.ends[-1] for at in told):
            continue
        line = " ".join(text[following.starts[0] : following.ends[-1]].split()).replace("’", "'").rstrip(".!")
        if any(p.fullmatch(line) for p in _patterns()["next"]):
            out[number] = replace(s, rebutted=True)
    return out


def _cut(s: ParsedSentence, first: int, last: int) -> ParsedSentence:
    words, low, entity = s.words[first:last], s.low[first:last], s.entity[first:last]
    tags, deps, heads = shallow_parse(words, low, entity)
    return ParsedSentence(
        words, low, tags, deps, heads, s.starts[first:last], s.ends[first:last], entity, rebutted=True
    )
