"""The floor: what an annotator scores who does nothing.

Every sentence is taken as one affirmed, certain claim of the commonest labels of the gold; no entity and no cue is
found. A figure near its floor says little, however high it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from gluclaims.labels import CLAIM_FIELDS, labels
from gluclaims.records import Article, Claim, Span


def commonest_labels(gold: Sequence[Article]) -> dict[str, Any]:
    """Return the label that each claim field holds most often; certainty and polarity are FACT and AFFIRMED."""
    claims = [claim for article in gold for claim in article.claims]
    out: dict[str, Any] = {}
    for name in CLAIM_FIELDS:
        counts = Counter(getattr(claim, name) for claim in claims)
        out[name] = counts.most_common(1)[0][0] if counts else labels().default.get(name, labels().of(name)[-1])
    return out | {"certainty": labels().certainty[-1], "polarity": labels().polarity[0]}


def do_nothing(gold: Sequence[Article]) -> list[Article]:
    """Annotate the gold's texts by doing nothing."""
    common = commonest_labels(gold)
    return [
        Article(
            id=article.id,
            text=article.text,
            sentences=article.sentences,
            claims=tuple(_whole(article.text, s, f"C{i}", common) for i, s in enumerate(article.sentences, start=1)),
        )
        for article in gold
    ]


def _whole(text: str, s: Span, name: str, common: dict[str, Any]) -> Claim:
    sentence = text[s.start : s.end]
    return Claim(id=name, start=s.start, end=s.end, text=sentence, statement=sentence, **common)
