"""Finding the facts that bear on a claim, and what each says about it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from gluclaims.checking.effects import SIGN, Effect, entailed, rules
from gluclaims.checking.facts import Fact, FactBase
from gluclaims.checking.scope import Fit, Population, location_fit, population_fit, read_population
from gluclaims.checking.terms import INVERSE, Normalizer, Term, condition_rules, condition_tags, fold, overlap
from gluclaims.lexicons.entities import EntityLexicon
from gluclaims.lexicons.tables import word_set

#: Stances of a match, beside those of the record format.
SUPPORTS, OPPOSES, CONTESTED, INSUFFICIENT, OTHER_SCOPE, WEAKER = (
    "SUPPORTS", "OPPOSES", "CONTESTED", "INSUFFICIENT", "OTHER_SCOPE", "WEAKER",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Query:
    """A claim's content in normal form."""

    subject: Term
    relation: str
    object: Term
    aspect: str | None
    sign: int
    location: Term
    population: Population
    tags: frozenset[str]
    type: str
    certainty: str
    strength: str
    statement: str
    label: str | None = None

    @property
    def implied(self) -> frozenset[str]:
        """The concepts that the claim is about: a population that only repeats them is no scope."""
        return (
            frozenset(c for c in (self.subject.concept, self.object.concept) if c)
            | self.subject.words
            | self.object.words
        )


@dataclass(frozen=True, slots=True)
class Match:
    """What one fact says about a claim.

    Attributes
    ----------
    stance : str
        One of this module's stances.
    rank : float
        0 for the very statement; the further the fact, the higher.
    subject_distance : int
        Steps of IS_A between the claim's subject and the fact's.
    chain : tuple of str
        The steps, in words.
    soft : bool
        Whether it may only support.
    """

    fact: Fact
    stance: str
    rank: float
    subject_distance: int = 0
    chain: tuple[str, ...] = ()
    soft: bool = False
    flags: tuple[str, ...] = ()
    member: bool = False


@dataclass(frozen=True, slots=True)
class Kinship:
    """How a claim's argument stands to a fact's: the same, the fact's broader or narrower, or near in words."""

    kind: str
    distance: int = 0

    @property
    def cost(self) -> float:
        """Rank that it costs."""
        return {"same": 0.0, "broader": 1.0, "narrower": 0.4, "near": 0.8}[self.kind] * max(1, self.distance)


@dataclass(frozen=True, slots=True)
class Entry:
    """A fact with its terms in normal form."""

    fact: Fact
    subject: Term
    object: Term
    location: Term
    population: Population
    tags: frozenset[str]


class Index:
    """The facts by what they are about.

    Parameters
    ----------
    facts : FactBase
        The facts.
    lexicon : EntityLexicon
        Concepts and surface forms.
    """

    def __init__(self, facts: FactBase, lexicon: EntityLexicon) -> None:
        self.base = facts
        self.normalize = Normalizer(lexicon)
        self.lexicon = lexicon
        self.by_subject: dict[tuple[object, ...], list[Entry]] = defaultdict(list)
        self.by_word: dict[str, set[tuple[object, ...]]] = defaultdict(set)
        self.by_object: dict[tuple[object, ...], list[Entry]] = defaultdict(list)
        self._effects: dict[str, list[Effect]] = {}
        self._ancestors: dict[str, dict[str, int]] = {}
        self.below: dict[str, list[str]] = defaultdict(list)
        self.isa: dict[str, list[str]] = defaultdict(list)
        n = self.normalize
        self._learn()
        for fact in facts.facts:
            subject, obj = n(fact.subject), n(fact.object)
            tags = condition_tags(fact.condition) | subject.tags
            population = read_population(fact.population, n, fact.species)
            entry = Entry(fact, subject, obj, n(fact.location), population, tags)
            self.by_subject[subject.key].append(entry)
            self.by_object[obj.key].append(entry)
            for word in subject.words:
                self.by_word[word].add(subject.key)
            if (
                fact.relation == "IS_A"
                and fact.status in ("established", "supported")
                and subject.concept
                and obj.concept
            ):
                if obj.sign is None and subject.sign is None and obj.concept not in self.isa[subject.concept]:
                    self.isa[subject.concept].append(obj.concept)
        for name in sorted({*lexicon.concepts, *self.isa}):  # sorted: of two facts alike in rank the first is told
            for above, distance in self.ancestors(name).items():
                if distance:
                    self.below[above].append(name)

    def _learn(self) -> None:
        n = self.normalize
        for table in rules().target_of.values():
            for name in table:
                n.learn(name)
        for name, (measure, _) in rules().states.items():
            n.learn(name)
            n.learn(measure)
        for fact in self.base.facts:
            name = fact.object
            if fact.relation == "IS_A" and len(name.split()) <= 3 and fact.status in ("established", "supported"):
                if (
                    re.fullmatch(r"[a-z0-9\-]+(?: (?!of|in|for|that|and|or)[a-z0-9\-]+)*", name)
                    and n(name).concept is None
                ):
                    n.learn(name)

    def ancestors(self, concept: str) -> Mapping[str, int]:
        """Return the concepts above one: the lexicon's, and those of IS_A facts."""
        known = self._ancestors.get(concept)
        if known is not None:
            return known
        found = self.lexicon.ancestors(concept)
        for parent in self.isa.get(concept, ()):
            for above, distance in self.lexicon.ancestors(parent).items():
                found.setdefault(above, distance + 1)
            for grand in self.isa.get(parent, ()):
                found.setdefault(grand, 2)
        if concept in self.lexicon.concepts or concept in self.isa:  # other names are as many as the articles'
            self._ancestors[concept] = found
        return found

    def effects(self, entry: Entry) -> list[Effect]:
        """Return what a REGULATES fact entails."""
        found = self._effects.get(entry.fact.id)
        if found is None:
            name = entry.object.concept or " ".join(sorted(entry.object.words)) or entry.fact.object
            if entry.object.concept is None:
                name = self._plain(entry.fact.object)
            found = entailed(Effect(name, entry.fact.aspect, SIGN[entry.fact.direction]), self.normalize)
            self._effects[entry.fact.id] = found
        return found

    def _plain(self, text: str) -> str:
        return self.normalize._phrases.get(fold(text), fold(text))

    def kinship(self, claim: Term, fact: Term) -> Kinship | None:
        """Return how a claim's argument stands to a fact's."""
        if claim.empty or fact.empty:
            return None
        if claim.key == fact.key:
            return Kinship("same")
        if claim.sign is not None and fact.sign is not None:
            return self._perturbed_kinship(claim, fact)
        if claim.sign is not None or fact.sign is not None:
            return None
        if claim.concept and fact.concept:
            above = self.ancestors(claim.concept)
            if fact.concept in above:
                return Kinship("broader", above[fact.concept])
            below = self.ancestors(fact.concept)
            if claim.concept in below:
                return Kinship("narrower", below[claim.concept])
            return None
        if claim.concept in self.lexicon.concepts or fact.concept in self.lexicon.concepts:
            return None
        return Kinship("near") if (claim.words or fact.words) and overlap(claim, fact) >= 0.5 else None

    def _perturbed_kinship(self, claim: Term, fact: Term) -> Kinship | None:
        if claim.sign != fact.sign or not claim.concept or not fact.concept:
            return None
        above = self.ancestors(claim.concept)
        return Kinship("broader", above[fact.concept]) if fact.concept in above else None

    def candidates(self, term: Term, members: bool = True) -> Iterator[tuple[Entry, Kinship]]:
        """Return the facts whose subject is kin to a term."""
        keys: dict[tuple[object, ...], Kinship] = {}
        for twin in self.twins(term):
            keys.setdefault(twin.key, Kinship("same"))
            if twin.concept and twin.sign is None:
                for above, distance in self.ancestors(twin.concept).items():
                    if distance:
                        keys.setdefault(("c", above), Kinship("broader", distance))
                if members:
                    for name in self.below.get(twin.concept, ()):
                        keys.setdefault(("c", name), Kinship("narrower", 1))
            elif twin.concept:
                for above, distance in self.ancestors(twin.concept).items():
                    if distance:
                        keys.setdefault(("p", above, twin.sign), Kinship("broader", distance))
        if term.words:
            near = {key for word in term.words for key in self.by_word.get(word, ())}
            close = {
                key: sorted(words)
                for key in near
                if isinstance(words := key[1], frozenset) and len(words & term.words) / len(words | term.words) >= 0.6
            }
            for key in sorted(close, key=close.__getitem__):
                keys.setdefault(key, Kinship("near"))
        for key, kin in keys.items():
            for entry in self.by_subject.get(key, ()):
                yield entry, kin

    def twins(self, term: Term) -> list[Term]:
        """Return the term and the drug classes that a perturbation is brought about by."""
        out = [term]
        if term.concept and term.sign:
            stem = term.concept.removesuffix(" receptor")
            names = {
                ("REUPTAKE", -1): (f"{term.concept} reuptake inhibitor",),
                ("ACTIVITY", -1): (
                    f"{term.concept} antagonist",
                    f"{stem} antagonist",
                    f"{term.concept} inhibitor",
                    f"{term.concept} blocker",
                ),
                ("ACTIVITY", 1): (f"{term.concept} agonist", f"{stem} agonist"),
                ("RELEASE", -1): (f"{term.concept} release inhibitor",),
            }.get((term.aspect or "", term.sign), ())
            out += [Term(term.text, name) for name in names if name in self.lexicon.concepts]
        return out


_HARD = frozenset(("high-dose", "combination", "pregnancy", "stopping"))


def condition_fit(claim: Query, entry: Entry) -> tuple[Fit, float]:
    """Compare conditions of dose, time and company; the second value is what the fit costs in rank."""
    fact = entry.fact
    if fact.relation in ("APPROVED_FOR", "OTHER"):
        if claim.relation == "TREATS" and "adjunct" in condition_tags(fact.paraphrase) - claim.tags:
            return Fit(False, False, "shown as an add-on"), 0.3
        return Fit(), 0.0
    if not fact.condition and not entry.tags:
        return Fit(True, not (fact.status == "refuted" and claim.tags & _HARD)), 0.0
    have, need = claim.tags, entry.tags
    words = {
        w for w in re.findall(r"[a-z0-9-]{4,}", fold(fact.condition or "")) if w not in ("with", "dose", "when", "from")
    }
    if need & have or (words and sum(w[:6] in claim.statement for w in words) >= 0.6 * len(words)):
        return Fit(), -0.4
    narrow = {r.tag for r in condition_rules() if r.narrow}
    for one, other in (("high-dose", "low-dose"), ("chronic", "acute")):
        if (one in need and other in have) or (other in need and one in have):
            return Fit(False, False, f"shown for {fact.condition}"), 0.3
    if need & (_HARD - {"stopping"} if claim.relation == "CAUSES" else narrow):
        return Fit(False, False, f"shown {fact.condition}"), 0.3
    if fact.status == "refuted" and need and need <= {"adjunct"}:
        return Fit(), 0.0
    if "adjunct" in need and claim.relation == "TREATS" and fact.status in ("established", "supported"):
        return Fit(False, False, "shown as an add-on"), 0.3
    known = need or claim.relation in ("CAUSES", "TREATS", "PREVENTS", "ASSOCIATED_WITH", "INVOLVED_IN")
    return Fit(True, False), 0.0 if known else 0.3


def aspect_stance(effect: Effect, aspect: str | None, sign: int, loose: bool) -> tuple[str, float] | None:
    """Hold an effect against a claimed change; ``loose`` for things whose amount and activity are one."""
    if sign == 0:
        if aspect in (None, "ACTIVITY") or effect.aspect == aspect:
            return SUPPORTS, 0.0
        return None
    if effect.sign == 0:
        return None
    same = effect.aspect == aspect or (
        loose and {effect.aspect, aspect} <= {None, "LEVEL", "ACTIVITY", "SYMPTOMS", "RELEASE"}
    )
    if same:
        return (SUPPORTS, 0.0) if effect.sign == sign else (OPPOSES, 0.0)
    if aspect is None or effect.aspect is None:
        outer = -effect.sign if effect.aspect in INVERSE else effect.sign
        inner = -sign if aspect in INVERSE else sign
        if effect.aspect is None and aspect in INVERSE:
            return None
        return (SUPPORTS, 0.2) if outer == inner else (OPPOSES, 0.3)
    return None


_OF_STATUS = {"established": SUPPORTS, "supported": SUPPORTS, "contested": CONTESTED, "insufficient": INSUFFICIENT}


def stance_of(fact: Fact, held: str) -> str | None:
    """Return what a fact says, given that its statement, were it true, would support or oppose the claim."""
    if fact.status == "refuted":
        return OPPOSES if held == SUPPORTS else None
    if held == SUPPORTS:
        return _OF_STATUS[fact.status]
    return OPPOSES if fact.status in ("established", "supported") else CONTESTED if fact.status == "contested" else None


@lru_cache(maxsize=1)
def measures() -> frozenset[str]:
    """Return the measures that a state is a change of: blood pressure, sleepiness."""
    return frozenset(measure for measure, _ in rules().states.values())


def _measure(name: str | None, sign: int, relation: str) -> tuple[str, int] | None:
    states = rules().states
    if name in states:
        return states[name]
    if name and name in measures():
        return (name, sign) if sign or relation == "REGULATES" else None
    return None


class Matcher:
    """Collect what the facts say about a claim."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self.normalize = index.normalize

    def find(self, query: Query) -> list[Match]:
        """Return the matches of a claim, nearest first."""
        found = [self._of_category(query, m) for m in self._find(query)]
        found += self._members(query, found)
        return sorted(found, key=lambda m: (m.rank, m.fact.id))

    def _of_category(self, q: Query, match: Match) -> Match:
        """Let what is known of one disorder support what is said of a category ("mental disorders") in part only.

        The same the other way: what is said of a category at large is not said of each that is filed under it.
        """
        if match.stance != SUPPORTS or q.relation == "STUDIED_FOR":
            return match
        said = {q.subject.concept, q.object.concept}
        known = {self.normalize(match.fact.subject).concept, self.normalize(match.fact.object).concept}
        apart = (said ^ known) & word_set("verdicts.categories")
        return replace(match, stance=OTHER_SCOPE) if apart else match

    def _members(self, q: Query, found: list[Match]) -> list[Match]:
        """Let members speak for their class where several agree and none disagrees."""
        if q.relation not in ("REGULATES", "TREATS", "CAUSES") or not q.subject.concept:
            return []
        for_it = {m.fact.subject: m for m in found if m.stance == OTHER_SCOPE and m.member}
        against = {m.fact.subject: m for m in found if m.stance == OPPOSES and m.member}
        found[:] = [m for m in found if not (m.stance == OPPOSES and m.member)]
        both = for_it.keys() & against.keys()
        out = []
        few = len(self.index.below.get(q.subject.concept, ())) <= 4
        enough = 2 if few or self.normalize.label(q.subject) == "NEUROTRANSMITTER" else 3
        most = q.relation not in _CLINICAL or 2 * len(for_it) > self._known(q)
        if len(for_it) >= enough and most and not against.keys() - both:
            best = min(for_it.values(), key=lambda m: m.rank)
            out.append(
                replace(best, stance=SUPPORTS, chain=(*best.chain[:1], f"so do {len(for_it) - 1} more of its class"))
            )
        elif len(against) >= 2 and not for_it and q.relation == "REGULATES":
            best = min(against.values(), key=lambda m: m.rank)
            out.append(replace(best, chain=(*best.chain[:1], f"so do {len(against) - 1} more of its class")))
        return out

    def _known(self, q: Query) -> int:
        """Return of how many members of the subject's class there are facts of the claim's relation."""
        keys = (("c", name) for name in self.index.below.get(q.subject.concept or "", ()))
        kinds = ("TREATS", "APPROVED_FOR") if q.relation == "TREATS" else (q.relation,)
        return sum(any(e.fact.relation in kinds for e in self.index.by_subject.get(key, ())) for key in keys)

    def _find(self, q: Query) -> Iterator[Match]:
        if q.relation == "ASSOCIATED_WITH":
            yield from self._associated(q)
            return
        if q.relation in ("REGULATES", "INVOLVED_IN", "CAUSES"):
            yield from self._turned(q)
        if q.relation == "CAUSES" and q.subject.sign and q.subject.concept:
            yield from self._other_way(q)
        for entry, kin in self.index.candidates(
            q.subject, members=q.relation not in ("IS_A", "PART_OF", "PRECURSOR_OF", "OTHER")
        ):
            for match in self._hold(q, entry, kin):
                placed = self._place(q, entry, kin, match)
                if placed is not None:
                    yield placed

    def _other_way(self, q: Query) -> Iterator[Match]:
        """Hold "too much X causes D" against the fact that too little of it does."""
        for entry in self.index.by_subject.get(("p", q.subject.concept, -(q.subject.sign or 0)), ()):
            fact = entry.fact
            kin = self._object(q, entry)
            if fact.relation != "CAUSES" or fact.status != "established" or fact.aspect or fact.condition:
                continue
            if (
                kin is not None
                and (kin.kind == "same" or (kin.kind == "broader" and kin.distance == 1))
                and q.sign >= 0
            ):
                match = Match(fact, OPPOSES, 0.4 + kin.cost, flags=("WRONG_DIRECTION",))
                placed = self._place(q, entry, Kinship("same"), match)
                if placed is not None:
                    yield placed

    def _turned(self, q: Query) -> Iterator[Match]:
        """Look associations up for claims that put one as an action, a cause or a role."""
        disorder = "DISORDER"
        labels = self.normalize.label(q.subject), self.normalize.label(q.object)
        if (
            q.relation == "REGULATES" and labels == ("REGION", "NEUROTRANSMITTER") and q.sign > 0
            and q.aspect in ("RELEASE", "SYNTHESIS", "LEVEL")
        ):  # fmt: skip
            # "The pineal gland puts out melatonin": where it is made.
            made = replace(q, relation="PART_OF", subject=q.object, object=q.subject, aspect=None, sign=0)
            for entry, kin in self.index.candidates(made.subject, members=False):
                if entry.fact.relation == "PART_OF":
                    for match in self._plain(made, entry):
                        placed = self._place(made, entry, kin, match)
                        if placed is not None:
                            yield replace(placed, rank=placed.rank + 0.3)
        if q.relation == "REGULATES" and labels[0] == disorder:
            found = self._associated(replace(q, relation="ASSOCIATED_WITH"), only=("ASSOCIATED_WITH",))
            yield from (m for m in found if m.stance in (SUPPORTS, CONTESTED))
        elif q.relation == "INVOLVED_IN" and labels[1] == disorder:
            found = self._associated(replace(q, relation="ASSOCIATED_WITH"), only=("ASSOCIATED_WITH", "INVOLVED_IN"))
            yield from (m for m in found if m.stance in (SUPPORTS, CONTESTED))
        elif q.relation == "CAUSES" and labels[1] == disorder and q.sign >= 0:
            if q.subject.sign and q.subject.concept:
                # "Low X causes D": what is known is at most that X is low in D.
                thing = replace(q.subject, sign=None, aspect=None)
                up = replace(
                    q,
                    relation="ASSOCIATED_WITH",
                    subject=q.object,
                    object=thing,
                    aspect=q.subject.aspect,
                    sign=q.subject.sign,
                )
            else:
                up = replace(q, relation="ASSOCIATED_WITH", aspect=None, sign=0)
            for m in self._associated(up, only=("ASSOCIATED_WITH",)):
                if m.stance == SUPPORTS and (q.subject.sign or m.fact.direction != "DECREASE") and m.rank < 0.8:
                    yield replace(m, stance=WEAKER, rank=m.rank + 0.6, flags=("CAUSAL_UPGRADE",))

    def _hold(self, q: Query, entry: Entry, kin: Kinship) -> Iterable[Match]:
        relation, fact = q.relation, entry.fact
        if relation == "REGULATES":
            return (*self._regulates(q, entry), *self._state(q, entry))
        if relation == "TREATS":
            return self._treats(q, entry)
        if relation in ("CAUSES", "PREVENTS"):
            return (*self._causes(q, entry), *self._state(q, entry))
        if relation == "INVOLVED_IN":
            return self._involved(q, entry)
        if relation == "STUDIED_FOR":
            return self._studied(q, entry)
        if relation == fact.relation and relation in ("PART_OF", "PRECURSOR_OF", "DEVELOPED_FOR"):
            return self._plain(q, entry)
        return ()

    def _object(self, q: Query, entry: Entry) -> Kinship | None:
        return self.index.kinship(q.object, entry.object)

    # One method a relation; each yields matches with the rank of the object alone.

    def _regulates(self, q: Query, entry: Entry) -> Iterator[Match]:
        fact = entry.fact
        if fact.relation == "PART_OF" or fact.relation not in ("REGULATES", "INVOLVED_IN", "CAUSES"):
            return
        if fact.relation == "INVOLVED_IN":
            kin = self._object(q, entry)
            if kin and q.sign == 0 and kin.kind != "broader" and fact.status in ("established", "supported"):
                yield Match(fact, SUPPORTS, 0.5 + kin.cost)
            return
        if fact.relation == "CAUSES":
            kin = self._object(q, entry)
            held = aspect_stance(Effect("", fact.aspect, SIGN[fact.direction]), q.aspect, q.sign, loose=True)
            if kin and held and fact.aspect != "RISK" and fact.direction != "NONE":
                stance = stance_of(fact, held[0])
                if stance and (kin.kind == "same" or stance != OPPOSES):
                    yield Match(fact, stance, 0.3 + kin.cost + held[1])
            return
        loose = q.label not in ("NEUROTRANSMITTER", "RECEPTOR", "DRUG")
        for effect in (
            self.index.effects(entry) if fact.status in ("established", "supported") else self.index.effects(entry)[:1]
        ):
            thing = self.normalize(effect.object)
            kin = self.index.kinship(q.object, thing)
            if kin is None:
                continue
            held = aspect_stance(effect, q.aspect, q.sign, loose)
            none = fact.status == "refuted" and (effect.aspect is None or bool(_NO_ACTION.search(fact.paraphrase)))
            if held is None and none and effect.sign == 0 and q.label == "RECEPTOR":
                held = SUPPORTS, 0.2  # what does not bind does not act either
            if held is None:
                continue
            stance = stance_of(fact, held[0])
            if stance is None:
                continue
            if stance == OPPOSES and (
                effect.soft or (kin.kind not in ("same",) and not (fact.status == "refuted" and kin.kind == "broader"))
            ):
                continue
            if stance == OPPOSES and fact.status == "refuted" and q.sign == 0 and not none:
                continue
            if kin.kind == "broader" and stance in (SUPPORTS, CONTESTED, INSUFFICIENT):
                continue  # a family's fact proves nothing of one subtype
            yield Match(
                fact, stance, kin.cost + held[1] + 0.3 * len(effect.steps), chain=effect.steps, soft=effect.soft
            )

    def _state(self, q: Query, entry: Entry) -> Iterator[Match]:
        """Hold a state against the measure that it is a change of: hypertension, blood pressure raised."""
        fact = entry.fact
        if fact.relation not in ("CAUSES", "REGULATES") or fact.status not in ("established", "supported"):
            return
        mine = _measure(q.object.concept, q.sign, q.relation)
        if mine is not None and q.relation == "PREVENTS":
            mine = mine[0], -mine[1]
        theirs = mine and _measure(entry.object.concept, SIGN[fact.direction], fact.relation)
        if (
            mine is None
            or theirs is None
            or mine[0] != theirs[0]
            or q.object.key == entry.object.key
            or (q.aspect == "RISK" and q.sign < 0)
        ):
            return
        if mine[1] == 0 or mine[1] == theirs[1]:
            yield Match(fact, SUPPORTS, 0.3)
        elif (
            mine[1] == -theirs[1]
            and fact.status == "established"
            and (q.sign or fact.direction != "NONE")  # what makes some people sleepy may keep others awake
            and self.normalize.label(q.subject) != "DRUG"
        ):
            yield Match(fact, OPPOSES, 0.5, flags=("WRONG_DIRECTION",))

    def _treats(self, q: Query, entry: Entry) -> Iterator[Match]:
        fact = entry.fact
        kin = self._object(q, entry)
        if kin is None:
            return
        if fact.relation == "TREATS":
            stance = stance_of(fact, SUPPORTS)
        elif fact.relation == "APPROVED_FOR" and fact.status == "established":
            stance = SUPPORTS
        elif (
            fact.relation in ("CAUSES", "REGULATES")
            and fact.direction == "DECREASE"
            and fact.aspect in ("RISK", "LEVEL", "ACTIVITY", "SYMPTOMS", None)
        ):
            stance = stance_of(fact, SUPPORTS)
            if stance == SUPPORTS and fact.aspect == "RISK":
                stance = OTHER_SCOPE  # what keeps a disorder off need not relieve it
        elif fact.relation in ("CAUSES", "REGULATES") and fact.direction == "INCREASE" and fact.aspect == "SYMPTOMS":
            stance = stance_of(fact, OPPOSES)
        else:
            return
        if stance is None or (stance == OPPOSES and kin.kind != "same"):
            return
        if kin.kind == "broader" and _named(q.object, fact):
            kin = Kinship("same")
        if kin.kind == "broader":
            stance = OTHER_SCOPE if stance == SUPPORTS and kin.distance <= 2 else None
            if stance is None:
                return
        if kin.kind == "narrower" and stance == SUPPORTS and not _tells(q, entry.object):
            stance = OTHER_SCOPE  # what helps one kind of pain need not help pain
        yield Match(fact, stance, kin.cost + (0.2 if fact.relation != "TREATS" else 0.0))

    def _causes(self, q: Query, entry: Entry) -> Iterator[Match]:
        fact = entry.fact
        kin = self._object(q, entry)
        if kin is None:
            return
        sign = SIGN[fact.direction]
        fact_up = -1 if fact.relation == "PREVENTS" else (sign or 1)
        claim_up = -1 if q.relation == "PREVENTS" else (q.sign or 1)
        if fact.relation in ("CAUSES", "PREVENTS"):
            held = SUPPORTS if fact_up == claim_up else OPPOSES
            if fact.status == "refuted" and held == OPPOSES:
                return
        elif fact.relation == "REGULATES" and q.relation == "CAUSES" and sign:
            held = SUPPORTS if sign == claim_up else OPPOSES
            if q.sign == 0 and held == OPPOSES:
                return
        elif fact.relation == "ASSOCIATED_WITH" and fact.status in ("established", "supported"):
            if kin.kind in ("same", "narrower") and sign in (0, claim_up):
                yield Match(fact, WEAKER, 0.6 + kin.cost, flags=("CAUSAL_UPGRADE",))
            elif kin.kind == "same" and fact.aspect == "RISK" and sign == -claim_up and fact.status == "established":
                yield Match(fact, OPPOSES, 0.6, flags=("WRONG_DIRECTION",))
            return
        elif fact.relation == "TREATS" and q.relation == "PREVENTS" and fact.status in ("established", "supported"):
            if kin.kind == "same":
                yield Match(fact, OTHER_SCOPE, 0.8)  # does not make it true, but is no time to call it wrong
            return
        else:
            return
        stance = stance_of(fact, held)
        if stance is None:
            return
        upgraded = (
            q.strength == "DIRECT" and q.sign == 0 and q.certainty in ("FACT", "PROBABLE") and q.relation == "CAUSES"
        )
        if (
            stance == SUPPORTS
            and upgraded
            and fact.grade == "observational"
            and fact.status == "supported"
            and fact.aspect == "RISK"
        ):
            yield Match(fact, WEAKER, kin.cost, flags=("CAUSAL_UPGRADE",))
            return
        if kin.kind in ("broader", "near", "narrower") and stance == OPPOSES:
            return
        if kin.kind == "broader":
            if stance == SUPPORTS:
                return
            stance = INSUFFICIENT if stance == INSUFFICIENT else None
            if stance is None:
                return
        if kin.kind == "narrower" and q.relation == "PREVENTS" and stance == SUPPORTS and not _tells(q, entry.object):
            stance = OTHER_SCOPE
        yield Match(fact, stance, kin.cost + (0.2 if fact.relation != q.relation else 0.0))

    def _involved(self, q: Query, entry: Entry) -> Iterator[Match]:
        fact = entry.fact
        kin = self._object(q, entry)
        if kin is None:
            return
        if fact.relation in ("INVOLVED_IN", "REGULATES", "CAUSES", "TREATS", "PART_OF", "ASSOCIATED_WITH"):
            if fact.relation != "INVOLVED_IN" and fact.status in ("refuted", "insufficient"):
                return
            stance = stance_of(fact, SUPPORTS)
            if stance is None or (stance == OPPOSES and kin.kind != "same"):
                return
            if kin.kind == "broader" and stance == SUPPORTS and kin.distance > 1:
                return
            yield Match(fact, stance, kin.cost + (0.3 if fact.relation != "INVOLVED_IN" else 0.0))

    def _studied(self, q: Query, entry: Entry) -> Iterator[Match]:
        fact = entry.fact
        kin = self._object(q, entry)
        if (
            kin
            and fact.relation in ("STUDIED_FOR", "TREATS", "APPROVED_FOR", "DEVELOPED_FOR", "PREVENTS")
            and kin.kind != "broader"
        ):
            if fact.relation != "STUDIED_FOR" and fact.status == "refuted" and fact.relation != "TREATS":
                return
            stance = SUPPORTS if fact.relation != "STUDIED_FOR" else stance_of(fact, SUPPORTS)
            if stance:
                yield Match(fact, stance, kin.cost)

    def _plain(self, q: Query, entry: Entry) -> Iterator[Match]:
        fact = entry.fact
        kin = self._object(q, entry)
        if kin is None:
            return
        stance = stance_of(fact, SUPPORTS)
        if stance is None or (stance == OPPOSES and kin.kind != "same"):
            return
        if kin.kind == "broader" and fact.relation != "PRECURSOR_OF":
            return
        yield Match(fact, stance, kin.cost)

    def _associated(self, q: Query, only: tuple[str, ...] = ()) -> Iterator[Match]:
        seen: set[tuple[str, str]] = set()
        if q.subject.concept and q.object.concept and q.object.concept in self.index.ancestors(q.subject.concept):
            return  # that it is a kind of it is no association
        for one, other in ((q.subject, q.object), (q.object, q.subject)):
            for entry, kin in self.index.candidates(one, members=True):
                fact = entry.fact
                if (only and fact.relation not in only) or (kin.kind == "broader" and kin.distance > 1):
                    continue
                two = self.index.kinship(other, entry.object)
                if two is None or (two.kind == "broader" and two.distance > 1):
                    continue
                match = self._association(q, entry, kin, two)
                if match is None or (fact.id, match.stance) in seen:
                    continue
                seen.add((fact.id, match.stance))
                placed = self._place(q, entry, kin, match, one)
                if placed is not None and two.kind == "broader" and placed.stance == SUPPORTS:
                    placed = replace(placed, stance=OTHER_SCOPE)  # what goes with a kind need not go with each of it
                if placed is not None:
                    yield placed

    def _association(self, q: Query, entry: Entry, kin: Kinship, two: Kinship) -> Match | None:
        fact = entry.fact
        exact = kin.kind == "same" and two.kind == "same"
        if fact.relation == "ASSOCIATED_WITH":
            effect = Effect("", fact.aspect, SIGN[fact.direction])
            loose = (
                q.aspect in (None, "LEVEL", "ACTIVITY", "RISK") and fact.aspect in (None, "RISK")
            ) or q.aspect is None
            held = aspect_stance(effect, q.aspect, q.sign, loose)
            if held is None:
                if q.sign == 0 and fact.direction != "NONE":
                    held = (SUPPORTS, 0.3)
                elif fact.direction == "NONE" and fact.status in ("established", "supported", "contested"):
                    return Match(fact, CONTESTED if fact.status == "contested" else OTHER_SCOPE, 0.9 + two.cost)
                elif (
                    q.aspect != fact.aspect
                    and SIGN[fact.direction] == q.sign
                    and fact.status in ("established", "supported")
                ):
                    return Match(fact, OTHER_SCOPE, 0.9 + two.cost)
                else:
                    return None
            stance = stance_of(fact, held[0])
            if stance is None or (stance == OPPOSES and not exact):
                return None
            if stance == OPPOSES and q.aspect != fact.aspect and fact.status != "refuted":
                return None
            return Match(fact, stance, two.cost + held[1])
        if fact.relation in ("CAUSES", "TREATS", "REGULATES", "INVOLVED_IN", "PREVENTS", "PART_OF"):
            if fact.status not in ("established", "supported", "contested"):
                return None
            sign = -1 if fact.relation in ("TREATS", "PREVENTS") else SIGN[fact.direction]
            if fact.relation == "CAUSES":
                sign = sign or 1
            if fact.relation in ("TREATS", "PREVENTS") and q.sign == 0:
                return None
            if q.sign and sign and q.sign != sign:
                return None
            if q.sign and not sign:
                return None
            if q.aspect not in (None, "RISK", fact.aspect):
                return None
            stance = CONTESTED if fact.status == "contested" else SUPPORTS
            return Match(fact, stance, 0.4 + two.cost)
        return None

    def _of_some(self, fact: Fact) -> bool:
        """Tell whether a class's fact is told of some of its members only ("several antipsychotics treat mania")."""
        told = fold(fact.paraphrase)
        named = {word for word, _ in self.normalize.segments(told)}
        subject = self.normalize(fact.subject)
        return _SOME_OF.match(told) is not None or (subject.concept is not None and subject.concept not in named)

    def _place(self, q: Query, entry: Entry, kin: Kinship, match: Match, term: Term | None = None) -> Match | None:
        """Put a match into its scope; None where it bears on nothing there.

        ``term`` is what of the claim was held against the fact's subject, where that is not the claim's own subject.
        """
        fact = entry.fact
        if fact.relation == "CAUSES" and "stopping" in entry.tags - q.tags and not _WITHDRAWAL.search(fact.object):
            return None  # what stopping a drug brings on says nothing of taking it
        strict = q.relation == "ASSOCIATED_WITH"
        condition, cost = condition_fit(q, entry)
        fits = (
            population_fit(q.population, entry.population, q.implied, q.relation == "REGULATES"),
            location_fit(q.location, entry.location, self.normalize, strict),
            condition,
        )
        rank = match.rank + kin.cost + cost
        if kin.kind == "broader" and kin.distance > 1 and q.relation in _CLINICAL and match.stance == SUPPORTS:
            if self.normalize.label(q.subject) == "DISORDER":
                return None  # "chronic illness raises the risk of depression" says nothing of a rash
        if not q.location.empty and q.location.key == entry.location.key:
            rank -= 0.4
        if match.stance == CONTESTED and ((kin.kind == "broader" and kin.distance > 1) or not fits[1].supports):
            match = replace(match, stance=INSUFFICIENT)
        if q.population.groups & entry.population.groups and not q.population.general:
            rank -= 0.5  # shown for the very people that the claim is about
        words = "; ".join(f.words for f in fits if f.words)
        stance, soft = match.stance, match.soft
        members = kin.kind == "narrower"
        if stance == OPPOSES:
            if not all(f.opposes for f in fits) or kin.kind == "near":
                return None
            if (
                fact.status == "refuted"
                and kin.kind == "broader"
                and kin.distance > 1
                and q.relation in ("CAUSES", "TREATS", "PREVENTS")
            ):
                stance = INSUFFICIENT  # what is not so of a wide class may be so of one member
        elif stance == SUPPORTS:
            if not all(f.supports for f in fits):
                stance = OTHER_SCOPE
                rank += 0.3
            elif members and q.relation not in ("ASSOCIATED_WITH", "STUDIED_FOR"):
                stance, words = OTHER_SCOPE, f"shown for {fact.subject} only"
                rank += 0.3
            elif kin.kind == "broader" and q.relation in _CLINICAL and self._of_some(fact):
                stance, words = OTHER_SCOPE, f"shown for some {fact.subject}s"
                rank += 0.3
        elif not all(f.supports for f in (fits[0], fits[2])) or members:
            if stance != CONTESTED or members:
                return None
            rank += 0.3
        steps = []
        if kin.kind == "broader":
            mine = q.subject if term is None else term
            steps.append(f"{mine.concept or mine.text} is a kind of {fact.subject}")
        steps.append(fact.paraphrase or f"{fact.subject} {fact.relation} {fact.object}")
        steps += match.chain
        if words and stance == OTHER_SCOPE:
            steps.append(words)
        distance = kin.distance if kin.kind == "broader" else 0
        return replace(
            match,
            stance=stance,
            rank=rank,
            subject_distance=distance,
            chain=tuple(steps),
            soft=soft,
            member=members and not words.startswith("shown in"),
        )


def _tells(q: Query, term: Term) -> bool:
    """Whether a claim's words name a thing that its arguments do not ("alcohol withdrawal" beside "withdrawal")."""
    return term.concept is not None and term.concept in q.statement


def _named(term: Term, fact: Fact) -> bool:
    """Whether a fact's paraphrase names the claim's object beside the fact's own."""
    name = fold(term.concept or term.text)
    return len(name) > 3 and name[:-1] in fold(fact.paraphrase)


#: Relations in which the members of a class differ.
_CLINICAL = ("TREATS", "CAUSES", "PREVENTS")
_SOME_OF = re.compile(r"(?:several|some|many|certain|a few|a number of|low-dose|newer|older)\b")
_WITHDRAWAL = re.compile(r"\b(?:withdrawal|discontinuation)\b")
_NO_ACTION = re.compile(r"\b(?:(?:does|do) not (?:act|bind)|no (?:\w+ )?(?:affinity|effect|action))\b")
_YEAR = re.compile(r"\b(1[89]\d\d|20\d\d)\b")


def years(text: str | None) -> frozenset[int]:
    """Return the years that a text names."""
    return frozenset(map(int, _YEAR.findall(text or "")))


def claim_tags(statement: str, subject: Term) -> frozenset[str]:
    """Return the conditions that a claim sets, in its subject or its statement."""
    return subject.tags | condition_tags(statement)
