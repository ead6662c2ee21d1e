"""The report without a browser: what the pages hold, and what they must never hold."""

from __future__ import annotations

import base64
import hashlib
import json
import sys
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from report_sample import hostile, sample

from gluclaims.cli import main
from gluclaims.comparing import compare
from gluclaims.labels import labels
from gluclaims.records import Article, Claim, Cue, Entity, Span
from gluclaims.writing.displacy import colors
from gluclaims.writing.html import article_to_html, show_docs
from gluclaims.writing.report import article_page, compare_page, write_site
from gluclaims.writing.report.links import identifier_link, reference_links, web_address
from gluclaims.writing.report.looks import looks
from gluclaims.writing.report.marking import blocks


class Page(HTMLParser):
    """What a page holds: its elements with their attributes, its text, the content of its scripts and styles."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.raw: dict[str, list[str]] = {"script": [], "style": []}
        self.text = ""
        self._in = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        self._in = tag

    def handle_endtag(self, tag: str) -> None:
        self._in = ""

    def handle_data(self, data: str) -> None:
        if self._in in self.raw:
            self.raw[self._in].append(data)
        else:
            self.text += data

    def all(self, attribute: str) -> list[str]:
        return [attrs[attribute] for _, attrs in self.elements if attribute in attrs]


def pages(article: Article, folder: Path) -> dict[str, str]:
    site = write_site([article, article.with_(id="other")], folder)
    return {
        "article": article_page(article),
        "index": site.index.read_text("utf-8"),
        "compare": compare_page(compare(article, article)),
        "fragment": article_to_html(article),
    }


# -- the text ---------------------------------------------------------------------------------------------------------


def test_the_article_stands_as_it_is() -> None:
    article = sample()
    shown = ["".join(piece.text for piece in block.pieces) for block in blocks(article)]
    assert shown == article.text.strip().split("\n\n")


def test_blocks_say_what_is_title_text_and_furniture() -> None:
    assert [b.kind for b in blocks(sample())] == ["furniture", "title", "text", "text", "text", "furniture"]


def test_overlapping_claims_share_a_piece_the_gravest_verdict_first() -> None:
    pieces = [p for block in blocks(sample()) for p in block.pieces if len(p.claims) == 2]
    assert "".join(p.text for p in pieces) == "Glutamate causes depression and anxiety"
    assert {p.verdicts for p in pieces} == {("PARTLY_SUPPORTED", "NOT_ENOUGH_INFO")}
    assert [c.id for c in pieces[-1].ends] == ["C7", "C8"]


@st.composite
def articles(draw: st.DrawFn) -> Article:
    text = draw(st.text(alphabet="ab <&\n\r\x00\u202e\U0001f9e0", min_size=1, max_size=60))
    spans = st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).filter(lambda s: s[0] < s[1])
    marks = sorted(draw(st.lists(spans, max_size=6)))
    claims = [Claim(f"C{i}", a, b, text[a:b], None, "CAUSE", "OTHER") for i, (a, b) in enumerate(marks)]
    entities = [Entity(a, b, text[a:b], "DRUG", "x") for a, b in draw(st.lists(spans, max_size=3))]
    cues = [Cue(a, b, text[a:b], "MODAL") for a, b in draw(st.lists(spans, max_size=3))]
    sentences = [Span(a, b) for a, b in draw(st.lists(spans, max_size=2))]
    return Article("a", text, None, None, tuple(sentences), tuple(entities), tuple(cues), tuple(claims))


@settings(max_examples=50, deadline=None)
@given(articles())
def test_whatever_overlaps_no_character_is_lost_and_every_claim_ends_once(article: Article) -> None:
    pieces = [p for block in blocks(article) for p in block.pieces]
    covered = {i for p in pieces for i in range(p.start, p.end)}
    assert {i for i, c in enumerate(article.text) if not c.isspace()} <= covered
    assert all(a.end <= b.start for a, b in pairwise(pieces))
    for p in pieces:
        assert [c.id for c in p.claims] == [c.id for c in article.claims if c.start <= p.start and p.end <= c.end]
    assert article_page(article)


# -- safety -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["article", "index", "compare", "fragment"])
def test_hostile_text_is_text(kind: str, tmp_path: Path) -> None:
    page = Page(pages(hostile(), tmp_path)[kind])
    plain = Page(pages(sample(), tmp_path)[kind])
    assert {tag for tag, _ in page.elements} <= {tag for tag, _ in plain.elements} | {"br"}
    assert len(page.raw["script"]) == len(plain.raw["script"])
    assert not [name for _, attrs in page.elements for name in attrs if name.startswith("on") or name == "style"]
    assert all(url.startswith(("https://", "http://", "#", "articles/")) for url in page.all("href"))
    assert "<script>alert(1)</script>" in page.text


@pytest.mark.parametrize("kind", ["article", "index", "compare"])
def test_a_page_may_run_its_own_script_and_style_and_load_nothing(kind: str, tmp_path: Path) -> None:
    page = Page(pages(sample(), tmp_path)[kind])
    policy = next(a["content"] for _, a in page.elements if a.get("http-equiv") == "Content-Security-Policy")
    for name in ("script", "style"):
        digest = base64.b64encode(hashlib.sha256(page.raw[name][-1].encode()).digest()).decode()
        assert f"{name}-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    assert not page.all("src")
    assert not [tag for tag, _ in page.elements if tag in ("link", "img", "iframe", "object", "base")]
    assert "url(" not in page.raw["style"][0]
    assert "@import" not in page.raw["style"][0]


def test_the_fragment_for_notebooks_has_no_script() -> None:
    html = sample()._repr_html_()
    assert "<script" not in html
    assert "Riluzole works by inhibiting the release of glutamate" in html


def test_notebooks_show_our_docs_and_leave_others_alone(nlp: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not show_docs()
    known: dict[str, Any] = {}
    formatter = SimpleNamespace(for_type_by_name=lambda module, name, show: known.update({f"{module}.{name}": show}))
    shell = SimpleNamespace(display_formatter=SimpleNamespace(formatters={"text/html": formatter}))
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: shell))
    assert show_docs()
    show = known["spacy.tokens.doc.Doc"]
    assert "Riluzole increases" in show(nlp("Riluzole works by increasing the release of glutamate from neurons."))
    assert show(spacy.blank("en")("Riluzole.")) is None


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("https://example.org/a?b=c", True),
        ("HTTP://example.org", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("//example.org", False),
        ('https://example.org/"onclick="x', False),
        ("notes/article.txt", False),
        (None, False),
    ],
)
def test_only_web_addresses_become_links(text: str | None, link: bool) -> None:
    assert (web_address(text) is not None) == link


@pytest.mark.parametrize(
    ("reference", "links"),
    [
        ({"pmid": "10686270"}, ["https://pubmed.ncbi.nlm.nih.gov/10686270/"]),
        ({"pmid": 10686270}, ["https://pubmed.ncbi.nlm.nih.gov/10686270/"]),
        ({"doi": "10.1016/s0006-3223(99)00230-9"}, ["https://doi.org/10.1016/s0006-3223(99)00230-9"]),
        ({"doi": "10.1000/a?<b>#c"}, ["https://doi.org/10.1000/a%3F%3Cb%3E%23c"]),
        ({"pmid": "1/../x"}, []),
        ({"doi": "javascript:alert(1)"}, []),
        ({"title": "A label", "year": 2020}, []),
    ],
)
def test_references_become_links_where_the_identifier_has_its_shape(reference: dict, links: list[str]) -> None:
    assert [url for _, url in reference_links(reference)] == links


@pytest.mark.parametrize(("vocabulary", "id", "linked"), [("MESH", "D012297", 1), ("MESH", "../x", 0), ("X", "1", 0)])
def test_identifiers_become_links_where_the_vocabulary_is_known(vocabulary: str, id: str, linked: bool) -> None:
    assert (identifier_link(vocabulary, id)[1] is not None) == linked


# -- content ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "shown",
    [
        "Contradicted",
        "Riluzole works by increasing the release of glutamate from neurons.",
        "riluzole blocks presynaptic sodium channels",
        "so riluzole lowers glutamate release",
        "Rilutek (riluzole) prescribing information",
        "Riluzole works by inhibiting the release of glutamate from neurons",
        "wrong direction",
        "PMID 10686270",
        "MESH:D018698",
        "correlation worded as cause",
        "Researchers have found",
        "citation needed",
        "en_gluclaims 0.1.0",
    ],
)
def test_a_claim_shows_everything_that_was_found(shown: str) -> None:
    assert shown in Page(article_page(sample())).text


def test_verdicts_differ_by_icon_and_line_not_by_colour_alone() -> None:
    verdicts = looks()["verdict"]
    assert set(verdicts) == set(labels().verdict)
    assert len({v["icon"] for v in verdicts.values()}) == len({v["line"] for v in verdicts.values()}) == len(verdicts)


@pytest.mark.parametrize(
    "kind", ["verdict", "certainty", "calibration", "entity", "cue", "stance", "attribution", "flag"]
)
def test_every_label_has_its_look(kind: str) -> None:
    assert set(looks()[kind]) == set(getattr(labels(), kind))


def test_displacy_has_a_light_colour_for_every_label() -> None:
    found = colors()
    assert {*labels().entity, *labels().cue, *labels().type, *labels().certainty} <= set(found)
    assert all(sum(int(c[i : i + 2], 16) for i in (1, 3, 5)) > 3 * 0xA0 for c in found.values())


def test_an_error_record_has_its_page() -> None:
    page = article_page(Article("bad", source="x.pdf", error={"type": "InputError", "message": "the <input> is empty"}))
    assert "the &lt;input&gt; is empty" in page
    assert (
        "the &lt;input&gt; is empty"
        in Article("b", error={"type": "E", "message": "the <input> is empty"})._repr_html_()
    )


def test_an_article_without_claims_says_so() -> None:
    assert "No claim was found" in article_page(Article("a", text="Good morning."))


def test_gold_files_make_reports() -> None:
    file = Path(__file__).parents[2] / "corpora/glutamate-mental-health/gold.jsonl"
    article = Article.from_dict(json.loads(file.read_text("utf-8")))
    page = Page(article_page(article))
    assert len([a for tag, a in page.elements if tag == "article"]) == len(article.claims)


def test_what_an_article_denies_is_shown_as_denied() -> None:
    article = sample()
    denied = replace(article.claims[0], polarity="NEGATED", statement="Low serotonin causes depression.")
    plain = replace(article.claims[1], polarity="NEGATED", statement="Low serotonin doesn’t cause depression.")
    page = Page(article_page(article.with_(claims=(denied, plain))))
    assert "Denied: Low serotonin causes depression." in page.text
    assert "Low serotonin doesn’t cause depression." in page.text
    assert "Denied: Low serotonin doesn’t" not in page.text


# -- many articles ----------------------------------------------------------------------------------------------------


def test_the_index_counts_and_links_every_article(tmp_path: Path) -> None:
    bad = Article("bad", source="x.pdf", error={"type": "InputError", "message": "the input is empty"})
    site = write_site([sample("one"), bad, sample("../../two")], tmp_path / "new" / "report")
    assert (site.articles, site.failed) == (3, 1)
    page = Page(site.index.read_text("utf-8"))
    rows = json.loads(page.raw["script"][0])
    assert [row[1] for row in rows] == ["articles/00001-one.html", "articles/00003-two.html"]
    assert rows[0][3:] == [11, 1, 2, 4, 1, 3, 3, 6]
    assert all((site.index.parent / href).is_file() for href in page.all("href") if not href.startswith("#"))
    assert "InputError: the input is empty" in page.text
    assert "2 articles" in page.text.split("Told most often")[1]


def test_a_folder_that_cant_be_written_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("")
    records = write_records(tmp_path, sample(), sample("b"))
    assert main(["report", str(records), "-o", str(tmp_path / "file")]) == 2
    assert "can't be written" in capsys.readouterr().err


# -- the command ------------------------------------------------------------------------------------------------------


def write_records(folder: Path, *articles: Article, name: str = "records.jsonl") -> Path:
    path = folder / name
    path.write_text("".join(json.dumps(a.to_dict()) + "\n" for a in articles), "utf-8")
    return path


def test_a_record_makes_one_file(tmp_path: Path) -> None:
    out = tmp_path / "new" / "report.html"
    assert main(["report", str(write_records(tmp_path, sample())), "-o", str(out)]) == 0
    assert out.read_text("utf-8") == article_page(sample())


def test_many_records_make_a_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    records = write_records(tmp_path, sample(), sample("b"))
    assert main(["report", str(records), "-o", str(tmp_path / "report.html")]) == 2
    assert "name a folder" in capsys.readouterr().err
    assert main(["report", str(records), "-o", str(tmp_path / "report"), "--title", "Two"]) == 0
    assert "<h1>Two</h1>" in (tmp_path / "report" / "index.html").read_text("utf-8")


def test_a_bad_line_stands_in_its_place_and_the_exit_code_tells(tmp_path: Path) -> None:
    records = write_records(tmp_path, sample())
    records.write_text(records.read_text() + '{"schema": "gluclaims/1", "id": "b"\n')
    assert main(["report", str(records), "-o", str(tmp_path / "report")]) == 1
    assert "line 2" in (tmp_path / "report" / "index.html").read_text("utf-8")


def test_missing_input_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", str(tmp_path / "none.txt"), "-o", str(tmp_path / "r.html")]) == 1
    assert "no such file" in capsys.readouterr().err


def test_what_changed_since_an_earlier_version(tmp_path: Path) -> None:
    old, new = (write_records(tmp_path, sample(), name=name) for name in ("old.jsonl", "new.jsonl"))
    assert main(["report", str(new), "--since", str(old), "-o", str(tmp_path / "r.html")]) == 0
    assert "The same" in (tmp_path / "r.html").read_text("utf-8")
