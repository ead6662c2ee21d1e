"""What the claim-level models see of a claim: its words, cues, entities, and the rules' labels."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from typing import Any

from gluclaims.annotating.models import Features
from gluclaims.lexicons.cues import cue_levels
from gluclaims.lexicons.predicates import predicate_lexicon

_TOKEN = re.compile(r"<[A-Z]+>|[^\W\d_]+(?:['’-][^\W\d_]+)*|\d+(?:[.,]\d+)*|[^\w\s]")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*$")
#: Labels of the rules that the models see.
RULES = ("type", "relation", "certainty", "strength", "polarity", "aspect", "direction", "attribution")
Record = Mapping[str, Any]


class ArticleView:
    """One article's annotation, ready to take the features of its claims from.

    Parameters
    ----------
    text : str
        The article.
    sentences : sequence of (int, int)
        Offsets, in order.
    entities, cues, claims : sequence of dict
        As records have them.
    """

    def __init__(
        self,
        text: str,
        sentences: Sequence[tuple[int, int]],
        entities: Sequence[Record],
        cues: Sequence[Record],
        claims: Sequence[Record],
    ) -> None:
        self.text = text
        self.sentences = sentences
        self.entities = sorted(entities, key=lambda e: e["start"])
        self._entity_starts = [e["start"] for e in self.entities]
        self._sentence_starts = [a for a, _ in sentences]
        self.cues = cues
        self._cue_starts = [c["start"] for c in cues]
        self.claims = claims
        self.labels = {e["concept"]: e["label"] for e in entities}
        starts = [self._place(c["start"]) for c in claims]
        self._claims_in = {n: starts.count(n) for n in set(starts)}

    def _place(self, at: int) -> int:
        n = bisect_right(self._sentence_starts, at) - 1
        return n if n >= 0 and at < self.sentences[n][1] else -1

    def words(self, start: int, end: int) -> list[str]:
        """Return the lower-case words of a stretch, entities as their labels, numbers as one sign."""
        parts, at = [], start
        for n in range(bisect_left(self._entity_starts, start), bisect_left(self._entity_starts, end)):
            e = self.entities[n]
            if e["start"] >= at and e["end"] <= end:
                parts.append(self.text[at : e["start"]].lower())
                parts.append(f" <{e['label']}> ")
                at = e["end"]
        parts.append(self.text[at:end].lower())
        return ["0" if _NUMBER.match(w) else w for w in _TOKEN.findall("".join(parts).replace("’", "'"))]

    def features(self, claim: Record, rules: bool = True) -> Features:
        """Return the features of a claim.

        Parameters
        ----------
        claim : dict
            A claim of the article.
        rules : bool
            Whether the rules' labels are among them.
        """
        place = self._place(claim["start"])
        first, last = self.sentences[place] if place >= 0 else (claim["start"], claim["end"])
        words = self.words(claim["start"], claim["end"])
        out: dict[str, float] = {}
        for w in words:
            out[f"1={w}"] = 1.0
        for a, b in itertools.pairwise(words):
            out[f"2={a} {b}"] = 1.0
        for a, b, c in zip(words, words[1:], words[2:], strict=False):
            out[f"3={a} {b} {c}"] = 0.5
        for w in words[:2]:
            out[f"first={w}"] = 1.0
        close = self.text[first:last].rstrip()[-1:]
        if close == "?":
            out["question"] = 1.0
        if close.isalnum():
            out["heading"] = 1.0
        out[f"claims={min(self._claims_in.get(place, 0), 4)}"] = 0.5
        out[f"size={min(len(words) // 4, 6)}"] = 0.5
        out[f"whole={claim['start'] - first < 3 and last - claim['end'] < 3}"] = 0.5
        self._predicate_features(out, words)
        self._cue_features(out, claim, first, last)
        if rules:
            self._rule_features(out, claim)
        return out

    @staticmethod
    def _predicate_features(out: dict[str, float], words: Sequence[str]) -> None:
        """The predicates of the lexicon among a claim's words, and the entities on either side of each."""
        lexicon = predicate_lexicon()
        entities = [w for w in words if w[0] == "<" and len(w) > 1]
        if entities:
            out[f"entities={' '.join(entities[:3])}"] = 1.0
        out.update((f"has={e}", 1.0) for e in entities)
        for i, word in enumerate(words):
            lemma = lexicon.verb_lemma.get(word)
            found = lexicon.verbs.get(lemma, ()) if lemma else lexicon.nominals.get(word, ())
            groups = sorted({p.group.name for p in found})
            if lemma:
                out[f"verb={lemma}"] = 1.0
            if not groups:
                continue
            left = next((w for w in reversed(words[:i]) if w in entities), "")
            right = next((w for w in words[i:] if w in entities), "")
            for group in groups:
                out[f"group={group}"] = 1.0
                out[f"{left} {group} {right}"] = 1.0
                out[f"{group} {right}"] = 1.0

    def _cue_features(self, out: dict[str, float], claim: Record, first: int, last: int) -> None:
        levels = cue_levels()
        linked = set(claim.get("cues") or ())
        for i in linked:
            if not 0 <= i < len(self.cues):
                continue
            cue = self.cues[i]
            out[f"cue={cue['kind']}"] = 1.0
            out[f"cue={cue['text'].lower()}"] = 1.0
            if level := levels.get(cue.get("rule") or ""):
                out[f"level={level}"] = 1.0
        for i in range(bisect_left(self._cue_starts, first), bisect_left(self._cue_starts, last)):
            if i not in linked:
                out[f"near={self.cues[i]['kind']}"] = 0.5

    def _rule_features(self, out: dict[str, float], claim: Record) -> None:
        subject = self._label(claim.get("subject"))
        object_ = self._label(claim.get("object"))
        for name in RULES:
            out[f"{name}={claim.get(name)}"] = 1.0
        out[f"subject={subject}"] = 1.0
        out[f"object={object_}"] = 1.0
        out[f"{subject} {claim.get('relation')} {object_}"] = 1.0
        out[f"{claim.get('type')} {claim.get('relation')}"] = 1.0
        out[f"{claim.get('certainty')} {claim.get('strength')}"] = 1.0

    def _label(self, name: str | None) -> str:
        return "none" if name is None else self.labels.get(name, "phrase")
