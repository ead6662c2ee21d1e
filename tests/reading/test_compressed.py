"""Compressed files, and what is in them."""

from __future__ import annotations

import gzip
import tracemalloc
from pathlib import Path

import pytest

from gluclaims.reading import Options, Source, read
from gluclaims.records import Article


def error(item: Source | Article) -> str:
    assert isinstance(item, Article)
    assert item.error is not None
    return item.error["message"]


@pytest.mark.parametrize(
    ("name", "content", "found"),
    [
        ("a.txt.gz", b"one", [("a", "one")]),
        ("a.jsonl.gz", b'{"text": "one"}\n{"text": "two"}\n', [("a:1", "one"), ("a:2", "two")]),
        ("a.csv.GZ", b"text\none\n", [("a:1", "one")]),
    ],
)
def test_gzip(tmp_path: Path, name: str, content: bytes, found: list[tuple[str, str]]) -> None:
    (tmp_path / name).write_bytes(gzip.compress(content))
    for inputs in ([str(tmp_path / name)], [str(tmp_path)]):
        assert [(s.id, s.text) for s in read(inputs)] == found


def test_several_members_in_one_file(tmp_path: Path) -> None:
    (tmp_path / "a.txt.gz").write_bytes(gzip.compress(b"one, ") + gzip.compress(b"two"))
    assert [s.text for s in read([str(tmp_path / "a.txt.gz")])] == ["one, two"]  # type: ignore[union-attr]


def test_zstandard(tmp_path: Path) -> None:
    zstandard = pytest.importorskip("zstandard")
    packed = zstandard.compress(b'{"text": "one"}\n') + zstandard.compress(b'{"text": "two"}\n')
    (tmp_path / "a.jsonl.zst").write_bytes(packed)
    assert [s.text for s in read([str(tmp_path / "a.jsonl.zst")])] == ["one", "two"]  # type: ignore[union-attr]
    (tmp_path / "a.jsonl.zst").write_bytes(packed[:-3])
    assert len(list(read([str(tmp_path / "a.jsonl.zst")]))) == 2
    (tmp_path / "a.jsonl.zst").write_bytes(b"no such thing")
    assert "damaged Zstandard data" in error(next(read([str(tmp_path / "a.jsonl.zst")])))


@pytest.mark.parametrize("cut", [1, 5, 12, -1])
def test_damaged(tmp_path: Path, cut: int) -> None:
    (tmp_path / "a.txt.gz").write_bytes(gzip.compress(b"one two three four")[:cut])
    assert "damaged gzip data" in error(next(read([str(tmp_path / "a.txt.gz")])))


def test_rows_before_the_damage_are_read(tmp_path: Path) -> None:
    rows = b"".join(b'{"text": "row %d"}\n' % i for i in range(50_000))
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(rows)[:-1000])
    *good, last = read([str(tmp_path / "a.jsonl.gz")])
    assert len(good) > 1000
    assert "damaged" in error(last)


@pytest.mark.parametrize("name", ["bomb.txt.gz", "bomb.jsonl.gz", "bomb.csv.gz", "bomb.html.gz"])
def test_a_bomb_is_not_unpacked(tmp_path: Path, name: str) -> None:
    with gzip.open(tmp_path / name, "wb") as file:
        for _ in range(40):
            file.write(b"a" * 1_000_000)
    tracemalloc.start()
    problems = [error(item) for item in read([str(tmp_path / name)], Options(max_bytes=1_000_000))]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert "1,000,000 bytes" in problems[0] or "not valid CSV" in problems[0] or "empty" in problems[-1]
    assert peak < 20_000_000


def test_a_long_line_does_not_take_the_others_with_it(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "one"}\n{"text": "' + "long " * 1000 + '"}\n{"text": "three"}\n')
    first, second, third = read([str(path)], Options(max_bytes=100))
    assert (first.text, third.text) == ("one", "three")
    assert "a line of more than 100 bytes" in error(second)


def test_a_limit_is_what_is_left_standing(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x" * 100)
    assert isinstance(next(read([str(tmp_path / "a.txt")], Options(max_bytes=100))), Source)
    assert "more than 99 bytes" in error(next(read([str(tmp_path / "a.txt")], Options(max_bytes=99))))
