"""Finding the terms of a lexicon in a spaCy ``Doc``: all rows at once.

Terms and text are compared as folded strings (`fold`), from the start of a token to the end of a token. So terms need
not be tokenized, a lexicon of tens of thousands of forms is ready in a fraction of a second, and every kind of hyphen,
quotation mark and white space in the text is the plain one of the lexicon.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import bracex
import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc

from gluclaims.errors import DataError
from gluclaims.lexicons.contexts import Condition, parse_context

_BRACE_LIMIT = 20_000
_FOLDED = {
    **dict.fromkeys("\t\n\r\x0b\x0c\u00a0\u2002\u2003\u2009\u202f", " "),
    **dict.fromkeys("‐‑‒–−﹣－", "-"),
    **dict.fromkeys("’‘ʼ＇′", "'"),
    **{chr(0x2080 + digit): str(digit) for digit in range(10)},
    "µ": "μ",
}
_ATOM = re.compile(r"\w+|\S")
_BRACES = re.compile(r"\{([^{}]*)\}")
#: Blanks that may stand inside a name in text with wrapped lines; an empty line does not.
_WRAPS = ("  ", "\n ", " \n", "\r\n", "\t", "\u00a0 ", " \u00a0")
_SPACES = re.compile(r" {2,}")
#: Distinct words whose bucket is remembered; running text repeats its words.
_CACHE = 200_000


@dataclass(frozen=True)
class Term:
    """One row of a lexicon: a pattern of surface forms and when it counts.

    Forms and conditions are worked out when first asked for: most rows of a lexicon never meet their text.

    Attributes
    ----------
    key : str
        What a match is traced by: the row's id.
    pattern : str
        The surface forms, with braces.
    exact : bool
        Whether case matters.
    context : str
        The conditions as written.
    given : tuple of str
        The surface forms, where they are not simply those of the pattern.
    """

    key: str
    pattern: str
    exact: bool = False
    context: str = ""
    given: tuple[str, ...] = ()

    @cached_property
    def forms(self) -> tuple[str, ...]:
        """The surface forms that the braces expand to."""
        return self.given or tuple(expand(self.pattern))

    @cached_property
    def conditions(self) -> tuple[Condition, ...]:
        """All must hold around a match."""
        return parse_context(self.context) if self.context else ()


def expand(form: str) -> list[str]:
    """Expand the braces of a form, ``opioid{,s}`` to ``opioid`` and ``opioids``; blanks at the ends are dropped.

    The braces mean what Bash makes of them, read by bracex where they are nested or hold ranges.

    Raises
    ------
    DataError
        If the braces make more than 20,000 forms.
    """
    if "{" not in form:
        return [form]
    forms = _expand_flat(form)
    if forms is None:
        try:
            forms = bracex.expand(form, limit=_BRACE_LIMIT)
        except bracex.ExpansionLimitException:
            raise DataError(f"form {form!r} expands to more than {_BRACE_LIMIT:,} surface forms") from None
    return list(dict.fromkeys([" ".join(f.split()) for f in forms if f.strip()]))


def _expand_flat(form: str) -> list[str] | None:
    """Expand a form whose braces are not nested; None where bracex has to read it."""
    pieces = _BRACES.split(form)
    forms = [pieces[0]]
    for i in range(1, len(pieces), 2):
        inner, after = pieces[i], pieces[i + 1]
        if "," not in inner or "{" in after or "}" in after:
            return None
        forms = [f + choice + after for f in forms for choice in inner.split(",")]
        if len(forms) > _BRACE_LIMIT:
            raise DataError(f"form {form!r} expands to more than {_BRACE_LIMIT:,} surface forms")
    return None if "{" in pieces[0] or "}" in pieces[0] or "\\" in form or "$" in form else forms


def first_words(pattern: str) -> frozenset[str] | None:
    """Return the folded words that the forms of a pattern begin with, without expanding more than is needed.

    None where all of it has to be expanded: nested braces, or a first word that may be the whole form.
    """
    head = pattern[: pattern.index("{")] if "{" in pattern else pattern
    atom = _ATOM.match(fold(head))
    if atom is not None and (atom.end() < len(head) or len(head) == len(pattern)):
        return frozenset((atom.group(),))
    pieces = _BRACES.split(pattern.lstrip())
    if any("{" in piece or "}" in piece or "\\" in piece for piece in pieces):
        return None
    words: set[str] = set()
    partial = [pieces[0]]
    for i in range(0, len(pieces), 2):
        if i:
            partial = [p + choice + pieces[i] for p in partial for choice in pieces[i - 1].split(",")]
        unsure = []
        for p in partial:
            low = fold(p).lstrip()
            atom = _ATOM.match(low)
            if atom is not None and (atom.end() < len(low) or i + 1 == len(pieces)):
                words.add(atom.group())
            else:
                unsure.append(p)
        partial = unsure
        if not partial:
            break
    return None if partial else frozenset(words)


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
    if low.isascii() and low.isprintable():
        return low
    if len(low) != len(text):  # "İ" has two small letters
        low = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    for char, plain in _FOLDED.items():  # a dozen searches in C are faster than str.translate on text that is not ASCII
        if char in low:
            low = low.replace(char, plain)
    return low


def _fold_all(forms: Sequence[str], exact: bool = False) -> list[str]:
    """Fold many short texts at once, which takes far less time than one by one."""
    together = "".join(forms)
    if not (together.isascii() and together.isprintable()):
        return [fold(form, exact) for form in forms]
    return list(forms) if exact else "\n".join(forms).lower().split("\n")[: len(forms)]


#: Hash of a token's text -> the text; spaCy hashes alike in every vocabulary.
_WORDS: dict[int, str] = {}


def _remember(doc: Doc, orth: int) -> str:
    if len(_WORDS) > _CACHE:
        _WORDS.clear()
    _WORDS[orth] = text = doc.vocab.strings[orth]
    return text


def texts_of(doc: Doc) -> list[str]:
    """Return the tokens of a document as written, without making its ``Token`` objects."""
    return [_WORDS.get(orth) or _remember(doc, orth) for orth in doc.to_array("ORTH").tolist()]


def text_of(doc: Doc) -> str:
    """Return the text of a document; ``doc.text`` puts it together anew each time, token by token."""
    spaces = doc.to_array("SPACY").tolist()
    return "".join([w + " " if s else w for w, s in zip(texts_of(doc), spaces, strict=True)])


class TokenView:
    """A document's tokens as plain lists, read in one go: far cheaper than its ``Token`` objects.

    Attributes
    ----------
    orths : list of int
        Hash of each token's text.
    texts : list of str
        The tokens as written.
    text : str
        The document's text.
    starts, ends : list of int
        Where each token starts and ends in it.
    low, exact : str
        The text folded, its runs of blanks made one; in small letters, and as written.
    low_starts, low_ends : list of int
        Where each token starts and ends in these.
    glued : set of int
        Tokens in whose middle of a word another begins: "ca|n't", "10|mg".
    """

    __slots__ = ("ends", "exact", "glued", "low", "low_ends", "low_starts", "orths", "starts", "text", "texts")

    def __init__(self, doc: Doc) -> None:
        array = doc.to_array(["ORTH", "LENGTH", "SPACY"])
        self.orths: list[int] = array[:, 0].tolist()
        widths = array[:, 1:].astype(np.int64)
        self.texts: list[str] = [_WORDS.get(orth) or _remember(doc, orth) for orth in self.orths]
        spaces = widths[:, 1].tolist()
        self.text = "".join([w + " " if s else w for w, s in zip(self.texts, spaces, strict=True)])
        starts = np.cumsum(widths.sum(axis=1)) - widths.sum(axis=1)
        ends = starts + widths[:, 0]
        self.starts: list[int] = starts.tolist()
        self.ends: list[int] = ends.tolist()
        self.exact = fold(self.text, exact=True)
        self.low = fold(self.text)
        self.low_starts, self.low_ends = self.starts, self.ends
        if "  " in self.low and any(blanks in self.text for blanks in _WRAPS):
            runs = np.array([m.span() for m in _SPACES.finditer(self.low)], dtype=np.int64)
            self.low_starts, self.low_ends = _shifted(starts, runs).tolist(), _shifted(ends, runs).tolist()
            self.exact, self.low = _SPACES.sub(" ", self.exact), _SPACES.sub(" ", self.low)
        text = self.text
        self.glued = {
            i
            for i in np.flatnonzero(widths[:-1, 1] == 0).tolist()
            if (end := self.ends[i]) < len(text) and text[end].isalnum() and text[end - 1].isalnum()
        }


class _Bucket:
    """The forms that begin with one word, by their folded text; patterns are expanded when the word is first met."""

    __slots__ = ("any", "any_lengths", "exact", "exact_lengths", "head", "heads", "pending", "short")

    def __init__(self) -> None:
        self.pending: list[int] = []
        self.any: dict[str, tuple[int, ...]] = {}
        self.exact: dict[str, tuple[int, ...]] = {}
        self.any_lengths: tuple[int, ...] = ()
        self.exact_lengths: tuple[int, ...] = ()
        # Most words that begin a name stand in running text without it, "a" say. So the text's first few characters
        # are held against those of the longer forms before any length is tried.
        self.head = 0
        self.heads: frozenset[str] = frozenset()
        self.short: tuple[tuple[int, ...], tuple[int, ...]] = ((), ())

    def arrange(self, word: str) -> None:
        """Sort the lengths of the forms, once all are there."""
        self.head = head = len(word) + 3
        self.heads = frozenset(key[:head].lower() for key in (*self.any, *self.exact) if len(key) >= head)
        every, exact = (sorted({len(key) for key in forms}, reverse=True) for forms in (self.any, self.exact))
        self.any_lengths = tuple(n for n in every if n >= head)
        self.exact_lengths = tuple(n for n in exact if n >= head)
        self.short = (tuple(n for n in every if n < head), tuple(n for n in exact if n < head))


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
        self._by_orth: dict[int, _Bucket] = {}
        self._idle: set[int] = set()  # words that no term begins with
        buckets = self._buckets
        for row, term in enumerate(self.terms):
            words = None if term.given else first_words(term.pattern)
            if words is None:
                words = frozenset(atom.group() for form in term.forms if (atom := _ATOM.match(fold(form))))
            for word in words:  # of one pattern seldom more than two
                bucket = buckets.get(word)
                if bucket is None:
                    bucket = buckets[word] = _Bucket()
                bucket.pending.append(row)

    def _ready(self, word: str) -> _Bucket | None:
        """Return the bucket of a word, its patterns expanded."""
        bucket = self._buckets.get(word)
        if bucket is None or not bucket.pending:
            return bucket
        for row in bucket.pending:
            term = self.terms[row]
            forms = bucket.exact if term.exact else bucket.any
            own = term.forms
            low = _fold_all(own)
            for key, folded in zip(_fold_all(own, exact=True) if term.exact else low, low, strict=True):
                if not folded.startswith(word):
                    continue
                atom = _ATOM.match(folded)
                if atom is not None and atom.group() == word and row not in (rows := forms.get(key, ())):
                    forms[key] = (*rows, row)
        bucket.pending = []
        bucket.arrange(word)
        return bucket

    def __len__(self) -> int:
        return len(self.terms)

    def rows_of(self, form: str) -> tuple[int, ...]:
        """Return the numbers of the rows that a surface form stands in, in any case or as written."""
        low = fold(form)
        atom = _ATOM.match(low)
        bucket = self._ready(atom.group()) if atom else None
        if bucket is None:
            return ()
        return tuple(sorted({*bucket.any.get(low, ()), *bucket.exact.get(fold(form, exact=True), ())}))

    def matches(self, doc: Doc, view: TokenView | None = None) -> list[tuple[int, int, int]]:
        """Return ``(start, end, row)`` of every match, in text order, longest first at each start; overlaps included.

        Parameters
        ----------
        doc : Doc
            The document.
        view : TokenView, optional
            Of the document, where one is at hand.
        """
        view = view or TokenView(doc)
        low, starts, ends = view.low, view.low_starts, view.low_ends
        known = self._by_orth
        if len(known) > _CACHE:
            known.clear()
            self._idle.clear()
        idle = self._idle
        found: list[tuple[int, int, int]] = []
        candidates = [i for i, orth in enumerate(view.orths) if orth not in idle]
        end_of = dict(zip(ends, range(1, len(ends) + 1), strict=True)) if candidates or view.glued else {}
        for i in candidates:
            orth = view.orths[i]
            bucket = known.get(orth)
            if bucket is None:
                bucket = self._at(fold(view.texts[i]), 0)
                if bucket is None:
                    idle.add(orth)
                    continue
                known[orth] = bucket
            if i not in view.glued:
                self._look_up(bucket, i, view, end_of, found)
        for i in view.glued:  # the word goes on: "ca|n't", "10|mg"
            bucket = self._at(low, starts[i])
            if bucket is not None:
                self._look_up(bucket, i, view, end_of, found)
        found.sort(key=_in_order)
        return found

    @staticmethod
    def _look_up(
        bucket: _Bucket, i: int, view: TokenView, end_of: dict[int, int], found: list[tuple[int, int, int]]
    ) -> None:
        low, start = view.low, view.low_starts[i]
        any_lengths, exact_lengths = bucket.short
        if low[start : start + bucket.head] in bucket.heads:
            any_lengths += bucket.any_lengths
            exact_lengths += bucket.exact_lengths
        for length in any_lengths:
            rows = bucket.any.get(low[start : start + length])
            if rows is not None and (end := end_of.get(start + length)) is not None:
                found.extend([(i, end, row) for row in rows])
        for length in exact_lengths:
            rows = bucket.exact.get(view.exact[start : start + length])
            if rows is not None and (end := end_of.get(start + length)) is not None:
                found.extend([(i, end, row) for row in rows])

    def _at(self, low: str, start: int) -> _Bucket | None:
        atom = _ATOM.match(low, start)
        return self._ready(atom.group()) if atom else None


def _in_order(match: tuple[int, int, int]) -> tuple[int, int, int]:
    return match[0], -match[1], match[2]


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
