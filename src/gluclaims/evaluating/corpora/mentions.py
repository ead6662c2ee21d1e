"""Named mentions in IOB: BC5CDR, NCBI-disease, WhiteText, NeuroTrialNER."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import ClassVar

from gluclaims.errors import InputError
from gluclaims.evaluating.corpora.base import Item, Reader, Score, files, json_lines, need
from gluclaims.evaluating.corpora.spans import Spans, iob_spans, join, prf_score, score_spans
from gluclaims.evaluating.matching import count_exact, jaccard, words
from gluclaims.records import Article


class _Mentions(Reader[Spans]):
    #: Our labels -> the corpus's.
    labels: ClassVar[Mapping[str, str]]

    def of_article(self, article: Article) -> Spans:
        """Return the entities of the labels that the corpus has."""
        return tuple((e.start, e.end, self.labels[e.label]) for e in article.entities if e.label in self.labels)

    def score(self, gold: Sequence[Spans], pred: Sequence[Spans]) -> list[Score]:
        """Score mentions by label."""
        return score_spans(gold, pred, dict.fromkeys(self.labels.values()))


class _Iob(_Mentions):
    def read(self, path: Path, split: str | None = None) -> list[Item[Spans]]:
        """Read token and tag, one token a line, sentences apart by an empty line."""
        out: list[Item[Spans]] = []
        for file in files(path, f"{split or '*'}.tsv"):
            for number, rows in enumerate(_sentences(file), start=1):
                text, bounds = join([token for token, _ in rows])
                name = f"{file.stem}:{number}"
                out.append(Item(name, text, iob_spans([tag for _, tag in rows], bounds), group=name))
        return out


def _sentences(path: Path) -> Iterator[list[tuple[str, str]]]:
    rows: list[tuple[str, str]] = []
    with path.open(encoding="utf-8", newline="\n") as file:
        for number, line in enumerate(file, start=1):
            parts = line.split()
            if not parts:
                if rows:
                    yield rows
                rows = []
            elif len(parts) >= 2 and parts[-1][:2] in ("O", "B-", "I-"):
                if parts[0] != "-DOCSTART-":
                    rows.append((parts[0], parts[-1]))
            else:
                raise InputError("expected a token and an IOB tag", str(path), f"line {number}")
    if rows:
        yield rows


class BC5CDR(_Iob):
    """BioCreative V chemical-disease relation corpus, mentions."""

    name = "bc5cdr"
    title = "BC5CDR mentions, IOB (train.tsv, devel.tsv, test.tsv)"
    labels: ClassVar[Mapping[str, str]] = {"DRUG": "Chemical", "NEUROTRANSMITTER": "Chemical", "DISORDER": "Disease"}


class NCBIDisease(_Iob):
    """NCBI disease corpus."""

    name = "ncbi"
    title = "NCBI disease mentions, IOB (train.tsv, devel.tsv, test.tsv)"
    labels: ClassVar[Mapping[str, str]] = {"DISORDER": "Disease"}


class WhiteText(_Iob):
    """WhiteText: brain regions in abstracts."""

    name = "whitetext"
    title = "WhiteText brain regions, IOB (train.tsv, devel.tsv, test.tsv)"
    labels: ClassVar[Mapping[str, str]] = {"REGION": "BrainRegion"}


class NeuroTrialNER(_Mentions):
    """NeuroTrialNER: registrations of clinical trials in neurology and psychiatry."""

    name = "neurotrialner"
    title = "NeuroTrialNER (ct_neuro_*_data_*.json, one trial a line: tokens, ner_tags, nct_id)"
    labels: ClassVar[Mapping[str, str]] = {"DISORDER": "COND", "DRUG": "DRUG", "NEUROTRANSMITTER": "DRUG"}

    def read(self, path: Path, split: str | None = None) -> list[Item[Spans]]:
        """Read one trial a line."""
        out: list[Item[Spans]] = []
        for file in files(path, f"*{split or ''}*data*.json"):
            for number, row in enumerate(json_lines(file), start=1):
                need(row, "tokens", "ner_tags", path=file)
                if len(row["tokens"]) != len(row["ner_tags"]):
                    raise InputError("as many tags as tokens are needed", str(file), f"line {number}")
                text, bounds = join(row["tokens"])
                name = str(row.get("nct_id", number))
                out.append(Item(name, text, iob_spans(row["ner_tags"], bounds), group=name))
        return out

    def score(self, gold: Sequence[Spans], pred: Sequence[Spans]) -> list[Score]:
        """Score mentions, exact and by overlap; see `score_trials` for the figure by trial."""
        return super().score(gold, pred)

    def score_trials(self, items: Sequence[Item[Spans]], pred: Sequence[Spans]) -> list[Score]:
        """Score distinct names by trial, as the authors do: exact, and partial (half of the words shared)."""
        out = []
        for label in dict.fromkeys(self.labels.values()):
            exact = [0, 0, 0]
            partial = [0, 0, 0]
            for item, spans in zip(items, pred, strict=True):
                g = {item.text[s:e].lower() for s, e, kind in item.gold if kind == label}
                p = {item.text[s:e].lower() for s, e, kind in spans if kind == label}
                for k, n in enumerate(count_exact(g, p)):
                    exact[k] += n
                found = sum(any(jaccard(words(a), words(b)) >= 0.5 for b in p) for a in g)
                right = sum(any(jaccard(words(a), words(b)) >= 0.5 for a in g) for b in p)
                partial = [partial[0] + found, partial[1] + len(p) - right, partial[2] + len(g) - found]
            out.append(prf_score(f"{label} by trial, exact F1", (exact[0], exact[1], exact[2])))
            out.append(prf_score(f"{label} by trial, partial F1", (partial[0], partial[1], partial[2])))
        return out
