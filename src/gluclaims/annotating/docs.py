"""What the components share: the extension attributes, and a document's sentences as token ranges.

Only primitives that msgpack can write go into ``doc._``; spans for people stand in ``doc.ents`` and ``doc.spans``.
"""

from __future__ import annotations

from typing import Any

from spacy.tokens import Doc

#: name -> default of the ``Doc`` extensions. Lists hold dicts (or pairs) as the record format describes them.
EXTENSIONS: dict[str, Any] = {
    "title": None,      # str or None: the heading that the article gives itself
    "sentences": None,  # list of [start, end], code points
    "entities": None,   # list of entity dicts
    "cues": None,       # list of cue dicts
    "claims": None,     # list of claim dicts
}  # fmt: skip
SENTENCES = "sentences"


def register() -> None:
    """Register the extensions; safe to call again (worker processes do)."""
    for name, default in EXTENSIONS.items():
        if not Doc.has_extension(name):
            Doc.set_extension(name, default=default)


def sentence_ranges(doc: Doc) -> list[tuple[int, int]]:
    """Return the half-open token range of each sentence; furniture lies in none.

    Without our sentence component the document's own sentences are taken, or the whole of it.
    """
    if SENTENCES in doc.spans:
        return [(span.start, span.end) for span in doc.spans[SENTENCES]]
    if doc.has_annotation("SENT_START"):
        return [(sent.start, sent.end) for sent in doc.sents]
    return [(0, len(doc))] if len(doc) else []


def token_bounds(ranges: list[tuple[int, int]], length: int) -> list[tuple[int, int]]:
    """Return for each token the range of its sentence; a token in no sentence gets a range of its own."""
    bounds = [(i, i + 1) for i in range(length)]
    for start, end in ranges:
        bounds[start:end] = [(start, end)] * (end - start)
    return bounds


register()
