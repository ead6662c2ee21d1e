"""The component ``gluclaims_evidence``: what a user's own corpus says of each claim, listed and never judged by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from spacy.language import Language
from spacy.tokens import Doc

from gluclaims.annotating.docs import register
from gluclaims.errors import ConfigError
from gluclaims.lexicons.entities import EntityLexicon, packaged_lexicon

if TYPE_CHECKING:
    from gluclaims.checking.evidence import EvidenceIndex, Finder


class EvidenceFinder:
    """Add ``passages`` to the claims in ``doc._.claims`` that can be checked.

    Parameters
    ----------
    nlp : Language
        The pipeline; other names of things are those of its ``gluclaims_entities``.
    name : str
        The component's name in it.
    corpus, folder : str, optional
        See `gluclaims.checking.evidence.EvidenceIndex.open`. A saved pipeline keeps the paths, not the index.
    """

    def __init__(self, nlp: Language, name: str, corpus: str | None = None, folder: str | None = None) -> None:
        register()
        self.name, self.nlp = name, nlp
        self.corpus, self.folder = corpus, folder
        self._finder: Finder | None = None

    def adopt(self, index: EvidenceIndex) -> None:
        """Search an index that is open."""
        from gluclaims.checking.evidence import Finder

        self.corpus, self.folder = str(index.corpus), str(index.folder.parent)
        self._finder = Finder(index, self._lexicon())

    @property
    def finder(self) -> Finder:
        """What finds the passages."""
        if self._finder is None:
            from gluclaims.checking.evidence import EvidenceIndex

            if self.corpus is None:
                raise ConfigError("gluclaims_evidence has no corpus; load the pipeline with evidence=")
            self.adopt(EvidenceIndex.open(self.corpus, self.folder))
        assert self._finder is not None
        return self._finder

    def _lexicon(self) -> EntityLexicon:
        found = (getattr(component, "lexicon", None) for _, component in self.nlp.pipeline if component is not self)
        return next((lexicon for lexicon in found if isinstance(lexicon, EntityLexicon)), None) or packaged_lexicon()

    def __call__(self, doc: Doc) -> Doc:
        """Find the passages of one document's claims."""
        if doc._.claims:
            found = ((claim, self.finder.passages(claim)) for claim in doc._.claims)
            doc._.claims = [
                {**claim, "passages": [p.to_dict() for p in passages]} if passages else claim
                for claim, passages in found
            ]
        return doc

    def pipe(self, docs: Iterable[Doc], batch_size: int = 256) -> Iterator[Doc]:
        """Find the passages of a stream of documents."""
        yield from map(self, docs)

    def to_disk(self, path: str | Path, exclude: Sequence[str] = ()) -> None:
        """Save nothing: the paths stand in the pipeline's config."""

    def from_disk(self, path: str | Path, exclude: Sequence[str] = ()) -> EvidenceFinder:
        """Load nothing."""
        return self

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_finder": None}  # the index is opened again where it is needed

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        register()


@Language.factory(
    "gluclaims_evidence",
    assigns=["doc._.claims"],
    requires=["doc._.claims"],
    default_config={"corpus": None, "folder": None},
)
def make_evidence(nlp: Language, name: str, corpus: str | None, folder: str | None) -> EvidenceFinder:
    """Create the component."""
    return EvidenceFinder(nlp, name, corpus, folder)


def add_evidence(nlp: Language, index: EvidenceIndex) -> Finder:
    """Add the component for an open index at the end of a pipeline; return what it finds passages with."""
    config = {"corpus": str(index.corpus), "folder": str(index.folder.parent)}
    component: Any = nlp.add_pipe("gluclaims_evidence", config=config)
    component.adopt(index)
    finder: Finder = component.finder
    return finder
