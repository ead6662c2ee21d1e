"""What moved between two evaluations, by how much, and whether that is beyond noise."""

from __future__ import annotations

from dataclasses import dataclass

from gluclaims.errors import RecordError
from gluclaims.evaluating.bootstrap import paired_differences
from gluclaims.evaluating.result import Result, number, specs
from gluclaims.evaluating.tables import align, show
from gluclaims.evaluating.tally import total


@dataclass(frozen=True, slots=True)
class Move:
    """How far a figure moved.

    Attributes
    ----------
    difference : float or None
        New minus old, on the articles that both hold.
    low, high : float or None
        95 % interval of the difference by paired bootstrap over articles.
    """

    name: str
    title: str
    old: float | None
    new: float | None
    difference: float | None
    low: float | None
    high: float | None

    @property
    def beyond_noise(self) -> bool:
        """Whether the interval leaves out zero."""
        return self.low is not None and self.high is not None and (self.low > 0 or self.high < 0)

    @property
    def better(self) -> bool:
        """Whether it moved the right way."""
        return self.difference is not None and (self.difference > 0) is not specs()[self.name].lower_is_better


def compare_results(new: Result, old: Result) -> list[Move]:
    """Compare two results on the articles they share.

    Raises
    ------
    RecordError
        If they share none.
    """
    news, olds = ({t.article: t for t in side.tallies} for side in (new, old))
    shared = [a for a in news if a in olds]
    if not shared:
        raise RecordError("the two results have no article in common")
    known = [s for s in specs().values() if all(s.key in side[a].counts for a in shared for side in (news, olds))]
    counts = [total(side[a] for a in shared) for side in (news, olds)]
    bounds = paired_differences(news, olds, known, new.samples, new.seed)
    out = []
    for spec in known:
        a, b = (number(spec.of(c)) for c in counts)
        difference = None if a is None or b is None else a - b
        out.append(Move(spec.name, spec.title, b, a, difference, *bounds.get(spec.name, (None, None))))
    return out


def moves_to_text(moves: list[Move], *, level: int = 1) -> str:
    """Return a table of what moved; figures that did not move are left out."""
    body = [
        (
            m.title,
            show(m.old),
            show(m.new),
            f"{m.difference:+.3f}",
            "-" if m.low is None else f"{m.low:+.3f} .. {m.high:+.3f}",
            ("better" if m.better else "worse") if m.beyond_noise else "within noise" if m.low is not None else "?",
        )
        for m in moves
        if m.difference and specs()[m.name].level <= level
    ]
    if not body:
        return "nothing moved"
    return align(("what moved", "old", "new", "by", "95 % interval", "beyond noise"), body)
