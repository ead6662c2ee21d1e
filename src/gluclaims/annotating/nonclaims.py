"""Sentences that put nothing forward: logistics of research, transitions, calls to action, personal stories."""

from __future__ import annotations

import re
from functools import lru_cache

from gluclaims.lexicons.tables import packaged_table


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    rows = packaged_table("nonclaims.csv", ("id", "pattern"))
    return tuple((row["id"], re.compile(row["pattern"], re.IGNORECASE)) for row in rows)


def is_nonclaim(sentence: str, has_entity: bool) -> bool:
    """Tell whether a sentence states nothing of general interest.

    Parameters
    ----------
    sentence : str
        The sentence as written.
    has_entity : bool
        Whether it names an entity; patterns that fit loosely then don't count.
    """
    bare = sentence.strip("\"“”'‘’ ")
    return any(
        pattern.search(bare) and not (has_entity and id in ("anecdote-i", "funding", "published", "story"))
        for id, pattern in _patterns()
    )
