"""An article that corrects an error is not accused of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from spacy.language import Language

import gluclaims

CASES = [
    json.loads(line)
    for line in (Path(__file__).parents[1] / "data" / "rebuttals.jsonl").read_text("utf-8").splitlines()
    if line.strip()
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:60])
def test_what_is_reported_only_to_be_rebutted_is_negated(case: dict[str, str], nlp: Language) -> None:
    article = gluclaims.check(case["text"], nlp)
    claim = next((c for c in article.claims if case["claim"] in c.text), None)
    assert claim is not None, [c.text for c in article.claims]
    assert claim.polarity == case["polarity"]
    assert claim.verdict != "CONTRADICTED"
