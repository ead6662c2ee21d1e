"""Facts in words through the whole pipeline: a fixed sample of ``python -m benchmarks.selftest``, with floors."""

from __future__ import annotations

from functools import partial

import pytest

import gluclaims
from gluclaims.checking import load_facts
from gluclaims.checking.phrasing import Phrasing
from gluclaims.evaluating.selftest import KINDS, SIGNED, rates, run, sample
from gluclaims.lexicons.entities import packaged_lexicon

#: Share of sentences that must be SUPPORTED, and of their opposites that must be CONTRADICTED.
FLOORS = {"plain": (0.92, 0.90), "passive": (0.88, 0.80), "nominal": (0.85, 0.75), "hedged": (0.85, 0.80)}
SIZES = {"plain": 150}


@pytest.fixture(scope="module")
def phrasing() -> Phrasing:
    return Phrasing(load_facts(), packaged_lexicon())


@pytest.mark.parametrize("kind", KINDS)
def test_facts_in_words_come_out_as_they_are(kind: str, nlp, phrasing: Phrasing) -> None:
    found = run(sample(load_facts(), SIGNED, SIZES.get(kind, 50)), kind, phrasing, partial(gluclaims.pipe, nlp=nlp))
    true, n_true, false, n_false = rates(found)["all"]
    failed = "\n".join(f"{o.wanted}, not {o.found}: {o.sentence.text}" for o in found if not o.passed)
    assert true / n_true >= FLOORS[kind][0], failed
    assert false / n_false >= FLOORS[kind][1], failed
    assert sum(o.accused for o in found) <= 1, failed


@pytest.mark.parametrize(
    ("fact", "kind", "sentences"),
    [
        (
            "riluzole-glutamate-release",
            "plain",
            ["Riluzole reduces the release of glutamate.", "Riluzole increases the release of glutamate."],
        ),
        ("ssri-causes-nausea", "passive", ["Nausea is caused by SSRIs.", "Nausea is not caused by SSRIs."]),
        (
            "riluzole-causes-dependence",
            "hedged",
            [
                "Researchers believe that riluzole causes dependence.",
                "Researchers believe that riluzole does not cause dependence.",
            ],
        ),
        (
            "sertraline-causes-addiction",
            "nominal",
            ["Sertraline is a cause of addiction.", "Sertraline is not a cause of addiction."],
        ),
        ("riluzole-treats-amyotrophic-lateral-sclerosis", "plain", []),  # its condition has no wording
    ],
)
def test_wording(fact: str, kind: str, sentences: list[str], phrasing: Phrasing) -> None:
    known = {f.id: f for f in load_facts().facts}
    assert [s.text for s in phrasing.word(known[fact], kind)] == sentences
