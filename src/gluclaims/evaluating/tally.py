"""Counting: what one pair of articles adds to every figure.

A tally is additive: the tally of a corpus is the sum of its articles' tallies, and a bootstrap resample is a
weighted sum. No figure is computed here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np

from gluclaims.errors import RecordError
from gluclaims.evaluating.matching import (
    Pair,
    SameArgument,
    count_exact,
    count_overlap,
    match_claims,
    match_sentences,
)
from gluclaims.evaluating.scores import Array, reliability_bins
from gluclaims.labels import CLAIM_FIELDS, labels
from gluclaims.records import Article, Claim, Span

#: How a label that is null is written in matrices and reports.
NULL = "null"
#: Claim fields with calibrated probabilities by label in ``scores``.
SCORED_FIELDS = ("certainty", "strength")


@lru_cache(maxsize=len(CLAIM_FIELDS))
def axis(name: str) -> tuple[str, ...]:
    """Return the labels of a claim field as a confusion matrix orders them, null last."""
    known = labels()
    return known.of(name) + ((NULL,) if known.default.get(name, "") is None else ())


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing that is wrong in one place.

    Attributes
    ----------
    article : str
        Id of the article.
    layer : str
        The layer it counts for, as figures are named (``"entities"``, ``"certainty"``, ...).
    start, end : int
        Where, in code points.
    gold, pred : str or None
        What stands in gold and what was predicted; None where one side has nothing.
    about : str
        The text, or the statement of the claim.
    """

    article: str
    layer: str
    start: int
    end: int
    gold: str | None
    pred: str | None
    about: str

    def to_dict(self) -> dict[str, Any]:
        """Return the mistake as a JSON object."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Tally:
    """The counts of one article pair.

    Attributes
    ----------
    article, genre : str
        Id and genre (``style`` of the gold record, else ``"-"``).
    counts : dict
        Arrays by key: ``prf/...``, ``conf/...``, ``rate/...``, ``bins/...`` (see `scores`).
    accusations : list of (float, bool)
        Each claim predicted CONTRADICTED: confidence, and whether gold says so too.
    mistakes : list of Mistake
        Every difference, in text order.
    """

    article: str
    genre: str
    counts: dict[str, Array]
    accusations: list[tuple[float, bool]] = field(default_factory=list)
    mistakes: list[Mistake] = field(default_factory=list)


def total(tallies: Iterable[Tally]) -> dict[str, Array]:
    """Add up the counts of several articles."""
    out: dict[str, Array] = {}
    for tally in tallies:
        for key, value in tally.counts.items():
            out[key] = out[key] + value if key in out else value
    return out


def genre_of(article: Article) -> str:
    """Return the genre of a gold article (its key ``style`` or ``genre``), ``"-"`` where it names none."""
    return str(article.extra.get("style") or article.extra.get("genre") or "-")


def compare(gold: Article, pred: Article) -> Tally:
    """Count where one predicted article agrees with gold.

    Raises
    ------
    RecordError
        If the texts differ, or a label is unknown.
    """
    if pred.error is None and gold.text != pred.text:
        raise RecordError(f"{gold.id}: gold and prediction annotate different texts; align them first (--align)")
    if pred.error is not None:
        pred = Article(gold.id, gold.text)
    return _Comparison(gold, pred).run()


class _Comparison:
    def __init__(self, gold: Article, pred: Article) -> None:
        self.gold, self.pred = gold, pred
        self.counts: dict[str, Array] = {}
        self.mistakes: list[Mistake] = []

    def run(self) -> Tally:
        self._entities()
        self._cues()
        self._sentences()
        pairs = match_claims(self.gold, self.pred)
        self._claim_spans(pairs)
        self._claim_fields(pairs)
        self._arguments(pairs)
        accusations = self._end_to_end(pairs)
        self._scores(pairs)
        self.mistakes.sort(key=lambda m: (m.start, m.end))
        return Tally(self.gold.id, genre_of(self.gold), self.counts, accusations, self.mistakes)

    def _prf(self, key: str, counts: tuple[int, int, int]) -> None:
        self.counts[f"prf/{key}"] = np.array(counts, dtype=float)

    def _rate(self, key: str, hits: int, of: int) -> None:
        self.counts[f"rate/{key}"] = np.array((hits, of), dtype=float)

    def _wrong(self, layer: str, at: Span | Any, gold: str | None, pred: str | None, about: str) -> None:
        self.mistakes.append(Mistake(self.gold.id, layer, at.start, at.end, gold, pred, about))

    # -- spans ----------------------------------------------------------------------------------------------------

    def _entities(self) -> None:
        gold, pred = self.gold.entities, self.pred.entities
        self._prf("entities", count_exact(map(_entity_key, gold), map(_entity_key, pred)))
        self._prf("entities-overlap", count_overlap(gold, pred, lambda e: e.label))  # type: ignore[attr-defined]
        for label in labels().entity:
            g, p = [e for e in gold if e.label == label], [e for e in pred if e.label == label]
            self._prf(f"entities:{label}", count_exact(map(_entity_key, g), map(_entity_key, p)))
        in_gold, in_pred = {_entity_key(e): e for e in gold}, {_entity_key(e): e for e in pred}
        both = [(in_gold[key], in_pred[key]) for key in in_gold if key in in_pred]
        self._rate("concept", sum(e.concept == f.concept for e, f in both), len(both))
        for e, f in both:
            if e.concept != f.concept:
                self._wrong("concept", e, e.concept, f.concept, e.text)
        for key, e in in_gold.items():
            if key not in in_pred:
                self._wrong("entities", e, e.label, None, e.text)
        for key, e in in_pred.items():
            if key not in in_gold:
                self._wrong("entities", e, None, e.label, e.text)

    def _cues(self) -> None:
        gold, pred = self.gold.cues, self.pred.cues
        g_keys, p_keys = [(c.start, c.end, c.kind) for c in gold], [(c.start, c.end, c.kind) for c in pred]
        self._prf("cues", count_exact(g_keys, p_keys))
        self._prf("cues-without-kind", count_exact([k[:2] for k in g_keys], [k[:2] for k in p_keys]))
        self._prf("cues-overlap", count_overlap(gold, pred, lambda c: c.kind))  # type: ignore[attr-defined]
        for kind in labels().cue:
            self._prf(
                f"cues:{kind}", count_exact([k for k in g_keys if k[2] == kind], [k for k in p_keys if k[2] == kind])
            )
        for cue in gold:
            if (cue.start, cue.end, cue.kind) not in p_keys:
                self._wrong("cues", cue, cue.kind, None, cue.text)
        for cue in pred:
            if (cue.start, cue.end, cue.kind) not in g_keys:
                self._wrong("cues", cue, None, cue.kind, cue.text)

    def _sentences(self) -> None:
        gold = self.gold.sentences
        pred = self.pred.sentences or (gold if self.pred.claims else ())
        self._prf("sentences", count_exact(gold, pred))
        pairs = match_sentences(gold, pred)
        g_claims, p_claims = _holds_claim(gold, self.gold.claims), _holds_claim(pred, self.pred.claims)
        for key, wanted in (("claim-sentences", True), ("empty-sentences", False)):
            both = sum(g_claims[i] is wanted and p_claims[j] is wanted for i, j in pairs)
            self._prf(key, (both, p_claims.count(wanted) - both, g_claims.count(wanted) - both))
        words = {True: "a claim", False: "no claim"}
        for i, j in pairs:
            if g_claims[i] is not p_claims[j]:
                s = gold[i]
                about = self.gold.text[s.start : s.end]
                self._wrong("claim-sentences", s, words[g_claims[i]], words[p_claims[j]], about)

    # -- claims ---------------------------------------------------------------------------------------------------

    def _claim_spans(self, pairs: Sequence[Pair]) -> None:
        gold, pred = self.gold.claims, self.pred.claims
        self._prf("claim-spans", (len(pairs), len(pred) - len(pairs), len(gold) - len(pairs)))
        self._prf("claim-spans-exact", count_exact([(c.start, c.end) for c in gold], [(c.start, c.end) for c in pred]))
        found, made = {p.gold for p in pairs}, {p.pred for p in pairs}
        for i, claim in enumerate(gold):
            if i not in found:
                self._wrong("claim-spans", claim, claim.text, None, claim.statement or claim.text)
        for j, claim in enumerate(pred):
            if j not in made:
                self._wrong("claim-spans", claim, None, claim.text, claim.statement or claim.text)

    def _claim_fields(self, pairs: Sequence[Pair]) -> None:
        for name in CLAIM_FIELDS:
            order = {label: i for i, label in enumerate(axis(name))}
            matrix = np.zeros((len(order), len(order)))
            for g, p in self._claims(pairs):
                a, b = getattr(g, name) or NULL, getattr(p, name) or NULL
                try:
                    matrix[order[a], order[b]] += 1
                except KeyError as error:
                    raise RecordError(f"{self.gold.id}: unknown {name} {error.args[0]!r}") from None
                if a != b:
                    self._wrong(name, g, a, b, g.statement or g.text)
            self.counts[f"conf/{name}"] = matrix
        signs = [(g, p) for g, p in self._claims(pairs) if _sign_differs(g, p)]
        self._rate("sign-errors", len(signs), len(pairs))
        for g, p in signs:
            self._wrong("sign-errors", g, _sign(g), _sign(p), g.statement or g.text)

    def _arguments(self, pairs: Sequence[Pair]) -> None:
        same = SameArgument(self.gold, self.pred)
        for name in ("subject", "object", "population"):
            hits = exact = 0
            for g, p in self._claims(pairs):
                a, b = getattr(g, name), getattr(p, name)
                exact += same.exactly(a, b)
                if same(a, b):
                    hits += 1
                else:
                    self._wrong(name, g, a, b, g.statement or g.text)
            self._rate(name, hits, len(pairs))
            self._rate(f"{name}-exact", exact, len(pairs))
        hits = 0
        for g, p in self._claims(pairs):
            hits += (agree := same.exactly(g.location, p.location))
            if not agree:
                self._wrong("location", g, g.location, p.location, g.statement or g.text)
        self._rate("location", hits, len(pairs))
        links = (count_exact(_links(self.gold, g), _links(self.pred, p)) for g, p in self._claims(pairs))
        self._prf("cue-links", _sum(links))
        self._prf("flags", _sum(count_exact(g.flags, p.flags) for g, p in self._claims(pairs)))

    def _end_to_end(self, pairs: Sequence[Pair]) -> list[tuple[float, bool]]:
        """Figures in which a claim that was not found, or not there, counts as wrong."""
        tests = {"hedged": is_hedged, "negated": is_negated, "contradicted": is_contradicted}
        for key, test in tests.items():
            g_side, p_side = [test(c) for c in self.gold.claims], [test(c) for c in self.pred.claims]
            both = sum(g_side[pair.gold] and p_side[pair.pred] for pair in pairs)
            self._prf(key, (both, sum(p_side) - both, sum(g_side) - both))
            matched = [(g_side[pair.gold], p_side[pair.pred]) for pair in pairs]
            self._prf(
                f"{key}-matched",
                (both, sum(p and not g for g, p in matched), sum(g and not p for g, p in matched)),
            )
        right = sum(g.verdict == p.verdict for g, p in self._claims(pairs))
        self._prf("verdict-end-to-end", (right, len(self.pred.claims) - right, len(self.gold.claims) - right))
        of_pred = {pair.pred: self.gold.claims[pair.gold] for pair in pairs}
        accusations = []
        for j, claim in enumerate(self.pred.claims):
            if is_contradicted(claim):
                g = of_pred.get(j)
                accusations.append((confidence(claim), g is not None and is_contradicted(g)))
        return accusations

    def _scores(self, pairs: Sequence[Pair]) -> None:
        for name in SCORED_FIELDS:
            sure: list[float] = []
            right: list[bool] = []
            for g, p in self._claims(pairs):
                by_label = p.scores.get(name)
                if isinstance(by_label, Mapping) and by_label:
                    best = max(by_label, key=lambda label: float(by_label[label]))
                    sure.append(float(by_label[best]))
                    right.append(best == getattr(g, name))
            self.counts[f"bins/{name}"] = reliability_bins(sure, right)
        made = {pair.pred for pair in pairs}
        scored = [(float(c.scores["claim"]), j in made) for j, c in enumerate(self.pred.claims) if "claim" in c.scores]
        self.counts["bins/claim"] = reliability_bins([s for s, _ in scored], [r for _, r in scored])

    def _claims(self, pairs: Sequence[Pair]) -> Iterable[tuple[Claim, Claim]]:
        return ((self.gold.claims[pair.gold], self.pred.claims[pair.pred]) for pair in pairs)


def is_hedged(claim: Claim) -> bool:
    """Whether a claim is put forward as less than fact; gaps, which put nothing forward, aside."""
    return claim.certainty != labels().certainty[-1] and claim.type != "RESEARCH_GAP"


def is_negated(claim: Claim) -> bool:
    """Whether a claim denies its relation."""
    return claim.polarity == "NEGATED"


def is_contradicted(claim: Claim) -> bool:
    """Whether the verdict says that the claim is wrong."""
    return claim.verdict == "CONTRADICTED"


def confidence(claim: Claim) -> float:
    """Return how sure the prediction is of its verdict: ``scores.verdict``, else ``scores.claim``, else 1."""
    score = claim.scores.get("verdict", claim.scores.get("claim", 1.0))
    return float(score.get(claim.verdict, 0.0) if isinstance(score, Mapping) else score)


def _entity_key(e: Any) -> tuple[int, int, str]:
    return e.start, e.end, e.label


def _links(article: Article, claim: Claim) -> list[tuple[int, int]]:
    return [(article.cues[i].start, article.cues[i].end) for i in claim.cues]


def _sum(counts: Iterable[tuple[int, int, int]]) -> tuple[int, int, int]:
    tp = fp = fn = 0
    for a, b, c in counts:
        tp, fp, fn = tp + a, fp + b, fn + c
    return tp, fp, fn


def _holds_claim(sentences: Sequence[Span], claims: Sequence[Claim]) -> list[bool]:
    return [any(c.start < s.end and s.start < c.end for c in claims) for s in sentences]


def _sign(claim: Claim) -> str:
    return f"{claim.polarity} {claim.direction}"


def _sign_differs(gold: Claim, pred: Claim) -> bool:
    swapped = {gold.direction, pred.direction} == {"INCREASE", "DECREASE"}
    return swapped or gold.polarity != pred.polarity
