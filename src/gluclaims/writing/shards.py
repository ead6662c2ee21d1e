"""Numbered shards of records, written whole or not at all."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Protocol

from gluclaims.errors import ConfigError, GluclaimsError, MissingExtraError

if TYPE_CHECKING:
    import pyarrow as pa

FORMATS = ("jsonl", "parquet")
_PARQUET_ROWS = 256


class OutputError(GluclaimsError):
    """The output cannot be written: a full disk, a folder that is read-only."""


def sync_folder(folder: Path) -> None:
    """Make renames in a folder last through a power cut, where the system can."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def replace_file(path: Path, data: bytes) -> None:
    """Write a small file so that at any moment the old or the new content stands there, never a part."""
    temporary = path.with_name(f".{path.name}.tmp")
    with temporary.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    sync_folder(path.parent)


class _Writer(Protocol):
    def add(self, line: bytes) -> None: ...
    def close(self) -> None: ...


class _Lines:
    def __init__(self, file: IO[bytes], packed: bool) -> None:
        # No name and no time in the header: the same records give the same bytes.
        self._out: IO[bytes] = gzip.GzipFile("", "wb", 6, file, mtime=0) if packed else file  # type: ignore[assignment]
        self._packed = packed

    def add(self, line: bytes) -> None:
        self._out.write(line)

    def close(self) -> None:
        if self._packed:
            self._out.close()


class _Parquet:
    def __init__(self, file: IO[bytes]) -> None:
        from pyarrow import parquet

        self._schema = parquet_schema()
        self._out = parquet.ParquetWriter(file, self._schema, compression="zstd")
        self._rows: list[dict[str, Any]] = []

    def add(self, line: bytes) -> None:
        self._rows.append(_to_row(json.loads(line)))
        if len(self._rows) >= _PARQUET_ROWS:
            self._flush()

    def _flush(self) -> None:
        import pyarrow as pa

        self._out.write_table(pa.Table.from_pylist(self._rows, self._schema))
        self._rows.clear()

    def close(self) -> None:
        if self._rows:
            self._flush()
        self._out.close()


class Shard:
    """One shard while it is written; it takes its name when it is finished.

    Parameters
    ----------
    path : Path
        Its name once finished; ``.jsonl``, ``.jsonl.gz`` or ``.parquet``.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._temporary = path.with_name(f".{path.name}.tmp")
        self._file = self._temporary.open("wb")
        self._writer: _Writer = (
            _Parquet(self._file) if path.suffix == ".parquet" else _Lines(self._file, path.suffix == ".gz")
        )

    def add(self, line: bytes) -> None:
        """Add a record, as `gluclaims.writing.jsonl.to_line` gives it."""
        self._writer.add(line)

    def finish(self) -> tuple[int, str]:
        """Write everything out, take the name; return the size in bytes and the SHA-256."""
        self._writer.close()
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        with self._temporary.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        size = self._temporary.stat().st_size
        self._temporary.replace(self.path)
        sync_folder(self.path.parent)
        return size, digest

    def drop(self) -> None:
        """Throw away what was written."""
        with suppress(OSError):
            self._file.close()
        with suppress(OSError):
            self._temporary.unlink(missing_ok=True)


def ending(format: str, packed: bool) -> str:
    """Return the ending of a shard's name.

    Raises
    ------
    ConfigError
        If the format is unknown, or Parquet is to be compressed once more.
    MissingExtraError
        If Parquet is asked for and `pyarrow` is not installed.
    """
    if format not in FORMATS:
        raise ConfigError(f"no format {format!r}; one of {', '.join(FORMATS)}")
    if format == "jsonl":
        return ".jsonl.gz" if packed else ".jsonl"
    if packed:
        raise ConfigError("--gzip goes with --format jsonl; Parquet is compressed in itself")
    from importlib.util import find_spec

    if find_spec("pyarrow") is None:
        raise MissingExtraError("pyarrow", "batch", "writing Parquet")
    return ".parquet"


_CLAIM_TEXT = (
    "id", "text", "statement", "type", "relation", "aspect", "direction", "certainty", "polarity", "strength",
    "attribution", "subject", "object", "location", "population", "verdict", "calibration", "why",
)  # fmt: skip


def parquet_schema() -> pa.Schema:
    """Return the columns of a Parquet shard: the record format's fields.

    What has no fixed shape (``scores``, a reference, keys that the format does not know) is kept as JSON text.
    """
    import pyarrow as pa

    text, number = pa.string(), pa.int32()
    texts, ids = pa.list_(text), pa.map_(text, text)
    span = {"start": number, "end": number}
    evidence = pa.struct({"fact": text, "stance": text, "chain": texts, "reference": text, "extra": text})
    return pa.schema(
        {
            "schema": text, "id": text, "source": text, "title": text, "text": text,
            "sentences": pa.list_(pa.struct(span)),
            "entities": pa.list_(pa.struct(
                span | {"text": text, "label": text, "concept": text, "ids": ids, "score": pa.float64(), "rule": text,
                        "extra": text}
            )),
            "cues": pa.list_(pa.struct(span | {"text": text, "kind": text, "rule": text, "extra": text})),
            "claims": pa.list_(pa.struct(
                span | dict.fromkeys(_CLAIM_TEXT, text)
                | {"hedged": pa.bool_(), "scores": text, "cues": pa.list_(number), "flags": texts,
                   "evidence": pa.list_(evidence), "extra": text}
            )),
            "provenance": ids, "error": pa.struct({"type": text, "message": text}), "extra": text,
        }
    )  # fmt: skip


def _to_row(record: dict[str, Any]) -> dict[str, Any]:
    row: dict[str, Any] = _shaped(record, _KEYS["record"])
    for layer in ("entities", "cues", "claims"):
        row[layer] = [_shaped(x, _KEYS[layer]) for x in record.get(layer) or ()]
    for claim in row["claims"]:
        claim["scores"] = _dump(claim.get("scores"))
        claim["evidence"] = [_shaped(e, _KEYS["evidence"]) for e in claim.get("evidence") or ()]
        for e in claim["evidence"]:
            e["reference"] = _dump(e.get("reference"))
    cleaned: dict[str, Any] = _encodable(row)
    return cleaned


_KEYS: dict[str, frozenset[str]] = {
    "record": frozenset(
        ("schema", "id", "source", "title", "text", "sentences", "entities", "cues", "claims", "provenance", "error")
    ),
    "entities": frozenset(("start", "end", "text", "label", "concept", "ids", "score", "rule")),
    "cues": frozenset(("start", "end", "text", "kind", "rule")),
    "claims": frozenset((*_CLAIM_TEXT, "start", "end", "hedged", "scores", "cues", "flags", "evidence")),
    "evidence": frozenset(("fact", "stance", "chain", "reference")),
}


def _dump(value: object) -> str | None:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) if value else None


def _shaped(item: dict[str, Any], keys: frozenset[str]) -> dict[str, Any]:
    return {k: v for k, v in item.items() if k in keys} | {
        "extra": _dump({k: v for k, v in item.items() if k not in keys})
    }


def _encodable(value: Any) -> Any:
    """Replace lone surrogates, which Parquet's UTF-8 cannot hold, by one character each: offsets stand."""
    if isinstance(value, str):
        if value.isascii():
            return value
        return "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in value)
    if isinstance(value, dict):
        return {_encodable(k): _encodable(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_encodable(v) for v in value]
    return value


def read_parquet(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the records of a Parquet shard as the record format writes them (keys without a value left out)."""
    from pyarrow import parquet

    for batch in parquet.ParquetFile(path).iter_batches(batch_size=_PARQUET_ROWS):
        for row in batch.to_pylist(maps_as_pydicts="strict"):
            yield _from_row(row)


def _from_row(row: dict[str, Any]) -> dict[str, Any]:
    if row["error"] is not None:
        return _plain({key: row[key] for key in ("schema", "id", "source", "error", "extra")}, drop=())
    for layer in ("entities", "cues"):
        row[layer] = [_plain(x, drop=("score", "rule")) for x in row[layer]]
    row["claims"] = [_plain(claim, drop=("hedged", "why")) for claim in row["claims"]]
    for claim in row["claims"]:
        claim["scores"] = json.loads(claim["scores"] or "{}")
        claim["evidence"] = [_plain(e, drop=()) for e in claim["evidence"]]
        for e in claim["evidence"]:
            e["reference"] = json.loads(e["reference"] or "{}")
    return _plain(row, drop=("provenance", "error"))


def _plain(item: dict[str, Any], drop: tuple[str, ...]) -> dict[str, Any]:
    extra: dict[str, Any] = json.loads(item.pop("extra") or "{}")
    return {k: v for k, v in item.items() if v is not None or k not in drop} | extra
