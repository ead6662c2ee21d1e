"""Fitting the linear models: scikit-learn solves, `LinearModel` keeps the weights."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from gluclaims.annotating.models import Features, Floats, LinearModel, softmax

A = TypeVar("A")
M = TypeVar("M")
#: Seed of everything that is drawn.
SEED = 0
#: Folds of a cross-validation by article.
FOLDS = 6


def folds(count: int, k: int = FOLDS) -> list[list[int]]:
    """Deal articles into folds, every k-th into one: articles of one source follow one another."""
    return [list(range(i, count, k)) for i in range(min(k, count))]


def by_folds(articles: Sequence[A], fit: Callable[[list[A]], M]) -> tuple[tuple[tuple[int, ...], M], ...]:
    """Return for each fold the numbers of its articles, and what `fit` makes of all the others."""
    parts = map(tuple, folds(len(articles)))
    return tuple((part, fit([a for i, a in enumerate(articles) if i not in part])) for part in parts)


def vocabulary(rows: Sequence[Features], min_count: int = 1) -> tuple[str, ...]:
    """Return the features that at least `min_count` rows have, sorted."""
    counts: Counter[str] = Counter()
    for row in rows:
        counts.update(row.keys())
    return tuple(sorted(name for name, count in counts.items() if count >= min_count))


def matrix(rows: Sequence[Features], names: Sequence[str]) -> Any:
    """Return rows x features as a sparse matrix."""
    index = {name: i for i, name in enumerate(names)}
    indptr, indices, data = [0], [], []
    for row in rows:
        for name, value in row.items():
            place = index.get(name)
            if place is not None:
                indices.append(place)
                data.append(value)
        indptr.append(len(indices))
    return csr_matrix((data, indices, indptr), shape=(len(rows), len(names)), dtype=np.float64)


def fit_classifier(
    rows: Sequence[Features],
    gold: Sequence[str],
    classes: Sequence[str],
    *,
    strength: float = 1.0,
    min_count: int = 1,
    balanced: bool = False,
    weights: Sequence[float] | None = None,
    meta: Mapping[str, Any] | None = None,
) -> LinearModel:
    """Fit a logistic regression.

    Parameters
    ----------
    rows, gold : sequences
        Features and class of each example.
    classes : sequence of str
        The order of the columns; a class without examples gets a column that never wins.
    strength : float
        Inverse of the regularisation (scikit-learn's ``C``).
    min_count : int
        Rarer features are left out.
    balanced : bool
        Weigh classes by the inverse of their frequency.
    weights : sequence of float, optional
        Weight of each example.
    meta : mapping, optional
        Goes into the model.
    """
    from sklearn.linear_model import LogisticRegression

    names = vocabulary(rows, min_count)
    x = matrix(rows, names)
    present = sorted(set(gold))
    full = np.zeros((len(names), len(classes)))
    bias = np.full(len(classes), -1e4)
    places = [list(classes).index(c) for c in present]
    if len(present) == 1:
        bias[places[0]] = 0.0
    elif len(present) == 2:
        solver = LogisticRegression(
            C=strength,
            solver="liblinear",
            class_weight="balanced" if balanced else None,
            random_state=SEED,
            max_iter=200,
        )
        solver.fit(x, np.array(gold) == present[1], sample_weight=weights)
        full[:, places[1]], bias[places[0]], bias[places[1]] = solver.coef_[0], 0.0, solver.intercept_[0]
    else:
        solver = LogisticRegression(
            C=strength, solver="lbfgs", class_weight="balanced" if balanced else None, max_iter=300, tol=1e-3
        )
        solver.fit(x, np.array(gold), sample_weight=weights)
        order = [list(solver.classes_).index(c) for c in present]
        full[:, places], bias[places] = solver.coef_[order].T, solver.intercept_[order]
    kept = np.flatnonzero(np.abs(full).max(axis=1) > 1e-4)
    return LinearModel(
        tuple(classes),
        tuple(names[i] for i in kept),
        full[kept].astype(np.float32),
        bias.astype(np.float32),
        dict(meta or {}),
    )


def fit_regression(
    rows: Sequence[Features], gold: Sequence[float], name: str, *, alpha: float = 1.0, min_count: int = 1
) -> LinearModel:
    """Fit a ridge regression."""
    from sklearn.linear_model import Ridge

    names = vocabulary(rows, min_count)
    solver = Ridge(alpha=alpha, solver="sparse_cg", tol=1e-6, random_state=SEED)
    solver.fit(matrix(rows, names), np.asarray(gold, dtype=float))
    return LinearModel(
        (name,),
        names,
        np.asarray(solver.coef_, dtype=np.float32)[:, None],
        np.array([solver.intercept_], dtype=np.float32),
    )


def best_temperature(scores: Floats, gold: NDArray[np.int64]) -> float:
    """Return the temperature that makes the scores' probabilities fit best (least log loss)."""
    grid = np.exp(np.linspace(np.log(0.25), np.log(4), 81))
    losses = [-np.log(softmax(scores / t)[np.arange(len(gold)), gold] + 1e-12).mean() for t in grid]
    return float(grid[int(np.argmin(losses))])


def cooled(model: LinearModel, temperature: float) -> LinearModel:
    """Return the model with its scores divided by a temperature."""
    return LinearModel(
        model.classes,
        model.features,
        (model.weights / temperature).astype(np.float32),
        (model.bias / temperature).astype(np.float32),
        model.meta,
    )


def cross_fitted(
    rows: Sequence[Features],
    gold: Sequence[str],
    folds: Sequence[Sequence[int]],
    fit: Callable[[Sequence[Features], Sequence[str]], LinearModel],
) -> Floats:
    """Return for each row the scores of the model that was fitted without the row's fold."""
    out: Floats | None = None
    for fold in folds:
        held = set(fold)
        kept = [i for i in range(len(rows)) if i not in held]
        model = fit([rows[i] for i in kept], [gold[i] for i in kept])
        found = model.scores([rows[i] for i in fold])
        if out is None:
            out = np.zeros((len(rows), found.shape[1]))
        out[list(fold)] = found
    assert out is not None
    return out
