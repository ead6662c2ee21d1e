"""The article's text cut into pieces, each with all that covers it: claims overlap, so nesting won't do."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import TypeVar

from gluclaims.labels import labels
from gluclaims.records import Article, Claim, Cue, Entity
from gluclaims.writing.report.looks import looks

Mark = TypeVar("Mark", Entity, Cue)
_GAP = re.compile(r"(?:\r\n?|\n)[^\S\n]*(?:(?:\r\n?|\n)[^\S\n]*)+")
# Characters that HTML doesn't allow in a page, shown as the replacement character; lone surrogates are among them.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that the same annotations cover.

    Attributes
    ----------
    claims : tuple of Claim
        In text order.
    ends : tuple of Claim
        The claims that end with this piece: their markers stand behind it.
    furniture : bool
        Whether the piece stands in no sentence.
    """

    start: int
    end: int
    text: str
    claims: tuple[Claim, ...] = ()
    entity: Entity | None = None
    cue: Cue | None = None
    ends: tuple[Claim, ...] = ()
    furniture: bool = False

    @property
    def verdicts(self) -> tuple[str, ...]:
        """The verdicts of its claims, the gravest first, each once."""
        mine = {c.verdict for c in self.claims}
        order = list(_gravest_first())
        return tuple(sorted(mine, key=lambda v: order.index(v) if v in order else len(order)))

    @property
    def certainty(self) -> str | None:
        """The highest certainty of its claims, None without claims."""
        order = labels().certainty
        return max((c.certainty for c in self.claims), key=lambda x: order.index(x) if x in order else -1, default=None)


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph: text between blank lines.

    Attributes
    ----------
    kind : str
        ``title`` (the article's title, where it stands first as text), ``heading`` (a Markdown heading), ``furniture``
        (no sentence in it) or ``text``.
    """

    kind: str
    pieces: tuple[Piece, ...]


def _gravest_first() -> tuple[str, ...]:
    return tuple(looks()["verdict"])


def blocks(article: Article) -> list[Block]:
    """Cut the article into paragraphs of pieces; together they hold its whole text but for the blank lines between."""
    text, size = article.text, len(article.text)
    spans = [(max(0, c.start), min(size, c.end), c) for c in article.claims]
    claims = [(a, b, c) for a, b, c in spans if a < b]
    cuts = {0, size}
    for a, b, _ in claims:
        cuts.update((a, b))
    marks = ((m.start, m.end) for layer in (article.entities, article.cues, article.sentences) for m in layer)
    cuts.update(min(size, max(0, i)) for i in chain.from_iterable(marks))
    paragraphs = list(_paragraphs(text))
    for a, b in paragraphs:
        cuts.update((a, b))
    order = sorted(cuts)
    opening: dict[int, list[Claim]] = {}
    closing: dict[int, list[Claim]] = {}
    for a, b, c in claims:
        opening.setdefault(a, []).append(c)
        closing.setdefault(b, []).append(c)
    entity_at, cue_at = _cover(article.entities), _cover(article.cues)
    sentence_at = {i for s in article.sentences for i in (s.start, s.end)}
    inside = False
    starts, ends = {s.start for s in article.sentences}, {s.end for s in article.sentences}
    active: list[Claim] = []
    pieces: list[Piece] = []
    for a, b in pairwise(order):
        for c in closing.get(a, ()):
            active.remove(c)
        active += opening.get(a, ())
        if a in sentence_at:
            inside = a in starts or (inside and a not in ends)
        pieces.append(
            Piece(
                a,
                b,
                text=_FORBIDDEN.sub("�", text[a:b]),
                claims=tuple(active),
                entity=entity_at(a),
                cue=cue_at(a),
                ends=tuple(closing.get(b, ())),
                furniture=bool(article.sentences) and not inside,
            )
        )
    return _in_blocks(article, paragraphs, pieces)


def _in_blocks(article: Article, paragraphs: list[tuple[int, int]], pieces: list[Piece]) -> list[Block]:
    out: list[Block] = []
    at = 0
    titled = False
    for a, b in paragraphs:
        while at < len(pieces) and pieces[at].end <= a:
            at += 1
        mine = []
        while at < len(pieces) and pieces[at].start < b:
            mine.append(pieces[at])
            at += 1
        words = article.text[a:b].strip()
        kind = "text"
        if words == (article.title or "").strip() and not titled:
            kind, titled = "title", True
        elif re.match(r"#{1,6} \S", words) and "\n" not in words:
            kind = "heading"
        elif all(p.furniture or not p.text.strip() for p in mine):
            kind = "furniture"
        if mine:
            out.append(Block(kind, tuple(mine)))
    return out


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    start, end = len(text) - len(text.lstrip()), len(text.rstrip())
    for gap in _GAP.finditer(text, start, end):
        yield start, gap.start()
        start = gap.end()
    if start < end:
        yield start, end


def _cover(marks: Iterable[Mark]) -> Callable[[int], Mark | None]:
    """Return a function that says which mark covers an offset, to be asked in rising order; the first mark wins."""
    waiting = sorted(marks, key=lambda m: (-m.start, m.end))

    def at(offset: int) -> Mark | None:
        while waiting and waiting[-1].end <= offset:
            waiting.pop()
        return waiting[-1] if waiting and waiting[-1].start <= offset else None

    return at
