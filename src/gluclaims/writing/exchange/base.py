"""What an exchange format is, and which there are."""

from __future__ import annotations

import importlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from gluclaims.errors import ConfigError, InputError, RecordError
from gluclaims.records import Article


@dataclass(slots=True)
class Notes:
    """What could not be carried over, one line each: nothing is left out in silence."""

    lines: list[str] = field(default_factory=list)

    def add(self, line: str) -> None:
        """Note something."""
        self.lines.append(line)


class Format(Protocol):
    """A module of this package.

    Attributes
    ----------
    TITLE : str
        The tool or standard.
    LAYERS : tuple of str
        The layers of a record that it carries.
    SUFFIX : str
        The usual ending; ``""`` where it writes a folder.
    READS : bool
        Whether it can be read back.
    """

    TITLE: str
    LAYERS: tuple[str, ...]
    SUFFIX: str
    READS: bool

    def write(self, articles: Iterable[Article], path: Path, notes: Notes) -> None:
        """Write articles to a file or folder."""

    def read(self, path: Path, notes: Notes) -> list[Article]:
        """Read articles back."""


#: name -> module
_MODULES = {
    "records": "records", "brat": "brat", "prodigy": "prodigy", "label-studio": "label_studio", "doccano": "doccano",
    "conll": "conll", "docbin": "docbin", "bioc": "bioc_xml", "pubtator": "pubtator",
    "web-annotation": "web_annotation", "claim-review": "claim_review", "displacy": "displacy",
}  # fmt: skip


def names(*, reads: bool = False) -> list[str]:
    """Return the names of the formats (only those that can be read back)."""
    return [name for name in _MODULES if not reads or get_format(name).READS]


def get_format(name: str) -> Format:
    """Return a format by name.

    Raises
    ------
    ConfigError
        If there is none of that name.
    """
    if name not in _MODULES:
        raise ConfigError(f"no format is called {name!r}; there are {', '.join(_MODULES)}")
    module: Any = importlib.import_module(f"gluclaims.writing.exchange.{_MODULES[name]}")
    return module  # type: ignore[no-any-return]


def whole(articles: Iterable[Article], notes: Notes) -> Iterator[Article]:
    """Yield the articles that hold a text; error records are noted and left out."""
    for article in articles:
        if article.error is None:
            yield article
        else:
            notes.add(f"{article.id}: an error record ({article.error.get('message', '')}), left out")


def note_losses(article: Article, layers: Sequence[str], notes: Notes) -> None:
    """Note the layers that a format does not carry."""
    for layer in ("sentences", "entities", "cues", "claims"):
        count = len(getattr(article, layer))
        if count and layer not in layers:
            notes.add(f"{article.id}: {count} {layer} not carried by this format")


def json_rows(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield place and object of each line of a JSON-lines file.

    Raises
    ------
    InputError
        If a line is no JSON object.
    """
    with path.open(encoding="utf-8-sig", newline="\n") as file:
        for number, line in enumerate(file, start=1):
            if line.strip():
                try:
                    row = json.loads(line)
                except ValueError as error:
                    raise InputError(f"no JSON: {error}", str(path), f"line {number}") from None
                if not isinstance(row, dict):
                    raise InputError("no JSON object", str(path), f"line {number}")
                yield f"line {number}", row


def write_rows(rows: Iterable[Any], path: Path) -> None:
    """Write JSON lines."""
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8", newline="\n")


class at:  # noqa: N801 - reads as a phrase: with at(path, place)
    """Turn what goes wrong inside into an `InputError` with its place."""

    def __init__(self, path: Path, place: str) -> None:
        self.path, self.place = path, place

    def __enter__(self) -> None:
        """Begin."""

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        """Translate."""
        if isinstance(error, RecordError):
            raise InputError(str(error), str(self.path), self.place) from None
        if isinstance(error, KeyError | TypeError | ValueError | IndexError | AttributeError):
            raise InputError(f"not in this format: {error!r}", str(self.path), self.place) from None
