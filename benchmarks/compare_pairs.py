"""How well ``gluclaims compare`` tells what became of a claim, on pairs of short texts and on pairs of gold claims.

The pairs of ``tests/data/compare-pairs.jsonl`` were written for this after the manner of abstracts and what is made of
them; ``from`` and ``to`` are words of the claim in question. Errors were looked at in the odd ones only (``-1``, ``-3``
...); the even ones say how far that carries. The other pairs are claims of the gold that have the same subject and
object: where their strengths differ, the causal wording must be seen to differ. Their articles are annotated whole.

    python -m benchmarks.compare_pairs                  # prints both tables and writes them to docs/compare.md
    python -m benchmarks.compare_pairs --errors odd     # what went wrong in the odd pairs
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import gluclaims
from gluclaims.comparing import Comparison, Pair, compare
from gluclaims.evaluating.describing import fill
from gluclaims.labels import labels
from gluclaims.records import Article, Claim
from gluclaims.training.building import read_gold

ROOT = Path(__file__).parents[1]
PAIRS = ROOT / "tests" / "data" / "compare-pairs.jsonl"
PAGE = ROOT / "docs" / "compare.md"
GOLD = [ROOT / "corpora" / name / "gold.jsonl" for name in ("open", "glutamate-mental-health", "wide", "wider")]
STRONGER, WEAKER = ("stronger", "mixed"), ("weaker", "mixed")
#: Kind of pair -> statuses that are right, and changes of which one must be named.
KINDS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "hedge dropped": (("stronger",), ("HEDGE_DROPPED",)),
    "hedge added": (("weaker",), ("HEDGE_ADDED",)),
    "correlation to cause": (("stronger",), ("CORRELATION_TO_CAUSE",)),
    "correlation to possible cause": (STRONGER, ("CORRELATION_TO_CAUSE",)),
    "cause to correlation": (("weaker",), ("CAUSE_TO_CORRELATION",)),
    "conditional to direct": (("stronger",), ("HEDGE_DROPPED", "CAUSE_FIRMER")),
    "scope widened": (("stronger",), ("POPULATION_WIDENED", "LOCATION_DROPPED", "LIMIT_DROPPED")),
    "scope narrowed": (("weaker",), ("POPULATION_NARROWED", "LOCATION_ADDED", "LIMIT_ADDED")),
    "animal to human": (("stronger",), ("ANIMAL_TO_HUMAN", "SPECIES_DROPPED")),
    "unchanged": (("same",), ()),
    "negation flipped": (("reversed",), ("NEGATION_REVERSED",)),
    "direction flipped": (("reversed",), ("DIRECTION_REVERSED",)),
    "new claim": (("new",), ()),
    "claim gone": (("gone",), ()),
}
GREW = {kind for kind, (right, _) in KINDS.items() if "stronger" in right}


@dataclass(frozen=True, slots=True)
class Expected:
    """What became of one claim: its kind of change, words of it before and after, where it is there."""

    kind: str
    was: str | None
    now: str | None


@dataclass(frozen=True, slots=True)
class Case:
    """Two texts and what became of claims in them."""

    id: str
    before: str
    after: str
    claims: tuple[Expected, ...]

    @property
    def odd(self) -> bool:
        """Whether the rules may be corrected on it."""
        return int(self.id.rpartition("-")[2]) % 2 == 1


def read_cases(path: Path = PAIRS) -> list[Case]:
    """Read the pairs; words that are not there, or there twice, are an error."""
    out = []
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        claims = tuple(Expected(c["kind"], c["from"], c["to"]) for c in row["claims"])
        for c in claims:
            for text, words in ((row["before"], c.was), (row["after"], c.now)):
                if words is not None and text.count(words) != 1:
                    raise ValueError(f"{path}: {row['id']}: {words!r} does not stand once in {text!r}")
        out.append(Case(row["id"], row["before"], row["after"], claims))
    return out


def touches(claim: Claim | None, text: str, words: str | None) -> bool:
    if claim is None or words is None:
        return False
    start = text.index(words)
    return claim.start < start + len(words) and start < claim.end


def judge(case: Case, claim: Expected, found: Comparison) -> Counter[str]:
    """Count what was right of one claim."""
    statuses, kinds = KINDS[claim.kind]
    was = [p for p in found.pairs if touches(p.before, case.before, claim.was)]
    now = [p for p in found.pairs if touches(p.after, case.after, claim.now)]
    about: list[Pair] = now if claim.was is None else was if claim.now is None else [p for p in was if p in now]
    named = {c.kind for p in about for c in p.changes}
    said = [p.status in statuses for p in about]
    return Counter(
        n=1,
        paired=bool(about),
        named=bool(named & set(kinds)) if kinds else bool(about) and not named,
        right=bool(said) and (any(said) if kinds else all(said)),
    )


def alarms(case: Case, found: Comparison) -> Counter[str]:
    """Count claims that are reported as stronger, and those that are not but did grow stronger or did not."""
    grown = [c for c in case.claims if c.kind in GREW]
    said = [p for p in found.pairs if p.status in STRONGER]
    true = [p for p in said if any(touches(p.after, case.after, c.now) for c in grown)]
    seen = [c for c in grown if any(touches(p.after, case.after, c.now) for p in said)]
    return Counter({"grew": len(grown), "grew, seen": len(seen), "said": len(said), "said, true": len(true)})


def checked(texts: Iterable[str]) -> list[Article]:
    return list(gluclaims.pipe(texts))


def compared(cases: Sequence[Case]) -> Iterator[tuple[Case, Comparison]]:
    """Yield each case with what the pipeline makes of it."""
    befores, afters = checked(c.before for c in cases), checked(c.after for c in cases)
    for case, before, after in zip(cases, befores, afters, strict=True):
        yield case, compare(before, after)


def pairs_table(results: Sequence[tuple[Case, Comparison]]) -> str:
    """Return the figures by kind, and what a reader of the reports sees."""
    lines = [
        "| what became of the claim | claims | paired | change named | status right | in even pairs |",
        "|---" * 6 + "|",
    ]
    judged = [(case.odd, c.kind, judge(case, c, found)) for case, found in results for c in case.claims]
    for kind in (*KINDS, "all"):
        whole, even = (
            sum((t for odd, k, t in judged if kind in (k, "all") and not (odd and left_out)), Counter[str]())
            for left_out in (False, True)
        )
        cells = [share(whole[key], whole["n"]) for key in ("paired", "named", "right")]
        lines.append(
            f"| {kind} | {whole['n']} | {' | '.join(cells)} | {share(even['right'], even['n'])} of {even['n']} |"
        )
    t = sum((alarms(case, found) for case, found in results), Counter[str]())
    lines += [
        "",
        f"Of {t['grew']} claims that grew stronger, {t['grew, seen']} are reported as stronger (or mixed); of {t['said']} reports "
        f"of a stronger claim, {t['said, true']} are true.",
    ]
    return "\n".join(lines)


def share(part: int, whole: int) -> str:
    return f"{part / whole:.2f}" if whole else "-"


@dataclass(frozen=True, slots=True)
class Placed:
    """A gold claim and the article it stands in."""

    article: str
    claim: Claim

    def read_in(self, found: Mapping[str, Article]) -> Claim | None:
        """Return the pipeline's claim that shares most of its span, where half of both is shared."""

        def shared(c: Claim) -> float:
            both = min(c.end, self.claim.end) - max(c.start, self.claim.start)
            return both / (max(c.end, self.claim.end) - min(c.start, self.claim.start))

        best = max(found[self.article].claims, key=shared, default=None)
        return best if best is not None and shared(best) >= 0.5 else None


def steps(articles: Sequence[Article]) -> Iterator[tuple[Placed, Placed]]:
    """Yield the pairs of gold claims of one polarity with the same subject and object, the weaker wording first."""
    order = labels().strength
    found = [
        Placed(article.id, c)
        for article in articles
        for c in article.claims
        if c.subject and c.object and c.strength != "NONE"
    ]
    for one, other in combinations(found, 2):
        a, b = one.claim, other.claim
        against = {a.direction, b.direction} == {"INCREASE", "DECREASE"}
        if (
            {a.subject, a.object} == {b.subject, b.object}
            and a.polarity == b.polarity
            and a.text != b.text
            and not against
        ):
            yield (one, other) if order.index(a.strength) <= order.index(b.strength) else (other, one)


def alone(article: Article, claim: Claim) -> Article:
    """Return an article with one claim."""
    return article.with_(claims=(claim,))


def steps_table(articles: Sequence[Article]) -> str:
    """Return how the difference in strength is told, with gold's labels and with the pipeline's."""
    found = {a.id: f for a, f in zip(articles, checked(a.text for a in articles), strict=True)}
    texts = {a.id: a for a in articles}
    tally: Counter[str] = Counter()
    for one, other in steps(articles):
        kind = f"{one.claim.strength.lower()} to {other.claim.strength.lower()}"
        tally[f"{kind}/n"] += 1
        for how in ("labels", "text"):
            here = texts if how == "labels" else found
            a, b = (one.claim, other.claim) if how == "labels" else (one.read_in(found), other.read_in(found))
            if a is None or b is None:
                continue
            pair, *rest = compare(alone(here[one.article], a), alone(here[other.article], b)).pairs
            kinds = {c.kind for c in pair.changes}
            up = kinds & {"CORRELATION_TO_CAUSE", "CAUSE_FIRMER", "HEDGE_DROPPED"}
            same = not kinds & {"CORRELATION_TO_CAUSE", "CAUSE_TO_CORRELATION"}
            alike = one.claim.strength == other.claim.strength
            tally.update({f"{kind}/{how}/found": 1, f"{kind}/{how}/paired": not rest})
            tally[f"{kind}/{how}/right"] += not rest and bool(same if alike else up)
    lines = [
        "| strength | pairs | labels given: paired, right | pipeline: both found, paired, right |",
        "|---" * 4 + "|",
    ]
    for kind in sorted(key.removesuffix("/n") for key in tally if key.endswith("/n")):
        n = tally[f"{kind}/n"]
        given = ", ".join(share(tally[f"{kind}/labels/{what}"], n) for what in ("paired", "right"))
        read = ", ".join(share(tally[f"{kind}/text/{what}"], n) for what in ("found", "paired", "right"))
        lines.append(f"| {kind} | {n} | {given} | {read} |")
    return "\n".join(lines)


def show(case: Case, found: Comparison) -> str:
    lines = [f"{case.id}: {case.before} -> {case.after}"]
    for p in found.pairs:
        lines.append(f"    {p.status} {p.similarity:.2f} {[c.kind for c in p.changes]}")
        for c in (p.before, p.after):
            if c is not None:
                told = c.subject, c.relation, c.object, c.aspect, c.direction, c.polarity, c.certainty, c.strength
                lines.append(f"        {c.text!r} {told} pop={c.population!r} loc={c.location!r}")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--errors", choices=("odd", "all"), help="show what went wrong instead")
    args = parser.parse_args()
    results = list(compared(read_cases()))
    if args.errors:
        for case, found in results:
            wrong = [c for c in case.claims if not judge(case, c, found)["right"]]
            if wrong and (case.odd or args.errors == "all"):
                print(show(case, found), *(f"  ! {c}" for c in wrong), sep="\n")
        return
    text = PAGE.read_text("utf-8")
    for name, table in (("pairs", pairs_table(results)), ("steps", steps_table(read_gold(GOLD)))):
        print(table, end="\n\n")
        text = fill(text, name, table)
    PAGE.write_text(text, "utf-8", newline="\n")


if __name__ == "__main__":
    main()
