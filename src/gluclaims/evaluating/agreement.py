"""How far two or more annotators agree, and where they don't.

Pairs of annotators are compared as gold and prediction are (F1 does not mind which is which). Over all annotators,
labels are compared on the claims that every pair matched to the first annotator's: Fleiss' kappa (all of them marked
the claim) and Krippendorff's alpha (gaps allowed).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Literal

import krippendorff
import numpy as np
from numpy.typing import NDArray

from gluclaims.errors import RecordError
from gluclaims.evaluating.matching import match_claims
from gluclaims.evaluating.result import Result, evaluate
from gluclaims.evaluating.tally import NULL, Mistake, axis
from gluclaims.labels import CLAIM_FIELDS
from gluclaims.records import Article

#: The claim fields whose labels are in order.
ORDINAL = ("certainty", "strength")


@dataclass(frozen=True, slots=True)
class FieldAgreement:
    """Agreement of all annotators on one claim field.

    Attributes
    ----------
    units : int
        Claims of the first annotator that at least one other marked too.
    complete : int
        Claims that all of them marked.
    fleiss : float or None
        Fleiss' kappa over the complete ones.
    alpha : float or None
        Krippendorff's alpha, nominal; ordinal for certainty and strength.
    """

    field: str
    level: str
    units: int
    complete: int
    fleiss: float | None
    alpha: float | None


@dataclass(frozen=True)
class Agreement:
    """What `agreement` returns: a `Result` for each pair of annotators, and the figures over all."""

    names: tuple[str, ...]
    pairs: dict[tuple[str, str], Result]
    fields: tuple[FieldAgreement, ...]

    @property
    def disagreements(self) -> list[tuple[str, str, Mistake]]:
        """Every disagreement of every pair, for adjudication."""
        return [(a, b, m) for (a, b), result in self.pairs.items() for m in result.mistakes]

    def to_dict(self) -> dict[str, Any]:
        """Return the agreement as a JSON object."""
        return {
            "format": "gluclaims-agreement/1",
            "annotators": list(self.names),
            "pairs": [
                {"a": a, "b": b, "figures": {n: f.to_dict() for n, f in r.figures.items()}}
                for (a, b), r in self.pairs.items()
            ],
            "all": [{name: getattr(f, name) for name in f.__slots__} for f in self.fields],
            "disagreements": [
                {"a": a, "b": b, **_sides(m.to_dict())} for a, b, m in self.disagreements
            ],
        }  # fmt: skip


def _sides(mistake: dict[str, Any]) -> dict[str, Any]:
    return {{"gold": "a_says", "pred": "b_says"}.get(key, key): value for key, value in mistake.items()}


def agreement(
    annotators: Sequence[tuple[str, Sequence[Article]]], *, samples: int = 1000, seed: int = 20251125
) -> Agreement:
    """Compare annotators.

    Parameters
    ----------
    annotators : sequence of (name, articles)
        Two or more; each annotated the same articles.

    Raises
    ------
    RecordError
        If there are fewer than two, or they did not annotate the same articles.
    """
    if len(annotators) < 2:
        raise RecordError("agreement needs two annotators or more")
    pairs = {
        (a, b): evaluate(left, right, samples=samples, seed=seed, floor=False)
        for (a, left), (b, right) in combinations(annotators, 2)
    }
    sides = [{article.id: article for article in articles} for _, articles in annotators]
    units = _units(sides)
    fields = tuple(_field(name, units) for name in CLAIM_FIELDS)
    return Agreement(tuple(name for name, _ in annotators), pairs, fields)


def _units(sides: Sequence[dict[str, Article]]) -> list[list[Any]]:
    """Return the claims of the first annotator, each with its counterpart of every other (None where there is none)."""
    units: list[list[Any]] = []
    for article_id, first in sides[0].items():
        rows: list[list[Any]] = [[claim, *(None for _ in sides[1:])] for claim in first.claims]
        for k, side in enumerate(sides[1:], start=1):
            other = side[article_id]
            for pair in match_claims(first, other):
                rows[pair.gold][k] = other.claims[pair.pred]
        units += [row for row in rows if any(c is not None for c in row[1:])]
    return units


def _field(name: str, units: Sequence[Sequence[Any]]) -> FieldAgreement:
    order = {label: i for i, label in enumerate(axis(name))}
    level: Literal["nominal", "ordinal"] = "ordinal" if name in ORDINAL else "nominal"
    values = np.array(
        [[np.nan if c is None else order[getattr(c, name) or NULL] for c in row] for row in units], dtype=float
    ).reshape(len(units), -1)
    complete = values[~np.isnan(values).any(axis=1)] if len(units) else values
    return FieldAgreement(
        name, level, len(units), len(complete), fleiss_kappa(complete, len(order)), alpha(values, level, len(order))
    )


def fleiss_kappa(values: NDArray[np.float64], labels: int) -> float | None:
    """Return Fleiss' kappa of units (rows) labelled by annotators (columns) with ``0 .. labels - 1``.

    Examples
    --------
    >>> fleiss_kappa(np.array([[0, 0], [1, 1]]), 2)
    1.0
    """
    if not len(values):
        return None
    raters = values.shape[1]
    counts = np.stack([(values == label).sum(1) for label in range(labels)], axis=1).astype(float)
    agreed = float((((counts**2).sum(1) - raters) / (raters * (raters - 1))).mean())
    chance = float(((counts.sum(0) / counts.sum()) ** 2).sum())
    return 1.0 if chance == 1.0 else (agreed - chance) / (1 - chance)


def alpha(values: NDArray[np.float64], level: Literal["nominal", "ordinal"], labels: int) -> float | None:
    """Return Krippendorff's alpha; NaN marks what an annotator left out."""
    if not len(values):
        return None
    seen = np.unique(values[~np.isnan(values)])
    if len(seen) < 2:
        return 1.0
    domain = np.arange(labels, dtype=float)
    return float(krippendorff.alpha(reliability_data=values.T, level_of_measurement=level, value_domain=domain))
