"""kill -9 at any moment, run again: every record once, in order, the bytes of a run that nobody disturbed."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from gluclaims.running.batch import Job, run
from running import fakes
from running.fakes import Inline, records, shards, spec, write_articles

pytestmark = pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")


@needs_fork
def test_killed_at_a_hundred_random_moments(tmp_path: Path) -> None:
    articles = write_articles(tmp_path / "in.jsonl", [f"text {i}" for i in range(200)])

    def job(name: str) -> Job:
        return Job((str(articles),), tmp_path / name, spec(), shard_size=20)

    began = time.monotonic()
    run(job("whole"), engine=Inline)
    whole = time.monotonic() - began
    chance = random.Random(7)
    kills = batches = 0
    while kills < 100:
        name = f"out{batches}"
        batches += 1
        finished = False
        while not finished:
            child = os.fork()
            if child == 0:
                try:
                    run(job(name), engine=Inline)
                finally:
                    os._exit(0)
            time.sleep(chance.uniform(0, 0.4 * whole))
            os.kill(child, signal.SIGKILL)  # a child that has ended waits for us: no other process has its number
            finished = not os.WIFSIGNALED(os.waitpid(child, 0)[1])
            kills += not finished
        assert shards(tmp_path / name) == shards(tmp_path / "whole")
        manifest = json.loads((tmp_path / name / "manifest.json").read_text())
        assert (manifest["state"], manifest["counts"]["records"]) == ("finished", 200)


def test_killed_with_workers_at_work(tmp_path: Path) -> None:
    articles = write_articles(tmp_path / "in.jsonl", ["sleep"] * 80)
    job = Job((str(articles),), tmp_path / "out", spec(), shard_size=10)
    kills = 0
    while True:
        done = len(shards(job.out))
        with subprocess.Popen(
            [sys.executable, fakes.__file__, str(articles), str(job.out), "2", "10"], stderr=subprocess.DEVNULL
        ) as process:
            while process.poll() is None and len(shards(job.out)) < done + 2:
                time.sleep(0.01)
            if process.poll() is not None:
                assert process.returncode == 0
                break
            process.kill()
            kills += 1
    run(Job((str(articles),), tmp_path / "whole", spec(), shard_size=10), engine=Inline)
    assert shards(job.out) == shards(tmp_path / "whole")
    assert kills >= 2


@needs_fork
def test_killed_before_every_single_file_operation(tmp_path: Path) -> None:
    articles = write_articles(tmp_path / "in.jsonl", [f"text {i}" for i in range(7)])

    def job(name: str) -> Job:
        return Job((str(articles),), tmp_path / name, spec(), shard_size=3, gzip=True)

    run(job("whole"), engine=Inline)
    for moment in range(1, 500):
        name = f"out{moment}"
        killed = in_fork(job(name), moment)
        run(job(name), engine=Inline)
        assert shards(tmp_path / name) == shards(tmp_path / "whole"), f"killed before operation {moment}"
        assert {f.name for f in (tmp_path / name).iterdir()} == {f.name for f in (tmp_path / "whole").iterdir()}
        if not killed:
            break
    assert 20 < moment < 499


def in_fork(job: Job, moment: int) -> bool:
    """Run a batch in a fork that kills itself before its n-th operation on a file; say whether it came to that."""
    child = os.fork()
    if child == 0:
        seen = 0

        def audit(event: str, _: object) -> None:
            nonlocal seen
            if event in ("open", "os.rename", "os.remove", "os.mkdir"):
                seen += 1
                if seen == moment:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(audit)
        try:
            run(job, engine=Inline)
        finally:
            os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def test_a_shard_that_has_gone_is_made_again(tmp_path: Path) -> None:
    articles = write_articles(tmp_path / "in.jsonl", [f"text {i}" for i in range(30)])
    job = Job((str(articles),), tmp_path / "out", spec(), shard_size=10)
    run(job, engine=Inline)
    whole = shards(tmp_path / "out")
    (tmp_path / "out" / "shard-000001.jsonl").unlink()
    (tmp_path / "out" / "shard-000002.jsonl").write_text("cut sho")
    run(job, engine=Inline)
    assert shards(tmp_path / "out") == whole


def test_a_finished_batch_is_left_as_it_is(tmp_path: Path) -> None:
    articles = write_articles(tmp_path / "in.jsonl", ["one"])
    job = Job((str(articles),), tmp_path / "out", spec())
    run(job, engine=Inline)
    before = (tmp_path / "out" / "manifest.json").read_bytes()
    run(job, engine=Inline)
    assert (tmp_path / "out" / "manifest.json").read_bytes() == before
    assert len(records(tmp_path / "out")) == 1
