"""An article written for these tests, with everything a record can hold; the references are real."""

from __future__ import annotations

from typing import Any

from gluclaims.records import Article, Claim, Cue, Entity, Evidence, Span

TEXT = """Home | Health | Mind

Ketamine, riluzole and the glutamate question

Depression is a common illness, and many people do not get better on their first medicine. \
Ketamine blocks NMDA receptors, and it may ease depressive symptoms within hours in some adults. \
Esketamine, a nasal spray, was approved in the United States in 2019.

Riluzole works by increasing the release of glutamate from neurons. \
Researchers have found that people with depression have lower glutamate levels in the prefrontal cortex. \
Glutamate causes depression and anxiety.

It is not yet clear who will benefit. Could a blood test tell? Talk to your doctor before you change a medicine.

Share this story
"""

BERMAN = {
    "key": "berman-2000",
    "title": "Antidepressant effects of ketamine in depressed patients",
    "year": 2000,
    "authors": "Berman RM, et al.",
    "journal": "Biological Psychiatry",
    "pmid": "10686270",
    "doi": "10.1016/s0006-3223(99)00230-9",
}
RILUTEK = {"key": "rilutek-label", "title": "Rilutek (riluzole) prescribing information", "year": 2020}

_CUES = [
    ("many people", "QUANTIFIER"),
    ("may", "MODAL"),
    ("some adults", "QUANTIFIER"),
    ("Researchers have found", "ATTRIBUTION"),
    ("not yet clear", "GAP"),
    ("Could", "MODAL"),
    ("?", "QUESTION"),
]
_ENTITIES = [
    ("Ketamine", "DRUG", {"MESH": "D007649"}),
    ("riluzole", "DRUG", {"MESH": "D019782"}),
    ("glutamate", "NEUROTRANSMITTER", {"MESH": "D018698"}),
    ("NMDA receptor", "RECEPTOR", {}),
    ("depressive symptoms", "DISORDER", {}),
    ("depression", "DISORDER", {"MESH": "D003863"}),
    ("anxiety", "DISORDER", {}),
    ("prefrontal cortex", "REGION", {}),
    ("Esketamine", "DRUG", {}),
]


def _evidence(fact: str, stance: str, said: str, grade: str, reference: dict[str, Any], *chain: str) -> Evidence:
    extra = {"paraphrase": said, "grade": grade, "status": "established"}
    return Evidence(fact, stance, chain, reference, extra)


def sample(id: str = "sample") -> Article:
    """Return the article."""
    text = TEXT
    cues = tuple(sorted((_at(Cue, text, form, kind=kind) for form, kind in _CUES), key=lambda c: c.start))
    cue_number = {c.text: i for i, c in enumerate(cues)}
    entities: list[Entity] = []
    for form, label, ids in _ENTITIES:
        start = 0
        while (start := text.lower().find(form.lower(), start)) >= 0:
            end = start + len(form) + (form == "NMDA receptor")
            if not any(e.start < end and start < e.end for e in entities) and not text[start - 1].isalpha():
                entities.append(Entity(start, end, text[start:end], label, form.lower(), ids, 0.97, "lexicon"))
            start = end
    claims = [
        _claim(
            "Depression is a common illness",
            "DESCRIPTION",
            "OTHER",
            "depression",
            "common illness",
            verdict="SUPPORTED",
            calibration="CALIBRATED",
            why="Prevalence figures agree.",
        ),
        _claim(
            "Ketamine blocks NMDA receptors",
            "MECHANISM",
            "REGULATES",
            "ketamine",
            "nmda receptor",
            aspect="ACTIVITY",
            direction="DECREASE",
            strength="DIRECT",
            verdict="SUPPORTED",
            calibration="CALIBRATED",
            why="Stated as fact, and a textbook fact says the same: ketamine is an NMDA receptor antagonist.",
            evidence=(
                _evidence(
                    "ketamine-nmda-antagonist",
                    "SUPPORTS",
                    "Ketamine blocks the NMDA receptor's channel.",
                    "textbook",
                    BERMAN,
                    "ketamine blocks NMDA receptors",
                ),
            ),
        ),
        _claim(
            "it may ease depressive symptoms within hours in some adults",
            "TREATMENT",
            "TREATS",
            "ketamine",
            "depressive symptoms",
            aspect="SYMPTOMS",
            direction="DECREASE",
            certainty="POSSIBLE",
            hedged=True,
            strength="CONDITIONAL",
            population="some adults",
            cues=(cue_number["may"], cue_number["some adults"]),
            verdict="SUPPORTED",
            calibration="UNDERSTATED",
            statement="Ketamine eases depressive symptoms within hours in some adults.",
            why="“may” makes it a possibility; randomised trials show the effect.",
            evidence=(
                _evidence(
                    "ketamine-treats-depression",
                    "SUPPORTS",
                    "One infusion of ketamine eased depression in trials.",
                    "rct",
                    BERMAN,
                ),
            ),
        ),
        _claim(
            "Esketamine, a nasal spray, was approved in the United States in 2019",
            "HISTORY",
            "APPROVED_FOR",
            "esketamine",
            None,
            verdict="SUPPORTED",
            calibration="CALIBRATED",
            why="The label's date agrees.",
        ),
        _claim(
            "Riluzole works by increasing the release of glutamate from neurons",
            "MECHANISM",
            "REGULATES",
            "riluzole",
            "glutamate",
            aspect="RELEASE",
            direction="INCREASE",
            strength="DIRECT",
            verdict="CONTRADICTED",
            flags=("WRONG_DIRECTION",),
            why="Stated as fact that riluzole raises glutamate release; its label says that it inhibits it.",
            evidence=(
                _evidence(
                    "riluzole-glutamate-release",
                    "CONTRADICTS",
                    "Riluzole inhibits glutamate release.",
                    "label",
                    RILUTEK,
                    "riluzole blocks presynaptic sodium channels",
                    "blocking presynaptic sodium channels lowers transmitter release",
                    "so riluzole lowers glutamate release",
                ),
            ),
            extra={
                "repair": {
                    "text": "Riluzole works by inhibiting the release of glutamate from neurons",
                    "note": "increasing → inhibiting",
                }
            },
        ),
        _claim(
            "people with depression have lower glutamate levels in the prefrontal cortex",
            "ASSOCIATION",
            "ASSOCIATED_WITH",
            "depression",
            "glutamate",
            aspect="LEVEL",
            direction="DECREASE",
            location="prefrontal cortex",
            strength="CORRELATIONAL",
            attribution="GENERIC",
            cues=(cue_number["Researchers have found"],),
            verdict="PARTLY_SUPPORTED",
            calibration="OVERSTATED",
            flags=("CONTESTED",),
            why="Spectroscopy studies disagree with one another, so the plain wording is stronger than the evidence.",
        ),
        _claim(
            "Glutamate causes depression and anxiety",
            "CAUSE",
            "CAUSES",
            "glutamate",
            "depression",
            strength="DIRECT",
            statement="Glutamate causes depression.",
            verdict="PARTLY_SUPPORTED",
            calibration="OVERSTATED",
            flags=("CAUSAL_UPGRADE",),
            extra={"links": [{"claim": "C6", "kind": "CONTRADICTS"}]},
            why="An association is worded as a cause.",
        ),
        _claim(
            "Glutamate causes depression and anxiety",
            "CAUSE",
            "CAUSES",
            "glutamate",
            "anxiety",
            strength="DIRECT",
            statement="Glutamate causes anxiety.",
            verdict="NOT_ENOUGH_INFO",
            calibration="OVERSTATED",
            why="No fact was found for or against it.",
        ),
        _claim(
            "It is not yet clear who will benefit",
            "RESEARCH_GAP",
            "OTHER",
            None,
            None,
            certainty="UNCOMMITTED",
            hedged=False,
            cues=(cue_number["not yet clear"],),
            verdict="NOT_CHECKABLE",
        ),
        _claim(
            "Could a blood test tell?",
            "QUESTION",
            "OTHER",
            "blood test",
            None,
            certainty="UNCOMMITTED",
            hedged=True,
            cues=(cue_number["Could"], cue_number["?"]),
            verdict="NOT_CHECKABLE",
        ),
        _claim(
            "Talk to your doctor before you change a medicine", "ADVICE", "OTHER", None, None, verdict="NOT_CHECKABLE"
        ),
    ]
    numbered = tuple(_numbered(c, i) for i, c in enumerate(claims, start=1))
    first, last = text.index("Ketamine"), text.index("Share this")
    return Article(
        id=id,
        text=text,
        source="https://example.org/ketamine",
        title="Ketamine, riluzole and the glutamate question",
        sentences=tuple(_sentences(text, first, last)),
        entities=tuple(sorted(entities, key=lambda e: e.start)),
        cues=cues,
        claims=numbered,
        provenance={"gluclaims": "0.1.0", "pipeline": "en_gluclaims 0.1.0", "sha256": "0" * 64},
    )


def _at(make: Any, text: str, form: str, /, **values: Any) -> Any:
    start = text.index(form, text.index("Depression"))
    return make(start, start + len(form), form, **values)


def _claim(span: str, type: str, relation: str, subject: str | None, object: str | None, **values: Any) -> Claim:
    values.setdefault("statement", span[0].upper() + span[1:].rstrip("?.") + ".")
    start = TEXT.index(span)
    return Claim(
        "", start, start + len(span), span, type=type, relation=relation, subject=subject, object=object, **values
    )


def _numbered(claim: Claim, number: int) -> Claim:
    from dataclasses import replace

    return replace(claim, id=f"C{number}")


def _sentences(text: str, first: int, last: int) -> list[Span]:
    import re

    return [Span(m.start(), m.end()) for m in re.finditer(r"[A-Z][^.?\n]+[.?]?", text) if first <= m.start() < last]


def hostile() -> Article:
    """Return an article that tries to run: every string of the record is an attack."""
    attack = (
        "</script></style></title></template><script>alert(1)</script><img src=x onerror=alert(1)>"
        "\"'><svg/onload=alert(1)> javascript:alert(1) {{ 7*7 }} {% raw %} <!-- ]]> &lt;b&gt; \u202e \x00 "
    )
    text = f"{attack}\n\n{attack}"
    entity = Entity(0, len(attack), attack, attack, attack, {attack: attack, "MESH": 'D1" onclick=alert(1)'})
    reference = dict.fromkeys(("key", "title", "authors", "journal", "year", "pmid", "doi", "label_id"), attack)
    evidence = Evidence(
        attack, attack, (attack, attack), reference | {"url": "javascript:alert(1)"}, {"paraphrase": attack}
    )
    claim = Claim(
        id=attack,
        start=0,
        end=len(attack),
        text=attack,
        statement=attack,
        type=attack,
        relation=attack,
        subject=attack,
        object=attack,
        aspect=attack,
        location=attack,
        population=attack,
        certainty="POSSIBLE",
        attribution=attack,
        cues=(0,),
        verdict=attack,
        calibration=attack,
        flags=(attack,),
        evidence=(evidence,),
        why=attack,
        extra={"repair": attack, "links": [{"claim": attack, "kind": attack}]},
    )
    return Article(
        id=attack,
        text=text,
        source="javascript:alert(1)",
        title=attack,
        sentences=(Span(0, len(attack)),),
        entities=(entity,),
        cues=(Cue(0, len(attack), attack, attack),),
        claims=(claim, claim),
        provenance={"gluclaims": attack, "pipeline": attack},
    )
