"""Offsets in code points, as we count, and in UTF-16 code units, as tools in a browser count."""

from __future__ import annotations

from bisect import bisect_left


class Utf16:
    """Converts offsets of one text.

    Examples
    --------
    >>> u = Utf16("😀 GABA")
    >>> u.to_utf16(2), u.from_utf16(3)
    (3, 2)
    """

    def __init__(self, text: str) -> None:
        # Where the characters that take two code units stand, in code points and in code units.
        self._points = [i for i, c in enumerate(text) if ord(c) > 0xFFFF]
        self._units = [at + n for n, at in enumerate(self._points)]

    def to_utf16(self, offset: int) -> int:
        """Return the offset in code units."""
        return offset + bisect_left(self._points, offset)

    def from_utf16(self, offset: int) -> int:
        """Return the offset in code points; one between the halves of a character is taken as behind it."""
        before = bisect_left(self._units, offset)
        between = before > 0 and self._units[before - 1] == offset - 1
        return offset - before + (1 if between else 0)
