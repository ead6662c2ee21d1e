"""Training the hedge detector on CoNLL-2010 / BioScope (any item list of that reader)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from gluclaims.annotating.hedging import CLASSES, OTHER, HedgeDetector, token_features, tokens_of
from gluclaims.annotating.models import Features
from gluclaims.evaluating.corpora.base import Item
from gluclaims.evaluating.corpora.hedging import Hedging
from gluclaims.training.linear import fit_classifier

#: A word is a candidate where at least this share of its tokens is in a cue, and it was seen in cues this often.
MIN_RATE = 0.02
MIN_SEEN = 1
STRENGTH = 0.5


def _labels(item: Item[Hedging]) -> tuple[list[str], list[str]]:
    tokens = tokens_of(item.text)
    kinds = [
        next((kind for start, end, kind in item.gold.cues if t.start < end and t.end > start), OTHER) for t in tokens
    ]
    return [t.low for t in tokens], kinds


def train_detector(
    items: Sequence[Item[Hedging]], *, min_rate: float = MIN_RATE, strength: float = STRENGTH, min_count: int = 2
) -> HedgeDetector:
    """Train a detector; the same items give the same bytes."""
    sentences = [_labels(item) for item in items]
    seen: Counter[str] = Counter()
    cue: Counter[str] = Counter()
    for words, kinds in sentences:
        seen.update(words)
        cue.update(w for w, k in zip(words, kinds, strict=True) if k != OTHER)
    candidates = sorted(w for w, c in cue.items() if c >= MIN_SEEN and c / seen[w] >= min_rate and w[0].isalpha())
    known = frozenset(candidates)
    rows: list[Features] = []
    gold: list[str] = []
    for words, kinds in sentences:
        for i, (word, kind) in enumerate(zip(words, kinds, strict=True)):
            if word in known:
                rows.append(token_features(words, i))
                gold.append(kind)
    model = fit_classifier(rows, gold, CLASSES, strength=strength, min_count=min_count)
    return HedgeDetector(replace(model, meta={"candidates": candidates, "threshold": 0.5}, _index={}))


def best_threshold(probabilities: Sequence[float], gold: Sequence[bool]) -> float:
    """Return the threshold of the greatest F1 of the class *uncertain*."""
    p, g = np.asarray(probabilities), np.asarray(gold)
    grid = np.linspace(0.2, 0.8, 61)
    f1 = [2 * (g & (p >= t)).sum() / max(1, g.sum() + (p >= t).sum()) for t in grid]
    return float(grid[int(np.argmax(f1))])
