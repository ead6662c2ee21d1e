"""What is named, and what is found there."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from gluclaims.reading import Source, expand, read
from gluclaims.records import Article


def ids(*names: str) -> list[str]:
    return [item.id for item in read(names)]


def test_folders_are_walked_in_order(tmp_path: Path) -> None:
    for name in ("b/z.txt", "b/a.md", "a/x.html.gz", "c.txt", "note.docx"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("text")
    said: list[str] = []
    assert [id for id, _ in expand([str(tmp_path)], said.append)] == ["c", "a/x", "b/a", "b/z"]
    assert "1 files passed over" in said[0]


def test_globs(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt", "c.md"):
        (tmp_path / name).write_text(name)
    assert ids(str(tmp_path / "*.txt")) == ["a", "b"]
    assert [type(x) for x in read([str(tmp_path / "*.none")])] == [Article]


@pytest.mark.skipif(sys.platform == "win32", reason="no such names on Windows")
@pytest.mark.parametrize(
    "name", ["new\nline.txt", "-o.txt", "[a].txt", "a;rm -rf.txt", "\x1b[2J.txt", "weiß α 😀.txt", " .txt"]
)
def test_odd_file_names(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("text")
    assert ids(str(tmp_path)) == [name.removesuffix(".txt")]
    assert ids(str(tmp_path / name)) == [name.removesuffix(".txt")]


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="file names are Unicode there")
def test_a_file_name_that_is_not_utf8_comes_back(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/\xff.txt"
    with open(path, "w") as file:  # noqa: PTH123 - a name in bytes
        file.write("text")
    (source,) = read([str(tmp_path)])
    assert isinstance(source, Source)
    assert os.fsencode(source.source or "") == path


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="needs links")
def test_links_in_a_circle(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("text")
    (tmp_path / "round").symlink_to(tmp_path)
    (tmp_path / "self.txt").symlink_to(tmp_path / "self.txt")
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere")
    assert ids(str(tmp_path)) == ["a"]
    (item,) = read([str(tmp_path / "self.txt")])
    assert isinstance(item, Article)
    assert item.error is not None


@pytest.mark.parametrize("name", ["", ".", "a\0b.txt", "x" * 5000, "~", "**"])
def test_names_that_lead_nowhere(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert all(isinstance(item, Article) for item in read([name]))
