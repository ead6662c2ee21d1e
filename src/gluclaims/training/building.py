"""Building the shipped models, each with its card. The same data give the same bytes on the same machine."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from spacy.language import Language

from gluclaims.annotating.arguments import ArgumentView
from gluclaims.annotating.models import save_models
from gluclaims.errors import InputError
from gluclaims.evaluating.gate import checksum
from gluclaims.lexicons.tables import packaged_text
from gluclaims.records import Article
from gluclaims.training.cards import write_card, write_pipeline_card

if TYPE_CHECKING:
    from gluclaims.annotating.claims import ClaimModels
    from gluclaims.annotating.extracting import Draft
    from gluclaims.annotating.selecting import Reading

Notify = Callable[[str], None]
CLAIMS = "gluclaims_claims"
JUDGEMENTS = "gluclaims_judgements"
#: Components that come after the claims and must not touch them while the judge learns.
LATER = (JUDGEMENTS, "gluclaims_verdicts")


def read_gold(paths: Sequence[Path]) -> list[Article]:
    """Read gold articles from record files.

    Raises
    ------
    InputError
        If a file holds none.
    """
    out: list[Article] = []
    for path in paths:
        if not path.is_file():
            raise InputError("no such file", source=str(path))
        lines = path.read_text("utf-8").split("\n")
        found = [Article.from_dict(json.loads(line)) for line in lines if line.strip()]
        if not found:
            raise InputError("no gold article", source=str(path))
        out += found
    return out


def gold_rows(paths: Sequence[Path]) -> list[tuple[str, str]]:
    """Return the rows of a card that name gold files by checksum, with their licence."""
    return [
        (f"gold of this project: {p.parent.name}/{p.name}, sha256 `{checksum(p)[:16]}`", "CC BY 4.0, our own")
        for p in paths
    ]


def build_judgements(
    gold: Sequence[Path],
    out: Path,
    pipeline: Path | Language | None = None,
    notify: Notify = print,
    claims: ClaimTraining | None = None,
) -> dict[str, Any]:
    """Train the claim-level models and write them to a folder.

    Parameters
    ----------
    gold : sequence of Path
        Record files with gold claims.
    out : Path
        The folder of the component: ``models/en_gluclaims/gluclaims_judgements``.
    pipeline : Path or Language, optional
        The pipeline that reads the texts; the shipped one where left out.
    notify : callable
        Called with one sentence at each stage.
    claims : ClaimTraining, optional
        What `train_claims` found on the same articles; trained here where left out.

    Returns
    -------
    dict
        The figures on held-out articles.
    """
    from gluclaims.annotating.judgements import Judge
    from gluclaims.training.judgements import examples, train, with_meta

    articles = read_gold(gold)
    notify(f"annotating {len(articles)} articles by the rules")
    # The judge must learn from claims as models leave them that did not see the article.
    pred = list((claims or train_claims(articles, pipeline)).held_out)
    notify("training, with cross-validation by article")
    trained = train(examples(articles, pred))
    names = ", ".join(f"{p.parent.name}/{p.name}" for p in gold)
    judge: Judge = with_meta(trained.judge, {"trained on": names})
    judge.save(out)
    kept = [t for t, m in trained.judge.settings["margins"].items() if min(m) <= 1.0]
    write_card(
        out,
        "Claim judgements",
        "Logistic regressions over word n-grams of a claim and its sentence, its cues, its entities and the rules' labels. "
        "They give the scores of a claim and change the rules' label where they are surer of another by a margin that was "
        f"set on held-out articles. Labels that they may change: {', '.join(sorted(kept)) or 'none'}; the others come from the "
        "rules alone, because no model beat them there. Strength follows the type: where the type becomes one that has a "
        "strength and the rules gave none, the strength model gives it.",
        gold_rows(gold),
        trained.figures,
        [
            f"{len(articles)} articles are few: expect rare labels (PREVENTS, OPINION, PRECURSOR_OF) to be left to the rules.",
            "The rules were written with some of these articles in view, so a new article may do worse than the figures.",
            "Margins and temperatures were chosen on the folds that the figures are from, so the figures are a little kind.",
            "On real news the gain in type is small and strength gets worse than by the rules (docs/hedging.md).",
            "Figures are over the claims that match a gold claim; what is missed or made up is not in them.",
            "The parser under the claims is trained on the English Web Treebank (CC BY-SA 4.0); see its folder.",
        ],
        f"gluclaims train judgements {' '.join(str(p) for p in gold)}",
    )
    return dict(trained.figures)


def build_claims(
    gold: Sequence[Path],
    out: Path,
    pipeline: Path | Language | None = None,
    notify: Notify = print,
    claims: ClaimTraining | None = None,
) -> dict[str, Any]:
    """Train the claim selector and the argument ranker; parameters and return value as of `build_judgements`."""
    articles = read_gold(gold)
    notify(f"annotating {len(articles)} articles by the rules, training with cross-validation by article")
    trained = claims or train_claims(articles, pipeline)
    save_models(out, *trained.models.parts())
    write_card(
        out,
        "Claim selector, cue linker and argument ranker",
        "Five logistic regressions. The selector rates the claims that the trained parser and the token patterns give, picks "
        "one reading a sentence, adds what the other alone has and leaves out the improbable; its second model serves the fast "
        "pipeline, which has one reading. The linker says which cues bear on a claim. "
        "The ranker chooses the subject and the object of a claim among the names that may be "
        "meant: the rules' answer, the entities and noun phrases of the sentence, what the claims before were about, the "
        "article's topics, nothing. The rules' answer stands unless another is more probable by the margin.",
        gold_rows(gold),
        trained.figures,
        [
            f"{len(articles)} articles are few; the words of an argument that is no entity are hardly learnt.",
            "Limits and margins were chosen on the folds that the figures are from, so the figures are a little kind.",
            "Argument figures are accuracies over the claims that match a gold claim, by word overlap as the evaluation has it.",
        ],
        f"gluclaims train claims {' '.join(str(p) for p in gold)}",
    )
    return dict(trained.figures)


@dataclass(frozen=True)
class ClaimTraining:
    """The claim models, and the records of the articles as models leave them that did not see the article."""

    models: ClaimModels
    held_out: tuple[Article, ...]
    figures: dict[str, Any]


def train_claims(articles: Sequence[Article], pipeline: Path | Language | None = None) -> ClaimTraining:
    """Train the claim models on articles, with cross-validation by article."""
    from gluclaims.annotating.claims import ClaimModels, select
    from gluclaims.annotating.cue_links import CueLinker
    from gluclaims.annotating.selecting import ALONE, BOTH, Selector
    from gluclaims.training import arguments, cue_links, selecting

    found, records = _read(articles, pipeline, fast=False)

    def record(i: int, drafts: Sequence[Draft]) -> Article:
        return _with_claims(records[i], drafts)

    def sheets(count: int) -> list[selecting.Sheet]:
        return [selecting.sheet(a, found[i][:count], partial(record, i)) for i, a in enumerate(articles)]

    both, alone = selecting.train(sheets(2)), selecting.train(sheets(1))
    views: list[ArgumentView | None] = [None] * len(articles)
    for part, model in both.held_out:
        held = Selector({BOTH: model}, {BOTH: both.limits})
        for i in part:
            views[i] = select(found[i], records[i].to_dict()["entities"], held, CueLinker())
    known = [v for v in views if v is not None]
    linked = cue_links.train(
        [cue_links.links(a, record(i, known[i].drafts), found[i], known[i].drafts) for i, a in enumerate(articles)]
    )
    for part, linker in linked.held_out:
        for i in part:
            linker.link(found[i], known[i].drafts)
    ranked = arguments.train(
        [arguments.choices(a, record(i, v.drafts), v) for i, (a, v) in enumerate(zip(articles, known, strict=True))]
    )
    for part, ranker in ranked.held_out:
        for i in part:
            ranker.rank(known[i])
    figures = {
        f"selector, {BOTH}": dict(both.figures),
        f"selector, {ALONE}": dict(alone.figures),
        **linked.figures,
        **ranked.figures,
    }
    models = ClaimModels(selecting.selector(both, alone), linked.linker, ranked.ranker)
    return ClaimTraining(models, tuple(record(i, v.drafts) for i, v in enumerate(known)), figures)


def rules_claims(
    articles: Sequence[Article], pipeline: Path | Language | None
) -> tuple[list[ArgumentView], list[Article]]:
    """Return for each article the claims that the rules read off token patterns: with their candidates, as a record."""
    found, records = _read(articles, pipeline, fast=True)
    views, claimed = [], []
    for (first, *_), bare in zip(found, records, strict=True):
        views.append(ArgumentView([first.sentences], bare.to_dict()["entities"], first.drafts))
        claimed.append(_with_claims(bare, first.drafts))
    return views, claimed


def _read(
    articles: Sequence[Article], pipeline: Path | Language | None, fast: bool
) -> tuple[list[list[Reading]], list[Article]]:
    """Return the readings of each article, and its record without claims."""
    import gluclaims
    from gluclaims.annotating.claims import readings
    from gluclaims.pipeline import to_article
    from gluclaims.reading import Source

    nlp = pipeline if isinstance(pipeline, Language) else gluclaims.load(pipeline, fast=fast)
    found, records = [], []
    with nlp.select_pipes(disable=[n for n in (CLAIMS, *LATER) if n in nlp.pipe_names]):
        for article, doc in zip(articles, nlp.pipe([a.text for a in articles]), strict=True):
            found.append(readings(doc))
            records.append(to_article(doc, Source(article.id, article.text)))
    return found, records


def _with_claims(record: Article, drafts: Sequence[Draft]) -> Article:
    from gluclaims.annotating.claims import claim_dict

    raw = record.to_dict()
    raw["claims"] = [claim_dict(record.text, n, d) for n, d in enumerate(drafts, 1)]
    return Article.from_dict(raw)


def build_all(
    gold: Sequence[Path],
    out: Path,
    treebank: Path | None = None,
    conll: Path | None = None,
    certainty: Path | None = None,
    *,
    scifact: Path | None = None,
    covid: Path | None = None,
    steps: int | None = None,
    notify: Notify = print,
) -> dict[str, Any]:
    """Build everything that is shipped, each model with its card.

    Parameters
    ----------
    gold : sequence of Path
        Record files with gold claims.
    out : Path
        ``models/``.
    treebank, conll, certainty, scifact, covid : Path, optional
        The public sets; what would be learnt from one that is left out stays as it is in `out`.
    steps : int, optional
        Updates of the parser.

    Returns
    -------
    dict
        Figures on held-out data.
    """
    from gluclaims.pipeline import MODEL, SYNTAX, build

    folder = out / MODEL
    figures: dict[str, Any] = {}
    nlp = build()
    syntax: Any = nlp.get_pipe(SYNTAX)
    if treebank is not None:
        from gluclaims.training.syntax import train_syntax

        figures |= train_syntax(treebank, folder / SYNTAX, steps, notify)
    else:
        notify(f"no treebank given: the parser in {folder / SYNTAX} stays")
    syntax.from_disk(folder / SYNTAX)
    nlp.to_disk(folder)
    notify("training the claim models, with cross-validation by article")
    claims = train_claims(read_gold(gold), nlp)
    figures |= build_claims(gold, folder / CLAIMS, nlp, notify, claims)
    figures |= build_judgements(gold, folder / JUDGEMENTS, nlp, notify, claims)
    if conll is not None and certainty is not None:
        figures |= build_sentence_models(conll, certainty, out / "en_hedging", notify)
    else:
        notify(f"no hedging sets given: the models in {out / 'en_hedging'} stay")
    if scifact is not None and covid is not None:
        figures |= build_stance(scifact, covid, out / "en_stance", notify)
    else:
        notify(f"neither SciFact nor Check-COVID given: the model in {out / 'en_stance'} stays")
    write_pipeline_card(folder)
    return figures


def build_hedging(conll: Path, out: Path, notify: Notify = print, measure: bool = True) -> dict[str, Any]:
    """Train the hedge detector on CoNLL-2010 / BioScope and write it to a folder."""
    from gluclaims.evaluating.corpora.hedging import Conll2010
    from gluclaims.training.hedging import train_detector
    from gluclaims.training.measuring import hedging_by_folds

    items = Conll2010().read(conll)
    figures: dict[str, Any] = {}
    if measure:
        notify(f"10-fold cross-validation over the documents of {len(items)} sentences")
        figures = {f"10-fold: {s.name}": round(s.value or 0.0, 4) for s in hedging_by_folds(items)}
    notify("training the hedge detector")
    train_detector(items).save(out)
    return figures


def build_certainty(pei: Path, out: Path, notify: Notify = print, measure: bool = True) -> dict[str, Any]:
    """Train the certainty scorer on Pei and Jurgens 2021 (its training part) and write it to a folder."""
    from gluclaims.evaluating.corpora.certainty import PeiJurgens
    from gluclaims.training.certainty import read_aspects, train_scorer
    from gluclaims.training.measuring import aspects_on, certainty_on

    train, held = PeiJurgens().read(pei, "train"), PeiJurgens().read(pei, "val")
    aspects, aspects_held = read_aspects(pei, "train"), read_aspects(pei, "val")
    figures: dict[str, Any] = {}
    if measure:
        r, low, high = certainty_on(train, held)
        figures["certainty on val: Pearson (95 % interval)"] = f"{r:.3f} ({low:.3f} to {high:.3f})"
        for name, (macro, _) in aspects_on(aspects, aspects_held).items():
            figures[f"aspect {name} on val: macro-F1"] = round(macro, 4)
    notify("training the certainty scorer")
    train_scorer(train, aspects).save(out)
    return figures


def build_sentence_models(
    conll: Path, pei: Path, out: Path, notify: Notify = print, measure: bool = True
) -> dict[str, Any]:
    """Build ``models/en_hedging``: hedge detector and certainty scorer, with their card."""
    figures = build_hedging(conll, out, notify, measure) | build_certainty(pei, out, notify, measure)
    write_card(
        out,
        "Sentence models of hedging",
        "A hedge detector (which words of a sentence are speculation or negation cues, how probably the sentence is "
        "uncertain) and a certainty scorer (1 to 6, and six aspects). Linear models over words; no part of the pipeline.",
        [
            (
                "CoNLL-2010 shared task, Task 1B (BioScope), training part: Vincze et al. 2008, Farkas et al. 2010",
                "CC BY 2.0",
            ),
            ("certainty of scientific findings, Pei and Jurgens 2021, training part", "MIT"),
            (
                f"cues that the certainty scorer sees: the project's lexicon, sha256 `{_cues_checksum()[:16]}`",
                "MIT, our own",
            ),
        ],
        figures,
        [
            "The detector knows biomedical abstracts and papers; on health news the pipeline's own cues do better.",
            "A word that was never a cue in the training set is never found to be one.",
            "The scorer learnt from about a thousand sentences; single scores are rough.",
        ],
        f"gluclaims train hedging --conll {conll.name} --certainty {pei.name}",
    )
    return figures


def _cues_checksum() -> str:
    return hashlib.sha256(packaged_text("lexicons", "cues.csv").encode()).hexdigest()


def build_stance(scifact: Path, covid: Path, out: Path, notify: Notify = print) -> dict[str, Any]:
    """Build ``models/en_stance``: the guess at what an abstract says of a claim, with its card."""
    from gluclaims.checking.evidence.stance import FILE
    from gluclaims.evaluating.corpora.verdicts import CheckCovid, SciFact
    from gluclaims.training.stance import macro_f1, stance_figures, train_stance

    claims, news = SciFact().read(scifact, "train"), CheckCovid().read(covid, "train")
    notify(f"cross-validation over {len(claims)} and {len(news)} pairs of claim and abstract")
    figures = {
        name: f"{macro_f1(gold, pred):.3f} (always the most frequent stance: {macro_f1(gold, floor):.3f})"
        for name, gold, pred, floor in stance_figures(claims, news, CheckCovid().read(covid, "dev"))
    }
    notify("training the stance model")
    train_stance([claims, news]).model.save(out / FILE)
    write_card(
        out,
        "Stance of abstracts",
        "A logistic regression that guesses whether an abstract supports a claim, contradicts it or neither. It sees how "
        "much of the claim the best sentences have, and whether signs (raises, lowers) and negations agree; it sees no words.",
        [
            ("SciFact, training part: Wadden et al. 2020 (claims; abstracts of S2ORC)", "CC BY 4.0; ODC-By 1.0"),
            ("Check-COVID, training part: Wang et al. 2023", "MIT"),
        ],
        {f"macro-F1, {name}": value for name, value in figures.items()},
        [
            "A guess to sort a list by: no verdict rests on it.",
            "The abstract was given when this was measured; of those that are found first, most have nothing to do with the claim.",
            "Of the first five abstracts that a search gives, one SUPPORTS in six and one CONTRADICTS in twelve is right (docs/evidence.md).",
            "In Check-COVID, abstracts that say neither are barely told from those that support or contradict.",
        ],
        f"gluclaims train stance --scifact {scifact.name} --check-covid {covid.name}",
    )
    return figures
