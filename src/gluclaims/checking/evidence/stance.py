"""A guess at what an abstract says of a claim: supports, contradicts, or neither.

A linear model sees how much of the claim the best sentences have, and whether signs and negations agree; it sees none
of the claim's words, so that it cannot learn which claims annotators turned round. It is a guess: see the model's card.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import fsum  # sums that do not depend on the order of a set
from pathlib import Path

from gluclaims.annotating.models import Features, LinearModel, model_folder
from gluclaims.checking.evidence.terms import stems, words_of
from gluclaims.errors import DataError
from gluclaims.lexicons.predicates import predicate_lexicon, sign_words
from gluclaims.lexicons.tables import packaged_text, parse_table

STANCES = ("SUPPORTS", "CONTRADICTS", "NEUTRAL")
FOLDER = "en_stance"
FILE = "stance.npz"
#: So many sentences of an abstract are looked at, those that share most with the claim.
_SENTENCES = 3
#: A word of change bears on what stands at most so many words away.
_NEAR = 6
_ROLES = frozenset(("up", "down", "negation", "same", "hedge"))
#: Groups of predicates whose direction is that of their object's amount, activity or risk.
_SIGNED = frozenset(("increase", "decrease", "block", "activate", "worsen"))
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_NOT = re.compile(r"n['’]t\b")
_NO_EFFECT = re.compile(
    r"\bno (?:significant |evidence|differences?|effects?|associations?|relation|change|benefit|increase)",
    re.IGNORECASE,
)
Weight = Callable[[str], float]


@lru_cache(maxsize=1)
def stance_words() -> dict[str, frozenset[str]]:
    """Return the words of each role in ``stance-words.csv``.

    Raises
    ------
    DataError
        If a row has an unknown role or a word twice.
    """
    name = "stance-words.csv"
    found: dict[str, set[str]] = {role: set() for role in _ROLES}
    for row in parse_table(packaged_text("checking/evidence", name), name, ("form", "role")):
        if row["role"] not in _ROLES or not row["form"]:
            raise DataError(f"{name}: the row {row} has no form or an unknown role")
        if any(row["form"] in words for words in found.values()):
            raise DataError(f"{name}: {row['form']!r} stands there twice")
        found[row["role"]].add(row["form"])
    return {role: frozenset(words) for role, words in found.items()}


@lru_cache(maxsize=1)
def signs() -> dict[str, int]:
    """Return stem -> 1 or -1 of words that raise or lower: those of `stance_words`, of the predicates, of the adjectives."""
    lexicon, words = predicate_lexicon(), stance_words()
    found = dict.fromkeys(words["up"], 1) | dict.fromkeys(words["down"], -1)
    for lemma, readings in lexicon.verbs.items():
        directions = {p.group.direction for p in readings if p.group.name in _SIGNED} - {"NONE"}
        if len(directions) == 1:
            found.setdefault(lemma, 1 if directions == {"INCREASE"} else -1)
    for form, sign in sign_words().items():
        if sign and " " not in form:
            found.setdefault(form, sign)
    out: dict[str, int] = {}
    for form, sign in sorted(found.items()):
        out.setdefault(stems()[form], sign)
    out.pop("", None)
    return out


@dataclass(frozen=True)
class Reading:
    """What is seen of one sentence."""

    words: tuple[str, ...]
    stems: tuple[str, ...]
    content: frozenset[str]
    negated: bool
    signed: tuple[tuple[int, int], ...]
    numbers: frozenset[str]
    no_effect: bool


def read(sentence: str) -> Reading:
    """Read a sentence."""
    words = tuple(words_of(sentence))
    found = tuple(stems()[word] for word in words)
    negations = stance_words()["negation"]
    return Reading(
        words, found, frozenset(stem for stem in found if stem),
        any(word in negations for word in words) or _NOT.search(sentence) is not None,
        tuple((i, signs()[stem]) for i, stem in enumerate(found) if stem in signs()),
        frozenset(_NUMBER.findall(sentence)), _NO_EFFECT.search(sentence) is not None,
    )  # fmt: skip


def features(claim: str, sentences: Sequence[str], weight: Weight) -> Features:
    """Return what the model sees of a claim and an abstract.

    Parameters
    ----------
    claim : str
        The claim as a sentence.
    sentences : sequence of str
        The abstract's.
    weight : callable
        How much a stem tells; see `gluclaims.checking.evidence.EvidenceIndex.weight`.
    """
    asked = read(claim)
    total = fsum(map(weight, asked.content)) or 1.0
    readings = [read(sentence) for sentence in sentences]
    shares = [fsum(weight(stem) for stem in asked.content & r.content) / total for r in readings]
    best = sorted(range(len(readings)), key=lambda i: -shares[i])[:_SENTENCES]
    out: dict[str, float] = {}
    for rank, i in enumerate(best):
        for name, value in _pair(asked, readings[i], shares[i], weight).items():
            if rank == 0:
                out["best " + name] = value
            out["mean " + name] = out.get("mean " + name, 0.0) + value / _SENTENCES
    within = asked.content & frozenset().union(*(r.content for r in readings))
    out["share in all"] = len(within) / max(1, len(asked.content))
    return out


def _pair(claim: Reading, other: Reading, share: float, weight: Weight) -> dict[str, float]:
    """Return what is seen of a claim and one sentence; what does not hold is left out."""
    missing = max(map(weight, claim.content - other.content), default=0.0)
    found = {
        "share": share,
        "share squared": share * share,
        "overlap": len(claim.content & other.content) / max(1, len(claim.content | other.content)),
        "rarest missing": missing / (fsum(map(weight, claim.content)) or 1.0),
        "sentence negated": float(other.negated),
        "one negated": float(claim.negated != other.negated),
        "no effect": float(other.no_effect),
    }
    words = stance_words()
    for role in ("same", "hedge"):
        found[role] = float(any(word in words[role] for word in other.words))
    if claim.numbers:
        found["number found"] = float(bool(claim.numbers & other.numbers))
        found["other number"] = float(bool(claim.numbers - other.numbers) and bool(other.numbers))
    shared = [i for i, stem in enumerate(other.stems) if stem in claim.content and stem not in signs()]
    asked = {sign for _, sign in claim.signed}
    said = {sign for place, sign in other.signed if any(abs(place - i) <= _NEAR for i in shared)}
    if len(asked) == len(said) == 1:
        same = asked == said
        found["same sign"], found["other sign"] = float(same), float(not same)
        found["agrees"] = float(same == (claim.negated == other.negated))
        found["disagrees"] = 1.0 - found["agrees"]
    elif asked and said:
        found["mixed signs"] = 1.0
    elif asked or said:
        found["no sign in sentence" if asked else "no sign in claim"] = 1.0
    for name in ("one negated", "agrees", "disagrees", "same sign", "other sign"):
        found[f"{name}, by share"] = found.get(name, 0.0) * share
    mine, theirs = ({r.stems[i] for i, _ in r.signed} for r in (claim, other))
    found["word of sign shared"] = float(bool(mine & theirs))
    return {name: value for name, value in found.items() if value}


@dataclass(frozen=True)
class StanceModel:
    """Guesses the stance of abstracts."""

    model: LinearModel

    @classmethod
    def load(cls, folder: Path | None = None) -> StanceModel:
        """Load the model from a folder, the shipped one where left out."""
        return cls(LinearModel.load((folder or model_folder(FOLDER)) / FILE))

    def guess(self, claim: str, abstracts: Sequence[Sequence[str]], weight: Weight) -> list[tuple[str, float]]:
        """Return for each abstract the likeliest stance and its probability."""
        if not abstracts:
            return []
        found = self.model.probabilities([features(claim, sentences, weight) for sentences in abstracts])
        return [(self.model.classes[int(row.argmax())], float(row.max())) for row in found]
