"""Plain sentences: why a verdict was given, and what would mend a claim."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gluclaims.checking.verdicts import Judgement

_LEAD = {
    "SUPPORTED": "Supported",
    "PARTLY_SUPPORTED": "Partly supported",
    "CONTRADICTED": "Contradicted",
    "NOT_ENOUGH_INFO": "Not enough information",
    "NOT_CHECKABLE": "Not checkable",
}
_FLAG = {
    "WRONG_DIRECTION": "the direction is the opposite", "WRONG_ENTITY": "this holds of something else",
    "SCOPE": "it holds in another or a narrower scope", "CAUSAL_UPGRADE": "the link is known, the cause is not",
    "CONTESTED": "the evidence is divided", "OUTDATED": "this was true once",
}  # fmt: skip
_FLIP = {
    "increases": "decreases", "increase": "decrease", "increasing": "decreasing", "increased": "decreased",
    "raises": "lowers", "raise": "lower", "raising": "lowering", "raised": "lowered", "boosts": "lowers", "boosting": "lowering",
    "blocks": "activates", "block": "activate", "blocking": "activating", "blocked": "activated", "activates": "blocks",
    "activate": "block", "activating": "blocking", "stimulates": "inhibits", "stimulating": "inhibiting", "stimulate": "inhibit",
    "inhibits": "increases", "inhibiting": "increasing", "higher": "lower", "more": "less", "less": "more", "fewer": "more",
}  # fmt: skip
_FLIP |= {v: k for k, v in _FLIP.items() if v not in _FLIP}


def _sentence(text: str) -> str:
    text = text.strip().rstrip(".")
    return text[:1].upper() + text[1:]


def cite(reference: Mapping[str, Any]) -> str:
    """Return a reference as a reader's note: title and year."""
    return f" ({reference['title']}, {reference['year']})" if reference.get("title") else ""


def explain(
    claim: Mapping[str, Any],
    judgement: Judgement,
    evidence: Sequence[Mapping[str, Any]],
    cues: Sequence[Mapping[str, Any]],
) -> str:
    """Return the one sentence that says why."""
    lead = _LEAD[judgement.verdict]
    parts: list[str] = []
    if judgement.matches and judgement.verdict != "NOT_CHECKABLE":
        match = judgement.matches[0]
        chain = [_sentence(step) for step in match.chain] or [_sentence(match.fact.paraphrase)]
        note = cite(evidence[0]["reference"]) if evidence else ""
        parts.append("; ".join([chain[0], *(_within(c) for c in chain[1:])]) + note)
        if judgement.verdict == "PARTLY_SUPPORTED" and len(judgement.matches) > 1:
            parts.append("against it: " + _sentence(judgement.matches[1].fact.paraphrase))
    if judgement.reason:
        parts.append(judgement.reason)
    parts += [_FLAG[f] for f in judgement.flags if judgement.verdict in ("PARTLY_SUPPORTED", "CONTRADICTED")]
    if judgement.calibration in ("OVERSTATED", "UNDERSTATED"):
        parts.append(_calibration(claim, judgement, cues))
    return f"{lead}: {'; '.join(parts)}." if parts else f"{lead}."


def _within(sentence: str) -> str:
    """Return a sentence as it goes on within another: "GABA-A" and "DSM" keep their capitals."""
    return sentence if sentence[1:2].isupper() or not sentence[1:2].isalpha() else sentence[:1].lower() + sentence[1:]


def _calibration(claim: Mapping[str, Any], judgement: Judgement, cues: Sequence[Mapping[str, Any]]) -> str:
    quoted = [str(cues[i].get("text")) for i in claim.get("cues") or () if isinstance(i, int) and 0 <= i < len(cues)]
    said = f" ({', '.join(repr(q) for q in quoted)})" if quoted else ""
    if judgement.calibration == "UNDERSTATED":
        return f"the wording{said} is weaker than the evidence"
    return f"it is stated as {'plain fact' if claim.get('certainty') == 'FACT' else 'more'}{said}, more than the evidence carries"


def repair(claim: Mapping[str, Any], judgement: Judgement) -> str | None:
    """Return the claim with the smallest edit that would mend it, or None where none is known."""
    text = str(claim.get("statement") or claim.get("text") or "")
    if not text:
        return None
    if judgement.verdict == "CONTRADICTED" and "WRONG_DIRECTION" in judgement.flags:
        for found in re.finditer(r"[A-Za-z]+", text):
            other = _FLIP.get(found[0].lower())
            if other:
                return (
                    text[: found.start()]
                    + (other.capitalize() if found[0][0].isupper() else other)
                    + text[found.end() :]
                )
        return _sentence(judgement.matches[0].fact.paraphrase) + "."
    if judgement.verdict == "CONTRADICTED" and judgement.matches:
        return _sentence(judgement.matches[0].fact.paraphrase) + "."
    if judgement.calibration == "OVERSTATED" and claim.get("strength") == "DIRECT":
        return None if re.search(r"\b(?:may|might|could)\b", text) else f'add "may": {text}'
    return None
