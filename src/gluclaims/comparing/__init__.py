"""Two versions of an article, or an article and what it rests on: which claims are in both, and how they changed.

>>> from gluclaims.records import Article, Claim
>>> def told(certainty):
...     claim = Claim("C1", 0, 26, "Ketamine eases depression.", "Ketamine eases depression.", "TREATMENT", "TREATS",
...                   subject="ketamine", object="depression", certainty=certainty)
...     return Article("a", "Ketamine eases depression.", claims=(claim,))
>>> pair = compare(told("POSSIBLE"), told("FACT")).pairs[0]
>>> pair.status, [change.kind for change in pair.changes]
('stronger', ['HEDGE_DROPPED'])
"""

from gluclaims.comparing.aligning import align, similarity
from gluclaims.comparing.changes import Change, changes
from gluclaims.comparing.comparison import STATUSES, Comparison, Pair, compare

__all__ = ["STATUSES", "Change", "Comparison", "Pair", "align", "changes", "compare", "similarity"]
