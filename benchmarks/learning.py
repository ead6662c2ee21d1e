"""Learning curves: how much more gold would help, layer by layer. Writes a plot and a table into the docs.

Articles are held out, a quarter at a time; from 1, 2, 4 ... of the others each layer is learnt anew, and measured on those
held out. Beside each curve stands what the toolkit reaches there without learning from gold (its rules and lexicons, which
people wrote while reading these articles: the line flatters).

- entities, cues: every name or cue that the gold has is looked up, nothing else is known. What this reaches is what gold
  can teach a list; it is no part of the toolkit.
- subject, object: the ranker of candidates, as shipped.
- type, relation, certainty, strength: the linear models alone (shipped, they change the rules' label where they are surer).

Verdicts learn nothing from gold: they rest on facts.

    python -m benchmarks.learning                 # about three minutes of one core; the plot needs matplotlib (pip install '.[plots]')
    python -m benchmarks.learning --no-write      # only print the table
"""

from __future__ import annotations

import argparse
import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean, stdev
from typing import Any

from benchmarks import NO_METADATA
from gluclaims.annotating.arguments import ROLES
from gluclaims.evaluating.describing import fill
from gluclaims.evaluating.matching import count_exact
from gluclaims.records import Article, Cue, Entity
from gluclaims.training import arguments, judgements
from gluclaims.training.building import read_gold, rules_claims

ROOT = Path(__file__).parents[1]
GOLD = [ROOT / "corpora" / name / "gold.jsonl" for name in ("open", "glutamate-mental-health", "wide", "wider")]
FOLDS, SEED = 4, 7
#: What a doubling of the gold must bring to be named.
WORTH = 0.02
FIELDS = ("type", "relation", "certainty", "strength")
#: (right, out of), or F1's (2 tp, 2 tp + fp + fn)
Count = tuple[float, float]


@dataclass(frozen=True)
class Example:
    """One article: gold, the rules' annotation of it, and both as the trainers see them."""

    gold: Article
    rules: Article
    judged: judgements.Example
    choices: arguments.Choices


def examples(gold: Sequence[Article]) -> list[Example]:
    """Annotate the articles by the rules and pair them with gold."""
    views, records = rules_claims(gold, None)
    judged = judgements.examples(gold, records)
    return [
        Example(g, r, j, arguments.choices(g, r, v)) for g, r, j, v in zip(gold, records, judged, views, strict=True)
    ]


# -- layers: each learns from some articles and is measured on others -----------------------------------------------------


def looked_up(part: str) -> Callable[[Sequence[Example], Sequence[Example]], Count]:
    """Return the layer that knows the spans of its articles by heart."""

    def spans(article: Article) -> Iterable[Entity | Cue]:
        found: Iterable[Entity | Cue] = getattr(article, part)
        return found

    def layer(train: Sequence[Example], test: Sequence[Example]) -> Count:
        names: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for e in train:
            for span in spans(e.gold):
                names[span.text.lower()][_kind(span)] += 1
        longest = sorted(names, key=len, reverse=True)
        pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest))})(?!\w)", re.IGNORECASE)

        def find(e: Example) -> list[tuple[int, int, str]]:
            found = pattern.finditer(e.gold.text)
            return [(m.start(), m.end(), names[m[0].lower()].most_common(1)[0][0]) for m in found]

        return _f1((_keys(spans(e.gold)), find(e)) for e in test)

    return layer


def field_model(name: str) -> Callable[[Sequence[Example], Sequence[Example]], Count]:
    """Return the layer of one claim field: the linear model alone, on the rules' claims that match a gold claim."""

    def layer(train: Sequence[Example], test: Sequence[Example]) -> Count:
        model = judgements.fit(name, [e.judged for e in train])
        right = of = 0
        for e in test:
            rows = [(row, m) for row, m in zip(e.judged.rows, e.judged.match, strict=True) if m is not None]
            said = model.predict([row for row, _ in rows])
            right += sum(s == e.judged.gold[m][name] for s, (_, m) in zip(said, rows, strict=True))
            of += len(rows)
        return right, of

    return layer


def ranker(role: str) -> Callable[[Sequence[Example], Sequence[Example]], Count]:
    """Return the layer of one argument: the ranker of its candidates."""

    def layer(train: Sequence[Example], test: Sequence[Example]) -> Count:
        model = arguments.fit(role, [e.choices for e in train])
        found = [c for e in test for c in e.choices[role]]
        best = [int(model.probabilities(c.rows)[:, 1].argmax()) for c in found]
        return sum(c.right[i] for c, i in zip(found, best, strict=True)), len(found)

    return layer


def by_rules(name: str, test: Sequence[Example]) -> Count:
    """Measure what stands there without gold."""
    if name in ("entities", "cues"):
        return _f1((_keys(getattr(e.gold, name)), _keys(getattr(e.rules, name))) for e in test)
    if name in ROLES:
        found = [c for e in test for c in e.choices[name]]
        return sum(c.right[0] for c in found), len(found)
    pairs = [
        (e.judged.view.claims[n][name], e.judged.gold[m][name])
        for e in test
        for n, m in enumerate(e.judged.match)
        if m is not None
    ]
    return sum(a == b for a, b in pairs), len(pairs)


def _kind(span: Entity | Cue) -> str:
    return span.label if isinstance(span, Entity) else span.kind


def _keys(spans: Iterable[Entity | Cue]) -> list[tuple[int, int, str]]:
    return [(s.start, s.end, _kind(s)) for s in spans]


def _f1(pairs: Iterable[tuple[list[tuple[int, int, str]], list[tuple[int, int, str]]]]) -> Count:
    tp, fp, fn = map(sum, zip(*(count_exact(g, p) for g, p in pairs), strict=True))
    return 2 * tp, 2 * tp + fp + fn


LAYERS: Mapping[str, Callable[[Sequence[Example], Sequence[Example]], Count]] = {
    "entities": looked_up("entities"),
    "cues": looked_up("cues"),
    **{role: ranker(role) for role in ROLES},
    **{name: field_model(name) for name in FIELDS},
}


@dataclass(frozen=True)
class Curve:
    """Mean and spread over the held-out parts by number of articles; what stands there without gold."""

    points: Mapping[int, tuple[float, float]]
    rules: float

    def doubling(self) -> float:
        """Return what the last doubling of the gold gained."""
        half, last = sorted(self.points)[-2:]
        return self.points[last][0] - self.points[half][0]


def curves(articles: Sequence[Example], rounds: int) -> dict[str, Curve]:
    """Learn every layer from more and more articles."""
    values: dict[str, defaultdict[int, list[float]]] = {name: defaultdict(list) for name in LAYERS}
    rules: dict[str, list[float]] = {name: [] for name in LAYERS}
    least = len(articles) - -(-len(articles) // FOLDS)
    sizes = sorted({least >> i for i in range(least.bit_length())})
    for number in range(rounds):
        order = list(articles)
        random.Random(SEED + number).shuffle(order)
        for k in range(FOLDS):
            test, train = order[k::FOLDS], [e for i, e in enumerate(order) if i % FOLDS != k]
            for name, layer in LAYERS.items():
                rules[name].append(_share(by_rules(name, test)))
                for n in sizes:
                    values[name][n].append(_share(layer(train[:n], test)))
    return {
        name: Curve({n: (fmean(v), stdev(v)) for n, v in by_size.items()}, fmean(rules[name]))
        for name, by_size in values.items()
    }


def _share(count: Count) -> float:
    return count[0] / count[1] if count[1] else 0.0


def table(found: Mapping[str, Curve]) -> str:
    """Return the curves as a Markdown table."""
    sizes = list(next(iter(found.values())).points)
    head = ["layer", "measure", *(f"{n} article{'s' * (n > 1)}" for n in sizes), "last doubling", "without gold"]
    rows = [
        [
            name,
            "F1" if name in ("entities", "cues") else "accuracy",
            *(f"{curve.points[n][0]:.3f}" for n in sizes),
            f"{curve.doubling():+.3f}",
            f"{curve.rules:.3f}",
        ]
        for name, curve in found.items()
    ]
    lines = [f"| {' | '.join(row)} |" for row in [head, ["---"] * len(head), *rows]]
    gaining = ", ".join(name for name, curve in found.items() if curve.doubling() >= WORTH) or "none"
    return "\n".join([*lines, "", f"Layers that gained {WORTH} or more by the last doubling: {gaining}."])


def plot(found: Mapping[str, Curve], file: Path) -> None:
    """Draw the curves, the same bytes for the same figures."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams.update(
        {"svg.hashsalt": "gluclaims", "svg.fonttype": "none", "font.size": 9, "font.family": "sans-serif"}
    )
    from matplotlib import pyplot

    figure, grid = pyplot.subplots(2, 4, figsize=(11, 5.4), sharex=True, layout="constrained")
    axes: list[Any] = list(grid.flat)
    for ax, (name, curve) in zip(axes, found.items(), strict=True):
        x = list(curve.points)
        mean, spread = zip(*curve.points.values(), strict=True)
        ax.fill_between(x, [m - s for m, s in zip(mean, spread, strict=True)], [m + s for m, s in zip(mean, spread, strict=True)],
                        color="#3b5bdb", alpha=0.15, lw=0)  # fmt: skip
        ax.plot(x, mean, "o-", color="#3b5bdb", label="learnt from gold")
        ax.axhline(curve.rules, ls="--", color="#c2410c", label="without gold: rules, lexicons")
        ax.set_xscale("log", base=2)
        ax.set_xticks(x, [str(n) for n in x])
        ax.set_ylim(0, 1.02)
        ax.grid(alpha=0.25)
        ax.set_title(f"{name} ({'F1' if name in ('entities', 'cues') else 'accuracy'})", fontsize=10)
    figure.supxlabel("gold articles learnt from (band: one standard deviation over the held-out parts)", fontsize=9)
    figure.legend(*axes[0].get_legend_handles_labels(), loc="outside upper right", ncols=2, frameon=False)
    figure.patch.set_facecolor("white")
    figure.savefig(file, metadata=NO_METADATA)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path, nargs="*", default=GOLD)
    parser.add_argument(
        "--rounds", type=int, default=1, help="times that all articles are dealt (default: %(default)s)"
    )
    parser.add_argument("--no-write", action="store_true", help="leave the docs as they are")
    args = parser.parse_args()
    found = curves(examples(read_gold(args.gold)), args.rounds)
    print(table(found))
    if not args.no_write:
        try:
            plot(found, ROOT / "docs" / "img" / "learning-curves.svg")
        except ImportError:
            print("\nno matplotlib (pip install 'gluclaims[plots]'): the plot stays as it was")
        page = ROOT / "docs" / "evaluation.md"
        page.write_text(fill(page.read_text("utf-8"), "learning", table(found)), "utf-8", newline="\n")


if __name__ == "__main__":
    main()
