"""Colours for spaCy's displaCy, registered by entry point: our labels have theirs with nothing to set.

``displacy.render(doc)`` shows the entities, ``displacy.render(doc, style="span", options={"spans_key": "claims"})`` the
claims.
"""

from __future__ import annotations

from gluclaims.writing.report.looks import looks


def colors() -> dict[str, str]:
    """Return a colour for every label of entities, cues and claims (by certainty and by type).

    All are light enough for displaCy's black text.
    """
    found = {label: look["color"] for kind in ("entity", "cue", "claim") for label, look in looks()[kind].items()}
    certainty = {label: look["color"] for label, look in looks()["certainty"].items()}
    return found | certainty | {f"CLAIM {label}": color for label, color in certainty.items()}
