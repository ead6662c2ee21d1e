"""Floors, and what moved."""

from __future__ import annotations

from pathlib import Path

import pytest

from gluclaims.errors import ConfigError, DataError, RecordError
from gluclaims.evaluating import Result, evaluate
from gluclaims.evaluating.comparing import compare_results, moves_to_text
from gluclaims.evaluating.gate import Gate, checksum, parse_floors, renew, shortfalls

from .articles import EXAMPLE, article, claim

PERFECT = evaluate([EXAMPLE], [EXAMPLE])
POOR = evaluate([EXAMPLE], [article(entities=EXAMPLE.entities[:1])])


def test_floors_are_read() -> None:
    assert parse_floors("entities=0.9, sign-errors=.02") == {"entities": 0.9, "sign-errors": 0.02}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("entites=0.9", "did you mean 'entities'"),
        ("cues=high", "no number"),
        ("cues=90", "no number"),
        ("", "no floor"),
    ],
)
def test_bad_floors(text: str, said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        parse_floors(text)


def test_what_falls_short_is_named() -> None:
    assert shortfalls(PERFECT, {"entities": 1.0, "sign-errors": 0.0}) == []
    [short] = shortfalls(POOR, {"entities": 0.9})
    assert str(short) == "entities: 0.500, below 0.900"


def test_an_error_rate_has_a_ceiling() -> None:
    wrong = article(claims=(claim("Ketamine blocks NMDA receptors", polarity="NEGATED", direction="DECREASE"),))
    [short] = shortfalls(evaluate([EXAMPLE], [wrong]), {"sign-errors": 0.1})
    assert str(short) == "sign-errors: 1.000, above 0.100"


def test_what_could_not_be_measured_is_not_reached() -> None:
    [short] = shortfalls(POOR, {"type": 0.1})
    assert "nothing to measure" in str(short)


def test_a_gate_file_is_read_back(tmp_path: Path) -> None:
    file = tmp_path / "gate.json"
    gate = Gate({"entities": 0.9}, {"gold.jsonl": "00"}, 0.01)
    gate.write(file)
    assert Gate.read(file) == gate


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"floors": {"entities": "high"}, "corpus": {}}'])
def test_no_gate_file(tmp_path: Path, text: str) -> None:
    file = tmp_path / "gate.json"
    file.write_text(text)
    with pytest.raises(DataError, match=r"gate\.json"):
        Gate.read(file)


def test_a_changed_corpus_is_noticed(tmp_path: Path) -> None:
    gold = tmp_path / "gold.jsonl"
    gold.write_text("one")
    gate = Gate({}, {"gold.jsonl": checksum(gold), "gone.jsonl": "00"})
    assert gate.corpus_faults(tmp_path) == ["gone.jsonl: no such file"]
    gold.write_text("two")
    assert "gold.jsonl: changed" in gate.corpus_faults(tmp_path)[0]


def test_floors_rise_freely_and_fall_only_when_allowed() -> None:
    low = renew(None, POOR, ["entities"], {}, allow_regression=False)
    assert low.floors == {"entities": 0.5}
    high = renew(low, PERFECT, ["entities"], {}, allow_regression=False)
    assert high.floors == {"entities": 1.0}
    with pytest.raises(DataError, match=r"entities 1\.0 -> 0\.5"):
        renew(high, POOR, ["entities"], {}, allow_regression=False)
    assert renew(high, POOR, ["entities"], {}, allow_regression=True) == low


def test_floors_are_set_by_the_slack_under_what_is_reached() -> None:
    old = Gate({"entities": 0.4, "sign-errors": 0.5}, {}, slack=0.05)
    assert renew(old, PERFECT, old.floors, {}, allow_regression=False).floors == {"entities": 0.95, "sign-errors": 0.05}


def test_another_corpus_needs_permission() -> None:
    gate = Gate({"entities": 0.1}, {"gold.jsonl": "00"})
    with pytest.raises(DataError, match="corpus is another one"):
        renew(gate, PERFECT, ["entities"], {"gold.jsonl": "11"}, allow_regression=False)


def many(found: int, of: int = 10) -> Result:
    gold = [EXAMPLE.with_(id=str(i)) for i in range(of)]
    return evaluate(gold, [g if i < found else article(id=g.id) for i, g in enumerate(gold)])


def test_what_moved_beyond_noise() -> None:
    moves = {m.name: m for m in compare_results(many(9), many(1))}
    assert moves["entities"].difference == pytest.approx(18 / 19 - 2 / 11)
    assert moves["entities"].beyond_noise
    assert moves["entities"].better
    assert "better" in moves_to_text(list(moves.values()))


def test_a_small_move_is_noise() -> None:
    moves = {m.name: m for m in compare_results(many(9), many(10))}
    assert moves["entities"].difference is not None
    assert moves["entities"].difference < 0
    assert not moves["entities"].beyond_noise


def test_nothing_moved() -> None:
    assert moves_to_text(compare_results(many(5), many(5))) == "nothing moved"


def test_nothing_in_common() -> None:
    with pytest.raises(RecordError, match="no article in common"):
        compare_results(PERFECT, evaluate([EXAMPLE.with_(id="b")], [EXAMPLE.with_(id="b")]))
