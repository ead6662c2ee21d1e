"""What stands for what."""

from __future__ import annotations

import re
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from seqeval.metrics import f1_score, precision_score, recall_score
from seqeval.metrics.sequence_labeling import get_entities

from gluclaims.evaluating.corpora.spans import iob_spans
from gluclaims.evaluating.matching import (
    Pair,
    SameArgument,
    count_exact,
    count_overlap,
    match_claims,
    match_sentences,
    same_exactly,
)
from gluclaims.records import Article, Claim, Cue, Span

from .articles import EXAMPLE, article, claim, entity, pairs


def spans(*bounds: tuple[int, int]) -> list[Cue]:
    return [Cue(a, b, "", "MODAL") for a, b in bounds]


def kind(c: Cue) -> str:
    return c.kind


def test_overlap_is_one_to_one() -> None:
    # one long prediction over two gold spans finds one of them
    assert count_overlap(spans((0, 2), (3, 5)), spans((0, 5)), kind) == (1, 0, 1)


def test_overlap_takes_as_many_pairs_as_it_can() -> None:
    # pairing the longest overlap first would leave (0, 1) without a partner
    assert count_overlap(spans((0, 1), (1, 9)), spans((0, 8), (8, 9)), kind) == (2, 0, 0)


tags = st.sampled_from(["O", "B-X", "I-X", "B-Y", "I-Y"])


@given(st.lists(st.tuples(tags, tags), min_size=1, max_size=10))
def test_exact_spans_as_in_seqeval(both: list[tuple[str, str]]) -> None:
    gold, pred = [g for g, _ in both], [p for _, p in both]
    bounds = [(i, i + 1) for i in range(len(gold))]
    ours = [iob_spans(side, bounds) for side in (gold, pred)]
    for side, found in zip((gold, pred), ours, strict=True):
        assert [(label, a, b - 1) for a, b, label in found] == get_entities(side)
    tp, fp, fn = count_exact(*ours)
    if tp + fn and tp + fp:
        theirs = [metric([gold], [pred], zero_division=0) for metric in (precision_score, recall_score, f1_score)]
        assert [tp / (tp + fp), tp / (tp + fn), 2 * tp / (2 * tp + fp + fn)] == pytest.approx(theirs)


def test_claims_match_by_half_of_their_tokens() -> None:
    # "blocks NMDA receptors" shares 3 of 4 tokens, "It" 1 of 4
    pred = article(claims=(claim("blocks NMDA receptors"), claim("It", id="C2")))
    assert match_claims(EXAMPLE, pred) == [Pair(0, 0, 0.75)]


@given(pairs())
def test_no_other_pairing_shares_more(both: tuple[Article, Article]) -> None:
    gold, pred = both
    ours = sum(p.iou for p in match_claims(gold, pred))
    tokens = [(m.start(), m.end()) for m in re.finditer(r"\w+|[^\w\s]", gold.text)]

    def inside(c: Claim) -> set[tuple[int, int]]:
        return {t for t in tokens if t[0] < c.end and c.start < t[1]}

    def overlap(a: Claim, b: Claim) -> float:
        x, y = inside(a), inside(b)
        share = len(x & y) / len(x | y)
        return share if share >= 0.5 else 0

    few, many = sorted((gold.claims, pred.claims), key=len)
    best = max(sum(map(overlap, few, some)) for some in permutations(many, len(few)))
    assert ours == pytest.approx(best, abs=1e-4)


def test_claims_that_share_a_span_are_told_apart_by_their_fields() -> None:
    part = "Ketamine blocks NMDA receptors"
    gold = article(claims=(claim(part, object="depression"), claim(part, id="C2", object="pain")))
    pred = article(claims=(claim(part, object="pain"), claim(part, id="C2", object="depression")))
    assert [(p.gold, p.pred) for p in match_claims(gold, pred)] == [(0, 1), (1, 0)]


def test_more_shared_tokens_beat_equal_fields() -> None:
    gold = article(claims=(claim("Ketamine blocks NMDA receptors", object="pain"),))
    pred = article(
        claims=(claim("Ketamine blocks NMDA receptors"), claim("blocks NMDA receptors", id="C2", object="pain"))
    )
    assert [(p.gold, p.pred) for p in match_claims(gold, pred)] == [(0, 0)]


def test_sentences_match_by_half() -> None:
    assert match_sentences([Span(0, 10), Span(11, 20)], [Span(0, 11), Span(12, 13), Span(14, 20)]) == [(0, 0), (1, 2)]


@pytest.mark.parametrize(
    ("gold", "pred", "same"),
    [
        ("glutamate", "glutamate", True),
        ("nmda receptor", "NMDA receptors", True),  # number and case
        ("the reward system", "reward system", True),  # articles
        ("reward system of the brain", "reward system", True),  # half of the words
        ("reward system", "immune response", False),
        (None, None, True),
        (None, "glutamate", False),
    ],
)
def test_arguments(gold: str | None, pred: str | None, same: bool) -> None:
    assert SameArgument(article(), article())(gold, pred) is same


def test_two_entities_are_compared_whole() -> None:
    # half of the words are shared, but both are entities, and other ones
    a = article(entities=(entity("Ketamine", "DRUG", "glutamate receptor"),))
    b = article(entities=(entity("depression", "DRUG", "nmda receptor"),))
    assert not SameArgument(a, b)("glutamate receptor", "nmda receptor")
    assert SameArgument(a, a)("glutamate receptor", "nmda glutamate receptor")


def called(**names: str) -> Article:
    """Return an article whose words are entities of these concepts."""
    text = " ".join(names)
    return article(
        text=text, sentences=(), entities=tuple(entity(w, "DISORDER", c, text=text) for w, c in names.items())
    )


def test_one_thing_may_have_two_names() -> None:
    same = SameArgument(called(ADHD="adhd"), called(ADHD="attention deficit hyperactivity disorder"))
    assert same("adhd", "attention deficit hyperactivity disorder")
    assert same.exactly("adhd", "attention deficit hyperactivity disorder")
    assert same("adhd symptoms", "symptoms of attention deficit hyperactivity disorder")
    assert not same("adhd", "disorder")


def test_a_split_that_gold_does_not_make_is_bridged() -> None:
    gold = called(anxious="anxiety", worried="anxiety", phobic="anxiety")
    pred = called(anxious="anxiety", worried="anxiety", phobic="anxiety disorder")
    assert SameArgument(gold, pred)("anxiety", "anxiety disorder")


def test_a_name_that_lumps_two_things_together_stands_for_one_at_most() -> None:
    gold = called(NMDAR="nmda receptor", NR1="nmda receptor", AMPAR="ampa receptor")
    lumped = dict.fromkeys(("NMDAR", "NR1", "AMPAR"), "glutamate receptor")
    same = SameArgument(gold, called(**lumped))
    assert same("nmda receptor", "glutamate receptor")
    assert not same("ampa receptor", "glutamate receptor")


def test_where_two_things_share_a_name_evenly_nobody_can_say_which() -> None:
    gold = called(NMDAR="nmda receptor", AMPAR="ampa receptor")
    same = SameArgument(gold, called(NMDAR="glutamate receptor", AMPAR="glutamate receptor"))
    assert not same("nmda receptor", "glutamate receptor")


def test_entities_differ_by_number_only_in_name() -> None:
    same = SameArgument(called(a="hallucinations"), called(b="hallucination"))
    assert same("hallucinations", "hallucination")


def test_exact_arguments_mind_every_word() -> None:
    assert same_exactly("memories", "the memory")
    assert not same_exactly("reward system of the brain", "reward system")
