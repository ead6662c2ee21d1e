"""Every error that gluclaims raises on purpose, in one tree.

::

    GluclaimsError
    ├── InputError            an input that cannot be read: names the source, the place and the remedy
    ├── RecordError           a record that breaks the record format (also a ValueError)
    ├── DataError             a lexicon, fact or model file that fails its checks
    ├── ConfigError           an option or a component setting that is unknown or out of range (also a ValueError)
    └── MissingExtraError     an optional dependency that is not installed (also an ImportError)
"""

from __future__ import annotations


class GluclaimsError(Exception):
    """Base class of all errors that gluclaims raises on purpose."""


class InputError(GluclaimsError):
    """An input cannot be read.

    Parameters
    ----------
    message : str
        What is wrong and what to do about it.
    source : str, optional
        Path or URL of the input.
    place : str, optional
        Where in the source, ``"line 12"`` say.
    """

    def __init__(self, message: str, source: str | None = None, place: str | None = None) -> None:
        self.message, self.source, self.place = message, source, place
        where = ", ".join(part for part in (source, place) if part)
        super().__init__(f"{where}: {message}" if where else message)


class RecordError(GluclaimsError, ValueError):
    """A record breaks the record format: a missing field, an unknown label, an offset that does not fit its text."""


class DataError(GluclaimsError):
    """A lexicon, fact or model file fails its checks."""


class ConfigError(GluclaimsError, ValueError):
    """An option or a component setting is unknown or out of range."""


class MissingExtraError(GluclaimsError, ImportError):
    """An optional dependency is not installed.

    Parameters
    ----------
    package : str
        The package that is missing.
    extra : str
        The extra of gluclaims that brings it.
    purpose : str
        What it is needed for.
    """

    def __init__(self, package: str, extra: str, purpose: str) -> None:
        super().__init__(f"{purpose} needs {package}: python -m pip install 'gluclaims[{extra}]'")
