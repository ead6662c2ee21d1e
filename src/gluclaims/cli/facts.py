"""``gluclaims facts``: lint fact files, merge them, import DrugCentral's tables, show what is known of a thing."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable
from importlib import resources
from pathlib import Path

from gluclaims.errors import DataError

EPILOG = """examples:
  gluclaims facts lint                                   check the facts that come with gluclaims
  gluclaims facts lint my-facts.jsonl                    check your own
  gluclaims facts merge a.jsonl b.jsonl -o facts.jsonl   join facts that say the same
  gluclaims facts import drug.target.tsv -o targets.jsonl
  gluclaims facts show riluzole glutamate                what is known of both

exit codes: 0 all well, 1 lint found an error, 2 wrong input or usage
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    lint = actions.add_parser("lint", help="check shape, labels, references, doublets and conflicts")
    lint.add_argument("files", metavar="FILE", nargs="*", type=Path, help="fact and reference files (default: ours)")
    lint.add_argument("--strict", action="store_true", help="fail on warnings as well")
    merge = actions.add_parser("merge", help="join facts that say the same and references of one key")
    merge.add_argument("files", metavar="FILE", nargs="+", type=Path)
    merge.add_argument("-o", "--output", type=Path, help="write there instead of to stdout")
    load = actions.add_parser("import", help="turn a DrugCentral table of targets or indications into facts")
    load.add_argument("files", metavar="TSV", nargs="+", type=Path)
    load.add_argument("-o", "--output", type=Path, help="write there instead of to stdout")
    show = actions.add_parser("show", help="print the facts that speak of all the names given")
    show.add_argument("names", metavar="NAME", nargs="+")
    show.add_argument("--facts", metavar="FILE", action="append", default=[], type=Path, help="your own facts as well")


def run(args: argparse.Namespace) -> int:
    """Run the command."""
    return {"lint": _lint, "merge": _merge, "import": _import, "show": _show}[args.action](args)


def _packaged() -> list[Path]:
    folder = resources.files("gluclaims") / "checking" / "data"
    return sorted(Path(str(f)) for f in folder.iterdir() if f.name.endswith(".jsonl"))


def _lint(args: argparse.Namespace) -> int:
    from gluclaims.checking.facts import load_facts
    from gluclaims.checking.linting import lint, read_fact_files
    from gluclaims.lexicons.entities import packaged_lexicon

    facts, references = read_fact_files(args.files or _packaged())
    known = load_facts().references if args.files else ()
    all_facts = [f for group in facts.values() for f in group]
    all_references = [r for group in references.values() for r in group]
    findings = list(lint(all_facts, all_references, packaged_lexicon(), known))
    for finding in findings:
        print(finding)
    errors = sum(f.severity == "error" for f in findings)
    print(
        f"gluclaims: {len(all_facts)} facts, {len(all_references)} references: {errors} errors, "
        f"{len(findings) - errors} warnings", file=sys.stderr,
    )  # fmt: skip
    return 1 if errors or (args.strict and findings) else 0


def _merge(args: argparse.Namespace) -> int:
    from gluclaims.checking.facts import merge
    from gluclaims.checking.linting import read_fact_files

    facts, references = read_fact_files(args.files)
    before = sum(map(len, facts.values()))
    merged = merge(f for group in facts.values() for f in group)
    cited = {r.key: r for group in reversed(references.values()) for r in reversed(group)}
    _write((*sorted(merged, key=lambda f: f.id), *(cited[k] for k in sorted(cited))), args.output)
    print(f"gluclaims: {before} facts merged to {len(merged)}, {len(cited)} references", file=sys.stderr)
    return 0


def _import(args: argparse.Namespace) -> int:
    from gluclaims.checking.importing import import_drugcentral

    done = [import_drugcentral(path) for path in args.files]
    facts = {f.id: f for d in done for f in d.facts}
    references = {r.key: r for d in done for r in d.references}
    _write((*facts.values(), *references.values()), args.output)
    for path, d in zip(args.files, done, strict=True):
        print(f"gluclaims: {path}: {len(d.facts)} facts, {len(d.skipped)} rows left out", file=sys.stderr)
        for line in d.skipped[:5]:
            print(f"gluclaims:   {line}", file=sys.stderr)
    return 0


def _show(args: argparse.Namespace) -> int:
    from gluclaims.checking.facts import load_facts
    from gluclaims.checking.terms import Normalizer
    from gluclaims.lexicons.entities import packaged_lexicon

    facts = load_facts(args.facts)
    normalize = Normalizer(packaged_lexicon())
    wanted = [normalize(name) for name in args.names]
    found = 0
    for fact in facts.facts:
        ends = {normalize(fact.subject).key, normalize(fact.object).key}
        if all(w.key in ends for w in wanted):
            reference = facts.reference(fact)
            note = f" [{reference.title}, {reference.year}]" if reference else ""
            print(f"{fact.status:12} {fact.paraphrase}{note} ({fact.id})")
            found += 1
    print(f"gluclaims: {found} facts", file=sys.stderr)
    return 0


def _write(items: Iterable[object], output: Path | None) -> None:
    lines = "".join(json.dumps(x.to_dict(), ensure_ascii=False) + "\n" for x in items)  # type: ignore[attr-defined]
    if output is None:
        sys.stdout.write(lines)
        return
    try:
        output.write_text(lines, "utf-8", newline="\n")
    except OSError as error:
        raise DataError(f"{output}: can't be written: {error.strerror}") from None
