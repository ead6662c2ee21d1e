"""Prodigy JSONL: ``text``, ``tokens``, ``spans`` (as for ``spans.manual``), ``meta``. Offsets in code points.

What Prodigy does not show (concepts, claim fields) travels on the spans and in ``meta.gluclaims``.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from gluclaims.labels import labels
from gluclaims.records import Article
from gluclaims.writing.exchange.base import Notes, at, json_rows, whole, write_rows
from gluclaims.writing.exchange.marks import Mark, article_from, head_of, marks_of, tokens

TITLE, SUFFIX, READS = "Prodigy (spans)", ".jsonl", True
LAYERS = labels().layers


def write(articles: Iterable[Article], path: Path, notes: Notes) -> None:
    """Write one task a line."""
    write_rows((_task(article) for article in whole(articles, notes)), path)


def _task(article: Article) -> dict[str, Any]:
    marks = marks_of(article)
    cut = [(a, b) for a, b in tokens(article.text, marks) if article.text[a:b] != " "]
    first, last = {a: i for i, (a, _) in enumerate(cut)}, {b: i for i, (_, b) in enumerate(cut)}
    return {
        "text": article.text,
        "tokens": [
            {"text": article.text[a:b], "start": a, "end": b, "id": i, "ws": article.text[b : b + 1] == " "}
            for i, (a, b) in enumerate(cut)
        ],
        "spans": [
            {
                "start": m.start, "end": m.end, "label": m.label,
                "token_start": first.get(m.start), "token_end": last.get(m.end), "gluclaims": dict(m.data),
            }
            for m in marks
        ],
        "meta": {"id": article.id, "gluclaims": head_of(article)},
    }  # fmt: skip


def read(path: Path, notes: Notes) -> list[Article]:
    """Read tasks back; those answered with reject or ignore are noted and left out."""
    out = []
    for place, row in json_rows(path):
        with at(path, place):
            meta = row.get("meta") or {}
            head = meta.get("gluclaims") or {"id": str(meta.get("id") or place)}
            if row.get("answer", "accept") != "accept":
                notes.add(f"{head['id']}: answered {row['answer']}, left out")
                continue
            spans = row.get("spans") or ()
            marks = [Mark(s["start"], s["end"], s["label"], s.get("gluclaims") or {}) for s in spans]
            out.append(article_from(head, row["text"], marks))
    return out
