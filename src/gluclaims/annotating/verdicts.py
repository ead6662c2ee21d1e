"""The component ``gluclaims_verdicts`` (placeholder until the reasoner's author replaces this file)."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc


@Language.factory("gluclaims_verdicts", assigns=["doc._.claims"], default_config={"facts": []})
def make_verdicts(nlp: Language, name: str, facts: list[str]) -> object:
    """Create the component."""

    def component(doc: Doc) -> Doc:
        return doc

    return component
