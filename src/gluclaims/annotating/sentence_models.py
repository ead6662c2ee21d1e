"""Models of one sentence: how certain it puts its finding (1 to 6), and how causal.

They see word n-grams and the cues of our lexicon. For prose that the claim-level models were not made for: findings,
abstracts, press releases.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gluclaims.annotating.hedging import FOLDER
from gluclaims.annotating.models import Features, LinearModel, model_folder
from gluclaims.labels import labels
from gluclaims.lexicons.cues import cue_levels
from gluclaims.lexicons.predicates import predicate_lexicon

_TOKEN = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\d+(?:[.,]\d+)*|[%?!=<>]")
CERTAINTY = "certainty.npz"
ASPECTS = "aspect-{}.npz"
#: Weight of the cue features beside an n-gram vector of length 1.
_CUE = 0.5
_TOGETHER = 0.3
#: Sentences to the cues of each, as record dicts.
CueReader = Callable[[Iterable[str]], list[list[Mapping[str, Any]]]]


def read_cues(sentences: Iterable[str]) -> list[list[Mapping[str, Any]]]:
    """Find the cues of sentences by the lexicon alone."""
    import spacy

    from gluclaims.annotating import cues as _cues  # noqa: F401 - registers the component
    from gluclaims.annotating.tokenizers import make_tokenizer

    nlp = spacy.blank("en")
    nlp.tokenizer = make_tokenizer(nlp)
    nlp.add_pipe("gluclaims_cues")
    return [list(doc._.cues) for doc in nlp.pipe(sentences)]


def words_of(sentence: str) -> list[str]:
    """Return the lower-case words, numbers made one."""
    return ["0" if w[0].isdigit() else w for w in _TOKEN.findall(sentence.lower().replace("’", "'"))]


def sentence_features(sentence: str, cues: Sequence[Mapping[str, Any]]) -> Features:
    """Return what the models see of a sentence."""
    words = ["|", *words_of(sentence), "|"]
    out: dict[str, float] = {}
    for size in (1, 2, 3):
        for i in range(len(words) - size + 1):
            out[" ".join(words[i : i + size])] = 1.0
    length = math.sqrt(len(out)) or 1.0
    out = dict.fromkeys(out, 1.0 / length)
    order = labels().certainty
    levels = [level for c in cues if (level := cue_levels().get(c.get("rule") or "")) and c["kind"] != "BOOSTER"]
    out[f"level={min(levels, key=order.index, default=order[-1])}"] = _CUE
    for cue in cues:
        out[f"cue={cue['kind']}"] = _CUE
        out[f"cue={cue['text'].lower()}"] = _CUE / 2
    out[f"strength={sentence_strength(sentence)}"] = _CUE
    lexicon = predicate_lexicon()
    for word in words:
        lemma = lexicon.verb_lemma.get(word)
        for found in lexicon.verbs.get(lemma, ()) if lemma else lexicon.nominals.get(word, ()):
            out[f"predicate={found.group.strength}"] = _CUE / 2
            out[f"group={found.group.name}"] = _CUE / 4
    return out | _together(out)


def _together(features: Features) -> dict[str, float]:
    """Return what hedges and predicates of one sentence say together."""
    frame = [
        f
        for f in features
        if f.startswith(("strength=", "level=", "cue=MODAL", "cue=EPISTEMIC", "cue=NEGATION", "cue=GAP"))
    ]
    groups = [f for f in features if f.startswith("group=")]
    pairs = [(a, b) for a in frame for b in frame if a < b] + [(a, b) for a in frame for b in groups]
    return {f"{a} & {b}": _TOGETHER for a, b in pairs}


@dataclass(frozen=True)
class CertaintyScorer:
    """Scores how certain sentences put their finding, from 1 to 6, and six aspects of it (Pei and Jurgens 2021)."""

    model: LinearModel
    aspects: Mapping[str, LinearModel]

    @classmethod
    def load(cls, folder: Path | None = None) -> CertaintyScorer:
        """Load the scorer from a model folder, the shipped one where left out."""
        folder = folder or model_folder(FOLDER)
        found = sorted(folder.glob(ASPECTS.format("*")))
        named = {file.stem.removeprefix("aspect-"): LinearModel.load(file) for file in found}
        return cls(LinearModel.load(folder / CERTAINTY), named)

    def save(self, folder: Path) -> None:
        """Write the scorer's files."""
        self.model.save(folder / CERTAINTY)
        for name, model in self.aspects.items():
            model.save(folder / ASPECTS.format(name))

    def score(self, sentences: Sequence[str]) -> list[float]:
        """Return the certainty of each sentence."""
        rows = [sentence_features(s, c) for s, c in zip(sentences, read_cues(sentences), strict=True)]
        return [float(min(6.0, max(1.0, value))) for value in self.model.scores(rows)[:, 0]]

    def score_aspects(self, sentences: Sequence[str]) -> list[dict[str, str]]:
        """Return for each sentence the level of each aspect."""
        rows = [sentence_features(s, c) for s, c in zip(sentences, read_cues(sentences), strict=True)]
        columns = {name: model.predict(rows) for name, model in sorted(self.aspects.items())}
        return [{name: column[i] for name, column in columns.items()} for i in range(len(rows))]


#: Ways to say that two things go together, or differ between groups.
_CORRELATES = re.compile(
    r"\b(?:associat(?:ed|es|ion|ions) (?:with|between|of)|association|correlat\w+|(?:related|relation|relations|relationships?) "
    r"(?:to|with|between)|link(?:ed|s)? (?:to|with|between)|predict(?:s|ed|ors?|ive|ed by)?|risk factors?|prognostic|"
    r"markers? (?:of|for)|(?:more|less) (?:likely|common|frequent|prevalent)|"
    r"(?:higher|lower|greater|increased|reduced|elevated|decreased) (?:risk|odds|rates?|levels?|prevalence|incidence|"
    r"likelihood|mortality)|odds|hazard ratio|connection between|independent(?:ly)? of|"
    r"(?:was|were|is|are) (?:[\w-]+ ){0,2}(?:increased|decreased|reduced|elevated|impaired|higher|lower|greater|worse|better)|"
    r"(?:higher|lower|greater|more|less|better|worse|fewer) (?:[\w-]+ ){0,4}than|differences? (?:in|between|among)|"
    r"differ(?:s|ed)? (?:in|between|from|significantly)|(?:have|had|has|show\w*) (?:[\w-]+ ){0,2}(?:higher|lower|greater|increased|"
    r"decreased|reduced|elevated|impaired))\b",
    re.IGNORECASE,
)
#: Ways to say that one thing brings about another.
_CAUSES = re.compile(
    r"\b(?:caus(?:e|es|ed|ing)|lead(?:s|ing)? to|led to|result(?:s|ed|ing)? in|improv(?:e|es|ed|ing)|reduc(?:e|es|ed|ing)|"
    r"decreas(?:e|es|ed|ing)|increas(?:e|es|ed|ing)|enhanc(?:e|es|ed|ing)|prevent(?:s|ed|ing)?|induc(?:e|es|ed|ing)|"
    r"promot(?:e|es|ed|ing)|inhibit(?:s|ed|ing)?|effective(?:ly)?|efficacious|affect(?:s|ed|ing)?|"
    r"effects? on|impact(?:s|ed)? on|benefit(?:s|ed)?|beneficial|contribut(?:e|es|ed|ing) to|alleviat(?:e|es|ed|ing)|"
    r"attenuat(?:e|es|ed|ing)|protect(?:s|ed|ive)?|help(?:s|ed)?|facilitat(?:e|es|ed|ing)|worsen(?:s|ed|ing)?|"
    r"delay(?:s|ed)?|influenc(?:e|es|ed|ing)|superior to|inferior to|as effective as)\b",
    re.IGNORECASE,
)
_WEAK = re.compile(
    r"\b(?:may|might|could|can|possibl[ye]|potential(?:ly)?|appears?|appeared|seems?|seemed|likely|probabl[ye]|promising)\b",
    re.IGNORECASE,
)
#: Nothing put forward: needs, aims, advice, open questions (guidelines, section 3).
_NOTHING = re.compile(
    r"\b(?:(?:further|future|more|additional|larger|longer) (?:[\w-]+ ){0,3}(?:stud(?:y|ies)|research|trials?|work|investigations?)"
    r"|(?:is|are) (?:urgently |clearly |still )?(?:needed|required|warranted|necessary)|should|whether|remains? (?:to be|un\w+)|"
    r"(?:aims?|aimed|objective|purpose) |investigat(?:e|ed|ing)|to (?:determine|assess|evaluate|examine|explore|identify)|"
    r"(?:recommend|must|need(?:s|ed)? to))\b",
    re.IGNORECASE,
)


def sentence_strength(sentence: str) -> str:
    """Return the causal strength of a finding, by rules: what it claims of two things, weakened by hedges.

    A sentence that only names a need, an aim or a question claims nothing. Correlation outweighs cause where both are
    there ("associated with increased mortality").

    Examples
    --------
    >>> sentence_strength("Exercise reduces pain."), sentence_strength("Exercise may reduce pain.")
    ('DIRECT', 'CONDITIONAL')
    >>> sentence_strength("Exercise was associated with less pain."), sentence_strength("Pain is common.")
    ('CORRELATIONAL', 'NONE')
    """
    if _NOTHING.search(sentence):
        return "NONE"
    if _CORRELATES.search(sentence):
        return "CORRELATIONAL"
    if _CAUSES.search(sentence) is None:
        return "NONE"
    return "CONDITIONAL" if _WEAK.search(sentence) else "DIRECT"
