"""Labelled spans: scores, and texts put together again from tokens."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from gluclaims.evaluating.corpora.base import Score
from gluclaims.evaluating.matching import count_exact, count_overlap
from gluclaims.evaluating.result import number
from gluclaims.evaluating.scores import f1, precision, recall
from gluclaims.records import Cue

#: ``(start, end, label)`` in code points.
LabelledSpan = tuple[int, int, str]
Spans = tuple[LabelledSpan, ...]
_NO_SPACE_BEFORE = frozenset(".,;:!?)]}%'’")
_NO_SPACE_AFTER = frozenset("([{'’")
_NO_SPACE_AROUND = frozenset("-/–")


def prf_score(name: str, counts: tuple[int, int, int]) -> Score:
    """Return F1, precision and recall as a score."""
    c = np.array(counts, dtype=float)
    return Score(name, number(f1(c)), counts[0] + counts[2], number(precision(c)), number(recall(c)))


def score_spans(gold: Sequence[Spans], pred: Sequence[Spans], labels: Iterable[str]) -> list[Score]:
    """Score spans by label and over all, exact and by overlap (same label, one to one)."""
    wanted = tuple(labels)
    out = []
    for label in (*wanted, *([None] if len(wanted) > 1 else [])):
        exact, overlap = (0, 0, 0), (0, 0, 0)
        for g_all, p_all in zip(gold, pred, strict=True):
            g = [s for s in g_all if s[2] in wanted and label in (None, s[2])]
            p = [s for s in p_all if s[2] in wanted and label in (None, s[2])]
            exact = _add(exact, count_exact(g, p))
            overlap = _add(overlap, count_overlap(_as_cues(g), _as_cues(p), lambda c: c.kind))  # type: ignore[attr-defined]
        out += [prf_score(f"{label or 'all'}, exact F1", exact), prf_score(f"{label or 'all'}, overlap F1", overlap)]
    return out


def _add(a: tuple[int, int, int], b: tuple[int, int, int]) -> tuple[int, int, int]:
    return a[0] + b[0], a[1] + b[1], a[2] + b[2]


def _as_cues(spans: Iterable[LabelledSpan]) -> list[Cue]:
    return [Cue(start, end, "", label) for start, end, label in spans]


def join(tokens: Sequence[str]) -> tuple[str, list[tuple[int, int]]]:
    """Write tokens as running text; return it and the bounds of each token in it.

    Examples
    --------
    >>> join(["Parkinson", "'", "s", "disease", "(", "PD", ")", "."])[0]
    "Parkinson's disease (PD)."
    """
    text, bounds, glue = "", [], True
    for token in tokens:
        alone = token in _NO_SPACE_AROUND
        if text and not glue and not alone and not (token[:1] in _NO_SPACE_BEFORE and len(token) <= 2):
            text += " "
        bounds.append((len(text), len(text) + len(token)))
        text += token
        glue = alone or token in _NO_SPACE_AFTER
    return text, bounds


def iob_spans(tags: Sequence[str], bounds: Sequence[tuple[int, int]]) -> Spans:
    """Read spans off IOB2 tags; an I- tag that continues nothing begins a span.

    Examples
    --------
    >>> iob_spans(["B-X", "I-X", "O", "I-Y"], [(0, 1), (2, 3), (4, 5), (6, 7)])
    ((0, 3, 'X'), (6, 7, 'Y'))
    """
    out: list[LabelledSpan] = []
    inside = ""
    for tag, (start, end) in zip(tags, bounds, strict=True):
        prefix, _, label = tag.partition("-")
        if prefix == "I" and label == inside and out:
            out[-1] = (out[-1][0], end, label)
        elif prefix in ("B", "I"):
            out.append((start, end, label))
        inside = label if prefix in ("B", "I") else ""
    return tuple(out)
