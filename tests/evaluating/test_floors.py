"""The gate: no layer falls below its floor on the corpora that anyone may look at.

A floor is raised by ``gluclaims evaluate GOLD --gate FLOORS --update-gate``; lowering one, or changing the corpus, needs
``--allow-regression`` as well. The sealed articles have no floors: what is measured at every change is soon tuned to.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from gluclaims.cli import main
from gluclaims.evaluating.gate import Gate

CORPORA = Path(__file__).parents[2] / "corpora"
GATED = ["glutamate-mental-health", "open"]
#: What no gate may leave out.
LAYERS = {"entities", "cues", "claim-sentences", "claim-spans", "hedged", "certainty", "strength", "subject", "object",
          "type", "relation", "direction", "sign-errors", "attribution", "verdict", "contradicted", "calibration"}  # fmt: skip


@pytest.mark.parametrize("name", GATED)
def test_every_layer_has_a_floor_for_this_state_of_the_corpus(name: str) -> None:
    gate = Gate.read(CORPORA / name / "floors.json")
    assert gate.floors.keys() >= LAYERS
    assert gate.corpus.keys() == {"gold.jsonl"}
    assert gate.corpus_faults(CORPORA / name) == []


@pytest.mark.parametrize("name", GATED)
def test_every_floor_is_reached(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    folder = CORPORA / name
    words = ["evaluate", str(folder / "gold.jsonl"), "--samples", "0", "--gate", str(folder / "floors.json")]
    assert main(words) == 0, capsys.readouterr().err
