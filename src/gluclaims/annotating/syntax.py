"""The component ``gluclaims_syntax``: a small tagger and dependency parser, run on sentences only.

The parser sees each article's sentences without page furniture and white space, with our sentence boundaries set; heads,
labels (Universal Dependencies) and tags (Penn Treebank) are written back to the document's tokens.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import spacy
from numpy.typing import NDArray
from spacy.attrs import DEP, HEAD, NORM, SENT_START, TAG
from spacy.language import Language
from spacy.tokens import Doc

from gluclaims.annotating.docs import register, sentence_ranges
from gluclaims.errors import DataError

_BATCH = 64
#: Longer documents are parsed in parts of about this many tokens, cut between sentences.
_PART = 4000


class SyntaxParser:
    """Set ``token.head``, ``token.dep`` and ``token.tag``.

    The trained model is a spaCy pipeline of its own (``tok2vec``, ``tagger``, ``parser``) inside this component's folder;
    it shares the outer pipeline's vocabulary.
    """

    def __init__(self, nlp: Language, name: str) -> None:
        register()
        self.name = name
        self.nlp = nlp
        self.inner: Language | None = None

    def __call__(self, doc: Doc) -> Doc:
        """Annotate one document."""
        return next(self.pipe([doc]))

    def pipe(self, docs: Iterable[Doc], batch_size: int = _BATCH) -> Iterator[Doc]:
        """Annotate a stream of documents, many sentences at a time."""
        if self.inner is None:
            raise DataError(f"{self.name}: no model is loaded; load a trained pipeline or leave the component out")
        stream = iter(docs)
        while batch := list(islice(stream, batch_size)):
            parts = [part for doc in batch for part in self._parts(doc)]
            parsed: Iterable[Doc] = [part for part, _ in parts]
            for _, component in self.inner.pipeline:
                parsed = component.pipe(parsed, batch_size=256)
            done = iter(list(parsed))
            owners = iter(parts)
            for doc in batch:
                self._write(doc, [(next(done), next(owners)[1]) for _ in range(self._count(doc))])
            yield from batch

    def _parts(self, doc: Doc) -> list[tuple[Doc, NDArray[np.int64]]]:
        """Return the document's sentences as documents for the parser, each with its tokens' places in `doc`."""
        norms = doc.to_array([NORM])
        parts = []
        for ranges in self._cuts(doc):
            places = np.array([i for start, end in ranges for i in range(start, end) if not doc[i].is_space], dtype=np.int64)
            starts = {start for start, _ in ranges}
            first = [bool(i in starts) for i in places.tolist()]
            words = [doc[i].text for i in places.tolist()]
            part = Doc(self.nlp.vocab, words=words, sent_starts=first)
            part.from_array([NORM], norms[places].reshape(-1, 1))
            parts.append((part, places))
        return parts

    def _count(self, doc: Doc) -> int:
        return sum(1 for _ in self._cuts(doc))

    @staticmethod
    def _cuts(doc: Doc) -> Iterator[list[tuple[int, int]]]:
        ranges: list[tuple[int, int]] = []
        size = 0
        for start, end in sentence_ranges(doc):
            if ranges and size + end - start > _PART:
                yield ranges
                ranges, size = [], 0
            ranges.append((start, end))
            size += end - start
        if ranges:
            yield ranges

    def _write(self, doc: Doc, parsed: list[tuple[Doc, NDArray[np.int64]]]) -> None:
        length = len(doc)
        if not length:
            return
        head = np.full(length, -1, dtype=np.int64)  # everything else hangs on the token before it
        dep = np.full(length, self.nlp.vocab.strings.add("dep"), dtype=np.uint64)
        tag = np.zeros(length, dtype=np.uint64)
        starts = doc.to_array([SENT_START]).astype(np.int64).reshape(-1)
        head[(starts == 1) | (np.arange(length) == 0)] = 0
        for part, places in parsed:
            found = part.to_array([HEAD, DEP, TAG])
            relative = found[:, 0].astype(np.int64)
            head[places] = places[np.arange(len(places)) + relative] - places
            dep[places] = found[:, 1]
            tag[places] = found[:, 2]
        doc.from_array([HEAD, DEP, TAG], np.stack([head.astype(np.uint64), dep, tag], axis=1))

    def initialize(self, get_examples: Any = None, *, nlp: Language | None = None) -> None:
        """Do nothing: the model is trained apart (``gluclaims train syntax``) and loaded from disk."""

    def to_disk(self, path: str | Path, exclude: Sequence[str] = ()) -> None:
        """Save the trained model."""
        if self.inner is not None:
            self.inner.to_disk(Path(path), exclude=["vocab", "tokenizer"])

    def from_disk(self, path: str | Path, exclude: Sequence[str] = ()) -> SyntaxParser:
        """Load the trained model."""
        if (Path(path) / "config.cfg").exists():
            self.adopt(spacy.load(Path(path), vocab=self.nlp.vocab, exclude=["tokenizer"]))
        return self

    def adopt(self, inner: Language) -> None:
        """Take a loaded pipeline of ``tok2vec``, ``tagger`` and ``parser`` as the model."""
        self.inner = inner
        for component in inner.pipe_names:
            for label in getattr(inner.get_pipe(component), "labels", ()):
                self.nlp.vocab.strings.add(label)

    def to_bytes(self, exclude: Sequence[str] = ()) -> bytes:
        """Return the trained model as bytes."""
        import srsly

        if self.inner is None:
            return bytes(srsly.msgpack_dumps(None))
        config = self.inner.config.to_str()
        return bytes(srsly.msgpack_dumps({"config": config, "model": self.inner.to_bytes(exclude=["vocab", "tokenizer"])}))

    def from_bytes(self, data: bytes, exclude: Sequence[str] = ()) -> SyntaxParser:
        """Load what `to_bytes` returned."""
        import srsly
        from thinc.api import Config

        saved = srsly.msgpack_loads(data)
        if saved is not None:
            inner = spacy.util.load_model_from_config(Config().from_str(saved["config"]), vocab=self.nlp.vocab)
            self.adopt(inner.from_bytes(saved["model"], exclude=["vocab", "tokenizer"]))
        return self

    def __setstate__(self, state: dict[str, object]) -> None:
        self.__dict__.update(state)
        register()


@Language.factory("gluclaims_syntax", assigns=["token.head", "token.dep", "token.tag"], requires=["token.is_sent_start"])
def make_syntax(nlp: Language, name: str) -> SyntaxParser:
    """Create the component, without a model."""
    return SyntaxParser(nlp, name)
