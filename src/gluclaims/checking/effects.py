"""What a fact entails: the composition rules, read from data and applied with the steps kept."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from gluclaims.checking.terms import Normalizer
from gluclaims.lexicons.tables import packaged_text

SIGN = {"INCREASE": 1, "DECREASE": -1, "NONE": 0}
DIRECTION = {1: "INCREASE", -1: "DECREASE", 0: "NONE"}


@dataclass(frozen=True, slots=True)
class Effect:
    """A change of one aspect of one thing, with the steps that led there.

    Attributes
    ----------
    soft : bool
        Whether it may support a claim but never contradict one.
    """

    object: str
    aspect: str | None
    sign: int
    soft: bool = False
    steps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AspectRule:
    """One aspect entails another."""

    source: str
    target: str
    sign: int
    soft: bool
    words: str


@dataclass(frozen=True, slots=True)
class Rules:
    """The composition rules."""

    aspects: tuple[AspectRule, ...]
    targets: dict[str, AspectRule]
    target_of: dict[str, dict[str, tuple[str, ...]]]
    no_receptor_transfer: frozenset[str]
    max_steps: int
    exclusive: tuple[tuple[frozenset[str], tuple[str, ...]], ...]
    exclusive_classes: tuple[frozenset[str], ...]
    networks: frozenset[str]
    states: dict[str, tuple[str, int]]
    oppositions: tuple[tuple[str, ...], ...]
    #: Verdict, or verdict and polarity -> how probable a claim's subject and object together must be for it.
    sureness: dict[str, float]


def _rule(raw: dict[str, Any]) -> AspectRule:
    return AspectRule(raw["from"], raw["to"], raw["sign"], raw.get("soft", False), raw["words"])


@lru_cache(maxsize=1)
def rules() -> Rules:
    """Load the rules (once a process)."""
    raw = json.loads(packaged_text("checking", "rules.json"))
    return Rules(
        tuple(map(_rule, raw["aspects"])),
        {r["kind"]: _rule(r) for r in raw["targets"]},
        {kind: {k: tuple(v) for k, v in table.items()} for kind, table in raw["target_of"].items()},
        frozenset(raw["no_receptor_transfer"]),
        raw["max_steps"],
        tuple((frozenset(e["heads"]), tuple(e["words"])) for e in raw["exclusive"]),
        tuple(map(frozenset, raw["exclusive_classes"])),
        frozenset(raw["networks"]),
        {name: (str(measure), int(sign)) for name, (measure, sign) in raw["states"].items()},
        tuple(map(tuple, raw["oppositions"])),
        {verdict: float(least) for verdict, least in raw["sureness"].items()},
    )


def entailed(effect: Effect, normalize: Normalizer) -> list[Effect]:
    """Return the effect itself and everything that follows from it, shortest chain first."""
    known = rules()
    out = [effect]
    if effect.sign == 0:
        return out
    seen = {(effect.object, effect.aspect)}
    for step in out:
        if len(step.steps) >= known.max_steps - 1:
            continue
        for new in (*_by_target(step, normalize), *_by_aspect(step)):
            if (new.object, new.aspect) not in seen:
                seen.add((new.object, new.aspect))
                out.append(new)
    return out


def _by_target(effect: Effect, normalize: Normalizer) -> list[Effect]:
    known, out = rules(), []
    for kind, table in known.target_of.items():
        rule = known.targets[kind]
        if effect.aspect not in (rule.source, None):
            continue
        name = effect.object
        if kind == "receptor":
            above = normalize.lexicon.ancestors(name)
            if known.no_receptor_transfer & above.keys():
                continue
            names = [a for a in above if a in table]
        else:
            names = [name] if name in table else []
        for target in names[:1]:
            for transmitter in table[target]:
                words = rule.words.format(target=name, transmitter=transmitter)
                out.append(
                    Effect(
                        transmitter,
                        rule.target,
                        effect.sign * rule.sign,
                        effect.soft or rule.soft,
                        (*effect.steps, words),
                    )
                )
    return out


def _by_aspect(effect: Effect) -> list[Effect]:
    return [
        Effect(effect.object, r.target, effect.sign * r.sign, effect.soft or r.soft, (*effect.steps, r.words))
        for r in rules().aspects
        if r.source == effect.aspect
    ]
