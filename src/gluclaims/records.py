"""Articles as frozen records: what is written, compared and evaluated.

The classes mirror the record format (``docs/record.md``) field by field. Offsets are Unicode code points
into ``Article.text``, half-open. Keys that the format does not know are kept in ``extra`` and written back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any, Self, TypeVar

from gluclaims.errors import RecordError
from gluclaims.labels import CLAIM_FIELDS, labels

if TYPE_CHECKING:
    from gluclaims.checking.summary import Summary

JSON = dict[str, Any]
T = TypeVar("T")


def _known(cls: type[Any], raw: Mapping[str, Any], where: str) -> dict[str, Any]:
    """Split `raw` into the fields of `cls` and the rest, which goes into ``extra``."""
    if not isinstance(raw, Mapping):
        raise RecordError(f"{where}: expected an object, found {type(raw).__name__}")
    names = {f.name for f in fields(cls)} - {"extra"}
    known = {key: value for key, value in raw.items() if key in names}
    extra = {key: value for key, value in raw.items() if key not in names}
    if extra:
        known["extra"] = extra
    return known


def _build(cls: type[T], known: dict[str, Any], where: str) -> T:
    try:
        return cls(**known)
    except TypeError as error:
        missing = str(error).rpartition(": ")[2] or str(error)
        raise RecordError(f"{where}: a field is missing or unknown: {missing}") from None


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the article's text, ``[start, end)`` in code points."""

    start: int
    end: int

    def to_dict(self) -> JSON:
        """Return the span as the record format writes it."""
        return {"start": self.start, "end": self.end}


@dataclass(frozen=True, slots=True)
class Entity:
    """A mention of a transmitter, receptor, region, drug or disorder.

    Attributes
    ----------
    concept : str
        Lower-case canonical name.
    ids : dict of str to str
        Identifiers by vocabulary, ``{"MESH": "D012297"}``; may be empty.
    score : float or None
        Confidence, 0 to 1.
    rule : str or None
        The lexicon row, pattern or model that found it.
    """

    start: int
    end: int
    text: str
    label: str
    concept: str
    ids: Mapping[str, str] = field(default_factory=dict)
    score: float | None = None
    rule: str | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)

    def to_dict(self) -> JSON:
        """Return the entity as the record format writes it."""
        out: JSON = {"start": self.start, "end": self.end, "text": self.text, "label": self.label}
        out["concept"] = self.concept
        out["ids"] = dict(self.ids)
        _put(out, "score", self.score)
        _put(out, "rule", self.rule)
        return out | dict(self.extra)


@dataclass(frozen=True, slots=True)
class Cue:
    """A word or phrase that signals certainty, source, scope or negation; `rule` names the lexicon row that fired."""

    start: int
    end: int
    text: str
    kind: str
    rule: str | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)

    def to_dict(self) -> JSON:
        """Return the cue as the record format writes it."""
        out: JSON = {"start": self.start, "end": self.end, "text": self.text, "kind": self.kind}
        _put(out, "rule", self.rule)
        return out | dict(self.extra)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a verdict rests on.

    Attributes
    ----------
    fact : str
        Id of the fact.
    stance : str
        ``SUPPORTS``, ``CONTRADICTS`` or ``QUALIFIES``.
    chain : tuple of str
        The steps from fact to verdict, in words, at least one.
    reference : dict
        The first reference of the fact (title, year, and what identifiers are known).
    """

    fact: str
    stance: str
    chain: tuple[str, ...] = ()
    reference: Mapping[str, Any] = field(default_factory=dict)
    extra: Mapping[str, Any] = field(default_factory=dict)

    def to_dict(self) -> JSON:
        """Return the evidence as the record format writes it."""
        out: JSON = {"fact": self.fact, "stance": self.stance, "chain": list(self.chain)}
        out["reference"] = dict(self.reference)
        return out | dict(self.extra)


@dataclass(frozen=True, slots=True)
class Claim:
    """One atomic claim: a predicate with its arguments, and what was found about it.

    ``cues`` holds indices into ``Article.cues``. ``hedged``, ``evidence`` and ``why`` may be missing from gold.
    """

    id: str
    start: int
    end: int
    text: str
    statement: str | None
    type: str
    relation: str
    subject: str | None = None
    object: str | None = None
    aspect: str | None = None
    direction: str = "NONE"
    location: str | None = None
    population: str | None = None
    certainty: str = "FACT"
    polarity: str = "AFFIRMED"
    strength: str = "NONE"
    attribution: str = "WRITER"
    hedged: bool | None = None
    scores: Mapping[str, Any] = field(default_factory=dict)
    cues: tuple[int, ...] = ()
    verdict: str = "NOT_ENOUGH_INFO"
    calibration: str | None = None
    flags: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    why: str | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def from_dict(cls, raw: Mapping[str, Any], where: str = "claim") -> Self:
        """Build a claim from its JSON object; see `Article.from_dict`."""
        known = _known(cls, raw, where)
        for key in ("cues", "flags"):
            if key in known:
                known[key] = tuple(known[key])
        known["evidence"] = tuple(
            _build(Evidence, _known(Evidence, e, where) | {"chain": tuple(e.get("chain", ()))}, where)
            for e in known.get("evidence") or ()
        )
        return _build(cls, known, where)

    def to_dict(self) -> JSON:
        """Return the claim as the record format writes it."""
        out: JSON = {}
        for name in _CLAIM_ORDER:
            value = getattr(self, name)
            if name == "evidence":
                value = [e.to_dict() for e in value]
            elif isinstance(value, tuple):
                value = list(value)
            elif name in ("hedged", "why") and value is None:
                continue
            out[name] = value
        return out | dict(self.extra)


@dataclass(frozen=True, slots=True)
class Article:
    """An article and everything found in it: the record format's top level.

    Attributes
    ----------
    id, source, title : str or None
        Where the text comes from (``source`` is None for a string).
    text : str
        The exact text that every offset refers to.
    sentences : tuple of Span
        Page furniture belongs to none.
    error : dict or None
        ``{"type", "message"}`` where the input failed; then everything else is empty.
    """

    id: str
    text: str = ""
    source: str | None = None
    title: str | None = None
    sentences: tuple[Span, ...] = ()
    entities: tuple[Entity, ...] = ()
    cues: tuple[Cue, ...] = ()
    claims: tuple[Claim, ...] = ()
    provenance: Mapping[str, Any] = field(default_factory=dict)
    error: Mapping[str, str] | None = None
    schema: str = "gluclaims/1"
    extra: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def from_dict(cls, raw: Mapping[str, Any]) -> Self:
        """Build an article from one record.

        Parameters
        ----------
        raw : mapping
            A JSON object as the record format describes it.

        Raises
        ------
        RecordError
            If a required field is missing or of the wrong shape. Use `check` for offsets and labels.
        """
        where = f"record {raw.get('id', '?')!r}" if isinstance(raw, Mapping) else "record"
        known = _known(cls, raw, where)
        if known.get("schema", labels().schema) != labels().schema:
            raise RecordError(f"{where}: schema {known['schema']!r} is not {labels().schema!r}")
        known["sentences"] = tuple(
            _build(Span, {"start": s.get("start"), "end": s.get("end")}, f"{where}, sentence {i}")
            for i, s in enumerate(known.get("sentences") or ())
        )
        for layer, kind in (("entities", Entity), ("cues", Cue)):
            known[layer] = tuple(
                _build(kind, _known(kind, x, f"{where}, {layer}[{i}]"), f"{where}, {layer}[{i}]")
                for i, x in enumerate(known.get(layer) or ())
            )
        known["claims"] = tuple(
            Claim.from_dict(c, f"{where}, claims[{i}]") for i, c in enumerate(known.get("claims") or ())
        )
        return _build(cls, known, where)

    def to_dict(self) -> JSON:
        """Return the record: a JSON object with the keys in the format's order."""
        if self.error is not None:
            head = {"schema": self.schema, "id": self.id, "source": self.source, "error": dict(self.error)}
            return head | dict(self.extra)
        out: JSON = {"schema": self.schema, "id": self.id, "source": self.source, "title": self.title}
        out["text"] = self.text
        for layer in labels().layers:
            out[layer] = [x.to_dict() for x in getattr(self, layer)]
        if self.provenance:
            out["provenance"] = dict(self.provenance)
        return out | dict(self.extra)

    def check(self) -> list[str]:
        """Return what is wrong with the record, one sentence each: offsets, surface texts, order, labels, cue links."""
        return list(_problems(self))

    def summary(self) -> Summary:
        """Return what the claims come to: by verdict and certainty, with a source, overstated, in need of a citation."""
        from gluclaims.checking.summary import summarize

        return summarize(self.claims)

    def with_(self, **changes: Any) -> Self:
        """Return a copy with some fields changed."""
        return replace(self, **changes)

    def _repr_html_(self) -> str:
        from gluclaims.writing.html import article_to_html

        return article_to_html(self)


_CLAIM_ORDER = (
    "id", "start", "end", "text", "statement", "type", "relation", "aspect", "direction", "certainty", "polarity",
    "strength", "attribution", "subject", "object", "location", "population", "hedged", "scores", "cues", "verdict",
    "calibration", "flags", "evidence", "why",
)  # fmt: skip


def _put(out: JSON, key: str, value: object) -> None:
    if value is not None:
        out[key] = value


def _spans_fit(article: Article, layer: str, items: Iterable[Entity | Cue | Claim]) -> Iterable[str]:
    before = -1
    for i, x in enumerate(items):
        place = f"{article.id}: {layer}[{i}]"
        if not 0 <= x.start < x.end <= len(article.text):
            yield f"{place} [{x.start}, {x.end}) lies outside the text of {len(article.text)} characters"
        elif article.text[x.start : x.end] != x.text:
            yield f"{place} says {x.text!r} but the text has {article.text[x.start : x.end]!r} there"
        if x.start < before:
            yield f"{place} starts at {x.start}, before the one ahead of it: not in text order"
        before = x.start


def _problems(article: Article) -> Iterable[str]:
    if article.error is not None:
        return
    known = labels()
    for layer in ("entities", "cues", "claims"):
        yield from _spans_fit(article, layer, getattr(article, layer))
    end = 0
    for i, s in enumerate(article.sentences):
        if not (isinstance(s.start, int) and isinstance(s.end, int) and end <= s.start < s.end <= len(article.text)):
            yield f"{article.id}: sentences[{i}] [{s.start}, {s.end}) overlaps the one ahead or lies outside the text"
        else:
            end = s.end
    end = 0
    for i, e in enumerate(article.entities):
        if e.label not in known.entity:
            yield f"{article.id}: entities[{i}] has the unknown label {e.label!r}"
        if e.start < end:
            yield f"{article.id}: entities[{i}] {e.text!r} overlaps the one ahead of it"
        end = max(end, e.end)
    for i, cue in enumerate(article.cues):
        if cue.kind not in known.cue:
            yield f"{article.id}: cues[{i}] has the unknown kind {cue.kind!r}"
    seen: set[str] = set()
    for i, claim in enumerate(article.claims):
        if claim.id in seen:
            yield f"{article.id}: claims[{i}] repeats the id {claim.id!r}"
        seen.add(claim.id)
        for name in CLAIM_FIELDS:
            value = getattr(claim, name)
            if value not in known.of(name) and not (value is None and known.default.get(name, "") is None):
                yield f"{article.id}: claims[{i}] has the unknown {name} {value!r}"
        for flag in claim.flags:
            if flag not in known.flag:
                yield f"{article.id}: claims[{i}] has the unknown flag {flag!r}"
        for c in claim.cues:
            if not 0 <= c < len(article.cues):
                yield f"{article.id}: claims[{i}] points at cue {c}, and there are {len(article.cues)}"
