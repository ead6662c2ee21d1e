"""Bytes to text: UTF-8 first, then what the bytes look like."""

from __future__ import annotations

import codecs
from collections.abc import Callable

from gluclaims.errors import InputError

#: Byte order marks, longest first (UTF-32-LE begins with UTF-16-LE's mark).
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
#: In a short text the few characters beyond ASCII fit many code pages; English text comes in these.
_ENGLISH = ("cp1252", "mac_roman")


def decode(data: bytes, source: str, notify: Callable[[str], None] = lambda _: None) -> str:
    """Decode the content of a text file.

    Parameters
    ----------
    data : bytes
        The file's content.
    source : str
        Its name, for messages.
    notify : callable
        Called with one sentence where the text is not UTF-8.

    Raises
    ------
    InputError
        If the content is binary, or in no encoding that can be told.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return data[len(mark) :].decode(encoding)
            except UnicodeDecodeError as error:
                raise InputError(f"the file says it is {encoding} but is not: {error.reason}", source) from None
    if b"\0" in data:
        raise InputError("a binary file; gluclaims reads text, Markdown, HTML and JSON lines", source)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    encoding = guessed_encoding(data, source)
    notify(f"{source}: not UTF-8, read as {encoding}")
    return data.decode(encoding, errors="replace")


def guessed_encoding(data: bytes, source: str) -> str:
    """Return the encoding that bytes which are not UTF-8 look like: one of English text if any, else any.

    Raises
    ------
    InputError
        If none fits.
    """
    from charset_normalizer import from_bytes

    guess = from_bytes(data, cp_isolation=list(_ENGLISH)).best() or from_bytes(data).best()
    if guess is None:
        raise InputError("neither UTF-8 nor any encoding that can be told; convert it to UTF-8", source)
    return guess.encoding
