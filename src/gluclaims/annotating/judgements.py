"""The component ``gluclaims_judgements``: what linear models and the article's context add to the rules' claims.

Attribution is read off the article (`Sources`). Where trained models are loaded, they give calibrated ``scores``, and
the type, relation and strength of a claim where they are surer than the rules; how sure they must be was set on
held-out articles (``gluclaims train judgements``). Without models the rules' labels stand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc, Span

from gluclaims.annotating.docs import register
from gluclaims.annotating.judgement_features import ArticleView, Record
from gluclaims.annotating.models import (
    Features,
    Floats,
    LinearModel,
    load_models,
    models_from_bytes,
    models_to_bytes,
    save_models,
    softmax,
    stack,
)
from gluclaims.annotating.sources import Sources
from gluclaims.labels import labels
from gluclaims.lexicons.cues import cue_levels
from gluclaims.lexicons.matching import text_of

#: The models, one file each.
TARGETS = ("type", "relation", "certainty", "strength", "claim")
#: Types that cues and punctuation decide; no model changes to or from them.
DECIDED = ("QUESTION", "RESEARCH_GAP", "ADVICE")
#: What the rules say for want of anything better.
WEAK = {"type": ("DESCRIPTION", "DEFINITION", "HISTORY"), "relation": ("OTHER", "IS_A")}
NEVER = 2.0
_DIGITS = 4
_CLAIMS = "claims"
#: One claim's probabilities, in the order of a model's classes.
Row = Sequence[float]


@dataclass(frozen=True)
class Judge:
    """Judges the claims of an article.

    Parameters
    ----------
    models : mapping of str to LinearModel
        By target; any may be left out.
    settings : mapping
        ``margins``: target -> [margin over a weak rule label, over any other]: by how much the model's probability must
        exceed that of the rules' label. ``pairs``: types x relations, how much more often they go together than by
        chance (logarithm).
    """

    models: Mapping[str, LinearModel] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)

    def judge(self, view: ArticleView) -> list[dict[str, Any]]:
        """Return for each claim of an article the fields that change."""
        if not view.claims or not self.models:
            return [{} for _ in view.claims]
        return self.decide(view, self.probabilities([view.features(claim) for claim in view.claims]))

    def decide(self, view: ArticleView, found: Mapping[str, Floats]) -> list[dict[str, Any]]:
        """Return what `judge` does, given the probabilities of the classes: target -> claims x classes."""
        columns = {name: p.tolist() for name, p in found.items()}  # a row's few numbers are read fastest from a list
        return [self._one(view, claim, {n: p[i] for n, p in columns.items()}) for i, claim in enumerate(view.claims)]

    @cached_property
    def _stacked(self) -> LinearModel:
        return stack([self.models[name] for name in TARGETS if name in self.models])

    def probabilities(self, rows: Sequence[Features]) -> dict[str, Floats]:
        """Return the probabilities of the classes by target, claims x classes."""
        scores = self._stacked.scores(rows)
        out, at = {}, 0
        for name in TARGETS:
            if name in self.models:
                width = len(self.models[name].classes)
                out[name] = softmax(scores[:, at : at + width])
                at += width
        if "pairs" in self.settings and "type" in out and "relation" in out:
            out["type"], out["relation"] = paired(out["type"], out["relation"], np.array(self.settings["pairs"]))
        return out

    def _one(self, view: ArticleView, claim: Record, p: Mapping[str, Row]) -> dict[str, Any]:
        known = labels()
        kind = self._choose("type", claim["type"], self._agreed(p))
        relation = claim["relation"]
        if claim["type"] not in DECIDED:
            relation = self._choose("relation", relation, p)
        if kind in ("OPINION", "RESEARCH_GAP") or (kind == "RESEARCH_ACTIVITY" and relation != "STUDIED_FOR"):
            relation = "OTHER"
        out: dict[str, Any] = {}
        if relation != claim["relation"]:
            out |= {"relation": relation, **_effect(relation, claim)}
        certainty = claim["certainty"]
        if kind != claim["type"]:
            out["type"] = kind
            certainty = certainty_of(view, claim, kind)
        certainty = self._choose("certainty", certainty, p)
        if certainty != claim["certainty"]:
            out["certainty"] = certainty
        strength = self._strength(kind, claim["strength"], p)
        if strength != claim["strength"]:
            out["strength"] = strength
        scores: dict[str, Any] = {}
        if "claim" in p:
            scores["claim"] = round(p["claim"][1], _DIGITS)
        for name, label, order in (("certainty", certainty, known.certainty), ("strength", strength, known.strength)):
            if name in p:
                scores[name] = self._distribution(name, p[name], label, order)
        out["scores"] = {**claim.get("scores", {}), **scores}
        return out

    def _agreed(self, p: Mapping[str, Row]) -> Mapping[str, Row]:
        """Return the probabilities with those of the types weighed by how well the strength model agrees.

        Some types have a causal strength and some have none (guidelines, section 3).
        """
        if "type" not in p or "strength" not in p:
            return p
        none = p["strength"][self.models["strength"].classes.index("NONE")]
        causal = labels().strength_types
        weighed = np.array(p["type"]) * [1 - none if c in causal else none for c in self.models["type"].classes]
        total = float(weighed.sum())
        return {**p, "type": (weighed / total).tolist()} if total > 0 else p

    def _choose(self, target: str, rule: str, p: Mapping[str, Row]) -> str:
        """Return the model's label where it is surer than the rules' by the margin, else the rules'."""
        if target not in p:
            return rule
        weak, strong = self.settings.get("margins", {}).get(target, (NEVER, NEVER))
        classes = self.models[target].classes
        allowed = [i for i, c in enumerate(classes) if target != "type" or c not in DECIDED]
        if target == "type" and rule in DECIDED:
            return rule
        own = p[target]
        top = max(allowed, key=own.__getitem__)
        mine = own[classes.index(rule)] if rule in classes else 0.0
        margin = weak if rule in WEAK.get(target, ()) else strong
        return classes[top] if own[top] - mine > margin else rule

    def _strength(self, kind: str, rule: str, p: Mapping[str, Row]) -> str:
        if kind not in labels().strength_types:
            return "NONE"
        if "strength" not in p:
            return rule
        classes = self.models["strength"].classes
        causal = [i for i, c in enumerate(classes) if c != "NONE"]
        top = max(causal, key=p["strength"].__getitem__)
        own = p["strength"][classes.index(rule)] if rule in classes else 0.0
        weak, strong = self.settings.get("margins", {}).get("strength", (NEVER, NEVER))
        if rule == "NONE":
            return classes[top]
        return classes[top] if p["strength"][top] - own > min(weak, strong) else rule

    def _distribution(self, name: str, p: Row, label: str, order: Sequence[str]) -> dict[str, float]:
        """Return the probabilities in the labels' order; the label given is never less probable than another."""
        classes = self.models[name].classes
        found = {c: p[classes.index(c)] if c in classes else 0.0 for c in order}
        best = max(found, key=found.__getitem__)
        if best != label:
            found[best], found[label] = found[label], found[best]
        return {c: round(v, _DIGITS) for c, v in found.items()}

    def save(self, folder: Path) -> None:
        """Write the models and settings into a folder."""
        save_models(folder, self.models, self.settings)

    @classmethod
    def load(cls, folder: Path) -> Judge:
        """Read what `save` wrote; an empty judge where the folder holds none.

        Raises
        ------
        DataError
            If a file is broken.
        """
        return cls(*load_models(folder, TARGETS))


def paired(types: Floats, relations: Floats, pairs: Floats) -> tuple[Floats, Floats]:
    """Return the probabilities of types and of relations, given that some go together and some do not.

    Parameters
    ----------
    types, relations : arrays, claims x classes
        Of two models that know nothing of each other.
    pairs : array, types x relations
        Logarithms of weights.
    """
    joint = types[:, :, None] * relations[:, None, :] * np.exp(pairs)
    joint /= np.maximum(joint.sum(axis=(1, 2), keepdims=True), 1e-12)
    return joint.sum(axis=2), joint.sum(axis=1)


def certainty_of(view: ArticleView, claim: Record, kind: str) -> str:
    """Return the certainty of a claim by the rules, were it of this type (guidelines, section 5)."""
    order = labels().certainty
    if kind in ("QUESTION", "RESEARCH_GAP"):
        return order[0]
    cues = [view.cues[i] for i in claim.get("cues") or () if 0 <= i < len(view.cues)]
    if kind == "RESEARCH_ACTIVITY":
        opened = any(c["kind"] == "CONDITION" and c["text"].lower() in ("whether", "if") for c in cues)
        return order[0] if opened else order[-1]
    if kind == "ADVICE":
        return order[-1]
    levels = [cue_levels().get(c.get("rule") or "") for c in cues if c["kind"] != "BOOSTER"]
    return min((level for level in levels if level), key=order.index, default=order[-1])


def _effect(relation: str, claim: Record) -> dict[str, Any]:
    """Return aspect and direction that go with another relation."""
    if relation == "TREATS":
        return {"aspect": "SYMPTOMS", "direction": "DECREASE"}
    if relation in ("REGULATES", "ASSOCIATED_WITH") and claim["relation"] in ("REGULATES", "ASSOCIATED_WITH"):
        return {}
    return {"aspect": None, "direction": "NONE"}


def changed_claims(view: ArticleView, changes: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return an article's claims with the judge's changes and the attribution that is read off the article."""
    sources = Sources(view.text, view.sentences, view.cues)
    out = []
    for claim, change in zip(view.claims, changes, strict=True):
        now = {**claim, **change}
        if claim["type"] != "ADVICE" or claim.get("cues"):
            now["attribution"] = sources.of(claim["start"], claim["end"], claim.get("cues") or ())
        elif quoted := sources.quoted(claim["start"], claim["end"]):
            now["attribution"] = quoted
        out.append(now)
    return out


def article_view(doc: Doc) -> ArticleView:
    """Return a document's annotation as the models see it."""
    sentences = [(int(a), int(b)) for a, b in doc._.sentences or ()]
    return ArticleView(text_of(doc), sentences, doc._.entities or [], doc._.cues or [], doc._.claims or [])


class ClaimJudge:
    """Add attribution and scores to ``doc._.claims``, and change the labels that the models are surer of."""

    def __init__(self, nlp: Language, name: str) -> None:
        register()
        self.name = name
        self.judge = Judge()

    def __call__(self, doc: Doc) -> Doc:
        """Annotate one document."""
        claims: list[dict[str, Any]] = doc._.claims or []
        if not claims:
            return doc
        view = article_view(doc)
        changed = changed_claims(view, self.judge.judge(view))
        doc._.claims = changed
        if _CLAIMS in doc.spans:
            spans = list(doc.spans[_CLAIMS])
            if len(spans) == len(changed):
                labelled = zip(spans, changed, strict=True)
                doc.spans[_CLAIMS] = [
                    s if s.label_ == c["type"] else Span(doc, s.start, s.end, c["type"]) for s, c in labelled
                ]
        return doc

    def pipe(self, docs: Iterable[Doc], batch_size: int = 256) -> Iterator[Doc]:
        """Annotate a stream of documents."""
        yield from map(self, docs)

    def initialize(self, get_examples: Any = None, *, nlp: Language | None = None) -> None:
        """Do nothing: the models are trained apart (``gluclaims train judgements``) and loaded from disk."""

    def to_disk(self, path: str | Path, exclude: Sequence[str] = ()) -> None:
        """Save the models."""
        if self.judge.models:
            self.judge.save(Path(path))

    def from_disk(self, path: str | Path, exclude: Sequence[str] = ()) -> ClaimJudge:
        """Load the models."""
        self.judge = Judge.load(Path(path))
        return self

    def to_bytes(self, exclude: Sequence[str] = ()) -> bytes:
        """Return the models as bytes."""
        return models_to_bytes(self.judge.models, self.judge.settings)

    def from_bytes(self, data: bytes, exclude: Sequence[str] = ()) -> ClaimJudge:
        """Load what `to_bytes` returned."""
        self.judge = Judge(*models_from_bytes(data))
        return self

    def __setstate__(self, state: dict[str, object]) -> None:
        self.__dict__.update(state)
        register()


@Language.factory("gluclaims_judgements", assigns=["doc._.claims"], requires=["doc._.claims"])
def make_judgements(nlp: Language, name: str) -> ClaimJudge:
    """Create the component, without models."""
    return ClaimJudge(nlp, name)
