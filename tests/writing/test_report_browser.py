"""The report in a real browser: opening, filtering, keys, narrow and dark, print, and what hostile text can't do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from report_sample import hostile, sample

from gluclaims.comparing import compare
from gluclaims.evaluating import evaluate
from gluclaims.evaluating.report import to_html
from gluclaims.records import Article
from gluclaims.writing.report import article_page, compare_page, write_site

pytestmark = pytest.mark.browser

Open = Callable[..., Any]
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture
def open_page(browser: Any, tmp_path: Path) -> Iterator[Open]:
    """Open HTML in a fresh page. At the end nothing must have failed, and nothing must have been asked for."""
    contexts, faults = [], []

    def opened(html: str | Path, hash: str = "", **options: Any) -> Any:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}} | options)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(f"error: {error}"))
        page.on("console", lambda message: faults.append(f"console: {message.text}"))
        page.on("dialog", lambda dialog: (faults.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.on("request", lambda r: None if r.url.startswith("file:") else faults.append(f"request: {r.url}"))
        file = tmp_path / "page.html" if isinstance(html, str) else html
        if isinstance(html, str):
            file.write_text(html, "utf-8")
        page.goto(file.as_uri() + hash)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert faults == []


def shown(page: Any) -> list[str]:
    """Return the numbers of the claims in the list."""
    return page.eval_on_selector_all("#items > li:not([hidden])", "nodes => nodes.map(n => n.dataset.c)")


def panel(page: Any) -> str:
    """Return the number of the claim in the panel, empty where it is closed."""
    return page.evaluate("document.querySelector('.panel.open .detail.on')?.dataset.c ?? ''")


# -- opening ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["the list", "the text", "the marker", "the keyboard", "the address"])
def test_a_claim_opens_from(way: str, open_page: Open) -> None:
    page = open_page(article_page(sample()), "#c5" if way == "the address" else "")
    if way == "the list":
        page.click(".item[data-c='5']")
    elif way == "the text":
        page.click("#prose .c[data-c='5'] >> nth=0")
    elif way == "the marker":
        page.click(".mk[data-c='5']")
    elif way == "the keyboard":
        page.focus(".mk[data-c='5']")
        page.keyboard.press("Enter")
    assert panel(page) == "5"
    assert page.is_visible("text=so riluzole lowers glutamate release")
    page.wait_for_function("document.activeElement.id === 'h5'")
    assert "Suggested wording" in page.inner_text("#c5")


def test_text_that_two_claims_share_opens_one_after_the_other(open_page: Open) -> None:
    page = open_page(article_page(sample()))
    text = "#prose .c[data-c='7 8'] >> nth=0"
    opened = []
    for _ in range(3):
        page.click(text)
        opened.append(panel(page))
    assert opened == ["7", "8", "7"]


def test_escape_closes_and_gives_the_focus_back(open_page: Open) -> None:
    page = open_page(article_page(sample()))
    page.click(".item[data-c='2']")
    page.keyboard.press("Escape")
    assert panel(page) == ""
    assert page.evaluate("document.activeElement.matches(\".item[data-c='2']\")")


def test_a_related_claim_is_a_link(open_page: Open) -> None:
    page = open_page(article_page(sample()), "#c7")
    page.click("#c7 .related a")
    page.wait_for_function("document.querySelector('.detail.on').dataset.c === '6'")


# -- keys -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("keys", "claim"),
    [("j", "1"), ("jj", "2"), ("jjk", "1"), ("k", "11"), ("jk", "11"), ("kj", "1")],
)
def test_j_and_k_go_through_the_claims(keys: str, claim: str, open_page: Open) -> None:
    page = open_page(article_page(sample()))
    for key in keys:
        page.keyboard.press(key)
    assert panel(page) == claim


def test_j_and_k_stay_within_the_filter(open_page: Open) -> None:
    page = open_page(article_page(sample()))
    page.click(".chip[data-v='par']")
    seen = []
    for _ in range(3):
        page.keyboard.press("j")
        seen.append(panel(page))
    assert seen == ["6", "7", "6"]
    assert page.inner_text("#pos") == "1 of 2"


def test_letter_keys_can_be_turned_off(open_page: Open) -> None:
    page = open_page(article_page(sample()))
    page.click("#help-open")
    page.uncheck("#keys")
    page.click("#help >> text=Close")
    page.keyboard.press("j")
    assert panel(page) == ""


def test_slash_searches_and_letters_typed_there_are_letters(open_page: Open) -> None:
    page = open_page(article_page(sample()))
    page.keyboard.press("/")
    page.keyboard.type("jk nothing")
    assert page.input_value("#search") == "jk nothing"
    assert page.is_visible("#none")


# -- filters ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("act", "claims"),
    [
        (lambda p: p.click(".chip[data-v='con']"), "5"),
        (lambda p: (p.click(".chip[data-v='con']"), p.click(".chip[data-v='par']")), "5 6 7"),
        (lambda p: p.click(".chip[data-flag='o']"), "6 7 8"),
        (lambda p: (p.click(".chip[data-flag='o']"), p.click(".chip[data-flag='n']")), "7 8"),
        (lambda p: p.select_option("[data-by='u']", "c1"), "3"),
        (lambda p: p.select_option("[data-by='t']", "MECHANISM"), "2 5"),
        (lambda p: p.select_option("[data-by='e']", label="riluzole (1)"), "5"),
        (lambda p: p.fill("#search", "GLUTAMATE release"), "5"),
        (lambda p: p.fill("#search", "sodium channels"), "5"),
        (lambda p: (p.fill("#search", "zzz"), p.click("#reset")), "1 2 3 4 5 6 7 8 9 10 11"),
    ],
)
def test_filters(act: Callable[[Any], Any], claims: str, open_page: Open) -> None:
    page = open_page(article_page(sample()))
    act(page)
    page.wait_for_function(f"document.querySelectorAll('#items > li:not([hidden])').length === {len(claims.split())}")
    assert shown(page) == claims.split()
    assert page.inner_text("#count") == f"{len(claims.split())} of 11 claims"


def test_the_text_dims_what_is_filtered_out(open_page: Open) -> None:
    page = open_page(article_page(sample()))
    page.click(".chip[data-v='con']")
    assert page.eval_on_selector_all(".mk:not(.dimmed)", "nodes => nodes.map(n => n.dataset.c)") == ["5"]
    line = "node => getComputedStyle(node).textDecorationLine"
    assert page.eval_on_selector("#prose .u[data-c='2']", line) == "none"
    assert page.eval_on_selector("#prose .u[data-c='5']", line) == "underline"


@pytest.mark.parametrize(("layer", "mark"), [("ents", ".e"), ("cues", ".q"), ("claims", ".mk")])
def test_layers_are_switched(layer: str, mark: str, open_page: Open) -> None:
    page = open_page(article_page(sample()))
    look = f"const s = getComputedStyle(document.querySelector('#prose {mark}')); s.background + s.display"
    before = page.evaluate(look)
    page.click(f".chip[data-show='{layer}']")
    assert page.evaluate(look) != before


# -- looks ------------------------------------------------------------------------------------------------------------


def everything(folder: Path) -> dict[str, str]:
    site = write_site([sample(), sample("b"), Article("bad", error={"type": "E", "message": "empty"})], folder)
    article = sample()
    softer = article.with_(claims=article.claims[2:])
    return {
        "article": article_page(article),
        "index": site.index.read_text("utf-8"),
        "compare": compare_page(compare(softer, article)),
        "error": article_page(Article("bad", error={"type": "E", "message": "empty"})),
    }


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("kind", ["article", "panel", "entities", "index", "compare", "error"])
@pytest.mark.parametrize("width", [1280, 390])
def test_accessible_by_axe(kind: str, scheme: str, width: int, open_page: Open, tmp_path: Path) -> None:
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="no axe: pip install 'gluclaims[browser]'"
    )
    html = everything(tmp_path / "site")["article" if kind in ("panel", "entities") else kind]
    size = {"width": width, "height": 900}
    page = open_page(
        html, "#c5" if kind == "panel" else "", color_scheme=scheme, viewport=size, reduced_motion="reduce"
    )
    if kind == "entities":
        page.click("[data-show='ents']")
    found = axe.Axe().run(page, options={"runOnly": {"type": "tag", "values": WCAG}}).response["violations"]
    assert [(v["id"], [n["html"][:100] for n in v["nodes"][:3]]) for v in found] == []


@pytest.mark.parametrize("kind", ["article", "index", "compare", "error"])
def test_nothing_sticks_out_at_phone_width(kind: str, open_page: Open, tmp_path: Path) -> None:
    page = open_page(everything(tmp_path / "site")[kind], viewport={"width": 320, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_at_phone_width_the_panel_is_a_sheet_and_the_claim_stays_in_sight(open_page: Open) -> None:
    page = open_page(article_page(sample()), viewport={"width": 390, "height": 800}, reduced_motion="reduce")
    page.click(".mk[data-c='5']")
    sheet = page.locator("#panel").bounding_box()
    claim = page.locator(".c.sel >> nth=0").bounding_box()
    assert sheet["x"] == 0
    assert sheet["y"] + sheet["height"] == 800
    assert 50 < claim["y"] < sheet["y"]


def test_the_theme_follows_the_system_until_it_is_chosen(open_page: Open) -> None:
    page = open_page(article_page(sample()), color_scheme="dark")
    ground = "getComputedStyle(document.body).backgroundColor"
    dark = page.evaluate(ground)
    page.click("#theme")
    assert page.evaluate(ground) != dark
    page.reload()
    assert page.evaluate(ground) != dark
    assert page.inner_text("#theme") == "Dark mode"


def test_print_shows_the_text_and_every_claim(open_page: Open) -> None:
    page = open_page(article_page(sample()))
    page.click(".chip[data-v='con']")
    page.emulate_media(media="print")
    assert page.is_hidden(".top")
    assert page.is_hidden("#filters")
    assert all(page.is_visible(f"#h{n}") for n in range(1, 12))


def test_without_javascript_everything_is_there(open_page: Open) -> None:
    page = open_page(article_page(sample()), java_script_enabled=False)
    assert page.is_visible("#c5 >> text=so riluzole lowers glutamate release")
    assert page.is_hidden("#filters")


# -- many articles ----------------------------------------------------------------------------------------------------


def test_the_index_sorts_searches_and_leads_to_the_article(open_page: Open, tmp_path: Path) -> None:
    plain = Article("plain", "Good morning.", title="Good morning")
    site = write_site([plain, sample()], tmp_path / "site")
    page = open_page(site.index)
    titles = "nodes => nodes.map(n => n.textContent)"
    assert page.eval_on_selector_all("tbody a", titles)[0] == "Good morning"
    page.click("thead >> text=Contradicted")
    assert page.eval_on_selector_all("tbody a", titles)[0].startswith("Ketamine")
    assert page.get_attribute("th:has-text('Contradicted')", "aria-sort") == "descending"
    page.fill("#search", "morning")
    assert page.eval_on_selector_all("tbody a", titles) == ["Good morning"]
    page.fill("#search", "")
    assert not page.is_visible("#pager")  # one page of rows needs no turning
    page.click("tbody >> text=Ketamine")
    page.click("text=All articles")
    assert page.url == site.index.as_uri()


def test_five_thousand_articles_stay_usable(open_page: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gluclaims.writing.report.site.article_page", lambda article, **_: article.id)
    article = sample()
    many = (article.with_(id=f"a{n}", title=f"Article {n}") for n in range(5000))
    page = open_page(write_site(many, tmp_path / "site").index)
    assert page.locator("tbody tr").count() == 100
    assert page.inner_text("#at") == "1 to 100"
    page.click("#on")
    assert page.inner_text("tbody tr:first-child a") == "Article 100"
    click = "document.querySelector('th button').click()"
    sort = f"() => {{ const t = performance.now(); {click}; return performance.now() - t }}"
    assert page.evaluate(sort) < 1000
    page.fill("#search", "article 4999")
    assert page.locator("tbody tr").count() == 1
    assert (tmp_path / "site" / "index.html").stat().st_size < 2_000_000


# -- the report of an evaluation --------------------------------------------------------------------------------------


def evaluation(article: Article) -> str:
    unlinked = tuple(replace(claim, cues=()) for claim in article.claims[:4])
    gold = article.with_(claims=unlinked, cues=(), entities=article.entities[:2])
    return to_html(evaluate([gold], [article], samples=0), [gold])


def test_the_errors_of_an_evaluation_are_filtered(open_page: Open) -> None:
    page = open_page(evaluation(sample()))
    everything = page.locator("#errors li:visible").count()
    page.select_option("#layer", "cues")
    cues = page.locator("#errors li:visible")
    assert 0 < cues.count() < everything
    assert {cues.nth(i).get_attribute("data-layer") for i in range(cues.count())} == {"cues"}
    page.fill("#text", "nothing has this text")
    assert page.locator("#errors li:visible").count() == 0
    assert page.inner_text("#count").startswith("0 ")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_evaluation_is_accessible_and_safe(scheme: str, open_page: Open) -> None:
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="no axe: pip install 'gluclaims[browser]'"
    )
    article = sample("<script>alert(1)</script>")
    script = "</script><img src=x onerror=alert(1)>"
    claims = tuple(replace(claim, statement=script, subject=script) for claim in article.claims)
    page = open_page(evaluation(article.with_(claims=claims)), color_scheme=scheme)
    assert script in page.inner_text("#errors")
    found = axe.Axe().run(page, options={"runOnly": {"type": "tag", "values": WCAG}}).response["violations"]
    assert [(v["id"], [n["html"][:100] for n in v["nodes"][:3]]) for v in found] == []


# -- hostile text -----------------------------------------------------------------------------------------------------


def test_hostile_text_does_nothing(open_page: Open, tmp_path: Path) -> None:
    article = hostile()
    page = open_page(article_page(article), "#c1")
    assert "<script>alert(1)</script>" in page.inner_text("#prose")
    page.keyboard.press("j")
    page.hover("#prose .c >> nth=0")
    page = open_page(compare_page(compare(article, article)))
    assert "<script>alert(1)</script>" in page.inner_text("h1")
    page = open_page(write_site([article, article.with_(id="b")], tmp_path / "site").index)
    assert "<script>alert(1)</script>" in page.inner_text("tbody")
    page.click("thead >> text=Article")


def test_the_policy_stops_what_would_slip_through(browser: Any, tmp_path: Path) -> None:
    leak = article_page(sample()).replace("</main>", "<img src=x onerror=window.leak=1><script>leak=1</script></main>")
    (tmp_path / "leak.html").write_text(leak, "utf-8")
    page = browser.new_page()
    page.goto((tmp_path / "leak.html").as_uri())
    assert page.evaluate("typeof leak") == "undefined"
    page.close()
