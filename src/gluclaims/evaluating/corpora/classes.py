"""One label an item: accuracy, macro-F1, F1 by label."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gluclaims.evaluating.corpora.base import Score
from gluclaims.evaluating.corpora.spans import prf_score
from gluclaims.evaluating.result import number
from gluclaims.evaluating.scores import accuracy, by_label, macro_f1


def score_classes(gold: Sequence[str], pred: Sequence[str], order: Sequence[str]) -> list[Score]:
    """Score single labels."""
    index = {label: i for i, label in enumerate(order)}
    matrix = np.zeros((len(order), len(order)))
    for g, p in zip(gold, pred, strict=True):
        matrix[index[g], index[p]] += 1
    each = [
        prf_score(f"{label}, F1", (int(c[0]), int(c[1]), int(c[2])))
        for label, c in zip(order, by_label(matrix), strict=True)
    ]
    whole = [("macro-F1", macro_f1), ("accuracy", accuracy)]
    return [*(Score(name, number(metric(matrix)), len(gold)) for name, metric in whole), *each]
