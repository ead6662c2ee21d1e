"""Small articles for the tests: parts are named by their words, never by offsets."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from gluclaims.labels import CLAIM_FIELDS, labels
from gluclaims.records import Article, Claim, Cue, Entity, Span

TEXT = "Ketamine blocks NMDA receptors. It may relieve depression. Read on."


def place(text: str, part: str) -> tuple[int, int]:
    start = text.index(part)
    return start, start + len(part)


def entity(part: str, label: str, concept: str | None = None, text: str = TEXT) -> Entity:
    start, end = place(text, part)
    return Entity(start, end, part, label, concept or part.lower())


def cue(part: str, kind: str, text: str = TEXT) -> Cue:
    start, end = place(text, part)
    return Cue(start, end, part, kind)


def claim(part: str, text: str = TEXT, **fields: Any) -> Claim:
    start, end = place(text, part)
    known: dict[str, Any] = {"id": "C1", "statement": part, "type": "MECHANISM", "relation": "REGULATES"}
    return Claim(start=start, end=end, text=part, **(known | fields))


def sentences(text: str = TEXT) -> tuple[Span, ...]:
    return tuple(Span(*place(text, part)) for part in text.replace(". ", ".\n").split("\n"))


def article(**layers: Any) -> Article:
    known: dict[str, Any] = {"id": "a", "text": TEXT, "sentences": sentences()}
    return Article(**(known | layers))


#: The example of these tests: three sentences, the last without a claim.
EXAMPLE = article(
    entities=(
        entity("Ketamine", "DRUG"),
        entity("NMDA receptors", "RECEPTOR", "nmda receptor"),
        entity("depression", "DISORDER"),
    ),
    cues=(cue("may", "MODAL"),),
    claims=(
        claim("Ketamine blocks NMDA receptors", subject="ketamine", object="nmda receptor", aspect="ACTIVITY",
              direction="DECREASE", strength="DIRECT", verdict="SUPPORTED", calibration="CALIBRATED"),
        claim("It may relieve depression", id="C2", type="TREATMENT", relation="TREATS", subject="ketamine",
              object="depression", aspect="SYMPTOMS", direction="DECREASE", certainty="POSSIBLE",
              strength="CONDITIONAL", verdict="SUPPORTED", calibration="UNDERSTATED", cues=(0,)),
    ),
    extra={"style": "blog"},
)  # fmt: skip

_WORDS = ["glutamate", "may", "block", "the", "receptor", "in", "mice", "and", "relieve", "pain", "😀", "5-HT2A"]


@st.composite
def texts(draw: st.DrawFn) -> str:
    count = draw(st.integers(1, 12))
    return " ".join(draw(st.sampled_from(_WORDS)) for _ in range(count))


@st.composite
def annotations(draw: st.DrawFn, text: str, name: str = "a") -> Article:
    """Annotate a text at random, each layer as the record format allows."""
    starts = [0] + [i + 1 for i, c in enumerate(text) if c == " "]
    ends = [i for i, c in enumerate(text) if c == " "] + [len(text)]
    known = labels()

    def spans(most: int) -> list[tuple[int, int]]:
        bounds = draw(st.lists(st.tuples(st.sampled_from(starts), st.sampled_from(ends)), max_size=most))
        return sorted((a, b) for a, b in bounds if a < b)

    entities: list[Entity] = []
    for a, b in spans(5):
        if not entities or entities[-1].end <= a:
            entities.append(Entity(a, b, text[a:b], draw(st.sampled_from(known.entity)), text[a:b].lower()))
    cues = tuple(Cue(a, b, text[a:b], draw(st.sampled_from(known.cue))) for a, b in spans(4))
    claims = []
    for i, (a, b) in enumerate(spans(5)):
        fields = {n: draw(st.sampled_from((*known.of(n), *_null(n)))) for n in CLAIM_FIELDS}
        arguments = {n: draw(st.sampled_from([None, "glutamate", "the mice", "pain relief"])) for n in _ARGUMENTS}
        linked = tuple(sorted(draw(st.sets(st.sampled_from(range(len(cues))))))) if cues else ()
        claims.append(
            Claim(id=f"C{i}", start=a, end=b, text=text[a:b], statement=None, cues=linked, **fields, **arguments)
        )
    cut = draw(st.sampled_from(ends))
    parts = (Span(0, cut), *([Span(cut + 1, len(text))] if cut < len(text) else []))
    return Article(name, text, sentences=parts, entities=tuple(entities), cues=cues, claims=tuple(claims))


_ARGUMENTS = ("subject", "object", "location", "population")


def _null(name: str) -> tuple[None, ...]:
    return (None,) if labels().default.get(name, "") is None else ()


@st.composite
def pairs(draw: st.DrawFn, name: str = "a") -> tuple[Article, Article]:
    """Two annotations of one text."""
    text = draw(texts())
    return draw(annotations(text, name)), draw(annotations(text, name))
