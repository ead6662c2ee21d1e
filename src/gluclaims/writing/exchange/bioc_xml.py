"""BioC XML, through the library ``bioc`` (extra). Offsets in code points; one passage holds the whole text.

Fields hang on annotations as infons, in JSON where they are no plain strings; cues point at claims by relations.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from gluclaims.errors import InputError, MissingExtraError
from gluclaims.labels import labels
from gluclaims.records import Article
from gluclaims.writing.exchange.base import Notes, at, whole
from gluclaims.writing.exchange.marks import CLAIM, Mark, article_from, head_of, marks_of

TITLE, SUFFIX, READS = "BioC XML", ".xml", True
LAYERS = labels().layers
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def _library() -> Any:
    try:
        import bioc
    except ImportError:
        raise MissingExtraError("bioc", "bioc", "BioC") from None
    return bioc


def write(articles: Iterable[Article], path: Path, notes: Notes) -> None:
    """Write a collection."""
    from importlib import metadata

    bioc = _library()
    collection = bioc.BioCCollection()
    collection.source, collection.key = "gluclaims", "gluclaims.key"
    collection.date = ""
    collection.infons["schema"] = labels().schema
    collection.infons["bioc"] = metadata.version("bioc")
    for article in whole(articles, notes):
        if _CONTROL.search(article.text):
            raise InputError("the text holds control characters, which XML can't carry", source=article.id)
        collection.add_document(_document(bioc, article))
    path.write_text(bioc.dumps(collection), "utf-8", newline="\n")


def _document(bioc: Any, article: Article) -> Any:
    document = bioc.BioCDocument()
    document.id = article.id
    document.infons["gluclaims"] = json.dumps(head_of(article), ensure_ascii=False)
    passage = bioc.BioCPassage()
    passage.offset, passage.text = 0, article.text
    marks = marks_of(article)
    number = {(m.start, m.end, m.label): i for i, m in reversed(list(enumerate(marks)))}
    for i, m in enumerate(marks):
        annotation = bioc.BioCAnnotation()
        annotation.id, annotation.text = f"T{i}", article.text[m.start : m.end]
        annotation.add_location(bioc.BioCLocation(m.start, m.end - m.start))
        annotation.infons["type"] = m.label
        for key, value in m.data.items():
            if key != "cues":
                annotation.infons[f"gluclaims.{key}"] = json.dumps(value, ensure_ascii=False)
        passage.add_annotation(annotation)
        for start, end, kind in m.data.get("cues", ()) if m.label == CLAIM else ():
            relation = bioc.BioCRelation()
            relation.id = f"R{len(passage.relations)}"
            relation.infons["type"] = "bears_on"
            relation.add_node(bioc.BioCNode(f"T{number[start, end, kind]}", "cue"))
            relation.add_node(bioc.BioCNode(f"T{i}", "claim"))
            passage.add_relation(relation)
    document.add_passage(passage)
    return document


def read(path: Path, notes: Notes) -> list[Article]:
    """Read a collection back; of a document in several passages the texts are put where their offsets say."""
    bioc = _library()
    try:
        collection = bioc.loads(path.read_text("utf-8"))
    except Exception as error:  # the library raises whatever lxml raises
        raise InputError(f"no BioC XML: {error}", source=str(path)) from None
    out = []
    for document in collection.documents:
        with at(path, f"document {document.id}"):
            out.append(_article(document, notes))
    return out


def _article(document: Any, notes: Notes) -> Article:
    text = ""
    spans: dict[str, tuple[int, int, str]] = {}
    data: dict[str, dict[str, Any]] = {}
    for passage in document.passages:
        text = text.ljust(passage.offset) + (passage.text or "")
        for annotation in passage.annotations:
            places = annotation.locations
            start = min(place.offset for place in places)
            end = max(place.offset + place.length for place in places)
            if len(places) > 1:
                notes.add(f"{document.id}: {annotation.id} in {len(places)} pieces, read as one stretch")
            spans[annotation.id] = (start, end, annotation.infons["type"])
            data[annotation.id] = {
                key.removeprefix("gluclaims."): json.loads(value)
                for key, value in annotation.infons.items()
                if key.startswith("gluclaims.")
            }
            if annotation.infons["type"] == CLAIM:
                data[annotation.id]["cues"] = []
        for relation in passage.relations:
            ends = {node.role: node.refid for node in relation.nodes}
            if relation.infons.get("type") == "bears_on":
                data[ends["claim"]]["cues"].append(list(spans[ends["cue"]]))
            else:
                notes.add(f"{document.id}: relation {relation.id} is not ours, left out")
    head = json.loads(document.infons["gluclaims"]) if "gluclaims" in document.infons else {"id": document.id}
    return article_from(head, text, [Mark(*spans[name], data[name]) for name in spans])
