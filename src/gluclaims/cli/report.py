"""``gluclaims report``: an HTML report of one article or many."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from pathlib import Path

from gluclaims.errors import ConfigError, InputError
from gluclaims.records import Article

EPILOG = """examples:
  gluclaims report article.txt -o report.html
  gluclaims report records.jsonl -o report/             an index and a page for each article
  gluclaims report page.html blog.md notes/ -o report/
  gluclaims report new.txt --since old.txt -o report.html    which claims grew stronger

IN is articles (checked now) or records (.jsonl from 'gluclaims check' or 'gluclaims batch', shown as they are).
The pages hold everything they need and load nothing.

exit codes: 0 all well, 1 some input failed, 2 wrong input or usage
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    add = parser.add_argument
    add("inputs", metavar="IN", nargs="+", help="articles or records: files, folders, globs, - for standard input")
    add("-o", "--output", metavar="OUT", type=Path, required=True,
        help="FILE.html for one article, else a folder: an index and a page for each article")  # fmt: skip
    add("--title", default="Articles checked", help="heading of the index (default: %(default)s)")
    add("--since", metavar="OLD", help="an earlier version, or the abstract it rests on: report what changed since")


def run(args: argparse.Namespace) -> int:
    """Run the command."""
    from gluclaims.writing.report import article_page, compare_page, write_site
    from gluclaims.writing.report.inputs import articles

    one_file = args.output.suffix.lower() in (".html", ".htm")
    found = articles(args.inputs, _tell)
    head = list(islice(found, 2))
    if not head:
        raise InputError("no article in it", source=", ".join(args.inputs))
    if args.since:
        from gluclaims.comparing import compare

        if len(head) > 1 or not one_file:
            raise ConfigError("--since compares one article with one other: name one IN and -o FILE.html")
        write(compare_page(compare(one_article(args.since), head[0])), args.output)
        return 0
    if one_file:
        if len(head) > 1:
            raise ConfigError(f"{args.output} can hold one article, and there are more: name a folder, -o report/")
        write(article_page(head[0]), args.output)
        if head[0].error is not None:
            _tell(f"{head[0].source}: {head[0].error['message']}")
        return int(head[0].error is not None)
    site = write_site(_counted(chain(head, found)), args.output, title=args.title)
    _tell(f"{site.articles:,} articles, {site.failed:,} failed: {site.index}")
    return int(site.failed > 0)


def one_article(name: str) -> Article:
    """Return the one article that an input holds.

    Raises
    ------
    InputError
        If it can't be read, or holds none or several.
    """
    from gluclaims.writing.report.inputs import articles

    found = list(islice(articles([name], _tell), 2))
    if len(found) != 1:
        raise InputError(f"{'more than one article' if found else 'no article'} in it, one is expected", source=name)
    if found[0].error is not None:
        raise InputError(found[0].error["message"], source=name)
    return found[0]


def _counted(articles: Iterable[Article]) -> Iterator[Article]:
    for number, article in enumerate(articles, start=1):
        yield article
        if sys.stderr.isatty() and number % 50 == 0:
            print(f"\r{number:,} articles", end="", file=sys.stderr, flush=True)
    if sys.stderr.isatty():
        print("\r", end="", file=sys.stderr)


def _tell(line: str) -> None:
    print(f"gluclaims: {line}", file=sys.stderr)


def write(page: str, path: Path) -> None:
    """Write a page, its folder made where it is missing."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page, "utf-8", newline="\n")
    except OSError as error:
        raise InputError(f"can't be written: {error.strerror}", source=str(path)) from None
