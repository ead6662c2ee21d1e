"""The documentation is true: every code block runs, what is shown is what is printed, its links lead somewhere.

The blocks of a page run from top to bottom as one session, in a folder with the files of ``tests/data/docs``, the corpora,
and records of the two passes of the source article. ``python`` blocks are doctests; ``console`` blocks show commands with
what they print (``cat FILE`` makes the file); ``sh`` blocks are commands that must succeed; ``text`` is part of what the
block before it printed; ``json`` is JSON. A block that can't run here begins with ``# not run by the tests: REASON``.
"""

from __future__ import annotations

import doctest
import gzip
import importlib
import json
import os
import pkgutil
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import gluclaims.cli
from gluclaims.cli import main

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
FENCE = re.compile(r"^```(\S*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
NOT_RUN = "# not run by the tests: "
#: Pages with such a block. Each entry is a promise that nobody checks: keep it short.
UNTESTED = {
    "batch.md": "needs a cluster",
    "evaluation.md": "takes minutes",
    "hedging.md": "needs the public sets, and an hour for the parser",
}
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
LANGUAGES = {"python", "console", "sh", "text", "json"}
#: A shell block shown by this mark is printed and compared elsewhere (tests/evaluating/test_evaluation_docs.py).
ELSEWHERE = "<!-- agreement -->\n```text"


def blocks(page: Path) -> list[tuple[str, str]]:
    text = page.read_text("utf-8").replace(ELSEWHERE, "```json-less")
    return [(name, block) for name, block in FENCE.findall(text) if name != "json-less"]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with every file that the pages name."""
    shutil.copytree(ROOT / "tests/data/docs", tmp_path, dirs_exist_ok=True)
    source = ROOT / "corpora/glutamate-mental-health"
    shutil.copytree(source, tmp_path / "corpora" / source.name)
    for name, record in {
        "gold": "gold", "records": "gold", "predicted": "pass-a", "old": "pass-a", "new": "pass-b",
        "anna": "pass-a", "ben": "pass-b",
    }.items():  # fmt: skip
        shutil.copy(source / f"{record}.jsonl", tmp_path / f"{name}.jsonl")
    shutil.copy(tmp_path / "release.txt", tmp_path / "abstract.txt")
    (tmp_path / "crawl").mkdir()
    with gzip.open(tmp_path / "crawl" / "one.jsonl.gz", "wt", encoding="utf-8") as file:
        file.write(json.dumps({"id": "a", "text": "GABA calms neurons."}) + "\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    return tmp_path


class Session:
    """What a reader does who types in a page's blocks one after another."""

    def __init__(self, page: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.page, self.capsys = page, capsys
        self.names: dict[str, object] = {"__name__": "__main__"}
        self.printed = ""

    def python(self, block: str) -> None:
        assert ">>>" in block, f"{self.page.name}: show what a block of Python gives, with >>>"
        test = doctest.DocTestParser().get_doctest(block, self.names, self.page.name, str(self.page), 0)
        report: list[str] = []
        doctest.DocTestRunner(optionflags=FLAGS).run(test, out=report.append, clear_globs=False)
        self.names.update(test.globs)
        assert not report, "".join(report)

    def sh(self, block: str) -> None:
        if block.startswith(NOT_RUN):
            assert UNTESTED[self.page.name] == block.splitlines()[0].removeprefix(NOT_RUN)
            self.printed = ""
        else:
            self.printed = "".join(map(self.run, filter(None, block.splitlines())))

    def console(self, block: str) -> None:
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, expected = part.partition("\n")
            if command.startswith("cat "):
                Path(command.removeprefix("cat ")).write_text(expected, "utf-8")
            else:
                assert self.run(command).strip() == expected.strip()

    def text(self, block: str) -> None:
        """Line breaks follow the terminal, and a claim's number how many were found before it."""
        shown, printed = (re.sub(r"\bC\d+\b", "C", " ".join(t.split())) for t in (block, self.printed))
        assert shown in printed

    def json(self, block: str) -> None:
        assert all(map(json.loads, block.splitlines()))

    def run(self, line: str) -> str:
        """Run one line of shell and return what it prints; plain commands of ours run in this process, being faster."""
        line = without_newcomers_commands(line)
        words = shlex.split(line, comments=True)
        self.capsys.readouterr()
        if words[:1] == ["gluclaims"] and not {"|", ">", "&&", ";"} & set(words):
            code = main(words[1:])
            out, err = self.capsys.readouterr()
        else:
            done = subprocess.run(["bash", "-euo", "pipefail", "-c", line], capture_output=True, text=True, check=False)
            out, err, code = done.stdout, done.stderr, done.returncode
        assert code == 0, f"{self.page.name}: {line}\n{err}"
        return out


def without_newcomers_commands(line: str) -> str:
    """Leave out of a line what ``.ci/run`` runs in a fresh environment: installing us, and these tests."""
    ran = (ROOT / ".ci/run").read_text("utf-8").replace(" -q ", " ")
    for part in line.split(" #", maxsplit=1)[0].split(" && "):
        if part.startswith(("python -m pip install ", "python -m pytest")):
            assert part in ran, f"{part!r} is not tried by .ci/run"
            line = line.replace(part, "true")
    return line


@pytest.mark.parametrize("page", [page for page in PAGES if blocks(page)], ids=lambda page: page.name)
def test_every_block_runs(page: Path, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    session = Session(page, capsys)
    for language, block in blocks(page):
        assert language in LANGUAGES, f"{page.name}: a block in {language or 'no language'}"
        getattr(session, language)(block)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_code_stands_in_blocks(page: Path) -> None:
    outside = FENCE.sub("", page.read_text("utf-8"))
    assert "```" not in outside
    assert not re.findall(r"^(?:    |\t)(?:\$ |>>> |gluclaims |python ).*", outside, re.MULTILINE)


def test_untested_blocks_are_there() -> None:
    assert {page.name for page in PAGES if NOT_RUN in page.read_text("utf-8")} == UNTESTED.keys()


def examples() -> list[str]:
    """Return the examples that ``--help`` shows."""
    found = []
    for module in pkgutil.iter_modules(gluclaims.cli.__path__):
        epilog = getattr(importlib.import_module(f"gluclaims.cli.{module.name}"), "EPILOG", "").replace("\\\n", " ")
        found += re.findall(r"^  (gluclaims .+)", epilog, re.MULTILINE)
    return found


def inline() -> list[str]:
    """Return the commands that stand in the text of a page."""
    pages = [FENCE.sub("", page.read_text("utf-8")) for page in PAGES]
    found = [c for page in pages for c in re.findall(r"`(gluclaims [a-z]+ [^`]+)`", page)]
    return [c for c in found if not re.search(r" (?:--help|and so on)|\.\.\.|\|", c)]


@pytest.mark.parametrize("line", dict.fromkeys([*examples(), *inline()]))
def test_commands_parse(line: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """A command whose options are unknown makes argparse exit; files that aren't there are another matter."""
    words = shlex.split(re.split(r"   +| [|>] ", line)[0], comments=True)
    monkeypatch.setattr(f"gluclaims.cli.{words[1].replace('-', '_')}.run", lambda _: 0)
    assert main(words[1:]) == 0, capsys.readouterr().err


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    text = re.sub(r"```.*?```|`[^`]*`", "", page.read_text("utf-8"), flags=re.DOTALL)
    links = [link.split("#")[0] for link in re.findall(r"\]\(([^)\s]+)\)", text)]
    inside = [link for link in links if link and not link.startswith(("http://", "https://", "mailto:"))]
    assert [link for link in inside if not (page.parent / link).exists()] == []


def test_extras_named_in_the_docs_exist() -> None:
    known = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    named = {e for page in PAGES for e in re.findall(r"(?:gluclaims|'\.)\[([a-z]+)\]", page.read_text("utf-8"))}
    assert named <= known.keys()
