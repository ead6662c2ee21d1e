"""A claim as a sentence of its own: hedges out, the verb inflected as its subject wants it."""

import pytest
from spacy.language import Language


@pytest.mark.parametrize(
    ("text", "statement"),
    [
        ("The scan may help people find help.", "The scan helps people find help."),
        ("Doctors may use lithium in mania.", "Doctors use lithium in mania."),
        ("The drug could consistently lower blood pressure.", "The drug consistently lowers blood pressure."),
        ("Esketamine can also help to relieve depression.", "Esketamine also helps to relieve depression."),
        ("Caffeine might not affect sleep.", "Caffeine does not affect sleep."),
        ("The test can perhaps detect dementia.", "The test detects dementia."),
        ("Lithium doesn't seem to raise dopamine.", "Lithium doesn't raise dopamine."),
        ("Riluzole seems to slow ALS.", "Riluzole slows ALS."),
    ],
)
def test_hedges_go_and_the_verb_is_inflected(nlp: Language, text: str, statement: str) -> None:
    assert [claim["statement"] for claim in nlp(text)._.claims] == [statement]
