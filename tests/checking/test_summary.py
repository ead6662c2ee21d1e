"""What an article's claims come to, and which of them need a citation."""

from __future__ import annotations

import pytest

import gluclaims
from gluclaims.checking.summary import needs_citation, summarize
from gluclaims.labels import labels
from gluclaims.records import Claim
from gluclaims.writing.terminal import summary


def claim(id: str = "C1", type: str = "MECHANISM", **fields: object) -> Claim:
    return Claim(id, 0, 1, "x", "X.", type, "REGULATES", **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("fields", "needed"),
    [
        ({}, True),
        ({"verdict": "SUPPORTED"}, True),
        ({"verdict": "NOT_CHECKABLE"}, False),
        ({"certainty": "PROBABLE"}, False),
        ({"attribution": "CITED"}, False),
        ({"attribution": "GENERIC"}, False),
        ({"type": "ADVICE"}, False),
        ({"type": "HISTORY", "polarity": "NEGATED"}, True),
    ],
)
def test_a_citation_is_needed_where_a_checkable_fact_names_no_source(fields: dict[str, str], needed: bool) -> None:
    assert needs_citation(claim(**fields)) is needed


def test_figures_of_an_article() -> None:
    found = summarize([
        claim("C1", verdict="SUPPORTED", calibration="OVERSTATED"),
        claim("C2", verdict="SUPPORTED", attribution="NAMED"),
        claim("C3", certainty="POSSIBLE"),
        claim("C4", type="QUESTION", certainty="UNCOMMITTED", verdict="NOT_CHECKABLE"),
    ])
    assert (found.claims, found.checkable, found.sourced, found.overstated) == (4, 3, 1, 1)
    assert found.citation_needed == ("C1",)
    assert found.share_sourced == found.share_overstated == pytest.approx(1 / 3)
    assert tuple(found.verdicts) == labels().verdict
    assert sum(found.verdicts.values()) == sum(found.certainties.values()) == 4
    assert found.to_dict()["share_sourced"] == 0.333


def test_no_claims_have_no_shares() -> None:
    found = summarize([])
    assert (found.share_sourced, found.share_overstated, found.citation_needed) == (None, None, ())
    assert summary(gluclaims.Article("a")) == "no claims"


def test_the_summary_of_a_text() -> None:
    article = gluclaims.check("Ketamine blocks NMDA receptors. Studies show that exercise may ease depression.")
    assert article.summary().citation_needed == ("C1",)
    assert article.to_dict()["summary"] == article.summary().to_dict(), "the record has it as well"
    assert summary(article).endswith("; 50% with a source; citation needed: C1")
