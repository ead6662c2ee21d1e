"""The term matcher against the plain definition of a match."""

from __future__ import annotations

import time

import bracex
import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from gluclaims.errors import DataError
from gluclaims.lexicons.entities import build_lexicon, packaged_entity_tables, packaged_lexicon
from gluclaims.lexicons.matching import Term, TermMatcher, TokenView, expand, first_words, fold, longest

NLP = spacy.blank("en")
PIECES = [
    "opioid",
    "Opioid",
    "s",
    "5-HT",
    "2A",
    " ",
    "  ",
    "\n",
    "-",
    "–",
    "‑",
    "'",
    "’",
    "α",
    "İ",
    "can't",
    "n't",
    "10mg",
    ".",
    "₂",
]
PATTERNS = [
    "opioid{,s}",
    "5-ht{, }2a",
    "{α,alpha} opioid",
    "n't",
    "opioid's",
    "mg",
    "can't",
    "5-HT",
    "{,x }opioids 5-ht",
]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=14))
def test_matches_are_those_of_the_definition(pieces: list[str]) -> None:
    doc = NLP.make_doc("".join(pieces))
    terms = [Term(str(i), p, exact=p == "5-HT") for i, p in enumerate(PATTERNS)]
    wanted = set()
    for i in range(len(doc)):
        for j in range(i + 1, len(doc) + 1):
            span = doc[i:j].text
            if (
                span != span.strip()
                or "\n\n" in span
                or (any(c.isspace() for c in span) and "\n" in span and "  " not in span and span.count("\n") > 1)
            ):
                continue
            for row, term in enumerate(terms):
                text = " ".join(fold(span, term.exact).split())
                if text in {fold(f, term.exact) for f in term.forms}:
                    wanted.add((i, j, row))
    found = set(TermMatcher(terms).matches(doc))
    assert found <= wanted
    if not any(blanks in doc.text for blanks in ("\n\n", "\n  ")):
        glued = TokenView(doc).glued
        assert {m for m in wanted - found if m[0] not in glued and m[1] - 1 not in glued} == set()


@given(st.text(max_size=30))
def test_folding_keeps_the_length(text: str) -> None:
    assert len(fold(text)) == len(fold(text, exact=True)) == len(text)


BRACED = st.recursive(
    st.sampled_from(["a", "b ", " c", "", "é", "-"]),
    lambda inner: (
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: "{" + ",".join(parts) + "}")
        | st.tuples(inner, inner).map("".join)
    ),
    max_leaves=8,
)


@settings(deadline=None)
@given(BRACED)
def test_expansion_is_that_of_bracex(form: str) -> None:
    wanted = (
        list(dict.fromkeys(" ".join(f.split()) for f in bracex.expand(form) if f.strip())) if "{" in form else [form]
    )
    assert expand(form) == wanted


@settings(deadline=None)
@given(BRACED)
def test_first_words_are_those_of_the_forms(form: str) -> None:
    words = first_words(form)
    if words is not None:
        assert {fold(f).split(" ")[0].split("-")[0] or "-" for f in expand(form) if f.strip()} <= words | {"-"}


def test_too_many_forms() -> None:
    with pytest.raises(DataError, match="expands to more than"):
        expand("{a,b}" * 20)
    with pytest.raises(DataError, match="expands to more than"):
        expand("{a{,x},b}" * 20)


def test_longest() -> None:
    assert longest([(0, 1, 0), (0, 3, 1), (2, 4, 2), (5, 6, 4), (5, 6, 3)]) == [(0, 3, 1), (5, 6, 4)]


def test_rows_of() -> None:
    matcher = TermMatcher(row.term for row in packaged_lexicon().rows)
    concepts = {packaged_lexicon().rows[i].concept for i in matcher.rows_of("Prozac")}
    assert concepts == {"fluoxetine"}
    assert matcher.rows_of("no such thing") == ()


def test_every_form_is_found_as_it_is_written() -> None:
    """No form is lost by its own tokens, a sample of all."""
    lexicon = packaged_lexicon()
    matcher = TermMatcher(row.term for row in lexicon.rows)
    lost = []
    for number in range(0, len(lexicon.rows), 23):
        term = lexicon.rows[number].term
        for form in term.forms[:5]:
            doc = NLP.make_doc(form)
            if (0, len(doc), number) not in matcher.matches(doc):
                lost.append(form)
    assert lost == []


def test_building_is_quick() -> None:
    """Well under a second on an idle core; three times that are allowed on a busy one."""
    start = time.process_time()
    TermMatcher(row.term for row in build_lexicon(packaged_entity_tables()).rows)
    assert time.process_time() - start < 3
