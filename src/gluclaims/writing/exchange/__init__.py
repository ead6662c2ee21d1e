"""Exchange with other tools: annotations out, corrections back.

>>> from gluclaims.writing.exchange import get_format, names
>>> get_format("brat").TITLE
'brat standoff'
"""

from gluclaims.writing.exchange.base import Format, Notes, get_format, names

__all__ = ["Format", "Notes", "get_format", "names"]
