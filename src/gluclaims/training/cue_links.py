"""Training the cue linker: from gold articles and the claims that were selected for the same texts.

A cue bears on a claim where gold links a cue of the same kind at the same place to the gold claim that it pairs with.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gluclaims.annotating.cue_links import LINK, CueLinker, Pair, pairs
from gluclaims.annotating.extracting import Draft
from gluclaims.annotating.models import LinearModel
from gluclaims.annotating.selecting import Reading
from gluclaims.evaluating.matching import match_claims
from gluclaims.records import Article
from gluclaims.training.linear import by_folds, fit_classifier

#: Inverse regularisation, and the rarest feature kept.
STRENGTH, RAREST = 0.3, 3
CLASSES = ("apart", "bears")


@dataclass(frozen=True)
class Links:
    """The pairs of one article whose claim pairs with a gold claim, whether gold links them, and whether the rules do."""

    pairs: tuple[Pair, ...]
    gold: tuple[bool, ...]
    rules: tuple[bool, ...]


def links(gold: Article, pred: Article, readings: Sequence[Reading], drafts: Sequence[Draft]) -> Links:
    """Return the examples of one article: `pred` is the record of the drafts."""
    matched = {pair.pred: gold.claims[pair.gold] for pair in match_claims(gold, pred)}
    kept, right, ruled = [], [], []
    for pair in pairs(readings, drafts):
        claim = matched.get(pair.draft)
        if claim is None:
            continue
        cue = pred.cues[pair.cue.index]
        wanted = [gold.cues[i] for i in claim.cues]
        kept.append(pair)
        right.append(any(w.kind == cue.kind and w.start < cue.end and cue.start < w.end for w in wanted))
        ruled.append(pair.cue.index in drafts[pair.draft].cues)
    return Links(tuple(kept), tuple(right), tuple(ruled))


def fit(articles: Sequence[Links]) -> LinearModel:
    """Fit the model."""
    rows = [p.features for a in articles for p in a.pairs]
    gold = [CLASSES[g] for a in articles for g in a.gold]
    return fit_classifier(rows, gold, CLASSES, strength=STRENGTH, min_count=RAREST)


@dataclass(frozen=True)
class Trained:
    """A linker, the linkers of the folds (each with the articles it never saw), and the figures of those."""

    linker: CueLinker
    held_out: tuple[tuple[tuple[int, ...], CueLinker], ...]
    figures: Mapping[str, Any]


def train(articles: Sequence[Links]) -> Trained:
    """Train the linker; the same articles give the same bytes."""
    held = by_folds(articles, lambda others: CueLinker({LINK: fit(others)}))
    outcome: dict[str, list[tuple[str, bool, bool, bool]]] = {}
    for part, linker in held:
        for i in part:
            found = articles[i]
            if not found.pairs:
                continue
            p = linker.models[LINK].probabilities([pair.features for pair in found.pairs])[:, 1]
            for pair, gold, rule, score in zip(found.pairs, found.gold, found.rules, p, strict=True):
                row = (pair.cue.kind, gold, rule, linker.bears(float(score), rule))
                outcome.setdefault("all", []).append(row)
                outcome.setdefault(pair.cue.kind, []).append(row)
    figures = {
        kind: f"links {sum(r[1] for r in rows)}, F1 rules {_f1(rows, 2):.3f}, linker {_f1(rows, 3):.3f}"
        for kind, rows in sorted(outcome.items())
    }
    return Trained(CueLinker({LINK: fit(articles)}), held, {"cue links": figures})


def _f1(rows: Sequence[tuple[str, bool, bool, bool]], column: int) -> float:
    both = sum(bool(r[1] and r[column]) for r in rows)
    total = sum(r[1] for r in rows) + sum(bool(r[column]) for r in rows)
    return 2 * both / total if total else 0.0
