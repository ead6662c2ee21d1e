"""PHAEDRA: drug effects in abstracts, brat standoff."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from gluclaims.errors import InputError
from gluclaims.evaluating.corpora.base import Item, Reader, Score, files
from gluclaims.evaluating.corpora.spans import LabelledSpan, Spans, score_spans
from gluclaims.labels import labels
from gluclaims.records import Article

SUBSTANCE, DISORDER, SPECULATION, NEGATION = LABELS = (
    "Pharmacological_substance", "Disorder", "Speculation_cue", "Negation_cue",
)  # fmt: skip


class Phaedra(Reader[Spans]):
    """Substances, disorders, and the cues of speculated and negated effects.

    A span in pieces is read as the stretch from its first character to its last. Cues are annotated only where they
    bear on a drug effect: precision on them is a lower bound.
    """

    name = "phaedra"
    title = "PHAEDRA standoff (*.txt with *.a1; the folder of a split, or the one above with --split train)"

    def read(self, path: Path, split: str | None = None) -> list[Item[Spans]]:
        """Read one abstract a file."""
        folder = path / split if split else path
        pattern = "*.txt" if any(folder.glob("*.a1")) else "*/*.txt"
        out: list[Item[Spans]] = []
        for file in files(folder, pattern):
            notes = file.with_suffix(".a1")
            if not notes.is_file():
                if file.stem.lower() != "readme":
                    raise InputError(f"{notes.name} is missing beside it", source=str(file))
                continue
            text = file.read_bytes().decode("utf-8")
            out.append(Item(file.stem, text, _mentions(notes, text), group=file.stem))
        return out

    def of_article(self, article: Article) -> Spans:
        """Return drugs, disorders, hedging cues and negations."""
        spans: list[LabelledSpan] = []
        for e in article.entities:
            if e.label in ("DRUG", "NEUROTRANSMITTER"):
                spans.append((e.start, e.end, SUBSTANCE))
            elif e.label == "DISORDER":
                spans.append((e.start, e.end, DISORDER))
        for c in article.cues:
            if c.kind in labels().hedging_cue:
                spans.append((c.start, c.end, SPECULATION))
            elif c.kind == "NEGATION":
                spans.append((c.start, c.end, NEGATION))
        return tuple(sorted(spans))

    def score(self, gold: Sequence[Spans], pred: Sequence[Spans]) -> list[Score]:
        """Score mentions and cues by label."""
        return [s for s in score_spans(gold, pred, LABELS) if not s.name.startswith("all")]


def _mentions(path: Path, text: str) -> Spans:
    out: set[LabelledSpan] = set()
    for number, line in enumerate(path.read_bytes().decode("utf-8").split("\n"), start=1):
        if not line.startswith("T"):
            continue
        head = line.split("\t")[1] if "\t" in line else ""
        label, _, offsets = head.partition(" ")
        try:
            pieces = [tuple(map(int, piece.split())) for piece in offsets.split(";")]
            start, end = min(p[0] for p in pieces), max(p[1] for p in pieces)
        except (ValueError, IndexError):
            raise InputError("no standoff annotation", str(path), f"line {number}") from None
        if not 0 <= start < end <= len(text):
            raise InputError(f"[{start}, {end}) lies outside the text", str(path), f"line {number}")
        if label in LABELS:
            out.add((start, end, label))
    return tuple(sorted(out))
