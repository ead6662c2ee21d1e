"""DrugProt: what chemicals do to genes and proteins, with a sign."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gluclaims.errors import InputError
from gluclaims.evaluating.corpora.base import Item, Reader, Score, files
from gluclaims.evaluating.corpora.spans import Spans, prf_score, score_spans
from gluclaims.evaluating.matching import jaccard, words
from gluclaims.records import Article, Claim

#: The sign of a relation; those left out have none.
SIGNS = {
    "INHIBITOR": "DECREASE", "ANTAGONIST": "DECREASE", "INDIRECT-DOWNREGULATOR": "DECREASE",
    "AGONIST-INHIBITOR": "DECREASE", "ACTIVATOR": "INCREASE", "AGONIST": "INCREASE",
    "AGONIST-ACTIVATOR": "INCREASE", "INDIRECT-UPREGULATOR": "INCREASE",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Signed:
    """A signed relation: the names either argument may go by."""

    chemical: frozenset[str]
    gene: frozenset[str]
    sign: str


@dataclass(frozen=True, slots=True)
class Chemistry:
    """Mentions and signed relations of an abstract."""

    mentions: Spans
    relations: tuple[Signed, ...]


class DrugProt(Reader[Chemistry]):
    """DrugProt: mentions of chemicals, and signed relations as distinct pairs of names in an abstract.

    The official figure counts relation types by mention; ours counts distinct signed pairs, so the two stand beside
    each other only as orders of size.
    """

    name = "drugprot"
    title = "DrugProt folder (*_abstracts.tsv, *_entities.tsv, *_relations.tsv)"

    def read(self, path: Path, split: str | None = None) -> list[Item[Chemistry]]:
        """Read title and abstract as one text, as the offsets do."""
        tables: dict[str, list[list[str]]] = {}
        files(path, "*")
        folder = path if path.is_dir() else path.parent
        for kind in ("abstracts", "entities", "relations"):
            pattern = f"*{split or ''}*{kind}*.tsv"
            found = [f for f in files(folder, pattern) if kind != "abstracts" or "abstr" in f.name]
            tables[kind] = [row for file in found for row in _tsv(file)]
        mentions: defaultdict[str, dict[str, tuple[int, int, str]]] = defaultdict(dict)
        for row in tables["entities"]:
            _width(row, 6, folder)
            # Later releases number genes GENE-Y and GENE-N by whether they are normalised.
            mentions[row[0]][row[1]] = (int(row[3]), int(row[4]), row[2].partition("-")[0])
        relations: defaultdict[str, list[list[str]]] = defaultdict(list)
        for row in tables["relations"]:
            _width(row, 4, folder)
            relations[row[0]].append(row)
        out = []
        for row in tables["abstracts"]:
            _width(row, 3, folder)
            text = f"{row[1]} {row[2]}"
            out.append(Item(row[0], text, _chemistry(text, mentions[row[0]], relations[row[0]]), group=row[0]))
        return out

    def of_article(self, article: Article) -> Chemistry:
        """Return drugs and transmitters as chemicals, receptors as genes, and signed claims about them."""
        kinds = {"DRUG": "CHEMICAL", "NEUROTRANSMITTER": "CHEMICAL", "RECEPTOR": "GENE"}
        mentions = tuple((e.start, e.end, kinds[e.label]) for e in article.entities if e.label in kinds)
        names: defaultdict[str, set[str]] = defaultdict(set)
        for e in article.entities:
            names[e.concept] |= {e.concept, e.text.lower()}
        return Chemistry(mentions, tuple(filter(None, (_signed(c, names) for c in article.claims))))

    def score(self, gold: Sequence[Chemistry], pred: Sequence[Chemistry]) -> list[Score]:
        """Score chemical mentions, signed pairs, and the signs of the pairs that were found."""
        mentions = score_spans([g.mentions for g in gold], [p.mentions for p in pred], ("CHEMICAL",))
        signed, unsigned, wrong = [0, 0, 0], [0, 0, 0], 0
        for g, p in zip(gold, pred, strict=True):
            for counts, with_sign in ((signed, True), (unsigned, False)):
                found = [any(_same(a, b, sign=with_sign) for b in p.relations) for a in g.relations]
                right = [any(_same(a, b, sign=with_sign) for a in g.relations) for b in p.relations]
                counts[0] += sum(found)
                counts[1] += len(right) - sum(right)
                counts[2] += len(found) - sum(found)
            wrong += sum(
                any(_same(a, b, sign=False) for b in p.relations)
                and not any(_same(a, b, sign=True) for b in p.relations)
                for a in g.relations
            )
        return [
            *mentions,
            prf_score("signed pairs, F1", (signed[0], signed[1], signed[2])),
            prf_score("pairs without sign, F1", (unsigned[0], unsigned[1], unsigned[2])),
            Score("sign errors of pairs found", wrong / unsigned[0] if unsigned[0] else None, unsigned[0]),
        ]


def _tsv(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def _width(row: Sequence[Any], wanted: int, path: Path) -> None:
    if len(row) != wanted:
        raise InputError(f"expected {wanted} columns, found {len(row)}: {row[:2]}", source=str(path))


def _chemistry(text: str, mentions: dict[str, tuple[int, int, str]], relations: Sequence[Sequence[str]]) -> Chemistry:
    signed = set()
    for _, kind, first, second in relations:
        if kind in SIGNS:
            ends = [mentions[arg.partition(":")[2]] for arg in (first, second)]
            names = [frozenset({text[s:e].lower()}) for s, e, _ in ends]
            signed.add(Signed(names[0], names[1], SIGNS[kind]))
    return Chemistry(tuple(sorted(mentions.values())), tuple(signed))


def _signed(claim: Claim, names: dict[str, set[str]]) -> Signed | None:
    if claim.relation != "REGULATES" or claim.direction not in ("INCREASE", "DECREASE") or claim.polarity == "NEGATED":
        return None
    if claim.subject is None or claim.object is None:
        return None
    sides = [frozenset(names.get(name) or {name}) for name in (claim.subject, claim.object)]
    return Signed(sides[0], sides[1], claim.direction)


def _same(a: Signed, b: Signed, *, sign: bool) -> bool:
    if sign and a.sign != b.sign:
        return False
    return _like(a.chemical, b.chemical) and _like(a.gene, b.gene)


def _like(a: frozenset[str], b: frozenset[str]) -> bool:
    return any(jaccard(words(x), words(y)) >= 0.5 for x in a for y in b)
