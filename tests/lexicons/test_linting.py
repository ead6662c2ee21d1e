"""The linter, and the package's own tables under it."""

from __future__ import annotations

from pathlib import Path

import pytest

from gluclaims.cli import main
from gluclaims.lexicons.entities import packaged_entity_tables
from gluclaims.lexicons.importing import from_csv, from_ontology, read_ontology
from gluclaims.lexicons.linting import lint
from gluclaims.lexicons.tables import Row, parse_table

HEADER = "form,concept,label,parents,case,context,ids,note\n"


def table(lines: str) -> list[tuple[str, list[Row]]]:
    return [("t", parse_table(HEADER + lines, "t"))]


def test_our_tables_are_clean() -> None:
    assert [str(f) for f in lint(packaged_entity_tables())] == []


def test_our_tables_are_wide() -> None:
    rows = [row for _, rows in packaged_entity_tables() for row in rows]
    assert len({row["concept"] for row in rows}) >= 2500
    assert len(rows) >= 8000


@pytest.mark.parametrize(
    ("lines", "kind", "line"),
    [
        ("a,a,DRUG,,,,,\na,a,DRUG,,,,,\n", "duplicate", 3),
        ("a,a,DRUG,,,,,\na,b,DISORDER,,,,,\n", "clash", 3),
        ("a,a,DRUG,,,,,\nb,a,DISORDER,,,,,\n", "clash", 3),
        ("a,a,DRUG,,,,,\na,b,DRUG,,,,,\n", "unreachable", 3),
        ("a,a,DRUG,,,,,\na,b,DRUG,,,sent:x,,\n", "unreachable", 3),
        ("a,a,DRUG,,,,,\na,b,DRUG,,exact,,,\n", "unreachable", 3),
        ("b,b,DRUG,,,,,\na,a,DRUG,,,,,\n", "order", 3),
        ("a,a,DRUG,nothing,,,,\n", "parent", 2),
        ("a,a,DRUG,a,,,,\n", "parent", 2),
        ("a,a,DRUG,,,,MESH:12,\n", "id", 2),
        ("a,a,DRUG,,,,FOO:12,\n", "id", 2),
        ("a,a,PILL,,,,,\n", "malformed", 2),
        ("A,a,DRUG,,,,,\n", "malformed", 2),
        ("a,A,DRUG,,,,,\n", "malformed", 2),
        ("a,,DRUG,,,,,\n", "malformed", 2),
        ("a,a,DRUG,,upper,,,\n", "malformed", 2),
        ("a,a,DRUG,,,around:x,,\n", "context", 2),
        ("e\u0301,a,DRUG,,,,,\n", "unicode", 2),
        ("a\u200bb,a,DRUG,,,,,\n", "unicode", 2),
    ],
)
def test_faults(lines: str, kind: str, line: int) -> None:
    assert (kind, line) in {(f.kind, f.line) for f in lint(table(lines))}


def test_what_is_no_fault() -> None:
    assert lint(table("a,a,DRUG,,,sent:x,,\na,b,DRUG,,,,,\n")) == []
    assert lint(table("SAD,a,DRUG,,exact,,,\nsad,b,DRUG,,,,,\n")) == []
    assert lint(table('"a{,s}",a,DRUG,,,,,\n"a{,z}",a,DRUG,,,,,\n')) == []
    assert lint(table("a,a,DRUG,b,,,,\n"), {"b"}) == []


OBO = """format-version: 1.2

[Term]
id: DOID:4
name: disease
synonym: "ailment" RELATED []

[Term]
id: DOID:150
name: disease of mental health
synonym: "MHD" EXACT []
synonym: "illness {of} mind" EXACT []
xref: MSH:D001523
xref: ICD9:290
is_a: DOID:4 ! disease

[Term]
id: DOID:9
name: Old name
is_obsolete: true

[Typedef]
id: part_of
name: part of
"""


def test_import_obo(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, out = tmp_path / "d.obo", tmp_path / "my.csv"
    source.write_text(OBO, "utf-8")
    assert main(["lexicon", "import", str(source), "--label", "DISORDER", "-o", str(out)]) == 0
    rows = parse_table(out.read_text("utf-8"), "my")
    assert [(r["form"], r["concept"], r["case"], r["parents"], r["ids"]) for r in rows] == [
        ("disease", "disease", "", "", "DOID:4"),
        ("disease of mental health", "disease of mental health", "", "disease", "DOID:150|MESH:D001523"),
        ("MHD", "disease of mental health", "exact", "", ""),
    ]
    assert main(["lexicon", "lint", str(out)]) == 0
    below = from_ontology(read_ontology(source), "DISORDER", under="DOID:150")
    assert {r["concept"] for r in below} == {"disease of mental health"}
    capsys.readouterr()
    assert main(["lexicon", "import", str(source), "--label", "DISORDER", "--under", "X:1"]) == 2
    assert "no term 'X:1'" in capsys.readouterr().err


def test_import_csv(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "d.csv"
    source.write_text("No,Name,Other\nDB00472,Fluoxetine,Prozac | Sarafem\nX,,\n", "utf-8")
    rows = from_csv(source, "DRUG", form="Name", synonyms="Other", ids={"DRUGBANK": "No"})
    assert [(r["form"], r["concept"], r["ids"]) for r in rows] == [
        ("fluoxetine", "fluoxetine", "DRUGBANK:DB00472"), ("prozac", "fluoxetine", ""), ("sarafem", "fluoxetine", ""),
    ]  # fmt: skip
    assert main(["lexicon", "import", str(source), "--label", "DRUG", "--form", "Nme"]) == 2
    assert "no column 'Nme'; there are No, Name, Other" in capsys.readouterr().err
    assert main(["lexicon", "import", str(source), "--label", "DRUG", "--form", "Name"]) == 0
    assert capsys.readouterr().out.startswith("form,concept,label")


def test_lint_tells_where(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "my.csv"
    source.write_text("form,concept,label\nx,y,PILL\n", "utf-8")
    assert main(["lexicon", "lint", str(source)]) == 1
    assert capsys.readouterr().out.startswith("my:2: malformed: label 'PILL'")
