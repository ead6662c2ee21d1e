"""Inputs named on a command line, one after another, as sources."""

from __future__ import annotations

import glob
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import IO, Any, BinaryIO

from gluclaims.errors import InputError, MissingExtraError
from gluclaims.reading.compressed import inner, read_all, read_lines, unpacked
from gluclaims.reading.decode import decode
from gluclaims.records import Article

#: What is read from a folder, by ending; a file that is named itself is read whatever its ending.
SUFFIXES = {".txt": "text", ".text": "text", ".md": "text", ".markdown": "text", ".html": "html", ".htm": "html",
            ".xhtml": "html", ".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv", ".tsv": "tsv",
            ".parquet": "parquet"}  # fmt: skip
#: Kinds of files that hold one article each.
SINGLE = ("text", "html")
_MAX_BYTES = 64_000_000


def kind_of(path: Path) -> str | None:
    """Return what a file's ending says it holds, behind ``.gz`` or ``.zst``; None where it says nothing we know."""
    return SUFFIXES.get(inner(path).suffix.lower())


def _silent(_: str) -> None:
    """Tell nobody."""


def _open(path: Path) -> BinaryIO:
    return path.open("rb")


@dataclass(frozen=True, slots=True)
class Source:
    """One article to be read: where it comes from and its exact text."""

    id: str
    text: str
    source: str | None = None
    title: str | None = None
    meta: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Options:
    """How inputs are read.

    Attributes
    ----------
    text_field : str
        Field of a JSON line, or column of a table, that holds the article.
    notify : callable
        Called with one sentence for whatever a user should know (an encoding guessed, a file passed over).
    max_bytes : int
        What one article may take, unpacked: a file of text, a JSON line, a cell of a table. More gives an error record.
    open : callable
        Opens a file for reading.
    """

    text_field: str = "text"
    notify: Callable[[str], None] = _silent
    max_bytes: int = _MAX_BYTES
    open: Callable[[Path], BinaryIO] = _open


def error_record(id: str, source: str | None, error: Exception) -> Article:
    """Return the record that stands in the place of an input that failed."""
    message = error.message if isinstance(error, InputError) else str(error)
    if isinstance(error, InputError) and error.place:
        message = f"{error.place}: {message}"
    kind = type(error).__name__
    return Article(id=id, source=source, error={"type": kind, "message": message or kind})


def expand(names: Iterable[str], notify: Callable[[str], None] = _silent) -> Iterator[tuple[str, Path | None]]:
    """Expand folders (recursively, sorted) and globs.

    Yields
    ------
    id, path : str and Path
        The id that a record of this file gets (its path under the named root, without ending) and the file;
        ``("-", None)`` for standard input. A name that leads nowhere is yielded as it is, to fail when it is read.
    """
    for name in names:
        if name == "-":
            yield "-", None
            continue
        path = Path(name)
        try:
            folder, there = path.is_dir(), path.exists()
        except OSError:  # a name that is too long to be one
            folder, there = False, True
        if folder:
            yield from _walk(path, notify)
        elif glob.has_magic(name) and not there:
            found = sorted(Path(match) for match in glob.glob(name, recursive=True))  # noqa: PTH207 - absolute patterns too
            if not found:
                yield name, path
            plain = os.path.commonpath([match.parent for match in found]) if found else ""
            for match in found:
                if match.is_file():
                    yield _id(match, Path(plain)), match
        else:
            yield inner(path).stem or name, path


def _walk(root: Path, notify: Callable[[str], None]) -> Iterator[tuple[str, Path]]:
    passed = 0
    count = 0
    for folder, folders, files in os.walk(root):  # links to folders are not followed: no loops
        folders.sort()
        for file in sorted(files):
            path = Path(folder) / file
            if kind_of(path) and path.is_file():
                count += 1
                yield _id(path, root), path
            else:
                passed += 1
    if passed:
        notify(f"{root}: {passed} files passed over, their endings are none of {' '.join(sorted(SUFFIXES))}")
    if not count:
        notify(f"{root}: no article in this folder")


def _id(path: Path, root: Path) -> str:
    try:
        relative: PurePath = path.relative_to(root)
    except ValueError:
        relative = path
    return inner(Path(relative)).with_suffix("").as_posix()


def read(names: Iterable[str], options: Options | None = None) -> Iterator[Source | Article]:
    """Read inputs one after another.

    Parameters
    ----------
    names : iterable of str
        Files, folders, globs, or ``-`` for standard input.
    options : Options, optional
        How to read them.

    Yields
    ------
    Source or Article
        In the order of the names; an input that cannot be read gives an error record in its place.
    """
    options = options or Options()
    for id, path in expand(names, options.notify):
        if path is not None:
            yield from read_file(id, path, options)
            continue
        try:
            yield from _content(read_all(sys.stdin.buffer, options.max_bytes, "stdin"), "stdin", "-", None, options)
        except InputError as error:
            yield error_record("-", "-", error)


def read_file(id: str, path: Path, options: Options) -> Iterator[Source | Article]:
    """Read one file; see `read`. A file of one of the kinds in ``SINGLE`` yields exactly one item."""
    name = str(path)
    try:
        if path.is_dir():
            raise InputError("a folder where a file was expected", name)
        kind = kind_of(path)
        with options.open(path) as raw, unpacked(path, raw) as stream:
            if kind == "jsonl":
                yield from _rows(read_lines(stream, options.max_bytes), id, name, options)
            elif kind in ("csv", "tsv", "parquet"):
                yield from _table(stream, kind, id, name, options)
            else:
                yield from _content(read_all(stream, options.max_bytes, name), id, name, kind, options)
    except FileNotFoundError:
        yield error_record(id, name, InputError("no such file or folder", name))
    except OSError as error:
        yield error_record(id, name, InputError(error.strerror or str(error), name))
    except (InputError, MissingExtraError, ValueError) as error:  # ValueError: a NUL in a file name
        yield error_record(id, name, error)


def _table(stream: IO[bytes], kind: str, id: str, name: str, options: Options) -> Iterator[Source | Article]:
    from gluclaims.reading.tables import csv_rows, parquet_rows

    field = options.text_field
    if kind == "parquet":
        rows = parquet_rows(stream, name, (field, "id", "url", "source", "title"))
    else:
        rows = csv_rows(stream, name, options.max_bytes, "\t" if kind == "tsv" else None)
    count = 0
    for row in rows:
        count += 1
        row_id = f"{id}:{count}"
        try:
            if isinstance(row, InputError):
                raise row
            if isinstance(row.get(field), str) and len(row[field]) > options.max_bytes:
                raise InputError(f"more than {options.max_bytes:,} characters; raise --max-bytes", name, f"row {count}")
            yield row_source(row, row_id, name, f"row {count}", field)
        except InputError as error:
            yield error_record(row_id, name, error)
    if not count:
        raise InputError("the input is empty", name)


def _content(data: bytes, id: str, name: str, kind: str | None, options: Options) -> Iterator[Source | Article]:
    text = decode(data, name, options.notify)
    if not text.strip():
        raise InputError("the input is empty", name)
    head = text.lstrip()[:400].lower()
    if kind is None and head.startswith("{") and _is_json(text):
        yield from _rows(iter(data.splitlines(keepends=True)), id, name, options)
    elif kind == "html" or (kind is None and head.startswith(("<!doctype html", "<html"))):
        from gluclaims.reading.web import extract_html

        title, text = extract_html(text, name)
        yield Source(id, text, name, title)
    else:
        yield Source(id, text, name, _markdown_title(text) if name.lower().endswith((".md", ".markdown")) else None)


def _is_json(text: str) -> bool:
    try:
        return isinstance(json.loads(text.lstrip().split("\n", 1)[0]), dict)
    except ValueError:
        return False


def _markdown_title(text: str) -> str | None:
    for line in text.splitlines():
        if line.startswith("# "):
            return line[2:].strip().rstrip("#").strip() or None
    return None


def _rows(lines: Iterable[bytes | None], id: str, name: str, options: Options) -> Iterator[Source | Article]:
    count = 0
    for number, line in enumerate(lines, 1):
        if line is not None and not line.strip():
            continue
        count += 1
        place = f"line {number}"
        row_id = f"{id}:{number}"
        try:
            if line is None:
                raise InputError(f"a line of more than {options.max_bytes:,} bytes; raise --max-bytes", name, place)
            try:
                row = json.loads(decode(line, name) if number == 1 else line.decode("utf-8"))
            except UnicodeDecodeError:
                raise InputError("not UTF-8; convert the file to UTF-8", name, place) from None
            except (ValueError, RecursionError) as error:
                raise InputError(f"not valid JSON ({error}); one object a line is expected", name, place) from None
            if not isinstance(row, dict):
                raise InputError(f"expected an object, found {type(row).__name__}", name, place)
            yield row_source(row, row_id, name, place, options.text_field)
        except InputError as error:
            yield error_record(row_id, name, error)
    if not count:
        raise InputError("the input is empty", name)


def row_source(row: dict[str, Any], row_id: str, name: str, place: str, text_field: str) -> Source:
    """Return the source that one row of a table or one JSON line holds.

    Raises
    ------
    InputError
        If the row has no text.
    """
    text = row.get(text_field)
    if not isinstance(text, str):
        has = ", ".join(map(str, list(row)[:8])) or "none"
        what = f"no text in field {text_field!r} (fields: {has}); name another with --text-field"
        raise InputError(what, name, place)
    if not text.strip():
        raise InputError("the text is empty", name, place)
    url, title, given = row.get("url") or row.get("source"), row.get("title"), row.get("id")
    return Source(
        id=row_id if given is None or given == "" else str(given),
        text=text,
        source=str(url) if url else name,
        title=str(title) if title else None,
    )
