"""Facts in words through the whole pipeline: a fact's sentence must be SUPPORTED, its opposite CONTRADICTED.

::

    python -m benchmarks.selftest [--all] [--kind passive] [--size 600] [--failures]

Facts whose relation has a sign (what something does to an amount or activity, treats, causes, prevents, goes with) count
towards the target of 90 %; with ``--unsigned`` definitions, roles, origins, places and approvals are shown as well. Of a fact
that is refuted the sentence must be CONTRADICTED and the opposite SUPPORTED. Facts under a condition that has no wording, and
those that the evidence leaves open, are left out. The sample is the facts whose ids hash lowest, so it stays the same.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from spacy.language import Language

import gluclaims
from gluclaims.checking import load_facts
from gluclaims.checking.facts import Fact, FactBase
from gluclaims.checking.phrasing import Phrasing, Sentence
from gluclaims.lexicons.entities import packaged_lexicon

KINDS = ("plain", "passive", "nominal", "hedged")
SIGNED = ("REGULATES", "TREATS", "CAUSES", "PREVENTS", "ASSOCIATED_WITH")
UNSIGNED = ("INVOLVED_IN", "IS_A", "PRECURSOR_OF", "PART_OF", "APPROVED_FOR")
_OPPOSITE = {"SUPPORTED": "CONTRADICTED", "CONTRADICTED": "SUPPORTED"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """A sentence, what it had to come out as, and what its claims came out as."""

    fact: Fact
    sentence: Sentence
    wanted: str
    found: tuple[str, ...]
    claims: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Whether some claim has the verdict and none the opposite one."""
        return self.wanted in self.found and _OPPOSITE[self.wanted] not in self.found

    @property
    def accused(self) -> bool:
        """Whether a true sentence was called wrong."""
        return self.wanted == "SUPPORTED" and "CONTRADICTED" in self.found


def sample(facts: FactBase, relations: Sequence[str], size: int | None) -> list[Fact]:
    """Return the facts to word: a sample that does not change when facts are added elsewhere, or all."""
    fit = [
        f
        for f in facts.facts
        if f.relation in relations and f.status in ("established", "supported", "refuted")
        and (f.relation not in ("REGULATES", "ASSOCIATED_WITH") or f.direction != "NONE")
    ]  # fmt: skip
    fit.sort(key=lambda f: sha256(f.id.encode()).digest())
    return fit[:size]


def run(facts: Iterable[Fact], kind: str, nlp: Language, phrasing: Phrasing) -> list[Outcome]:
    """Word the facts and check the sentences, each as an article of its own."""
    worded = [
        (fact, sentence)
        for fact in facts
        for sentence in phrasing.word(fact, kind)
        if not (sentence.twin and sentence.denied and fact.status == "supported")  # its denial is a fair view
    ]
    out = []
    articles = gluclaims.pipe([s.text for _, s in worded], nlp=nlp)
    for (fact, sentence), article in zip(worded, articles, strict=True):
        wanted = "CONTRADICTED" if (fact.status == "refuted") != sentence.twin else "SUPPORTED"
        claims = article.claims
        told = tuple(
            f"{c.verdict}: {c.subject} {c.relation} {c.object} {c.aspect} {c.direction} {c.polarity} "
            f"{c.scores.get('arguments')} | {c.why}"
            for c in claims
        )
        out.append(Outcome(fact, sentence, wanted, tuple(c.verdict for c in claims), told))
    return out


def rates(outcomes: Iterable[Outcome]) -> dict[str, tuple[int, int, int, int]]:
    """Return relation -> sentences that pass, sentences, twins that pass, twins."""
    table: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for o in outcomes:
        for name in (o.fact.relation, "all"):
            row = table[name]
            row[2 * o.sentence.twin] += o.passed
            row[2 * o.sentence.twin + 1] += 1
    return {name: (a, b, c, d) for name, (a, b, c, d) in table.items()}


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
    nlp, facts = gluclaims.load(), load_facts()
    phrasing = Phrasing(facts, packaged_lexicon())
    for kind in args.kind or KINDS:
        size = None if args.all else args.size if kind == "plain" else args.others
        show(run(sample(facts, SIGNED, size), kind, nlp, phrasing), f"{kind}, facts with a sign", args.failures)
    if args.unsigned:
        size = None if args.all else args.size
        show(run(sample(facts, UNSIGNED, size), "plain", nlp, phrasing), "plain, facts without", args.failures)
    return 0


if __name__ == "__main__":
    sys.exit(main())
