"""Which cues of a sentence bear on a claim: its own, its matrix's, and those that coordinate predicates share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from gluclaims.annotating.clauses import FINITE, Clause, ParsedSentence
from gluclaims.annotating.judging import CueInScope
from gluclaims.lexicons.tables import word_set

#: Kinds that coordinate predicates share where the first of them carries the cue.
_SHARED = ("MODAL", "NEGATION", "EPISTEMIC", "ATTRIBUTION", "BOOSTER")
#: Kinds that bear on the modifier alone that they stand in ("a drug that does not block ...").
_MODIFYING = ("NEGATION", "MODAL", "CONDITION")
#: Kinds that bear on a relative clause alone where they stand in one ("the anxiety that often accompanies cancer").
_QUALIFYING = ("QUANTIFIER", "APPROXIMATOR", "BOOSTER")
_OPEN, _CLOSE = frozenset('“"„«'), frozenset('”"»')
_BREAKS = frozenset(";")
#: What ends a statement within a sentence: what follows is another, as sure as it says itself.
_STOPS = frozenset((":", ";"))
#: What sets an aside off, and what ends it.
_SETS_OFF, _ENDS_ASIDE = frozenset((",", "—", "–", "(")), frozenset((",", "—", "–", ")"))
#: What begins a clause that stands aside of the main one, after a comma or at the beginning of a claim.
_RELATIVES = word_set("bearing.relatives")
_LEADING = word_set("bearing.leading")
_EMBEDDING = ("acl:relcl", "acl", "advcl", "ccomp", "csubj")
_DEPTH = 12


def bearing(
    s: ParsedSentence, clause: Clause, clauses: Sequence[Clause], cues: Sequence[CueInScope], span: tuple[int, int],
    spine: Callable[[], set[int]],
) -> list[CueInScope]:  # fmt: skip
    """Return the cues that bear on a claim.

    Parameters
    ----------
    s : ParsedSentence
        The sentence.
    clause : Clause
        The claim's clause.
    clauses : sequence of Clause
        The sentence's clauses.
    cues : sequence of CueInScope
        The sentence's cues.
    span : (int, int)
        The claim's offsets.
    spine : callable
        Returns the tokens from the one that carries the statement up to the clause's head.
    """
    own = set(clause.tokens)
    matrix = governing(clause, clauses)
    shared = _shared(s, clause)
    backbone: set[int] | None = None
    found = []
    for cue in cues:
        if cue.kind == "QUESTION":
            continue
        tokens = set(range(cue.first, cue.last))
        inside = span[0] <= s.starts[cue.first] and s.ends[cue.last - 1] <= span[1] and bool(tokens & own)
        governed = bool(tokens & matrix) and cue.kind != "GAP"
        if cue.kind == "ATTRIBUTION" and not inside and not governed:
            governed = cue.scope == "sentence" or _quoted(s, clause, cue)
        mine = bool(tokens & own) and (inside or cue.kind == "ATTRIBUTION" or not _broken(s, clause, cue))
        linked = mine or governed or (bool(tokens & shared) and cue.kind in _SHARED)
        if cue.kind == "CONDITION" and not inside:
            linked = mine or _conditional(clause, cue)
        if linked and mine and cue.kind in (*_MODIFYING, *_QUALIFYING):
            if backbone is None:
                backbone = spine()
            linked = not _embedded(s, backbone, cue)
        if not linked and cue.kind in ("MODAL", "EPISTEMIC") and span[0] <= s.starts[cue.first] < span[1]:
            linked = cue.first == _main_verb(s, span)
        if linked and reaches(s, cue, clause.head, span):
            found.append(own_condition(s, clause, cue))
    return found


def reaches(s: ParsedSentence, cue: CueInScope, at: int, span: tuple[int, int]) -> bool:
    """Tell whether punctuation lets a hedge reach a claim; any other cue does.

    Parsers attach what follows a colon, and clauses set off by commas, to whatever stands near, so the signs are asked
    themselves.

    Parameters
    ----------
    s : ParsedSentence
        The sentence.
    cue : CueInScope
        One of its cues.
    at : int
        The token that heads the claim's clause.
    span : (int, int)
        The claim's offsets.
    """
    believed = cue.kind == "ATTRIBUTION" and cue.level is not None
    if not (cue.kind in ("MODAL", "EPISTEMIC") or believed):
        return True
    if (cue.kind == "MODAL" or cue.text.endswith(" to")) and s.starts[cue.first] >= span[1]:
        return False
    low, high = sorted((cue.first, at))
    stop = next((t for t in range(low, high) if s.low[t] in _STOPS), None)
    if stop is not None and not believed and any(s.tags[t] in FINITE for t in range(stop)):
        return False
    aside = _aside(s, cue.first)
    if aside is None or aside[0] <= at < aside[1]:
        return True
    return at > aside[0] and not any(s.tags[t] in FINITE for t in range(aside[1], at + 1))


def _aside(s: ParsedSentence, token: int) -> tuple[int, int] | None:
    """Return the relative clause, set off by commas, that a token stands in; None where it stands in none."""
    start = next((t for t in range(token, 0, -1) if s.low[t - 1] in _ENDS_ASIDE | _SETS_OFF | _STOPS), 0)
    opening = range(start, min(start + 3, len(s)))  # "which", "all of which"
    if not start or s.low[start - 1] not in _SETS_OFF or not any(s.low[t] in _RELATIVES for t in opening):
        return None
    return start, next((t for t in range(token, len(s)) if s.low[t] in _ENDS_ASIDE), len(s))


def held_open(s: ParsedSentence, cues: Sequence[CueInScope], span: tuple[int, int]) -> list[CueInScope]:
    """Return the modals within an open question that research asks ("are testing whether it could help")."""
    inside = [c for c in cues if span[0] <= s.starts[c.first] < span[1]]
    opened = next((c.first for c in inside if c.kind == "CONDITION"), None)
    return [] if opened is None else [c for c in inside if c.kind == "MODAL" and c.first > opened]


def advised(s: ParsedSentence, cues: Sequence[CueInScope]) -> list[CueInScope]:
    """Leave out the negations that stand in a condition of an advice ("If your pain has not eased, ...")."""
    conditions: set[int] = set()
    for cue in cues:
        if cue.kind == "CONDITION":
            comma = next((t for t in range(cue.last, len(s)) if s.low[t] in (",", ";")), len(s))
            conditions.update(range(cue.last, comma))
    return [c for c in cues if c.kind != "NEGATION" or c.first not in conditions]


def _main_verb(s: ParsedSentence, span: tuple[int, int]) -> int | None:
    """Return the first finite verb of a claim's words, relatives set off by commas and leading clauses left out."""
    inner = [t for t in range(len(s)) if span[0] <= s.starts[t] < span[1]]
    aside = False
    for k, t in enumerate(inner):
        before = s.low[inner[k - 1]] if k else ""
        if (k == 0 and s.low[t] in _LEADING) or (k and s.low[t] in _RELATIVES and before in (",", "—", "–", "(", "of")):
            aside = True
        elif aside and s.low[t] in (",", "—", "–", ")"):
            aside = False
        elif not aside and s.tags[t] in FINITE:
            return t
    return None


def governing(clause: Clause, clauses: Sequence[Clause]) -> set[int]:
    """Return the words of the reporting clauses that a clause stands under."""
    words: set[int] = set()
    below = clause
    for above in clause.lineage():
        if below.kind == "relative" and below.antecedent in above.tokens:
            break  # what is said of a thing in passing is not part of what is reported
        if above.matrix:
            words.update(above.tokens)
        below = above
    for other in clauses:
        # A reporting clause that is set off stands above nothing, yet it bears on what is around it.
        if other.matrix and other.kind == "parataxis":
            if not any(c.parent is other and c.kind == "comp" for c in clauses):
                words.update(other.tokens)
    return words


def _shared(s: ParsedSentence, clause: Clause) -> set[int]:
    """Return the words of the predicate before that this one shares: auxiliaries and adverbs."""
    words: set[int] = set()
    if clause.parent is None or clause.kind not in ("conj", "by"):
        return words
    auxiliaries = {k for k in s.kids[clause.parent.head] if s.deps[k].startswith("aux") or s.deps[k] == "advmod"}
    if clause.kind == "by":
        return auxiliaries
    own = (
        any(s.deps[k].startswith("aux") for k in s.kids[clause.head])
        or s.child(clause.head, "nsubj", "nsubj:pass") is not None
    )
    if not own:
        words |= auxiliaries
        if s.deps[clause.head] == "conj" and s.heads[clause.head] != clause.parent.head:
            words |= set(clause.parent.tokens) & set(range(clause.head))
    return words


def _broken(s: ParsedSentence, clause: Clause, cue: CueInScope) -> bool:
    """Tell whether a semicolon stands between a cue and the clause's head."""
    low, high = sorted((cue.first, clause.head))
    return any(s.low[t] in _BREAKS for t in range(low, high))


def _conditional(clause: Clause, cue: CueInScope) -> bool:
    """Tell whether a condition before the first of coordinate predicates holds for a later one as well."""
    above = clause
    while above.kind == "conj" and above.parent is not None:
        above = above.parent
        if cue.first in above.tokens and cue.first < above.head:
            return True
    return False


def _quoted(s: ParsedSentence, clause: Clause, cue: CueInScope) -> bool:
    """Tell whether a clause stands within a quotation and the cue beside it."""
    open_at: int | None = None
    for t, word in enumerate(s.low):
        if open_at is not None and word in _CLOSE:
            if open_at < clause.head < t and not open_at < cue.first < t:
                return True
            open_at = None
        elif word in _OPEN:
            open_at = t
    return open_at is not None and open_at < clause.head and cue.first < open_at


def own_condition(s: ParsedSentence, clause: Clause, cue: CueInScope) -> CueInScope:
    """Leave a condition open where the claim is the condition itself; what follows from it is as sure as it says."""
    if cue.kind != "CONDITION" or cue.text.startswith("whether"):
        return cue
    return replace(cue, level="UNCOMMITTED" if s.heads[cue.first] == clause.head and clause.kind == "adv" else None)


def _embedded(s: ParsedSentence, spine: set[int], cue: CueInScope) -> bool:
    """Tell whether a cue stands in a modifier of the claim and bears on that alone."""
    node = cue.first
    for _ in range(_DEPTH):
        if node in spine or s.heads[node] == node:
            return False
        if s.deps[node] == "acl:relcl" or (s.deps[node] in _EMBEDDING and cue.kind in _MODIFYING):
            return cue.kind != "CONDITION"
        node = s.heads[node]
    return False
