"""Which way a claim goes, in many wordings: a wrong sign is the worst error that an argument can have."""

import json
from pathlib import Path

import pytest
from spacy.language import Language

ROWS = [
    json.loads(line) for line in (Path(__file__).parents[1] / "data" / "signs.jsonl").read_text("utf-8").splitlines()
]


def case(row, failing="xfail"):
    marks = [pytest.mark.xfail(strict=True, reason=row["xfail"])] if failing in row else []
    return pytest.param(row, id=row["text"], marks=marks)


@pytest.fixture(scope="module")
def claims(nlp: Language):
    texts = [row["text"] for row in ROWS]
    return dict(zip(texts, (doc._.claims for doc in nlp.pipe(texts)), strict=True))


@pytest.mark.parametrize("row", [case(row) for row in ROWS])
def test_the_direction_is_found(row, claims) -> None:
    found = [(c["subject"], c["object"], c["direction"]) for c in claims[row["text"]]]
    if row["subject"] is None:
        assert (row["object"], row["direction"]) in [f[1:] for f in found]
    else:
        assert (row["subject"], row["object"], row["direction"]) in [(str(s).lower(), o, d) for s, o, d in found]


@pytest.mark.parametrize("row", [case(row, "flips") for row in ROWS])
def test_the_opposite_is_never_found(row, claims) -> None:
    opposite = {"INCREASE": "DECREASE", "DECREASE": "INCREASE"}[row["direction"]]
    assert (row["object"], opposite) not in [(c["object"], c["direction"]) for c in claims[row["text"]]]
