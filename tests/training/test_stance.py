"""The stance model: trained from corpora in their authors' formats, to the same bytes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gluclaims.checking.evidence.stance import STANCES, StanceModel
from gluclaims.cli import main
from gluclaims.evaluating.corpora.base import Item
from gluclaims.evaluating.corpora.verdicts import NEITHER, REFUTE, SUPPORT
from gluclaims.training.stance import by_folds, macro_f1, train_stance

DRUGS = ("riluzole", "ketamine", "lithium", "zolpidem", "fluoxetine", "memantine", "caffeine", "nicotine")
#: What an abstract says of "X lowers glutamate".
SAID = {SUPPORT: "{} reduced glutamate.", REFUTE: "{} did not reduce glutamate.", NEITHER: "Rats were kept in the dark."}


def items() -> list[Item[str]]:
    return [
        Item(f"{drug}:{gold}", f"{drug} lowers glutamate.", gold, drug, (said.format(drug.title()),))
        for drug in DRUGS
        for gold, said in SAID.items()
    ]


def test_plain_pairs_are_learnt() -> None:
    gold, pred = by_folds(items(), k=4)
    assert macro_f1(gold, pred) == 1.0
    assert macro_f1(gold, ["NEUTRAL"] * len(gold)) == pytest.approx(1 / 6)


def test_the_same_pairs_give_the_same_bytes() -> None:
    assert train_stance([items()]).model.to_bytes() == train_stance([items()]).model.to_bytes()


def write(path: Path, rows: list[dict[str, object]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")


def test_the_command_reads_the_authors_formats(tmp_path: Path) -> None:
    label = {SUPPORT: "SUPPORT", REFUTE: "CONTRADICT"}
    pairs = list(enumerate(items()))
    write(tmp_path / "s/corpus.jsonl", [{"doc_id": n, "title": "", "abstract": list(i.context)} for n, i in pairs])
    write(tmp_path / "s/claims_train.jsonl", [
        {"id": n, "claim": i.text, "cited_doc_ids": [n],
         "evidence": {str(n): [{"sentences": [0], "label": label[i.gold]}]} if i.gold in label else {}}
        for n, i in pairs
    ])  # fmt: skip
    write(tmp_path / "c/corpus.json", [{"cord_id": str(n), "abstract": list(i.context)} for n, i in pairs])
    rows = [{"id": f"{n}_0", "claim": i.text, "cord_id": str(n), "label": i.gold.replace("_", "")} for n, i in pairs]
    write(tmp_path / "c/covidCheck_train.json", rows)
    write(tmp_path / "c/covidCheck_dev.json", rows)
    given = ["--scifact", str(tmp_path / "s"), "--check-covid", str(tmp_path / "c"), "-o", str(tmp_path / "m")]
    assert main(["train", "stance", *given]) == 0
    ((stance, _),) = StanceModel.load(tmp_path / "m").guess("X lowers Y.", [["X reduced Y."]], lambda _: 1.0)
    assert stance in STANCES
    assert "SciFact" in (tmp_path / "m/README.md").read_text("utf-8")
