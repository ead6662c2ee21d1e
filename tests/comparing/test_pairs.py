"""The written pairs of ``tests/data/compare-pairs.jsonl``, from text: what became of each claim."""

from __future__ import annotations

from benchmarks.compare_pairs import KINDS, alarms, compared, judge, read_cases


def test_the_pairs_are_of_every_kind() -> None:
    cases = read_cases()
    assert {c.kind for case in cases for c in case.claims} == KINDS.keys()
    assert len({case.id for case in cases}) == len({(case.before, case.after) for case in cases}) == len(cases) >= 60


def test_what_became_of_the_claims() -> None:
    """Floors of what is reached (docs/compare.md): a report that a claim grew stronger must be one to rely on."""
    results = list(compared(read_cases()))
    right = [bool(judge(case, c, found)["right"]) for case, found in results for c in case.claims]
    counts = [alarms(case, found) for case, found in results]
    said, true = (sum(c[key] for c in counts) for key in ("said", "said, true"))
    assert sum(right) / len(right) >= 0.9
    assert true / said >= 0.95
