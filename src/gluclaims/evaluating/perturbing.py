"""Perturbation suites: pairs of texts that differ in one thing, and what must follow from it.

A pair names what must be the same in the claims of both texts, and what must change and how: "Riluzole may reduce the release
of glutamate." against "Riluzole reduces the release of glutamate." must change the certainty and nothing else.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gluclaims.errors import DataError
from gluclaims.evaluating.matching import MIN_IOU, jaccard, words
from gluclaims.records import Article, Claim

ARGUMENTS = frozenset({"subject", "object", "location", "population"})
#: Arguments that every text of a suite has: finding them on neither side is no agreement.
_REQUIRED = frozenset({"subject", "object"})


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts and what is expected of their claims.

    Attributes
    ----------
    kind : str
        What was done to the text: ``"sign flip"`` say.
    a, b : str
        The texts.
    same : tuple of str
        Fields that must not change.
    change : dict
        Field -> its value in `a` and in `b`.
    every : bool
        Compare all claims of the texts, in any order, rather than the one that fits best.
    """

    kind: str
    a: str
    b: str
    same: tuple[str, ...]
    change: Mapping[str, tuple[str | None, str | None]] = field(default_factory=dict)
    every: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a pair came to: the fields that are not as expected, empty where it passes."""

    pair: Pair
    failures: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Whether all is as expected."""
        return not self.failures


def read_pairs(path: Path) -> list[Pair]:
    """Read a suite, one JSON object a line: ``kind``, ``a``, ``b``, ``same``, ``change``, ``all``.

    Raises
    ------
    DataError
        If a line lacks a key or names a field that claims don't have.
    """
    pairs = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            raw = json.loads(line)
            change = {key: (a, b) for key, (a, b) in raw.get("change", {}).items()}
            pair = Pair(raw["kind"], raw["a"], raw["b"], tuple(raw["same"]), change, bool(raw.get("all")))
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise DataError(f"{path}, line {number}: no pair: {error!r}") from None
        unknown = {*pair.same, *pair.change} - set(Claim.__dataclass_fields__)
        if unknown:
            raise DataError(f"{path}, line {number}: claims have no field {', '.join(sorted(unknown))}")
        pairs.append(pair)
    return pairs


def last_claim(article: Article) -> Claim | None:
    """Return the claim of the last predicate: the one whose statement shares most words with the text's last sentence.

    Of several that share as many, the last.
    """
    tail = article.text[article.sentences[-1].start :] if article.sentences else article.text
    target = words(tail)
    best: Claim | None = None
    best_rank = (0.0, -1)
    for number, claim in enumerate(article.claims):
        rank = (jaccard(words(claim.statement or claim.text), target), number)
        if best is None or rank >= best_rank:
            best, best_rank = claim, rank
    return best


def judge(pair: Pair, a: Article, b: Article) -> Outcome:
    """Compare the claims of a pair's texts.

    Parameters
    ----------
    pair : Pair
        What is expected.
    a, b : Article
        The annotated texts.
    """
    if pair.every:
        return Outcome(pair, tuple(_compare_all(pair, a.claims, b.claims)))
    first, second = last_claim(a), last_claim(b)
    if first is None or second is None:
        return Outcome(pair, tuple(f"no claim in {side}" for side, c in (("a", first), ("b", second)) if c is None))
    return Outcome(pair, tuple(_compare(pair, first, second)))


def run(pairs: Sequence[Pair], annotate: Callable[[Iterable[str]], Iterable[Article]]) -> list[Outcome]:
    """Judge a suite; `annotate` gets all texts in one stream."""
    articles = iter(annotate([text for pair in pairs for text in (pair.a, pair.b)]))
    return [judge(pair, next(articles), next(articles)) for pair in pairs]


def pass_rates(outcomes: Iterable[Outcome]) -> dict[str, tuple[int, int]]:
    """Return by kind how many pairs pass, of how many; in the suite's order."""
    passed: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for outcome in outcomes:
        total[outcome.pair.kind] += 1
        passed[outcome.pair.kind] += outcome.passed
    return {kind: (passed[kind], total[kind]) for kind in total}


def _compare(pair: Pair, a: Claim, b: Claim) -> Iterable[str]:
    for name in pair.same:
        x, y = getattr(a, name), getattr(b, name)
        if not _alike(name, x, y) or (name in _REQUIRED and x is None):
            yield f"{name}: {x!r} and {y!r} should be the same"
    for name, expected in pair.change.items():
        found = getattr(a, name), getattr(b, name)
        for side, x, y in zip("ab", expected, found, strict=True):
            if not _alike(name, x, y):
                yield f"{name} in {side}: {y!r} should be {x!r}"


def _compare_all(pair: Pair, a: Sequence[Claim], b: Sequence[Claim]) -> Iterable[str]:
    if not a or not b:
        yield "no claim"
        return

    def rows(claims: Sequence[Claim]) -> Counter[tuple[Any, ...]]:
        return Counter(tuple(_folded(name, getattr(c, name)) for name in pair.same) for c in claims)

    for side, only in (("a", rows(a) - rows(b)), ("b", rows(b) - rows(a))):
        for row in only:
            found = ", ".join(" ".join(sorted(x)) if isinstance(x, frozenset) else str(x) for x in row)
            yield f"only in {side}: {found}"


def _folded(name: str, value: Any) -> Any:
    return words(value) if name in ARGUMENTS and value else value


def _alike(name: str, x: Any, y: Any) -> bool:
    if name in ARGUMENTS and x and y:
        return x == y or jaccard(words(x), words(y)) >= MIN_IOU
    return bool(x == y)
