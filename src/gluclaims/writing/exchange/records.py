"""gluclaims' own records, JSON lines."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from gluclaims.labels import labels
from gluclaims.records import Article
from gluclaims.writing.exchange.base import Notes, at, json_rows, write_rows

TITLE, SUFFIX, READS = "gluclaims records", ".jsonl", True
LAYERS = labels().layers


def write(articles: Iterable[Article], path: Path, notes: Notes) -> None:
    """Write one record a line."""
    write_rows((article.to_dict() for article in articles), path)


def read(path: Path, notes: Notes) -> list[Article]:
    """Read one record a line."""
    out = []
    for place, row in json_rows(path):
        with at(path, place):
            out.append(Article.from_dict(row))
    return out
