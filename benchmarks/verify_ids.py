"""Check the identifiers of the entity lexicons against public vocabularies, or fill them in.

``python benchmarks/verify_ids.py --terms DIR [--pharmacology DIR] [--fill LABEL ...]``

An identifier is *verified* where its vocabulary gives it a name that is one of the concept's forms, *wrong* where the
vocabulary knows it under other names only, *absent* where the vocabularies at hand don't hold it. Exit status 1 if
any is wrong. ``--fill`` writes identifiers to the first row of each concept of the named labels: exact name or synonym
matches that lead to one identifier only; whatever stands there already is kept.

Files read, each where it is there: ``drugbank-vocabulary.csv`` (CC0), ``HumanDO-2016.obo`` (CC BY 3.0; with its MeSH
cross-references), ``NeuroNames.obo``, ``NIF-Molecule.ttl`` (ChEBI numbers), ``hbp-neurotransmitters.obo``,
``gtopdb-targets_and_families.csv`` (HGNC numbers); and in the pharmacology folder ``drugcentral2016_pharm_class.tsv``
and ``chemical-roles_xrefs.tsv`` (MeSH and ChEBI numbers of drug classes).
"""

from __future__ import annotations

import argparse
import csv
import html
import re
import sys
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import bracex

LEXICONS = Path(__file__).parent.parent / "src" / "gluclaims" / "lexicons" / "data"
_GREEK = str.maketrans({"α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "κ": "kappa", "μ": "mu", "µ": "mu"})
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')


def fold(name: str) -> str:
    """Fold a name for comparison: case, accents, Greek letters, punctuation and the possessive go."""
    name = html.unescape(re.sub(r"<[^>]+>", "", name))
    name = unicodedata.normalize("NFKD", name.lower()).translate(_GREEK)
    name = "".join(c for c in name if not unicodedata.combining(c))
    name = re.sub(r"['’]s\b", "", name)
    return " ".join(re.sub(r"[^\w+.]+", " ", name.replace("'", "")).split())


@dataclass(slots=True)
class Vocabulary:
    """The names that a vocabulary gives its identifiers.

    Attributes
    ----------
    prefix : str
        As in the lexicons' ``ids`` column.
    primary, synonyms : dict of str to set of str
        Identifiers by folded name.
    names : dict of str to set of str
        Folded names by identifier.
    """

    prefix: str
    primary: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    synonyms: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    names: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def add(self, identifier: str, name: str, synonyms: Iterable[str] = ()) -> None:
        """Add a name and synonyms of an identifier."""
        for table, texts in ((self.primary, (name,)), (self.synonyms, synonyms)):
            for folded in filter(None, map(fold, texts)):
                table[folded].add(identifier)
                self.names[identifier].add(folded)

    def find(self, concept: str, forms: Sequence[str]) -> str | None:
        """Return the one identifier that a concept's name, or else its other forms, lead to.

        Parameters
        ----------
        concept : str
            Folded name.
        forms : sequence of str
            Folded surface forms that stand without a context.
        """
        candidates: set[str] = set()
        for found in (
            self.primary.get(concept, set()),
            self.synonyms.get(concept, set()),
            {i for form in forms for i in self.primary.get(form, ())},
        ):
            left = found & candidates if candidates else found
            if len(left) == 1:
                return next(iter(left))
            candidates = left or candidates
        return None


@dataclass(frozen=True, slots=True)
class Entry:
    """One concept of a lexicon file: where its first row stands, its forms and its identifiers."""

    concept: str
    label: str
    row: int
    forms: frozenset[str]
    certain: tuple[str, ...]
    ids: tuple[tuple[str, str], ...]


def read_csv(path: Path, delimiter: str = ",", skip: int = 0) -> Iterator[dict[str, str]]:
    """Read a table with a header, after `skip` lines; nothing where the file is not there."""
    if path.is_file():
        with path.open(encoding="utf-8", newline="") as handle:
            for _ in range(skip):
                next(handle)
            yield from csv.DictReader(handle, delimiter=delimiter)


def read_obo(path: Path, encoding: str = "utf-8") -> Iterator[dict[str, list[str]]]:
    """Read the stanzas of an OBO file that are not obsolete, as lists of values by tag."""
    if not path.is_file():
        return
    for stanza in path.read_text(encoding).split("\n[Term]")[1:]:
        tags: dict[str, list[str]] = defaultdict(list)
        for line in stanza.splitlines():
            tag, colon, value = line.partition(": ")
            if colon:
                tags[tag].append(value.strip())
        if tags["id"] and tags["name"] and tags["is_obsolete"] != ["true"]:
            yield tags


def obo_synonyms(tags: dict[str, list[str]], without: str) -> list[str]:
    """Return the quoted synonyms of a stanza whose lines don't match the pattern `without`."""
    lines = [line for line in tags["synonym"] if not re.search(without, line)]
    return [match.group(1) for line in lines if (match := _QUOTED.match(line))]


def drugbank(terms: Path) -> Vocabulary:
    """Read DrugBank's open vocabulary."""
    vocabulary = Vocabulary("DRUGBANK")
    for row in read_csv(terms / "drugbank-vocabulary.csv"):
        vocabulary.add(row["DrugBank ID"], row["Common name"], row["Synonyms"].split(" | "))
    return vocabulary


def disease_ontology(terms: Path) -> tuple[Vocabulary, Vocabulary]:
    """Read the Disease Ontology, and through it the MeSH descriptors it points to."""
    doid, mesh = Vocabulary("DOID"), Vocabulary("MESH")
    for tags in read_obo(terms / "HumanDO-2016.obo"):
        name, synonyms = tags["name"][0], obo_synonyms(tags, r'" (?!EXACT)[A-Z]+ ')
        doid.add(tags["id"][0].removeprefix("DOID:"), name, synonyms)
        descriptors = [x.removeprefix("MSH:") for x in tags["xref"] if x.startswith("MSH:D")]
        for descriptor in descriptors:
            mesh.add(descriptor, name, synonyms)
    return doid, mesh


def neuronames(terms: Path) -> Vocabulary:
    """Read NeuroNames' English and Latin names."""
    vocabulary = Vocabulary("NEURONAMES")
    for tags in read_obo(terms / "NeuroNames.obo", "latin-1"):
        identifier = tags["id"][0].removeprefix("NeuroNames:")
        vocabulary.add(identifier, tags["name"][0], obo_synonyms(tags, r'@[a-z]{2}"'))
    return vocabulary


def hgnc(terms: Path) -> Vocabulary:
    """Read the HGNC numbers of the receptors in the Guide to Pharmacology."""
    vocabulary = Vocabulary("HGNC")
    for row in read_csv(terms / "gtopdb-targets_and_families.csv", skip=1):
        if row["HGNC id"]:
            synonyms = [row["HGNC symbol"], row["HGNC name"], row["Target abbreviated name"], row["Subunit name"]]
            vocabulary.add(row["HGNC id"], row["Target name"], [*synonyms, *row["synonyms"].split("|")])
    return vocabulary


def transmitters(terms: Path) -> tuple[Vocabulary, Vocabulary]:
    """Read the ChEBI numbers of NIF's molecules and the transmitter numbers of the Human Brain Project."""
    chebi, hbp = Vocabulary("CHEBI"), Vocabulary("HBP")
    path = terms / "NIF-Molecule.ttl"
    for block in path.read_text("utf-8").split("\n\n") if path.is_file() else ():
        number = re.search(r"NIFRID:ChEBIid CHEBI:(\d+)", block)
        label = re.search(r'rdfs:label "([^"]+)"', block)
        if number and label:
            listed = re.search(r"NIFRID:synonym (.*?) ;", block, re.S)
            chebi.add(number.group(1), label.group(1), _QUOTED.findall(listed.group(1)) if listed else ())
    for tags in read_obo(terms / "hbp-neurotransmitters.obo"):
        identifier = tags["id"][0].removeprefix("HBP_NEUROTRANSMITTER:")
        hbp.add(identifier, tags["name"][0], obo_synonyms(tags, "MISSPELLING|ADJECTIVE|ACRONYM"))
    return chebi, hbp


def drug_classes(pharmacology: Path | None) -> tuple[Vocabulary, Vocabulary]:
    """Read the MeSH and ChEBI numbers of drug classes; MeSH's inverted names ("Analgesics, Opioid") turned."""
    mesh, chebi = Vocabulary("MESH"), Vocabulary("CHEBI")
    if pharmacology is None:
        return mesh, chebi
    for row in read_csv(pharmacology / "drugcentral2016_pharm_class.tsv", "\t"):
        if row["SOURCE"] == "MeSH":
            head, comma, modifier = row["CLASS"].partition(", ")
            name = f"{modifier} {head}" if comma else head
            mesh.add(row["CLASS_SOURCE_ID"], name, [name.removesuffix("s")])
        elif row["SOURCE"] == "CHEBI":
            chebi.add(row["CLASS_SOURCE_ID"].removeprefix("CHEBI:"), row["CLASS"])
    for row in read_csv(pharmacology / "chemical-roles_xrefs.tsv", "\t"):
        if row["source_db"] == "chebi":
            chebi.add(row["source_id"].removeprefix("CHEBI:"), row["source_name"])
    return mesh, chebi


def vocabularies(terms: Path, pharmacology: Path | None) -> dict[str, list[Vocabulary]]:
    """Return the vocabularies that identify the concepts of each label."""
    doid, disease_mesh = disease_ontology(terms)
    class_mesh, class_chebi = drug_classes(pharmacology)
    chebi, hbp = transmitters(terms)
    bank = drugbank(terms)
    return {
        "DRUG": [bank, class_mesh, class_chebi],
        "DISORDER": [doid, disease_mesh],
        "REGION": [neuronames(terms)],
        "RECEPTOR": [hgnc(terms)],
        "NEUROTRANSMITTER": [bank, chebi, hbp],
    }


def entries(rows: Sequence[dict[str, str]]) -> list[Entry]:
    """Gather a lexicon file's rows by concept."""
    by_concept: dict[str, list[int]] = defaultdict(list)
    for number, row in enumerate(rows):
        by_concept[row["concept"]].append(number)
    found = []
    for concept, numbers in by_concept.items():
        forms, certain, ids = {fold(concept)}, [], []
        for number in numbers:
            row = rows[number]
            folded = [fold(form) for form in bracex.expand(row["form"], limit=20_000)]
            forms.update(folded)
            certain += [] if row["context"] else folded
            ids += [(p.partition(":")[0], p.partition(":")[2]) for p in row["ids"].split("|") if p]
        label = rows[numbers[0]]["label"]
        found.append(Entry(concept, label, numbers[0], frozenset(forms), tuple(certain), tuple(ids)))
    return found


def verdict(entry: Entry, prefix: str, identifier: str, known: Sequence[Vocabulary]) -> str:
    """Say whether an identifier is verified, absent from the vocabularies at hand, or wrong."""
    names: set[str] = set()
    for vocabulary in known:
        if vocabulary.prefix == prefix:
            names |= vocabulary.names.get(identifier, set())
    if not names:
        return "absent"
    plural = {form.removesuffix("s") for form in entry.forms}
    return "verified" if names & (entry.forms | plural) else "wrong"


def fill(path: Path, fields: Sequence[str], rows: list[dict[str, str]], known: Sequence[Vocabulary]) -> int:
    """Write the identifiers that can be found to a lexicon file and return how many are new."""
    new = 0
    for entry in entries(rows):
        ids = [f"{prefix}:{identifier}" for prefix, identifier in entry.ids]
        held = {prefix for prefix, _ in entry.ids}
        for vocabulary in known:
            if vocabulary.prefix not in held and (found := vocabulary.find(fold(entry.concept), entry.certain)):
                ids.append(f"{vocabulary.prefix}:{found}")
                new += 1
        rows[entry.row]["ids"] = "|".join(ids)
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, fields, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return new


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(description="Check the identifiers of the entity lexicons, or fill them in.")
    parser.add_argument("--terms", type=Path, required=True, help="folder with the public vocabularies")
    parser.add_argument("--pharmacology", type=Path, help="folder with the drug class tables")
    parser.add_argument("--lexicons", type=Path, default=LEXICONS, help="folder with entities-*.csv")
    parser.add_argument("--fill", nargs="+", default=[], metavar="LABEL", help="write identifiers for these labels")
    options = parser.parse_args(arguments)
    if not options.terms.is_dir():
        parser.error(f"{options.terms} is no folder")
    by_label = vocabularies(options.terms, options.pharmacology)
    if unknown := sorted(set(options.fill) - set(by_label)):
        parser.error(f"unknown label {unknown[0]}; one of {', '.join(by_label)}")
    wrong = 0
    print(f"{'label':18}{'concepts':>9}{'without':>9}{'verified':>9}{'absent':>9}{'wrong':>9}")
    for label, known in by_label.items():
        path = options.lexicons / f"entities-{label.lower()}.csv"
        if not path.is_file():
            continue
        rows = list(read_csv(path))
        if label in options.fill and rows:
            print(f"{path.name}: {fill(path, list(rows[0]), rows, known)} identifiers filled in")
        counts: Counter[str] = Counter()
        listed = entries(rows)
        for entry in listed:
            counts["without"] += not entry.ids
            for prefix, identifier in entry.ids:
                found = verdict(entry, prefix, identifier, known)
                counts[found] += 1
                if found != "verified":
                    print(f"  {found}: {entry.concept}: {prefix}:{identifier}")
        wrong += counts["wrong"]
        cells = (len(listed), *(counts[key] for key in ("without", "verified", "absent", "wrong")))
        print(f"{label:18}" + "".join(f"{cell:9,}" for cell in cells))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
