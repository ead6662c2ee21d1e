"""Which cues bear on a claim, one example a line in ``tests/data/bearing.jsonl``."""

import json
from pathlib import Path
from typing import Any

import pytest

import gluclaims

CASES = [
    json.loads(line) for line in (Path(__file__).parents[1] / "data/bearing.jsonl").read_text("utf-8").splitlines()
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["note"])
def test_case(case: dict[str, Any]) -> None:
    article = gluclaims.check("The article goes on.\n\n" + case["text"])
    found = {c.text: ([article.cues[i].text for i in c.cues], c.certainty) for c in article.claims}
    assert found[case["claim"]] == (case["cues"], case["certainty"])
