"""What puts nothing forward: logistics, people, bare reporting clauses, stories."""

import json
from pathlib import Path

import pytest

from gluclaims.annotating.nonclaims import Stories, is_nonclaim, is_nonclaim_clause


def cases(name):
    lines = (Path(__file__).parent / name).read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


@pytest.mark.parametrize("case", cases("nonclaims.jsonl"), ids=lambda case: case["text"])
def test_words_that_put_nothing_forward(case):
    tell = is_nonclaim if case["level"] == "sentence" else is_nonclaim_clause
    assert tell(case["text"], has_entity="lithium" in case["text"]) == case["nonclaim"]


@pytest.mark.parametrize("case", cases("stories.jsonl"), ids=lambda case: case["sentences"][0])
def test_sentences_that_tell_a_story(case):
    text, offsets = "", []
    for sentence in case["sentences"]:
        offsets.append((len(text), len(text) + len(sentence)))
        text += sentence + " "
    found = Stories(text, offsets, []).sentences
    assert [i for i, place in enumerate(offsets) if place in found] == case["story"]


def test_what_a_person_says_is_no_story():
    text = "She says lithium causes tremor."
    cue = {"start": 4, "end": 8, "text": "says", "kind": "ATTRIBUTION"}
    assert Stories(text, [(0, len(text))], [cue]).sentences == ()
