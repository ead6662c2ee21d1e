"""Floors: what an evaluation must reach, by figure, pinned to the corpus it was measured on.

The gate file is JSON::

    {"corpus": {"gold.jsonl": "<sha256>"}, "slack": 0.01, "floors": {"entities": 0.9, "sign-errors": 0.02}}

A floor of an error rate is a ceiling. A lower floor, or another corpus, is written only with ``--allow-regression``.
Floors are set by the slack under what is reached: another machine's arithmetic may turn a label that hangs by a hair.
"""

from __future__ import annotations

import difflib
import hashlib
import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from gluclaims.errors import ConfigError, DataError
from gluclaims.evaluating.result import Result, specs


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A figure that does not reach its floor."""

    name: str
    value: float | None
    floor: float

    def __str__(self) -> str:
        value = "nothing to measure" if self.value is None else f"{self.value:.3f}"
        return f"{self.name}: {value}, {'above' if specs()[self.name].lower_is_better else 'below'} {self.floor:.3f}"


def parse_floors(text: str) -> dict[str, float]:
    """Read ``name=value,name=value``.

    Raises
    ------
    ConfigError
        For an unknown figure (with the nearest name) or a value that is no number from -1 to 1.

    Examples
    --------
    >>> parse_floors("entities=0.9, cues=.8")
    {'entities': 0.9, 'cues': 0.8}
    """
    out = {}
    for part in filter(None, (p.strip() for p in text.split(","))):
        name, _, value = part.partition("=")
        out[_known(name.strip())] = _number(name, value)
    if not out:
        raise ConfigError("no floor given; write name=value, for example entities=0.9")
    return out


def _known(name: str) -> str:
    if name not in specs():
        near = difflib.get_close_matches(name, specs(), n=1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        raise ConfigError(f"no figure is called {name!r}{hint} (figures: {', '.join(specs())})")
    return name


def _number(name: str, value: object) -> float:
    try:
        number = float(str(value))
    except ValueError:
        number = math.nan
    if not -1 <= number <= 1:
        raise ConfigError(f"the floor of {name!r} is no number from -1 to 1: {value!r}")
    return number


def shortfalls(result: Result, floors: Mapping[str, float]) -> list[Shortfall]:
    """Return the figures that don't reach their floor; a figure that could not be measured does not."""
    out = []
    for name, floor in floors.items():
        value = result.figures[_known(name)].value
        # A floor is written with three decimals, so a value is held against it with as many.
        shown = None if value is None else round(value, 3)
        if shown is None or (shown > floor if specs()[name].lower_is_better else shown < floor):
            out.append(Shortfall(name, value, floor))
    return out


def checksum(path: Path) -> str:
    """Return the SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


@dataclass(frozen=True, slots=True)
class Gate:
    """Floors by figure, and the checksums of the corpora they hold for (paths relative to the gate file)."""

    floors: Mapping[str, float]
    corpus: Mapping[str, str]
    #: How far below what is reached a floor is set.
    slack: float = 0.0

    @classmethod
    def read(cls, path: Path) -> Gate:
        """Read a gate file.

        Raises
        ------
        DataError
            If it is no gate file.
        """
        try:
            raw = json.loads(path.read_text("utf-8"))
            floors = {_known(name): _number(name, value) for name, value in raw["floors"].items()}
            return cls(floors, dict(raw["corpus"]), _number("slack", raw.get("slack", 0.0)))
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise DataError(f"{path}: no gate file: {error}") from None

    def write(self, path: Path) -> None:
        """Write the gate file."""
        raw = {"corpus": dict(self.corpus), "slack": self.slack, "floors": dict(self.floors)}
        path.write_text(json.dumps(raw, indent=2) + "\n", "utf-8")

    def corpus_faults(self, base: Path) -> list[str]:
        """Say which corpora are missing or not those that the floors were measured on."""
        out = []
        for name, expected in self.corpus.items():
            file = base / name
            if not file.is_file():
                out.append(f"{name}: no such file")
            elif checksum(file) != expected:
                out.append(f"{name}: changed since its floors were set (sha256 {checksum(file)[:12]}...)")
        return out


def renew(
    old: Gate | None, result: Result, names: Iterable[str], corpus: Mapping[str, str], *, allow_regression: bool
) -> Gate:
    """Set the floors to what a result reaches (less the slack, rounded down to three decimals).

    Raises
    ------
    DataError
        If a floor would be lowered, left out, or measured on another corpus, and `allow_regression` is not given.
    """
    floors: dict[str, float] = {}
    slack = old.slack if old is not None else 0.0
    for name in names:
        value = result.figures[_known(name)].value
        if value is not None and specs()[name].lower_is_better:
            floors[name] = min(1.0, math.ceil(round((value + slack) * 1000, 6)) / 1000)
        elif value is not None:
            floors[name] = max(-1.0, math.floor(round((value - slack) * 1000, 6)) / 1000)
    if old is not None and not allow_regression:
        worse = [
            f"{name} {floor} -> {floors.get(name, 'gone')}"
            for name, floor in old.floors.items()
            if name not in floors or (floors[name] > floor if specs()[name].lower_is_better else floors[name] < floor)
        ]
        if worse:
            raise DataError(f"floors would be lowered: {'; '.join(worse)} (--allow-regression lowers them)")
        if old.corpus and dict(old.corpus) != dict(corpus):
            raise DataError("the corpus is another one (--allow-regression sets floors anew)")
    return Gate(floors, dict(corpus), slack)
