"""Which thing is a claim's subject, which its object: a linear model that ranks the candidates.

The rules of `extracting` name an argument where the grammar shows it. Often it does not: "the drug", "it", "both
medicines", patients "given psilocybin" who "were less depressed". Every name that could be meant is a candidate: what
the rules say, the entities and noun phrases of the sentence, what the claims before it were about, the article's
topics, nothing at all. The model weighs them by where they stand and what they are; it overrules the rules only where
it is surer by a margin that was set on held-out articles (``gluclaims train claims``).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from gluclaims.annotating.clauses import ParsedSentence
from gluclaims.annotating.extracting import Draft
from gluclaims.annotating.models import LinearModel
from gluclaims.annotating.phrases import Phrases
from gluclaims.lexicons.predicates import aspect_nouns, populations, sign_words
from gluclaims.lexicons.tables import word_set

ROLES = ("subject", "object")
#: Sentences back that an antecedent may stand.
_REACH = 4
_DIGITS = 4
#: By how much another candidate must be surer than what both parsers' rules name. It costs a third of a point on held-out
#: gold (long sentences), and keeps what is plain in short ones ("Stress raises cortisol").
AGREED = 0.2
_BOTH = word_set("arguments.both")
_OPENERS = word_set("arguments.openers")
_RESEARCH = word_set("extracting.research-nouns")


#: Combinations of what a candidate's features are made of, remembered: the same ones come again and again.
_remembered = lru_cache(maxsize=50_000)
_MOST_KNOWN = 200_000
_STEEPEST = 700.0  # what the exponential function can take
#: What the features of a candidate are about. Those of two families never have the same name, so that their weights can
#: be summed family by family (tested).
_RULE, _RIVAL, _PLACE, _EARLIER, _NEAR, _PAIR, _TOPIC, _SORT, _NAME, _PEOPLE, _OTHER, _SIBLING = range(12)


class Traits:
    """Features of one family that a candidate has together, each of value 1; known by identity.

    Parameters
    ----------
    family : int
        What they are about.
    names : sequence of str
        The features.
    """

    __slots__ = ("family", "names")

    def __init__(self, family: int, names: Sequence[str]) -> None:
        self.family = family
        self.names = names


def _traits(family: int, *names: str) -> Traits:
    return Traits(family, names)


@_remembered
def _joined(one: Traits, other: Traits) -> Traits:
    """Join two of a family: a feature of both counts once."""
    return Traits(one.family, tuple(dict.fromkeys((*one.names, *other.names))))


class Weigher:
    """A model of two classes, ready to say how probable the second is.

    Weights are summed exactly (``math.fsum``): the same features give the same probability in whatever order they come.
    """

    __slots__ = ("_known", "_model", "_weight", "bias")

    def __init__(self, model: LinearModel) -> None:
        self._model = model
        self._weight = {
            name: yes - no for name, (no, yes) in zip(model.features, model.weights.astype(float).tolist(), strict=True)
        }
        self._known: dict[Traits, float] = {}
        self.bias = float(model.bias[1]) - float(model.bias[0])

    def probability(self, traits: Iterable[Traits]) -> float:
        """Return the probability of the second class, given traits of different families."""
        known = self._known
        try:
            sums = [known[t] for t in traits]
        except KeyError:
            sums = [known[t] if t in known else self._weigh(t) for t in traits]
        sums.append(self.bias)
        return 1 / (1 + math.exp(min(_STEEPEST, -math.fsum(sums))))

    def _weigh(self, traits: Traits) -> float:
        if len(self._known) > _MOST_KNOWN:
            self._known.clear()
        self._known[traits] = found = math.fsum([self._weight.get(name, 0.0) for name in set(traits.names)])
        return found

    def __reduce__(self) -> tuple[type[Weigher], tuple[LinearModel]]:
        return Weigher, (self._model,)


@_remembered
def _place_features(
    phrase: bool, side: str, where: str, tie: str, dep: str, case: str, sort: str, rank: int, outermost: bool,
    entity_rank: int, relation: str, passive: bool, clause: str, type_: str,
) -> Traits:  # fmt: skip
    """Where a name stands in the claim's sentence."""
    return _traits(
        _PLACE,
        f"{'np' if phrase else 'ent'} {side} {where}", f"{side} {where} {tie}", f"{side} {dep} {case}", f"{side} {dep} {tie}",
        f"{side} {where} rank{rank}", f"{sort} {side} {dep}", f"{sort} {relation} {side} {where}",
        f"{relation} {side} {dep} {case}", f"{passive} {side} {dep} {tie}", f"{clause} {side} {where}", f"{type_} {side} {sort}",
        *((f"first {side} {where} {sort}",) if outermost else ()),
        *((f"erank{entity_rank} {side} {where} {sort}",) if entity_rank >= 0 else ()),
    )  # fmt: skip


@_remembered
def _earlier_features(role: str, gap: int, seen: int, label: str | None, opener: str) -> Traits:
    return _traits(
        _EARLIER,
        f"ctx {role} gap{gap}",
        f"ctx {role} {opener}",
        f"ctx {role} back{seen}",
        f"ctx {label or 'phrase'} {opener}",
    )


@_remembered
def _near_features(gap: int, label: str | None, opener: str) -> Traits:
    return _traits(_NEAR, f"near gap{gap}", f"near gap{gap} {label} {opener}")


@_remembered
def _pair_features(both: str, here: bool, label: str, opener: str, n: int) -> Traits:
    return _traits(_PAIR, f"pair {both}", f"pair here{here}", f"pair {label} {opener}", f"pair n{n}")


@_remembered
def _topic_pair_features(opener: str) -> Traits:
    return _traits(_PAIR, "pair topics", f"pair topics {opener}")


@_remembered
def _topic_features(rank: int, label: str, opener: str, type_: str) -> Traits:
    return _traits(_TOPIC, f"topic {rank} {opener}", f"topic {rank} {label} {type_}")


@_remembered
def _sort_features(sort: str, relation: str, type_: str, group: str, kind: str, state: str) -> Traits:
    """What kind of name it is, beside what the rules found."""
    return _traits(
        _SORT, f"sort {sort}", f"{sort} {relation}", f"{sort} {type_}", f"{sort} {group}", f"{sort} rule {kind} {state}"
    )


@_remembered
def _null_features(opener: str, group: str, passive: bool) -> Traits:
    return _traits(_SORT, f"null {opener}", f"null {group}", f"null {passive}")


@_remembered
def _rule_features(kind: str, state: str, opener: str, relation: str, clause: str, type_: str) -> Traits:
    return _traits(
        _RULE,
        "rule", f"rule {kind}", f"rule {state}", f"rule {kind} {relation}", f"rule {kind} {opener}", f"rule {clause}",
        f"rule {type_} {kind}",
    )  # fmt: skip


@lru_cache(maxsize=64)
def _rival_features(sort: str, reading: int) -> Traits:
    return _traits(_RIVAL, "rival", f"rival {sort}", f"rival {reading}")


@lru_cache(maxsize=64)
def _people_features(relation: str) -> Traits:
    return _traits(_PEOPLE, f"people {relation}")


_AS_OTHER = _traits(_OTHER, "as other")
_AS_SIBLING = _traits(_SIBLING, "sibling")


@dataclass(slots=True)
class Candidate:
    """A name that may be meant, and what speaks for it."""

    name: str | None
    label: str | None
    #: By family.
    traits: dict[int, Traits] = field(default_factory=dict)

    @property
    def features(self) -> dict[str, float]:
        """Its features by name."""
        return dict.fromkeys((name for t in self.traits.values() for name in t.names), 1.0)

    def add(self, more: Traits) -> None:
        """Add traits to those of their family."""
        own = self.traits.setdefault(more.family, more)
        if own is not more:
            self.traits[more.family] = _joined(own, more)


@dataclass(slots=True)
class _Mention:
    name: str
    label: str | None
    head: int
    phrase: bool
    #: Name in small letters, dependency label, preposition, head of the head, and that one's head.
    key: str
    dep: str
    case: str
    up: int
    above: int


#: A name with its label and traits, before candidates of one name are joined.
_Addition = tuple[str, str | None, Traits]


class ArgumentView:
    """One article's drafts with the candidates for their arguments.

    Parameters
    ----------
    readings : sequence of sequences of ParsedSentence
        The sentences of each reading, in order; a draft's ``reading`` says which are its own.
    entities : sequence of dict
        The article's entities (record dicts).
    drafts : sequence of Draft
        The rules' claims, in text order.
    """

    def __init__(
        self,
        readings: Sequence[Sequence[ParsedSentence]],
        entities: Sequence[Mapping[str, Any]],
        drafts: Sequence[Draft],
    ) -> None:
        self.readings = readings
        sentences = readings[0]
        self.entities = entities
        self.drafts = drafts
        counts: dict[tuple[str, str], int] = {}
        for e in entities:
            key = (e["concept"], e["label"])
            counts[key] = counts.get(key, 0) + 1
        self._counts = {name: n for (name, _), n in counts.items()}
        self._total = max(1, sum(counts.values()))
        ranked = sorted(counts, key=lambda k: -counts[k])
        self._topics: dict[str, list[str]] = {}
        for name, label in ranked:
            self._topics.setdefault(label, []).append(name)
        self._labels = {e["concept"]: e["label"] for e in entities}
        self._mentions: dict[tuple[int, int], list[_Mention]] = {}
        self._names: dict[tuple[str, str], Traits] = {}
        #: What is the same for a draft's subject and its object, by the draft's number: how its clause opens, the names in
        #: its sentence, the names around it.
        self._near: dict[int, tuple[str, dict[str, Candidate], dict[str, Candidate]]] = {}
        self._pairs = self._coordinations()
        self._title = {e["concept"] for e in entities if sentences and e["start"] < _end(sentences[0])}

    def _coordinations(self) -> list[tuple[int, str, str]]:
        """Return sentence, label and name of every "A and B" of two entities of one label."""
        found = []
        for number, s in enumerate(self.readings[0]):
            last = -1
            for i in range(len(s)):
                index = s.entity[i]
                if index < 0 or (i and s.entity[i - 1] == index):
                    continue
                if last >= 0 and self.entities[last]["label"] == self.entities[index]["label"]:
                    between = [
                        s.low[t] for t in range(len(s)) if self.entities[last]["end"] <= s.starts[t] < s.starts[i]
                    ]
                    a, b = self.entities[last]["concept"], self.entities[index]["concept"]
                    if len(between) <= 3 and "and" in between and a != b:
                        found.append((number, self.entities[index]["label"], f"{a} and {b}"))
                last = index
        return found

    def mentions(self, number: int, reading: int = 0) -> list[_Mention]:
        """Return the entities and noun phrases of a sentence, in order."""
        if (reading, number) in self._mentions:
            return self._mentions[reading, number]
        s = self.readings[reading][number]
        phrases = Phrases(s, self.entities)
        out: list[_Mention] = []
        for i in range(len(s)):
            index = s.entity[i]
            if index >= 0:
                if i and s.entity[i - 1] == index:
                    continue
                last = i
                while last + 1 < len(s) and s.entity[last + 1] == index:
                    last += 1
                head = next((t for t in range(i, last + 1) if s.entity[s.heads[t]] != index or s.heads[t] == t), last)
                e = self.entities[index]
                out.append(_mention(s, e["concept"], e["label"], head, False))
            if s.tags[i].startswith(("NN", "VBG")) and s.deps[i] not in (
                "compound",
                "flat",
                "amod",
                "nmod:desc",
                "case",
                "ROOT",
                "fixed",
            ):
                if index >= 0 and not s.kids[i]:
                    continue
                for thing in phrases.things(i)[:2]:
                    name = phrases.subject_name(thing)
                    if name and (index < 0 or name != self.entities[index]["concept"]):
                        out.append(_mention(s, name, thing.label if name == thing.name else None, i, True))
        self._mentions[reading, number] = out
        return out

    def candidates(self, at: int, role: str) -> list[Candidate]:
        """Return the candidates for an argument of the draft number `at`; the rules' own answer is the first."""
        draft = self.drafts[at]
        s = self.readings[draft.reading][draft.sentence]
        rule = draft.subject if role == "subject" else draft.object
        other = draft.object if role == "subject" else draft.subject
        rule_label = draft.subject_label if role == "subject" else draft.object_label
        found: dict[str | None, Candidate] = {}

        known = self._labels

        def candidate(name: str, label: str | None) -> Candidate:
            """Return the candidate of a name, a new one where there is none."""
            key = name.lower()
            one = found.get(key)
            if one is None:
                one = found[key] = Candidate(name, known.get(name, label))
            return one

        nothing = Candidate(None, None)
        if rule:
            candidate(rule, rule_label)
        else:
            found[None] = nothing
        rival = draft.rival
        if rival is not None:  # what the other parser's rules say
            name, label = (
                (rival.subject, rival.subject_label) if role == "subject" else (rival.object, rival.object_label)
            )
            meant = candidate(name, label) if name else found.setdefault(None, nothing)
            meant.add(_rival_features(label or ("null" if name is None else "phrase"), draft.reading))
        mentions = self.mentions(draft.sentence, draft.reading)
        siblings = {
            (d.subject if role == "subject" else d.object)
            for d in self.drafts[max(0, at - 8) : at + 9]
            if d is not draft and d.start == draft.start and d.end == draft.end
        }
        rule_key = (rule or "").lower()
        state = "none" if rule is None else "here" if any(m.key == rule_key for m in mentions) else "far"
        kind = rule_label or ("null" if rule is None else "phrase")
        if at not in self._near:
            opener = self._opener(s, draft)
            self._near[at] = opener, self._places(draft, mentions), self._surroundings(draft, opener)
        opener, places, surroundings = self._near[at]
        _join(found, places)
        for name, label, traits in self._earlier(at, draft, opener):
            candidate(name, label).add(traits)
        _join(found, surroundings)
        found.setdefault(None, nothing)
        other_key = other.lower() if other is not None else None
        sorts: dict[str, Traits] = {}
        for key, one in found.items():
            self._common(one, draft, (key or "") == rule_key, state, kind, opener, sorts)
            if key is not None and key == other_key:
                one.add(_AS_OTHER)
            if siblings and one.name in siblings and one.name != rule:
                one.add(_AS_SIBLING)
        return list(found.values())

    def _places(self, draft: Draft, mentions: Sequence[_Mention]) -> dict[str, Candidate]:
        """Return the names in a claim's sentence, nearest to its head first, with where they stand."""
        found: dict[str, Candidate] = {}
        tokens = set(draft.clause.tokens)
        before = [m for m in mentions if m.head < draft.frame.predicate]
        after = [m for m in mentions if m.head >= draft.frame.predicate]
        for side, group in (("B", before), ("A", after)):
            entity_rank = 0
            ordered = group if side == "A" else group[::-1]
            for rank, m in enumerate(ordered):
                candidate = found.get(m.key)
                if candidate is None:
                    candidate = found[m.key] = Candidate(m.name, self._labels.get(m.name, m.label))
                candidate.add(
                    _place_features(
                        m.phrase, side, "in" if m.head in tokens else "out",
                        "P" if m.up == draft.frame.predicate else "PP" if m.above == draft.frame.predicate else "X", m.dep, m.case,
                        m.label or "phrase", rank if rank < 4 else 4, rank == len(ordered) - 1,
                        -1 if m.phrase else min(entity_rank, 3), draft.relation, draft.frame.passive, draft.clause.kind, draft.type,
                    )
                )  # fmt: skip
                entity_rank += not m.phrase
        return found

    def _earlier(self, at: int, draft: Draft, opener: str) -> Iterator[_Addition]:
        """Yield what the claims before are about; the ranker may have just set that."""
        for seen, back in enumerate(range(at - 1, max(-1, at - 7), -1)):
            d = self.drafts[back]
            gap = draft.sentence - d.sentence
            if gap > _REACH:
                break
            for name, label, role in ((d.subject, d.subject_label, "s"), (d.object, d.object_label, "o")):
                if name:
                    yield name, label, _earlier_features(role, min(gap, 2), min(seen, 3), label, opener)

    def _surroundings(self, draft: Draft, opener: str) -> dict[str, Candidate]:
        """Return what the sentences before, the coordinations and the article are about."""
        found: dict[str, Candidate] = {}
        for name, label, traits in self._context(draft, opener):
            key = name.lower()
            candidate = found.get(key)
            if candidate is None:
                candidate = found[key] = Candidate(name, self._labels.get(name, label))
            candidate.add(traits)
        return found

    def _context(self, draft: Draft, opener: str) -> Iterator[_Addition]:
        for gap in range(1, 3):
            if draft.sentence - gap >= 0:
                for m in self.mentions(draft.sentence - gap, draft.reading):
                    if not m.phrase:
                        yield m.name, m.label, _near_features(gap, m.label, opener)
        clause = {self.readings[draft.reading][draft.sentence].low[t] for t in draft.clause.tokens}
        both = "both" if clause & _BOTH else "no"
        pairs = [p for p in self._pairs if p[0] <= draft.sentence]
        for n, (number, label, name) in enumerate(reversed(pairs[-4:])):
            here = number == draft.sentence
            yield name, None, _pair_features(both, here, label, opener, n)
        drugs = self._topics.get("DRUG", [])
        if len(drugs) > 1 and both == "both":
            yield " and ".join(drugs[:2]), None, _topic_pair_features(opener)
        for label, names in self._topics.items():
            for rank, name in enumerate(names[:2]):
                yield name, label, _topic_features(rank, label, opener, draft.type)

    def _opener(self, s: ParsedSentence, draft: Draft) -> str:
        """Return how the clause's subject begins: a pronoun, a definite phrase, a kind of word."""
        first = next(
            (
                t
                for t in draft.clause.tokens
                if s.low[t] in _OPENERS and t <= max(draft.frame.predicate, draft.clause.tokens[0])
            ),
            None,
        )
        if first is not None:
            return s.low[first]
        t = draft.clause.tokens[0] if draft.clause.tokens else 0
        return "ent" if s.entity[t] >= 0 else s.tags[t][:2]

    def _common(
        self, c: Candidate, draft: Draft, is_rule: bool, state: str, kind: str, opener: str, sorts: dict[str, Traits]
    ) -> None:
        """Add what does not depend on where a candidate was found; `sorts` remembers what the draft has of each sort."""
        traits = c.traits
        sort = (
            "null"
            if c.name is None
            else c.label or ("pair" if " and " in c.name and c.name not in self._labels else "phrase")
        )
        own = sorts.get(sort)
        if own is None:
            own = sorts[sort] = _sort_features(sort, draft.relation, draft.type, draft.frame.group or "", kind, state)
        traits[_SORT] = own  # the first of this family
        if is_rule:
            traits[_RULE] = _rule_features(kind, state, opener, draft.relation, draft.clause.kind, draft.type)
        if c.name is None:
            c.add(_null_features(opener, draft.frame.group or "", draft.frame.passive))
            return
        about = self._names.get((c.name, sort))
        if about is None:
            about = self._names[c.name, sort] = self._about(c.name, sort)
        traits[_NAME] = about
        if "people" in about.names:
            traits[_PEOPLE] = _people_features(draft.relation)

    def _about(self, name: str, sort: str) -> Traits:
        """Return the features of a name that are the same for all claims of the article."""
        found = []
        if name in self._counts:
            share = self._counts[name] / self._total
            found.append(f"share {min(int(share * 10), 4)}")
        if name in self._title:
            found += ["title", f"title {sort}"]
        if sort == "phrase":
            words = name.lower().split()
            found += [f"words {min(len(words), 6)}", f"word {words[-1]}", f"word0 {words[0]}"]
            known = populations()
            if any(w in known for w in words):
                found.append("people")
            if any(w in _RESEARCH for w in words):
                found.append("research")
        return _traits(_NAME, *found)


@dataclass(frozen=True)
class ArgumentRanker:
    """Chooses the arguments of an article's drafts.

    Parameters
    ----------
    models : mapping of str to LinearModel
        By role, ``subject`` and ``object``: two classes, whether a candidate is the argument.
    settings : mapping
        ``margins``: role -> by how much a candidate's probability must exceed that of the rules' answer.
    """

    models: Mapping[str, LinearModel] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    _weighers: dict[str, Weigher] = field(default_factory=dict, init=False, repr=False, compare=False)

    def rank(self, view: ArgumentView) -> None:
        """Set subject and object of the view's drafts, and word their statements anew."""
        for role in ROLES:
            if role in self.models and view.drafts:
                self._role(view, role)

    def _role(self, view: ArgumentView, role: str) -> None:
        margin = float(self.settings.get("margins", {}).get(role, 0.0))
        weigher = self._weighers.get(role)
        if weigher is None:
            weigher = self._weighers[role] = Weigher(self.models[role])
        found = [view.candidates(at, role) for at in range(len(view.drafts))]
        for draft, group in zip(view.drafts, found, strict=True):
            own = [weigher.probability(c.traits.values()) for c in group]
            taken = draft.subject if role == "object" else draft.object
            if (
                taken is not None
            ):  # no claim says of a thing what that thing does to itself, nor turns the grammar round
                taken = taken.lower()
                for i, c in enumerate(group):
                    if i and (c.name or "").lower() == taken:
                        own[i] = 0.0
                if role == "object" and (draft.object or "").lower() == taken:
                    own[0] = 0.0
            best = max(range(len(own)), key=own.__getitem__)
            while role == "subject" and best and _loses(group[best].name, group[0].name, taken):
                own[best] = 0.0
                best = max(range(len(own)), key=own.__getitem__)
            base = steady(draft, role, group)
            if own[best] - own[base] <= (max(margin, AGREED) if base or agreed(draft, role) else margin):
                best = base
            if best:
                _set(draft, role, group[best])
            draft.sureness[role] = round(own[best], _DIGITS)
            if role == "subject":
                draft.word_statement()


def agreed(draft: Draft, role: str) -> bool:
    """Tell whether both parsers' rules name the same thing."""
    rival = draft.rival
    mine, theirs = (getattr(d, role) if d is not None else None for d in (draft, rival))
    return mine is not None and theirs is not None and mine.lower() == theirs.lower()


def steady(draft: Draft, role: str, group: Sequence[Candidate]) -> int:
    """Return which candidate the rules name: the draft's own, the other parser's where it has none."""
    theirs = getattr(draft.rival, role) if draft.rival is not None else None
    if theirs is None or getattr(draft, role) is not None:
        return 0
    return next((i for i, c in enumerate(group) if c.name is not None and c.name.lower() == theirs.lower()), 0)


def _loses(name: str | None, rule: str | None, other: str | None) -> bool:
    """Tell whether a subject would lose what the rules read ("low X", "X blockade", "stopping X"), or be of the object."""
    if not name:
        return False
    words, whole = name.lower().split(), (rule or "").lower().split()
    if other and len(words) > 1 and " ".join(words[:-1]) == other.lower() and words[-1] in aspect_nouns():
        return True  # "X levels" are not what raises X
    if not rule:
        return False
    if other and len(words) > 2 and words[-2:] == ["of", other.lower()] and not rule.lower().endswith(other.lower()):
        return True  # "the risk of D" is not what goes with D
    rest = set(whole) - set(words)
    return len(rest) == len(whole) - len(words) == 1 and bool(rest & _turning())


@lru_cache(maxsize=1)
def _turning() -> frozenset[str]:
    """Return the words that make more, less or the end of a thing."""
    nouns = {word for word, (_, sign) in aspect_nouns().items() if sign}
    return frozenset({word for word, sign in sign_words().items() if sign} | nouns | word_set("arguments.turning"))


def _join(found: dict[str | None, Candidate], more: Mapping[str, Candidate]) -> None:
    """Add candidates to those found so far; the ones that are added stay as they are."""
    for key, c in more.items():
        candidate = found.get(key)
        if candidate is None:
            found[key] = Candidate(c.name, c.label, c.traits.copy())
        else:
            for traits in c.traits.values():
                candidate.add(traits)


def _set(draft: Draft, role: str, candidate: Candidate) -> None:
    if role == "object":
        draft.object, draft.object_label = candidate.name, candidate.label
        return
    draft.subject, draft.subject_label = candidate.name, candidate.label


def _mention(s: ParsedSentence, name: str, label: str | None, head: int, phrase: bool) -> _Mention:
    up = s.heads[head]
    return _Mention(name, label, head, phrase, name.lower(), s.deps[head], s.case(head), up, s.heads[up])


def _end(s: ParsedSentence) -> int:
    return s.ends[-1] if len(s) else 0
