"""Reading the package's CSV tables."""

from __future__ import annotations

import csv
import io
from functools import lru_cache
from importlib import resources
from pathlib import Path

from gluclaims.errors import DataError

Row = dict[str, str]


def parse_table(text: str, name: str, required: tuple[str, ...] = ()) -> list[Row]:
    """Parse CSV text with a header into rows.

    Raises
    ------
    DataError
        If a required column is missing or a row has more cells than the header.
    """
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    missing = [column for column in required if column not in (reader.fieldnames or ())]
    if missing:
        raise DataError(f"{name}: no column {', '.join(missing)} in the header {reader.fieldnames}")
    rows: list[Row] = []
    for row in reader:
        if None in row:
            raise DataError(f"{name}, line {reader.line_num}: more cells than columns; quote cells that hold commas")
        rows.append({key: (value or "").strip() for key, value in row.items()})
    return rows


@lru_cache(maxsize=64)
def packaged_text(folder: str, name: str) -> str:
    """Return the text of a data file of the package, ``packaged_text("lexicons", "cues.csv")`` say."""
    return (resources.files("gluclaims") / folder / "data" / name).read_text("utf-8")


def packaged_table(name: str, required: tuple[str, ...] = ()) -> list[Row]:
    """Return the rows of a table in ``lexicons/data``."""
    return parse_table(packaged_text("lexicons", name), name, required)


def read_table(path: Path, required: tuple[str, ...] = ()) -> list[Row]:
    """Return the rows of a CSV file of the user's.

    Raises
    ------
    DataError
        If the file cannot be read or lacks a column.
    """
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{path}: {error}") from None
    return parse_table(text, str(path), required)


@lru_cache(maxsize=1)
def _word_sets() -> dict[str, frozenset[str]]:
    sets: dict[str, set[str]] = {}
    for row in packaged_table("word-sets.csv", ("set", "word")):
        sets.setdefault(row["set"], set()).add(row["word"])
    return {name: frozenset(words) for name, words in sets.items()}


def word_set(name: str) -> frozenset[str]:
    """Return the words of a set in ``word-sets.csv``, named after the module and the rule that use it.

    Raises
    ------
    KeyError
        If there is no such set.
    """
    return _word_sets()[name]
