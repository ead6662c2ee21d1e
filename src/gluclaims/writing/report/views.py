"""What the templates show of a claim and an article, in plain words; no HTML here."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gluclaims.checking.summary import needs_citation
from gluclaims.records import Article, Claim, Cue, Entity, Evidence
from gluclaims.writing.report.links import identifier_link, reference_links
from gluclaims.writing.report.looks import look, looks, plain


@dataclass(frozen=True, slots=True)
class ReferenceView:
    """A reference as it is printed, with its links."""

    title: str
    details: str
    links: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """One fact behind a verdict."""

    fact: str
    stance: Mapping[str, str]
    said: str
    grade: str
    chain: Sequence[str]
    references: Sequence[ReferenceView]


@dataclass(frozen=True, slots=True)
class PassageView:
    """A sentence of the user's own corpus."""

    stance: Mapping[str, str]
    sure: str
    text: str
    title: str
    document: str


@dataclass(frozen=True, slots=True)
class ArgumentView:
    """A slot of the claim, what fills it, and its identifiers with their addresses."""

    slot: str
    value: str
    identifiers: Sequence[tuple[str, str | None]] = ()


@dataclass(frozen=True, slots=True)
class LinkView:
    """A link to another claim of the article, or a sentence about one."""

    word: str
    number: int
    statement: str


@dataclass(frozen=True, slots=True)
class ClaimView:
    """A claim with everything its panel shows."""

    claim: Claim
    number: int
    verdict: Mapping[str, str]
    certainty: Mapping[str, str]
    calibration: Mapping[str, str] | None
    arguments: Sequence[ArgumentView]
    cues: Sequence[Cue]
    evidence: Sequence[EvidenceView]
    passages: Sequence[PassageView]
    links: Sequence[LinkView]
    repair: str
    repair_note: str
    entities: Sequence[str]
    flags: Sequence[str]

    @property
    def statement(self) -> str:
        """The claim as a sentence of its own, else its words in the text."""
        return stated(self.claim)

    @property
    def unsourced(self) -> bool:
        """Whether the writer puts it forward as plain fact and names no source: "citation needed"."""
        return needs_citation(self.claim)

    @property
    def overstated(self) -> bool:
        """Whether its wording is stronger than the evidence."""
        return self.claim.calibration == "OVERSTATED"


def stated(claim: Claim) -> str:
    """Return the claim as a sentence of its own.

    A claim that the article denies says so: its statement may be the thing denied ("it is a myth that P").

    Examples
    --------
    >>> myth = Claim("C1", 0, 1, "P", "Low serotonin causes depression.", "CAUSE", "CAUSES", polarity="NEGATED")
    >>> stated(myth)
    'Denied: Low serotonin causes depression.'
    """
    words = claim.statement or claim.text
    if claim.polarity != "NEGATED":
        return words
    denied = looks()["denied"]
    said = {*re.findall(r"\w+", words.lower())}
    negative = said & {*denied["negative"]} or re.search(r"n['\u2019]t\b", words)
    return words if negative else f"{denied['word']}: {words}"


def claim_views(article: Article) -> list[ClaimView]:
    """Return a view of every claim of the article, in text order."""
    ids: dict[str, dict[str, str]] = {}
    for entity in article.entities:
        ids.setdefault(entity.concept, {}).update(entity.ids)
    statements = {c.id: (n, stated(c)) for n, c in enumerate(article.claims, start=1)}
    within = _entities_within(article)
    return [
        _claim_view(n, claim, article, ids=ids, statements=statements, within=within[n - 1])
        for n, claim in enumerate(article.claims, start=1)
    ]


def _claim_view(
    number: int,
    claim: Claim,
    article: Article,
    *,
    ids: Mapping[str, Mapping[str, str]],
    statements: Mapping[str, tuple[int, str]],
    within: Sequence[str],
) -> ClaimView:
    slots = [
        ("Subject", claim.subject), ("Relation", plain(claim.relation)), ("Object", claim.object),
        ("Aspect", plain(claim.aspect) if claim.aspect else None),
        ("Direction", plain(claim.direction) if claim.direction != "NONE" else None),
        ("Location", claim.location), ("Population", claim.population),
    ]  # fmt: skip
    arguments = [
        ArgumentView(slot, value, [identifier_link(v, i) for v, i in sorted(ids.get(value, {}).items())])
        for slot, value in slots
        if value
    ]
    repair, note = _repair(claim.extra.get("repair"))
    return ClaimView(
        claim=claim,
        number=number,
        verdict=look("verdict", claim.verdict),
        certainty=look("certainty", claim.certainty),
        calibration=look("calibration", claim.calibration) if claim.calibration else None,
        arguments=arguments,
        cues=[article.cues[i] for i in claim.cues if 0 <= i < len(article.cues)],
        evidence=[_evidence_view(e) for e in claim.evidence],
        passages=_passages(claim.extra.get("passages")),
        links=_links(claim.extra.get("links"), statements),
        repair=repair,
        repair_note=note,
        entities=within,
        flags=[str(looks()["flag"].get(f, plain(f).lower())) for f in claim.flags],
    )


def _entities_within(article: Article) -> list[list[str]]:
    """Return the concepts of each claim: its arguments and the entities in its span."""
    known = {e.concept for e in article.entities}
    out = []
    for claim in article.claims:
        inside: list[Entity] = [e for e in article.entities if claim.start <= e.start and e.end <= claim.end]
        arguments = [x for x in (claim.subject, claim.object, claim.location) if x in known and x is not None]
        out.append(list(dict.fromkeys([*arguments, *(e.concept for e in inside)])))
    return out


def _evidence_view(evidence: Evidence) -> EvidenceView:
    extra = evidence.extra
    listed = extra.get("references")
    references = listed if isinstance(listed, list) and listed else [evidence.reference]
    grade = ", ".join(plain(str(extra[key])).lower() for key in ("status", "grade") if extra.get(key))
    return EvidenceView(
        fact=evidence.fact,
        stance=look("stance", evidence.stance),
        said=str(extra.get("paraphrase") or ""),
        grade=grade,
        chain=evidence.chain,
        references=[_reference_view(r) for r in references if isinstance(r, Mapping) and r],
    )


def _passages(raw: object) -> list[PassageView]:
    return [
        PassageView(
            look("stance", str(p.get("stance"))),
            f"{p['stance_score']:.0%}" if isinstance(p.get("stance_score"), float) else "",
            str(p.get("text") or ""), str(p.get("title") or ""), str(p.get("document") or ""),
        )
        for p in (raw if isinstance(raw, (list, tuple)) else ())
        if isinstance(p, Mapping)
    ]  # fmt: skip


def _reference_view(reference: Mapping[str, Any]) -> ReferenceView:
    details = ", ".join(str(reference[key]) for key in ("authors", "journal", "year") if reference.get(key))
    title = str(reference.get("title") or reference.get("key") or "untitled")
    return ReferenceView(title, details, reference_links(reference))


def _repair(raw: object) -> tuple[str, str]:
    if isinstance(raw, str):
        return raw, ""
    if isinstance(raw, Mapping):
        words = next((str(raw[k]) for k in ("text", "suggestion", "statement", "sentence") if raw.get(k)), "")
        if not words and raw.get("from") and raw.get("to"):
            words = f"“{raw['from']}” → “{raw['to']}”"
        return words, next((str(raw[k]) for k in ("note", "why", "reason") if raw.get(k)), "")
    return "", ""


def _links(raw: object, statements: Mapping[str, tuple[int, str]]) -> list[LinkView]:
    out = []
    for link in raw if isinstance(raw, (list, tuple)) else ():
        if isinstance(link, str):
            link = {"claim": link}  # noqa: PLW2901
        if isinstance(link, Mapping) and link.get("claim") in statements:
            word = plain(str(link.get("kind") or link.get("relation") or "related to"))
            out.append(LinkView(word, *statements[str(link["claim"])]))
    return out


@dataclass(frozen=True, slots=True)
class Summary:
    """The figures of an article, or of many together."""

    claims: int
    verdicts: Mapping[str, int]
    overstated: int
    unsourced: int
    words: int

    @property
    def bars(self) -> list[tuple[str, Mapping[str, str], int]]:
        """Verdict, its look and its count, the gravest first, also those that don't occur."""
        return [(v, look("verdict", v), self.verdicts.get(v, 0)) for v in looks()["verdict"]]


def summarize(claims: Sequence[Claim], words: int = 0) -> Summary:
    """Count claims by verdict, and those that are overstated or need a citation."""
    return Summary(
        claims=len(claims),
        verdicts=Counter(c.verdict for c in claims),
        overstated=sum(c.calibration == "OVERSTATED" for c in claims),
        unsourced=sum(needs_citation(c) for c in claims),
        words=words,
    )


def title_of(article: Article) -> str:
    """Return what an article is called: its title, else its id."""
    return " ".join((article.title or "").split()) or article.id
