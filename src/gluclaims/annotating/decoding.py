"""Greedy parsing of many sentences in step.

spaCy's parser advances each document by one transition at a time, and pays for each call into its linear algebra. Here
the same arc-eager transitions are taken with the same trained weights, by NumPy for hundreds of sentences at once: four
times as fast, with the same parses (``tests/annotating/test_decoding.py`` holds them against spaCy's). Sentence
boundaries must be set; the models keep spaCy's format.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language
from spacy.pipeline._parser_internals.nonproj import DELIMITER, deprojectivize
from spacy.tokens import Doc
from thinc.api import NumpyOps

Ints = NDArray[np.int64]
Floats = NDArray[np.float32]
#: Kinds of moves, as the names of spaCy's parser begin.
_SHIFT, _REDUCE, _LEFT, _RIGHT, _BREAK = "S", "D", "L", "R", "B"
#: What the parser looks at: the first two words of the buffer, the last three of the stack, and children of these.
_FEATURES = 8
#: Documents are parsed together up to about this many words: the precomputed features of a word take four kilobytes.
_TOGETHER = 8000
#: A longer "sentence" (a table, a list without stops) would be walked alone, step by step; spaCy does that faster.
LONGEST = 400


@dataclass(frozen=True, slots=True)
class Parse:
    """The parse of a document, one a token: the head relative to it (0 the root), label and tag as string hashes."""

    heads: Ints
    labels: NDArray[np.uint64]
    tags: NDArray[np.uint64]


class StepParser:
    """A trained ``tok2vec``, ``tagger`` and ``parser`` of spaCy, run in step.

    Parameters
    ----------
    inner : Language
        The trained pipeline.

    Raises
    ------
    ValueError
        If its models are not of the kind that this runs.
    """

    def __init__(self, inner: Language) -> None:
        if inner.pipe_names != ["tok2vec", "tagger", "parser"]:
            raise ValueError(f"not a tagger and parser on one tok2vec: {inner.pipe_names}")
        tok2vec, tagger, parser = (_component(inner, name) for name in inner.pipe_names)
        model = parser.model
        if not {"tok2vec", "lower", "upper"} <= set(model.ref_names) or not model.has_ref("upper"):
            raise ValueError("the parser has no upper layer")
        self.vocab = inner.vocab
        self._tok2vec = tok2vec.model
        self._softmax = tagger.model.get_ref("softmax")
        listener, _, self._linear = model.get_ref("tok2vec").layers
        self._lower, upper = model.get_ref("lower"), model.get_ref("upper")
        if listener.name != "tok2vec-listener" or self._lower.get_dim("nF") != _FEATURES:
            raise ValueError("the parser has other features")
        self._weights: Floats = np.ascontiguousarray(upper.get_param("W").T)
        self._bias: Floats = upper.get_param("b")
        names = [str(name).partition("-") for name in parser.move_names]
        kinds = "".join(kind for kind, _, _ in names)
        first_right = kinds.find(_RIGHT)
        arcs = len(kinds) - 2 - kinds.count(_BREAK)
        if kinds[:2] != _SHIFT + _REDUCE or kinds[2:].strip(_LEFT).strip(_BREAK).strip(_RIGHT) or first_right < 0:
            raise ValueError("the parser's moves stand in another order")
        if any(label == "subtok" for _, _, label in names):
            raise ValueError("the parser joins tokens")
        self._first_right, self._moves = first_right, 2 + arcs
        strings = self.vocab.strings
        self._labels = np.array([strings.add(label) for _, _, label in names], dtype=np.uint64)
        self._decorated = np.array([DELIMITER in label for _, _, label in names])
        self._root = np.uint64(strings.add("ROOT"))
        # NumPy's own products: BLIS falls back to plain loops on processors that it does not know.
        ops = NumpyOps(use_blis=False)
        for component in (tok2vec, tagger, parser):
            for node in component.model.walk():
                node.ops = ops
        self._tags = np.array([strings.add(label) for label in tagger.labels], dtype=np.uint64)

    def parse(self, docs: Sequence[Doc], firsts: Sequence[NDArray[np.bool_]]) -> list[Parse]:
        """Parse documents.

        Parameters
        ----------
        docs : sequence of Doc
            None of them empty.
        firsts : sequence of array of bool
            Which tokens of each begin a sentence; the first one does.
        """
        out: list[Parse] = []
        begin = 0
        while begin < len(docs):
            end, size = begin + 1, len(docs[begin])
            while end < len(docs) and size + len(docs[end]) <= _TOGETHER:
                size += len(docs[end])
                end += 1
            out += self._together(docs[begin:end], firsts[begin:end])
            begin = end
        return out

    def _together(self, docs: Sequence[Doc], firsts: Sequence[NDArray[np.bool_]]) -> list[Parse]:
        vectors = np.concatenate(self._tok2vec.predict(list(docs)))
        tags = self._tags[self._softmax.predict(vectors).argmax(axis=1)]
        table = self._lower.predict(self._linear.predict(vectors))
        lengths = np.array([len(doc) for doc in docs])
        heads, moves = self._decode(table, np.concatenate(firsts), np.repeat(np.cumsum(lengths), lengths))
        attached = heads >= 0
        relative = np.where(attached, heads - np.arange(len(heads)), 0)
        labels = np.where(attached, self._labels[moves], self._root)
        out = []
        cuts = np.cumsum(lengths)[:-1]
        decorated = np.split(attached & self._decorated[moves], cuts)
        columns = (np.split(column, cuts) for column in (relative, labels, tags))
        for doc, parse, lifted in zip(docs, map(Parse, *columns), decorated, strict=True):
            out.append(_lowered(doc, parse) if lifted.any() else parse)
        return out

    def _decode(self, table: Floats, firsts: NDArray[np.bool_], doc_ends: Ints) -> tuple[Ints, Ints]:
        """Return each word's head (-1 for none) and the move that gave it.

        Parameters
        ----------
        table : array, (words + 1) x features x hidden x pieces
            What each word adds to the hidden layer in each place; the first row for a place that is empty.
        firsts : array of bool
            Words that begin a sentence.
        doc_ends : array of int
            Where each word's document ends.
        """
        words = len(firsts)
        hidden, pieces = table.shape[2], table.shape[3]
        flat = table.reshape(-1, hidden * pieces)
        bias = self._lower.get_param("b").reshape(-1)
        places = np.arange(_FEATURES)[:, None] + _FEATURES  # the row of a word is its number + 1
        # One element more than there are words: the last, that -1 reads, stands for "no word".
        head, left, right, before = (np.full(words + 1, -1) for _ in range(4))
        move_of = np.zeros(words + 1, dtype=np.int64)
        first = np.append(firsts, False)
        shifted = np.zeros(words + 1, dtype=bool)
        # One sentence a row: `at` is the next word of its buffer, `back` those that were put back onto it.
        at = np.flatnonzero(firsts)
        last = np.append(at[1:], words)
        limit = doc_ends[at]  # the buffer goes on into the next sentence, where the moves are barred
        row = np.arange(len(at))
        depth, returned = np.zeros(len(at), dtype=np.int64), np.zeros(len(at), dtype=np.int64)
        width = int((last - at).max()) + 1
        stack = np.full((len(at), width + 3), -1)  # three blanks first, so that the last three can always be read
        back = np.full((len(at), width + 1), -1)
        while len(row):
            none = returned == 0
            b0 = np.where(none, at, back[row, returned])
            b1 = np.where(returned > 1, back[row, returned - 1], at + none)
            b0[b0 >= limit] = -1
            b1[b1 >= limit] = -1
            s0, s1, s2 = stack[row, depth + 2], stack[row, depth + 1], stack[row, depth]
            seen = np.stack((b0, b1, s0, s1, s2, left[b0], left[s0], right[s0]))
            state = flat.take(seen * _FEATURES + places, axis=0).sum(axis=0)
            state += bias
            top = state[:, ::pieces]
            for piece in range(1, pieces):
                top = np.maximum(top, state[:, piece::pieces])
            scores = top @ self._weights
            scores += self._bias

            buffered = limit - at + returned
            open_ = depth > 0
            barred = first[b0]
            arc = open_ & (buffered > 0) & ~barred
            shift = ~open_ | ((buffered > 1) & ~barred & ~shifted[b0])
            reduce = open_ & ((buffered == 0) | (depth > 1) | barred)
            scores[~shift, 0] = -np.inf
            scores[~reduce, 1] = -np.inf
            scores[~arc, 2:] = -np.inf
            move = scores[:, : self._moves].argmax(axis=1)

            to_right = np.flatnonzero(move >= self._first_right)
            parent, child = s0[to_right], b0[to_right]
            before[child], right[parent] = right[parent], child
            head[child], move_of[child] = parent, move[to_right]
            to_left = np.flatnonzero((move >= 2) & (move < self._first_right))
            parent, child = b0[to_left], s0[to_left]
            old = head[child]
            again = old >= 0  # it hung on the word before it, as that word's last child
            right[old[again]] = before[child[again]]
            left[parent], head[child], move_of[child] = child, parent, move[to_left]
            shifted[parent] = False
            push = np.flatnonzero((move == 0) | (move >= self._first_right))
            stack[row[push], depth[push] + 3] = b0[push]
            given = push[returned[push] > 0]
            at[push] += 1
            at[given] -= 1
            returned[given] -= 1
            put_back = np.flatnonzero((move == 1) & (depth > 1) & (head[s0] < 0))
            shifted[s0[put_back]] = True
            returned[put_back] += 1
            back[row[put_back], returned[put_back]] = s0[put_back]
            depth -= 1
            depth[push] += 2

            going = (depth > 0) | (returned > 0) | (at < last)
            if not going.all():
                row, depth, returned = row[going], depth[going], returned[going]
                at, last, limit = at[going], last[going], limit[going]
        return head[:words], move_of[:words]


def _component(inner: Language, name: str) -> Any:
    return inner.get_pipe(name)


def _lowered(doc: Doc, parse: Parse) -> Parse:
    """Hang the words whose label says that their true head is further down on that head, as spaCy does."""
    tree: Any = np.stack([parse.heads.astype(np.uint64), parse.labels, parse.tags], axis=1)
    doc.from_array(["HEAD", "DEP", "TAG"], tree)
    deprojectivize(doc)
    return parse_of(doc)


def step_parser(inner: Language) -> StepParser | None:
    """Return a parser in step for a trained pipeline, None where it is of another kind."""
    try:
        return StepParser(inner)
    except (AttributeError, KeyError, ValueError):  # whatever an architecture lacks
        return None


def parse_of(doc: Doc) -> Parse:
    """Return the parse that spaCy's components left in a document."""
    found: Any = doc.to_array(["HEAD", "DEP", "TAG"])
    return Parse(found[:, 0].astype(np.int64), found[:, 1], found[:, 2])


def longest_sentence(firsts: NDArray[np.bool_]) -> int:
    """Return the words of the longest sentence."""
    return int(np.diff(np.append(np.flatnonzero(firsts), len(firsts))).max())
