"""Pei and Jurgens 2021: how certain the finding of a paper is put, 1 to 6."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from gluclaims.evaluating.corpora.base import Item, Reader, Score, files, json_lines, need
from gluclaims.evaluating.result import number
from gluclaims.labels import labels
from gluclaims.records import Article, Claim


class PeiJurgens(Reader[float]):
    """Sentence-level certainty; Pearson's and Spearman's correlation."""

    name = "pei-jurgens"
    title = "Pei & Jurgens 2021, sentence-level certainty (sentence-level-certainty.jsonl; splits train, val, test)"

    def read(self, path: Path, split: str | None = None) -> list[Item[float]]:
        """Read one finding a line."""
        out: list[Item[float]] = []
        for file in files(path, "sentence-level-certainty*.jsonl"):
            for row in json_lines(file):
                need(row, "finding", "sentence-level-certainty", path=file)
                if split in (None, row.get("split")):
                    name = f"{row.get('split', '')}:{row.get('id', len(out))}"
                    out.append(Item(name, row["finding"], float(row["sentence-level-certainty"]), group=row["finding"]))
        return out

    def of_article(self, article: Article) -> float:
        """Return the mean certainty of the claims, on their own scale (correlation minds no scale)."""
        levels = [expected_level(claim) for claim in article.claims]
        return float(np.mean(levels)) if levels else float(len(labels().certainty) - 1)

    def score(self, gold: Sequence[float], pred: Sequence[float]) -> list[Score]:
        """Correlate."""
        from scipy.stats import rankdata

        ranked = (rankdata(gold), rankdata(pred))
        return [
            Score("Pearson r", correlation(gold, pred), len(gold)),
            Score("Spearman rho", correlation(*ranked), len(gold)),
        ]


def expected_level(claim: Claim) -> float:
    """Return the mean level of the certainty's probabilities, or its level where there are none."""
    order = {label: i for i, label in enumerate(labels().certainty)}
    scores = claim.scores.get("certainty")
    if isinstance(scores, dict) and scores:
        return float(sum(order[k] * float(p) for k, p in scores.items()) / sum(float(p) for p in scores.values()))
    return float(order[claim.certainty])


def correlation(a: Sequence[float], b: Sequence[float]) -> float | None:
    """Return Pearson's r, None where one side does not vary."""
    x, y = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    if len(x) < 2 or not x.std() or not y.std():
        return None
    return number(np.corrcoef(x, y)[0, 1])
