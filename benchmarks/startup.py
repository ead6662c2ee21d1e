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
        "import time; import gluclaims; t = time.perf_counter(); nlp = gluclaims.load(); a = time.perf_counter() - t; "
        "nlp('Ketamine blocks NMDA receptors.'); print(a, time.perf_counter() - t - a)"
    )
    runs = [
        subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split()
        for _ in range(3)
    ]
    print(f"gluclaims --help      {timed('-m', 'gluclaims', '--help'):6.2f} s")
    print(f"gluclaims.load()      {min(float(load) for load, _ in runs):6.2f} s")
    print(
        f"the first document    {min(float(first) for _, first in runs):6.2f} s (lexicons and facts are built for it)"
    )


if __name__ == "__main__":
    main()
