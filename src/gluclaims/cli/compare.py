"""``gluclaims compare``: the claims of two versions of an article."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from gluclaims.errors import ConfigError

if TYPE_CHECKING:
    from gluclaims.comparing import Comparison

EPILOG = """examples:
  gluclaims compare draft.txt published.txt
  gluclaims compare abstract.txt press-release.txt --fail-on stronger
  gluclaims compare old.jsonl new.jsonl --format json
  gluclaims compare abstract.txt story.html --html compare.html

A is the earlier version, or the abstract or press release; B the later one, or the article that rests on it.

exit codes: 0 all well, 1 a claim has a status of --fail-on, 2 wrong input or usage
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    add = parser.add_argument
    add("before", metavar="A", help="an article or one record (.jsonl)")
    add("after", metavar="B", help="another")
    add("--format", choices=("text", "json"), default="text", help="how to print (default: %(default)s)")
    add("--html", metavar="FILE", type=Path, help="also write a report")
    add("--all", action="store_true", help="also list the claims that did not change")
    add("--threshold", type=float, help="how similar two claims must be to be one, 0 to 1 (default: 0.5)")
    add("--fail-on", metavar="STATUS,...", default="", help="exit with 1 where a claim has one of these statuses")


def run(args: argparse.Namespace) -> int:
    """Run the command."""
    from gluclaims.cli.report import one_article, write
    from gluclaims.comparing import STATUSES, compare
    from gluclaims.comparing.aligning import THRESHOLD

    fatal = [name.strip() for name in args.fail_on.split(",") if name.strip()]
    if unknown := [name for name in fatal if name not in STATUSES]:
        raise ConfigError(f"--fail-on: {unknown[0]!r} is no status; these are: {', '.join(STATUSES)}")
    threshold = THRESHOLD if args.threshold is None else args.threshold
    if not 0 <= threshold <= 1:
        raise ConfigError(f"--threshold must be from 0 to 1, not {threshold}")
    comparison = compare(one_article(args.before), one_article(args.after), threshold=threshold)
    if args.html:
        from gluclaims.writing.report import compare_page

        write(compare_page(comparison), args.html)
    if args.format == "json":
        print(json.dumps(comparison.to_dict(), ensure_ascii=False, indent=1))
    else:
        print(to_text(comparison, everything=args.all))
    return int(any(comparison.counts[name] for name in fatal))


def to_text(comparison: Comparison, *, everything: bool = False) -> str:
    """Return a comparison as lines for a terminal."""
    from gluclaims.writing.report.looks import look

    counts = comparison.counts
    out = [", ".join(f"{n} {status}" for status, n in counts.items() if n) or "no claims"]
    for status, n in counts.items():
        if not n or (status == "same" and not everything):
            continue
        out += ["", f"{status.capitalize()} ({n})"]
        for pair in comparison.of(status):
            out.append(f"  {look('status', status)['sign']} {pair.claim.statement or pair.claim.text}")
            if pair.before is not None and pair.after is not None and pair.changes:
                out.append(f"      was: {pair.before.text}")
                out.append(f"      now: {pair.after.text}")
                out += [f"      {change.said}" for change in pair.changes]
    return "\n".join(out)
