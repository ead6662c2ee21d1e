"""Claims against abstracts: SciFact and Check-COVID.

The abstract that belongs to a claim is given (`Item.context`); finding it is another task. `of_article` reads the
verdict that the fact base gives the claim alone; a component that reads the abstract may be measured too.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from gluclaims.evaluating.corpora.base import Item, Reader, Score, files, json_lines, need
from gluclaims.evaluating.corpora.classes import score_classes
from gluclaims.evaluating.corpora.spans import prf_score
from gluclaims.records import Article

SUPPORT, REFUTE, NEITHER = VERDICTS = ("SUPPORT", "REFUTE", "NOT_ENOUGH_INFO")
_SAME = {
    "SUPPORT": SUPPORT, "SUPPORTS": SUPPORT, "REFUTE": REFUTE, "CONTRADICT": REFUTE,
    "NOTENOUGHINFO": NEITHER, "NEI": NEITHER, "NOT_ENOUGH_INFO": NEITHER,
}  # fmt: skip


class _Verdicts(Reader[str]):
    def of_article(self, article: Article) -> str:
        """Return REFUTE where a claim of the text is contradicted, else SUPPORT where one is supported."""
        found = {claim.verdict for claim in article.claims}
        return REFUTE if "CONTRADICTED" in found else SUPPORT if "SUPPORTED" in found else NEITHER

    def score(self, gold: Sequence[str], pred: Sequence[str]) -> list[Score]:
        """Score the three classes, and support and refutation as retrieval with the abstract given."""
        right = sum(g == p != NEITHER for g, p in zip(gold, pred, strict=True))
        counts = (right, sum(p != NEITHER for p in pred) - right, sum(g != NEITHER for g in gold) - right)
        return [*score_classes(gold, pred, VERDICTS), prf_score("abstract and label (abstract given), F1", counts)]


class SciFact(_Verdicts):
    """SciFact: scientific claims against cited abstracts."""

    name = "scifact"
    title = "SciFact folder (claims_train.jsonl, claims_dev.jsonl, corpus.jsonl)"

    def read(self, path: Path, split: str | None = None) -> list[Item[str]]:
        """Read claims, one item for each cited abstract."""
        folder = path if path.is_dir() else path.parent
        abstracts = {}
        for row in json_lines(files(folder, "corpus.jsonl")[0]):
            need(row, "doc_id", "abstract", path=folder)
            abstracts[str(row["doc_id"])] = tuple(row["abstract"])
        out = []
        for file in files(path, f"claims_{split or '*'}.jsonl"):
            for row in json_lines(file):
                need(row, "id", "claim", "cited_doc_ids", path=file)
                for doc in dict.fromkeys(map(str, [*row["cited_doc_ids"], *row.get("evidence", {})])):
                    sets = row.get("evidence", {}).get(doc, [])
                    gold = _SAME[sets[0]["label"]] if sets else NEITHER
                    out.append(
                        Item(f"{row['id']}:{doc}", row["claim"], gold, str(row["id"]), abstracts.get(doc, ()))
                    )  # fmt: skip
        return out


class CheckCovid(_Verdicts):
    """Check-COVID: claims of news against sentences of journals."""

    name = "check-covid"
    title = "Check-COVID folder (covidCheck_*.json, corpus.json)"

    def read(self, path: Path, split: str | None = None) -> list[Item[str]]:
        """Read claims with the abstract that they are to be held against."""
        folder = path if path.is_dir() else path.parent
        abstracts = {row["cord_id"]: tuple(row["abstract"]) for row in json_lines(files(folder, "corpus.json")[0])}
        out = []
        for file in files(path, f"covidCheck_{split or ''}*.json"):
            for row in json_lines(file):
                need(row, "id", "claim", "cord_id", "label", path=file)
                context = abstracts.get(row["cord_id"], ())
                group = str(row["id"]).partition("_")[0]
                out.append(Item(str(row["id"]), row["claim"], _SAME[row["label"]], group, context))
        return out
