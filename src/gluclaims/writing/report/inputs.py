"""What a report is made from: records as they are, anything else through the pipeline."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from io import BufferedReader
from itertools import chain, groupby
from pathlib import Path

from gluclaims.errors import InputError, RecordError
from gluclaims.labels import labels
from gluclaims.reading import Options, Source, error_record, expand, read, read_file
from gluclaims.reading.compressed import unpacked
from gluclaims.reading.sources import kind_of
from gluclaims.records import Article


def articles(names: Iterable[str], notify: Callable[[str], None] | None = None) -> Iterator[Article]:
    """Yield an article for every input, in order: records as they stand, articles checked now.

    Parameters
    ----------
    names : iterable of str
        Files, folders, globs, or ``-``. A ``.jsonl`` file whose first line is a record is read as records; the
        pipeline is loaded only where something is to be checked.
    notify : callable, optional
        Called with one sentence for whatever a user should know.

    Yields
    ------
    Article
        An error record in the place of what could not be read.
    """
    options = Options(notify=notify) if notify else Options()
    # Neighbouring inputs of one kind go together, so that articles are checked in batches.
    files = ((id, path, _holds_records(path)) for id, path in expand(names, options.notify))
    for records, group in groupby(files, key=lambda x: x[2]):
        if records:
            for id, path, _ in group:
                yield from _records(path, id)
        else:
            yield from _checked(chain.from_iterable(_sources(id, path, options) for id, path, _ in group))


def _sources(id: str, path: Path | None, options: Options) -> Iterator[Source | Article]:
    return read(["-"], options) if path is None else read_file(id, path, options)


def _checked(items: Iterable[Source | Article]) -> Iterator[Article]:
    # Where nothing can be read, nothing needs the pipeline.
    first = next(stream := iter(items), None)
    while isinstance(first, Article):
        yield first
        first = next(stream, None)
    if first is not None:
        import gluclaims

        yield from gluclaims.pipe(chain([first], stream))


def _holds_records(path: Path | None) -> bool:
    try:
        if path is None:
            # Our own records begin with their schema; reading a whole line would take it away from the reader.
            stream = sys.stdin.buffer
            return isinstance(stream, BufferedReader) and f'"{labels().schema}"'.encode() in stream.peek(100)[:100]
        if kind_of(path) != "jsonl":
            return False
        with path.open("rb") as raw, unpacked(path, raw) as file:
            row = json.loads(next((line for line in file if line.strip()), b"").decode("utf-8-sig"))
    except (OSError, ValueError, InputError, ImportError, RecursionError):
        return False  # reading it as articles says what is wrong
    layers = {"text", *labels().layers}
    return isinstance(row, dict) and (row.get("schema") == labels().schema or layers <= row.keys())


def _records(path: Path | None, id: str) -> Iterator[Article]:
    if path is None:
        yield from _rows(sys.stdin.buffer, "stdin", "stdin")
        return
    with path.open("rb") as raw, unpacked(path, raw) as file:
        yield from _rows(file, str(path), id)


def _rows(file: Iterable[bytes], source: str, id: str) -> Iterator[Article]:
    for number, line in enumerate(file, start=1):
        if not line.strip():
            continue
        try:
            article = Article.from_dict(json.loads(line.decode("utf-8-sig")))
            if faults := article.check():
                raise RecordError(faults[0])
        except (ValueError, TypeError, AttributeError, RecursionError) as error:
            fault = InputError(str(error), source, f"line {number}")
            yield error_record(f"{id}:{number}", source, fault)
        else:
            yield article
