"""Facts in words through a whole pipeline: a fact's sentence must be SUPPORTED, its opposite CONTRADICTED.

Of a fact that is refuted the sentence must be CONTRADICTED and its denial SUPPORTED. Facts under a condition that has no
wording, facts that the evidence leaves open, and denials of what is merely supported are left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from gluclaims.checking.facts import Fact, FactBase
from gluclaims.checking.phrasing import Phrasing, Sentence
from gluclaims.records import Article

#: Wordings of one fact.
KINDS = ("plain", "passive", "nominal", "hedged")
#: Relations that have a sign: what is done to an amount, an activity, a complaint or its risk.
SIGNED = ("REGULATES", "TREATS", "CAUSES", "PREVENTS", "ASSOCIATED_WITH")
UNSIGNED = ("INVOLVED_IN", "IS_A", "PRECURSOR_OF", "PART_OF", "APPROVED_FOR")
_OPPOSITE = {"SUPPORTED": "CONTRADICTED", "CONTRADICTED": "SUPPORTED"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """A sentence, what it had to come out as, and what its claims came out as."""

    fact: Fact
    sentence: Sentence
    wanted: str
    found: tuple[str, ...]
    claims: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Whether some claim has the verdict and none the opposite one."""
        return self.wanted in self.found and _OPPOSITE[self.wanted] not in self.found

    @property
    def accused(self) -> bool:
        """Whether a true sentence was called wrong."""
        return self.wanted == "SUPPORTED" and "CONTRADICTED" in self.found


def sample(facts: FactBase, relations: Sequence[str], size: int | None) -> list[Fact]:
    """Return the facts to word, all or those whose ids hash lowest: new facts change the sample little."""
    fit = [
        f
        for f in facts.facts
        if f.relation in relations and f.status in ("established", "supported", "refuted")
        and (f.relation not in ("REGULATES", "ASSOCIATED_WITH") or f.direction != "NONE")
    ]  # fmt: skip
    fit.sort(key=lambda f: sha256(f.id.encode()).digest())
    return fit[:size]


def run(
    facts: Iterable[Fact], kind: str, phrasing: Phrasing, annotate: Callable[[Iterable[str]], Iterator[Article]]
) -> list[Outcome]:
    """Word the facts and check the sentences, each as an article of its own."""
    worded = [
        (fact, sentence)
        for fact in facts
        for sentence in phrasing.word(fact, kind)
        if not (sentence.twin and sentence.denied and fact.status == "supported")  # its denial is a fair view
    ]
    out = []
    articles = annotate([s.text for _, s in worded])
    for (fact, sentence), article in zip(worded, articles, strict=True):
        wanted = "CONTRADICTED" if (fact.status == "refuted") != sentence.twin else "SUPPORTED"
        claims = article.claims
        told = tuple(
            f"{c.verdict}: {c.subject} {c.relation} {c.object} {c.aspect} {c.direction} {c.polarity} "
            f"{c.scores.get('arguments')} | {c.why}"
            for c in claims
        )
        out.append(Outcome(fact, sentence, wanted, tuple(c.verdict for c in claims), told))
    return out


def rates(outcomes: Iterable[Outcome]) -> dict[str, tuple[int, int, int, int]]:
    """Return relation -> sentences that pass, sentences, twins that pass, twins."""
    table: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for o in outcomes:
        for name in (o.fact.relation, "all"):
            row = table[name]
            row[2 * o.sentence.twin] += o.passed
            row[2 * o.sentence.twin + 1] += 1
    return {name: (a, b, c, d) for name, (a, b, c, d) in table.items()}
