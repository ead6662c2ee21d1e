"""Conditions on the words around a match: the small language of the lexicons' ``context`` column.

``slot:alternative|alternative`` joined by ``;``, all must hold, a leading ``!`` negates. Slots: ``prev`` and ``next``
(the neighbouring token), ``prevN`` and ``nextN`` (any of the N nearest on that side, within the sentence), ``sent``
(anywhere in the sentence), ``doc`` (anywhere in the article), ``ent`` (the article holds an entity that needs no
context; takes no alternatives). Alternatives are lower-case words, with ``*`` at either end, or classes:
``<NUM>`` ``<UPPER>`` ``<TITLE>`` ``<START>`` ``<END>`` ``<PUNCT>``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from gluclaims.errors import DataError

_SLOT = re.compile(r"(prev|next|sent|doc|ent)(\d*)$")
_NUMBER_WORDS = frozenset(
    [
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
        "twenty",
        "thirty",
        "forty",
        "fifty",
        "sixty",
        "seventy",
        "eighty",
        "ninety",
        "hundred",
        "thousand",
        "million",
        "half",
        "dozen",
    ]
)
_CLASSES: dict[str, Callable[[str], bool]] = {
    "<NUM>": lambda w: w.replace(",", "").replace(".", "").rstrip("%").isdigit() or w.lower() in _NUMBER_WORDS,
    "<UPPER>": lambda w: w.isupper() and len(w) > 1,
    "<TITLE>": lambda w: w[:1].isupper(),
    "<PUNCT>": lambda w: not any(map(str.isalnum, w)),
}
_FAR = 10_000


class Words:
    """The words that conditions look at: one article's tokens and the sentence that each stands in.

    Parameters
    ----------
    texts : sequence of str
        The tokens as written.
    bounds : sequence of (int, int)
        For each token the half-open token range of its sentence.
    anchored : callable
        Tells whether the article holds an entity that needs no context.
    """

    def __init__(
        self,
        texts: Sequence[str],
        bounds: Sequence[tuple[int, int]],
        anchored: Callable[[], bool] = lambda: True,
    ) -> None:
        self.texts = texts
        self.bounds = bounds
        self.anchored = anchored
        self._vocabulary: set[str] | None = None

    @property
    def vocabulary(self) -> set[str]:
        """The lower-case words of the article."""
        if self._vocabulary is None:
            self._vocabulary = {w.lower() for w in self.texts}
        return self._vocabulary


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition: where to look, what for, and whether it must be there or must not."""

    slot: str
    reach: int
    words: frozenset[str]
    pattern: re.Pattern[str] | None
    classes: tuple[str, ...]
    negated: bool

    def holds(self, words: Words, start: int, end: int) -> bool:
        """Tell whether the condition holds for a match on the tokens ``[start, end)``."""
        return self._found(words, start, end) != self.negated

    def _matches(self, word: str) -> bool:
        low = word.lower()
        if low in self.words or (self.pattern is not None and self.pattern.fullmatch(low)):
            return True
        return any(name in _CLASSES and _CLASSES[name](word) for name in self.classes)

    def _found(self, words: Words, start: int, end: int) -> bool:
        if self.slot == "ent":
            return words.anchored()
        if self.slot == "doc":
            if self.words & words.vocabulary:
                return True
            return self.pattern is not None and any(map(self.pattern.fullmatch, words.vocabulary))
        first, last = words.bounds[start] if start < len(words.bounds) else (0, len(words.texts))
        if self.slot == "sent":
            return any(self._matches(words.texts[i]) for i in range(first, last) if not start <= i < end)
        if self.slot == "prev":
            if start <= first:
                return "<START>" in self.classes
            return any(self._matches(words.texts[i]) for i in range(max(first, start - self.reach), start))
        if end >= last:
            return "<END>" in self.classes
        return any(self._matches(words.texts[i]) for i in range(end, min(last, end + self.reach)))


@lru_cache(maxsize=4096)
def parse_context(context: str) -> tuple[Condition, ...]:
    """Parse a ``context`` cell.

    Raises
    ------
    DataError
        If a slot or a class is unknown.
    """
    conditions = []
    for part in filter(None, (p.strip() for p in context.split(";"))):
        negated = part.startswith("!")
        slot, _, alternatives = part.removeprefix("!").partition(":")
        found = _SLOT.match(slot.strip())
        if found is None:
            raise DataError(
                f"context {context!r}: unknown slot {slot!r}; one of prev, next, prevN, nextN, sent, doc, ent"
            )
        names = [a.strip() for a in alternatives.split("|") if a.strip()]
        classes = tuple(a for a in names if a.startswith("<") and a.endswith(">"))
        unknown = [c for c in classes if c not in _CLASSES and c not in ("<START>", "<END>")]
        if unknown:
            raise DataError(f"context {context!r}: unknown class {unknown[0]}")
        plain = [a.lower() for a in names if a not in classes]
        wild = [a for a in plain if "*" in a]
        pattern = re.compile("|".join(re.escape(a).replace(r"\*", ".*") for a in wild)) if wild else None
        conditions.append(
            Condition(
                slot=found.group(1),
                reach=int(found.group(2) or 1) if found.group(1) in ("prev", "next") else _FAR,
                words=frozenset(a for a in plain if "*" not in a),
                pattern=pattern,
                classes=classes,
                negated=negated,
            )
        )
    return tuple(conditions)
