"""``gluclaims check``: articles in, claims out."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import IO, TYPE_CHECKING

from gluclaims.errors import ConfigError, InputError
from gluclaims.records import Article

if TYPE_CHECKING:
    from gluclaims.checking.evidence import EvidenceIndex

EPILOG = """examples:
  gluclaims check article.txt                          for people
  gluclaims check page.html notes/ --format jsonl      one record a line (docs/record.md)
  gluclaims check rows.jsonl --text-field body -o out.csv --format csv
  cat article.txt | gluclaims check - --format json
  gluclaims check article.txt --evidence abstracts.jsonl     and what your own corpus says of each claim

exit code: 0 all inputs read, 1 at least one failed (its error record stands in its place)
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("paths", nargs="+", metavar="PATH", help="files, folders, globs, or - for standard input")
    parser.add_argument(
        "--format", choices=("text", "jsonl", "json", "csv"), default="text", help="default: text, for people"
    )
    parser.add_argument("-o", "--output", metavar="FILE", help="write here instead of standard output")
    parser.add_argument(
        "--text-field", default="text", metavar="NAME", help="field of a JSON line that holds the article"
    )
    add_pipeline_arguments(parser)
    add_evidence_arguments(parser)


def add_pipeline_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of every command that runs the pipeline."""
    parser.add_argument("--fast", action="store_true", help="leave the parser out: faster, less exact")
    parser.add_argument(
        "--lexicon", action="append", default=[], metavar="CSV", help="your own entity table, before ours"
    )
    parser.add_argument("--facts", action="append", default=[], metavar="JSONL", help="your own facts, before ours")


def add_evidence_arguments(parser: argparse.ArgumentParser | argparse._ArgumentGroup) -> None:
    """Declare the options of a user's own corpus."""
    parser.add_argument(
        "--evidence",
        metavar="JSONL",
        help="your own corpus of abstracts (id, title, text or abstract): list what it says of each claim",
    )
    parser.add_argument(
        "--evidence-index", metavar="DIR", help="keep the corpus's index here (default: beside the corpus)"
    )


def open_evidence(args: argparse.Namespace, notify: Callable[[str], None]) -> EvidenceIndex | None:
    """Open, or first build, the index of ``--evidence``; None where it is not asked for."""
    if args.evidence is None:
        if args.evidence_index is not None:
            raise ConfigError("--evidence-index goes with --evidence")
        return None
    from gluclaims.checking.evidence import EvidenceIndex

    return EvidenceIndex.open(args.evidence, args.evidence_index, notify)


def run(args: argparse.Namespace) -> int:
    """Check the inputs and print what was found; return the exit code."""
    from gluclaims.pipeline import load, pipe
    from gluclaims.reading import Options, read

    def talk(message: str) -> None:
        print(f"gluclaims: {message}", file=sys.stderr)

    nlp = load(fast=args.fast, lexicons=args.lexicon, facts=args.facts, evidence=open_evidence(args, talk))
    failed = 0

    def articles() -> Iterator[Article]:
        nonlocal failed
        for article in pipe(read(args.paths, Options(args.text_field, talk)), nlp, batch_size=8):
            if article.error is not None:
                failed += 1
                talk(f"{article.source or article.id}: {article.error['message']}")
            yield article

    with ExitStack() as stack:
        out: IO[str] = sys.stdout
        if args.output:
            try:
                out = stack.enter_context(Path(args.output).open("w", encoding="utf-8", newline=""))
            except OSError as error:
                raise InputError(f"cannot write: {error.strerror}", args.output) from None
        write(articles(), args.format, out)
    return 1 if failed else 0


def write(articles: Iterator[Article], form: str, out: IO[str]) -> None:
    """Write articles in one of the formats of ``--format``."""
    if form == "text":
        from rich.console import Console

        from gluclaims.writing.terminal import print_article

        console = Console(file=out, highlight=False)
        if not console.is_terminal:
            console = Console(file=out, highlight=False, width=100)
        for article in articles:
            if article.error is None:
                print_article(article, console)
    elif form == "jsonl":
        for article in articles:
            out.write(json.dumps(article.to_dict(), ensure_ascii=False) + "\n")
            out.flush()
    elif form == "json":
        out.write(json.dumps([a.to_dict() for a in articles], ensure_ascii=False, indent=2) + "\n")
    else:
        from gluclaims.writing.csv import write_csv

        write_csv(articles, out)
