"""Two and three annotators."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from gluclaims.errors import RecordError
from gluclaims.evaluating.agreement import agreement, alpha, fleiss_kappa
from gluclaims.evaluating.tables import agreement_to_text
from gluclaims.records import Article

from .articles import EXAMPLE


def with_certainty(level: str) -> Article:
    first, second = EXAMPLE.claims
    return EXAMPLE.with_(claims=(first, replace(second, certainty=level)))


def test_annotators_who_agree() -> None:
    outcome = agreement([("anna", [EXAMPLE]), ("ben", [EXAMPLE])])
    assert {f.fleiss for f in outcome.fields} == {1.0}
    assert {f.alpha for f in outcome.fields} == {1.0}
    assert outcome.disagreements == []


def test_what_they_disagree_about_is_listed() -> None:
    outcome = agreement([("anna", [EXAMPLE]), ("ben", [with_certainty("PROBABLE")])])
    [(a, b, mistake)] = outcome.disagreements
    assert (a, b, mistake.layer, mistake.gold, mistake.pred) == ("anna", "ben", "certainty", "POSSIBLE", "PROBABLE")
    assert "certainty: anna POSSIBLE, ben PROBABLE" in agreement_to_text(outcome)


def test_three_annotators_make_three_pairs() -> None:
    left_out = EXAMPLE.with_(claims=EXAMPLE.claims[:1])
    outcome = agreement([("anna", [EXAMPLE]), ("ben", [EXAMPLE]), ("cleo", [left_out])])
    assert set(outcome.pairs) == {("anna", "ben"), ("anna", "cleo"), ("ben", "cleo")}
    [certainty] = [f for f in outcome.fields if f.field == "certainty"]
    assert (certainty.units, certainty.complete) == (2, 1)


def test_fleiss_worked_example() -> None:
    # Fleiss 1971 as worked in the textbooks: 10 subjects, 14 raters, 5 categories, kappa .210
    counts = [
        [0, 0, 0, 0, 14], [0, 2, 6, 4, 2], [0, 0, 3, 5, 6], [0, 3, 9, 2, 0], [2, 2, 8, 1, 1],
        [7, 7, 0, 0, 0], [3, 2, 6, 3, 0], [2, 5, 3, 2, 2], [6, 5, 2, 1, 0], [0, 2, 2, 3, 7],
    ]  # fmt: skip
    values = np.array([[label for label, n in enumerate(row) for _ in range(n)] for row in counts], dtype=float)
    kappa = fleiss_kappa(values, 5)
    assert kappa == pytest.approx(0.210, abs=5e-4)


def test_alpha_bears_gaps() -> None:
    # Krippendorff's own example (nominal, four observers, gaps): .743
    gap = np.nan
    rows = [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, gap, gap, gap],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, gap, 3],
        [gap, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, gap],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, gap],
    ]
    assert alpha(np.array(rows).T, "nominal", 6) == pytest.approx(0.743, abs=5e-4)


def test_one_annotator_is_not_enough() -> None:
    with pytest.raises(RecordError, match="two annotators"):
        agreement([("anna", [EXAMPLE])])
