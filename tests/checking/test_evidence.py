"""A user's own corpus: read, indexed once, searched; what it says is listed and judges nothing."""

from __future__ import annotations

import copy
import hashlib
import json
import sys
from pathlib import Path

import pytest

import gluclaims
from gluclaims.checking.evidence import EvidenceIndex, Finder, read_corpus
from gluclaims.checking.evidence.stance import STANCES, StanceModel, features, signs, stance_words
from gluclaims.checking.evidence.terms import stems
from gluclaims.cli import main
from gluclaims.errors import ConfigError, InputError, MissingExtraError
from gluclaims.lexicons.entities import packaged_lexicon

RECORDS = [
    {"id": "a1", "title": "Fluoxetine in anxiety", "abstract": ["Adults took part.", "Fluoxetine reduced anxiety."]},
    {"doc_id": 7, "title": "Riluzole", "text": "Slices were bathed in it. Riluzole inhibited glutamate release."},
    {"_id": "x", "title": "", "text": "Ketamine did not relieve depression in older adults."},
    {"id": "t", "title": "Lithium prevents suicide", "abstract": []},
]
TEXT = "Riluzole works by increasing the release of glutamate from neurons. Could it help? Prozac eases anxiety."


def alike(_: str) -> float:
    """Weigh every stem like any other."""
    return 1.0


def write(path: Path, records: list[dict[str, object]]) -> Path:
    path.write_text("".join(json.dumps(r) + "\n\n" for r in records), "utf-8")
    return path


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return write(tmp_path / "corpus.jsonl", RECORDS)


# -- reading ----------------------------------------------------------------------------------------------------------


def test_ids_and_texts_go_by_several_names(corpus: Path) -> None:
    found = list(read_corpus(corpus))
    assert [d.id for d in found] == ["a1", "7", "x", "t"]
    assert found[0].sentences() == ("Adults took part.", "Fluoxetine reduced anxiety.")
    assert found[1].sentences() == ("Slices were bathed in it.", "Riluzole inhibited glutamate release.")
    assert found[3].sentences() == ()


def test_what_is_no_character_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "c.jsonl"
    path.write_text('{"id": "\\ud800", "title": 5, "text": "Riluzole \\udfff slows ALS."}')
    (document,) = read_corpus(path)
    assert (document.id, document.title, document.text) == ("?", "5", "Riluzole ? slows ALS.")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "line 2: no JSON"),
        ("[1]", "line 2: no JSON object"),
        ('{"title": "no id"}', "line 2: the record has no id"),
        ('{"id": 1, "body": "?"}', "line 2: the record has neither a title nor a text"),
        ('{"id": 1, "text": "\\udcff"', "line 2: no JSON"),
    ],
)
def test_a_line_that_is_no_record_is_named(tmp_path: Path, line: str, said: str) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text('{"id": 0, "text": "Fine."}\n' + line + "\n", "utf-8")
    with pytest.raises(InputError, match=said):
        EvidenceIndex.open(path)
    assert list(tmp_path.iterdir()) == [path], "nothing half done is left behind"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("none.jsonl", None, "cannot be read"),
        ("a.jsonl.gz", "", "unpack it first"),
        ("a.jsonl", "", "no text in it"),
        ("a.jsonl", '{"id": 1, "text": "of the"}', "no text in it"),
    ],
)
def test_a_corpus_that_cannot_be_indexed(tmp_path: Path, name: str, content: str | None, said: str) -> None:
    if content is not None:
        (tmp_path / name).write_text(content)
    with pytest.raises(InputError, match=said):
        EvidenceIndex.open(tmp_path / name)


# -- the index --------------------------------------------------------------------------------------------------------


def digests(folder: Path) -> dict[str, str]:
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.iterdir()}


def test_an_index_is_built_once_and_again_when_the_corpus_changes(corpus: Path) -> None:
    said: list[str] = []
    EvidenceIndex.open(corpus, notify=said.append)
    assert "not indexed yet" in said[0]
    folder = corpus.with_name("corpus.jsonl.index")
    before = digests(folder)
    said.clear()
    EvidenceIndex.open(corpus, notify=said.append)
    assert said == []
    write(corpus, [*RECORDS, {"id": "new", "text": "Zolpidem brings sleep."}])
    assert EvidenceIndex.open(corpus, notify=said.append).search("zolpidem")[0].document.id == "new"
    assert "changed since it was indexed" in said[0]
    write(corpus, RECORDS)
    EvidenceIndex.open(corpus)
    assert digests(folder) == before, "the same corpus gives the same bytes"


def test_no_pickle_in_an_index(corpus: Path) -> None:
    EvidenceIndex.open(corpus)
    for file in corpus.with_name("corpus.jsonl.index").iterdir():
        assert file.suffix in (".npy", ".json")
        if file.suffix == ".json":
            json.loads(file.read_text("utf-8"))
        else:
            assert b"'O'" not in file.read_bytes()[:128], "an array of objects would be pickled"


@pytest.mark.parametrize("damage", ["index.json", "vocab.index.json", "offsets.npy"])
def test_a_damaged_index_is_built_again(corpus: Path, damage: str) -> None:
    EvidenceIndex.open(corpus)
    (corpus.with_name("corpus.jsonl.index") / damage).write_bytes(b"?")
    said: list[str] = []
    assert EvidenceIndex.open(corpus, notify=said.append).search("riluzole")
    assert "damaged" in said[0]


def test_a_folder_that_is_no_index_is_left_alone(corpus: Path) -> None:
    own = corpus.with_name("corpus.jsonl.index") / "thesis.txt"
    own.parent.mkdir()
    own.write_text("mine")
    with pytest.raises(ConfigError, match="holds something else"):
        EvidenceIndex.open(corpus)
    assert own.read_text() == "mine"


def test_an_index_goes_where_it_is_asked_to_go(corpus: Path, tmp_path: Path) -> None:
    EvidenceIndex.open(corpus, tmp_path / "new" / "cache")
    assert (tmp_path / "new" / "cache" / "corpus.jsonl.index" / "index.json").is_file()
    assert not corpus.with_name("corpus.jsonl.index").exists()


def test_an_index_crosses_to_another_process(corpus: Path) -> None:
    copied = copy.deepcopy(EvidenceIndex.open(corpus))  # by what pickling takes along
    assert copied.search("riluzole")[0].document.id == "7"


# -- searching --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("claim", "document", "sentence"),
    [
        ("Riluzole raises glutamate release.", "7", 1),
        ("Fluoxetine reduces anxiety.", "a1", 1),
        ("Suicides are prevented by lithium.", "t", -1),
    ],
)
def test_the_best_sentence_of_the_best_document(corpus: Path, claim: str, document: str, sentence: int) -> None:
    hit = EvidenceIndex.open(corpus).search(claim)[0]
    assert (hit.document.id, hit.sentence) == (document, sentence)


@pytest.mark.parametrize("claim", ["", "the of and", "Zebras graze."])
def test_nothing_is_found_where_no_word_is_shared(corpus: Path, claim: str) -> None:
    assert EvidenceIndex.open(corpus).search(claim) == []


def test_another_name_of_a_thing_is_found(corpus: Path) -> None:
    index = EvidenceIndex.open(corpus)
    claim = {"statement": "Prozac eases anxiety.", "subject": "fluoxetine", "object": "anxiety", "type": "TREATMENT"}
    alone = Finder(index).passages(claim)
    named = Finder(index, packaged_lexicon()).passages(claim)
    assert named[0].document == "a1"
    assert named[0].score > max((p.score for p in alone), default=0.0)


def test_a_record_that_mentions_nothing_of_what_the_claim_is_about_is_left_out(corpus: Path) -> None:
    index = EvidenceIndex.open(corpus)
    claim = {"statement": "Clozapine did not relieve tremor in older adults.", "subject": "clozapine", "object": "tremor"}
    assert [p.document for p in Finder(index).passages(claim)] == ["x"], "without the lexicon nobody knows"
    assert Finder(index, packaged_lexicon()).passages(claim) == []


def test_equal_documents_come_in_their_order(tmp_path: Path) -> None:
    path = write(tmp_path / "c.jsonl", [{"id": i, "text": "Riluzole slows ALS."} for i in range(60)])
    assert [h.document.id for h in EvidenceIndex.open(path).search("riluzole", most=4)] == ["0", "1", "2", "3"]


def test_words_are_folded() -> None:
    assert stems().of("The GABA-A α1 sub-units, naïvely") == ["gaba", "alpha", "1", "sub", "unit", "naiv"]


# -- stance -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("claim", "sentence", "stance"),
    [
        ("Riluzole increases the release of glutamate.", "Riluzole increased the release of glutamate.", "SUPPORTS"),
        ("Riluzole increases the release of glutamate.", "Riluzole reduced the release of glutamate.", "CONTRADICTS"),
        ("Ketamine relieves depression.", "Ketamine did not relieve depression.", "CONTRADICTS"),
        ("Prozac helps sleep.", "Rats were kept in the dark.", "NEUTRAL"),
    ],
)
def test_a_guess_at_plain_cases(claim: str, sentence: str, stance: str) -> None:
    ((found, sure),) = StanceModel.load().guess(claim, [[sentence]], alike)
    assert found == stance
    assert 1 / 3 <= sure <= 1


def test_the_model_sees_no_words() -> None:
    one = features("Riluzole lowers glutamate.", ["Riluzole raised glutamate."], alike)
    other = features("Aspirin lowers fever.", ["Aspirin raised fever."], alike)
    assert one == other


def test_the_words_of_stance_are_sound() -> None:
    assert all(stance_words().values())
    assert {signs()[stems()[w]] for w in ("increase", "raised", "higher")} == {1}
    assert {signs()[stems()[w]] for w in ("decreases", "inhibited", "lower")} == {-1}


# -- in the pipeline --------------------------------------------------------------------------------------------------


def test_passages_judge_nothing(corpus: Path) -> None:
    plain = gluclaims.check(TEXT)
    nlp = gluclaims.load(evidence=corpus)
    article = next(gluclaims.pipe([TEXT], nlp))
    assert [(c.verdict, c.evidence) for c in article.claims] == [(c.verdict, c.evidence) for c in plain.claims]
    for claim in article.claims:
        for passage in claim.extra.get("passages", ()):
            assert passage["stance"] in STANCES
    by_type = {c.type: c.extra.get("passages") for c in article.claims}
    assert by_type["QUESTION"] is None, "what asserts nothing is not looked up"
    assert [p["document"] for p in by_type["TREATMENT"]] == ["a1"]
    assert gluclaims.Article.from_dict(article.to_dict()) == article
    assert article.provenance["sha256"] != plain.provenance["sha256"]


def test_a_saved_pipeline_finds_its_corpus_again(corpus: Path, tmp_path: Path) -> None:
    gluclaims.load(evidence=corpus).to_disk(tmp_path / "saved")
    article = next(gluclaims.pipe([TEXT], gluclaims.load(tmp_path / "saved")))
    assert any("passages" in claim.extra for claim in article.claims)


def test_the_commands_list_passages(corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = tmp_path / "a.txt"
    text.write_text(TEXT)
    assert main(["check", str(text), "--evidence", str(corpus)]) == 0
    shown = capsys.readouterr()
    assert "Your corpus: “Fluoxetine reduced anxiety.” (Fluoxetine in anxiety, a1; " in shown.out
    assert "not indexed yet" in shown.err
    out = tmp_path / "out"
    given = ["batch", str(text), "-o", str(out), "--evidence", str(corpus)]
    assert main([*given, "--quiet"]) == 0
    record = json.loads((out / "shard-000000.jsonl").read_text("utf-8"))
    assert any(claim.get("passages") for claim in record["claims"])
    assert main(["report", str(out / "shard-000000.jsonl"), "-o", str(tmp_path / "r.html")]) == 0
    assert "In your own corpus" in (tmp_path / "r.html").read_text("utf-8")


def test_the_place_of_an_index_needs_a_corpus(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    assert main(["check", str(tmp_path / "a.txt"), "--evidence-index", "x"]) == 2
    assert "--evidence-index goes with --evidence" in capsys.readouterr().err


def test_without_the_extra_one_sentence_says_so(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from gluclaims.checking.evidence import terms

    terms.libraries.cache_clear()
    monkeypatch.setitem(sys.modules, "Stemmer", None)
    try:
        with pytest.raises(MissingExtraError, match=r"needs PyStemmer: .*gluclaims\[evidence\]"):
            EvidenceIndex.open(corpus)
    finally:
        terms.libraries.cache_clear()
