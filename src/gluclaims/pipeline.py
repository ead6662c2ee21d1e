"""The pipeline: built from its parts, loaded from disk, run on texts."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from importlib import resources
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from gluclaims.annotating.models import model_folder
from gluclaims.collector import building, collect_earlier
from gluclaims.errors import ConfigError, DataError, InputError
from gluclaims.reading import Source, error_record, read
from gluclaims.records import Article

if TYPE_CHECKING:
    from gluclaims.checking.evidence import EvidenceIndex

MODEL = "en_gluclaims"
#: The components in order; ``gluclaims_syntax`` is left out of the fast pipeline.
COMPONENTS = (
    "gluclaims_sentences", "gluclaims_entities", "gluclaims_cues", "gluclaims_syntax", "gluclaims_claims",
    "gluclaims_judgements", "gluclaims_verdicts",
)  # fmt: skip
SYNTAX = "gluclaims_syntax"
_MAX_LENGTH = 200_000_000
_BATCH = 32
_CACHE = 200_000
#: Words that the tokenizer keeps between batches (about half a kilobyte each), their length, and those waiting for it.
_MOST_KEPT = 60_000
_LONGEST_KEPT = 40
_MOST_MET = 100_000


def model_path() -> Path:
    """Return the folder of the shipped pipeline: inside the installed package, or in a checkout's ``models/``.

    Raises
    ------
    DataError
        If there is none.
    """
    return model_folder(MODEL)


def build(syntax: Language | None = None) -> Language:
    """Build the pipeline from its components.

    Parameters
    ----------
    syntax : Language, optional
        A trained tagger and parser for ``gluclaims_syntax``; without one the component stays empty.
    """
    nlp = spacy.blank("en")
    from gluclaims.annotating.tokenizers import make_tokenizer

    nlp.tokenizer = make_tokenizer(nlp)
    for name in COMPONENTS:
        nlp.add_pipe(name)
    nlp.meta.update(
        name=MODEL.removeprefix("en_"), version=version("gluclaims"), license="MIT AND CC-BY-SA-4.0",
        description="Claims, certainty and verdicts for health articles on brain chemistry", author="The gluclaims developers",
    )  # fmt: skip
    if syntax is not None:
        component: Any = nlp.get_pipe(SYNTAX)
        component.adopt(syntax)
    return nlp


def load(
    path: str | Path | None = None,
    *,
    fast: bool = False,
    lexicons: Sequence[str | Path] = (),
    facts: Sequence[str | Path] = (),
    evidence: str | Path | EvidenceIndex | None = None,
    evidence_index: str | Path | None = None,
) -> Language:
    """Load the pipeline.

    Parameters
    ----------
    path : str or Path, optional
        A pipeline folder; the shipped one where left out.
    fast : bool
        Leave the trained parser out and read clauses off token patterns alone: two to three times faster, claim spans
        four points of F1 worse (docs/syntax.md).
    lexicons : sequence of paths
        Users' entity tables (CSV: form, concept, label, ...); their rows go before ours.
    facts : sequence of paths
        Users' facts (JSONL); theirs go before ours.
    evidence : path or EvidenceIndex, optional
        A user's corpus (JSONL): what it says of each claim is listed in the claim's ``passages``. It is indexed where it
        has no index yet. Needs ``gluclaims[evidence]``.
    evidence_index : path, optional
        Folder that the index is kept in; beside the corpus where left out.

    Returns
    -------
    spacy.language.Language
        ``doc._.claims`` holds the claims, ``doc.ents`` the entities, ``doc.spans["claims"]`` the claims' spans.

    Raises
    ------
    DataError
        If a model, lexicon or fact file fails its checks.
    InputError
        If the corpus of evidence cannot be read.
    MissingExtraError
        If `evidence` is asked for and the extra is not installed.
    """
    from gluclaims.annotating.evidence import add_evidence  # registers the component that a saved pipeline may have
    from gluclaims.annotating.tokenizers import load_saved

    folder = Path(path) if path is not None else model_path()
    if not (folder / "config.cfg").exists():
        raise DataError(f"{folder}: no pipeline in this folder (no config.cfg)")
    try:
        collect_earlier()
        with building():
            nlp = load_saved(folder, [SYNTAX] if fast else [])
    except Exception as error:  # whatever spaCy, a component or a decoder stumbles over
        what = str(error).strip().splitlines() or [type(error).__name__]
        raise DataError(
            f"{folder}: the pipeline cannot be loaded, damaged or of another version ({what[0]})"
        ) from error
    nlp.max_length = _MAX_LENGTH
    tokenizer: Any = nlp.tokenizer
    tokenizer.max_cache_size = _CACHE
    if lexicons:
        entities: Any = nlp.get_pipe("gluclaims_entities")
        entities.add_tables(lexicons)
    if facts:
        verdicts: Any = nlp.get_pipe("gluclaims_verdicts")
        verdicts.add_facts(facts)
    stamp = ""
    if evidence is not None:
        from gluclaims.checking.evidence import EvidenceIndex

        index = evidence if isinstance(evidence, EvidenceIndex) else EvidenceIndex.open(evidence, evidence_index)
        stamp = add_evidence(nlp, index).stamp
    if "IPython" in sys.modules:
        from gluclaims.writing.html import show_docs

        show_docs()  # notebooks show our documents with their claims
    nlp.meta["sha256"] = content_hash(folder, [*lexicons, *facts], fast, stamp)
    return nlp


@lru_cache(maxsize=8)
def _package_hash() -> str:
    digest = hashlib.sha256()
    package = Path(str(resources.files("gluclaims")))
    for folder in ("lexicons/data", "checking/data"):
        for file in sorted((package / folder).glob("*.*")):
            digest.update(file.name.encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()


def content_hash(folder: Path, extra: Sequence[str | Path] = (), fast: bool = False, evidence: str = "") -> str:
    """Return the SHA-256 of everything that decides the output: model, lexicons, facts, users' tables, options."""
    digest = hashlib.sha256(_package_hash().encode())
    for file in sorted(p for p in folder.rglob("*") if p.is_file()):
        digest.update(file.relative_to(folder).as_posix().encode())
        digest.update(file.read_bytes())
    for name in extra:
        digest.update(Path(name).read_bytes())
    digest.update(b"fast" if fast else b"full")
    digest.update(evidence.encode())
    return digest.hexdigest()


@lru_cache(maxsize=2)
def default_pipeline(fast: bool = False) -> Language:
    """Return the shipped pipeline, loaded once a process."""
    return load(fast=fast)


def provenance(nlp: Language) -> dict[str, str]:
    """Return what a record is stamped with."""
    meta = nlp.meta
    return {
        "gluclaims": version("gluclaims"),
        "pipeline": f"{meta['lang']}_{meta['name']}-{meta['version']}",
        "sha256": str(meta.get("sha256", "")),
    }


class _Words:
    """The words that a pipeline has met once, and those that its tokenizer keeps."""

    __slots__ = ("kept", "once")

    def __init__(self) -> None:
        self.once: set[str] = set()
        self.kept: set[str] = set()


_MET: WeakKeyDictionary[Language, _Words] = WeakKeyDictionary()


def learn_words(nlp: Language, texts: Iterable[str]) -> None:
    """Let the tokenizer keep the words that come again.

    Within a memory zone spaCy's tokenizer remembers nothing, and splitting a word anew takes several times as long as
    looking it up. So words are split outside of it, once they have been met twice; the number kept is limited.
    """
    met = _MET.setdefault(nlp, _Words())
    if len(met.kept) >= _MOST_KEPT:
        return
    here: set[str] = set()
    for text in texts:
        words = set(text.split())
        again = words & here
        here |= words
        met.once |= again
    new = [w for w in (here & met.once) - met.kept if len(w) <= _LONGEST_KEPT]
    met.once |= here
    if len(met.once) > _MOST_MET:
        met.once.clear()
    if new:
        met.kept.update(new)
        nlp.make_doc(" ".join(new))


def to_article(doc: Doc, source: Source | None = None, stamp: dict[str, str] | None = None) -> Article:
    """Return the record of an annotated document.

    Parameters
    ----------
    doc : Doc
        From our pipeline.
    source : Source, optional
        Where the text comes from.
    stamp : dict, optional
        See `provenance`.
    """
    raw: dict[str, Any] = {
        "id": source.id if source else "text",
        "source": source.source if source else None,
        "title": source.title if source and source.title else doc._.title,
        "text": _clean(source.text) if source else doc.text,
        "sentences": [{"start": start, "end": end} for start, end in doc._.sentences or ()],
        "entities": doc._.entities or [],
        "cues": doc._.cues or [],
        "claims": doc._.claims or [],
        "provenance": stamp or {},
    }
    article = Article.from_dict(raw)
    return article.with_(extra={**article.extra, "summary": article.summary().to_dict()})


def pipe(
    inputs: Iterable[str | Source | Article], nlp: Language | None = None, batch_size: int = _BATCH
) -> Iterator[Article]:
    """Annotate a stream of texts.

    Parameters
    ----------
    inputs : iterable of str, Source or Article
        Texts, sources from `gluclaims.read`, or error records, which pass through.
    nlp : Language, optional
        The shipped pipeline where left out.
    batch_size : int
        Texts in one batch.

    Yields
    ------
    Article
        One for each input, in order. A text that the pipeline fails on gives an error record.
    """
    nlp = nlp or default_pipeline()
    stamp = provenance(nlp)
    stream = iter(inputs)
    number = 0
    while batch := list(islice(stream, batch_size)):
        sources: list[Source | Article] = []
        for item in batch:
            number += 1
            sources.append(Source(f"text-{number}", item) if isinstance(item, str) else item)
        texts = [s for s in sources if isinstance(s, Source)]
        done = iter(_annotate(nlp, texts, stamp))
        for s in sources:
            yield next(done) if isinstance(s, Source) else s


def _annotate(nlp: Language, sources: list[Source], stamp: dict[str, str]) -> list[Article]:
    try:
        texts = [_clean(s.text) for s in sources]
        learn_words(nlp, texts)
        with nlp.memory_zone():
            return [to_article(doc, s, stamp) for doc, s in zip(nlp.pipe(texts), sources, strict=True)]
    except Exception:
        # One text spoils its batch: go through it one by one, so that only that one fails.
        return [_annotate_one(nlp, s, stamp) for s in sources]


def _annotate_one(nlp: Language, source: Source, stamp: dict[str, str]) -> Article:
    try:
        with nlp.memory_zone():
            return to_article(nlp(_clean(source.text)), source, stamp)
    except Exception as error:
        return error_record(source.id, source.source, error)


def _clean(text: str) -> str:
    """Replace what spaCy cannot store (lone surrogates) by a character of the same length, so that offsets stand."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in text)
    return text


def check(text_or_path: str | Path, nlp: Language | None = None, *, fast: bool | None = None) -> Article:
    """Check one article.

    Parameters
    ----------
    text_or_path : str or Path
        The article's text, or a file: a `Path`, or a string of one line that names an existing file.
    nlp : Language, optional
        The shipped pipeline where left out.
    fast : bool, optional
        See `load`; only where `nlp` is left out.

    Returns
    -------
    Article
        Everything found in it.

    Raises
    ------
    InputError
        If the file cannot be read or holds more than one article, or the text is empty.
    """
    if nlp is not None and fast is not None:
        raise ConfigError("fast= chooses the shipped pipeline; it does not go with nlp=")
    pipeline = nlp or default_pipeline(bool(fast))
    path = Path(text_or_path) if isinstance(text_or_path, Path) or _names_file(text_or_path) else None
    if path is None:
        text = str(text_or_path)
        if not text.strip():
            raise InputError("the text is empty")
        return next(pipe([Source("text", text)], pipeline))
    found = list(islice(read([str(path)]), 2))
    if len(found) != 1:
        raise InputError("more than one article in this file; use gluclaims.read and gluclaims.pipe", str(path))
    article = next(pipe(found, pipeline))
    if article.error is not None:
        raise InputError(article.error["message"], str(path))
    return article


def _names_file(text: str) -> bool:
    if "\n" in text or len(text) > 1000 or not text.strip():
        return False
    try:
        return Path(text).is_file()
    except (OSError, ValueError):
        return False
