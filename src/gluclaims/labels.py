"""The label sets of the annotation guidelines: one data file, one loader.

Every label, its order (certainty and strength are ordinal, lowest first) and its default stand in
``labels.json``; no other module spells out a label set.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any


@dataclass(frozen=True, slots=True)
class Labels:
    """The label sets, each a tuple in its order.

    Attributes
    ----------
    schema : str
        Name and number of the record format (``record.md``).
    hedging_cue : tuple of str
        Cue kinds that make a claim hedged (guidelines, section 4).
    strength_types : tuple of str
        Claim types that carry a causal strength; all others have ``NONE``.
    uncheckable_types : tuple of str
        Claim types whose verdict is ``NOT_CHECKABLE``.
    default : dict
        The value of a claim field that a record leaves out.
    """

    schema: str
    layers: tuple[str, ...]
    entity: tuple[str, ...]
    cue: tuple[str, ...]
    hedging_cue: tuple[str, ...]
    type: tuple[str, ...]
    relation: tuple[str, ...]
    aspect: tuple[str, ...]
    direction: tuple[str, ...]
    certainty: tuple[str, ...]
    polarity: tuple[str, ...]
    strength: tuple[str, ...]
    attribution: tuple[str, ...]
    verdict: tuple[str, ...]
    calibration: tuple[str, ...]
    flag: tuple[str, ...]
    stance: tuple[str, ...]
    strength_types: tuple[str, ...]
    uncheckable_types: tuple[str, ...]
    fact_status: tuple[str, ...]
    fact_grade: tuple[str, ...]
    fact_role: tuple[str, ...]
    default: dict[str, str | None]

    def of(self, field: str) -> tuple[str, ...]:
        """Return the label set of a claim field, ``"certainty"`` say.

        Raises
        ------
        KeyError
            If `field` carries no label set.
        """
        if field not in CLAIM_FIELDS:
            raise KeyError(field)
        labels: tuple[str, ...] = getattr(self, field)
        return labels


#: The claim fields that hold one label each, in the order of the record format.
CLAIM_FIELDS = (
    "type", "relation", "aspect", "direction", "certainty", "polarity", "strength", "attribution", "verdict",
    "calibration",
)  # fmt: skip


@lru_cache(maxsize=1)
def labels() -> Labels:
    """Load the label sets (once a process)."""
    raw = json.loads(resources.files("gluclaims").joinpath("labels.json").read_text("utf-8"))
    fields: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in raw.items()}
    return Labels(**fields)
