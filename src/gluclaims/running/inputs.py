"""The inputs of a batch: their fingerprint, the items they hold, how far one has come."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from gluclaims.errors import ConfigError, InputError
from gluclaims.reading import Options, error_record, expand, read_file
from gluclaims.reading.sources import SINGLE, kind_of
from gluclaims.running.work import Item, Pending


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What inputs are recognised by: names, sizes and times of change, not the content of ten million files."""

    files: int
    bytes: int
    sha256: str

    def to_dict(self) -> dict[str, Any]:
        """Return it as the manifest holds it."""
        return {"files": self.files, "bytes": self.bytes, "sha256": self.sha256}


def fingerprint(names: Sequence[str], out: Path) -> Fingerprint:
    """Return the fingerprint of inputs.

    Raises
    ------
    ConfigError
        If standard input is among them, or the output folder lies in one of them.
    """
    digest = hashlib.sha256()
    files = size = 0
    own = os.path.realpath(out)
    for name in names:
        if name == "-":
            raise ConfigError(
                "standard input can't be read twice, to resume; write it to a file, or use gluclaims check"
            )
        root = os.path.realpath(name) if Path(name).is_dir() else None
        if root is not None and (own == root or own.startswith(root.rstrip(os.sep) + os.sep)):
            raise ConfigError(f"the output folder {out} lies in the input folder {name}; put it elsewhere")
    for id, path in expand(names):
        assert path is not None
        if os.path.dirname(os.path.abspath(path)) == own:  # noqa: PTH100, PTH120 - quick, and links stay links
            raise ConfigError(f"{path} lies in the output folder; name another output folder")
        files += 1
        try:
            found = path.stat()
            state = f"{found.st_size} {found.st_mtime_ns}"
            size += found.st_size
        except (OSError, ValueError):
            state = "missing"
        digest.update(f"{id}\0{path}\0{state}\0\0".encode("utf-8", "surrogateescape"))
    return Fingerprint(files, size, digest.hexdigest())


class Inputs:
    """The items of a batch, in order.

    Parameters
    ----------
    names : sequence of str
        Files, folders, globs.
    options : Options
        How to read them.
    """

    def __init__(self, names: Sequence[str], options: Options) -> None:
        self.names = names
        self._options = options
        self._before = 0
        self._raw: BinaryIO | None = None

    @property
    def position(self) -> int:
        """Bytes read so far."""
        try:
            return self._before + (self._raw.tell() if self._raw is not None else 0)
        except ValueError:  # closed meanwhile
            return self._before

    def items(self) -> Iterator[Item]:
        """Yield every item; files of one article are left for the worker to read."""
        options = Options(self._options.text_field, self._options.notify, self._options.max_bytes, self._open)
        for id, path in expand(self.names, self._options.notify):
            assert path is not None
            size = 0
            try:
                found = path.stat()
                size = found.st_size
                regular = stat.S_ISREG(found.st_mode) or stat.S_ISDIR(found.st_mode)
            except (OSError, ValueError):
                regular = True  # read_file says what is wrong
            if not regular:
                yield error_record(id, str(path), InputError("not a regular file; copy it to one", str(path)))
            elif kind_of(path) in SINGLE:
                yield Pending(id, str(path))
            else:
                yield from read_file(id, path, options)
            self._raw = None
            self._before += size

    def _open(self, path: Path) -> BinaryIO:
        self._raw = path.open("rb")
        return self._raw


def skip(items: Iterator[Item], count: int) -> int:
    """Pass over items; return how many there were, fewer at the end of the inputs."""
    return sum(1 for _ in islice(items, count))


def batches(items: Iterator[Item], size: int, characters: int, weigh: Callable[[Item], int]) -> Iterator[list[Item]]:
    """Cut a stream into batches of at most `size` items, closed early when their weight reaches `characters`.

    The cuts depend on the items alone, not on workers or engine: the same batches everywhere, the same bytes.
    """
    batch: list[Item] = []
    weight = 0
    for item in items:
        batch.append(item)
        weight += weigh(item)
        if len(batch) >= size or weight >= characters:
            yield batch
            batch, weight = [], 0
    if batch:
        yield batch


def weight(item: Item) -> int:
    """Return about how many characters an item has."""
    if isinstance(item, Pending):
        try:
            return Path(item.path).stat().st_size
        except (OSError, ValueError):
            return 0
    return len(item.text)
