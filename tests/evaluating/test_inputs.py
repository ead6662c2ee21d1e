"""Faulty input is refused with place and remedy, or mended by a policy that says what it did."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from gluclaims.errors import GluclaimsError, InputError, RecordError
from gluclaims.evaluating import evaluate
from gluclaims.evaluating.inputs import Changes, mend, offset_map, pair_up, read_records
from gluclaims.records import Article

from .articles import EXAMPLE, article, claim, entity


def write(path: Path, *rows: Any) -> Path:
    path.write_text("".join(json.dumps(r.to_dict() if isinstance(r, Article) else r) + "\n" for r in rows), "utf-8")
    return path


def refusal(path: Path, **options: Any) -> str:
    with pytest.raises(InputError) as caught:
        read_records(path, **options)
    return str(caught.value)


def test_good_records_are_read(tmp_path: Path) -> None:
    assert read_records(write(tmp_path / "gold.jsonl", EXAMPLE)) == [EXAMPLE]


def test_every_fault_has_its_line(tmp_path: Path) -> None:
    shifted = EXAMPLE.with_(id="b", entities=(replace(EXAMPLE.entities[0], start=1, end=9),))
    said = refusal(write(tmp_path / "gold.jsonl", EXAMPLE, shifted, EXAMPLE, {"id": "c"}, {"text": "no id"}))
    assert "gold.jsonl" in said
    assert "line 2: b: entities[0] says 'Ketamine' but the text has 'etamine ' there" in said
    assert "line 3: the id 'a' stands on line 1 already" in said
    assert "line 5" in said
    assert "--align nearest" in said


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (EXAMPLE.with_(entities=(entity("Ketamine", "POISON"),)), "unknown label 'POISON'"),
        (EXAMPLE.with_(entities=(entity("NMDA receptors", "RECEPTOR"), entity("receptors", "RECEPTOR"))), "overlaps"),
        (EXAMPLE.with_(claims=(replace(EXAMPLE.claims[0], cues=(7,)),)), "points at cue 7"),
        (EXAMPLE.with_(extra={"text_sha256": "0" * 64}), "annotates another text"),
        (Article("a", error={"type": "X", "message": "y"}), "is an error record, not gold"),
    ],
)
def test_refusals(tmp_path: Path, broken: Article, said: str) -> None:
    assert said in refusal(write(tmp_path / "gold.jsonl", broken))


def test_gold_that_says_something_twice(tmp_path: Path) -> None:
    twice = EXAMPLE.with_(
        cues=EXAMPLE.cues * 2, claims=(*EXAMPLE.claims, replace(EXAMPLE.claims[-1], id="C9", cues=(1,)))
    )
    file = write(tmp_path / "gold.jsonl", twice)
    said = refusal(file)
    assert "cues[1] 'may' stands there already" in said
    assert f"claim C9 says what {EXAMPLE.claims[-1].id} says" in said
    changes = Changes()
    [mended] = read_records(file, policy="drop", changes=changes)
    assert (mended.cues, mended.claims) == (EXAMPLE.cues, EXAMPLE.claims)
    assert str(changes) == "1 claims dropped, 1 cues dropped"
    # A prediction may repeat itself: what is there twice is wrong once.
    assert read_records(file, errors_allowed=True) == [twice]


def test_the_right_hash_is_fine(tmp_path: Path) -> None:
    own = hashlib.sha256(EXAMPLE.text.encode()).hexdigest()
    assert read_records(write(tmp_path / "gold.jsonl", EXAMPLE.with_(extra={"text_sha256": own})))


@pytest.mark.parametrize("content", [b"{", b"[]", b"\xff\xfe", b""])
def test_what_is_no_record_file(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "gold.jsonl"
    file.write_bytes(content)
    assert "gold.jsonl" in refusal(file)


PATHS = [
    ("id",), ("text",), ("sentences",), ("sentences", 0), ("sentences", 0, "start"), ("entities", 0, "start"),
    ("entities", 0, "label"), ("entities", 0, "concept"), ("cues", 0, "end"), ("cues", 0, "text"), ("claims", 1),
    ("claims", 1, "cues"), ("claims", 1, "certainty"), ("claims", 1, "subject"), ("claims", 1, "id"),
    ("claims", 1, "flags"), ("claims", 1, "scores"), ("claims", 1, "evidence"), ("error",),
]  # fmt: skip
JUNK = [None, 3, -1, 10**9, 0.5, "x", [], ["x"], [3], {}, {"x": 1}, True]


@pytest.mark.parametrize("path", PATHS, ids=lambda path: ".".join(map(str, path)))
@pytest.mark.parametrize("policy", ["refuse", "drop"])
def test_junk_is_refused_or_scored_but_never_crashes(tmp_path: Path, path: tuple[Any, ...], policy: Any) -> None:
    for junk in JUNK:
        record = json.loads(json.dumps(EXAMPLE.to_dict()))
        place = record
        for key in path[:-1]:
            place = place[key]
        place[path[-1]] = junk
        file = write(tmp_path / "p.jsonl", record)
        try:
            articles = read_records(file, policy=policy, errors_allowed=True)
            gold, pred = pair_up([EXAMPLE], articles, policy=policy, changes=Changes())
            assert evaluate(gold, pred, samples=0).figures
        except GluclaimsError:
            continue


def test_no_such_file(tmp_path: Path) -> None:
    assert "no such file" in refusal(tmp_path / "nowhere.jsonl")
    assert "is a folder" in refusal(tmp_path)


def test_nearest_moves_what_stands_elsewhere_and_counts_it(tmp_path: Path) -> None:
    shifted = EXAMPLE.with_(entities=tuple(replace(e, start=e.start + 1, end=e.end + 1) for e in EXAMPLE.entities))
    changes = Changes()
    [mended] = read_records(write(tmp_path / "p.jsonl", shifted), policy="nearest", changes=changes)
    assert mended.entities == EXAMPLE.entities
    assert str(changes) == "3 entities moved"


def test_nearest_still_refuses_what_stands_nowhere(tmp_path: Path) -> None:
    lost = EXAMPLE.with_(entities=(replace(EXAMPLE.entities[0], text="Esketamine"),))
    assert "--align drop" in refusal(write(tmp_path / "p.jsonl", lost), policy="nearest")


def test_drop_leaves_out_and_says_so() -> None:
    changes = Changes()
    broken = EXAMPLE.with_(
        entities=(entity("NMDA receptors", "RECEPTOR"), entity("receptors", "RECEPTOR"), entity("Read", "POISON")),
        cues=(replace(EXAMPLE.cues[0], text="might"),),
        claims=(*EXAMPLE.claims, claim("Read on", id="C3", type="RUMOUR")),
    )
    mended = mend(broken, "drop", changes)
    assert mended.check() == []
    assert [e.text for e in mended.entities] == ["NMDA receptors"]
    assert mended.claims[1].cues == ()
    assert dict(changes.counts) == {
        "entities dropped": 2, "cues dropped": 1, "claims dropped": 1, "cue links dropped": 1,
    }  # fmt: skip
    assert len(changes.lines) == 5


def test_another_text_is_refused_with_its_place() -> None:
    other = article(text="Ketamine slows NMDA receptors.", sentences=())
    with pytest.raises(RecordError, match=r"from character 9 on .'blocks.* against 'slows"):
        pair_up([EXAMPLE], [other], policy="refuse", changes=Changes())


def test_annotations_are_carried_over_to_a_changed_text() -> None:
    changes = Changes()
    gold = EXAMPLE.with_(text="Health desk. " + EXAMPLE.text, sentences=(), entities=(), cues=(), claims=())
    _, [moved] = pair_up([gold], [EXAMPLE], policy="nearest", changes=changes)
    assert moved.check() == []
    assert [e.text for e in moved.entities] == [e.text for e in EXAMPLE.entities]
    assert [s.start for s in moved.sentences] == [s.start + 13 for s in EXAMPLE.sentences]
    assert changes.counts["texts changed"] == 1


def test_offsets_move_with_the_text() -> None:
    move = offset_map("GABA calms the brain.", "So GABA calms a brain.")
    assert [move(0), move(5), move(15)] == [3, 8, 16]


def test_articles_on_one_side_alone() -> None:
    changes = Changes()
    with pytest.raises(RecordError, match=r"not predicted: b \(1\)"):
        pair_up([EXAMPLE, article(id="b")], [EXAMPLE], policy="nearest", changes=changes)
    gold, pred = pair_up([EXAMPLE, article(id="b")], [EXAMPLE], policy="drop", changes=changes)
    assert [a.id for a in (*gold, *pred)] == ["a", "a"]
    assert str(changes) == "1 articles dropped"
