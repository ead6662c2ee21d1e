"""Public corpora in their authors' formats: readers and scorers, published figures beside ours."""

from gluclaims.evaluating.corpora.base import Item, Reader, Score, folds, get_reader, readers

__all__ = ["Item", "Reader", "Score", "folds", "get_reader", "readers"]
