"""Training the claim selector: from gold articles and the readings of the same texts.

A claim of a reading is real where the evaluation would pair it with a gold claim. The limits are those of the greatest
F1 of claim spans on articles that the model did not see.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from gluclaims.annotating.extracting import Draft
from gluclaims.annotating.models import Features, LinearModel
from gluclaims.annotating.selecting import ALONE, BOTH, Limits, Reading, Selector, Shapes, choose
from gluclaims.evaluating.matching import match_claims
from gluclaims.records import Article
from gluclaims.training.linear import by_folds, fit_classifier

#: Inverse regularisation, and the rarest feature kept.
STRENGTH, RAREST = 0.1, 3
CLASSES = ("false", "real")
_EVEN, _DROP, _ADD = (0.2, 0.3, 0.4), (0.0, 0.3, 0.4, 0.5), (0.6, 0.7, 2.0)
#: Turns drafts into a record of the article.
Record = Callable[[Sequence[Draft]], Article]


@dataclass(frozen=True)
class Sheet:
    """One article: its readings, the features of their claims and which of them are real."""

    gold: Article
    record: Record
    shapes: Shapes
    rows: tuple[tuple[int, int, Features], ...]
    real: tuple[bool, ...]


def sheet(gold: Article, readings: Sequence[Reading], record: Record) -> Sheet:
    """Return the examples of one article."""
    matched = {(k, pair.pred) for k, r in enumerate(readings) for pair in match_claims(gold, record(r.drafts))}
    shapes = Shapes(readings)
    rows = tuple(shapes.rows())
    return Sheet(gold, record, shapes, rows, tuple((k, i) in matched for k, i, _ in rows))


def fit(sheets: Sequence[Sheet]) -> LinearModel:
    """Fit the model."""
    rows = [row for s in sheets for _, _, row in s.rows]
    gold = [CLASSES[real] for s in sheets for real in s.real]
    return fit_classifier(rows, gold, CLASSES, strength=STRENGTH, min_count=RAREST)


@dataclass(frozen=True)
class Trained:
    """A model with its limits, those of the folds (each with the articles it never saw), and the figures of these."""

    model: LinearModel
    limits: Limits
    held_out: tuple[tuple[tuple[int, ...], LinearModel], ...]
    figures: Mapping[str, Any]


def train(sheets: Sequence[Sheet]) -> Trained:
    """Train one model; the same sheets give the same bytes."""
    held = by_folds(sheets, fit)
    ratings: dict[int, dict[tuple[int, int], float]] = {}
    for part, model in held:
        for i in part:
            rows = sheets[i].rows
            found = model.probabilities([row for _, _, row in rows])[:, 1] if rows else ()
            ratings[i] = {(k, n): float(p) for (k, n, _), p in zip(rows, found, strict=True)}
    alone = len(sheets[0].shapes.readings) < 2
    grid = product(_EVEN[:1], _DROP, _ADD[-1:]) if alone else product(_EVEN, _DROP, _ADD)
    scored = {limits: _spans(sheets, ratings, limits) for limits in (Limits(*g) for g in grid)}
    best = max(scored, key=lambda m: (round(scored[m][2], 6), -m.drop, m.add))
    figures: dict[str, Any] = {"articles": len(sheets)}
    for k in range(len(sheets[0].shapes.readings)):
        figures[f"claim spans, reading {k} as it is"] = _three(_plain(sheets, k))
    figures["claim spans, selected"] = _three(scored[best])
    figures["limits"] = f"even {best.even}, drop {best.drop}, add {best.add}"
    return Trained(fit(sheets), best, held, figures)


def selector(both: Trained, alone: Trained) -> Selector:
    """Return the selector of two trained models."""
    return Selector({BOTH: both.model, ALONE: alone.model}, {BOTH: both.limits, ALONE: alone.limits})


def _spans(
    sheets: Sequence[Sheet], ratings: Mapping[int, Mapping[tuple[int, int], float]], limits: Limits
) -> tuple[float, float, float]:
    return _score([(s, choose(s.shapes, ratings[i], limits)) for i, s in enumerate(sheets)])


def _plain(sheets: Sequence[Sheet], reading: int) -> tuple[float, float, float]:
    return _score([(s, s.shapes.readings[reading].drafts) for s in sheets])


def _score(found: Sequence[tuple[Sheet, Sequence[Draft]]]) -> tuple[float, float, float]:
    """Return precision, recall and F1 of claim spans."""
    right = sum(len(match_claims(s.gold, s.record(drafts))) for s, drafts in found)
    predicted, gold = sum(len(d) for _, d in found), sum(len(s.gold.claims) for s, _ in found)
    p, r = right / max(1, predicted), right / max(1, gold)
    return p, r, 2 * right / max(1, predicted + gold)


def _three(found: tuple[float, float, float]) -> str:
    return "P {:.3f}, R {:.3f}, F1 {:.3f}".format(*found)
