"""From parsed sentences to claims: spans, arguments, types, cue links, certainty, polarity, strength, attribution.

A pure function over plain lists; the component in `claims` feeds it. Labels mean what the annotation guidelines say.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from gluclaims.annotating.bearing import advised, bearing, held_open
from gluclaims.annotating.clauses import Clause, ParsedSentence, find_clauses
from gluclaims.annotating.frames import Frame, FrameReader, claim_type
from gluclaims.annotating.judging import CueInScope, composed
from gluclaims.annotating.nonclaims import is_nonclaim
from gluclaims.annotating.phrases import Phrases, Thing
from gluclaims.annotating.references import Discourse
from gluclaims.annotating.statements import statement
from gluclaims.lexicons.predicates import anaphors, connectives, interventions, populations, predicate_lexicon
from gluclaims.lexicons.tables import word_set

INTERVENTION = "INTERVENTION"  # no entity label: treatments that are no substance
_PAIRS = 8  # claims from one clause at most
_SURE = 0.35  # of a subject that a statement names: a wrong antecedent is worse than "it"
_ADVICE_OPENERS = word_set("extracting.advice-openers")
_ONGOING = word_set("extracting.ongoing")
_PROCEDURES_ACTIVE = word_set("extracting.procedures-active")
_PROCEDURES_PASSIVE = word_set("extracting.procedures-passive")
_STUDY_PEOPLE = word_set("extracting.study-people")
_ADVICE_MODALS = word_set("extracting.advice-modals")
_DISCOVERIES = word_set("extracting.discoveries")
_EMPTY_SUBJECTS = word_set("extracting.empty-subjects")
_VAGUE_SUBJECTS = word_set("extracting.vague-subjects")
_RESEARCH_NOUNS = word_set("extracting.research-nouns")
#: "works by V-ing", "does its job by V-ing"
_WORKING = word_set("extracting.working")
_WORKS = word_set("extracting.works")
_ACTING = frozenset(("REGULATES", "TREATS", "CAUSES", "PREVENTS", "INVOLVED_IN", "APPROVED_FOR"))
_EDGE = frozenset(",;:.!?—–-()[]\"“”'‘’…")
_CLOSE = {")": "(", "]": "[", "”": "“"}


Wording = Callable[[Sequence[CueInScope], str | None], str]


@dataclass(slots=True)
class Draft:
    """A claim before its verdict."""

    start: int
    end: int
    sentence: int
    type: str
    relation: str
    subject: str | None
    object: str | None
    aspect: str | None
    direction: str
    location: str | None
    population: str | None
    certainty: str
    polarity: str
    strength: str
    attribution: str
    hedged: bool
    cues: list[int]
    statement: str
    subject_label: str | None
    object_label: str | None
    frame: Frame
    clause: Clause = field(repr=False, compare=False)
    bearing: tuple[CueInScope, ...]
    #: Words the statement, given the cues that bear and the subject.
    wording: Wording = field(repr=False, compare=False)
    #: How probable the ranker holds its subject and object.
    sureness: dict[str, float] = field(default_factory=dict)
    #: Number of the reading that it comes from (`selecting`), and the other reading's claim in its place.
    reading: int = 0
    rival: Draft | None = field(default=None, repr=False, compare=False)

    def word_statement(self) -> None:
        """Word the statement anew, after a change of subject or cues; an unsure subject is not named in it."""
        sure = self.sureness.get("subject", 1.0) >= _SURE
        self.statement = self.wording(self.bearing, self.subject if sure else None)

    def word_by(self, wording: Wording) -> None:
        """Word the statement in another way, now and after later changes."""
        self.wording = wording
        self.word_statement()


class ClaimExtractor:
    """Extracts the claims of one article.

    Parameters
    ----------
    sentences : sequence of ParsedSentence
        In order.
    entities, cues : sequence of dict
        The article's entities and cues (record dicts).
    cue_rows : mapping
        Rule id -> (certainty level or None, scope) of the cue lexicon.
    text : str
        The article.
    """

    def __init__(
        self,
        text: str,
        sentences: Sequence[ParsedSentence],
        entities: Sequence[Mapping[str, Any]],
        cues: Sequence[Mapping[str, Any]],
        cue_rows: Mapping[str, tuple[str | None, str]],
    ) -> None:
        self.text = text
        self.sentences = sentences
        self.entities = entities
        self.cues = cues
        self.cue_rows = cue_rows
        self.discourse = Discourse()
        self.scopes: dict[int, list[CueInScope]] = {}
        self._by_start = sorted(range(len(cues)), key=lambda i: cues[i]["start"])
        self._cue_starts = [cues[i]["start"] for i in self._by_start]
        #: Object phrases that are no entity, with their sentence: what "this" may refer to.
        self._objects: list[tuple[int, str]] = []
        self._set_topic()

    def _set_topic(self) -> None:
        """What the article is about: the drug, transmitter or disorder that it names most, early names first."""
        counts: dict[tuple[str, str], float] = {}
        for rank, e in enumerate(self.entities):
            key = (e["concept"], e["label"])
            counts[key] = counts.get(key, 0) + 1 + (2 if rank < 3 else 0)
        self._treatments = [self._interventions(s) for s in self.sentences]
        for number, found in enumerate(self._treatments):
            for name, _ in found:
                counts[name, INTERVENTION] = counts.get((name, INTERVENTION), 0) + 1 + (2 if number < 3 else 0)
        self.topics = sorted(counts, key=lambda k: (-counts[k], k))

    @staticmethod
    def _interventions(s: ParsedSentence) -> list[tuple[str, int]]:
        """Return the treatments that are no substance in a sentence, with their last token."""
        found: list[tuple[str, int]] = []
        known = interventions()
        if known.keys().isdisjoint(s.low):
            return found
        for i, word in enumerate(s.low):
            for phrase, name in known.get(word, ()):
                if tuple(s.low[i : i + len(phrase)]) == phrase and s.entity[i] < 0:
                    found.append((name, i + len(phrase) - 1))
                    break
        return found

    def main_agent(self) -> tuple[str, str] | None:
        """Return the drug, transmitter or other treatment that the article is mostly about."""
        return next(
            ((c, label) for c, label in self.topics if label in ("DRUG", "NEUROTRANSMITTER", INTERVENTION)), None
        )

    def topic(self, label: str) -> str | None:
        """Return the concept of a label that the article is mostly about."""
        return next((concept for concept, found in self.topics if found == label), None)

    def run(self) -> list[Draft]:
        """Return the article's claims in text order; ``scopes`` then holds the cues of each sentence."""
        drafts: list[Draft] = []
        for number, s in enumerate(self.sentences):
            if len(s):
                drafts.extend(self._sentence(number, s))
        drafts.sort(key=lambda d: (d.start, d.end))
        return drafts

    # -- one sentence -------------------------------------------------------------------------------------------------

    def _sentence(self, number: int, s: ParsedSentence) -> list[Draft]:
        phrases = Phrases(s, self.entities)
        reader = FrameReader(s, phrases)
        cues = self.scopes[number] = self.cues_in(s)
        sources = frozenset(t for c in cues if c.kind == "ATTRIBUTION" for t in range(c.first, c.last))
        clauses = find_clauses(s, sources=sources)
        words = self.text[s.starts[0] : s.ends[-1]]
        has_entity = any(e >= 0 for e in s.entity)
        gap = [c for c in cues if c.kind == "GAP"]
        question = words.rstrip("\"”’') ").endswith("?")
        drafts: list[Draft] = []
        if question:
            drafts = self._question(number, s, reader, phrases, clauses, cues)
        elif is_nonclaim(words, has_entity):
            drafts = []
        elif clauses and not gap and self._procedure(s, clauses):
            main = clauses[0]
            frame = reader.read(main)
            tokens = sorted(
                t
                for c in clauses
                if not (c.matrix and c.kind != "main") and c.head not in self._apart(s, clauses)
                for t in c.tokens
            )
            start, end = self._span(s, tokens, cues)
            drafts = (
                [self._research(number, s, phrases, main, clauses, cues, frame, tokens, start, end)]
                if end > start
                else []
            )
        else:
            drafts = self._clauses(number, s, reader, phrases, clauses, cues, gap)
        self._remember(number, s, reader, phrases, clauses)
        return drafts

    def _remember(
        self, number: int, s: ParsedSentence, reader: FrameReader, phrases: Phrases, clauses: Sequence[Clause]
    ) -> None:
        """Note the sentence's things for references in later ones: subjects of clauses, then all entities."""
        subject_tokens: set[int] = set()
        for clause in clauses:
            if clause.matrix:
                continue
            head = s.child(clause.head, "nsubj", "nsubj:pass", "nsubj:outer")
            if head is None:
                continue
            joined = [e["concept"] for h in phrases.list_heads(head) if (e := phrases.entity_of(h)) is not None]
            if len(joined) > 1:
                label = phrases.entity_of(phrases.list_heads(head)[0])
                self.discourse.mention(" and ".join(joined), label["label"] if label else None, True, number, True)
            for h in phrases.list_heads(head):
                entity = phrases.entity_of(h) or phrases._modifier_entity(h)
                if entity is not None:
                    subject_tokens.add(s.entity[h])
                    self.discourse.mention(entity["concept"], entity["label"], _plural(s, h), number, True)
                elif (found := self._resolve(s, h, number)) is not None:
                    self.discourse.mention(found[0], found[1], _plural(s, h), number, True)
        for clause in clauses:
            if not clause.matrix and clause.kind in ("main", "comp", "conj"):
                target = reader.choose(reader.predicate(clause)[0])[1]
                if target is not None and s.tags[target].startswith("NN") and s.entity[target] < 0:
                    name = (phrases.things(target) or [Thing(None, None)])[-1].name
                    if name:
                        self._objects.append((number, name))
        for name, last in self._treatments[number]:
            self.discourse.mention(name, INTERVENTION, False, number, s.deps[last] in ("nsubj", "nsubj:pass"))
        for i, index in enumerate(s.entity):
            if index >= 0 and index not in subject_tokens and (i == 0 or s.entity[i - 1] != index):
                e = self.entities[index]
                last = i
                while last + 1 < len(s) and s.entity[last + 1] == index:
                    last += 1
                self.discourse.mention(e["concept"], e["label"], _plural(s, last), number, False)

    def cues_in(self, s: ParsedSentence) -> list[CueInScope]:
        """Return the cues of a sentence, with their tokens."""
        start, end = s.starts[0], s.ends[-1]
        found = []
        first, last = bisect_left(self._cue_starts, start), bisect_left(self._cue_starts, end)
        for i in self._by_start[first:last]:
            cue = self.cues[i]
            tokens = range(bisect_right(s.ends, cue["start"]), bisect_left(s.starts, cue["end"]))
            if tokens:
                level, scope = self.cue_rows.get(cue.get("rule", ""), (None, "clause"))
                found.append(CueInScope(i, cue["kind"], cue["text"].lower(), level, scope, tokens[0], tokens[-1] + 1))
        return found

    # -- questions and advice -----------------------------------------------------------------------------------------

    def _question(
        self, number: int, s: ParsedSentence, reader: FrameReader, phrases: Phrases, clauses: Sequence[Clause],
        cues: Sequence[CueInScope],
    ) -> list[Draft]:  # fmt: skip
        if len(s) < 4:
            return []
        main = clauses[0] if clauses else Clause(0, "main", None, list(range(len(s))))
        return [self._plain(number, s, reader, phrases, main, cues, "QUESTION", range(len(s)))]

    def _advises(self, s: ParsedSentence, clause: Clause) -> bool:
        """Tell whether a clause advises: an imperative, or "should" and "must" said to people."""
        head = clause.head
        aux = [s.low[k] for k in s.kids[head] if s.deps[k].startswith("aux")]
        if any(a in _ADVICE_MODALS for a in aux):
            return True
        bare = (
            s.tags[head] in ("VB", "VBP")
            and s.child(head, "nsubj", "nsubj:pass", "csubj", "expl", "nsubj:outer") is None
        )
        if not bare or clause.kind not in ("main", "conj") or (aux and not set(aux) <= {"do", "don't"}):
            return False
        mark = s.child(head, "mark")
        if mark is not None and s.low[mark] == "to":
            return False
        if clause.kind == "conj":
            return clause.parent is not None and self._advises(s, clause.parent)
        lead = s.low[min(t for t in clause.tokens if any(map(str.isalnum, s.words[t])))]
        return s.tags[head] == "VB" or lead in _ADVICE_OPENERS

    def _plain(
        self, number: int, s: ParsedSentence, reader: FrameReader, phrases: Phrases, clause: Clause,
        cues: Sequence[CueInScope], kind: str, within: Sequence[int],
    ) -> Draft:  # fmt: skip
        """One claim over the whole sentence: a question, a gap, an advice."""
        start, end = self._span(s, within, cues)
        frame = reader.read(clause)
        subject, obj = self._loose_arguments(s, number, phrases, frame, within)
        relation, aspect, direction = "OTHER", None, "NONE"
        if kind == "QUESTION":
            if frame.relation in ("CAUSES", "ASSOCIATED_WITH", "PREVENTS"):
                relation, aspect, direction = frame.relation, frame.aspect, frame.direction
            elif (
                obj is not None
                and obj[1] == "DISORDER"
                and subject is not None
                and (subject[1] == "DRUG" or frame.relation == "TREATS")
            ):
                relation, aspect, direction = "TREATS", "SYMPTOMS", "DECREASE"
            elif frame.relation == "IS_A" and obj is None:
                relation = "IS_A"
        inside = [
            c for c in cues if start <= s.starts[c.first] < end or c.kind == "QUESTION" or c.kind == "ATTRIBUTION"
        ]
        if kind == "ADVICE":
            inside = [
                c
                for c in advised(s, inside)
                if c.kind in ("CONDITION", "NEGATION", "APPROXIMATOR", "QUANTIFIER", "ATTRIBUTION", "BOOSTER")
            ]
        if kind == "RESEARCH_GAP":
            inside = [
                c
                for c in inside
                if c.kind not in ("NEGATION", "EPISTEMIC", "MODAL") or c.text not in ("not", "potential", "n't")
            ]
        negated = kind == "ADVICE" and any(c.kind == "NEGATION" for c in inside)
        return self._draft(
            s, number, start, end, kind, relation, subject, obj, aspect, direction, None, None, inside, frame, clause,
            forced_certainty="UNCOMMITTED" if kind in ("QUESTION", "RESEARCH_GAP") else "FACT",
            forced_polarity="NEGATED" if negated else "AFFIRMED",
        )  # fmt: skip

    def _loose_arguments(
        self, s: ParsedSentence, number: int, phrases: Phrases, frame: Frame, tokens: Sequence[int]
    ) -> tuple[tuple[str | None, str | None] | None, tuple[str | None, str | None] | None]:
        """Return what a question, gap, advice or research sentence is about, and in which respect.

        Such sentences are about a drug, a transmitter or another entity wherever it stands; the respect is another
        entity, a disorder before others, else the predicate's object.
        """
        subject = self._argument(s, frame.subjects[0], number, phrases, True) if frame.subjects else None
        obj = self._argument(s, frame.objects[0], number, phrases, False) if frame.objects else None
        named: list[tuple[str | None, str | None]] = []
        for t in tokens:
            if s.entity[t] >= 0:
                e = self.entities[s.entity[t]]
                if (e["concept"], e["label"]) not in named:
                    named.append((e["concept"], e["label"]))
        if subject is None or subject[1] is None:
            acting = [n for n in named if n[1] in ("DRUG", "NEUROTRANSMITTER", "RECEPTOR")]
            acting += [(name, INTERVENTION) for name, last in self._treatments[number] if last in tokens]
            first = (acting or named)[:1]
            found: tuple[str | None, str | None] | None = first[0] if first else None
            if found is None:
                found = self._reference_in(s, number, tokens)
            if found is None:
                focus = self.discourse.focus(number, "DRUG", "NEUROTRANSMITTER", INTERVENTION)
                found = (focus.name, focus.label) if focus is not None else None
            subject = found or (
                subject if subject and subject[0] and subject[0].lower() not in _EMPTY_SUBJECTS else None
            )
        if obj is None or obj[1] is None or obj == subject:
            others = [n for n in named if n != subject]
            others.sort(key=lambda n: n[1] != "DISORDER")
            if others:
                obj = others[0]
            elif obj == subject:
                obj = None
        return subject, obj

    def _reference_in(
        self, s: ParsedSentence, number: int, tokens: Sequence[int]
    ) -> tuple[str | None, str | None] | None:
        """Return what the first pronoun or definite phrase among the tokens refers to."""
        for t in tokens:
            if s.tags[t] in ("PRP", "PRP$") and s.low[t] in ("it", "they", "its", "their", "them"):
                found = self.discourse.resolve(
                    {"its": "it", "their": "they", "them": "they"}.get(s.low[t], s.low[t]), number
                )
                if found is not None:
                    return found.name, found.label
            if s.tags[t].startswith("NN"):
                resolved = self._resolve(s, t, number)
                if resolved is not None:
                    return resolved
        return None

    def _clauses(
        self, number: int, s: ParsedSentence, reader: FrameReader, phrases: Phrases, clauses: list[Clause],
        cues: Sequence[CueInScope], gap: Sequence[CueInScope],
    ) -> list[Draft]:  # fmt: skip
        drafts: list[Draft] = []
        gap_clauses = {id(self._owner(s, clauses, c.first)) for c in gap}
        told: set[int] = set()
        for clause in clauses:
            if id(clause) in told:
                continue
            if id(clause) in gap_clauses:
                family = [
                    c
                    for c in clauses
                    if c is clause
                    or (clause in c.lineage() and c.kind == "comp")
                    or (c.head > clause.head and s.low[min(c.tokens, default=0)] in ("while", "whereas"))
                ]
                tokens = sorted(t for c in family for t in c.tokens)
                drafts.append(self._plain(number, s, reader, phrases, clause, cues, "RESEARCH_GAP", tokens))
                told |= {id(c) for c in family}
                continue
            if clause.matrix or any(id(above) in gap_clauses and clause.kind == "comp" for above in clause.lineage()):
                continue
            if self._advises(s, clause):
                drafts.append(self._plain(number, s, reader, phrases, clause, cues, "ADVICE", clause.tokens))
                continue
            if not self._states(s, clause):
                continue
            drafts.extend(self._statement(number, s, reader, phrases, clause, clauses, cues))
        drafts.extend(self._definitions(number, s, phrases, cues, clauses))
        drafts.extend(self._such_as(number, s, reader, phrases, cues, clauses))
        return drafts

    @staticmethod
    def _owner(s: ParsedSentence, clauses: Sequence[Clause], token: int) -> Clause | None:
        return next((c for c in clauses if token in c.tokens), None)

    def _states(self, s: ParsedSentence, clause: Clause) -> bool:
        """Tell whether a clause has enough to it to state something."""
        if clause.kind != "by":
            words = (t for t in clause.tokens if any(map(str.isalnum, s.words[t])))
            if next(words, None) is None or next(words, None) is None:
                return False
        if clause.kind == "main":
            verbal = any(s.tags[t].startswith("VB") or s.tags[t] == "MD" for t in clause.tokens)
            if not verbal:
                return False
        subject = s.child(clause.head, "nsubj", "nsubj:pass", "nsubj:outer")
        return subject is None or not self._personal(s, clause, subject)

    def _personal(self, s: ParsedSentence, clause: Clause, subject: int) -> bool:
        """Tell whether a clause is about one person: a story, or what somebody is and does."""
        if s.low[subject] in ("i", "you"):
            return True
        own = any(s.low[k] in ("his", "her", "my") for k in s.kids[subject])
        name = (
            s.tags[subject].startswith("NNP")
            and s.entity[subject] < 0
            and s.words[subject].istitle()
            and s.words[subject].isalpha()
        )
        if not (own or name or s.low[subject] in ("he", "she")):
            return False
        lemma = self._lemma(s, clause.head)
        found = any(s.entity[t] >= 0 for t in clause.tokens) and lemma in _DISCOVERIES
        return not found

    @staticmethod
    def _apart(s: ParsedSentence, clauses: Sequence[Clause]) -> set[int]:
        """Return the heads of the clauses that only name a source at the end."""
        return {c.head for c in clauses[1:] if c.matrix}

    def _procedure(self, s: ParsedSentence, clauses: Sequence[Clause]) -> bool:
        """Tell whether a sentence says what was done with whom in a study ("Some were given placebo, others ...")."""
        main = clauses[0]
        subject = s.child(main.head, "nsubj:pass", "nsubj")
        if subject is None or not (s.low[subject] in populations() or s.low[subject] in _STUDY_PEOPLE):
            return False
        lemma = s.low[main.head]
        passive = s.deps[subject] == "nsubj:pass" and lemma in _PROCEDURES_PASSIVE
        active = s.tags[main.head] == "VBD" and lemma in _PROCEDURES_ACTIVE
        return passive or active

    def _statement(
        self, number: int, s: ParsedSentence, reader: FrameReader, phrases: Phrases, clause: Clause,
        clauses: Sequence[Clause], cues: Sequence[CueInScope],
    ) -> list[Draft]:  # fmt: skip
        if clause.kind == "by" and self._lemma(s, clause.head) == "do":
            return []
        frame = reader.read(clause)
        by = [c for c in clauses if c.kind == "by" and c.parent is clause]
        if by and frame.lemma in _WORKING and all((t.name or "").lower() in _WORKS for t in frame.objects):
            return []  # "works by V-ing": the mechanism is the claim
        tokens = self._claim_tokens(s, clause, clauses, frame)
        start, end = self._span(s, tokens, cues)
        if end <= start:
            return []
        if self._is_research(s, clause, frame):
            return [self._research(number, s, phrases, clause, clauses, cues, frame, tokens, start, end)]
        bearing = self._bearing(s, clause, clauses, cues, start, end)
        location = self._location(s, clause, frame, phrases)
        population = self._population(s, clause, frame, phrases, number)
        drafts = []
        subjects: tuple[Thing | None, ...] = frame.subjects or (None,)
        objects: tuple[Thing | None, ...] = frame.objects or (None,)
        pairs = [(a, b) for a in subjects for b in objects][:_PAIRS]
        for a, b in pairs:
            one = frame
            if b is not None and frame.group and len(objects) > 1:
                relation, aspect, direction = reader._against(frame.lemma, reader.lexicon.groups[frame.group], b)
                if frame.relation in (relation, "REGULATES", "CAUSES", "TREATS", "PREVENTS"):
                    one = Frame(
                        frame.predicate, frame.lemma, frame.group, relation if frame.relation != "INVOLVED_IN" else frame.relation,
                        aspect, direction, frame.strength, frame.subjects, frame.objects, frame.passive, frame.purpose,
                    )  # fmt: skip
            drafts.append(self._one(number, s, phrases, clause, one, a, b, start, end, bearing, location, population))
        return drafts

    def _is_research(self, s: ParsedSentence, clause: Clause, frame: Frame) -> bool:
        """Tell whether a clause says that something is being studied."""
        if frame.group == "study":
            return True
        subject = s.child(clause.head, "nsubj", "nsubj:pass", "nsubj:outer")
        if subject is None:
            return False
        if s.child(clause.head, "expl") is not None:
            inside = [subject, *(k for k in s.subtree(subject) if subject < k <= subject + 3)]
            return any(s.low[k] in _RESEARCH_NOUNS for k in inside)
        return (
            s.low[subject] in ("approach", "approaches", "strategy", "trials", "trial")
            and s.low[clause.head] in _ONGOING
        )

    def _research(
        self, number: int, s: ParsedSentence, phrases: Phrases, clause: Clause, clauses: Sequence[Clause],
        cues: Sequence[CueInScope], frame: Frame, tokens: Sequence[int], start: int, end: int,
    ) -> Draft:  # fmt: skip
        subject, obj = self._loose_arguments(s, number, phrases, frame, tokens)
        named = {self.entities[s.entity[t]]["label"] for t in tokens if s.entity[t] >= 0}
        if not named & {"DRUG", "NEUROTRANSMITTER", "RECEPTOR"}:
            subject = self.main_agent() or subject
        if obj is None or obj[1] != "DISORDER":
            disorder = self.topic("DISORDER")
            obj = (disorder, "DISORDER") if disorder and (obj is None or obj[1] is None) else obj
        bearing = [
            c
            for c in self._bearing(s, clause, clauses, cues, start, end)
            if c.kind in ("ATTRIBUTION", "APPROXIMATOR", "QUANTIFIER", "CONDITION") or c.text == "whether"
        ]
        if any(c.kind == "CONDITION" for c in bearing):
            bearing = self._bearing(s, clause, clauses, cues, start, end)
            bearing += [c for c in held_open(s, cues, (start, end)) if c not in bearing]
        population = self._population(s, clause, frame, phrases, number)
        relation = "STUDIED_FOR" if obj is not None and obj[1] == "DISORDER" else "OTHER"
        return self._draft(
            s, number, start, end, "RESEARCH_ACTIVITY", relation, subject, obj, None, "NONE", None, population, bearing, frame,
            clause,
        )  # fmt: skip

    def _one(
        self, number: int, s: ParsedSentence, phrases: Phrases, clause: Clause, frame: Frame, a: Thing | None, b: Thing | None,
        start: int, end: int, bearing: Sequence[CueInScope], location: str | None, population: str | None,
    ) -> Draft:  # fmt: skip
        subject = self._argument(s, a, number, phrases, True) if a is not None else None
        obj = self._argument(s, b, number, phrases, False) if b is not None else None
        relation, aspect, direction = frame.relation, frame.aspect, frame.direction
        if subject is None and a is None and clause.kind == "main" and relation in _ACTING and not frame.passive:
            subject = self._entity_before(s, clause, frame.predicate)
        if (
            clause.kind == "relative"
            and clause.parent is not None
            and relation in ("TREATS", "CAUSES", "PREVENTS")
            and subject is not None
            and subject[1] in ("RECEPTOR", "NEUROTRANSMITTER", "REGION")
        ):
            above = self._clause_subject(s, clause.parent, number, phrases)
            if above is not None and above[1] == "DRUG" and (relation == "TREATS" or self._disagrees(s, clause)):
                subject = above
        if relation == "TREATS" and (subject is None or subject[1] is None or (a is not None and a.population)):
            acting = self._acting_drug(s, clause, number, subject)
            if acting is not None:
                if a is not None and a.population:
                    population = population or a.population
                subject = acting
        if a is not None and a.population and a.label == "DISORDER":
            population = population or a.population
        if relation == "TREATS" and (
            obj is None
            or (obj[0] or "").lower() in ("placebo", "it", "patients")
            or (b is not None and b.population and b.label is None)
        ):
            disorder = self.topic("DISORDER")
            obj = (disorder, "DISORDER") if disorder else None
        if relation == "TREATS" and b is not None and b.population:
            population = population or b.population
        passive_level = frame.passive and a is None and relation == "REGULATES"
        if passive_level and population:
            subject, relation = (
                self._population_subject(population),
                "ASSOCIATED_WITH" if "people" in population else relation,
            )
        drug_inside = (
            a is not None
            and 0 <= a.head < len(s)
            and any(s.entity[t] >= 0 and self.entities[s.entity[t]]["label"] == "DRUG" for t in s.subtree(a.head))
        )
        things = (
            Thing(subject[0], subject[1], wrapper="DRUG" if drug_inside else "") if subject else None,
            Thing(obj[0], obj[1]) if obj else None,
        )
        kind = claim_type(
            Frame(
                frame.predicate,
                frame.lemma,
                frame.group,
                relation,
                aspect,
                direction,
                frame.strength,
                (),
                (),
                frame.passive,
            ),
            *things,
        )
        kind = self._history_or_research(s, clause, frame, kind)
        relation = {"RESEARCH_ACTIVITY": "STUDIED_FOR" if relation in ("STUDIED_FOR", "TREATS") else "OTHER"}.get(
            kind, relation
        )
        if kind == "OPINION":
            relation = "OTHER"
        if relation == "TREATS":
            aspect, direction = "SYMPTOMS", "DECREASE"
        elif relation in (
            "PREVENTS",
            "IS_A",
            "PART_OF",
            "PRECURSOR_OF",
            "APPROVED_FOR",
            "DEVELOPED_FOR",
            "INVOLVED_IN",
        ):
            aspect, direction = None, "NONE"
        if kind in ("RESEARCH_ACTIVITY", "OPINION", "HISTORY") and relation in ("OTHER", "STUDIED_FOR"):
            aspect, direction = None, "NONE"
        return self._draft(
            s,
            number,
            start,
            end,
            kind,
            relation,
            subject,
            obj,
            aspect,
            direction,
            location,
            population,
            bearing,
            frame,
            clause,
        )

    def _clause_subject(
        self, s: ParsedSentence, clause: Clause, number: int, phrases: Phrases
    ) -> tuple[str | None, str | None] | None:
        head = FrameReader(s, phrases).subject_head(clause)
        things = phrases.things(head) if head is not None else []
        return self._argument(s, things[0], number, phrases, True) if things else None

    @staticmethod
    def _disagrees(s: ParsedSentence, clause: Clause) -> bool:
        """Tell whether a relative's verb is singular and its antecedent plural: it then refers to more than that."""
        verb = next((t for t in clause.tokens if s.tags[t] == "VBZ"), None)
        return verb is not None and clause.antecedent is not None and s.tags[clause.antecedent] in ("NNS", "NNPS")

    def _acting_drug(
        self, s: ParsedSentence, clause: Clause, number: int, subject: tuple[str | None, str | None] | None
    ) -> tuple[str | None, str | None] | None:
        """Return the drug that is said to help where people, effects or studies are the grammatical subject."""
        name = (subject[0] or "").lower() if subject else ""
        vague = (
            subject is None
            or (subject[1] is None and any(w in _VAGUE_SUBJECTS for w in name.split()))
            or subject[1] == "DISORDER"
        )
        if not vague:
            return None
        for t in clause.tokens:
            if s.entity[t] >= 0 and self.entities[s.entity[t]]["label"] == "DRUG":
                return self.entities[s.entity[t]]["concept"], "DRUG"
        focus = self.discourse.focus(number, "DRUG", INTERVENTION)
        return (focus.name, focus.label) if focus is not None else None

    def _entity_before(self, s: ParsedSentence, clause: Clause, predicate: int) -> tuple[str | None, str | None] | None:
        """Return the only entity that stands before the predicate in its clause."""
        before = {s.entity[t] for t in clause.tokens if t < predicate and s.entity[t] >= 0}
        if len(before) != 1:
            return None
        e = self.entities[before.pop()]
        return e["concept"], e["label"]

    def _population_subject(self, population: str) -> tuple[str | None, str | None] | None:
        """Return the disorder that a population is named after."""
        for e in self.entities:
            if e["label"] == "DISORDER" and e["text"].lower() in population.lower():
                return e["concept"], e["label"]
        return None

    def _history_or_research(self, s: ParsedSentence, clause: Clause, frame: Frame, kind: str) -> str:
        head = self._lemma(s, clause.head)
        if "prescribe" in (frame.purpose, head) and kind == "TREATMENT":
            return "HISTORY"
        if (
            frame.relation == "OTHER"
            and kind == "DESCRIPTION"
            and re.search(r"\b(1[89]|20)\d\d\b", self.text[s.starts[clause.tokens[0]] : s.ends[clause.tokens[-1]]])
        ):
            past = any(s.tags[t] == "VBD" for t in clause.tokens)
            return "HISTORY" if past else kind
        if kind == "DEFINITION" and "one of the most" in " ".join(s.low[t] for t in clause.tokens):
            return "DESCRIPTION"
        return kind

    @staticmethod
    def _lemma(s: ParsedSentence, i: int) -> str:
        return predicate_lexicon().lemma(s.low[i])

    def _draft(
        self, s: ParsedSentence, number: int, start: int, end: int, kind: str, relation: str,
        subject: tuple[str | None, str | None] | None, obj: tuple[str | None, str | None] | None, aspect: str | None,
        direction: str, location: str | None, population: str | None, bearing: Sequence[CueInScope], frame: Frame,
        clause: Clause, forced_certainty: str | None = None, forced_polarity: str | None = None,
    ) -> Draft:  # fmt: skip
        found = composed(kind, frame, bearing, self.text[s.starts[0] : s.ends[-1]], s.rebutted)
        words = partial(statement, self.text[start:end], s, clause)
        name, label = subject or (None, None)
        return Draft(
            start, end, number, kind, relation, name, obj[0] if obj else None, aspect, direction, location, population,
            forced_certainty or found.certainty, forced_polarity or found.polarity, found.strength, found.attribution,
            found.hedged, [c.index for c in bearing], words(bearing, name), label, obj[1] if obj else None, frame, clause,
            tuple(bearing), words,
        )  # fmt: skip

    # -- definitions and examples -------------------------------------------------------------------------------------

    def _definitions(
        self, number: int, s: ParsedSentence, phrases: Phrases, cues: Sequence[CueInScope], clauses: Sequence[Clause]
    ) -> list[Draft]:
        """Appositions that define: "cannabidiol, a chemical extracted from cannabis", "an enzyme called BACE1"."""
        drafts = []
        for i in range(len(s)):
            if s.deps[i] == "appos" and s.heads[i] < i:
                left = s.heads[i]
                if self._is_abbreviation(s, left, i):
                    continue
                named = s.words[left][:1].isupper() or any(map(str.isdigit, s.words[left]))
                if (
                    phrases.entity_of(left) is None
                    and phrases._modifier_entity(left) is None
                    and not (
                        named
                        and s.child(i, "det") is not None
                        and s.entity[left] < 0
                        and s.tags[left] != "PRP"
                        and any(map(str.isdigit, s.words[left]))
                    )
                ):
                    continue
                if s.tags[i].startswith("NNP") and phrases.entity_of(i) is None:
                    continue
                tokens = sorted({*self._np_tokens(s, left), *s.subtree(i)})
                drafts.append(self._definition(number, s, phrases, left, i, tokens, cues))
            elif s.deps[i] == "acl" and s.low[i] in ("called", "named", "termed", "dubbed", "known") and s.heads[i] < i:
                name = s.child(i, "obj", "xcomp", "obl", "nmod", "dep", "appos")
                if name is None:
                    continue
                left = s.heads[i]
                tokens = sorted(
                    {*self._np_tokens(s, left), *s.subtree(i, {k for k in s.kids[name] if s.deps[k] == "acl:relcl"})}
                )
                tokens = [
                    t
                    for t in tokens
                    if t <= max(s.subtree(name, {k for k in s.kids[name] if s.deps[k].startswith("acl")}))
                ]
                drafts.append(self._definition(number, s, phrases, name, left, tokens, cues))
        return [d for d in drafts if d.end > d.start]

    def _definition(
        self,
        number: int,
        s: ParsedSentence,
        phrases: Phrases,
        subject: int,
        obj: int,
        tokens: list[int],
        cues: Sequence[CueInScope],
    ) -> Draft:
        start, end = self._span(s, tokens, cues)
        entity = phrases.entity_of(subject) or phrases._modifier_entity(subject)
        name = (entity["concept"], entity["label"]) if entity else (phrases.noun_phrase(subject), None)
        other = phrases.entity_of(obj)
        stop = {k for k in s.kids[obj] if s.deps[k] in ("det", "appos", "punct", "cc", "conj")}
        value = (
            (other["concept"], other["label"])
            if other and obj > subject
            else (phrases.text(s.subtree(obj, stop)) if obj > subject else phrases.noun_phrase(obj), None)
        )
        inside = [c for c in cues if start <= s.starts[c.first] and s.ends[c.last - 1] <= end]
        acting = self._acting_apposition(s, phrases, subject, obj)
        if acting is not None:
            clause = Clause(obj, "definition", None, tokens)
            target = self._argument(s, acting.objects[0], number, phrases, False)
            things = (Thing(name[0], name[1]), Thing(target[0], target[1]) if target else None)
            draft = self._draft(
                s, number, start, end, claim_type(acting, *things), acting.relation, name, target, acting.aspect,
                acting.direction, None, None, inside, acting, clause,
            )  # fmt: skip
            what = phrases.text(s.subtree(obj, {k for k in s.kids[obj] if s.deps[k] in ("punct", "appos")}))
            draft.word_by(partial(_predicated, name[0], f"is {what}"))
            return draft
        frame = Frame(obj, "be", "isa", "IS_A", None, "NONE", "NONE", (), (), False)
        clause = Clause(obj, "definition", None, tokens)
        draft = self._draft(
            s, number, start, end, "DEFINITION", "IS_A", name, value, None, "NONE", None, None, inside, frame, clause
        )
        words = phrases.text(
            s.subtree(obj, {k for k in s.kids[obj] if s.deps[k] in ("appos", "punct", "cc", "conj", "acl:relcl")})
        )
        draft.word_by(partial(_predicated, name[0], f"is {words}"))
        return draft

    def _acting_apposition(self, s: ParsedSentence, phrases: Phrases, subject: int, obj: int) -> Frame | None:
        """ "Aripiprazole, a partial agonist at D2 receptors": the noun says what the drug does."""
        if obj < subject or s.entity[obj] >= 0:
            return None
        reader = FrameReader(s, phrases)
        for reading in reader.candidates(obj):
            if reading.pos != "noun" or not reading.prep or reading.group.name not in ("block", "activate", "act"):
                continue
            target = reader.oblique(obj, reading.prep)
            if target is not None:
                frame = reader._frame(obj, s.low[obj], reading.group, (), tuple(phrases.things(target)), False)
                return frame if frame.objects else None
        return None

    @staticmethod
    def _is_abbreviation(s: ParsedSentence, left: int, right: int) -> bool:
        if s.entity[left] >= 0 and s.entity[right] >= 0:
            first = min(s.subtree(right))
            return s.low[first - 1 if first else 0] in ("(", "[") or s.low[first] in ("(", "[")
        return s.words[right].isupper() and len(s.words[right]) <= 8

    def _np_tokens(self, s: ParsedSentence, head: int) -> list[int]:
        stop = {
            k
            for k in s.kids[head]
            if s.deps[k]
            in (
                "acl:relcl",
                "appos",
                "cc",
                "conj",
                "punct",
                "case",
                "cop",
                "nsubj",
                "advcl",
                "parataxis",
                "acl",
                "aux",
                "mark",
                "obl",
                "advmod",
                "nsubj:pass",
            )
        }
        return s.subtree(head, stop)

    def _such_as(
        self, number: int, s: ParsedSentence, reader: FrameReader, phrases: Phrases, cues: Sequence[CueInScope],
        clauses: Sequence[Clause],
    ) -> list[Draft]:  # fmt: skip
        """ "drugs that do V, such as D": D does V as well."""
        drafts = []
        for i in range(len(s)):
            low = s.low[i]
            if low not in ("such", "including", "like") or i < 2:
                continue
            if low == "such" and (i + 1 >= len(s) or s.low[i + 1] != "as"):
                continue
            after = i + 2 if low == "such" else i + 1
            examples = self._entities_from(s, after)
            if not examples:
                continue
            relative = next(
                (
                    r
                    for r in range(i - 1, -1, -1)
                    if (s.tags[r].startswith("VB") and any(s.tags[k] in ("WDT", "WP") and k < r for k in s.kids[r]))
                    or (
                        s.tags[r] in ("VBP", "VBZ", "NN", "NNS")
                        and r >= 2
                        and s.low[r - 1] in ("that", "which")
                        and s.tags[r - 2].startswith("NN")
                    )
                ),
                None,
            )
            if relative is None or i - relative > 14:
                continue
            antecedent = next((t for t in range(relative - 1, -1, -1) if s.tags[t].startswith("NN")), None)
            if antecedent is None or any(s.low[t] in (",", ";", ".") for t in range(antecedent, i - 1)):
                continue
            clause = Clause(relative, "relative", None, list(range(antecedent, examples[-1][1])), antecedent=antecedent)
            frame = reader.read(clause)
            if frame.group is None:
                continue
            first = antecedent
            while first and s.deps[first - 1] in ("amod", "compound", "det") and s.heads[first - 1] == antecedent:
                first -= 1
            start, end = s.starts[first], s.ends[examples[-1][1] - 1]
            inside = [c for c in cues if start <= s.starts[c.first] and s.ends[c.last - 1] <= end]
            for _, _, index in examples[:4]:
                e = self.entities[index]
                obj = self._argument(s, frame.objects[0], number, phrases, False) if frame.objects else None
                things = (Thing(e["concept"], e["label"]), Thing(obj[0], obj[1]) if obj else None)
                draft = self._draft(
                    s, number, start, end, claim_type(frame, *things), frame.relation, (e["concept"], e["label"]), obj,
                    frame.aspect, frame.direction, None, None, inside, frame, clause,
                )  # fmt: skip
                verb = self.text[s.starts[relative] : s.ends[i - 1]].rstrip(" ,")
                draft.word_by(partial(_predicated, e["concept"], _third_person(verb)))
                drafts.append(draft)
        return drafts

    def _entities_from(self, s: ParsedSentence, start: int) -> list[tuple[int, int, int]]:
        found = []
        i = start
        while i < len(s):
            index = s.entity[i]
            if index >= 0:
                j = i
                while j < len(s) and s.entity[j] == index:
                    j += 1
                found.append((i, j, index))
                i = j
            elif s.low[i] in (",", "and", "or", "the", "a") and i + 1 < len(s) and (found or s.low[i] in ("the", "a")):
                i += 1
            else:
                break
        return found

    # -- arguments ----------------------------------------------------------------------------------------------------

    def _resolve(self, s: ParsedSentence, head: int, number: int) -> tuple[str, str | None] | None:
        """Resolve a pronoun or a definite phrase; None where it is no reference or not clear."""
        det = s.child(head, "det")
        candidates = [s.low[head]] if s.tags[head] in ("PRP", "DT", "PRP$", "WDT") else []
        if det is not None:
            inner = " ".join(s.low[t] for t in range(det, head + 1) if s.deps[t] != "punct")
            candidates += [inner, f"{s.low[det]} {s.low[head]}"]
        elif s.kids[head] and s.low[s.kids[head][0]] in ("such", "both", "these", "those"):
            candidates.append(f"{s.low[s.kids[head][0]]} {s.low[head]}")
        if candidates and candidates[0] == "this" and self._objects and self._objects[-1][0] == number - 1:
            return self._objects[-1][1], None
        for phrase in candidates:
            earlier = self._earlier_in_sentence(s, head, phrase)
            if earlier is not None:
                return earlier
            found = self.discourse.resolve(phrase, number)
            if found is not None:
                return found.name, found.label
        return None

    def _earlier_in_sentence(self, s: ParsedSentence, head: int, phrase: str) -> tuple[str, str | None] | None:
        """Return the subject of an earlier clause of the same sentence, for a pronoun that is a subject itself."""
        anaphor = anaphors().get(phrase)
        if anaphor is None:
            return None
        for i in range(head - 1, -1, -1):
            if s.deps[i] in ("nsubj", "nsubj:pass") and s.entity[i] >= 0:
                e = self.entities[s.entity[i]]
                if "*" in anaphor.labels or e["label"] in anaphor.labels:
                    if "*" in anaphor.labels and anaphor.plural != _plural(s, i):
                        continue
                    return e["concept"], e["label"]
        return None

    def _argument(
        self, s: ParsedSentence, thing: Thing, number: int, phrases: Phrases, subject: bool
    ) -> tuple[str | None, str | None] | None:
        """Return the name and label of an argument, references resolved."""
        head = thing.head
        if thing.label is None and 0 <= head < len(s):
            if thing.name is None and thing.possessor:
                word = "it" if thing.possessor == "its" else "they"
                earlier = self._earlier_in_sentence(s, head, word)
                if earlier is None:
                    found = self.discourse.resolve(word, number)
                    earlier = (found.name, found.label) if found else None
                if earlier is None or not (subject and thing.wrapper and earlier[0]):
                    return earlier
                name = phrases.subject_name(replace(thing, name=earlier[0], label=earlier[1]))
                return name, earlier[1] if name == earlier[0] else None
            resolved = self._resolve(s, head, number)
            if resolved is not None:
                return resolved
            if s.tags[head] in ("PRP", "WDT", "WP", "EX", "DT") and s.entity[head] < 0:
                return None
        if thing.label is None and 0 <= head < len(s):
            for other, last in self._treatments[number]:
                if last == head:
                    return other, INTERVENTION
        name = phrases.subject_name(thing) if subject else thing.name
        return (
            (name, thing.label if not (subject and thing.perturbed and name != thing.name) else None) if name else None
        )

    def _location(self, s: ParsedSentence, clause: Clause, frame: Frame, phrases: Phrases) -> str | None:
        """Return the region that a claim is about the inside of ("in the amygdala")."""
        arguments = {t.name for t in (*frame.subjects, *frame.objects)}
        tokens = set(clause.tokens)
        for i in clause.tokens:
            e = phrases.entity_of(i)
            if e is None or e["label"] != "REGION" or (e["concept"] in arguments and frame.relation != "PART_OF"):
                continue
            head = i
            while s.entity[s.heads[head]] == s.entity[i] and s.heads[head] != head:
                head = s.heads[head]
            if s.case(head) in ("in", "within", "inside", "of", "throughout", "across", "from") and head in tokens:
                return str(e["concept"])
        return None

    def _population(self, s: ParsedSentence, clause: Clause, frame: Frame, phrases: Phrases, number: int) -> str | None:
        """Return whom a claim is about ("in some individuals", "adults with depression")."""
        known = populations()
        for i in clause.tokens:
            if (
                s.low[i] in known
                and s.deps[i] in ("obl", "nmod", "obl:agent", "obj", "nsubj", "nsubj:pass", "iobj")
                and s.entity[i] < 0
            ):
                case = s.case(i)
                subject = s.deps[i] in ("nsubj", "nsubj:pass", "obj", "iobj")
                if case in ("in", "for", "among", "of", "to", "with", "by") or subject:
                    tokens = phrases.people(i)
                    if len(tokens) > 9:
                        tokens = [t for t in tokens if abs(t - i) <= 8]
                    words = phrases.text([t for t in tokens if s.low[t] not in ("the", "a", "an")]).strip(" ,.")
                    if subject and words.lower() in ("people", "patients", "person"):
                        continue
                    return words
        return None

    # -- spans and cues -----------------------------------------------------------------------------------------------

    def _claim_tokens(self, s: ParsedSentence, clause: Clause, clauses: Sequence[Clause], frame: Frame) -> list[int]:
        tokens = set(clause.tokens)
        if clause.kind == "by" and clause.parent is not None:
            above = clause.parent
            lemma = self._lemma(s, above.head)
            if lemma in ("work", "act", "function", "operate", "do"):
                tokens |= set(above.tokens)
            else:
                tokens = {t for t in tokens if not (s.low[t] == "by" and t == min(tokens))}
        elif clause.kind == "by":
            pass
        if clause.kind == "relative" and clause.antecedent is not None:
            tokens |= set(self._np_tokens(s, clause.antecedent))
        for other in clauses:
            if other.kind == "by" and other.parent is clause:
                first = min(other.tokens)
                tokens = {t for t in tokens if t < first or first < clause.head}
        return sorted(tokens)

    def _span(self, s: ParsedSentence, tokens: Sequence[int], cues: Sequence[CueInScope]) -> tuple[int, int]:
        """Return the shortest contiguous offsets over a claim's words: sources, connectives and edge punctuation out."""
        drop: set[int] = set()
        for cue in cues:
            if cue.kind == "ATTRIBUTION" and cue.text.startswith(("according to", "in the words of", "in the view of")):
                head = s.heads[cue.last - 1] if s.heads[cue.last - 1] != cue.last - 1 else cue.last - 1
                node = cue.first
                for _ in range(3):
                    if s.deps[node] in ("obl", "nmod", "advcl"):
                        break
                    node = s.heads[node]
                del head
                drop |= (
                    set(s.subtree(node))
                    if s.deps[node] in ("obl", "nmod", "advcl")
                    else set(range(cue.first, cue.last))
                )
        kept = [t for t in tokens if t not in drop]
        if not kept:
            return 0, 0
        kept = self._strip(s, kept)
        if not kept:
            return 0, 0
        start, end = s.starts[kept[0]], s.ends[kept[-1]]
        return start, end

    def _strip(self, s: ParsedSentence, tokens: list[int]) -> list[int]:
        changed = True
        while changed and tokens:
            changed = False
            if s.low[tokens[0]] in _EDGE and not self._opens(s, tokens):
                tokens = tokens[1:]
                changed = True
                continue
            if (
                tokens
                and s.low[tokens[-1]] in _EDGE
                and not (s.low[tokens[-1]] in _CLOSE and self._balanced(s, tokens))
            ):
                tokens = tokens[:-1]
                changed = True
                continue
            for phrase in connectives().get(s.low[tokens[0]], ()) if tokens else ():
                size = len(phrase)
                if (
                    len(tokens) > size
                    and tuple(s.low[t] for t in tokens[:size]) == phrase
                    and tokens[size - 1] - tokens[0] == size - 1
                ):
                    rest = s.low[tokens[size]]
                    if (
                        rest == ","
                        or s.tags[tokens[0]] == "CC"
                        or (size > 1 and phrase[-1] not in ("that",))
                        or phrase in (("so",), ("also",), ("then",), ("yet",), ("still",), ("now",))
                    ):
                        if (
                            phrase
                            in (
                                ("no",),
                                ("still",),
                                ("now",),
                                ("first",),
                                ("second",),
                                ("third",),
                                ("also",),
                                ("well",),
                                ("overall",),
                            )
                            and rest != ","
                        ):
                            continue
                        tokens = tokens[size:]
                        changed = True
                        break
            if (
                tokens
                and s.low[tokens[0]] in ("while", "although", "though", "because", "whereas", "since", "that")
                and (s.deps[tokens[0]] in ("mark", "case") or s.tags[tokens[0]] == "IN")
            ):
                tokens = tokens[1:]
                changed = True
            if tokens and s.deps[tokens[-1]] == "cc":
                tokens = tokens[:-1]
                changed = True
        return tokens

    @staticmethod
    def _opens(s: ParsedSentence, tokens: Sequence[int]) -> bool:
        return s.low[tokens[0]] in ("(", "[", "“", '"', "‘") and any(
            s.low[t] in (")", "]", "”", '"', "’") for t in tokens[1:-1]
        )

    @staticmethod
    def _balanced(s: ParsedSentence, tokens: Sequence[int]) -> bool:
        return _CLOSE[s.low[tokens[-1]]] in {s.low[t] for t in tokens}

    def _bearing(
        self,
        s: ParsedSentence,
        clause: Clause,
        clauses: Sequence[Clause],
        cues: Sequence[CueInScope],
        start: int,
        end: int,
    ) -> list[CueInScope]:
        """Return the cues that bear on a claim."""
        return bearing(s, clause, clauses, cues, (start, end), lambda: self._spine(s, clause))

    def _spine(self, s: ParsedSentence, clause: Clause) -> set[int]:
        """Return the tokens from the one that carries the statement up to the clause's head."""
        node = FrameReader(s, Phrases(s, self.entities)).predicate(clause)[0]
        spine = {node}
        while node != clause.head and s.heads[node] != node:
            node = s.heads[node]
            spine.add(node)
        return spine


def _plural(s: ParsedSentence, i: int) -> bool:
    return (
        s.tags[i] in ("NNS", "NNPS")
        or any(s.deps[k] == "conj" for k in s.kids[i])
        or (s.low[i].endswith("s") and s.low[i][:-1].isupper())
    )


def _predicated(name: str | None, predicate: str, cues: Sequence[CueInScope], subject: str | None) -> str:
    """Word a definition: what `predicate` says of the subject, or of `name` where that is not sure."""
    who = subject or name or ""
    return f"{who[:1].upper()}{who[1:]} {predicate}."


def _third_person(words: str) -> str:
    """Turn "increase the availability" into "increases the availability"."""
    first, _, rest = words.partition(" ")
    if not first.endswith("s") and first.isalpha():
        if first.endswith(("sh", "ch", "x", "z", "o")):
            first += "es"
        elif first.endswith("y") and first[-2:-1] not in "aeiou":
            first = first[:-1] + "ies"
        else:
            first += "s"
    return f"{first} {rest}".strip()
