"""``gluclaims convert``: to and from other annotation formats."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from gluclaims.errors import ConfigError, InputError, RecordError
from gluclaims.writing.exchange import Notes, get_format, names
from gluclaims.writing.exchange.marks import merged
from gluclaims.writing.exchange.records import read as read_records

EPILOG = """examples:
  gluclaims convert records.jsonl --to brat -o brat/
  gluclaims convert brat/ --from brat -o corrected.jsonl
  gluclaims convert export.json --from label-studio -o corrected.jsonl
  gluclaims convert corrected.conll --from conll --onto records.jsonl -o corrected.jsonl
  gluclaims convert --list

Formats that don't carry every layer say on stderr what they leave out; --onto puts what they do carry back onto the
records it was written from.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    add = parser.add_argument
    add("input", metavar="IN", type=Path, nargs="?", help="a file, or a folder for brat")
    add("--from", dest="source", metavar="F", default="records", help="its format (default: %(default)s)")
    add("--to", dest="target", metavar="F", default="records", help="the format to write (default: %(default)s)")
    add("-o", "--output", metavar="OUT", type=Path, help="where to write; left out: stdout, for one-file text formats")
    add("--onto", metavar="RECORDS", type=Path, help="records that the layers read are put onto")
    add("--list", action="store_true", help="list the formats")
    add("--label-studio-config", action="store_true", help="print the labelling interface for Label Studio")


def run(args: argparse.Namespace) -> int:
    """Run the command."""
    if args.list:
        for name in names():
            f = get_format(name)
            print(f"{name:15} {'both ways' if f.READS else 'out only':10} {f.TITLE}: {', '.join(f.LAYERS)}")
        return 0
    if args.label_studio_config:
        from gluclaims.writing.exchange.label_studio import config

        print(config())
        return 0
    if args.input is None:
        raise ConfigError("name the file to convert")
    source, target = get_format(args.source), get_format(args.target)
    if not source.READS:
        raise ConfigError(f"{args.source} can only be written; read are {', '.join(names(reads=True))}")
    if not args.input.exists():
        raise InputError("no such file or folder", source=str(args.input))
    notes = Notes()
    articles = source.read(args.input, notes)
    if args.onto:
        originals = {a.id: a for a in read_records(args.onto, notes)}
        unknown = [a.id for a in articles if a.id not in originals]
        if unknown:
            raise RecordError(f"{args.onto} has no record {unknown[0]!r}")
        articles = [merged(originals[a.id], a, source.LAYERS) for a in articles]
    if args.output is not None:
        if target.SUFFIX:
            args.output.parent.mkdir(parents=True, exist_ok=True)
        target.write(articles, args.output, notes)
    elif target.SUFFIX in ("", ".spacy"):
        raise ConfigError(f"{args.target} needs -o {'FOLDER' if not target.SUFFIX else 'FILE'}")
    else:
        import tempfile

        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, "out")
            target.write(articles, file, notes)
            sys.stdout.write(file.read_text("utf-8"))
    for line in notes.lines:
        print(f"gluclaims: {line}", file=sys.stderr)
    return 0
