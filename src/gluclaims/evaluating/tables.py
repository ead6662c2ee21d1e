"""Results for people and for machines: text, Markdown, CSV, JSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from gluclaims.evaluating.result import Figure, Result, specs
from gluclaims.labels import CLAIM_FIELDS

if TYPE_CHECKING:
    from gluclaims.evaluating.agreement import Agreement

HEAD = ("figure", "P", "R", "value", "95 % interval", "n", "doing nothing", "2nd annotator", "written", "real news")


def show(value: float | None) -> str:
    """Write a figure with three decimals and no leading zero, ``-`` for none."""
    if value is None:
        return "-"
    text = f"{value:.3f}"
    return text.replace("0.", ".", 1) if abs(value) < 1 else text


def rows(result: Result, *, level: int = 1) -> list[tuple[str, ...]]:
    """Return the table's rows as text; `level` 2 is the long table."""
    return [_row(f) for name, f in result.figures.items() if specs()[name].level <= level]


def _row(f: Figure) -> tuple[str, ...]:
    second = f.annotator
    return (
        f.title,
        show(f.precision),
        show(f.recall),
        show(f.value),
        "-" if f.low is None else f"{show(f.low)} .. {show(f.high)}",
        str(f.support),
        show(f.floor),
        *(("-", "-", "-") if second is None else (show(second.all), show(second.written), show(second.real))),
    )


def align(head: Sequence[str], body: Sequence[Sequence[str]]) -> str:
    """Lay out a table in columns, the first to the left and the others to the right."""
    widths = [max(len(row[i]) for row in (head, *body)) for i in range(len(head))]
    lines = []
    for first, *others in (head, *body):
        cells = [first.ljust(widths[0]), *(c.rjust(w) for c, w in zip(others, widths[1:], strict=True))]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def to_text(result: Result, *, level: int = 1) -> str:
    """Return the result as a table for people."""
    parts = [summary(result), align(HEAD, rows(result, level=level))]
    if level > 1:
        parts += [_labels_text(result, name) for name in ("entities", "cues")]
        for name in CLAIM_FIELDS:
            parts += [_labels_text(result, name), _confusion_text(result, name)]
        parts += [text for text in (_risk_text(result), _reliability_text(result)) if text]
    if result.genres:
        parts.append(_genres(result))
    parts.append(
        "doing nothing: every sentence one affirmed, certain claim of the commonest labels of this gold.\n"
        "2nd annotator: agreement of two annotations made with one method (six articles): an upper bound."
    )
    return "\n\n".join(parts)


def summary(result: Result) -> str:
    """Say what was scored, in one line."""
    articles = "1 article" if len(result.tallies) == 1 else f"{len(result.tallies)} articles"
    line = f"{articles}, {result.sentences} sentences, {result.claims} claims in gold"
    if result.failed:
        line += f"; {len(result.failed)} predictions are error records and count as nothing found"
    wrong, matched = (int(n) for n in result.counts["rate/sign-errors"])
    line += f"; {wrong} sign errors in {matched} matched claims"
    return line


def _labels_text(result: Result, name: str) -> str:
    body = [
        (label, show(p), show(r), show(f), str(n)) for label, p, r, f, n in result.labels_of(name) if n or p is not None
    ]
    return align((name, "P", "R", "F1", "n"), body)


def _confusion_text(result: Result, name: str) -> str:
    """Show what was taken for what; the diagonal stands in the table above."""
    body = [
        (f"{gold} taken for {pred}", str(n))
        for gold, row in result.confusion(name).items()
        for pred, n in sorted(row.items(), key=lambda pair: -pair[1])
        if pred != gold
    ]
    return align((f"{name}, confusions", "n"), body)


def _risk_text(result: Result) -> str:
    body = [(show(coverage), show(risk)) for coverage, risk in result.contradicted_curve()]
    return align(("CONTRADICTED: share kept, surest first", "share false"), body) if body else ""


def _reliability_text(result: Result) -> str:
    body = [
        (f"{name} {show(confidence / n)}", show(right / n), str(int(n)))
        for name in ("certainty", "strength", "claim")
        for n, confidence, right in result.counts[f"bins/{name}"]
        if n
    ]
    return align(("calibration: mean probability", "share right", "n"), body) if body else ""


def _genres(result: Result) -> str:
    names = [name for name, spec in specs().items() if spec.level == 1]
    body = [(specs()[name].title, *(show(r.figures[name].value) for r in result.genres.values())) for name in names]
    body.append(("articles", *(str(len(r.tallies)) for r in result.genres.values())))
    return align(("by genre", *result.genres), body)


def to_markdown(result: Result, *, level: int = 1) -> str:
    """Return the result as a Markdown table."""
    lines = [summary(result), "", "| " + " | ".join(HEAD) + " |", "|---" + "|---:" * (len(HEAD) - 1) + "|"]
    lines += ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows(result, level=level)]
    return "\n".join(lines)


def to_csv(result: Result, *, level: int = 2) -> str:
    """Return the figures as CSV, one a line, genres below the whole."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    columns = ("name", "value", "low", "high", "precision", "recall", "support", "floor")
    writer.writerow(("genre", *columns, "annotator_all", "annotator_written", "annotator_real"))
    for genre, part in (("", result), *result.genres.items()):
        for f in part.figures.values():
            if specs()[f.name].level <= level:
                second = f.annotator
                tail = (second.all, second.written, second.real) if second else (None, None, None)
                writer.writerow((genre, *(getattr(f, c) for c in columns), *tail))
    return out.getvalue().rstrip("\n")


def to_json(result: Result, *, level: int = 2) -> str:
    """Return everything as one JSON object; ``--compare`` reads it back."""
    return json.dumps(result.to_dict(), ensure_ascii=False, indent=1)


def agreement_to_text(outcome: Agreement, *, level: int = 1) -> str:
    """Return the agreement of annotators, and every disagreement, for people."""
    parts = []
    for (a, b), result in outcome.pairs.items():
        head = (f"{a} and {b}", "value", "95 % interval", "n")
        wanted = [f for n, f in result.figures.items() if specs()[n].level <= level and f.value is not None]
        body = [
            (f.title, show(f.value), "-" if f.low is None else f"{show(f.low)} .. {show(f.high)}", str(f.support))
            for f in wanted
        ]
        parts.append(align(head, body))
    overall = [(f.field, show(f.fleiss), show(f.alpha), f.level, str(f.units), str(f.complete)) for f in outcome.fields]
    parts.append(align((f"all {len(outcome.names)}", "Fleiss kappa", "alpha", "metric", "units", "by all"), overall))
    lines = [
        f"{m.article} [{m.start}, {m.end}) {m.layer}: {a} {m.gold or 'nothing'}, {b} {m.pred or 'nothing'}: {m.about}"
        for a, b, m in outcome.disagreements
    ]
    parts.append("\n".join([f"{len(lines)} disagreements", *lines]))
    return "\n\n".join(parts)


#: Writers by the name that ``--format`` takes.
FORMATS: dict[str, Callable[..., str]] = {"text": to_text, "json": to_json, "csv": to_csv, "markdown": to_markdown}
