"""The linter of entity lexicons: what is wrong with a table, by line."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gluclaims.errors import DataError
from gluclaims.labels import labels
from gluclaims.lexicons.contexts import parse_context
from gluclaims.lexicons.entities import COLUMNS
from gluclaims.lexicons.matching import expand, fold
from gluclaims.lexicons.tables import Row

#: Vocabulary -> what its identifiers look like.
ID_PATTERNS = {
    "MESH": re.compile(r"[CD]\d{6,9}"), "DRUGBANK": re.compile(r"DB\d{5}"), "DOID": re.compile(r"\d{1,7}"),
    "CHEBI": re.compile(r"\d{1,6}"), "UBERON": re.compile(r"\d{7}"), "HGNC": re.compile(r"\d{1,5}"),
    "NEURONAMES": re.compile(r"\d{1,4}"), "ATC": re.compile(r"[A-Z]\d\d([A-Z]([A-Z](\d\d)?)?)?"),
    "OMIM": re.compile(r"\d{6}"), "UMLS": re.compile(r"C\d{7}"), "ICD10": re.compile(r"[A-Z]\d[\dA-Z](\.\d{1,4})?"),
    "SNOMED": re.compile(r"\d{6,18}"), "WIKIDATA": re.compile(r"Q\d+"),
}  # fmt: skip
_CASES = ("", "exact")


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with a row.

    Attributes
    ----------
    table, line : str, int
        Where; the header is line 1.
    kind : str
        ``malformed``, ``duplicate``, ``clash``, ``unreachable``, ``id``, ``order``, ``unicode``, ``parent``,
        ``context``.
    message : str
        What, and what to do.
    """

    table: str
    line: int
    kind: str
    message: str

    def __str__(self) -> str:
        return f"{self.table}:{self.line}: {self.kind}: {self.message}"


@dataclass(frozen=True, slots=True)
class _Form:
    """A row that a surface form stands in."""

    table: str
    line: int
    concept: str
    label: str
    exact: bool
    context: str


def sort_key(row: Row) -> tuple[str, bool, str]:
    """Return the order of rows: by concept, the row with parents or identifiers first, then by form."""
    return row["concept"], not (row.get("parents") or row.get("ids")), row["form"]


def lint(tables: Iterable[tuple[str, Sequence[Row]]], known: Iterable[str] = ()) -> list[Fault]:
    """Find the faults of entity tables that are used together.

    Parameters
    ----------
    tables : iterable of (name, rows)
        All tables, as forms and parents are looked up across them.
    known : iterable of str
        Concepts that parents may name beside those of the tables.

    Returns
    -------
    list of Fault
        In the order of tables and lines.
    """
    tables = list(tables)
    faults: list[Fault] = []
    concepts = {row["concept"] for _, rows in tables for row in rows} | set(known)
    label_of: dict[str, tuple[str, str, int]] = {}
    forms: defaultdict[tuple[str, bool], list[_Form]] = defaultdict(list)
    for name, rows in tables:
        previous = ""
        for line, row in enumerate(rows, 2):
            faults += _row_faults(name, line, row, concepts)
            if row["concept"] < previous:
                faults.append(Fault(name, line, "order", f"concept {row['concept']!r} stands after {previous!r}"))
            previous = row["concept"]
            owner = label_of.setdefault(row["concept"], (row["label"], name, line))
            if owner[0] != row["label"]:
                message = f"concept {row['concept']!r} is {row['label']} here and {owner[0]} in {owner[1]}:{owner[2]}"
                faults.append(Fault(name, line, "clash", message))
            exact = row.get("case") == "exact"
            try:
                expanded = expand(row["form"])
            except DataError:
                continue  # told above
            where = _Form(name, line, row["concept"], row["label"], exact, row.get("context", ""))
            for form in dict.fromkeys(fold(f, exact) for f in expanded):
                forms[form, exact].append(where)
    faults += _form_faults(forms)
    order = {name: number for number, (name, _) in enumerate(tables)}
    return sorted(dict.fromkeys(faults), key=lambda f: (order[f.table], f.line, f.kind, f.message))


def _row_faults(name: str, line: int, row: Row, concepts: set[str]) -> Iterable[Fault]:
    def fault(kind: str, message: str) -> Fault:
        return Fault(name, line, kind, message)

    for column in COLUMNS:
        if not row[column]:
            yield fault("malformed", f"no {column}")
    if row["label"] and row["label"] not in labels().entity:
        yield fault("malformed", f"label {row['label']!r}; one of {', '.join(labels().entity)}")
    if row.get("case", "") not in _CASES:
        yield fault("malformed", f"case {row['case']!r}; empty or exact")
    if row["concept"] != row["concept"].lower():
        yield fault("malformed", f"concept {row['concept']!r} is not lower case")
    for column, cell in row.items():
        if not unicodedata.is_normalized("NFC", cell):
            yield fault("unicode", f"{column} {cell!r} is not in normal form C")
        if any(unicodedata.category(c) in ("Cc", "Cf", "Co", "Cn") for c in cell):
            yield fault("unicode", f"{column} {cell!r} holds an invisible character")
    if row.get("case") != "exact" and row["form"] != row["form"].lower():
        yield fault("malformed", f"form {row['form']!r} has capitals; write it small, or set case to exact")
    try:
        if not any(f.strip() for f in expand(row["form"])):
            yield fault("unreachable", f"form {row['form']!r} expands to nothing")
    except DataError as error:
        yield fault("malformed", str(error))
    try:
        parse_context(row.get("context", ""))
    except DataError as error:
        yield fault("context", str(error))
    for part in filter(None, row.get("ids", "").split("|")):
        vocabulary, _, identifier = part.partition(":")
        if vocabulary not in ID_PATTERNS:
            yield fault("id", f"unknown vocabulary in {part!r}; known: {', '.join(ID_PATTERNS)}")
        elif not ID_PATTERNS[vocabulary].fullmatch(identifier):
            yield fault("id", f"{part!r} is not how {vocabulary} identifiers look")
    for parent in filter(None, row.get("parents", "").split("|")):
        if parent == row["concept"]:
            yield fault("parent", f"{parent!r} is its own parent")
        elif parent not in concepts:
            yield fault("parent", f"parent {parent!r} is no concept of the lexicon")


def _form_faults(forms: dict[tuple[str, bool], list[_Form]]) -> Iterable[Fault]:
    """Compare the rows that give one form: of two that fit, the first wins, and what stands behind it is unreachable.

    Patterns of one concept may overlap; a row is a duplicate where all of its forms stand in other rows too.
    """
    needed: set[tuple[str, int]] = set()
    twice: dict[tuple[str, int], Fault] = {}
    for (form, exact), rows in forms.items():
        others = forms.get((form.lower(), False), []) if exact else []
        for i, row in enumerate(rows):
            here = (row.table, row.line)
            same = [o for o in (*rows[:i], *others) if (o.table, o.line) != here]
            twin = next((o for o in same if o.concept == row.concept and o.context in ("", row.context)), None)
            if twin is None:
                needed.add(here)
            else:
                message = f"all of its forms stand in other rows, {form!r} in {twin.table}:{twin.line}"
                twice.setdefault(here, Fault(*here, "duplicate", message))
            taker = next((o for o in same if o.concept != row.concept and o.context in ("", row.context)), None)
            if taker is not None and (taker.exact == row.exact or (taker.table, taker.line) < here):
                kind = "clash" if taker.label != row.label else "unreachable"
                message = f"form {form!r} is {row.concept!r} here, but {taker.concept!r} in {taker.table}:{taker.line}"
                yield Fault(*here, kind, message)
    yield from (fault for here, fault in twice.items() if here not in needed)
