"""``gluclaims evaluate --corpus NAME PATH``."""

from __future__ import annotations

import argparse
import csv
import io
import json
import random
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from gluclaims.errors import ConfigError
from gluclaims.evaluating.corpora.base import Item, Published, Reader, Score, get_reader, readers
from gluclaims.evaluating.corpora.mentions import NeuroTrialNER
from gluclaims.evaluating.tables import align, show
from gluclaims.records import Article

#: Texts to annotated articles, in the same order: the pipeline, or anything else under test.
Annotator = Callable[[Sequence[str]], Iterable[Article]]


def evaluate_corpus(reader: Reader[Any], items: Sequence[Item[Any]], annotate: Annotator) -> list[Score]:
    """Annotate the items' texts and score what comes out."""
    predictions = [reader.of_article(article) for article in annotate([item.text for item in items])]
    scores = reader.score([item.gold for item in items], predictions)
    if isinstance(reader, NeuroTrialNER):
        scores += reader.score_trials(items, predictions)
    return scores


def run_corpus(args: argparse.Namespace, annotate: Annotator | None = None) -> int:
    """Run ``evaluate --corpus``."""
    if args.corpus == "help":
        print("\n".join(f"{name:14} {reader.title}" for name, reader in readers().items()))
        return 0
    unused = ("pred", "html", "fail_under", "compare", "gate")
    if given := [name for name in unused if getattr(args, name, None)]:
        raise ConfigError(f"--corpus takes no {', '.join(given)}")
    reader = get_reader(args.corpus)
    items = reader.read(args.gold, args.split)
    if args.limit is not None and args.limit < 1:
        raise ConfigError(f"--limit must be 1 or more, not {args.limit}")
    if args.limit is not None and args.limit < len(items):
        # Files are often sorted by label: the first so many would say nothing about the rest.
        chosen = sorted(random.Random(args.seed).sample(range(len(items)), args.limit))
        items = [items[i] for i in chosen]
    if not items:
        raise ConfigError(f"nothing to read: {args.gold} holds no item of split {args.split!r}")
    scores = evaluate_corpus(reader, items, annotate or _pipeline)
    where = f"{args.gold.name}{f', split {args.split}' if args.split else ''}, {len(items)} items"
    text = _WRITERS[args.format](reader, scores, where)
    if args.output:
        Path(args.output).write_text(text + "\n", "utf-8", newline="\n")
    else:
        sys.stdout.write(text + "\n")
    return 0


def _pipeline(texts: Sequence[str]) -> Iterable[Article]:
    import gluclaims

    articles: Iterable[Article] = gluclaims.pipe(texts)
    return articles


def _body(scores: Sequence[Score]) -> list[tuple[str, ...]]:
    return [(s.name, show(s.precision), show(s.recall), show(s.value), str(s.support)) for s in scores]


def _head(where: str) -> tuple[str, ...]:
    return (f"ours ({where})", "P", "R", "value", "n")


def _others(published: Sequence[Published]) -> list[tuple[str, ...]]:
    return [(p.figure, p.value, p.who, p.split) for p in published]


def _text(reader: Reader[Any], scores: Sequence[Score], where: str) -> str:
    parts = [align(_head(where), _body(scores))]
    if others := _others(reader.published()):
        parts.append(align(("published", "value", "by", "on"), others))
    else:
        parts.append("published: no figure that we know of")
    return "\n\n".join(parts)


def _markdown(reader: Reader[Any], scores: Sequence[Score], where: str) -> str:
    def table(head: Sequence[str], body: Sequence[Sequence[str]]) -> str:
        lines = [" | ".join(head), " | ".join("---" for _ in head), *(" | ".join(row) for row in body)]
        return "\n".join(f"| {line} |" for line in lines)

    parts = [table(_head(where), _body(scores))]
    if others := _others(reader.published()):
        parts.append(table(("published", "value", "by", "on"), others))
    return "\n\n".join(parts)


def _csv(reader: Reader[Any], scores: Sequence[Score], where: str) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("corpus", "on", "by", "figure", "value", "precision", "recall", "support"))
    for s in scores:
        writer.writerow((reader.name, where, "gluclaims", s.name, s.value, s.precision, s.recall, s.support))
    for p in reader.published():
        writer.writerow((reader.name, p.split, p.who, p.figure, p.value, None, None, None))
    return out.getvalue().rstrip("\n")


def _json(reader: Reader[Any], scores: Sequence[Score], where: str) -> str:
    raw = {
        "corpus": reader.name,
        "on": where,
        "scores": [{name: getattr(s, name) for name in s.__slots__} for s in scores],
        "published": [{name: getattr(p, name) for name in p.__slots__} for p in reader.published()],
    }
    return json.dumps(raw, ensure_ascii=False, indent=1)


_WRITERS = {"text": _text, "json": _json, "csv": _csv, "markdown": _markdown}
