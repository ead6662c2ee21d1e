"""Bytes to text."""

import pytest

from gluclaims.reading.decode import decode


@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman"])
def test_short_english_text_is_read_in_an_encoding_of_english_text(encoding: str) -> None:
    text = "He said “ketamine works” in the café — it’s naïve."
    said: list[str] = []
    assert decode(text.encode(encoding), "a.txt", said.append) == text
    assert said == [f"a.txt: not UTF-8, read as {encoding}"]
