"""The whole pipeline on gold articles that its models did not see: cross-validated by article.

Every model that learns from gold (claim selector, cue linker, argument ranker, judgements) is trained anew on the other
folds; the limits and margins between rules and models were chosen on all folds, so the figures are a little kind. Rules
and lexicons are what they are: of the files named, those that rule writers have read flatter them.

    python -m benchmarks.heldout corpora/{open,glutamate-mental-health,wide,wider,unread}/gold.jsonl -o heldout.jsonl
    gluclaims evaluate corpora/wider/gold.jsonl heldout.jsonl
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gluclaims.annotating.judgements import changed_claims
from gluclaims.checking import check_claims, load_facts
from gluclaims.evaluating.result import evaluate
from gluclaims.evaluating.tables import to_text
from gluclaims.lexicons.entities import packaged_lexicon
from gluclaims.records import Article
from gluclaims.training.building import read_gold, train_claims
from gluclaims.training.judgements import examples, train
from gluclaims.writing.jsonl import to_line


@dataclass(frozen=True)
class HeldOut:
    """Cross-validated records, the same before the judgements (labels by rules), and the judgements' own figures."""

    records: list[Article]
    by_rules: list[Article]
    figures: Mapping[str, Any]


def held_out(gold: list[Article]) -> HeldOut:
    """Return the pipeline's records of the articles, each by models that never saw it."""
    claims_found = list(train_claims(gold).held_out)
    sheets = examples(gold, claims_found)
    trained = train(sheets)
    out = []
    for article, sheet, found in zip(gold, sheets, trained.held_out, strict=True):
        view = sheet.view
        claims = changed_claims(view, found)
        verdicts = check_claims(claims, lexicon=packaged_lexicon(), facts=load_facts(), cues=view.cues)
        out.append(
            Article.from_dict(
                {
                    "id": article.id,
                    "text": article.text,
                    "sentences": [{"start": a, "end": b} for a, b in view.sentences],
                    "entities": [dict(e) for e in view.entities],
                    "cues": [dict(c) for c in view.cues],
                    "claims": [{**c, **v} for c, v in zip(claims, verdicts, strict=True)],
                }
            )
        )
    return HeldOut(out, claims_found, trained.figures)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", nargs="+", type=Path, metavar="GOLD")
    parser.add_argument("-o", "--output", type=Path, help="write the records here")
    args = parser.parse_args()
    gold = read_gold(args.gold)
    pred = held_out(gold).records
    if args.output:
        args.output.write_bytes(b"".join(map(to_line, pred)))
    start = 0
    for path in args.gold:
        size = len(read_gold([path]))
        print(f"\n{path}\n{to_text(evaluate(gold[start : start + size], pred[start : start + size], samples=0))}")
        start += size


if __name__ == "__main__":
    main()
