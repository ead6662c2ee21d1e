"""CoNLL columns with IOB2 tags: token, offsets, cue tag, entity tag (last, where taggers look for it).

Carries entities, cues and sentences; the text and the rest of the record's head stand in comments. Of cues that
overlap, the first is written and the other noted.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from gluclaims.errors import InputError
from gluclaims.records import Article
from gluclaims.writing.exchange.base import Notes, at, note_losses, whole
from gluclaims.writing.exchange.marks import SENTENCE, Mark, article_from, head_of, marks_of, tokens

TITLE, SUFFIX, READS = "CoNLL / IOB2", ".conll", True
LAYERS = ("sentences", "entities", "cues")


def write(articles: Iterable[Article], path: Path, notes: Notes) -> None:
    """Write tokens, a blank line after each sentence."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for article in whole(articles, notes):
            note_losses(article, LAYERS, notes)
            file.writelines(line + "\n" for line in _lines(article, notes))


def _lines(article: Article, notes: Notes) -> Iterator[str]:
    marks = marks_of(article, LAYERS)
    cut = [(a, b) for a, b in tokens(article.text, marks) if not article.text[a:b].isspace()]
    layers = [_tags(cut, [m for m in marks if m.layer == layer], article, notes) for layer in ("cues", "entities")]
    yield f"# record = {json.dumps(head_of(article), ensure_ascii=False)}"
    yield f"# text = {json.dumps(article.text, ensure_ascii=False)}"
    sentences = [*article.sentences]
    inside = -1
    for i, (a, b) in enumerate(cut):
        at_ = next((k for k, s in enumerate(sentences) if s.start <= a < s.end), -1)
        if at_ != inside or (i == 0 and at_ < 0):
            if i:
                yield ""
            yield "# sentence" if at_ >= 0 else "# no sentence"
            inside = at_
        yield "\t".join([article.text[a:b], f"{a}:{b}", *(tags[i] for tags in layers)])
    yield ""


def _tags(cut: Sequence[tuple[int, int]], marks: Sequence[Mark], article: Article, notes: Notes) -> list[str]:
    out = ["O"] * len(cut)
    for m in marks:
        inside = [i for i, (a, b) in enumerate(cut) if m.start <= a and b <= m.end]
        if any(out[i] != "O" for i in inside):
            notes.add(f"{article.id}: {m.label} [{m.start}, {m.end}) overlaps another and is not written")
            continue
        for k, i in enumerate(inside):
            out[i] = f"{'I' if k else 'B'}-{m.label}"
    return out


def read(path: Path, notes: Notes) -> list[Article]:
    """Read what `write` wrote, with tags corrected.

    Raises
    ------
    InputError
        If the comments with record and text are missing: then offsets can't be told.
    """
    out: list[Article] = []
    head: dict[str, Any] | None = None
    text = ""
    rows: list[tuple[int, int, str, str]] = []
    sentences: list[list[int]] = []
    in_sentence = False

    def finish(place: str) -> None:
        if head is not None:
            marks = [Mark(a, b, SENTENCE) for a, b in sentences]
            for column in (2, 3):
                marks += _spans([(a, b, row[column - 2]) for a, b, *row in rows])
            with at(path, place):
                out.append(article_from(head, text, marks))

    for n, line in enumerate(path.read_text("utf-8").split("\n"), start=1):
        with at(path, f"line {n}"):
            if line.startswith("# record = "):
                finish(f"the record before line {n}")
                head, text, rows, sentences, in_sentence = json.loads(line[11:]), "", [], [], False
            elif line.startswith("# text = "):
                text = json.loads(line[9:])
            elif line == "# sentence":
                in_sentence = True
                sentences.append([])
            elif line == "# no sentence":
                in_sentence = False
            elif line and not line.startswith("# "):
                _, place, cue, entity = line.split("\t")
                a, b = map(int, place.split(":"))
                rows.append((a, b, cue, entity))
                if in_sentence:
                    sentences[-1] = [sentences[-1][0] if sentences[-1] else a, b]
    if head is None:
        raise InputError("no '# record =' comment: not written by gluclaims convert", source=str(path))
    finish("the last record")
    return out


def _spans(rows: Iterable[tuple[int, int, str]]) -> list[Mark]:
    out: list[Mark] = []
    inside = ""
    for a, b, tag in rows:
        prefix, _, label = tag.partition("-")
        if prefix == "I" and label == inside:
            out[-1] = Mark(out[-1].start, b, label)
        elif prefix in ("B", "I"):
            out.append(Mark(a, b, label))
        elif tag != "O":
            raise ValueError(f"no IOB2 tag: {tag}")
        inside = label if prefix in ("B", "I") else ""
    return out
