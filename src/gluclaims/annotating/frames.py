"""From a clause to its frame: predicate, subject, objects, relation, aspect, direction, causal strength, claim type."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from gluclaims.annotating.clauses import RAISING, Clause, ParsedSentence
from gluclaims.annotating.phrases import Phrases, Thing
from gluclaims.lexicons.predicates import Group, Predicate, PredicateLexicon, populations, predicate_lexicon
from gluclaims.lexicons.tables import word_set

_OBJECTS = ("obj", "iobj", "nsubj:pass")
_SIGNED = {1: "INCREASE", -1: "DECREASE", 0: "NONE", None: "NONE"}
_FLIP = {"INCREASE": "DECREASE", "DECREASE": "INCREASE", "NONE": "NONE"}
_DRUG_NOUNS = word_set("frames.drug-nouns")
_LIGHT_VERBS = word_set("frames.light-verbs")
_RAISING_ADJECTIVES = word_set("frames.raising-adjectives")
_STUDY_HEADS = word_set("frames.study-heads")
_PURPOSE = word_set("frames.purpose")
_PURPOSE_RELATION = {
    "develop": "DEVELOPED_FOR", "design": "DEVELOPED_FOR", "approve": "APPROVED_FOR", "license": "APPROVED_FOR",
    "test": "STUDIED_FOR", "study": "STUDIED_FOR",
}  # fmt: skip
_APPROVALS = word_set("frames.approvals")
_PROSPECTS = word_set("frames.prospects")
_LINK_NOUNS = word_set("frames.link-nouns")
_SIGN_GROUPS = frozenset(
    ("increase", "decrease", "block", "activate", "act", "bind", "release", "treat", "worsen", "cause")
)
#: What can be brought about: "makes neurons release X", "causes X to fall".
_CHANGING = frozenset(("increase", "decrease", "block", "activate", "release", "synthesize"))
_CAUSATIVE = word_set("frames.causative")
#: "Enhances X" says that X does more, not that there is more of it.
_STRENGTHENING = word_set("frames.strengthening")
_RESULTS = ("xcomp", "ccomp", "advcl", "acl", "amod", "advmod", "obj")
_SIGNED_LABELS = ("NEUROTRANSMITTER", "RECEPTOR")
_BENEFIT = word_set("frames.benefit")
_TREATABLE = word_set("frames.treatable")
_INTERVENTIONS = word_set("frames.interventions")
_STOPPING = ("stop",)
_CHANGES = word_set("phrases.changes")
_MOLECULAR = word_set("frames.molecular")
_SIDE_EFFECTS = word_set("frames.side-effects")


@dataclass(frozen=True, slots=True)
class Frame:
    """What one clause says, before its lists are split and its references resolved.

    ``purpose`` is the verb above an infinitive of purpose: "develop" in "was developed to treat".
    """

    predicate: int
    lemma: str
    group: str | None
    relation: str
    aspect: str | None
    direction: str
    strength: str
    subjects: tuple[Thing, ...]
    objects: tuple[Thing, ...]
    passive: bool
    purpose: str = ""


class FrameReader:
    """Reads the frames of one sentence's clauses."""

    def __init__(self, s: ParsedSentence, phrases: Phrases, lexicon: PredicateLexicon | None = None) -> None:
        self.s = s
        self.phrases = phrases
        self.lexicon = lexicon or predicate_lexicon()

    # -- subject ------------------------------------------------------------------------------------------------------

    def subject_head(self, clause: Clause) -> int | None:
        """Return the head of the clause's subject, looked for in the clauses above where it is elided."""
        s = self.s
        current: Clause | None = clause
        seen = 0
        while current is not None and seen < 6:
            seen += 1
            head = current.head
            own = s.child(head, "nsubj", "nsubj:pass", "csubj", "nsubj:outer", "csubj:pass")
            if own is None:
                for k in s.kids[head]:
                    if s.deps[k] in ("xcomp", "advcl") and s.low[head] in ("be", "is", "are", "was", "were"):
                        own = s.child(k, "nsubj")
                        break
            if current.kind == "relative" and (own is None or s.tags[own] in ("WDT", "WP")):
                if current.antecedent is not None:
                    return current.antecedent
            if (
                current.kind == "relative"
                and own is not None
                and any(s.tags[t] in ("WDT", "WP") for t in s.subtree(own))
            ):
                return current.antecedent
            if own is not None and s.tags[own] in ("WDT", "WP") and s.deps[current.head] in ("acl:relcl", "acl"):
                return s.heads[current.head]
            if own is not None:
                return own
            if current.kind in ("conj", "by", "participle", "adv", "relative", "comp"):
                current = current.parent
                continue
            return None
        return None

    # -- predicate ----------------------------------------------------------------------------------------------------

    def predicate(self, clause: Clause) -> tuple[int, str]:
        """Return the token that carries the statement, and the verb whose infinitive of purpose was followed, if any."""
        s = self.s
        head = clause.head
        purpose = ""
        for _ in range(3):
            low = s.low[head]
            lemma = self.lexicon.lemma(low)
            raising = lemma in RAISING or low in _RAISING_ADJECTIVES
            follow = None
            for k in s.kids[head]:
                if k <= head or s.deps[k] not in ("xcomp", "advcl", "ccomp", "acl"):
                    continue
                mark = s.child(k, "mark")
                to = mark is not None and s.low[mark] == "to"
                if s.tags[k].startswith("VB") and (
                    to or (s.deps[k] in ("xcomp", "ccomp") and s.child(k, "nsubj") is None)
                ):
                    if s.child(head, "obj") is not None and lemma not in (
                        "help",
                        "use",
                        "develop",
                        "design",
                        "have",
                        "show",
                    ):
                        continue
                    follow = k
                    break
                if to and raising:
                    follow = k
                    break
                if s.deps[k] == "xcomp" and raising and lemma in ("appear", "seem", "prove"):
                    follow = k
                    break
            if follow is None or not raising:
                break
            if not purpose and lemma in _PURPOSE:
                purpose = lemma
            head = follow
        return head, purpose

    def candidates(self, i: int) -> tuple[Predicate, ...]:
        """Return the readings of a predicate token."""
        s = self.s
        if s.tags[i].startswith("VB"):
            found = self.lexicon.verbs.get(self.lexicon.lemma(s.low[i]), ())
            if s.tags[i] in ("VBN", "VBD") and s.child(i, "aux:pass", "cop") is not None:
                return (*self.lexicon.nominals.get(s.low[i], ()), *found)
            return found
        two = f"{s.low[i - 1]} {s.low[i]}" if i else ""
        found = self.lexicon.nominals.get(two, ()) or self.lexicon.nominals.get(s.low[i], ())
        return found or self.lexicon.verbs.get(self.lexicon.lemma(s.low[i]), ())

    def oblique(self, i: int, prep: str) -> int | None:
        """Return the head of the phrase that `prep` introduces under a predicate, particles included."""
        s = self.s
        for k in s.kids[i]:
            if s.low[k] == prep and (s.deps[k] == "compound:prt" or (s.deps[k] == "advmod" and s.tags[k] == "RP")):
                return s.child(i, *_OBJECTS) or k
            if s.deps[k] in ("obl", "nmod", "advcl", "xcomp", "obl:agent", "obl:unmarked", "ccomp", "acl") and (
                s.case(k) == prep or (s.child(k, "mark") is not None and s.low[s.child(k, "mark") or 0] == prep)
            ):
                # "leads to reduced levels": no infinitive, so the participle only qualifies what follows
                inner = s.child(k, "obj") if prep == "to" and s.tags[k] in ("VBN", "VBD") else None
                return k if inner is None else inner
        # The parser often hangs the phrase on the object beside it, or the preposition on the participle before its noun.
        obj = s.child(i, "obj")
        if obj is not None:
            for k in s.kids[obj]:
                mark = s.child(k, "mark") if k < obj and s.deps[k] == "amod" else None
                if mark is not None and s.low[mark] == prep:
                    return obj
            for k in s.kids[obj]:
                if s.deps[k] == "nmod" and s.case(k) == prep and k > obj:
                    return k
        return None

    def choose(self, i: int) -> tuple[Predicate | None, int | None]:
        """Choose the reading of a predicate whose preposition is there; return it with its object's head."""
        s = self.s
        found = self.candidates(i)
        for predicate in found:
            if predicate.prep:
                target = self.oblique(i, predicate.prep)
                if target is not None:
                    return predicate, target
        obj = s.child(i, "obj", "ccomp", "xcomp")
        for predicate in found:
            if not predicate.prep:
                return predicate, obj
        return None, obj

    # -- frame --------------------------------------------------------------------------------------------------------

    def read(self, clause: Clause) -> Frame:
        """Read a clause's frame."""
        s, phrases = self.s, self.phrases
        i, purpose = self.predicate(clause)
        passive = s.child(clause.head, "nsubj:pass", "aux:pass") is not None and s.child(i, "obj") is None
        subject = self.subject_head(clause)
        subjects = tuple(phrases.things(subject)) if subject is not None and subject != i else ()
        lemma = self.lexicon.lemma(s.low[i])
        between = self._between(clause)
        if between is not None:
            return between
        copular = s.child(i, "cop") is not None or (
            s.tags[i] in ("VBG", "JJ")
            and any(p.group.name == "opinion" for p in self.lexicon.nominals.get(s.low[i], ()))
        )
        if copular and (not s.tags[i].startswith("VB") or s.low[i] in self.lexicon.nominals):
            return self._copular(clause, i, subjects, subject)
        predicate, target = self.choose(i)
        if predicate is not None and not predicate.prep and predicate.group.name == "synthesize":
            made = phrases.things(target)[:1] if target is not None else []
            if not made or made[0].label not in ("NEUROTRANSMITTER", "RECEPTOR", "DRUG"):
                # "makes people drowsy", "produces side effects": nothing is synthesized
                predicate = Predicate(lemma, "verb", "", self.lexicon.groups["cause"], False)
                result = s.child(i, "xcomp", "ccomp")
                if result is None and target is not None:
                    result = next((k for k in s.kids[target] if s.deps[k] in ("acl", "amod") and k > target), None)
                if lemma == "make" and result is not None and result > i:
                    target = result
        objects = tuple(phrases.things(target)) if target is not None and target != i else ()
        licensed = self._licensed(i, lemma, subjects)
        if licensed is not None:
            return licensed
        if lemma in _LIGHT_VERBS:
            light = self._light(clause, i, lemma, subjects, subject)
            if light is not None:
                return light
        changed = self._altered(i, lemma, subjects, objects) or self._caused(i, lemma, predicate, subjects)
        if changed is not None:
            return changed
        if predicate is None:
            fallback = self._lexical(clause, subjects)
            if fallback is not None:
                return fallback
            return Frame(i, lemma, None, "OTHER", None, "NONE", "NONE", subjects, objects, passive, purpose)
        if predicate.group.name == "isa" and (passive or s.child(clause.head, "aux:pass") is not None):
            named = s.child(i, "xcomp", "obj", "obl", "ccomp", "dep", "nmod")
            words = (Thing(phrases.noun_phrase(named), None, head=named),) if named is not None else ()
            own = phrases.things(named) if named is not None else []
            return Frame(i, lemma, "isa", "IS_A", None, "NONE", "NONE", subjects, tuple(own[:1]) or words, False)
        if passive and not predicate.prep and predicate.group.name not in ("approve", "history"):
            agent = self.oblique(i, "by")
            moved = subjects
            subjects = tuple(phrases.things(agent)) if agent is not None and s.tags[agent] != "VBG" else ()
            if agent is not None and s.tags[agent] == "VBG":
                subjects = tuple(phrases.things(agent))
            objects = moved
        if predicate.group.name in ("approve", "history", "develop", "study") and not passive:
            moved_to = s.child(i, "obj")
            if moved_to is not None and (target is None or target == moved_to or predicate.prep):
                for prep in ("for", "as", "in", "against"):
                    goal = self.oblique(i, prep)
                    if goal is not None:
                        subjects, objects = tuple(phrases.things(moved_to)), tuple(phrases.things(goal))
                        break
                else:
                    if predicate.group.name in ("approve", "develop"):
                        subjects, objects = tuple(phrases.things(moved_to)), ()
        if (
            not objects
            and predicate.group.name in ("increase", "decrease")
            and subjects
            and not passive
            and (subjects[0].label in ("NEUROTRANSMITTER", "RECEPTOR") or subjects[0].aspect is not None)
        ):
            subjects, objects = (), subjects  # "dopamine drops": what changes is the subject
        if predicate.inverted:
            subjects, objects = objects, subjects
        return self._frame(i, lemma, predicate.group, subjects, objects, passive, purpose)

    def _caused(self, i: int, lemma: str, predicate: Predicate | None, subjects: tuple[Thing, ...]) -> Frame | None:
        """ "causes X levels to fall", "makes neurons release less X", "keeps X low": what is brought about decides."""
        name = predicate.group.name if predicate is not None else ""
        if name not in ("cause", "block", "prevent") and lemma not in _CAUSATIVE:
            return None
        s, phrases = self.s, self.phrases
        obj = s.child(i, "obj")
        after = obj if obj is not None else i
        for k in (*s.kids[i], *(s.kids[obj] if obj is not None else ())):
            if k <= after or s.deps[k] not in _RESULTS:
                continue
            mark = s.child(k, "mark")
            kept_from = mark is not None and s.low[mark] == "from"
            if (name in ("block", "prevent")) != kept_from:
                continue
            made = s.child(k, "obj")
            reading = next((p for p in self.lexicon.verbs.get(self.lexicon.lemma(s.low[k]), ()) if not p.prep), None)
            if made is not None and reading is not None and reading.group.name in _CHANGING:
                frame = self._frame(i, lemma, reading.group, subjects, tuple(phrases.things(made)), False)
                turned = _FLIP.get(frame.direction, frame.direction) if kept_from else frame.direction
                return replace(frame, direction=turned)
            what = s.child(k, "nsubj") if obj is None or obj == k else obj
            changed = reading.group.name if reading is not None and made is None else ""
            sign = {"increase": 1, "decrease": -1}.get(changed, phrases._signs.get(s.low[k]))
            things = tuple(phrases.things(what)) if what is not None else ()
            if sign and things and (things[0].label in _SIGNED_LABELS or things[0].aspect is not None):
                return Frame(
                    i, lemma, "cause", "REGULATES", things[0].aspect or "LEVEL", _SIGNED[sign], "DIRECT", subjects, things, False
                )  # fmt: skip
        return None

    def _licensed(self, i: int, lemma: str, subjects: tuple[Thing, ...]) -> Frame | None:
        """ "X lacks approval for D", "X has no licence for D": the object noun is an approval."""
        s = self.s
        noun = s.child(i, "obj")
        if noun is None:  # "lacks approval" read as one noun phrase
            noun = next((t for t in range(i + 1, min(i + 4, len(s))) if s.low[t] in _APPROVALS), None)
        if noun is None or s.low[noun] not in _APPROVALS or (subjects and subjects[0].label != "DRUG"):
            return None
        goals = (k for head in (noun, i) for k in s.kids[head] if k > noun and s.case(k) in ("for", "in", "as"))
        goal = next((k for k in goals if s.deps[k] in ("nmod", "obl")), None)
        if goal is None:
            return None
        things = tuple(self.phrases.things(goal))
        return Frame(i, lemma, "approve", "APPROVED_FOR", None, "NONE", "NONE", subjects, things, False)

    def _altered(self, i: int, lemma: str, subjects: tuple[Thing, ...], objects: tuple[Thing, ...]) -> Frame | None:
        """ "patients have altered levels of X": a participle read as a verb, with people or a disorder as its subject."""
        s = self.s
        have = next((k for k in s.kids[i] if s.deps[k] == "aux" and s.low[k] in ("have", "has", "had")), None)
        if have is None or have + 1 != i or not s.low[i].endswith("ed") or not objects or not subjects:
            return None
        if not (subjects[0].population or subjects[0].label == "DISORDER") or objects[0].aspect is None:
            return None
        sign = self.phrases._signs.get(s.low[i], 0)
        return Frame(
            i,
            "have",
            "link",
            "ASSOCIATED_WITH",
            objects[0].aspect,
            _SIGNED[sign],
            "CORRELATIONAL",
            subjects,
            objects,
            False,
        )

    def _between(self, clause: Clause) -> Frame | None:
        """ "a link between A and B", wherever it stands in the clause."""
        s, phrases = self.s, self.phrases
        for i in clause.tokens:
            if s.low[i] not in _LINK_NOUNS:
                continue
            for k in s.kids[i]:
                if k > i and s.case(k) == "between":
                    heads = phrases.list_heads(k)
                    if len(heads) >= 2:
                        first, second = phrases._one(heads[0]), [t for h in heads[1:] for t in phrases._one(h)]
                        if first and second:
                            thing = second[0]
                            return Frame(
                                i,
                                "link",
                                "link",
                                "ASSOCIATED_WITH",
                                thing.aspect,
                                _SIGNED[thing.sign],
                                "CORRELATIONAL",
                                tuple(first[:1]),
                                tuple(second[:4]),
                                False,
                            )
        return None

    def _lexical(self, clause: Clause, subjects: tuple[Thing, ...]) -> Frame | None:
        """Where the parse shows no known predicate: a known verb form between two entities of the clause."""
        s, phrases = self.s, self.phrases
        entities = [t for t in clause.tokens if s.entity[t] >= 0]
        if not entities or (len({s.entity[t] for t in entities}) < 2 and not subjects):
            return None
        first = min(clause.tokens) if subjects else entities[0]
        for i in clause.tokens:
            if s.entity[i] >= 0 or not first < i < entities[-1]:
                continue
            lemma = self.lexicon.verb_lemma.get(s.low[i])
            if lemma is None or s.tags[i] in ("IN", "DT", "VBG", "JJ", "JJR") or s.low[i] in ("have", "has", "had") or s.deps[i] == "amod":
                continue
            reading = next((p for p in self.lexicon.verbs[lemma] if not p.prep and p.group.name in _SIGN_GROUPS), None)
            if reading is None:
                continue
            before = [t for t in entities if t < i]
            after = [t for t in entities if t > i]
            if (
                not (before or subjects)
                or not after
                or (before and any(s.low[t] in (",", "which", "that", "who") for t in range(before[-1] + 1, i)))
            ):
                continue
            left = subjects or tuple(phrases.things(self._np_head(before[-1])))
            head = self._np_head(after[0])
            if any(s.low[t] in _APPROVALS for t in range(i + 1, after[0])):  # "X lacks approval for D"
                things = tuple(phrases.things(head))
                return Frame(i, lemma, "approve", "APPROVED_FOR", None, "NONE", "NONE", left, things, False)
            return self._frame(i, lemma, reading.group, left, tuple(phrases.things(head)), False)
        return None

    def _np_head(self, i: int) -> int:
        """Return the head of the noun phrase that an entity stands in ("dopamine levels", "the release of dopamine")."""
        s = self.s
        while s.entity[s.heads[i]] == s.entity[i] and s.heads[i] != i:
            i = s.heads[i]
        if s.deps[i] in ("compound", "amod", "nmod:poss", "nmod") and s.heads[i] != i:
            head = s.heads[i]
            if s.tags[head].startswith("NN") and s.low[head] in self.phrases._aspects:
                return head
        return i

    def _frame(
        self, i: int, lemma: str, group: Group, subjects: tuple[Thing, ...], objects: tuple[Thing, ...], passive: bool,
        purpose: str = "",
    ) -> Frame:  # fmt: skip
        relation, aspect, direction, strength = group.relation, group.aspect, group.direction, group.strength
        first = objects[0] if objects else None
        if group.name == "block" and lemma in _STOPPING and first is not None and first.label == "DRUG":
            return Frame(i, lemma, None, "OTHER", None, "NONE", "NONE", subjects, objects, passive, purpose)
        if group.name == "partof" and subjects and subjects[0].sign in (-1, 1) and first is not None and first.label == "DISORDER":
            # "lower levels of X have been found in D"
            thing = subjects[0]
            return Frame(
                i, lemma, "link", "ASSOCIATED_WITH", thing.aspect or "LEVEL", _SIGNED[thing.sign], "CORRELATIONAL", objects[:1],
                subjects, False,
            )  # fmt: skip
        if first is not None and first.disorder and group.name in ("involve", "isa", "treat", "light", "act"):
            return Frame(
                i, lemma, "treat", "TREATS", "SYMPTOMS", "DECREASE", "DIRECT", subjects, objects, passive, purpose
            )
        if first is not None:
            relation, aspect, direction = self._against(lemma, group, first)
            if (
                lemma in _BENEFIT | {"prolong", "extend"}
                and first.label is None
                and subjects
                and subjects[0].label == "DRUG"
                and relation == "REGULATES"
            ):
                relation, aspect, direction = "TREATS", "SYMPTOMS", "DECREASE"
            if (
                group.name == "involve"
                and subjects
                and subjects[0].label == "DISORDER"
                and first.label in ("NEUROTRANSMITTER", "RECEPTOR", "REGION")
            ):
                relation, aspect, direction = "ASSOCIATED_WITH", first.aspect, _SIGNED[first.sign]
        if purpose in _PURPOSE_RELATION and relation in ("TREATS", "PREVENTS"):
            relation, aspect, direction, strength = _PURPOSE_RELATION[purpose], None, "NONE", "NONE"
        return Frame(i, lemma, group.name, relation, aspect, direction, strength, subjects, objects, passive, purpose)

    def _against(self, lemma: str, group: Group, thing: Thing) -> tuple[str, str | None, str]:
        """Combine what a predicate does with what its object is."""
        relation, aspect, direction = group.relation, group.aspect, group.direction
        name = group.name
        complaint = thing.label == "DISORDER" or (thing.name or "").split(" ")[-1] in _TREATABLE
        sign = thing.sign
        if thing.aspect == "RISK":
            if name == "cause" and sign == -1:
                return "PREVENTS", None, "NONE"
            if name in ("increase", "activate", "cause", "worsen"):
                return "CAUSES", "RISK", "INCREASE"
            if name in ("decrease", "block", "prevent"):
                return "PREVENTS", None, "NONE"
            return relation, "RISK", _SIGNED[sign]
        if complaint:
            if name in ("decrease", "block", "treat", "treatadj") or lemma in _BENEFIT:
                if lemma in ("prevent", "avert") and thing.aspect is None:
                    return "PREVENTS", None, "NONE"
                return "TREATS", "SYMPTOMS", "DECREASE"
            if name == "cause" and sign == -1 and thing.perturbed:
                return "TREATS", "SYMPTOMS", "DECREASE"  # "leads to a reduction in seizures"
            if name in ("increase", "worsen"):
                return "CAUSES", thing.aspect if thing.aspect != "SYMPTOMS" else "SYMPTOMS", "INCREASE"
            if name in ("activate", "cause", "release", "synthesize"):
                return "CAUSES", None, "NONE"
            if name in ("act", "bind"):
                return "REGULATES", None, "NONE"
            return (
                relation,
                aspect if name not in ("link",) else thing.aspect,
                direction if name != "link" else _SIGNED[sign],
            )
        if name in ("increase", "decrease", "block", "activate", "release", "synthesize", "breakdown", "reuptake"):
            found = thing.aspect
            if found is None:
                found = aspect
                if found is None and thing.label == "NEUROTRANSMITTER":
                    found = "ACTIVITY" if lemma in _STRENGTHENING else "LEVEL"
                if found is None and thing.label in ("RECEPTOR", "REGION"):
                    found = "ACTIVITY"
                if found is None and name in ("increase", "decrease") and lemma not in _BENEFIT:
                    found = "LEVEL"
            if thing.aspect is not None and name in ("release", "synthesize", "breakdown", "reuptake"):
                found = thing.aspect
            turned = direction
            turning = thing.perturbed and not thing.qualified  # "raises low levels" raises
            if sign == -1 and turning and name in ("increase", "decrease", "block", "activate"):
                turned = _FLIP[direction]
            if sign == -1 and (name == "release" or (thing.perturbed and name == "synthesize")):
                turned = "DECREASE"  # "released less dopamine"
            return relation, found, turned
        if name in ("act", "bind"):
            return relation, thing.aspect or aspect, direction
        if name == "cause":
            if thing.label in ("NEUROTRANSMITTER", "RECEPTOR", "REGION") and (thing.aspect or sign is not None):
                return "REGULATES", thing.aspect or "LEVEL", "DECREASE" if sign == -1 else "INCREASE"
            if thing.perturbed and sign in (-1, 1) and thing.wrapper in _CHANGES:
                return "REGULATES", thing.aspect or "LEVEL", _SIGNED[sign]  # "leads to a fall in blood pressure"
            return relation, None, "NONE"
        if name == "link":
            return relation, thing.aspect, _SIGNED[sign]
        if name == "treat" and thing.label in ("NEUROTRANSMITTER", "RECEPTOR", "REGION"):
            return "REGULATES", thing.aspect, "INCREASE" if lemma in ("improve", "help") else "NONE"
        return relation, aspect, direction

    def _light(
        self, clause: Clause, i: int, lemma: str, subjects: tuple[Thing, ...], subject: int | None
    ) -> Frame | None:
        """Light verbs: the object noun says what happens ("has an inhibitory effect on", "plays a role in")."""
        s, phrases = self.s, self.phrases
        obj = s.child(i, "obj")
        if obj is None:
            return None
        low = s.low[obj]
        groups = self.lexicon.groups
        if lemma == "take" and low != "part":
            return None
        if low in ("role", "part", "roles") and lemma in ("play", "have", "take"):
            target = self.oblique(i, "in")
            if target is None:
                target = next(
                    (k for k in s.kids[obj] if s.deps[k] in ("nmod", "acl") and s.case(k) in ("in", "of")), None
                )
            if target is None:
                target = next((k for k in s.kids[obj] if s.deps[k] in ("acl",)), None)
            things = tuple(phrases.things(target)) if target is not None else ()
            return Frame(
                i,
                lemma,
                "involve",
                "INVOLVED_IN",
                None,
                "NONE",
                "CORRELATIONAL",
                subjects,
                things,
                False,
            )
        found = phrases.things(obj)
        if found and found[0].disorder:
            return Frame(i, lemma, "treat", "TREATS", "SYMPTOMS", "DECREASE", "DIRECT", subjects, tuple(found), False)
        if low in ("effect", "effects", "impact", "influence", "action"):
            target = next(
                (
                    k
                    for k in (*s.kids[obj], *s.kids[i])
                    if s.deps[k] in ("nmod", "obl") and s.case(k) in ("on", "upon", "over") and k > obj
                ),
                None,
            )
            adjectives = {s.low[k] for k in s.kids[obj] if s.deps[k] in ("amod", "compound")}
            if target is not None:
                name = "act"
                if adjectives & {"inhibitory", "inhibiting", "suppressive", "blocking", "dampening", "negative"}:
                    name = "decrease"
                elif adjectives & {
                    "stimulatory",
                    "stimulating",
                    "stimulant",
                    "excitatory",
                    "positive",
                    "boosting",
                    "beneficial",
                }:
                    name = "increase"
                else:
                    name = self._verbal_sign(adjectives) or name
                return self._frame(i, lemma, groups[name], subjects, tuple(phrases.things(target)), False)
            if "therapeutic" in adjectives:
                return Frame(i, lemma, "treat", "TREATS", "SYMPTOMS", "DECREASE", "DIRECT", subjects, (), False)
            if "side" in adjectives or (obj and s.low[obj - 1] == "side"):
                return Frame(i, lemma, "cause", "CAUSES", None, "NONE", "DIRECT", subjects, tuple(found), False)
        if low in ("promise", "potential", "benefit", "benefits", "efficacy") and lemma in (
            "show",
            "have",
            "hold",
            "offer",
            "provide",
        ):
            target = None
            for prep in ("for", "in", "as", "against"):
                k = next(
                    (k for k in (*s.kids[obj], *s.kids[i]) if s.deps[k] in ("nmod", "obl") and s.case(k) == prep), None
                )
                if k is not None:
                    target = k
                    if prep == "as":
                        inner = next((m for m in s.kids[k] if s.deps[m] == "nmod" and s.case(m) in ("for", "of")), None)
                        target = inner if inner is not None else k
                    break
            things = tuple(
                t for t in (phrases.things(target) if target is not None else []) if t.population is None or t.label
            )
            return Frame(
                i,
                lemma,
                "treat",
                "TREATS",
                "SYMPTOMS",
                "DECREASE",
                "CONDITIONAL" if low in ("promise", "potential") else "DIRECT",
                subjects,
                things,
                False,
            )
        people = subject is not None and (s.low[subject] in populations() or any(t.population for t in subjects))
        disorder = any(t.label == "DISORDER" for t in subjects)
        if (
            lemma in ("have", "show", "exhibit", "display", "carry", "experience", "possess")
            and (people or disorder)
            and found
        ):
            thing = found[0]
            aspect = thing.aspect
            if aspect is None and thing.label == "NEUROTRANSMITTER" and thing.sign is not None:
                aspect = "LEVEL"
            return Frame(
                i,
                lemma,
                "link",
                "ASSOCIATED_WITH",
                aspect,
                _SIGNED[thing.sign],
                "CORRELATIONAL",
                subjects,
                tuple(found),
                False,
            )
        return None

    def _verbal_sign(self, adjectives: Iterable[str]) -> str | None:
        """ "a lowering effect", "an activating effect": the group of the participle's verb, where it has a sign."""
        for word in sorted(adjectives):
            lemma = self.lexicon.verb_lemma.get(word)
            for reading in self.lexicon.verbs.get(lemma, ()) if lemma else ():
                if not reading.prep and reading.group.name in ("increase", "decrease", "block", "activate"):
                    return reading.group.name
        return None

    def _likely(self, i: int, subjects: tuple[Thing, ...]) -> Frame | None:
        """ "are more likely to develop D": a group difference in risk."""
        s, phrases = self.s, self.phrases
        degree = next((s.low[k] for k in s.kids[i] if s.low[k] in ("more", "less")), None)
        follow = s.child(i, "xcomp", "advcl", "ccomp", "acl")
        if s.low[i] != "likely" or degree is None or follow is None:
            return None
        inside = [t for t in s.subtree(follow) if s.entity[t] >= 0]
        disorder = next(
            (t for t in inside if (e := phrases.entity_of(t)) is not None and e["label"] == "DISORDER"), None
        )
        target = disorder if disorder is not None else s.child(follow, "obj", "obl")
        objects = tuple(phrases.things(target)) if target is not None else ()
        sign = "INCREASE" if degree == "more" else "DECREASE"
        return Frame(i, "likely", "link", "ASSOCIATED_WITH", "RISK", sign, "CORRELATIONAL", subjects, objects, False)

    def _copular(self, clause: Clause, i: int, subjects: tuple[Thing, ...], subject: int | None) -> Frame:
        s, phrases = self.s, self.phrases
        likely = self._likely(i, subjects)
        if likely is not None:
            return likely
        predicate, target = None, None
        for reading in self.candidates(i):
            if not reading.prep:
                predicate = reading
                continue
            k = self.oblique(i, reading.prep)
            if k is not None:
                predicate, target = reading, k
                break
        own = phrases.entity_of(i)
        if target is None and predicate is not None and predicate.pos == "noun" and own is not None and own["label"] == "DRUG":
            predicate = None  # "X is a dopamine agonist": the name of a class
        if predicate is not None:
            objects = tuple(phrases.things(target)) if target is not None else ()
            state = phrases.state(i)
            if state is not None and predicate.group.name == "causeadj":
                objects = (state,)  # "X is addictive"; whom it is toxic to is its population
            if target is None and predicate.pos == "noun":
                # "a dopamine D2 receptor antagonist", "an NMDA blocker"
                entity = phrases._modifier_entity(i)
                if entity is not None:
                    objects = (Thing(entity["concept"], entity["label"], head=i),)
                elif not (predicate.group.name == "treat" and any(t.label == "DRUG" for t in subjects)):
                    predicate = None
            if predicate is not None:
                if predicate.inverted:
                    subjects, objects = objects, subjects
                return self._frame(i, s.low[i], predicate.group, subjects, objects, False)
        if s.low[i] in _DRUG_NOUNS and any(t.label == "DRUG" for t in subjects):
            relative = s.child(i, "acl:relcl", "acl")
            if relative is not None:
                inner = self.read(Clause(relative, "relative", clause, s.subtree(relative), antecedent=i))
                if (
                    inner.group is not None
                    and inner.relation not in ("OTHER", "IS_A")
                    and not any(t.label == "DRUG" for t in inner.objects)
                ):
                    return replace(inner, subjects=subjects)
        opinion = next(
            (
                k
                for k in s.kids[i]
                if s.deps[k] in ("amod", "compound")
                and any(p.group.name == "opinion" for p in self.lexicon.nominals.get(s.low[k], ()))
            ),
            None,
        )
        if opinion is not None and s.low[i] in _PROSPECTS:
            goal = next((k for k in s.kids[i] if s.deps[k] == "nmod" and s.case(k) in ("for", "in", "to")), None)
            return Frame(
                i,
                s.low[i],
                "opinion",
                "OTHER",
                None,
                "NONE",
                "NONE",
                subjects,
                tuple(phrases.things(goal)) if goal is not None else (),
                False,
            )
        if s.tags[i].startswith("NN") or s.tags[i] in ("CD", "DT", "PRP") or s.child(i, "det") is not None:
            words = phrases.things(i)
            thing = words[0] if len(words) == 1 else Thing(phrases.noun_phrase(i), None, head=i)
            entity_here = phrases.entity_of(i)
            if entity_here is None:
                stop = {
                    k
                    for k in s.kids[i]
                    if s.deps[k]
                    in (
                        "nsubj",
                        "cop",
                        "punct",
                        "advmod",
                        "aux",
                        "conj",
                        "cc",
                        "advcl",
                        "parataxis",
                        "expl",
                        "nsubj:outer",
                        "mark",
                        "obl",
                        "det",
                    )
                    or (s.deps[k] == "acl:relcl" and s.low[max(0, min(s.subtree(k)) - 1)] == ",")
                }
                stated = phrases.text(s.subtree(i, stop))
                for lead in (
                    "one of the most ",
                    "one of the ",
                    "the most ",
                    "among the most ",
                    "a kind of ",
                    "a type of ",
                    "a form of ",
                ):
                    if stated.lower().startswith(lead):
                        stated = stated[len(lead) :]
                        break
                thing = Thing(
                    re.sub(
                        r"\s+(?:in|of) (?:the|our|your) (?:human |adult |whole )?(?:brain|body|nervous system)$",
                        "",
                        stated,
                    ),
                    None,
                    head=i,
                )
            return Frame(i, "be", "isa", "IS_A", None, "NONE", "NONE", subjects, (thing,), False)
        if s.low[i] in ("in", "at", "within") or (s.tags[i].startswith(("NN", "PRP")) and s.case(i)):
            return Frame(i, "be", "partof", "PART_OF", None, "NONE", "NONE", subjects, tuple(phrases.things(i)), False)
        thing = phrases.state(i) or Thing(s.words[i], None, head=i)
        return Frame(i, "be", None, "OTHER", None, "NONE", "NONE", subjects, (thing,), False)


def claim_type(frame: Frame, subject: Thing | None, obj: Thing | None) -> str:
    """Return the type that a frame's relation gives, guidelines section 3 (questions, gaps and advice aside)."""
    relation = frame.relation
    subject_label = subject.label if subject else None
    label = obj.label if obj else None
    last = (obj.name or "").split(" ")[-1] if obj else ""
    intervention = subject_label in ("DRUG", "INTERVENTION") or (
        (subject.name or "").split(" ")[-1].lower() in _INTERVENTIONS if subject else False
    )
    intervention = intervention or (subject is not None and subject.wrapper == "DRUG")
    if relation in ("TREATS", "PREVENTS"):
        return "TREATMENT"
    if relation == "CAUSES":
        if intervention and (label == "DISORDER" or last in _SIDE_EFFECTS):
            return "TREATMENT"
        return "CAUSE"
    if relation == "REGULATES":
        if label in ("NEUROTRANSMITTER", "RECEPTOR", "REGION") or subject_label in ("RECEPTOR",):
            return "MECHANISM"
        if label == "DRUG" and frame.aspect in ("LEVEL", "BREAKDOWN"):
            return "MECHANISM"
        if last.lower() in _MOLECULAR or (
            obj is not None
            and obj.name is not None
            and label is None
            and any(map(str.isdigit, obj.name))
            and any(map(str.isupper, obj.name))
        ):
            return "MECHANISM"
        return "MECHANISM" if frame.aspect in ("RELEASE", "REUPTAKE", "SYNTHESIS", "BREAKDOWN", "ACTIVITY") else "CAUSE"
    if relation == "INVOLVED_IN":
        return "CAUSE" if label == "DISORDER" else "MECHANISM"
    table = {
        "ASSOCIATED_WITH": "ASSOCIATION", "PART_OF": "DESCRIPTION", "PRECURSOR_OF": "MECHANISM", "APPROVED_FOR": "HISTORY",
        "DEVELOPED_FOR": "HISTORY", "STUDIED_FOR": "RESEARCH_ACTIVITY",
    }  # fmt: skip
    if relation == "IS_A":
        return (
            "DESCRIPTION"
            if obj is not None and re.match(r"(?:the )?(?:world's |second )?most\b", (obj.name or "").lower())
            else "DEFINITION"
        )
    if relation in table:
        return table[relation]
    return {"history": "HISTORY", "opinion": "OPINION", "safe": "TREATMENT", "advise": "ADVICE"}.get(
        frame.group or "", "DESCRIPTION"
    )
