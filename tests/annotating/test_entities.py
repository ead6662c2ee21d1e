"""The entity tagger: cases as data, offsets, definitions, user lexicons."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc

from gluclaims.annotating import entities, sentences
from gluclaims.annotating.abbreviations import find_definitions, is_short_form, spells
from gluclaims.annotating.tagging import singular
from gluclaims.annotating.tokenizers import make_tokenizer
from gluclaims.errors import DataError
from gluclaims.lexicons.unseen import packaged_unseen

CASES = [
    json.loads(line) for line in (Path(__file__).parents[1] / "data" / "entities.jsonl").read_text("utf-8").splitlines()
]
assert entities.make_entities and sentences.make_sentences  # the factories are registered


def build(**config: Any) -> Language:
    nlp = spacy.blank("en")
    nlp.tokenizer = make_tokenizer(nlp)
    nlp.add_pipe("gluclaims_sentences")
    nlp.add_pipe("gluclaims_entities", config=config)
    return nlp


@pytest.fixture(scope="module")
def nlp() -> Language:
    return build()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["note"])
def test_case(nlp: Language, case: dict[str, Any]) -> None:
    doc = nlp(case["text"])
    found = [[e["text"], e["label"], e["concept"]] for e in doc._.entities]
    wanted = case["entities"]
    if case.get("concepts") is False:
        found, wanted = [f[:2] for f in found], [w[:2] for w in wanted]
    assert found == wanted


WORDS = sorted({word for case in CASES for word in case["text"].split()})


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.sampled_from(WORDS) | st.text(max_size=6), max_size=25), st.sampled_from([" ", "  ", "\n", "\n\n", " "])
)
def test_offsets_fit_the_text(words: list[str], blank: str) -> None:
    text = blank.join(words)
    doc = NLP(text)
    end = 0
    for e in doc._.entities:
        assert text[e["start"] : e["end"]] == e["text"]
        assert end <= e["start"] < e["end"]
        assert e["text"] == e["text"].strip()
        end = e["end"]
    assert [(e.start_char, e.end_char, e.label_, e.kb_id_) for e in doc.ents] == [
        (e["start"], e["end"], e["label"], e["concept"]) for e in doc._.entities
    ]


NLP = build()


def test_batches_change_nothing(nlp: Language) -> None:
    texts = [case["text"] for case in CASES]
    alone = [nlp(text)._.entities for text in texts]
    order = list(range(len(texts)))
    random.Random(1).shuffle(order)
    together = list(nlp.pipe([texts[i] for i in order]))
    assert [doc._.entities for doc in together] == [alone[i] for i in order]


def test_furniture_is_never_tagged(nlp: Language) -> None:
    doc = nlp.make_doc("Share on Prozac. Prozac treats depression.")
    doc.spans["sentences"] = [doc[4:]]
    nlp.get_pipe("gluclaims_entities")(doc)
    assert [e["start"] for e in doc._.entities] == [17, 31]


def test_without_sentences() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("gluclaims_entities")
    assert [e["concept"] for e in nlp("Dopamine and serotonin")._.entities] == ["dopamine", "serotonin"]
    assert nlp("")._.entities == []


def test_identifiers(nlp: Language) -> None:
    (entity,) = nlp("Prozac helps.")._.entities
    assert entity["ids"]["DRUGBANK"] == "DB00472"
    assert entity["rule"].startswith("entities-drug:")


def test_a_users_lexicon_goes_first(tmp_path: Path) -> None:
    table = tmp_path / "mine.csv"
    table.write_text('form,concept,label\nprozac,my pill,DRUG\n"zorblax{,es}",zorblax,DRUG\n', "utf-8")
    nlp = build(lexicons=[str(table)])
    text = "Prozac, zorblax and dopamine."
    assert [e["concept"] for e in nlp(text)._.entities] == ["my pill", "zorblax", "dopamine"]
    nlp.to_disk(tmp_path / "saved")
    again = spacy.load(tmp_path / "saved")
    assert [e["concept"] for e in again(text)._.entities] == ["my pill", "zorblax", "dopamine"]
    copy = build().from_bytes(nlp.to_bytes())
    assert [e["concept"] for e in copy(text)._.entities] == ["my pill", "zorblax", "dopamine"]


def test_a_users_slip_is_told(tmp_path: Path) -> None:
    table = tmp_path / "mine.csv"
    table.write_text("form,concept,label,context\nprozac,my pill,DRUG,near:pill\n", "utf-8")
    with pytest.raises(DataError, match="unknown slot 'near'"):
        build(lexicons=[str(table)])("x")
    table.write_text("form,concept,label\nprozac,my pill,PILL\n", "utf-8")
    with pytest.raises(DataError, match="mine, line 2"):
        build(lexicons=[str(table)])("x")


@pytest.mark.parametrize(
    ("text", "long", "short"),
    [
        ("the nucleus accumbens ( NAc ) is", "nucleus accumbens", "NAc"),
        ("selective serotonin reuptake inhibitors ( SSRIs ) are", "selective serotonin reuptake inhibitors", "SSRIs"),
        ("gamma-aminobutyric acid ( GABA ) is", "gamma-aminobutyric acid", "GABA"),
        ("ALS ( amyotrophic lateral sclerosis ) is", "amyotrophic lateral sclerosis", "ALS"),
        ("major depressive disorder ( MDD ; see above ) is", "major depressive disorder", "MDD"),
        ("premenstrual dysphoric disorder ( also known as PMDD ) is", "premenstrual dysphoric disorder", "PMDD"),
    ],
)
def test_definitions(text: str, long: str, short: str) -> None:
    words = text.split()
    (found,) = find_definitions(words, 0, len(words))
    assert " ".join(words[slice(*found.long)]) == long
    assert " ".join(words[slice(*found.short)]) == short


@pytest.mark.parametrize(
    "text", ["a drug ( see Table 2 ) is", "depression ( 12 % ) is", "x ( ) y", "in mice ( Smith ) we", "( ALS )"]
)
def test_no_definitions(text: str) -> None:
    words = text.split()
    assert find_definitions(words, 0, len(words)) == []


def test_short_forms() -> None:
    assert is_short_form("ALS") and is_short_form("5-HT") and not is_short_form("als") and not is_short_form("A")
    assert spells("SSRIs", "selective serotonin reuptake inhibitors") and not spells("ED", "depression")


def test_triggers_lose_no_match() -> None:
    """A pattern that would match is always called: its trigger word stands in the match."""
    patterns = packaged_unseen()
    rows = json.loads((Path(__file__).parents[1] / "data" / "unseen-matches.json").read_text("utf-8"))
    for key, examples in rows.items():
        number = next(i for i, p in enumerate(patterns.patterns) if p.key == f"unseen:{key}")
        for text in examples:
            assert patterns.patterns[number].pattern.search(text), (key, text)
            doc = Doc(NLP.vocab, words=NLP.tokenizer(text).text.split())
            assert any(number in patterns.triggered(t.text) for t in doc), (key, text)


def test_singular() -> None:
    assert singular("temporal cortices") == "temporal cortex"
    assert singular("neurofibromatosis") == "neurofibromatosis"
