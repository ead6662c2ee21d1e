"""What every engine does: a batch of inputs to a batch of records."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from gluclaims.errors import ConfigError
from gluclaims.reading import Options, Source, error_record, read_file
from gluclaims.records import Article
from gluclaims.writing.jsonl import to_line


@dataclass(frozen=True, slots=True)
class Pending:
    """A file that holds one article and has not been read yet: the worker reads it."""

    id: str
    path: str


Item = Source | Article | Pending


@dataclass(frozen=True, slots=True)
class Outcome:
    """The record of one input, written out, and what is counted about it."""

    line: bytes
    words: int = 0
    claims: int = 0
    failed: bool = False
    notes: tuple[str, ...] = ()


class Annotator(Protocol):
    """What a loader returns: articles from sources, and what their records are stamped with."""

    @property
    def stamp(self) -> Mapping[str, str]:
        """Versions and content hash; see `gluclaims.pipeline.provenance`."""

    def __call__(self, sources: Iterable[Source | Article]) -> Iterator[Article]:
        """Yield one article for each source, in order."""


@dataclass(frozen=True, slots=True)
class Spec:
    """How a worker gets what it works with.

    Attributes
    ----------
    loader : str
        ``module:function`` that returns an `Annotator`.
    arguments : dict
        Its keyword arguments.
    timeout : float
        Seconds that one input may take; 0 for no limit.
    max_memory : int
        MiB that the worker may use beyond what the loaded pipeline takes; 0 for no limit.
    max_bytes : int
        See `gluclaims.reading.Options`.
    """

    loader: str = "gluclaims.running.work:load_pipeline"
    arguments: Mapping[str, Any] = field(default_factory=dict)
    timeout: float = 300.0
    max_memory: int = 4096
    max_bytes: int = Options().max_bytes

    def load(self) -> Annotator:
        """Call the loader."""
        module, _, name = self.loader.partition(":")
        function: Callable[..., Annotator] = getattr(importlib.import_module(module), name)
        return function(**self.arguments)


@dataclass(frozen=True)
class _Pipeline:
    nlp: Any
    stamp: Mapping[str, str]

    def __call__(self, sources: Iterable[Source | Article]) -> Iterator[Article]:
        from gluclaims.pipeline import pipe

        return pipe(sources, self.nlp)


def load_pipeline(
    path: str | None = None,
    fast: bool = False,
    lexicons: Sequence[str] = (),
    facts: Sequence[str] = (),
    evidence: str | None = None,
    evidence_index: str | None = None,
) -> Annotator:
    """Load the pipeline as `gluclaims.load` does."""
    from gluclaims.pipeline import load, provenance

    nlp = load(path, fast=fast, lexicons=lexicons, facts=facts, evidence=evidence, evidence_index=evidence_index)
    return _Pipeline(nlp, provenance(nlp))


def failure(item: Item, error: Exception) -> Outcome:
    """Return the outcome of an input that failed."""
    source = item.path if isinstance(item, Pending) else item.source
    return Outcome(to_line(error_record(item.id, source, error)), failed=True)


def work(items: Sequence[Item], annotate: Annotator, max_bytes: int) -> list[Outcome]:
    """Return one outcome for each input, in order.

    This is the function that all engines share. It raises nothing that one input is to blame for, short of what
    takes the whole process down; see `gluclaims.running.guard` for that.
    """
    notes: list[list[str]] = [[] for _ in items]
    sources = [_opened(item, max_bytes, said.append) for item, said in zip(items, notes, strict=True)]
    outcomes = [_outcome(article, tuple(said)) for article, said in zip(annotate(sources), notes, strict=False)]
    if len(outcomes) != len(items):
        raise ConfigError(f"the pipeline gave {len(outcomes)} records for {len(items)} inputs")
    return outcomes


def _opened(item: Item, max_bytes: int, notify: Callable[[str], None]) -> Source | Article:
    if not isinstance(item, Pending):
        return item
    try:
        return next(read_file(item.id, Path(item.path), Options(notify=notify, max_bytes=max_bytes)))
    except Exception as error:  # an extractor that fails in a way of its own
        return error_record(item.id, item.path, error)


def _outcome(article: Article, notes: tuple[str, ...]) -> Outcome:
    try:
        line = to_line(article)
    except (TypeError, ValueError) as error:  # a lexicon of a user's that put something else than JSON into a record
        article = error_record(article.id, article.source, error)
        line = to_line(article)
    return Outcome(line, len(article.text.split()), len(article.claims), article.error is not None, notes)
