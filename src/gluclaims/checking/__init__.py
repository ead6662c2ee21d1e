"""Checking claims against cited facts: the fact base, the signed reasoner, verdict and calibration."""

from gluclaims.checking.facts import Fact, FactBase, Reference, load_facts
from gluclaims.checking.verdicts import check_claims

__all__ = ["Fact", "FactBase", "Reference", "check_claims", "load_facts"]
