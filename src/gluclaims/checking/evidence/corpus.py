"""A user's corpus: one JSON object a line, with an id, a title, and a text or the sentences of an abstract."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from typing import Any, BinaryIO

from gluclaims.annotating.segmenting import segment
from gluclaims.errors import InputError

#: Names that a field goes by, the first that a record has counts: SciFact's and BEIR's are among them.
_IDS = ("id", "doc_id", "_id", "cord_id", "pmid")
_BODIES = ("abstract", "sentences", "text")


@dataclass(frozen=True, slots=True)
class Document:
    """One record of a corpus.

    Attributes
    ----------
    id, title : str
        As the record has them; the title may be empty.
    body : str or tuple of str
        The text, or its sentences where the record has them apart.
    """

    id: str
    title: str
    body: str | tuple[str, ...]

    @property
    def text(self) -> str:
        """The body as one string."""
        return self.body if isinstance(self.body, str) else " ".join(self.body)

    def sentences(self) -> tuple[str, ...]:
        """Return the body's sentences; split here where the record does not have them apart."""
        if isinstance(self.body, tuple):
            return self.body
        return tuple(self.body[start:end] for start, end in segment(self.body))


def parse_document(line: bytes | str, source: str, place: str) -> Document:
    """Read one line of a corpus.

    Raises
    ------
    InputError
        If it is no JSON object, or one without an id or any text.
    """
    try:
        raw = json.loads(line)
    except (ValueError, RecursionError) as error:  # also what is not UTF-8
        raise InputError(f"no JSON: {error}", source, place) from None
    if not isinstance(raw, dict):
        raise InputError("no JSON object", source, place)
    id_ = next((raw[name] for name in _IDS if raw.get(name) is not None), None)
    if id_ is None:
        raise InputError(f"the record has no id (one of {', '.join(_IDS)})", source, place)
    if not any(name in raw for name in ("title", *_BODIES)):
        raise InputError(f"the record has neither a title nor a text (one of {', '.join(_BODIES)})", source, place)
    return Document(_text(id_), _text(raw.get("title") or ""), _body(raw))


def _body(raw: Mapping[str, Any]) -> str | tuple[str, ...]:
    body = next((raw[name] for name in _BODIES if raw.get(name)), "")
    return tuple(map(_text, body)) if isinstance(body, list) else _text(body)


def _text(value: object) -> str:
    """Return a string that can be written as UTF-8: JSON may hold lone surrogates."""
    text = str(value)
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def read_lines(
    stream: BinaryIO, source: str, seen: Callable[[bytes], object] | None = None
) -> Iterator[tuple[int, Document]]:
    """Yield the byte offset and the document of each line that is not blank; `seen` is given every line's bytes."""
    offset = 0
    for number, line in enumerate(stream, start=1):
        if seen is not None:
            seen(line)
        if line.strip():
            yield offset, parse_document(line, source, f"line {number}")
        offset += len(line)


def read_corpus(path: str | Path) -> Iterator[Document]:
    """Yield the documents of a corpus.

    Parameters
    ----------
    path : str or Path
        A ``.jsonl`` file, not compressed.

    Raises
    ------
    InputError
        If the file cannot be read, or a line is no record.
    """
    with open_corpus(path) as stream:
        for _, document in read_lines(stream, str(path)):
            yield document


def open_corpus(path: str | Path) -> BufferedReader:
    """Open a corpus.

    Raises
    ------
    InputError
        If it cannot be opened, or is compressed: its lines are read out of order later on.
    """
    if Path(path).suffix.lower() in (".gz", ".zst", ".bz2", ".xz", ".zip"):
        raise InputError("a corpus of evidence must not be compressed; unpack it first", str(path))
    try:
        return Path(path).open("rb")
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", str(path)) from None
