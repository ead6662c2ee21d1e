"""Whose statement a claim is: sources, quotations, references."""

import json
import re
from pathlib import Path

import pytest
import spacy

from gluclaims.annotating import cues  # noqa: F401 - registers the component
from gluclaims.annotating.sources import Sources
from gluclaims.annotating.tokenizers import make_tokenizer

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def finder():
    nlp = spacy.blank("en")
    nlp.tokenizer = make_tokenizer(nlp)
    nlp.add_pipe("gluclaims_cues")
    return nlp


def attribution(finder, text):
    """The attribution of the stretch between the brackets; all cues of its sentence bear on it."""
    start, end = text.index("["), text.index("]") - 1
    plain = text.replace("[", "").replace("]", "")
    spans = [m.span() for m in re.finditer(r"\S.*?[.!?]+[\"”]?(?=\s+[A-Z“]|$)", plain)]
    found = finder(plain)._.cues
    own = next((a, b) for a, b in spans if a <= start < b)
    linked = [i for i, c in enumerate(found) if own[0] <= c["start"] < own[1]]
    return Sources(plain, spans, found).of(start, end, linked)


CASES = [
    ("[Lithium steadies mood].", "WRITER"),
    ("[Lithium steadies mood], researchers say.", "GENERIC"),
    ("Studies have shown that [lithium steadies mood].", "GENERIC"),
    ("[Lithium is thought to steady mood].", "IMPERSONAL"),
    ("It has been shown that [lithium steadies mood].", "IMPERSONAL"),
    ("[Lithium steadies mood], said Maria Holm, a psychiatrist at the clinic.", "NAMED"),
    ("[Lithium steadies mood], says one sleep researcher.", "GENERIC"),
    ("“[Lithium steadies mood],” she said.", "NAMED"),
    ("According to a trial published in The Lancet in 2019, [lithium steadied mood].", "CITED"),
    ("[Lithium steadies mood] (Holm et al., 2019).", "CITED"),
    ("Holm et al. (2019) found [a steadier mood with lithium].", "CITED"),
    ("There is no good evidence that [lithium lifts mood].", "GENERIC"),
    ("In one small trial, [lithium steadied mood].", "GENERIC"),
    ("This article argues that [lithium steadies mood].", "WRITER"),
    ("University of Bergen researchers say [lithium steadies mood].", "NAMED"),
    ("PET studies have shown that [lithium reaches the brain].", "GENERIC"),
    ("[Lithium steadies mood], said study lead author Maria Holm, a psychiatrist.", "NAMED"),
    ("Holm and her colleagues showed that [lithium steadies mood].", "NAMED"),
    ("Australian researchers found that [lithium steadies mood].", "GENERIC"),
    ("Dr. Maria Holm, a psychiatrist in Bergen, praised the study but said [lithium steadies mood].", "NAMED"),
    ("Surveys in Spain and Chile suggest that [most people have heard of lithium].", "GENERIC"),
    ("The STEP7 study found that [lithium steadies mood].", "CITED"),
    ("The company said [lithium steadies mood].", "NAMED"),
    ("[Lithium steadies mood], a press release stated.", "NAMED"),
    ("[Lithium steadies mood], says researcher Maria Holm.", "NAMED"),
]


@pytest.mark.parametrize(("text", "label"), CASES, ids=[t for t, _ in CASES])
def test_source(finder, text, label):
    assert attribution(finder, text) == label


def test_a_quotation_keeps_its_speaker_over_sentences(finder):
    text = "“We have waited for years. [Lithium steadies the mood of most people],” said Maria Holm of the clinic."
    assert attribution(finder, text) == "NAMED"
    text = "“The trial was long,” said Maria Holm. “[Lithium steadied the mood of most people].”"
    assert attribution(finder, text) == "NAMED"


def test_quoted_words_are_no_quotation(finder):
    assert attribution(finder, "[Dopamine is the “pleasure molecule”].") == "WRITER"


def test_a_study_that_was_cited_stays_cited(finder):
    text = "The study was published in Nature in 2020. [Lithium steadied mood], according to the study."
    assert attribution(finder, text) == "CITED"


@pytest.mark.parametrize("name", ["open", "glutamate-mental-health"])
def test_gold(name):
    floor = json.loads((ROOT / "tests/data/hedging-floors.json").read_text("utf-8"))[f"attribution, {name}"]
    right = count = 0
    for line in (ROOT / "corpora" / name / "gold.jsonl").read_text("utf-8").splitlines():
        record = json.loads(line)
        sources = Sources(record["text"], [(s["start"], s["end"]) for s in record["sentences"]], record["cues"])
        for claim in record["claims"]:
            count += 1
            right += sources.of(claim["start"], claim["end"], claim["cues"]) == claim["attribution"]
    assert right / count >= floor


def test_odd_input_is_no_error():
    assert Sources("", [], []).of(0, 0, [3]) == "WRITER"
    assert Sources('"' * 50, [(0, 50)], []).of(0, 5, []) == "WRITER"
