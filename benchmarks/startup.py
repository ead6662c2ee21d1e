"""How long the command line and the pipeline take to start: ``python -m benchmarks.startup``."""

from __future__ import annotations

import subprocess
import sys
import time


def timed(*words: str) -> float:
    """Return the seconds that a Python process takes, the best of three."""
    best = float("inf")
    for _ in range(3):
        start = time.perf_counter()
        subprocess.run([sys.executable, *words], check=True, capture_output=True)
        best = min(best, time.perf_counter() - start)
    return best


def main() -> None:
    """Print the table."""
    code = (
        "import time; t = time.process_time(); import spacy; s = time.process_time(); import gluclaims; "
        "nlp = gluclaims.load(); a = time.process_time(); nlp('Ketamine blocks NMDA receptors.'); "
        "print(s - t, a - t, time.process_time() - a)"
    )
    runs = [
        subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split()
        for _ in range(3)
    ]
    spacy, load, first = (min(float(run[i]) for run in runs) for i in range(3))
    print(f"gluclaims --help      {timed('-m', 'gluclaims', '--help'):6.2f} s by the clock")
    print(f"gluclaims.load()      {load:6.2f} s of processor time, {spacy:.2f} s of it spaCy's own import")
    print(f"the first document    {first:6.2f} s of processor time (lexicons and facts are built for it)")


if __name__ == "__main__":
    main()
