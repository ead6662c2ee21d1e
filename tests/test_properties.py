"""What holds for any text, and for the pipeline as spaCy treats it: stored, reloaded, in worker processes."""

from __future__ import annotations

import json
import os
import pickle
import re
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest
import spacy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc, DocBin

import gluclaims
from gluclaims.pipeline import COMPONENTS, to_article
from gluclaims.records import Article

PIECES = (
    "Riluzole", "glutamate", "GABA-A receptors", "5-HT2A", "NMDA receptors", "the prefrontal cortex", "SSRIs", "depression",
    "α2 receptor", "D2/D3 receptors", "St. John's wort", "patients with ALS (amyotrophic lateral sclerosis)", "It", "They",
    "may", "does not", "is thought to", "has been shown to", "no evidence that", "works by", "It is a myth that", "if", "whether",
    "reduces", "blocks", "causes", "blocking", "the release of", "levels of", "in", "and", "or", ", which", "because", "than",
    "researchers say", "according to", ".", "?", "!", "…", ",", ";", ":", "(", ")", "[", "]", "“", "”", "'s", "-", "—", "/",
    "\n", "\n\n", "\r\n", "\t", "- ", "1. ", "# ", "| ", "Share", "By Ann Lee", "References", "😀", "👩‍⚕️", "e\u0301", "ﬁ", "İ", "ß",
    "\u00a0", "\u200b", "\u2028", "\ufeff", "\x00", "中文", "27.1%", "2019", "https://example.org/a?b=c",
)  # fmt: skip
#: Fragments joined by spaces or by nothing.
TEXTS = st.lists(st.tuples(st.sampled_from(PIECES), st.sampled_from((" ", " ", " ", ""))), max_size=30).map(
    lambda parts: "".join(piece + gap for piece, gap in parts)
)
SAMPLES = (
    "Can riluzole help?\n\nRiluzole works by reducing the release of glutamate. It may ease depression in some people.",
    "SSRIs block the reuptake of serotonin. It is a myth that they cause addiction.",
    "It is not yet clear whether ketamine raises GABA levels in the prefrontal cortex.",
    "",
    "Share\n\nBy Ann Lee",
)
few = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def storable(text: str) -> str:
    """Return a text as its record holds it: lone surrogates, which have no UTF-8 form, are replaced one by one."""
    return re.sub("[\ud800-\udfff]", "\ufffd", text)


def one(nlp: Language, text: str) -> Article:
    return next(gluclaims.pipe([text], nlp))


def user_data(doc: Doc) -> dict[str, Any]:
    return {name: doc._.get(name) for name in ("title", "sentences", "entities", "cues", "claims")}


def listed(value: Any) -> Any:
    """Return tuples as lists: a DocBin reads lists back as tuples."""
    return json.loads(json.dumps(value))


def spans(doc: Doc) -> dict[str, list[tuple[int, int, str]]]:
    return {key: [(s.start_char, s.end_char, s.label_) for s in group] for key, group in doc.spans.items()}


@few
@given(TEXTS)
def test_every_offset_fits_its_text(nlp: Language, text: str) -> None:
    article = one(nlp, text)
    assert article.error is None
    assert article.text == text
    assert article.check() == []
    for claim in article.claims:
        assert any(s.start <= claim.start and claim.end <= s.end for s in article.sentences), claim
        assert claim.text == claim.text.strip()
    for mark in (*article.entities, *article.cues):
        assert mark.text == mark.text.strip()


@few
@given(st.text(max_size=60))
def test_any_text_at_all(nlp: Language, text: str) -> None:
    article = one(nlp, text)
    assert article.error is None
    assert article.text == text
    assert article.check() == []


@few
@given(TEXTS)
def test_a_record_survives_json(nlp: Language, text: str) -> None:
    article = one(nlp, text)
    again = Article.from_dict(json.loads(json.dumps(article.to_dict())))
    assert again == article
    assert again.to_dict() == article.to_dict()


@settings(few, max_examples=8)
@given(st.lists(TEXTS, min_size=1, max_size=4))
def test_one_by_one_or_in_a_stream(nlp: Language, texts: list[str]) -> None:
    stream = list(nlp.pipe(texts))
    single = [nlp(text) for text in texts]
    assert [user_data(d) for d in stream] == [user_data(d) for d in single]
    assert [spans(d) for d in stream] == [spans(d) for d in single]
    articles = [a.with_(id="x") for a in gluclaims.pipe(texts, nlp, batch_size=2)]
    assert articles == [one(nlp, text).with_(id="x") for text in texts]


@settings(few, max_examples=8)
@given(TEXTS)
def test_the_same_text_gives_the_same_record(nlp: Language, text: str) -> None:
    assert one(nlp, text) == one(nlp, text)


@settings(few, max_examples=8)
@given(TEXTS, TEXTS)
def test_what_stands_beside_a_text_in_a_batch_changes_nothing(nlp: Language, text: str, other: str) -> None:
    first, _ = gluclaims.pipe([text, other], nlp)
    assert first == one(nlp, text)


def test_doc_bin_keeps_all(nlp: Language) -> None:
    docs = list(nlp.pipe(SAMPLES))
    data = DocBin(docs=docs, store_user_data=True).to_bytes()
    again = list(DocBin().from_bytes(data).get_docs(nlp.vocab))
    assert listed([user_data(d) for d in again]) == [user_data(d) for d in docs]
    assert [spans(d) for d in again] == [spans(d) for d in docs]
    assert [to_article(d) for d in again] == [to_article(d) for d in docs]
    assert [[(e.text, e.label_) for e in d.ents] for d in again] == [[(e.text, e.label_) for e in d.ents] for d in docs]


def test_doc_bytes_keep_all(nlp: Language) -> None:
    doc = nlp(SAMPLES[0])
    again = Doc(nlp.vocab).from_bytes(doc.to_bytes())
    assert user_data(again) == user_data(doc)
    assert user_data(pickle.loads(pickle.dumps(doc))) == user_data(doc)  # noqa: S301 - our own bytes


def test_the_pipeline_is_complete_and_in_order(nlp: Language) -> None:
    assert nlp.pipe_names == list(COMPONENTS)
    assert not nlp.analyze_pipes()["problems"] or not any(nlp.analyze_pipes()["problems"].values())


def test_stored_and_loaded_it_does_the_same(nlp: Language, tmp_path: Path) -> None:
    nlp.to_disk(tmp_path / "model")
    expected = [one(nlp, text).with_(provenance={}) for text in SAMPLES]
    for again in (spacy.load(tmp_path / "model"), gluclaims.load(tmp_path / "model")):
        assert again.pipe_names == nlp.pipe_names
        assert [one(again, text).with_(provenance={}) for text in SAMPLES] == expected


def test_as_bytes_it_does_the_same(nlp: Language) -> None:
    again = spacy.blank("en")
    again = again.from_config(nlp.config).from_bytes(nlp.to_bytes())
    assert [user_data(again(text)) for text in SAMPLES] == [user_data(nlp(text)) for text in SAMPLES]


SPAWN = """
import json, multiprocessing, sys

def main():
    import gluclaims
    from gluclaims.pipeline import to_article
    multiprocessing.set_start_method("spawn")
    nlp = gluclaims.load()
    texts = json.loads(sys.stdin.read())
    docs = nlp.pipe(texts, n_process=2, batch_size=2)
    print(json.dumps([to_article(doc).to_dict() for doc in docs]))

if __name__ == "__main__":
    main()
"""


def test_spawned_workers_do_the_same(nlp: Language, tmp_path: Path) -> None:
    script = tmp_path / "spawn.py"
    script.write_text(textwrap.dedent(SPAWN), "utf-8")
    done = subprocess.run(
        [sys.executable, str(script)],
        input=json.dumps(SAMPLES), capture_output=True, text=True, timeout=300, check=False,
        env=os.environ | {"OMP_NUM_THREADS": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    assert json.loads(done.stdout) == [to_article(nlp(text)).to_dict() for text in SAMPLES]


@pytest.mark.parametrize(
    "text", ["Riluzole \ud800 reduces glutamate release.", "\udfff", "Ketamine\udc80 blocks NMDA receptors."]
)
def test_lone_surrogates(nlp: Language, text: str) -> None:
    before, article, after = gluclaims.pipe([SAMPLES[0], text, SAMPLES[1]], nlp)
    assert article.error is None
    assert article.text == storable(text)
    for layer in (article.entities, article.cues, article.claims):
        assert all(0 <= x.start < x.end <= len(text) for x in layer)
    assert article.check() == []
    json.dumps(article.to_dict())
    assert [before.claims, after.claims] == [one(nlp, s).claims for s in (SAMPLES[0], SAMPLES[1])]


@few
@given(st.text(st.characters(categories=["Cs", "Ll", "Zs", "Po"]), max_size=40))
def test_any_text_with_surrogates(nlp: Language, text: str) -> None:
    article = one(nlp, text)
    assert article.error is None
    assert article.text == storable(text)
    assert article.check() == []
