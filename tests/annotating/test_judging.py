"""Certainty, polarity and strength composed from cues; the claim-level judge."""

import json

import numpy as np
import pytest
import spacy

from gluclaims.annotating import judgements as component_module
from gluclaims.annotating.judgement_features import ArticleView
from gluclaims.annotating.judgements import NEVER, Judge, certainty_of, paired
from gluclaims.annotating.judging import CueInScope, certainty, hedged, polarity
from gluclaims.annotating.models import LinearModel
from gluclaims.errors import DataError
from gluclaims.labels import labels


def cue(kind, text, level=None, index=0):
    return CueInScope(index, kind, text, level, "clause", 0, 1)


@pytest.mark.parametrize(
    ("cues", "kind", "level"),
    [
        ([], "MECHANISM", "FACT"),
        ([cue("MODAL", "may", "POSSIBLE")], "MECHANISM", "POSSIBLE"),
        ([cue("EPISTEMIC", "suggest", "PROBABLE"), cue("MODAL", "may", "POSSIBLE", 1)], "CAUSE", "POSSIBLE"),
        ([cue("ATTRIBUTION", "is thought to", "PROBABLE")], "MECHANISM", "PROBABLE"),
        (
            [cue("APPROXIMATOR", "about"), cue("QUANTIFIER", "often"), cue("BOOSTER", "clearly", "FACT")],
            "CAUSE",
            "FACT",
        ),
        ([cue("NEGATION", "not")], "CAUSE", "FACT"),
        ([], "QUESTION", "UNCOMMITTED"),
        ([cue("GAP", "not yet clear", "UNCOMMITTED")], "RESEARCH_GAP", "UNCOMMITTED"),
        ([cue("MODAL", "may", "POSSIBLE")], "ADVICE", "FACT"),
        ([cue("MODAL", "could", "POSSIBLE")], "RESEARCH_ACTIVITY", "FACT"),
        ([cue("CONDITION", "whether", "UNCOMMITTED")], "RESEARCH_ACTIVITY", "UNCOMMITTED"),
    ],
)
def test_certainty(cues, kind, level):
    assert certainty(cues, kind)[0] == level


def test_certainty_names_the_cue_that_decided():
    assert certainty([cue("EPISTEMIC", "suggest", "PROBABLE", 3), cue("MODAL", "may", "POSSIBLE", 7)], "CAUSE") == (
        "POSSIBLE",
        7,
    )


def test_polarity_and_hedging():
    assert polarity([]) == "AFFIRMED"
    assert polarity([cue("NEGATION", "not")]) == "NEGATED"
    assert hedged([cue("MODAL", "may", "POSSIBLE")])
    assert hedged([cue("ATTRIBUTION", "is believed to", "PROBABLE")])
    assert not hedged(
        [cue("ATTRIBUTION", "researchers found"), cue("BOOSTER", "clearly", "FACT"), cue("QUANTIFIER", "often")]
    )


TEXT = "Ketamine may block NMDA receptors. Lithium is old."
CUES = [{"start": 9, "end": 12, "text": "may", "kind": "MODAL", "rule": "modal-may"}]
CLAIM = {
    "id": "C1", "start": 0, "end": 33, "type": "DESCRIPTION", "relation": "OTHER", "aspect": None, "direction": "NONE",
    "certainty": "POSSIBLE", "polarity": "AFFIRMED", "strength": "NONE", "attribution": "WRITER", "subject": "ketamine",
    "object": "nmda receptor", "cues": [0], "scores": {},
}  # fmt: skip
ENTITIES = [
    {"start": 0, "end": 8, "text": "Ketamine", "label": "DRUG", "concept": "ketamine"},
    {"start": 19, "end": 33, "text": "NMDA receptors", "label": "RECEPTOR", "concept": "nmda receptor"},
]


def view(**changes):
    return ArticleView(TEXT, [(0, 34), (35, 50)], ENTITIES, CUES, [CLAIM | changes])


def constant(classes, winner, margin=8.0):
    """A model that always says the same."""
    bias = np.zeros(len(classes), dtype=np.float32)
    bias[classes.index(winner)] = margin
    return LinearModel(tuple(classes), (), np.zeros((0, len(classes)), dtype=np.float32), bias)


def judge(margins, **winners):
    models = {
        name: constant(("false", "real") if name == "claim" else labels().of(name), winner)
        for name, winner in winners.items()
    }
    return Judge(models, {"margins": margins})


def test_features_hide_names_and_see_cues_and_predicates():
    found = view().features(CLAIM)
    assert {"1=<DRUG>", "2=block <RECEPTOR>", "cue=MODAL", "level=POSSIBLE", "verb=block", "type=DESCRIPTION"} <= set(
        found
    )
    assert not any("ketamine" in name for name in found)
    assert not any(name.startswith("type=") for name in view().features(CLAIM, rules=False))


def test_a_surer_model_changes_a_label_and_what_hangs_on_it():
    change = judge({"type": (0.2, 0.2)}, type="MECHANISM", strength="CONDITIONAL").judge(view())[0]
    assert (change["type"], change["strength"]) == ("MECHANISM", "CONDITIONAL")
    assert "certainty" not in change  # POSSIBLE before and after


def test_a_treatment_relation_brings_its_aspect():
    change = judge({"relation": (0.2, 0.2)}, relation="TREATS").judge(view())[0]
    assert (change["relation"], change["aspect"], change["direction"]) == ("TREATS", "SYMPTOMS", "DECREASE")


def test_without_margin_the_rules_stand():
    change = judge({"type": (NEVER, NEVER)}, type="MECHANISM").judge(view())[0]
    assert "type" not in change


@pytest.mark.parametrize("kind", ["QUESTION", "RESEARCH_GAP", "ADVICE"])
def test_types_that_cues_decide_are_left_alone(kind):
    assert "type" not in judge({"type": (-1.0, -1.0)}, type="MECHANISM").judge(view(type=kind))[0]
    assert "type" not in judge({"type": (-1.0, -1.0)}, type=kind).judge(view(type=kind))[0]


def test_an_opinion_has_no_relation():
    change = judge({"type": (0.0, 0.0)}, type="OPINION").judge(view(relation="TREATS", aspect="SYMPTOMS"))[0]
    assert (change["relation"], change["aspect"], change["direction"]) == ("OTHER", None, "NONE")


def test_scores_are_probabilities_and_agree_with_the_label():
    change = judge({}, certainty="FACT", claim="real", strength="DIRECT").judge(view())[0]
    scores = change["scores"]
    assert 0 <= scores["claim"] <= 1
    assert list(scores["certainty"]) == list(labels().certainty)
    assert sum(scores["certainty"].values()) == pytest.approx(1, abs=1e-3)
    assert max(scores["certainty"], key=scores["certainty"].get) == "POSSIBLE"


def test_certainty_follows_the_type():
    assert certainty_of(view(), CLAIM, "MECHANISM") == "POSSIBLE"
    assert certainty_of(view(), CLAIM, "RESEARCH_ACTIVITY") == "FACT"


def test_no_claims_and_no_models():
    assert Judge().judge(view()) == [{}]
    assert judge({}, type="MECHANISM").judge(ArticleView(TEXT, [(0, 34)], [], [], [])) == []


def test_a_judge_is_the_same_after_saving(tmp_path):
    before = judge({"type": [0.1, 0.5]}, type="MECHANISM", claim="real")
    before.save(tmp_path)
    after = Judge.load(tmp_path)
    assert after.settings == before.settings
    assert after.judge(view()) == before.judge(view())
    (tmp_path / "settings.json").write_text("{")
    with pytest.raises(DataError, match="settings"):
        Judge.load(tmp_path)


def test_the_component_goes_through_bytes_and_disk(tmp_path):
    nlp = spacy.blank("en")
    nlp.add_pipe("gluclaims_judgements")
    pipe = nlp.get_pipe("gluclaims_judgements")
    pipe.judge = judge({"type": [0.1, 0.5]}, type="MECHANISM")
    other = component_module.ClaimJudge(nlp, "other").from_bytes(pipe.to_bytes())
    nlp.to_disk(tmp_path / "nlp")
    loaded = spacy.load(tmp_path / "nlp").get_pipe("gluclaims_judgements")
    for one in (other, loaded):
        assert one.judge.judge(view()) == pipe.judge.judge(view())
    doc = nlp.make_doc(TEXT)
    doc._.claims, doc._.cues, doc._.entities, doc._.sentences = [CLAIM], CUES, ENTITIES, [[0, 34], [35, 50]]
    assert json.dumps(pipe(doc)._.claims)
    assert doc._.claims[0]["type"] == "MECHANISM"


def test_type_and_relation_are_weighed_together() -> None:
    """Neither model is sure; that this type goes with one relation alone makes both sure."""
    types, relations = np.array([[0.5, 0.5]]), np.array([[0.6, 0.4]])
    pairs = np.log([[0.1, 2.0], [1.0, 0.5]])
    kinds, found = paired(types, relations, pairs)
    joint = np.array([[0.3 * 0.1, 0.2 * 2.0], [0.3 * 1.0, 0.2 * 0.5]])
    assert np.allclose(kinds[0], joint.sum(axis=1) / joint.sum())
    assert np.allclose(found[0], joint.sum(axis=0) / joint.sum())


def test_types_and_relations_that_go_together_by_chance_change_nothing() -> None:
    types, relations = np.array([[0.7, 0.3]]), np.array([[0.9, 0.1]])
    kinds, found = paired(types, relations, np.zeros((2, 2)))
    assert np.allclose(kinds, types)
    assert np.allclose(found, relations)
