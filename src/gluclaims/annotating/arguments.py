"""Which thing is a claim's subject, which its object: a linear model that ranks the candidates.

The rules of `extracting` name an argument where the grammar shows it. Often it does not: "the drug", "it", "both
medicines", patients "given psilocybin" who "were less depressed". Every name that could be meant is a candidate: what
the rules say, the entities and noun phrases of the sentence, what the claims before it were about, the article's
topics, nothing at all. The model weighs them by where they stand and what they are; it overrules the rules only where
it is surer by a margin that was set on held-out articles (``gluclaims train arguments``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from gluclaims.annotating.clauses import ParsedSentence
from gluclaims.annotating.extracting import Draft
from gluclaims.annotating.models import LinearModel
from gluclaims.annotating.phrases import Phrases
from gluclaims.lexicons.predicates import populations
from gluclaims.lexicons.tables import word_set

ROLES = ("subject", "object")
#: Sentences back that an antecedent may stand.
_REACH = 4
_BOTH = word_set("arguments.both")
_OPENERS = word_set("arguments.openers")
_RESEARCH = word_set("extracting.research-nouns")


@dataclass(slots=True)
class Candidate:
    """A name that may be meant, and what speaks for it."""

    name: str | None
    label: str | None
    features: dict[str, float] = field(default_factory=dict)


@dataclass(slots=True)
class _Mention:
    name: str
    label: str | None
    head: int
    plural: bool
    phrase: bool


class ArgumentView:
    """One article's drafts with the candidates for their arguments.

    Parameters
    ----------
    sentences : sequence of ParsedSentence
        In order.
    entities : sequence of dict
        The article's entities (record dicts).
    drafts : sequence of Draft
        The rules' claims, in text order.
    """

    def __init__(
        self, sentences: Sequence[ParsedSentence], entities: Sequence[Mapping[str, Any]], drafts: Sequence[Draft]
    ) -> None:
        self.sentences = sentences
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
        self._mentions: dict[int, list[_Mention]] = {}
        self._pairs = self._coordinations()
        self._title = {e["concept"] for e in entities if sentences and e["start"] < _end(sentences[0])}

    def _coordinations(self) -> list[tuple[int, str, str]]:
        """Return sentence, label and name of every "A and B" of two entities of one label."""
        found = []
        for number, s in enumerate(self.sentences):
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

    def mentions(self, number: int) -> list[_Mention]:
        """Return the entities and noun phrases of a sentence, in order."""
        if number in self._mentions:
            return self._mentions[number]
        s = self.sentences[number]
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
                out.append(_Mention(e["concept"], e["label"], head, s.tags[last] in ("NNS", "NNPS"), False))
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
                        out.append(
                            _Mention(
                                name, thing.label if name == thing.name else None, i, s.tags[i] in ("NNS", "NNPS"), True
                            )
                        )
        self._mentions[number] = out
        return out

    def candidates(self, at: int, role: str) -> list[Candidate]:
        """Return the candidates for an argument of the draft number `at`; the rules' own answer is the first."""
        draft = self.drafts[at]
        s = self.sentences[draft.sentence]
        rule = draft.subject if role == "subject" else draft.object
        other = draft.object if role == "subject" else draft.subject
        rule_label = draft.subject_label if role == "subject" else draft.object_label
        found: dict[str | None, Candidate] = {}

        def add(name: str | None, label: str | None, *features: str) -> None:
            key = name.lower() if name else None
            candidate = found.get(key)
            if candidate is None:
                candidate = found[key] = Candidate(name, self._labels.get(name, label) if name else None)
            for f in features:
                candidate.features[f] = 1.0

        add(rule, rule_label)
        mentions = self.mentions(draft.sentence)
        siblings = {
            (d.subject if role == "subject" else d.object)
            for d in self.drafts[max(0, at - 8) : at + 9]
            if d is not draft and d.start == draft.start and d.end == draft.end
        }
        spoken = {m.name.lower() for m in mentions}
        state = "none" if rule is None else ("far" if rule.lower() not in spoken else "here")
        kind = rule_label or ("null" if rule is None else "phrase")
        opener = self._opener(s, draft)
        tokens = set(draft.tokens)
        before = [m for m in mentions if m.head < draft.head]
        after = [m for m in mentions if m.head >= draft.head]
        for side, group in (("B", before), ("A", after)):
            entity_rank = 0
            ordered = group if side == "A" else group[::-1]
            for rank, m in enumerate(ordered):
                where = "in" if m.head in tokens else "out"
                dep = s.deps[m.head]
                case = s.case(m.head)
                up = s.heads[m.head]
                tie = "P" if up == draft.head else "PP" if s.heads[up] == draft.head else "X"
                sort = m.label or "phrase"
                shape = "np" if m.phrase else "ent"
                add(
                    m.name, m.label, f"{shape} {side} {where}", f"{side} {where} {tie}", f"{side} {dep} {case}", f"{side} {dep} {tie}",
                    f"{side} {where} rank{min(rank, 4)}", f"{sort} {side} {dep}", f"{sort} {draft.relation} {side} {where}",
                    f"{draft.relation} {side} {dep} {case}", f"{draft.passive} {side} {dep} {tie}",
                    f"{draft.clause} {side} {where}", f"{draft.type} {side} {sort}",
                    *((f"first {side} {where} {sort}",) if rank == len(ordered) - 1 else ()),
                    *((f"erank{min(entity_rank, 3)} {side} {where} {sort}",) if not m.phrase else ()),
                )  # fmt: skip
                entity_rank += not m.phrase
        self._context(add, at, draft, opener)
        add(None, None)
        for candidate in found.values():
            self._common(candidate, draft, rule, other, state, kind, opener)
            if siblings and candidate.name in siblings and candidate.name != rule:
                candidate.features["sibling"] = 1.0
        return list(found.values())

    def _context(self, add: Any, at: int, draft: Draft, opener: str) -> None:
        """Add what the claims before, the coordinations and the article are about."""
        for seen, back in enumerate(range(at - 1, max(-1, at - 7), -1)):
            d = self.drafts[back]
            gap = draft.sentence - d.sentence
            if gap > _REACH:
                break
            for name, label, role in ((d.subject, d.subject_label, "s"), (d.object, d.object_label, "o")):
                if name:
                    add(
                        name,
                        label,
                        f"ctx {role} gap{min(gap, 2)}",
                        f"ctx {role} {opener}",
                        f"ctx {role} back{min(seen, 3)}",
                        f"ctx {label or 'phrase'} {opener}",
                    )
        for gap in range(1, 3):
            if draft.sentence - gap >= 0:
                for m in self.mentions(draft.sentence - gap):
                    if not m.phrase:
                        add(m.name, m.label, f"near gap{gap}", f"near gap{gap} {m.label} {opener}")
        clause = {self.sentences[draft.sentence].low[t] for t in draft.tokens}
        both = "both" if clause & _BOTH else "no"
        pairs = [p for p in self._pairs if p[0] <= draft.sentence]
        for n, (number, label, name) in enumerate(reversed(pairs[-4:])):
            add(
                name,
                None,
                f"pair {both}",
                f"pair here{number == draft.sentence}",
                f"pair {label} {opener}",
                f"pair n{n}",
            )
        drugs = self._topics.get("DRUG", [])
        if len(drugs) > 1 and both == "both":
            add(" and ".join(drugs[:2]), None, "pair topics", f"pair topics {opener}")
        for label, names in self._topics.items():
            for rank, name in enumerate(names[:2]):
                add(name, label, f"topic {rank} {opener}", f"topic {rank} {label} {draft.type}")

    def _opener(self, s: ParsedSentence, draft: Draft) -> str:
        """Return how the clause's subject begins: a pronoun, a definite phrase, a kind of word."""
        first = next((t for t in draft.tokens if s.low[t] in _OPENERS and t <= max(draft.head, draft.tokens[0])), None)
        if first is not None:
            return s.low[first]
        t = draft.tokens[0] if draft.tokens else 0
        return "ent" if s.entity[t] >= 0 else s.tags[t][:2]

    def _common(
        self, c: Candidate, draft: Draft, rule: str | None, other: str | None, state: str, kind: str, opener: str
    ) -> None:
        f = c.features
        sort = (
            "null"
            if c.name is None
            else c.label or ("pair" if " and " in c.name and c.name not in self._labels else "phrase")
        )
        own = (c.name or "").lower() == (rule or "").lower()
        f[f"sort {sort}"] = 1.0
        f[f"{sort} {draft.relation}"] = 1.0
        f[f"{sort} {draft.type}"] = 1.0
        f[f"{sort} {draft.group}"] = 1.0
        f[f"{sort} rule {kind} {state}"] = 1.0
        if own:
            f["rule"] = 1.0
            f[f"rule {kind}"] = 1.0
            f[f"rule {state}"] = 1.0
            f[f"rule {kind} {draft.relation}"] = 1.0
            f[f"rule {kind} {opener}"] = 1.0
            f[f"rule {draft.clause}"] = 1.0
            f[f"rule {draft.type} {kind}"] = 1.0
        if c.name is None:
            f[f"null {opener}"] = 1.0
            f[f"null {draft.group}"] = 1.0
            f[f"null {draft.passive}"] = 1.0
            return
        if other is not None and c.name.lower() == other.lower():
            f["as other"] = 1.0
        if c.name in self._counts:
            share = self._counts[c.name] / self._total
            f[f"share {min(int(share * 10), 4)}"] = 1.0
        if c.name in self._title:
            f["title"] = 1.0
            f[f"title {sort}"] = 1.0
        words = c.name.lower().split()
        if sort == "phrase":
            f[f"words {min(len(words), 6)}"] = 1.0
            f[f"word {words[-1]}"] = 1.0
            f[f"word0 {words[0]}"] = 1.0
            known = populations()
            if any(w in known for w in words):
                f["people"] = 1.0
                f[f"people {draft.relation}"] = 1.0
            if any(w in _RESEARCH for w in words):
                f["research"] = 1.0


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

    def rank(self, view: ArgumentView) -> None:
        """Set subject and object of the view's drafts, and word their statements anew."""
        for role in ROLES:
            if role in self.models and view.drafts:
                self._role(view, role)

    def _role(self, view: ArgumentView, role: str) -> None:
        margin = float(self.settings.get("margins", {}).get(role, 0.0))
        found = [view.candidates(at, role) for at in range(len(view.drafts))]
        scores = self.models[role].probabilities([c.features for group in found for c in group])[:, 1]
        at = 0
        for draft, group in zip(view.drafts, found, strict=True):
            own = scores[at : at + len(group)]
            at += len(group)
            best = int(own.argmax())
            if best and own[best] - own[0] > margin:
                _set(draft, role, group[best])


def _set(draft: Draft, role: str, candidate: Candidate) -> None:
    if role == "object":
        draft.object, draft.object_label = candidate.name, candidate.label
        return
    draft.subject, draft.subject_label = candidate.name, candidate.label
    if draft.restate is not None:
        draft.statement = draft.restate(candidate.name)


def _end(s: ParsedSentence) -> int:
    return s.ends[-1] if len(s) else 0
