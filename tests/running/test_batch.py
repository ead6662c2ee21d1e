"""What a batch writes."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from gluclaims.cli import main
from gluclaims.errors import ConfigError, DataError
from gluclaims.running.batch import Job, run
from gluclaims.running.manifest import Counts
from gluclaims.running.progress import Lines, duration, status
from gluclaims.writing.shards import OutputError
from running.fakes import Inline, records, shards, spec, write_articles

TEXTS = [f"text {i}" for i in range(25)]


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    return write_articles(tmp_path / "in.jsonl", TEXTS)


def test_numbered_shards_in_order(articles: Path, tmp_path: Path) -> None:
    manifest = run(Job((str(articles),), tmp_path / "out", spec(), shard_size=10), engine=Inline)
    assert list(shards(tmp_path / "out")) == [f"shard-00000{i}.jsonl" for i in range(3)]
    assert [r["text"] for r in records(tmp_path / "out")] == TEXTS
    assert [s.counts.records for s in manifest.shards] == [10, 10, 5]


def test_the_manifest_says_what_was_done_with_what(articles: Path, tmp_path: Path) -> None:
    run(Job((str(articles),), tmp_path / "out", spec(), shard_size=10), engine=Inline)
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert manifest["state"] == "finished"
    assert manifest["pipeline"]["sha256"] == "1"
    assert manifest["counts"] == {"records": 25, "errors": 0, "words": 50, "claims": 25}
    assert manifest["inputs"]["files"] == 1
    assert len(manifest["shards"][0]["sha256"]) == 64


def test_nothing_is_left_beside_shards_and_manifest(articles: Path, tmp_path: Path) -> None:
    run(Job((str(articles),), tmp_path / "out", spec(), shard_size=10), engine=Inline)
    assert sorted(f.name for f in (tmp_path / "out").iterdir() if not f.name.startswith("shard")) == [
        ".lock",
        "manifest.json",
    ]


def test_one_worker_and_two_write_the_same_bytes(tmp_path: Path) -> None:
    articles = write_articles(tmp_path / "in.jsonl", [f"{'sleep ' if i % 7 == 0 else ''}text {i}" for i in range(300)])
    for workers in (1, 2):
        run(Job((str(articles),), tmp_path / f"out{workers}", spec(), shard_size=70, workers=workers))
    run(Job((str(articles),), tmp_path / "inline", spec(), shard_size=70), engine=Inline)
    assert shards(tmp_path / "out1") == shards(tmp_path / "out2") == shards(tmp_path / "inline")


def test_an_input_that_cannot_be_read_has_its_error_record_in_its_place(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text("one")
    (folder / "b.txt").write_bytes(b"\0\1\2")
    (folder / "c.jsonl").write_text('{"text": "two"}\nnot json\n{"body": "x"}\n')
    (folder / "d.html").write_text("<p></p>")
    (folder / "e.csv").write_text('id,text\n7,three\n8,"four\nlines"\n')
    (folder / "f.txt").write_text("")
    manifest = run(Job((str(folder), str(tmp_path / "gone.txt")), tmp_path / "out", spec()), engine=Inline)
    found = records(tmp_path / "out")
    assert [r["id"] for r in found] == ["a", "b", "c:1", "c:2", "c:3", "d", "7", "8", "f", "gone"]
    assert ["error" in r for r in found] == [False, True, False, True, True, True, False, False, True, True]
    assert manifest.counts.errors == 6


def test_gzip_holds_the_same_and_is_reproducible(articles: Path, tmp_path: Path) -> None:
    for name, packed in (("a", True), ("b", True), ("c", False)):
        run(Job((str(articles),), tmp_path / name, spec(), gzip=packed), engine=Inline)
    assert shards(tmp_path / "a") == shards(tmp_path / "b")
    packed = (tmp_path / "a" / "shard-000000.jsonl.gz").read_bytes()
    assert gzip.decompress(packed) == (tmp_path / "c" / "shard-000000.jsonl").read_bytes()


def test_no_input_is_a_finished_batch_without_shards(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    manifest = run(Job((str(tmp_path / "in"),), tmp_path / "out", spec()), engine=Inline)
    assert (manifest.state, manifest.shards) == ("finished", ())


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"shard_size": 5}, "the option shard-size was 10 and is 5"),
        ({"gzip": True}, "the option gzip was false and is true"),
        ({"spec": spec(sha256="2")}, "sha256 was 1 and is 2"),
        ({"inputs": ("elsewhere.jsonl",)}, "the input has changed"),
    ],
)
def test_what_has_changed_is_said_and_not_mixed_in(
    articles: Path, tmp_path: Path, change: dict[str, object], sentence: str
) -> None:
    asked = {"inputs": (str(articles),), "out": tmp_path / "out", "spec": spec(), "shard_size": 10}
    run(Job(**asked), engine=Inline)  # type: ignore[arg-type]
    before = shards(tmp_path / "out")
    with pytest.raises(ConfigError, match=sentence):
        run(Job(**(asked | change)), engine=Inline)  # type: ignore[arg-type]
    assert shards(tmp_path / "out") == before
    run(Job(**(asked | change), restart=True), engine=Inline)  # type: ignore[arg-type]


def test_a_file_that_was_written_to_is_a_changed_input(articles: Path, tmp_path: Path) -> None:
    run(Job((str(articles),), tmp_path / "out", spec()), engine=Inline)
    with articles.open("a") as file:
        file.write('{"text": "more"}\n')
    with pytest.raises(ConfigError, match="the input has changed"):
        run(Job((str(articles),), tmp_path / "out", spec()), engine=Inline)


def test_files_of_others_are_left_alone(articles: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.tex").write_text("")
    with pytest.raises(ConfigError, match="thesis.tex"):  # noqa: RUF043
        run(Job((str(articles),), tmp_path / "out", spec(), restart=True), engine=Inline)


def test_the_output_is_not_read_as_input(articles: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="lies in the input folder"):
        run(Job((str(tmp_path),), tmp_path / "out", spec()), engine=Inline)


def test_two_batches_do_not_write_to_one_folder(articles: Path, tmp_path: Path) -> None:
    def inner(job: Job) -> Inline:
        with pytest.raises(ConfigError, match="another batch is writing"):
            run(job, engine=Inline)
        return Inline(job)

    run(Job((str(articles),), tmp_path / "out", spec()), engine=inner)


def test_an_output_that_cannot_be_made_is_said(articles: Path, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"can't be written: Not a directory"):
        run(Job((str(articles),), articles / "out", spec()), engine=Inline)


def test_a_pipeline_that_does_not_load_is_said(articles: Path, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"cannot be loaded: ValueError: config.cfg is not what it was"):
        run(Job((str(articles),), tmp_path / "out", spec("broken")))


@pytest.mark.parametrize("words", [["--workers", "0"], ["--shard-size", "0"], ["--gzip", "--format", "parquet"], ["-"]])
def test_wrong_usage_is_exit_code_2(words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["batch", "x.txt", *words, "-o", str(tmp_path / "out")]) == 2
    assert capsys.readouterr().err.startswith("gluclaims: ")


def test_a_line_a_minute(capsys: pytest.CaptureFixture[str]) -> None:
    now = 0.0
    lines = Lines(clock=lambda: now)
    lines.begin(1000, Counts())
    for now in (10.0, 59.0, 61.0, 100.0, 122.0):  # noqa: B007
        lines.step(Counts(10, 1, 6100, 3), 250)
    printed = capsys.readouterr().err.splitlines()
    assert printed[0] == "gluclaims: 10 articles, 100 words/s, 3 claims, 1 errors, 25 %, about 0:03:03 left"
    assert len(printed) == 2


def test_what_a_resumed_batch_has_done_counts_but_not_for_its_speed() -> None:
    assert (
        status(Counts(5, 0, 900, 4), Counts(5, 0, 100, 1), 2.0, 0, 10) == "10 articles, 50 words/s, 5 claims, 0 errors"
    )
    assert duration(3661.2) == "1:01:01"


def test_a_file_name_does_not_steer_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    Lines().say("bad\x1b[2Jname\nsecond")
    assert capsys.readouterr().err == "gluclaims: bad\\x1b[2Jname\\nsecond\n"
