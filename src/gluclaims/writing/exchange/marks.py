"""The middle ground between records and other tools' formats: an article as a flat list of labelled spans.

Most tools know a text, spans with one label each, and some way to hang further values on a span. A `Mark` is just
that; links from claims to cues name the cue by its span and kind, so that they outlive an edit that renumbers cues.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from gluclaims.errors import RecordError
from gluclaims.labels import labels
from gluclaims.records import Article, Claim

#: The labels that stand for the layers without labels of their own.
CLAIM, SENTENCE = "CLAIM", "SENTENCE"
_BOUNDS = frozenset({"start", "end", "text"})
_TOKEN = re.compile(r"\w+|[^\w\s]|\s+")


@dataclass(frozen=True, slots=True)
class Mark:
    """A labelled span.

    Attributes
    ----------
    label : str
        An entity label, a cue kind, ``CLAIM`` or ``SENTENCE``.
    data : dict
        Everything else that the record holds about it.
    """

    start: int
    end: int
    label: str
    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def layer(self) -> str:
        """The layer of the record it belongs to.

        Raises
        ------
        RecordError
            If the label is none of ours.
        """
        known = labels()
        if self.label == CLAIM:
            return "claims"
        if self.label == SENTENCE:
            return "sentences"
        if self.label in known.entity:
            return "entities"
        if self.label in known.cue:
            return "cues"
        raise RecordError(
            f"unknown label {self.label!r} at [{self.start}, {self.end}): expected {CLAIM}, {SENTENCE}, "
            f"{', '.join((*known.entity, *known.cue))}"
        )


def marks_of(article: Article, layers: Sequence[str] = ()) -> list[Mark]:
    """Return the article's annotations as marks: sentences, entities, cues, claims (or only some `layers`)."""
    wanted = layers or labels().layers
    out: list[Mark] = []
    if "sentences" in wanted:
        out += [Mark(s.start, s.end, SENTENCE) for s in article.sentences]
    if "entities" in wanted:
        out += [Mark(e.start, e.end, e.label, _rest(e.to_dict(), "label")) for e in article.entities]
    if "cues" in wanted:
        out += [Mark(c.start, c.end, c.kind, _rest(c.to_dict(), "kind")) for c in article.cues]
    if "claims" in wanted:
        out += [Mark(c.start, c.end, CLAIM, _claim_data(article, c)) for c in article.claims]
    return out


def _rest(raw: dict[str, Any], label: str) -> dict[str, Any]:
    return {k: v for k, v in raw.items() if k not in _BOUNDS and k != label}


def _claim_data(article: Article, claim: Claim) -> dict[str, Any]:
    linked = [article.cues[i] for i in claim.cues]
    return _rest(claim.to_dict(), "cues") | {"cues": [[c.start, c.end, c.kind] for c in linked]}


def head_of(article: Article) -> dict[str, Any]:
    """Return the record without its text and its annotations."""
    return {k: v for k, v in article.to_dict().items() if k != "text" and k not in labels().layers}


def article_from(head: Mapping[str, Any], text: str, marks: Iterable[Mark]) -> Article:
    """Build an article from its head, its text and its marks.

    An entity without a concept gets its own text as one; claims without an id, or with one that is taken, are numbered.

    Raises
    ------
    RecordError
        If a label is unknown, a claim lacks its type or relation, or anything else `Article.check` finds.
    """
    layers: dict[str, list[Mark]] = {layer: [] for layer in labels().layers}
    article_id = str(head.get("id", "?"))
    for mark in marks:
        if not 0 <= mark.start < mark.end <= len(text):
            raise RecordError(f"{article_id}: {mark.label} [{mark.start}, {mark.end}) lies outside the text")
        layers[mark.layer].append(mark)
    for group in layers.values():
        group.sort(key=lambda m: m.start)
    raw: dict[str, Any] = dict(head)
    raw["text"] = text
    raw["sentences"] = [{"start": m.start, "end": m.end} for m in layers["sentences"]]
    raw["entities"] = [
        _bounds(m, text) | {"label": m.label, "concept": text[m.start : m.end].lower()} | dict(m.data)
        for m in layers["entities"]
    ]
    raw["cues"] = [_bounds(m, text) | {"kind": m.label} | dict(m.data) for m in layers["cues"]]
    links = _CueLinks(layers["cues"])
    taken: set[str] = set()
    raw["claims"] = [_claim(m, text, links, taken, article_id) for m in layers["claims"]]
    article = Article.from_dict(raw)
    faults = article.check()
    if faults:
        raise RecordError("; ".join(faults[:5]))
    return article


def _bounds(m: Mark, text: str) -> dict[str, Any]:
    return {"start": m.start, "end": m.end, "text": text[m.start : m.end]}


def _claim(m: Mark, text: str, links: _CueLinks, taken: set[str], article_id: str) -> dict[str, Any]:
    data = {"statement": None, **m.data}
    missing = [name for name in ("type", "relation") if not data.get(name)]
    if missing:
        raise RecordError(
            f"{article_id}: the claim {text[m.start : m.end]!r} at {m.start} has no {' and no '.join(missing)}; "
            "give it one in the tool that it comes from"
        )
    name = data.get("id")
    if not name or name in taken:
        name = next(f"C{n}" for n in range(1, len(taken) + 2) if f"C{n}" not in taken)
    taken.add(name)
    return _bounds(m, text) | data | {"id": name, "cues": links.of(data.get("cues", ()))}


class _CueLinks:
    def __init__(self, cues: Sequence[Mark]) -> None:
        self._exact: dict[tuple[int, int, str], int] = {}
        for i, m in enumerate(cues):
            self._exact.setdefault((m.start, m.end, m.label), i)
        self._cues = cues

    def of(self, names: Iterable[Sequence[Any]]) -> list[int]:
        """Return the indices of cues by span and kind; an edited cue is found by overlap, a deleted one is not."""
        out = []
        for start, end, kind in names:
            index = self._exact.get((start, end, kind))
            if index is None:
                index = next((i for i, m in enumerate(self._cues) if m.start < end and start < m.end), None)
            if index is not None and index not in out:
                out.append(index)
        return out


def restore(marks: Iterable[Mark], originals: Iterable[Mark], gone: list[Mark] | None = None) -> list[Mark]:
    """Give marks that came back bare the data of the originals.

    A mark takes the data of the original with its span and label; failing that, of one in the same layer with the same
    span (the label was changed), failing that, of the one that it overlaps most (the span was moved). Each original
    gives once; those that gave nothing, for they were deleted or folded into another, go into `gone`.
    """
    bare = list(marks)
    left = list(originals)
    out: list[Mark | None] = [None] * len(bare)

    def take(test: Any) -> None:
        for i, mark in enumerate(bare):
            if out[i] is None:
                fits = [(test(mark, o), -k) for k, o in enumerate(left) if o.layer == mark.layer and test(mark, o) > 0]
                if fits:
                    original = left.pop(-max(fits)[1])
                    out[i] = replace(mark, data=dict(original.data) | dict(mark.data))

    take(lambda m, o: (m.start, m.end, m.label) == (o.start, o.end, o.label))
    take(lambda m, o: (m.start, m.end) == (o.start, o.end))
    take(lambda m, o: min(m.end, o.end) - max(m.start, o.start))
    if gone is not None:
        gone += left
    return [new or old for new, old in zip(out, bare, strict=True)]


def say_gone(name: str, text: str, gone: Iterable[Mark]) -> Iterator[str]:
    """Say what was written out and did not come back: deleted, or folded into another by the tool."""
    for m in gone:
        yield f"{name}: {m.label} {text[m.start : m.end]!r} at {m.start} did not come back"


def tokens(text: str, marks: Iterable[Mark]) -> list[tuple[int, int]]:
    """Cut a text into tokens at words, punctuation and every boundary of a mark; whitespace is a token too."""
    cuts = {0, len(text)}
    cuts.update(offset for m in marks for offset in (m.start, m.end))
    for token in _TOKEN.finditer(text):
        cuts.update(token.span())
    ordered = sorted(cuts)
    return [(a, b) for a, b in pairwise(ordered) if a < b]


def merged(original: Article, edited: Article, layers: Sequence[str]) -> Article:
    """Put the layers that a format carries back onto the record that it was written from.

    Formats that fold line breaks into spaces give the text back changed: the original's is kept, as long as it differs
    in white space alone.

    Raises
    ------
    RecordError
        If the texts differ otherwise.
    """
    if len(original.text) != len(edited.text) or any(
        a != b and not (a.isspace() and b.isspace()) for a, b in zip(original.text, edited.text, strict=True)
    ):
        raise RecordError(f"{original.id}: the text that came back is not the one that was written")
    own = [m for m in marks_of(original) if m.layer not in layers]
    new = [m for m in marks_of(edited) if m.layer in layers]
    before = [m for m in marks_of(original) if m.layer in layers]
    return article_from(head_of(original), original.text, [*own, *restore([_lean(m) for m in new], before)])


def _lean(mark: Mark) -> Mark:
    """Leave out the concept that `article_from` made up, so that the original's comes through."""
    if mark.layer == "entities" and not mark.data.get("ids"):
        return replace(mark, data={k: v for k, v in mark.data.items() if k not in ("concept", "ids")})
    return mark
