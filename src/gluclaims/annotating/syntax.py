"""The component ``gluclaims_syntax``: a small tagger and dependency parser, run on sentences only.

The parser sees each article's sentences without page furniture and white space, with our sentence boundaries set; heads,
labels (Universal Dependencies) and tags (Penn Treebank) are written back to the document's tokens.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import spacy
from numpy.typing import NDArray
from spacy.attrs import DEP, HEAD, IS_SPACE, NORM, SENT_START, TAG
from spacy.language import Language
from spacy.tokens import Doc

from gluclaims.annotating.decoding import LONGEST, Parse, StepParser, longest_sentence, parse_of, step_parser
from gluclaims.annotating.docs import register, sentence_ranges
from gluclaims.annotating.masking import Unit, breaks, units
from gluclaims.annotating.tokenizers import load_saved
from gluclaims.errors import DataError
from gluclaims.lexicons.matching import texts_of

_BATCH = 64
#: Longer documents are parsed in parts of about this many tokens, cut between sentences.
_PART = 4000


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a document as the parser sees it.

    Attributes
    ----------
    doc : Doc
        Its words, masked.
    places : array of int, one a word
        The document's token that each word's parse is written to.
    units : list of Unit
        What each word stands for.
    firsts : array of bool
        Which words begin a sentence.
    """

    doc: Doc
    places: NDArray[np.int64]
    units: list[Unit]
    firsts: NDArray[np.bool_]


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
        self._steps: StepParser | None = None

    def __call__(self, doc: Doc) -> Doc:
        """Annotate one document."""
        return next(self.pipe([doc]))

    def pipe(self, docs: Iterable[Doc], batch_size: int = _BATCH) -> Iterator[Doc]:
        """Annotate a stream of documents, many sentences at a time."""
        if self.inner is None:
            raise DataError(f"{self.name}: no model is loaded; load a trained pipeline or leave the component out")
        stream = iter(docs)
        while batch := list(islice(stream, batch_size)):
            parts = [self._parts(doc) for doc in batch]
            done = iter(self._parse(self.inner, [part for own in parts for part in own]))
            for doc, own in zip(batch, parts, strict=True):
                self._write(doc, [(next(done), part) for part in own])
            yield from batch

    def _parse(self, inner: Language, parts: list[Part]) -> list[Parse]:
        """Return the parse of each part: in step where that is possible, else by spaCy's own components."""
        in_step = [
            self._steps is not None and len(part.doc) > 0 and longest_sentence(part.firsts) <= LONGEST for part in parts
        ]
        chosen = [part for part, step in zip(parts, in_step, strict=True) if step]
        quick = self._steps.parse([p.doc for p in chosen], [p.firsts for p in chosen]) if self._steps else []
        docs: Iterable[Doc] = [part.doc for part, step in zip(parts, in_step, strict=True) if not step]
        components: list[Any] = [component for _, component in inner.pipeline] if docs else []
        for component in components:
            docs = component.pipe(docs, batch_size=256)
        one, other = iter(quick), map(parse_of, docs)
        return [next(one) if step else next(other) for step in in_step]

    def _parts(self, doc: Doc) -> list[Part]:
        """Return the document's sentences as documents for the parser, with the tokens that each word stands for."""
        array = doc.to_array([NORM, IS_SPACE])
        norms, space = array[:, 0], array[:, 1].tolist()
        words = texts_of(doc)
        low = [word.lower() for word in words]
        entities = [(e.start, e.end, e.label_, e.kb_id_, e.text) for e in doc.ents]
        sources = self._sources(doc)
        parts = []
        for ranges in self._cuts(doc):
            seen: list[Unit] = []
            first: list[bool] = []
            for start, end in ranges:
                within = [e for e in entities if start <= e[0] and e[1] <= end]
                anew = breaks(low, start, end, [c for c in sources if start <= c[0] < end]) | {start}
                opened = False
                for unit in units(words, start, end, within, low):
                    if unit.end == unit.start + 1 and space[unit.start]:
                        continue
                    here = not opened or any(unit.start <= i < unit.end for i in anew if i != start)
                    opened = True
                    seen.append(unit)
                    first.append(here)
            starts: list[bool | int | None] = list(first)
            part = Doc(self.nlp.vocab, words=[u.word for u in seen], sent_starts=starts)
            places = np.array([u.end - 1 for u in seen], dtype=np.int64)
            masked = np.array([u.masked for u in seen], dtype=bool)
            own = part.to_array([NORM]).reshape(-1)
            seen_norms: Any = np.where(masked, own, norms[places]).reshape(-1, 1)
            part.from_array([NORM], seen_norms)
            parts.append(Part(part, places, seen, np.array(first, dtype=bool)))
        return parts

    @staticmethod
    def _sources(doc: Doc) -> list[tuple[int, int, str]]:
        found = []
        for cue in doc._.cues or ():
            if cue["kind"] in ("ATTRIBUTION", "EPISTEMIC", "BOOSTER"):
                span = doc.char_span(cue["start"], cue["end"], alignment_mode="expand")
                if span is not None:
                    found.append((span.start, span.end, cue["text"].lower()))
        return found

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

    def _write(self, doc: Doc, parsed: list[tuple[Parse, Part]]) -> None:
        length = len(doc)
        if not length:
            return
        strings = self.nlp.vocab.strings
        head = np.full(length, -1, dtype=np.int64)  # everything else hangs on the token before it
        dep = np.full(length, strings.add("dep"), dtype=np.uint64)
        tag = np.zeros(length, dtype=np.uint64)
        starts = doc.to_array([SENT_START]).astype(np.int64).reshape(-1)
        head[(starts == 1) | (np.arange(length) == 0)] = 0
        inner, noun = strings.add("compound"), strings.add("NN")
        for parse, part in parsed:
            places = part.places
            head[places] = places[np.arange(len(places)) + parse.heads] - places
            dep[places] = parse.labels
            tag[places] = parse.tags
            for unit in part.units:
                if unit.end - unit.start > 1:
                    inside = np.arange(unit.start, unit.end - 1)
                    head[inside] = unit.end - 1 - inside
                    dep[inside] = inner
                    tag[inside] = noun
        found_all: Any = np.stack([head.astype(np.uint64), dep, tag], axis=1)
        doc.from_array([HEAD, DEP, TAG], found_all)

    def initialize(self, get_examples: Any = None, *, nlp: Language | None = None) -> None:
        """Do nothing: the model is trained apart (``gluclaims train syntax``) and loaded from disk."""

    def to_disk(self, path: str | Path, exclude: Sequence[str] = ()) -> None:
        """Save the trained model."""
        if self.inner is not None:
            self.inner.to_disk(Path(path), exclude=["vocab", "tokenizer"])

    def from_disk(self, path: str | Path, exclude: Sequence[str] = ()) -> SyntaxParser:
        """Load the trained model."""
        if (Path(path) / "config.cfg").exists():
            self.adopt(load_saved(Path(path), ["tokenizer"], self.nlp.vocab))
        return self

    def adopt(self, inner: Language) -> None:
        """Take a loaded pipeline of ``tok2vec``, ``tagger`` and ``parser`` as the model."""
        self.inner = inner
        self._steps = step_parser(inner)
        for component in inner.pipe_names:
            for label in getattr(inner.get_pipe(component), "labels", ()):
                self.nlp.vocab.strings.add(label)

    def to_bytes(self, exclude: Sequence[str] = ()) -> bytes:
        """Return the trained model as bytes."""
        import srsly

        if self.inner is None:
            return bytes(srsly.msgpack_dumps(None))
        config = self.inner.config.to_str()
        return bytes(
            srsly.msgpack_dumps({"config": config, "model": self.inner.to_bytes(exclude=["vocab", "tokenizer"])})
        )

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


@Language.factory(
    "gluclaims_syntax", assigns=["token.head", "token.dep", "token.tag"], requires=["token.is_sent_start"]
)
def make_syntax(nlp: Language, name: str) -> SyntaxParser:
    """Create the component, without a model."""
    return SyntaxParser(nlp, name)
