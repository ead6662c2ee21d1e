"""Peak resident memory of a batch's processes over 1,000 and over 50,000 articles, one worker.

    python benchmarks/memory.py /path/to/articles.jsonl [--small 1000] [--large 50000] [--fast]

The articles are repeated, each time with a number in front, until there are enough. Fails above 1.3 times.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

LIMIT = 1.3


def peak_of(pids: list[int]) -> int:
    """Return the sum of the peaks (VmHWM, KiB) of processes, 0 for those that have gone."""
    total = 0
    for pid in pids:
        try:
            status = Path(f"/proc/{pid}/status").read_text()
        except OSError:
            continue
        total += next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:")), 0)
    return total


def children(pid: int) -> list[int]:
    """Return a process and those that it has started."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found += map(int, task.read_text().split())
        except OSError:
            continue
    return found


def measure(texts: list[str], count: int, options: list[str]) -> tuple[int, float]:
    """Return the peak in KiB and the seconds of a batch of so many articles."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder, "articles.jsonl")
        with data.open("w", encoding="utf-8") as file:
            for i in range(count):
                file.write(json.dumps({"id": str(i), "text": f"Item {i}. {texts[i % len(texts)]}"}) + "\n")
        command = [
            sys.executable,
            "-m",
            "gluclaims",
            "batch",
            str(data),
            "-o",
            str(Path(folder, "out")),
            "--quiet",
            *options,
        ]
        start, peak = time.perf_counter(), 0
        with subprocess.Popen(command) as process:
            while process.poll() is None:
                peak = max(peak, peak_of(children(process.pid)))
                time.sleep(0.1)
        if process.returncode > 1:
            raise SystemExit(f"the batch ended with {process.returncode}")
        return peak, time.perf_counter() - start


def main() -> int:
    """Print both peaks and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("articles", type=Path)
    parser.add_argument("--small", type=int, default=1000)
    parser.add_argument("--large", type=int, default=50_000)
    parser.add_argument("--fast", action="store_true")
    parser.add_argument("--words", type=int, default=0, help="only so many words of each article; 0 for all")
    args = parser.parse_args()
    with args.articles.open(encoding="utf-8") as file:
        texts = [json.loads(line)["text"] for line in file]
    if args.words:
        texts = [" ".join(text.split()[: args.words]) for text in texts]
    peaks = {}
    for count in (args.small, args.large):
        peaks[count], seconds = measure(texts, count, ["--fast"] * args.fast)
        print(f"{count:>8,} articles: {peaks[count] / 1024:,.0f} MiB at the peak, {seconds:,.0f} s", flush=True)
    ratio = peaks[args.large] / peaks[args.small]
    print(f"ratio {ratio:.2f}, limit {LIMIT}")
    return int(ratio > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
