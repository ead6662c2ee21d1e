"""`evaluate` as a whole."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gluclaims.errors import RecordError
from gluclaims.evaluating import evaluate
from gluclaims.evaluating.floor import commonest_labels
from gluclaims.evaluating.result import Result, specs
from gluclaims.evaluating.tally import axis
from gluclaims.records import Article

from .articles import EXAMPLE, article, claim, cue, entity, pairs


def value(gold: Article, pred: Article, name: str) -> float | None:
    return evaluate([gold], [pred]).figures[name].value


def test_a_perfect_prediction_scores_one() -> None:
    for name, figure in evaluate([EXAMPLE], [EXAMPLE]).figures.items():
        if figure.value is not None:
            assert figure.value == (0 if specs()[name].lower_is_better else 1), name


def test_a_prediction_by_hand() -> None:
    pred = article(
        entities=(
            entity("Ketamine", "DRUG"),
            entity("NMDA", "RECEPTOR"),  # too short
            entity("depression", "DRUG"),  # wrong label
        ),
        cues=(cue("may", "EPISTEMIC"),),
        claims=(
            claim("Ketamine blocks NMDA receptors", subject="ketamine", direction="INCREASE", certainty="FACT"),
            claim("Read on", id="C2"),
        ),
    )
    result = evaluate([EXAMPLE], [pred])
    got = {name: f.value for name, f in result.figures.items()}
    assert got["entities"] == pytest.approx(1 / 3)
    assert got["entities-overlap"] == pytest.approx(2 / 3)
    assert (got["cues"], got["cues-without-kind"]) == (0, 1)
    assert got["claim-sentences"] == pytest.approx(1 / 2)
    assert got["empty-sentences"] == 0
    assert got["claim-spans"] == pytest.approx(1 / 2)
    assert got["hedged"] == 0  # the hedged claim was not found
    assert (got["subject"], got["object"]) == (1, 0)
    assert got["sign-errors"] == 1  # INCREASE for DECREASE
    assert result.confusion("direction") == {"DECREASE": {"INCREASE": 1}}


def test_contradicted_counts_claims_that_are_not_there() -> None:
    wrong = {"verdict": "CONTRADICTED"}
    gold = article(claims=(claim("Ketamine blocks NMDA receptors", **wrong),))
    pred = article(claims=(claim("Ketamine blocks NMDA receptors", **wrong), claim("Read on", id="C2", **wrong)))
    figure = evaluate([gold], [pred]).figures["contradicted"]
    assert (figure.precision, figure.recall) == (0.5, 1)


def test_gaps_are_not_hedged() -> None:
    gap = article(claims=(claim("Read on", type="RESEARCH_GAP", certainty="UNCOMMITTED"),))
    assert value(gap, gap, "hedged") is None


def test_the_floor_is_what_doing_nothing_scores() -> None:
    figures = evaluate([EXAMPLE], [EXAMPLE]).figures
    assert figures["entities"].floor == 0
    assert figures["claim-sentences"].floor == pytest.approx(4 / 5)  # all three sentences, two hold a claim
    assert figures["certainty"].floor == 0
    assert commonest_labels([EXAMPLE])["verdict"] == "SUPPORTED"


def test_what_a_second_annotator_reached_stands_beside() -> None:
    second = evaluate([EXAMPLE], [EXAMPLE]).figures["claim-spans"].annotator
    assert second is not None
    assert (second.all, second.real) == (0.93, 0.85)


def test_probabilities_are_held_against_the_truth() -> None:
    sure = {"certainty": {"FACT": 0.9, "POSSIBLE": 0.1}, "claim": 0.6}
    pred = EXAMPLE.with_(claims=tuple(c.__class__(**{**_fields(c), "scores": sure}) for c in EXAMPLE.claims))
    figures = evaluate([EXAMPLE], [pred]).figures
    assert figures["certainty-ece"].value == pytest.approx(0.4)  # .9 sure, right in 1 of 2
    assert figures["claim-ece"].value == pytest.approx(0.4)  # .6 sure, both are there


def _fields(c: object) -> dict[str, object]:
    return {name: getattr(c, name) for name in c.__slots__}  # type: ignore[attr-defined]


def test_an_error_record_counts_as_nothing_found() -> None:
    result = evaluate([EXAMPLE], [Article("a", error={"type": "InputError", "message": "gone"})])
    assert result.failed == ("a",)
    assert result.figures["entities"].recall == 0


@pytest.mark.parametrize(
    ("gold", "pred", "said"),
    [
        ([EXAMPLE], [], "no prediction for 1"),
        ([EXAMPLE], [EXAMPLE, EXAMPLE], "more than once"),
        ([EXAMPLE], [EXAMPLE, article(id="b")], "no gold for 1"),
        ([EXAMPLE], [article(text="Something else.", sentences=())], "different texts"),
        (
            [EXAMPLE],
            [article(claims=(claim("Ketamine blocks NMDA receptors", type="RUMOUR"),))],
            "unknown type 'RUMOUR'",
        ),
    ],
)
def test_refusals(gold: list[Article], pred: list[Article], said: str) -> None:
    with pytest.raises(RecordError, match=said):
        evaluate(gold, pred)


def test_a_result_survives_json() -> None:
    result = evaluate([EXAMPLE], [article()])
    assert Result.from_dict(result.to_dict()).figures["entities"].value == result.figures["entities"].value


# -- properties -------------------------------------------------------------------------------------------------------


@given(pairs())
def test_gold_against_itself_is_perfect(both: tuple[Article, Article]) -> None:
    gold, _ = both
    for name, figure in evaluate([gold], [gold], floor=False).figures.items():
        if figure.value is not None and not name.endswith("ece"):
            assert figure.value == pytest.approx(0 if specs()[name].lower_is_better else 1), name


@given(pairs())
def test_swapping_gold_and_prediction_swaps_precision_and_recall(both: tuple[Article, Article]) -> None:
    gold, pred = both
    there, back = (evaluate([a], [b], floor=False).figures for a, b in ((gold, pred), (pred, gold)))
    for name in ("entities", "entities-overlap", "cues", "cues-overlap", "claim-sentences", "empty-sentences"):
        assert (there[name].precision, there[name].recall) == (back[name].recall, back[name].precision)
        assert there[name].value == back[name].value


@settings(max_examples=25)
@given(st.tuples(pairs("a"), pairs("b"), pairs("c")), st.permutations(range(3)))
def test_the_order_of_articles_is_irrelevant(three: tuple[tuple[Article, Article], ...], order: list[int]) -> None:
    gold, pred = [g for g, _ in three], [p for _, p in three]
    once = evaluate(gold, pred, samples=0)
    again = evaluate([gold[i] for i in order], pred[::-1], samples=0)
    for name, figure in once.figures.items():
        assert figure.value == pytest.approx(again.figures[name].value), name


@given(pairs())
def test_every_figure_stays_in_its_range(both: tuple[Article, Article]) -> None:
    for name, figure in evaluate([both[0]], [both[1]]).figures.items():
        if figure.value is not None:
            assert -1 - 1e-9 <= figure.value <= 1 + 1e-9, name


@given(pairs())
def test_matrices_hold_every_matched_claim_once(both: tuple[Article, Article]) -> None:
    result = evaluate([both[0]], [both[1]], floor=False)
    matched = result.counts["prf/claim-spans"][0]
    for name in ("type", "aspect", "certainty"):
        assert result.counts[f"conf/{name}"].sum() == matched
        assert result.counts[f"conf/{name}"].shape == (len(axis(name)),) * 2


def test_intervals_hold_the_value_and_repeat() -> None:
    gold = [article(**_layers(EXAMPLE), id=str(i)) for i in range(6)]
    pred = [g if i % 2 else article(id=str(i)) for i, g in enumerate(gold)]
    figure, again = (evaluate(gold, pred).figures["entities"] for _ in range(2))
    assert figure.low is not None
    assert figure.high is not None
    assert figure.value is not None
    assert figure.low < figure.value < figure.high
    assert figure == again


def _layers(a: Article) -> dict[str, object]:
    return {"entities": a.entities, "cues": a.cues, "claims": a.claims}


def test_one_article_has_no_interval() -> None:
    assert evaluate([EXAMPLE], [EXAMPLE]).figures["entities"].low is None


def test_genres_are_told_apart() -> None:
    news = EXAMPLE.with_(id="b", extra={"style": "news"})
    result = evaluate([EXAMPLE, news], [EXAMPLE, article(id="b")])
    assert {g: r.figures["entities"].value for g, r in result.genres.items()} == {"blog": 1, "news": 0}
