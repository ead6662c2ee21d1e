"""Exact sentence F1 of our splitter beside spaCy's sentencizer and pysbd, and how fast it is.

::

    python -m benchmarks.sentences corpora/open/gold.jsonl corpora/glutamate-mental-health/gold.jsonl [--errors] [--speed]

Every splitter gets the whole article; white space and marks around a sentence do not count. The peers know nothing of page
furniture, so their recall is printed as well: it is untouched by what they find in menus and captions.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import spacy

from gluclaims.annotating.segmenting import Offsets, segment

Row = dict[str, Any]
Splitter = Callable[[str], list[Offsets]]
_AROUND = " \t\r\n\u00a0*_#|"


@dataclass(frozen=True)
class Score:
    """How many sentences are gold, found, and both."""

    gold: int = 0
    found: int = 0
    hits: int = 0

    def __add__(self, other: Score) -> Score:
        return Score(self.gold + other.gold, self.found + other.found, self.hits + other.hits)

    @property
    def precision(self) -> float:
        """Share of the found that is gold."""
        return self.hits / max(1, self.found)

    @property
    def recall(self) -> float:
        """Share of the gold that is found."""
        return self.hits / max(1, self.gold)

    @property
    def f1(self) -> float:
        """Harmonic mean of both."""
        return 2 * self.hits / max(1, self.gold + self.found)


def trimmed(text: str, spans: Iterable[Offsets]) -> set[Offsets]:
    """Return the spans without white space and marks around them; empty ones are dropped."""
    out = set()
    for a, b in spans:
        piece = text[a:b]
        start, end = a + len(piece) - len(piece.lstrip(_AROUND)), b - (len(piece) - len(piece.rstrip(_AROUND)))
        if start < end:
            out.add((start, end))
    return out


def sentencizer() -> Splitter:
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    nlp.max_length = 10**8

    def split(text: str) -> list[Offsets]:
        return [(s.start_char, s.end_char) for s in nlp(text).sents]

    return split


def pysbd_splitter() -> Splitter | None:
    """Return pysbd as a splitter, or None where it is not installed."""
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # pysbd 0.3.4 has invalid escapes in its patterns
        try:
            import pysbd
        except ImportError:
            return None
    segmenter = pysbd.Segmenter(language="en", clean=False, char_span=True)

    def split(text: str) -> list[Offsets]:
        return [(s.start, s.end) for s in segmenter.segment(text)]

    return split


def articles(path: Path) -> list[Row]:
    return [
        row for line in path.read_text("utf-8").splitlines() if line.strip() and "text" in (row := json.loads(line))
    ]


def gold_spans(row: Row) -> set[Offsets]:
    return trimmed(row["text"], ((s["start"], s["end"]) for s in row["sentences"]))


def score(rows: Sequence[Row], split: Splitter) -> Score:
    total = Score()
    for row in rows:
        gold, found = gold_spans(row), trimmed(row["text"], split(row["text"]))
        total += Score(len(gold), len(found), len(gold & found))
    return total


def errors(rows: Sequence[Row], split: Splitter) -> list[str]:
    """Return one line for each sentence that is missed or wrongly found."""
    lines = []
    for row in rows:
        gold, found = gold_spans(row), trimmed(row["text"], split(row["text"]))
        lines += [
            f"{row['id']}: {side} {row['text'][a:b]!r}"
            for side, spans in (("missed", gold - found), ("spurious", found - gold))
            for a, b in sorted(spans)
        ]
    return lines


def words_per_second(texts: Sequence[str], split: Splitter, least: float = 0.5) -> float:
    """Return the words split in a second, best of five rounds of at least `least` seconds in all."""
    words = sum(len(t.split()) for t in texts)
    best = 0.0
    spent = 0.0
    rounds = 0
    while rounds < 5 or spent < least:
        start = time.perf_counter()
        for text in texts:
            split(text)
        took = time.perf_counter() - start
        best, spent, rounds = max(best, words / took), spent + took, rounds + 1
    return best


def main(argv: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("gold", nargs="+", type=Path, help="files of gold articles")
    parser.add_argument("--errors", action="store_true", help="print what ours gets wrong")
    parser.add_argument("--speed", action="store_true", help="print words a second as well")
    args = parser.parse_args(argv)
    splitters: dict[str, Splitter] = {"gluclaims": segment, "spaCy sentencizer": sentencizer()}
    peer = pysbd_splitter()
    if peer is None:
        print("pysbd is not installed: pip install pysbd")
    else:
        splitters["pysbd"] = peer
    sets = {str(path): articles(path) for path in args.gold}
    for name, split in splitters.items():
        print(f"\n{name}")
        total = Score()
        for path, rows in sets.items():
            part = score(rows, split)
            total += part
            _line(path, part)
        _line("all", total)
        if args.speed:
            texts = [row["text"] for rows in sets.values() for row in rows]
            print(f"  {'speed':60} {words_per_second(texts, split):,.0f} words/s")
    if args.errors:
        print()
        for rows in sets.values():
            print(*errors(rows, segment), sep="\n")


def _line(name: str, part: Score) -> None:
    print(f"  {name[-60:]:60} F1 {part.f1:.4f}  P {part.precision:.4f}  R {part.recall:.4f}  ({part.gold} sentences)")


if __name__ == "__main__":
    main()
