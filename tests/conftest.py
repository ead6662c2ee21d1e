"""Shared fixtures: the shipped pipeline, loaded once a session."""

import pytest

import gluclaims


@pytest.fixture(scope="session")
def nlp():
    return gluclaims.load()
