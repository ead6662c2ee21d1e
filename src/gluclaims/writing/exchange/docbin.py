"""spaCy's DocBin: entities in ``doc.ents``, cues and claims in ``doc.spans``, the rest in ``doc.user_data``.

Tokens are cut at every boundary of an annotation, so that each span fits.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from gluclaims.errors import InputError
from gluclaims.labels import labels
from gluclaims.records import Article
from gluclaims.writing.exchange.base import Notes, at, whole
from gluclaims.writing.exchange.marks import (
    CLAIM,
    SENTENCE,
    Mark,
    article_from,
    head_of,
    marks_of,
    restore,
    say_gone,
    tokens,
)

TITLE, SUFFIX, READS = "spaCy DocBin", ".spacy", True
LAYERS = labels().layers
_KEY = "gluclaims_record"


def write(articles: Iterable[Article], path: Path, notes: Notes) -> None:
    """Write a ``.spacy`` file."""
    from spacy.tokens import DocBin
    from spacy.vocab import Vocab

    vocab = Vocab()
    store = DocBin(store_user_data=True)
    for article in whole(articles, notes):
        store.add(to_doc(article, vocab))
    store.to_disk(path)


def to_doc(article: Article, vocab: Any) -> Any:
    """Return the article as a spaCy ``Doc`` with exactly its text."""
    from spacy.tokens import Doc

    marks = marks_of(article)
    words: list[str] = []
    spaces: list[bool] = []
    starts, ends = {m.start for m in marks}, {m.end for m in marks}
    for a, b in tokens(article.text, marks):
        word = article.text[a:b]
        if word == " " and words and not spaces[-1] and a not in starts and b not in ends:
            spaces[-1] = True
        else:
            words.append(word)
            spaces.append(False)
    doc = Doc(vocab, words=words, spaces=spaces)
    spans: list[Any] = [doc.char_span(m.start, m.end, label=m.label) for m in marks]
    doc.set_ents([s for m, s in zip(marks, spans, strict=True) if m.layer == "entities"])
    for layer in ("sentences", "cues", "claims"):
        doc.spans[layer] = [s for m, s in zip(marks, spans, strict=True) if m.layer == layer]
    kept = [[m.start, m.end, m.label, dict(m.data)] for m in marks]
    doc.user_data[_KEY] = json.dumps({"head": head_of(article), "marks": kept}, ensure_ascii=False)
    return doc


def read(path: Path, notes: Notes) -> list[Article]:
    """Read a ``.spacy`` file back."""
    from spacy.tokens import DocBin
    from spacy.vocab import Vocab

    try:
        store = DocBin(store_user_data=True).from_disk(path)
        docs = list(store.get_docs(Vocab()))
    except Exception as error:  # spaCy raises whatever msgpack and zlib raise
        raise InputError(f"no DocBin: {error}", source=str(path)) from None
    out = []
    for number, doc in enumerate(docs, start=1):
        with at(path, f"document {number}"):
            out.append(from_doc(doc, str(number), notes))
    return out


def from_doc(doc: Any, name: str = "doc", notes: Notes | None = None) -> Article:
    """Return a spaCy ``Doc`` as an article: its entities and span groups count, what hangs on them is looked up."""
    own = json.loads(doc.user_data[_KEY]) if _KEY in doc.user_data else {}
    marks = [Mark(e.start_char, e.end_char, e.label_) for e in doc.ents]
    for layer, label in (("sentences", SENTENCE), ("cues", None), ("claims", CLAIM)):
        marks += [Mark(s.start_char, s.end_char, label or s.label_) for s in doc.spans.get(layer, ())]
    before = [Mark(s, e, label, data) for s, e, label, data in own.get("marks", ())]
    head, gone = own.get("head") or {"id": name}, list[Mark]()
    article = article_from(head, doc.text, restore(marks, before, gone))
    if notes is not None:
        notes.lines += say_gone(article.id, doc.text, gone)
    return article
