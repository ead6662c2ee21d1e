"""What claims are about: arguments as short nouns."""

import pytest
from spacy.language import Language

from gluclaims.lexicons.entities import packaged_lexicon
from gluclaims.lexicons.predicates import states


@pytest.mark.parametrize(
    ("text", "object_"),
    [
        ("Diphenhydramine makes people drowsy.", "sleepiness"),
        ("Benzodiazepines are highly addictive.", "addiction"),
        ("At high doses, lithium can become toxic.", "toxicity"),
        ("Clonidine can make you dizzy.", "dizziness"),
    ],
)
def test_an_adjective_of_state_is_named_by_its_noun(nlp: Language, text: str, object_: str) -> None:
    (claim,) = nlp(text)._.claims
    assert (claim["relation"], claim["object"]) == ("CAUSES", object_)


def test_states_go_by_the_concepts_of_the_entity_lexicon() -> None:
    known = {concept.name: concept.label for concept in packaged_lexicon().concepts.values()}
    assert dict(states().values()) == {noun: known.get(noun) for noun, _ in states().values()}
