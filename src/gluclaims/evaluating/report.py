"""The error report: every mistake in its sentence, gold beside predicted, filterable; one HTML file, nothing loaded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from gluclaims.evaluating.result import Result
from gluclaims.evaluating.tables import HEAD, rows, summary
from gluclaims.evaluating.tally import Mistake, axis
from gluclaims.labels import CLAIM_FIELDS
from gluclaims.records import Article, Span
from gluclaims.writing.report.rendering import render_page


def to_html(result: Result, gold: Sequence[Article]) -> str:
    """Return the report as HTML.

    Parameters
    ----------
    gold : sequence of Article
        The articles that were scored; their sentences are shown.
    """
    by_id = {article.id: article for article in gold}
    mistakes = result.mistakes
    return render_page(
        "evaluation.html.jinja",
        styles=("base.css", "evaluation.css"),
        scripts=("base.js", "evaluation.js"),
        summary=summary(result),
        head=HEAD,
        rows=rows(result, level=2),
        matrices=[_matrix(result, name) for name in CLAIM_FIELDS],
        layers=Counter(m.layer for m in mistakes).most_common(),
        articles=list(dict.fromkeys(m.article for m in mistakes)),
        errors=[_in_sentence(m, by_id[m.article]) for m in mistakes],
    )


def _matrix(result: Result, name: str) -> tuple[str, tuple[str, ...], list[tuple[str, list[int]]]]:
    labels = axis(name)
    counts = result.counts[f"conf/{name}"]
    return name, labels, [(label, [int(n) for n in row]) for label, row in zip(labels, counts, strict=True)]


def _in_sentence(m: Mistake, article: Article) -> dict[str, Any]:
    touched = [s for s in article.sentences if s.start < m.end and m.start < s.end] or [Span(m.start, m.end)]
    start, end = min(m.start, touched[0].start), max(m.end, touched[-1].end)
    marked = article.text[m.start : m.end]
    return {
        **m.to_dict(),
        "before": article.text[start : m.start],
        "marked": marked,
        "after": article.text[m.end : end],
        "about": m.about if m.about != marked else "",
    }
