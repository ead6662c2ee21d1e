"""The documentation is true: its Python runs, its commands run or at least parse, its links lead somewhere."""

from __future__ import annotations

import doctest
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from gluclaims.cli import main

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
#: Pages whose Python blocks run from top to bottom as one session.
SESSIONS = [page for page in PAGES if ">>>" in page.read_text("utf-8")]
SECTIONS = re.compile(r"^```(\w+)\n(.*?)^```", re.DOTALL | re.MULTILINE)


def blocks(page: Path, language: str) -> list[str]:
    return [text for name, text in SECTIONS.findall(page.read_text("utf-8")) if name == language]


def commands(page: Path) -> list[str]:
    lines = [line for block in blocks(page, "sh") for line in block.splitlines()]
    return [line.split(" #")[0].strip() for line in lines if line.startswith("gluclaims ")]


@pytest.mark.parametrize("page", SESSIONS, ids=lambda page: page.name)
def test_python_runs(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    session = "\n".join(text for text in blocks(page, "python") if ">>>" in text)
    test = doctest.DocTestParser().get_doctest(session, {}, page.name, str(page), 0)
    report: list[str] = []
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    runner.run(test, out=report.append)
    assert not report, "".join(report)


@pytest.mark.parametrize("page", [p for p in PAGES if blocks(p, "console")], ids=lambda page: page.name)
def test_console_says_what_is_printed(page: Path, tmp_path: Path) -> None:
    """``cat FILE`` makes the file; every other command must print what stands below it."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    for block in blocks(page, "console"):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, printed = part.partition("\n")
            if command.startswith("cat "):
                (tmp_path / command.removeprefix("cat ")).write_text(printed, "utf-8")
                continue
            env = os.environ | {"PATH": path}
            done = subprocess.run(command.split(), cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
            assert (done.stdout.strip(), done.returncode) == (printed.strip(), 0), done.stderr


@pytest.mark.parametrize("line", [line for page in PAGES for line in commands(page)])
def test_commands_parse(line: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """A command whose options are unknown makes argparse exit; files that aren't there are another matter."""
    words = shlex.split(line.split(" | ", maxsplit=1)[0].split(" > ", maxsplit=1)[0])
    monkeypatch.setattr(f"gluclaims.cli.{words[1].replace('-', '_')}.run", lambda _: 0)
    assert main(words[1:]) == 0, capsys.readouterr().err


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    text = re.sub(r"```.*?```|`[^`]*`", "", page.read_text("utf-8"), flags=re.DOTALL)
    links = [link.split("#")[0] for link in re.findall(r"\]\(([^)\s]+)\)", text)]
    inside = [link for link in links if link and not link.startswith(("http://", "https://", "mailto:"))]
    assert [link for link in inside if not (page.parent / link).exists()] == []
