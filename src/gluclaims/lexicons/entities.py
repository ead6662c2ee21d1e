"""The entity lexicon: surface forms, concepts, their labels, parents and identifiers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from gluclaims.errors import DataError
from gluclaims.labels import labels
from gluclaims.lexicons.contexts import parse_context
from gluclaims.lexicons.matching import Term, fold
from gluclaims.lexicons.tables import Row, packaged_table, read_table

COLUMNS = ("form", "concept", "label")


@dataclass(frozen=True, slots=True)
class Concept:
    """A thing that entities name.

    Attributes
    ----------
    name : str
        Lower-case canonical name.
    label : str
        Entity label.
    parents : tuple of str
        Concepts that this one is a kind of; for a region, is part of.
    ids : dict of str to str
        Identifiers by vocabulary.
    """

    name: str
    label: str
    parents: tuple[str, ...]
    ids: dict[str, str]


@dataclass(frozen=True, slots=True)
class EntityRow:
    """One row: the concept that a surface form stands for."""

    term: Term
    concept: str
    label: str


@dataclass(frozen=True, slots=True)
class EntityLexicon:
    """All rows and concepts, ready to be matched."""

    rows: tuple[EntityRow, ...]
    concepts: dict[str, Concept]

    def ancestors(self, concept: str) -> dict[str, int]:
        """Return the concepts above `concept` with their distance, itself at 0, nearest first."""
        found = {concept: 0}
        edge = [concept]
        while edge:
            above = [
                parent
                for name in edge
                for parent in (self.concepts[name].parents if name in self.concepts else ())
                if parent not in found
            ]
            for parent in above:
                found.setdefault(parent, found[edge[0]] + 1)
            edge = list(dict.fromkeys(above))
        return found


def parse_ids(cell: str) -> dict[str, str]:
    """Parse an ``ids`` cell, ``MESH:D012297|DRUGBANK:DB00740``."""
    if not cell:
        return {}
    pairs = (part.partition(":") for part in cell.split("|") if part)
    return {vocabulary: identifier for vocabulary, _, identifier in pairs if identifier}


def build_lexicon(
    tables: Iterable[tuple[str, Sequence[Row]]], before: Iterable[tuple[str, Sequence[Row]]] = ()
) -> EntityLexicon:
    """Build a lexicon from tables.

    Parameters
    ----------
    tables : iterable of (name, rows)
        Tables that stand side by side: one form may stand in several rows, with contexts that tell them apart.
    before : iterable of (name, rows)
        Users' tables. A surface form that one of them names is theirs alone, in whatever case ours writes it; of two
        users' tables the first wins.

    Raises
    ------
    DataError
        If a row has no form, no concept or an unknown label.
    """
    concepts: dict[str, Concept] = {}
    rows: list[EntityRow] = []
    owned: dict[str, int] = {}
    users = list(before)
    known_labels = frozenset(labels().entity)
    for rank, (name, table) in enumerate([*users, *tables]):
        for number, row in enumerate(table, 2):
            form, concept, label = row["form"], row["concept"], row["label"]
            if not form or not concept or label not in known_labels:
                raise DataError(f"{name}, line {number}: needs form, concept and a label of {labels().entity}: {row}")
            _add_concept(concepts, concept, label, row)
            term = Term(f"{name}:{number}", form, row.get("case") == "exact", row.get("context", ""))
            if users:
                free = tuple(f for f in term.forms if owned.get(fold(f), rank) == rank)
                if not free:
                    continue
                if rank < len(users):
                    owned.update((fold(f), rank) for f in free)
                    parse_context(term.context)  # a user's slip is told at once
                if len(free) < len(term.forms):
                    term = Term(term.key, form, term.exact, term.context, free)
            rows.append(EntityRow(term, concept, label))
    return EntityLexicon(tuple(rows), concepts)


def _add_concept(concepts: dict[str, Concept], name: str, label: str, row: Row) -> None:
    parents, ids = row.get("parents", ""), row.get("ids", "")
    known = concepts.get(name)
    if known is None:
        concepts[name] = Concept(name, label, _split(parents), parse_ids(ids))
    elif parents or ids:
        merged = tuple(dict.fromkeys((*known.parents, *_split(parents))))
        concepts[name] = Concept(name, known.label, merged, known.ids | parse_ids(ids))


def _split(cell: str) -> tuple[str, ...]:
    return tuple(part for part in cell.split("|") if part)


def packaged_entity_tables() -> list[tuple[str, list[Row]]]:
    """Return the package's own entity tables by name."""
    names = [f"entities-{label.lower()}.csv" for label in labels().entity]
    return [(name.removesuffix(".csv"), packaged_table(name, COLUMNS)) for name in names]


@lru_cache(maxsize=1)
def packaged_lexicon() -> EntityLexicon:
    """Return the package's own lexicon (built once a process)."""
    return build_lexicon(packaged_entity_tables())


def user_table(path: str | Path) -> tuple[str, list[Row]]:
    """Read a user's lexicon table.

    Raises
    ------
    DataError
        If the file cannot be read or lacks a column.
    """
    path = Path(path)
    return path.stem, read_table(path, COLUMNS)
