"""``gluclaims agreement``: measure how far annotators agree."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from gluclaims.errors import ConfigError
from gluclaims.evaluating.inputs import POLICIES, Changes, pair_up, read_records
from gluclaims.evaluating.tables import agreement_to_text

EPILOG = """examples:
  gluclaims agreement anna.jsonl ben.jsonl
  gluclaims agreement anna.jsonl ben.jsonl cleo.jsonl --format json
  gluclaims agreement anna.jsonl ben.jsonl --disagreements todo.jsonl     what is left to adjudicate

Two passes made by one person, or with one method, agree more than two people would: their figure is an upper bound.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    add = parser.add_argument
    add("files", metavar="RECORDS", type=Path, nargs="+", help="records of one annotator each (.jsonl), two or more")
    add("--format", choices=("text", "json"), default="text", help="how to print (default: %(default)s)")
    add("--disagreements", metavar="FILE", type=Path, help="write every disagreement there, one JSON object a line")
    add("--long", action="store_true", help="also the secondary figures")
    add("--align", choices=POLICIES, default="refuse", help="what to do with misaligned input (default: %(default)s)")
    add("--samples", type=int, default=1000, help="bootstrap resamples, 0 for none (default: %(default)s)")


def run(args: argparse.Namespace) -> int:
    """Run the command."""
    from gluclaims.evaluating.agreement import agreement

    if len(args.files) < 2:
        raise ConfigError("agreement needs the records of two annotators or more")
    changes = Changes()
    sides = [read_records(path, policy=args.align, changes=changes) for path in args.files]
    first = sides[0]
    for k in range(1, len(sides)):
        first, sides[k] = pair_up(first, sides[k], policy=args.align, changes=changes)
    keep = {article.id for article in first}
    names = [path.stem if len({p.stem for p in args.files}) == len(args.files) else str(path) for path in args.files]
    for line in changes.lines:
        print(f"gluclaims: {line}", file=sys.stderr)
    outcome = agreement(
        [(name, [a for a in side if a.id in keep]) for name, side in zip(names, sides, strict=True)],
        samples=args.samples,
    )
    if args.disagreements:
        rows = outcome.to_dict()["disagreements"]
        args.disagreements.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows), "utf-8")
    if args.format == "json":
        print(json.dumps(outcome.to_dict(), ensure_ascii=False, indent=1))
    else:
        print(agreement_to_text(outcome, level=2 if args.long else 1))
    return 0
