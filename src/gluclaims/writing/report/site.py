"""Many articles: a page each, and an index with charts and a table that sorts, filters and pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gluclaims.checking.summary import needs_citation
from gluclaims.errors import InputError
from gluclaims.labels import labels
from gluclaims.records import Article, Claim
from gluclaims.writing.report.links import web_address
from gluclaims.writing.report.looks import look, looks
from gluclaims.writing.report.pages import article_page
from gluclaims.writing.report.rendering import render_page
from gluclaims.writing.report.views import Summary, stated, title_of

#: Rows of the index's table that show at once; the rest is a page on.
PAGE = 100
_COMMON = 10


@dataclass(frozen=True, slots=True)
class Site:
    """What was written."""

    index: Path
    articles: int
    failed: int


@dataclass(slots=True)
class _Row:
    title: str
    href: str
    source: str
    claims: int
    verdicts: list[int]
    overstated: int
    unsourced: int
    failed: str = ""

    def cells(self) -> list[Any]:
        """Return the row as the page's script reads it."""
        return [self.title, self.href, self.source, self.claims, *self.verdicts, self.overstated, self.unsourced]


@dataclass(slots=True)
class _Told:
    """One claim across articles: how often it is told, how it was judged."""

    statement: str
    articles: set[int] = field(default_factory=set)
    verdicts: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class _Totals:
    verdicts: Counter[str] = field(default_factory=Counter)
    by_certainty: Counter[tuple[str, str]] = field(default_factory=Counter)
    attribution: Counter[str] = field(default_factory=Counter)
    told: dict[tuple[str | None, ...], _Told] = field(default_factory=dict)
    overstated: int = 0
    unsourced: int = 0
    words: int = 0

    def add(self, number: int, article: Article) -> None:
        self.words += len(article.text.split())
        for claim in article.claims:
            self.verdicts[claim.verdict] += 1
            self.by_certainty[claim.certainty, claim.verdict] += 1
            self.overstated += claim.calibration == "OVERSTATED"
            if claim.verdict != "NOT_CHECKABLE":
                self.attribution[claim.attribution] += 1
                self.unsourced += needs_citation(claim)
            if (key := _same(claim)) is not None:
                told = self.told.setdefault(key, _Told(stated(claim)))
                told.statement = min(told.statement, stated(claim), key=lambda s: (len(s), s))  # the plainest wording
                told.articles.add(number)
                told.verdicts[claim.verdict] += 1


def _same(claim: Claim) -> tuple[str | None, ...] | None:
    """Return what two claims must share to be one claim told twice; None where an argument is missing."""
    if not claim.subject or not claim.object or claim.relation == "OTHER":
        return None
    return (claim.subject, claim.relation, claim.object, claim.aspect, claim.direction, claim.location, claim.polarity)


def write_site(articles: Iterable[Article], folder: Path, *, title: str = "Articles checked") -> Site:
    """Write a page for every article and an index; articles are taken one at a time, so any number will do.

    Parameters
    ----------
    articles : iterable of Article
        In the order of the index; error records are listed with their message.
    folder : Path
        Made where it is missing. ``index.html`` and ``articles/`` in it are written over.

    Raises
    ------
    InputError
        If the folder can't be written.
    """
    rows: list[_Row] = []
    totals = _Totals()
    try:
        (folder / "articles").mkdir(parents=True, exist_ok=True)
        for number, article in enumerate(articles, start=1):
            name = f"articles/{number:05d}{_slug(article.id)}.html"
            page = article_page(article, index="../index.html")
            (folder / name).write_text(page, "utf-8", newline="\n")
            totals.add(number, article)
            rows.append(_row(article, name))
        index = folder / "index.html"
        index.write_text(_index_page(rows, totals, title), "utf-8", newline="\n")
    except OSError as error:
        raise InputError(f"can't be written: {error.strerror}", source=str(error.filename or folder)) from None
    return Site(index, len(rows), sum(bool(row.failed) for row in rows))


def _slug(id: str) -> str:
    words = re.sub(r"[^A-Za-z0-9]+", "-", id).strip("-").lower()[:60]
    return f"-{words}" if words else ""


def _row(article: Article, href: str) -> _Row:
    verdicts = Counter(c.verdict for c in article.claims)
    return _Row(
        title=_clean(title_of(article)),
        href=href,
        source=_clean(article.source or ""),
        claims=len(article.claims),
        verdicts=[verdicts[v] for v in looks()["verdict"]],
        overstated=sum(c.calibration == "OVERSTATED" for c in article.claims),
        unsourced=sum(needs_citation(c) for c in article.claims),
        failed=f"{article.error['type']}: {article.error['message']}" if article.error is not None else "",
    )


def _clean(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")


def _index_page(rows: list[_Row], totals: _Totals, title: str) -> str:
    summary = Summary(sum(r.claims for r in rows), totals.verdicts, totals.overstated, totals.unsourced, totals.words)
    certainties = tuple(reversed(labels().certainty))
    bars = []
    for name in certainties:
        counts = {v: totals.by_certainty[name, v] for v in looks()["verdict"]}
        if sum(counts.values()):
            bars.append((look("certainty", name), Summary(sum(counts.values()), counts, 0, 0, 0)))
    told = [t for t in totals.told.values() if len(t.articles) > 1]
    common = sorted(told, key=lambda t: (-len(t.articles), t.statement))[:_COMMON]
    checkable = sum(totals.attribution.values())
    return render_page(
        "index.html.jinja",
        styles=("base.css", "index.css"),
        scripts=("base.js", "index.js"),
        title=title,
        summary=summary,
        rows=[r for r in rows if not r.failed],
        failed=[r for r in rows if r.failed],
        cells=[r.cells() for r in rows if not r.failed],
        bars=bars,
        most=max((s.claims for _, s in bars), default=1),
        common=[(t, look("verdict", t.verdicts.most_common(1)[0][0])) for t in common],
        sources=[(look("attribution", a), n, n / checkable) for a, n in totals.attribution.most_common()],
        page=PAGE,
        web_address=web_address,
        verdicts=[look("verdict", v) for v in looks()["verdict"]],
    )
