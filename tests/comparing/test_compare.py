"""Comparing two versions: what is paired, what changed, what the command prints."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from gluclaims.cli import main
from gluclaims.comparing import STATUSES, align, changes, compare, similarity
from gluclaims.comparing.words import content, species
from gluclaims.errors import RecordError
from gluclaims.records import Article, Claim, Cue, Span


def claim(statement: str, **values: Any) -> Claim:
    """Return a claim; ketamine treats depression unless told otherwise."""
    given = {"type": "TREATMENT", "relation": "TREATS", "subject": "ketamine", "object": "depression"} | values
    return Claim("C1", 0, len(statement), statement, statement, **given)


def article(*claims: Claim, id: str = "a", cues: tuple[str, ...] = ()) -> Article:
    """Return an article whose sentences are the claims' statements, in order; every cue is linked to the first."""
    text, placed = "", []
    for number, c in enumerate(claims, start=1):
        placed.append(
            c.__class__(
                **{f: getattr(c, f) for f in c.__slots__}
                | {
                    "id": f"C{number}",
                    "start": len(text),
                    "end": len(text) + len(c.text),
                }
            )
        )
        text += c.text + "\n"
    marks = tuple(Cue(text.index(form), text.index(form) + len(form), form, "QUANTIFIER") for form in cues)
    if marks:
        placed[0] = placed[0].__class__(**{f: getattr(placed[0], f) for f in placed[0].__slots__} | {"cues": (0,)})
    sentences = tuple(Span(c.start, c.end) for c in placed)
    return Article(id, text, sentences=sentences, cues=marks, claims=tuple(placed))


# -- what is one claim ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (claim("Ketamine eases depression."), claim("Ketamine may relieve depression in some adults.")),
        (claim("Ketamine eases depression."), claim("Depression was eased by ketamine.", relation="CAUSES")),
        (
            claim(
                "Depression is linked to low serotonin.",
                subject="depression",
                object="serotonin",
                relation="ASSOCIATED_WITH",
            ),
            claim("Low serotonin causes depression.", subject="serotonin", object="depression", relation="CAUSES"),
        ),
        (
            claim("More research is needed on long-term safety.", subject=None, object=None, relation="OTHER"),
            claim("Long-term safety needs more research.", subject=None, object=None, relation="OTHER"),
        ),
        (claim("Ketamine eases depression."), claim("Ketamine does not ease depression.", polarity="NEGATED")),
        (claim("Ketamine eases depression."), claim("It eases depression.", subject=None)),
    ],
)
def test_one_claim(a: Claim, b: Claim) -> None:
    assert similarity(a, b) == similarity(b, a) >= 0.5
    assert align([a], [b]) == [(0, 0, similarity(a, b))]


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (claim("Ketamine eases depression."), claim("Lithium prevents mania.", subject="lithium", object="mania")),
        (
            claim("Ketamine eases depression."),
            claim("Sertraline eases anxiety.", subject="sertraline", object="anxiety"),
        ),
        (
            claim("Ketamine eases depression."),
            claim("Ketamine blocks NMDA receptors.", object="nmda receptor", relation="REGULATES"),
        ),
        (claim("Ketamine eases depression."), claim("Ketamine can cause nausea.", object="nausea", relation="CAUSES")),
        (
            claim("Who will benefit?", subject=None, object=None, relation="OTHER"),
            claim("Talk to your doctor.", subject=None, object=None, relation="OTHER"),
        ),
    ],
)
def test_two_claims(a: Claim, b: Claim) -> None:
    assert similarity(a, b) == similarity(b, a) < 0.5
    assert align([a], [b]) == []


def test_a_claim_told_twice_is_paired_in_order() -> None:
    twice = [claim("Ketamine eases depression."), claim("Ketamine eases depression.")]
    assert [(i, j) for i, j, _ in align(twice, twice)] == [(0, 0), (1, 1)]


def test_the_best_pairs_together_win() -> None:
    a, b = claim("Ketamine eases depression."), claim("Ketamine eases severe depression.", object="severe depression")
    assert [(i, j) for i, j, _ in align([a, b], [b, a])] == [(0, 1), (1, 0)]


# -- what changed -----------------------------------------------------------------------------------------------------

MICE = {"population": "mice"}


@pytest.mark.parametrize(
    ("before", "after", "kinds", "status"),
    [
        ({"certainty": "POSSIBLE"}, {"certainty": "FACT"}, ["HEDGE_DROPPED"], "stronger"),
        ({"certainty": "FACT"}, {"certainty": "PROBABLE"}, ["HEDGE_ADDED"], "weaker"),
        (
            {"certainty": "POSSIBLE", "strength": "CONDITIONAL"},
            {"certainty": "FACT", "strength": "DIRECT"},
            ["HEDGE_DROPPED"],
            "stronger",
        ),
        ({"strength": "CORRELATIONAL"}, {"strength": "DIRECT"}, ["CORRELATION_TO_CAUSE"], "stronger"),
        ({"strength": "DIRECT"}, {"strength": "CORRELATIONAL"}, ["CAUSE_TO_CORRELATION"], "weaker"),
        ({"strength": "CONDITIONAL"}, {"strength": "DIRECT"}, ["CAUSE_FIRMER"], "stronger"),
        ({"population": "some adults"}, {}, ["POPULATION_WIDENED"], "stronger"),
        ({"population": "older adults"}, {"population": "adults"}, ["POPULATION_WIDENED"], "stronger"),
        ({}, {"population": "adults"}, ["POPULATION_NARROWED"], "weaker"),
        ({"population": "adults"}, {"population": "children"}, ["POPULATION_CHANGED"], "changed"),
        ({"location": "amygdala"}, {}, ["LOCATION_DROPPED"], "stronger"),
        ({"location": "amygdala"}, {"location": "hippocampus"}, ["LOCATION_CHANGED"], "changed"),
        (MICE, {"population": "people"}, ["ANIMAL_TO_HUMAN"], "stronger"),
        (MICE, {}, ["SPECIES_DROPPED"], "stronger"),
        ({}, MICE, ["SPECIES_ADDED"], "weaker"),
        (MICE, {"population": "rats"}, ["POPULATION_CHANGED"], "changed"),
        ({"population": "people"}, {"population": "people with cancer"}, ["POPULATION_NARROWED"], "weaker"),
        ({"polarity": "NEGATED"}, {}, ["NEGATION_REVERSED"], "reversed"),
        ({"certainty": "POSSIBLE"}, {"population": "adults"}, ["HEDGE_DROPPED", "POPULATION_NARROWED"], "mixed"),
        ({"verdict": "SUPPORTED"}, {"verdict": "CONTRADICTED"}, [], "same"),
    ],
)
def test_changes(before: dict[str, str], after: dict[str, str], kinds: list[str], status: str) -> None:
    a, b = claim("Ketamine eases depression.", **before), claim("Ketamine eases depression.", **after)
    assert [c.kind for c in changes(a, b)] == kinds
    assert [p.status for p in compare(article(a), article(b)).pairs] == [status]


def risk(statement: str, **values: Any) -> Claim:
    """Return a claim on smoking and psychosis."""
    return claim(statement, **{"type": "CAUSE", "subject": "smoking", "object": "psychosis", "relation": "CAUSES"} | values)


RAISED = risk("Smoking raises the risk of psychosis.", aspect="RISK", direction="INCREASE")


@pytest.mark.parametrize(
    ("before", "after", "kinds"),
    [
        (RAISED, risk("Smoking lowers the risk of psychosis.", aspect="RISK", direction="DECREASE"), ["DIRECTION_REVERSED"]),
        (RAISED, risk("Smoking prevents psychosis.", relation="PREVENTS"), ["DIRECTION_REVERSED"]),
        (RAISED, risk("Smoking causes psychosis."), []),
        # No word of rise or fall is another: one of the labels is wrong, and no reader would see a reversal.
        (RAISED, risk("The risk of psychosis is raised by smoking.", aspect="RISK", direction="DECREASE"), []),
        # Directions are those of the object, and here it is the other thing.
        (
            risk(
                "Psychosis is linked to less smoking.",
                subject="psychosis",
                object="smoking",
                relation="ASSOCIATED_WITH",
                direction="DECREASE",
                strength="CORRELATIONAL",
            ),
            replace(RAISED, strength="DIRECT"),
            ["CORRELATION_TO_CAUSE"],
        ),
    ],
)
def test_a_reversed_direction(before: Claim, after: Claim, kinds: list[str]) -> None:
    assert [c.kind for c in changes(before, after)] == kinds


def test_a_link_that_was_labelled_a_cause_still_grows_stronger() -> None:
    """Labels come from a model; where they are alike, words that speak of a link decide."""
    link = risk("Smoking goes hand in hand with psychosis.", strength="DIRECT")
    cause = risk("Smoking brings on psychosis.", strength="DIRECT")
    assert [c.kind for c in changes(link, cause)] == ["CORRELATION_TO_CAUSE"]
    assert [c.kind for c in changes(cause, link)] == ["CAUSE_TO_CORRELATION"]
    assert changes(link, link) == changes(cause, cause) == ()


def test_what_both_wordings_say_is_no_change_of_scope() -> None:
    """How much of "adults with cancer" or of "the frontal cortex" is read off may differ; the words have not changed."""
    text = "In adults with cancer, psilocybin eases anxiety and calms the amygdala."
    a, b = claim(text, population="adults"), claim(text, population="adults with cancer", location="amygdala")
    assert changes(a, b) == ()


def test_the_same_words_are_the_same_claim_whatever_was_read_off_them() -> None:
    a = claim("Dopamine synthesis may recover with abstinence.", subject="dopamine", object="abstinence")
    b = claim("Dopamine synthesis recovers with abstinence.", subject=None, object="dopamine synthesis")
    assert similarity(a, b) == 1.0


def test_a_dropped_limit_is_seen_where_it_is_no_population() -> None:
    a = article(claim("Ketamine sometimes eases depression."), cues=("sometimes",))
    b = article(claim("Ketamine eases depression."))
    assert [c.said for c in compare(a, b).pairs[0].changes] == ["limit dropped: “sometimes”"]
    assert [c.kind for c in compare(b, a).pairs[0].changes] == ["LIMIT_ADDED"]


def test_the_organism_may_stand_elsewhere_in_the_sentence() -> None:
    words = "In mice, the team found that ketamine eases depression."
    short = words[words.index("ketamine") :]
    a = article(claim(words)).with_(claims=())
    c = Claim(
        "C1",
        words.index(short),
        len(words),
        short,
        "Ketamine eases depression.",
        "TREATMENT",
        "TREATS",
        "ketamine",
        "depression",
    )
    pair = compare(a.with_(claims=(c,)), article(claim("Ketamine eases depression."))).pairs[0]
    assert [change.said for change in pair.changes] == ["no longer says that it is about animals"]


def test_new_gone_and_same() -> None:
    kept = claim("Ketamine eases depression.")
    gone = claim("Lithium prevents mania.", subject="lithium", object="mania")
    new = claim("Sertraline causes nausea.", subject="sertraline", object="nausea", relation="CAUSES")
    comparison = compare(article(gone, kept), article(kept, new, id="b"))
    assert [(p.status, p.claim.text) for p in comparison.pairs] == [
        ("same", kept.text),
        ("new", new.text),
        ("gone", gone.text),
    ]
    assert comparison.counts == dict.fromkeys(STATUSES, 0) | {"same": 1, "new": 1, "gone": 1}


def test_nothing_with_nothing_and_errors() -> None:
    assert compare(Article("a"), Article("b")).pairs == ()
    with pytest.raises(RecordError, match="bad can't be compared: it is empty"):
        compare(Article("a"), Article("bad", error={"type": "InputError", "message": "it is empty"}))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("in rats and patients", {"animal", "human"}),
        ("cultured neurons", {"in_vitro"}),
        ("the flying rate", set()),
        (None, set()),
    ],
)
def test_species(text: str | None, found: set[str]) -> None:
    assert species(text) == found


def test_hedges_are_no_content() -> None:
    assert content("It may block receptors") == content("It blocks the receptor")


# -- the command ------------------------------------------------------------------------------------------------------


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    before = article(
        claim("Ketamine may ease depression.", certainty="POSSIBLE"),
        claim("Lithium prevents mania.", subject="lithium", object="mania"),
    )
    after = article(
        claim("Ketamine eases depression."), claim("Lithium prevents mania.", subject="lithium", object="mania"), id="b"
    )
    paths = [tmp_path / "a.jsonl", tmp_path / "b.jsonl"]
    for path, a in zip(paths, (before, after), strict=True):
        path.write_text(json.dumps(a.to_dict()) + "\n", "utf-8")
    return [str(path) for path in paths]


def test_text(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", *files]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "1 stronger, 1 same",
        "",
        "Stronger (1)",
        "  ▲ Ketamine eases depression.",
        "      was: Ketamine may ease depression.",
        "      now: Ketamine eases depression.",
        "      hedge dropped: from possible to fact",
    ]
    assert main(["compare", *files, "--all"]) == 0
    assert "  = Lithium prevents mania." in capsys.readouterr().out


def test_json(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", *files, "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["counts"]["stronger"] == 1
    assert found["pairs"][0]["changes"] == [
        {"kind": "HEDGE_DROPPED", "effect": 1, "said": "hedge dropped: from possible to fact"}
    ]


def test_html(files: list[str], tmp_path: Path) -> None:
    assert main(["compare", *files, "--html", str(tmp_path / "new" / "c.html")]) == 0
    assert "hedge dropped" in (tmp_path / "new" / "c.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (["--fail-on", "stronger"], 1, ""),
        (["--fail-on", "new, gone"], 0, ""),
        (["--fail-on", "strong"], 2, "'strong' is no status"),
        (["--threshold", "2"], 2, "from 0 to 1"),
    ],
)
def test_exit_codes(
    options: list[str], code: int, said: str, files: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["compare", *files, *options]) == code
    assert said in capsys.readouterr().err


def test_one_article_on_each_side(files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    two = tmp_path / "two.jsonl"
    two.write_text(Path(files[0]).read_text() + Path(files[1]).read_text())
    assert main(["compare", str(two), files[1]]) == 2
    assert "one is expected" in capsys.readouterr().err
    assert main(["compare", str(tmp_path / "none"), files[1]]) == 2
    assert "no such file" in capsys.readouterr().err
