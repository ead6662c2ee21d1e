"""A report of many articles: written in full, opened in headless Chromium, sorted, searched, paged.

Records are annotated once and repeated under new ids and titles until there are enough; every page is a real one.

    python -m benchmarks.report_scale                       # 5,000 pages; needs Chromium and Playwright, 1 GB of disk
    python -m benchmarks.report_scale --articles 200
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from typing import Any

import gluclaims
from gluclaims.records import Article
from gluclaims.training.building import read_gold
from gluclaims.writing.report import Site, write_site

GOLD = Path(__file__).parents[1] / "corpora" / "open" / "gold.jsonl"
#: Runs what a click does, then waits for the next frame to be painted: what a reader waits for.
WAIT = """async () => {
  const t = performance.now();
  ACT;
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  return performance.now() - t;
}"""
ACTS = {
    "sort by title": 'document.querySelector("#table th button").click()',
    "sort by contradicted": "[...document.querySelectorAll('thead button')].find(b => b.textContent.includes('Contradicted')).click()",
    "search “article 4”": "{ const s = document.querySelector('#search'); s.value = 'article 4'; s.dispatchEvent(new Event('input')) }",
    "clear the search": "{ const s = document.querySelector('#search'); s.value = ''; s.dispatchEvent(new Event('input')) }",
    "next hundred": "document.querySelector('#on').click()",
}


def articles(count: int) -> Iterator[Article]:
    """Yield `count` records with titles of their own."""
    checked = list(gluclaims.pipe(a.text for a in read_gold([GOLD])))
    for n, article in enumerate(islice(cycle(checked), count), start=1):
        yield article.with_(
            id=f"a{n}", source=f"https://example.org/health/{n}", title=f"Article {n}: {article.title or 'untitled'}"
        )


def write(count: int, folder: Path) -> tuple[Site, dict[str, str]]:
    """Write the site, and return what it took."""
    records = articles(count)
    first = next(records)  # the pipeline's time is not the report's

    def all_of_them() -> Iterator[Article]:
        yield first
        yield from records

    wall, cpu = time.perf_counter(), time.process_time()
    site = write_site(all_of_them(), folder, title="Five thousand articles")
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    pages = list((folder / "articles").iterdir())
    size = sum(p.stat().st_size for p in pages)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return site, {
        "pages written": f"{len(pages):,}",
        "to write them, seconds (CPU)": f"{wall:.0f} ({cpu:.0f})",
        "a page, ms of CPU": f"{1000 * cpu / count:.0f}",
        "pages, MB": f"{size / 1e6:.0f}",
        "a page, kB": f"{size / len(pages) / 1e3:.0f}",
        "index, MB": f"{site.index.stat().st_size / 1e6:.2f}",
        "memory of the process at its highest, MB": f"{memory:.0f}",
    }


def open_in_browser(site: Site) -> dict[str, str]:
    """Open the index and do what a reader does; times in the page, medians of five."""
    from playwright.sync_api import sync_playwright

    program = os.environ.get("GLUCLAIMS_BROWSER") or shutil.which("chromium") or shutil.which("google-chrome")
    out: dict[str, str] = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=["--headless", "--no-sandbox", "--disable-gpu"]
        )
        page: Any = browser.new_page()
        out["index opened, ms"] = f"{_median(page, site.index, 3):.0f}"
        for name, act in ACTS.items():
            out[f"{name}, ms"] = f"{median(page.evaluate(WAIT.replace('ACT', act)) for _ in range(5)):.0f}"
        out["nodes in the page"] = f"{page.evaluate('document.querySelectorAll(`*`).length'):,}"
        heap = page.evaluate("performance.memory.usedJSHeapSize") / 1e6
        out["script's memory, MB"] = f"{heap:.0f}"
        page.fill("#search", f"article {site.articles}")
        assert page.locator("tbody tr").count() == 1
        page.click("tbody a")
        page.wait_for_selector("#prose")
        assert page.inner_text("h1").startswith(f"Article {site.articles}")
        out["an article opened, ms"] = f"{_median(page, Path(page.url.removeprefix('file://')), 3):.0f}"
        browser.close()
    return out


def _median(page: Any, file: Path, times: int) -> float:
    timing = "performance.getEntriesByType('navigation')[0].loadEventEnd"
    found: list[float] = []
    for _ in range(times):
        page.goto(file.as_uri(), wait_until="load")
        page.wait_for_function(f"{timing} > 0")
        found.append(page.evaluate(timing))
    return median(found)


def table(rows: Sequence[tuple[str, str]]) -> str:
    return "\n".join(f"| {name} | {value} |" for name, value in [("what", "value"), ("---", "---:"), *rows])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=5000)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        site, written = write(args.articles, Path(folder))
        print(table([*written.items(), *open_in_browser(site).items()]))


if __name__ == "__main__":
    main()
