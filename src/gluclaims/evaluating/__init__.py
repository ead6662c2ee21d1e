"""Measuring: annotations against gold, annotators against each other, components against public corpora.

Knows records only, never the pipeline: anything that writes the record format can be measured.
"""

from gluclaims.evaluating.result import Figure, Result, evaluate

__all__ = ["Figure", "Result", "evaluate"]
