"""The property tests again and again, each time from another seed, for as long as is wanted.

    python -m benchmarks.fuzz --minutes 60

Stops at the first failure, after hypothesis has made its example small; it belongs into ``tests/data/hostile.jsonl``.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
TESTS = ("tests/hostile/test_hostile.py", "tests/test_properties.py")
#: The tests that draw their input.
DRAWN = "any or offset or survives or stream or same_text or beside or surrogates"


def main() -> int:
    """Run, and say how often and how long."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1, help="the first one (default: %(default)s)")
    args = parser.parse_args()
    start, seed = time.monotonic(), args.seed
    while (passed := time.monotonic() - start) < 60 * args.minutes:
        options = ["-x", "-q", "-k", DRAWN, f"--hypothesis-seed={seed}", "-p", "no:cacheprovider"]
        done = subprocess.run(
            [sys.executable, "-m", "pytest", *TESTS, *options], cwd=ROOT, check=False, capture_output=True
        )
        print(f"seed {seed}, {passed / 60:.0f} min: {done.stdout.decode().strip().splitlines()[-1]}", flush=True)
        if done.returncode:
            print(done.stdout.decode())
            return 1
        seed += 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
