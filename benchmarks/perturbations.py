"""How often claims change when they must, and only then: the pass rate of the perturbation suite by kind.

::

    python -m benchmarks.perturbations [--fast] [--errors] [--pin]

``--pin`` raises the floors in ``tests/data/perturbation-floors.json`` to what is reached; a floor is lowered only with
``--lower``.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path

import gluclaims
from gluclaims.evaluating.perturbing import Outcome, pass_rates, read_pairs, run

DATA = Path(__file__).parents[1] / "tests" / "data"
SUITE = DATA / "perturbations.jsonl"
FLOORS = DATA / "perturbation-floors.json"


def outcomes(fast: bool = False) -> list[Outcome]:
    """Run the suite on the shipped pipeline."""
    return run(read_pairs(SUITE), partial(gluclaims.pipe, nlp=gluclaims.load(fast=fast)))


def pin(found: Iterable[Outcome], lower: bool) -> None:
    """Write the floors: how many pairs of a kind must pass."""
    floors = json.loads(FLOORS.read_text("utf-8")) if FLOORS.exists() else {}
    reached = {kind: passed for kind, (passed, _) in pass_rates(found).items()}
    new = reached if lower else {kind: max(n, floors.get(kind, 0)) for kind, n in reached.items()}
    FLOORS.write_text(json.dumps(new, indent=2) + "\n", "utf-8")


def main(argv: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--fast", action="store_true", help="leave the parser out")
    parser.add_argument("--errors", action="store_true", help="print the pairs that fail")
    parser.add_argument("--pin", action="store_true", help="raise the floors to what is reached")
    parser.add_argument("--lower", action="store_true", help="with --pin: lower them as well")
    args = parser.parse_args(argv)
    found = outcomes(args.fast)
    floors = json.loads(FLOORS.read_text("utf-8")) if FLOORS.exists() else {}
    print(f"{'kind':18} {'passed':>7} {'of':>4} {'rate':>6} {'floor':>6}")
    for kind, (passed, total) in pass_rates(found).items():
        print(f"{kind:18} {passed:7d} {total:4d} {passed / total:6.2f} {floors.get(kind, 0):6d}")
    passed = sum(o.passed for o in found)
    print(f"{'all':18} {passed:7d} {len(found):4d} {passed / max(1, len(found)):6.2f}")
    if args.errors:
        for o in found:
            if not o.passed:
                print(f"\n[{o.pair.kind}]\n  a {o.pair.a}\n  b {o.pair.b}", *o.failures, sep="\n    ")
    if args.pin:
        pin(found, args.lower)


if __name__ == "__main__":
    main()
