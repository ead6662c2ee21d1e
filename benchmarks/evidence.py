"""Search in a user's own corpus: what is found, what is guessed of it, how long it takes and how large it gets.

::

    python -m benchmarks.evidence --scifact PATH [--check-covid PATH] [--synthetic 200000] [--work DIR]

``--scifact`` and ``--check-covid`` are folders in their authors' formats (training and development parts). What is named
is measured, and the fact base always: a fact's sentence is to be found by the same sentence with another name of the thing
it is about. ``--synthetic N`` writes so many abstracts of made-up words with the frequencies of natural ones, and
measures indexing and search in processes of their own.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np

from gluclaims.checking import load_facts
from gluclaims.checking.evidence import EvidenceIndex, Hit
from gluclaims.checking.evidence.terms import libraries, stems
from gluclaims.evaluating.corpora.base import Item, json_lines
from gluclaims.evaluating.corpora.verdicts import NEITHER, CheckCovid, SciFact
from gluclaims.evaluating.tables import align
from gluclaims.lexicons.entities import packaged_lexicon

Row = tuple[str, str, str]
_MILLION = 1_000_000
_VOCABULARY = 1_000_000
_QUERIES = 200
_RENAMED = 1000
Search = Callable[[str], list[Hit]]


def recall(search: Search, gold: Iterable[tuple[str, frozenset[str]]]) -> tuple[float, float, int]:
    """Return the share of gold abstracts found, of claims with one found, and the number of claims."""
    found = abstracts = claims = any_ = 0
    for claim, wanted in gold:
        hits = wanted & {hit.document.id for hit in search(claim)}
        found, abstracts = found + len(hits), abstracts + len(wanted)
        claims, any_ = claims + 1, any_ + bool(hits)
    return found / max(1, abstracts), any_ / max(1, claims), claims


def scifact(folder: Path, work: Path) -> Iterator[Row]:
    index = EvidenceIndex.open(folder / "corpus.jsonl", work, _say)
    rows = list(json_lines(folder / "claims_train.jsonl"))
    sets = {
        "abstracts with evidence": [(r["claim"], frozenset(map(str, r["evidence"]))) for r in rows if r["evidence"]],
        "all cited abstracts": [(r["claim"], frozenset(map(str, r["cited_doc_ids"]))) for r in rows],
    }
    for name, gold in sets.items():
        for weight, how in ((0.0, "BM25 alone"), (None, "and the best sentence")):
            given = {} if weight is None else {"best_sentence": weight}
            whole, any_, n = recall(lambda claim, given=given: index.search(claim, **given), gold)  # type: ignore[misc]
            yield f"SciFact train, {name}, {how}: Recall@5", f"{whole:.3f}", f"claims with one found {any_:.3f}; n={n}"


def renamed(work: Path) -> Iterator[Row]:
    """Find each fact by its own sentence with another name in it."""
    names: dict[str, list[str]] = {}
    for row in packaged_lexicon().rows:
        names.setdefault(row.concept, [row.concept]).extend(row.term.forms)
    corpus = work / "facts.jsonl"
    queries: list[tuple[str, list[str], frozenset[str]]] = []
    with corpus.open("w", encoding="utf-8") as file:
        for fact in load_facts().facts:
            file.write(json.dumps({"id": fact.id, "text": fact.paraphrase}) + "\n")
            swapped = _swap(fact.paraphrase, fact.subject, names.get(fact.subject or "", ()))
            if swapped:
                queries.append((swapped, names[str(fact.subject)], frozenset((fact.id,))))
    index = EvidenceIndex.open(corpus, work)
    queries = random.Random(0).sample(queries, min(_RENAMED, len(queries)))
    known = {query: called for query, called, _ in queries}
    gold = [(query, wanted) for query, _, wanted in queries]
    for how, search in (
        ("by its words", index.search),
        ("by all names of its subject", lambda q: index.search(q, [known[q]])),
    ):
        whole, _, n = recall(search, gold)
        yield f"a fact's sentence with its subject renamed, {how}: Recall@5", f"{whole:.3f}", f"n={n}"


def _swap(sentence: str, name: str | None, forms: Sequence[str]) -> str | None:
    """Return the sentence with another name that shares no word with the one it has."""
    if not name or name.lower() not in sentence.lower():
        return None
    mine = set(stems().of(name))
    other = next((f for f in sorted(forms, key=lambda f: (len(f), f)) if len(f) > 3 and not mine & set(stems().of(f))), None)  # fmt: skip
    start = sentence.lower().index(name.lower())
    return other and sentence[:start] + other + sentence[start + len(name) :]


def stance(scifact_folder: Path, covid: Path) -> Iterator[Row]:
    from gluclaims.training.stance import macro_f1, stance_figures

    parts = SciFact().read(scifact_folder, "train"), CheckCovid().read(covid, "train"), CheckCovid().read(covid, "dev")
    for name, gold, pred, floor in stance_figures(*parts):
        note = f"always the most frequent: {macro_f1(gold, floor):.3f}; n={len(gold)}; abstract given"
        yield f"stance, {name}: macro-F1", f"{macro_f1(gold, pred):.3f}", note


def searched(scifact_folder: Path, covid: Path, work: Path) -> Iterator[Row]:
    """Guess the stance of the first five abstracts; what a claim does not cite counts as neutral."""
    from gluclaims.training.stance import when_searched

    index = EvidenceIndex.open(scifact_folder / "corpus.jsonl", work, _say)
    items = SciFact().read(scifact_folder, "train")
    cited = {item.id: item for item in items}
    claims = {item.group: item.text for item in items}
    found = []
    for group, claim in claims.items():
        for hit in index.search(claim):
            neutral = Item(f"{group}:{hit.document.id}", claim, NEITHER, group, hit.sentences)
            found.append(cited.get(neutral.id, neutral))
    gold, pred = when_searched(items, found, CheckCovid().read(covid, "train"))
    for stance in ("SUPPORTS", "CONTRADICTS"):
        right = sum(g == p == stance for g, p in zip(gold, pred, strict=True))
        share = right / max(1, pred.count(stance))
        note = f"recall {right / max(1, gold.count(stance)):.3f}; always so: {gold.count(stance) / len(gold):.3f}; n={len(gold)}"
        yield f"stance, the first five abstracts of SciFact: precision of {stance}", f"{share:.3f}", note


def write_synthetic(path: Path, count: int, seed: int = 0) -> None:
    """Write abstracts of made-up words: 14 in the title, 8 sentences of 25, ranks by the law of Zipf and Mandelbrot."""
    draw = np.random.default_rng(seed)
    library, _ = libraries()
    words = np.array([*library.stopwords.STOPWORDS_EN, *(_word(i) for i in range(_VOCABULARY))])
    law = 1 / (np.arange(len(words)) + 2.7) ** 1.05
    steps = np.cumsum(law / law.sum())
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            ranks = np.searchsorted(steps, draw.random(14 + 8 * 25))
            drawn = words[np.minimum(ranks, len(words) - 1)].tolist()
            abstract = [" ".join(drawn[i : i + 25]) + "." for i in range(14, len(drawn), 25)]
            file.write(json.dumps({"doc_id": number, "title": " ".join(drawn[:14]), "abstract": abstract}) + "\n")


def _word(number: int) -> str:
    """Return a made-up word that can be spoken, a longer one for a rarer rank."""
    out = ""
    number += 20
    while number:
        number, rest = divmod(number, 100)
        out += "bcdfghklmnprstvz"[rest % 16] + "aeiou"[rest % 5] + "nrlst"[rest // 20]
    return out


def timed(path: Path, work: Path, search: bool) -> dict[str, float]:
    """Index, or search, in this process; return what it took."""
    wall, cpu = time.perf_counter(), time.process_time()
    index = EvidenceIndex.open(path, work, _say)
    out = {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}
    if search:
        draw = np.random.default_rng(1)
        claims = []
        with path.open(encoding="utf-8") as file:
            for line, _ in zip(file, range(_QUERIES), strict=False):
                claims.append(" ".join(draw.choice(json.loads(line)["abstract"][0].split(), 12, replace=False)))
        times = []
        for claim in claims:
            cpu = time.process_time()
            index.search(claim)
            times.append(time.process_time() - cpu)
        out |= {"median": float(np.median(times)), "95th": float(np.percentile(times, 95))}
    return out | {"rss": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}


def synthetic(count: int, work: Path) -> Iterator[Row]:
    path = work / "synthetic.jsonl"
    _say(f"writing {count:,} abstracts")
    write_synthetic(path, count)
    took = [
        json.loads(
            subprocess.run(
                [sys.executable, "-m", "benchmarks.evidence", "--timed", what, "--work", str(work)],
                check=True, stdout=subprocess.PIPE, text=True,
            ).stdout
        )
        for what in ("index", "search")
    ]  # fmt: skip
    size = sum(file.stat().st_size for file in (work / "synthetic.jsonl.index").iterdir())
    times = _MILLION / count
    figures = [
        ("corpus", path.stat().st_size / 1e9, "GB", times),
        ("indexing, CPU", took[0]["cpu"], "s", times),
        ("indexing, wall clock", took[0]["wall"], "s", times),
        ("indexing, most memory", took[0]["rss"] / 1e9, "GB", times),
        ("index on disk", size / 1e9, "GB", times),
        ("opening, its hash checked, CPU", took[1]["cpu"], "s", times),
        ("one claim searched, median, CPU", took[1]["median"] * 1e3, "ms", times),
        ("one claim searched, 95th percentile, CPU", took[1]["95th"] * 1e3, "ms", times),
        ("searching, most memory (mapped files included)", took[1]["rss"] / 1e9, "GB", times),
    ]
    for name, value, unit, factor in figures:
        note = "" if factor == 1 else f"in proportion, a million: {value * factor:.3g} {unit}"
        yield f"{count:,} made-up abstracts: {name}", f"{value:.3g} {unit}", note


def _say(line: str) -> None:
    print(line, file=sys.stderr)


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--scifact", type=Path, help="folder of SciFact")
    parser.add_argument("--check-covid", type=Path, help="folder of Check-COVID")
    parser.add_argument("--synthetic", type=int, metavar="N", help="index and search so many made-up abstracts")
    parser.add_argument("--work", type=Path, help="keep indexes here (default: a temporary folder)")
    parser.add_argument("--timed", choices=("index", "search"), help=argparse.SUPPRESS)
    args = parser.parse_args(argv)
    if args.timed:
        print(json.dumps(timed(args.work / "synthetic.jsonl", args.work, args.timed == "search")))
        return 0
    with tempfile.TemporaryDirectory() as temporary:
        work = args.work or Path(temporary)
        work.mkdir(parents=True, exist_ok=True)
        rows = list(renamed(work))
        if args.scifact:
            rows += scifact(args.scifact, work)
        if args.scifact and args.check_covid:
            rows += stance(args.scifact, args.check_covid)
            rows += searched(args.scifact, args.check_covid, work)
        if args.synthetic:
            rows += synthetic(args.synthetic, work)
    print(align(("figure", "value", "note"), rows))
    return 0


if __name__ == "__main__":
    sys.exit(main())
