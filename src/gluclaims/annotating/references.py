"""What "it", "these drugs" and "the condition" stand for, where that is clear.

A reference goes to the nearest thing before it that fits in label and number, subjects before objects. Where two fit
equally the reference stays open: a wrong antecedent is worse than none.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from gluclaims.lexicons.predicates import Anaphor, anaphors


@dataclass(frozen=True, slots=True)
class Candidate:
    """A thing that was mentioned."""

    name: str
    label: str | None
    plural: bool
    sentence: int
    subject: bool


@dataclass(slots=True)
class Discourse:
    """The things mentioned so far in an article, and what it is about."""

    topic: Candidate | None = None
    seen: list[Candidate] = field(default_factory=list)

    def mention(self, name: str, label: str | None, plural: bool, sentence: int, subject: bool) -> None:
        """Note a mention."""
        self.seen.append(Candidate(name, label, plural, sentence, subject))
        if len(self.seen) > 60:
            del self.seen[:20]

    def focus(self, sentence: int, *labels: str) -> Candidate | None:
        """Return the thing of some label that the text is on: the last subject, else the last mention, else the topic."""
        near = [c for c in self.seen if c.label in labels and sentence - c.sentence <= 4]
        subjects = [c for c in near if c.subject]
        if subjects or near:
            return (subjects or near)[-1]
        return self.topic if self.topic is not None and self.topic.label in labels else None

    def resolve(self, phrase: str, sentence: int) -> Candidate | None:
        """Return what a lower-case phrase refers to, or None where it is no reference or not clear."""
        anaphor = anaphors().get(phrase)
        if anaphor is None:
            return None
        return self.find(anaphor, sentence)

    def _singular(self, sentence: int) -> Candidate | None:
        """ "It": the last subject that is one thing and no disorder, else the only such thing of the sentence before."""
        for distance in range(0, 3):
            here = [c for c in self.seen if c.sentence == sentence - distance and not c.plural and c.label is not None]
            subjects = [c for c in here if c.subject]
            if subjects:
                return subjects[-1] if distance == 0 else subjects[0]
            names = list(dict.fromkeys(c.name for c in here if c.label not in ("DISORDER", "REGION")))
            if len(names) == 1:
                return next(c for c in here if c.name == names[0])
            if names:
                return None
        return None

    def find(self, anaphor: Anaphor, sentence: int) -> Candidate | None:
        """Return the antecedent of an anaphor that stands in sentence number `sentence`."""
        open_label = "*" in anaphor.labels
        if open_label and not anaphor.plural:
            return self._singular(sentence)
        for distance in range(0, 3 if open_label else 8):
            here = [c for c in self.seen if c.sentence == sentence - distance]
            fitting = [
                c
                for c in here
                if (open_label or c.label in anaphor.labels) and (c.plural == anaphor.plural or not open_label)
            ]
            subjects = [c for c in fitting if c.subject and (c.label is not None or open_label)]
            for group in (subjects, fitting):
                names = list(dict.fromkeys(c.name for c in group))
                if len(names) == 1:
                    return group[0]
                if names and not open_label and distance == 0:
                    return group[-1]
                if names and group is subjects:
                    return group[-1] if open_label and distance == 0 else group[0]
        if not open_label and self.topic is not None and self.topic.label in anaphor.labels:
            return self.topic
        return None
