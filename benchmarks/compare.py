"""How well ``gluclaims compare`` finds what changed, on pairs built from the open gold's labels.

The earlier version is a gold article as it stands; the later one words its causal claims anew (other words, other
order), some with one known change, some left out, some taken from another article. Two figures for each: with the
labels given (``records``), and from text through the pipeline (``text``: both versions worded by templates, as the
pipeline's claims can be traced to a sentence only there). Odd articles chose the threshold, even ones are reported.

    python -m benchmarks.compare                 # records only, seconds
    python -m benchmarks.compare --text          # also end to end; writes the table of docs/compare.md
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from gluclaims.comparing import compare
from gluclaims.comparing.aligning import THRESHOLD
from gluclaims.evaluating.describing import fill
from gluclaims.records import Article, Claim, Span

GOLD = Path(__file__).parents[1] / "corpora" / "open" / "gold.jsonl"
PAGE = Path(__file__).parents[1] / "docs" / "compare.md"
#: Change -> (labels it needs before, labels it sets after). ``same`` and ``gone`` are here for their share.
KINDS = (
    "same", "same", "same", "gone", "gone", "HEDGE_DROPPED", "HEDGE_DROPPED", "HEDGE_ADDED", "CORRELATION_TO_CAUSE",
    "POPULATION_WIDENED", "LOCATION_DROPPED", "SPECIES_DROPPED", "ANIMAL_TO_HUMAN", "DIRECTION_REVERSED",
    "NEGATION_REVERSED",
)  # fmt: skip
#: (relation, direction) -> verb in two wordings: plain form, third person, passive participle.
VERBS = {
    ("REGULATES", "INCREASE"): (("increase", "increases", "increased"), ("raise", "raises", "raised")),
    ("REGULATES", "DECREASE"): (("reduce", "reduces", "reduced"), ("lower", "lowers", "lowered")),
    ("TREATS", "DECREASE"): (("relieve", "relieves", "relieved"), ("ease", "eases", "eased")),
    ("CAUSES", "NONE"): (("cause", "causes", "caused"), ("bring about", "brings about", "brought about")),
}
NOUNS = {
    "LEVEL": "levels of ", "RELEASE": "the release of ", "REUPTAKE": "the reuptake of ",
    "BREAKDOWN": "the breakdown of ", "ACTIVITY": "the activity of ", "SYNTHESIS": "the synthesis of ",
}  # fmt: skip


@dataclass(frozen=True)
class Expected:
    """What a comparison should find: pairs by claim id, each with its change; ids without a partner."""

    pairs: dict[str, tuple[str, str]]


def usable(claim: Claim) -> bool:
    """Say whether the templates can word a claim."""
    return bool(
        claim.subject and claim.object and (claim.relation, claim.direction) in VERBS and claim.polarity == "AFFIRMED"
    )


def worded(claim: Claim, style: int) -> str:
    """Return a sentence for a claim, in one of two styles (1 is passive where nothing speaks against it)."""
    plain, third, passive = VERBS[claim.relation, claim.direction][style]
    noun = NOUNS.get(claim.aspect or "", "") if claim.relation == "REGULATES" else ""
    subject, thing = claim.subject or "", f"{noun}{claim.object}"
    not_ = "not " if claim.polarity == "NEGATED" else ""
    if claim.strength == "CORRELATIONAL":
        words = f"{subject} is {'linked to' if style else 'associated with'} {thing}"
    elif claim.certainty == "POSSIBLE":
        words = f"{thing} may {not_}be {passive} by {subject}" if style else f"{subject} may {not_}{plain} {thing}"
    elif claim.certainty == "PROBABLE":
        words = f"{subject} appears {not_}to {plain} {thing}"
    elif not_:
        words = f"{subject} does not {plain} {thing}"
    else:
        words = (
            f"{thing} {'are' if noun.startswith('levels') else 'is'} {passive} by {subject}"
            if style
            else f"{subject} {third} {thing}"
        )
    place = f" in the {claim.location}" if claim.location else ""
    who = f" in {claim.population}" if claim.population else ""
    return words[0].upper() + words[1:] + place + who + "."


def before_and_after(claim: Claim, kind: str) -> tuple[Claim, Claim]:
    """Return a claim with the labels that a change needs, and with the change made."""
    plain = replace(claim, certainty="FACT", strength="DIRECT", population=None, location=None, aspect=claim.aspect)
    hedged = replace(plain, certainty="POSSIBLE", strength="CONDITIONAL")
    other = "DECREASE" if claim.direction == "INCREASE" else "INCREASE"
    made = {
        "HEDGE_DROPPED": (hedged, plain),
        "HEDGE_ADDED": (plain, hedged),
        "CORRELATION_TO_CAUSE": (replace(plain, strength="CORRELATIONAL", relation=claim.relation), plain),
        "POPULATION_WIDENED": (replace(plain, population="some adults"), plain),
        "LOCATION_DROPPED": (replace(plain, location="prefrontal cortex"), plain),
        "SPECIES_DROPPED": (replace(plain, population="mice"), plain),
        "ANIMAL_TO_HUMAN": (replace(plain, population="rats"), replace(plain, population="people")),
        "DIRECTION_REVERSED": (plain, replace(plain, direction=other)),
        "NEGATION_REVERSED": (plain, replace(plain, polarity="NEGATED")),
    }
    return made.get(kind, (plain, plain))


def build(article: Article, strangers: Sequence[Claim], chance: random.Random) -> tuple[Article, Article, Expected]:
    """Return two versions of an article and what became of each claim."""
    seen: set[tuple[str | None, ...]] = set()
    claims = []
    for c in article.claims:
        key = (c.subject, c.object, c.relation, c.aspect)
        if usable(c) and key not in seen:
            seen.add(key)
            claims.append(c)
    first, second, pairs = [], [], {}
    for number, c in enumerate(claims, start=1):
        kinds = [k for k in KINDS if k != "DIRECTION_REVERSED" or c.relation == "REGULATES"]
        kind = chance.choice(kinds)
        was, now = before_and_after(c, kind)
        first.append(replace(was, id=f"B{number}"))
        if kind != "gone":
            second.append(replace(now, id=f"A{number}"))
            pairs[f"B{number}"] = (f"A{number}", kind)
    for number, c in enumerate(chance.sample(list(strangers), k=min(3, len(strangers))), start=1):
        if (c.subject, c.object, c.relation, c.aspect) not in seen:
            second.append(replace(before_and_after(c, "same")[0], id=f"N{number}"))
    chance.shuffle(second)
    return laid_out(f"{article.id}-before", first, 0), laid_out(f"{article.id}-after", second, 1), Expected(pairs)


def laid_out(id: str, claims: Sequence[Claim], style: int) -> Article:
    """Return an article of one sentence a claim."""
    text, placed, sentences = "", [], []
    for c in claims:
        words = worded(c, style)
        sentences.append(Span(len(text), len(text) + len(words)))
        plain = worded(replace(c, certainty="FACT"), style)
        placed.append(
            replace(c, start=len(text), end=len(text) + len(words) - 1, text=words[:-1], statement=plain, cues=())
        )
        text += words + "\n\n"
    return Article(id, text, sentences=tuple(sentences), claims=tuple(placed))


def from_gold(article: Article, before: Article) -> Article:
    """Return the earlier version with gold's own statements, where the change leaves them true to the labels."""
    by_key = {(c.subject, c.object, c.relation, c.aspect): c for c in reversed(article.claims)}
    claims = []
    for c in before.claims:
        own = by_key[c.subject, c.object, c.relation, c.aspect]
        claims.append(replace(c, statement=own.statement))
    return before.with_(claims=tuple(claims))


def through_pipeline(versions: Sequence[Article]) -> list[Article]:
    """Check the texts; a claim takes the id of the sentence it stands in, the first claim there only."""
    import gluclaims

    out = []
    for built, found in zip(versions, gluclaims.pipe([v.text for v in versions]), strict=True):
        claims, taken = [], set()
        for c in found.claims:
            home = next((b.id for b in built.claims if b.start <= c.start < b.end), f"?{c.id}")
            claims.append(replace(c, id=home if home not in taken else f"{home}+{c.id}"))
            taken.add(home)
        out.append(found.with_(id=built.id, claims=tuple(claims)))
    return out


def count(before: Article, after: Article, expected: Expected, threshold: float) -> Counter[str]:
    """Count what was found, missed and made up."""
    tally: Counter[str] = Counter()
    found = {p.before.id: p for p in compare(before, after, threshold=threshold).pairs if p.before and p.after}
    right = {
        b
        for b, (a, _) in expected.pairs.items()
        if b in found and found[b].after is not None and found[b].claim.id == a
    }
    tally.update(pairs=len(expected.pairs), paired=len(found), paired_right=len(right))
    for b, (_, kind) in expected.pairs.items():
        kinds = {c.kind for c in found[b].changes} if b in right else {"missed"}
        tally[f"{kind}/expected"] += 1
        if kind == "same":
            tally["same/right"] += not kinds
        else:
            tally[f"{kind}/right"] += kind in kinds
        for other in kinds - {kind, "missed"}:
            tally[f"{other}/wrong"] += 1
    return tally


def table(records: Counter[str], text: Counter[str] | None = None) -> str:
    """Return the figures as a Markdown table: with the labels given, and from text."""

    def rate(a: float, b: float) -> str:
        return f"{a / b:.2f}" if b else "-"

    def row(tally: Counter[str], kind: str) -> str:
        if kind == "pairs":
            return f"{rate(tally['paired_right'], tally['paired'])}, {rate(tally['paired_right'], tally['pairs'])}"
        n, right, wrong = (tally[f"{kind}/{x}"] for x in ("expected", "right", "wrong"))
        return f"{rate(right, right + wrong) if kind != 'same' else '-'}, {rate(right, n)}"

    columns = [records] if text is None else [records, text]
    heads = ["labels given: precision, recall", "from text: precision, recall"][: len(columns)]
    lines = [f"| what | n | {' | '.join(heads)} |", "|---|---|" + "---|" * len(columns)]
    for kind in ("pairs", *dict.fromkeys(k for k in KINDS if k != "gone")):
        n = records["pairs"] if kind == "pairs" else records[f"{kind}/expected"]
        name = {"pairs": "claims paired", "same": "as before"}.get(kind, kind.lower().replace("_", " "))
        lines.append(f"| {name} | {n} | {' | '.join(row(tally, kind) for tally in columns)} |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path, nargs="?", default=GOLD)
    parser.add_argument("--text", action="store_true", help="also end to end")
    parser.add_argument("--rounds", type=int, default=10, help="versions built of each article (default: %(default)s)")
    parser.add_argument(
        "--tune", action="store_true", help="print the figures of the odd articles by threshold instead"
    )
    args = parser.parse_args()
    articles = [Article.from_dict(json.loads(line)) for line in args.gold.read_text("utf-8").splitlines()]
    chance = random.Random(9)
    built = []
    for number, article in enumerate(articles):
        strangers = [c for other in articles if other.id != article.id for c in other.claims if usable(c)]
        for _ in range(args.rounds):
            before, after, expected = build(article, strangers, chance)
            built.append((number, from_gold(article, before), before, after, expected))
    if args.tune:
        for threshold in (0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7):
            total = sum((count(b, a, e, threshold) for n, b, _, a, e in built if n % 2), Counter[str]())
            print(threshold, table(total).splitlines()[2])
        return
    reported = [x for x in built if x[0] % 2 == 0]
    given = sum((count(b, a, e, THRESHOLD) for _, b, _, a, e in reported), Counter[str]())
    print(f"{len(reported)} pairs of versions\n")
    if not args.text:
        print(table(given))
        return
    befores, afters = through_pipeline([x[2] for x in reported]), through_pipeline([x[3] for x in reported])
    counts = (count(b, a, x[4], THRESHOLD) for b, a, x in zip(befores, afters, reported, strict=True))
    both = table(given, sum(counts, Counter[str]()))
    print(both)
    if args.gold == GOLD:
        PAGE.write_text(fill(PAGE.read_text("utf-8"), "measured", both), "utf-8", newline="\n")


if __name__ == "__main__":
    main()
