"""The component ``gluclaims_cues``: hedges, boosters, negations, sources, gaps and questions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from spacy.language import Language
from spacy.tokens import Doc

from gluclaims.annotating.cueing import CueFinderCore, cue_dict
from gluclaims.annotating.docs import register
from gluclaims.collector import building
from gluclaims.lexicons.cues import packaged_cues


class CueFinder:
    """Set ``doc._.cues`` (record dicts, in text order)."""

    def __init__(self, nlp: Language, name: str) -> None:
        register()
        self.name = name
        self.nlp = nlp
        self._core: CueFinderCore | None = None

    @property
    def core(self) -> CueFinderCore:
        """The finder proper, built when first used."""
        if self._core is None:
            with building():
                self._core = CueFinderCore(packaged_cues())
        return self._core

    def __call__(self, doc: Doc) -> Doc:
        """Annotate one document."""
        doc._.cues = [cue_dict(doc, cue) for cue in self.core.find(doc)]
        return doc

    def pipe(self, docs: Iterable[Doc], batch_size: int = 256) -> Iterator[Doc]:
        """Annotate a stream of documents."""
        yield from map(self, docs)

    def __getstate__(self) -> dict[str, object]:
        return {**self.__dict__, "_core": None}

    def __setstate__(self, state: dict[str, object]) -> None:
        self.__dict__.update(state)
        register()


@Language.factory("gluclaims_cues", assigns=["doc._.cues"])
def make_cues(nlp: Language, name: str) -> CueFinder:
    """Create the component."""
    return CueFinder(nlp, name)
