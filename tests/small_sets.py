"""Public sets in small: made up, in the shape that their authors give them, for the commands of the docs to run on."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from gluclaims.training.syntax import FILES

WORDS = ("tea", "salt", "milk", "rice", "zinc", "corn", "iron", "oats", "figs", "kale", "leek", "dill")
TREE = """# text = {0} blocks receptors
1\t{0}\t{0}\tNOUN\tNN\t_\t2\tnsubj\t_\t_
2\tblocks\tblock\tVERB\tVBZ\t_\t0\troot\t_\t_
3\treceptors\treceptor\tNOUN\tNNS\t_\t2\tobj\t_\t_

"""


def lines(rows: Iterable[dict[str, Any]]) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


def treebank(folder: Path) -> None:
    """Write both parts of a treebank of one tree."""
    folder.mkdir()
    for name in FILES.values():
        (folder / name).write_text("".join(TREE.format(w.title()) for w in WORDS) * 4, "utf-8")


def bioscope(folder: Path) -> None:
    """Write a document a word, of a hedged, a negated and a plain sentence."""
    folder.mkdir()
    part = (
        '<Document type="Abstract"><DocID type="PMID">{n}</DocID><DocumentPart type="Text">'
        '<sentence id="S{n}.1" certainty="uncertain">{w} <xcope id="X{n}.1"><cue type="speculation" ref="X{n}.1">may</cue>'
        " ease pain</xcope>.</sentence>"
        '<sentence id="S{n}.2" certainty="certain">{w} does <xcope id="X{n}.2"><cue type="negation" ref="X{n}.2">not</cue>'
        " ease pain</xcope>.</sentence>"
        '<sentence id="S{n}.3" certainty="certain">{w} eases pain.</sentence></DocumentPart></Document>'
    )
    body = "".join(part.format(n=n, w=w.title()) for n, w in enumerate(WORDS))
    (folder / "abstracts.xml").write_text(f"<Annotation><DocumentSet>{body}</DocumentSet></Annotation>", "utf-8")


def pei_jurgens(folder: Path) -> None:
    """Write findings that are put surely or not, with their aspects."""
    folder.mkdir()
    names = ("Number", "Extent", "Probability", "Condition", "Suggestion", "Framing")
    levels = ("Certain", "Uncertain", "NotPresent")
    found = []
    for n, w in enumerate(WORDS * 2):
        base = {
            "id": n,
            "finding": f"{w.title()} eases pain." if n % 2 else f"{w.title()} may perhaps ease pain.",
            "split": "train" if n < 16 else "val",
        }
        sure = 5.0 + n / 100 if n % 2 else 2.0 + n / 100
        found.append((base, sure, {name: levels[(n + i) % 3] for i, name in enumerate(names)}))
    (folder / "sentence-level-certainty.jsonl").write_text(
        lines(b | {"sentence-level-certainty": s} for b, s, _ in found), "utf-8"
    )
    (folder / "aspect-level-certainty.jsonl").write_text(
        lines(b | {"aspect-level-certainty": a} for b, _, a in found), "utf-8"
    )


def scifact(folder: Path) -> None:
    """Write claims of all three labels with an abstract each."""
    folder.mkdir()
    corpus, claims = [], []
    for n, w in enumerate(WORDS):
        does = ("eases", "worsens", "has no part in")[n % 3]
        corpus.append(
            {"doc_id": n, "title": w, "abstract": [f"We gave {w}.", f"{w.title()} {does} pain."], "structured": False}
        )
        label = ("SUPPORT", "CONTRADICT", None)[n % 3]
        evidence = {str(n): [{"sentences": [1], "label": label}]} if label else {}
        claims.append({"id": n, "claim": f"{w.title()} eases pain.", "evidence": evidence, "cited_doc_ids": [n]})
    (folder / "corpus.jsonl").write_text(lines(corpus), "utf-8")
    (folder / "claims_train.jsonl").write_text(lines(claims), "utf-8")


def check_covid(folder: Path) -> None:
    """Write claims of all three labels with an abstract each, for training and for development."""
    folder.mkdir()
    corpus, claims = [], []
    for n, w in enumerate(WORDS):
        does = ("eases", "worsens", "has no part in")[n % 3]
        corpus.append({"cord_id": f"c{n}", "title": w, "abstract": [f"We gave {w}.", f"{w.title()} {does} fever."]})
        label = ("SUPPORT", "REFUTE", "NOTENOUGHINFO")[n % 3]
        claims.append({"id": f"{n}_0", "claim": f"{w.title()} eases fever.", "cord_id": f"c{n}", "label": label})
    (folder / "corpus.json").write_text(lines(corpus), "utf-8")
    for split in ("train", "dev"):
        (folder / f"covidCheck_{split}_data.json").write_text(lines(claims), "utf-8")


def write_all(folder: Path) -> None:
    """Write every set under the name that the docs give it."""
    treebank(folder / "UD_English-EWT")
    bioscope(folder / "BIOSCOPE")
    pei_jurgens(folder / "PEI_JURGENS")
    scifact(folder / "SCIFACT")
    check_covid(folder / "CHECK_COVID")
