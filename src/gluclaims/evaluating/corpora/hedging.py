"""CoNLL-2010 / BioScope: which sentences are uncertain, and the cues that make them so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar
from xml.etree.ElementTree import Element, ParseError, fromstring

from gluclaims.errors import InputError
from gluclaims.evaluating.corpora.base import Item, Reader, Score, files
from gluclaims.evaluating.corpora.spans import LabelledSpan, Spans, prf_score, score_spans
from gluclaims.labels import labels
from gluclaims.records import Article

SPECULATION, NEGATION = "speculation", "negation"
#: Brackets as some releases of the test text write them.
_BRACKETS = {"-LRB-": "(", "-RRB-": ")", "-LSB-": "[", "-RSB-": "]", "-LCB-": "{", "-RCB-": "}"}


@dataclass(frozen=True, slots=True)
class Hedging:
    """What is known of a sentence: whether it is uncertain, and its cues."""

    uncertain: bool
    cues: Spans = ()


class Conll2010(Reader[Hedging]):
    """CoNLL-2010 shared task, task 1: class *uncertain*, F1."""

    name = "conll2010"
    title = "CoNLL-2010 task 1B / BioScope XML (abstracts.xml, full_papers.xml, or the folder)"
    #: Cue kinds of ours that count as speculation.
    kinds: ClassVar[tuple[str, ...]] = ("GAP",)

    def read(self, path: Path, split: str | None = None) -> list[Item[Hedging]]:
        """Read sentences in document order; `split` names a file of the folder (``abstracts``)."""
        out: list[Item[Hedging]] = []
        for file in files(path, f"{split or '*'}.xml"):
            for document, root in enumerate(_parse(file).iter("Document")):
                name = (root.findtext("DocID") or f"{document}").strip()
                for number, sentence in enumerate(root.iter("sentence")):
                    text, cues = _flatten(sentence)
                    uncertain = sentence.get("certainty") == "uncertain" or any(c[2] == SPECULATION for c in cues)
                    item_id = f"{file.stem}:{name}:{sentence.get('id', number)}"
                    out.append(Item(item_id, text, Hedging(uncertain, cues), group=name))
        return out

    def of_article(self, article: Article) -> Hedging:
        """Return uncertain where a hedging or gap cue stands; cues of speculation and negation."""
        speculative = {*labels().hedging_cue, *self.kinds}
        cues = tuple(
            (c.start, c.end, NEGATION if c.kind == "NEGATION" else SPECULATION)
            for c in article.cues
            if c.kind in speculative or c.kind == "NEGATION"
        )
        return Hedging(any(c[2] == SPECULATION for c in cues), cues)

    def score(self, gold: Sequence[Hedging], pred: Sequence[Hedging]) -> list[Score]:
        """Score the class *uncertain*, then the cues."""
        pairs = [(g.uncertain, p.uncertain) for g, p in zip(gold, pred, strict=True)]
        counts = sum(g and p for g, p in pairs), sum(p and not g for g, p in pairs), sum(g and not p for g, p in pairs)
        cues = score_spans([g.cues for g in gold], [p.cues for p in pred], (SPECULATION, NEGATION))
        return [prf_score("uncertain sentences, F1", counts), *(s for s in cues if not s.name.startswith("all"))]


def _parse(path: Path) -> Element:
    data = path.read_bytes()
    if b"<!ENTITY" in data:
        raise InputError("declares XML entities, which the corpus does not", source=str(path))
    try:
        root = fromstring(data)  # noqa: S314 - entities are refused above
    except ParseError as error:
        raise InputError(f"no XML: {error}", source=str(path)) from None
    if root.find(".//sentence") is None:
        raise InputError("holds no <sentence>: not the corpus in its authors' XML", source=str(path))
    return root


def _flatten(sentence: Element) -> tuple[str, Spans]:
    parts: list[str] = []
    cues: list[LabelledSpan] = []

    def add(text: str | None) -> None:
        for old, new in _BRACKETS.items():
            text = text.replace(old, new) if text else text
        parts.append(text or "")

    def walk(node: Any) -> None:
        start = sum(map(len, parts))
        add(node.text)
        for child in node:
            walk(child)
            add(child.tail)
        kind = SPECULATION if node.tag == "ccue" else node.get("type") if node.tag == "cue" else None
        if kind in (SPECULATION, NEGATION):
            cues.append((start, sum(map(len, parts)), kind))

    walk(sentence)
    return "".join(parts), tuple(sorted(cues))
