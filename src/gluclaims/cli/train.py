"""``gluclaims train``: build the shipped models from corpora."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from gluclaims.errors import ConfigError

EPILOG = """examples:
  gluclaims train all corpora/{open,glutamate-mental-health,wide,wider,unread}/gold.jsonl \\
      --treebank UD_English-EWT --conll BIOSCOPE --certainty PEI_JURGENS \\
      --scifact SCIFACT --check-covid CHECK_COVID                              everything in models/
  gluclaims train all corpora/{open,glutamate-mental-health,wide,wider,unread}/gold.jsonl    only what gold changes
  gluclaims train claims corpora/{open,glutamate-mental-health,wide,wider,unread}/gold.jsonl
  gluclaims train judgements corpora/{open,glutamate-mental-health,wide,wider,unread}/gold.jsonl
  gluclaims train hedging --conll conll2010-hedging --certainty certainty-pei-jurgens
  gluclaims train stance --scifact scifact --check-covid check-covid
  gluclaims train syntax en_ewt -o parser

Corpora are read in their authors' formats, from wherever you keep them. The same data give the same bytes on the same
machine. Each model folder gets a README.md with data, licences, figures on held-out data, and limits.
"""
_MODELS = Path("models")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    what = parser.add_subparsers(dest="what", metavar="MODEL", required=True)
    everything = what.add_parser("all", help="everything in models/, with its cards")
    everything.add_argument("gold", metavar="GOLD", nargs="+", type=Path, help="record files with gold claims")
    everything.add_argument(
        "--treebank", metavar="PATH", type=Path, help="English Web Treebank; left out: keep the parser"
    )
    everything.add_argument("--conll", metavar="PATH", type=Path, help="CoNLL-2010 Task 1B XML (file or folder)")
    everything.add_argument(
        "--certainty", metavar="PATH", type=Path, help="folder of Pei & Jurgens 2021; without both: keep those models"
    )
    everything.add_argument("--scifact", metavar="PATH", type=Path, help="folder of SciFact")
    everything.add_argument(
        "--check-covid", metavar="PATH", type=Path, help="folder of Check-COVID; without both: keep the stance model"
    )
    everything.add_argument("--steps", type=int, help="updates of the parser (default: 6,000)")
    everything.add_argument("-o", "--output", type=Path, default=_MODELS, help="default: %(default)s")
    for name, folder, help_ in (
        ("claims", "gluclaims_claims", "claim selector and argument ranker, from gold articles"),
        ("judgements", "gluclaims_judgements", "claim-level models, from gold articles"),
    ):
        one = what.add_parser(name, help=help_)
        one.add_argument("gold", metavar="GOLD", nargs="+", type=Path, help="record files with gold claims")
        one.add_argument("-o", "--output", type=Path, default=_MODELS / "en_gluclaims" / folder)
        one.add_argument("--pipeline", type=Path, help="the pipeline that reads the texts (default: the shipped one)")
    hedge = what.add_parser("hedging", help="sentence models: hedge detector and certainty scorer")
    hedge.add_argument(
        "--conll", metavar="PATH", type=Path, required=True, help="CoNLL-2010 Task 1B XML (file or folder)"
    )
    hedge.add_argument("--certainty", metavar="PATH", type=Path, required=True, help="folder of Pei & Jurgens 2021")
    hedge.add_argument("-o", "--output", type=Path, default=_MODELS / "en_hedging")
    hedge.add_argument("--no-figures", action="store_true", help="leave the cross-validation out")
    stance = what.add_parser("stance", help="what an abstract says of a claim")
    stance.add_argument("--scifact", metavar="PATH", type=Path, required=True, help="folder of SciFact")
    stance.add_argument("--check-covid", metavar="PATH", type=Path, required=True, help="folder of Check-COVID")
    stance.add_argument("-o", "--output", type=Path, default=_MODELS / "en_stance")
    syntax = what.add_parser("syntax", help="tagger and parser, from the English Web Treebank")
    syntax.add_argument(
        "treebank", metavar="PATH", type=Path, help="folder with en_ewt-ud-train.conllu and -dev.conllu"
    )
    syntax.add_argument("-o", "--output", type=Path, required=True)
    syntax.add_argument("--steps", type=int, help="updates (default: 6,000)")


def run(args: argparse.Namespace) -> int:
    """Run the command."""
    makers = {
        "all": _all, "claims": _claims, "judgements": _judgements, "hedging": _hedging, "stance": _stance,
        "syntax": _syntax,
    }  # fmt: skip
    figures = makers[args.what](args)
    for name, value in figures.items():
        rows = value.items() if isinstance(value, dict) else (("", value),)
        for part, x in rows:
            print(f"{name}{', ' if part else ''}{part}: {x}")
    _say(f"written to {args.output}")
    return 0


def _say(line: str) -> None:
    print(f"gluclaims: {line}", file=sys.stderr)


def _all(args: argparse.Namespace) -> dict[str, Any]:
    from gluclaims.training.building import build_all

    if (args.conll is None) is not (args.certainty is None):
        raise ConfigError("the sentence models are built from both sets: give --conll and --certainty, or neither")
    if (args.scifact is None) is not (args.check_covid is None):
        raise ConfigError("the stance model is built from both sets: give --scifact and --check-covid, or neither")
    return build_all(
        args.gold, args.output, args.treebank, args.conll, args.certainty,
        scifact=args.scifact, covid=args.check_covid, steps=args.steps, notify=_say,
    )  # fmt: skip


def _claims(args: argparse.Namespace) -> dict[str, Any]:
    from gluclaims.training.building import build_claims

    return build_claims(args.gold, args.output, args.pipeline, _say)


def _judgements(args: argparse.Namespace) -> dict[str, Any]:
    from gluclaims.training.building import build_judgements

    return build_judgements(args.gold, args.output, args.pipeline, _say)


def _hedging(args: argparse.Namespace) -> dict[str, Any]:
    from gluclaims.training.building import build_sentence_models

    return build_sentence_models(args.conll, args.certainty, args.output, _say, not args.no_figures)


def _syntax(args: argparse.Namespace) -> dict[str, Any]:
    from gluclaims.training.syntax import train_syntax

    return dict(train_syntax(args.treebank, args.output, args.steps, _say))


def _stance(args: argparse.Namespace) -> dict[str, Any]:
    from gluclaims.training.building import build_stance

    return build_stance(args.scifact, args.check_covid, args.output, _say)
