"""Sentences and page furniture: golden cases as data, and what must hold for any text."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gluclaims.annotating.segmenting import is_furniture, segment

CASES: list[dict[str, Any]] = [
    json.loads(line)
    for line in (Path(__file__).parents[1] / "data" / "sentences.jsonl").read_text("utf-8").splitlines()
]
PIECES = (
    "Dopamine rises", "Dr. Lee", "i.e. ", "5-HT2A", ". ", "! ", "? ", "…", "\n", "\n\n", "\r\n", "\r", "- ", "1. ", "# ",
    "“", "”", "(", ")", "😀", " | ", "\t", "By Ann Lee", "Share", "References", "\u2028", "\ufeff", "é", "\x00", "*", "**",
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=[case["note"] for case in CASES])
def test_golden(case: dict[str, Any]) -> None:
    text = case["text"]
    assert [text[a:b] for a, b in segment(text)] == case["sentences"]


def test_notes_name_one_case_each() -> None:
    assert len({case["note"] for case in CASES}) == len(CASES) >= 120


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_sentences_are_in_order_and_hold_text(text: str) -> None:
    before = 0
    for start, end in segment(text):
        assert before <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
        assert any(map(str.isalnum, text[start:end]))
        before = end


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=80))
def test_any_text(text: str) -> None:
    assert all(0 <= a < b <= len(text) for a, b in segment(text))


@pytest.mark.parametrize(
    "text",
    [
        "a " * 100_000, "word. " * 30_000, "Word. " * 30_000, "." * 200_000, "\n" * 200_000, "| " * 100_000, "- " * 100_000,
        "A. " * 60_000, "x" * 300_000, "((" * 100_000, "😀" * 100_000, "[1]." * 40_000, "A B " * 40_000, "“ " * 100_000,
        "DR. " * 40_000, "a > " * 50_000, "1, 2, " * 30_000, "By A. B. C, " * 20_000, " \n" * 100_000, ". . " * 50_000,
        "Word word word word\n" * 10_000,
    ],
    ids=lambda text: repr(text[:8]),
)  # fmt: skip
def test_time_grows_with_the_text_only(text: str) -> None:
    start = time.process_time()
    segment(text)
    assert time.process_time() - start < 5


@pytest.mark.parametrize("line", ["", "   ", "———", "Share", "By Ann Lee", "Photo: a brain", "Comments (3)"])
def test_furniture(line: str) -> None:
    assert is_furniture(line)


@pytest.mark.parametrize(
    "line", ["Side Effects", "D2/D3 receptors", "By then it was over.", "Related drugs act alike."]
)
def test_no_furniture(line: str) -> None:
    assert not is_furniture(line)
