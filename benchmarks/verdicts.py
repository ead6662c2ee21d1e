"""Verdicts with gold claims as input: how often the reasoner agrees with people.

::

    python -m benchmarks.verdicts corpora/open/gold.jsonl ... [--errors] [--facts my.jsonl]

Prints accuracy, macro-F1, precision and recall of CONTRADICTED, flags, calibration, the confusion matrix and a
risk-coverage curve, beside the floor of always saying the most frequent verdict and of saying nothing.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from gluclaims.checking import check_claims, load_facts
from gluclaims.labels import labels
from gluclaims.lexicons.entities import packaged_lexicon

Row = dict[str, Any]
OPEN = ("verdict", "calibration", "flags", "evidence", "why")


def load(paths: Sequence[Path]) -> list[Row]:
    return [json.loads(line) for path in paths for line in path.read_text("utf-8").splitlines() if line.strip()]


def f1(gold: Sequence[object], pred: Sequence[object], label: object) -> tuple[float, float, float]:
    hit = sum(g == p == label for g, p in zip(gold, pred, strict=True))
    precision = hit / max(1, sum(p == label for p in pred))
    recall = hit / max(1, sum(g == label for g in gold))
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def macro(gold: Sequence[str], pred: Sequence[str]) -> float:
    kinds = [v for v in labels().verdict if v in gold]
    return sum(f1(gold, pred, v)[2] for v in kinds) / max(1, len(kinds))


def confusion(gold: Sequence[str], pred: Sequence[str]) -> None:
    kinds = labels().verdict
    print(f"{'gold / said':18}" + "".join(f"{k[:9]:>11}" for k in kinds))
    for g in kinds:
        row = Counter(p for x, p in zip(gold, pred, strict=True) if x == g)
        print(f"{g:18}" + "".join(f"{row[k]:11d}" for k in kinds))


def report(name: str, gold_claims: list[Row], found: list[Row]) -> None:
    gold, pred = [c["verdict"] for c in gold_claims], [r["verdict"] for r in found]
    n = max(1, len(gold))
    top = Counter(gold).most_common(1)[0][0]
    unchecked = ["NOT_CHECKABLE" if c["type"] in labels().uncheckable_types else "SUPPORTED" for c in gold_claims]
    accuracy = sum(g == p for g, p in zip(gold, pred, strict=True)) / n
    print(f"\n== {name}: {len(gold)} claims")
    print(f"accuracy {accuracy:.3f}   macro-F1 {macro(gold, pred):.3f}")
    for label, floor in ((f"always {top}", [top] * len(gold)), ("no facts: SUPPORTED unless uncheckable", unchecked)):
        share = sum(g == p for g, p in zip(gold, floor, strict=True)) / n
        print(f"   floor, {label}: accuracy {share:.3f}, macro-F1 {macro(gold, floor):.3f}")
    for verdict in labels().verdict:
        p, r, f = f1(gold, pred, verdict)
        print(
            f"   {verdict:18} P {p:.3f}  R {r:.3f}  F1 {f:.3f}  gold {gold.count(verdict)}, said {pred.count(verdict)}"
        )
    same = sum(c.get("calibration") == r["calibration"] for c, r in zip(gold_claims, found, strict=True)) / n
    print(f"calibration accuracy {same:.3f} (all claims)", end="")
    both = [(c, r) for c, r in zip(gold_claims, found, strict=True) if c.get("calibration")]
    if both:
        cal = [c["calibration"] for c, _ in both], [r["calibration"] for _, r in both]
        figures = ", ".join(f"{k} {f1(*cal, k)[2]:.2f}" for k in labels().calibration)
        print(f"; F1 where gold has one: {figures}")
    for flag in labels().flag:
        g = [flag in c["flags"] for c in gold_claims]
        p_ = [flag in r["flags"] for r in found]
        precision, recall, _ = f1(g, p_, True)
        print(f"   {flag:16} P {precision:.2f}  R {recall:.2f}  gold {sum(g)}, said {sum(p_)}")
    confusion(gold, pred)
    answered = [
        (g, p)
        for c, g, p in zip(gold_claims, gold, pred, strict=True)
        if c["type"] not in labels().uncheckable_types and p != "NOT_ENOUGH_INFO"
    ]
    checkable = sum(c["type"] not in labels().uncheckable_types for c in gold_claims)
    right = sum(g == p for g, p in answered)
    print(f"risk-coverage: answered {len(answered)} of {checkable} checkable ({len(answered) / max(1, checkable):.2f}), "
          f"right {right / max(1, len(answered)):.3f}")  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", nargs="+", type=Path)
    parser.add_argument("--facts", action="append", default=[], type=Path)
    parser.add_argument("--errors", action="store_true", help="list the disagreements")
    parser.add_argument("--apart", action="store_true", help="report each file by itself as well")
    args = parser.parse_args()
    lexicon, facts = packaged_lexicon(), load_facts(args.facts)
    all_gold: list[Row] = []
    all_found: list[Row] = []
    for path in args.gold:
        gold_claims: list[Row] = []
        found: list[Row] = []
        for article in load([path]):
            blank = [{k: v for k, v in c.items() if k not in OPEN} for c in article["claims"]]
            gold_claims += article["claims"]
            found += check_claims(blank, lexicon=lexicon, facts=facts, cues=article["cues"])
        if args.apart:
            report(path.name, gold_claims, found)
        all_gold += gold_claims
        all_found += found
    report("all", all_gold, all_found)
    if args.errors:
        for c, r in zip(all_gold, all_found, strict=True):
            if c["verdict"] != r["verdict"]:
                how = f"{c['certainty']} {c['strength']} {c['polarity']}"
                asked = f"{c['subject']} -{c['relation']}-> {c['object']} [{c['aspect']} {c['direction']}] @{c['location']} pop:{c['population']}"
                print(f"\n{c['verdict']} but {r['verdict']} {r['flags']} | {how} | {asked}")
                print(f"   {c['statement'] or c['text']}\n   {r['why']}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
