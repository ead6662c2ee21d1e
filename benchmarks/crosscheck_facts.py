"""Compare our drug-target facts with a table of drug targets from DrugCentral.

Run ``python benchmarks/crosscheck_facts.py --pharmacology PATH`` with either of two tab-separated tables: the neuro
subset (``subject, action, direction, object, genes``) or the full target table (``DRUG_NAME, ACTION_TYPE,
TARGET_NAME, GENE``). A row of the table agrees, conflicts, or is absent from the facts; each conflict is printed with
the facts that speak against the row. The exit status is 1 where a conflicting fact carries no ``note``.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

DATA = Path(__file__).resolve().parents[1] / "src" / "gluclaims" / "checking" / "data"
ALIASES = Path(__file__).resolve().with_name("crosscheck_aliases.csv")


@dataclass(frozen=True, slots=True)
class Fact:
    """The part of a curated fact that is compared.

    Parameters
    ----------
    id, subject, relation, object, aspect, direction, status, condition, note
        As in the fact files; `condition` and `note` are empty where the file has none.
    """

    id: str
    subject: str
    relation: str
    object: str
    aspect: str
    direction: str
    status: str
    condition: str
    note: str


@dataclass(frozen=True, slots=True)
class Target:
    """One row of the mapping from a gene to the object of our facts.

    Parameters
    ----------
    gene
        HGNC symbol.
    object
        Concept name in our facts.
    aspect
        Aspect a fact must have to count for the gene (a transporter seen through the transmitter), or empty.
    """

    gene: str
    object: str
    aspect: str


@dataclass(frozen=True, slots=True)
class Row:
    """One drug-target pair of the table that is compared with.

    Parameters
    ----------
    subject
        Drug, as we name it.
    target
        Target, as the table names it.
    genes
        Gene symbols of the target.
    action
        Action in the table's words, lower case.
    sign
        ``INCREASE``, ``DECREASE``, ``RELEASE`` (releasing agent) or ``NONE`` (no sign given).
    """

    subject: str
    target: str
    genes: tuple[str, ...]
    action: str
    sign: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the facts say to one row.

    Parameters
    ----------
    row
        The row compared.
    verdict
        ``agreement``, ``conflict`` or ``absent``.
    facts
        The facts that decided.
    """

    row: Row
    verdict: str
    facts: tuple[Fact, ...]


def read_facts(paths: Iterable[Path]) -> list[Fact]:
    """Read fact files.

    Parameters
    ----------
    paths
        JSONL files of facts.

    Returns
    -------
    list of Fact
        All facts, in file order.
    """
    facts = []
    for path in paths:
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                raw = json.loads(line)
                values = {key: str(raw.get(key) or "") for key in Fact.__dataclass_fields__}
                facts.append(Fact(**values))
    return facts


def read_targets(path: Path) -> dict[str, list[Target]]:
    """Read the mapping from genes to objects; ``aspect=X`` in the note limits a row to facts of that aspect.

    Parameters
    ----------
    path
        CSV file with the columns ``gene, target, object, note``.

    Returns
    -------
    dict
        Targets by gene.
    """
    targets: dict[str, list[Target]] = defaultdict(list)
    with path.open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            note = row["note"]
            aspect = note.removeprefix("aspect=") if note.startswith("aspect=") else ""
            targets[row["gene"]].append(Target(row["gene"], row["object"], aspect))
    return dict(targets)


def read_aliases(path: Path) -> dict[str, str]:
    """Read the table's drug names that differ from ours.

    Parameters
    ----------
    path
        CSV file with the columns ``name, subject``.

    Returns
    -------
    dict
        Our name by the table's name.
    """
    with path.open(encoding="utf-8", newline="") as handle:
        return {row["name"]: row["subject"] for row in csv.DictReader(handle)}


def sign_of(action: str) -> str:
    """Give the sign of an action word.

    Parameters
    ----------
    action
        Action type, lower case.

    Returns
    -------
    str
        ``INCREASE``, ``DECREASE``, ``RELEASE`` or ``NONE``.
    """
    if "releasing" in action:
        return "RELEASE"
    if any(word in action for word in ("antagonist", "inhibitor", "blocker", "inverse", "negative")):
        return "DECREASE"
    if any(word in action for word in ("agonist", "positive", "activator", "opener")):
        return "INCREASE"
    return "NONE"


def read_rows(path: Path, targets: Mapping[str, Sequence[Target]], aliases: Mapping[str, str]) -> Iterator[Row]:
    """Read the pairs of either table whose target has a mapped gene, each pair once.

    Parameters
    ----------
    path
        Tab-separated table.
    targets
        Targets by gene.
    aliases
        Our name by the table's name.

    Yields
    ------
    Row
        One drug-target pair.
    """
    seen: set[tuple[str, str, str]] = set()
    with path.open(encoding="utf-8", newline="") as handle:
        for raw in csv.DictReader(handle, delimiter="\t"):
            drug = (raw.get("subject") or raw.get("DRUG_NAME") or "").strip().lower()
            action = (raw.get("action") or raw.get("ACTION_TYPE") or "").strip().lower()
            target = (raw.get("object") or raw.get("TARGET_NAME") or "").strip()
            genes = tuple((raw.get("genes") or raw.get("GENE") or "").strip().split("|"))
            subject = aliases.get(drug, drug)
            key = (subject, target, sign_of(action))
            if not action or key in seen or not any(gene in targets for gene in genes):
                continue
            seen.add(key)
            yield Row(subject, target, genes, action, sign_of(action))


def ancestry(subject: str, parents: Mapping[str, Sequence[str]]) -> list[list[str]]:
    """List a concept and its classes, nearest first.

    Parameters
    ----------
    subject
        Concept to start from.
    parents
        Direct classes by concept.

    Returns
    -------
    list of list of str
        Generations: the concept itself, its classes, their classes.
    """
    generations, seen = [[subject]], {subject}
    while True:
        above = [p for child in generations[-1] for p in parents.get(child, ()) if p not in seen]
        if not above:
            return generations
        seen.update(above)
        generations.append(list(dict.fromkeys(above)))


def judge(row: Row, facts: Sequence[Fact], targets: Mapping[str, Sequence[Target]]) -> tuple[str, list[Fact]]:
    """Compare a row with the facts about one generation of its subject.

    Parameters
    ----------
    row
        The pair to compare.
    facts
        Facts whose subject is the drug or one of its classes.
    targets
        Targets by gene.

    Returns
    -------
    tuple
        The verdict and the facts behind it.
    """
    wanted = {(t.object, t.aspect) for gene in row.genes for t in targets.get(gene, ())}
    agreeing: list[Fact] = []
    opposed: list[Fact] = []
    for fact in facts:
        if fact.relation != "REGULATES" or fact.status in {"contested", "insufficient"}:
            continue
        if (fact.object, fact.aspect) in wanted:
            releasing = fact.aspect == "RELEASE"
        elif (fact.object, "") in wanted and fact.aspect in {"", "ACTIVITY"}:
            releasing = False
        else:
            continue
        if releasing and row.sign != "RELEASE":
            continue
        sign = fact.direction
        same = sign == "INCREASE" if releasing else "NONE" in {sign, row.sign} or row.sign in {"RELEASE", sign}
        (agreeing if same == (fact.status != "refuted") else opposed).append(fact)
    # a refuted opposite says nothing by itself; a fact under a condition does not contradict an unconditional row
    agreeing = [fact for fact in agreeing if fact.status != "refuted"]
    opposed = [fact for fact in opposed if not (fact.condition and fact.status != "refuted")]
    if agreeing:
        return "agreement", agreeing
    return ("conflict", opposed) if opposed else ("absent", [])


def read_parents(paths: Iterable[Path]) -> dict[str, list[str]]:
    """Read the classes of concepts from entity lexicons.

    Parameters
    ----------
    paths
        CSV files with the columns ``concept, parents``.

    Returns
    -------
    dict
        Direct classes by concept.
    """
    parents: dict[str, list[str]] = defaultdict(list)
    for path in paths:
        with path.open(encoding="utf-8", newline="") as handle:
            for row in csv.DictReader(handle):
                parents[row["concept"]].extend(filter(None, (row["parents"] or "").split("|")))
    return dict(parents)


def compare(
    rows: Iterable[Row],
    facts: Sequence[Fact],
    targets: Mapping[str, Sequence[Target]],
    classes: Mapping[str, Sequence[str]],
) -> Iterator[Outcome]:
    """Compare rows with the facts; what is said of a drug itself comes before what is said of its classes.

    Parameters
    ----------
    rows
        Pairs to compare.
    facts
        All facts.
    targets
        Targets by gene.
    classes
        Direct classes by concept, beside those that the facts state.

    Yields
    ------
    Outcome
        One for each row.
    """
    by_subject: dict[str, list[Fact]] = defaultdict(list)
    parents: dict[str, list[str]] = defaultdict(list, {name: list(above) for name, above in classes.items()})
    for fact in facts:
        by_subject[fact.subject].append(fact)
        if fact.relation == "IS_A" and fact.status in {"established", "supported"}:
            parents[fact.subject].append(fact.object)
    for row in rows:
        verdict: str = "absent"
        decisive: list[Fact] = []
        for generation in ancestry(row.subject, parents):
            verdict, decisive = judge(row, [f for name in generation for f in by_subject.get(name, ())], targets)
            if verdict != "absent":
                break
        yield Outcome(row, verdict, tuple(decisive))


def main(argv: Sequence[str] | None = None) -> int:
    """Run the comparison.

    Parameters
    ----------
    argv
        Arguments; those of the process where None.

    Returns
    -------
    int
        0, or 1 where a conflict is left unexplained.
    """
    parser = argparse.ArgumentParser(description="Compare drug-target facts with a DrugCentral table.")
    parser.add_argument("--pharmacology", type=Path, required=True, metavar="PATH", help="tab-separated target table")
    parser.add_argument("--facts", type=Path, nargs="+", default=[DATA / "facts-pharmacology.jsonl"], metavar="PATH")
    parser.add_argument("--targets", type=Path, default=DATA / "targets.csv", metavar="PATH")
    parser.add_argument("--aliases", type=Path, default=ALIASES, metavar="PATH")
    parser.add_argument(
        "--entities", type=Path, nargs="*", default=[], metavar="PATH", help="lexicons that add classes"
    )
    parser.add_argument("--absent", action="store_true", help="list the rows that no fact speaks to")
    args = parser.parse_args(argv)

    targets = read_targets(args.targets)
    rows = read_rows(args.pharmacology, targets, read_aliases(args.aliases))
    facts = read_facts(args.facts)
    outcomes = list(compare(rows, facts, targets, read_parents(args.entities)))
    known = {fact.subject for fact in facts}
    counts = Counter(outcome.verdict for outcome in outcomes)
    ours = Counter(outcome.verdict for outcome in outcomes if outcome.row.subject in known)
    print(f"rows compared: {len(outcomes)}")
    for verdict in ("agreement", "conflict", "absent"):
        print(f"{verdict}: {counts[verdict]} (drugs we have facts on: {ours[verdict]})")

    unexplained = 0
    for outcome in outcomes:
        row = outcome.row
        if outcome.verdict == "conflict":
            notes = "; ".join(fact.note for fact in outcome.facts if fact.note)
            unexplained += not notes
            behind = ", ".join(fact.id for fact in outcome.facts)
            label = f"kept: {notes}" if notes else "UNEXPLAINED"
            print(f"conflict\t{row.subject}\t{row.action}\t{row.target}\t{behind}\t{label}")
        elif outcome.verdict == "absent" and args.absent:
            print(f"absent\t{row.subject}\t{row.action}\t{row.target}")
    return 1 if unexplained else 0


if __name__ == "__main__":
    sys.exit(main())
