"""Which annotation of one side stands for which of the other: spans, sentences, claims, arguments."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from gluclaims.records import Article, Claim, Span

_TOKEN = re.compile(r"\w+|[^\w\s]")
_WORD = re.compile(r"[^\W_]+")
_ARTICLES = frozenset({"a", "an", "the", "s"})
#: Below this overlap two spans are two things (guidelines, section 7).
MIN_IOU = 0.5
#: Ties in overlap go to the pair whose fields agree; small enough never to outweigh a token.
_TIE = 1e-6


class Spanned(Protocol):
    """Anything with ``start`` and ``end``."""

    @property
    def start(self) -> int:
        """Where it starts."""

    @property
    def end(self) -> int:
        """Where it ends, exclusive."""


def assign(weights: NDArray[np.float64]) -> list[tuple[int, int]]:
    """Pair rows with columns, one to one, by the greatest total weight; pairs of weight 0 are left out."""
    if not weights.size or not weights.any():
        return []
    rows, columns = linear_sum_assignment(weights, maximize=True)
    return [(int(r), int(c)) for r, c in zip(rows, columns, strict=True) if weights[r, c] > 0]


def count_exact(gold: Iterable[Hashable], pred: Iterable[Hashable]) -> tuple[int, int, int]:
    """Compare two multisets: in both, only predicted, only in gold.

    Examples
    --------
    >>> count_exact(["a", "b", "b"], ["b", "c"])
    (1, 1, 2)
    """
    in_gold, in_pred = Counter(gold), Counter(pred)
    both = (in_gold & in_pred).total()
    return both, in_pred.total() - both, in_gold.total() - both


def count_overlap(
    gold: Sequence[Spanned], pred: Sequence[Spanned], label: Callable[[Spanned], Hashable]
) -> tuple[int, int, int]:
    """Compare two lists of spans: right is any overlap with the same label, one to one."""
    groups: defaultdict[Hashable, tuple[list[Spanned], list[Spanned]]] = defaultdict(lambda: ([], []))
    for side, spans in enumerate((gold, pred)):
        for span in spans:
            groups[label(span)][side].append(span)
    both = sum(len(assign(_overlaps(g, p))) for g, p in groups.values())
    return both, len(pred) - both, len(gold) - both


def _overlaps(gold: Sequence[Spanned], pred: Sequence[Spanned]) -> NDArray[np.float64]:
    """Return weights that count pairs first and shared characters second."""
    if not gold or not pred:
        return np.zeros((0, 0))
    shared = _shared(_bounds(gold), _bounds(pred))
    return np.where(shared > 0, 1.0 + shared * _TIE, 0.0)


def _bounds(spans: Sequence[Spanned]) -> NDArray[np.float64]:
    return np.array([(s.start, s.end) for s in spans], dtype=float).reshape(-1, 2)


def _shared(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
    ends = np.minimum(a[:, None, 1], b[None, :, 1])
    starts = np.maximum(a[:, None, 0], b[None, :, 0])
    shared: NDArray[np.float64] = np.maximum(ends - starts, 0.0)
    return shared


def iou(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return intersection over union of every interval of `a` with every one of `b`."""
    shared = _shared(a, b)
    union = (a[:, 1] - a[:, 0])[:, None] + (b[:, 1] - b[:, 0])[None, :] - shared
    return np.where(union > 0, shared / np.where(union > 0, union, 1.0), 0.0)


def token_bounds(text: str, spans: Sequence[Spanned]) -> NDArray[np.float64]:
    """Express spans in tokens: the first touched, and the one after the last touched."""
    starts, ends = [], []
    for token in _TOKEN.finditer(text):
        starts.append(token.start())
        ends.append(token.end())
    out = [(bisect_right(ends, s.start), bisect_left(starts, s.end)) for s in spans]
    return np.array(out, dtype=float).reshape(-1, 2)


def match_sentences(gold: Sequence[Span], pred: Sequence[Span]) -> list[tuple[int, int]]:
    """Pair sentences that are the same, or share at least half of their characters."""
    if gold == pred:
        return [(i, i) for i in range(len(gold))]
    overlap = iou(_bounds(gold), _bounds(pred))
    return assign(np.where(overlap >= MIN_IOU, overlap, 0.0))


@dataclass(frozen=True, slots=True)
class Pair:
    """A gold claim and the predicted claim that stands for it."""

    gold: int
    pred: int
    iou: float


def match_claims(gold: Article, pred: Article) -> list[Pair]:
    """Pair claims one to one by the greatest total token overlap, none below one half.

    Several claims may share one span: among equal overlaps the pairs whose subject, object, relation and type
    agree are taken.
    """
    if not gold.claims or not pred.claims:
        return []
    overlap = iou(token_bounds(gold.text, gold.claims), token_bounds(gold.text, pred.claims))
    weights = np.where(overlap >= MIN_IOU, overlap, 0.0)
    same = SameArgument(gold, pred)
    for i, j in zip(*np.nonzero(weights), strict=True):
        a, b = gold.claims[int(i)], pred.claims[int(j)]
        weights[i, j] += _TIE * (1 + _likeness(a, b, same))
    return [Pair(i, j, float(overlap[i, j])) for i, j in assign(weights)]


def _likeness(a: Claim, b: Claim, same: SameArgument) -> float:
    fields: int = (
        same(a.subject, b.subject) + same(a.object, b.object) + (a.relation == b.relation) + (a.type == b.type)
    )
    minor: int = sum(
        getattr(a, name) == getattr(b, name)
        for name in ("aspect", "direction", "location", "polarity", "certainty", "strength")
    )
    return fields + minor / 100


class SameArgument:
    """Whether two arguments are the same thing (guidelines, section 9).

    Two entities are compared by concept; free phrases by their words, articles and number aside: they are the same
    where half of their words are shared. Null is only like null.

    A concept may go by two names, one of gold's and one of the prediction's ("noradrenaline", "norepinephrine"). What
    decides is what they were given to: a predicted name stands for the name that gold gives to most of the mentions it
    was given to. So a name that lumps two of gold's concepts together stands for one of them at most.

    Examples
    --------
    >>> same = SameArgument(Article("a"), Article("a"))
    >>> same("the brain's reward system", "brain reward systems"), same("memory", None), same(None, None)
    (True, False, True)
    >>> from gluclaims.records import Entity
    >>> gold = Article("a", "ADHD", entities=(Entity(0, 4, "ADHD", "DISORDER", "adhd"),))
    >>> pred = Article("a", "ADHD", entities=(Entity(0, 4, "ADHD", "DISORDER", "attention deficit disorder"),))
    >>> SameArgument(gold, pred)("adhd", "attention deficit disorder")
    True
    """

    def __init__(self, gold: Article, pred: Article) -> None:
        self._gold = {e.concept for e in gold.entities}
        self._pred = {e.concept for e in pred.entities}
        self._names = gold_names(gold, pred)
        self._inside = (
            re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(self._names, key=len, reverse=True)))})(?!\w)")
            if self._names
            else None
        )

    def __call__(self, gold: str | None, pred: str | None) -> bool:
        """Return whether the gold argument and the predicted one are the same."""
        if gold is None or pred is None:
            return gold is pred
        if gold in self._gold and pred in self._pred:
            return self.exactly(gold, pred)
        return jaccard(words(gold), words(self._in_golds_words(pred))) >= MIN_IOU

    def exactly(self, gold: str | None, pred: str | None) -> bool:
        """Return whether two arguments are the same entity, or have the same words, articles and number aside."""
        return same_exactly(gold, pred) or (pred is not None and same_exactly(gold, self._in_golds_words(pred)))

    def _in_golds_words(self, pred: str) -> str:
        return self._inside.sub(lambda m: self._names[m[0]], pred) if self._inside else pred


def gold_names(gold: Article, pred: Article) -> dict[str, str]:
    """Return what gold calls a predicted concept, where it calls it something else.

    That is the name of more than half of the mentions, tagged alike by both, that were given the predicted one.
    """
    of_span = {(e.start, e.end): e.concept for e in gold.entities}
    called: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for e in pred.entities:
        if (name := of_span.get((e.start, e.end))) is not None:
            called[e.concept][name] += 1
    out = {}
    for concept, names in called.items():
        name, count = names.most_common(1)[0]
        if name != concept and 2 * count > names.total():
            out[concept] = name
    return out


def same_exactly(gold: str | None, pred: str | None) -> bool:
    """Whether two arguments have the same words, articles and number aside."""
    if gold is None or pred is None:
        return gold is pred
    return words(gold) == words(pred)


def jaccard(a: frozenset[str], b: frozenset[str]) -> float:
    """Return the share of words that two sets have in common."""
    return len(a & b) / len(a | b) if a or b else 1.0


@lru_cache(maxsize=65536)
def words(phrase: str) -> frozenset[str]:
    """Return the words of a phrase, lower-case, without articles and number.

    Examples
    --------
    >>> sorted(words("The NMDA receptors of memories"))
    ['memory', 'nmda', 'of', 'receptor']
    """
    return frozenset(singular(w) for w in _WORD.findall(phrase.lower()) if w not in _ARTICLES)


def singular(word: str) -> str:
    """Return a word without its plural ending, by rule.

    Examples
    --------
    >>> [singular(w) for w in ("synapses", "memories", "illnesses", "stress", "psychosis", "anxiolytics")]
    ['synapse', 'memory', 'illness', 'stress', 'psychosis', 'anxiolytic']
    """
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes", "zzes")):
        return word[:-2]
    return word[:-1]
