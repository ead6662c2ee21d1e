"""Figures of the hedging models on held-out data: what the cards and ``benchmarks/hedging.py`` print."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language

from gluclaims.annotating.claims import parsed_sentences
from gluclaims.annotating.hedging import NEGATION, SPECULATION, Tagged
from gluclaims.annotating.models import Floats
from gluclaims.annotating.scopes import cue_scope
from gluclaims.evaluating.corpora.base import Item, Score, files, folds
from gluclaims.evaluating.corpora.certainty import correlation
from gluclaims.evaluating.corpora.hedging import Conll2010, Hedging
from gluclaims.evaluating.corpora.hedging import _parse as parse_xml
from gluclaims.labels import labels
from gluclaims.training.certainty import Aspects, features_of, train_aspects, train_certainty
from gluclaims.training.hedging import train_detector
from gluclaims.training.linear import SEED, cross_fitted, fit_classifier

SAMPLES = 2000
CAUSAL_STRENGTH = 10.0


def hedging_by_folds(items: Sequence[Item[Hedging]], k: int = 10) -> list[Score]:
    """Score the hedge detector by cross-validation over documents."""
    found: dict[int, Tagged] = {}
    for fold in folds(items, k):
        held = set(fold)
        detector = train_detector([item for i, item in enumerate(items) if i not in held])
        found.update(zip(fold, detector.tag([items[i].text for i in fold]), strict=True))
    pred = [as_hedging(found[i]) for i in range(len(items))]
    return Conll2010().score([item.gold for item in items], pred)


def as_hedging(tagged: Tagged) -> Hedging:
    """Return a tagged sentence in the corpus's shape."""
    return Hedging(tagged.probability >= 0.5, tagged.cues)


def hedging_by_lexicon(items: Sequence[Item[Hedging]]) -> list[Score]:
    """Score our cue lexicon, which was never trained on the corpus."""
    from gluclaims.annotating.sentence_models import read_cues

    speculative = {*labels().hedging_cue, "GAP"}
    pred = []
    for cues in read_cues(item.text for item in items):
        kinds = [
            (c["start"], c["end"], NEGATION if c["kind"] == "NEGATION" else SPECULATION)
            for c in cues
            if c["kind"] in speculative or c["kind"] == "NEGATION" or (c["kind"] == "ATTRIBUTION" and _belief(c))
        ]
        pred.append(Hedging(any(kind == SPECULATION for *_, kind in kinds), tuple(kinds)))
    return Conll2010().score([item.gold for item in items], pred)


def _belief(cue: object) -> bool:
    from gluclaims.lexicons.cues import cue_levels

    return isinstance(cue, dict) and cue_levels().get(cue.get("rule", "")) in ("PROBABLE", "POSSIBLE")


def certainty_on(train: Sequence[Item[float]], test: Sequence[Item[float]]) -> tuple[float, float, float]:
    """Return Pearson's r of the certainty scorer and its 95 % bootstrap interval."""
    model = train_certainty(train)
    pred = model.scores(features_of([item.text for item in test]))[:, 0]
    gold = np.array([item.gold for item in test])
    whole = correlation(gold.tolist(), pred.tolist()) or 0.0
    draws = np.random.default_rng(SEED).integers(0, len(gold), (SAMPLES, len(gold)))
    values = [correlation(gold[d].tolist(), pred[d].tolist()) or 0.0 for d in draws]
    low, high = np.percentile(values, (2.5, 97.5))
    return whole, float(low), float(high)


def aspects_on(train: Sequence[Item[Aspects]], test: Sequence[Item[Aspects]]) -> dict[str, tuple[float, float]]:
    """Return macro-F1 and accuracy of each aspect."""
    from sklearn.metrics import f1_score

    rows = features_of([item.text for item in test])
    out = {}
    for name, model in train_aspects(train).items():
        gold, pred = [item.gold[name] for item in test], model.predict(rows)
        right = float(np.mean([g == p for g, p in zip(gold, pred, strict=True)]))
        out[name] = float(f1_score(gold, pred, average="macro", zero_division=0)), right
    return out


def causal_by_folds(items: Sequence[Item[str]], k: int = 5) -> list[str]:
    """Return the strength of each sentence, predicted by a model that did not see it."""
    order = labels().strength
    rows = features_of([item.text for item in items])
    scores: Floats = cross_fitted(
        rows,
        [item.gold for item in items],
        folds(items, k),
        lambda x, y: fit_classifier(x, y, order, strength=CAUSAL_STRENGTH, balanced=True),
    )
    return [order[int(i)] for i in scores.argmax(axis=1)]


@dataclass(frozen=True, slots=True)
class ScopeScore:
    """Scope tokens of one kind of cue: ours, the floor "from the cue to the end", and how many scopes are exact."""

    f1: float
    floor: float
    exact: float
    support: int


def scopes_of(path: Path) -> list[tuple[str, list[tuple[int, int, str, int, int]]]]:
    """Read sentences with scopes from BioScope XML: text, and ``(cue start, cue end, kind, start, end)`` of each."""
    out = []
    for file in files(path, "*.xml"):
        for sentence in parse_xml(file).iter("sentence"):
            text, found = _with_scopes(sentence)
            if found:
                out.append((text, found))
    return out


def _with_scopes(sentence: Any) -> tuple[str, list[tuple[int, int, str, int, int]]]:
    parts: list[str] = []
    cues: dict[str, list[tuple[int, int, str]]] = {}
    scopes: dict[str, tuple[int, int]] = {}

    def walk(node: Any) -> None:
        start = sum(map(len, parts))
        parts.append(node.text or "")
        for child in node:
            walk(child)
            parts.append(child.tail or "")
        end = sum(map(len, parts))
        if node.tag == "cue":
            cues.setdefault(node.get("ref", ""), []).append((start, end, node.get("type", "")))
        elif node.tag == "xcope":
            scopes[node.get("id", "")] = (start, end)

    walk(sentence)
    found = [
        (min(a for a, *_ in group), max(b for _, b, _ in group), group[0][2], *scopes[ref])
        for ref, group in cues.items()
        if ref in scopes
    ]
    return "".join(parts), found


def scope_tokens(path: Path, nlp: Language, limit: int | None = None) -> dict[str, ScopeScore]:
    """Score our scope rules on the gold cues of BioScope, by token.

    Parameters
    ----------
    path : Path
        The XML file, or the folder.
    nlp : Language
        A pipeline of ours with its parser (``load(fast=False)``).
    limit : int, optional
        Only that many sentences, drawn with a fixed seed.
    """
    items = scopes_of(path)
    if limit is not None and limit < len(items):
        items = random.Random(SEED).sample(items, limit)
    counts: dict[str, NDArray[np.int64]] = {}
    with nlp.select_pipes(enable=["gluclaims_sentences", "gluclaims_syntax"]):
        docs = list(nlp.pipe([text for text, _ in items]))
    for (_, cues), doc in zip(items, docs, strict=True):
        sentences = [s for s in parsed_sentences(doc) if len(s)]
        for start, end, kind, low, high in cues:
            row = counts.setdefault(kind, np.zeros(8, dtype=np.int64))
            row[7] += 1
            s = next((s for s in sentences if s.starts[0] <= start < s.ends[-1]), None)
            if s is None:
                continue
            cue = [i for i in range(len(s)) if s.starts[i] < end and s.ends[i] > start]
            gold = {i for i in range(len(s)) if s.starts[i] < high and s.ends[i] > low}
            pred = set(range(*cue_scope(s, cue[0], cue[-1] + 1)))
            for at, tokens in ((0, pred), (3, set(range(cue[0], len(s) - 1)))):
                row[at : at + 3] += (len(gold & tokens), len(tokens), len(gold))
            row[6] += pred == gold
    return {
        kind: ScopeScore(2 * c[0] / (c[1] + c[2]), 2 * c[3] / (c[4] + c[5]), c[6] / c[7], int(c[7]))
        for kind, c in sorted(counts.items())
    }
