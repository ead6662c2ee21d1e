"""Entity recognition on gold files and public corpora, one table.

``python -m benchmarks.entities GOLD.jsonl ... [--data DIR] [--only NAME ...] [--errors N] [--rules]``

Gold files: exact and overlap F1 by label, and the share of exact matches that have the right concept. With ``--data``
also the development parts of WhiteText, NeuroTrialNER (by trial: distinct names, exact and partial), BC5CDR and NCBI
(overlap, as far as our labels cover them), and DrugProt: recall of gene mentions that look like receptors and of
chemicals that are transmitters, also of those alone that stand outside the set's gene names: the guidelines give
"dopamine" in "dopamine receptor" to the receptor. ``--rules`` prints the precision of each kind of rule on the gold files.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language

from gluclaims.annotating import entities as _entities
from gluclaims.annotating import sentences as _sentences
from gluclaims.annotating.tokenizers import make_tokenizer
from gluclaims.evaluating.corpora.base import Score, get_reader
from gluclaims.evaluating.corpora.mentions import NeuroTrialNER
from gluclaims.evaluating.corpora.spans import Spans, score_spans
from gluclaims.evaluating.inputs import read_records
from gluclaims.evaluating.tables import align, show
from gluclaims.labels import labels
from gluclaims.records import Article

FACTORIES = (_sentences.make_sentences, _entities.make_entities)
#: Public corpus -> folder, split.
CORPORA = {
    "whitetext": ("whitetext", "devel"), "neurotrialner": ("neurotrialner", "dev"), "bc5cdr": ("BC5CDR-IOB", "devel"),
    "ncbi": ("NCBI-disease-IOB", "devel"),
}  # fmt: skip
#: A gene mention that names a neuroreceptor, by itself or by a usual short form.
RECEPTOR = re.compile(
    r"\b(?:\w*receptors?|\w*ceptors?)\b|^(?:5-?HT|D|H|M|MT|A|CB|NK|OX|Y|P2[XY]|mGluR?|GluR|GluN|GluA|NR|V)"
    r"[-(]?\d+[A-D]?\)?[sR]?$|^(?:NMDA|AMPA|GABA|GABA-?A|GABAA|GABA-?B|GABAB|[MDK]OR|nACh|mACh|EG|TRK)R?s?$"
)
TRANSMITTERS = frozenset(
    [
        "dopamine",
        "serotonin",
        "5-ht",
        "5-hydroxytryptamine",
        "glutamate",
        "l-glutamate",
        "gaba",
        "noradrenaline",
        "norepinephrine",
        "adrenaline",
        "epinephrine",
        "acetylcholine",
        "ach",
        "histamine",
        "glycine",
        "da",
        "ne",
        "aspartate",
        "adenosine",
        "atp",
        "melatonin",
        "anandamide",
        "oxytocin",
        "vasopressin",
        "d-serine",
        "taurine",
        "kynurenine",
        "agmatine",
        "tyramine",
        "tryptamine",
        "octopamine",
        "cortisol",
        "corticosterone",
        "estradiol",
        "progesterone",
        "testosterone",
        "allopregnanolone",
        "dhea",
        "2-arachidonoylglycerol",
        "2-ag",
        "angiotensin",
        "bradykinin",
    ]
)


def build() -> Language:
    """Build the part of the pipeline that is measured."""
    nlp = spacy.blank("en")
    nlp.tokenizer = make_tokenizer(nlp)
    nlp.add_pipe("gluclaims_sentences")
    nlp.add_pipe("gluclaims_entities")
    return nlp


def annotate(nlp: Language, texts: Iterable[str], whole: bool = False) -> list[list[dict[str, Any]]]:
    """Return the entities of each text; `whole` takes a text as it stands, with no splitting and no furniture."""
    found = []
    for text in texts:
        doc = nlp.get_pipe("gluclaims_entities")(nlp.make_doc(text)) if whole else nlp(text)
        found.append(list(doc._.entities))
    return found


def spans_of(found: Iterable[dict[str, Any]], names: dict[str, str]) -> Spans:
    """Return entities as labelled spans, in a corpus's own labels."""
    return tuple((e["start"], e["end"], names[e["label"]]) for e in found if e["label"] in names)


def gold_scores(articles: Sequence[Article], found: Sequence[Sequence[dict[str, Any]]]) -> list[Score]:
    """Score gold articles by label, and concepts."""
    names = {label: label for label in labels().entity}
    gold = [tuple((e.start, e.end, e.label) for e in a.entities) for a in articles]
    scores = score_spans(gold, [spans_of(f, names) for f in found], labels().entity)
    right = both = 0
    for article, entities in zip(articles, found, strict=True):
        known = {(e.start, e.end, e.label): e.concept for e in article.entities}
        for e in entities:
            concept = known.get((e["start"], e["end"], e["label"]))
            both += concept is not None
            right += concept == e["concept"]
    scores.append(Score("concept of exact matches, accuracy", right / both if both else None, both))
    return scores


def drugprot_scores(nlp: Language, folder: Path) -> list[Score]:
    """Return the recall of receptors among the genes, and of transmitters among the chemicals, by overlap."""
    texts = {}
    for line in next(folder.glob("*abstracts.tsv")).read_text("utf-8").splitlines():
        pmid, title, abstract = line.split("\t")
        texts[pmid] = f"{title}\t{abstract}"
    found = dict(zip(texts, annotate(nlp, texts.values(), whole=True), strict=True))
    counts = {name: [0, 0, 0] for name in _OWN}
    missed: Counter[str] = Counter()
    rows = [line.split("\t") for line in next(folder.glob("*entities.tsv")).read_text("utf-8").splitlines()]
    genes: dict[str, list[tuple[int, int]]] = {}
    for pmid, _, kind, start, end, _ in rows:
        if kind.startswith("GENE"):
            genes.setdefault(pmid, []).append((int(start), int(end)))
    for pmid, _, kind, start, end, text in rows:
        name = (
            "receptors" if kind.startswith("GENE") and RECEPTOR.search(text)
            else "transmitters" if kind == "CHEMICAL" and text.lower() in TRANSMITTERS
            else None
        )  # fmt: skip
        if name is None:
            continue
        there = {e["label"] for e in found[pmid] if e["start"] < int(end) and int(start) < e["end"]}
        hit = _OWN[name] in there
        names = [name]
        if name == "transmitters" and not any(s <= int(start) and int(end) <= e for s, e in genes.get(pmid, ())):
            names.append(_ALONE)
        for each in names:
            counts[each][0] += hit
            counts[each][1] += bool(there)
            counts[each][2] += 1
        if not hit:
            missed[f"{name}: {text}"] += 1
    _ERRORS["drugprot"] = missed
    scores = []
    for name, (hits, touched, total) in counts.items():
        scores.append(Score(f"{name} as {_OWN[name]}, recall", hits / total, total))
        scores.append(Score(f"{name} in any entity of ours, recall", touched / total, total))
    return scores


_ALONE = "transmitters outside genes' names"
_OWN = {"receptors": "RECEPTOR", "transmitters": "NEUROTRANSMITTER", _ALONE: "NEUROTRANSMITTER"}
_ERRORS: dict[str, Counter[str]] = {}


def corpus_scores(nlp: Language, name: str, folder: Path) -> list[Score]:
    """Score a public corpus."""
    if name == "drugprot":
        return drugprot_scores(nlp, folder / "drugprot")
    place, split = CORPORA[name]
    reader: Any = get_reader(name)
    items = reader.read(folder / place, split)
    found = annotate(nlp, [item.text for item in items], whole=True)
    pred = [spans_of(f, dict(reader.labels)) for f in found]
    errors = _ERRORS.setdefault(name, Counter())
    for item, spans in zip(items, pred, strict=True):
        for kind, here, there in (("missed", item.gold, spans), ("wrong", spans, item.gold)):
            for start, end, label in here:
                if not any(s < end and start < e and lab == label for s, e, lab in there):
                    errors[f"{kind} {label}: {item.text[start:end].lower()}"] += 1
    scores: list[Score] = reader.score([item.gold for item in items], pred)
    if isinstance(reader, NeuroTrialNER):
        scores += reader.score_trials(items, pred)
        # A transmitter is a trial's drug only where it is given as one: the label DRUG alone is the fairer reading.
        alone = {label: name for label, name in reader.labels.items() if label != "NEUROTRANSMITTER"}
        scores += [
            Score(f"{s.name}, label DRUG alone", s.value, s.support, s.precision, s.recall)
            for s in reader.score_trials(items, [spans_of(f, alone) for f in found])
            if s.name.startswith("DRUG")
        ]
    return scores


def rule_scores(articles: Sequence[Article], found: Sequence[Sequence[dict[str, Any]]]) -> list[Score]:
    """Return the precision of each kind of rule on gold articles."""
    counts: dict[str, list[int]] = {}
    for article, entities in zip(articles, found, strict=True):
        known = {(e.start, e.end, e.label) for e in article.entities}
        for e in entities:
            kind = {0.98: "lexicon", 0.8: "unseen"}.get(e["score"], e["rule"].split(":")[0])
            kind = "context" if kind.startswith("entities-") else kind
            pair = counts.setdefault(kind, [0, 0])
            pair[0] += (e["start"], e["end"], e["label"]) in known
            pair[1] += 1
    return [Score(f"rule {kind}, precision", hits / n, n) for kind, (hits, n) in sorted(counts.items())]


def table(title: str, scores: Iterable[Score]) -> str:
    """Return scores as a table."""
    body = [(s.name, show(s.precision), show(s.recall), show(s.value), str(s.support)) for s in scores]
    return align((title, "P", "R", "value", "n"), body)


def main(argv: Sequence[str] | None = None) -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", nargs="*", type=Path, help="gold records (.jsonl)")
    parser.add_argument("--data", type=Path, help="folder with the public corpora's folders")
    parser.add_argument("--only", nargs="*", default=[*CORPORA, "drugprot"], help="public corpora to measure")
    parser.add_argument("--errors", type=int, default=0, help="print the commonest errors of each public corpus")
    parser.add_argument("--rules", action="store_true", help="print the precision of each kind of rule")
    args = parser.parse_args(argv)
    nlp = build()
    everything: list[Article] = []
    everywhere: list[list[dict[str, Any]]] = []
    for path in args.gold:
        articles = read_records(path)
        found = annotate(nlp, [a.text for a in articles])
        print(table(f"{path} ({len(articles)})", gold_scores(articles, found)), end="\n\n")
        everything += articles
        everywhere += found
    if len(args.gold) > 1:
        print(table("all gold", gold_scores(everything, everywhere)), end="\n\n")
    if args.rules:
        print(table("rules", rule_scores(everything, everywhere)), end="\n\n")
    for name in args.only if args.data else ():
        print(table(name, corpus_scores(nlp, name, args.data)), end="\n\n")
        for text, count in _ERRORS[name].most_common(args.errors):
            print(f"  {count:4} {text}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
