"""What an article's claims come to: how many of each verdict and certainty, how many with a source, how many overstated."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gluclaims.labels import labels
from gluclaims.records import Claim


def is_checkable(claim: Claim) -> bool:
    """Say whether a claim puts something forward that could be true or false."""
    return claim.type not in labels().uncheckable_types and claim.verdict != "NOT_CHECKABLE"


def needs_citation(claim: Claim) -> bool:
    """Say whether a claim that can be checked is stated as fact and names no source: "citation needed"."""
    return is_checkable(claim) and claim.certainty == "FACT" and claim.attribution == "WRITER"


@dataclass(frozen=True, slots=True)
class Summary:
    """The figures of an article, or of many together.

    Attributes
    ----------
    claims, checkable : int
        All claims; those that could be true or false.
    verdicts, certainties : dict of str to int
        Claims by verdict and by certainty; every label is there, also where there is none.
    sourced : int
        Checkable claims that say where they come from, be it "studies show" (any attribution but WRITER).
    overstated : int
        Claims whose wording is stronger than the evidence.
    citation_needed : tuple of str
        Ids of the checkable claims that are stated as fact without a source.
    """

    claims: int
    checkable: int
    verdicts: Mapping[str, int]
    certainties: Mapping[str, int]
    sourced: int
    overstated: int
    citation_needed: tuple[str, ...]

    @property
    def share_sourced(self) -> float | None:
        """Share of the checkable claims that name a source; None where there are none."""
        return self.sourced / self.checkable if self.checkable else None

    @property
    def share_overstated(self) -> float | None:
        """Share of the checkable claims that are overstated; None where there are none."""
        return self.overstated / self.checkable if self.checkable else None

    def to_dict(self) -> dict[str, Any]:
        """Return the summary as a JSON object, the shares rounded to three places."""
        shares = {"share_sourced": self.share_sourced, "share_overstated": self.share_overstated}
        return {
            "claims": self.claims, "checkable": self.checkable, "verdicts": dict(self.verdicts),
            "certainties": dict(self.certainties), "sourced": self.sourced, "overstated": self.overstated,
            **{name: None if share is None else round(share, 3) for name, share in shares.items()},
            "citation_needed": list(self.citation_needed),
        }  # fmt: skip


def summarize(claims: Sequence[Claim]) -> Summary:
    """Count claims."""
    checkable = [claim for claim in claims if is_checkable(claim)]
    verdicts, certainties = (Counter(getattr(c, name) for c in claims) for name in ("verdict", "certainty"))
    return Summary(
        claims=len(claims),
        checkable=len(checkable),
        verdicts={label: verdicts[label] for label in labels().verdict},
        certainties={label: certainties[label] for label in labels().certainty},
        sourced=sum(claim.attribution != "WRITER" for claim in checkable),
        overstated=sum(claim.calibration == "OVERSTATED" for claim in checkable),
        citation_needed=tuple(claim.id for claim in claims if needs_citation(claim)),
    )
