"""The component ``gluclaims_claims``: atomic claims with their arguments and labels, verdicts still open."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from spacy.attrs import DEP, HEAD, TAG
from spacy.language import Language
from spacy.tokens import Doc, Span

from gluclaims.annotating.arguments import ROLES, ArgumentRanker, ArgumentView
from gluclaims.annotating.clauses import FINITE, ParsedSentence
from gluclaims.annotating.cue_links import LINK, CueLinker
from gluclaims.annotating.docs import register, sentence_ranges
from gluclaims.annotating.extracting import ClaimExtractor, Draft
from gluclaims.annotating.models import LinearModel, load_models, models_from_bytes, models_to_bytes, save_models
from gluclaims.annotating.nonclaims import Stories, is_nonclaim_clause
from gluclaims.annotating.rebuttals import rebutted
from gluclaims.annotating.selecting import MODELS, Limits, Reading, Selector
from gluclaims.annotating.shallow import shallow_sentences
from gluclaims.lexicons.cues import packaged_cues
from gluclaims.lexicons.matching import text_of

CLAIMS = "claims"
_VERBS = FINITE | {"VB"}  # an imperative heading says something
_HEADING_WORDS = 15


@lru_cache(maxsize=1)
def _cue_rows() -> dict[str, tuple[str | None, str]]:
    return {row.id: (row.level, row.scope) for row in packaged_cues()}


def parsed_sentences(doc: Doc) -> list[ParsedSentence]:
    """Read a parsed document into plain lists, one `ParsedSentence` a sentence, white space left out."""
    array = doc.to_array([HEAD, DEP, TAG])
    heads = array[:, 0].astype(np.int64).tolist()
    strings = doc.vocab.strings
    names: dict[int, str] = {}

    def name(key: int) -> str:
        found = names.get(key)
        if found is None:
            found = names[key] = strings[key] if key else ""
        return found

    deps, tags = array[:, 1].tolist(), array[:, 2].tolist()
    entity = [-1] * len(doc)
    for index, e in enumerate(doc._.entities or ()):
        span = doc.char_span(e["start"], e["end"], alignment_mode="expand")
        if span is not None:
            entity[span.start : span.end] = [index] * (span.end - span.start)
    sentences = []
    for start, end in sentence_ranges(doc):
        tokens = [t for t in doc[start:end] if not t.is_space]
        places = [t.i for t in tokens]
        local = {i: n for n, i in enumerate(places)}
        words, starts = [t.text for t in tokens], [t.idx for t in tokens]
        sentences.append(
            ParsedSentence(
                words=words,
                low=[t.lower_.replace("’", "'") for t in tokens],
                tags=[name(tags[i]) for i in places],
                deps=[name(deps[i]) for i in places],
                heads=[local.get(i + heads[i], n) for n, i in enumerate(places)],
                starts=starts,
                ends=[at + len(word) for at, word in zip(starts, words, strict=True)],
                entity=[entity[i] for i in places],
            )
        )
    return sentences


def readings(doc: Doc) -> list[Reading]:
    """Return the claims of a document that has sentences, entities and cues, by each parser that ran.

    The first reading is by token patterns; the second by the trained parser, where the document is parsed.
    """
    parses = [shallow_sentences(doc)]
    if doc.has_annotation("DEP"):
        parses.append(parsed_sentences(doc))
    entities, cues, text = doc._.entities or [], doc._.cues or [], text_of(doc)
    for number, cut in rebutted(text, parses[0], cues).items():
        for parse in parses:
            parse[number] = cut
    out = []
    for sentences in parses:
        extractor = ClaimExtractor(text, sentences, entities, cues, _cue_rows())
        drafts = put_forward(text, sentences, entities, cues, extractor.run())
        out.append(Reading(sentences, drafts, extractor.scopes, text))
    return out


@dataclass(frozen=True)
class ClaimModels:
    """The models of the component: which claims stand, which cues bear on them, what their arguments are."""

    selector: Selector = field(default_factory=Selector)
    linker: CueLinker = field(default_factory=CueLinker)
    ranker: ArgumentRanker = field(default_factory=ArgumentRanker)

    def parts(self) -> tuple[dict[str, LinearModel], dict[str, Any]]:
        """Return all models by name, and their settings."""
        limits = {name: asdict(found) for name, found in self.selector.limits.items()}
        return {**self.selector.models, **self.linker.models, **self.ranker.models}, {
            "limits": limits,
            **self.ranker.settings,
        }

    @classmethod
    def of(cls, models: Mapping[str, LinearModel], settings: Mapping[str, Any]) -> ClaimModels:
        """Return what `parts` took apart."""
        limits = {name: Limits(**found) for name, found in settings.get("limits", {}).items()}
        selector = Selector({n: models[n] for n in MODELS if n in models}, limits)
        linker = CueLinker({n: models[n] for n in (LINK,) if n in models})
        margins = {"margins": settings.get("margins", {})}
        return cls(selector, linker, ArgumentRanker({n: models[n] for n in ROLES if n in models}, margins))


def select(
    found: Sequence[Reading], entities: Sequence[Mapping[str, Any]], selector: Selector, linker: CueLinker
) -> ArgumentView:
    """Return the claims that stand, their cues linked, and what their arguments may be."""
    drafts = selector.select(found)
    linker.link(found, drafts)
    return ArgumentView([r.sentences for r in found], entities, drafts)


def extract(doc: Doc, models: ClaimModels | None = None) -> list[Draft]:
    """Return the claims of a document."""
    models = models or ClaimModels()
    view = select(readings(doc), doc._.entities or [], models.selector, models.linker)
    models.ranker.rank(view)
    return list(view.drafts)


def _titles(sentences: Sequence[ParsedSentence]) -> list[tuple[int, int]]:
    """Return the offsets of headings without a verb ("Side effects", "Lithium: information for patients")."""
    return [
        (s.starts[0], s.ends[-1])
        for s in sentences
        if len(s) and s.words[-1][-1].isalnum() and len(s) <= _HEADING_WORDS and _VERBS.isdisjoint(s.tags)
    ]


def put_forward(
    text: str,
    sentences: Sequence[ParsedSentence],
    entities: Sequence[Mapping[str, Any]],
    cues: Sequence[Mapping[str, Any]],
    drafts: list[Draft],
) -> list[Draft]:
    """Return the drafts that put something forward: no bare reporting clause, no word on who someone is, no story."""
    begins = sorted(e["start"] for e in entities)
    stories = Stories(text, [(s.starts[0], s.ends[-1]) for s in sentences if len(s)], cues)
    titles = _titles(sentences)
    return [
        d
        for d in drafts
        if not any(a <= d.start < b for a, b in titles)
        and not stories.tells(d.start, d.end)
        and not is_nonclaim_clause(text[d.start : d.end], bisect_left(begins, d.start) < bisect_left(begins, d.end))
    ]


def claim_dict(text: str, number: int, draft: Draft) -> dict[str, Any]:
    """Return a draft as the record format writes a claim, its verdict still open."""
    return {
        "id": f"C{number}", "start": draft.start, "end": draft.end, "text": text[draft.start : draft.end],
        "statement": draft.statement, "type": draft.type, "relation": draft.relation, "aspect": draft.aspect,
        "direction": draft.direction, "certainty": draft.certainty, "polarity": draft.polarity,
        "strength": draft.strength, "attribution": draft.attribution, "subject": draft.subject, "object": draft.object,
        "location": draft.location, "population": draft.population, "hedged": draft.hedged,
        "scores": {"arguments": dict(draft.sureness)} if draft.sureness else {},
        "cues": sorted(draft.cues), "verdict": "NOT_ENOUGH_INFO", "calibration": None, "flags": [], "evidence": [],
        "why": None,
    }  # fmt: skip


class ClaimFinder:
    """Set ``doc._.claims`` (record dicts) and ``doc.spans["claims"]``."""

    def __init__(self, nlp: Language, name: str) -> None:
        register()
        self.name = name
        self.models = ClaimModels()

    def __call__(self, doc: Doc) -> Doc:
        """Annotate one document."""
        drafts = extract(doc, self.models) if len(doc) else []
        text = text_of(doc)
        doc._.claims = [claim_dict(text, n, d) for n, d in enumerate(drafts, 1)]
        spans = [doc.char_span(d.start, d.end, label=d.type, alignment_mode="expand") for d in drafts]
        doc.spans[CLAIMS] = [s for s in spans if isinstance(s, Span)]
        return doc

    def pipe(self, docs: Iterable[Doc], batch_size: int = 256) -> Iterator[Doc]:
        """Annotate a stream of documents."""
        yield from map(self, docs)

    def initialize(self, get_examples: Any = None, *, nlp: Language | None = None) -> None:
        """Do nothing: the models are trained apart (``gluclaims train claims``) and loaded from disk."""

    def to_disk(self, path: str | Path, exclude: Sequence[str] = ()) -> None:
        """Save the models."""
        models, settings = self.models.parts()
        if models:
            save_models(Path(path), models, settings)

    def from_disk(self, path: str | Path, exclude: Sequence[str] = ()) -> ClaimFinder:
        """Load the models."""
        self.models = ClaimModels.of(*load_models(Path(path), (*MODELS, LINK, *ROLES)))
        return self

    def to_bytes(self, exclude: Sequence[str] = ()) -> bytes:
        """Return the models as bytes."""
        return models_to_bytes(*self.models.parts())

    def from_bytes(self, data: bytes, exclude: Sequence[str] = ()) -> ClaimFinder:
        """Load what `to_bytes` returned."""
        self.models = ClaimModels.of(*models_from_bytes(data))
        return self

    def __setstate__(self, state: dict[str, object]) -> None:
        self.__dict__.update(state)
        register()


@Language.factory("gluclaims_claims", assigns=["doc._.claims"], requires=["doc._.entities", "doc._.cues"])
def make_claims(nlp: Language, name: str) -> ClaimFinder:
    """Create the component."""
    return ClaimFinder(nlp, name)
