"""Shared fixtures: the shipped pipeline, loaded once a session; how property tests run."""

import pytest
from hypothesis import HealthCheck, settings

import gluclaims

# A busy machine is no failure.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


@pytest.fixture(scope="session")
def nlp():
    return gluclaims.load()
