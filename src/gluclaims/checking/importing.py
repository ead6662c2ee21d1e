"""Facts from DrugCentral's tables: drug targets and indications, for users who want them beside the curated ones."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from gluclaims.checking.facts import Citation, Fact, Reference
from gluclaims.errors import DataError
from gluclaims.lexicons.entities import packaged_lexicon
from gluclaims.lexicons.tables import packaged_text, parse_table

REFERENCE = Reference(
    "drugcentral-2016", "DrugCentral: online drug compendium", 2017, "database",
    {"authors": "Ursu O, et al.", "journal": "Nucleic Acids Research"},
)  # fmt: skip
_DOWN = ("antagonist", "inhibitor", "blocker", "inverse agonist", "negative", "antisense", "gating inhibitor")
_UP = ("agonist", "activator", "opener", "positive", "stimulator", "partial agonist")


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of an import.

    Attributes
    ----------
    skipped : tuple of str
        Why rows were left out, one line each with its number.
    """

    facts: tuple[Fact, ...]
    references: tuple[Reference, ...]
    skipped: tuple[str, ...]


@lru_cache(maxsize=1)
def gene_objects() -> dict[str, str]:
    """Return gene -> the object of our facts, the most specific where a gene has several."""
    ancestors = packaged_lexicon().ancestors
    out: dict[str, str] = {}
    for row in parse_table(packaged_text("checking", "targets.csv"), "targets.csv", ("gene", "object")):
        old = out.get(row["gene"])
        if old is None or len(ancestors(row["object"])) > len(ancestors(old)):
            out[row["gene"]] = row["object"]
    return out


def _slug(*parts: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", " ".join(parts).lower()).strip("-")


def _direction(action: str) -> str:
    action = action.lower()
    if any(word in action for word in _DOWN):
        return "DECREASE"
    return "INCREASE" if any(word in action for word in _UP) else "NONE"


def import_drugcentral(path: Path) -> Imported:
    """Read a DrugCentral table, of targets (``DRUG_NAME, GENE, ACTION_TYPE``) or indications (``INDICATION_FDB``).

    Raises
    ------
    DataError
        If the file cannot be read or is neither of the tables.
    """
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{path}: {error}") from None
    rows = csv.DictReader(text.splitlines(), delimiter="\t")
    columns = set(rows.fieldnames or ())
    skipped: list[str] = []
    if {"DRUG_NAME", "GENE", "ACTION_TYPE"} <= columns:
        found = _targets(rows, skipped)
    elif {"subject", "genes", "action"} <= columns:
        renamed = ({"DRUG_NAME": r["subject"], "GENE": r["genes"], "ACTION_TYPE": r["action"]} for r in rows)
        found = _targets(renamed, skipped)
    elif {"DRUG_NAME", "INDICATION_FDB"} <= columns:
        found = _indications(rows)
    else:
        raise DataError(
            f"{path}: no table of DrugCentral known here; its columns are {', '.join(sorted(columns)) or 'none'}, "
            "expected DRUG_NAME with GENE and ACTION_TYPE, or with INDICATION_FDB"
        )
    unique = {fact.id: fact for fact in found}
    return Imported(tuple(unique.values()), (REFERENCE,), tuple(skipped))


def _targets(rows: csv.DictReader[str] | Iterator[dict[str, str]], skipped: list[str]) -> Iterator[Fact]:
    objects = gene_objects()
    for number, row in enumerate(rows, 2):
        genes = [g for g in re.split(r"[|,; ]+", row["GENE"] or "") if g]
        known = [g for g in genes if g in objects]
        if not known:
            skipped.append(f"line {number}: gene {row['GENE'] or 'missing'} is no target that the facts speak of")
            continue
        direction = _direction(row["ACTION_TYPE"] or "")
        drug = row["DRUG_NAME"].strip().lower()
        for gene in known:
            thing = objects[gene]
            aspect = "ACTIVITY" if direction != "NONE" else None
            verb = {"DECREASE": "inhibits", "INCREASE": "activates", "NONE": "binds"}[direction]
            yield Fact(
                id=f"drugcentral-{_slug(drug, thing, direction)}", subject=drug, relation="REGULATES", object=thing,
                aspect=aspect, direction=direction, status="supported", grade="in_vitro",
                paraphrase=f"{drug.capitalize()} {verb} the {thing}, according to DrugCentral.",
                references=(Citation(REFERENCE.key),),
            )  # fmt: skip


def _indications(rows: csv.DictReader[str]) -> Iterator[Fact]:
    for row in rows:
        drug, disorder = row["DRUG_NAME"].strip().lower(), row["INDICATION_FDB"].strip().lower()
        if drug and disorder:
            yield Fact(
                id=f"drugcentral-{_slug(drug, 'indicated', disorder)}", subject=drug, relation="TREATS", object=disorder,
                aspect="SYMPTOMS", direction="DECREASE", species="human", status="supported", grade="label",
                paraphrase=f"{drug.capitalize()} is indicated for {disorder}, according to DrugCentral.",
                references=(Citation(REFERENCE.key),),
            )  # fmt: skip
