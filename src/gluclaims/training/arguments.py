"""Training the argument ranker: from gold articles and the rules' claims for the same texts.

Each candidate of a rules' claim that matches a gold claim is an example: is it the gold argument or not. The margin
over the rules' own answer is chosen on articles that the model did not see.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gluclaims.annotating.arguments import AGREED, ROLES, ArgumentRanker, ArgumentView, agreed, steady
from gluclaims.annotating.models import Features, LinearModel
from gluclaims.evaluating.matching import SameArgument, match_claims
from gluclaims.records import Article
from gluclaims.training.linear import by_folds, fit_classifier

#: Inverse regularisation, and the rarest feature kept.
STRENGTH, RAREST = 0.1, 3
_MARGINS = (0.0, 0.05, 0.1, 0.15, 0.2, 0.3, 2.0)
CLASSES = ("other", "argument")


@dataclass(frozen=True, slots=True)
class Choice:
    """One argument of one claim: the candidates' features, which is gold's, which the rules name, and whether surely."""

    rows: tuple[Features, ...]
    right: tuple[bool, ...]
    base: int = 0
    agreed: bool = False


#: role -> the choices of one article
Choices = Mapping[str, Sequence[Choice]]


def choices(gold: Article, pred: Article, view: ArgumentView) -> Choices:
    """Return the choices of one article: `pred` is the record of the view's drafts."""
    same = SameArgument(gold, pred)
    out: dict[str, list[Choice]] = {role: [] for role in ROLES}
    for pair in match_claims(gold, pred):
        for role in ROLES:
            want = getattr(gold.claims[pair.gold], role)
            found = view.candidates(pair.pred, role)
            out[role].append(
                Choice(
                    tuple(c.features for c in found),
                    tuple(same(want, c.name) for c in found),
                    base := steady(view.drafts[pair.pred], role, found),
                    bool(base) or agreed(view.drafts[pair.pred], role),
                )
            )
    return out


def fit(role: str, articles: Iterable[Choices]) -> LinearModel:
    """Fit the model of one role. Choices without a right candidate teach nothing and are left out."""
    rows: list[Features] = []
    gold: list[str] = []
    for article in articles:
        for choice in article[role]:
            if any(choice.right):
                rows.extend(choice.rows)
                gold.extend(CLASSES[r] for r in choice.right)
    return fit_classifier(rows, gold, CLASSES, strength=STRENGTH, min_count=RAREST)


@dataclass(frozen=True)
class Trained:
    """A ranker, the rankers of the folds (each with the articles it never saw), and the figures of those."""

    ranker: ArgumentRanker
    held_out: tuple[tuple[tuple[int, ...], ArgumentRanker], ...]
    figures: Mapping[str, Any]


def train(articles: Sequence[Choices]) -> Trained:
    """Train the ranker; the same articles give the same bytes."""
    inner = by_folds(articles, lambda others: {r: fit(r, others) for r in ROLES})
    margins, figures = {}, {}
    for role in ROLES:
        counts = {m: _right(role, articles, inner, m) for m in _MARGINS}
        margins[role] = max(_MARGINS, key=lambda m: (counts[m], m))
        all_choices = [c for a in articles for c in a[role]]
        figures[role] = {
            "claims": len(all_choices),
            "rules": round(sum(c.right[0] for c in all_choices) / len(all_choices), 4),
            "ranker": round(counts[margins[role]] / len(all_choices), 4),
            "a candidate is right": round(sum(any(c.right) for c in all_choices) / len(all_choices), 4),
            "margin": margins[role],
        }
    settings = {"margins": margins}
    ranker = ArgumentRanker({r: fit(r, articles) for r in ROLES}, settings)
    held = tuple((part, ArgumentRanker(models, settings)) for part, models in inner)
    return Trained(ranker, held, figures)


def _right(
    role: str,
    articles: Sequence[Choices],
    inner: Sequence[tuple[Sequence[int], Mapping[str, LinearModel]]],
    margin: float,
) -> int:
    right = 0
    for part, models in inner:
        for i in part:
            for choice in articles[i][role]:
                p = models[role].probabilities(choice.rows)[:, 1]
                best = int(p.argmax())
                least = max(margin, AGREED) if choice.agreed else margin
                right += choice.right[best if p[best] - p[choice.base] > least else choice.base]
    return right
