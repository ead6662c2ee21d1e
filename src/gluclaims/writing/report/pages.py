"""One article, or two versions of one, as a page of its own."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from gluclaims.labels import labels
from gluclaims.records import Article
from gluclaims.writing.report.links import web_address
from gluclaims.writing.report.looks import looks
from gluclaims.writing.report.marking import blocks
from gluclaims.writing.report.rendering import render_page
from gluclaims.writing.report.views import claim_views, summarize, title_of

if TYPE_CHECKING:
    from gluclaims.comparing import Comparison

_MOST_ENTITIES = 200


def article_page(article: Article, *, index: str | None = None) -> str:
    """Return the report of one article: a whole HTML page with everything inside.

    Parameters
    ----------
    article : Article
        An article, or the error record of one.
    index : str, optional
        Relative address of the page that lists all articles.

    Examples
    --------
    >>> page = article_page(Article(id="a", text="GABA calms."))
    >>> "default-src 'none'" in page.replace("&#39;", "'")
    True
    """
    if article.error is not None:
        return render_page(
            "error.html.jinja", styles=("base.css",), scripts=("base.js",), article=article, index=index,
            title=title_of(article),
        )  # fmt: skip
    return render_page(
        "article.html.jinja",
        styles=("base.css", "article.css"),
        scripts=("base.js", "article.js"),
        index=index,
        **_values(article),
    )


def compare_page(comparison: Comparison) -> str:
    """Return the report of a comparison: what is in both versions, what grew stronger, what is new or gone."""
    return render_page(
        "compare.html.jinja",
        styles=("base.css", "article.css", "compare.css"),
        scripts=("base.js",),
        comparison=comparison,
        title=title_of(comparison.after),
        words=looks()["status"],
    )


def _values(article: Article) -> dict[str, Any]:
    views = claim_views(article)
    by_entity = Counter(name for view in views for name in view.entities).most_common(_MOST_ENTITIES)
    certainties = tuple(reversed(labels().certainty))
    count = Counter(v.claim.certainty for v in views)
    numbers = {v.claim.id: v.number for v in views}
    pipeline = article.provenance.get("pipeline")
    return {
        "article": article,
        "title": title_of(article),
        "source_url": web_address(article.source),
        "summary": summarize(article.claims, words=len(article.text.split())),
        "blocks": blocks(article),
        "views": views,
        "numbers": numbers,
        "certainties": certainties,
        "by_certainty": [(name, count[name]) for name in certainties if count[name]],
        "by_type": Counter(v.claim.type for v in views).most_common(),
        "by_entity": by_entity,
        "entity_number": {name: i for i, (name, _) in enumerate(by_entity)},
        "version": article.provenance.get("gluclaims"),
        "pipeline": pipeline if isinstance(pipeline, str) else None,
    }
