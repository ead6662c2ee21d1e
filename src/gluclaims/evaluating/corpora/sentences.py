"""Achakulvisut et al. 2019: which sentences of an abstract state the authors' own claims."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from gluclaims.errors import InputError
from gluclaims.evaluating.corpora.base import Item, Reader, Score, files, json_lines, need
from gluclaims.evaluating.corpora.spans import prf_score
from gluclaims.records import Article


class Achakulvisut2019(Reader[bool]):
    """Sentences of abstracts: one states a claim, or does not; F1 of those that do.

    A claim there is what the authors conclude, two or three sentences an abstract; a claim of ours is whatever a writer
    puts forward, which nearly every sentence does. So our precision is that of taking all sentences.
    """

    name = "achakulvisut2019"
    title = "Achakulvisut et al. 2019 (train_labels.json, validation_labels.json, test_labels.json, or the folder)"

    def read(self, path: Path, split: str | None = None) -> list[Item[bool]]:
        """Read sentences, grouped by abstract; `split` is ``train``, ``validation`` or ``test``."""
        out = []
        for file in files(path, f"{split or '*'}_labels.json"):
            for row in json_lines(file):
                need(row, "paper_id", "sentences", "labels", path=file)
                sentences, labels = row["sentences"], [str(label) for label in row["labels"]]
                if len(sentences) != len(labels) or set(labels) - {"0", "1"}:
                    raise InputError(f"paper {row['paper_id']}: not one label 0 or 1 a sentence", source=str(file))
                paper = f"{file.stem}:{row['paper_id']}"
                for number, (text, label) in enumerate(zip(sentences, labels, strict=True)):
                    out.append(Item(f"{paper}:{number}", text, label == "1", group=paper))
        return out

    def of_article(self, article: Article) -> bool:
        """Return whether a claim was found."""
        return bool(article.claims)

    def score(self, gold: Sequence[bool], pred: Sequence[bool]) -> list[Score]:
        """Score the sentences with a claim, beside taking all for claims."""
        both = sum(g and p for g, p in zip(gold, pred, strict=True))
        ours = prf_score("claim sentences, F1", (both, sum(pred) - both, sum(gold) - both))
        return [ours, prf_score("taking every sentence for a claim, F1", (sum(gold), len(gold) - sum(gold), 0))]
