"""Sentences and clauses that put nothing forward: logistics of research, transitions, calls to action, stories, people."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from gluclaims.lexicons.tables import packaged_table

_EDGES = "\"“”'‘’ "


@dataclass(frozen=True, slots=True)
class _Row:
    """A pattern of ``nonclaims.csv``; ``loose`` patterns don't count where the words name an entity."""

    id: str
    pattern: re.Pattern[str]
    loose: bool
    #: Looks for the pattern; one that holds at the beginning alone is not tried anywhere else.
    fits: Callable[[str], re.Match[str] | None]


@lru_cache(maxsize=1)
def _rows() -> dict[str, tuple[_Row, ...]]:
    found: dict[str, list[_Row]] = {}
    for row in packaged_table("nonclaims.csv", ("level", "id", "pattern", "loose")):
        flags = re.IGNORECASE if row["level"] == "sentence" else 0
        pattern = re.compile(row["pattern"], flags)
        fits = pattern.match if _anchored(row["pattern"]) else pattern.search
        found.setdefault(row["level"], []).append(_Row(row["id"], pattern, bool(row["loose"]), fits))
    return {level: tuple(rows) for level, rows in found.items()}


def _anchored(pattern: str) -> bool:
    """Tell whether all of a pattern stands behind its ``^``: no alternative outside of brackets."""
    rest = re.sub(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]", "", pattern)
    while (outer := re.sub(r"\([^()]*\)", "", rest)) != rest:
        rest = outer
    return pattern.startswith("^") and "|" not in rest


def _matches(level: str, words: str, has_entity: bool) -> bool:
    return any(not (row.loose and has_entity) and row.fits(words) for row in _rows().get(level, ()))


def is_nonclaim(sentence: str, has_entity: bool) -> bool:
    """Tell whether a sentence states nothing of general interest.

    Parameters
    ----------
    sentence : str
        The sentence as written.
    has_entity : bool
        Whether it names an entity; patterns that fit loosely then don't count.
    """
    return _matches("sentence", sentence.strip(_EDGES), has_entity)


def is_nonclaim_clause(clause: str, has_entity: bool) -> bool:
    """Tell whether a clause that was read off a sentence only says who someone is, who reports, or how someone fared.

    Parameters
    ----------
    clause : str
        The words of the clause; capitals count.
    has_entity : bool
        Whether it names an entity.
    """
    return _matches("clause", clause.strip(_EDGES), has_entity)


def _has_post(text: str, name: str) -> bool:
    """Tell whether an article says what a speaker is: an expert, not a patient."""
    return any(re.search(row.pattern.pattern.replace("NAME", re.escape(name)), text) for row in _rows()["post"])


class Stories:
    """The people whose story an article tells, and the sentences that tell it.

    A lay person is brought in with an age ("Ann Lee, 36,", "36-year-old Ann Lee") or speaks without a post. What such a
    person, or a bare "he" or "she", does or has is no general proposition; what they say may be one.

    Parameters
    ----------
    text : str
        The article.
    sentences : sequence of (int, int)
        Its sentences' offsets.
    cues : sequence of dict
        Its cues (record dicts).
    """

    def __init__(self, text: str, sentences: Sequence[tuple[int, int]], cues: Iterable[Mapping[str, Any]]) -> None:
        patterns = _rows()
        names: set[str] = set()
        brought_in: list[int] = []
        for row in patterns["character"]:
            for found in row.pattern.finditer(text):
                name = next(n for n in found.groups() if n)
                if row.id != "speaker":
                    brought_in.append(found.start("name"))
                elif _has_post(text, name.split()[-1]):
                    continue
                names.update(n for n in name.split() if len(n) > 2)
        heads = [row.pattern.pattern for row in patterns["story"]]
        heads += [rf"(?:{'|'.join(sorted(map(re.escape, names)))})(?:['’]s?)?\b"] if names else []
        lead = patterns["lead"][0].pattern.pattern
        begins = re.compile(rf"(?:{lead})?(?:{'|'.join(heads)})")
        persons = [r"[Hh]e|[Ss]he|[Hh]is|[Hh]er|[Hh]im", *sorted(map(re.escape, names))]
        self._person = re.compile(rf"\b(?:{'|'.join(persons)})\b")
        self._text = text
        self._brought_in = brought_in
        told = [c["start"] for c in cues if c["kind"] in ("ATTRIBUTION", "EPISTEMIC")]
        self.sentences = tuple(
            (a, b)
            for a, b in sentences
            if (begins.match(text[a:b].lstrip(_EDGES)) or any(a <= start < b for start in brought_in))
            and not any(a <= start < b for start in told)
        )

    def tells(self, start: int, end: int) -> bool:
        """Tell whether a clause tells such a person's story; an aside on a treatment ("ECT, which ...") does not."""
        own = next(((a, b) for a, b in self.sentences if a <= start < b), None)
        if own is None:
            return False
        words = self._text[start:end]
        aside = re.search(r"\b(?:which|that)\b", words) is not None and self._person.search(words) is None
        return not aside or any(own[0] <= at < own[1] for at in self._brought_in)
