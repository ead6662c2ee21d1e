from __future__ import annotations

import re

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

from gluclaims.annotating.claims import extract
from gluclaims.annotating.clauses import ParsedSentence, find_clauses
from gluclaims.annotating.shallow import shallow_parse, shallow_sentences
from gluclaims.pipeline import load

Parsed = tuple[list[str], list[str], list[str], list[int]]


def parse(text: str, names: str = "") -> Parsed:
    """Parse a sentence whose tokens are parted by spaces; `names` are its entities' words."""
    words = text.split()
    entity = [n if w in names.split() else -1 for n, w in enumerate(words)]
    return words, *shallow_parse(words, [w.lower() for w in words], entity)


def arcs(text: str, names: str = "") -> set[tuple[str, str, str]]:
    words, _, deps, heads = parse(text, names)
    return {(words[i], deps[i], words[heads[i]]) for i in range(len(words)) if deps[i] != "punct"}


def test_subject_object_and_case() -> None:
    found = arcs("Zolpine strongly blocks the release of glutamate in the cortex .", "Zolpine glutamate cortex")
    assert {
        ("Zolpine", "nsubj", "blocks"), ("strongly", "advmod", "blocks"), ("blocks", "ROOT", "blocks"),
        ("release", "obj", "blocks"), ("the", "det", "release"), ("of", "case", "glutamate"),
        ("glutamate", "nmod", "release"), ("in", "case", "cortex"), ("cortex", "obl", "blocks"),
    } <= found  # fmt: skip


def test_auxiliaries_negation_and_passive() -> None:
    found = arcs("Dopamine has not been raised by zolpine .", "Dopamine zolpine")
    assert {
        ("Dopamine", "nsubj:pass", "raised"), ("has", "aux", "raised"), ("been", "aux:pass", "raised"),
        ("not", "advmod", "raised"), ("zolpine", "obl:agent", "raised"),
    } <= found  # fmt: skip


def test_copula() -> None:
    found = arcs("Zolpine is a new blocker of calcium channels .", "Zolpine")
    assert {("Zolpine", "nsubj", "blocker"), ("is", "cop", "blocker"), ("new", "amod", "blocker")} <= found
    assert ("channels", "nmod", "blocker") in found
    assert ("safe", "ROOT", "safe") in arcs("The pills are probably safe .")


@pytest.mark.parametrize(
    ("text", "arc"),
    [
        ("Zolpine works by blocking calcium channels .", ("blocking", "advcl", "works")),
        ("Zolpine is thought to reduce pain .", ("reduce", "xcomp", "thought")),
        ("Researchers found that zolpine eases pain .", ("eases", "ccomp", "found")),
        ("Zolpine , which blocks calcium channels , eases pain .", ("blocks", "acl:relcl", "Zolpine")),
        ("Zolpine , which blocks calcium channels , eases pain .", ("Zolpine", "nsubj", "eases")),
        ("Zolpine , a new painkiller , eases cramps .", ("painkiller", "appos", "Zolpine")),
        ("Zolpine raises dopamine and lowers glutamate .", ("lowers", "conj", "raises")),
        ("Zolpine raises dopamine , and the patch lowers glutamate .", ("patch", "nsubj", "lowers")),
        ("Zolpine raises dopamine , whereas caffeine lowers glutamate .", ("lowers", "advcl", "raises")),
        ("While zolpine raises dopamine , caffeine lowers glutamate .", ("caffeine", "nsubj", "lowers")),
        ("Zolpine calms nerve cells , reducing pain .", ("reducing", "advcl", "calms")),
        ("Patients treated with zolpine slept better .", ("treated", "acl", "Patients")),
        ("There is no evidence that zolpine helps .", ("There", "expl", "is")),
        ("Zolpine eases pain , says one researcher .", ("researcher", "nsubj", "says")),
        ("Zolpine eases pain , says one researcher .", ("says", "parataxis", "eases")),
        ("Zolpine makes us feel awake .", ("feel", "xcomp", "makes")),
        ("In rats , zolpine lowers dopamine .", ("rats", "obl", "lowers")),
        ("The drug they take eases pain .", ("take", "acl:relcl", "drug")),
        ("Zolpine , first made in 1960 , eases pain .", ("Zolpine", "nsubj", "eases")),
    ],
)
def test_clauses_attach(text: str, arc: tuple[str, str, str]) -> None:
    assert arc in arcs(text, "Zolpine zolpine dopamine glutamate caffeine")


@pytest.mark.parametrize(
    ("text", "word", "tag"),
    [
        ("Zolpine blocks the receptor .", "blocks", "VBZ"),
        ("Nerve blocks are common .", "blocks", "NNS"),
        ("Pills that block pain exist .", "block", "VBP"),
        ("It may increase pain .", "increase", "VB"),
        ("An increase in pain followed .", "increase", "NN"),
        ("Zolpine changes dopamine levels .", "levels", "NNS"),
        ("Reduced dopamine causes tremor .", "Reduced", "JJ"),
        ("The pill reduced pain .", "reduced", "VBD"),
        ("Doctors know that it helps .", "that", "IN"),
        ("A pill that helps is new .", "that", "WDT"),
        ("That drug helps .", "That", "DT"),
        ("It 's a pill .", "'s", "VBZ"),
        ("The pill 's effect is weak .", "'s", "POS"),
    ],
)
def test_tags(text: str, word: str, tag: str) -> None:
    words, tags, *_ = parse(text, "Zolpine dopamine")
    assert tags[words.index(word)] == tag


def test_clauses_are_found() -> None:
    words, tags, deps, heads = parse("Zolpine raises dopamine and may ease pain .", "Zolpine dopamine")
    starts = [m.start() for m in re.finditer(r"\S+", " ".join(words))]
    ends = [s + len(w) for s, w in zip(starts, words, strict=True)]
    sentence = ParsedSentence(
        words, [w.lower() for w in words], tags, deps, heads, starts, ends, [0, -1, 1, -1, -1, -1, -1, -1]
    )
    clauses = find_clauses(sentence)
    assert [(words[c.head], c.kind) for c in clauses] == [("raises", "main"), ("ease", "conj")]


@pytest.mark.parametrize(
    "text", ["Today 's news", "let 's go", "I was thinking Kim 's at five .", "'s", ", ,", "( (", "that", "to", "-"]
)
def test_odd_tokens_end(text: str) -> None:
    words, tags, deps, heads = parse(text)
    assert len(tags) == len(deps) == len(heads) == len(words)


_WORDS = """
zolpine glutamate the a drugs drug blocks block blocked blocking is are been may not and or but , ; : ( ) — - ' 's " . ? that which
who when to by of in such as there it they what how says so once while because more safe very 5 % U.S. Dr. ’
"""
_TOKENS = st.sampled_from(_WORDS.split())


@given(st.lists(_TOKENS, max_size=30), st.lists(st.booleans(), min_size=30, max_size=30))
def test_any_tokens_give_a_tree(words: list[str], named: list[bool]) -> None:
    entity = [i if named[i] else -1 for i in range(len(words))]
    tags, deps, heads = shallow_parse(words, [w.lower() for w in words], entity)
    assert len(tags) == len(deps) == len(heads) == len(words)
    for i, head in enumerate(heads):
        assert 0 <= head < len(words)
        assert (head == i) == (deps[i] == "ROOT")
        node = i
        for _ in words:
            node = heads[node]
        assert heads[node] == node  # every path ends in a root


def test_sentences_of_a_document() -> None:
    doc = spacy.blank("en")("Zolpine’s  effect\nis weak.")
    doc._.entities = [{"start": 0, "end": 7}]
    (sentence,) = shallow_sentences(doc)
    assert sentence.words == ["Zolpine", "’s", "effect", "is", "weak", "."]
    assert sentence.low[1] == "'s"
    assert sentence.entity == [0, -1, -1, -1, -1, -1]
    assert [doc.text[a:b] for a, b in zip(sentence.starts, sentence.ends, strict=True)] == sentence.words
    assert shallow_sentences(spacy.blank("en")("")) == []


def test_fast_pipeline_finds_claims() -> None:
    nlp = load(fast=True)
    doc = nlp(
        "Ketamine blocks NMDA receptors. Researchers say that fluoxetine may ease depression, and it does not cause cancer."
    )
    assert not doc.has_annotation("DEP")
    found = [(d.subject, d.relation, d.object, d.direction, d.polarity) for d in extract(doc)]
    assert ("ketamine", "REGULATES", "nmda receptor", "DECREASE", "AFFIRMED") in found
    assert ("fluoxetine", "TREATS", "depression", "DECREASE", "AFFIRMED") in found
    assert [p for *_, p in found] == ["AFFIRMED", "AFFIRMED", "NEGATED"]
