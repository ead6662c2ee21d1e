"""Names that no lexicon row has: how many are found by their form, and whether a trained tagger would pay.

``python -m benchmarks.unseen_names GOLD.jsonl ... --data DIR [--tagger]``

Every fifth concept, drawn by a checksum of its name, loses all its rows. Counted are mentions that annotators marked (in
the gold and in the development parts of the public sets) and that the whole lexicon finds under such a concept: how
many does the tagger still find without the rows? With ``--tagger`` a linear token tagger a label is trained on the
training parts of the shippable sets, sentences with a held-out name left out, and adds what it is surer of than
``--least``. It pays where recall on these names rises, precision on the gold does not fall, and speed stays in bounds.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
from sklearn.feature_extraction import FeatureHasher
from sklearn.linear_model import SGDClassifier
from spacy.tokens import Doc

from benchmarks.entities import CORPORA, build
from gluclaims.annotating.tagging import EntityTaggerCore
from gluclaims.evaluating.corpora.base import get_reader
from gluclaims.evaluating.inputs import read_records
from gluclaims.evaluating.tables import align, show
from gluclaims.lexicons.entities import build_lexicon, packaged_entity_tables

SHARE = 5
_FEATURES = 2**18
Span = tuple[int, int, str]


@dataclass(frozen=True)
class Text:
    """A text with the mentions that annotators marked, under our labels."""

    doc: Doc
    gold: tuple[Span, ...]


def held_out(concept: str) -> bool:
    """Tell whether a concept's rows are held out."""
    return crc32(concept.encode()) % SHARE == 0


def cores() -> tuple[EntityTaggerCore, EntityTaggerCore]:
    """Return the tagger with the whole lexicon, and the one without the rows held out."""
    tables = packaged_entity_tables()
    kept = [(name, [row for row in rows if not held_out(row["concept"])]) for name, rows in tables]
    return EntityTaggerCore(build_lexicon(tables)), EntityTaggerCore(build_lexicon(kept))


def public(nlp: Any, folder: Path, split: str) -> list[Text]:
    """Read the public sets; ``split`` is ``train`` or ``devel``."""
    texts = []
    for name, (place, devel) in CORPORA.items():
        reader: Any = get_reader(name)
        ours = {
            theirs: label for label, theirs in reader.labels.items() if label not in ("NEUROTRANSMITTER", "RECEPTOR")
        }
        for item in reader.read(folder / place, "train" if split == "train" else devel):
            gold = tuple((a, b, ours[label]) for a, b, label in item.gold if label in ours)
            texts.append(Text(nlp.make_doc(item.text), gold))
    return texts


def mentions(core: EntityTaggerCore, doc: Doc) -> list[tuple[int, int, str, str]]:
    """Return the tagger's mentions by offsets, with label and concept."""
    return [(doc[m.start].idx, doc[m.end - 1].idx + len(doc[m.end - 1]), m.label, m.concept) for m in core.tag(doc)]


# -- the trained tagger -----------------------------------------------------------------------------------------------


def features(words: Sequence[str]) -> Iterable[list[str]]:
    """Yield the features of each token: its form, and its neighbours'."""
    low = ["|", "|", *(w.lower() for w in words), "|", "|"]
    for i, word in enumerate(words, 2):
        w = low[i]
        shape = "".join(
            "A" if c.isupper() else "a" if c.islower() else "0" if c.isdigit() else c for c in words[i - 2][:8]
        )
        yield [
            f"w={w}", f"s2={w[-2:]}", f"s3={w[-3:]}", f"s4={w[-4:]}", f"p3={w[:3]}", f"p4={w[:4]}", f"shape={shape}",
            f"-1={low[i - 1]}", f"+1={low[i + 1]}", f"-2={low[i - 2]}", f"+2={low[i + 2]}", f"-1s={low[i - 1][-3:]}",
            f"+1s={low[i + 1][-3:]}", f"-1={low[i - 1]} w={w}", f"w={w} +1={low[i + 1]}", f"long={len(word) > 8}",
        ]  # fmt: skip


class LinearTagger:
    """Begin, inside, outside by a linear model a label."""

    def __init__(self) -> None:
        self.hasher = FeatureHasher(_FEATURES, input_type="string")
        self.models: dict[str, SGDClassifier] = {}

    def fit(self, label: str, texts: Sequence[Text]) -> None:
        """Train on the texts of the sets that mark a label."""
        rows: list[list[str]] = []
        tags: list[int] = []
        for text in texts:
            words = [t.text for t in text.doc]
            rows.extend(features(words))
            mine = [0] * len(words)
            for start, end, kind in text.gold:
                if kind == label:
                    for i, t in enumerate(text.doc):
                        if t.idx < end and start < t.idx + len(t):
                            mine[i] = 1 if t.idx <= start else 2
            tags += mine
        model = SGDClassifier(loss="log_loss", alpha=1e-6, max_iter=12, tol=None, random_state=0)
        self.models[label] = model.fit(self.hasher.transform(rows), np.array(tags))

    def tag(self, doc: Doc, least: float) -> list[Span]:
        """Return the spans that the models are surer of than `least`."""
        rows = self.hasher.transform(features([t.text for t in doc]))
        found: list[Span] = []
        for label, model in self.models.items():
            p = model.predict_proba(rows)
            i = 0
            while i < len(doc):
                if p[i, 1] > least:
                    j = i + 1
                    while j < len(doc) and p[j, 2] > p[j, 0] and p[j, 2] > p[j, 1]:
                        j += 1
                    found.append((doc[i].idx, doc[j - 1].idx + len(doc[j - 1]), label))
                    i = j
                else:
                    i += 1
        return found


def train(nlp: Any, folder: Path, whole: EntityTaggerCore) -> LinearTagger:
    """Train on the training parts, sentences with a held-out name left out."""
    tagger = LinearTagger()
    by_label: defaultdict[str, list[Text]] = defaultdict(list)
    marks = {
        "whitetext": ["REGION"],
        "neurotrialner": ["DRUG", "DISORDER"],
        "bc5cdr": ["DRUG", "DISORDER"],
        "ncbi": ["DISORDER"],
    }
    for name, (place, _) in CORPORA.items():
        reader: Any = get_reader(name)
        ours = {
            theirs: label for label, theirs in reader.labels.items() if label not in ("NEUROTRANSMITTER", "RECEPTOR")
        }
        for item in reader.read(folder / place, "train"):
            doc = nlp.make_doc(item.text)
            if any(held_out(m[3]) for m in mentions(whole, doc)):
                continue
            text = Text(doc, tuple((a, b, ours[label]) for a, b, label in item.gold if label in ours))
            for label in marks[name]:
                by_label[label].append(text)
    for label in sorted(by_label):
        tagger.fit(label, by_label[label])
    return tagger


# -- figures ----------------------------------------------------------------------------------------------------------


def recall(texts: Sequence[Text], whole: EntityTaggerCore, rest: EntityTaggerCore, extra: Any) -> dict[str, list[int]]:
    """Count by label: held-out mentions, those found by their form, those found with the trained tagger."""
    counts: dict[str, list[int]] = {}
    for text in texts:
        gold = set(text.gold)
        names = [m for m in mentions(whole, text.doc) if held_out(m[3]) and m[:3] in gold]
        if not names:
            continue
        ours = [m[:3] for m in mentions(rest, text.doc)]
        more = extra(text.doc) if extra else []
        for start, end, label, _ in names:
            n = counts.setdefault(label, [0, 0, 0])
            n[0] += 1
            form = any(a < end and start < b and kind == label for a, b, kind in ours)
            n[1] += form
            n[2] += form or any(a < end and start < b and kind == label for a, b, kind in more)
    return counts


def precision(texts: Sequence[Text], whole: EntityTaggerCore, extra: Any) -> tuple[float, float, float, float]:
    """Return exact precision and recall on gold, without and with what the trained tagger adds."""
    right, made, wanted, right_more, made_more = 0, 0, 0, 0, 0
    for text in texts:
        gold = set(text.gold)
        ours = [m[:3] for m in mentions(whole, text.doc)]
        more = [e for e in extra(text.doc) if not any(a < e[1] and e[0] < b for a, b, _ in ours)]
        wanted += len(gold)
        right += len(gold & set(ours))
        made += len(ours)
        right_more += len(gold & {*ours, *more})
        made_more += len(ours) + len(more)
    return right / made, right / wanted, right_more / made_more, right_more / wanted


def main(argv: Sequence[str] | None = None) -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", nargs="*", type=Path, help="gold records (.jsonl)")
    parser.add_argument("--data", type=Path, required=True, help="folder with the public corpora's folders")
    parser.add_argument("--tagger", action="store_true", help="train and try a linear tagger")
    parser.add_argument("--least", type=float, nargs="*", default=[0.9], help="how sure it must be")
    args = parser.parse_args(argv)
    nlp = build()
    whole, rest = cores()
    gold = [
        Text(nlp(a.text), tuple((e.start, e.end, e.label) for e in a.entities))
        for p in args.gold
        for a in read_records(p)
    ]
    devel = public(nlp, args.data, "devel")
    tagger = train(nlp, args.data, whole) if args.tagger else None
    for least in args.least if tagger else [1.0]:
        extra = (lambda doc, x=least: tagger.tag(doc, x)) if tagger else None
        counts = recall([*gold, *devel], whole, rest, extra)
        body = [
            (label, str(n), show(form / n), show(both / n) if tagger else "-")
            for label, (n, form, both) in sorted(counts.items())
        ]
        print(align(("held-out names", "n", "by form, R", f"and tagger > {least}, R" if tagger else "-"), body))
        if tagger and gold:
            p, r, p2, r2 = precision(gold, whole, extra)
            print(f"gold, exact: P {p:.3f} R {r:.3f}; with the tagger P {p2:.3f} R {r2:.3f}")
    if tagger and gold:
        words = sum(len(t.doc) for t in gold)
        start = time.process_time()
        for text in gold:
            whole.tag(text.doc)
        middle = time.process_time()
        for text in gold:
            tagger.tag(text.doc, args.least[0])
        end = time.process_time()
        print(
            f"tagging without tokens: {words / (middle - start):,.0f} words/s; the trained tagger: {words / (end - middle):,.0f}"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
