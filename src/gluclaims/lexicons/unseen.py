"""Patterns for names that stand in no lexicon: INN stems, "X receptor", "X syndrome".

A pattern runs only on sentences that hold one of its trigger words, which is looked up once for each distinct word.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from gluclaims.errors import DataError
from gluclaims.labels import labels
from gluclaims.lexicons.contexts import Condition, parse_context
from gluclaims.lexicons.matching import fold
from gluclaims.lexicons.tables import Row, packaged_table

COLUMNS = ("id", "pattern", "trigger", "label", "case", "context")
_CODE = "<CODE>"
_ATOM = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Unseen:
    """A pattern for names that no lexicon row has.

    Attributes
    ----------
    key : str
        What a mention is traced by.
    pattern : re.Pattern
        Searched in a sentence.
    label : str
        Entity label.
    conditions : tuple of Condition
        All must hold around a match.
    """

    key: str
    pattern: re.Pattern[str]
    label: str
    conditions: tuple[Condition, ...]


class UnseenPatterns:
    """All patterns, by their trigger words.

    Parameters
    ----------
    rows : iterable of Row
        A trigger cell holds lower-case words joined by ``|``; ``*`` at one end stands for any letters, ``<CODE>`` for
        a token with a capital and a digit.

    Raises
    ------
    DataError
        If a row has no trigger, a broken pattern or an unknown label.
    """

    def __init__(self, rows: Iterable[Row]) -> None:
        self.patterns: list[Unseen] = []
        self._codes: list[int] = []
        words: defaultdict[str, list[int]] = defaultdict(list)
        ends: defaultdict[str, list[int]] = defaultdict(list)
        heads: defaultdict[str, list[int]] = defaultdict(list)
        for number, row in enumerate(rows):
            triggers = [t for t in row["trigger"].split("|") if t.strip("*")]
            if not triggers or row["label"] not in labels().entity:
                raise DataError(f"unseen pattern {row['id']!r}: needs a trigger and a label of {labels().entity}")
            if _CODE in triggers:
                triggers.remove(_CODE)
                self._codes.append(number)
            for trigger in triggers:
                table = ends if trigger.startswith("*") else heads if trigger.endswith("*") else words
                table[trigger.strip("*")].append(number)
            try:
                pattern = re.compile(row["pattern"], 0 if row["case"] == "exact" else re.IGNORECASE)
            except re.error as error:
                raise DataError(f"unseen pattern {row['id']!r}: {error}") from None
            self.patterns.append(Unseen(f"unseen:{row['id']}", pattern, row["label"], parse_context(row["context"])))
        self._words, self._ends, self._heads = dict(words), dict(ends), dict(heads)
        self._end_sizes = sorted(set(map(len, ends)))
        self._head_sizes = sorted(set(map(len, heads)))

    def triggered(self, token: str) -> tuple[int, ...]:
        """Return the numbers of the patterns that a token may be part of a match of, in order."""
        found: set[int] = set()
        if any(map(str.isdigit, token)) and any(map(str.isupper, token)):
            found.update(self._codes)
        for atom in _ATOM.findall(fold(token)):
            found.update(self._words.get(atom, ()))
            for size in self._end_sizes:
                found.update(self._ends.get(atom[-size:], ()))
            for size in self._head_sizes:
                found.update(self._heads.get(atom[:size], ()))
        return tuple(sorted(found))


@lru_cache(maxsize=1)
def packaged_unseen() -> UnseenPatterns:
    """Return the package's own patterns (built once a process)."""
    return UnseenPatterns(packaged_table("unseen.csv", COLUMNS))


@lru_cache(maxsize=1)
def unseen_exceptions() -> frozenset[str]:
    """Return the ordinary words that look like names, lower case."""
    return frozenset(row["form"].lower() for row in packaged_table("unseen-exceptions.csv", ("form",)))


@lru_cache(maxsize=1)
def region_modifiers() -> dict[str, bool]:
    """Return the side and direction words before a region, and whether they belong to its concept."""
    table = packaged_table("region-modifiers.csv", ("form", "keep"))
    return {row["form"].lower(): row["keep"] == "yes" for row in table}
