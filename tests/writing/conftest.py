"""A headless browser for the tests marked ``browser``; without one they are skipped with the reason."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "browser: needs Chromium, Playwright and axe; skipped where one is missing")


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium, from $GLUCLAIMS_BROWSER or the path."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="no Playwright: pip install 'gluclaims[browser]'")
    program = os.environ.get("GLUCLAIMS_BROWSER") or shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("no browser: apt-get install chromium, or name one in GLUCLAIMS_BROWSER")
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        yield chromium
        chromium.close()
