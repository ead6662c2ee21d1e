"""Which cues bear on which claims: a linear model over where a cue and a claim stand to each other.

The rules of `extracting` read scope off the clauses. Clauses are cut wrongly where sentences are long; the model weighs
the rules' answer with plain position: is the cue inside the claim, inside a smaller claim, before it in a matrix, which
kind of cue is it. Certainty, polarity, strength, attribution and hedging are then composed anew from the cues that bear.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from gluclaims.annotating.bearing import own_condition, reaches
from gluclaims.annotating.clauses import FINITE, ParsedSentence
from gluclaims.annotating.extracting import Draft
from gluclaims.annotating.judging import CueInScope, composed
from gluclaims.annotating.models import Features, LinearModel
from gluclaims.annotating.selecting import Reading

LINK = "link"
#: What cues bear on these is a matter of their type (guidelines, sections 4, 8 and 9); the rules know.
SETTLED = frozenset(("QUESTION", "RESEARCH_GAP", "ADVICE", "RESEARCH_ACTIVITY"))


@dataclass(frozen=True, slots=True)
class Pair:
    """A claim, a cue of its sentence, and what speaks for or against a link."""

    draft: int
    cue: CueInScope
    features: Features


def pairs(readings: Sequence[Reading], drafts: Sequence[Draft]) -> Iterator[Pair]:
    """Yield every claim with every cue of its sentence, but for the claims whose type settles the matter."""
    by_sentence: dict[int, list[Draft]] = {}
    for d in drafts:
        by_sentence.setdefault(d.sentence, []).append(d)
    for number, draft in enumerate(drafts):
        if draft.type in SETTLED:
            continue
        reading = readings[draft.reading]
        s = reading.sentences[draft.sentence]
        for cue in reading.cues(draft.sentence):
            if cue.kind != "QUESTION":
                yield Pair(number, cue, _features(s, draft, cue, by_sentence[draft.sentence]))


def _features(s: ParsedSentence, d: Draft, cue: CueInScope, siblings: Sequence[Draft]) -> Features:
    ruled = cue.index in d.cues
    start, end = s.starts[cue.first], s.ends[cue.last - 1]
    place = (
        "in"
        if d.start <= start and end <= d.end
        else "before"
        if end <= d.start
        else "after"
        if start >= d.end
        else "cross"
    )
    holders = [o for o in siblings if o.start <= start and end <= o.end]
    smallest = min((o.end - o.start for o in holders), default=0)
    nest = "none" if not holders else "mine" if place == "in" and d.end - d.start == smallest else "other"
    own = cue.first in d.clause.tokens
    at = d.frame.predicate
    low, high = sorted((cue.first, at))
    between = range(low + 1, high)
    finite = min(sum(s.tags[t] in FINITE for t in between), 3)
    commas = min(sum(s.low[t] in (",", ";", ":", "—", "–") for t in between), 3)
    head = s.heads[cue.last - 1]
    tie = "self" if cue.first <= at < cue.last else "child" if head == at else "own" if own else "far"
    side = "left" if cue.first < at else "right"
    kind, text = cue.kind, cue.text
    names = (
        f"{kind}", f"{kind} rule {ruled}", f"rule {ruled}", f"{text} rule {ruled}", f"{text}", f"{text} {place}",
        f"{kind} {place} {ruled}", f"{kind} {nest} {place}", f"{kind} {nest} {ruled}", f"{kind} {tie} {ruled}", f"{kind} {tie} {place}",
        f"{kind} {side} finite {finite}", f"{kind} {side} commas {commas}", f"{kind} {place} finite {finite} {ruled}",
        f"{kind} own {own} {ruled}", f"{kind} {d.clause.kind} {place}", f"{kind} {d.type}", f"{kind} {d.relation}",
        f"{kind} scope {cue.scope} {place}", f"{kind} level {cue.level}", f"{kind} claims {min(len(siblings), 4)} {place}",
        f"{kind} far {min(abs(cue.first - at) // 3, 6)} {place}",
        f"{kind} opens {start - d.start < 3 if place == 'in' else None}",
        f"{kind} before {s.low[cue.first - 1] if cue.first else '^'}", f"{kind} after {s.low[cue.last] if cue.last < len(s) else '$'}",
    )  # fmt: skip
    return dict.fromkeys(names, 1.0)


@dataclass(frozen=True)
class CueLinker:
    """Links cues to claims.

    Parameters
    ----------
    models : mapping of str to LinearModel
        ``link``: classes apart and bears. Without it the rules' links stand.
    add, keep : float
        A link that the rules have not is made where its probability is greater than `add`; one that they have stays
        where it is greater than `keep`.
    """

    models: Mapping[str, LinearModel] = field(default_factory=dict)
    add: float = 0.65
    keep: float = 0.35

    def bears(self, probability: float, ruled: bool) -> bool:
        """Tell whether a cue bears on a claim, given the probability and the rules' answer."""
        return probability > (self.keep if ruled else self.add)

    def link(self, readings: Sequence[Reading], drafts: Sequence[Draft]) -> None:
        """Set the cues of the drafts and what is composed from them."""
        if LINK not in self.models:
            return
        found = list(pairs(readings, drafts))
        scores = self.models[LINK].probabilities([p.features for p in found])[:, 1] if found else ()
        bearing: dict[int, list[CueInScope]] = {n: [] for n, d in enumerate(drafts) if d.type not in SETTLED}
        for pair, score in zip(found, scores, strict=True):
            if self.bears(float(score), pair.cue.index in drafts[pair.draft].cues):
                draft = drafts[pair.draft]
                s = readings[draft.reading].sentences[draft.sentence]
                if not reaches(s, pair.cue, draft.clause.head, (draft.start, draft.end)):
                    continue
                bearing[pair.draft].append(own_condition(s, draft.clause, pair.cue))
        for number, cues in bearing.items():
            draft = drafts[number]
            if sorted(c.index for c in cues) != sorted(draft.cues):
                compose(draft, cues, readings[draft.reading])


def compose(draft: Draft, cues: Sequence[CueInScope], reading: Reading) -> None:
    """Compose anew what a draft owes to the cues that bear on it."""
    rebutted = reading.sentences[draft.sentence].rebutted
    found = composed(draft.type, draft.frame, cues, reading.words(draft.sentence), rebutted)
    draft.certainty, draft.polarity, draft.strength = found.certainty, found.polarity, found.strength
    draft.attribution, draft.hedged = found.attribution, found.hedged
    draft.cues, draft.bearing = [c.index for c in cues], tuple(cues)
    draft.word_statement()
