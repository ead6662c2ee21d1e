"""W3C Web Annotation (JSON-LD), out only: one annotation a line, text quote and text position selectors.

Positions are in code points, as the standard says.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from gluclaims.labels import labels
from gluclaims.records import Article
from gluclaims.writing.exchange.base import Notes, whole, write_rows
from gluclaims.writing.exchange.marks import SENTENCE, Mark, marks_of

TITLE, SUFFIX, READS = "W3C Web Annotation", ".jsonl", False
LAYERS = tuple(layer for layer in labels().layers if layer != "sentences")
#: How much of the text stands on either side of a quotation.
AROUND = 32


def write(articles: Iterable[Article], path: Path, notes: Notes) -> None:
    """Write one annotation a line."""
    write_rows((row for article in whole(articles, notes) for row in web_annotations(article)), path)


def read(path: Path, notes: Notes) -> list[Article]:
    """Not there."""
    raise NotImplementedError


def web_annotations(article: Article) -> Iterator[dict[str, Any]]:
    """Yield the article's entities, cues and claims as annotations."""
    source = article.source or f"urn:gluclaims:{quote(article.id)}"
    for i, m in enumerate(m for m in marks_of(article) if m.label != SENTENCE):
        yield {
            "@context": "http://www.w3.org/ns/anno.jsonld",
            "id": f"urn:gluclaims:{quote(article.id)}:{i}",
            "type": "Annotation",
            "motivation": "classifying" if m.layer != "claims" else "assessing",
            "body": _bodies(m),
            "target": {
                "source": source,
                "selector": [
                    {
                        "type": "TextQuoteSelector",
                        "exact": article.text[m.start : m.end],
                        "prefix": article.text[max(0, m.start - AROUND) : m.start],
                        "suffix": article.text[m.end : m.end + AROUND],
                    },
                    {"type": "TextPositionSelector", "start": m.start, "end": m.end},
                ],
            },
        }


def _bodies(m: Mark) -> list[dict[str, Any]]:
    values = [m.label]
    if m.layer == "entities":
        values.append(m.data["concept"])
    if m.layer == "claims":
        values += [f"{name}: {m.data[name]}" for name in ("certainty", "verdict", "calibration") if m.data.get(name)]
    bodies: list[dict[str, Any]] = [{"type": "TextualBody", "purpose": "tagging", "value": v} for v in values]
    if m.data.get("statement"):
        bodies.append({"type": "TextualBody", "purpose": "describing", "value": m.data["statement"]})
    if m.data.get("why"):
        bodies.append({"type": "TextualBody", "purpose": "commenting", "value": m.data["why"]})
    return bodies
