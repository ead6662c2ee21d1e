"""The documentation is true: every code block runs, what is shown is what is printed, its links lead somewhere.

The blocks of a page run from top to bottom as one session, in a folder with the files of ``tests/data/docs``, a checkout
whose corpora hold a few short articles, records of the two passes of the source article, and public sets in small
(``small_sets.py``). ``python`` blocks are doctests; ``console`` blocks show commands with what they print (``cat FILE``
makes the file); ``sh`` blocks are commands that must succeed; ``text`` is part of what the block before it printed; ``json``
is JSON. Every line runs as it stands, but for two things: a parser that is trained makes two updates instead of thousands,
and the address of the cluster and the folder that its nodes share are those of a Ray head started for the test. Without
Ray, lines with ``--engine ray`` are left out, and a test says that it was skipped.
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
import socket
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import bracex
import pytest

import gluclaims.cli
from gluclaims.cli import main
from gluclaims.training.syntax import train_syntax
from small_sets import write_all

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
FENCE = re.compile(r"^```(\S*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
#: What stands for a cluster in the docs: it needs Ray.
ON_A_CLUSTER = re.compile(r"--engine ray\b")
CLUSTER, SHARED = "ray-head:6379", " /shared/"
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
LANGUAGES = {"python", "console", "sh", "text", "json"}
#: A shell block shown by this mark is printed and compared elsewhere (tests/evaluating/test_evaluation_docs.py).
ELSEWHERE = "<!-- agreement -->\n```text"


def blocks(page: Path) -> list[tuple[str, str]]:
    text = page.read_text("utf-8").replace(ELSEWHERE, "```json-less")
    return [(name, block) for name, block in FENCE.findall(text) if name != "json-less"]


def shortly(treebank: Path, out: Path, steps: int | None, notify: Callable[[str], None]) -> dict[str, float]:
    """Train a parser with two updates."""
    assert steps is None
    return train_syntax(treebank, out, 2, notify)


def small_checkout(folder: Path) -> None:
    """Copy what training reads and writes, with the two shortest articles of each corpus."""
    for name in ("open", "wide", "wider", "unread"):
        (folder / "corpora" / name).mkdir()
        articles = (ROOT / "corpora" / name / "gold.jsonl").read_text("utf-8").splitlines(keepends=True)
        shortest = sorted(articles, key=len)[:2]
        (folder / "corpora" / name / "gold.jsonl").write_text("".join(shortest), "utf-8")
    for file in ("corpora/README.md", "corpora/open/floors.json", "docs/data-statement.md", "docs/evaluation.md"):
        (folder / file).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / file, folder / file)
    (folder / "docs/img").mkdir()
    shutil.copytree(ROOT / "models", folder / "models")
    shutil.copytree(ROOT / "benchmarks", folder / "benchmarks", ignore=shutil.ignore_patterns("__pycache__"))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with every file that the pages name."""
    shutil.copytree(ROOT / "tests/data/docs", tmp_path, dirs_exist_ok=True)
    source = ROOT / "corpora/glutamate-mental-health"
    shutil.copytree(source, tmp_path / "corpora" / source.name)
    small_checkout(tmp_path)
    write_all(tmp_path)
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
    monkeypatch.setattr("gluclaims.training.syntax.train_syntax", shortly)
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
        here = [line for line in block.splitlines() if line and not ON_A_CLUSTER.search(line)]
        self.printed = "".join(map(self.run, here))

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
        words = [word for part in shlex.split(line, comments=True) for word in bracex.expand(part)]
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


def cluster_lines() -> list[tuple[str, str]]:
    found = [(page.name, line) for page in PAGES for name, b in blocks(page) if name == "sh" for line in b.splitlines()]
    return [(page, line) for page, line in found if ON_A_CLUSTER.search(line)]


@pytest.fixture
def ray_head(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A cluster of one node, as its operator starts it; who may join is the operator's matter."""
    monkeypatch.setenv("RAY_AUTH_MODE", "disabled")
    reason = "the extra gluclaims[cluster] is not installed: lines with --engine ray not run"
    pytest.importorskip("ray.data", reason=reason)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    # A short path: Ray puts sockets there, whose names are limited.
    with tempfile.TemporaryDirectory(prefix="ray") as temp:
        options = [f"--port={port}", "--num-cpus=2", f"--temp-dir={temp}", "--include-dashboard=false", "--block"]
        start = [sys.executable, "-m", "ray.scripts.scripts", "start", "--head", "--disable-usage-stats", *options]
        log = Path(temp, "head.txt")
        with log.open("w") as out:
            head = subprocess.Popen(start, stdout=out, stderr=out)
        try:
            said(log, "Ray runtime started")
            yield f"127.0.0.1:{port}"
        finally:
            head.terminate()
            head.wait(60)


def said(log: Path, words: str, seconds: float = 120) -> None:
    """Wait until a program has said something."""
    end = time.monotonic() + seconds
    while words not in log.read_text("utf-8", "replace"):
        assert time.monotonic() < end, log.read_text("utf-8", "replace")
        time.sleep(0.5)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("page", "line"), cluster_lines())
def test_lines_for_a_cluster_run_on_a_ray_head(page: str, line: str, folder: Path, ray_head: str) -> None:
    """In a process of its own, like a reader's."""
    assert CLUSTER in line
    assert SHARED in line
    here = line.replace(CLUSTER, ray_head).replace(SHARED, f" {folder}/")
    done = subprocess.run(["bash", "-euc", here], capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{page}: {here}\n{done.stderr}"
    assert list((folder / "out").glob("shard-*.jsonl"))


def test_lines_for_a_cluster_are_few() -> None:
    """They run only where Ray is installed."""
    assert len(cluster_lines()) <= 1


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
