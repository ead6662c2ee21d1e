"""``gluclaims lexicon``: lint entity lexicons, or make one from an ontology or a CSV file."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from gluclaims.errors import ConfigError, InputError
from gluclaims.labels import labels
from gluclaims.lexicons.entities import packaged_entity_tables, user_table
from gluclaims.lexicons.importing import from_csv, from_ontology, read_ontology, write_table
from gluclaims.lexicons.linting import lint

EPILOG = """examples:
  gluclaims lexicon lint                        the package's own tables
  gluclaims lexicon lint my.csv                 yours; parents may name concepts of ours
  gluclaims lexicon import doid.obo --label DISORDER -o my.csv
  gluclaims lexicon import doid.obo --label DISORDER --under DOID:150 --scope EXACT --scope NARROW -o my.csv
  gluclaims lexicon import drugs.csv --label DRUG --form "Common name" --synonyms Synonyms --id DRUGBANK="DrugBank ID"
  gluclaims check article.txt --lexicon my.csv

lint: exit code 1 where something is wrong.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    sub = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    check = sub.add_parser("lint", help="tell what is wrong with lexicon tables")
    check.add_argument("files", metavar="FILE", type=Path, nargs="*", help="tables (left out: the package's own)")
    make = sub.add_parser("import", help="make a table from an ontology (.obo, .owl, .json) or a .csv or .tsv file")
    make.add_argument("file", metavar="FILE", type=Path)
    make.add_argument("--label", required=True, choices=labels().entity, help="entity label of all rows")
    make.add_argument("-o", "--output", metavar="OUT", type=Path, help="write there instead of to stdout")
    make.add_argument("--under", metavar="ID", help="ontology: only this term and those below it")
    make.add_argument(
        "--scope", action="append", choices=("EXACT", "NARROW", "BROAD", "RELATED"),
        help="ontology: synonyms to take, may be given more than once (default: EXACT)",
    )  # fmt: skip
    make.add_argument("--form", metavar="COLUMN", help="CSV: the name (default: the first column)")
    make.add_argument("--concept", metavar="COLUMN", help="CSV: its concept (default: the name)")
    make.add_argument("--synonyms", metavar="COLUMN", help="CSV: further names, joined by |")
    make.add_argument("--id", metavar="VOCABULARY=COLUMN", action="append", default=[], help="CSV: identifiers")


def run(args: argparse.Namespace) -> int:
    """Run the command."""
    return _lint(args) if args.action == "lint" else _import(args)


def _lint(args: argparse.Namespace) -> int:
    own = packaged_entity_tables()
    if args.files:
        tables = [user_table(path) for path in args.files]
        faults = lint(tables, {row["concept"] for _, rows in own for row in rows})
    else:
        tables = own
        faults = lint(tables)
    for fault in faults:
        print(fault)
    rows = sum(len(rows) for _, rows in tables)
    print(f"gluclaims: {rows:,} rows, {len(faults)} faults", file=sys.stderr)
    return 1 if faults else 0


def _import(args: argparse.Namespace) -> int:
    if args.file.suffix.lower() in (".csv", ".tsv", ".txt"):
        ids = dict(pair.partition("=")[::2] for pair in args.id)
        if unclear := [pair for pair in args.id if "=" not in pair]:
            raise ConfigError(f"--id {unclear[0]!r}: give VOCABULARY=COLUMN")
        rows = from_csv(args.file, args.label, form=args.form, concept=args.concept, synonyms=args.synonyms, ids=ids)
    else:
        rows = from_ontology(read_ontology(args.file), args.label, args.scope or ("EXACT",), args.under)
    text = write_table(rows)
    if args.output is None:
        sys.stdout.write(text)
    else:
        try:
            args.output.write_text(text, "utf-8", newline="\n")
        except OSError as error:
            raise InputError(f"can't be written: {error.strerror}", source=str(args.output)) from None
    concepts = len({row["concept"] for row in rows})
    print(f"gluclaims: {len(rows):,} rows, {concepts:,} concepts", file=sys.stderr)
    return 0
