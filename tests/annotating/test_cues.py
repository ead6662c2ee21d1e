"""The cue lexicon through the real components, one example a line in ``tests/data/cues.jsonl``."""

import json
from collections import Counter
from pathlib import Path

import pytest
import spacy

from gluclaims.annotating import cues, entities, sentences  # noqa: F401 - register the components
from gluclaims.annotating.tokenizers import make_tokenizer
from gluclaims.errors import DataError
from gluclaims.labels import labels
from gluclaims.lexicons.cues import MASK, build_cues, cue_levels, packaged_cues

ROOT = Path(__file__).parents[2]
EXAMPLES = [json.loads(line) for line in (ROOT / "tests/data/cues.jsonl").read_text("utf-8").splitlines()]
#: Pinned; ``python -m benchmarks.hedging --update-floors`` raises them and lowers none without ``--allow-regression``.
FLOORS = json.loads((ROOT / "tests/data/hedging-floors.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def finder():
    nlp = spacy.blank("en")
    nlp.tokenizer = make_tokenizer(nlp)
    for name in ("gluclaims_sentences", "gluclaims_entities", "gluclaims_cues"):
        nlp.add_pipe(name)
    return nlp


@pytest.mark.parametrize("example", EXAMPLES, ids=[f"{i}" for i in range(1, len(EXAMPLES) + 1)])
def test_example(finder, example):
    # A sentence before it, so that no line of one sentence is taken for a by-line.
    doc = finder("The article goes on. " + example["text"])
    assert Counter((c["text"], c["kind"]) for c in doc._.cues) == Counter(map(tuple, example["cues"]))


def test_there_are_enough_examples_and_rows():
    rows = [row for row in packaged_cues() if row.kind != MASK]
    assert len(EXAMPLES) >= 400
    assert len(rows) >= 450
    assert {row.kind for row in rows} == set(labels().cue)
    assert {kind for e in EXAMPLES for _, kind in e["cues"]} == set(labels().cue)


def test_row_ids_are_unique():
    assert len(cue_levels()) == len(packaged_cues())


@pytest.mark.parametrize("name", ["open", "glutamate-mental-health"])
def test_gold(finder, name):
    both = found = wanted = 0
    for line in (ROOT / "corpora" / name / "gold.jsonl").read_text("utf-8").splitlines():
        record = json.loads(line)
        gold = {(c["start"], c["end"], c["kind"]) for c in record["cues"]}
        pred = {(c["start"], c["end"], c["kind"]) for c in finder(record["text"])._.cues}
        both, found, wanted = both + len(gold & pred), found + len(pred), wanted + len(gold)
    assert 2 * both / (found + wanted) >= FLOORS[f"cues, {name}"]


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("Some newer sleeping pills block orexin.", "Some newer sleeping pills"),
        ("It helps some of their oldest patients.", "some of their oldest patients"),
        ("It helps some people.", "some people"),
    ],
)
def test_a_quantifier_takes_its_noun(finder, text, cue):
    assert [c["text"] for c in finder("The article goes on. " + text)._.cues] == [cue]


@pytest.mark.parametrize("text", ["Some say so.", "It is of some importance to us."])
def test_a_quantifier_without_a_plural_takes_none(finder, text):
    assert all(len(c["text"].split()) < 3 for c in finder("The article goes on. " + text)._.cues)


def test_cues_lie_in_sentences_and_carry_their_rule(finder):
    doc = finder("Share this\n\nIt may help, researchers say.\n\n0 Comments")
    assert [c["text"] for c in doc._.cues] == ["may", "researchers say"]
    assert all(c["rule"] in cue_levels() for c in doc._.cues)


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("kind", "HEDGE", "unknown kind 'HEDGE'"),
        ("level", "SURE", "unknown level 'SURE'"),
        ("scope", "page", "unknown scope 'page'"),
        ("form", "<NOBODY> say", "unknown class <NOBODY>"),
    ],
)
def test_broken_rows_are_refused(column, value, message):
    row = {"id": "x", "form": "may", "kind": "MODAL", "level": "POSSIBLE", "scope": "", "case": "", "context": ""}
    with pytest.raises(DataError, match=message):
        build_cues([row | {column: value}])
