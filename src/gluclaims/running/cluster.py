"""A Ray cluster as the engine, through Ray Data: an actor pool that maps the same function over the same batches."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from itertools import islice
from typing import Any, Self

from gluclaims.errors import GluclaimsError, MissingExtraError
from gluclaims.reading import Source
from gluclaims.records import Article
from gluclaims.running.guard import Guard
from gluclaims.running.work import Item, Outcome, Pending, Spec

#: Seconds that the head of a cluster has to answer.
PATIENCE = 30.0
#: Batches in one data set, for each worker: the actors load the pipeline once for so many.
WINDOW = 2000


class Ray:
    """Actors on a Ray cluster: the one of ``RAY_ADDRESS``, a local one where that is not set.

    Each actor keeps its own worker process under guard, so that a document that crashes, hangs or takes too much
    memory does here what it does with local workers.

    Parameters
    ----------
    spec : Spec
        What each actor loads. Files that it and the inputs name must be there on every node.
    workers : int
        How many actors, one core each.

    Raises
    ------
    MissingExtraError
        If Ray is not installed.
    """

    def __init__(self, spec: Spec, workers: int = 1) -> None:
        os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
        try:
            import ray
            import ray.data
        except ImportError:
            raise MissingExtraError("ray[data]", "cluster", "the engine ray") from None
        self._ray: Any = ray
        self.spec, self.workers = spec, workers
        self.stamp: Mapping[str, str] = {}
        self._ours = False

    def __enter__(self) -> Self:
        """Join the cluster, or start a local one; load the pipeline once to know what it is.

        Raises
        ------
        GluclaimsError
            If nothing answers at ``RAY_ADDRESS``, or the pipeline does not load there.
        """
        if not self._ray.is_initialized():
            local = {} if os.environ.get("RAY_ADDRESS") else {"num_cpus": self.workers + 1, "include_dashboard": False}
            if address := os.environ.get("RAY_ADDRESS"):
                _ask(address)
            try:
                self._ray.init(log_to_driver=False, logging_level="error", configure_logging=True, **local)
            except (ConnectionError, ValueError) as error:
                where = os.environ.get("RAY_ADDRESS", "this machine")
                raise GluclaimsError(f"no Ray cluster at {where} (RAY_ADDRESS): {error}") from None
            self._ours = True
        context = self._ray.data.DataContext.get_current()
        context.execution_options.preserve_order = True
        context.enable_progress_bars = False
        context.print_on_execution_start = False
        try:
            self.stamp = self._ray.get(self._ray.remote(num_cpus=1)(_stamp).remote(self.spec))
        except self._ray.exceptions.RayTaskError as error:
            self.__exit__()
            cause = error.cause if isinstance(error.cause, GluclaimsError) else GluclaimsError(str(error))
            raise cause from None
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        """Leave the cluster."""
        if self._ours:
            self._ray.shutdown()

    def map(self, batches: Iterable[Sequence[Item]]) -> Iterator[list[Outcome]]:
        """Yield the outcomes of each batch, in order."""
        stream = iter(batches)
        while window := [{"batch": encode(batch)} for batch in islice(stream, WINDOW * self.workers)]:
            data = self._ray.data.from_items(window, override_num_blocks=len(window))
            done = data.map_batches(
                Actor,
                batch_size=1,
                batch_format="numpy",
                num_cpus=1,
                compute=self._ray.data.ActorPoolStrategy(size=min(self.workers, len(window))),
                fn_constructor_args=(self.spec, self.stamp),
            )
            for row in done.iter_rows():
                yield decode(row["outcomes"])


def _ask(address: str) -> None:
    """Say at once that nothing listens at ``host:port``: Ray itself tries for minutes, and can't be stopped."""
    host, _, port = address.rpartition(":")
    if not host or not port.isdecimal() or "/" in address:
        return
    try:
        socket.create_connection((host.strip("[]"), int(port)), timeout=PATIENCE).close()
    except (OSError, OverflowError) as error:
        raise GluclaimsError(f"no Ray cluster at {address} (RAY_ADDRESS): {error}") from None


def _stamp(spec: Spec) -> dict[str, str]:
    guard = Guard(spec)
    try:
        guard.start()
        return dict(guard.stamp)
    finally:
        guard.close()


class Actor:
    """What Ray Data keeps on each core: a guarded worker with a loaded pipeline."""

    def __init__(self, spec: Spec, stamp: Mapping[str, str]) -> None:
        self._guard = Guard(spec)
        self._guard.stamp = stamp
        self._guard.start()

    def __call__(self, rows: dict[str, Any]) -> dict[str, Any]:
        """Map one batch of inputs to one batch of outcomes."""
        return {"outcomes": [_pack(self._guard(_unpack(batch))) for batch in rows["batch"]]}


def encode(batch: Sequence[Item]) -> bytes:
    """Return a batch as JSON, to cross machines without pickled code."""
    kinds = {Pending: "pending", Source: "source", Article: "error"}
    return json.dumps([[kinds[type(item)], _plain(item)] for item in batch]).encode()


def _plain(item: Item) -> dict[str, Any]:
    if isinstance(item, Article):
        return item.to_dict()
    return {key: value for key, value in asdict(item).items() if key != "meta"}


def _unpack(data: bytes) -> list[Item]:
    makers: dict[str, Any] = {"pending": Pending, "source": Source}
    return [Article.from_dict(raw) if kind == "error" else makers[kind](**raw) for kind, raw in json.loads(data)]


def _pack(outcomes: Sequence[Outcome]) -> bytes:
    return json.dumps([[o.line.decode(), o.words, o.claims, o.failed, o.notes] for o in outcomes]).encode()


def decode(data: bytes) -> list[Outcome]:
    """Return the outcomes that an actor has sent."""
    return [Outcome(line.encode(), w, c, failed, tuple(notes)) for line, w, c, failed, notes in json.loads(data)]
