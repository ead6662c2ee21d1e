"""The component ``gluclaims_sentences``: sentence boundaries, page furniture left out, the article's title."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from spacy.attrs import IDX, LENGTH, SENT_START
from spacy.language import Language
from spacy.tokens import Doc, Span

from gluclaims.annotating.docs import SENTENCES, register
from gluclaims.annotating.segmenting import segment
from gluclaims.lexicons.matching import text_of


class SentenceSplitter:
    """Set ``doc._.sentences`` (offsets), ``doc.spans["sentences"]`` and the sentence starts."""

    def __init__(self, nlp: Language, name: str) -> None:
        register()
        self.name = name

    def __call__(self, doc: Doc) -> Doc:
        """Annotate one document."""
        if not len(doc):
            doc._.sentences = []
            return doc
        text = text_of(doc)
        offsets = segment(text)
        doc._.sentences = [list(pair) for pair in offsets]
        spans = self._spans(doc, offsets)
        doc.spans[SENTENCES] = spans
        starts = {0, *(s.start for s in spans), *(s.end for s in spans)}
        flags = np.full((len(doc), 1), -1, dtype=np.int64)
        flags[sorted(i for i in starts if i < len(doc))] = 1
        array: Any = flags.astype(np.uint64)
        doc.from_array([SENT_START], array)
        if doc._.title is None:
            doc._.title = find_title(text, offsets)
        return doc

    def pipe(self, docs: Iterable[Doc], batch_size: int = 256) -> Iterator[Doc]:
        """Annotate a stream of documents."""
        yield from map(self, docs)

    @staticmethod
    def _spans(doc: Doc, offsets: list[tuple[int, int]]) -> list[Span]:
        spans = []
        position = 0
        placed = doc.to_array([IDX, LENGTH]).astype(np.int64)
        idx, lengths = placed[:, 0].tolist(), placed[:, 1].tolist()
        count = len(idx)
        for start, end in offsets:
            while position < count and idx[position] + lengths[position] <= start:
                position += 1
            first = position
            while position < count and idx[position] < end:
                position += 1
            last = position
            while last > first and doc[last - 1].is_space:
                last -= 1
            if last > first:
                spans.append(Span(doc, first, last))
        return spans

    def __setstate__(self, state: dict[str, object]) -> None:
        self.__dict__.update(state)
        register()  # a spawned worker has not registered the extensions


def find_title(text: str, offsets: list[tuple[int, int]]) -> str | None:
    """Return the article's heading: its first sentence, where that stands alone on a line and is short."""
    if not offsets:
        return None
    start, end = offsets[0]
    line_end = text.find("\n", end)
    rest = text[end : len(text) if line_end < 0 else line_end].strip(" #*_|")
    heading = text[start:end].strip()
    if rest or len(heading) > 200 or line_end < 0 or heading.endswith((".", ":", ",", ";")):
        return None
    return " ".join(heading.split())


@Language.factory("gluclaims_sentences", assigns=["token.is_sent_start", "doc._.sentences", "doc._.title"])
def make_sentences(nlp: Language, name: str) -> SentenceSplitter:
    """Create the component."""
    return SentenceSplitter(nlp, name)
