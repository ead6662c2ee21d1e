"""`evaluate`: predictions against gold, every layer at once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from importlib import resources
from typing import Any, Self

import numpy as np

from gluclaims.errors import RecordError
from gluclaims.evaluating.floor import do_nothing
from gluclaims.evaluating.scores import METRICS, Array, by_label, f1, precision, recall, risk_coverage
from gluclaims.evaluating.tally import Mistake, Tally, axis, compare, total
from gluclaims.labels import CLAIM_FIELDS
from gluclaims.records import Article


@dataclass(frozen=True, slots=True)
class Spec:
    """What a figure is made of: a row of ``figures.json``.

    Attributes
    ----------
    name, title : str
        How options and people call it.
    key : str
        The counts it is computed from.
    metric : str
        One of `scores.METRICS`.
    level : int
        1 for what the table always shows, 2 for the long table.
    lower_is_better : bool
        True for error rates.
    """

    name: str
    title: str
    key: str
    metric: str
    level: int = 1
    lower_is_better: bool = False

    def of(self, counts: Mapping[str, Array]) -> Array:
        """Compute the figure from counts, or from a stack of them."""
        return METRICS[self.metric](counts[self.key])

    def support(self, counts: Mapping[str, Array]) -> int:
        """Return on how many things the figure rests: those in gold, or those compared."""
        c, kind = counts[self.key], self.key.partition("/")[0]
        if kind == "prf":
            return int(c[0] + c[2])
        return int(c[1] if kind == "rate" else c[..., 0].sum() if kind == "bins" else c.sum())


@lru_cache(maxsize=1)
def specs() -> dict[str, Spec]:
    """Load the table of figures (once a process), in the order they are shown."""
    raw = json.loads(resources.files("gluclaims.evaluating").joinpath("figures.json").read_text("utf-8"))
    rows = (Spec(**{("key" if k == "from" else k): v for k, v in row.items()}) for row in raw)
    return {spec.name: spec for spec in rows}


@dataclass(frozen=True, slots=True)
class SecondAnnotator:
    """What a second annotator reached on a figure, as ``agreement.json`` holds it."""

    all: float | None
    written: float | None
    real: float | None
    nothing: float | None


@lru_cache(maxsize=1)
def second_annotator() -> dict[str, SecondAnnotator]:
    """Load the measured agreement by figure (once a process)."""
    raw = json.loads(resources.files("gluclaims.evaluating").joinpath("agreement.json").read_text("utf-8"))
    columns = raw["columns"]
    return {name: SecondAnnotator(**dict(zip(columns, row, strict=True))) for name, row in raw["figures"].items()}


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: its value and what to hold it against.

    Attributes
    ----------
    value : float or None
        None where nothing was there to compute it from.
    low, high : float or None
        95 % interval by bootstrap over articles.
    precision, recall : float or None
        For F1 figures.
    support : int
        Things in gold, or pairs compared.
    floor : float or None
        What doing nothing scores on the same gold.
    annotator : SecondAnnotator or None
        What a second annotator reached.
    """

    name: str
    title: str
    value: float | None
    support: int
    precision: float | None = None
    recall: float | None = None
    low: float | None = None
    high: float | None = None
    floor: float | None = None
    annotator: SecondAnnotator | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the figure as a JSON object, without what is not known."""
        out = {name: getattr(self, name) for name in self.__slots__ if name != "annotator"}
        if self.annotator is not None:
            out["second_annotator"] = {
                "all": self.annotator.all, "written": self.annotator.written, "real": self.annotator.real,
            }  # fmt: skip
        return {k: v for k, v in out.items() if v is not None or k == "value"}


@dataclass(frozen=True)
class Result:
    """The outcome of an evaluation.

    Attributes
    ----------
    tallies : tuple of Tally
        One an article, in the order of gold.
    floors : tuple of Tally
        The same for doing nothing; empty where it was not asked for.
    failed : tuple of str
        Ids of articles whose prediction is an error record: they count as nothing found.
    meta : dict
        What goes into the JSON as it is: ``{"gold": checksum}`` tells whether two results rest on one gold.
    """

    tallies: tuple[Tally, ...]
    floors: tuple[Tally, ...] = ()
    failed: tuple[str, ...] = ()
    samples: int = 1000
    seed: int = 20251125
    #: Sentences and claims of the gold.
    sentences: int = 0
    claims: int = 0
    meta: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def counts(self) -> dict[str, Array]:
        """The summed counts."""
        return total(self.tallies)

    @cached_property
    def figures(self) -> dict[str, Figure]:
        """Every figure of ``figures.json`` by name."""
        from gluclaims.evaluating.bootstrap import intervals

        if not self.tallies:
            return {}
        lows_highs = intervals(self.tallies, specs().values(), self.samples, self.seed)
        floors = total(self.floors)
        out = {}
        for name, spec in specs().items():
            counts = self.counts[spec.key]
            is_f1 = spec.metric == "f1"
            low, high = lows_highs.get(name, (None, None))
            out[name] = Figure(
                name=name,
                title=spec.title,
                value=number(spec.of(self.counts)),
                support=spec.support(self.counts),
                precision=number(precision(counts)) if is_f1 else None,
                recall=number(recall(counts)) if is_f1 else None,
                low=low,
                high=high,
                floor=floor_of(spec, floors),
                annotator=second_annotator().get(name),
            )
        return out

    @property
    def mistakes(self) -> list[Mistake]:
        """Everything that is wrong, in the order of the articles."""
        return [m for tally in self.tallies for m in tally.mistakes]

    @cached_property
    def genres(self) -> dict[str, Result]:
        """The result of each genre, where there is more than one."""
        names = list(dict.fromkeys(t.genre for t in self.tallies))
        if len(names) < 2:
            return {}
        keep = {t.article: t.genre for t in self.tallies}
        return {
            g: Result(
                tuple(t for t in self.tallies if t.genre == g),
                tuple(t for t in self.floors if keep[t.article] == g),
                tuple(i for i in self.failed if keep[i] == g),
                self.samples,
                self.seed,
            )
            for g in names
        }

    def labels_of(self, name: str) -> list[tuple[str, float | None, float | None, float | None, int]]:
        """Return label, precision, recall, F1 and support of ``entities``, ``cues`` or a claim field."""
        if f"conf/{name}" in self.counts:
            rows = zip(axis(name), by_label(self.counts[f"conf/{name}"]), strict=True)
        else:
            prefix = f"prf/{name}:"
            rows = ((k.removeprefix(prefix), v) for k, v in self.counts.items() if k.startswith(prefix))  # type: ignore[assignment]
        return [(k, number(precision(c)), number(recall(c)), number(f1(c)), int(c[0] + c[2])) for k, c in rows]

    def confusion(self, name: str) -> dict[str, dict[str, int]]:
        """Return the confusion matrix of a claim field, gold label -> predicted label -> count, without zeros."""
        matrix, order = self.counts[f"conf/{name}"], axis(name)
        return {
            order[i]: {order[j]: int(n) for j, n in enumerate(row) if n} for i, row in enumerate(matrix) if row.any()
        }

    def contradicted_curve(self) -> list[tuple[float, float]]:
        """Return the risk-coverage curve of CONTRADICTED: share of accusations made, share of those that is false."""
        made = [pair for tally in self.tallies for pair in tally.accusations]
        return risk_coverage([s for s, _ in made], [r for _, r in made])

    def to_dict(self) -> dict[str, Any]:
        """Return the result as JSON: figures, matrices, and the counts by article that `compare_results` needs."""
        return {
            "format": "gluclaims-evaluation/1",
            **self.meta,
            "articles": len(self.tallies),
            "sentences": self.sentences,
            "claims": self.claims,
            "failed": list(self.failed),
            "interval": {"method": "percentile bootstrap over articles", "samples": self.samples, "seed": self.seed},
            "figures": {name: f.to_dict() for name, f in self.figures.items()},
            "by_label": {
                name: {
                    k: {"precision": p, "recall": r, "f1": f, "support": n}
                    for k, p, r, f, n in self.labels_of(name)
                    if n or p is not None
                }
                for name in ("entities", "cues", *CLAIM_FIELDS)
            },
            "confusion": {name: self.confusion(name) for name in CLAIM_FIELDS},
            "risk_coverage": [{"coverage": c, "risk": r} for c, r in self.contradicted_curve()],
            "reliability": {
                k.removeprefix("bins/"): v.tolist() for k, v in self.counts.items() if k.startswith("bins/") and v.any()
            },
            "genres": {
                g: {name: f.to_dict() for name, f in r.figures.items()} for g, r in self.genres.items()
            },
            "tallies": [
                {
                    "article": t.article,
                    "genre": t.genre,
                    "counts": {k: v.tolist() for k, v in t.counts.items()},
                    "accusations": [list(a) for a in t.accusations],
                }
                for t in self.tallies
            ],
        }  # fmt: skip

    @classmethod
    def from_dict(cls, raw: Mapping[str, Any]) -> Self:
        """Read back what `to_dict` wrote (figures are computed anew)."""
        if raw.get("format") != "gluclaims-evaluation/1":
            raise RecordError("not a result of gluclaims evaluate --format json")
        tallies = tuple(
            Tally(
                t["article"], t["genre"], {k: np.array(v) for k, v in t["counts"].items()},
                [(float(s), bool(r)) for s, r in t["accusations"]],
            )
            for t in raw["tallies"]
        )  # fmt: skip
        interval = raw["interval"]
        meta = {"gold": raw["gold"]} if "gold" in raw else {}
        return cls(
            tallies,
            (),
            tuple(raw["failed"]),
            interval["samples"],
            interval["seed"],
            raw["sentences"],
            raw["claims"],
            meta,
        )


def floor_of(spec: Spec, floors: Mapping[str, Array]) -> float | None:
    """Return what doing nothing scores; 0 where it predicts nothing, None where the figure needs probabilities."""
    if not floors or spec.key.startswith("bins/"):
        return None
    return number(spec.of(floors)) or 0.0


def number(value: Array | float) -> float | None:
    """Return a float, None for NaN."""
    out = float(value)
    return None if np.isnan(out) else out


def evaluate(
    gold: Sequence[Article],
    pred: Iterable[Article],
    *,
    samples: int = 1000,
    seed: int = 20251125,
    floor: bool = True,
) -> Result:
    """Score predictions against gold, every layer of the annotation guidelines.

    Parameters
    ----------
    gold : sequence of Article
        The articles as they should be annotated.
    pred : iterable of Article
        One prediction an article, in any order; paired by ``id``.
    samples : int, default 1000
        Bootstrap resamples for the intervals; 0 leaves them out.
    seed : int
        Seed of the bootstrap.
    floor : bool, default True
        Also score doing nothing.

    Returns
    -------
    Result

    Raises
    ------
    RecordError
        If ids are missing, doubled or unknown, texts differ, or a label is unknown.

    Examples
    --------
    >>> from gluclaims.records import Entity
    >>> gold = Article("a", "GABA calms.", entities=(Entity(0, 4, "GABA", "NEUROTRANSMITTER", "gaba"),))
    >>> evaluate([gold], [gold]).figures["entities"].value
    1.0
    """
    pairs, failed = _paired(gold, list(pred))
    tallies = tuple(compare(g, p) for g, p in pairs)
    floors = tuple(compare(g, n) for g, n in zip(gold, do_nothing(gold), strict=True)) if floor else ()
    sentences, claims = sum(len(g.sentences) for g in gold), sum(len(g.claims) for g in gold)
    return Result(tallies, floors, failed, samples, seed, sentences, claims)


def _paired(gold: Sequence[Article], pred: Sequence[Article]) -> tuple[list[tuple[Article, Article]], tuple[str, ...]]:
    for side, articles in (("gold", gold), ("prediction", pred)):
        ids = [a.id for a in articles]
        doubled = sorted({i for i in ids if ids.count(i) > 1}) if len(set(ids)) < len(ids) else []
        if doubled:
            raise RecordError(f"{side}: the id {doubled[0]!r} stands there more than once; give each article its own")
    by_id = {p.id: p for p in pred}
    missing = [g.id for g in gold if g.id not in by_id]
    if missing:
        raise RecordError(f"no prediction for {len(missing)} gold article(s), the first is {missing[0]!r}")
    unknown = sorted(by_id.keys() - {g.id for g in gold})
    if unknown:
        raise RecordError(f"no gold for {len(unknown)} predicted article(s), the first is {unknown[0]!r}")
    pairs = [(g, by_id[g.id]) for g in gold]
    return pairs, tuple(g.id for g, p in pairs if p.error is not None)
