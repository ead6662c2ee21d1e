"""The fact base: cited statements in the form of claims, read from JSON lines."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

from gluclaims.errors import DataError
from gluclaims.labels import labels

JSON = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Reference:
    """Where a fact comes from; ``extra`` holds authors, journal and identifiers."""

    key: str
    title: str
    year: int
    kind: str
    extra: Mapping[str, Any] = field(default_factory=dict)

    def to_dict(self) -> JSON:
        """Return the reference as ``evidence`` carries it."""
        return {"key": self.key, "title": self.title, "year": self.year, "kind": self.kind} | dict(self.extra)


@dataclass(frozen=True, slots=True)
class Citation:
    """A reference in its role: ``supports``, ``contradicts`` or ``qualifies`` the fact."""

    ref: str
    role: str = "supports"


@dataclass(frozen=True, slots=True)
class Fact:
    """One statement of established knowledge.

    Attributes
    ----------
    subject, relation, object, aspect, direction, location, population : str or None
        As in a claim.
    species : str or None
        ``human``, ``animal``, ``in_vitro``; None where it holds generally.
    condition : str or None
        Free words of scope: ``"high dose"``, ``"FDA 2019"``.
    status : str
        ``established``, ``supported``, ``contested``, ``insufficient`` or ``refuted`` (the stated relation is false).
    grade : str
        The best evidence behind it.
    paraphrase : str
        One plain sentence; of a refuted fact, the sentence that corrects it.
    """

    id: str
    subject: str
    relation: str
    object: str
    aspect: str | None = None
    direction: str = "NONE"
    location: str | None = None
    population: str | None = None
    species: str | None = None
    condition: str | None = None
    status: str = "established"
    grade: str = "textbook"
    paraphrase: str = ""
    references: tuple[Citation, ...] = ()
    reviewed: str | None = None
    note: str | None = None

    @property
    def identity(self) -> tuple[str | None, ...]:
        """What the fact is about: two facts of one identity are the same statement."""
        return (
            self.subject, self.relation, self.object, self.aspect, self.direction, self.location, self.population,
            self.condition,
        )  # fmt: skip

    def to_dict(self) -> JSON:
        """Return the fact as its file holds it."""
        out = {name: getattr(self, name) for name in self.__slots__}
        out["references"] = [{"ref": c.ref, "role": c.role} for c in self.references]
        return out


@dataclass(frozen=True, eq=False, slots=True)
class FactBase:
    """All facts and their references; compared by identity.

    Attributes
    ----------
    facts : tuple of Fact
        Users' facts first.
    references : dict of str to Reference
        By key.
    own : frozenset of str
        Ids of the users' own facts: they win over ours.
    sha256 : str
        Checksum of the files that were read.
    """

    facts: tuple[Fact, ...]
    references: Mapping[str, Reference]
    own: frozenset[str] = frozenset()
    sha256: str = ""

    def __len__(self) -> int:
        return len(self.facts)

    def reference(self, fact: Fact) -> Reference | None:
        """Return the first reference that is known of a fact."""
        return next((self.references[c.ref] for c in fact.references if c.ref in self.references), None)


_FACT_FIELDS = frozenset(Fact.__dataclass_fields__)


def parse_fact(raw: Mapping[str, Any], where: str) -> Fact:
    """Build a fact from its JSON object.

    Raises
    ------
    DataError
        If a field is missing, unknown or of the wrong shape.
    """
    try:
        cited = tuple(Citation(c["ref"], c.get("role", "supports")) for c in raw.get("references") or ())
        known = {key: value for key, value in raw.items() if key != "references"}
        known["direction"] = known.get("direction") or "NONE"
        return Fact(**known, references=cited)
    except (TypeError, KeyError, AttributeError) as error:
        unknown = sorted(set(raw) - _FACT_FIELDS) if isinstance(raw, Mapping) else []
        hint = f"; unknown: {', '.join(unknown)}" if unknown else ""
        raise DataError(f"{where}: a fact needs id, subject, relation and object ({error}){hint}") from None


def parse_reference(raw: Mapping[str, Any], where: str) -> Reference:
    """Build a reference from its JSON object.

    Raises
    ------
    DataError
        If key, title or year is missing.
    """
    rest = dict(raw)
    try:
        return Reference(rest.pop("key"), rest.pop("title"), int(rest.pop("year")), rest.pop("kind", "paper"), rest)
    except (KeyError, TypeError, ValueError) as error:
        raise DataError(f"{where}: a reference needs key, title and year ({error})") from None


def parse_lines(text: str, where: str) -> tuple[list[Fact], list[Reference]]:
    """Parse JSON lines that hold facts, references (objects with a ``key``) or both.

    Raises
    ------
    DataError
        If a line is no JSON object or lacks a field.
    """
    facts: list[Fact] = []
    references: list[Reference] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            raw = json.loads(line)
        except ValueError as error:
            raise DataError(f"{where}, line {number}: no JSON object: {error}") from None
        if not isinstance(raw, dict):
            raise DataError(f"{where}, line {number}: expected an object, found {type(raw).__name__}")
        if "key" in raw and "relation" not in raw:
            references.append(parse_reference(raw, f"{where}, line {number}"))
        else:
            facts.append(parse_fact(raw, f"{where}, line {number}"))
    return facts, references


def merge(facts: Iterable[Fact]) -> list[Fact]:
    """Join facts of one identity: the better status and grade stay, citations are united.

    A statement that one author calls established and another refuted is kept twice, for the linter to show.
    """
    order: dict[tuple[str | None, ...], Fact] = {}
    grades, statuses = labels().fact_grade, labels().fact_status
    for fact in facts:
        key = (*fact.identity, "refuted" if fact.status == "refuted" else "")
        old = order.get(key)
        if old is None:
            order[key] = fact
            continue
        best = min(old, fact, key=lambda f: (statuses.index(f.status), grades.index(f.grade)))
        if {old.status, fact.status} & {"contested", "insufficient"}:
            best = max(old, fact, key=lambda f: statuses.index(f.status))  # doubt is the safer reading
        species = old.species if old.species == fact.species else None
        cited = tuple(dict.fromkeys((*old.references, *fact.references)))
        order[key] = replace(best, id=old.id, species=species, references=cited)
    return list(order.values())


def build_facts(own: Iterable[tuple[str, str]], ours: Iterable[tuple[str, str]]) -> FactBase:
    """Build a fact base from (name, JSON lines) pairs, the user's own and the package's."""
    digest = hashlib.sha256()
    groups: list[list[Fact]] = []
    references: dict[str, Reference] = {}
    for group in (own, ours):
        found: list[Fact] = []
        for name, text in group:
            digest.update(text.encode())
            facts, cited = parse_lines(text, name)
            found += facts
            for reference in cited:
                references.setdefault(reference.key, reference)
        groups.append(merge(found))
    mine, theirs = groups
    taken = {fact.identity for fact in mine}
    facts_ = (*mine, *(fact for fact in theirs if fact.identity not in taken))
    return FactBase(facts_, references, frozenset(f.id for f in mine), digest.hexdigest())


@lru_cache(maxsize=1)
def packaged_lines() -> tuple[tuple[str, str], ...]:
    """Return name and text of the package's own fact and reference files."""
    folder = resources.files("gluclaims") / "checking" / "data"
    names = sorted(f.name for f in folder.iterdir() if f.name.endswith(".jsonl"))
    return tuple((name, (folder / name).read_text("utf-8")) for name in names)


@lru_cache(maxsize=8)
def _load(extra: tuple[str, ...]) -> FactBase:
    own = []
    for path in extra:
        try:
            own.append((path, Path(path).read_text("utf-8-sig")))
        except (OSError, UnicodeDecodeError) as error:
            raise DataError(f"{path}: {error}") from None
    return build_facts(own, packaged_lines())


def load_facts(extra: Sequence[str | Path] = ()) -> FactBase:
    """Load the package's facts, a user's own before them (cached).

    Parameters
    ----------
    extra : sequence of path
        JSON-lines files of facts, and of references where they bring their own.

    Raises
    ------
    DataError
        If a file cannot be read or a line is no fact.
    """
    return _load(tuple(map(str, extra)))
