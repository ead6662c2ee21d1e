"""displaCy's dictionaries, out only: render them with ``displacy.render(..., style="ent", manual=True)``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from gluclaims.errors import ConfigError
from gluclaims.records import Article
from gluclaims.writing.exchange.base import Notes, whole, write_rows
from gluclaims.writing.exchange.marks import Mark, marks_of, tokens

TITLE, SUFFIX, READS = "displaCy", ".jsonl", False
LAYERS = ("entities", "cues", "claims")


def write(articles: Iterable[Article], path: Path, notes: Notes) -> None:
    """Write two dictionaries an article, one a line: entities (style ``ent``), cues and claims (style ``span``)."""
    rows = [row for article in whole(articles, notes) for row in (to_ents(article), to_spans(article))]
    write_rows(rows, path)


def read(path: Path, notes: Notes) -> list[Article]:
    """Not there."""
    raise NotImplementedError


def to_ents(article: Article, layer: str = "entities") -> dict[str, Any]:
    """Return a dictionary for style ``ent``; `layer` is ``entities`` or ``cues`` (spans must not overlap).

    Raises
    ------
    ConfigError
        For another layer.
    """
    if layer not in ("entities", "cues"):
        raise ConfigError(f"style ent shows entities or cues, not {layer!r}")
    marks = marks_of(article, (layer,))
    ents = [{"start": m.start, "end": m.end, "label": m.label} for m in marks]
    return {"text": article.text, "ents": ents, "title": article.title}


def to_spans(article: Article, layers: Sequence[str] = ("cues", "claims")) -> dict[str, Any]:
    """Return a dictionary for style ``span``, where spans may overlap; a claim's label is its certainty."""
    marks = marks_of(article, layers)
    cut = tokens(article.text, marks)
    first, last = {a: i for i, (a, _) in enumerate(cut)}, {b: i for i, (_, b) in enumerate(cut)}
    spans = [{"start_token": first[m.start], "end_token": last[m.end] + 1, "label": _label(m)} for m in marks]
    return {"text": article.text, "tokens": [article.text[a:b] for a, b in cut], "spans": spans, "title": article.title}


def _label(m: Mark) -> str:
    return f"{m.label} {m.data['certainty']}" if m.layer == "claims" else m.label
