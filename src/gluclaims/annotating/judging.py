"""Certainty, polarity, causal strength and attribution of a claim, composed from the cues that bear on it.

Rules of guidelines sections 3 to 5, 8 and 9: the lowest certainty level wins, polarity stands apart, approximators,
quantifiers and boosters never hedge. Composition as in Kilicoglu et al. 2017 (PLoS ONE 12:e0179926).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gluclaims.labels import labels

if TYPE_CHECKING:
    from gluclaims.annotating.frames import Frame

_CITED = re.compile(
    r"\b(?:published|appear\w*|report\w*|writing|study|trial|paper|review|results?)\b[^.;]{0,60}\b(?:in|by)\s+(?:the\s+)?(?:journal\s+)?"
    r"(?-i:[A-Z][\w&.]+)|(?-i:[A-Z])[\w'’-]+ et al\.?|\(\d{4}\)|\bdoi\b|https?://|\b(?-i:[A-Z])[\w-]+ (?:and|&) (?-i:[A-Z])[\w-]+ \(?\d{4}",
    re.IGNORECASE,
)
_IMPERSONAL = re.compile(
    r"^(?:(?:has|have|had|is|are|was|were|been|be|it|also|now|widely|generally|commonly|often|long)\s+)*(?:been\s+)?\w*(?:shown|proven|proved|thought|believed|known|considered|said|demonstrated|found|reported|suggested|assumed|held|linked|regarded|claimed|established|hypothesi[sz]ed|estimated|suspected|recogni[sz]ed)"
)
_GENERIC = re.compile(
    r"\b(?:researchers?|scientists?|experts?|doctors?|psychiatrists?|psychologists?|neuroscientists?|clinicians?|physicians?|"
    r"stud(?:y|ies)|trials?|research|evidence|findings?|results?|data|scans?|reviews?|meta-analys[ei]s|surveys?|people|critics|"
    r"specialists|authors?|investigators?|team|some|many|influencers|fans|proponents|advocates|reports?|analysis|analyses|experiments?|tests?)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class CueInScope:
    """A cue as the rules see it: its place in the article's cues, kind, text, level and token range in the sentence."""

    index: int
    kind: str
    text: str
    level: str | None
    scope: str
    first: int
    last: int


def certainty(cues: Sequence[CueInScope], kind: str) -> tuple[str, int | None]:
    """Return the certainty of a claim and the index of the cue that decided it (None where nothing lowers it)."""
    order = labels().certainty
    if kind in ("QUESTION", "RESEARCH_GAP"):
        deciding = next((c.index for c in cues if c.kind in ("QUESTION", "GAP")), None)
        return "UNCOMMITTED", deciding
    if kind == "ADVICE":
        return "FACT", None
    if kind == "RESEARCH_ACTIVITY":
        opened = next((c for c in cues if c.kind == "CONDITION" and c.text in ("whether", "if")), None)
        return ("UNCOMMITTED", opened.index) if opened else ("FACT", None)
    level, deciding = order[-1], None
    for cue in cues:
        if cue.kind in ("BOOSTER", "APPROXIMATOR", "QUANTIFIER") or cue.level is None:
            continue
        if order.index(cue.level) < order.index(level):
            level, deciding = cue.level, cue.index
    return level, deciding


def hedged(cues: Sequence[CueInScope]) -> bool:
    """Tell whether a claim is hedged, guidelines section 4."""
    hedging = labels().hedging_cue
    return any(c.kind in hedging or (c.kind == "ATTRIBUTION" and c.level in ("PROBABLE", "POSSIBLE")) for c in cues)


def polarity(cues: Sequence[CueInScope], rebutted: bool = False) -> str:
    """Return the polarity: an odd number of negation cues turns it; what is rebutted is NEGATED as it is."""
    if rebutted:
        return "NEGATED"
    count = sum(1 for c in cues if c.kind == "NEGATION")
    return "NEGATED" if count % 2 else "AFFIRMED"


def strength(kind: str, frame: Frame, cues: Sequence[CueInScope], level: str) -> str:
    """Return the causal strength of a claim: that of its predicate, lowered to CONDITIONAL by a hedge."""
    if kind not in labels().strength_types:
        return "NONE"
    base = frame.strength
    if base == "NONE":
        base = "CORRELATIONAL" if kind == "ASSOCIATION" else "DIRECT"
    if base == "DIRECT" and level in ("POSSIBLE", "PROBABLE"):
        return "CONDITIONAL"
    return base


@dataclass(frozen=True, slots=True)
class Composition:
    """What the cues that bear on a claim make of it."""

    certainty: str
    polarity: str
    strength: str
    attribution: str
    hedged: bool


def composed(kind: str, frame: Frame, cues: Sequence[CueInScope], sentence: str, rebutted: bool) -> Composition:
    """Compose certainty, polarity, strength, attribution and hedging of a claim.

    Parameters
    ----------
    kind : str
        The claim's type.
    frame : Frame
        Its predicate, whose strength a hedge lowers.
    cues : sequence of CueInScope
        The cues that bear on it.
    sentence : str
        The text of its sentence.
    rebutted : bool
        Whether the sentence is reported only to be rebutted.
    """
    level, _ = certainty(cues, kind)
    return Composition(
        level,
        polarity(cues, rebutted),
        strength(kind, frame, cues, level),
        attribution(cues, sentence),
        hedged(cues) and kind != "ADVICE",
    )


def attribution(cues: Sequence[CueInScope], sentence: str) -> str:
    """Return whose statement it is."""
    sources = [c for c in cues if c.kind == "ATTRIBUTION"]
    if not sources:
        if any(
            c.kind == "EPISTEMIC"
            and c.text.split()[0].rstrip("s") in ("suggest", "indicate", "evidence", "hint", "imply", "point")
            for c in cues
        ):
            return "GENERIC"
        if any(
            c.kind == "BOOSTER"
            and re.search(
                r"\b(been|was|were|is|are)\b.*\b(shown|proven|demonstrated|proved|established|found)\b", c.text
            )
            for c in cues
        ):
            return "IMPERSONAL"
        return "WRITER"
    cited = _CITED.search(sentence) is not None
    for cue in sources:
        if _IMPERSONAL.match(cue.text) and not _GENERIC.search(cue.text) and " " in cue.text:
            return "IMPERSONAL"
        if cited:
            return "CITED"
        if _GENERIC.search(cue.text):
            return "GENERIC"
    if (
        re.search(
            r"\b(?:the |some |many |several )?(?:researchers|scientists|experts|team|authors|investigators|doctors|study|studies|trial|findings)\s*$|\b(?:researchers|scientists|experts|authors|study|we|they) (?:also )?$",  # noqa: E501
            sentence[: max(1, len(sentence) // 3)],
            re.IGNORECASE,
        )
        and not re.search(r"\b(?-i:[A-Z][a-z]+) (?:said|says|told|added|explained)", sentence)
    ):
        return "GENERIC"
    return "NAMED"
