"""The component ``gluclaims_claims``: atomic claims with their arguments and labels, verdicts still open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

import numpy as np
from spacy.attrs import DEP, HEAD, TAG
from spacy.language import Language
from spacy.tokens import Doc, Span

from gluclaims.annotating.clauses import ParsedSentence
from gluclaims.annotating.docs import register, sentence_ranges
from gluclaims.annotating.extracting import ClaimExtractor, Draft
from gluclaims.annotating.nonclaims import Stories, is_nonclaim_clause
from gluclaims.annotating.shallow import shallow_sentences
from gluclaims.lexicons.cues import packaged_cues

CLAIMS = "claims"
_FINITE = frozenset(("VBZ", "VBP", "VBD", "MD", "VB"))
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
        local = {t.i: n for n, t in enumerate(tokens)}
        sentences.append(
            ParsedSentence(
                words=[t.text for t in tokens],
                low=[t.lower_.replace("’", "'") for t in tokens],
                tags=[name(tags[t.i]) for t in tokens],
                deps=[name(deps[t.i]) for t in tokens],
                heads=[local.get(t.i + heads[t.i], n) for n, t in enumerate(tokens)],
                starts=[t.idx for t in tokens],
                ends=[t.idx + len(t) for t in tokens],
                entity=[entity[t.i] for t in tokens],
            )
        )
    return sentences


def extract(doc: Doc) -> list[Draft]:
    """Return the claims of a document that has sentences, entities and cues; without a parse, by token patterns."""
    sentences = parsed_sentences(doc) if doc.has_annotation("DEP") else shallow_sentences(doc)
    extractor = ClaimExtractor(doc.text, sentences, doc._.entities or [], doc._.cues or [], _cue_rows())
    return put_forward(doc, extractor.run())


def _titles(doc: Doc) -> list[tuple[int, int]]:
    """Return the offsets of headings without a verb ("Side effects", "Lithium: information for patients")."""
    if not doc.has_annotation("TAG"):
        return []
    found = []
    for a, b in sentence_ranges(doc):
        tokens = [t for t in doc[a:b] if not t.is_space]
        if tokens and tokens[-1].text[-1].isalnum() and len(tokens) <= _HEADING_WORDS:
            if not any(t.tag_ in _FINITE for t in tokens):
                found.append((tokens[0].idx, tokens[-1].idx + len(tokens[-1])))
    return found


def put_forward(doc: Doc, drafts: list[Draft]) -> list[Draft]:
    """Return the drafts that put something forward: no bare reporting clause, no word on who someone is, no story."""
    text = doc.text
    begins = [e["start"] for e in doc._.entities or ()]
    sentences = [(doc[a].idx, doc[b - 1].idx + len(doc[b - 1])) for a, b in sentence_ranges(doc) if b > a]
    stories = Stories(text, sentences, doc._.cues or ())
    titles = _titles(doc)
    return [
        d
        for d in drafts
        if not any(a <= d.start < b for a, b in titles)
        and not stories.tells(d.start, d.end)
        and not is_nonclaim_clause(text[d.start : d.end], any(d.start <= at < d.end for at in begins))
    ]


def claim_dict(text: str, number: int, draft: Draft) -> dict[str, Any]:
    """Return a draft as the record format writes a claim, its verdict still open."""
    return {
        "id": f"C{number}", "start": draft.start, "end": draft.end, "text": text[draft.start : draft.end],
        "statement": draft.statement, "type": draft.type, "relation": draft.relation, "aspect": draft.aspect,
        "direction": draft.direction, "certainty": draft.certainty, "polarity": draft.polarity,
        "strength": draft.strength, "attribution": draft.attribution, "subject": draft.subject, "object": draft.object,
        "location": draft.location, "population": draft.population, "hedged": draft.hedged, "scores": {},
        "cues": sorted(draft.cues), "verdict": "NOT_ENOUGH_INFO", "calibration": None, "flags": [], "evidence": [],
        "why": None,
    }  # fmt: skip


class ClaimFinder:
    """Set ``doc._.claims`` (record dicts) and ``doc.spans["claims"]``."""

    def __init__(self, nlp: Language, name: str) -> None:
        register()
        self.name = name

    def __call__(self, doc: Doc) -> Doc:
        """Annotate one document."""
        drafts = extract(doc) if len(doc) else []
        text = doc.text  # spaCy puts it together anew each time
        doc._.claims = [claim_dict(text, n, d) for n, d in enumerate(drafts, 1)]
        spans = [doc.char_span(d.start, d.end, label=d.type, alignment_mode="expand") for d in drafts]
        doc.spans[CLAIMS] = [s for s in spans if isinstance(s, Span)]
        return doc

    def pipe(self, docs: Iterable[Doc], batch_size: int = 256) -> Iterator[Doc]:
        """Annotate a stream of documents."""
        yield from map(self, docs)

    def __setstate__(self, state: dict[str, object]) -> None:
        self.__dict__.update(state)
        register()


@Language.factory("gluclaims_claims", assigns=["doc._.claims"], requires=["doc._.entities", "doc._.cues"])
def make_claims(nlp: Language, name: str) -> ClaimFinder:
    """Create the component."""
    return ClaimFinder(nlp, name)
