"""The component ``gluclaims_verdicts``: claims checked against the fact base."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from gluclaims.annotating.docs import register
from gluclaims.checking import FactBase, check_claims, load_facts
from gluclaims.checking.facts import build_facts, packaged_lines
from gluclaims.errors import DataError
from gluclaims.lexicons.entities import EntityLexicon, packaged_lexicon


class VerdictChecker:
    """Set verdict, calibration, flags, evidence and why of the claims in ``doc._.claims``.

    Parameters
    ----------
    nlp : Language
        The pipeline; the lexicon of its ``gluclaims_entities`` is used where it has one.
    name : str
        The component's name in it.
    facts : sequence of str
        Paths of users' fact files; their facts go before ours. Their content is saved with the pipeline.
    """

    def __init__(self, nlp: Language, name: str, facts: Sequence[str] = ()) -> None:
        register()
        self.name = name
        self.nlp = nlp
        self.user_files: list[tuple[str, str]] = []
        self._facts: FactBase | None = None
        self._unread: DataError | None = None
        try:
            self.user_files = [_read(path) for path in facts]
        except DataError as error:
            # A saved pipeline carries the files' content; their paths need not be there any more when it is loaded.
            self._unread = error

    @property
    def facts(self) -> FactBase:
        """The facts in use: the users' own, then ours."""
        if self._unread is not None:
            raise self._unread
        if self._facts is None:
            self._facts = build_facts(self.user_files, packaged_lines()) if self.user_files else load_facts()
        return self._facts

    @property
    def lexicon(self) -> EntityLexicon:
        """The lexicon that arguments are looked up in."""
        for _, component in self.nlp.pipeline:
            found = getattr(component, "lexicon", None) if component is not self else None
            if isinstance(found, EntityLexicon):
                return found
        return packaged_lexicon()

    def add_facts(self, paths: Iterable[str | Path]) -> None:
        """Add users' fact files before ours."""
        self.user_files = [*self.user_files, *map(_read, paths)]
        self._facts = None

    def process(self, claims: Sequence[Mapping[str, Any]], cues: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """Return the claims with their verdicts."""
        found = check_claims(claims, lexicon=self.lexicon, facts=self.facts, cues=cues)
        return [{**claim, **result} for claim, result in zip(claims, found, strict=True)]

    def __call__(self, doc: Doc) -> Doc:
        """Check the claims of one document."""
        if doc._.claims:
            doc._.claims = self.process(doc._.claims, doc._.cues or [])
        return doc

    def pipe(self, docs: Iterable[Doc], batch_size: int = 256) -> Iterator[Doc]:
        """Check a stream of documents."""
        yield from map(self, docs)

    def to_disk(self, path: str | Path, exclude: Sequence[str] = ()) -> None:
        """Save the users' facts; ours travel with the package."""
        folder = Path(path)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "facts.json").write_text(json.dumps(self.user_files, ensure_ascii=False, indent=0), "utf-8")

    def from_disk(self, path: str | Path, exclude: Sequence[str] = ()) -> VerdictChecker:
        """Load what `to_disk` saved."""
        self._load(json.loads((Path(path) / "facts.json").read_text("utf-8")))
        return self

    def to_bytes(self, exclude: Sequence[str] = ()) -> bytes:
        """Return what `to_disk` saves."""
        return json.dumps(self.user_files, ensure_ascii=False).encode()

    def from_bytes(self, data: bytes, exclude: Sequence[str] = ()) -> VerdictChecker:
        """Load what `to_bytes` returned."""
        self._load(json.loads(data))
        return self

    def _load(self, files: list[Any]) -> None:
        self.user_files = [(str(name), str(text)) for name, text in files]
        self._facts = self._unread = None

    def __getstate__(self) -> dict[str, object]:
        return {**self.__dict__, "_facts": None}  # the fact base is loaded again where it is needed

    def __setstate__(self, state: dict[str, object]) -> None:
        self.__dict__.update(state)
        register()


def _read(path: str | Path) -> tuple[str, str]:
    try:
        return Path(path).name, Path(path).read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{path}: {error}") from None


@Language.factory(
    "gluclaims_verdicts",
    assigns=["doc._.claims"],
    requires=["doc._.claims"],
    default_config={"facts": []},
)
def make_verdicts(nlp: Language, name: str, facts: list[str]) -> VerdictChecker:
    """Create the component."""
    return VerdictChecker(nlp, name, facts)
