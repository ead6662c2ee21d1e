"""Words of a text as an index knows them: folded, without stop words, stemmed."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Any

from gluclaims.errors import MissingExtraError

_WORD = re.compile(r"[^\W_]+")
_GREEK = {
    ord(letter): f" {name} "
    for letter, name in (
        ("α", "alpha"), ("β", "beta"), ("γ", "gamma"), ("δ", "delta"), ("κ", "kappa"), ("μ", "mu"), ("σ", "sigma"),
    )
}  # fmt: skip


@lru_cache(maxsize=1)
def libraries() -> tuple[Any, Any]:
    """Return the modules `bm25s` and `Stemmer`.

    Raises
    ------
    MissingExtraError
        If one of them is not installed.
    """
    try:
        import bm25s
        import Stemmer
    except ImportError as error:
        package = "PyStemmer" if error.name == "Stemmer" else "bm25s"
        raise MissingExtraError(package, "evidence", "searching your own evidence") from None
    return bm25s, Stemmer


def words_of(text: str) -> list[str]:
    """Return the words of a text: lower case, no accents, Greek letters by name.

    Examples
    --------
    >>> words_of("GABA-A α1 sub-units, naïve")
    ['gaba', 'a', 'alpha', '1', 'sub', 'units', 'naive']
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.lower()).translate(_GREEK)
        text = "".join(c for c in text if not unicodedata.combining(c))
    return _WORD.findall(text.lower())


class Stems(dict[str, str]):
    """Word -> stem, worked out when first asked for; a stop word and a single letter have the stem ``""``."""

    def __init__(self) -> None:
        library, stemmer = libraries()
        self._stop = frozenset(library.stopwords.STOPWORDS_EN)
        self._stem = stemmer.Stemmer("english").stemWord

    def __missing__(self, word: str) -> str:
        stop = word in self._stop or (len(word) == 1 and not word.isdigit())
        stem: str = "" if stop else self._stem(word)
        self[word] = stem
        return stem

    def of(self, text: str) -> list[str]:
        """Return the stems of a text's words, in order, stop words left out."""
        return [stem for word in words_of(text) if (stem := self[word])]


@lru_cache(maxsize=1)
def stems() -> Stems:
    """Return the stems, remembered for the process."""
    return Stems()
