"""Many articles into a folder of shards: ordered, resumable, nothing lost."""

from __future__ import annotations

import platform
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from itertools import count, islice
from pathlib import Path
from typing import Any

from gluclaims.errors import ConfigError
from gluclaims.reading import Options
from gluclaims.running.engines import Batch, Engine, Local
from gluclaims.running.inputs import Inputs, batches, fingerprint, skip, weight
from gluclaims.running.manifest import Counts, Folder, Manifest, ShardEntry, writing
from gluclaims.running.progress import Quiet, Reporter
from gluclaims.running.work import Outcome, Spec
from gluclaims.writing.shards import Shard, ending

_BATCH_ITEMS = 32
_BATCH_CHARACTERS = 200_000
ENGINES = ("local", "ray")


@dataclass(frozen=True, slots=True)
class Job:
    """What a batch is to do.

    Attributes
    ----------
    inputs : tuple of str
        Files, folders, globs.
    out : Path
        The output folder.
    spec : Spec
        What workers load, and what they may use.
    format : {"jsonl", "parquet"}
        Of the shards.
    gzip : bool
        Compress JSONL shards.
    shard_size : int
        Records in a shard; a kill loses no more than the shard it hits.
    text_field : str
        Field or column that holds the article.
    workers : int
        Processes (actors, with Ray).
    engine : {"local", "ray"}
        Where they run.
    restart : bool
        Throw away what an earlier batch left in the folder.
    """

    inputs: tuple[str, ...]
    out: Path
    spec: Spec = field(default_factory=Spec)
    format: str = "jsonl"
    gzip: bool = False
    shard_size: int = 1000
    text_field: str = "text"
    workers: int = 1
    engine: str = "local"
    restart: bool = False

    def check(self) -> None:
        """Refuse what is out of range.

        Raises
        ------
        ConfigError
            With the option and its range.
        """
        for name, value, least in (
            ("--workers", self.workers, 1), ("--shard-size", self.shard_size, 1), ("--timeout", self.spec.timeout, 0),
            ("--max-memory", self.spec.max_memory, 0), ("--max-bytes", self.spec.max_bytes, 1),
        ):  # fmt: skip
            if value < least:
                raise ConfigError(f"{name} must be {least} or more, not {value}")
        if self.engine not in ENGINES:
            raise ConfigError(f"no engine {self.engine!r}; one of {', '.join(ENGINES)}")

    def options(self) -> dict[str, Any]:
        """Return the options that decide the output; workers, engine and limits do not."""
        return {
            "format": self.format, "gzip": self.gzip, "shard-size": self.shard_size, "text-field": self.text_field,
            "fast": bool(self.spec.arguments.get("fast", False)),
        }  # fmt: skip


def make_engine(job: Job) -> Engine:
    """Return the engine that a job asks for."""
    if job.engine == "ray":
        from gluclaims.running.cluster import Ray

        return Ray(job.spec, job.workers)
    return Local(job.spec, job.workers)


def run(job: Job, reporter: Reporter | None = None, engine: Callable[[Job], Engine] = make_engine) -> Manifest:
    """Run a batch, or go on with one.

    Parameters
    ----------
    job : Job
        What to do.
    reporter : Reporter, optional
        Told how far it has come; nobody where left out.
    engine : callable
        Makes the engine.

    Returns
    -------
    Manifest
        Of the finished batch.

    Raises
    ------
    ConfigError
        If the folder holds a batch of another model, other options or another input.
    OutputError
        If the output cannot be written; finished shards stand.
    DataError
        If the pipeline cannot be loaded.
    KeyboardInterrupt
        As it comes; finished shards stand, and the manifest says ``stopped``.
    """
    job.check()
    tell = reporter or Quiet()
    suffix = ending(job.format, job.gzip)
    folder = Folder(job.out)
    mark = fingerprint(job.inputs, job.out)
    inputs = {"names": [name.encode("utf-8", "replace").decode() for name in job.inputs]} | mark.to_dict()
    with folder.locked():
        if job.restart:
            folder.clear()
        old = folder.load()
        _refuse(job, old, None, inputs)
        with engine(job) as running:
            _refuse(job, old, running.stamp, inputs)
            if old is not None and old.state == "finished":
                folder.tidy()
                tell.say(f"{job.out}: already finished, {old.counts.records:,} records; --restart begins anew")
                return old
            begun = old or Manifest("running", running.stamp, job.options(), inputs, _versions())
            if begun.shards:
                tell.say(f"{job.out}: going on behind {begun.counts.records:,} finished records")
            folder.begin(replace(begun, state="running"))
            return _Run(job, folder, begun, suffix, tell).through(running, mark.bytes)


def _refuse(job: Job, old: Manifest | None, stamp: Mapping[str, str] | None, inputs: Mapping[str, Any]) -> None:
    if old is not None and (said := old.differences(stamp, job.options(), inputs)):
        raise ConfigError(f"{job.out} holds a batch that is not this one: {said}; name another folder, or --restart")


def _versions() -> dict[str, str]:
    out = {"python": platform.python_version()}
    for name in ("gluclaims", "spacy", "numpy", "scikit-learn", "trafilatura", "pyarrow"):
        try:
            out[name] = version(name)
        except PackageNotFoundError:
            continue
    return out


class _Run:
    """One run of a batch: from the first shard that is not there to the last."""

    def __init__(self, job: Job, folder: Folder, manifest: Manifest, suffix: str, tell: Reporter) -> None:
        self.job, self.folder, self.manifest, self.suffix, self.tell = job, folder, manifest, suffix, tell
        self.inputs = Inputs(job.inputs, Options(job.text_field, tell.say, job.spec.max_bytes))
        self.done = {shard.number: shard for shard in manifest.shards}
        self.counts = Counts()
        self._numbers: deque[int] = deque()

    def batches(self) -> Iterator[Batch]:
        """Yield the batches of all shards that are not there; a batch lies within one shard."""
        stream = self.inputs.items()
        for number in count():
            finished = self.done.get(number)
            if finished is not None:
                if skip(stream, finished.counts.records) < finished.counts.records:
                    raise ConfigError("the input has fewer articles than before; --restart begins anew")
                if finished.counts.records < self.job.shard_size:  # the last one
                    return
                continue
            items = islice(stream, self.job.shard_size)
            any_ = False
            for batch in batches(items, _BATCH_ITEMS, _BATCH_CHARACTERS, weight):
                any_ = True
                self._numbers.append(number)
                yield batch
            if not any_:
                return

    def through(self, engine: Engine, total: int) -> Manifest:
        """Run to the end."""
        began, clock = datetime.now(UTC), time.monotonic()
        self.tell.begin(total, self.manifest.counts)

        def ended(state: str) -> Manifest:
            this = {
                "began": began.isoformat(timespec="seconds"), "seconds": round(time.monotonic() - clock, 3),
                "engine": self.job.engine, "workers": self.job.workers, "records": self.counts.records,
                "words": self.counts.words, "restarts": int(getattr(engine, "restarts", 0)),
            }  # fmt: skip
            notes = self.manifest.notes
            now = fingerprint(self.job.inputs, self.job.out).sha256 if state == "finished" else None
            if now is not None and now != self.manifest.inputs["sha256"]:
                notes = (*notes, "the input changed while the batch ran: some records may be of its new state")
                self.tell.say(notes[-1])
            shards = tuple(self.done[number] for number in sorted(self.done))
            return replace(self.manifest, state=state, runs=(*self.manifest.runs, this), shards=shards, notes=notes)

        try:
            self._write(engine.map(self.batches()))
            manifest = ended("finished")
            self.folder.end(manifest)
        except KeyboardInterrupt:
            self.folder.end(ended("stopped"))
            raise
        finally:
            self.tell.end()
        return manifest

    def _write(self, results: Iterator[list[Outcome]]) -> None:
        shard: Shard | None = None
        number, counts, clock = -1, Counts(), time.monotonic()
        try:
            for outcomes in results:
                now = self._numbers.popleft()
                if shard is None or now != number:
                    if shard is not None:
                        self._finish(number, shard, counts, clock)
                    number, counts, clock = now, Counts(), time.monotonic()
                    with writing(self.job.out):
                        shard = Shard(self.job.out / f"shard-{number:06}{self.suffix}")
                with writing(shard.path):
                    for outcome in outcomes:
                        shard.add(outcome.line)
                        for note in outcome.notes:
                            self.tell.say(note)
                step = Counts(len(outcomes), sum(o.failed for o in outcomes), sum(o.words for o in outcomes),
                              sum(o.claims for o in outcomes))  # fmt: skip
                counts += step
                self.counts += step
                self.tell.step(self.counts, self.inputs.position)
                if counts.records >= self.job.shard_size:
                    self._finish(number, shard, counts, clock)
                    shard = None
            if shard is not None:
                self._finish(number, shard, counts, clock)
                shard = None
        finally:
            if shard is not None:
                shard.drop()

    def _finish(self, number: int, shard: Shard, counts: Counts, clock: float) -> None:
        with writing(shard.path):
            size, digest = shard.finish()
        entry = ShardEntry(number, shard.path.name, size, digest, counts, round(time.monotonic() - clock, 3))
        self.folder.note(entry)
        self.done[number] = entry
