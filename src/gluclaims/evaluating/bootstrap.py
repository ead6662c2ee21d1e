"""Intervals and comparisons by bootstrap over articles.

Articles are the unit that is drawn: sentences of one article are alike, so drawing sentences would make every
interval too narrow.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from gluclaims.evaluating.scores import Array
from gluclaims.evaluating.tally import Tally

if TYPE_CHECKING:
    from gluclaims.evaluating.result import Spec

Interval = tuple[float | None, float | None]


def draw(articles: int, samples: int, seed: int) -> Array:
    """Draw resamples with replacement: how often each article is in each, ``(samples, articles)``."""
    random = np.random.default_rng(seed)
    return random.multinomial(articles, np.full(articles, 1 / articles), size=samples).astype(float)


def resample(tallies: Sequence[Tally], weights: Array) -> dict[str, Array]:
    """Return the counts of every resample: each array gains a first axis of resamples."""
    keys = tallies[0].counts
    return {key: np.tensordot(weights, np.stack([t.counts[key] for t in tallies]), axes=1) for key in keys}


def intervals(tallies: Sequence[Tally], specs: Iterable[Spec], samples: int, seed: int) -> dict[str, Interval]:
    """Return the 95 % percentile interval of each figure; none for fewer than two articles."""
    if samples <= 0 or len(tallies) < 2:
        return {}
    counts = resample(tallies, draw(len(tallies), samples, seed))
    return {spec.name: percentiles(spec.of(counts)) for spec in specs}


def percentiles(values: Array) -> Interval:
    """Return the 2.5th and 97.5th percentile; resamples without the figure are left out."""
    if np.isnan(values).all():
        return None, None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        low, high = np.nanpercentile(values, [2.5, 97.5])
    return float(low), float(high)


def paired_differences(
    new: Mapping[str, Tally], old: Mapping[str, Tally], specs: Iterable[Spec], samples: int, seed: int
) -> dict[str, Interval]:
    """Return the 95 % interval of new minus old, drawing the same articles for both."""
    shared = [article for article in new if article in old]
    if samples <= 0 or len(shared) < 2:
        return {}
    weights = draw(len(shared), samples, seed)
    counts = [resample([side[a] for a in shared], weights) for side in (new, old)]
    return {spec.name: percentiles(spec.of(counts[0]) - spec.of(counts[1])) for spec in specs}
