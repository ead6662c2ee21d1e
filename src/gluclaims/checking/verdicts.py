"""From matches to a verdict: scope, specificity, polarity, calibration and the sentence that explains it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import prod
from typing import Any

from gluclaims.checking import doubts
from gluclaims.checking.effects import DIRECTION, SIGN, rules
from gluclaims.checking.facts import JSON, Fact, FactBase
from gluclaims.checking.kinds import Kinds
from gluclaims.checking.linking import link_claims
from gluclaims.checking.matching import (
    CONTESTED,
    INSUFFICIENT,
    OPPOSES,
    OTHER_SCOPE,
    SUPPORTS,
    WEAKER,
    Index,
    Match,
    Matcher,
    Query,
    claim_tags,
)
from gluclaims.checking.scope import read_population
from gluclaims.checking.terms import Term, fold
from gluclaims.checking.wording import explain, repair
from gluclaims.collector import building
from gluclaims.labels import labels
from gluclaims.lexicons.entities import EntityLexicon

_TOLD = ("SUPPORTED", "PARTLY_SUPPORTED", "CONTRADICTED")
_STANCE = {SUPPORTS: "SUPPORTS", OPPOSES: "CONTRADICTS"}
_COMPARES = re.compile(
    r"\b(?:(?<!other )than (?!\d|half|an?\b|one|two|three|four|five|ten|other|healthy|usual|normal|people|those|controls?|placebo|expected|others)|"
    r"as \w+ as|compared (?:with|to)|versus|equally|similarly effective)"
)
_ONLY = re.compile(
    r"\b(?:only (?!partly|poorly|modest|a |in part|slightly|weak)|solely|exclusively|nothing but|every "
    r"(?!\d|one\b|two|three|four|five|six|seven|eight|nine|ten|other|few|day|night|morning|week|month|year|hour)|always|never|none of|entirely)"
)
_FIRST = re.compile(r"\b(?:first[- ](?:line|choice)|treatment of choice|gold standard)\b")
_ONE_TRIAL = re.compile(r"\bin (?:an?|one|the|this|that) (?:[\w-]+ ){0,3}(?:trials?|study|experiment)\b")
_NUMBER = r"\d+(?:\.\d+)?|one|two|three|four|five|six|seven|eight|nine|ten|twelve"
_BY = re.compile(
    r"\bby (?:about |only |around |roughly |some |more than |less than |up to |at least )*"
    rf"(?P<n>half an?|a few|an?\b|several|{_NUMBER})(?: (?:to|or) (?P<m>{_NUMBER}))? (?P<unit>minute|hour|day|week|month|year)s?\b"
)
_COUNT = {
    "a": 1.0, "an": 1.0, "one": 1.0, "half a": 0.5, "half an": 0.5, "a few": 3.0, "several": 3.0, "two": 2.0, "three": 3.0, "four": 4.0, "five": 5.0,
    "six": 6.0, "seven": 7.0, "eight": 8.0, "nine": 9.0, "ten": 10.0, "twelve": 12.0,
}  # fmt: skip
_HOURS = {"minute": 1 / 60, "hour": 1.0, "day": 24.0, "week": 168.0, "month": 730.0, "year": 8760.0}
_CURES = re.compile(r"\b(?:cures?|cured|curing|eliminat\w+|permanent(?:ly)?|reverses?|eradicat\w+)\b")
_STOPS = re.compile(
    r"\b(?:stop(?:s|ped)?|halt(?:s|ed)?|revers(?:e|es|ed|ing)|slow(?:s|ed)?|modif(?:y|ies)|prevents?|ends?|undo(?:es)?|fix(?:es)?)\b"
)
_EVERY = re.compile(r"\b(?:every|all|each|without exception)\b")
_NO_GOOD = re.compile(
    r"\b(?:evidence|proven|proof|shown|established|trial|study|clear|fail\w*|placebo|missed|benefit|better|differ\w*|improve\w*|help\w*|little|nothing|work)\b"
)
_NOT_SHOWN = re.compile(
    r"\b(?:no (?:\w+ )?evidence|not (?:been )?(?:shown|demonstrated|proven|replicated)|missed|failed|did not|has not been|awaits)\b"
)
_TRIAL = re.compile(
    r"\b(?:trials?|stud(?:y|ies)|experiments?|researchers found|participants?|volunteers|phase [123])\b"
)
_ACTION_ON = re.compile(
    r"^(?:the |its )?(?:action|effect|activity|binding|influence) of (?P<agent>.+?) (?:on|at|to) (?:the )?(?P<target>.+)$"
)
_RELIEF = "the facts speak of treatment, not of prevention"
_FIRST_LINE = "first-line treatment of "
#: What happened once, in a trial as a rule.
_HAPPENED = re.compile(
    r"\b(?:did (?:not|nothing|little)|didn't|failed to|had no|(?:was|were) (?:not|no)|(?:was|were)n't)\b"
)
_FIGURES = re.compile(r"\b\d+(?:\.\d+)? ?(?:%|per ?cent|percent|points?|fold|in ten|of \d+)")
_NOT_ALL = re.compile(
    r"\b(?:not (?:all|every\w*)|for everyone|in (?:all|every) cases?|some (?:people|patients|children|adults|individuals|of them)|many (?:people|patients))\b"
)
_SOME = re.compile(r"\b(?:some|many|most|not (?:all|every\w*)|every ?one|always|certain|a few|few|half)\b")


@dataclass(frozen=True, slots=True)
class Judgement:
    """What was found about one claim."""

    verdict: str
    calibration: str | None = None
    flags: tuple[str, ...] = ()
    matches: tuple[Match, ...] = ()
    reason: str = ""
    inverted: bool = False
    extra: Mapping[str, Any] = field(default_factory=dict)


class Reasoner:
    """Check claims against one fact base over one lexicon."""

    def __init__(self, lexicon: EntityLexicon, facts: FactBase) -> None:
        self.lexicon = lexicon
        self.facts = facts
        self.index = Index(facts, lexicon)
        self.matcher = Matcher(self.index)
        self.kinds = Kinds(self.matcher)

    # -- reading the claim

    def query(self, claim: Mapping[str, Any], subject: str | None, obj: str | None) -> Query:
        """Bring a claim into normal form."""
        n = self.index.normalize
        subject = self._action(subject)
        statement = str(claim.get("statement") or claim.get("text") or "")
        s, o = n(subject), n(obj)
        relation = claim["relation"]
        aspect, sign = claim.get("aspect"), SIGN[claim.get("direction") or "NONE"]
        location = n(claim.get("location"))
        if location.empty and o.location:
            location = Term(o.location, o.location)
        label = n.label(o)
        if relation in ("CAUSES", "REGULATES") and o.sign is not None and o.concept:
            if sign == 0 or aspect is None:
                relation, aspect, sign = "REGULATES", o.aspect, (o.sign or 0) * (sign or 1)
                o = replace(o, sign=None)
        elif o.aspect and o.concept and relation == "REGULATES" and aspect in (None, "LEVEL") and o.sign is None:
            aspect = o.aspect
        if relation == "ASSOCIATED_WITH" and o.sign and o.concept and sign in (0, o.sign):
            aspect, sign, o = o.aspect, o.sign, replace(o, sign=None)  # "lower levels of X" is "low X"
        if relation == "CAUSES" and sign and aspect not in ("RISK", None):
            relation = "REGULATES" if label not in ("DISORDER",) else "CAUSES"
        if relation == "REGULATES" and label == "DISORDER" and sign:
            relation, aspect = ("TREATS", "SYMPTOMS") if sign < 0 else ("CAUSES", None)
            sign = -1 if relation == "TREATS" else 0
        return Query(
            s, relation, o, aspect, sign, location, read_population(claim.get("population"), n), claim_tags(statement, s),
            claim.get("type") or "", claim.get("certainty") or "FACT", claim.get("strength") or "NONE", fold(statement), label,
        )  # fmt: skip

    def _action(self, subject: str | None) -> str | None:
        """Read "the action of X on Y" as what X does to Y, where the facts know its sign."""
        found = _ACTION_ON.match(fold(subject or ""))
        if found is None:
            return subject
        n = self.index.normalize
        agent, target = n(found["agent"]), n(found["target"])
        for entry in self.index.by_subject.get(agent.key, ()):
            fact = entry.fact
            if fact.relation == "REGULATES" and entry.object.key == target.key and fact.status == "established":
                if fact.direction != "NONE":
                    return f"{target.concept} {'activation' if fact.direction == 'INCREASE' else 'blockade'}"
        return subject

    # -- judging

    def judge(self, claim: Mapping[str, Any]) -> Judgement:
        """Return the verdict of one claim."""
        known = labels()
        if claim.get("type") in known.uncheckable_types:
            return Judgement(
                "NOT_CHECKABLE", reason=f"{claim['type']} puts nothing forward that could be true or false"
            )
        if not claim.get("subject"):
            return Judgement("NOT_ENOUGH_INFO", self._open(claim, False), reason="its subject is not resolved")
        if not claim.get("object"):
            if claim.get("relation") != "APPROVED_FOR":
                return Judgement(
                    "NOT_ENOUGH_INFO", self._open(claim, False), reason="it names no object that could be looked up"
                )
        queries = [self.query(claim, s, o) for s, o in self._parts(claim)]
        if any(doubts.circular(q, self.index) for q in queries):
            return Judgement("NOT_ENOUGH_INFO", self._open(claim, False), reason="it says a thing of itself")
        unnamed = next((t for q in queries for t in (q.subject, q.object) if doubts.generic(t)), None)
        if unnamed is not None and claim.get("relation") != "IS_A":
            return Judgement(
                "NOT_ENOUGH_INFO", self._open(claim, False), reason=f"{unnamed.text!r} is no thing in particular"
            )
        found = [self._affirmed(q, claim) for q in queries]
        if claim.get("polarity") == "NEGATED":
            found = [self._negated(j, claim) for j in found]
        found = [self._doubted(j, q, claim) for j, q in zip(found, queries, strict=True)]
        judgement = found[0] if len(found) == 1 else _joined(found)
        if judgement.verdict in ("NOT_ENOUGH_INFO", "PARTLY_SUPPORTED"):
            near = self.kinds.paraphrased(self.query(claim, claim["subject"], claim.get("object")))
            if near:
                judgement = Judgement("SUPPORTED", matches=tuple(near))
        return replace(judgement, calibration=self._calibration(judgement, claim))

    def _doubted(self, judgement: Judgement, q: Query, claim: Mapping[str, Any]) -> Judgement:
        """Take a verdict back where the claim does not seem to say what was judged."""
        why = ""
        turned = doubts.turned(claim, q.subject, self.index) if judgement.verdict in _TOLD else ""
        if turned:
            why = f"it speaks of {turned!r} beside its subject"
        elif judgement.verdict in _TOLD and doubts.unlikely(claim):
            why = "its words say that it is unlikely"
        elif judgement.verdict == "CONTRADICTED":
            if q.relation in ("TREATS", "PREVENTS") and self.index.normalize.label(q.subject) == "DISORDER":
                why = "a disorder is no treatment: what treats it may be meant"
            elif q.relation != "APPROVED_FOR" and not doubts.names(claim, q.object, self.index):
                why = f"its words do not name {q.object.text!r}"
            elif claim.get("polarity") == "NEGATED" and doubts.of_approval(q, claim):
                why = "it speaks of an approval"
        elif judgement.verdict == "SUPPORTED" and claim.get("polarity") != "NEGATED":
            hidden = doubts.hidden_direction(q, claim)
            loose = judgement.matches[0].fact.relation in ("CAUSES", "INVOLVED_IN", "PART_OF", "IS_A")
            roles = (("subject", q.subject), ("object", q.object))
            unnamed = [role for role, term in roles if not doubts.names(claim, term, self.index)]
            if unnamed and ((q.relation == "OTHER" and loose) or _far_fetched(claim, unnamed)):
                why = "its words do not name what it is about"
            elif hidden:
                signed = self._weigh(replace(q, sign=hidden), self.matcher.find(replace(q, sign=hidden)))
                if signed.verdict == "CONTRADICTED":
                    why = "its verb has a direction that was not read"
        return replace(judgement, verdict="NOT_ENOUGH_INFO", flags=(), matches=(), reason=why) if why else judgement

    def _parts(self, claim: Mapping[str, Any]) -> list[tuple[str | None, str | None]]:
        subjects, objects = self._split(claim.get("subject")), self._split(claim.get("object"))
        pairs = [(s, o) for s in subjects for o in objects]
        return pairs if len(pairs) <= 6 else [(claim.get("subject"), claim.get("object"))]

    def _split(self, text: str | None) -> list[str | None]:
        if not text or not re.search(r" (?:and|or) |, ", text) or self.index.normalize.concept(fold(text)):
            return [text]
        parts = [p for p in re.split(r",? and |,? or |, ", text) if p]
        whole = all(
            not self.index.normalize(p).empty and (self.index.normalize(p).concept or len(p.split()) == 1)
            for p in parts
        )
        return list(parts) if len(parts) > 1 and whole else [text]

    def _affirmed(self, q: Query, claim: Mapping[str, Any]) -> Judgement:
        matches = (
            self.kinds.find(q)
            if q.relation in ("IS_A", "PART_OF", "PRECURSOR_OF", "APPROVED_FOR", "OTHER")
            else self.matcher.find(q)
        )
        if not matches and q.relation in ("TREATS", "CAUSES"):
            matches = self._within_disorder(q)
        judgement = self._weigh(q, matches)
        return self._limits(q, judgement, claim)

    def _within_disorder(self, q: Query) -> list[Match]:
        """Look a symptom up as the symptom of the disorder that the people have ("cognition" in schizophrenia)."""
        n = self.index.normalize
        for disorder in sorted(q.population.concepts):
            name = q.object.concept or q.object.text
            kind = {"cognition": "cognitive", "psychosis": "psychotic"}.get(name, name)
            for phrase in (f"{name} of {disorder}", f"{kind} symptoms of {disorder}", f"{name} in {disorder}"):
                matches = self.matcher.find(replace(q, object=n(phrase)))
                if matches:
                    return matches
        return []

    def _weigh(self, q: Query, matches: Sequence[Match]) -> Judgement:
        by: dict[str, list[Match]] = {}
        for m in matches:
            by.setdefault(m.stance, []).append(m)
        support, contra = _first(by.get(SUPPORTS)), _first(by.get(OPPOSES))
        contested, insufficient = _first(by.get(CONTESTED)), _first(by.get(INSUFFICIENT))
        scope, weaker = _first(by.get(OTHER_SCOPE)), _first(by.get(WEAKER))
        relieves = q.relation == "PREVENTS" and scope is not None and scope.fact.relation == "TREATS"
        if contra is not None:
            if support is not None and not _closer(contra, support):
                if support.rank <= contra.rank:
                    return (
                        Judgement("SUPPORTED", matches=(support,))
                        if _closer(support, contra)
                        else Judgement("PARTLY_SUPPORTED", flags=("SCOPE",), matches=(support, contra))
                    )
                return Judgement("PARTLY_SUPPORTED", flags=("SCOPE",), matches=(support, contra))
            if contested is not None and not _closer(contra, contested):
                return Judgement("PARTLY_SUPPORTED", flags=("CONTESTED",), matches=(contested, contra))
            if (
                scope is not None
                and scope.rank <= contra.rank + 0.5
                and scope.subject_distance <= contra.subject_distance
            ):
                if relieves:
                    return Judgement("NOT_ENOUGH_INFO", reason=_RELIEF)
                return Judgement("PARTLY_SUPPORTED", flags=("SCOPE",), matches=(scope, contra))
            if q.certainty in ("POSSIBLE", "UNCOMMITTED") and not self._excluded(q, contra):
                return Judgement(
                    "NOT_ENOUGH_INFO",
                    matches=(contra,),
                    reason="the facts speak against it without excluding the possibility",
                )
            return Judgement("CONTRADICTED", flags=self._wrong(q, contra), matches=(contra,))
        doubt = min((m for m in (contested, insufficient) if m is not None), key=lambda m: m.rank, default=None)
        if support is not None and (doubt is None or not _closer(doubt, support)):
            if doubt is not None and doubt.stance == CONTESTED and doubt.rank < support.rank:
                return Judgement("PARTLY_SUPPORTED", flags=("CONTESTED",), matches=(doubt, support))
            return Judgement("SUPPORTED", matches=(support,))
        if doubt is not None and doubt.stance == CONTESTED:
            return Judgement("PARTLY_SUPPORTED", flags=("CONTESTED",), matches=(doubt,))
        if doubt is not None and (scope is None or doubt.rank <= scope.rank):
            return Judgement("NOT_ENOUGH_INFO", matches=(doubt,), reason="the evidence does not settle it")
        if weaker is not None:
            return Judgement("PARTLY_SUPPORTED", flags=weaker.flags, matches=(weaker,))
        if relieves:
            return Judgement("NOT_ENOUGH_INFO", reason=_RELIEF)
        if scope is not None:
            return Judgement("PARTLY_SUPPORTED", flags=("SCOPE",), matches=(scope,))
        return Judgement("NOT_ENOUGH_INFO", reason="no fact bears on it")

    def _excluded(self, q: Query, contra: Match) -> bool:
        fact = contra.fact
        if q.relation in ("IS_A", "PART_OF", "PRECURSOR_OF", "APPROVED_FOR", "REGULATES"):
            return fact.status in ("established", "refuted")
        return (
            fact.status == "refuted"
            and fact.grade in ("guideline", "meta_analysis", "textbook")
            and q.relation == "CAUSES"
        )

    def _wrong(self, q: Query, contra: Match) -> tuple[str, ...]:
        if contra.flags:
            return contra.flags
        fact = contra.fact
        if fact.status != "refuted" and (q.sign or q.relation == "PREVENTS"):
            return ("WRONG_DIRECTION",)
        if q.relation == "REGULATES" and fact.status == "refuted":
            for entry in self.index.by_subject.get(q.subject.key, ()):
                other = entry.fact
                if (
                    other.relation == "REGULATES" and other.status == "established" and other.aspect == q.aspect
                    and SIGN[other.direction] == q.sign and entry.object.key != q.object.key
                    and self.index.normalize.label(entry.object) == q.label
                ):  # fmt: skip
                    return ("WRONG_ENTITY",)
        return ()

    def _limits(self, q: Query, judgement: Judgement, claim: Mapping[str, Any]) -> Judgement:
        """Take back what the facts do not carry: comparisons, exclusive words, cures, one trial's figures."""
        text = q.statement
        best = judgement.matches[0] if judgement.matches else None
        if best is None or judgement.verdict not in ("SUPPORTED", "PARTLY_SUPPORTED"):
            if (
                judgement.verdict == "CONTRADICTED"
                and best
                and _COMPARES.search(text)
                and best.fact.status != "refuted"
            ):
                return replace(
                    judgement, verdict="NOT_ENOUGH_INFO", flags=(), reason="the facts do not make this comparison"
                )
            if (
                judgement.verdict == "CONTRADICTED"
                and q.relation in ("TREATS", "PREVENTS")
                and _ONE_TRIAL.search(text)
                and claim.get("polarity") != "NEGATED"
            ):
                return replace(
                    judgement,
                    verdict="NOT_ENOUGH_INFO",
                    flags=(),
                    reason="it reports one trial; other evidence speaks against the effect",
                )
            return judgement
        own = fold(best.fact.paraphrase)
        if self._against_wording(text, own):
            return replace(
                judgement,
                verdict="CONTRADICTED",
                flags=(),
                reason="the fact says otherwise in a word or figure that the claim names",
            )
        if q.relation == "TREATS" and _CURES.search(text) and not _CURES.search(own):
            incurable = self._stated(q.object, "cure", "refuted")
            if incurable is not None and q.certainty in ("FACT", "PROBABLE"):
                return replace(judgement, verdict="CONTRADICTED", flags=("SCOPE",), matches=(incurable, best))
            return replace(
                judgement,
                verdict="PARTLY_SUPPORTED",
                flags=("SCOPE",),
                reason="the facts speak of relief, not of a cure",
            )
        if (
            _COMPARES.search(text)
            and not _COMPARES.search(own)
            and q.relation in ("REGULATES", "CAUSES", "TREATS", "OTHER")
            and not (best.fact.aspect == "RISK" and q.aspect == "RISK")
        ):
            if q.relation != "TREATS" or not re.search(r"placebo|quetiapine", text):
                return replace(
                    judgement, verdict="NOT_ENOUGH_INFO", flags=(), reason="the facts do not make this comparison"
                )
        if q.relation == "TREATS" and _FIRST.search(text) and not _FIRST.search(own):
            place = self._first_place(q)
            if place is not None:
                verdict = "CONTRADICTED" if place.stance == OPPOSES else "SUPPORTED"
                return replace(judgement, verdict=verdict, flags=(), matches=(place,))
            return replace(
                judgement,
                verdict="PARTLY_SUPPORTED",
                flags=("SCOPE",),
                reason="the facts support the effect, not its first place",
            )
        if _EVERY.search(text) and claim.get("polarity") != "NEGATED":
            exception = self._exception(q)
            if exception is not None:
                none = exception.fact.status == "refuted"  # one that does it the other way round leaves the rest true
                return replace(
                    judgement, verdict="CONTRADICTED" if none else "PARTLY_SUPPORTED", flags=("SCOPE",), matches=(exception, best),
                    reason=f"{exception.fact.subject} is an exception",
                )  # fmt: skip
        only = _ONLY.search(text)
        if only is not None and not _ONLY.search(own) and claim.get("polarity") != "NEGATED":
            return replace(
                judgement,
                verdict="PARTLY_SUPPORTED",
                flags=("SCOPE",),
                reason=f"the facts do not support {only[0]!r}",
            )
        if q.relation == "TREATS" and q.strength == "CORRELATIONAL" and best.fact.status != "established":
            return replace(
                judgement,
                verdict="NOT_ENOUGH_INFO",
                flags=(),
                reason="one trial's own figures; other evidence does not settle it",
            )
        return judgement

    def _stated(self, subject: Term, obj: str, status: str) -> Match | None:
        """Return the fact of a free statement on a subject, if there is one."""
        key = self.index.normalize(obj).key
        for entry in self.index.by_subject.get(subject.key, ()):
            if entry.fact.relation == "OTHER" and entry.fact.status == status and entry.object.key == key:
                stance = OPPOSES if status == "refuted" else SUPPORTS
                return Match(entry.fact, stance, 0.0, chain=(entry.fact.paraphrase,))
        return None

    def _first_place(self, q: Query) -> Match | None:
        """Return what the guidelines say on a treatment's first place for a disorder."""
        found: list[Match] = []
        for entry, kin in self.index.candidates(q.subject, members=False):
            fact = entry.fact
            if fact.relation != "OTHER" or not fact.object or not fact.object.startswith(_FIRST_LINE):
                continue
            two = self.index.kinship(q.object, self.index.normalize(fact.object.removeprefix(_FIRST_LINE)))
            if kin.kind in ("same", "broader") and two is not None and two.kind in ("same", "broader", "narrower"):
                stance = OPPOSES if fact.status == "refuted" else SUPPORTS
                found.append(Match(fact, stance, kin.cost + two.cost, chain=(fact.paraphrase,)))
        return min(found, key=lambda m: m.rank, default=None)

    def _exception(self, q: Query) -> Match | None:
        """Return a member of the subject's class of which the claim is known to be false."""
        for name in sorted(self.index.below.get(q.subject.concept or "", ())):
            for match in self.matcher.find(replace(q, subject=Term(name, name))):
                if match.stance == OPPOSES and match.subject_distance == 0 and not match.member:
                    return match
        return None

    def _against_wording(self, text: str, own: str) -> bool:
        for group in rules().oppositions:
            for word in group:
                if re.search(rf"\b(?:{word})\b", text) and not re.search(rf"\b(?:{word})\b", own):
                    if any(re.search(rf"\b(?:{other})\b", own) for other in group if other != word):
                        return True
        mine, theirs = _amount(text), _amount(own)
        return bool(mine and theirs and (mine[0] >= 3 * theirs[1] or theirs[0] >= 3 * mine[1]))

    def _negated(self, judgement: Judgement, claim: Mapping[str, Any]) -> Judgement:
        text = fold(str(claim.get("statement") or claim.get("text") or ""))
        best = judgement.matches[0] if judgement.matches else None
        if judgement.verdict == "PARTLY_SUPPORTED" and _CURES.search(text) and claim.get("relation") == "TREATS":
            return replace(judgement, verdict="SUPPORTED", flags=(), inverted=True)
        if judgement.verdict == "CONTRADICTED":
            return replace(judgement, verdict="SUPPORTED", flags=(), inverted=True)
        if judgement.verdict == "SUPPORTED" and claim.get("relation") == "TREATS" and _STOPS.search(text):
            if best is not None and not _STOPS.search(fold(best.fact.paraphrase)):
                return Judgement(
                    "NOT_ENOUGH_INFO", matches=(best,), reason="the facts speak of relief, which is another matter"
                )
        if judgement.verdict == "SUPPORTED" and best is not None:
            clinical = claim.get("relation") in ("TREATS", "PREVENTS", "CAUSES", "ASSOCIATED_WITH")
            narrow = clinical and (_HAPPENED.search(text) or self._narrower(claim, best.fact))
            if claim.get("relation") == "TREATS" and _NOT_ALL.search(text):
                return Judgement(
                    "SUPPORTED", matches=(best,), inverted=True, reason="no treatment helps every one who takes it"
                )
            if (
                _SOME.search(text)
                or narrow
                or _TRIAL.search(text)
                or re.search(
                    r"\b(?:cure|only|enough|alone|(?:is|are|was|were) not (?:simply |just |merely )?the)\b", text
                )
            ):
                return Judgement(
                    "NOT_ENOUGH_INFO", matches=(best,), reason="the facts hold in general and leave exceptions open"
                )
            if (
                best.soft
                or best.subject_distance > 0
                or best.rank > 0.7
                or claim.get("certainty") in ("POSSIBLE", "UNCOMMITTED")
                or (best.rank > 0.3 and (best.fact.id == "lexicon" or claim.get("relation") == "OTHER"))
            ):
                return Judgement(
                    "NOT_ENOUGH_INFO", matches=(best,), reason="the nearest fact is too far from it to refute it"
                )
            if best.fact.status != "established":
                return Judgement("PARTLY_SUPPORTED", flags=("CONTESTED",), matches=(best,))
            return Judgement("CONTRADICTED", matches=(best,), inverted=True)
        if judgement.verdict == "PARTLY_SUPPORTED" and best is not None and best.stance == CONTESTED:
            if _NO_GOOD.search(text) and _NOT_SHOWN.search(fold(best.fact.paraphrase)):
                return Judgement("SUPPORTED", matches=(best,), inverted=True)
        if judgement.verdict == "NOT_ENOUGH_INFO" and best is not None and best.stance == INSUFFICIENT:
            if _NO_GOOD.search(text):
                return Judgement("SUPPORTED", matches=(best,), inverted=True)
        return judgement

    def _narrower(self, claim: Mapping[str, Any], fact: Fact) -> bool:
        """Tell whether a claim is about fewer people than a fact, or about animals where the fact is not."""
        n = self.index.normalize
        mine, theirs = read_population(claim.get("population"), n), read_population(fact.population, n, fact.species)
        about = {n(claim.get("subject")).concept, n(claim.get("object")).concept}
        animal = mine.species == "animal" and theirs.species != "animal"
        return animal or bool(mine.groups - theirs.groups or mine.concepts - theirs.concepts - about)

    # -- calibration

    def _open(self, claim: Mapping[str, Any], doubted: bool) -> str:
        firm = claim.get("certainty") == "FACT" and claim.get("strength") in ("DIRECT", "NONE")
        return "OVERSTATED" if doubted and firm else "CALIBRATED"

    def _calibration(self, judgement: Judgement, claim: Mapping[str, Any]) -> str | None:
        if judgement.verdict in ("CONTRADICTED", "NOT_CHECKABLE"):
            return None
        certainty = claim.get("certainty") or "FACT"
        best = judgement.matches[0] if judgement.matches else None
        if judgement.verdict == "NOT_ENOUGH_INFO":
            return self._open(claim, best is not None and best.stance in (INSUFFICIENT, OPPOSES, CONTESTED))
        if judgement.verdict == "PARTLY_SUPPORTED":
            return "OVERSTATED" if certainty == "FACT" else "CALIBRATED"
        if best is None:
            return "CALIBRATED"
        fact = best.fact
        weak = fact.status == "supported" and fact.grade in ("animal", "open_label", "in_vitro", "observational")
        if (
            weak
            and certainty == "FACT"
            and claim.get("strength") == "DIRECT"
            and claim.get("type") in ("TREATMENT", "CAUSE")
        ):
            return "OVERSTATED"
        if (
            certainty in ("POSSIBLE", "PROBABLE") and claim.get("polarity") != "NEGATED" and fact.status == "established" and best.rank <= 0.3
            and (
                (claim.get("relation") == "TREATS" and fact.grade in ("meta_analysis", "guideline", "label"))
                or (claim.get("relation") == "INVOLVED_IN" and fact.grade == "textbook")
            )
        ):  # fmt: skip
            return "UNDERSTATED"
        return "CALIBRATED"


def _amount(text: str) -> tuple[float, float] | None:
    """Return the least and the most of a change in time that a text names ("by two to three months"), in hours."""
    found = _BY.search(text)
    if not found:
        return None
    unit = _HOURS[found["unit"]]
    low = _COUNT.get(found["n"]) or float(found["n"])
    high = _COUNT.get(found["m"] or "") or float(found["m"] or low)
    return low * unit, high * unit


def _far_fetched(claim: Mapping[str, Any], unnamed: Sequence[str]) -> bool:
    """Tell whether arguments that a claim's words do not name were taken from elsewhere with too little ground."""
    sureness: Mapping[str, float] = claim.get("scores", {}).get("arguments") or {}
    if len(unnamed) == 2:
        return bool(sureness)  # by hand they are right
    return any(sureness.get(role, 1.0) < rules().sureness[f"unnamed {role}"] for role in unnamed)


def _first(matches: Sequence[Match] | None) -> Match | None:
    return matches[0] if matches else None


def _closer(one: Match, other: Match) -> bool:
    """Whether one match is strictly more specific than the other."""
    if one.subject_distance != other.subject_distance:
        return one.subject_distance < other.subject_distance and one.rank < other.rank
    return one.rank + 0.25 < other.rank


def _joined(found: Sequence[Judgement]) -> Judgement:
    verdicts = [j.verdict for j in found]
    matches = tuple(m for j in found for m in j.matches)
    flags = tuple(dict.fromkeys(f for j in found for f in j.flags))
    for verdict in ("CONTRADICTED", "NOT_ENOUGH_INFO", "PARTLY_SUPPORTED"):
        if verdict in verdicts:
            first = found[verdicts.index(verdict)]
            rest = tuple(m for m in matches if m not in first.matches)
            if verdict == "NOT_ENOUGH_INFO" and "SUPPORTED" in verdicts:
                return Judgement(verdict, matches=(), reason="facts bear on one part of it only")
            return replace(first, matches=first.matches + rest, flags=flags)
    return Judgement("SUPPORTED", matches=matches, flags=flags)


def evidence_of(judgement: Judgement, facts: FactBase) -> list[JSON]:
    """Return the evidence entries of a judgement."""
    out = []
    if judgement.verdict == "NOT_CHECKABLE":
        return []
    for match in judgement.matches[:4]:
        stance = _STANCE.get(match.stance, "QUALIFIES")
        if judgement.inverted and stance != "QUALIFIES":
            stance = "SUPPORTS" if stance == "CONTRADICTS" else "CONTRADICTS"
        if judgement.verdict == "NOT_ENOUGH_INFO":
            stance = "QUALIFIES"
        reference = facts.reference(match.fact)
        out.append(
            {
                "fact": match.fact.id, "stance": stance, "chain": list(match.chain),
                "reference": reference.to_dict() if reference else {},
            }
        )  # fmt: skip
    return out


_REASONERS: dict[tuple[int, int], Reasoner] = {}


def reasoner_for(lexicon: EntityLexicon, facts: FactBase) -> Reasoner:
    """Return the reasoner over a lexicon and a fact base, built once."""
    key = (id(lexicon), id(facts))
    found = _REASONERS.get(key)
    if found is None:
        if len(_REASONERS) >= 4:
            _REASONERS.pop(next(iter(_REASONERS)))
        with building():
            found = _REASONERS[key] = Reasoner(lexicon, facts)  # holds both, so their ids stay theirs
    return found


def sure_enough(judgement: Judgement, claim: Mapping[str, Any], index: Index) -> Judgement:
    """Return the judgement, or NOT_ENOUGH_INFO where the claim's subject or object is too unsure for it.

    How sure they are is the ranker's estimate (``scores.arguments``); a claim without one, gold say, passes. What is
    denied must be surer to be called wrong: negations are misread more often than the rest (the limits were chosen on
    cross-validated articles, ``python -m benchmarks.heldout``). Where subject, verb and object are all that is said the
    estimate does not count.
    """
    sureness: Mapping[str, float] = claim.get("scores", {}).get("arguments") or {}
    known = rules().sureness
    least = known.get(f"{judgement.verdict} {claim.get('polarity')}", known.get(judgement.verdict, 0.0))
    if prod(sureness.values()) >= least or doubts.plainly_said(claim, index):
        return judgement
    role = min(sureness, key=lambda r: sureness[r])
    return replace(
        judgement,
        verdict="NOT_ENOUGH_INFO",
        flags=(),
        matches=(),
        reason=f"its {role} is not clear enough from the text",
    )


def check_claims(
    claims: Sequence[Mapping[str, Any]],
    *,
    lexicon: EntityLexicon,
    facts: FactBase,
    cues: Sequence[Mapping[str, Any]] = (),
) -> list[JSON]:
    """Check the claims of one article.

    Parameters
    ----------
    claims : sequence of mapping
        Claims in the record format, verdict open.
    lexicon : EntityLexicon
        Concepts and surface forms.
    facts : FactBase
        What is known.
    cues : sequence of mapping
        The article's cues, that the claims' ``cues`` point into; they name what an explanation quotes.

    Returns
    -------
    list of dict
        One a claim: ``verdict``, ``calibration``, ``flags``, ``evidence``, ``why``; where they apply, ``links`` (claims
        of the article that say the opposite or the same) and ``repair`` (a minimal edit that would mend it).
    """
    reasoner = reasoner_for(lexicon, facts)
    out: list[JSON] = []
    for claim in claims:
        judgement = sure_enough(reasoner.judge(claim), claim, reasoner.index)
        evidence = evidence_of(judgement, facts)
        result: JSON = {
            "verdict": judgement.verdict,
            "calibration": judgement.calibration,
            "flags": list(judgement.flags)
            if judgement.verdict in ("PARTLY_SUPPORTED", "CONTRADICTED", "SUPPORTED")
            else [],
            "evidence": evidence if judgement.verdict not in ("NOT_ENOUGH_INFO", "NOT_CHECKABLE") else [],
            "why": explain(claim, judgement, evidence, cues),
        }
        mended = repair(claim, judgement)
        if mended:
            result["repair"] = mended
        out.append(result)
    for i, links in link_claims(claims, reasoner.index).items():
        out[i]["links"] = links
    return out


__all__ = ["DIRECTION", "Judgement", "Reasoner", "check_claims", "reasoner_for"]
