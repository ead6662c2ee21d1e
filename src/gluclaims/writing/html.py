"""An article as an HTML fragment for notebooks: no script, nothing loaded, everything from the article escaped."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from gluclaims.records import Article
from gluclaims.writing.report.marking import blocks
from gluclaims.writing.report.rendering import render
from gluclaims.writing.report.views import claim_views, summarize, title_of

if TYPE_CHECKING:
    from spacy.tokens import Doc

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


def show_docs() -> bool:
    """Let notebooks show a spaCy ``Doc`` of our pipeline as its article; other docs show as before.

    Returns
    -------
    bool
        Whether this is a notebook (or any IPython) and docs show themselves now.
    """
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    formatter = getattr(shell, "display_formatter", None)
    if formatter is None:
        return False
    formatter.formatters["text/html"].for_type_by_name("spacy.tokens.doc", "Doc", doc_to_html)
    return True


def doc_to_html(doc: Doc) -> str | None:
    """Return the article that a document holds as a fragment, None for a document that our pipeline did not make."""
    if not doc.has_extension("claims") or doc._.claims is None:
        return None
    from gluclaims.pipeline import to_article

    return article_to_html(to_article(doc))
