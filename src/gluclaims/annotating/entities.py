"""The component ``gluclaims_entities``: transmitters, receptors, regions, drugs and disorders."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span

from gluclaims.annotating.docs import register
from gluclaims.annotating.tagging import EntityTaggerCore, mention_dict
from gluclaims.collector import building
from gluclaims.lexicons.entities import (
    EntityLexicon,
    build_lexicon,
    packaged_entity_tables,
    packaged_lexicon,
    user_table,
)
from gluclaims.lexicons.tables import Row


class EntityTagger:
    """Set ``doc._.entities`` (record dicts) and ``doc.ents`` (``kb_id_`` the concept, ``id_`` the rule).

    Parameters
    ----------
    nlp : Language
        The pipeline.
    name : str
        The component's name in it.
    lexicons : sequence of str
        Paths of users' lexicon tables; their rows go before ours. Their content is saved with the pipeline.
    """

    def __init__(self, nlp: Language, name: str, lexicons: Sequence[str] = ()) -> None:
        register()
        self.name = name
        self.nlp = nlp
        self.user_tables: list[tuple[str, list[Row]]] = [user_table(path) for path in lexicons]
        self._core: EntityTaggerCore | None = None

    @property
    def lexicon(self) -> EntityLexicon:
        """The lexicon in use: the users' tables, then ours."""
        return self.core.lexicon

    @property
    def core(self) -> EntityTaggerCore:
        """The tagger proper, built when first used."""
        if self._core is None:
            tables = self.user_tables
            with building():
                lexicon = build_lexicon(packaged_entity_tables(), tables) if tables else packaged_lexicon()
                self._core = EntityTaggerCore(lexicon)
        return self._core

    def add_tables(self, paths: Iterable[str | Path]) -> None:
        """Add users' lexicon tables before ours."""
        self.user_tables = [*self.user_tables, *map(user_table, paths)]
        self._core = None

    def __call__(self, doc: Doc) -> Doc:
        """Annotate one document."""
        mentions = self.core.tag(doc)
        doc._.entities = [mention_dict(doc, m) for m in mentions]
        spans = [Span(doc, m.start, m.end, label=m.label, kb_id=m.concept, span_id=m.rule) for m in mentions]
        doc.set_ents(spans, default="outside")
        return doc

    def pipe(self, docs: Iterable[Doc], batch_size: int = 256) -> Iterator[Doc]:
        """Annotate a stream of documents."""
        yield from map(self, docs)

    def to_disk(self, path: str | Path, exclude: Sequence[str] = ()) -> None:
        """Save the users' tables; ours travel with the package."""
        folder = Path(path)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "lexicons.json").write_text(json.dumps(self.user_tables, ensure_ascii=False, indent=0), "utf-8")

    def from_disk(self, path: str | Path, exclude: Sequence[str] = ()) -> EntityTagger:
        """Load what `to_disk` saved."""
        self._load(json.loads((Path(path) / "lexicons.json").read_text("utf-8")))
        return self

    def to_bytes(self, exclude: Sequence[str] = ()) -> bytes:
        """Return what `to_disk` saves."""
        return json.dumps(self.user_tables, ensure_ascii=False).encode()

    def from_bytes(self, data: bytes, exclude: Sequence[str] = ()) -> EntityTagger:
        """Load what `to_bytes` returned."""
        self._load(json.loads(data))
        return self

    def _load(self, tables: list[Any]) -> None:
        self.user_tables = [(str(name), list(rows)) for name, rows in tables]
        self._core = None

    def __getstate__(self) -> dict[str, object]:
        return {**self.__dict__, "_core": None}  # matchers are built again where they are needed

    def __setstate__(self, state: dict[str, object]) -> None:
        self.__dict__.update(state)
        register()


@Language.factory(
    "gluclaims_entities",
    assigns=["doc.ents", "doc._.entities"],
    default_config={"lexicons": []},
)
def make_entities(nlp: Language, name: str, lexicons: list[str]) -> EntityTagger:
    """Create the component."""
    return EntityTagger(nlp, name, lexicons)
