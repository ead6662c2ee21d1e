"""How labels look: words, icons, line styles and colours, all in ``templates/looks.json``."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from types import MappingProxyType
from typing import Any


@lru_cache(maxsize=1)
def looks() -> Mapping[str, Mapping[str, Any]]:
    """Load the looks (once a process): label set -> label -> what it looks like."""
    path = resources.files("gluclaims.writing").joinpath("templates/looks.json")
    return MappingProxyType(json.loads(path.read_text("utf-8")))


@lru_cache(maxsize=256)
def look(kind: str, label: str | None) -> Mapping[str, str]:
    """Return how a label looks; one that has no look of its own is spelled out in plain words.

    Examples
    --------
    >>> look("verdict", "SUPPORTED")["icon"]
    '✓'
    >>> look("verdict", "NEW_LABEL")["word"]
    'New label'
    """
    found = looks()[kind].get(label or "")
    if found is None:
        return {"word": plain(label), "short": plain(label).lower(), "icon": "•", "key": "oth", "says": ""}
    return MappingProxyType(found) if isinstance(found, dict) else {"word": str(found)}


def plain(label: str | None) -> str:
    """Return a label in plain words.

    Examples
    --------
    >>> plain("ASSOCIATED_WITH")
    'Associated with'
    """
    words = (label or "none").replace("_", " ")
    return words[:1].upper() + words[1:].lower()
