"""The passages of a user's corpus that bear on a claim, as its record lists them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from gluclaims.checking.evidence.index import SETTINGS, EvidenceIndex, Hit
from gluclaims.checking.evidence.stance import StanceModel
from gluclaims.checking.evidence.terms import stems
from gluclaims.labels import labels
from gluclaims.lexicons.entities import EntityLexicon
from gluclaims.lexicons.tables import packaged_text

MOST = 5
#: A sentence that has less of a claim is not listed (1 in 100 gold abstracts of SciFact that were found has less).
LEAST_SHARE = 0.25
#: What a claim names; a record must mention one of the first two, where the lexicon knows one, by whatever name.
_SLOTS = ("subject", "object", "location")
_ABOUT = frozenset(_SLOTS[:2])
#: So many times more are searched for, because some mention nothing that the claim is about.
_WIDER = 3


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence of the user's corpus that bears on a claim.

    Attributes
    ----------
    document, title : str
        Id and title of the record that it is from.
    sentence : int
        Its index there; -1 where the record has a title only, which is the text then.
    text : str
        The sentence.
    score : float
        How much of the claim it has, 0 to 1.
    stance : str
        A guess: ``SUPPORTS``, ``CONTRADICTS`` or ``NEUTRAL``.
    stance_score : float
        Probability of the stance, as the model has it.
    """

    document: str
    title: str
    sentence: int
    text: str
    score: float
    stance: str
    stance_score: float

    def to_dict(self) -> dict[str, Any]:
        """Return the passage as a claim's ``passages`` holds it."""
        return {
            "document": self.document, "title": self.title, "sentence": self.sentence, "text": self.text,
            "score": round(self.score, 4), "stance": self.stance, "stance_score": round(self.stance_score, 4),
        }  # fmt: skip


class Finder:
    """Finds passages for claims.

    Parameters
    ----------
    index : EvidenceIndex
        Of the user's corpus.
    lexicon : EntityLexicon, optional
        Other names of what a claim is about.
    model : StanceModel, optional
        The shipped one where left out.
    """

    def __init__(
        self, index: EvidenceIndex, lexicon: EntityLexicon | None = None, model: StanceModel | None = None
    ) -> None:
        self.index, self.lexicon = index, lexicon
        self.model = model or StanceModel.load()
        self._forms: dict[str, frozenset[frozenset[str]]] = {}

    @cached_property
    def _names(self) -> dict[str, list[str]]:
        names: dict[str, list[str]] = {}
        for row in self.lexicon.rows if self.lexicon is not None else ():
            names.setdefault(row.concept, [row.concept]).extend(row.term.forms)
        return names

    def _stems(self, concept: str) -> frozenset[frozenset[str]]:
        """Return the stems of each name of a concept."""
        if concept not in self._forms:
            found = (frozenset(stems().of(name)) for name in self._names[concept])
            self._forms[concept] = frozenset(form for form in found if form)
        return self._forms[concept]

    @property
    def stamp(self) -> str:
        """A hash of what decides the passages: the corpus, how it is searched, the model."""
        digest = hashlib.sha256(json.dumps([self.index.sha256, SETTINGS, MOST, LEAST_SHARE]).encode())
        digest.update(packaged_text("checking/evidence", "stance-words.csv").encode())
        digest.update(self.model.model.to_bytes())
        return digest.hexdigest()

    def passages(self, claim: Mapping[str, Any], most: int = MOST) -> list[Passage]:
        """Return the passages that bear on a claim, the best first; none for what cannot be checked.

        Parameters
        ----------
        claim : mapping
            A claim as the record format has it; its statement, else its text, is searched for.
        most : int
            So many at most, each of another document.
        """
        text = str(claim.get("statement") or claim.get("text") or "")
        if not text or claim.get("type") in labels().uncheckable_types:
            return []
        known = {slot: str(claim[slot]) for slot in _SLOTS if claim.get(slot) and str(claim[slot]) in self._names}
        names = [self._names[concept] for concept in dict.fromkeys(known.values())]
        about = [form for slot, concept in known.items() if slot in _ABOUT for form in self._stems(concept)]
        hits = [
            hit
            for hit in self.index.search(text, names, _WIDER * most)
            if hit.share >= LEAST_SHARE and (not about or _mentions(hit, about))
        ][:most]
        stances = self.model.guess(text, [hit.sentences or (hit.text,) for hit in hits], self.index.weight)
        return [
            Passage(hit.document.id, hit.document.title, hit.sentence, hit.text, hit.share, stance, score)
            for hit, (stance, score) in zip(hits, stances, strict=True)
        ]


def _mentions(hit: Hit, names: Iterable[frozenset[str]]) -> bool:
    found = frozenset(stems().of(" ".join((hit.document.title, *hit.sentences))))
    return any(name <= found for name in names)
