"""Checking fact files: shape, labels, references, doublets, and facts that contradict each other."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from gluclaims.checking.facts import Fact, Reference, parse_lines
from gluclaims.errors import DataError
from gluclaims.labels import labels
from gluclaims.lexicons.entities import EntityLexicon

_ID = re.compile(r"[a-z0-9][a-z0-9.+-]*")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a fact file should not have.

    Attributes
    ----------
    severity : str
        ``error`` (the file is wrong) or ``warning`` (worth a look).
    """

    severity: str
    where: str
    message: str

    def __str__(self) -> str:
        return f"{self.severity}: {self.where}: {self.message}"


def read_fact_files(paths: Iterable[Path]) -> tuple[dict[str, list[Fact]], dict[str, list[Reference]]]:
    """Read fact and reference files, by file name.

    Raises
    ------
    DataError
        If a file cannot be read or a line is no fact and no reference.
    """
    facts: dict[str, list[Fact]] = {}
    references: dict[str, list[Reference]] = {}
    for path in paths:
        try:
            text = path.read_text("utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise DataError(f"{path}: {error}") from None
        facts[path.name], references[path.name] = parse_lines(text, str(path))
    return facts, references


def lint(
    facts: Sequence[Fact],
    references: Sequence[Reference],
    lexicon: EntityLexicon | None = None,
    known: Iterable[str] = (),
) -> Iterator[Finding]:
    """Yield what is wrong with facts and their references.

    Parameters
    ----------
    facts, references : sequence
        What the files hold.
    lexicon : EntityLexicon, optional
        Where given, locations must be regions of it.
    known : iterable of str
        Keys of references that stand elsewhere (the package's own).
    """
    keys = {r.key for r in references} | set(known)
    for key, n in Counter(r.key for r in references).items():
        if n > 1:
            yield Finding("warning", key, f"reference given {n} times")
    for name, n in Counter(f.id for f in facts).items():
        if n > 1:
            yield Finding("error", name, f"id given {n} times")
    for fact in facts:
        yield from _shape(fact, keys, lexicon)
    yield from _doublets(facts)
    yield from _conflicts(facts)


def _shape(fact: Fact, keys: set[str], lexicon: EntityLexicon | None) -> Iterator[Finding]:
    known = labels()
    checks = (
        ("relation", known.relation), ("aspect", (*known.aspect, None)), ("direction", known.direction),
        ("status", known.fact_status), ("grade", known.fact_grade), ("species", ("human", "animal", "in_vitro", None)),
    )  # fmt: skip
    for field, allowed in checks:
        value = getattr(fact, field)
        if value not in allowed:
            yield Finding("error", fact.id, f"{field} {value!r} is none of {', '.join(map(str, allowed))}")
    if not _ID.fullmatch(fact.id):
        yield Finding("warning", fact.id, "an id has small letters, digits and hyphens")
    if not fact.paraphrase.strip().endswith((".", ".)")):
        yield Finding("error", fact.id, "the paraphrase must be a sentence")
    if not fact.references:
        yield Finding("error", fact.id, "no reference")
    for cited in fact.references:
        if cited.ref not in keys:
            yield Finding("error", fact.id, f"unknown reference {cited.ref!r}")
        if cited.role not in known.fact_role:
            yield Finding("error", fact.id, f"role {cited.role!r} is none of {', '.join(known.fact_role)}")
    if fact.relation == "TREATS" and (fact.aspect, fact.direction) != ("SYMPTOMS", "DECREASE"):
        yield Finding("error", fact.id, "TREATS takes SYMPTOMS, DECREASE")
    for field in ("subject", "object", "location"):
        value = getattr(fact, field)
        if value and value != value.lower() and field != "object":
            yield Finding("warning", fact.id, f"{field} {value!r} is not in small letters")
    if lexicon and fact.location:
        place = lexicon.concepts.get(fact.location)
        if place is None or place.label != "REGION":
            yield Finding("warning", fact.id, f"location {fact.location!r} is no region of the lexicon")


def _doublets(facts: Sequence[Fact]) -> Iterator[Finding]:
    seen: dict[tuple[str | None, ...], str] = {}
    for fact in facts:
        key = (*fact.identity, "refuted" if fact.status == "refuted" else "")
        if key in seen:
            yield Finding("warning", fact.id, f"says the same as {seen[key]}; gluclaims facts merge joins them")
        seen.setdefault(key, fact.id)


def _conflicts(facts: Sequence[Fact]) -> Iterator[Finding]:
    groups: dict[tuple[str | None, ...], list[Fact]] = defaultdict(list)
    for fact in facts:
        i = fact.identity
        groups[(*i[:4], *i[5:])].append(fact)
    for group in groups.values():
        sure = [f for f in group if f.status == "established"]
        refuted = [f for f in group if f.status == "refuted"]
        for one in sure:
            for other in refuted:
                if one.direction == other.direction:
                    yield Finding("error", one.id, f"established here, refuted by {other.id}")
        up = [f for f in sure if f.direction == "INCREASE"]
        down = [f for f in sure if f.direction == "DECREASE"]
        if up and down:
            yield Finding("error", up[0].id, f"says the opposite of {down[0].id} in the same scope; give a condition")
