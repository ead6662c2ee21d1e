"""``docs/evaluation.md`` says what is."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from gluclaims.evaluating.agreement import agreement
from gluclaims.evaluating.corpora import readers
from gluclaims.evaluating.result import second_annotator, specs
from gluclaims.evaluating.tables import agreement_to_text
from gluclaims.records import Article
from gluclaims.writing.exchange import get_format, names

ROOT = Path(__file__).parents[2]
PASSES = [ROOT / f"corpora/glutamate-mental-health/pass-{side}.jsonl" for side in "ab"]


@pytest.fixture(scope="module")
def page() -> str:
    return (ROOT / "docs/evaluation.md").read_text("utf-8")


def test_the_agreement_shown_is_the_one_measured(page: str) -> None:
    sides = [[Article.from_dict(json.loads(line)) for line in p.read_text("utf-8").splitlines()] for p in PASSES]
    measured = agreement_to_text(agreement([("a", sides[0]), ("b", sides[1])], samples=0)).split("\n\n")[1]
    found = re.search(r"<!-- agreement -->\n```text\n(.*?)\n```", page, re.S)
    assert found
    assert found[1] == measured


def test_every_corpus_and_format_is_described(page: str) -> None:
    assert [name for name in readers() if f"`{name}`" not in page] == []
    assert [name for name in names() if f"`{name}`" not in page and name != "records"] == []
    for name in names():
        row = re.search(rf"^\| `{name}` \| (\w+)", page, re.M)
        assert row is None or (row[1] == "yes") is get_format(name).READS


def test_figures_named_in_the_table_exist(page: str) -> None:
    table = page.partition("## How the figures are defined")[2].partition("Macro-F1")[0]
    named = {n for n in re.findall(r"`([a-z][a-z0-9-]+)`", table) if not n.startswith("-")}
    assert named <= specs().keys()


def test_what_the_second_annotator_reached_belongs_to_figures() -> None:
    assert second_annotator().keys() <= specs().keys()
