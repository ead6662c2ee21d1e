"""The article that stands for them all (its figures are gated in tests/evaluating/test_floors.py)."""

from pathlib import Path

import pytest

import gluclaims
from gluclaims.records import Article

FOLDER = Path(__file__).parents[1] / "corpora" / "glutamate-mental-health"


@pytest.fixture(scope="module")
def article(nlp) -> Article:
    return gluclaims.check(FOLDER / "article.txt", nlp)


def test_both_riluzole_claims_are_contradicted_and_cited(article):
    wrong = [c for c in article.claims if c.verdict == "CONTRADICTED"]
    assert [(c.subject, c.object, c.aspect, c.direction) for c in wrong] == [
        ("riluzole", "glutamate", "LEVEL", "INCREASE"),
        ("riluzole", "glutamate", "RELEASE", "INCREASE"),
    ]
    for claim in wrong:
        assert "WRONG_DIRECTION" in claim.flags
        assert any(e.reference.get("title") and e.reference.get("year") for e in claim.evidence)
        assert claim.why


def test_the_text_is_untouched_and_every_offset_fits(article):
    assert article.text == (FOLDER / "article.txt").read_text("utf-8")
    assert article.check() == []


def test_furniture_belongs_to_no_sentence(article):
    furniture = ("loader", "0 Comment", "author-img", "Miya Lambden", "Leave a Comments")
    for words in furniture:
        start = article.text.index(words)
        assert not any(s.start <= start < s.end for s in article.sentences), words


def test_title(article):
    assert article.title == "Can Glutamate be the key to treating mental health disorders like depression and anxiety?"
