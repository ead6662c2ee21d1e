"""Linear models: fitting, files, inference."""

import numpy as np
import pytest

from gluclaims.annotating.hedging import HedgeDetector, tokens_of
from gluclaims.annotating.models import LinearModel
from gluclaims.annotating.sentence_models import CertaintyScorer, sentence_strength
from gluclaims.errors import DataError
from gluclaims.evaluating.corpora.base import Item
from gluclaims.evaluating.corpora.hedging import Hedging
from gluclaims.training.cards import write_card
from gluclaims.training.certainty import train_scorer
from gluclaims.training.hedging import train_detector
from gluclaims.training.linear import best_temperature, cooled, cross_fitted, fit_classifier, fit_regression

ROWS = [{"a": 1.0}, {"a": 1.0, "x": 0.5}, {"b": 1.0}, {"b": 1.0, "x": 0.5}, {"c": 1.0}, {"c": 1.0, "x": 1.0}] * 3
GOLD = ["A", "A", "B", "B", "C", "C"] * 3


def test_a_classifier_learns_and_sums_to_one():
    model = fit_classifier(ROWS, GOLD, ("A", "B", "C", "D"), strength=10)
    assert model.predict([{"a": 1.0}, {"b": 1.0}, {"c": 1.0}]) == ["A", "B", "C"]
    p = model.probabilities(ROWS)
    assert np.allclose(p.sum(axis=1), 1)
    assert (p[:, 3] < 1e-6).all()  # no example, never chosen


@pytest.mark.parametrize("gold", [["A"] * 18, ["A", "B"] * 9])
def test_one_or_two_classes(gold):
    model = fit_classifier([{"f": float(g == "B")} for g in gold], gold, ("A", "B", "C"), strength=100)
    assert model.predict([{"f": 1.0}]) == [gold[1]]


def test_scores_equal_the_product_row_by_row():
    model = fit_classifier(ROWS, GOLD, ("A", "B", "C"))
    rows = [{}, {"a": 2.0, "x": 1.0}, {"unknown": 1.0}, {"c": 0.5}]
    alone = np.vstack([model.scores([row]) for row in rows])
    assert np.allclose(model.scores(rows), alone)
    assert np.allclose(model.scores([{}])[0], model.bias)
    assert model.scores([]).shape == (0, 3)
    assert model.predict([]) == []


def test_the_same_data_give_the_same_bytes(tmp_path):
    first, second = (fit_classifier(ROWS, GOLD, ("A", "B", "C"), meta={"m": 1}).to_bytes() for _ in range(2))
    assert first == second
    model = LinearModel.from_bytes(first)
    assert model.to_bytes() == first
    assert model.meta == {"m": 1}
    model.save(tmp_path / "deep" / "m.npz")
    assert LinearModel.load(tmp_path / "deep" / "m.npz").predict([{"a": 1.0}]) == ["A"]


def test_broken_files_are_refused(tmp_path):
    with pytest.raises(DataError, match="No such file"):
        LinearModel.load(tmp_path / "none.npz")
    (tmp_path / "m.npz").write_bytes(b"no archive")
    with pytest.raises(DataError, match="no model of ours"):
        LinearModel.load(tmp_path / "m.npz")
    np.savez(tmp_path / "p.npz", head=np.array([{"a": 1}], dtype=object))
    with pytest.raises(DataError, match="no model of ours"):
        LinearModel.load(tmp_path / "p.npz")  # a pickle inside is never loaded
    with pytest.raises(DataError, match="do not fit"):
        LinearModel(("A",), ("x",), np.zeros((2, 1), dtype=np.float32), np.zeros(1, dtype=np.float32))


def test_temperature_and_cross_fitting():
    model = fit_classifier(ROWS, GOLD, ("A", "B", "C"))
    scores = model.scores(ROWS)
    gold = np.array(["ABC".index(g) for g in GOLD])
    assert best_temperature(scores, gold) < 1  # a timid model that is always right
    assert np.allclose(cooled(model, 2.0).scores(ROWS) * 2, scores, atol=1e-4)
    folds = [[0, 1, 2, 3, 4, 5], [6, 7, 8, 9, 10, 11], [12, 13, 14, 15, 16, 17]]
    out = cross_fitted(ROWS, GOLD, folds, lambda x, y: fit_classifier(x, y, ("A", "B", "C")))
    assert [("A", "B", "C")[i] for i in out.argmax(axis=1)] == GOLD


def test_regression():
    model = fit_regression([{"x": float(i)} for i in range(20)], [2.0 * i + 1 for i in range(20)], "y", alpha=1e-3)
    assert model.scores([{"x": 3.0}])[0, 0] == pytest.approx(7, abs=0.1)


def hedging_items():
    out = []
    for i in range(40):
        out.append(
            Item(
                f"u{i}",
                f"Protein {i} may bind the site.",
                Hedging(True, ((11 - (i < 10), 14 - (i < 10), "speculation"),)),
            )
        )
        out.append(Item(f"c{i}", f"Protein {i} binds the site.", Hedging(False)))
        out.append(
            Item(f"m{i}", f"In May {i} we saw no site.", Hedging(False, ((14 - (i < 10), 16 - (i < 10), "negation"),)))
        )
    return out


def test_the_hedge_detector_learns_cues(tmp_path):
    items = hedging_items()
    detector = train_detector(items)
    assert detector.tagger.to_bytes() == train_detector(items).tagger.to_bytes()
    detector.save(tmp_path)
    detector = HedgeDetector.load(tmp_path)
    hedged, plain, month = detector.tag(["Protein 7 may bind the site.", "It binds.", "In May 3 we saw no site."])
    assert hedged.probability > 0.5
    assert hedged.cues == ((10, 13, "speculation"),)
    assert plain.probability == 0.0
    assert month.probability < 0.5
    assert [kind for *_, kind in month.cues] == ["negation"]
    assert detector.tag([]) == []
    assert detector.tag([""])[0].cues == ()


def test_tokens_keep_their_offsets():
    text = "It couldn’t rise 2.5-fold (p<0.01)."
    assert all(text[t.start : t.end] for t in tokens_of(text))
    assert [t.low for t in tokens_of("couldn’t 42")] == ["couldn’t", "0"]


def test_the_certainty_scorer(tmp_path):
    sentences = [
        Item(f"{i}", "Coffee may perhaps help." if i % 2 else "Coffee helps.", 2.0 if i % 2 else 5.0) for i in range(20)
    ]
    aspects = [Item(s.id, s.text, {"Probability": "Uncertain" if s.gold < 3 else "Certain"}) for s in sentences]
    train_scorer(sentences, aspects).save(tmp_path)
    scorer = CertaintyScorer.load(tmp_path)
    low, high = scorer.score(["Tea may perhaps help.", "Tea helps."])
    assert 1 <= low < high <= 6
    assert scorer.score_aspects(["Coffee may perhaps help."]) == [{"Probability": "Uncertain"}]


@pytest.mark.parametrize(
    ("sentence", "strength"),
    [
        ("Exercise reduced pain.", "DIRECT"),
        ("Exercise could reduce pain.", "CONDITIONAL"),
        ("Exercise was associated with less pain.", "CORRELATIONAL"),
        ("Pain was higher in women than in men.", "CORRELATIONAL"),
        ("More research is needed to reduce pain.", "NONE"),
        ("Pain is common.", "NONE"),
    ],
)
def test_sentence_strength(sentence, strength):
    assert sentence_strength(sentence) == strength


def test_a_card_names_data_licences_figures_and_limits(tmp_path):
    write_card(tmp_path, "T", "What.", [("set", "MIT")], {"a": 0.5, "b": {"c": 1}}, ["few data"], "gluclaims train x")
    text = (tmp_path / "README.md").read_text("utf-8")
    for part in ("# T", "set (MIT)", "| a | 0.500 |", "| b, c | 1 |", "few data", "gluclaims train x"):
        assert part in text
