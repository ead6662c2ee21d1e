"""Noun phrases: what thing is meant, which aspect of it, and with which sign."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from gluclaims.annotating.clauses import ParsedSentence
from gluclaims.lexicons.predicates import aspect_nouns, effect_adjectives, populations, sign_words, states
from gluclaims.lexicons.tables import word_set

_AMOUNTS = word_set("phrases.amounts")
_EFFECTS = word_set("phrases.effects")
_OF_SUBSTANCES = word_set("phrases.of-substances")
_RELIEVING = word_set("phrases.relieving")
#: Words of a class that names nothing: the examples after "such as" are meant.
EMPTY_CLASSES = word_set("phrases.empty-classes")
_DETERMINERS = frozenset(("DT", "PDT", "PRP$", "WDT", "WP$"))
_SKIP_WORDS = word_set("phrases.skip-words")
_ADJUNCT = frozenset(
    (
        "acl:relcl",
        "acl",
        "appos",
        "punct",
        "cc",
        "conj",
        "parataxis",
        "case",
        "mark",
        "det",
        "det:predet",
        "cop",
        "advcl",
        "nsubj",
        "nsubj:pass",
        "aux",
        "aux:pass",
        "expl",
        "dep",
    )
)
_QUALIFYING = ("amod", "advmod", "compound", "det", "nummod")
_VERBS = ("VB", "VBD", "VBG", "VBN", "VBP", "VBZ")
_COMPOUND = ("compound", "amod", "nmod:poss", "nmod:desc", "flat", "nummod", "nmod:unmarked")
_NAMINGS = frozenset(("called", "named", "termed", "known", "dubbed"))
_PROCESSES = ("RELEASE", "REUPTAKE", "SYNTHESIS", "BREAKDOWN")
MAX_ITEMS = 4
_CHANGES = word_set("phrases.changes")
_QUANTITIES = word_set("phrases.quantities")
_TAKING = word_set("phrases.taking")
#: A class noun before a name: "the amino acid tyrosine" names tyrosine.
_CLASS_BEFORE = word_set("phrases.class-before")


@dataclass(frozen=True, slots=True)
class Thing:
    """What a noun phrase stands for.

    Attributes
    ----------
    name : str or None
        Concept of an entity, else a short noun phrase; None where a reference is not resolved.
    label : str or None
        Entity label.
    aspect : str or None
        Aspect of it that the phrase names ("levels of", "release of").
    sign : int or None
        1 for more, -1 for less, 0 for changed, None where the phrase says nothing.
    head : int
        Local index of the token it was read from.
    perturbed : bool
        Whether a noun of action wraps it ("blockade of"), so that as a subject it is the perturbation that acts.
    qualified : bool
        Whether the sign is that of an adjective ("low levels of"): a state, which a change does not turn round.
    disorder : str or None
        The disorder that an effect is against ("antidepressant effects").
    population : str or None
        The people that the phrase names with it ("people with depression").
    wrapper : str
        The action noun or adjective that wraps it, for a subject's name.
    possessor : str
        "its" or "their", where the thing itself is only referred to.
    """

    name: str | None
    label: str | None
    aspect: str | None = None
    sign: int | None = None
    head: int = -1
    perturbed: bool = False
    qualified: bool = False
    disorder: str | None = None
    population: str | None = None
    wrapper: str = ""
    possessor: str = ""


class Phrases:
    """Reads noun phrases of one sentence.

    Parameters
    ----------
    s : ParsedSentence
        The sentence.
    entities : sequence of dict
        The article's entities (record dicts), indexed by ``s.entity``.
    """

    def __init__(self, s: ParsedSentence, entities: Sequence[Mapping[str, Any]]) -> None:
        self.s = s
        self.entities = entities
        self._aspects = aspect_nouns()
        self._signs = sign_words()
        self._populations = populations()
        #: Participles that give a name, once they are asked for.
        self._namings: list[int] | None = None

    def text(self, tokens: Sequence[int]) -> str:
        """Return the words of a token range as written, single spaces."""
        if not tokens:
            return ""
        s = self.s
        out = s.words[tokens[0]]
        for a, b in itertools.pairwise(tokens):
            out += ("" if s.ends[a] == s.starts[b] and b == a + 1 else " ") + s.words[b]
        return out

    def noun_phrase(self, head: int) -> str:
        """Return a short noun phrase: the head with its modifiers, determiners and relatives left out."""
        s = self.s
        keep = [head]
        stack = [head]
        while stack:
            node = stack.pop()
            for k in s.kids[node]:
                dep = s.deps[k]
                if dep in (
                    "compound",
                    "amod",
                    "nmod",
                    "nmod:poss",
                    "flat",
                    "nummod",
                    "case",
                    "advmod",
                    "fixed",
                    "nmod:desc",
                    "goeswith",
                    "punct",
                ) and not (dep == "case" and node == head):
                    if dep == "punct" and s.low[k] not in ("-", "’", "'"):
                        continue
                    if dep == "advmod" and node == head:
                        continue
                    if (
                        dep == "nmod"
                        and s.case(k) not in ("of", "to", "on", "for")
                        and not (s.case(k) == "in" and s.low[node] in _CHANGES)
                    ):
                        continue  # "sodium channels in overactive nerve cells": where, not what
                    keep.append(k)
                    stack.append(k)
        keep.sort()
        # Only what is contiguous with the head counts, and determiners go.
        if (
            len(keep) >= 2
            and keep[-1] == head
            and s.tags[head].startswith("NN")
            and s.low[keep[-2]] in _CLASS_BEFORE
            and s.low[head] not in self._aspects
        ):
            keep = [head]
        keep = [k for k in keep if s.tags[k] not in _DETERMINERS and not (s.low[k] in _SKIP_WORDS and k != head)]
        words = self.text(keep).strip(" ,.;:'\"“”‘’-")
        return words or s.words[head]

    def entity_of(self, i: int) -> Mapping[str, Any] | None:
        """Return the entity that a token belongs to."""
        index = self.s.entity[i]
        return self.entities[index] if index >= 0 else None

    def things(self, head: int) -> list[Thing]:
        """Return what a noun phrase stands for, one item for each member of a list, at most four."""
        found = self.s.things.get(head)
        if found is None:
            found = self.s.things[head] = self._things(head)
        return list(found)

    def _things(self, head: int) -> list[Thing]:
        s = self.s
        if s.low[head] in _QUANTITIES:
            inner = next((k for k in s.kids[head] if s.deps[k] == "nmod" and s.case(k) == "of" and k > head), None)
            if inner is not None:
                return self.things(inner)
        heads = self.list_heads(head)
        examples = self._examples(head)
        if (
            examples
            and (s.low[head] in EMPTY_CLASSES)
            and self.entity_of(head) is None
            and not self._modifier_entity(head)
        ):
            found = [t for e in examples for t in self._one(e)]
            return found[:MAX_ITEMS] if len(found) <= MAX_ITEMS else [self._phrase_thing(head)]
        items = [t for h in heads for t in self._one(h)]
        if not items:
            return []
        if len(items) > MAX_ITEMS:
            return [Thing(self.text([t for t in s.subtree(head) if s.tags[t] not in _DETERMINERS]), None, head=head)]
        return items

    def list_heads(self, head: int) -> list[int]:
        """Return the heads of a coordinate phrase in order, predicates left out."""
        s = self.s
        found = [head]
        queue = [head]
        while queue:
            node = queue.pop(0)
            for k in s.kids[node]:
                if (
                    s.deps[k] == "conj"
                    and k > node
                    and not any(s.deps[g] in ("nsubj", "cop", "nsubj:pass") for g in s.kids[k])
                ):
                    if s.tags[k] in ("VBZ", "VBP", "VBD", "VB") and s.entity[k] < 0:
                        continue
                    found.append(k)
                    queue.append(k)
        return sorted(found)

    def _examples(self, head: int) -> list[int]:
        """Return the heads of "such as A and B" or "like A and B" under a noun."""
        s = self.s
        for k in s.kids[head]:
            if s.deps[k] in ("nmod", "obl", "appos", "acl", "advcl", "dep") and k > head:
                low = [s.low[c] for c in s.kids[k] if s.deps[c] in ("case", "mark", "fixed")]
                if "such" in low or "including" in low or "like" in low:
                    return self.list_heads(k)
        # The parser often hangs the examples elsewhere: read them off the words that follow.
        i = head + 1
        if i < len(s) and s.low[i] == ",":
            i += 1
        if i + 1 < len(s) and (s.low[i] == "including" or (s.low[i] == "such" and s.low[i + 1] == "as")):
            i += 1 if s.low[i] == "including" else 2
            found = []
            last = None
            while i < len(s) and s.low[i] not in (".", ";", ":", "(", "which", "that", "who"):
                if s.low[i] in (",", "and", "or"):
                    if last is not None:
                        found.append(last)
                    last = None
                elif s.tags[i].startswith(("NN", "VBG", "JJ")) or s.entity[i] >= 0:
                    last = i
                elif s.tags[i].startswith("VB") or s.tags[i] == "IN":
                    break
                i += 1
            if last is not None:
                found.append(last)
            return found
        return []

    def _modifier_entity(self, head: int) -> Mapping[str, Any] | None:
        for k in reversed(self.s.kids[head]):
            if self.s.deps[k] in _COMPOUND and k < head:
                found = self.entity_of(k) or self._modifier_entity(k)
                if found is not None:
                    return found
        return None

    def _sign_of(self, head: int) -> int | None:
        """Return the sign that the words before a noun give it: "lower X", "reduced X levels"."""
        s = self.s
        for k in s.kids[head]:
            if s.deps[k] in _QUALIFYING and s.low[k] in self._signs:
                return self._signs[s.low[k]]
        start = head
        while start and (
            (s.entity[head] >= 0 and s.entity[start - 1] == s.entity[head])
            or (start - 1 in s.kids[head] and s.deps[start - 1] in _COMPOUND)
        ):
            start -= 1
        if start and s.low[start - 1] in self._signs and self._qualifies(start - 1, head):
            return self._signs[s.low[start - 1]]
        return None

    def _qualifies(self, i: int, head: int) -> bool:
        """Tell whether a word that may be a verb ("reduced X levels") only qualifies the noun after it."""
        s = self.s
        if s.tags[i] not in _VERBS:
            return s.entity[head] >= 0 or s.deps[i] in _QUALIFYING
        if s.tags[i] not in ("VBN", "VBD"):
            return False
        mark = s.child(i, "mark")
        return s.deps[i] in _QUALIFYING or (mark is not None and s.low[mark] == "to")  # "leads to reduced X levels"

    def _one(self, head: int) -> list[Thing]:
        s = self.s
        entity = self.entity_of(head)
        if entity is not None:
            risk = "RISK" if entity["label"] == "DISORDER" and "risk" in entity["text"].lower() else None
            return [Thing(entity["concept"], entity["label"], risk, self._sign_of(head), head)]
        low = s.low[head]
        state = self.state(head)
        if state is not None:
            return [state]
        called = self._called(head)
        if called is not None:
            return [called]
        if s.tags[head] == "VBG" and (low not in self._aspects or s.child(head, "obj") is not None):
            return [self._gerund(head)]
        if low in self._populations:
            return [self._population(head)]
        for k in s.kids[head]:
            if s.deps[k] in ("amod", "compound") and s.low[k] in effect_adjectives():
                disorder = effect_adjectives()[s.low[k]]
                return [Thing(disorder, "DISORDER", "SYMPTOMS", None, head, disorder=disorder)]
        if low in self._aspects:
            aspect, sign = self._aspects[low]
            inner = self._inner(head)
            if aspect == "RISK" and inner and inner[0].label is None and (inner[0].name or "").lower().endswith(low):
                return [self._phrase_thing(head)]  # "heart rate" is no risk
            found = []
            for thing in inner:
                signs = [x for x in (sign, thing.sign, self._sign_of(head)) if x is not None]
                total = None
                for x in signs:
                    total = x if total is None else total * x
                kept = thing.aspect if aspect is None or (thing.aspect and sign is not None) else aspect
                if aspect == "ACTIVITY" and thing.aspect in _PROCESSES:
                    kept = thing.aspect  # the activity of X's transporter is X's reuptake
                if thing.label == "DISORDER" and aspect not in ("RISK", "SYMPTOMS"):
                    kept = "SYMPTOMS" if aspect == "LEVEL" else thing.aspect
                found.append(
                    replace(
                        thing,
                        aspect=kept,
                        sign=total,
                        head=head,
                        perturbed=True,
                        qualified=self._sign_of(head) is not None,
                        wrapper=f"{low}",
                    )  # fmt: skip  # noqa: RUF028
                )
            if found:
                return found
            return [replace(self._phrase_thing(head), sign=self._sign_of(head) if sign is None else sign)]
        return [self._phrase_thing(head)]

    def state(self, head: int) -> Thing | None:
        """Return the state that an adjective alone stands for: "drowsy", "addictive"."""
        found = states().get(self.s.low[head])
        if found is None or not self.s.tags[head].startswith(("JJ", "VBN", "RB")):
            return None
        return Thing(*found, head=head)

    def _called(self, head: int) -> Thing | None:
        """ "a subtype of glutamate receptor called NMDA receptors": the name that is given."""
        s = self.s
        if self._namings is None:
            self._namings = [k for k, low in enumerate(s.low) if low in _NAMINGS and s.deps[k] == "acl"]
        if not self._namings or self._namings[-1] <= head:
            return None
        for k in s.subtree(head):
            if k > head and k in self._namings:
                for t in s.subtree(k):
                    entity = self.entity_of(t)
                    if entity is not None and t > k:
                        return Thing(entity["concept"], entity["label"], head=head)
        return None

    def _inner(self, head: int) -> list[Thing]:
        """Return what an aspect noun is about: "levels of X", "X levels", "its release", "X's action"."""
        s = self.s
        if s.low[head] in _CHANGES:  # "a reduction in X levels", wherever the parser hung it
            for k in (*s.kids[head], *s.kids[s.heads[head]]):
                if s.deps[k] in ("nmod", "obl") and s.case(k) == "in" and k > head and s.low[head + 1] == "in":
                    if min(s.kids[k]) == head + 1:
                        return self.things(k)
        for k in s.kids[head]:
            if s.deps[k] in ("nmod", "obl") and s.case(k) in ("of", "in", "for", "by", "to", "at", "from") and k > head:
                if s.case(k) in ("in", "from", "at", "by", "to", "for") and self._entity_label(k) == "REGION":
                    continue
                if s.case(k) == "of":
                    return self.things(k)
        for k in reversed(s.kids[head]):
            if s.deps[k] in _COMPOUND and k < head:
                entity = self.entity_of(k)
                if entity is not None:
                    heads = [h for h in self.list_heads(k) if self.entity_of(h) is not None]
                    found = [
                        Thing(
                            e["concept"],
                            e["label"],
                            head=h,
                            sign=None if self._sign_of(head) is not None else self._sign_of(h),
                        )
                        for h in heads
                        if (e := self.entity_of(h)) is not None
                    ]
                    return found[:MAX_ITEMS]
                inner = self._modifier_entity(k)
                aspect = self._aspects.get(s.low[k])
                if inner is not None:
                    return [Thing(inner["concept"], inner["label"], aspect[0] if aspect else None, head=k)]
                if s.deps[k] == "nmod:poss" and s.tags[k] == "PRP$":
                    return [Thing(None, None, head=k, possessor=s.low[k])]
        for k in s.kids[head]:
            if s.deps[k] in ("nmod", "obl") and s.case(k) in ("in", "for", "to", "at", "with") and k > head:
                if self._entity_label(k) in ("NEUROTRANSMITTER", "DISORDER", "DRUG", "RECEPTOR"):
                    return self.things(k)
        for k in reversed(s.kids[head]):
            if (
                s.deps[k] in ("compound", "amod")
                and k < head
                and s.low[k] not in self._signs
                and s.tags[k].startswith("NN")
            ):
                return [Thing(self.noun_phrase(head), None, head=head)]
        return []

    def _entity_label(self, head: int) -> str | None:
        entity = self.entity_of(head)
        return entity["label"] if entity is not None else None

    def _gerund(self, head: int) -> Thing:
        """ "blocking NMDA receptors" as an argument: the perturbation itself."""
        s = self.s
        obj = s.child(head, "obj", "compound", "nmod", "obl")
        mark = s.child(head, "mark", "case")
        words = self.text([t for t in s.subtree(head) if s.tags[t] not in _DETERMINERS and t != mark]).strip(" .,;:")
        if obj is None:
            return Thing(words, None, head=head)
        inner = self._one(obj)
        name = inner[0].name if inner else None
        if name and inner[0].label == "DISORDER" and s.low[head] in _RELIEVING:
            return replace(inner[0], head=head, aspect="SYMPTOMS", disorder=name, wrapper=s.low[head])
        noun = {"blocking": "blockade", "inhibiting": "inhibition", "activating": "activation", "stimulating": "stimulation",
                "targeting": "targeting"}.get(s.low[head])  # fmt: skip
        if name and noun:
            return Thing(name, inner[0].label, "ACTIVITY", None, head, perturbed=True, wrapper=noun)
        return Thing(words, None, head=head)

    def _population(self, head: int) -> Thing:
        """ "people with depression": the disorder, and the people as population."""
        s = self.s
        words = self.text([t for t in self.people(head) if s.tags[t] != "DT"])
        beside = self._condition_of(head)
        if beside is not None:
            return Thing(beside["concept"], "DISORDER", head=head, population=words)
        for k in s.kids[head]:
            if s.deps[k] == "amod" and s.low[k] == "depressed":
                return Thing("depression", "DISORDER", head=head, population=words)
            if s.deps[k] in ("nmod", "acl", "obl", "acl:relcl", "compound", "amod"):
                for t in s.subtree(k):
                    entity = self.entity_of(t)
                    if entity is not None and entity["label"] == "DISORDER":
                        return Thing(entity["concept"], "DISORDER", head=head, population=words)
        return Thing(words, None, head=head, population=words)

    def people(self, head: int) -> list[int]:
        """Return the tokens of a population phrase, "with D" right after it included wherever the parser hung it."""
        tokens = self._bare(head)
        found = self._condition_of(head)
        if found is None:
            return tokens
        last = max(t for t in range(head + 2, len(self.s)) if self.entity_of(t) is found)
        return sorted({*tokens, *range(head + 1, last + 1)})

    def _condition_of(self, head: int) -> Mapping[str, Any] | None:
        """Return the disorder of "people with D" where it follows at once."""
        if head + 2 >= len(self.s) or self.s.low[head + 1] != "with" or self._entity_label(head + 2) != "DISORDER":
            return None
        return self.entity_of(head + 2)

    def _bare(self, head: int) -> list[int]:
        s = self.s
        stop = {k for k in s.kids[head] if s.deps[k] in ("conj", "cc", "punct", "appos", "parataxis", "case")}
        stop |= {k for k in s.kids[head] if s.deps[k] == "acl:relcl" and s.low[max(0, min(s.subtree(k)) - 1)] == ","}
        return s.subtree(head, stop)

    def _phrase_thing(self, head: int) -> Thing:
        """A phrase with no entity as its head: the entity inside it where the head only classifies, else the words."""
        s = self.s
        for k in s.kids[head]:
            if (
                s.deps[k] == "nmod"
                and k > head
                and s.case(k) == "of"
                and s.low[head] in _TAKING
                and self._entity_label(k) == "DRUG"
            ):
                return replace(self.things(k)[0], head=head)
        entity = self._modifier_entity(head)
        if entity is not None and s.low[head] in _OF_SUBSTANCES:
            return Thing(
                entity["concept"],
                entity["label"],
                "ACTIVITY" if s.low[head].startswith("system") else None,
                self._sign_of(head),
                head,
            )
        return Thing(self.noun_phrase(head), None, None, self._sign_of(head), head)

    def subject_name(self, thing: Thing) -> str | None:
        """Return the name of a subject: a perturbation keeps its wrapper."""
        if thing.name is None:
            return None
        if thing.disorder and thing.wrapper in _RELIEVING:
            return f"{thing.wrapper} {thing.name}"
        if not thing.perturbed:
            if thing.sign in (-1, 1) and thing.label in ("NEUROTRANSMITTER", "RECEPTOR"):
                return f"{'low' if thing.sign < 0 else 'high'} {thing.name}"
            return thing.name
        if thing.label == "DRUG" and thing.sign is None and thing.wrapper in _AMOUNTS:
            return thing.name
        if thing.wrapper in ("level", "levels") and thing.sign in (-1, 1):
            return f"{'low' if thing.sign < 0 else 'high'} {thing.name}"
        if thing.aspect == "RELEASE" and thing.sign in (-1, 1):
            return f"{'reduced' if thing.sign < 0 else 'increased'} {thing.name} release"
        if thing.label in ("DISORDER", "DRUG") and thing.wrapper in _EFFECTS:
            return thing.name if thing.label == "DRUG" else f"{thing.wrapper} of {thing.name}"
        return f"{thing.name} {thing.wrapper}".strip()
