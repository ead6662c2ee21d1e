"""``gluclaims batch``: many articles into a folder of shards, resumable."""

from __future__ import annotations

import argparse
import signal
import sys
from pathlib import Path

from gluclaims.cli.check import add_evidence_arguments, open_evidence
from gluclaims.running import batch
from gluclaims.running.batch import ENGINES, Job
from gluclaims.running.progress import Lines, duration, reporter
from gluclaims.running.work import Spec
from gluclaims.writing.shards import FORMATS

EPILOG = """examples:
  gluclaims batch articles/ -o out/                              every file in it that holds text
  gluclaims batch 'crawl/*.jsonl.gz' -o out/ --workers 8 --gzip
  gluclaims batch posts.csv -o out/ --text-field body --format parquet
  gluclaims batch s.jsonl -o out/ --engine ray --workers 64      on the Ray cluster of RAY_ADDRESS, or a local one

Stopped or killed, the same command goes on behind the last finished shard. OUT holds shard-000000.jsonl ... with one
record, or one error record, for each input in order, and manifest.json.

exit codes: 0 all well, 1 some input failed, 2 wrong usage or output that can't be written, 130 stopped by Ctrl-C
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    add = parser.add_argument
    default = Spec()
    add("inputs", metavar="INPUT", nargs="+",
        help="files, folders, quoted globs: .txt .md .html .jsonl .csv .tsv .parquet, also .gz and .zst")  # fmt: skip
    add("-o", "--output", metavar="OUT", type=Path, required=True, help="output folder, new or of the same batch")
    add("--format", choices=FORMATS, default="jsonl", help="of the shards (default: %(default)s)")
    add("--gzip", action="store_true", help="compress JSONL shards")
    add("--shard-size", metavar="N", type=int, default=1000, help="records in a shard (default: %(default)s)")
    add("--text-field", metavar="NAME", default="text", help="field or column of the article (default: %(default)s)")
    add("--restart", action="store_true", help="throw away what an earlier batch left in OUT and begin anew")
    add("--quiet", action="store_true", help="no progress")
    group = parser.add_argument_group("pipeline")
    add = group.add_argument
    add("--fast", action="store_true", help="leave the parser out: faster, less exact")
    add("--model", metavar="FOLDER", help="another pipeline than the shipped one")
    add("--lexicon", metavar="FILE", action="append", default=[], help="your entity table (CSV); may be repeated")
    add("--facts", metavar="FILE", action="append", default=[], help="your facts (JSONL); may be repeated")
    add_evidence_arguments(group)
    group = parser.add_argument_group("workers and limits")
    add = group.add_argument
    add("--workers", metavar="N", type=int, default=1, help="processes, each with its own model (default: %(default)s)")
    add("--engine", choices=ENGINES, default="local", help="where they run (default: %(default)s)")
    add("--timeout", metavar="SECONDS", type=float, default=default.timeout,
        help="that one article may take, 0 for no limit (default: %(default)g)")  # fmt: skip
    add("--max-memory", metavar="MIB", type=int, default=default.max_memory,
        help="that a worker may take beside its model, 0 for no limit (default: %(default)s)")  # fmt: skip
    add("--max-bytes", metavar="N", type=int, default=default.max_bytes,
        help="of one article, unpacked (default: %(default)s)")  # fmt: skip


def run(args: argparse.Namespace) -> int:
    """Run the command."""
    open_evidence(args, lambda line: None if args.quiet else Lines().say(line))  # indexed once, before workers open it
    own = {"evidence": args.evidence, "evidence_index": args.evidence_index} if args.evidence else {}
    spec = Spec(
        arguments={"path": args.model, "fast": args.fast, "lexicons": args.lexicon, "facts": args.facts, **own},
        timeout=args.timeout, max_memory=args.max_memory, max_bytes=args.max_bytes,
    )  # fmt: skip
    job = Job(
        tuple(args.inputs), args.output, spec, args.format, args.gzip, args.shard_size, args.text_field, args.workers,
        args.engine, args.restart,
    )  # fmt: skip
    before = signal.signal(signal.SIGTERM, _interrupt)
    try:
        manifest = batch.run(job, reporter(args.quiet))
    except KeyboardInterrupt:
        print("gluclaims: stopped; finished shards stand, and the same command goes on from them", file=sys.stderr)
        return 130
    finally:
        signal.signal(signal.SIGTERM, before)
    counts = manifest.counts
    if not args.quiet:
        seconds = sum(run["seconds"] for run in manifest.runs)
        words = sum(run["words"] for run in manifest.runs)
        Lines().say(
            f"{args.output}: {counts.records:,} records ({counts.errors:,} errors, {counts.claims:,} claims) in "
            f"{len(manifest.shards):,} shards, {duration(seconds)}, {words / max(seconds, 1e-9):,.0f} words/s"
        )
        if not counts.records:
            Lines().say("no article was found; see what was passed over above")
    return 1 if counts.errors else 0


def _interrupt(_: int, __: object) -> None:
    raise KeyboardInterrupt
