"""The command line: thin, it parses, calls and prints.

Each sub-command is a module here with ``add_arguments(parser)`` and ``run(args) -> int``; only the one that is called
is imported, so ``--help`` stays fast. Data goes to stdout, talk to stderr.

Exit codes: 0 all well, 1 some input failed (or a floor was not reached), 2 wrong usage, 130 stopped by Ctrl-C.
"""

from __future__ import annotations

import argparse
import importlib
import os
import signal
import sys
from collections.abc import Sequence
from importlib.metadata import version

from gluclaims.errors import GluclaimsError

#: name -> one line of help; the module of the same name (dashes as underscores) holds the rest.
COMMANDS = {
    "check": "check articles and print their claims",
    "batch": "check many articles into a folder of shards, resumable",
    "evaluate": "score annotations against gold",
    "agreement": "measure how far annotators agree",
    "convert": "convert records to and from other annotation formats",
    "report": "write an HTML report",
    "compare": "compare the claims of two versions of an article",
    "lexicon": "lint lexicons, or import one from an ontology",
    "facts": "lint the fact base, or import facts",
    "train": "build the shipped models from corpora",
}

EPILOG = """examples:
  gluclaims check article.txt
  gluclaims check page.html blog.md notes/ --format jsonl -o records.jsonl
  curl -s https://example.org/page.html | gluclaims check -
  gluclaims COMMAND --help      options and examples of one command
"""


def _available() -> dict[str, str]:
    from importlib.util import find_spec

    return {name: line for name, line in COMMANDS.items() if find_spec(f"gluclaims.cli.{name.replace('-', '_')}")}


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    commands = _available()
    parser = argparse.ArgumentParser(
        prog="gluclaims",
        description="Extract the claims of health articles on brain chemistry and check them against cited facts.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"gluclaims {version('gluclaims')}")
    sub = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    chosen = next((word for word in words if not word.startswith("-")), None)
    module = None
    for name, line in commands.items():
        command = sub.add_parser(
            name, help=line, description=line[0].upper() + line[1:] + ".",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )  # fmt: skip
        if name == chosen:
            module = importlib.import_module(f"gluclaims.cli.{name.replace('-', '_')}")
            command.epilog = getattr(module, "EPILOG", None)
            module.add_arguments(command)
    args = parser.parse_args(words)
    assert module is not None  # argparse has refused every other command
    try:
        code: int = module.run(args)
        sys.stdout.flush()
    except GluclaimsError as error:
        print(f"gluclaims: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        # The reader of the pipe has gone (``| head``): not an error of ours, and nothing more can be written.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 128 + signal.SIGPIPE
    except KeyboardInterrupt:
        print("gluclaims: stopped", file=sys.stderr)
        return 130
    return code
