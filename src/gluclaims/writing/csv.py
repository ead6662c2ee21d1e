"""Tables as CSV that no spreadsheet runs as formulas."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from typing import IO

from gluclaims.frames import COLUMNS, Level, _rows
from gluclaims.records import Article

#: A spreadsheet takes a cell that begins with one of these for a formula, or strips it and looks at what follows.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\x00")


def safe_cell(value: object) -> object:
    """Return a cell that no spreadsheet evaluates: text that looks like a formula gets an apostrophe in front.

    Examples
    --------
    >>> safe_cell("=HYPERLINK(A1)")
    "'=HYPERLINK(A1)"
    >>> safe_cell(-1.5), safe_cell("5-HT")
    (-1.5, '5-HT')
    """
    if not isinstance(value, str):
        return value
    # NUL ends a cell for some readers and is refused by others; lone surrogates have no UTF-8 form.
    value = value.encode("utf-8", "replace").decode() if not value.isprintable() else value
    # Blanks and invisible marks in front are stripped by some spreadsheets, and full-width signs are taken for signs.
    bare = value.lstrip(" \u00a0\u200b\u200e\u200f\u2060\ufeff")
    if value.startswith(_FORMULA) or bare.startswith((*_FORMULA, "\uff1d", "\uff0b", "\uff0d", "\uff20")):
        return "'" + value.replace("\x00", "\ufffd")
    return value.replace("\x00", "\ufffd")


def write_csv(articles: Iterable[Article], file: IO[str], level: Level = "claims") -> int:
    """Write a table with one row for each claim, entity, cue or sentence; return the number of rows.

    Parameters
    ----------
    articles : iterable of Article
        Taken one at a time.
    file : text file
        Open for writing with ``newline=""``.
    level : {"claims", "entities", "cues", "sentences"}
        What a row is; see `gluclaims.to_frame`.
    """
    table = csv.writer(file, lineterminator="\n")
    table.writerow(COLUMNS[level])
    count = 0
    for article in articles:
        for row in _rows(article, level):
            cells = (row.get(column) for column in COLUMNS[level])
            table.writerow(["" if cell is None else safe_cell(cell) for cell in cells])
            count += 1
    return count
