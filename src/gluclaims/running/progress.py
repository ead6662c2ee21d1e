"""How far a batch has come, told to whoever watches."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import IO, Protocol

from gluclaims.running.manifest import Counts, printable

_MINUTE = 60.0


class Reporter(Protocol):
    """Is told how far a batch has come."""

    def begin(self, total: int, done: Counts) -> None:
        """Begin: bytes of all inputs, and what earlier runs have done."""

    def step(self, counts: Counts, position: int) -> None:
        """Take note: what this run has done so far, and how many bytes of the inputs have been read."""

    def say(self, text: str) -> None:
        """Show a sentence."""

    def end(self) -> None:
        """End."""


class Quiet:
    """Shows nothing."""

    def begin(self, total: int, done: Counts) -> None:
        """Show nothing."""

    def step(self, counts: Counts, position: int) -> None:
        """Show nothing."""

    def say(self, text: str) -> None:
        """Show nothing."""

    def end(self) -> None:
        """Show nothing."""


class Lines:
    """A line a minute, for log files.

    Parameters
    ----------
    file : text file
        Standard error where left out.
    clock : callable
        Seconds; for tests.
    """

    def __init__(self, file: IO[str] | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self._file, self._clock = file or sys.stderr, clock
        self._total = 0
        self._done = Counts()
        self._began = self._last = clock()

    def begin(self, total: int, done: Counts) -> None:
        """Note the start."""
        self._total, self._done = total, done
        self._began = self._last = self._clock()

    def step(self, counts: Counts, position: int) -> None:
        """Print a line if a minute has gone by."""
        now = self._clock()
        if now - self._last >= _MINUTE:
            self._last = now
            self.say(status(self._done, counts, now - self._began, position, self._total))

    def say(self, text: str) -> None:
        """Print a line."""
        print(f"gluclaims: {printable(text)}", file=self._file, flush=True)

    def end(self) -> None:
        """Print nothing more."""


def status(done: Counts, counts: Counts, seconds: float, position: int, total: int) -> str:
    """Return how far a batch has come, in words."""
    all_ = done + counts
    speed = counts.words / max(seconds, 1e-9)
    parts = [
        f"{all_.records:,} articles",
        f"{speed:,.0f} words/s",
        f"{all_.claims:,} claims",
        f"{all_.errors:,} errors",
    ]
    if 0 < position < total:
        left = seconds * (total - position) / position
        parts.append(f"{100 * position / total:.0f} %, about {duration(left)} left")
    return ", ".join(parts)


def duration(seconds: float) -> str:
    """Return a time span as ``h:mm:ss``."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}"


class Bar:
    """A bar that moves, for terminals."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn

        self._console = Console(stderr=True, markup=False, highlight=False)
        self._progress = Progress(
            BarColumn(bar_width=24),
            TextColumn("{task.description}", markup=False),
            console=self._console,
            transient=True,
        )
        self._task = self._progress.add_task("starting", total=None)
        self._done = Counts()
        self._began = time.monotonic()
        self._total = 0

    def begin(self, total: int, done: Counts) -> None:
        """Show the bar."""
        self._total, self._done, self._began = total, done, time.monotonic()
        self._progress.update(self._task, total=total or None)
        self._progress.start()

    def step(self, counts: Counts, position: int) -> None:
        """Move it."""
        seconds = time.monotonic() - self._began
        line = status(self._done, counts, seconds, position, self._total)
        self._progress.update(self._task, completed=position, description=line)

    def say(self, text: str) -> None:
        """Print a line above it."""
        self._console.print(f"gluclaims: {printable(text)}", soft_wrap=True)

    def end(self) -> None:
        """Take it away."""
        self._progress.stop()


def reporter(quiet: bool) -> Reporter:
    """Return the reporter that fits standard error: a bar on a terminal, lines elsewhere."""
    if quiet:
        return Quiet()
    return Bar() if sys.stderr.isatty() else Lines()
