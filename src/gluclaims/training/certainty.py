"""Training the sentence-level certainty scorer on Pei and Jurgens 2021 (EMNLP, MIT licence)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from gluclaims.annotating.models import Features, LinearModel
from gluclaims.annotating.sentence_models import CertaintyScorer, read_cues, sentence_features
from gluclaims.errors import InputError
from gluclaims.evaluating.corpora.base import Item, json_lines, need
from gluclaims.training.linear import fit_classifier, fit_regression

ALPHA = 1.0
ASPECT_STRENGTH = 3.0
LEVELS = ("NotPresent", "Uncertain", "Certain")
Aspects = Mapping[str, str]


def features_of(sentences: Sequence[str]) -> list[Features]:
    """Return the features of sentences."""
    return [sentence_features(s, c) for s, c in zip(sentences, read_cues(sentences), strict=True)]


def train_certainty(items: Sequence[Item[float]], alpha: float = ALPHA) -> LinearModel:
    """Train the scorer of the sentence."""
    rows = features_of([item.text for item in items])
    return fit_regression(rows, [item.gold for item in items], "certainty", alpha=alpha)


def read_aspects(path: Path, split: str | None = None) -> list[Item[Aspects]]:
    """Read ``aspect-level-certainty.jsonl``, or the folder that holds it.

    Raises
    ------
    InputError
        If there is none.
    """
    file = path / "aspect-level-certainty.jsonl" if path.is_dir() else path
    if not file.is_file():
        raise InputError("no such file", source=str(file))
    out: list[Item[Aspects]] = []
    for row in json_lines(file):
        need(row, "finding", "aspect-level-certainty", path=file)
        if split in (None, row.get("split")):
            out.append(Item(f"{row.get('split')}:{row.get('id')}", row["finding"], dict(row["aspect-level-certainty"])))
    return out


def train_aspects(items: Sequence[Item[Aspects]]) -> dict[str, LinearModel]:
    """Train a model for each aspect."""
    rows = features_of([item.text for item in items])
    names = sorted({name for item in items for name in item.gold})
    return {
        name: fit_classifier(rows, [item.gold[name] for item in items], LEVELS, strength=ASPECT_STRENGTH, balanced=True)
        for name in names
    }


def train_scorer(sentences: Sequence[Item[float]], aspects: Sequence[Item[Aspects]]) -> CertaintyScorer:
    """Train the whole scorer."""
    return CertaintyScorer(train_certainty(sentences), train_aspects(aspects))
