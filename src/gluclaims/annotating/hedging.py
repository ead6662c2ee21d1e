"""A hedge detector for sentences of any kind of scientific prose: a token tagger, then the sentence.

Words that were ever seen as (part of) a cue are candidates; a logistic model tells by the words around whether a
candidate is a cue here. A sentence is uncertain where it holds a speculation cue; its score is the probability that at
least one of its candidates is one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from gluclaims.annotating.models import Features, Floats, LinearModel, model_folder

SPECULATION, NEGATION = "speculation", "negation"
OTHER = "other"
CLASSES = (OTHER, SPECULATION, NEGATION)
TAGGER = "hedge-tagger.npz"
FOLDER = "en_hedging"
_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)?|[^\w\s]|_")
_DIGITS = re.compile(r"\d+")
_WINDOW = 4


@dataclass(frozen=True, slots=True)
class Token:
    """A token and its place in the sentence."""

    start: int
    end: int
    low: str


def tokens_of(sentence: str) -> list[Token]:
    """Split a sentence into words and signs, digits made one."""
    return [Token(m.start(), m.end(), _DIGITS.sub("0", m.group().lower())) for m in _TOKEN.finditer(sentence)]


def token_features(words: Sequence[str], i: int) -> Features:
    """Return what the tagger sees of the word at `i`."""

    def at(k: int) -> str:
        return words[k] if 0 <= k < len(words) else "|"

    w, p, n, pp, nn = words[i], at(i - 1), at(i + 1), at(i - 2), at(i + 2)
    out = {
        f"w={w}": 1.0,
        f"p={p}": 1.0,
        f"n={n}": 1.0,
        f"s3={w[-3:]}": 1.0,
        f"s4={w[-4:]}": 1.0,
        f"w={w} p={p}": 1.0,
        f"w={w} n={n}": 1.0,
        f"w={w} pp={pp}": 1.0,
        f"w={w} nn={nn}": 1.0,
        f"w={w} p={p} n={n}": 1.0,
        f"w={w} p2={pp} {p}": 1.0,
        f"w={w} n2={n} {nn}": 1.0,
        f"w={w} ps={p[-2:]}": 1.0,
        f"w={w} ns={n[-2:]}": 1.0,
    }
    for k in range(1, _WINDOW + 1):
        out[f"w={w} b={at(i - k)}"] = 0.5
        out[f"w={w} a={at(i + k)}"] = 0.5
        out[f"b={at(i - k)}"] = 0.5
        out[f"a={at(i + k)}"] = 0.5
    if i < 2:
        out[f"w={w} first"] = 1.0
    return out


@dataclass(frozen=True, slots=True)
class Tagged:
    """A sentence's cues as ``(start, end, kind)`` and the probability that it is uncertain."""

    probability: float
    cues: tuple[tuple[int, int, str], ...]


@dataclass(frozen=True)
class HedgeDetector:
    """The detector.

    Parameters
    ----------
    tagger : LinearModel
        With the candidate words, their list under ``candidates`` of its ``meta``.
    """

    tagger: LinearModel

    @classmethod
    def load(cls, folder: Path | None = None) -> HedgeDetector:
        """Load the detector from a model folder, the shipped one where left out."""
        return cls(LinearModel.load((folder or model_folder(FOLDER)) / TAGGER))

    def save(self, folder: Path) -> None:
        """Write the detector's file."""
        self.tagger.save(folder / TAGGER)

    def tag(self, sentences: Sequence[str]) -> list[Tagged]:
        """Tag sentences."""
        candidates = frozenset(self.tagger.meta["candidates"])
        threshold = float(self.tagger.meta.get("threshold", 0.5))
        rows: list[Features] = []
        places: list[list[tuple[int, Token]]] = []
        for sentence in sentences:
            tokens = tokens_of(sentence)
            words = [t.low for t in tokens]
            here = [(i, t) for i, t in enumerate(tokens) if t.low in candidates]
            places.append(here)
            rows.extend(token_features(words, i) for i, _ in here)
        found = self.tagger.probabilities(rows) if rows else np.zeros((0, len(CLASSES)))
        out, at = [], 0
        for here in places:
            part = found[at : at + len(here)]
            at += len(here)
            probability = float(1 - np.prod(1 - part[:, 1])) if len(here) else 0.0
            out.append(Tagged(probability, _spans(here, part, threshold)))
        return out


def _spans(here: Sequence[tuple[int, Token]], found: Floats, threshold: float) -> tuple[tuple[int, int, str], ...]:
    spans: list[tuple[int, int, str]] = []
    last = -2
    for (i, token), row in zip(here, found, strict=True):
        kind = CLASSES[int(row.argmax())] if row[1:].max() < threshold else CLASSES[1 + int(row[1:].argmax())]
        if kind == OTHER:
            continue
        if spans and last == i - 1 and spans[-1][2] == kind:
            spans[-1] = (spans[-1][0], token.end, kind)
        else:
            spans.append((token.start, token.end, kind))
        last = i
    return tuple(spans)
