"""The perturbation suite on the whole pipeline: what must change changes, what must not does not; floors are pinned."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import pytest

import gluclaims
from gluclaims.errors import DataError
from gluclaims.evaluating.perturbing import Outcome, Pair, judge, last_claim, pass_rates, read_pairs, run
from gluclaims.records import Article, Claim, Span

DATA = Path(__file__).parents[1] / "data"
PAIRS = read_pairs(DATA / "perturbations.jsonl")
FLOORS: dict[str, int] = json.loads((DATA / "perturbation-floors.json").read_text("utf-8"))
KINDS = list(dict.fromkeys(pair.kind for pair in PAIRS))


@pytest.fixture(scope="module")
def outcomes(nlp) -> list[Outcome]:
    return run(PAIRS, partial(gluclaims.pipe, nlp=nlp))


@pytest.mark.parametrize("kind", KINDS)
def test_no_kind_falls_below_its_floor(kind: str, outcomes: list[Outcome]) -> None:
    passed, total = pass_rates(outcomes)[kind]
    failed = [
        f"{o.pair.a} | {o.pair.b}: {'; '.join(o.failures)}" for o in outcomes if o.pair.kind == kind and not o.passed
    ]
    assert passed >= FLOORS[kind], f"{passed} of {total}, the floor is {FLOORS[kind]}\n" + "\n".join(failed)


def test_floors_name_the_kinds() -> None:
    assert list(FLOORS) == KINDS
    assert len(PAIRS) >= 170


def test_no_pair_twice() -> None:
    assert len({(p.a, p.b) for p in PAIRS}) == len(PAIRS)
    assert all(p.a != p.b and (p.same or p.change) for p in PAIRS)
    assert all(not set(p.same) & set(p.change) for p in PAIRS)


def claim(statement: str, **fields: object) -> Claim:
    raw = {"id": "C1", "start": 0, "end": 1, "text": "x", "statement": statement, "type": "MECHANISM"}
    return Claim.from_dict(raw | {"relation": "REGULATES"} | fields)


def article(text: str, *claims: Claim) -> Article:
    return Article("x", text, sentences=(Span(0, len(text)),), claims=claims)


def test_the_last_claim_is_the_one_most_like_the_last_sentence() -> None:
    text = "Riluzole is old. It lowers glutamate."
    old, lowers = claim("Riluzole is old."), claim("Riluzole lowers glutamate.")
    found = last_claim(Article("x", text, sentences=(Span(0, 16), Span(17, len(text))), claims=(lowers, old)))
    assert found == lowers


def test_what_must_not_change() -> None:
    pair = Pair("passive", "a", "b", ("subject", "direction"))
    a = claim("a", subject="nmda receptor", direction="DECREASE")
    assert judge(pair, article("a", a), article("b", a)).passed
    flipped = claim("b", subject="nmda receptor", direction="INCREASE")
    assert judge(pair, article("a", a), article("b", flipped)).failures == (
        "direction: 'DECREASE' and 'INCREASE' should be the same",
    )


def test_finding_no_subject_twice_is_no_agreement() -> None:
    pair = Pair("passive", "a", "b", ("subject",))
    assert not judge(pair, article("a", claim("a")), article("b", claim("b"))).passed


def test_what_must_change() -> None:
    pair = Pair("negation", "a", "b", (), {"polarity": ("AFFIRMED", "NEGATED")})
    a, b = claim("a"), claim("b", polarity="NEGATED")
    assert judge(pair, article("a", a), article("b", b)).passed
    assert judge(pair, article("a", a), article("b", a)).failures == ("polarity in b: 'AFFIRMED' should be 'NEGATED'",)


def test_all_claims_in_any_order() -> None:
    pair = Pair("list order", "a", "b", ("object",), every=True)
    one, two = claim("a", object="depression"), claim("b", object="anxiety")
    assert judge(pair, article("a", one, two), article("b", two, one)).passed
    assert judge(pair, article("a", one, two), article("b", two)).failures == ("only in a: depression",)


def test_no_claim() -> None:
    pair = Pair("passive", "a", "b", ("subject",))
    assert judge(pair, article("a"), article("b", claim("b"))).failures == ("no claim in a",)


@pytest.mark.parametrize("line", ["{}", "[]", '{"kind": "x", "a": "a", "b": "b", "same": ["colour"]}', "no JSON"])
def test_a_suite_with_an_error_names_the_line(line: str, tmp_path: Path) -> None:
    path = tmp_path / "pairs.jsonl"
    path.write_text(line, "utf-8")
    with pytest.raises(DataError, match="line 1"):
        read_pairs(path)
