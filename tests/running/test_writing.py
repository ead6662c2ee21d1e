"""Shards and tables: what is written reads back the same, and nothing in it runs."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from gluclaims.records import Article
from gluclaims.running.batch import Job, run
from gluclaims.writing.csv import safe_cell, write_csv
from gluclaims.writing.jsonl import to_line
from gluclaims.writing.shards import Shard, read_parquet
from running.fakes import Inline, spec, write_articles

RECORD: dict[str, Any] = {
    "schema": "gluclaims/1", "id": "a", "source": None, "title": "T", "text": "=GABA may calm.",
    "sentences": [{"start": 0, "end": 15}],
    "entities": [{"start": 1, "end": 5, "text": "GABA", "label": "NEUROTRANSMITTER", "concept": "gaba",
                  "ids": {"MESH": "D005680"}, "score": 0.9, "rule": "r", "seen": 3}],
    "cues": [{"start": 6, "end": 9, "text": "may", "kind": "HEDGE"}],
    "claims": [{"id": "C1", "start": 0, "end": 15, "text": "=GABA may calm.", "statement": "=GABA may calm.", "type": "EFFECT",
                "relation": "OTHER", "aspect": None, "direction": "NONE", "certainty": "POSSIBLE", "polarity": "AFFIRMED",
                "strength": "NONE", "attribution": "WRITER", "subject": "gaba", "object": None, "location": None,
                "population": None, "scores": {"claim": 0.7, "certainty": {"FACT": 0.1}}, "cues": [0],
                "verdict": "NOT_ENOUGH_INFO", "calibration": None, "flags": ["F"],
                "evidence": [{"fact": "f", "stance": "SUPPORTS", "chain": ["x", "y"], "reference": {"year": 2016}}]}],
    "provenance": {"gluclaims": "0", "sha256": "1"}, "mine": {"kept": True},
}  # fmt: skip


def test_a_parquet_shard_reads_back_as_it_was(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    failed = {"schema": "gluclaims/1", "id": "b", "source": "s", "error": {"type": "X", "message": "m"}, "mine": 1}
    shard = Shard(tmp_path / "s.parquet")
    for record in (RECORD, failed):
        shard.add(json.dumps(record).encode())
    shard.finish()
    assert list(read_parquet(tmp_path / "s.parquet")) == [RECORD, failed]
    assert [f.name for f in tmp_path.iterdir()] == ["s.parquet"]


def test_a_batch_of_parquet(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    articles = write_articles(tmp_path / "in.jsonl", ["one", "lone \ud800 surrogate", ""])
    run(Job((str(articles),), tmp_path / "out", spec(), format="parquet"), engine=Inline)
    found = list(read_parquet(tmp_path / "out" / "shard-000000.parquet"))
    assert [r.get("text", "error") for r in found] == ["one", "lone \ufffd surrogate", "error"]


@pytest.mark.parametrize("text", ["", "α 😀", "\ud800", "\udcff.txt", "a\0b\u2028c", "\r\n"])
def test_a_line_reads_back_as_it_was(text: str) -> None:
    line = to_line(Article("a", text))
    assert line.count(b"\n") == 1
    assert json.loads(line)["text"] == text
    line.decode("utf-8")


@pytest.mark.parametrize(
    "cell",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        " =1",
        "\u200b=1",
        "\ufeff=1",
        "＝1",
        "\0=1",
        "=cmd|'/C calc'!A0",
    ],
)
def test_a_formula_is_no_formula(cell: str) -> None:
    assert str(safe_cell(cell)).startswith("'")


@pytest.mark.parametrize("cell", ["", "5-HT", "a=b", "α-2", "'=1", "(+)-amphetamine", 1, -1.5, True])
def test_other_cells_are_left_alone(cell: object) -> None:
    assert safe_cell(cell) == cell


def test_a_table_of_claims() -> None:
    file = io.StringIO()
    assert write_csv([Article.from_dict(RECORD), Article("b", error={"type": "X", "message": "m"})], file) == 1
    (row,) = csv.DictReader(io.StringIO(file.getvalue()))
    assert (row["text"], row["subject"], row["object"], row["start"]) == ("'=GABA may calm.", "gaba", "", "0")
