"""gluclaims: claim checking for health articles on brain chemistry.

>>> import gluclaims
>>> article = gluclaims.check("Riluzole works by increasing the release of glutamate.")
>>> article.claims[0].verdict
'CONTRADICTED'
"""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gluclaims.frames import to_frame
    from gluclaims.pipeline import check, load, pipe
    from gluclaims.reading import Source, read
    from gluclaims.records import Article, Claim, Cue, Entity, Evidence, Span

__version__ = version("gluclaims")

#: Public name -> the module that holds it; loaded when first used, so that ``import gluclaims`` stays quick.
_PUBLIC = {
    "load": "pipeline", "check": "pipeline", "pipe": "pipeline", "read": "reading", "Source": "reading",
    "to_frame": "frames", "Article": "records", "Claim": "records", "Cue": "records", "Entity": "records",
    "Evidence": "records", "Span": "records",
}  # fmt: skip

__all__ = [
    "Article", "Claim", "Cue", "Entity", "Evidence", "Source", "Span", "__version__", "check", "load", "pipe", "read",
    "to_frame",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name in _PUBLIC:
        return getattr(import_module(f"gluclaims.{_PUBLIC[name]}"), name)
    raise AttributeError(f"module 'gluclaims' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
