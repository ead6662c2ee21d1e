"""Yu, Li and Wang 2019: how causal the conclusion of an abstract is put."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import ClassVar

from gluclaims.errors import InputError
from gluclaims.evaluating.corpora.base import Item, Reader, Score, csv_rows, files
from gluclaims.evaluating.corpora.classes import score_classes
from gluclaims.labels import labels
from gluclaims.records import Article


class Yu2019(Reader[str]):
    """PubMed conclusions in four classes; macro-F1.

    The numbers of the labels are those of ``pubmed_causal_language_use.csv``; the same group's press-release set swaps
    1 and 3, so a file with other columns is refused.
    """

    name = "yu2019"
    title = "Yu, Li & Wang 2019 (pubmed_causal_language_use.csv: sentence, label)"
    codes: ClassVar[Mapping[str, str]] = {"0": "NONE", "1": "DIRECT", "2": "CONDITIONAL", "3": "CORRELATIONAL"}

    def read(self, path: Path, split: str | None = None) -> list[Item[str]]:
        """Read one sentence a row; equal sentences (there are some) share a group."""
        out = []
        for file in files(path, "pubmed_causal_language_use*.csv"):
            for number, row in enumerate(csv_rows(file, ("sentence", "label")), start=2):
                if row["label"] not in self.codes:
                    raise InputError(f"unknown label {row['label']!r}", str(file), f"line {number}")
                out.append(Item(str(number), row["sentence"], self.codes[row["label"]], group=row["sentence"]))
        return out

    def of_article(self, article: Article) -> str:
        """Return the strongest causal strength of the claims."""
        order = labels().strength
        return max((claim.strength for claim in article.claims), key=order.index, default=order[0])

    def score(self, gold: Sequence[str], pred: Sequence[str]) -> list[Score]:
        """Score the four classes."""
        return score_classes(gold, pred, labels().strength)
