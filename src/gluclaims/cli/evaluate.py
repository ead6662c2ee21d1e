"""``gluclaims evaluate``: score annotations against gold."""

from __future__ import annotations

import argparse
import json
import os
import sys
from dataclasses import replace
from pathlib import Path

from gluclaims.errors import ConfigError, InputError
from gluclaims.evaluating import evaluate
from gluclaims.evaluating.comparing import compare_results, moves_to_text
from gluclaims.evaluating.gate import Gate, checksum, parse_floors, renew, shortfalls
from gluclaims.evaluating.inputs import POLICIES, Changes, pair_up, read_records
from gluclaims.evaluating.result import Result, specs
from gluclaims.evaluating.tables import FORMATS
from gluclaims.records import Article

EPILOG = """examples:
  gluclaims evaluate gold.jsonl                          run the pipeline on gold's texts and score it
  gluclaims evaluate gold.jsonl predicted.jsonl --long
  gluclaims evaluate gold.jsonl --html report.html       every error in its sentence
  gluclaims evaluate gold.jsonl --format json -o new.json --compare old.json
  gluclaims evaluate gold.jsonl --fail-under entities=0.9,sign-errors=0.02
  gluclaims evaluate gold.jsonl --gate floors.json       exit code 1 where a floor is not reached
  gluclaims evaluate --corpus conll2010 abstracts.xml    a public corpus as its authors give it

exit codes: 0 all floors reached, 1 a floor was not reached, 2 wrong input or usage
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    add = parser.add_argument
    add("gold", metavar="GOLD", type=Path, help="gold records (.jsonl); with --corpus, the corpus file or folder")
    add("pred", metavar="PRED", type=Path, nargs="?", help="predicted records (.jsonl); left out: run the pipeline")
    add("--corpus", metavar="NAME", help="GOLD is a public corpus in its authors' format; 'help' lists the names")
    add("--split", help="with --corpus: the split to read, where one file holds several")
    add("--limit", type=int, help="with --corpus: a random sample of LIMIT items")
    add("--format", choices=FORMATS, default="text", help="how to print (default: %(default)s)")
    add("-o", "--output", type=Path, help="write there instead of to stdout")
    add("--long", action="store_true", help="also the secondary figures and every label")
    add("--html", metavar="FILE", type=Path, help="write a report of every error in its sentence")
    add("--fail-under", metavar="NAME=X,...", help="exit with 1 where a figure is below X (above, for error rates)")
    add("--compare", metavar="OLD.json", type=Path, help="show what moved since a result of --format json")
    add("--gate", metavar="FILE", type=Path, help="exit with 1 where a floor of this JSON file is not reached")
    add("--update-gate", action="store_true", help="set the floors of --gate to what is reached now")
    add("--allow-regression", action="store_true", help="let --update-gate lower floors or change the corpus")
    add("--align", choices=POLICIES, default="refuse", help="what to do with misaligned input (default: %(default)s)")
    add("--samples", type=int, default=1000, help="bootstrap resamples, 0 for none (default: %(default)s)")
    add("--seed", type=int, default=20251125, help="seed of the bootstrap and of --limit (default: %(default)s)")


def run(args: argparse.Namespace) -> int:
    """Run the command."""
    if args.samples < 0:
        raise ConfigError(f"--samples must be 0 or more, not {args.samples}")
    if args.update_gate and not args.gate:
        raise ConfigError("--update-gate needs --gate FILE")
    if args.corpus:
        from gluclaims.evaluating.corpora.command import run_corpus

        return run_corpus(args)
    floors = parse_floors(args.fail_under) if args.fail_under else {}
    old = _old_result(args.compare) if args.compare else None
    changes = Changes()
    gold = read_records(args.gold, policy=args.align, changes=changes)
    pred = (
        _run_pipeline(gold)
        if args.pred is None
        else read_records(args.pred, policy=args.align, changes=changes, errors_allowed=True)
    )
    gold, pred = pair_up(gold, pred, policy=args.align, changes=changes)
    for line in changes.lines:
        print(f"gluclaims: {line}", file=sys.stderr)
    if args.align != "refuse":
        print(f"gluclaims: --align {args.align} changed: {changes}", file=sys.stderr)

    result = evaluate(gold, pred, samples=args.samples, seed=args.seed)
    result = replace(result, meta={"gold": checksum(args.gold)})
    options = {"level": 2} if args.long or args.format in ("json", "csv") else {}
    _write(FORMATS[args.format](result, **options), args.output)
    if args.html:
        from gluclaims.evaluating.report import to_html

        _write(to_html(result, gold), args.html)
    if old is not None:
        if old.meta.get("gold", result.meta["gold"]) != result.meta["gold"]:
            print(f"gluclaims: {args.compare} was measured on another state of the gold", file=sys.stderr)
        table = moves_to_text(compare_results(result, old), level=2 if args.long else 1)
        # Beside data for a machine the comparison is talk.
        print(f"\n{table}", file=sys.stdout if args.format == "text" and not args.output else sys.stderr)
    return _hold_against_floors(result, floors, args)


def _hold_against_floors(result: Result, floors: dict[str, float], args: argparse.Namespace) -> int:
    faults = [str(s) for s in shortfalls(result, floors)]
    if args.gate:
        gate = Gate.read(args.gate) if args.gate.exists() or not args.update_gate else None
        if args.update_gate:
            names = list(gate.floors) if gate else [n for n, spec in specs().items() if spec.level == 1]
            name = Path(os.path.relpath(args.gold, args.gate.parent)).as_posix()
            new = renew(gate, result, names, {name: checksum(args.gold)}, allow_regression=args.allow_regression)
            new.write(args.gate)
            print(f"gluclaims: {args.gate}: {len(new.floors)} floors set", file=sys.stderr)
        elif gate is not None:
            faults += gate.corpus_faults(args.gate.parent) + [str(s) for s in shortfalls(result, gate.floors)]
            if checksum(args.gold) not in gate.corpus.values():
                faults.append(f"{args.gold} is not the corpus that the floors of {args.gate} were measured on")
    for fault in faults:
        print(f"gluclaims: floor not reached: {fault}", file=sys.stderr)
    return 1 if faults else 0


def _run_pipeline(gold: list[Article]) -> list[Article]:
    import gluclaims

    articles = gluclaims.pipe([g.text for g in gold])
    return [a.with_(id=g.id) for g, a in zip(gold, articles, strict=True)]


def _old_result(path: Path) -> Result:
    try:
        return Result.from_dict(json.loads(path.read_text("utf-8")))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(f"no result of gluclaims evaluate --format json: {error}", source=str(path)) from None


def _write(text: str, path: Path | None) -> None:
    if path is None:
        sys.stdout.write(text + "\n")
    else:
        try:
            path.write_text(text + "\n", "utf-8", newline="\n")
        except OSError as error:
            raise InputError(f"can't be written: {error.strerror}", source=str(path)) from None
