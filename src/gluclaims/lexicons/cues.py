"""The cue lexicon: words and phrases that signal certainty, source, scope or negation."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from gluclaims.errors import DataError
from gluclaims.labels import labels
from gluclaims.lexicons.contexts import parse_context
from gluclaims.lexicons.matching import Term, expand
from gluclaims.lexicons.tables import Row, packaged_table

#: The kind of a row that masks shorter cues inside its span and is no cue itself ("action potential").
MASK = "NONE"
SCOPES = ("clause", "forward", "complement", "np", "sentence")
COLUMNS = ("id", "form", "kind", "level", "scope", "case", "context")
_GAP = re.compile(r"\s*\.\.\.\s*")
_CLASS = re.compile(r"<([A-Z]+)>")
#: At the end of a form: the noun phrase that follows, up to its plural ("some older adults").
NOUN_PHRASE = " <NP>"
#: At the beginning of a form: the words before it, from the comma on ("..., large new trial shows").
LEAD = "<LEAD> "


@dataclass(frozen=True)
class CueRow:
    """One row of the lexicon.

    Attributes
    ----------
    term : Term
        The (first part of the) surface forms.
    second : frozenset of str
        Second parts of a discontinuous cue ("either ... or"), lower case; empty for others.
    kind : str
        Cue kind, or ``NONE`` for a mask.
    level : str or None
        The certainty that a claim in its scope gets at most.
    scope : str
        One of `SCOPES`.
    grows : bool
        Whether the cue takes in the noun phrase after it.
    leads : bool
        Whether the cue takes in the words before it, back to the comma.
    """

    id: str
    term: Term
    second: frozenset[str]
    kind: str
    level: str | None
    scope: str
    grows: bool = False
    leads: bool = False

    @cached_property
    def second_by_size(self) -> tuple[tuple[int, frozenset[str]], ...]:
        """The second parts by their number of words, the longest first."""
        sizes = sorted({part.count(" ") + 1 for part in self.second}, reverse=True)
        return tuple((n, frozenset(p for p in self.second if p.count(" ") + 1 == n)) for n in sizes)

    @property
    def whole(self) -> bool:
        """Whether the words between the two parts of a discontinuous cue belong to it ("researchers at X found")."""
        return bool(self.second) and self.kind in ("GAP", "ATTRIBUTION")


@lru_cache(maxsize=1)
def cue_classes() -> dict[str, tuple[str, ...]]:
    """Return the word classes that forms may name in angle brackets."""
    classes: dict[str, list[str]] = {}
    for row in packaged_table("cue-classes.csv", ("class", "form")):
        classes.setdefault(row["class"], []).extend(expand(row["form"]))
    return {name: tuple(dict.fromkeys(forms)) for name, forms in classes.items()}


def expand_form(form: str) -> list[str]:
    """Expand word classes, then braces.

    Raises
    ------
    DataError
        If the form names an unknown class.
    """
    out: dict[str, None] = {}
    for plain in expand(form):
        if "<" not in plain:
            out[" ".join(plain.split())] = None
            continue
        names = _CLASS.findall(plain)
        unknown = [n for n in names if n not in cue_classes()]
        if unknown:
            raise DataError(f"cue form {form!r}: unknown class <{unknown[0]}>; known: {', '.join(cue_classes())}")
        pieces = _CLASS.split(plain)
        for choice in itertools.product(*(cue_classes()[n] for n in names)):
            words = "".join(choice[i // 2] if i % 2 else piece for i, piece in enumerate(pieces))
            out[" ".join(words.split())] = None
    return list(out)


def _context(context: str) -> str:
    """Put the one-word forms of word classes in the place of their names."""

    def words(match: re.Match[str]) -> str:
        forms = cue_classes().get(match.group(1))
        return match.group() if forms is None else "|".join(f for f in forms if " " not in f)

    return _CLASS.sub(words, context)


def build_cues(table: Iterable[Row], name: str = "cues.csv") -> list[CueRow]:
    """Build the rows of a cue table.

    Raises
    ------
    DataError
        If a kind, level or scope is unknown.
    """
    known = labels()
    rows = []
    for number, row in enumerate(table, 2):
        place = f"{name}, line {number} ({row['id']})"
        if row["kind"] != MASK and row["kind"] not in known.cue:
            raise DataError(f"{place}: unknown kind {row['kind']!r}")
        if row["level"] and row["level"] not in known.certainty:
            raise DataError(f"{place}: unknown level {row['level']!r}")
        scope = row["scope"] or "clause"
        if scope not in SCOPES:
            raise DataError(f"{place}: unknown scope {scope!r}; one of {', '.join(SCOPES)}")
        leads = row["form"].startswith(LEAD)
        first, *second = _GAP.split(row["form"].removesuffix(NOUN_PHRASE).removeprefix(LEAD))
        context = _context(row["context"])
        parse_context(context)
        term = Term(row["id"], first, row["case"] == "exact", context, tuple(expand_form(first)))
        parts = frozenset(f.lower() for part in second for f in expand_form(part))
        grows = row["form"].endswith(NOUN_PHRASE)
        rows.append(CueRow(row["id"], term, parts, row["kind"], row["level"] or None, scope, grows, leads))
    return rows


@lru_cache(maxsize=1)
def packaged_cues() -> Sequence[CueRow]:
    """Return the package's own cue lexicon (built once a process)."""
    return build_cues(packaged_table("cues.csv", COLUMNS))


@lru_cache(maxsize=1)
def cue_levels() -> dict[str, str | None]:
    """Return the certainty level of each row of the package's lexicon, by its id."""
    return {row.id: row.level for row in packaged_cues()}
