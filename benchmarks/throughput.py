"""Words per second: the full and the fast pipeline, their parts, the bare tokenizer, medspaCy and EDS-NLP.

    python benchmarks/throughput.py /path/to/articles.jsonl [--peers] [--articles 200] [--workers]

One core, one process each, the same texts in the same run. With ``--peers`` medspaCy and EDS-NLP are installed into an
environment of their own (``--venv``) and annotate the same texts with the same terms and their own English cues.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

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
list(map(len, nlp.pipe(texts[:5])))
start = time.perf_counter()
for doc in nlp.pipe(texts):
    pass
print(json.dumps(time.perf_counter() - start))
"""
#: ConText's English cues, in short: what EDS-NLP's qualifiers are given in place of their French ones.
CUES = {
    "negation": {
        "preceding": ["no", "not", "without", "denies", "absence of", "never", "no evidence of", "rather than"],
        "following": ["was ruled out", "is ruled out", "unlikely", "not found"],
        "pseudo": ["not only", "no increase", "not certain whether", "no change"],
        "verbs": ["rule out", "exclude", "deny"],
        "termination": ["but", "however", "although", "because", "except", "which", ","],
    },
    "hypothesis": {
        "preceding": [
            "may",
            "might",
            "could",
            "possibly",
            "perhaps",
            "suggest",
            "suggests",
            "if",
            "whether",
            "probable",
        ],
        "following": ["is possible", "is likely", "remains unclear"],
        "pseudo": ["may be seen", "not certain"],
        "verbs_hyp": ["suspect", "believe", "hypothesize"],
        "verbs_eds": ["think", "seem", "appear"],
        "confirmation": ["confirmed", "certain", "definitely"],
        "termination": ["but", "however", "although", "because", "except", "which", ","],
    },
}


def read_texts(path: Path, limit: int) -> list[str]:
    """Return the texts of a JSON-lines file."""
    with path.open(encoding="utf-8") as file:
        return [json.loads(line)["text"] for line, _ in zip(file, range(limit), strict=False)]


def timed(run: Callable[[], object]) -> float:
    """Return the seconds that a call takes."""
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def drain(items: Iterable[object]) -> None:
    for _ in items:
        pass


def parts(nlp: Any, texts: list[str]) -> dict[str, float]:
    """Return the seconds that each part takes: the documents go through one component after the other."""
    seconds: dict[str, float] = {}
    start = time.perf_counter()
    docs = [nlp.make_doc(text) for text in texts]
    seconds["tokenizer"] = time.perf_counter() - start
    for name, component in nlp.pipeline:
        start = time.perf_counter()
        if hasattr(component, "pipe"):  # noqa: SIM108
            docs = list(component.pipe(docs, batch_size=32))
        else:
            docs = [component(doc) for doc in docs]
        seconds[name] = time.perf_counter() - start
    from gluclaims.pipeline import to_article
    from gluclaims.writing.jsonl import to_line

    seconds["records to JSON"] = timed(lambda: [to_line(to_article(doc)) for doc in docs])
    return seconds


def peers(texts: list[str], terms: list[str], venv: Path) -> dict[str, float | str]:
    """Return the seconds that each peer takes, or why there is none."""
    python = venv / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(venv)], check=True)
    found: dict[str, float | str] = {}
    with tempfile.TemporaryDirectory() as folder:
        data, cues = Path(folder, "data.json"), Path(folder, "cues.json")
        data.write_text(json.dumps({"texts": texts, "terms": terms}))
        cues.write_text(json.dumps(CUES))
        for name, setup in PEERS.items():
            install = subprocess.run(
                [str(python), "-m", "pip", "install", "-q", name], capture_output=True, text=True, check=False
            )
            if install.returncode:
                found[name] = "does not install: " + install.stderr.strip().splitlines()[-1]
                continue
            code = (
                "import json, sys, time\nread = json.load(open(sys.argv[1]))\ntexts, terms = read['texts'], read['terms']\n"
                + setup
                + _TIME
            )
            run = subprocess.run(
                [str(python), "-W", "ignore", "-c", code, str(data), str(cues)],
                capture_output=True,
                text=True,
                check=False,
            )
            lines = run.stdout.strip().splitlines()
            found[name] = float(lines[-1]) if run.returncode == 0 else "fails: " + run.stderr.strip().splitlines()[-1]
    return found


def two_workers(path: Path, texts: list[str]) -> dict[int, float]:
    """Return the seconds that one and two workers take, loading aside."""
    from gluclaims.running.batch import Job, run

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


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("articles", type=Path, help="articles with a field text (.jsonl)")
    parser.add_argument(
        "--articles", dest="limit", type=int, default=442, help="so many of them (default: %(default)s)"
    )
    parser.add_argument("--peers", action="store_true", help="also medspaCy and EDS-NLP")
    parser.add_argument("--workers", action="store_true", help="also one worker beside two")
    parser.add_argument("--venv", type=Path, default=Path(tempfile.gettempdir(), "gluclaims-peers"))
    args = parser.parse_args()
    import spacy

    import gluclaims

    texts = read_texts(args.articles, args.limit)
    words = sum(len(text.split()) for text in texts)
    print(f"{len(texts)} articles, {words:,} words, one core\n")
    rows: dict[str, float | str] = {}
    blank = spacy.blank("en")
    drain(blank.pipe(texts[:5]))
    rows["bare spaCy tokenizer"] = timed(lambda: drain(blank.pipe(texts)))
    profile = {}
    for name, fast in (("gluclaims", False), ("gluclaims --fast", True)):
        nlp = gluclaims.load(fast=fast)
        drain(gluclaims.pipe(texts[:5], nlp))
        rows[f"{name}, text to record"] = timed(lambda nlp=nlp: drain(gluclaims.pipe(texts, nlp)))  # type: ignore[misc]
        profile[name] = parts(nlp, texts)
    entities: Any = nlp.get_pipe("gluclaims_entities")
    if args.peers:
        terms = sorted({row.term.form for row in entities.lexicon.rows})
        print(f"peers get our {len(terms):,} terms\n")
        rows |= peers(texts, terms, args.venv)
    print(f"{'':32}{'seconds':>9}{'words/s':>11}{'x tokenizer':>13}")
    base = float(rows["bare spaCy tokenizer"])
    for name, seconds in rows.items():
        if isinstance(seconds, str):
            print(f"{name:32}{seconds}")
        else:
            print(f"{name:32}{seconds:9.2f}{words / seconds:11,.0f}{seconds / base:13.1f}")
    for name, found in profile.items():
        total = sum(found.values())
        print(f"\nwhere the time of {name} goes")
        for part, seconds in found.items():
            print(f"  {part:30}{seconds:9.2f}{100 * seconds / total:8.0f} %")
    if args.workers:
        runs = two_workers(args.articles, texts)
        print(f"\ntwo workers: {runs[1] / runs[2]:.2f} times one ({runs[1]:.1f} s, {runs[2]:.1f} s), same bytes")


if __name__ == "__main__":
    main()
