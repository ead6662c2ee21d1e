"""Training the guess at what an abstract says of a claim, on SciFact and Check-COVID (training parts)."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from gluclaims.annotating.models import Features, LinearModel
from gluclaims.checking.evidence.index import OTHERS
from gluclaims.checking.evidence.stance import STANCES, StanceModel, Weight, features
from gluclaims.checking.evidence.terms import stems
from gluclaims.evaluating.corpora.base import Item, folds
from gluclaims.evaluating.corpora.verdicts import NEITHER, REFUTE, SUPPORT
from gluclaims.training.linear import best_temperature, cooled, cross_fitted, fit_classifier

STRENGTH = 0.1
_STANCE = {SUPPORT: "SUPPORTS", REFUTE: "CONTRADICTS", NEITHER: "NEUTRAL"}


def weights(items: Sequence[Item[str]]) -> Weight:
    """Return how much stems tell, over the items' abstracts; as `EvidenceIndex.weight`."""
    abstracts = {item.context for item in items}
    found = Counter(stem for abstract in abstracts for stem in {s for line in abstract for s in stems().of(line)})
    n = len(abstracts) + OTHERS
    return lambda stem: math.log(1 + (n - found[stem] + 0.5) / (found[stem] + 0.5))


def rows_of(items: Sequence[Item[str]]) -> tuple[list[Features], list[str]]:
    """Return features and stances of claims with their abstracts."""
    weight = weights(items)
    return [features(item.text, item.context, weight) for item in items], [_STANCE[item.gold] for item in items]


def fit(rows: Sequence[Features], gold: Sequence[str]) -> LinearModel:
    """Fit the classifier; each stance counts alike."""
    return fit_classifier(rows, gold, STANCES, strength=STRENGTH, balanced=True)


def by_folds(items: Sequence[Item[str]], more: Sequence[Item[str]] = (), k: int = 5) -> tuple[list[str], list[str]]:
    """Return gold and predicted stances, by cross-validation over claims; `more` is trained on in every fold."""
    rows, gold = rows_of(items)
    beside, beside_gold = rows_of(more) if more else ([], [])
    scores = cross_fitted(rows, gold, folds(items, k), lambda x, y: fit([*x, *beside], [*y, *beside_gold]))
    return gold, [STANCES[i] for i in scores.argmax(axis=1)]


def when_searched(
    items: Sequence[Item[str]], found: Sequence[Item[str]], more: Sequence[Item[str]] = (), k: int = 5
) -> tuple[list[str], list[str]]:
    """Return gold and predicted stances of abstracts that a search gives, by cross-validation over claims.

    Parameters
    ----------
    items, more : sequence of Item
        Trained on, `items` by folds.
    found : sequence of Item
        What is predicted for claims of `items`: some of it may be among `items` too, with the same group.
    """
    weight = weights(items)
    rows = [features(item.text, item.context, weight) for item in items]
    beside, beside_gold = rows_of(more) if more else ([], [])
    gold: list[str] = []
    pred: list[str] = []
    for fold in folds(items, k):
        held = {items[i].group for i in fold}
        kept = [i for i, item in enumerate(items) if item.group not in held]
        model = fit([*(rows[i] for i in kept), *beside], [*(_STANCE[items[i].gold] for i in kept), *beside_gold])
        asked = [item for item in found if item.group in held]
        gold += [_STANCE[item.gold] for item in asked]
        pred += model.predict([features(item.text, item.context, weight) for item in asked])
    return gold, pred


def macro_f1(gold: Sequence[str], pred: Sequence[str]) -> float:
    """Return the mean F1 of the three stances."""
    from sklearn.metrics import f1_score

    return float(f1_score(gold, pred, average="macro", labels=STANCES, zero_division=0.0))


def stance_figures(
    claims: Sequence[Item[str]], news: Sequence[Item[str]], held: Sequence[Item[str]]
) -> Iterator[tuple[str, list[str], list[str], list[str]]]:
    """Yield what is measured: name, gold, predictions, and the most frequent stance of what was trained on.

    Parameters
    ----------
    claims, news : sequence of Item
        SciFact and the training part of Check-COVID.
    held : sequence of Item
        The development part of Check-COVID.
    """

    def floor(gold: Sequence[str], train: Sequence[str]) -> list[str]:
        return [Counter(train).most_common(1)[0][0]] * len(gold)

    for name, items, more in (
        ("SciFact by folds", claims, ()),
        ("SciFact by folds, trained on Check-COVID too", claims, news),
        ("Check-COVID by folds, trained on SciFact too", news, claims),
    ):
        gold, pred = by_folds(items, more)
        yield name, gold, pred, floor(gold, gold)
    for name, corpora in (("Check-COVID dev", [claims, news]), ("Check-COVID dev, trained on SciFact alone", [claims])):
        rows, gold = rows_of(held)
        trained = [_STANCE[item.gold] for part in corpora for item in part]
        yield name, gold, train_stance(corpora).model.predict(rows), floor(gold, trained)


def train_stance(corpora: Sequence[Sequence[Item[str]]]) -> StanceModel:
    """Train on all corpora together; the temperature that calibrates is set by cross-validation."""
    parts = [rows_of(items) for items in corpora]
    rows, gold = [row for part, _ in parts for row in part], [label for _, part in parts for label in part]
    items = [item for part in corpora for item in part]
    scores = cross_fitted(rows, gold, folds(items), fit)
    temperature = best_temperature(scores, np.array([STANCES.index(label) for label in gold]))
    model = cooled(fit(rows, gold), temperature)
    return StanceModel(replace(model, meta={"temperature": round(temperature, 4)}, _index={}))
