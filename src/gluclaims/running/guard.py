"""One worker process under guard: what a document does to it becomes that document's error record."""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any

from gluclaims.errors import DataError, GluclaimsError
from gluclaims.running.work import Item, Outcome, Spec, failure, work

_START_SECONDS = 600.0
_MIB = 1 << 20
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


class WorkerCrashError(GluclaimsError):
    """A document took its worker process down."""


class WorkerTimeoutError(GluclaimsError):
    """A document took longer than it may."""


class StoppedError(GluclaimsError):
    """The guard was closed while it worked."""


class Guard:
    """A worker process that is started anew when a document takes it down.

    A batch that fails is gone through one document at a time, so that only the one to blame gives an error record.

    Parameters
    ----------
    spec : Spec
        What the worker loads and what it may use.
    """

    def __init__(self, spec: Spec) -> None:
        self.spec = spec
        #: What the loaded pipeline stamps its records with; empty before `start`.
        self.stamp: Mapping[str, str] = {}
        #: How often a worker had to be started anew.
        self.restarts = 0
        self._process: Any = None
        self._connection: Connection | None = None
        self._closed = False
        self._lock = threading.Lock()

    def start(self) -> None:
        """Start the worker and wait until it has loaded the pipeline.

        Raises
        ------
        DataError
            If the pipeline cannot be loaded, or is another one than before.
        """
        context = multiprocessing.get_context("spawn")
        for name in _THREADS:  # read when the child imports NumPy; one worker is one core
            os.environ.setdefault(name, "1")
        with self._lock:
            if self._closed:
                raise StoppedError("stopped")
            here, there = context.Pipe()
            self._process = context.Process(
                target=_serve, args=(there, self.spec, os.getpid()), daemon=True, name="gluclaims"
            )
            self._process.start()
            there.close()
            self._connection = here
        try:
            if not here.poll(_START_SECONDS):
                raise DataError(f"the pipeline did not load within {_START_SECONDS:.0f} seconds")
            good, answer = here.recv()
        except (EOFError, OSError):
            self._end()
            if self._closed:
                raise StoppedError("stopped") from None
            raise DataError(f"the worker process ended while it loaded the pipeline ({self._how()})") from None
        if not good:
            self._end()
            raise DataError(f"the pipeline cannot be loaded: {answer}")
        if self.stamp and answer != self.stamp:
            self._end()
            raise DataError("the model, a lexicon or the facts changed while the batch ran; start it again")
        self.stamp = answer

    def __call__(self, items: Sequence[Item]) -> list[Outcome]:
        """Return one outcome for each input, in order, whatever they do."""
        try:
            return self._ask(items)
        except (WorkerCrashError, WorkerTimeoutError) as error:
            if len(items) == 1:
                return [failure(items[0], error)]
        outcomes: list[Outcome] = []
        for item in items:
            try:
                outcomes += self._ask([item])
            except (WorkerCrashError, WorkerTimeoutError) as error:
                outcomes.append(failure(item, error))
        return outcomes

    def _ask(self, items: Sequence[Item]) -> list[Outcome]:
        if self._connection is None:
            self.restarts += bool(self.stamp)
            self.start()
        connection = self._connection
        if connection is None:
            raise StoppedError("stopped")
        try:
            connection.send(list(items))
            if not connection.poll(self.spec.timeout or None):
                self._end()
                raise WorkerTimeoutError(f"took longer than {self.spec.timeout:g} seconds; raise --timeout")
            good, answer = connection.recv()
        except (EOFError, OSError):
            self._end()
            if self._closed:
                raise StoppedError("stopped") from None
            raise WorkerCrashError(f"took the worker process down ({self._how()})") from None
        if not good:
            raise WorkerCrashError(str(answer))
        outcomes: list[Outcome] = answer
        return outcomes

    def _how(self) -> str:
        code = self._process.exitcode
        if code is not None and code < 0:
            name = signal.Signals(-code).name if -code in set(signal.Signals) else str(-code)
            return f"signal {name}" + (", out of memory perhaps" if -code == signal.SIGKILL else "")
        return f"exit code {code}"

    def _end(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        if self._process is not None:
            self._process.kill()
            self._process.join(10)

    def close(self) -> None:
        """Kill the worker; a call that is under way raises `StoppedError`."""
        with self._lock:
            self._closed = True
            if self._process is not None:
                self._process.kill()
        if self._process is not None:
            self._process.join(10)


def _serve(connection: Connection, spec: Spec, parent: int) -> None:
    """Run in the worker process: load, then answer batches until the pipe is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to deal with
    _die_with(parent)
    try:
        annotate = spec.load()
        stamp = dict(annotate.stamp)
    except BaseException as error:
        _send(connection, (False, f"{type(error).__name__}: {error}"))
        return
    limit_memory(spec.max_memory)
    _send(connection, (True, stamp))
    while True:
        try:
            items = connection.recv()
        except (EOFError, OSError):
            return
        try:
            answer: tuple[bool, Any] = (True, work(items, annotate, spec.max_bytes))
        except Exception as error:
            answer = (False, f"{type(error).__name__}: {error}")
        _send(connection, answer)
        del items, answer


def _send(connection: Connection, answer: object) -> None:
    with suppress(BrokenPipeError):
        connection.send(answer)


def limit_memory(mebibytes: int) -> None:
    """Let this process take only so much memory beyond what it has now, where the system can hold it to that."""
    if not mebibytes:
        return
    try:
        import resource
    except ImportError:  # Windows
        return
    try:
        with open("/proc/self/status", encoding="ascii") as file:  # noqa: PTH123 - no file of a user's
            now = next(int(line.split()[1]) for line in file if line.startswith("VmData:")) * 1024
    except (OSError, StopIteration):
        now = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    limit = now + mebibytes * _MIB
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_DATA, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))


def _die_with(parent: int) -> None:
    """End this process when its parent is gone, even by ``kill -9``, even while it hangs."""
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
    if os.getppid() != parent:
        os._exit(1)

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
