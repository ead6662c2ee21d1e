"""The pipeline over streams of texts: what it keeps between batches, and what it must not."""

from __future__ import annotations

import spacy

from gluclaims import pipeline
from gluclaims.lexicons.matching import text_of
from gluclaims.pipeline import learn_words


def test_words_that_come_again_are_kept_and_split_alike() -> None:
    nlp, plain = spacy.blank("en"), spacy.blank("en")
    texts = ["Ketamine (Ketalar) isn't new.", "Ketamine (Ketalar) isn't old.", "Nobody's 5-HT2A-receptors: none."]
    learn_words(nlp, texts)
    assert pipeline._MET[nlp].kept == {"Ketamine", "(Ketalar)", "isn't"}
    with nlp.memory_zone():
        found = [[token.text for token in nlp.make_doc(text)] for text in texts]
    assert found == [[token.text for token in plain(text)] for text in texts]


def test_words_kept_are_limited(monkeypatch) -> None:
    monkeypatch.setattr(pipeline, "_MOST_KEPT", 3)
    nlp = spacy.blank("en")
    for number in range(10):
        learn_words(nlp, [f"one{number} two{number}", f"one{number} two{number}"])
    assert len(pipeline._MET[nlp].kept) == 4


def test_text_of_a_document() -> None:
    for text in ("", " a  b\n\nc ", "a.b c\u00a0d\t", "🙂 naïve"):
        assert text_of(spacy.blank("en")(text)) == text
