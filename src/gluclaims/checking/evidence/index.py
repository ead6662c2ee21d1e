"""The index of a corpus: built once by bm25s, kept on disk as plain arrays and JSON, memory-mapped when opened."""

from __future__ import annotations

import hashlib
import json
import math
import os
import shutil
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from gluclaims.checking.evidence.corpus import Document, open_corpus, parse_document, read_lines
from gluclaims.checking.evidence.terms import libraries, stems, words_of
from gluclaims.errors import ConfigError, DataError, InputError

FORMAT = 1
ENDING = ".index"
_META = "index.json"
_OFFSETS = "offsets.npy"
_FILES = (_OFFSETS, "data.csc.index.npy", "indices.csc.index.npy", "indptr.csc.index.npy", "vocab.index.json", "params.index.json")  # fmt: skip
#: A word of the title counts like so many in the text (python -m benchmarks.evidence prints what it brings).
TITLE = 2
SETTINGS = {"k1": 1.2, "b": 0.75, "method": "lucene", "title": TITLE, "stemmer": "english"}
#: So many documents are ranked again by their best sentence.
_SHORTLIST = 30
#: Weight of the best sentence beside the whole document, and of another name of a thing beside the one that is used.
BEST_SENTENCE = 0.4
OTHER_NAME = 0.3
#: Documents without any of a claim's words that are counted in: in a small corpus that is all about one thing, its
#: name would tell nothing else.
OTHERS = 1000
Notify = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Hit:
    """A document that bears on a claim, and the sentence in it that does most.

    Attributes
    ----------
    document : Document
        As the corpus has it.
    sentences : tuple of str
        Its sentences.
    sentence : int
        Index of the best; -1 where the document has a title only.
    score : float
        BM25 of the document, and the best sentence.
    share : float
        How much of the claim the sentence has, 0 to 1: rare words weigh more.
    """

    document: Document
    sentences: tuple[str, ...]
    sentence: int
    score: float
    share: float

    @property
    def text(self) -> str:
        """The best sentence."""
        return self.sentences[self.sentence] if self.sentence >= 0 else self.document.title


@dataclass(frozen=True, slots=True)
class Unit:
    """A word of a claim: its stem, the other names of the thing it names, its weight."""

    stem: str
    names: tuple[frozenset[str], ...]
    weight: float

    def within(self, found: frozenset[str]) -> bool:
        """Say whether a sentence has the word, or another name."""
        return self.stem in found or any(name <= found for name in self.names)


class _Tokens(NamedTuple):
    """What bm25s takes for a tokenized corpus, in a fifth of the memory of lists."""

    ids: Any
    vocab: dict[str, int]


class _Rows:
    """Token ids of all documents in one array; a row is made into a list when its turn comes."""

    def __init__(self) -> None:
        self.flat = array("i")
        self.ends = array("q", [0])

    def add(self, ids: Sequence[int]) -> None:
        self.flat.extend(ids)
        self.ends.append(len(self.flat))

    def __len__(self) -> int:
        return len(self.ends) - 1

    def __iter__(self) -> Iterator[list[int]]:
        for i in range(len(self)):
            yield self.flat[self.ends[i] : self.ends[i + 1]].tolist()


class EvidenceIndex:
    """An index over a corpus, open for searches. Made by `open`.

    Attributes
    ----------
    corpus, folder : Path
        The corpus, from which documents are read when they are found, and the index.
    sha256 : str
        Of the corpus.
    """

    def __init__(self, corpus: Path, folder: Path, sha256: str) -> None:
        self.corpus, self.folder, self.sha256 = corpus, folder, sha256
        library, _ = libraries()
        try:
            self._bm25 = library.BM25.load(folder, mmap=True, allow_pickle=False, show_progress=False)
            self._offsets: NDArray[np.int64] = np.load(folder / _OFFSETS, allow_pickle=False, mmap_mode="r")
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise DataError(f"{folder}: the index cannot be read ({error}); remove it") from None

    @classmethod
    def open(cls, corpus: str | Path, folder: str | Path | None = None, notify: Notify | None = None) -> Self:
        """Open the index of a corpus; build it where there is none, or the corpus is not the one that was indexed.

        Parameters
        ----------
        corpus : str or Path
            Records, one JSON object a line: ``id``, ``title``, ``text`` or ``abstract`` (a string, or its sentences).
        folder : str or Path, optional
            Where the index is kept, in a folder ``NAME.index``; beside the corpus where left out.
        notify : callable, optional
            Told what takes time.

        Raises
        ------
        MissingExtraError
            Without ``gluclaims[evidence]``.
        InputError
            If the corpus cannot be read or a line is no record.
        ConfigError
            If the index cannot be written there.
        """
        libraries()
        tell = notify or _silent
        path = Path(corpus)
        place = (Path(folder) if folder is not None else path.parent) / (path.name + ENDING)
        with open_corpus(path) as stream:
            try:
                sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
            except OSError as error:  # a folder, say
                raise InputError(f"cannot be read: {error.strerror}", str(path)) from None
        stale = _stale(place, sha256)
        if stale:
            tell(f"{path}: {stale}; indexing it into {place}")
            count, sha256 = _build(path, place, tell)
            tell(f"{path}: {count:,} documents indexed")
        return cls(path, place, sha256)

    def __len__(self) -> int:
        return len(self._offsets)

    def __getstate__(self) -> dict[str, Any]:
        return {"corpus": self.corpus, "folder": self.folder, "sha256": self.sha256}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__init__(**state)  # type: ignore[misc]

    @cached_property
    def _frequencies(self) -> NDArray[np.int64]:
        counts: NDArray[np.int64] = np.diff(self._bm25.scores["indptr"])
        return counts

    def weight(self, stem: str) -> float:
        """Return how much a word tells: its inverse document frequency, as if there were `OTHERS` more documents."""
        place = self._bm25.vocab_dict.get(stem)
        n, found = len(self) + OTHERS, 0 if place is None else int(self._frequencies[place])
        return math.log(1 + (n - found + 0.5) / (found + 0.5))

    def units(self, text: str, names: Sequence[Sequence[str]] = ()) -> list[Unit]:
        """Return the words of a claim.

        Parameters
        ----------
        text : str
            The claim.
        names : sequence of sequences of str
            For each thing that the claim names, what it is called; names that the corpus does not have are left out.
        """
        words = list(dict.fromkeys(stems().of(text)))
        within = frozenset(words)
        others: dict[str, list[frozenset[str]]] = {}
        for called in names:
            forms = {form for name in called if (form := frozenset(stems().of(name)))}
            here = frozenset(stem for form in forms if form <= within for stem in form)
            other = [f for f in forms if not f <= within and all(stem in self._bm25.vocab_dict for stem in f)]
            for stem in here:
                others.setdefault(stem, []).extend(other)
        return [Unit(w, tuple(sorted(others.get(w, ()), key=sorted)), self.weight(w)) for w in words]

    def search(
        self,
        text: str,
        names: Sequence[Sequence[str]] = (),
        most: int = 5,
        best_sentence: float = BEST_SENTENCE,
    ) -> list[Hit]:
        """Find the documents that bear on a claim, the best first.

        Parameters
        ----------
        text : str
            The claim as a sentence.
        names : sequence of sequences of str
            For each thing that the claim names, all that it is called.
        most : int
            So many documents at most.
        best_sentence : float
            Weight of the best sentence beside the whole document.
        """
        units = self.units(text, names)
        scores = self._scores([u.stem for u in units])
        other = sorted({stem for u in units for name in u.names for stem in name})
        if other:
            scores += OTHER_NAME * self._scores(other)
        with open_corpus(self.corpus) as stream:
            hits = [
                _hit(self._document(stream, int(i)), float(scores[i]), units)
                for i in _top(scores, max(_SHORTLIST, most))
            ]
        total = sum(u.weight for u in units)
        hits.sort(key=lambda hit: -(hit.score + best_sentence * total * hit.share))
        return hits[:most]

    def _scores(self, words: Sequence[str]) -> NDArray[np.float32]:
        known = self._bm25.vocab_dict
        scores: NDArray[np.float32] = self._bm25.get_scores_from_ids([known[w] for w in words if w in known])
        return scores

    def _document(self, stream: BinaryIO, number: int) -> Document:
        place = int(self._offsets[number])
        stream.seek(place)
        return parse_document(stream.readline(), str(self.corpus), f"byte {place}")


def _hit(document: Document, score: float, units: Sequence[Unit]) -> Hit:
    sentences = document.sentences()
    shares = [share(units, sentence) for sentence in sentences]
    best = max(range(len(shares)), key=lambda i: shares[i], default=-1)
    return Hit(document, sentences, best, score, shares[best] if shares else share(units, document.title))


def share(units: Sequence[Unit], sentence: str) -> float:
    """Return how much of a claim a sentence has, 0 to 1."""
    found = frozenset(stems().of(sentence))
    return sum(u.weight for u in units if u.within(found)) / (sum(u.weight for u in units) or 1.0)


def _silent(_: str) -> None:
    pass


def _top(scores: NDArray[np.float32], most: int) -> NDArray[np.int64]:
    """Return the places of the highest scores above 0, the best first; of equals the earlier."""
    found = np.flatnonzero(scores > 0)
    if len(found) > most:
        least = np.partition(scores[found], len(found) - most)[len(found) - most]
        found = found[scores[found] >= least]
    order: NDArray[np.int64] = found[np.argsort(-scores[found], kind="stable")][:most]
    return order


def _stale(folder: Path, sha256: str) -> str:
    """Return why the index cannot be used; nothing where it can."""
    if not folder.exists():
        return "not indexed yet"
    try:
        meta = json.loads((folder / _META).read_text("utf-8"))
        sizes = {name: (folder / name).stat().st_size for name in _FILES}
    except (OSError, ValueError):
        meta, sizes = {}, {}
    if not isinstance(meta, dict) or meta.get("format") != FORMAT or meta.get("settings") != SETTINGS:
        return "its index is of another version or damaged"
    if meta.get("files") != sizes:
        return "its index is damaged"
    return "" if meta.get("corpus", {}).get("sha256") == sha256 else "it has changed since it was indexed"


def _build(corpus: Path, folder: Path, tell: Notify) -> tuple[int, str]:
    """Index a corpus; the index takes its place when it is whole. Return the number of documents and the corpus's hash."""
    library, _ = libraries()
    if folder.exists() and not _ours(folder):
        raise ConfigError(f"{folder} is in the way and holds something else; name another --evidence-index")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        work = folder.with_name(f"{folder.name}.{os.getpid()}")
        shutil.rmtree(work, ignore_errors=True)  # of a process of the same number that was killed
        work.mkdir()
    except OSError as error:
        raise ConfigError(f"the index cannot be written to {folder} ({error.strerror}); name a folder with --evidence-index") from None  # fmt: skip
    try:
        count, digest = _write(library, corpus, work, tell)
        if folder.exists():
            shutil.rmtree(folder, ignore_errors=True)
        try:
            work.rename(folder)
        except OSError:
            if _stale(folder, digest):  # else another process has put the same index there meanwhile
                raise
    except OSError as error:
        raise ConfigError(f"the index cannot be written to {folder} ({error.strerror})") from None
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return count, digest


def _ours(folder: Path) -> bool:
    return folder.is_dir() and all(p.name in (_META, *_FILES) for p in folder.iterdir())


def _write(library: Any, corpus: Path, folder: Path, tell: Notify) -> tuple[int, str]:
    digest = hashlib.sha256()
    vocabulary = _Vocabulary()
    rows, offsets = _Rows(), array("q")
    with open_corpus(corpus) as stream:
        for offset, document in read_lines(stream, str(corpus), digest.update):
            offsets.append(offset)
            title = vocabulary.of(document.title)
            rows.add(title * TITLE + vocabulary.of(document.text))
            if len(rows) % 100_000 == 0:
                tell(f"{corpus}: {len(rows):,} documents read")
    if not len(rows.flat):
        raise InputError("there is no text in it", str(corpus))
    bm25 = library.BM25(k1=SETTINGS["k1"], b=SETTINGS["b"], method=SETTINGS["method"], csc_backend="scipy")
    bm25.index(_Tokens(rows, vocabulary.ids), show_progress=False)
    bm25.save(folder, allow_pickle=False, show_progress=False)
    np.save(folder / _OFFSETS, np.frombuffer(offsets, dtype=np.int64), allow_pickle=False)
    sizes = {name: (folder / name).stat().st_size for name in _FILES}
    meta = {
        "format": FORMAT, "settings": SETTINGS, "documents": len(rows), "files": sizes,
        "corpus": {"name": corpus.name, "sha256": digest.hexdigest()},
        "made by": {"gluclaims": version("gluclaims"), "bm25s": version("bm25s")},
    }  # fmt: skip
    (folder / _META).write_text(json.dumps(meta, indent=1) + "\n", "utf-8")
    return len(rows), digest.hexdigest()


class _Vocabulary:
    """Stems to numbers, and words straight to the numbers of their stems."""

    def __init__(self) -> None:
        self.ids: dict[str, int] = {}
        self._words: dict[str, int] = {}

    def of(self, text: str) -> list[int]:
        """Return the numbers of a text's stems."""
        words = words_of(text)
        try:
            found = [self._words[word] for word in words]
        except KeyError:
            found = [self._number(word) for word in words]
        return [number for number in found if number >= 0]

    def _number(self, word: str) -> int:
        number = self._words.get(word)
        if number is None:
            stem = stems()[word]
            number = self.ids.setdefault(stem, len(self.ids)) if stem else -1
            self._words[word] = number
        return number
