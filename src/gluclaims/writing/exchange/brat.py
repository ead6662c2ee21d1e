"""brat standoff: a folder of ``.txt`` and ``.ann`` pairs, with ``annotation.conf``. Offsets in code points.

Entities, cues, claims and sentences are text-bound annotations; claim fields are attributes, cue links relations,
vocabulary ids normalisations; everything else (statement, subject, object, ...) is a note in JSON. brat does not let
a span cross a line break: such spans are written in pieces and joined again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from gluclaims.errors import InputError, RecordError
from gluclaims.labels import CLAIM_FIELDS, labels
from gluclaims.records import Article
from gluclaims.writing.exchange.base import Notes, at, whole
from gluclaims.writing.exchange.marks import CLAIM, SENTENCE, Mark, article_from, head_of, marks_of

TITLE, SUFFIX, READS = "brat standoff", "", True
LAYERS = labels().layers
_LINE = re.compile(r"[^\n]+")
_UNSAFE = re.compile(r"[^\w.-]+")


def write(articles: Iterable[Article], path: Path, notes: Notes) -> None:
    """Write a folder that a brat server can serve.

    Raises
    ------
    RecordError
        If two ids lead to one file name.
    """
    path.mkdir(parents=True, exist_ok=True)
    (path / "annotation.conf").write_text(annotation_conf(), "utf-8", newline="\n")
    taken: dict[str, str] = {}
    for article in whole(articles, notes):
        stem = _UNSAFE.sub("_", article.id).strip("._") or "article"
        if stem in taken:
            raise RecordError(f"{article.id!r} and {taken[stem]!r} would both be written to {stem}.txt")
        taken[stem] = article.id
        (path / f"{stem}.txt").write_text(article.text, "utf-8", newline="")
        (path / f"{stem}.ann").write_text(_standoff(article), "utf-8", newline="")


def annotation_conf() -> str:
    """Return brat's ``annotation.conf`` for our labels."""
    known = labels()
    kinds = [*known.entity, *known.cue, CLAIM, SENTENCE]
    attributes = [f"{_attribute(n)}\tArg:{CLAIM}, Value:{'|'.join(known.of(n))}" for n in CLAIM_FIELDS]
    cues = "|".join(known.cue)
    parts = {
        "entities": kinds,
        "relations": [f"Bears_on\tArg1:{cues}, Arg2:{CLAIM}", "<OVERLAP>\tArg1:<ANY>, Arg2:<ANY>, <OVL-TYPE>:<ANY>"],
        "events": [],
        "attributes": attributes,
    }
    return "\n\n".join("\n".join([f"[{name}]", *lines]) for name, lines in parts.items()) + "\n"


def _attribute(name: str) -> str:
    return name.capitalize()


def _standoff(article: Article) -> str:
    marks = marks_of(article)
    number = {(m.start, m.end, m.label): i for i, m in reversed(list(enumerate(marks, start=1)))}
    lines: list[str] = []
    counts = {"A": 0, "R": 0, "N": 0, "#": 0}

    def add(kind: str, line: str) -> None:
        counts[kind] += 1
        lines.append(f"{kind}{counts[kind]}\t{line}")

    for i, m in enumerate(marks, start=1):
        pieces = [p.span() for p in _LINE.finditer(article.text, m.start, m.end)]
        place = ";".join(f"{a} {b}" for a, b in pieces)
        lines.append(f"T{i}\t{m.label} {place}\t{' '.join(article.text[a:b] for a, b in pieces)}")
        data = dict(m.data)
        if m.label == CLAIM:
            for name in CLAIM_FIELDS:
                if (value := data.pop(name, None)) is not None:
                    add("A", f"{_attribute(name)} T{i} {value}")
            for start, end, kind in data.pop("cues", ()):
                add("R", f"Bears_on Arg1:T{number[start, end, kind]} Arg2:T{i}")
        ids = data.pop("ids", {}) or {}
        for vocabulary, value in ids.items():
            add("N", f"Reference T{i} {vocabulary}:{value}\t{article.text[m.start : m.end]}".replace("\n", " "))
        if data:
            add("#", f"AnnotatorNotes T{i}\t{json.dumps(data, ensure_ascii=False)}")
    add("#", f"GluclaimsRecord T0\t{json.dumps(head_of(article), ensure_ascii=False)}")
    return "".join(line + "\n" for line in lines)


def read(path: Path, notes: Notes) -> list[Article]:
    """Read a folder (or one ``.ann`` file) back.

    Raises
    ------
    InputError
        If a line is no standoff, or the text beside it is missing.
    """
    found = sorted(path.glob("*.ann")) if path.is_dir() else [path]
    if not found:
        raise InputError("a folder without .ann files", source=str(path))
    return [_read_one(file, notes) for file in found]


def _read_one(path: Path, notes: Notes) -> Article:
    source = path.with_suffix(".txt")
    if not source.is_file():
        raise InputError(f"{source.name} is missing beside it", source=str(path))
    text = source.read_bytes().decode("utf-8")
    spans: dict[str, tuple[int, int, str]] = {}
    data: dict[str, dict[str, Any]] = {}
    links: list[tuple[str, str]] = []
    head: dict[str, Any] = {"id": path.stem}
    fields = {_attribute(name): name for name in CLAIM_FIELDS}
    for n, line in enumerate(path.read_bytes().decode("utf-8").split("\n"), start=1):
        if not line.strip():
            continue
        with at(path, f"line {n}"):
            name, middle, *rest = line.rstrip("\r").split("\t")
            words = middle.split(" ")
            if name[0] == "T":
                offsets = [int(x) for piece in middle.partition(" ")[2].split(";") for x in piece.split()]
                spans[name] = (min(offsets), max(offsets), words[0])
            elif name[0] in "AM" and words[0] in fields:
                data.setdefault(words[1], {})[fields[words[0]]] = words[2]
            elif name[0] == "R" and words[0] == "Bears_on":
                links.append((words[1].partition(":")[2], words[2].partition(":")[2]))
            elif name[0] == "N":
                vocabulary, _, value = words[2].partition(":")
                data.setdefault(words[1], {}).setdefault("ids", {})[vocabulary] = value
            elif name[0] == "#" and words[0] == "GluclaimsRecord":
                head = json.loads(rest[0])
            elif name[0] == "#" and rest and rest[0].startswith("{"):
                data.setdefault(words[1], {}).update(json.loads(rest[0]))
            else:
                notes.add(f"{path.name}, line {n}: not ours, left out: {line}")
    for cue, claim in links:
        data.setdefault(claim, {}).setdefault("cues", []).append(list(spans[cue]))
    with at(path, "the whole"):
        return article_from(head, text, [Mark(*spans[name], data.get(name, {})) for name in spans])
