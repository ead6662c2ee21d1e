"""What goes out to another tool comes back the same, and a correction made there comes back as gold."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gluclaims.errors import ConfigError, GluclaimsError, InputError
from gluclaims.records import Article, Claim, Cue, Entity, Span
from gluclaims.writing.exchange import Notes, get_format, names
from gluclaims.writing.exchange.marks import merged
from gluclaims.writing.exchange.offsets import Utf16

TEXT = "😀 Ketamine <b> may\nlift depression & pain.  It is “new”.\tα2 🧠"


def at(part: str) -> dict[str, Any]:
    start = TEXT.index(part)
    return {"start": start, "end": start + len(part), "text": part}


#: Emoji, markup, a line break in a claim, a claim that shares its span, evidence, unknown keys: what is hard to carry.
HARD = Article(
    id="a/b c",
    text=TEXT,
    source="https://example.org/a",
    title="Title: “x”",
    sentences=(Span(0, TEXT.index("  It")), Span(TEXT.index("It is"), TEXT.index("\t"))),
    entities=(
        Entity(**at("Ketamine"), label="DRUG", concept="ketamine", ids={"MESH": "D007649", "CHEBI": "6121"}, score=0.5),
        Entity(**at("depression"), label="DISORDER", concept="depression", rule="entities-disorders:7"),
    ),
    cues=(Cue(**at("may"), kind="MODAL", rule="may-1"), Cue(**at("“new”"), kind="BOOSTER")),
    claims=tuple(
        Claim(
            id=f"C{i}", **at("Ketamine <b> may\nlift depression & pain"), statement='It "lifts" 😀', type="TREATMENT",
            relation="TREATS", subject="ketamine", object=thing, certainty="POSSIBLE", strength="CONDITIONAL",
            cues=(0,), flags=("SCOPE",), scores={"claim": 0.25}, calibration="OVERSTATED", hedged=True,
            why="line\nbreak\tand tab",
        )
        for i, thing in ((1, "depression"), (2, "pain"))
    ),
    provenance={"gluclaims": "0.1"},
    extra={"style": "blog"},
)  # fmt: skip

EXACT = ["records", "brat", "prodigy", "label-studio", "doccano", "docbin", "bioc"]
PARTIAL = ["conll", "pubtator"]


def there_and_back(article: Article, name: str, path: Path) -> Article:
    f = get_format(name)
    place = path / f"out{f.SUFFIX}"
    f.write([article], place, Notes())
    [back] = f.read(place, Notes())
    return back


def test_every_format_is_tested() -> None:
    assert {*EXACT, *PARTIAL} == set(names(reads=True))


def test_the_hard_one_is_sound() -> None:
    assert HARD.check() == []


@pytest.mark.parametrize("name", EXACT)
def test_all_layers_come_back(name: str, tmp_path: Path) -> None:
    assert there_and_back(HARD, name, tmp_path).to_dict() == HARD.to_dict()


@pytest.mark.parametrize("name", PARTIAL)
def test_layers_come_back_onto_the_record(name: str, tmp_path: Path) -> None:
    simple = HARD.with_(id="a-b")
    back = there_and_back(simple, name, tmp_path)
    assert merged(simple, back, get_format(name).LAYERS).to_dict() == simple.to_dict()


@pytest.mark.parametrize("name", PARTIAL)
def test_what_is_not_carried_is_told(name: str, tmp_path: Path) -> None:
    notes = Notes()
    get_format(name).write([HARD], tmp_path / "out", notes)
    assert "a/b c: 2 claims not carried by this format" in notes.lines


@pytest.mark.parametrize("name", [*EXACT, *PARTIAL])
def test_an_empty_article(name: str, tmp_path: Path) -> None:
    article = Article("x", "GABA.")
    assert there_and_back(article, name, tmp_path).to_dict() == article.to_dict()


@pytest.mark.parametrize("name", names())
def test_error_records_are_told(name: str, tmp_path: Path) -> None:
    notes = Notes()
    broken = Article("b", error={"type": "InputError", "message": "gone"})
    get_format(name).write([HARD.with_(id="a"), broken], tmp_path / f"out{get_format(name).SUFFIX}", notes)
    assert name == "records" or any(line.startswith("b: an error record (gone)") for line in notes.lines)


WORDS = ["GABA", "😀", "may", "β-blocker", "5-HT2A", "“x”", "&amp;<b>", "pain.", "e\u0301"]
WORDS += ["\n", " ", "\t", "\r\n", "\u2028", "\x85"]


@st.composite
def articles(draw: st.DrawFn) -> Article:
    text = " ".join(draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=10))) + "."
    solid = [i for i, c in enumerate(text) if not c.isspace()]

    def span() -> dict[str, Any]:
        a, b = sorted((draw(st.sampled_from(solid)), draw(st.sampled_from(solid))))
        return {"start": a, "end": b + 1, "text": text[a : b + 1]}

    kinds = draw(st.lists(st.sampled_from(["MODAL", "GAP"]), max_size=3))
    cues = sorted((Cue(**span(), kind=k) for k in kinds), key=lambda c: c.start)
    # A cue is named by its span and kind when it travels: two of the same are one.
    cues = list({(c.start, c.end, c.kind): c for c in cues}.values())
    linked = tuple(range(len(cues)))
    claims = sorted(
        (Claim(id=f"C{i}", **span(), statement=None, type="CAUSE", relation="CAUSES", cues=linked, verdict=v)
         for i, v in enumerate(draw(st.lists(st.sampled_from(["SUPPORTED", "CONTRADICTED"]), max_size=3)))),
        key=lambda c: c.start,
    )  # fmt: skip
    entity = Entity(**span(), label="DRUG", concept="x")
    return Article("a", text, entities=(entity,), cues=tuple(cues), claims=tuple(claims))


@pytest.mark.parametrize("name", [n for n in EXACT if n != "docbin"])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(article=articles())
def test_any_article_comes_back(name: str, tmp_path: Path, article: Article) -> None:
    assert there_and_back(article, name, tmp_path).to_dict() == article.to_dict()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(article=articles())
def test_any_article_comes_back_from_spacy(tmp_path: Path, article: Article) -> None:
    assert there_and_back(article, "docbin", tmp_path).to_dict() == article.to_dict()


@given(st.text(max_size=30))
def test_utf16_offsets(text: str) -> None:
    text = text.encode("utf-8", "ignore").decode()
    u = Utf16(text)
    for i in range(len(text) + 1):
        assert u.to_utf16(i) == len(text[:i].encode("utf-16-le")) // 2
        assert u.from_utf16(u.to_utf16(i)) == i


# -- corrections ------------------------------------------------------------------------------------------------------


def test_label_studio_counts_as_a_browser_does(tmp_path: Path) -> None:
    get_format("label-studio").write([HARD], file := tmp_path / "tasks.json", Notes())
    [task] = json.loads(file.read_text())
    value = next(r["value"] for r in task["annotations"][0]["result"] if r["value"].get("labels") == ["DRUG"])
    units = TEXT.encode("utf-16-le")
    assert units[2 * value["start"] : 2 * value["end"]].decode("utf-16-le") == "Ketamine"
    assert value["start"] == TEXT.index("Ketamine") + 1


def test_a_correction_in_label_studio(tmp_path: Path) -> None:
    f = get_format("label-studio")
    f.write([HARD], file := tmp_path / "tasks.json", Notes())
    tasks = json.loads(file.read_text())
    for r in tasks[0]["annotations"][0]["result"]:
        if r.get("from_name") == "certainty":
            r["value"]["choices"] = ["PROBABLE"]
        if r.get("from_name") == "object":
            r["value"]["text"] = ["sadness"]
    file.write_text(json.dumps(tasks))
    [back] = f.read(file, Notes())
    assert {(c.certainty, c.object, c.verdict) for c in back.claims} == {("PROBABLE", "sadness", "NOT_ENOUGH_INFO")}


def test_a_correction_in_brat(tmp_path: Path) -> None:
    f = get_format("brat")
    f.write([HARD], tmp_path / "brat", Notes())
    file = next((tmp_path / "brat").glob("*.ann"))
    start = TEXT.index("pain")
    lines = file.read_text().replace("MODAL", "EPISTEMIC") + f"T99\tDISORDER {start} {start + 4}\tpain\n"
    file.write_text(lines)
    [back] = f.read(tmp_path / "brat", Notes())
    assert [e.concept for e in back.entities] == ["ketamine", "depression", "pain"]
    assert back.cues[0].kind == "EPISTEMIC"
    assert back.claims[0].cues == (0,)  # the link outlives the new kind


def test_a_correction_in_doccano(tmp_path: Path) -> None:
    f = get_format("doccano")
    f.write([HARD], file := tmp_path / "d.jsonl", Notes())
    row = json.loads(file.read_text())
    # doccano numbers anew; the annotator drops an entity and cuts the claims short
    row["entities"] = [e for e in row["entities"] if e["label"] != "DISORDER"]
    for e in row["entities"]:
        e["id"] += 1000
        if e["label"] == "CLAIM":
            e["end_offset"] -= len(" & pain")
    for r in row["relations"]:
        r["from_id"] += 1000
        r["to_id"] += 1000
    file.write_text(json.dumps(row))
    notes = Notes()
    [back] = f.read(file, notes)
    assert [line for line in notes.lines if "did not come back" in line] == [
        f"a/b c: DISORDER 'depression' at {TEXT.index('depression')} did not come back"
    ]
    assert [e.text for e in back.entities] == ["Ketamine"]
    assert [c.object for c in back.claims] == ["depression", "pain"]
    assert back.claims[0].text.endswith("depression")


def test_a_correction_in_prodigy(tmp_path: Path) -> None:
    f = get_format("prodigy")
    f.write([HARD, HARD.with_(id="rejected")], file := tmp_path / "p.jsonl", Notes())
    rows = [json.loads(line) for line in file.read_text().splitlines()]
    rows[0]["spans"].append({**{k: v for k, v in at("pain").items() if k != "text"}, "label": "DISORDER"})
    rows[1]["answer"] = "reject"
    file.write_text("".join(json.dumps(r) + "\n" for r in rows))
    notes = Notes()
    [back] = f.read(file, notes)
    assert back.entities[-1].text == "pain"
    assert notes.lines == ["rejected: answered reject, left out"]


def test_prodigy_tokens_fit_the_spans(tmp_path: Path) -> None:
    get_format("prodigy").write([HARD], file := tmp_path / "p.jsonl", Notes())
    task = json.loads(file.read_text())
    for span in task["spans"]:
        assert task["tokens"][span["token_start"]]["start"] == span["start"]
        assert task["tokens"][span["token_end"]]["end"] == span["end"]


def test_a_correction_in_conll(tmp_path: Path) -> None:
    f = get_format("conll")
    f.write([HARD], file := tmp_path / "c.conll", Notes())
    file.write_text(file.read_text().replace("B-DISORDER", "B-DRUG"))
    [back] = f.read(file, Notes())
    assert [e.label for e in back.entities] == ["DRUG", "DRUG"]
    assert merged(HARD, back, f.LAYERS).entities[1].rule == "entities-disorders:7"


def test_spacy_reads_the_docbin(tmp_path: Path) -> None:
    spacy = pytest.importorskip("spacy")
    from spacy.tokens import DocBin

    get_format("docbin").write([HARD], file := tmp_path / "d.spacy", Notes())
    [doc] = DocBin().from_disk(file).get_docs(spacy.blank("en").vocab)
    assert doc.text == TEXT
    assert [(e.text, e.label_) for e in doc.ents] == [("Ketamine", "DRUG"), ("depression", "DISORDER")]
    assert [s.text for s in doc.spans["cues"]] == ["may", "“new”"]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("prodigy", '{"text": "GABA", "spans": [{"start": 0, "end": 9, "label": "DRUG"}]}', "lies outside"),
        ("prodigy", '{"text": "GABA", "spans": [{"start": 0, "end": 4, "label": "POISON"}]}', "unknown label 'POISON'"),
        ("prodigy", '{"text": "GABA", "spans": [{"start": 0, "end": 4, "label": "CLAIM"}]}', "no type and no relation"),
        ("prodigy", "{", "no JSON"),
        ("doccano", '{"entities": 3}', "not in this format"),
        ("label-studio", "{}", "expected a list"),
        ("bioc", "<a", "no BioC"),
        ("conll", "GABA\tO\n", "not in this format"),
        ("pubtator", "1|t|GABA\n1|x|more\n", "expected"),
        ("docbin", "x", "no DocBin"),
    ],
)
def test_refusals_have_a_place(name: str, content: str, said: str, tmp_path: Path) -> None:
    file = tmp_path / "in"
    file.write_text(content)
    with pytest.raises(InputError, match=said):
        get_format(name).read(file, Notes())


def test_brat_without_its_text(tmp_path: Path) -> None:
    (tmp_path / "a.ann").write_text("T1\tDRUG 0 4\tGABA\n")
    with pytest.raises(InputError, match=r"a\.txt is missing"):
        get_format("brat").read(tmp_path, Notes())


def test_a_text_that_was_edited_is_not_merged() -> None:
    with pytest.raises(GluclaimsError, match="not the one that was written"):
        merged(HARD, replace(HARD, text=TEXT.replace("lift", "lists")), ("entities",))


def test_unknown_format() -> None:
    with pytest.raises(ConfigError, match="no format is called 'word'"):
        get_format("word")
