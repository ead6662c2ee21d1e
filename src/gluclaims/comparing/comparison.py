"""Two versions held side by side."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from gluclaims.comparing.aligning import THRESHOLD, align
from gluclaims.comparing.changes import Change, changes
from gluclaims.errors import RecordError
from gluclaims.records import Article, Claim

#: What can have become of a claim, what matters most to a reader first.
STATUSES = ("stronger", "reversed", "mixed", "new", "changed", "weaker", "gone", "same")


@dataclass(frozen=True, slots=True)
class Pair:
    """A claim in both versions, or in one: then the other side is None."""

    before: Claim | None
    after: Claim | None
    similarity: float = 0.0
    changes: tuple[Change, ...] = ()

    @property
    def status(self) -> str:
        """One of `STATUSES`; ``mixed`` grew stronger in one way and weaker in another."""
        if self.before is None:
            return "new"
        if self.after is None:
            return "gone"
        effects = {c.effect for c in self.changes}
        if any(c.kind.endswith("_REVERSED") for c in self.changes):
            return "reversed"
        if {1, -1} <= effects:
            return "mixed"
        return "stronger" if 1 in effects else "weaker" if -1 in effects else "changed" if effects else "same"

    @property
    def claim(self) -> Claim:
        """The claim as it stands now, else as it stood."""
        claim = self.after if self.after is not None else self.before
        assert claim is not None  # a pair has a side
        return claim

    def to_dict(self) -> dict[str, Any]:
        """Return the pair as JSON shows it."""
        return {
            "status": self.status,
            "similarity": round(self.similarity, 3),
            "changes": [c.to_dict() for c in self.changes],
            "before": _brief(self.before),
            "after": _brief(self.after),
        }


def _brief(claim: Claim | None) -> dict[str, Any] | None:
    if claim is None:
        return None
    names = ("id", "start", "end", "text", "statement", "certainty", "strength", "location", "population", "verdict")
    return {name: getattr(claim, name) for name in names}


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two versions and their claims in pairs, in the order of the later text; what is gone stands last."""

    before: Article
    after: Article
    pairs: tuple[Pair, ...]

    @property
    def counts(self) -> dict[str, int]:
        """How many pairs there are of each status, all statuses named."""
        count = Counter(pair.status for pair in self.pairs)
        return {status: count[status] for status in STATUSES}

    def of(self, status: str) -> list[Pair]:
        """Return the pairs of one status."""
        return [pair for pair in self.pairs if pair.status == status]

    def to_dict(self) -> dict[str, Any]:
        """Return the comparison as JSON shows it."""
        return {
            "before": {"id": self.before.id, "source": self.before.source},
            "after": {"id": self.after.id, "source": self.after.source},
            "counts": self.counts,
            "pairs": [pair.to_dict() for pair in self.pairs],
        }


def compare(before: Article, after: Article, *, threshold: float = THRESHOLD) -> Comparison:
    """Compare the claims of two versions of an article, or of an article and what it rests on.

    Parameters
    ----------
    before, after : Article
        The earlier version, or the abstract or press release; the later one.
    threshold : float
        How similar two claims must be to be taken for one.

    Raises
    ------
    RecordError
        If either is an error record.

    Notes
    -----
    A claim is compared with one other. A claim that was split in two, or two that were merged, show as one pair and
    one new or gone. What a claim leaves unsaid in one version and the sentence before it says is not seen.
    """
    for article in (before, after):
        if article.error is not None:
            raise RecordError(f"{article.id} can't be compared: {article.error['message']}")
    found = align(before.claims, after.claims, threshold)
    earlier = {j: (i, s) for i, j, s in found}
    pairs = []
    for j, claim in enumerate(after.claims):
        if j in earlier:
            i, s = earlier[j]
            was = before.claims[i]
            pairs.append(Pair(was, claim, s, changes(was, claim, before, after)))
        else:
            pairs.append(Pair(None, claim))
    kept = {i for i, _, _ in found}
    pairs += [Pair(claim, None) for i, claim in enumerate(before.claims) if i not in kept]
    return Comparison(before, after, tuple(pairs))
