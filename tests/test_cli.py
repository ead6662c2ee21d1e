"""The command line as its users meet it."""

import json
import subprocess
import sys
import time

import pytest

from gluclaims.cli import main

TEXT = "Riluzole works by increasing the release of glutamate.\n"


def run(*words, **options):
    return subprocess.run(
        [sys.executable, "-m", "gluclaims", *words], capture_output=True, text=True, check=False, **options
    )


def test_help_is_quick():
    run("--help")
    start = time.perf_counter()
    assert run("--help").returncode == 0
    assert time.perf_counter() - start < 2  # 0.4 s on a quiet machine; benchmarks/startup.py prints it


def test_help_does_not_import_spacy():
    code = "import sys; from gluclaims.cli import main\ntry: main(['--help'])\nexcept SystemExit: pass\nassert 'spacy' not in sys.modules"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode == 0


def test_check_prints_the_verdict_the_reason_and_the_source(tmp_path, capsys):
    path = tmp_path / "a.txt"
    path.write_text(TEXT, "utf-8")
    assert main(["check", str(path)]) == 0
    out = capsys.readouterr().out
    assert "contradicted" in out
    assert "wrong direction" in out
    assert "Source:" in out
    assert "\x1b[" not in out  # plain when piped


@pytest.mark.parametrize("form", ["jsonl", "json", "csv"])
def test_formats(tmp_path, capsys, form):
    path = tmp_path / "a.txt"
    path.write_text(TEXT, "utf-8")
    assert main(["check", str(path), "--format", form]) == 0
    out = capsys.readouterr().out
    if form == "csv":
        assert out.splitlines()[0].startswith("article,id,start,end,text,statement")
    else:
        record = json.loads(out)
        record = record[0] if form == "json" else record
        assert record["claims"][0]["verdict"] == "CONTRADICTED"
        assert record["provenance"]["sha256"]


def test_a_bad_input_gives_an_error_record_and_the_others_are_done(tmp_path, capsys):
    good = tmp_path / "good.txt"
    good.write_text(TEXT, "utf-8")
    code = main(["check", str(tmp_path / "missing.txt"), str(good), "--format", "jsonl"])
    captured = capsys.readouterr()
    records = [json.loads(line) for line in captured.out.splitlines()]
    assert code == 1
    assert records[0]["error"]["message"] == "no such file or folder"
    assert records[1]["claims"]
    assert "missing.txt" in captured.err


def test_standard_input():
    done = run("check", "-", "--format", "jsonl", input=TEXT)
    assert done.returncode == 0
    assert json.loads(done.stdout)["id"] == "stdin"


def test_unknown_command_is_refused():
    assert run("chekc").returncode == 2
