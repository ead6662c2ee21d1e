"""What every public corpus has in common: items to predict, and a score of the predictions.

A reader turns its authors' format into `Item` objects. A prediction is made for each item by whatever is measured:
`Reader.of_article` reads it off the pipeline's output for the item's text; a component under test may give predictions
of its own in the same shape. `Reader.score` compares.
"""

from __future__ import annotations

import csv
import json
import random
import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any, ClassVar, Generic, TypeVar

from gluclaims.errors import ConfigError, InputError
from gluclaims.records import Article

G = TypeVar("G")


@dataclass(frozen=True, slots=True)
class Item(Generic[G]):
    """One thing to predict.

    Attributes
    ----------
    id : str
        Unique within the corpus.
    text : str
        What is annotated: a sentence, an abstract, a claim.
    gold : object
        The answer, in the shape the reader's `score` takes.
    group : str
        What must not be split in cross-validation: the document's id.
    context : tuple of str
        Sentences that go with it (the evidence abstract of a claim).
    """

    id: str
    text: str
    gold: G
    group: str = ""
    context: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Score:
    """One figure on a public corpus."""

    name: str
    value: float | None
    support: int
    precision: float | None = None
    recall: float | None = None


@dataclass(frozen=True, slots=True)
class Published:
    """A figure that others reached, on the official split named."""

    figure: str
    value: str
    who: str
    split: str


class Reader(ABC, Generic[G]):
    """A public corpus.

    Attributes
    ----------
    name : str
        What ``--corpus`` calls it.
    title : str
        What it is, and which files its authors give.
    """

    name: ClassVar[str]
    title: ClassVar[str]

    @abstractmethod
    def read(self, path: Path, split: str | None = None) -> list[Item[G]]:
        """Read the authors' file or folder.

        Raises
        ------
        InputError
            If it is not in the authors' format.
        """

    @abstractmethod
    def of_article(self, article: Article) -> G:
        """Read a prediction off an annotated article."""

    @abstractmethod
    def score(self, gold: Sequence[G], pred: Sequence[G]) -> list[Score]:
        """Compare predictions with gold."""

    def published(self) -> list[Published]:
        """Return what others reached."""
        return [Published(**row) for row in _published().get(self.name, ())]


@lru_cache(maxsize=1)
def _published() -> dict[str, list[dict[str, str]]]:
    raw: dict[str, list[dict[str, str]]] = json.loads(
        resources.files("gluclaims.evaluating.corpora").joinpath("published.json").read_text("utf-8")
    )
    return raw


def folds(items: Sequence[Item[G]], k: int = 5, seed: int = 0) -> list[list[int]]:
    """Deal items into `k` folds for cross-validation; items of one group (a document, equal sentences) stay together.

    Returns
    -------
    list of list of int
        The indices of each fold's items.

    Examples
    --------
    >>> items = [Item(str(i), "", None, group=g) for i, g in enumerate("aabbc")]
    >>> sorted(map(len, folds(items, 3)))
    [1, 2, 2]
    """
    groups: dict[str, list[int]] = {}
    for i, item in enumerate(items):
        groups.setdefault(item.group or item.id, []).append(i)
    names = sorted(groups)
    random.Random(seed).shuffle(names)
    out: list[list[int]] = [[] for _ in range(k)]
    for name in names:
        min(out, key=len).extend(groups[name])
    return [sorted(fold) for fold in out]


def files(path: Path, pattern: str) -> list[Path]:
    """Return the file, or the folder's files that fit a pattern.

    Raises
    ------
    InputError
        If there is none.
    """
    pattern = re.sub(r"\*+", "*", pattern)  # an empty split leaves two stars
    found = sorted(path.glob(pattern)) if path.is_dir() else [path] if path.is_file() else []
    if not found:
        raise InputError(f"neither a file nor a folder with {pattern}", source=str(path))
    return found


def json_lines(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the objects of a JSON-lines file.

    Raises
    ------
    InputError
        With the line that is no JSON object.
    """
    with path.open(encoding="utf-8", newline="\n") as file:
        for number, line in enumerate(file, start=1):
            if line.strip():
                try:
                    row = json.loads(line)
                except ValueError as error:
                    raise InputError(f"no JSON: {error}", str(path), f"line {number}") from None
                if not isinstance(row, dict):
                    raise InputError("no JSON object", str(path), f"line {number}")
                yield row


def need(row: dict[str, Any], *keys: str, path: Path) -> None:
    """Refuse a row without the keys that the format has.

    Raises
    ------
    InputError
        Naming the missing keys.
    """
    missing = [key for key in keys if key not in row]
    if missing:
        raise InputError(f"not this corpus: a row has no {', '.join(missing)}", source=str(path))


def csv_rows(path: Path, columns: Iterable[str], delimiter: str = ",") -> Iterator[dict[str, str]]:
    """Yield the rows of a CSV file that has a header with these columns.

    Raises
    ------
    InputError
        If a column is missing.
    """
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file, delimiter=delimiter)
        missing = [c for c in columns if c not in (reader.fieldnames or ())]
        if missing:
            raise InputError(f"not this corpus: no column {', '.join(missing)}", source=str(path))
        yield from reader


def get_reader(name: str) -> Reader[Any]:
    """Return the reader of a corpus.

    Raises
    ------
    ConfigError
        If there is none of that name.
    """
    known = readers()
    if name not in known:
        raise ConfigError(f"no corpus is called {name!r}; there are {', '.join(known)}")
    return known[name]


@lru_cache(maxsize=1)
def readers() -> dict[str, Reader[Any]]:
    """Return every reader by name."""
    from gluclaims.evaluating.corpora import (
        causal,
        certainty,
        hedging,
        mentions,
        phaedra,
        relations,
        sentences,
        verdicts,
    )

    kinds: tuple[type[Reader[Any]], ...] = (
        hedging.Conll2010,
        certainty.PeiJurgens,
        causal.Yu2019,
        mentions.NeuroTrialNER,
        mentions.BC5CDR,
        mentions.NCBIDisease,
        mentions.WhiteText,
        relations.DrugProt,
        phaedra.Phaedra,
        sentences.Achakulvisut2019,
        verdicts.SciFact,
        verdicts.CheckCovid,
    )
    return {kind.name: kind() for kind in kinds}
