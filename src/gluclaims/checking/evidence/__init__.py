"""The user's own evidence: a corpus of abstracts, indexed once, and the sentences in it that bear on a claim.

What is found here is listed beside a verdict and never makes one. Needs the extra ``gluclaims[evidence]``.
"""

from gluclaims.checking.evidence.corpus import Document, read_corpus
from gluclaims.checking.evidence.index import EvidenceIndex, Hit
from gluclaims.checking.evidence.passages import Finder, Passage

__all__ = ["Document", "EvidenceIndex", "Finder", "Hit", "Passage", "read_corpus"]
