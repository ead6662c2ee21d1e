"""doccano JSONL with relations: ``entities`` and ``relations`` by id. Offsets in code points.

The project must allow overlapping spans. doccano keeps unknown keys as metadata of the example but numbers annotations
anew: what hangs on a span is found again by its place.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from gluclaims.labels import labels
from gluclaims.records import Article
from gluclaims.writing.exchange.base import Notes, at, json_rows, whole, write_rows
from gluclaims.writing.exchange.marks import CLAIM, Mark, article_from, head_of, marks_of, restore, say_gone

TITLE, SUFFIX, READS = "doccano", ".jsonl", True
LAYERS = labels().layers
#: The relation from a cue to a claim that it bears on.
BEARS_ON = "BEARS_ON"


def write(articles: Iterable[Article], path: Path, notes: Notes) -> None:
    """Write one example a line."""
    write_rows((_example(article, n) for n, article in enumerate(whole(articles, notes), start=1)), path)


def _example(article: Article, number: int) -> dict[str, Any]:
    marks = marks_of(article)
    place = {(m.start, m.end, m.label): i for i, m in reversed(list(enumerate(marks)))}
    links = [(place[s, e, k], i) for i, m in enumerate(marks) for s, e, k in m.data.get("cues", ()) if m.label == CLAIM]
    return {
        "id": number,
        "text": article.text,
        "entities": [
            {"id": i, "label": m.label, "start_offset": m.start, "end_offset": m.end} for i, m in enumerate(marks)
        ],
        "relations": [{"id": n, "from_id": a, "to_id": b, "type": BEARS_ON} for n, (a, b) in enumerate(links)],
        "Comments": [],
        "gluclaims": {
            "head": head_of(article),
            "marks": [[m.start, m.end, m.label, {k: v for k, v in m.data.items() if k != "cues"}] for m in marks],
        },
    }


def read(path: Path, notes: Notes) -> list[Article]:
    """Read examples back; plain ``label`` triples, as projects without relations have them, are read too."""
    out = []
    for place, row in json_rows(path):
        with at(path, place):
            own = row.get("gluclaims") or (row.get("metadata") or {}).get("gluclaims") or {}
            spans = row.get("entities")
            if spans is None:
                spans = [
                    {"id": i, "start_offset": s, "end_offset": e, "label": label}
                    for i, (s, e, label) in enumerate(row.get("label") or ())
                ]
            by_id = {s["id"]: (s["start_offset"], s["end_offset"], s["label"]) for s in spans}
            cues: dict[Any, list[list[Any]]] = {}
            for r in row.get("relations") or ():
                cues.setdefault(r["to_id"], []).append(list(by_id[r["from_id"]]))
            marks = [Mark(*by_id[i], {"cues": cues.get(i, [])} if by_id[i][2] == CLAIM else {}) for i in by_id]
            before = [Mark(s, e, label, data) for s, e, label, data in own.get("marks", ())]
            head = own.get("head") or {"id": str(row.get("id", place))}
            gone: list[Mark] = []
            out.append(article_from(head, row["text"], restore(marks, before, gone)))
            notes.lines += say_gone(head["id"], row["text"], gone)
    return out
