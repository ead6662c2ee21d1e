"""The entity lexicon: surface forms, concepts, their labels, parents and identifiers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from gluclaims.errors import DataError
from gluclaims.labels import labels
from gluclaims.lexicons.matching import Term, make_term
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
    pairs = (part.partition(":") for part in cell.split("|") if part)
    return {vocabulary: identifier for vocabulary, _, identifier in pairs if identifier}


def build_lexicon(tables: Iterable[tuple[str, Sequence[Row]]]) -> EntityLexicon:
    """Build a lexicon from tables, the first table to name a surface form wins.

    Parameters
    ----------
    tables : iterable of (name, rows)
        Users' tables first.

    Raises
    ------
    DataError
        If a row has no form, no concept or an unknown label.
    """
    concepts: dict[str, Concept] = {}
    rows: list[EntityRow] = []
    owner: dict[tuple[str, bool], tuple[int, str]] = {}
    for rank, (name, table) in enumerate(tables):
        for number, row in enumerate(table, 2):
            form, concept, label = row["form"], row["concept"], row["label"]
            if not form or not concept or label not in labels().entity:
                raise DataError(f"{name}, line {number}: needs a form, a concept and a label of {labels().entity}: {row}")
            parents = tuple(filter(None, row.get("parents", "").split("|")))
            ids = parse_ids(row.get("ids", ""))
            known = concepts.get(concept)
            if known is None:
                concepts[concept] = Concept(concept, label, parents, ids)
            elif parents or ids:
                merged = tuple(dict.fromkeys((*known.parents, *parents)))
                concepts[concept] = Concept(concept, known.label, merged, known.ids | ids)
            term = make_term(f"{name}:{number}", form, row.get("case", ""), row.get("context", ""))
            free = []
            for surface in term.forms:
                key = (surface if term.exact else surface.lower(), term.exact)
                taken = owner.setdefault(key, (rank, concept))
                if taken[0] == rank:
                    free.append(surface)
            if free:
                rows.append(EntityRow(Term(term.key, tuple(free), term.exact, term.conditions), concept, label))
    return EntityLexicon(tuple(rows), concepts)


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
