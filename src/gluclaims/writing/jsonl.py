"""Records as JSON lines: UTF-8, one object a line, the same bytes for the same record."""

from __future__ import annotations

import json

from gluclaims.records import Article


def to_line(article: Article) -> bytes:
    r"""Return the record as one line of JSON with its line break.

    Lone surrogates (a file name that is not UTF-8, say) have no UTF-8 form; a record that holds one is written with
    JSON's ``\u`` escapes, so that it reads back the same.
    """
    record = article.to_dict()
    try:
        return (json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n").encode()
    except UnicodeEncodeError:
        return (json.dumps(record, separators=(",", ":")) + "\n").encode()
