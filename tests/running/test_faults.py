"""What a document does to its worker is its own error record, and nobody else's."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from gluclaims.running.batch import Job, run
from gluclaims.writing.shards import OutputError, Shard
from running import fakes
from running.fakes import Inline, records, shards, spec, write_articles


def errors(out: Path) -> dict[str, str]:
    return {r["id"]: f"{r['error']['type']}: {r['error']['message']}" for r in records(out) if "error" in r}


@pytest.mark.parametrize("workers", [1, 2])
def test_crashes_hangs_and_exceptions(tmp_path: Path, workers: int) -> None:
    texts = [f"text {i}" for i in range(100)]
    texts[7], texts[40], texts[41], texts[66] = "crash", "hang", "raise", "abort"
    articles = write_articles(tmp_path / "in.jsonl", texts)
    manifest = run(Job((str(articles),), tmp_path / "out", spec(timeout=1.5), workers=workers))
    assert [r["id"] for r in records(tmp_path / "out")] == [f"a{i}" for i in range(100)]
    assert errors(tmp_path / "out") == {
        "a7": "WorkerCrashError: took the worker process down (exit code 3)",
        "a40": "WorkerTimeoutError: took longer than 1.5 seconds; raise --timeout",
        "a41": "WorkerCrashError: RuntimeError: said so",
        "a66": "WorkerCrashError: took the worker process down (signal SIGABRT)",
    }
    assert manifest.runs[-1]["restarts"] >= 3


@pytest.mark.skipif(sys.platform != "linux", reason="RLIMIT_DATA counts all private memory on Linux only")
def test_too_much_memory(tmp_path: Path) -> None:
    articles = write_articles(tmp_path / "in.jsonl", ["one", "hog", "three"])
    run(Job((str(articles),), tmp_path / "out", spec(max_memory=500)))
    assert list(errors(tmp_path / "out")) == ["a1"]
    assert "MemoryError" in errors(tmp_path / "out")["a1"]


def test_a_full_disk_is_said_and_what_is_done_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    articles = write_articles(tmp_path / "in.jsonl", [f"text {i}" for i in range(100)])
    job = Job((str(articles),), tmp_path / "out", spec(), shard_size=20)
    add = Shard.add

    def full(self: Shard, line: bytes) -> None:
        if "shard-000002" in self.path.name:
            raise OSError(28, "No space left on device")
        add(self, line)

    with monkeypatch.context() as patch:
        patch.setattr(Shard, "add", full)
        with pytest.raises(OutputError, match="shard-000002.jsonl can't be written: No space left on device; finished"):  # noqa: RUF043
            run(job)
    assert list(shards(tmp_path / "out")) == ["shard-000000.jsonl", "shard-000001.jsonl"]
    run(job, engine=Inline)
    assert [r["id"] for r in records(tmp_path / "out")] == [f"a{i}" for i in range(100)]


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_stops_cleanly_and_the_batch_goes_on(tmp_path: Path, sign: signal.Signals) -> None:
    articles = write_articles(tmp_path / "in.jsonl", ["sleep"] * 200)
    code = (
        "import sys; from running import fakes; from gluclaims.cli import batch, main\n"
        "batch.Spec = lambda **_: fakes.spec()\n"
        f"sys.exit(main(['batch', {str(articles)!r}, '-o', {str(tmp_path / 'out')!r}, '--shard-size', '40']))"
    )
    # batch.Spec is called for its defaults too, before any option is read.
    here = str(Path(fakes.__file__).parents[1])
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        env=os.environ | {"PYTHONPATH": here},
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    wait_for(lambda: len(shards(tmp_path / "out")) >= 1)
    os.killpg(process.pid, sign)
    _, said = process.communicate(timeout=20)
    assert process.returncode == 130
    assert said == "gluclaims: stopped; finished shards stand, and the same command goes on from them\n"
    assert not list((tmp_path / "out").glob("*.tmp"))
    before = shards(tmp_path / "out")
    assert 1 <= len(before) < 5
    run(Job((str(articles),), tmp_path / "out", spec(), shard_size=40), engine=Inline)
    assert [r["id"] for r in records(tmp_path / "out")] == [f"a{i}" for i in range(200)]
    assert before.items() <= shards(tmp_path / "out").items()


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_no_worker_outlives_a_killed_batch(tmp_path: Path) -> None:
    articles = write_articles(tmp_path / "in.jsonl", ["hang"])
    process = subprocess.Popen([sys.executable, fakes.__file__, str(articles), str(tmp_path / "out"), "1", "10"])
    children = Path(f"/proc/{process.pid}/task")
    wait_for((tmp_path / "out" / "manifest.json").exists)
    workers = [int(pid) for task in children.glob("*/children") for pid in task.read_text().split()]
    assert workers
    process.kill()
    process.wait()
    wait_for(lambda: not any(Path(f"/proc/{pid}/cmdline").exists() and alive(pid) for pid in workers))


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def wait_for(condition: object, seconds: float = 20) -> None:
    assert callable(condition)
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "took too long"
        time.sleep(0.01)
