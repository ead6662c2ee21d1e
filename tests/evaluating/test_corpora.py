"""Public corpora, on samples made up in their formats."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest

from gluclaims.errors import ConfigError, InputError
from gluclaims.evaluating.corpora import Item, folds, get_reader, readers
from gluclaims.evaluating.corpora.command import evaluate_corpus
from gluclaims.evaluating.corpora.spans import iob_spans, join
from gluclaims.records import Article

from .articles import claim, cue, entity

CONLL = """<?xml version="1.0"?>
<Annotation><DocumentSet><Document type="Biological_abstract"><DocID type="PMID">1</DocID>
<DocumentPart type="Text"><sentence id="S1">Cells -LRB-T-RRB- <xcope id="X1"><cue type="speculation"
 ref="X1">may</cue> grow</xcope>.</sentence><sentence id="S2">They do <xcope id="X2"><cue type="negation"
 ref="X2">not</cue> die</xcope>.</sentence></DocumentPart></Document></DocumentSet></Annotation>"""
CONLL_TASK_1 = """<Annotation><DocumentSet><Document><DocID>1</DocID><DocumentPart>
<sentence id="S1" certainty="uncertain">It <ccue>may</ccue> be.</sentence>
<sentence id="S2" certainty="certain">It is.</sentence></DocumentPart></Document></DocumentSet></Annotation>"""


def lines(*rows: Any) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


#: corpus -> file name -> content
SAMPLES: dict[str, dict[str, str]] = {
    "conll2010": {"abstracts.xml": CONLL},
    "pei-jurgens": {
        "sentence-level-certainty.jsonl": lines(
            {"id": 0, "finding": "It may help.", "sentence-level-certainty": 2.5, "split": "train"},
            {"id": 1, "finding": "It helps.", "sentence-level-certainty": 5.5, "split": "val"},
        )
    },
    "yu2019": {"pubmed_causal_language_use.csv": "sentence,label\nIt may help.,2\n\"So, it helps.\",1\n"},
    "neurotrialner": {
        "ct_neuro_dev_data_2.json": lines(
            {"tokens": ["Ketamine", "in", "pain"], "ner_tags": ["B-DRUG", "O", "B-COND"], "nct_id": "NCT1"}
        )
    },
    "bc5cdr": {"devel.tsv": "Ketamine\tB-Chemical\neases\tO\nback\tB-Disease\npain\tI-Disease\n.\tO\n\nGone\tO\n"},
    "ncbi": {"devel.tsv": "back\tB-Disease\npain\tI-Disease\n"},
    "whitetext": {"devel.tsv": "the O\nred B-BrainRegion\nnucleus I-BrainRegion\n"},
    "drugprot": {
        "x_abstracts.tsv": "1\tNaloxone.\tIt blocks MOR.\n",
        "x_entities.tsv": "1\tT1\tCHEMICAL\t0\t8\tNaloxone\n1\tT2\tGENE-Y\t20\t23\tMOR\n",
        "x_relations.tsv": "1\tANTAGONIST\tArg1:T1\tArg2:T2\n",
    },
    "phaedra": {
        "1.txt": "Ketamine may cause pain.",
        "1.a1": "T1\tPharmacological_substance 0 8\tKetamine\nN1\tReference T1 MeSH:D1\tKetamine\n"
        "T2\tSpeculation_cue 9 12\tmay\nT3\tDisorder 13 18;19 23\tcause pain\n",
    },
    "achakulvisut2019": {
        "train_labels.json": lines(
            {"paper_id": 1, "sentences": ["We studied it.", "It helps."], "labels": ["0", "1"], "abstract": ""}
        )
    },
    "scifact": {
        "corpus.jsonl": lines({"doc_id": 7, "title": "t", "abstract": ["One.", "Two."]}),
        "claims_train.jsonl": lines(
            {"id": 1, "claim": "It helps.", "evidence": {"7": [{"sentences": [0], "label": "CONTRADICT"}]},
             "cited_doc_ids": [7]},
            {"id": 2, "claim": "It harms.", "evidence": {}, "cited_doc_ids": [7]},
        ),
    },
    "check-covid": {
        "corpus.json": lines({"cord_id": "x", "title": "t", "abstract": ["One."]}),
        "covidCheck_dev.json": lines({"id": "1_0", "claim": "It helps.", "cord_id": "x", "label": "SUPPORT"}),
    },
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    for name, content in SAMPLES[request.param].items():
        (tmp_path / name).write_bytes(content.encode())
    return tmp_path


def test_every_corpus_has_a_sample() -> None:
    assert SAMPLES.keys() == readers().keys()


@pytest.mark.parametrize(("folder", "name"), [(n, n) for n in SAMPLES], indirect=["folder"])
def test_gold_scores_one_against_itself(folder: Path, name: str) -> None:
    reader = get_reader(name)
    items = reader.read(folder)
    gold = [item.gold for item in items]
    for score in (s for s in reader.score(gold, gold) if not s.name.startswith("taking every")):
        assert score.value in (None, pytest.approx(0 if "errors" in score.name else 1)), score


@pytest.mark.parametrize(("folder", "name"), [(n, n) for n in SAMPLES], indirect=["folder"])
def test_an_empty_article_can_be_scored(folder: Path, name: str) -> None:
    reader = get_reader(name)
    items = reader.read(folder)
    scores = evaluate_corpus(reader, items, lambda texts: [Article("a", t) for t in texts])
    assert len({item.id for item in items}) == len(items)
    assert scores


@pytest.mark.parametrize(("folder", "name"), [(n, n) for n in SAMPLES], indirect=["folder"])
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    with pytest.raises(InputError):
        get_reader(name).read(folder / "nowhere")


@pytest.mark.parametrize("folder", ["conll2010"], indirect=True)
def test_bioscope(folder: Path) -> None:
    first, second = get_reader("conll2010").read(folder)
    assert first.text == "Cells (T) may grow."  # -LRB- is a bracket
    assert first.gold.uncertain
    assert [first.text[a:b] for a, b, _ in first.gold.cues] == ["may"]
    assert not second.gold.uncertain
    assert second.gold.cues == ((8, 11, "negation"),)


def test_conll_2010_as_the_task_gave_it(tmp_path: Path) -> None:
    file = tmp_path / "task1.xml"
    file.write_text(CONLL_TASK_1)
    assert [item.gold.uncertain for item in get_reader("conll2010").read(file)] == [True, False]


@pytest.mark.parametrize("content", ["<a/>", "no XML", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"])
def test_what_is_not_bioscope(tmp_path: Path, content: str) -> None:
    file = tmp_path / "x.xml"
    file.write_text(content)
    with pytest.raises(InputError):
        get_reader("conll2010").read(file)


@pytest.mark.parametrize("folder", ["pei-jurgens"], indirect=True)
def test_a_split_is_picked(folder: Path) -> None:
    assert [item.text for item in get_reader("pei-jurgens").read(folder, "val")] == ["It helps."]


@pytest.mark.parametrize("folder", ["drugprot"], indirect=True)
def test_a_signed_pair_is_found_by_any_of_its_names(folder: Path) -> None:
    reader = get_reader("drugprot")
    [item] = reader.read(folder)

    def annotate(direction: str) -> Iterable[Article]:
        ends = {"subject": "naloxone", "object": "mu opioid receptor"}
        found = claim("It blocks MOR", text=item.text, direction=direction, **ends)
        drug = entity("Naloxone", "DRUG", text=item.text)
        receptor = entity("MOR", "RECEPTOR", "mu opioid receptor", text=item.text)
        return [Article("a", item.text, entities=(drug, receptor), claims=(found,))]

    scores = {s.name: s.value for s in evaluate_corpus(reader, [item], lambda _: annotate("DECREASE"))}
    assert scores["signed pairs, F1"] == 1
    wrong = {s.name: s.value for s in evaluate_corpus(reader, [item], lambda _: annotate("INCREASE"))}
    assert (wrong["signed pairs, F1"], wrong["sign errors of pairs found"]) == (0, 1)


@pytest.mark.parametrize("folder", ["phaedra"], indirect=True)
def test_standoff(folder: Path) -> None:
    reader = get_reader("phaedra")
    [item] = reader.read(folder)
    drug, may = entity("Ketamine", "DRUG", text=item.text), cue("may", "MODAL", text=item.text)
    pred = Article("1", item.text, entities=(drug,), cues=(may,))
    assert reader.of_article(pred) == tuple(s for s in item.gold if s[2] != "Disorder")


@pytest.mark.parametrize("folder", ["scifact"], indirect=True)
def test_a_claim_and_its_abstract(folder: Path) -> None:
    first, second = get_reader("scifact").read(folder)
    assert (first.gold, first.context) == ("REFUTE", ("One.", "Two."))
    assert second.gold == "NOT_ENOUGH_INFO"


def test_the_press_release_set_with_other_codes_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "pubmed_causal_language_use.csv"
    file.write_text("sentence,code\nIt helps.,1\n")
    with pytest.raises(InputError, match="no column label"):
        get_reader("yu2019").read(file)


def test_unknown_corpus() -> None:
    with pytest.raises(ConfigError, match="no corpus is called 'conll'"):
        get_reader("conll")


@pytest.mark.parametrize("name", readers())
def test_published_figures_name_their_split(name: str) -> None:
    for row in get_reader(name).published():
        assert row.split
        assert row.who
        assert row.value.startswith(".")


def test_tokens_become_running_text() -> None:
    text, bounds = join(["Parkinson", "'", "s", "disease", "(", "PD", ")", ",", "5", "-", "HT", "."])
    assert text == "Parkinson's disease (PD), 5-HT."
    assert [text[a:b] for a, b in bounds][3:6] == ["disease", "(", "PD"]


def test_folds_keep_groups_together() -> None:
    items = [Item(str(i), "", None, group=str(i // 3)) for i in range(12)]
    dealt = folds(items, 2, seed=1)
    assert sorted(i for fold in dealt for i in fold) == list(range(12))
    assert not {items[i].group for i in dealt[0]} & {items[i].group for i in dealt[1]}


def test_iob() -> None:
    tags: Sequence[str] = ["B-X", "B-X", "I-X", "I-Y", "O"]
    assert iob_spans(tags, [(i, i + 1) for i in range(5)]) == ((0, 1, "X"), (1, 3, "X"), (3, 4, "Y"))
