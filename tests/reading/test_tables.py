"""CSV, TSV and Parquet, one article a row."""

from __future__ import annotations

from pathlib import Path

import pytest

from gluclaims.reading import Options, Source, read
from gluclaims.records import Article


def of(path: Path, **options: object) -> list[tuple[str, str]]:
    """Return id and text, or id and what is wrong."""
    return [
        (item.id, item.text if isinstance(item, Source) else item.error["message"])  # type: ignore[index]
        for item in read([str(path)], Options(**options))  # type: ignore[arg-type]
    ]


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"text\none\ntwo\n", [("t:1", "one"), ("t:2", "two")]),
        (b"id,text\nx,one\n", [("x", "one")]),
        (b'id,text\nx,"one, ""two""\r\nthree"\r\n', [("x", 'one, "two"\r\nthree')]),
        (b"\xef\xbb\xbfid;text\nx;a, b\n", [("x", "a, b")]),
        ("id,text\nx,5-HT₂ α\n".encode("utf-16"), [("x", "5-HT₂ α")]),
        (b"text\n\n\none\n", [("t:1", "one")]),
        (b"text\n=1+1\n", [("t:1", "=1+1")]),
    ],
)
def test_csv(tmp_path: Path, content: bytes, found: list[tuple[str, str]]) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(content)
    assert of(path) == found


@pytest.mark.parametrize(
    ("content", "number", "problem"),
    [
        (b"text,id\none\ntwo,2\n", 0, "1 cells where the header has 2"),
        (b'text\n"one" more\ntwo\n', 0, "not valid CSV"),
        (b"text\none\n" + b"a" * 70_000 + b"\n\xff\xfe\n", 2, "not UTF-8"),
        (b"text\none\n\n" + b"x" * 90 + b"\n", 1, "a line of more than 80 characters"),
        (b"body\none\n", 0, "no text in field 'text' (fields: body); name another with --text-field"),
        (b'text\none\n"two\nthree\n', 1, "not valid CSV"),
        (b"text\n", 0, "the input is empty"),
        (b"", 0, "the input is empty"),
    ],
)
def test_a_bad_row_is_an_error_in_its_place(tmp_path: Path, content: bytes, number: int, problem: str) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(content)
    rows = of(path, max_bytes=80 if b"x" * 90 in content else 10**6)
    assert problem in rows[number][1]


def test_rows_behind_a_bad_one_are_read(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(b'text\none\n"two" x\nthree\n\xff\nfive\n')
    assert [text for _, text in of(path)][::2] == ["one", "three", "five"]


def test_the_limit_on_cells_is_not_left_behind(tmp_path: Path) -> None:
    import csv

    before = csv.field_size_limit()
    (tmp_path / "t.csv").write_text("text\none\n")
    of(tmp_path / "t.csv", max_bytes=5)
    assert csv.field_size_limit() == before


def test_tsv(tmp_path: Path) -> None:
    path = tmp_path / "t.tsv"
    path.write_text("id\tbody\n1\tone, two\n")
    assert of(path, text_field="body") == [("1", "one, two")]


def test_parquet(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    path = tmp_path / "t.parquet"
    table = {"id": [1, None, 3], "text": ["one", "two", None], "heavy": [b"x" * 10_000] * 3}
    parquet.write_table(pa.table(table), path)
    assert of(path)[:2] == [("1", "one"), ("t:2", "two")]
    assert "no text in field 'text'" in of(path)[2][1]
    assert "heavy" in of(path, text_field="body")[0][1]


def test_a_parquet_file_that_is_none(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    for content in (b"", b"PAR1", b"PAR1" + b"\0" * 200 + b"PAR1"):
        (tmp_path / "t.parquet").write_bytes(content)
        (item,) = read([str(tmp_path / "t.parquet")])
        assert isinstance(item, Article)
        assert "not a Parquet file, or damaged" in item.error["message"]  # type: ignore[index]
