"""Words for comparing: content words of a statement, and which organisms a claim speaks of."""

from __future__ import annotations

import json
import re
from collections import Counter
from functools import lru_cache
from importlib import resources

from gluclaims.lexicons.predicates import aspect_nouns, predicate_lexicon, sign_words

_WORD = re.compile(r"\w+(?:-\w+)*", re.UNICODE)
_ENDINGS = ("ations", "ation", "ings", "ing", "ies", "ied", "ed", "es", "s", "y", "e")


@lru_cache(maxsize=1)
def word_lists() -> dict[str, frozenset[str]]:
    """Load the word lists: ``animal``, ``in_vitro``, ``human``, ``empty``."""
    return {key: frozenset(value) for key, value in _raw().items() if key not in ("relations", "correlational")}


@lru_cache(maxsize=1)
def kindred_relations() -> tuple[frozenset[str], ...]:
    """Load the groups of relations that two wordings of one claim may swap."""
    return tuple(frozenset(group) for group in _raw()["relations"])


@lru_cache(maxsize=1)
def _raw() -> dict[str, list[str]]:
    path = resources.files("gluclaims.comparing").joinpath("data/words.json")
    raw: dict[str, list[str]] = json.loads(path.read_text("utf-8"))
    return raw


def words(text: str | None) -> list[str]:
    """Return the words of a text in lower case.

    Examples
    --------
    >>> words("5-HT2A receptors, in mice")
    ['5-ht2a', 'receptors', 'in', 'mice']
    """
    return _WORD.findall((text or "").lower())


def content(text: str | None) -> frozenset[str]:
    """Return the stems of a text's content words; hedges and function words are none.

    Examples
    --------
    >>> sorted(content("It may be increasing the increases"))
    ['increas']
    """
    empty = word_lists()["empty"]
    return frozenset(stem(word) for word in words(text) if word not in empty)


def stem(word: str) -> str:
    """Return a word without its ending, as far as four letters stay.

    Examples
    --------
    >>> stem("blocking"), stem("blocks"), stem("gaba")
    ('block', 'block', 'gaba')
    """
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4 and not word.endswith("ss"):
            return word[: -len(ending)]
    return word


def jaccard(a: frozenset[str], b: frozenset[str]) -> float:
    """Return how far two sets overlap, 0 to 1; two empty ones do not.

    Examples
    --------
    >>> jaccard(frozenset("ab"), frozenset("bc"))
    0.3333333333333333
    """
    return len(a & b) / len(a | b) if a or b else 0.0


def species(*texts: str | None) -> frozenset[str]:
    """Return which of ``animal``, ``in_vitro`` and ``human`` the texts name.

    Examples
    --------
    >>> sorted(species("ketamine helped depressed mice", None))
    ['animal']
    """
    found = {word for text in texts for word in words(text)}
    lists = word_lists()
    return frozenset(kind for kind in ("animal", "in_vitro", "human") if found & lists[kind])


#: The group of predicates that put a link, no cause, and the prepositions that make one of their forms say so.
_LINK, _LINKING = "link", ("with", "to")


@lru_cache(maxsize=1)
def _link_pattern() -> re.Pattern[str]:
    lexicon = predicate_lexicon()
    forms = {
        (form, p.prep)
        for form, lemma in lexicon.verb_lemma.items()
        for p in lexicon.verbs[lemma]
        if p.group.name == _LINK and p.prep in _LINKING
    }
    forms |= {(form, p.prep) for form, ps in lexicon.nominals.items() for p in ps if p.group.name == _LINK}
    phrases = [rf"{re.escape(form)}(?: \w+ly)? {prep}" for form, prep in sorted(forms) if prep in _LINKING]
    phrases += [re.escape(phrase) for phrase in _raw()["correlational"]]
    return re.compile(rf"\b(?:{'|'.join(phrases)})\b")


def correlational(text: str) -> bool:
    """Return whether a text words something as a link, not as a cause.

    Examples
    --------
    >>> correlational("Poor sleep goes hand in hand with anxiety"), correlational("Poor sleep brings on anxiety")
    (True, False)
    """
    return bool(_link_pattern().search(" ".join(text.lower().split())))


@lru_cache(maxsize=1)
def _signs() -> dict[str, int]:
    found = {form: sign for form, sign in sign_words().items() if sign}
    found |= {form: sign for form, (_, sign) in aspect_nouns().items() if sign}
    lexicon = predicate_lexicon()
    value = {"INCREASE": 1, "DECREASE": -1}
    for form, lemma in lexicon.verb_lemma.items():
        signs = {value.get(p.group.direction, 0) for p in lexicon.verbs[lemma]}
        if signs in ({1}, {-1}):
            found.setdefault(form, signs.pop())
    return found


def sign_counts(text: str) -> Counter[int]:
    """Return how many words of a text say that something rises (1) and falls (-1).

    Examples
    --------
    >>> sign_counts("It lowers the raised levels") == Counter({1: 1, -1: 1})
    True
    """
    known = _signs()
    return Counter(known[word] for word in words(text) if word in known)
