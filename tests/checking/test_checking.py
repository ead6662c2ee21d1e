"""The fact base and the reasoner: regression cases as data, every fact against itself and against its opposite."""

from __future__ import annotations

import csv
import json
import pickle
import time
from collections import Counter
from pathlib import Path

import pytest
import spacy

from gluclaims.checking import check_claims, load_facts
from gluclaims.checking.effects import Effect, entailed
from gluclaims.checking.facts import build_facts, merge, parse_fact
from gluclaims.checking.importing import import_drugcentral
from gluclaims.checking.linking import MOST_LINKS
from gluclaims.checking.linting import lint
from gluclaims.checking.terms import Normalizer
from gluclaims.checking.verdicts import reasoner_for
from gluclaims.errors import DataError
from gluclaims.labels import labels
from gluclaims.lexicons.entities import packaged_lexicon

CASES = [json.loads(line) for line in (Path(__file__).parent / "cases.jsonl").read_text("utf-8").splitlines()]
FLIP = {"INCREASE": "DECREASE", "DECREASE": "INCREASE"}
TYPES = {
    "TREATS": "TREATMENT",
    "CAUSES": "CAUSE",
    "IS_A": "DEFINITION",
    "APPROVED_FOR": "HISTORY",
    "ASSOCIATED_WITH": "ASSOCIATION",
}


@pytest.fixture(scope="module")
def lexicon():
    return packaged_lexicon()


@pytest.fixture(scope="module")
def facts():
    return load_facts()


def claim(subject, relation, obj, aspect=None, direction="NONE", **more):
    base = {
        "id": "C1", "subject": subject, "relation": relation, "object": obj, "aspect": aspect, "direction": direction, "location": None,
        "population": None, "polarity": "AFFIRMED", "certainty": "FACT", "strength": "DIRECT", "type": TYPES.get(relation, "MECHANISM"),
        "statement": f"{subject} {relation.lower()} {obj}", "cues": [],
    }  # fmt: skip
    return base | more


def of_fact(fact, **more):
    own = {"location": fact.location, "population": fact.population}
    text = f"{fact.subject} {fact.relation.lower()} {fact.object} {fact.condition or ''}"
    return claim(fact.subject, fact.relation, fact.object, fact.aspect, fact.direction, statement=text) | own | more


@pytest.mark.parametrize(
    "case", CASES, ids=lambda c: f"{c['claim'][0]}-{c['claim'][1]}-{c['claim'][2]}-{c.get('polarity', '')}"
)
def test_case(case, lexicon, facts):
    more = {key: case[key] for key in ("polarity", "statement") if key in case}
    (found,) = check_claims([claim(*case["claim"], **more)], lexicon=lexicon, facts=facts, cues=[])
    assert (found["verdict"], found["flags"]) == (case["verdict"], case.get("flags", found["flags"])), found["why"]


def test_results_are_of_the_record_format(lexicon, facts):
    for case in CASES:
        (found,) = check_claims([claim(*case["claim"])], lexicon=lexicon, facts=facts)
        assert found["verdict"] in labels().verdict
        assert set(found["flags"]) <= set(labels().flag)
        assert found["why"].startswith(("Supported", "Partly", "Contradicted", "Not "))
        if found["verdict"] == "CONTRADICTED":
            assert found["calibration"] is None
            assert found["evidence"][0]["chain"]
        if found["verdict"] == "NOT_ENOUGH_INFO":
            assert found["evidence"] == []


@pytest.mark.parametrize("kind", labels().uncheckable_types)
def test_what_puts_nothing_forward_is_not_checked(kind, lexicon, facts):
    (found,) = check_claims(
        [claim("riluzole", "REGULATES", "glutamate", "LEVEL", "INCREASE", type=kind)], lexicon=lexicon, facts=facts
    )
    assert (found["verdict"], found["calibration"], found["evidence"]) == ("NOT_CHECKABLE", None, [])


def test_every_fact_supports_itself(lexicon, facts):
    reasoner = reasoner_for(lexicon, facts)
    wanted = {
        "established": "SUPPORTED",
        "supported": "SUPPORTED",
        "contested": "PARTLY_SUPPORTED",
        "refuted": "CONTRADICTED",
    }
    wanted["insufficient"] = "NOT_ENOUGH_INFO"
    hits: Counter[str] = Counter()
    accused = []
    for fact in facts.facts:
        verdict = reasoner.judge(of_fact(fact)).verdict
        hits[fact.status] += verdict == wanted[fact.status]
        if fact.status in ("established", "supported") and verdict == "CONTRADICTED":
            accused.append(fact.id)
    total = Counter(f.status for f in facts.facts)
    assert accused == []
    floors = {"established": 0.99, "supported": 0.97, "refuted": 0.96, "contested": 0.95, "insufficient": 0.94}
    assert [s for s, floor in floors.items() if hits[s] < floor * total[s]] == []


def test_common_statements_of_articles(lexicon, facts):
    """Two hundred true and a hundred false statements, written from knowledge before the facts were looked at."""
    with (Path(__file__).parent / "common.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    found: Counter[tuple[str, str]] = Counter()
    for row in rows:
        more = {"statement": row["statement"]} if row["statement"] else {}
        said = claim(
            row["subject"], row["relation"], row["object"], row["aspect"] or None, row["direction"] or "NONE", **more
        )
        (result,) = check_claims([said], lexicon=lexicon, facts=facts)
        found[row["true"], result["verdict"]] += 1
    true, false = (sum(row["true"] == kind for row in rows) for kind in ("yes", "no"))
    assert found["yes", "CONTRADICTED"] == found["no", "SUPPORTED"] == 0
    assert found["yes", "SUPPORTED"] >= 0.97 * true
    assert found["no", "CONTRADICTED"] >= 0.85 * false


def test_the_opposite_of_a_signed_fact_is_contradicted(lexicon, facts):
    reasoner = reasoner_for(lexicon, facts)
    signed = [
        f
        for f in facts.facts
        if f.relation in ("REGULATES", "ASSOCIATED_WITH")
        and f.direction in FLIP
        and f.status in ("established", "supported")
    ]
    hits = sum(reasoner.judge(of_fact(f, direction=FLIP[f.direction])).verdict == "CONTRADICTED" for f in signed)
    assert hits / len(signed) >= 0.97


def test_possible_is_contradicted_only_where_excluded(lexicon, facts):
    unsure = claim("vitamin d deficiency", "CAUSES", "depression", certainty="POSSIBLE", strength="CONDITIONAL")
    mechanism = claim(
        "haloperidol", "REGULATES", "d2 receptor", "ACTIVITY", "INCREASE", certainty="POSSIBLE", strength="CONDITIONAL"
    )
    found = check_claims([unsure, mechanism], lexicon=lexicon, facts=facts)
    assert [f["verdict"] for f in found][1] == "CONTRADICTED"
    assert found[0]["verdict"] != "CONTRADICTED"


def test_claims_of_one_article_are_linked(lexicon, facts):
    a = claim("riluzole", "REGULATES", "glutamate", "RELEASE", "DECREASE")
    b = claim("riluzole", "REGULATES", "glutamate", "LEVEL", "INCREASE") | {"id": "C2"}
    c = claim("Rilutek", "REGULATES", "glutamate", "RELEASE", "DECREASE") | {"id": "C3"}
    found = check_claims([a, b, c], lexicon=lexicon, facts=facts)
    assert found[0]["links"] == [{"claim": "C2", "kind": "CONTRADICTS"}, {"claim": "C3", "kind": "DUPLICATE"}]


def test_a_claim_said_a_hundred_times_makes_few_links(lexicon, facts):
    one = claim("riluzole", "REGULATES", "glutamate", "RELEASE", "DECREASE")
    many = [one | {"id": f"C{n}"} for n in range(1, 101)]
    links = [{link["claim"] for link in f.get("links", ())} for f in check_claims(many, lexicon=lexicon, facts=facts)]
    assert links[0] == {f"C{n}" for n in range(2, MOST_LINKS + 2)}
    assert all(0 < len(own) <= MOST_LINKS for own in links)
    assert all(f"C{n}" in links[int(other[1:]) - 1] for n, own in enumerate(links, 1) for other in own)


def test_repair_turns_the_direction(lexicon, facts):
    text = "Riluzole works by increasing the release of glutamate."
    (found,) = check_claims(
        [claim("riluzole", "REGULATES", "glutamate", "RELEASE", "INCREASE", statement=text)],
        lexicon=lexicon,
        facts=facts,
    )
    assert found["repair"] == "Riluzole works by decreasing the release of glutamate."


def test_chains_are_short(lexicon):
    normalize = Normalizer(lexicon)
    for step in entailed(Effect("serotonin transporter", "ACTIVITY", -1), normalize):
        assert len(step.steps) <= 2
    reached = {
        (e.object, e.aspect, e.sign) for e in entailed(Effect("serotonin transporter", "ACTIVITY", -1), normalize)
    }
    assert ("serotonin", "REUPTAKE", -1) in reached
    assert ("serotonin", "LEVEL", 1) in reached


@pytest.mark.parametrize(
    ("text", "concept", "aspect", "sign"),
    [
        ("NMDA receptor blockade", "nmda receptor", "ACTIVITY", -1), ("blockade of NMDA receptors", "nmda receptor", "ACTIVITY", -1),
        ("low serotonin", "serotonin", "LEVEL", -1), ("excess glutamate", "glutamate", "LEVEL", 1), ("too much glutamate", "glutamate", "LEVEL", 1),
        ("increased glutamate release", "glutamate", "RELEASE", 1), ("noradrenaline", "norepinephrine", None, None),
        ("ADHD", "attention deficit hyperactivity disorder", None, None),
    ],
)  # fmt: skip
def test_arguments_in_normal_form(text, concept, aspect, sign, lexicon):
    term = Normalizer(lexicon)(text)
    assert (term.concept, term.aspect, term.sign) == (concept, aspect, sign)


def test_loading_is_quick():
    from gluclaims.checking.facts import packaged_lines

    lines = packaged_lines()
    start = time.perf_counter()
    build_facts([], lines)
    assert time.perf_counter() - start < 2.0  # a quarter of a second where nothing else runs


def test_packaged_facts_have_no_errors(facts, lexicon):
    assert [f for f in lint(facts.facts, list(facts.references.values()), lexicon) if f.severity == "error"] == []


def test_lint_finds_conflicts_and_unknown_labels():
    raw = {
        "id": "a",
        "subject": "x",
        "relation": "REGULATES",
        "object": "y",
        "aspect": "LEVEL",
        "direction": "INCREASE",
        "paraphrase": "X.",
    }
    a = parse_fact(raw, "t")
    b = parse_fact(raw | {"id": "b", "direction": "DECREASE", "status": "sure"}, "t")
    c = parse_fact(raw | {"id": "c", "direction": "DECREASE"}, "t")
    messages = [str(f) for f in lint([a, b, c], [])]
    assert any("'sure'" in m for m in messages)
    assert any("opposite" in m for m in messages)
    assert any("no reference" in m for m in messages)


def test_merge_joins_references_and_keeps_the_doubt():
    raw = {
        "id": "a",
        "subject": "x",
        "relation": "TREATS",
        "object": "y",
        "paraphrase": "X.",
        "references": [{"ref": "r"}],
    }
    one = parse_fact(raw, "t")
    two = parse_fact(raw | {"id": "b", "status": "contested", "references": [{"ref": "s"}]}, "t")
    (found,) = merge([one, two])
    assert (found.id, found.status, [c.ref for c in found.references]) == ("a", "contested", ["r", "s"])


def test_users_facts_go_first(tmp_path, lexicon):
    own = {
        "id": "mine",
        "subject": "riluzole",
        "relation": "REGULATES",
        "object": "glutamate",
        "aspect": "RELEASE",
        "direction": "DECREASE",
    }
    path = tmp_path / "mine.jsonl"
    path.write_text(json.dumps(own | {"status": "contested", "paraphrase": "Doubted here."}), "utf-8")
    facts = load_facts([path])
    (found,) = check_claims(
        [claim("riluzole", "REGULATES", "glutamate", "RELEASE", "DECREASE")], lexicon=lexicon, facts=facts
    )
    assert facts.facts[0].id == "mine"
    assert found["evidence"][0]["fact"] == "mine"


@pytest.mark.parametrize(
    "text",
    ["nonsense", "[]", '{"id": "a"}', '{"id": "a", "subject": "x", "relation": "TREATS", "object": "y", "colour": 1}'],
)
def test_bad_fact_files_are_refused(text, tmp_path):
    path = tmp_path / "bad.jsonl"
    path.write_text(text, "utf-8")
    with pytest.raises(DataError, match="line 1"):
        load_facts([path])


def test_import_of_targets(tmp_path):
    path = tmp_path / "t.tsv"
    path.write_text("DRUG_NAME\tGENE\tACTION_TYPE\nHaloperidol\tDRD2\tANTAGONIST\nX\tNOGENE\tAGONIST\n", "utf-8")
    done = import_drugcentral(path)
    assert [(f.subject, f.object, f.direction) for f in done.facts] == [("haloperidol", "d2 receptor", "DECREASE")]
    assert len(done.skipped) == 1
    path.write_text("a\tb\n", "utf-8")
    with pytest.raises(DataError, match="no table"):
        import_drugcentral(path)


def test_the_component_travels(tmp_path):
    path = tmp_path / "mine.jsonl"
    path.write_text('{"id": "mine", "subject": "x", "relation": "IS_A", "object": "y", "paraphrase": "X."}', "utf-8")
    nlp = spacy.blank("en")
    nlp.add_pipe("gluclaims_verdicts", config={"facts": [str(path)]})
    nlp.to_disk(tmp_path / "model")
    path.unlink()
    again = pickle.loads(  # noqa: S301
        pickle.dumps(spacy.util.load_model_from_path(tmp_path / "model").get_pipe("gluclaims_verdicts"))
    )
    assert again.facts.facts[0].id == "mine"
