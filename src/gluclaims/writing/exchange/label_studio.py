"""Label Studio JSON tasks. Offsets in UTF-16 code units, as its browser side counts.

Spans are regions of the control ``label``; the fields of a claim are choices of the region, one control a field, and
free text is a text area; cues point at claims by relations. `config` is the labelling interface that shows them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

from gluclaims.errors import InputError
from gluclaims.labels import CLAIM_FIELDS, labels
from gluclaims.records import Article
from gluclaims.writing.exchange.base import Notes, at, whole
from gluclaims.writing.exchange.marks import CLAIM, SENTENCE, Mark, article_from, head_of, marks_of
from gluclaims.writing.exchange.offsets import Utf16

TITLE, SUFFIX, READS = "Label Studio", ".json", True
LAYERS = labels().layers
#: Claim fields that are written as free text.
TEXT_FIELDS = ("statement", "subject", "object", "location", "population")
BEARS_ON = "bears on"


def config() -> str:
    """Return the labelling interface (XML) to paste into a project's settings."""
    known = labels()
    spans = (*known.entity, *known.cue, CLAIM, SENTENCE)
    lines = ["<View>", '  <Labels name="label" toName="text">']
    lines += [f"    <Label value={quoteattr(label)}/>" for label in spans]
    lines += [
        "  </Labels>",
        '  <Text name="text" value="$text"/>',
        f'  <Relations><Relation value="{BEARS_ON}"/></Relations>',
    ]
    shown = f'perRegion="true" whenTagName="label" whenLabelValue="{CLAIM}"'
    for name in CLAIM_FIELDS:
        lines.append(f'  <Header value="{name}" size="6"/><Choices name="{name}" toName="text" {shown}>')
        lines += [f"    <Choice value={quoteattr(label)}/>" for label in known.of(name)]
        lines.append("  </Choices>")
    lines += [f'  <TextArea name="{name}" toName="text" {shown}/>' for name in TEXT_FIELDS]
    concept = 'perRegion="true" whenTagName="label"'
    return "\n".join([*lines, f'  <TextArea name="concept" toName="text" {concept}/>', "</View>"])  # fmt: skip


def write(articles: Iterable[Article], path: Path, notes: Notes) -> None:
    """Write a list of tasks with one finished annotation each."""
    tasks = [_task(article) for article in whole(articles, notes)]
    path.write_text(json.dumps(tasks, ensure_ascii=False, indent=1) + "\n", "utf-8", newline="\n")


def _task(article: Article) -> dict[str, Any]:
    return {
        "data": {"text": article.text, "gluclaims": head_of(article)},
        "annotations": [{"result": list(_results(article))}],
    }


def _results(article: Article) -> Iterator[dict[str, Any]]:
    units = Utf16(article.text)
    marks = marks_of(article)
    region = {(m.start, m.end, m.label): f"r{i}" for i, m in reversed(list(enumerate(marks)))}
    for i, m in enumerate(marks):
        value = {"start": units.to_utf16(m.start), "end": units.to_utf16(m.end), "text": article.text[m.start : m.end]}
        base = {"id": f"r{i}", "to_name": "text"}
        shown = [n for n in (*CLAIM_FIELDS, *TEXT_FIELDS, "concept") if m.data.get(n) is not None]
        rest = {k: v for k, v in m.data.items() if k not in shown and k != "cues"}
        yield base | {
            "from_name": "label", "type": "labels", "value": value | {"labels": [m.label]}, "meta": {"gluclaims": rest},
        }  # fmt: skip
        for name in shown:
            if name in CLAIM_FIELDS:
                yield base | {"from_name": name, "type": "choices", "value": value | {"choices": [m.data[name]]}}
            else:
                yield base | {"from_name": name, "type": "textarea", "value": value | {"text": [m.data[name]]}}
        if m.label == CLAIM:
            for start, end, kind in m.data.get("cues", ()):
                yield {
                    "type": "relation", "from_id": region[start, end, kind], "to_id": f"r{i}", "direction": "right",
                    "labels": [BEARS_ON],
                }  # fmt: skip


def read(path: Path, notes: Notes) -> list[Article]:
    """Read an export (JSON); of several annotations of a task the last that was not cancelled counts."""
    try:
        tasks = json.loads(path.read_text("utf-8-sig"))
    except ValueError as error:
        raise InputError(f"no JSON: {error}", source=str(path)) from None
    if not isinstance(tasks, list):
        raise InputError("expected a list of tasks (export as JSON, not JSON-MIN)", source=str(path))
    out = []
    for number, task in enumerate(tasks, start=1):
        with at(path, f"task {number}"):
            data = task["data"]
            head = data.get("gluclaims") or {"id": str(data.get("id") or task.get("id") or number)}
            done = [a for a in task.get("annotations") or () if not a.get("was_cancelled")]
            if len(done) > 1:
                notes.add(f"{head['id']}: {len(done)} annotations, the last is read")
            results = done[-1]["result"] if done else []
            out.append(article_from(head, data["text"], _marks(results, data["text"])))
    return out


def _marks(results: Iterable[Mapping[str, Any]], text: str) -> list[Mark]:
    units = Utf16(text)
    spans: dict[str, tuple[int, int, str]] = {}
    data: dict[str, dict[str, Any]] = {}
    links: list[tuple[str, str]] = []
    for r in results:
        if r["type"] == "relation":
            # A relation may have been drawn either way.
            links.append((r["from_id"], r["to_id"]))
            continue
        value, fields = r["value"], data.setdefault(r["id"], {})
        if r["type"] == "labels":
            spans[r["id"]] = (units.from_utf16(value["start"]), units.from_utf16(value["end"]), value["labels"][0])
            fields |= (r.get("meta") or {}).get("gluclaims") or {}
        elif r["type"] == "choices":
            fields[r["from_name"]] = value["choices"][0]
        elif r["type"] == "textarea":
            fields[r["from_name"]] = "\n".join(value["text"])
    for name, (_, _, label) in spans.items():
        if label == CLAIM:
            data[name]["cues"] = []
    for a, b in links:
        cue, claim = (a, b) if spans[b][2] == CLAIM else (b, a)
        data[claim]["cues"].append(list(spans[cue]))
    return [Mark(*spans[name], data[name]) for name in spans]
