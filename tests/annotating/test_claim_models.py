"""Selector, cue linker and argument ranker: what each does, on the rules' readings of short texts."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from spacy.language import Language

import gluclaims
from gluclaims.annotating.arguments import ROLES, ArgumentRanker, ArgumentView, Weigher
from gluclaims.annotating.claims import ClaimModels, extract, readings
from gluclaims.annotating.cue_links import LINK, CueLinker
from gluclaims.annotating.models import LinearModel
from gluclaims.annotating.selecting import Limits, Reading, Selector, Shapes, choose

LATER = ("gluclaims_claims", "gluclaims_judgements", "gluclaims_verdicts")
TEXT = "Ketamine blocks NMDA receptors. It may relieve depression within hours, and it can cause dissociation."


@pytest.fixture(scope="module")
def found(request: pytest.FixtureRequest) -> tuple[list[Reading], list[dict[str, object]]]:
    """The two readings of `TEXT`, and its entities."""
    nlp: Language = gluclaims.load()
    with nlp.select_pipes(disable=list(LATER)):
        doc = nlp(TEXT)
    return readings(doc), doc._.entities


def model(weights: dict[str, float], classes: tuple[str, str]) -> LinearModel:
    """A model whose second class has these weights."""
    table = np.array([[0.0, w] for w in weights.values()], dtype=np.float32)
    return LinearModel(classes, tuple(weights), table, np.zeros(2, dtype=np.float32))


def test_both_parsers_give_a_reading(found: tuple[list[Reading], list[dict[str, object]]]) -> None:
    two, _ = found
    assert len(two) == 2
    assert all(any(TEXT[d.start : d.end].startswith("Ketamine blocks") for d in r.drafts) for r in two)


def test_without_models_the_first_reading_stands(found: tuple[list[Reading], list[dict[str, object]]]) -> None:
    two, _ = found
    assert Selector().select(two) == list(two[0].drafts)


def test_a_sentence_takes_the_reading_that_is_rated_higher(
    found: tuple[list[Reading], list[dict[str, object]]],
) -> None:
    shapes = Shapes(found[0])
    for wanted in (0, 1):
        rating = {(k, i): 0.9 if k == wanted else 0.4 for k, i, _ in shapes.rows()}
        chosen = choose(shapes, rating, Limits())
        assert chosen
        assert {d.reading for d in chosen} == {wanted}


def test_improbable_claims_are_left_out_and_text_order_is_kept(
    found: tuple[list[Reading], list[dict[str, object]]],
) -> None:
    shapes = Shapes(found[0])
    rating = {(k, i): 0.1 for k, i, _ in shapes.rows()}
    assert choose(shapes, rating, Limits(drop=0.2)) == []
    kept = choose(shapes, dict.fromkeys(rating, 0.8), Limits())
    assert [(d.start, d.end) for d in kept] == sorted((d.start, d.end) for d in kept)


def test_a_claim_that_only_the_other_reading_has_is_added_where_it_is_probable(
    found: tuple[list[Reading], list[dict[str, object]]],
) -> None:
    first, second = found[0]
    blind = Reading(first.sentences, [d for d in first.drafts if d.sentence != 1 or "cause" not in d.frame.lemma])
    shapes = Shapes([blind, second])
    rating = {(k, i): 0.7 if k else 0.9 for k, i, _ in shapes.rows()}
    spans = {TEXT[d.start : d.end] for d in choose(shapes, rating, Limits(even=0.5, add=0.6))}
    assert any("dissociation" in s for s in spans)


def test_the_linker_ties_the_cues_that_its_model_holds_for_bearing(
    found: tuple[list[Reading], list[dict[str, object]]],
) -> None:
    two, _ = found
    drafts = Selector().select(two)
    CueLinker({LINK: model({"MODAL": -5.0}, ("apart", "bears"))}).link(two, drafts)
    assert all(not d.cues and d.certainty == "FACT" for d in drafts)
    CueLinker({LINK: model({"may": 5.0, "can": -5.0}, ("apart", "bears"))}).link(two, drafts)
    assert {d.certainty for d in drafts if d.sentence == 1} == {"POSSIBLE"}


def test_weights_summed_family_by_family_are_those_of_all_features_together() -> None:
    nlp = gluclaims.load(fast=True)
    with (Path(__file__).parents[2] / "corpora" / "open" / "gold.jsonl").open(encoding="utf-8") as file:
        text = json.loads(file.readline())["text"]
    with nlp.select_pipes(disable=list(LATER)):
        doc = nlp(text)
    (reading,) = readings(doc)
    view = ArgumentView([reading.sentences], doc._.entities, reading.drafts)
    rows = [c for role in ROLES for at in range(len(reading.drafts)) for c in view.candidates(at, role)]
    names = sorted({name for c in rows for name in c.features})
    random = np.random.default_rng(0).normal(size=len(names))
    weighed = model(dict(zip(names, random.tolist(), strict=True)), ("other", "argument"))
    together = weighed.probabilities([c.features for c in rows])[:, 1]
    assert [Weigher(weighed).probability(c.traits.values()) for c in rows] == pytest.approx(together.tolist(), abs=1e-9)


def test_the_ranker_names_the_argument_and_words_the_statement_anew(
    found: tuple[list[Reading], list[dict[str, object]]],
) -> None:
    two, entities = found
    drafts = Selector().select(two)
    view = ArgumentView([r.sentences for r in two], entities, drafts)
    ranker = ArgumentRanker({"subject": model({"sort DRUG": 9.0, "rule": -9.0}, ("other", "argument"))})
    ranker.rank(view)
    relief = next(d for d in drafts if "depression" in TEXT[d.start : d.end])
    assert relief.subject == "ketamine"
    assert relief.statement.startswith("Ketamine")
    assert 0.0 <= relief.sureness["subject"] <= 1.0


def test_the_models_survive_taking_apart(nlp: Language) -> None:
    component = nlp.get_pipe("gluclaims_claims")
    models: ClaimModels = component.models  # type: ignore[attr-defined]
    again = ClaimModels.of(*models.parts())
    with nlp.select_pipes(disable=list(LATER)):
        doc = nlp(TEXT)
    assert extract(doc, again) == extract(doc, models)
    other = type(component)(nlp, "other").from_bytes(component.to_bytes())  # type: ignore[attr-defined]
    assert extract(doc, other.models) == extract(doc, models)
