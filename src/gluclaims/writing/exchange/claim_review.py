"""schema.org ClaimReview (JSON-LD), out only: one review a line, for each claim that has a verdict on its truth."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from gluclaims.records import Article, Claim
from gluclaims.writing.exchange.base import Notes, whole, write_rows

TITLE, SUFFIX, READS = "schema.org ClaimReview", ".jsonl", False
LAYERS = ("claims",)
#: Verdict -> rating from 1 (worst) to 3 (best), and its name.
RATINGS = {
    "SUPPORTED": (3, "Supported"),
    "PARTLY_SUPPORTED": (2, "Partly supported"),
    "CONTRADICTED": (1, "Contradicted"),
}


def write(articles: Iterable[Article], path: Path, notes: Notes) -> None:
    """Write one review a line."""
    rows: list[dict[str, Any]] = []
    for article in whole(articles, notes):
        made = list(reviews(article))
        rows += made
        if left := len(article.claims) - len(made):
            notes.add(f"{article.id}: {left} claims have no verdict on their truth and get no review")
    write_rows(rows, path)


def read(path: Path, notes: Notes) -> list[Article]:
    """Not there."""
    raise NotImplementedError


def reviews(article: Article) -> Iterator[dict[str, Any]]:
    """Yield a review for each claim that was found supported, partly supported or contradicted."""
    for claim in article.claims:
        if claim.verdict in RATINGS:
            yield _review(article, claim)


def _review(article: Article, claim: Claim) -> dict[str, Any]:
    value, name = RATINGS[claim.verdict]
    appearance: dict[str, Any] = {"@type": "CreativeWork", "identifier": article.id}
    if article.source and article.source.startswith(("http://", "https://")):
        appearance["url"] = article.source
    if article.title:
        appearance["headline"] = article.title
    review: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "claimReviewed": claim.statement or claim.text,
        "reviewRating": {
            "@type": "Rating", "ratingValue": value, "bestRating": 3, "worstRating": 1, "alternateName": name,
        },
        "itemReviewed": {"@type": "Claim", "appearance": appearance},
        "author": {"@type": "Organization", "name": "gluclaims (automatic, not reviewed by a person)"},
    }  # fmt: skip
    if claim.why:
        review["reviewBody"] = claim.why
    cited = [_citation(e.reference) for e in claim.evidence if e.reference.get("title")]
    if cited:
        review["citation"] = cited
    return review


def _citation(reference: Any) -> dict[str, Any]:
    out: dict[str, Any] = {"@type": "CreativeWork", "name": reference["title"]}
    if reference.get("year"):
        out["datePublished"] = str(reference["year"])
    if reference.get("doi"):
        out["url"] = f"https://doi.org/{reference['doi']}"
    elif reference.get("pmid"):
        out["url"] = f"https://pubmed.ncbi.nlm.nih.gov/{reference['pmid']}/"
    return out
