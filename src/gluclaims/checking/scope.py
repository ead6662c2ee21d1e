"""Whom, where and under what conditions: whether a fact's scope covers a claim's."""

from __future__ import annotations

import re
from dataclasses import dataclass

from gluclaims.checking.terms import Normalizer, Term, fold
from gluclaims.lexicons.predicates import populations

_GROUPS = {
    "child": r"\b(?:child(?:ren)?|kids?|boys?|girls?|infants?|bab(?:y|ies)|pa?ediatric)\b",
    "teen": r"\b(?:adolescents?|teen(?:ager)?s?|youths?|young people)\b",
    "elder": r"\b(?:elderly|older (?:adults?|people|patients)|seniors?|aged (?:65|55|60|70)\b.*|over (?:65|55|60|70))\b",
    "pregnant": r"\b(?:pregnant|breastfeeding|nursing)\b",
    "healthy": r"\bhealthy\b",
}
_FREE = re.compile(
    r"\b(?:some|certain|many|most|few|individuals?|people|patients?|persons?|adults?|humans?|everyone|men|women|volunteers?|users?)\b"
)


@dataclass(frozen=True, slots=True)
class Population:
    """Whom a claim or fact is about."""

    species: str | None = None
    groups: frozenset[str] = frozenset()
    concepts: frozenset[str] = frozenset()

    @property
    def general(self) -> bool:
        """Whether people at large are meant."""
        return self.species in (None, "human") and not self.groups and not self.concepts


def read_population(text: str | None, normalize: Normalizer, species: str | None = None) -> Population:
    """Read a population phrase."""
    if not text:
        return Population(species)
    folded = fold(text)
    groups = frozenset(name for name, pattern in _GROUPS.items() if re.search(pattern, folded))
    kinds = populations()
    found = [kinds[w] for w in re.findall(r"[a-z]+", folded) if w in kinds]
    if "animal" in found or "in_vitro" in found:
        species = "animal" if "animal" in found else "in_vitro"
    elif found:
        species = "human"
    concepts = frozenset(c for c, is_concept in normalize.segments(folded) if is_concept)
    return Population(species, groups, concepts)


@dataclass(frozen=True, slots=True)
class Fit:
    """How a fact's scope fits a claim's.

    Attributes
    ----------
    supports : bool
        Whether the fact, true in its scope, makes the claim true in its own.
    opposes : bool
        Whether the fact's opposite there would make the claim false.
    words : str
        The difference, in words.
    """

    supports: bool = True
    opposes: bool = True
    words: str = ""


def population_fit(claim: Population, fact: Population, implied: frozenset[str], mechanism: bool = False) -> Fit:
    """Compare populations; ``implied`` are the concepts that the statement itself is about.

    Below the clinical level (`mechanism`) an animal finding speaks against its opposite, though not for itself in people.
    """
    c_concepts, f_concepts = claim.concepts - implied, fact.concepts - implied
    if fact.species == "animal" and claim.species != "animal":
        return Fit(False, mechanism and claim.general, "shown in animals")
    if fact.species == "in_vitro" and claim.species not in ("animal", "in_vitro"):
        return Fit(True, True, "shown in cells")
    if claim.species == "animal" and fact.species == "human" and (fact.groups or fact.concepts):
        return Fit(True, False, "shown in people")
    extra_groups = fact.groups - claim.groups if not fact.groups & claim.groups else frozenset[str]()
    if "child" in claim.groups and fact.groups and not fact.groups & {"child", "teen"}:
        return Fit(False, False, "shown in another age group")
    if extra_groups:
        return Fit(False, False, f"shown in {_words(extra_groups)}")
    if f_concepts and not f_concepts & c_concepts:
        return Fit(False, False, f"shown in people with {', '.join(sorted(f_concepts))}")
    narrower = claim.groups - fact.groups - {"healthy"}
    if narrower or (c_concepts - f_concepts):
        return Fit(True, False, "")
    if claim.species == "animal" and fact.species != "animal":
        return Fit(True, False, "")
    return Fit()


def _words(groups: frozenset[str]) -> str:
    names = {
        "child": "children",
        "teen": "adolescents",
        "elder": "older adults",
        "pregnant": "pregnancy",
        "healthy": "healthy people",
    }
    return ", ".join(names[g] for g in sorted(groups))


def location_fit(claim: Term, fact: Term, normalize: Normalizer, strict: bool) -> Fit:
    """Compare regions; ``strict`` where a finding in one region says nothing of the brain at large."""
    if fact.empty or fact.concept in ("brain", "central nervous system"):
        return Fit(
            not (strict and not claim.empty),
            not (strict and not claim.empty),
            "not shown for this region" if strict and not claim.empty else "",
        )
    if claim.empty or claim.key == fact.key:
        return Fit(True, not claim.empty, "")
    above_fact = normalize.lexicon.ancestors(fact.concept or "")
    above_claim = normalize.lexicon.ancestors(claim.concept or "")
    if claim.concept in above_fact:
        return Fit(True, False, "")
    if fact.concept in above_claim:
        return Fit(not strict, True, f"shown for the {fact.text}" if strict else "")
    return Fit(False, False, f"shown for the {fact.text}")
