"""PubTator: title and text on a line each, entities below. Offsets in code points over both.

Carries entities alone. Line breaks can't be written: they come out as spaces, so that offsets hold; ``--onto`` puts
what comes back onto the record that it was written from.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from gluclaims.errors import InputError
from gluclaims.records import Article
from gluclaims.writing.exchange.base import Notes, at, note_losses, whole
from gluclaims.writing.exchange.marks import Mark, article_from

TITLE, SUFFIX, READS = "PubTator", ".pubtator", True
LAYERS = ("entities",)


def write(articles: Iterable[Article], path: Path, notes: Notes) -> None:
    """Write articles, a blank line between them."""
    path.write_text("\n".join(_block(article, notes) for article in whole(articles, notes)), "utf-8", newline="\n")


def _block(article: Article, notes: Notes) -> str:
    note_losses(article, LAYERS, notes)
    if article.title:
        notes.add(f"{article.id}: the title field is not carried by this format (the text is, whole)")
    if "|" in article.id or "\t" in article.id or "\n" in article.id:
        raise InputError("the id holds a character that PubTator uses itself", source=article.id)
    flat = "".join(" " if c.isspace() else c for c in article.text)
    # The first line stands as the title, if only to keep to the format; one character parts the two.
    cut = len(article.text.partition("\n")[0])
    lines = [f"{article.id}|t|{flat[:cut]}", f"{article.id}|a|{flat[cut + 1 :]}"]
    for e in article.entities:
        ids = ",".join(f"{k}:{v}" for k, v in e.ids.items()) or e.concept
        lines.append("\t".join((article.id, str(e.start), str(e.end), flat[e.start : e.end], e.label, ids)))
    return "\n".join(lines) + "\n"


def read(path: Path, notes: Notes) -> list[Article]:
    """Read articles back; relations, which we don't write, are noted."""
    out: list[Article] = []
    for number, block in enumerate(path.read_text("utf-8-sig").replace("\r\n", "\n").split("\n\n"), start=1):
        if not block.strip():
            continue
        with at(path, f"article {number}"):
            lines = block.strip("\n").split("\n")
            name, kind, title = lines[0].split("|", 2)
            _, other, text = lines[1].split("|", 2)
            if (kind, other) != ("t", "a"):
                raise ValueError("expected |t| and |a| lines")
            whole_text = f"{title} {text}" if text else title
            marks = []
            for line in lines[2:]:
                cells = line.split("\t")
                if len(cells) < 5 or not cells[1].isdigit():
                    notes.add(f"{name}: not an entity, left out: {line}")
                    continue
                marks.append(Mark(int(cells[1]), int(cells[2]), cells[4], _identity(cells[5:6])))
            out.append(article_from({"id": name}, whole_text, marks))
    return out


def _identity(cells: list[str]) -> dict[str, object]:
    if not cells or not cells[0]:
        return {}
    if ":" not in cells[0]:
        return {"concept": cells[0]}
    return {"ids": dict(pair.split(":", 1) for pair in cells[0].split(","))}
