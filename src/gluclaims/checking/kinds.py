"""Definitions, parts, origins, approvals and free statements: relations that are looked up rather than composed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import islice

from gluclaims.checking.effects import rules
from gluclaims.checking.facts import Fact
from gluclaims.checking.matching import (
    CONTESTED,
    INSUFFICIENT,
    OPPOSES,
    OTHER_SCOPE,
    SUPPORTS,
    Index,
    Match,
    Matcher,
    Query,
    stance_of,
    years,
)
from gluclaims.checking.terms import fold, singular

_ACTION = re.compile(
    r"^(?:(?P<adj>partial|full|selective|potent|strong|weak|competitive|inverse|reversible|irreversible|powerful|highly|dual|noncompetitive|"
    r"non-competitive) )*(?P<thing>.+?) (?:(?P<process>reuptake|release) )?"
    r"(?P<act>antagonist|blocker|inhibitor|agonist|activator|stimulator|enhancer|releaser|releasing agent)s?$"
)
_ACTION_OF = re.compile(
    r"^(?:.*? )?(?P<act>antagonist|blocker|inhibitor|agonist|activator) (?:at|of|for) (?:the )?(?:(?P<process>reuptake|release) of )?(?P<thing>.+)$"
)
_DOWN = frozenset(("antagonist", "blocker", "inhibitor"))
#: "an enzyme that breaks X down", "the protein that clears X from the synapse".
_DOES = re.compile(
    r"^(?:an? |the )?(?:[\w-]+ )?(?:enzyme|protein|molecule|receptor|chemical|substance|drug|hormone|medicine|compound|transporter|pump|neurotransmitter)s?"
    r" (?:that|which) (?P<verb>break|block|inhibit|clear|remove|take|carr|transport|activat|stimulat|rais|boost|increas|lower|reduc|"
    r"mak|produc|synthesi|destroy|degrad)\w*"
    r"(?P<up> up| down)? (?:the )?(?P<thing>[\w' -]+?)(?: (?:down|up))?(?: (?:from|in|into|out|back|between|after|of) .+)?$"
)
_LIGHT = frozenset(
    [
        "main",
        "major",
        "primary",
        "chief",
        "principal",
        "key",
        "important",
        "common",
        "abundant",
        "most",
        "important",
        "well-known",
        "best-known",
        "type",
        "kind",
        "form",
        "sort",
        "class",
        "member",
        "subtype",
        "family",
        "group",
        "popular",
        "widely",
        "used",
        "natural",
        "powerful",
        "potent",
        "chemical",
        "brain",
        "human",
        "body's",
        "body",
        "endogenous",
        "known",
        "simple",
        "new",
        "old",
        "modern",
        "first-line",
        "effective",
        "prescription",
        "oral",
        "daily",
        "drug",
        "medicine",
        "medication",
        "one",
        "compound",
        "substance",
        "synthetic",
        "active",
        "called",
        "name",
        "so-called",
        "essential",
        "crucial",
        "critical",
        "vital",
        "central",
        "nervous",
        "system",
        "world's",
        "prescribed",
        "often",
        "commonly",
        "sometimes",
        "relatively",
        "older",
        "newer",
        "modern",
        "certain",
        "brain's",
        "widespread",
        "prevalent",
        "frequent",
        "serious",
        "chronic",
        "complex",
        "special",
        "specific",
        "single",
        "small",
        "large",
    ]
)


def as_action(query: Query, index: Index) -> Query | None:
    """Read "X is a D2 receptor antagonist" as what X does; None where the object names no action."""
    text = re.sub(r"^(?:a|an|the) ", "", fold(query.object.text).strip())
    does = _DOES.match(text)
    if does:
        done = index.normalize(does["thing"])
        if done.concept is None:
            return None
        aspect, sign = _VERBS[does["verb"]]
        label = index.normalize.label(done)
        return replace(
            query, relation="REGULATES", object=done, aspect=aspect, sign=sign, label=label, type="MECHANISM"
        )
    found = _ACTION.match(text) or _ACTION_OF.match(text)
    if not found:
        return None
    thing, process, act = found["thing"], found["process"], found["act"]
    if thing.endswith("reuptake") or thing.endswith("release"):
        thing, _, process = thing.rpartition(" ")
    obj = index.normalize(thing)
    if obj.concept is None and not obj.words:
        return None
    if obj.concept is None:
        receptor = index.normalize(f"{thing} receptor")
        obj = receptor if receptor.concept else obj
    label = index.normalize.label(obj)
    sign = -1 if act in _DOWN else 1
    aspect = {"reuptake": "REUPTAKE", "release": "RELEASE"}.get(process or "", "ACTIVITY")
    if label == "NEUROTRANSMITTER" and aspect == "ACTIVITY" and act in ("agonist", "antagonist"):
        receptor = index.normalize(f"{thing} receptor")
        obj = receptor if receptor.concept else obj
        label = index.normalize.label(obj)
    if act.startswith("releas"):
        aspect = "RELEASE"
    return replace(query, relation="REGULATES", object=obj, aspect=aspect, sign=sign, label=label, type="MECHANISM")


def _head_phrases(text: str) -> Iterator[tuple[str, list[str]]]:
    """Yield the noun phrase's own kinds, longest first, each with the modifiers left over."""
    core = re.split(
        r"\b(?:that|which|who|whose|of|in|for|to|from|with|used|found|made|at|by|on)\b", fold(text), maxsplit=1
    )[0]
    words = [
        w for w in re.findall(r"[a-z0-9][a-z0-9'\-/]*", core) if w not in ("a", "an", "the", "one", "is", "and", "or")
    ]
    for i in range(len(words)):
        yield " ".join(words[i:]), words[:i]


_VERBS: dict[str, tuple[str, int]] = {
    "break": ("BREAKDOWN", 1), "destroy": ("BREAKDOWN", 1), "degrad": ("BREAKDOWN", 1), "clear": ("REUPTAKE", 1),
    "remove": ("REUPTAKE", 1), "take": ("REUPTAKE", 1), "carr": ("REUPTAKE", 1), "transport": ("REUPTAKE", 1),
    "block": ("ACTIVITY", -1), "inhibit": ("ACTIVITY", -1), "activat": ("ACTIVITY", 1), "stimulat": ("ACTIVITY", 1),
    "rais": ("LEVEL", 1), "boost": ("LEVEL", 1), "increas": ("LEVEL", 1), "lower": ("LEVEL", -1), "reduc": ("LEVEL", -1),
    "mak": ("SYNTHESIS", 1), "produc": ("SYNTHESIS", 1), "synthesi": ("SYNTHESIS", 1),
}  # fmt: skip
_KIND_OF = re.compile(
    r"^(?:an? |the |one of the )?(?:(?:main|major|common|specific|special|new|important) )?"
    r"(?:sub)?(?:type|kind|form|class|sort|member|family|group|variety|example)s? of (?:an? |the )?"
)
_USED = re.compile(
    r"\b(?:treat\w*|prescri\w+|off[- ]label|giv(?:e|es|en|ing)|us(?:e|es|ed|ing)|receiv\w+|tried|tak(?:e|es|en|ing)|offer\w*|therap\w+|medication)\b"
)


class Kinds:
    """Look definitions, parts, origins, approvals and free statements up."""

    def __init__(self, matcher: Matcher) -> None:
        self.matcher = matcher
        self.index = matcher.index
        self.normalize = matcher.normalize
        self._wordings: dict[str, frozenset[str]] = {}

    def find(self, q: Query) -> list[Match]:
        """Return the matches of a claim of one of these relations."""
        look = {
            "IS_A": self._is_a, "PART_OF": self._part_of, "PRECURSOR_OF": self._precursor, "APPROVED_FOR": self._approved,
            "OTHER": self._other,
        }.get(q.relation)  # fmt: skip
        return sorted(look(q), key=lambda m: (m.rank, m.fact.id)) if look else []

    # -- definitions

    def _lexicon(self, q: Query, words: str) -> Fact:
        return Fact(
            id="lexicon",
            subject=q.subject.text,
            relation="IS_A",
            object=q.object.text,
            paraphrase=words,
            grade="textbook",
        )

    def _is_a(self, q: Query) -> Iterator[Match]:
        subject, obj = q.subject, q.object
        kind = _KIND_OF.sub("", fold(obj.text))
        if kind and kind != fold(obj.text):
            obj = self.normalize(kind)
            q = replace(q, object=obj)
        if subject.concept and subject.sign is None and obj.concept == subject.concept and obj.sign is None:
            yield Match(
                self._lexicon(q, f"{q.object.text} is a name of {subject.concept}."),
                SUPPORTS,
                0.0,
                chain=("a name of it",),
            )
            return
        entries = [e for twin in self.index.twins(subject) for e in self.index.by_subject.get(twin.key, ())]
        definitions = [e for e in entries if e.fact.relation == "IS_A"]
        excluded = list(self._excluded(q, self.index.ancestors(subject.concept))) if subject.concept else []
        for entry in definitions:
            kin = self.index.kinship(obj, entry.object)
            if kin is None or kin.kind == "broader":
                continue
            if entry.fact.status == "refuted" and (kin.kind != "same" or _NAMED.search(q.statement)):
                continue
            stance = stance_of(entry.fact, SUPPORTS)
            if stance:
                flags = excluded[0].flags if excluded and stance == OPPOSES else ()
                yield Match(entry.fact, stance, kin.cost, chain=(entry.fact.paraphrase,), flags=flags)
        yield from excluded
        for entry in entries:
            own = entry.fact.relation == "OTHER" or (
                entry.fact.relation == "CAUSES"
                and self.normalize.label(subject) == "DISORDER"
                and self.normalize.label(obj) != "DISORDER"  # Parkinson's disease is no rigidity
            )
            kin = self.index.kinship(obj, entry.object) if own else None
            if kin is not None and kin.kind in ("same", "near") and entry.fact.status in ("established", "supported"):
                if not _numbers_differ(q.statement, f"{entry.fact.paraphrase} {entry.fact.object}"):
                    yield Match(entry.fact, SUPPORTS, 0.8 + kin.cost, chain=(entry.fact.paraphrase,))
        if subject.concept:
            above = self.index.ancestors(subject.concept)
            if obj.concept and obj.sign is None and obj.concept in above:
                words = f"{subject.concept} is a kind of {obj.concept}."
                yield Match(self._lexicon(q, words), SUPPORTS, 0.1, chain=(words,))
            else:
                yield from self._by_head(q, above)
        action = as_action(q, self.index)
        if action is not None:
            for match in self.matcher.find(action):
                yield replace(match, rank=match.rank + 0.2)

    def _by_head(self, q: Query, above: Mapping[str, int]) -> Iterator[Match]:
        for phrase, before in _head_phrases(q.object.text):
            concept = self.normalize(phrase).concept
            if concept is None or concept not in above or concept == q.subject.concept:
                continue
            left = [w for w in before if w not in _LIGHT and singular(w) not in _LIGHT and not w.endswith("est")]
            rest = fold(q.object.text).partition(phrase)[2]
            tail = [
                w
                for w in re.findall(r"[a-z]{4,}", rest)
                if w not in _LIGHT and w not in ("that", "which", "with", "from", "used", "found")
            ]
            words = f"{q.subject.concept} is a kind of {concept}."
            if not left and len(tail) <= 1:
                yield Match(self._lexicon(q, words), SUPPORTS, 0.4, chain=(words,))
            return

    def _excluded(self, q: Query, above: Mapping[str, int]) -> Iterator[Match]:
        known = rules()
        named = (c for phrase, _ in _head_phrases(q.object.text) if (c := self.normalize(phrase).concept))
        claimed = set(islice(named, 1))  # the longest name is the claim's own; shorter ones are its kinds
        if q.object.concept:
            claimed.add(q.object.concept)
        if not claimed & above.keys():
            for group in known.exclusive_classes:
                wrong, right = claimed & group, above.keys() & group
                if wrong and right and not wrong & above.keys():
                    words = f"{q.subject.concept} is a kind of {min(right)}, not of {min(wrong)}."
                    yield Match(self._lexicon(q, words), OPPOSES, 0.2, chain=(words,), flags=("WRONG_ENTITY",))
        text = fold(q.object.text)
        for _, kinds in known.exclusive:
            said = [k for k in kinds if re.search(rf"\b{k}\b", text)]
            if len(said) != 1:
                continue
            entries = self.index.by_subject.get(q.subject.key, ())
            facts = [e.fact for e in entries if e.fact.relation == "IS_A" and e.fact.status == "established"]
            names = " ".join([*(fold(f.object) for f in facts), *above])
            others = [k for k in kinds if k != said[0] and re.search(rf"\b{k}\b", names)]
            if others and not re.search(rf"\b{said[0]}\b", names):
                fact = next((f for f in facts if others[0] in f.object), None)
                words = f"{q.subject.concept} is {others[0]}, not {said[0]}."
                yield Match(fact or self._lexicon(q, words), OPPOSES, 0.2, chain=(words,), flags=("WRONG_ENTITY",))

    # -- parts and places

    def _part_of(self, q: Query) -> Iterator[Match]:
        found = self.matcher.find(q)
        yield from found
        if q.location.concept and q.location.key != q.object.key:
            found = self.matcher.find(replace(q, object=q.location))
            yield from found
        if self.normalize.label(q.object) == "DISORDER":
            # "Flashbacks are part of PTSD": what the disorder brings about.
            turned = replace(q, subject=q.object, object=q.subject, relation="CAUSES", sign=0, aspect=None)
            for match in self.matcher.find(turned):
                if match.stance == SUPPORTS:
                    yield replace(match, rank=match.rank + 0.3)
        if found or not q.subject.concept:
            return
        place = q.object if self.normalize.label(q.object) == "REGION" else q.location
        if self.normalize.label(q.subject) != "REGION" or self.normalize.label(place) != "REGION" or not place.concept:
            return
        lexicon = self.index.lexicon
        above = lexicon.ancestors(q.subject.concept)
        if place.concept in above:
            words = f"The {q.subject.concept} is part of the {place.concept}."
            yield Match(self._lexicon(q, words), SUPPORTS, 0.2, chain=(words,))
            return
        parents = [p for p in lexicon.concepts[q.subject.concept].parents if p not in rules().networks]
        if not parents or place.concept in rules().networks or q.subject.concept in lexicon.ancestors(place.concept):
            return
        shared = {a for p in parents for a in lexicon.ancestors(p)} & lexicon.ancestors(place.concept).keys()
        if place.concept not in shared:
            words = f"The {q.subject.concept} is part of the {parents[0]}, not of the {place.concept}."
            yield Match(self._lexicon(q, words), OPPOSES, 0.3, chain=(words,), flags=("WRONG_ENTITY",))

    # -- origins

    def _precursor(self, q: Query) -> Iterator[Match]:
        start, goal = q.subject, q.object
        if start.empty or goal.empty:
            return
        edges = [e for entries in self.index.by_object.values() for e in entries if e.fact.relation == "PRECURSOR_OF"]
        into: dict[tuple[object, ...], list[Fact]] = {}
        for e in edges:
            into.setdefault(e.object.key, []).append(e.fact)
        steps = self._way(start.key, goal.key, into)
        if steps:
            chain = tuple(f.paraphrase for f in steps)
            yield Match(steps[0], SUPPORTS, 0.1 * (len(steps) - 1), chain=chain)
            return
        for fact in into.get(goal.key, ()):
            if self.normalize(fact.subject).key == start.key:
                stance = stance_of(fact, SUPPORTS)
                if stance:
                    other = any(f.status == "established" for f in into[goal.key])
                    flags = ("WRONG_ENTITY",) if stance == OPPOSES and other else ()
                    yield Match(fact, stance, 0.0, chain=(fact.paraphrase,), flags=flags)
                    return
        back = self._way(goal.key, start.key, into)
        if back:
            if len(back) == 1 and back[0].status == "established":
                chain = (back[0].paraphrase, "it does not run the other way")
                yield Match(back[0], OPPOSES, 0.3, chain=chain, flags=("WRONG_DIRECTION",))
            return
        sources = [
            f
            for f in into.get(goal.key, ())
            if f.status == "established" and not self._way(self.normalize(f.subject).key, start.key, into)
        ]
        makes = [
            e.fact
            for e in self.index.by_subject.get(start.key, ())
            if e.fact.relation == "PRECURSOR_OF" and e.fact.status == "established"
        ]
        if sources and makes:
            chain = (sources[0].paraphrase, makes[0].paraphrase)
            yield Match(sources[0], OPPOSES, 0.3, chain=chain, flags=("WRONG_ENTITY",))

    def _way(
        self, start: tuple[object, ...], goal: tuple[object, ...], into: dict[tuple[object, ...], list[Fact]]
    ) -> list[Fact]:
        edge: list[tuple[tuple[object, ...], list[Fact]]] = [(goal, [])]
        for _ in range(rules().max_steps):
            new = []
            for key, path in edge:
                for fact in into.get(key, ()):
                    if fact.status not in ("established", "supported"):
                        continue
                    before = self.normalize(fact.subject).key
                    if before == start:
                        return [fact, *path]
                    new.append((before, [fact, *path]))
            edge = new
        return []

    # -- approvals

    def _approved(self, q: Query) -> Iterator[Match]:
        text = q.statement
        named = years(text)
        agency = agency_of(text)
        exclusive = bool(re.search(r"\bonly\b", text)) and bool(
            re.search(r"\b(?:combin|together|alongside|add(?:ed|-on)|with an?)\b|combin", text)
        )
        pair: list[tuple[Fact, float]] = []
        for entry, kin in self.index.candidates(q.subject, members=False):
            fact = entry.fact
            if fact.relation != "APPROVED_FOR" or kin.kind == "near":
                continue
            two = self.index.kinship(q.object, entry.object)
            if q.object.empty and fact.status != "refuted":
                pair.append((fact, 0.5))
            if two is None:
                continue
            if fact.status == "refuted":
                where = agency_of(fact.condition or "")
                if (
                    two.kind in ("same", "broader")
                    and kin.kind == "same"
                    and (agency is None or where is None or where == agency)
                ):
                    refused = agency is not None and where == agency
                    yield Match(
                        fact,
                        OPPOSES,
                        two.cost - (1.0 if refused and two.kind == "same" else 0.0),
                        chain=(fact.paraphrase,),
                    )
                continue
            if two.kind == "broader":
                yield Match(fact, OTHER_SCOPE, 0.8 + two.cost, chain=(fact.paraphrase, f"approved for {fact.object}"))
                continue
            pair.append((fact, two.cost + kin.cost))
        home = [(f, r) for f, r in pair if agency is None or agency_of(f.condition or "") in (agency, None)]
        if not home:
            for fact, rank in pair:
                yield Match(fact, OTHER_SCOPE, rank + 0.5, chain=(fact.paraphrase,))
            return
        dated = [(f, r) for f, r in home if years(f.condition) and "through" not in (f.condition or "")]
        if named and dated and not any(named & years(f.condition) for f, _ in dated):
            fact, rank = dated[0]
            exact = [x for x in dated if x[1] == 0.0 and not re.search(r"child|adolesc", x[0].population or "")]
            far = all(abs(y - z) >= 2 for y in named for f, _ in dated for z in years(f.condition))
            if exact and far and _approving(text):
                yield Match(
                    exact[0][0],
                    OPPOSES,
                    0.0,
                    chain=(exact[0][0].paraphrase, "the year differs"),
                    flags=("WRONG_ENTITY",),
                )
            else:
                yield Match(fact, OTHER_SCOPE, rank + 0.3, chain=(fact.paraphrase, "the year differs"))
            return
        if exclusive:
            free = [f for f, _ in home if "monotherapy" in (f.condition or "") or "alone" in f.paraphrase]
            if free:
                yield Match(free[0], OPPOSES, 0.0, chain=(free[0].paraphrase,), flags=("OUTDATED",))
                return
        ordered = sorted(home, key=lambda x: (not (named & years(x[0].condition)), x[1]))
        for fact, rank in ordered:
            stance = stance_of(fact, SUPPORTS)
            if stance:
                yield Match(fact, stance, rank, chain=(fact.paraphrase,))

    # -- free statements

    def _other(self, q: Query) -> Iterator[Match]:
        if (
            self.normalize.label(q.subject) == "DRUG"
            and self.normalize.label(q.object) == "DISORDER"
            and _USED.search(q.statement)
        ):
            for match in self.matcher.find(replace(q, relation="STUDIED_FOR")):
                if match.stance == SUPPORTS:
                    yield replace(match, rank=match.rank + 0.5)
        for entry, kin in self.index.candidates(q.subject, members=False):
            fact = entry.fact
            if kin.kind != "same":
                continue
            two = self.index.kinship(q.object, entry.object)
            if (
                fact.relation == "OTHER" and two is not None and two.kind == "same" and entry.object.concept is not None
                and fold(fact.object or "") not in (fold(q.object.text), entry.object.concept)
                and (entry.object.tags - q.object.tags or len((fact.object or "").split()) > 2)
            ):  # fmt: skip
                continue  # "immediate effect on depression" is not depression
            if fact.relation == "OTHER" and two is not None and two.kind in ("same", "near"):
                if fact.condition and not self._condition_in(fact.condition, q.statement):
                    continue
                stance = stance_of(fact, SUPPORTS)
                if stance == OPPOSES and two.kind != "same":
                    continue
                if stance and not _numbers_differ(q.statement, f"{fact.paraphrase} {fact.object}"):
                    yield Match(fact, stance, two.cost, chain=(fact.paraphrase,))
            elif (
                two is not None
                and (two.kind == "same" or (two.kind == "near" and fact.relation == "IS_A"))
                and fact.relation in ("INVOLVED_IN", "PART_OF", "IS_A", "CAUSES")
                and fact.status in ("established", "supported")
                and not _numbers_differ(q.statement, f"{fact.paraphrase} {fact.object}")
            ):
                yield Match(fact, SUPPORTS, 0.8, chain=(fact.paraphrase,))

    def _condition_in(self, condition: str, statement: str) -> bool:
        text = fold(statement)
        if "measur" in fold(condition) or "diagnos" in fold(condition):
            return bool(re.search(r"\b(?:measur|show|tell|reveal|detect|diagnos|determin|prove|find out)", text))
        stems = [w[:5] for w in re.findall(r"[a-z]{4,}", fold(condition))]
        if "cross" in fold(condition):
            return bool(re.search(r"\b(?:cross|pass|reach|enter|penetrat|get(?:s|ting)? (?:in|through|past))", text))
        return any(stem in text for stem in stems) if stems else True

    def paraphrased(self, q: Query) -> list[Match]:
        """Return facts about the subject whose wording is nearly the claim's own; they only support."""
        known = (self.index.by_subject, self.index.by_object)
        entries = [e for key in {q.subject.key, q.object.key} for by in known for e in by.get(key, ())]
        if not entries:
            return []
        said = list(self.normalize.segments(q.statement))
        mine = _content(said)
        if len(mine) < 3:
            return []
        names = {w for w, is_concept in said if is_concept}
        out = []
        for entry in entries:
            fact = entry.fact
            if q.relation in _ONE_WAY and fact.relation in _ONE_WAY and entry.subject.key != q.subject.key:
                continue  # the same words, the other way round
            if fact.species == "animal" and q.population.species == "human":
                continue
            theirs = self._said(fact.paraphrase)
            if theirs and names <= theirs:
                covered = len(mine & theirs) / len(mine)
                if covered < 0.8 or fact.status in ("contested", "insufficient"):
                    continue  # the claim says more than the fact, or the fact leaves it open
                share = len(mine & theirs) / len(mine | theirs)
                if len(mine) >= 4 and self._same_order(q.statement, fact.paraphrase):
                    share = max(share, 0.6)
                if (
                    share >= 0.6
                    and _negative(q.statement) == _negative(fact.paraphrase)
                    and not _numbers_differ(q.statement, fact.paraphrase)
                ):
                    if not _signs_differ(q.statement, fact.paraphrase):
                        out.append(
                            Match(fact, SUPPORTS, 2.0 - share, chain=(fact.paraphrase, "said in nearly the same words"))
                        )
        return sorted(out, key=lambda m: (m.rank, m.fact.id))[:1]

    def _said(self, paraphrase: str) -> frozenset[str]:
        """Return the content words of a fact's wording, worked out when first asked for."""
        found = self._wordings.get(paraphrase)
        if found is None:
            found = self._wordings[paraphrase] = _content(self.normalize.segments(fold(paraphrase)))
        return found

    def _same_order(self, one: str, two: str) -> bool:
        """Tell whether the first two things that both sentences name come in the same order."""
        first = [w for w, _ in self.normalize.segments(fold(one)) if len(w) > 2 and w not in _EMPTY]
        second = [w for w, _ in self.normalize.segments(fold(two)) if len(w) > 2 and w not in _EMPTY]
        shared = [w for w in dict.fromkeys(first) if w in second][:2]
        return len(shared) < 2 or second.index(shared[0]) < second.index(shared[1])


def _content(segments: Iterable[tuple[str, bool]]) -> frozenset[str]:
    return frozenset([w for w, _ in segments if len(w) > 2 and w not in _EMPTY])


_EMPTY = frozenset(
    [
        "the",
        "and",
        "for",
        "are",
        "was",
        "were",
        "that",
        "this",
        "with",
        "from",
        "have",
        "has",
        "had",
        "been",
        "its",
        "into",
        "can",
        "may",
        "also",
        "which",
        "who",
        "not",
        "their",
        "people",
        "about",
        "than",
        "more",
        "most",
        "some",
        "other",
        "over",
        "all",
        "both",
        "when",
    ]
)
_UP = re.compile(r"\b(?:increas|rais|boost|higher|more|rise|stimulat|activat|strengthen|elevat|enhanc)\w*")
_LOW = re.compile(r"\b(?:decreas|lower|reduc|less|fewer|block|inhibit|fall|weaken|dampen|suppress)\w*")


#: Relations that do not hold both ways.
_ONE_WAY = ("CAUSES", "TREATS", "PREVENTS")
_NAMED = re.compile(r"\b(?:called|known as|dubbed|nicknamed|labell?ed|described as|referred to as)\b")


def _signs_differ(one: str, two: str) -> bool:
    a, b = fold(one), fold(two)
    return bool(_UP.search(a)) != bool(_UP.search(b)) or bool(_LOW.search(a)) != bool(_LOW.search(b))


def _negative(text: str) -> bool:
    return bool(
        re.search(r"\b(?:no|not|n't|never|without|neither|nor|fail\w*|cannot|little|hardly|poorly)\b|n't\b", fold(text))
    )


def _numbers_differ(one: str, two: str) -> bool:
    a, b = (set(re.findall(r"\d+(?:\.\d+)?", t.replace(",", ""))) for t in (one, two))
    return bool(a) and a.isdisjoint(b) if a and b else bool(a - b)


def _approving(text: str) -> bool:
    return bool(re.search(r"\b(?:approv\w+|licen[sc]ed|clear\w*|authori[sz]ed|green light)\b", fold(text)))


def agency_of(text: str) -> str | None:
    """Return the approving agency that a text names: ``fda``, ``ema``, ``mhra`` or None."""
    folded = fold(text)
    if re.search(r"\b(?:fda|food and drug administration|united states|u\.s\.|us|american?|usa)\b", folded):
        return "fda"
    if re.search(r"\b(?:ema|european (?:medicines agency|union|commission)|eu|europe)\b", folded):
        return "ema"
    if re.search(r"\b(?:mhra|nice|united kingdom|uk|britain|british|nhs)\b", folded):
        return "mhra"
    return None


__all__ = ["CONTESTED", "INSUFFICIENT", "Kinds", "agency_of", "as_action"]
