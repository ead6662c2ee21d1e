"""Facts in words through the whole pipeline: a fact's sentence must be SUPPORTED, its opposite CONTRADICTED.

::

    python -m benchmarks.selftest [--all] [--kind passive] [--size 600] [--failures]

Facts whose relation has a sign count towards the target of 90 %; with ``--unsigned`` definitions, roles, origins, places and
approvals are shown as well. What counts is told in ``gluclaims.evaluating.selftest``.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from functools import partial

import gluclaims
from gluclaims.checking import load_facts
from gluclaims.checking.phrasing import Phrasing
from gluclaims.evaluating.selftest import KINDS, SIGNED, UNSIGNED, Outcome, rates, run, sample
from gluclaims.lexicons.entities import packaged_lexicon


def show(outcomes: Sequence[Outcome], title: str, failures: bool) -> None:
    print(f"\n{title}\n{'relation':18} {'sentence':>16} {'opposite':>16}")
    for name, (a, b, c, d) in sorted(rates(outcomes).items()):
        print(f"{name:18} {a:5d}/{b:<5d} {a / max(1, b):.3f} {c:5d}/{d:<5d} {c / max(1, d):.3f}")
    print(f"true sentences called wrong: {sum(o.accused for o in outcomes)}")
    if failures:
        for o in outcomes:
            if not o.passed:
                print(f"\n{o.wanted} | {o.sentence.text} | {o.fact.id}", *o.claims, sep="\n    ")


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--all", action="store_true", help="every fact rather than a sample")
    parser.add_argument("--size", type=int, default=600, help="facts of the sample (600)")
    parser.add_argument("--others", type=int, default=150, help="facts of each other wording (150)")
    parser.add_argument("--kind", action="append", choices=KINDS, help="only this wording")
    parser.add_argument("--unsigned", action="store_true", help="definitions, roles, places, approvals as well")
    parser.add_argument("--failures", action="store_true", help="list the sentences that fail")
    args = parser.parse_args(argv)
    facts, annotate = load_facts(), partial(gluclaims.pipe, nlp=gluclaims.load())
    phrasing = Phrasing(facts, packaged_lexicon())
    for kind in args.kind or KINDS:
        size = None if args.all else args.size if kind == "plain" else args.others
        show(run(sample(facts, SIGNED, size), kind, phrasing, annotate), f"{kind}, facts with a sign", args.failures)
    if args.unsigned:
        size = None if args.all else args.size
        show(run(sample(facts, UNSIGNED, size), "plain", phrasing, annotate), "plain, facts without", args.failures)
    return 0


if __name__ == "__main__":
    sys.exit(main())
