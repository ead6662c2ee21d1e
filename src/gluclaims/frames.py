"""Articles as pandas tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Literal

from gluclaims.errors import ConfigError
from gluclaims.records import Article

if TYPE_CHECKING:
    import pandas as pd

Level = Literal["claims", "entities", "cues", "sentences"]

#: The columns of each level, in order. A public contract: columns are only added, at the end.
COLUMNS: dict[str, tuple[str, ...]] = {
    "claims": (
        "article", "id", "start", "end", "text", "statement", "type", "subject", "relation", "object", "aspect",
        "direction", "location", "population", "certainty", "polarity", "strength", "attribution", "hedged", "verdict",
        "calibration", "flags", "facts", "why",
    ),
    "entities": ("article", "start", "end", "text", "label", "concept", "ids", "score", "rule"),
    "cues": ("article", "start", "end", "text", "kind", "rule"),
    "sentences": ("article", "start", "end", "text"),
}  # fmt: skip


def _rows(article: Article, level: str) -> Iterator[dict[str, Any]]:
    if level == "sentences":
        for s in article.sentences:
            yield {"article": article.id, "start": s.start, "end": s.end, "text": article.text[s.start : s.end]}
        return
    for item in getattr(article, level):
        row = {"article": article.id, **{c: getattr(item, c) for c in COLUMNS[level] if hasattr(item, c)}}
        if level == "claims":
            row["flags"] = "|".join(item.flags)
            row["facts"] = "|".join(e.fact for e in item.evidence)
        elif level == "entities":
            row["ids"] = "|".join(f"{k}:{v}" for k, v in item.ids.items())
        yield row


def to_frame(articles: Iterable[Article] | Article, level: Level = "claims") -> pd.DataFrame:
    """Return a table with one row for each claim, entity, cue or sentence.

    Parameters
    ----------
    articles : Article or iterable of Article
        Error records give no row.
    level : {"claims", "entities", "cues", "sentences"}
        What a row is.

    Returns
    -------
    pandas.DataFrame
        With the columns of `COLUMNS`, present even where there are no rows. Flags, facts and ids are joined by ``|``.

    Raises
    ------
    ConfigError
        If the level is unknown.
    """
    import pandas as pd

    if level not in COLUMNS:
        raise ConfigError(f"unknown level {level!r}; one of {', '.join(COLUMNS)}")
    items = [articles] if isinstance(articles, Article) else articles
    rows = [row for article in items for row in _rows(article, level)]
    return pd.DataFrame(rows, columns=list(COLUMNS[level]))
