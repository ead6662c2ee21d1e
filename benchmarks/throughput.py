"""Words per second: the default pipeline and the one without the parser, their parts, the bare tokenizer, medspaCy, EDS-NLP.

    python benchmarks/throughput.py ARTICLES.jsonl [--articles 60] [--peers] [--workers] [--plots docs/img]

Figures are processor seconds of one core on the same texts in the same run, a few articles of each system in turn. They
stretch where other programs share the machine, so a fixed piece of Python is timed around each of them, and the table
also gives the rate at the best speed that this piece showed. With ``--peers`` medspaCy and EDS-NLP are installed into
environments of their own (``--venv``) and annotate the same texts with the same terms and their own English cues.
``--workers`` times two worker processes beside one, by the clock. ``--plots`` draws throughput and cost against the size
of the corpus and of the lexicon; it needs ``pip install 'gluclaims[plots]'``.
"""

from __future__ import annotations

import argparse
import csv
import inspect
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks import NO_METADATA

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_name] = "1"

PEERS = {
    "medspacy": """
import medspacy
from medspacy.target_matcher import TargetRule
nlp = medspacy.load(medspacy_enable=["medspacy_pyrush", "medspacy_target_matcher", "medspacy_context"])
nlp.get_pipe("medspacy_target_matcher").add([TargetRule(t, "TERM") for t in terms])
""",
    "edsnlp": """
import edsnlp, spacy
nlp = edsnlp.blank("eds")
nlp.add_pipe("eds.sentences")
nlp.add_pipe("eds.matcher", config={"terms": {"term": terms}, "attr": "LOWER"})
cues = json.load(open(sys.argv[2]))
for name in ("negation", "hypothesis"):
    nlp.add_pipe(f"eds.{name}", config=cues[name])
""",
}
_TIME = """
list(map(len, nlp.pipe(texts[:3])))
spent = []
for i in range(0, len(texts), 10):
    before, start = loop(), time.process_time()
    for doc in nlp.pipe(texts[i : i + 10]):
        pass
    spent.append((time.process_time() - start, (before + loop()) / 2))
print(json.dumps(spent))
"""
#: US dollars an hour of one core: a common price of rented machines; docs/batch.md says so.
PRICE = 0.04
SLICE = 10
#: ConText's English cues, in short: what EDS-NLP's qualifiers are given in place of their French ones.
CUES = {
    "negation": {
        "preceding": [
            "no", "not", "without", "denies", "denied", "absence of", "never", "no evidence of", "rather than", "rules out",
            "ruled out", "excludes", "excluded",
        ],
        "following": ["was ruled out", "is ruled out", "unlikely", "not found"],
        "pseudo": ["not only", "no increase", "not certain whether", "no change"],
        "preceding_regex": [],
        "verbs": [],  # looked up in a table of French verbs
        "termination": ["but", "however", "although", "because", "except", "which", ","],
    },
    "hypothesis": {
        "preceding": [
            "may", "might", "could", "possibly", "perhaps", "suggest", "suggests", "if", "whether", "probable", "suspect",
            "suspected", "believe", "believed", "hypothesize", "think", "seem", "seems", "appear", "appears",
        ],
        "following": ["is possible", "is likely", "remains unclear"],
        "pseudo": ["may be seen", "not certain"],
        "verbs_hyp": [],
        "verbs_eds": [],
        "termination": ["but", "however", "although", "because", "except", "which", ","],
    },
}  # fmt: skip


def loop() -> float:
    """Return the processor seconds of a piece of work that says how fast the machine is just now; the peers run it too."""
    start = time.process_time()
    counts: dict[str, int] = {}
    for i in range(60000):
        key = f"w{i % 5000} x"
        counts[key] = counts.get(key, 0) + i
    return time.process_time() - start


@dataclass
class Spent:
    """Processor seconds, each with what the loop took around it."""

    pieces: list[tuple[float, float]] = field(default_factory=list)

    def add(self, run: Callable[[], object]) -> None:
        """Time one more piece of work."""
        before, start = loop(), time.process_time()
        run()
        self.pieces.append((time.process_time() - start, (before + loop()) / 2))

    @property
    def seconds(self) -> float:
        """As measured."""
        return sum(seconds for seconds, _ in self.pieces)

    def quiet(self, best: float) -> float:
        """Seconds at the speed at which the loop takes `best`."""
        return sum(seconds * best / around for seconds, around in self.pieces)


def read_texts(path: Path, limit: int) -> list[str]:
    """Return the texts of a JSON-lines file."""
    with path.open(encoding="utf-8") as file:
        return [json.loads(line)["text"] for line, _ in zip(file, range(limit), strict=False)]


def count_words(texts: Iterable[str]) -> int:
    return sum(len(text.split()) for text in texts)


def drain(items: Iterable[object]) -> None:
    for _ in items:
        pass


def parts(nlp: Any, texts: Sequence[str], spent: dict[str, Spent]) -> None:
    """Add what each part takes: the documents go through one component after the other."""
    from gluclaims.pipeline import learn_words, to_article
    from gluclaims.writing.jsonl import to_line

    docs: list[Any] = []

    def through(component: Any) -> None:
        docs[:] = list(component.pipe(docs))

    learn_words(nlp, texts)
    with nlp.memory_zone():
        spent.setdefault("tokenizer", Spent()).add(lambda: docs.extend(nlp.make_doc(text) for text in texts))
        for name, component in nlp.pipeline:
            spent.setdefault(name, Spent()).add(lambda component=component: through(component))  # type: ignore[misc]
        spent.setdefault("records to JSON", Spent()).add(lambda: [to_line(to_article(doc)) for doc in docs])
        docs.clear()


def peers(texts: Sequence[str], terms: Sequence[str], venv: Path) -> dict[str, Spent | str]:
    """Return what each peer takes, or why there is none."""
    found: dict[str, Spent | str] = {}
    with tempfile.TemporaryDirectory() as folder:
        data, cues = Path(folder, "data.json"), Path(folder, "cues.json")
        data.write_text(json.dumps({"texts": texts, "terms": terms}))
        cues.write_text(json.dumps(CUES))
        for name, setup in PEERS.items():
            python = venv / name / "bin" / "python"
            if not python.exists():
                subprocess.run([sys.executable, "-m", "venv", str(venv / name)], check=True)
            install = subprocess.run(
                [str(python), "-m", "pip", "install", "-q", name], capture_output=True, text=True, check=False
            )
            if install.returncode:
                found[name] = "does not install: " + install.stderr.strip().splitlines()[-1]
                continue
            head = "import json, sys, time\nread = json.load(open(sys.argv[1]))\ntexts, terms = read['texts'], read['terms']\n"
            command = [
                str(python),
                "-W",
                "ignore",
                "-c",
                head + setup + inspect.getsource(loop) + _TIME,
                str(data),
                str(cues),
            ]
            run = subprocess.run(command, capture_output=True, text=True, check=False)
            lines = run.stdout.strip().splitlines()
            if run.returncode:
                found[name] = "fails: " + run.stderr.strip().splitlines()[-1]
            else:
                found[name] = Spent([(a, b) for a, b in json.loads(lines[-1])])
    return found


def two_workers(path: Path, texts: Sequence[str]) -> dict[int, float]:
    """Return the seconds by the clock that one and two workers take, the loading of the first aside.

    The texts are cut into pieces of a hundred words, so that there are batches enough for two.
    """
    from gluclaims.running.batch import Job, run

    words = [text.split() for text in texts]
    texts = [" ".join(own[i : i + 100]) for own in words for i in range(0, len(own), 100)]
    seconds = {}
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder, path.name)
        data.write_text("".join(json.dumps({"text": text}) + "\n" for text in texts))
        for workers in (1, 2):
            manifest = run(Job((str(data),), Path(folder, str(workers)), workers=workers))
            seconds[workers] = float(manifest.runs[-1]["seconds"])
        one, two = (sorted(Path(folder, str(w)).glob("shard-*")) for w in (1, 2))
        assert [f.read_bytes() for f in one] == [f.read_bytes() for f in two], "one and two workers differ"
    return seconds


def made_up(count: int, path: Path) -> None:
    """Write a lexicon of names that no article holds."""
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("form", "concept", "label"))
        for i in range(count):
            name = "".join(chr(97 + i // 26**k % 26) for k in range(5))
            rows.writerow((f"q{name}ol {'hydrochloride' if i % 3 else 'acid'}", f"q{name}ol", "DRUG"))


def by_corpus(texts: Sequence[str], sizes: Sequence[int]) -> list[tuple[int, float]]:
    """Return articles and seconds an article of a process that loads the pipeline and annotates so many."""
    code = (
        "import json, sys, time\nimport gluclaims\ntexts = json.load(open(sys.argv[1]))\n"
        "for _ in gluclaims.pipe(texts): pass\nprint(time.process_time())"
    )
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            data = Path(folder, "texts.json")
            data.write_text(json.dumps([texts[i % len(texts)] for i in range(size)]))
            run = subprocess.run([sys.executable, "-c", code, str(data)], capture_output=True, text=True, check=True)
            found.append((size, float(run.stdout) / size))
    return found


def by_lexicon(texts: Sequence[str], sizes: Sequence[int]) -> list[tuple[int, float]]:
    """Return rows of a user's lexicon and seconds an article, loading aside."""
    import gluclaims

    found = []
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            made_up(size, Path(folder, "own.csv"))
            nlp = gluclaims.load(lexicons=[Path(folder, "own.csv")] if size else [])
            drain(gluclaims.pipe(texts[:3], nlp))
            spent = Spent()
            for i in range(0, len(texts), SLICE):
                spent.add(lambda nlp=nlp, i=i: drain(gluclaims.pipe(texts[i : i + SLICE], nlp)))  # type: ignore[misc]
            found.append((size, spent.seconds / len(texts)))
    return found


def plot(texts: Sequence[str], folder: Path) -> None:
    """Draw throughput and cost against the size of the corpus and of the lexicon."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "gluclaims"
    from matplotlib import pyplot as plt

    words = count_words(texts) / len(texts)
    for name, label, found in (
        ("throughput-corpus", "articles in a run, loading included", by_corpus(texts, (1, 5, 20, 60))),
        ("throughput-lexicon", "rows of a user's lexicon", by_lexicon(texts[:20], (0, 1000, 10_000, 50_000))),
    ):
        figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.2), layout="constrained")
        sizes = [max(1, size) for size, _ in found]
        left.plot(sizes, [words / each for _, each in found], marker="o")
        left.set(xscale="log", xlabel=label, ylabel="words a second, one core", ylim=(0, None))
        right.plot(sizes, [each * 1e6 / 3600 * PRICE for _, each in found], marker="o")
        right.set(xscale="log", xlabel=label, ylabel=f"$ a million articles at {PRICE} $ a core hour", ylim=(0, None))
        figure.savefig(folder / f"{name}.svg", metadata=NO_METADATA)
        plt.close(figure)
        for size, each in found:
            print(
                f"{name}: {size:>7,}  {words / each:9,.0f} words/s  {each * 1e6 / 3600 * PRICE:7.2f} $ a million articles"
            )


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", type=Path, help="articles with a field text (.jsonl)")
    parser.add_argument("--articles", dest="limit", type=int, default=60, help="so many of them (default: %(default)s)")
    parser.add_argument("--peers", action="store_true", help="also medspaCy and EDS-NLP")
    parser.add_argument("--workers", action="store_true", help="also one worker beside two")
    parser.add_argument("--plots", type=Path, metavar="FOLDER", help="draw the plots into this folder")
    parser.add_argument("--venv", type=Path, default=Path(tempfile.gettempdir(), "gluclaims-peers"))
    args = parser.parse_args()
    import spacy

    import gluclaims

    texts = read_texts(args.articles, args.limit)
    words = count_words(texts)
    print(f"{len(texts)} articles, {words:,} words, processor seconds of one core\n")
    rows: dict[str, Spent | str] = {}
    blank = spacy.blank("en")
    pipelines = {"gluclaims": gluclaims.load(), "gluclaims, without the parser": gluclaims.load(fast=True)}
    profile: dict[str, dict[str, Spent]] = {name: {} for name in pipelines}
    systems: dict[str, Callable[[Sequence[str]], Iterable[object]]] = {
        "bare spaCy tokenizer": blank.pipe,
        **{n: lambda t, nlp=nlp: gluclaims.pipe(t, nlp) for n, nlp in pipelines.items()},  # type: ignore[misc]
    }
    for run in systems.values():
        drain(run(texts[:3]))  # what is built when first used
    for i in range(0, len(texts), SLICE):
        some = texts[i : i + SLICE]
        for name, run in systems.items():
            spent = rows.setdefault(name, Spent())
            assert isinstance(spent, Spent)
            spent.add(lambda run=run, some=some: drain(run(some)))  # type: ignore[misc]
        for name, nlp in pipelines.items():
            parts(nlp, some, profile[name])
    if args.peers:
        entities: Any = pipelines["gluclaims"].get_pipe("gluclaims_entities")
        terms = sorted({form for row in entities.lexicon.rows for form in row.term.forms})
        print(f"peers get our {len(terms):,} surface forms\n")
        rows |= peers(texts, terms, args.venv)
    every = [*rows.values(), *(s for found in profile.values() for s in found.values())]
    best = min(around for s in every if isinstance(s, Spent) for _, around in s.pieces)
    base = rows["bare spaCy tokenizer"]
    assert isinstance(base, Spent)
    print(f"{'':32}{'seconds':>9}{'words/s':>10}{'at best speed':>15}{'x tokenizer':>13}")
    for name, row in rows.items():
        if isinstance(row, str):
            print(f"{name:32}{row}")
        else:
            quick = row.quiet(best)
            print(
                f"{name:32}{row.seconds:9.2f}{words / row.seconds:10,.0f}{words / quick:15,.0f}{quick / base.quiet(best):13.1f}"
            )
    for name, found in profile.items():
        total = sum(s.quiet(best) for s in found.values())
        print(f"\nwhere the time of {name} goes")
        for part, s in found.items():
            print(f"  {part:30}{s.seconds:9.2f}{words / s.quiet(best):25,.0f}{100 * s.quiet(best) / total:11.0f} %")
    if args.workers:
        runs = two_workers(args.articles, texts)
        print(f"\ntwo workers: {runs[1] / runs[2]:.2f} times one ({runs[1]:.1f} s, {runs[2]:.1f} s), same bytes")
    if args.plots:
        print()
        plot(texts, args.plots)


if __name__ == "__main__":
    main()
