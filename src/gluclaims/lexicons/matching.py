"""Finding the terms of a lexicon in a spaCy ``Doc``: all rows at once.

Terms and text are compared as folded strings (`fold`), from the start of a token to the end of a token. So terms need
not be tokenized, a lexicon of tens of thousands of forms is ready in a fraction of a second, and every kind of hyphen,
quotation mark and white space in the text is the plain one of the lexicon.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import bracex
import numpy as np
from numpy.typing import NDArray
from spacy.attrs import LENGTH, ORTH, SPACY
from spacy.tokens import Doc

from gluclaims.errors import DataError
from gluclaims.lexicons.contexts import Condition, parse_context

_BRACE_LIMIT = 20_000
_FOLDED = str.maketrans(
    {
        **dict.fromkeys("‐‑‒–−﹣－", "-"),
        **dict.fromkeys("’‘ʼ＇′", "'"),
        **dict.fromkeys("\t\n\r\x0b\x0c\u00a0\u2002\u2003\u2009\u202f", " "),
        **{chr(0x2080 + digit): str(digit) for digit in range(10)},
        "µ": "μ",
    }
)
_ATOM = re.compile(r"\w+|\S")
_SPACES = re.compile(r" {2,}")
#: Distinct words whose bucket is remembered; running text repeats its words.
_CACHE = 200_000


@dataclass(frozen=True, slots=True)
class Term:
    """One row of a lexicon: a pattern of surface forms and when it counts.

    Attributes
    ----------
    key : str
        What a match is traced by: the row's id.
    forms : tuple of str
        The surface forms that its braces expand to.
    exact : bool
        Whether case matters.
    conditions : tuple of Condition
        All must hold around a match.
    """

    key: str
    forms: tuple[str, ...]
    exact: bool
    conditions: tuple[Condition, ...]


def expand(form: str) -> list[str]:
    """Expand the braces of a form, ``opioid{,s}`` to ``opioid`` and ``opioids``; blanks at the ends are dropped.

    Raises
    ------
    DataError
        If the braces make more than 20,000 forms.
    """
    if "{" not in form:
        return [form]
    try:
        forms = bracex.expand(form, limit=_BRACE_LIMIT)
    except bracex.ExpansionLimitException:
        raise DataError(f"form {form!r} expands to more than {_BRACE_LIMIT:,} surface forms") from None
    return list(dict.fromkeys(" ".join(f.split()) for f in forms if f.strip()))


def make_term(key: str, form: str, case: str = "", context: str = "") -> Term:
    """Build a term from the cells of a lexicon row."""
    return Term(key, tuple(expand(form)), case == "exact", parse_context(context))


def fold(text: str, exact: bool = False) -> str:
    """Write every hyphen, quotation mark and blank the plain way, and small letters; the length stays the same.

    Parameters
    ----------
    text : str
        Any text.
    exact : bool
        Keep capitals.

    Examples
    --------
    >>> fold("Alzheimer’s"), fold("5–HT₂", exact=True)
    ("alzheimer's", '5-HT2')
    """
    low = text if exact else text.lower()
    if len(low) != len(text):  # "İ" has two small letters
        low = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    return low.translate(_FOLDED)


class _Bucket:
    """The forms that begin with one word, by their folded text."""

    __slots__ = ("any", "any_lengths", "exact", "exact_lengths")

    def __init__(self) -> None:
        self.any: dict[str, tuple[int, ...]] = {}
        self.exact: dict[str, tuple[int, ...]] = {}
        self.any_lengths: tuple[int, ...] = ()
        self.exact_lengths: tuple[int, ...] = ()


class TermMatcher:
    """All terms of a lexicon, matched at once.

    Parameters
    ----------
    terms : iterable of Term
        The rows; a match tells a row by its number here.
    """

    def __init__(self, terms: Iterable[Term]) -> None:
        self.terms: tuple[Term, ...] = tuple(terms)
        self._buckets: dict[str, _Bucket] = {}
        self._by_orth: dict[int, _Bucket | None] = {}
        for row, term in enumerate(self.terms):
            exact = term.exact
            for form in term.forms:
                key = fold(form, exact)
                self._add(key, key.lower() if exact else key, exact, row)
        for bucket in self._buckets.values():
            bucket.any_lengths = tuple(sorted({len(key) for key in bucket.any}, reverse=True))
            bucket.exact_lengths = tuple(sorted({len(key) for key in bucket.exact}, reverse=True))

    def _add(self, key: str, low: str, exact: bool, row: int) -> None:
        atom = _ATOM.match(low)
        if atom is None:
            return
        bucket = self._buckets.get(atom.group())
        if bucket is None:
            bucket = self._buckets[atom.group()] = _Bucket()
        forms = bucket.exact if exact else bucket.any
        rows = forms.get(key)
        if rows is None:
            forms[key] = (row,)
        elif row not in rows:
            forms[key] = (*rows, row)

    def __len__(self) -> int:
        return len(self.terms)

    def rows_of(self, form: str) -> tuple[int, ...]:
        """Return the numbers of the rows that a surface form stands in, in any case or as written."""
        low = fold(form)
        atom = _ATOM.match(low)
        bucket = self._buckets.get(atom.group()) if atom else None
        if bucket is None:
            return ()
        return tuple(sorted({*bucket.any.get(low, ()), *bucket.exact.get(fold(form, exact=True), ())}))

    def matches(self, doc: Doc) -> list[tuple[int, int, int]]:
        """Return ``(start, end, row)`` of every match, in text order, longest first at each start; overlaps included."""
        count = len(doc)
        if not count:
            return []
        array = doc.to_array([ORTH, LENGTH, SPACY])
        orths: list[int] = array[:, 0].tolist()
        text = doc.text
        exact = fold(text, exact=True)
        low = fold(text)
        starts, ends, exact, low = _positions(array[:, 1:], exact, low)
        end_of: dict[int, int] | None = None
        found: list[tuple[int, int, int]] = []
        known = self._by_orth
        if len(known) > _CACHE:
            known.clear()
        for i, orth in enumerate(orths):
            start = starts[i]
            try:
                bucket = known[orth]
            except KeyError:
                bucket = known[orth] = self._bucket(doc[i].text)
            if i + 1 < count and starts[i + 1] == ends[i] and low[ends[i] - 1].isalnum() and low[ends[i]].isalnum():
                bucket = self._at(low, start)  # the word goes on: "ca|n't", "10|mg"
            if bucket is None:
                continue
            if end_of is None:
                end_of = {end: j for j, end in enumerate(ends, 1)}
            for length in bucket.any_lengths:
                rows = bucket.any.get(low[start : start + length])
                if rows is not None and (end := end_of.get(start + length)) is not None:
                    found.extend((i, end, row) for row in rows)
            for length in bucket.exact_lengths:
                rows = bucket.exact.get(exact[start : start + length])
                if rows is not None and (end := end_of.get(start + length)) is not None:
                    found.extend((i, end, row) for row in rows)
        found.sort(key=_in_order)
        return found

    def _bucket(self, word: str) -> _Bucket | None:
        return self._at(fold(word), 0)

    def _at(self, low: str, start: int) -> _Bucket | None:
        atom = _ATOM.match(low, start)
        return self._buckets.get(atom.group()) if atom else None


def _in_order(match: tuple[int, int, int]) -> tuple[int, int, int]:
    return match[0], -match[1], match[2]


def _positions(sizes: NDArray[np.uint64], exact: str, low: str) -> tuple[list[int], list[int], str, str]:
    """Return where each token starts and ends in the folded text with its runs of blanks made one, and that text."""
    widths = sizes.astype(np.int64)
    stops = np.cumsum(widths.sum(axis=1))
    starts = stops - widths.sum(axis=1)
    ends = starts + widths[:, 0]
    if "  " in low:
        runs = np.array([m.span() for m in _SPACES.finditer(low)], dtype=np.int64)
        starts, ends = _shifted(starts, runs), _shifted(ends, runs)
        exact, low = _SPACES.sub(" ", exact), _SPACES.sub(" ", low)
    return starts.tolist(), ends.tolist(), exact, low


def _shifted(places: NDArray[np.int64], runs: NDArray[np.int64]) -> NDArray[np.int64]:
    """Move places to the left by the blanks that are dropped before them: of each run all but the first."""
    before = np.searchsorted(runs[:, 1], places, side="right")
    dropped = np.concatenate(([0], np.cumsum(runs[:, 1] - runs[:, 0] - 1)))[before]
    inside = np.minimum(before, len(runs) - 1)
    first = runs[inside, 0] + 1
    partly = np.where((before < len(runs)) & (places > first), places - first, 0)
    moved: NDArray[np.int64] = places - dropped - partly
    return moved


def longest(matches: Iterable[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """Keep the longest of overlapping matches, the first given of two alike, in text order."""
    taken: set[int] = set()
    kept = []
    for match in sorted(matches, key=lambda m: (m[0] - m[1], m[0])):
        span = range(match[0], match[1])
        if taken.isdisjoint(span):
            taken.update(span)
            kept.append(match)
    return sorted(kept)
