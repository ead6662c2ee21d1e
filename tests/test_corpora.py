"""What is said of the corpora and the models is so."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from gluclaims.evaluating.describing import pages, read
from gluclaims.evaluating.gate import checksum
from gluclaims.evaluating.inputs import read_records
from gluclaims.training.cards import pipeline_card

ROOT = Path(__file__).parents[1]
GOLD = sorted(ROOT.glob("corpora/*/gold.jsonl"))
SEALED = [file for file in GOLD if file.parent.name.startswith("sealed")]
OPEN = [file for file in GOLD if file not in SEALED]
MODEL = ROOT / "models" / "en_gluclaims"
JUDGEMENTS = MODEL / "gluclaims_judgements"


@pytest.mark.parametrize("page", ["corpora/README.md", "docs/data-statement.md"])
def test_counts_and_checksums_are_those_of_the_files(page: str) -> None:
    """If not: ``python -m benchmarks.corpora``."""
    assert pages(ROOT)[ROOT / page] == (ROOT / page).read_text("utf-8")


@pytest.mark.parametrize("file", GOLD, ids=lambda file: file.parent.name)
def test_gold_is_sound(file: Path) -> None:
    assert read_records(file)


def test_the_sealed_articles_are_in_no_other_file() -> None:
    sealed = {a.text for file in SEALED for a in read(file)}
    assert not sealed & {a.text for file in OPEN for a in read(file)}


def test_the_pipelines_card_is_what_its_folder_says() -> None:
    """If not: ``gluclaims train all``."""
    assert (MODEL / "README.md").read_text("utf-8") == pipeline_card(MODEL)


def test_the_judgements_were_learnt_from_the_gold_that_is_here() -> None:
    """If not: ``gluclaims train all``."""
    card = (JUDGEMENTS / "README.md").read_text("utf-8")
    named = dict(re.findall(r"(\S+/gold\.jsonl), sha256 `(\w+)`", card))
    assert named == {f"{f.parent.name}/{f.name}": checksum(f)[:16] for f in OPEN}
    articles = [a for f in OPEN for a in read(f)]
    figures = dict(re.findall(r"^\| ([a-z -]+) \| (\S+) \|$", card, re.MULTILINE))
    assert int(figures["articles"]) == len(articles)
    assert int(figures["gold claims"]) == sum(len(a.claims) for a in articles)


def test_the_page_on_hedging_shows_the_figures_of_the_card() -> None:
    """If not: put those of ``models/en_hedging/README.md``, which ``gluclaims train hedging`` writes, into the page."""
    card = (ROOT / "models" / "en_hedging" / "README.md").read_text("utf-8")
    page = (ROOT / "docs" / "hedging.md").read_text("utf-8")
    shown = dict(re.findall(r"^\| ([^|]+?) \| ([^|]+?) \|", page, re.MULTILINE))
    figures = re.findall(r"^\| (10-fold|certainty|aspect)([^|]*) \| (\S+(?: \([^)]*\))?) \|$", card, re.MULTILINE)
    assert len(figures) == 12
    for kind, rest, value in figures:
        name = {
            "10-fold": f"CoNLL-2010 1B, trained tagger, by folds{rest}",
            "certainty": "Pei & Jurgens, certainty on val, Pearson",
            "aspect": f"Pei & Jurgens, aspect{rest.replace(':', ',')}",
        }[kind]
        assert shown[name] == value.split()[0], name  # the interval has a column of its own


def test_the_card_names_the_labels_that_the_models_may_change() -> None:
    margins = json.loads((JUDGEMENTS / "settings.json").read_text("utf-8"))["margins"]
    said = re.search(r"Labels that they may change: ([^;]+);", (JUDGEMENTS / "README.md").read_text("utf-8"))
    assert said
    assert said[1] == (", ".join(sorted(t for t, m in margins.items() if min(m) <= 1.0)) or "none")


@pytest.mark.parametrize(
    "folder", [*sorted((ROOT / "models").iterdir()), JUDGEMENTS, MODEL / "gluclaims_claims"], ids=lambda f: f.name
)
def test_every_model_has_a_card_with_data_licence_figures_and_limits(folder: Path) -> None:
    card = (folder / "README.md").read_text("utf-8")
    for heading in ("## Data", "## Figures", "## Limits", "## Build it again"):
        assert heading in card
    assert re.search(r"\((?:CC |MIT)", card)
