"""Plain and compressed files as streams of bytes, with a limit on what they may unpack to."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, BinaryIO, cast

from gluclaims.errors import InputError, MissingExtraError

#: Endings of compressed files; the ending before it says what is inside (``articles.jsonl.gz``).
COMPRESSED = (".gz", ".zst")
_STEP = 1 << 20


def inner(path: Path) -> Path:
    """Return the path without the ending of its compression."""
    return path.with_suffix("") if path.suffix.lower() in COMPRESSED and path.stem else path


@contextmanager
def unpacked(path: Path, raw: BinaryIO) -> Iterator[IO[bytes]]:
    """Give the content of a file, unpacked where its ending says that it is compressed.

    Parameters
    ----------
    path : Path
        Its ending decides.
    raw : binary file
        The file itself, open.

    Raises
    ------
    InputError
        If the compressed data are damaged.
    MissingExtraError
        If it is a ``.zst`` file and `zstandard` is not installed.
    """
    suffix = path.suffix.lower()
    if suffix == ".gz":
        try:
            with gzip.open(raw) as stream:
                yield cast(IO[bytes], stream)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise InputError(f"damaged gzip data ({error}); compress the file anew", str(path)) from None
    elif suffix == ".zst":
        try:
            import zstandard
        except ImportError:
            raise MissingExtraError("zstandard", "batch", "reading .zst files") from None
        try:
            # The window is what a frame may make us hold in memory; 128 MiB is what the zstd tool accepts itself.
            unpacker = zstandard.ZstdDecompressor(max_window_size=1 << 27)
            with io.BufferedReader(unpacker.stream_reader(raw, read_across_frames=True), _STEP) as stream:
                yield stream
        except zstandard.ZstdError as error:
            raise InputError(f"damaged Zstandard data ({error}); compress the file anew", str(path)) from None
    else:
        yield raw


def read_all(stream: IO[bytes], limit: int, name: str) -> bytes:
    """Return everything in a stream.

    Raises
    ------
    InputError
        If it holds more than `limit` bytes; no more than that is ever held in memory.
    """
    parts: list[bytes] = []
    size = 0
    while part := stream.read(_STEP):
        size += len(part)
        if size > limit:
            raise InputError(f"more than {limit:,} bytes (unpacked); raise --max-bytes, or split the file", name)
        parts.append(part)
    return b"".join(parts)


def read_lines(stream: IO[bytes], limit: int) -> Iterator[bytes | None]:
    """Yield the lines of a stream, ``None`` in place of one of more than `limit` bytes, which is passed over."""
    while line := stream.readline(limit + 1):
        if len(line) <= limit:
            yield line
            continue
        while line and not line.endswith(b"\n"):
            line = stream.readline(_STEP)
        yield None
