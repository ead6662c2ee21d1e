"""Reading annotations to be measured: every fault is refused with its place and the remedy, or mended by a policy.

Policies (``--align``):

``refuse``
    The default: any fault stops the evaluation.
``nearest``
    An annotation that doesn't stand where it says is moved to the nearest place where its text stands; one whose text
    stands nowhere is refused.
``drop``
    As ``nearest``, and what can't be placed, overlaps or has an unknown label is left out.

What a policy changed is counted and told; nothing is dropped in silence.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from pathlib import Path
from typing import Literal, TypeVar, get_args

from gluclaims.errors import InputError, RecordError
from gluclaims.labels import CLAIM_FIELDS, labels
from gluclaims.records import Article, Claim, Cue, Entity, Span

Policy = Literal["refuse", "nearest", "drop"]
POLICIES: tuple[Policy, ...] = get_args(Policy)
#: Keys under which a record may hold the SHA-256 of its text.
HASH_KEYS = ("text_sha256", "sha256")
Annotation = TypeVar("Annotation", Entity, Cue, Claim)
_SHOWN = 12


@dataclass(slots=True)
class Changes:
    """What a policy changed: counts by kind of change, and one line each."""

    counts: Counter[str] = field(default_factory=Counter)
    lines: list[str] = field(default_factory=list)

    def add(self, kind: str, line: str) -> None:
        """Count a change."""
        self.counts[kind] += 1
        self.lines.append(line)

    def __str__(self) -> str:
        return ", ".join(f"{n} {kind}" for kind, n in sorted(self.counts.items())) or "nothing"


def read_records(
    path: Path, *, policy: Policy = "refuse", changes: Changes | None = None, errors_allowed: bool = False
) -> list[Article]:
    """Read a file of records and check it.

    Parameters
    ----------
    path : Path
        A ``.jsonl`` file.
    policy : {"refuse", "nearest", "drop"}
        What to do with annotations that don't fit their text.
    changes : Changes, optional
        Where to count what the policy changed.
    errors_allowed : bool, default False
        Whether error records may stand in the file (in predictions, not in gold).

    Raises
    ------
    InputError
        With file, line, every fault (the first dozen) and the remedy.
    """
    changes = Changes() if changes is None else changes
    articles: list[Article] = []
    line_of: dict[str, int] = {}
    faults: list[str] = []
    for number, line in enumerate(_lines(path), start=1):
        if not line.strip():
            continue
        try:
            raw = json.loads(line)
            article = Article.from_dict(raw)
        except (json.JSONDecodeError, RecordError, AttributeError, TypeError) as error:
            faults.append(f"line {number}: {error}")
            continue
        if not isinstance(article.id, str) or not article.id:
            faults.append(f"line {number}: the id is missing or empty")
        elif article.id in line_of:
            faults.append(f"line {number}: the id {article.id!r} stands on line {line_of[article.id]} already")
        else:
            line_of[article.id] = number
        if article.error is not None and not errors_allowed:
            faults.append(f"line {number}: {article.id!r} is an error record, not gold")
        wrong_types = list(type_faults(article))
        if wrong_types:
            faults += [f"line {number}: {fault}" for fault in wrong_types]
            continue
        faults += [f"line {number}: {fault}" for fault in hash_faults(article)]
        try:
            if policy != "refuse":
                article = mend(article, policy, changes)
            if not errors_allowed:
                if policy == "drop":
                    article = _without_repeats(article, changes)
                faults += [f"line {number}: {fault}" for fault in repeat_faults(article)]
            faults += [f"line {number}: {fault}" for fault in article.check()]
        except TypeError as error:
            # A label that is a list or an object can't be looked up.
            faults.append(f"line {number}: {article.id}: a field is of the wrong type: {error}")
        articles.append(article)
    if not articles and not faults:
        faults.append("no record in it")
    if faults:
        raise InputError(_report(faults, policy), source=str(path))
    return articles


def _lines(path: Path) -> Iterable[str]:
    try:
        with path.open(encoding="utf-8-sig", newline="\n") as file:
            yield from file
    except FileNotFoundError:
        raise InputError("no such file", source=str(path)) from None
    except IsADirectoryError:
        raise InputError("is a folder; name a .jsonl file", source=str(path)) from None
    except UnicodeDecodeError as error:
        raise InputError(f"not UTF-8 ({error.reason} at byte {error.start}); save it as UTF-8", str(path)) from None


def _report(faults: Sequence[str], policy: Policy) -> str:
    shown = "\n  ".join(faults[:_SHOWN])
    more = f"\n  ... and {len(faults) - _SHOWN} more" if len(faults) > _SHOWN else ""
    remedy = {
        "refuse": "mend the file, or let --align nearest move what stands elsewhere, or --align drop leave it out",
        "nearest": "mend the file, or let --align drop leave out what can't be placed",
        "drop": "mend the file",
    }[policy]
    return f"{len(faults)} fault(s):\n  {shown}{more}\n{remedy}"


def hash_faults(article: Article) -> list[str]:
    """Say so where the record carries a hash of another text than its own."""
    found = hashlib.sha256(article.text.encode()).hexdigest()
    return [
        f"{article.id}: annotates another text: its {key} is {str(article.extra[key])[:12]}..., here {found[:12]}..."
        for key in HASH_KEYS
        if key in article.extra and str(article.extra[key]).lower() != found
    ]


#: Two claims that have all of these in common are one claim told twice.
_CLAIM_KEY = ("start", "end", "statement", "type", "subject", "relation", "object", "aspect", "direction", "location",
              "population", "polarity")  # fmt: skip


def _repeats(article: Article) -> tuple[dict[int, int], dict[int, int]]:
    """Return which cues and which claims repeat an earlier one: index -> index of the earlier one."""
    return (
        _repeated([(c.start, c.end, c.kind) for c in article.cues]),
        _repeated([tuple(getattr(c, name) for name in _CLAIM_KEY) for c in article.claims]),
    )


def _repeated(keys: Sequence[Hashable]) -> dict[int, int]:
    first: dict[Hashable, int] = {}
    return {i: first[key] for i, key in enumerate(keys) if first.setdefault(key, i) != i}


def repeat_faults(article: Article) -> list[str]:
    """Say which cues and claims of gold stand there twice: whoever finds them once would miss the other."""
    cues, claims = _repeats(article)
    return [
        *(f"{article.id}: cues[{i}] {article.cues[i].text!r} stands there already" for i in cues),
        *(
            f"{article.id}: claim {article.claims[i].id} says what {article.claims[j].id} says"
            for i, j in claims.items()
        ),
    ]


def _without_repeats(article: Article, changes: Changes) -> Article:
    cues, claims = _repeats(article)
    kept = [i for i in range(len(article.cues)) if i not in cues]
    index = {old: new for new, old in enumerate(kept)} | {i: kept.index(j) for i, j in cues.items()}
    for i in cues:
        changes.add(
            "cues dropped", f"{article.id}: cue {article.cues[i].text!r} at {article.cues[i].start} stands there twice"
        )
    for i in claims:
        changes.add("claims dropped", f"{article.id}: claim {article.claims[i].id} says what another one says")
    return article.with_(
        cues=tuple(article.cues[i] for i in kept),
        claims=tuple(
            replace(c, cues=tuple(dict.fromkeys(index[k] for k in c.cues if k in index)))
            for i, c in enumerate(article.claims)
            if i not in claims
        ),
    )


def type_faults(article: Article) -> Iterable[str]:
    """Say which fields hold something of another type than the record format's."""

    def wrong(place: str, value: object, wanted: str) -> str:
        return f"{article.id}: {place} is {value!r}, expected {wanted}"

    if not isinstance(article.text, str):
        yield wrong("text", article.text, "a string")
    for layer in labels().layers:
        items: Sequence[Entity | Cue | Claim | Span] = getattr(article, layer)
        for i, x in enumerate(items):
            for name in ("start", "end"):
                if type(getattr(x, name)) is not int:
                    yield wrong(f"{layer}[{i}].{name}", getattr(x, name), "a whole number")
            for name in _STRINGS[layer]:
                value = getattr(x, name)
                if not isinstance(value, str) and (value is not None or name not in _NULLABLE):
                    yield wrong(f"{layer}[{i}].{name}", value, "a string")
    for i, claim in enumerate(article.claims):
        if any(type(c) is not int for c in claim.cues):
            yield wrong(f"claims[{i}].cues", list(claim.cues), "indices of cues")
        if not isinstance(claim.scores, Mapping):
            yield wrong(f"claims[{i}].scores", claim.scores, "an object")
            continue
        for name, score in claim.scores.items():
            numbers = list(score.values()) if isinstance(score, Mapping) else [score]
            if any(isinstance(n, bool) or not isinstance(n, int | float) or not 0 <= n <= 1 for n in numbers):
                yield wrong(f"claims[{i}].scores.{name}", score, "probabilities")


_NULLABLE = frozenset({"statement", "subject", "object", "location", "population"})
_STRINGS = {
    "sentences": (),
    "entities": ("text", "label", "concept"),
    "cues": ("text", "kind"),
    "claims": ("id", "text", *sorted(_NULLABLE)),
}


# -- mending ----------------------------------------------------------------------------------------------------------


def mend(article: Article, policy: Policy, changes: Changes, near: Callable[[int], int] = int) -> Article:
    """Apply a policy to one article.

    Parameters
    ----------
    near : callable
        Where in the text an offset of the annotations is expected; the identity unless the text has changed.
    """
    if article.error is not None:
        return article
    known = labels()
    drop = policy == "drop"
    entities = _place(article, "entities", article.entities, changes, drop=drop, near=near)
    cues = _place(article, "cues", article.cues, changes, drop=drop, near=near)
    claims = _place(article, "claims", article.claims, changes, drop=drop, near=near)
    if drop:
        entities = _known_only(article, "entities", entities, lambda e: e.label in known.entity, changes)
        cues = _known_only(article, "cues", cues, lambda c: c.kind in known.cue, changes)
        claims = _known_only(article, "claims", claims, _labels_known, changes)
    placed = sorted(((c, i) for i, c in enumerate(cues) if c), key=lambda pair: (pair[0].start, pair[0].end, pair[1]))
    new_index = {old: new for new, (_, old) in enumerate(placed)}
    kept_claims = [
        replace(c, cues=tuple(new_index[i] for i in c.cues if i in new_index or not _count_link(article, c, changes)))
        for c in claims
        if c
    ]
    kept_entities = sorted((e for e in entities if e), key=lambda e: (e.start, e.end))
    if drop:
        kept_entities = _without_overlaps(article, kept_entities, changes)
    return article.with_(
        sentences=_sentences(article, drop, changes),
        entities=tuple(kept_entities),
        cues=tuple(cue for cue, _ in placed),
        claims=tuple(sorted(kept_claims, key=lambda c: (c.start, c.end))),
    )


def _count_link(article: Article, claim: Claim, changes: Changes) -> bool:
    changes.add("cue links dropped", f"{article.id}: claim {claim.id} loses a link to a cue that is not there")
    return True


def _labels_known(claim: Claim) -> bool:
    known = labels()
    return all(
        getattr(claim, n) in known.of(n) or (getattr(claim, n) is None and known.default.get(n, "") is None)
        for n in CLAIM_FIELDS
    )


def _known_only(
    article: Article, layer: str, items: list[Annotation | None], known: Callable[[Annotation], bool], changes: Changes
) -> list[Annotation | None]:
    out: list[Annotation | None] = []
    for x in items:
        if x is not None and not known(x):
            changes.add(f"{layer} dropped", f"{article.id}: {layer} {x.text!r} at {x.start} has an unknown label")
            out.append(None)
        else:
            out.append(x)
    return out


def _place(
    article: Article,
    layer: str,
    items: Sequence[Annotation],
    changes: Changes,
    *,
    drop: bool,
    near: Callable[[int], int],
) -> list[Annotation | None]:
    out: list[Annotation | None] = []
    for item in items:
        x, start = item, near(item.start)
        moved = (
            start
            if article.text[start : start + len(x.text)] == x.text and x.text
            else nearest(article.text, x.text, start)
        )
        if moved < 0:
            if drop:
                changes.add(f"{layer} dropped", f"{article.id}: {layer} {x.text!r} stands nowhere in the text")
            out.append(None if drop else x)
            continue
        if (moved, moved + len(x.text)) != (x.start, x.end):
            changes.add(f"{layer} moved", f"{article.id}: {layer} {x.text!r} moved from {x.start} to {moved}")
            x = replace(item, start=moved, end=moved + len(x.text))
        out.append(x)
    return out


def nearest(text: str, part: str, near: int) -> int:
    """Return the start of the occurrence of `part` that is nearest to `near`, -1 for none.

    Examples
    --------
    >>> nearest("GABA and GABA", "GABA", 8)
    9
    """
    if not part:
        return -1
    best, at = -1, text.find(part)
    while at >= 0:
        if best < 0 or abs(at - near) < abs(best - near):
            best = at
        at = text.find(part, at + 1)
    return best


def _without_overlaps(article: Article, entities: Sequence[Entity], changes: Changes) -> list[Entity]:
    kept: list[Entity] = []
    for e in sorted(entities, key=lambda e: (e.start - e.end, e.start)):
        if any(k.start < e.end and e.start < k.end for k in kept):
            changes.add("entities dropped", f"{article.id}: entity {e.text!r} at {e.start} overlaps a longer one")
        else:
            kept.append(e)
    return sorted(kept, key=lambda e: e.start)


def _sentences(article: Article, drop: bool, changes: Changes) -> tuple[Span, ...]:
    if not drop:
        return article.sentences
    kept: list[Span] = []
    for s in article.sentences:
        if (kept[-1].end if kept else 0) <= s.start < s.end <= len(article.text):
            kept.append(s)
        else:
            changes.add("sentences dropped", f"{article.id}: sentence [{s.start}, {s.end}) overlaps or lies outside")
    return tuple(kept)


# -- pairing ----------------------------------------------------------------------------------------------------------


def pair_up(
    gold: Sequence[Article], pred: Sequence[Article], *, policy: Policy, changes: Changes
) -> tuple[list[Article], list[Article]]:
    """Bring gold and prediction together: the same articles, the same texts.

    Raises
    ------
    RecordError
        Where an article stands on one side only, or the texts differ, and the policy doesn't mend it.
    """
    by_id = {p.id: p for p in pred}
    missing = [g.id for g in gold if g.id not in by_id]
    unknown = [p.id for p in pred if p.id not in {g.id for g in gold}]
    if (missing or unknown) and policy != "drop":
        both = [("predicted", missing), ("in gold", unknown)]
        said = "; ".join(f"not {where}: {', '.join(ids[:5])} ({len(ids)})" for where, ids in both if ids)
        raise RecordError(f"{said}; give both files the same articles, or --align drop leaves out what stands alone")
    for i in (*missing, *unknown):
        changes.add("articles dropped", f"{i}: stands on one side only")
    kept = [g for g in gold if g.id in by_id]
    if not kept:
        raise RecordError("gold and prediction have no article in common")
    return kept, [_onto(g, by_id[g.id], policy, changes) for g in kept]


def _onto(gold: Article, pred: Article, policy: Policy, changes: Changes) -> Article:
    if pred.error is not None or pred.text == gold.text:
        return pred
    if policy == "refuse":
        at = next((i for i, (a, b) in enumerate(zip(gold.text, pred.text, strict=False)) if a != b), None)
        at = min(len(gold.text), len(pred.text)) if at is None else at
        raise RecordError(
            f"{gold.id}: gold and prediction annotate different texts, from character {at} on "
            f"({gold.text[at : at + 20]!r} against {pred.text[at : at + 20]!r}); annotate the same text, or "
            "let --align nearest carry the annotations over"
        )
    changes.add("texts changed", f"{gold.id}: the predicted text differs from gold's")
    move = offset_map(pred.text, gold.text)
    # Sentences are given by their bounds alone, so theirs are carried over without a text to look for.
    sentences = tuple(Span(a, b) for s in pred.sentences if (a := move(s.start)) < (b := move(s.end)))
    moved = mend(pred.with_(text=gold.text, sentences=sentences), policy, changes, near=move)
    faults = moved.check()
    if faults:
        raise RecordError(_report(faults, policy))
    return moved


def offset_map(old: str, new: str) -> Callable[[int], int]:
    """Return a function from offsets in `old` to the offsets in `new` that stand for them.

    Examples
    --------
    >>> move = offset_map("GABA calms.", "So GABA calms.")
    >>> move(0), move(5)
    (3, 8)
    """
    blocks = SequenceMatcher(None, old, new, autojunk=len(old) > 20_000).get_matching_blocks()

    def move(offset: int) -> int:
        before = 0
        for a, b, size in blocks:
            if offset < a:
                return min(before, b)
            if offset < a + size:
                return b + offset - a
            before = b + size
        return before

    return move
