"""Public corpora in their authors' formats: readers and scorers, published figures beside ours."""

from gluclaims.evaluating.corpora.base import Item, Reader, Score, get_reader, readers

__all__ = ["Item", "Reader", "Score", "get_reader", "readers"]
