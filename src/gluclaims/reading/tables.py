"""Tables of articles, one row each: CSV, TSV and Parquet, a few rows in memory at a time."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from typing import IO, Any

from gluclaims.errors import InputError, MissingExtraError
from gluclaims.reading.decode import guessed_encoding

_HEAD = 1 << 16
_PARQUET_ROWS = 16


def csv_rows(
    stream: IO[bytes], name: str, limit: int, delimiter: str | None = None
) -> Iterator[dict[str, Any] | InputError]:
    """Yield the rows of a CSV file by column name, an error in place of a row that is malformed.

    Parameters
    ----------
    stream : binary file
        UTF-8, UTF-16 with a byte order mark, or what its first 64 KiB look like.
    name : str
        For messages.
    limit : int
        Characters in one cell.
    delimiter : str, optional
        Comma or semicolon, whichever the header has more of, where left out.
    """
    head = stream.read(_HEAD)
    if not head:
        return
    text = io.TextIOWrapper(
        io.BufferedReader(_Joined(head, stream)), _encoding(head, name), errors="surrogateescape", newline=""
    )
    before = csv.field_size_limit(limit)  # the module's own setting: put back afterwards
    try:
        first = head.decode("utf-8", "replace").split("\n", 1)[0]
        mark = delimiter or (";" if first.count(";") > first.count(",") else ",")
        lines = _Lines(text, limit)
        rows = csv.reader(lines, delimiter=mark, strict=True)
        try:
            columns = next(rows)
        except csv.Error as error:
            raise InputError(f"not valid CSV ({error})", name, "the header") from None
        while True:
            csv.field_size_limit(limit)
            try:
                cells = next(rows)
            except StopIteration:
                return
            except csv.Error as error:
                lines.cut = False
                yield InputError(f"not valid CSV ({error})", name, f"line {rows.line_num}")
                continue
            if not cells or cells == [""]:
                continue
            place = f"line {rows.line_num}"
            if lines.cut:
                lines.cut = False
                yield InputError(f"a line of more than {limit:,} characters; raise --max-bytes", name, place)
            elif len(cells) != len(columns):
                yield InputError(f"{len(cells)} cells where the header has {len(columns)}", name, place)
            elif any("\udc80" <= c <= "\udcff" for cell in cells if not cell.isascii() for c in cell):
                yield InputError("not UTF-8; convert the file to UTF-8", name, place)
            else:
                yield dict(zip(columns, cells, strict=True))
    except UnicodeError as error:  # a UTF-16 file cut in the middle
        yield InputError(f"not in the encoding that it says it is in ({error})", name)
    finally:
        csv.field_size_limit(before)


class _Lines:
    """The lines of a text, the rest of one that is longer than the limit left out and `cut` set."""

    def __init__(self, text: io.TextIOBase, limit: int) -> None:
        self._text, self._limit = text, limit
        self.cut = False

    def __iter__(self) -> Iterator[str]:
        while line := self._text.readline(self._limit):
            rest = line
            while len(rest) >= self._limit and not rest.endswith("\n"):
                rest = self._text.readline(self._limit)
                self.cut = self.cut or bool(rest)
            yield line


class _Joined(io.RawIOBase):
    """The bytes that were read ahead, then the rest of the stream."""

    def __init__(self, head: bytes, rest: IO[bytes]) -> None:
        self._head, self._rest = head, rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        part = self._head[: len(buffer)] if self._head else self._rest.read(len(buffer))
        self._head = self._head[len(part) :]
        buffer[: len(part)] = part
        return len(part)


def _encoding(head: bytes, name: str) -> str:
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    whole_lines = head.rpartition(b"\n")[0] or head
    try:
        whole_lines.decode("utf-8")
    except UnicodeDecodeError:
        return guessed_encoding(whole_lines, name)
    return "utf-8"


def parquet_rows(stream: IO[bytes], name: str, columns: tuple[str, ...]) -> Iterator[dict[str, Any] | InputError]:
    """Yield the rows of a Parquet file, of the named columns as far as there are such.

    Raises
    ------
    InputError
        If it is no Parquet file, or damaged.
    MissingExtraError
        If `pyarrow` is not installed.
    """
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError:
        raise MissingExtraError("pyarrow", "batch", "reading Parquet files") from None
    try:
        file = parquet.ParquetFile(stream)
        has = [column for column in file.schema_arrow.names if column in columns]
        if columns[0] not in has:  # let the row say which columns there are
            has = file.schema_arrow.names
        for batch in file.iter_batches(batch_size=_PARQUET_ROWS, columns=has):
            yield from batch.to_pylist()
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        raise InputError(f"not a Parquet file, or damaged ({str(error).splitlines()[0]})", name) from None
