"""Figures from counts, each held against scikit-learn, krippendorff or a sum worked by hand."""

from __future__ import annotations

import krippendorff
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score, f1_score, precision_recall_fscore_support

from gluclaims.evaluating import scores

LABELS = range(4)
two_annotators = st.lists(st.tuples(st.sampled_from(LABELS), st.sampled_from(LABELS)), min_size=2, max_size=40)


def matrix(pairs: list[tuple[int, int]]) -> np.ndarray:
    out = np.zeros((4, 4))
    for g, p in pairs:
        out[g, p] += 1
    return out


def test_f1_by_hand() -> None:
    # 3 right, 1 invented, 2 missed: P 3/4, R 3/5, F1 6/9
    counts = np.array([3.0, 1.0, 2.0])
    assert (scores.precision(counts), scores.recall(counts)) == (0.75, 0.6)
    assert scores.f1(counts) == pytest.approx(6 / 9)


def test_nothing_to_find_and_nothing_found_is_no_figure() -> None:
    assert np.isnan(scores.f1(np.zeros(3)))
    assert np.isnan(scores.accuracy(np.zeros((4, 4))))
    assert np.isnan(scores.kappa(np.zeros((4, 4))))


@given(two_annotators)
def test_macro_f1_as_in_scikit_learn(pairs: list[tuple[int, int]]) -> None:
    gold, pred = zip(*pairs, strict=True)
    expected = f1_score(gold, pred, average="macro", zero_division=0)
    assert scores.macro_f1(matrix(pairs)) == pytest.approx(expected)


@given(two_annotators)
def test_each_label_as_in_scikit_learn(pairs: list[tuple[int, int]]) -> None:
    gold, pred = zip(*pairs, strict=True)
    p, r, f, _ = precision_recall_fscore_support(gold, pred, labels=LABELS, zero_division=np.nan)
    counts = scores.by_label(matrix(pairs))
    np.testing.assert_allclose(scores.precision(counts), p)
    np.testing.assert_allclose(scores.recall(counts), r)
    np.testing.assert_allclose(scores.f1(counts), f)


@given(two_annotators)
def test_kappas_as_in_scikit_learn(pairs: list[tuple[int, int]]) -> None:
    gold, pred = zip(*pairs, strict=True)
    if len({*gold, *pred}) > 1:
        assert scores.kappa(matrix(pairs)) == pytest.approx(cohen_kappa_score(gold, pred, labels=LABELS))
        expected = cohen_kappa_score(gold, pred, labels=LABELS, weights="quadratic")
        assert scores.quadratic_kappa(matrix(pairs)) == pytest.approx(expected)


@given(two_annotators)
def test_ordinal_alpha_as_in_krippendorff(pairs: list[tuple[int, int]]) -> None:
    gold, pred = zip(*pairs, strict=True)
    if len({*gold, *pred}) > 1:
        expected = krippendorff.alpha([gold, pred], level_of_measurement="ordinal", value_domain=list(LABELS))
        assert scores.ordinal_alpha(matrix(pairs)) == pytest.approx(expected)


def test_two_who_use_one_label_alone_agree() -> None:
    assert scores.kappa(matrix([(2, 2)] * 5)) == 1
    assert scores.ordinal_alpha(matrix([(2, 2)] * 5)) == 1


def test_a_stack_of_counts_gives_a_stack_of_figures() -> None:
    stack = np.stack([matrix([(0, 0), (1, 2)]), matrix([(3, 3), (3, 2)])])
    for metric in (scores.accuracy, scores.macro_f1, scores.kappa, scores.quadratic_kappa, scores.ordinal_alpha):
        np.testing.assert_allclose(metric(stack), [metric(stack[0]), metric(stack[1])])


def test_calibration_error_by_hand() -> None:
    # bin .9-1: sure 1.9 of 2, right 1; bin .6-.7: sure .6 of 1, right 1: (|1.9 - 1| + |.6 - 1|) / 3
    bins = scores.reliability_bins([0.9, 1.0, 0.6], [True, False, True])
    assert scores.calibration_error(bins) == pytest.approx(1.3 / 3)


def test_risk_falls_where_the_sure_ones_are_right() -> None:
    curve = scores.risk_coverage([0.9, 0.8, 0.5, 0.5], [True, True, False, True])
    assert curve == [(0.25, 0.0), (0.5, 0.0), (1.0, 0.25)]
