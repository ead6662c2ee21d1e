"""A claim is called wrong only where its arguments are sure."""

from __future__ import annotations

from typing import Any

import pytest

from gluclaims.checking import check_claims, load_facts
from gluclaims.lexicons.entities import packaged_lexicon

CLAIM: dict[str, Any] = {
    "id": "C1", "start": 0, "end": 40, "text": "It increases the release of glutamate", "statement": "Riluzole increases the release of glutamate.",
    "type": "MECHANISM", "relation": "REGULATES", "subject": "riluzole", "object": "glutamate", "aspect": "RELEASE", "direction": "INCREASE",
    "location": None, "population": None, "certainty": "FACT", "polarity": "AFFIRMED", "strength": "DIRECT", "attribution": "WRITER", "cues": [],
}  # fmt: skip


@pytest.mark.parametrize(
    ("sureness", "verdict"),
    [
        ({}, "CONTRADICTED"),
        ({"subject": 0.9, "object": 0.9}, "CONTRADICTED"),
        ({"subject": 0.2, "object": 0.9}, "NOT_ENOUGH_INFO"),
    ],
)
def test_an_unsure_subject_accuses_nobody(sureness: dict[str, float], verdict: str) -> None:
    claim = {**CLAIM, "scores": {"arguments": sureness} if sureness else {}}
    found = check_claims([claim], lexicon=packaged_lexicon(), facts=load_facts())[0]
    assert found["verdict"] == verdict
    if verdict == "NOT_ENOUGH_INFO":
        assert "subject is not clear enough" in found["why"]
        assert found["evidence"] == []
