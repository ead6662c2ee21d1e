"""`gluclaims evaluate` and `gluclaims agreement`."""

from __future__ import annotations

import argparse
import csv
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import gluclaims
from gluclaims.cli import agreement as agreement_command
from gluclaims.cli import evaluate as evaluate_command
from gluclaims.errors import ConfigError, GluclaimsError, InputError
from gluclaims.evaluating import evaluate
from gluclaims.evaluating.report import to_html
from gluclaims.records import Article

from .articles import EXAMPLE, article, claim

Capture = pytest.CaptureFixture[str]


def run(module: Any, *words: object) -> int:
    parser = argparse.ArgumentParser()
    module.add_arguments(parser)
    code: int = module.run(parser.parse_args([str(w) for w in words]))
    return code


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    return write(tmp_path / "gold.jsonl", EXAMPLE, EXAMPLE.with_(id="b", extra={"style": "news"}))


@pytest.fixture
def pred(tmp_path: Path) -> Path:
    return write(tmp_path / "pred.jsonl", EXAMPLE, article(id="b"))


def write(path: Path, *articles: Article) -> Path:
    path.write_text("".join(json.dumps(a.to_dict()) + "\n" for a in articles), "utf-8")
    return path


def test_the_table_shows_floor_and_annotator(gold: Path, pred: Path, capsys: Capture) -> None:
    assert run(evaluate_command, gold, pred) == 0
    out = capsys.readouterr().out
    assert "2 articles, 6 sentences, 4 claims in gold" in out
    [row] = [line for line in out.splitlines() if line.startswith("entities, exact") and ".." in line]
    assert row.split()[2:6] == ["1.000", ".500", ".667", ".000"]
    assert row.split()[-4:] == [".000", ".990", "1.000", ".980"]
    assert "by genre" in out


def test_the_long_table_shows_labels_and_confusions(gold: Path, tmp_path: Path, capsys: Capture) -> None:
    scored = {"scores": {"claim": 0.75, "certainty": {"FACT": 0.75, "POSSIBLE": 0.25}}, "verdict": "CONTRADICTED"}
    claims = tuple(replace(c, certainty="FACT", **scored) for c in EXAMPLE.claims)
    wrong = write(tmp_path / "wrong.jsonl", EXAMPLE.with_(claims=claims), EXAMPLE.with_(id="b"))
    run(evaluate_command, gold, wrong, "--long")
    out = capsys.readouterr().out
    assert "POSSIBLE taken for FACT  1" in out
    assert "share false" in out
    assert "certainty .750" in out


def test_json_csv_and_markdown(gold: Path, pred: Path, capsys: Capture) -> None:
    run(evaluate_command, gold, pred, "--format", "json")
    assert json.loads(capsys.readouterr().out)["figures"]["entities"]["recall"] == 0.5
    run(evaluate_command, gold, pred, "--format", "csv")
    rows = list(csv.DictReader(capsys.readouterr().out.splitlines()))
    assert [r["recall"] for r in rows if r["name"] == "entities"] == ["0.5", "1.0", "0.0"]
    run(evaluate_command, gold, pred, "--format", "markdown")
    assert "| entities, exact | 1.000 | .500 |" in capsys.readouterr().out


def test_pred_left_out_runs_the_pipeline(gold: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.setattr(gluclaims, "pipe", lambda texts: (EXAMPLE.with_(id="?", text=t) for t in texts), raising=False)
    assert run(evaluate_command, gold, "--fail-under", "entities=1") == 0
    assert "entities, exact" in capsys.readouterr().out


def test_the_exit_code_is_truthful(gold: Path, pred: Path, capsys: Capture) -> None:
    assert run(evaluate_command, gold, pred, "--fail-under", "entities=0.6,sign-errors=0") == 0
    assert run(evaluate_command, gold, pred, "--fail-under", "entities=0.7") == 1
    assert "floor not reached: entities: 0.667, below 0.700" in capsys.readouterr().err


def test_compare(gold: Path, pred: Path, tmp_path: Path, capsys: Capture) -> None:
    old = tmp_path / "old.json"
    run(evaluate_command, gold, pred, "--format", "json", "-o", old)
    run(evaluate_command, gold, gold, "--compare", old)
    assert "what moved" in capsys.readouterr().out
    old.write_text("{}")
    with pytest.raises(GluclaimsError, match=r"not a result|no result"):
        run(evaluate_command, gold, gold, "--compare", old)


def test_the_gate(gold: Path, pred: Path, tmp_path: Path, capsys: Capture) -> None:
    gate = tmp_path / "gate.json"
    assert run(evaluate_command, gold, gold, "--gate", gate, "--update-gate") == 0
    assert run(evaluate_command, gold, gold, "--gate", gate) == 0
    assert run(evaluate_command, gold, pred, "--gate", gate) == 1
    with pytest.raises(GluclaimsError, match="--allow-regression"):
        run(evaluate_command, gold, pred, "--gate", gate, "--update-gate")
    assert run(evaluate_command, gold, pred, "--gate", gate, "--update-gate", "--allow-regression") == 0
    other = write(tmp_path / "other.jsonl", EXAMPLE)
    assert run(evaluate_command, other, other, "--gate", gate) == 1
    assert "is not the corpus" in capsys.readouterr().err


def test_alignment_is_told(gold: Path, tmp_path: Path, capsys: Capture) -> None:
    pred = write(tmp_path / "short.jsonl", EXAMPLE)
    with pytest.raises(GluclaimsError, match="--align drop"):
        run(evaluate_command, gold, pred)
    assert run(evaluate_command, gold, pred, "--align", "drop") == 0
    assert "--align drop changed: 1 articles dropped" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    [
        ("--samples", "-1"),
        ("--update-gate",),
        ("--corpus", "nothing"),
        ("--corpus", "ncbi"),
        ("--limit", "0", "--corpus", "ncbi"),
    ],
)
def test_wrong_usage(gold: Path, words: tuple[str, ...]) -> None:
    with pytest.raises((ConfigError, InputError)):
        run(evaluate_command, gold, gold, *words)


def test_an_output_that_cannot_be_written(gold: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="can't be written"):
        run(evaluate_command, gold, gold, "-o", tmp_path / "nowhere" / "out.txt")


def test_the_html_report_shows_errors_and_escapes(tmp_path: Path) -> None:
    text = "A <script>alert(1)</script> & GABA blocks it."
    wrong = claim("GABA blocks it", text=text, statement="<b>GABA</b> blocks")
    gold = article(text=text, sentences=(), claims=(wrong,))
    page = to_html(evaluate([gold], [article(text=text, sentences=())]), [gold])
    assert "<mark>GABA blocks it</mark>" in page
    assert "&lt;b&gt;GABA&lt;/b&gt; blocks" in page
    assert "<b>GABA" not in page
    assert 'data-layer="claim-spans"' in page
    assert "http://" not in page  # nothing is loaded
    assert "https://" not in page
    assert "default-src &#39;none&#39;" in page  # and nothing could be


def test_a_public_corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    file = tmp_path / "devel.tsv"
    file.write_text("back\tB-Disease\npain\tI-Disease\n\nno\tO\n")
    monkeypatch.setattr(gluclaims, "pipe", lambda texts: (Article("?", t) for t in texts), raising=False)
    assert run(evaluate_command, file, "--corpus", "ncbi", "--limit", "1") == 0
    out = capsys.readouterr().out
    assert "ours (devel.tsv, 1 items)" in out
    assert "BioBERT" in out
    assert "official test" in out
    for name in ("json", "csv", "markdown"):
        assert run(evaluate_command, file, "--corpus", "ncbi", "--format", name) == 0
        assert "BioBERT" in capsys.readouterr().out
    assert run(evaluate_command, file, "--corpus", "help") == 0
    assert "scifact" in capsys.readouterr().out


def test_agreement(gold: Path, pred: Path, tmp_path: Path, capsys: Capture) -> None:
    todo = tmp_path / "todo.jsonl"
    assert run(agreement_command, gold, pred, "--disagreements", todo) == 0
    out = capsys.readouterr().out
    assert "gold and pred" in out
    assert "alpha" in out
    rows = [json.loads(line) for line in todo.read_text().splitlines()]
    assert {"a", "b", "layer", "a_says", "b_says"} <= rows[0].keys()
    assert run(agreement_command, gold, pred, "--format", "json") == 0
    assert json.loads(capsys.readouterr().out)["annotators"] == ["gold", "pred"]
    with pytest.raises(ConfigError, match="two annotators"):
        run(agreement_command, gold)
