"""Which claim of one version is which claim of the other: arguments first, then the words of the statement."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.optimize import linear_sum_assignment

from gluclaims.comparing.words import content, jaccard, kindred_relations, words
from gluclaims.records import Claim

#: The least similarity of two claims that are taken for one; set on pairs built from the open gold (benchmarks).
THRESHOLD = 0.5


def similarity(a: Claim, b: Claim) -> float:
    """Return how far two claims say the same of the same things, 0 to 1.

    Subject and object (which may change places) weigh half, the relation a tenth, the statement's words the rest; claims in
    the same words are the same, whatever was read off them. Certainty, strength, direction, polarity, location and
    population weigh nothing: those are what changes.

    Examples
    --------
    >>> a = Claim("C1", 0, 1, "x", "Ketamine blocks NMDA receptors.", "MECHANISM", "REGULATES", "ketamine",
    ...           "nmda receptor")
    >>> b = Claim("C1", 0, 1, "x", "NMDA receptors may be blocked by ketamine.", "MECHANISM", "REGULATES", "ketamine",
    ...           "nmda receptor")
    >>> similarity(a, b) > 0.9
    True
    """
    one, other = content(a.statement or a.text), content(b.statement or b.text)
    said = _overlap(one, other)
    straight, crossed = _ways(a, b)
    known = [x for x in max(straight, crossed, key=_worth) if x is not None]
    if not known:
        return said * (1.0 if _relations(a, b) == 1.0 else 0.85)
    arguments = sum(known) / len(known)
    # An argument that one side lacks says nothing; what is left of its weight goes to the words.
    weight = 0.25 * len(known)
    return max(weight * arguments + 0.1 * _relations(a, b) + (0.9 - weight) * said, jaccard(one, other))


def changed_places(a: Claim, b: Claim) -> bool:
    """Return whether the subject of one is rather the object of the other.

    Examples
    --------
    >>> one = Claim("C1", 0, 1, "x", "x", "ASSOCIATION", "ASSOCIATED_WITH", "depression", "serotonin")
    >>> other = Claim("C1", 0, 1, "x", "x", "CAUSE", "CAUSES", "low serotonin", "depression")
    >>> changed_places(one, other), changed_places(one, one)
    (True, False)
    """
    straight, crossed = _ways(a, b)
    return _worth(crossed) > _worth(straight)


_Way = tuple[float | None, float | None]


def _ways(a: Claim, b: Claim) -> tuple[_Way, _Way]:
    """Return how alike the arguments are, subject with subject and subject with object."""
    return (
        (_arguments(a.subject, b.subject), _arguments(a.object, b.object)),
        (_arguments(a.subject, b.object), _arguments(a.object, b.subject)),
    )


def _worth(way: _Way) -> float:
    return sum(x or 0.0 for x in way)


def _overlap(a: frozenset[str], b: frozenset[str]) -> float:
    """Return the mean of Jaccard and containment: a shortened wording is still the same claim."""
    if not a or not b:
        return 0.0
    return (jaccard(a, b) + len(a & b) / min(len(a), len(b))) / 2


def _arguments(a: str | None, b: str | None) -> float | None:
    if a is None or b is None:
        return None
    if a == b:
        return 1.0
    return _overlap(frozenset(words(a)), frozenset(words(b)))


def _relations(a: Claim, b: Claim) -> float:
    if a.relation == b.relation:
        return 1.0
    return 0.6 if any({a.relation, b.relation} <= group for group in kindred_relations()) else 0.0


def align(
    before: Sequence[Claim], after: Sequence[Claim], threshold: float = THRESHOLD
) -> list[tuple[int, int, float]]:
    """Pair the claims of two versions one to one, so that the pairs are as similar as they can be together.

    Returns
    -------
    list of (int, int, float)
        Index before, index after, similarity; in the order of `before`. Pairs below `threshold` are left out.
    """
    if not before or not after:
        return []
    table = np.array([[similarity(a, b) for b in after] for a in before])
    # Where several fit alike, the order of the text decides: a claim told twice is paired first with first.
    place = np.abs(np.linspace(0, 1, len(before))[:, None] - np.linspace(0, 1, len(after))[None, :])
    worth = np.where(table >= threshold, table - 1e-3 * place, 0.0)
    left, right = linear_sum_assignment(-worth)
    found = [(int(i), int(j), float(table[i, j])) for i, j in zip(left, right, strict=True)]
    return [(i, j, s) for i, j, s in found if s >= threshold]
