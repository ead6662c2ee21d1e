"""The parser in step takes the moves that spaCy's own parser takes, with the same weights."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from gluclaims.annotating.decoding import StepParser, longest_sentence, parse_of, step_parser
from gluclaims.pipeline import model_path

TEXT = """
    the drug that was tested in mice may not raise dopamine levels , which people who took it think is what it does ;
    what did she say they gave him to ? and more of it than was known is in use as well as being so easy to find .
"""
WORDS = TEXT.split()


@pytest.fixture(scope="module")
def inner() -> Language:
    return spacy.load(Path(model_path(), "gluclaims_syntax"), exclude=["tokenizer"])


def article(vocab: spacy.vocab.Vocab, seed: int) -> tuple[Doc, np.ndarray]:
    """Words in any order, in sentences of any length: what makes a parser put words back and change its mind."""
    chance = np.random.default_rng(seed)
    lengths = chance.integers(1, 40, size=int(chance.integers(1, 12)))
    words = [WORDS[i] for i in chance.integers(0, len(WORDS), size=int(lengths.sum()))]
    firsts = np.zeros(len(words), dtype=bool)
    firsts[np.cumsum(lengths)[:-1]] = True
    firsts[0] = True
    return Doc(vocab, words=words, sent_starts=[bool(f) for f in firsts]), firsts


def test_same_parses_as_spacy(inner: Language) -> None:
    articles = [article(inner.vocab, seed) for seed in range(60)]
    found = StepParser(inner).parse([doc for doc, _ in articles], [firsts for _, firsts in articles])
    docs = [doc for doc, _ in (article(inner.vocab, seed) for seed in range(60))]
    for name in inner.pipe_names:
        docs = list(inner.get_pipe(name).pipe(docs))
    lowered = 0
    for parse, doc in zip(found, docs, strict=True):
        expected = parse_of(doc)
        assert parse.heads.tolist() == expected.heads.tolist()
        assert parse.labels.tolist() == expected.labels.tolist()
        assert parse.tags.tolist() == expected.tags.tolist()
        edges = [(t.left_edge.i, t.right_edge.i) for t in doc]
        lowered += any(b - a + 1 > len(list(t.subtree)) for t, (a, b) in zip(doc, edges, strict=True))
    assert lowered, "no article whose crossing arcs were lifted and lowered again"


def test_parse_does_not_hang_on_the_neighbours(inner: Language) -> None:
    (one, starts), (two, others) = article(inner.vocab, 1), article(inner.vocab, 2)
    parser = StepParser(inner)
    together = parser.parse([one, two], [starts, others])
    apart = [*parser.parse([one], [starts]), *parser.parse([two], [others])]
    assert [p.heads.tolist() for p in together] == [p.heads.tolist() for p in apart]


def test_other_pipelines_are_left_to_spacy() -> None:
    assert step_parser(spacy.blank("en")) is None


def test_longest_sentence() -> None:
    assert longest_sentence(np.array([True, False, True, False, False])) == 3
