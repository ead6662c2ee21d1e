"""Abbreviations that an article defines: "amyotrophic lateral sclerosis (ALS)".

After Schwartz & Hearst 2003 (Pac. Symp. Biocomput. 451-462): the short form stands in brackets after the long one, and
its characters appear in the long form in order, the first at the start of a word. Pairs never cross a sentence or
another bracket.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Definition:
    """A definition found: token ranges of the long and the short form, half-open."""

    long: tuple[int, int]
    short: tuple[int, int]


_OPEN, _CLOSE, _STOPS = frozenset("(["), frozenset(")]"), frozenset(";,:")
_LEADS = frozenset(("or", "also", "called", "known", "as", "the", "abbreviated"))
#: How many tokens a pair of brackets may hold.
_REACH = 12


def is_short_form(text: str) -> bool:
    """Tell whether a text can be an abbreviation: 2 to 10 characters, one or two words, a capital."""
    compact = text.replace(" ", "")
    return (
        2 <= len(compact) <= 10
        and text.count(" ") <= 1
        and compact[0].isalnum()
        and any(c.isupper() for c in compact)
        and any(c.isalpha() for c in compact)
    )


def spells(short: str, long: str) -> bool:
    """Tell whether the characters of `short` appear in `long` in order, right to left, the first at a word's start."""
    characters = [c.lower() for c in short if c.isalnum()]
    if len(characters) > 2 and characters[-1] == "s" and short[-1] == "s":
        characters.pop()  # plural: "SSRIs"
    low = long.lower()
    position = len(low) - 1
    for i in range(len(characters) - 1, -1, -1):
        while position >= 0 and (
            low[position] != characters[i] or (i == 0 and position > 0 and low[position - 1].isalnum())
        ):
            position -= 1
        if position < 0:
            return False
        position -= 1
    return True


def find_definitions(words: Sequence[str], start: int, end: int) -> list[Definition]:
    """Find the definitions in one sentence, "long form (LF)" and "LF (long form)".

    Parameters
    ----------
    words : sequence of str
        The document's tokens.
    start, end : int
        The sentence's token range.

    Returns
    -------
    list of Definition
        With the shortest long form that spells the short one.
    """
    found = []
    for i in range(start + 1, end - 1):
        if words[i] not in _OPEN:
            continue
        close = next((j for j in range(i + 1, min(end, i + _REACH)) if words[j] in _CLOSE), None)
        if close is None or close == i + 1:
            continue
        stop = next((j for j in range(i + 1, close) if words[j] in _STOPS), close)
        definition = _before(words, start, i, stop) or _inside(words, start, i, stop)
        if definition is not None:
            found.append(definition)
    return found


def _before(words: Sequence[str], start: int, bracket: int, stop: int) -> Definition | None:
    """Return the definition whose short form stands in the brackets."""
    first = bracket + 1
    while first < stop and words[first].lower() in _LEADS:
        first += 1
    if not first < stop <= first + 4:
        return None
    short = "".join(words[first:stop])
    if not is_short_form(short):
        return None
    length = sum(c.isalnum() for c in short)
    reach = max(start, bracket - min(length + 5, length * 2) - 2)
    for j in range(bracket - 1, reach - 1, -1):
        if words[j] in _OPEN or words[j] in _CLOSE:
            break
        if words[j][:1].lower() == short[0].lower() and spells(short, " ".join(words[j:bracket])):
            return Definition((j, bracket), (first, stop))
    return None


def _inside(words: Sequence[str], start: int, bracket: int, stop: int) -> Definition | None:
    """Return the definition whose long form stands in the brackets."""
    short = words[bracket - 1]
    if bracket - 1 < start or not is_short_form(short) or stop - bracket < 3 or not short[1:2].isupper():
        return None
    if words[bracket + 1][:1].lower() == short[0].lower() and spells(short, " ".join(words[bracket + 1 : stop])):
        return Definition((bracket + 1, stop), (bracket - 1, bracket))
    return None
