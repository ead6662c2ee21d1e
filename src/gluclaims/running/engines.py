"""Engines: where batches are worked through. Each maps the same function over batches and keeps their order."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Protocol, Self

from gluclaims.running.guard import Guard
from gluclaims.running.work import Item, Outcome, Spec

Batch = Sequence[Item]
#: Batches under way for each worker: one worked on, the others read ahead or waiting for their turn.
AHEAD = 4


class Engine(Protocol):
    """Maps batches of inputs to batches of outcomes, in order."""

    stamp: Mapping[str, str]

    def __enter__(self) -> Self:
        """Load the pipeline, so that `stamp` is known."""

    def __exit__(self, *_: object) -> None:
        """End all workers at once."""

    def map(self, batches: Iterable[Batch]) -> Iterator[list[Outcome]]:
        """Yield the outcomes of each batch, in order; `batches` is taken only so far ahead."""


class Local:
    """Worker processes on this machine.

    Parameters
    ----------
    spec : Spec
        What each worker loads.
    workers : int
        How many; each loads the pipeline once.
    """

    def __init__(self, spec: Spec, workers: int = 1) -> None:
        self.spec, self.workers = spec, workers
        self.stamp: Mapping[str, str] = {}
        self._guards: list[Guard] = []
        self._own = threading.local()
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        """Start the threads that wait for the workers, and the first worker."""
        self._threads = ThreadPoolExecutor(self.workers, "gluclaims")
        try:
            self.stamp = self._threads.submit(lambda: self._guard().stamp).result()
        except BaseException:  # Ctrl-C as well: the thread must not be waited for
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        """End all workers at once."""
        with self._lock:
            for guard in self._guards:
                guard.close()
        self._threads.shutdown(wait=True, cancel_futures=True)

    @property
    def restarts(self) -> int:
        """How often a worker was started anew."""
        return sum(guard.restarts for guard in self._guards)

    def _guard(self) -> Guard:
        guard: Guard | None = getattr(self._own, "guard", None)
        if guard is None:
            guard = Guard(self.spec)
            guard.stamp = self.stamp  # all workers must load the same
            with self._lock:
                self._guards.append(guard)
            guard.start()
            self._own.guard = guard
        return guard

    def map(self, batches: Iterable[Batch]) -> Iterator[list[Outcome]]:
        """Yield the outcomes of each batch, in order."""
        return in_order(lambda batch: self._threads.submit(lambda: self._guard()(batch)), batches, AHEAD * self.workers)


def in_order(
    submit: Callable[[Batch], Future[list[Outcome]]], batches: Iterable[Batch], ahead: int
) -> Iterator[list[Outcome]]:
    """Submit batches and yield their outcomes in order, with no more than `ahead` of them under way."""
    waiting: deque[Future[list[Outcome]]] = deque()
    for batch in batches:
        waiting.append(submit(batch))
        if len(waiting) >= ahead:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()
