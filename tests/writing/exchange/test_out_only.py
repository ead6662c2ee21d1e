"""Formats that are only written."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from gluclaims.cli import convert
from gluclaims.errors import ConfigError, InputError
from gluclaims.labels import labels
from gluclaims.records import Article, Claim, Entity, Evidence
from gluclaims.writing.exchange.brat import annotation_conf
from gluclaims.writing.exchange.claim_review import reviews
from gluclaims.writing.exchange.displacy import to_ents, to_spans
from gluclaims.writing.exchange.label_studio import config
from gluclaims.writing.exchange.web_annotation import web_annotations

TEXT = "😀 GABA excites neurons. Why?"
ARTICLE = Article(
    "a",
    TEXT,
    source="https://example.org/a",
    title="GABA",
    entities=(Entity(2, 6, "GABA", "NEUROTRANSMITTER", "gaba"),),
    claims=(
        Claim(
            "C1", 2, 22, "GABA excites neurons", "GABA excites neurons.", "MECHANISM", "REGULATES",
            verdict="CONTRADICTED", why="A fact says the opposite.",
            evidence=(Evidence("gaba-inhibits", "CONTRADICTS", ("...",), {"title": "A textbook", "year": 2021}),),
        ),
        Claim("C2", 24, 28, "Why?", None, "QUESTION", "OTHER", verdict="NOT_CHECKABLE"),
    ),
)  # fmt: skip


def test_web_annotation_selectors_quote_the_text() -> None:
    for annotation in web_annotations(ARTICLE):
        quote, position = annotation["target"]["selector"]
        assert TEXT[position["start"] : position["end"]] == quote["exact"]
        assert quote["prefix"] + quote["exact"] + quote["suffix"] in TEXT
        assert annotation["target"]["source"] == "https://example.org/a"


def test_a_claim_review_for_each_claim_with_a_truth_verdict() -> None:
    [review] = reviews(ARTICLE)
    assert review["claimReviewed"] == "GABA excites neurons."
    assert review["reviewRating"] == {
        "@type": "Rating", "ratingValue": 1, "bestRating": 3, "worstRating": 1, "alternateName": "Contradicted",
    }  # fmt: skip
    assert review["citation"] == [{"@type": "CreativeWork", "name": "A textbook", "datePublished": "2021"}]
    assert review["itemReviewed"]["appearance"]["url"] == "https://example.org/a"


def test_displacy_renders_what_we_write() -> None:
    displacy = pytest.importorskip("spacy").displacy
    assert "GABA" in displacy.render(to_ents(ARTICLE), style="ent", manual=True, jupyter=False)
    assert "CLAIM FACT" in displacy.render(to_spans(ARTICLE), style="span", manual=True, jupyter=False)
    with pytest.raises(ConfigError):
        to_ents(ARTICLE, "claims")


def test_the_label_studio_interface_is_xml_and_knows_every_label() -> None:
    root = ElementTree.fromstring(config())  # noqa: S314 - our own
    shown = {node.get("value") for node in root.find("Labels") or ()}
    assert {*labels().entity, *labels().cue} < shown
    assert {node.get("name") for node in root.iter("Choices")} >= {"certainty", "verdict"}


def test_brat_configuration_has_its_sections() -> None:
    conf = annotation_conf()
    assert all(f"[{section}]" in conf for section in ("entities", "relations", "events", "attributes"))
    assert "Certainty\tArg:CLAIM, Value:UNCOMMITTED|POSSIBLE|PROBABLE|FACT" in conf


def run(*words: object) -> int:
    parser = argparse.ArgumentParser()
    convert.add_arguments(parser)
    return convert.run(parser.parse_args([str(w) for w in words]))


@pytest.fixture
def records(tmp_path: Path) -> Path:
    file = tmp_path / "records.jsonl"
    file.write_text(json.dumps(ARTICLE.to_dict(), ensure_ascii=False) + "\n", "utf-8")
    return file


def test_convert_there_and_back(records: Path, tmp_path: Path) -> None:
    assert run(records, "--to", "brat", "-o", tmp_path / "brat") == 0
    assert run(tmp_path / "brat", "--from", "brat", "-o", tmp_path / "back.jsonl") == 0
    assert (tmp_path / "back.jsonl").read_bytes() == records.read_bytes()


def test_convert_tells_losses_and_puts_layers_back(
    records: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(records, "--to", "conll", "-o", tmp_path / "c.conll") == 0
    assert "2 claims not carried" in capsys.readouterr().err
    assert run(tmp_path / "c.conll", "--from", "conll", "--onto", records) == 0
    assert json.loads(capsys.readouterr().out) == ARTICLE.to_dict()


def test_convert_to_stdout(records: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(records, "--to", "claim-review") == 0
    assert json.loads(capsys.readouterr().out)["@type"] == "ClaimReview"


def test_convert_lists_formats(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--list") == 0
    assert "out only   W3C Web Annotation" in capsys.readouterr().out
    assert run("--label-studio-config") == 0
    assert "<View>" in capsys.readouterr().out


@pytest.mark.parametrize(
    "words",
    [(), ("x", "--from", "displacy"), ("x", "--to", "word"), ("x",), ("RECORDS", "--to", "brat")],
)
def test_wrong_usage(words: tuple[str, ...], records: Path) -> None:
    with pytest.raises((ConfigError, InputError)):
        run(*(records if w == "RECORDS" else w for w in words))
