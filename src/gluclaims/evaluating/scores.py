"""The arithmetic of evaluation: figures from counts.

Every function takes arrays whose *last* axes hold the counts, so that one call scores one article, or a thousand
bootstrap resamples at once. What can't be computed (0/0: nothing to find and nothing found) is NaN, never 0 or 1.

- *prf* counts ``(..., 3)``: true positives, false positives, false negatives.
- *confusion* matrices ``(..., k, k)``: gold in rows, predicted in columns, labels in their order.
- *rate* counts ``(..., 2)``: hits, of how many.
- *bins* ``(..., b, 3)``: a reliability diagram: predictions, the sum of their confidences, how many were right.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def _ratio(above: Array, below: Array) -> Array:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(below != 0, above / np.where(below != 0, below, 1.0), np.nan)


def precision(prf: Array) -> Array:
    """Return the share of predictions that are right.

    Examples
    --------
    >>> float(precision(np.array([3.0, 1.0, 2.0])))
    0.75
    """
    return _ratio(prf[..., 0], prf[..., 0] + prf[..., 1])


def recall(prf: Array) -> Array:
    """Return the share of gold that was found.

    Examples
    --------
    >>> float(recall(np.array([3.0, 1.0, 2.0])))
    0.6
    """
    return _ratio(prf[..., 0], prf[..., 0] + prf[..., 2])


def f1(prf: Array) -> Array:
    """Return the harmonic mean of precision and recall.

    Examples
    --------
    >>> round(float(f1(np.array([3.0, 1.0, 2.0]))), 4)
    0.6667
    """
    return _ratio(2 * prf[..., 0], 2 * prf[..., 0] + prf[..., 1] + prf[..., 2])


def rate(hits: Array) -> Array:
    """Return hits over total."""
    return _ratio(hits[..., 0], hits[..., 1])


def accuracy(confusion: Array) -> Array:
    """Return the share on the diagonal."""
    return _ratio(np.trace(confusion, axis1=-2, axis2=-1), confusion.sum((-2, -1)))


def by_label(confusion: Array) -> Array:
    """Return the *prf* counts of each label, ``(..., k, 3)``."""
    right = np.diagonal(confusion, axis1=-2, axis2=-1)
    return np.stack([right, confusion.sum(-2) - right, confusion.sum(-1) - right], axis=-1)


def macro_f1(confusion: Array) -> Array:
    """Return the mean F1 over the labels that gold or prediction hold."""
    each = f1(by_label(confusion))
    present = ~np.isnan(each)
    return _ratio(np.where(present, each, 0.0).sum(-1), present.sum(-1).astype(float))


def _weighted_kappa(confusion: Array, distance: Array) -> Array:
    total = confusion.sum((-2, -1))
    expected = confusion.sum(-1)[..., :, None] * confusion.sum(-2)[..., None, :]
    seen = (confusion * distance).sum((-2, -1)) * total
    chance = (expected * distance).sum((-2, -1))
    # One label only, on both sides: the two agree and nothing could be learnt from it.
    return np.where((chance == 0) & (total > 0), 1.0, 1.0 - _ratio(seen, chance))


def kappa(confusion: Array) -> Array:
    """Return Cohen's kappa, for labels without an order."""
    k = confusion.shape[-1]
    return _weighted_kappa(confusion, 1.0 - np.eye(k))


def quadratic_kappa(confusion: Array) -> Array:
    """Return Cohen's kappa with quadratic weights, for labels in order."""
    steps = np.arange(confusion.shape[-1], dtype=float)
    return _weighted_kappa(confusion, (steps[:, None] - steps[None, :]) ** 2)


def ordinal_alpha(confusion: Array) -> Array:
    """Return Krippendorff's alpha with the ordinal metric, for two annotators without gaps."""
    both = confusion + np.swapaxes(confusion, -1, -2)
    margins = both.sum(-1)
    upto = np.cumsum(margins, axis=-1)
    # between[c, k]: how many values lie from c to k, the ends counted by half
    between = upto[..., None, :] - upto[..., :, None] + (margins[..., :, None] - margins[..., None, :]) / 2
    distance = between**2
    pairs = margins[..., :, None] * margins[..., None, :]
    seen = (both * distance).sum((-2, -1)) * (margins.sum(-1) - 1)
    chance = (pairs * distance).sum((-2, -1))
    return np.where((chance == 0) & (margins.sum(-1) > 0), 1.0, 1.0 - _ratio(seen, chance))


def calibration_error(bins: Array) -> Array:
    """Return the expected calibration error: how far confidence and accuracy lie apart, bin by bin."""
    gap = np.abs(bins[..., 1] - bins[..., 2]).sum(-1)
    return _ratio(gap, bins[..., 0].sum(-1))


def reliability_bins(confidences: Sequence[float], right: Sequence[bool], bins: int = 10) -> Array:
    """Sort predictions into equal-width bins of confidence, ``(bins, 3)``."""
    out = np.zeros((bins, 3))
    for confidence, is_right in zip(confidences, right, strict=True):
        out[min(int(confidence * bins), bins - 1)] += (1.0, confidence, float(is_right))
    return out


def risk_coverage(confidences: Sequence[float], right: Sequence[bool]) -> list[tuple[float, float]]:
    """Return the risk-coverage curve: the share of predictions kept, and the share of those that is wrong.

    Predictions of equal confidence are kept or left together.

    Examples
    --------
    >>> risk_coverage([0.9, 0.8, 0.5, 0.5], [True, True, False, True])
    [(0.25, 0.0), (0.5, 0.0), (1.0, 0.25)]
    """
    ranked = sorted(zip(confidences, right, strict=True), key=lambda pair: -pair[0])
    curve: list[tuple[float, float]] = []
    wrong = 0
    for i, (confidence, is_right) in enumerate(ranked, start=1):
        wrong += not is_right
        if i == len(ranked) or ranked[i][0] != confidence:
            curve.append((i / len(ranked), wrong / i))
    return curve


#: The figures by the name that ``figures.json`` calls them.
METRICS: Mapping[str, Callable[[Array], Array]] = {
    "precision": precision,
    "recall": recall,
    "f1": f1,
    "rate": rate,
    "accuracy": accuracy,
    "macro_f1": macro_f1,
    "kappa": kappa,
    "quadratic_kappa": quadratic_kappa,
    "ordinal_alpha": ordinal_alpha,
    "calibration_error": calibration_error,
}
