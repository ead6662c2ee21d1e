"""The public face: names, entry points, versions."""

from importlib.metadata import entry_points, version

import spacy

import gluclaims
from gluclaims.pipeline import COMPONENTS


def test_every_public_name_is_there():
    for name in gluclaims.__all__:
        assert getattr(gluclaims, name) is not None


def test_every_component_is_an_entry_point_that_loads():
    points = {point.name: point for point in entry_points(group="spacy_factories")}
    for name in COMPONENTS:
        assert callable(points[name].load())


def test_each_component_can_be_added_to_a_blank_pipeline():
    for name in COMPONENTS:
        nlp = spacy.blank("en")
        nlp.add_pipe(name)
        assert nlp.pipe_names == [name]


def test_version():
    assert gluclaims.__version__ == version("gluclaims")
