"""Training the claim-level models: from gold articles and the rules' claims for the same texts.

Each model learns from the rules' claims that match a gold claim, with the gold label; type and relation learn from all
gold claims as well. Everything that is chosen (how much surer than the rules a model must be, the temperature of its
probabilities) is chosen on articles that the model did not see, and a model that does not beat the rules there changes
no label.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import numpy as np

from gluclaims.annotating.judgement_features import ArticleView
from gluclaims.annotating.judgements import NEVER, Judge
from gluclaims.annotating.models import Features, Floats, LinearModel
from gluclaims.evaluating.matching import match_claims
from gluclaims.evaluating.scores import calibration_error, reliability_bins
from gluclaims.labels import labels
from gluclaims.records import Article
from gluclaims.training.linear import best_temperature, cooled, fit_classifier, folds

#: target -> (inverse regularisation, rarest feature kept, whether gold claims are examples beside the rules' claims)
PLAN: Mapping[str, tuple[float, int, bool]] = {
    "type": (0.3, 2, True),
    "relation": (0.2, 2, True),
    "certainty": (1.0, 2, False),
    "strength": (0.3, 2, False),
    "claim": (0.1, 2, False),
}
#: Margins over the rules' labels for want of better. Smaller ones gain on articles like those learnt from and lose on
#: news of another kind.
_WEAK = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, NEVER)
_STRONG = (0.1, 0.2, 0.3, 0.5, 0.7, 0.9, NEVER)
#: A model must gain this much (accuracy and macro-F1 together) over the rules to change labels.
_GAIN = 0.01
REAL, FALSE = "real", "false"
#: How much the pairs of type and relation weigh, and what is added to the count of each.
_PAIRED, _SMOOTHED = 0.6, 0.3


@dataclass(frozen=True)
class Example:
    """One article: the rules' claims and the gold claims, each with its features."""

    view: ArticleView
    rows: tuple[Features, ...]
    match: tuple[int | None, ...]
    gold: tuple[Mapping[str, Any], ...]
    gold_rows: tuple[Features, ...]


def view_of(article: Article) -> ArticleView:
    """Return an article's annotation as the models see it."""
    raw = article.to_dict()
    sentences = [(s["start"], s["end"]) for s in raw["sentences"]]
    return ArticleView(article.text, sentences, raw["entities"], raw["cues"], raw["claims"])


def examples(gold: Iterable[Article], pred: Iterable[Article]) -> list[Example]:
    """Pair gold articles with the rules' annotation of the same texts, in the same order."""
    out = []
    for g, p in zip(gold, pred, strict=True):
        view, seen = view_of(p), view_of(g)
        match = {pair.pred: pair.gold for pair in match_claims(g, p)}
        out.append(
            Example(
                view,
                tuple(view.features(c) for c in view.claims),
                tuple(match.get(i) for i in range(len(view.claims))),
                tuple(seen.claims),
                tuple(seen.features(c, rules=False) for c in seen.claims),
            )
        )
    return out


def classes_of(target: str) -> tuple[str, ...]:
    """Return the classes of a model."""
    return (FALSE, REAL) if target == "claim" else tuple(labels().of(target))


def fit(target: str, articles: Sequence[Example]) -> LinearModel:
    """Fit one model."""
    strength, rarest, with_gold = PLAN[target]
    rows: list[Features] = []
    gold: list[str] = []
    for e in articles:
        for row, m in zip(e.rows, e.match, strict=True):
            if target == "claim":
                rows.append(row)
                gold.append(FALSE if m is None else REAL)
            elif m is not None:
                rows.append(row)
                gold.append(e.gold[m][target])
        if with_gold:
            rows.extend(e.gold_rows)
            gold.extend(c[target] for c in e.gold)
    return fit_classifier(rows, gold, classes_of(target), strength=strength, min_count=rarest)


def pairs_of(articles: Iterable[Example]) -> list[list[float]]:
    """Return how much more often types and relations go together in gold than by chance: weighed logarithms."""
    types, relations = classes_of("type"), classes_of("relation")
    counts = np.full((len(types), len(relations)), _SMOOTHED)
    for claim in (c for e in articles for c in e.gold):
        counts[types.index(claim["type"]), relations.index(claim["relation"])] += 1
    share = counts / counts.sum()
    chance = share.sum(axis=1, keepdims=True) * share.sum(axis=0, keepdims=True)
    found: list[list[float]] = np.round(_PAIRED * np.log(share / chance), 3).tolist()
    return found


@dataclass(frozen=True)
class Trained:
    """A judge and what is known of it from held-out articles."""

    judge: Judge
    figures: Mapping[str, Any]
    held_out: tuple[tuple[dict[str, Any], ...], ...]


def train(articles: Sequence[Example]) -> Trained:
    """Train the judge; the same articles give the same bytes."""
    models = {target: fit(target, articles) for target in PLAN}
    inner = [
        {t: fit(t, [e for i, e in enumerate(articles) if i not in fold]) for t in PLAN}
        for fold in map(set, folds(len(articles)))
    ]
    found: dict[str, dict[int, Floats]] = {t: {} for t in PLAN}
    for part, fitted in zip(folds(len(articles)), inner, strict=True):
        for t, i in product(PLAN, part):
            found[t][i] = fitted[t].scores(articles[i].rows)
    temperatures = {t: _temperature(t, articles, found[t]) for t in PLAN}
    models = {t: cooled(m, temperatures[t]) for t, m in models.items()}
    parts = folds(len(articles))
    known = [
        _fold(articles, part, {t: cooled(m, temperatures[t]) for t, m in fitted.items()})
        for part, fitted in zip(parts, inner, strict=True)
    ]
    pairs = pairs_of(articles)
    margins = dict.fromkeys(("type", "relation", "certainty", "strength"), (NEVER, NEVER))
    for target in ("type", "relation", "strength", "certainty"):
        margins[target] = _margins(target, articles, known, margins)
    settings = {"margins": {t: list(m) for t, m in margins.items()}, "temperatures": temperatures, "pairs": pairs}
    held = _held_out(articles, known, settings)
    return Trained(Judge(models, settings), figures(articles, held), held)


def _temperature(target: str, articles: Sequence[Example], scores: Mapping[int, Floats]) -> float:
    order = classes_of(target)
    rows, gold = [], []
    for i, e in enumerate(articles):
        for n, m in enumerate(e.match):
            if target == "claim":
                rows.append(scores[i][n])
                gold.append(int(m is not None))
            elif m is not None:
                rows.append(scores[i][n])
                gold.append(order.index(e.gold[m][target]))
    return best_temperature(np.array(rows), np.array(gold))


@dataclass(frozen=True)
class _Fold:
    """The models of one fold, and what they make of the articles that they never saw."""

    models: Mapping[str, LinearModel]
    found: Mapping[int, Mapping[str, Floats]]


def _fold(articles: Sequence[Example], part: Sequence[int], models: Mapping[str, LinearModel]) -> _Fold:
    held = set(part)
    others = [e for i, e in enumerate(articles) if i not in held]
    judge = Judge(models, {"pairs": pairs_of(others)})
    return _Fold(models, {i: judge.probabilities(articles[i].rows) for i in part if articles[i].rows})


def _held_out(
    articles: Sequence[Example], inner: Sequence[_Fold], settings: Mapping[str, Any]
) -> tuple[tuple[dict[str, Any], ...], ...]:
    """Return the claims of each article as a judge that never saw it leaves them."""
    out: list[tuple[dict[str, Any], ...]] = [() for _ in articles]
    for fold in inner:
        judge = Judge(fold.models, settings)
        for i, found in fold.found.items():
            view = articles[i].view
            out[i] = tuple({**c, **change} for c, change in zip(view.claims, judge.decide(view, found), strict=True))
    return tuple(out)


def _margins(
    target: str,
    articles: Sequence[Example],
    inner: Sequence[_Fold],
    chosen: Mapping[str, tuple[float, float]],
) -> tuple[float, float]:
    """Return the margins of the greatest gain on held-out articles; never where there is none worth the name."""

    def value(margins: tuple[float, float]) -> float:
        held = _held_out(articles, inner, {"margins": {**chosen, target: margins}})
        correct, macro = _scores(target, articles, held)
        return correct + macro

    base = value((NEVER, NEVER))
    grid = product(_WEAK, _STRONG) if target in ("type", "relation") else ((s, s) for s in (0.0, *_STRONG))
    best = max(grid, key=lambda m: (round(value(m), 6), m))
    return best if value(best) >= base + _GAIN else (NEVER, NEVER)


def _pairs(
    target: str, articles: Sequence[Example], claims: Sequence[Sequence[Mapping[str, Any]]]
) -> list[tuple[str, str]]:
    return [
        (e.gold[m][target], claims[i][n][target])
        for i, e in enumerate(articles)
        for n, m in enumerate(e.match)
        if m is not None
    ]


def _scores(
    target: str, articles: Sequence[Example], claims: Sequence[Sequence[Mapping[str, Any]]]
) -> tuple[float, float]:
    from sklearn.metrics import f1_score

    pairs = _pairs(target, articles, claims)
    gold, pred = [g for g, _ in pairs], [p for _, p in pairs]
    macro = f1_score(gold, pred, average="macro", labels=sorted(set(gold)), zero_division=0)
    return float(np.mean([g == p for g, p in pairs])), float(macro)


def figures(articles: Sequence[Example], held: Sequence[Sequence[Mapping[str, Any]]]) -> dict[str, Any]:
    """Return the figures on held-out articles: rules and models on matched claims, and the scores' calibration."""
    rules = [e.view.claims for e in articles]
    out: dict[str, Any] = {
        "articles": len(articles),
        "gold claims": sum(len(e.gold) for e in articles),
        "matched claims": sum(m is not None for e in articles for m in e.match),
    }
    for target in ("type", "relation", "certainty", "strength"):
        (ra, rm), (ma, mm) = _scores(target, articles, rules), _scores(target, articles, held)
        out[target] = {
            "rules accuracy": round(ra, 4), "rules macro-F1": round(rm, 4), "accuracy": round(ma, 4), "macro-F1": round(mm, 4),
        }  # fmt: skip
    for target in ("certainty", "strength"):
        sure, right = [], []
        for i, e in enumerate(articles):
            for n, m in enumerate(e.match):
                if m is not None:
                    sure.append(float(held[i][n]["scores"][target][held[i][n][target]]))
                    right.append(held[i][n][target] == e.gold[m][target])
        out[target]["calibration error"] = round(float(calibration_error(reliability_bins(sure, right))), 4)
    sure = [float(c["scores"]["claim"]) for claims in held for c in claims]
    right = [m is not None for e in articles for m in e.match]
    out["claim"] = {
        "calibration error": round(float(calibration_error(reliability_bins(sure, right))), 4),
        "share real": round(float(np.mean(right)), 4),
    }
    return out


def with_meta(judge: Judge, meta: Mapping[str, Any]) -> Judge:
    """Return the judge with a note in each model."""
    return Judge({t: replace(m, meta=dict(meta), _index={}) for t, m in judge.models.items()}, judge.settings)
