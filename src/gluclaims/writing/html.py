"""An article as an HTML fragment for notebooks: no script, nothing loaded, everything from the article escaped."""

from __future__ import annotations

from gluclaims.records import Article
from gluclaims.writing.report.marking import blocks
from gluclaims.writing.report.rendering import render
from gluclaims.writing.report.views import claim_views, summarize, title_of

_MOST_CLAIMS = 500


def article_to_html(article: Article) -> str:
    """Return the article as a self-contained HTML fragment.

    The text with its claims underlined by verdict, and the claims listed below, each with its reason and references.

    Parameters
    ----------
    article : Article
        An article, or the error record of one.

    Examples
    --------
    >>> article_to_html(Article(id="a", text="<b>Glutamate</b>")).count("&lt;b&gt;Glutamate")
    1
    """
    views = claim_views(article)
    return render(
        "fragment.html.jinja",
        article=article,
        title=title_of(article),
        blocks=blocks(article),
        views=views[:_MOST_CLAIMS],
        left_out=max(0, len(views) - _MOST_CLAIMS),
        summary=summarize(article.claims),
        numbers={v.claim.id: v.number for v in views},
    )
