"""The engine ray writes what one local worker writes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from gluclaims.errors import GluclaimsError
from gluclaims.reading import Source, error_record
from gluclaims.running import cluster
from gluclaims.running.batch import Job, run
from gluclaims.running.work import Outcome, Pending
from running.fakes import shards, spec, write_articles


def test_inputs_and_outcomes_cross_machines_unchanged() -> None:
    items = [
        Pending("a", "in/\udcff.txt"),
        Source("b", "odd \ud800 text", "url", "title"),
        error_record("c", None, ValueError("no")),
    ]
    assert cluster._unpack(cluster.encode(items)) == items
    outcomes = [Outcome('{"text":"α"}\n'.encode(), 1, 2, True, ("note",)), Outcome(b"{}\n")]
    assert cluster.decode(cluster._pack(outcomes)) == outcomes


@pytest.mark.filterwarnings("ignore")
def test_the_same_bytes_as_a_local_worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("ray.data", reason="the extra gluclaims[cluster] is not installed")
    # Where Ray's workers find the fake pipeline.
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[1]), prepend=os.pathsep)
    texts = [f"text {i}" for i in range(150)]
    texts[7], texts[90], texts[91] = "crash", "raise", "odd \ud800 one"
    inputs = (str(write_articles(tmp_path / "in.jsonl", texts)), str(tmp_path / "gone.txt"))
    run(Job(inputs, tmp_path / "local", spec(), shard_size=70))
    run(Job(inputs, tmp_path / "ray", spec(), shard_size=70, engine="ray", workers=2))
    assert shards(tmp_path / "ray") == shards(tmp_path / "local")


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("address", ["127.0.0.1:1", "no address"])
def test_a_cluster_that_does_not_answer_is_named(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("ray.data", reason="the extra gluclaims[cluster] is not installed")
    monkeypatch.setenv("RAY_ADDRESS", address)
    with pytest.raises(GluclaimsError, match=f"no Ray cluster at {address}"):
        run(Job((str(write_articles(tmp_path / "in.jsonl", ["text"])),), tmp_path / "out", spec(), engine="ray"))
