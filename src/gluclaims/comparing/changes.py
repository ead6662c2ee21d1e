"""What changed between two wordings of a claim, and whether that makes it stronger or weaker."""

from __future__ import annotations

from dataclasses import dataclass

from gluclaims.comparing.aligning import changed_places
from gluclaims.comparing.words import content, correlational, sign_counts, species
from gluclaims.labels import labels
from gluclaims.records import Article, Claim, Span

_OPPOSITE = {"INCREASE": "DECREASE", "DECREASE": "INCREASE"}
#: What becomes more or less where a relation is stated without a direction.
_IMPLIED = {"CAUSES": "INCREASE", "PREVENTS": "DECREASE", "TREATS": "DECREASE"}
_CAUSAL = {"REGULATES", "TREATS", "CAUSES", "PREVENTS"}


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two wordings of a claim.

    Attributes
    ----------
    kind : str
        ``HEDGE_DROPPED``, ``HEDGE_ADDED``, ``CORRELATION_TO_CAUSE``, ``CAUSE_TO_CORRELATION``, ``CAUSE_FIRMER``,
        ``CAUSE_SOFTER``, ``POPULATION_WIDENED``, ``POPULATION_NARROWED``, ``POPULATION_CHANGED``,
        ``LOCATION_DROPPED``, ``LOCATION_ADDED``, ``LOCATION_CHANGED``, ``ANIMAL_TO_HUMAN``, ``SPECIES_DROPPED``,
        ``SPECIES_ADDED``, ``LIMIT_DROPPED``, ``LIMIT_ADDED``, ``DIRECTION_REVERSED``, ``NEGATION_REVERSED``.
    effect : int
        1 makes the claim stronger, -1 weaker, 0 neither.
    said : str
        The change in words.
    """

    kind: str
    effect: int
    said: str

    def to_dict(self) -> dict[str, str | int]:
        """Return the change as JSON shows it."""
        return {"kind": self.kind, "effect": self.effect, "said": self.said}


def changes(
    before: Claim, after: Claim, one: Article | None = None, other: Article | None = None
) -> tuple[Change, ...]:
    """Return what changed from `before` to `after`.

    Parameters
    ----------
    one, other : Article, optional
        The articles they stand in; with them, the sentence is searched for organisms, and cues for limits.
    """
    found = [
        *_reversed(before, after),
        *_certainty(before, after),
        *_species(before, after, one, other),
        *_population(before, after),
        *_location(before, after),
        *_limits(before, after, one, other),
    ]
    kinds = {c.kind for c in found}
    # From mice to people is one change, not two.
    if kinds & {"ANIMAL_TO_HUMAN", "SPECIES_DROPPED", "SPECIES_ADDED"}:
        found = [c for c in found if not c.kind.startswith("POPULATION")]
    if any(c.kind.startswith("POPULATION") for c in found):
        found = [c for c in found if not c.kind.startswith("LIMIT")]
    return tuple(found)


def _reversed(a: Claim, b: Claim) -> list[Change]:
    out = []
    was, now = _direction(a), _direction(b)
    # Directions are those of the object; and where no word of rise or fall is another, the labels slipped.
    if _OPPOSITE.get(was) == now and not changed_places(a, b) and sign_counts(a.text) != sign_counts(b.text):
        out.append(Change("DIRECTION_REVERSED", 0, f"the direction is reversed: {was.lower()} to {now.lower()}"))
    if a.polarity != b.polarity:
        what = "what was denied is now affirmed" if a.polarity == "NEGATED" else "what was affirmed is now denied"
        out.append(Change("NEGATION_REVERSED", 0, what))
    return out


def _direction(claim: Claim) -> str:
    return claim.direction if claim.direction != "NONE" else _IMPLIED.get(claim.relation, "NONE")


def _certainty(a: Claim, b: Claim) -> list[Change]:
    order, causal = labels().certainty, labels().strength
    out = []
    step = order.index(b.certainty) - order.index(a.certainty)
    spoken = f"{a.certainty.lower()} to {b.certainty.lower()}"
    if step > 0:
        out.append(Change("HEDGE_DROPPED", 1, f"hedge dropped: from {spoken}"))
    elif step < 0:
        out.append(Change("HEDGE_ADDED", -1, f"hedge added: from {spoken}"))
    was, now = _strengths(a, b)
    if "NONE" in (was, now) or was == now:
        return out
    spoken = f"{was.lower()} to {now.lower()}"
    up = causal.index(now) > causal.index(was)
    if "CORRELATIONAL" in (was, now):
        kind = "CORRELATION_TO_CAUSE" if up else "CAUSE_TO_CORRELATION"
        out.append(Change(kind, 1 if up else -1, f"{kind.replace('_', ' ').lower()}: {spoken}"))
    elif not step:
        # Conditional to direct goes with a dropped hedge; alone it counts on its own.
        out.append(Change("CAUSE_FIRMER" if up else "CAUSE_SOFTER", 1 if up else -1, f"causal wording: {spoken}"))
    return out


def _strengths(a: Claim, b: Claim) -> tuple[str, str]:
    """Return both strengths; where the labels are alike and one wording alone speaks of a link, the words decide."""
    was, now = a.strength, b.strength
    linked, still = correlational(a.text), correlational(b.text)
    if was == now != "CORRELATIONAL" and linked != still and (b if linked else a).relation in _CAUSAL:
        return ("CORRELATIONAL", now) if linked else (was, "CORRELATIONAL")
    return was, now


def _species(a: Claim, b: Claim, one: Article | None, other: Article | None) -> list[Change]:
    was, now = _organisms(a, one), _organisms(b, other)
    lower = was & {"animal", "in_vitro"}
    still = now & {"animal", "in_vitro"}
    name = "cells" if lower == {"in_vitro"} else "animals"
    if lower and "human" not in was and not still:
        if "human" in now:
            return [Change("ANIMAL_TO_HUMAN", 1, f"from {name} to people")]
        return [Change("SPECIES_DROPPED", 1, f"no longer says that it is about {name}")]
    if still and "human" not in now and not lower:
        name = "cells" if still == {"in_vitro"} else "animals"
        return [Change("SPECIES_ADDED", -1, f"now says that it is about {name}")]
    return []


def _organisms(claim: Claim, article: Article | None) -> frozenset[str]:
    own = species(claim.population, claim.statement, claim.text)
    if own or article is None:
        return own
    return species(_sentence(claim, article))


def _sentence(claim: Claim, article: Article) -> str:
    touched = [s for s in article.sentences if s.start < claim.end and claim.start < s.end]
    touched = touched or [Span(claim.start, claim.end)]
    return article.text[touched[0].start : touched[-1].end]


def _population(a: Claim, b: Claim) -> list[Change]:
    was, now = content(a.population), content(b.population)
    # Whom a claim is about may be read off less of the same words: what both say has not changed.
    if was == now or (was <= content(b.text) and now <= content(a.text)):
        return []
    if a.population and not b.population:
        return [Change("POPULATION_WIDENED", 1, f"scope widened: “{a.population}” dropped")]
    if b.population and not a.population:
        return [Change("POPULATION_NARROWED", -1, f"scope narrowed to “{b.population}”")]
    spoken = f"“{a.population}” to “{b.population}”"
    if now < was:
        return [Change("POPULATION_WIDENED", 1, f"scope widened: {spoken}")]
    if was < now:
        return [Change("POPULATION_NARROWED", -1, f"scope narrowed: {spoken}")]
    return [Change("POPULATION_CHANGED", 0, f"another population: {spoken}")]


def _location(a: Claim, b: Claim) -> list[Change]:
    if a.location == b.location or (content(a.location) <= content(b.text) and content(b.location) <= content(a.text)):
        return []
    if not b.location:
        return [Change("LOCATION_DROPPED", 1, f"scope widened: “{a.location}” dropped")]
    if not a.location:
        return [Change("LOCATION_ADDED", -1, f"scope narrowed to “{b.location}”")]
    return [Change("LOCATION_CHANGED", 0, f"another place: “{a.location}” to “{b.location}”")]


def _limits(a: Claim, b: Claim, one: Article | None, other: Article | None) -> list[Change]:
    was, now = _quantifiers(a, one), _quantifiers(b, other)
    if one is None or other is None or bool(was) == bool(now):
        return []
    if was:
        return [Change("LIMIT_DROPPED", 1, f"limit dropped: “{was[0]}”")]
    return [Change("LIMIT_ADDED", -1, f"limit added: “{now[0]}”")]


def _quantifiers(claim: Claim, article: Article | None) -> list[str]:
    cues = article.cues if article is not None else ()
    return [cues[i].text for i in claim.cues if 0 <= i < len(cues) and cues[i].kind == "QUANTIFIER"]
