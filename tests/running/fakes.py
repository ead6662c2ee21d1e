"""Quick pipelines whose documents do what their text says; and ways to run a batch with them."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gluclaims.reading import Source
from gluclaims.records import Article, Claim
from gluclaims.running.batch import Job, run
from gluclaims.running.engines import Batch, in_order
from gluclaims.running.progress import Lines
from gluclaims.running.work import Outcome, Spec, work


def obey(text: str) -> str:
    """Do what a text says."""
    match text.split(" ", 1)[0]:
        case "crash":
            os._exit(3)
        case "abort":
            os.abort()
        case "hang":
            time.sleep(600)
        case "hog":
            return str(len(bytearray(3 << 30)))
        case "raise":
            raise RuntimeError("said so")
        case "sleep":
            time.sleep(0.02)
    return text


@dataclass
class Quick:
    """Annotates in no time: the whole text is one claim."""

    stamp: dict[str, str] = field(default_factory=lambda: {"gluclaims": "0", "pipeline": "quick", "sha256": "1"})
    careful: bool = False

    def __call__(self, sources: Iterable[Source | Article]) -> Iterator[Article]:
        for s in sources:
            if isinstance(s, Article):
                yield s
                continue
            try:
                text = obey(s.text)
            except MemoryError as error:
                from gluclaims.reading import error_record

                yield error_record(s.id, s.source, error)
                continue
            claim = Claim("C1", 0, len(text), text, None, "OTHER", "OTHER")
            yield Article(s.id, text, s.source, s.title, claims=(claim,), provenance=self.stamp)


def quick(sha256: str = "1", **_: Any) -> Quick:
    return Quick({"gluclaims": "0", "pipeline": "quick", "sha256": sha256})


def broken(**_: Any) -> Quick:
    raise ValueError("config.cfg is not what it was")


class Inline:
    """Works in this process: for tests of what is written, not of workers."""

    def __init__(self, job: Job) -> None:
        self._annotate = job.spec.load()
        self.spec, self.stamp = job.spec, self._annotate.stamp

    def __enter__(self) -> Inline:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def map(self, batches: Iterable[Batch]) -> Iterator[list[Outcome]]:
        def submit(batch: Batch) -> Future[list[Outcome]]:
            future: Future[list[Outcome]] = Future()
            future.set_result(work(batch, self._annotate, self.spec.max_bytes))
            return future

        return in_order(submit, batches, 2)


def spec(name: str = "quick", *, timeout: float = 60, max_memory: int = 0, **arguments: Any) -> Spec:
    return Spec(f"{__name__}:{name}", arguments, timeout, max_memory)


def write_articles(path: Path, texts: Sequence[str]) -> Path:
    path.write_text("".join(json.dumps({"id": f"a{i}", "text": text}) + "\n" for i, text in enumerate(texts)), "utf-8")
    return path


def records(out: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for shard in sorted(out.glob("shard-*.jsonl")) for line in shard.read_bytes().splitlines()]


def shards(out: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in sorted(out.glob("shard-*"))}


def main(argv: Sequence[str], engine: Callable[[Job], Any] | None = None) -> None:
    """Run a batch in a process of its own: INPUT OUT WORKERS SHARD_SIZE."""
    job = Job((argv[0],), Path(argv[1]), spec(), workers=int(argv[2]), shard_size=int(argv[3]))
    print("began", flush=True)
    run(job, Lines(), *([engine] if engine else []))


if __name__ == "__main__":
    # Under its own name: the worker processes import the loader from it.
    sys.path.insert(0, str(Path(__file__).parents[1]))
    from running import fakes  # noqa: PLW0406

    fakes.main(sys.argv[1:])
