"""Many articles: worker processes, a cluster, resume.

``batch`` is the way in; ``work`` the one function that every engine maps over batches; ``guard`` keeps what one
document does to its process from the others.
"""
