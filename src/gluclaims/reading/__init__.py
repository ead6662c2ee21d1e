"""From files, folders, globs, standard input and strings to texts with ids.

`read` yields one `Source` or one error `Article` for each input, in order; nothing that was named is dropped.
Plain text and Markdown are never altered (a byte order mark aside); HTML and PDF give the extracted text.
"""

from gluclaims.reading.decode import decode
from gluclaims.reading.sources import SUFFIXES, Options, Source, error_record, expand, read, read_file

__all__ = ["SUFFIXES", "Options", "Source", "decode", "error_record", "expand", "read", "read_file"]
