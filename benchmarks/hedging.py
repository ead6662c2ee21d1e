"""Hedging, certainty and causal strength: every figure of issue 5 beside its floor, one table.

::

    python -m benchmarks.hedging --data /path/to/public/sets [--gold FILE ...] [--quick]

``--data`` is a folder with ``conll2010-hedging``, ``certainty-pei-jurgens`` and ``causal-yu2019`` in their authors'
formats; what is missing there is left out. ``--gold`` are record files with gold claims (default: those of ``corpora/`` that models are trained on).
Nothing is printed that was measured on what a model was trained on: public sets by cross-validation or on their
development part, gold articles by cross-validation of the whole pipeline over articles (``benchmarks.heldout``), intervals
by bootstrap over articles. Beside each figure stand what doing nothing reaches and what a second annotator reached, where
that was measured (``agreement.json``); "two passes" are two annotations of the one article that has them.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import gluclaims
from benchmarks.heldout import held_out
from gluclaims.annotating.sentence_models import sentence_strength
from gluclaims.annotating.sources import Sources
from gluclaims.evaluating import evaluate
from gluclaims.evaluating.corpora.causal import Yu2019
from gluclaims.evaluating.corpora.certainty import PeiJurgens
from gluclaims.evaluating.corpora.hedging import Conll2010, Hedging
from gluclaims.evaluating.inputs import read_records
from gluclaims.evaluating.result import SecondAnnotator
from gluclaims.evaluating.tables import align, show
from gluclaims.reading import Source
from gluclaims.records import Article
from gluclaims.training.building import JUDGEMENTS, read_gold
from gluclaims.training.certainty import read_aspects
from gluclaims.training.measuring import (
    aspects_on,
    causal_by_folds,
    certainty_on,
    hedging_by_folds,
    hedging_by_lexicon,
    scope_tokens,
)

_ROOT = Path(__file__).parents[1]
_TRAINED = ("open", "glutamate-mental-health", "wide", "wider", "unread")
_GOLD = [path for name in _TRAINED if (path := _ROOT / "corpora" / name / "gold.jsonl").exists()]
#: Two annotations of one article, for figures that the measured agreement does not have.
_PASSES = [_ROOT / "corpora" / "glutamate-mental-health" / name for name in ("pass-a.jsonl", "pass-b.jsonl")]
#: Figure of `evaluate` -> what the issue asks for.
_ASKED = {
    "cues": 0.88, "hedged": None, "hedged-matched": 0.92, "certainty": 0.85, "certainty-macro-f1": 0.80,
    "strength": None, "strength-macro-f1": 0.80, "strength-qwk": None, "type": None, "relation": None,
    "attribution": None, "attribution-macro-f1": None, "negated": None,
}  # fmt: skip
#: What judging may add to tokenizer, entities and claims.
_SHARE = 0.40
#: Components that judge; cues are counted although claims need them as well.
_JUDGING = ("gluclaims_cues", JUDGEMENTS)
_AROUND = ("gluclaims_verdicts", "records to JSON")
_FLOORS = _ROOT / "tests" / "data" / "hedging-floors.json"
_SLACK = 0.005
_SAMPLES = 1000
_QUICK = 400


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    name: str
    value: float
    asked: float | None = None
    interval: tuple[float, float] | None = None
    note: str = ""
    #: What doing nothing reaches.
    nothing: float | None = None
    annotator: SecondAnnotator | None = None
    passes: float | None = None
    low_is_good: bool = False

    def cells(self) -> tuple[str, ...]:
        """Return the line's cells."""
        interval = f"{self.interval[0]:.3f} to {self.interval[1]:.3f}" if self.interval else ""
        asked = held = ""
        if self.asked is not None:
            asked = f"{self.asked:.2f}"
            held = "yes" if (self.value <= self.asked if self.low_is_good else self.value >= self.asked) else "NO"
        second = self.annotator or SecondAnnotator(None, None, None, None)
        known = (self.nothing, second.all, second.written, second.real, self.passes)
        return self.name, f"{self.value:.3f}", interval, asked, held, *map(show, known), self.note


HEAD = (
    "figure", "value", "95 % interval", "asked", "held", "doing nothing",
    "2nd annotator, all", "written", "real", "two passes", "note",
)  # fmt: skip


def markdown(rows: Sequence[Row]) -> str:
    """Return the table as ``docs/hedging.md`` keeps it."""
    lines = [HEAD, ("---",) * len(HEAD), *(row.cells() for row in rows)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def conll(path: Path, quick: bool) -> Iterator[Row]:
    items = Conll2010().read(path)
    nothing = Conll2010().score([item.gold for item in items], [Hedging(False, ())] * len(items))
    floors = {score.name: score.value or 0.0 for score in nothing}
    for title, scores in (
        ("trained tagger, by folds", hedging_by_folds(items, 3 if quick else 10)),
        ("our lexicon, untrained", hedging_by_lexicon(items)),
    ):
        for score in scores:
            asked = 0.86 if title.startswith("trained") and score.name.startswith("uncertain") else None
            yield Row(
                f"CoNLL-2010 1B, {title}: {score.name}", score.value or 0.0, asked,
                note=f"n={score.support}", nothing=floors[score.name],
            )  # fmt: skip
    for kind, s in scope_tokens(path, gluclaims.load(fast=False), _QUICK if quick else None).items():
        note = f"doing nothing: from cue to end; exact scopes {s.exact:.3f}; n={s.support}"
        yield Row(f"BioScope, scope tokens of gold {kind} cues, F1", s.f1, note=note, nothing=s.floor)


def pei(path: Path, quick: bool) -> Iterator[Row]:
    reader = PeiJurgens()
    held = reader.read(path, "val")
    r, low, high = certainty_on(reader.read(path, "train"), held)
    yield Row("Pei & Jurgens, certainty on val, Pearson", r, 0.65, (low, high), f"n={len(held)}", nothing=0.0)
    train, aspects = read_aspects(path, "train"), read_aspects(path, "val")
    for name, (macro, right) in aspects_on(train, aspects).items():
        yield Row(
            f"Pei & Jurgens, aspect {name} on val, macro-F1", macro,
            note=f"accuracy {right:.3f}; n={len(aspects)}",
            nothing=_commonest([item.gold[name] for item in train], [item.gold[name] for item in aspects]),
        )  # fmt: skip


def yu(path: Path, quick: bool) -> Iterator[Row]:
    items = Yu2019().read(path)
    gold = [item.gold for item in items]
    nothing = _commonest(gold, gold)
    by_rules = Yu2019().score(gold, [sentence_strength(item.text) for item in items])[0]
    yield Row(
        "Yu 2019, shipped (sentence rules, trained on nothing of it), macro-F1",
        by_rules.value or 0.0,
        0.66,
        note="rules revised once in view of this set",
        nothing=nothing,
    )
    trained = Yu2019().score(gold, causal_by_folds(items, 3 if quick else 5))[0]
    yield Row(
        "Yu 2019, linear model, by folds, macro-F1",
        trained.value or 0.0,
        0.75,
        note=f"n={len(items)}; not shipped (GPL)",
        nothing=nothing,
    )


def _commonest(train: Sequence[str], gold: Sequence[str]) -> float:
    """Return the macro-F1 of giving everything the commonest label."""
    from sklearn.metrics import f1_score

    label = Counter(train).most_common(1)[0][0]
    return float(f1_score(gold, [label] * len(gold), average="macro", zero_division=0))


def in_genre(paths: Sequence[Path]) -> Iterator[Row]:
    gold = read_gold(paths)
    found = held_out(gold)
    rules = evaluate(gold, found.by_rules, samples=0).figures
    passes = evaluate(*map(read_records, _PASSES), samples=0).figures if all(p.exists() for p in _PASSES) else {}
    result = evaluate(gold, found.records, samples=_SAMPLES, seed=0)
    for name, asked in _ASKED.items():
        figure = result.figures[name]
        if figure.value is None:
            continue
        before = rules[name].value
        yield Row(
            f"gold articles: {figure.title}", figure.value, asked,
            (figure.low, figure.high) if figure.low is not None and figure.high is not None else None,
            f"n={figure.support}" + ("" if before in (None, figure.value) else f"; rules alone {before:.3f}"),
            figure.floor, figure.annotator, passes[name].value if name in passes else None,
        )  # fmt: skip
    for target in ("certainty", "strength", "claim"):
        error = found.figures[target]["calibration error"]
        yield Row(f"gold articles: expected calibration error of {target}", error, low_is_good=True, note="low is good")
    yield Row("gold articles: attribution from gold claims and cues, accuracy", _attribution(gold))


def run_time(paths: Sequence[Path]) -> Iterator[Row]:
    """Say what judging adds, in processor seconds of this one process, each document through one component after another."""
    from benchmarks.throughput import SLICE, Spent, parts

    texts = [article.text for article in read_gold(paths)]
    for title, fast in (("", False), (", without the parser", True)):
        nlp = gluclaims.load(fast=fast)
        parts(nlp, texts[:3], {})  # what is built when first used
        spent: dict[str, Spent] = {}
        for i in range(0, len(texts), SLICE):
            parts(nlp, texts[i : i + SLICE], spent)
        seconds = {name: s.seconds for name, s in spent.items()}
        judging = sum(seconds[name] for name in _JUDGING)
        rest = sum(s for name, s in seconds.items() if name not in (*_JUDGING, *_AROUND))
        yield Row(
            f"judging (cues, judgements) to tokenizer, entities, claims{title}: processor time", judging / rest, _SHARE,
            note=f"judgements alone {seconds[JUDGEMENTS] / rest:.3f}; low is good", low_is_good=True,
        )  # fmt: skip


def pinned(paths: Sequence[Path]) -> dict[str, float]:
    """Measure the figures that the tests hold against ``tests/data/hedging-floors.json``."""
    nlp = gluclaims.load()
    out: dict[str, float] = {}
    for path in paths:
        gold = read_gold([path])
        pred = list(gluclaims.pipe([Source(a.id, a.text) for a in gold], nlp))
        cues = evaluate(gold, pred, samples=0).figures["cues"].value or 0.0
        out |= {f"cues, {path.parent.name}": cues, f"attribution, {path.parent.name}": _attribution(gold)}
    return dict(sorted(out.items()))


def update_floors(found: dict[str, float], allow_regression: bool) -> int:
    """Write the floors a little below what is measured; none is lowered without leave."""
    old: dict[str, float] = json.loads(_FLOORS.read_text("utf-8")) if _FLOORS.exists() else {}
    new = {name: math.floor((value - _SLACK) * 100) / 100 for name, value in found.items()}
    lowered = [name for name, floor in new.items() if floor < old.get(name, 0.0)]
    if lowered and not allow_regression:
        print(f"not lowered without --allow-regression: {', '.join(lowered)}", file=sys.stderr)
        new |= {name: old[name] for name in lowered}
    _FLOORS.write_text(json.dumps(new, indent=1) + "\n", "utf-8", newline="\n")
    return 1 if lowered and not allow_regression else 0


def _attribution(gold: Sequence[Article]) -> float:
    right = [
        Sources(a.text, [(s.start, s.end) for s in a.sentences], [c.to_dict() for c in a.cues]).of(
            c.start, c.end, c.cues
        )
        == c.attribution
        for a in gold
        for c in a.claims
    ]
    return sum(right) / len(right)


def _told(rows: Iterator[Row]) -> Iterator[Row]:
    """Tell each row as soon as it is measured: a full run takes many minutes."""
    for row in rows:
        print(f"  {row.name}: {row.value:.3f}", file=sys.stderr)
        yield row


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--data", type=Path, help="folder of the public sets")
    parser.add_argument("--gold", type=Path, nargs="*", default=_GOLD, help="gold record files")
    parser.add_argument("--quick", action="store_true", help="fewer folds and sentences")
    parser.add_argument("--update-floors", action="store_true", help="write tests/data/hedging-floors.json and stop")
    parser.add_argument("--allow-regression", action="store_true", help="with --update-floors: lower floors as well")
    parser.add_argument("--markdown", action="store_true", help="print the table as docs/hedging.md keeps it")
    args = parser.parse_args(argv)
    if args.update_floors:
        return update_floors(pinned(args.gold), args.allow_regression)
    rows: list[Row] = []
    sets: dict[str, Callable[[Path, bool], Iterator[Row]]] = {
        "conll2010-hedging": conll, "certainty-pei-jurgens": pei, "causal-yu2019": yu,
    }  # fmt: skip
    for name, measure in sets.items():
        if args.data is not None and (args.data / name).is_dir():
            print(f"measuring {name}", file=sys.stderr)
            rows += _told(measure(args.data / name, args.quick))
    if args.gold:
        print("measuring the gold articles", file=sys.stderr)
        rows += _told(run_time(args.gold))
        rows += _told(in_genre(args.gold))
    print(markdown(rows) if args.markdown else align(HEAD, [row.cells() for row in rows]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
