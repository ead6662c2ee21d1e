"""Input that means harm, or is merely broken: a record that checks, or an error record, and nothing else.

Cases stand in ``tests/data/hostile.jsonl``; what fuzzing finds is added there.
"""

from __future__ import annotations

import io
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.language import Language

import gluclaims
from gluclaims.errors import GluclaimsError
from gluclaims.pipeline import model_path
from gluclaims.reading import Options, Source, read
from gluclaims.records import Article
from gluclaims.writing.csv import write_csv
from gluclaims.writing.jsonl import to_line

CASES = [json.loads(line) for line in (Path(__file__).parents[1] / "data" / "hostile.jsonl").read_text().splitlines()]
ENDINGS = {"text": ".txt", "html": ".html", "jsonl": ".jsonl", "csv": ".csv"}


@pytest.fixture(scope="module")
def nlp() -> Language:
    return gluclaims.load(fast=True)


def sound(article: Article, text: str | None = None) -> None:
    """Check everything that holds of any record."""
    assert article.check() == []
    line = to_line(article)
    line.decode("utf-8")
    assert line.count(b"\n") == 1
    assert Article.from_dict(json.loads(line)) == article
    if text is not None and article.error is None:
        assert len(article.text) == len(text)
    file = io.StringIO()
    write_csv([article], file)
    file.getvalue().encode("utf-8")


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_a_hostile_input(case: dict[str, Any], nlp: Language, tmp_path: Path) -> None:
    content = case["text"] * case["times"]
    if case["kind"] == "text":  # as the Python API gets it: files cannot hold all of these
        items: list[Source | Article] = [Source("x", content)]
    else:
        path = tmp_path / f"x{ENDINGS[case['kind']]}"
        path.write_bytes(content.encode("utf-8", "surrogatepass"))
        items = list(read([str(path)]))
    if case["kind"] == "text" and not content.strip():
        path = tmp_path / "x.txt"
        path.write_text(content)
        items = list(read([str(path)]))
    (article,) = gluclaims.pipe(items, nlp)
    sound(article, content if case["kind"] == "text" else None)
    if case["error"] is not None:
        assert (article.error is not None) == case["error"], article.error
    assert case.get("without", "\0\0") not in article.text


def test_a_text_that_fails_does_not_take_others_with_it(nlp: Language) -> None:
    texts = [case["text"] for case in CASES if case["kind"] == "text" and case["times"] == 1 and case["text"].strip()]
    together = list(gluclaims.pipe([Source("x", text) for text in texts], nlp))
    assert len(together) == len(texts)
    for text, article in zip(texts, together, strict=True):
        sound(article, text)


WORDS = st.sampled_from(
    [
        "GABA",
        "dopamine",
        "5-HT2A",
        "riluzole",
        "may",
        "not",
        "increases",
        "blocks",
        "the",
        "of",
        "depression",
        "�",
        "\x00",
        "\u200b",
        "\u202e",
        "😀",
        "(",
        ")",
        '"',
        "'",
        ".",
        ",",
        ";",
        ":",
        "-",
        "–",
        "\r\n",
        "\n",
        "\t",
        "suggests",
        "that",
        "if",
        "or",
        "because",
        "no",
        "evidence",
        "Dr.",
        "e.g.",
        "D2/D3",
        "α",
        "β-endorphin",
        "https://x.y",
        "#",
        "*",
        "|",
        "<",
        ">",
        "&",
        "=",
        "%",
    ]
)
TEXTS = st.one_of(
    st.text(st.characters(), max_size=200),
    st.lists(WORDS, max_size=40).map(" ".join),
    st.lists(WORDS, max_size=40).map("".join),
)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(TEXTS)
def test_any_text(nlp: Language, text: str) -> None:
    (article,) = gluclaims.pipe([Source("x", text)], nlp)
    assert article.error is None
    sound(article, text)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    content=st.binary(max_size=300),
    ending=st.sampled_from([".txt", ".html", ".jsonl", ".csv", ".tsv", ".txt.gz", ".parquet", ".jsonl.zst", ""]),
)
def test_any_bytes(tmp_path_factory: pytest.TempPathFactory, content: bytes, ending: str) -> None:
    path = tmp_path_factory.mktemp("any") / f"x{ending}"
    path.write_bytes(content)
    items = list(read([str(path)], Options(max_bytes=100)))
    assert items
    for item in items:
        if isinstance(item, Article):
            assert item.error is not None
            sound(item)


@pytest.mark.parametrize(
    "name", ["config.cfg", "meta.json", "tokenizer", "vocab/strings.json", "gluclaims_entities/lexicons.json"]
)
@pytest.mark.parametrize("how", ["cut", "noise", "gone"])
def test_a_model_that_was_tampered_with_is_refused_or_works(name: str, how: str, tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(model_path(), folder)
    file = folder / name
    if how == "gone":
        file.unlink()
    else:
        content = file.read_bytes()
        file.write_bytes(content[: len(content) // 2] if how == "cut" else bytes(b ^ 0x55 for b in content))
    try:
        nlp = gluclaims.load(folder, fast=True)
    except GluclaimsError as error:
        assert str(folder) in str(error)
    else:
        assert nlp.meta["sha256"] != gluclaims.load(fast=True).meta["sha256"]


@pytest.mark.parametrize(
    "line",
    [
        'factory = "os.system"',
        '@misc = "os.system"',
        '@callbacks = "subprocess.run"',
        '@readers = "srsly.read_pickle.v1"',
    ],
)
def test_a_model_names_no_code_of_its_own(line: str, tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(model_path(), folder)
    config = (folder / "config.cfg").read_text()
    (folder / "config.cfg").write_text(
        config.replace("[components.gluclaims_cues]", f"[components.gluclaims_cues]\n{line}\n", 1)
    )
    with pytest.raises(GluclaimsError):
        gluclaims.load(folder, fast=True)
