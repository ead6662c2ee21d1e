"""Which of the claims that two parsers give are claims: a linear model that rates each, and picks sentence by sentence.

The trained parser and the token patterns cut a long sentence up differently, and each is right where the other fails.
Both readings are extracted; the model rates every claim by its shape (where it begins and ends, what stands around it,
how many finite verbs it holds, which words, whether the other reading has it too). A sentence takes the reading whose claims are
rated higher together; a claim that the other reading has in a place of its own is added, an improbable one left out.
The fast pipeline has one reading, and a model of its own that only leaves out.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, pairwise

from gluclaims.annotating.clauses import FINITE, ParsedSentence
from gluclaims.annotating.extracting import Draft
from gluclaims.annotating.judging import CueInScope
from gluclaims.annotating.models import Features, LinearModel
from gluclaims.lexicons.tables import word_set

#: Models: of claims when both readings are there, and when one stands alone.
BOTH, ALONE = "both", "alone"
MODELS = (BOTH, ALONE)
_JOINTS = word_set("selecting.joints")
_SAME = 0.5
_ENTITY = "<e>"


@dataclass(frozen=True, slots=True)
class Reading:
    """The claims that one parser's sentences give."""

    sentences: Sequence[ParsedSentence]
    drafts: Sequence[Draft]
    scopes: Mapping[int, Sequence[CueInScope]] = field(default_factory=dict)
    text: str = ""

    def cues(self, sentence: int) -> Sequence[CueInScope]:
        """Return the cues of a sentence, with their tokens in this reading."""
        return self.scopes.get(sentence, ())

    def words(self, sentence: int) -> str:
        """Return the text of a sentence."""
        s = self.sentences[sentence]
        return self.text[s.starts[0] : s.ends[-1]]


@dataclass(frozen=True, slots=True)
class Limits:
    """How probable a claim must be.

    Attributes
    ----------
    even : float
        Claims above it speak for their reading, claims below against it.
    drop : float
        Claims below it are left out.
    add : float
        Claims of the other reading above it are added where they overlap none by half.
    """

    even: float = 0.3
    drop: float = 0.0
    add: float = 2.0


class Shapes:
    """The features of an article's claims: one row a claim, reading by reading."""

    def __init__(self, readings: Sequence[Reading]) -> None:
        self.readings = readings
        self._by_sentence: list[dict[int, list[int]]] = []
        for reading in readings:
            places: dict[int, list[int]] = {}
            for i, d in enumerate(reading.drafts):
                places.setdefault(d.sentence, []).append(i)
            self._by_sentence.append(places)

    def blind(self, reading: int, sentence: int) -> bool:
        """Tell whether a reading sees no finite verb in a sentence where the other does: it has no say there."""
        if len(self.readings) < 2:
            return False
        mine, theirs = (self.readings[k].sentences[sentence].tags for k in (reading, 1 - reading))
        return FINITE.isdisjoint(mine) and not FINITE.isdisjoint(theirs)

    def rival(self, reading: int, index: int) -> Draft | None:
        """Return the other reading's claim that overlaps a claim most, by half at least."""
        if len(self.readings) < 2:
            return None
        draft = self.readings[reading].drafts[index]
        other = self.readings[1 - reading]
        theirs = [other.drafts[j] for j in self.claims(1 - reading, draft.sentence)]
        best = max(
            theirs,
            key=lambda o: (overlap(draft, o), o.subject == draft.subject, o.object == draft.object),
            default=None,
        )
        return best if best is not None and overlap(draft, best) >= _SAME else None

    def sentences(self) -> list[int]:
        """Return the numbers of the sentences that have a claim in some reading."""
        return sorted(set(chain.from_iterable(self._by_sentence)))

    def claims(self, reading: int, sentence: int) -> Sequence[int]:
        """Return the indices of a sentence's claims in a reading."""
        return self._by_sentence[reading].get(sentence, ())

    def rows(self) -> Iterator[tuple[int, int, Features]]:
        """Yield reading, index and features of each claim."""
        for k, reading in enumerate(self.readings):
            for i in range(len(reading.drafts)):
                yield k, i, self._features(k, i)

    def _features(self, k: int, i: int) -> Features:
        reading = self.readings[k]
        d = reading.drafts[i]
        s = reading.sentences[d.sentence]
        f = self._labels(d)
        inside = range(bisect_left(s.starts, d.start), bisect_left(s.starts, d.end))
        if not inside:
            return f
        first, last, size = inside[0], inside[-1], len(inside)
        finite = sum(s.tags[t] in FINITE for t in inside)
        joined = any(s.low[t] in _JOINTS and s.low[t - 1] == "," for t in inside[1:])
        mine = [j for j in self.claims(k, d.sentence) if j != i]
        near = max((overlap(d, reading.drafts[j]) for j in mine), default=0.0)
        within = any(_holds(reading.drafts[j], d) for j in mine)
        before, after = (first - 1 if first else None), (last + 1 if last + 1 < len(s) else None)
        for name in (
            f"first tag {s.tags[first]}",
            f"first {s.low[first]}",
            f"last tag {s.tags[last]}",
            f"last {s.low[last]}",
            f"before {'^' if before is None else s.low[before]}",
            f"before tag {'^' if before is None else s.tags[before]}",
            f"after {'$' if after is None else s.low[after]}",
            f"after tag {'$' if after is None else s.tags[after]}",
            f"finite {min(finite, 4)}",
            f"finite {min(finite, 4)} {d.clause.kind}",
            f"size {_bucket(size, (2, 3, 4, 6, 8, 12, 16, 22, 30))}",
            f"share {int(5 * size / len(s))}",
            f"sentence {_bucket(len(s), (6, 12, 20, 30, 40))}",
            f"commas {min(sum(s.low[t] == ',' for t in inside), 4)}",
            f"joined {joined}",
            f"near {_bucket(near, (0.3, 0.5, 0.8, 0.999))}",
            f"within {within}",
            f"reading {k}",
        ):
            f[name] = 1.0
        self._words(f, s, first, last + 1)
        self._agreement(f, k, d)
        return f

    @staticmethod
    def _words(f: dict[str, float], s: ParsedSentence, first: int, end: int) -> None:
        """Add the words of the claim, those around it, and how its sentence begins and ends."""
        words = _masked(s, first, end)
        for word in words:
            f[f"word {word}"] = 0.5
        for pair in pairwise(words):
            f[f"words {pair[0]} {pair[1]}"] = 0.5
        for word in chain(_masked(s, 0, first), _masked(s, end, len(s))):
            f[f"around {word}"] = 0.3
        opening = _masked(s, 0, min(4, len(s)))
        for size in (1, 2, 3):
            f[f"opens {' '.join(opening[:size])}"] = 0.5
        f[f"closes {s.low[-1]}"] = 0.5

    @staticmethod
    def _labels(d: Draft) -> dict[str, float]:
        names = (
            f"clause {d.clause.kind}", f"clause {d.clause.kind} {d.relation}", f"certainty {d.certainty}", f"polarity {d.polarity}",
            f"strength {d.strength}", f"type {d.type}", f"relation {d.relation}", f"{d.type} {d.relation}",
            f"attribution {d.attribution}", f"group {d.frame.group or ''}", f"predicate {d.frame.lemma}",
            f"subject {d.subject_label if d.subject else 'null'}", f"object {d.object_label if d.object else 'null'}",
        )  # fmt: skip
        return dict.fromkeys(names, 1.0)

    def _agreement(self, f: dict[str, float], k: int, d: Draft) -> None:
        """Add how the other reading sees it."""
        if len(self.readings) < 2 or self.blind(1 - k, d.sentence):
            return
        other = self.readings[1 - k]
        theirs = [other.drafts[j] for j in self.claims(1 - k, d.sentence)]
        best = max(theirs, key=lambda o: overlap(d, o), default=None)
        share = overlap(d, best) if best is not None else 0.0
        level = _bucket(share, (0.2, 0.5, 0.7, 0.9, 0.999))
        f[f"agree {level}"] = f[f"agree {level} {k}"] = f[f"agree {level} {k} {d.clause.kind}"] = 1.0
        f[f"counts {min(len(self.claims(k, d.sentence)), 5)} {min(len(theirs), 5)}"] = 1.0
        if best is not None and share >= _SAME:
            for name in ("relation", "type", "subject", "object"):
                f[f"same {name} {getattr(best, name) == getattr(d, name)}"] = 1.0


@dataclass(frozen=True)
class Selector:
    """Selects an article's claims from its readings.

    Parameters
    ----------
    models : mapping of str to LinearModel
        ``both`` and ``alone``; classes false and real. Without a model the first reading stands as it is.
    limits : mapping of str to Limits
        By model.
    """

    models: Mapping[str, LinearModel] = field(default_factory=dict)
    limits: Mapping[str, Limits] = field(default_factory=dict)

    def select(self, readings: Sequence[Reading]) -> list[Draft]:
        """Return the claims in text order; each knows its reading (``Draft.reading``)."""
        name = BOTH if len(readings) > 1 else ALONE
        if name not in self.models:
            return list(readings[0].drafts)
        shapes = Shapes(readings)
        rows = list(shapes.rows())
        if not rows:
            return []
        found = self.models[name].probabilities([row for _, _, row in rows])[:, 1]
        return choose(shapes, {(k, i): float(p) for (k, i, _), p in zip(rows, found, strict=True)}, self.limits[name])


def choose(shapes: Shapes, rating: Mapping[tuple[int, int], float], limits: Limits) -> list[Draft]:
    """Return the claims that stand, given the probability of each."""
    kept: list[tuple[int, int]] = []
    count = len(shapes.readings)
    for number in shapes.sentences():
        seeing = [k for k in range(count) if not shapes.blind(k, number)]
        votes = {k: sum(rating[k, i] - limits.even for i in shapes.claims(k, number)) for k in seeing}
        best = max(seeing, key=lambda k: (votes[k], -k))
        here = [(best, i) for i in shapes.claims(best, number) if rating[best, i] >= limits.drop]
        for k in seeing:
            if k == best:
                continue
            for i in shapes.claims(k, number):
                draft = shapes.readings[k].drafts[i]
                clear = all(overlap(draft, shapes.readings[a].drafts[b]) <= _SAME for a, b in here)
                if clear and rating[k, i] >= limits.add:
                    here.append((k, i))
        kept += here
    drafts = [replace(shapes.readings[k].drafts[i], reading=k, rival=shapes.rival(k, i)) for k, i in kept]
    drafts.sort(key=lambda d: (d.start, d.end))
    return drafts


def _masked(s: ParsedSentence, first: int, end: int) -> list[str]:
    """Return lower-case words, each entity as one sign: what a claim says counts here, not what it is about."""
    found = []
    last = -1
    for t in range(first, end):
        entity = s.entity[t]
        if entity < 0:
            found.append(s.low[t])
        elif entity != last:
            found.append(_ENTITY)
        last = entity
    return found


def overlap(a: Draft, b: Draft) -> float:
    """Return the share of characters that two claims have in common."""
    common = min(a.end, b.end) - max(a.start, b.start)
    return max(0.0, common / (max(a.end, b.end) - min(a.start, b.start)))


def _holds(outer: Draft, inner: Draft) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end and outer.end - outer.start > inner.end - inner.start


def _bucket(value: float, edges: Sequence[float]) -> int:
    return sum(value >= edge for edge in edges)
