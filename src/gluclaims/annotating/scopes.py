"""The scope of a cue inside its sentence, as BioScope marks it: the largest constituent that the cue bears on.

Rules over Universal Dependencies after Vincze et al. 2008 (BMC Bioinformatics 9:S9): auxiliaries, verbs and negation
reach from the cue to the end of the clause, over the subject too where the verb is passive or raising; an adverb reaches
over its clause from where it stands; an adjective or determiner over its noun phrase.
"""

from __future__ import annotations

from gluclaims.annotating.clauses import ParsedSentence

_SUBJECTS = ("nsubj", "nsubj:pass", "csubj", "csubj:pass", "expl")
_ENDS = frozenset(".;:?!")
_RAISING = frozenset(("appear", "appears", "appeared", "seem", "seems", "seemed", "likely", "unlikely", "possible"))
_OUTSIDE = ("advcl", "parataxis", "conj", "cc", "punct", "discourse")


def cue_scope(s: ParsedSentence, first: int, last: int) -> tuple[int, int]:
    """Return the half-open token range that a cue bears on.

    Parameters
    ----------
    s : ParsedSentence
        The sentence.
    first, last : int
        The cue's token range, half-open.
    """
    head = _head(s, first, last)
    governor = head
    dep, tag = s.deps[head], s.tags[head]
    if dep.startswith(("aux", "advmod", "mark", "cc", "amod", "case")) or (dep == "det" and tag == "DT"):
        governor = s.heads[head]
    if dep == "det" and s.deps[governor] in _SUBJECTS:
        governor = s.heads[governor]  # "no X was found"
    tokens = _family(s, governor)
    start, end = first, max((t for t in tokens if t >= first), default=last - 1) + 1
    passive = any(s.deps[k] == "aux:pass" for k in s.kids[governor])
    if passive or s.low[head] in _RAISING or s.tags[governor].startswith("JJ"):
        subject = next((k for k in s.kids[governor] if s.deps[k] in _SUBJECTS), None)
        if subject is not None and dep not in ("det", "amod"):
            start = min(start, *s.subtree(subject))
    if dep == "amod":
        start = first
    while end > last and s.low[end - 1] in _ENDS | {",", ")"}:
        end -= 1
    return start, max(end, last)


def _head(s: ParsedSentence, first: int, last: int) -> int:
    """Return the cue's token whose head lies outside the cue."""
    inside = range(first, last)
    return next((t for t in inside if s.heads[t] not in inside or s.heads[t] == t), first)


def _family(s: ParsedSentence, governor: int) -> list[int]:
    """Return the words of a clause: what hangs on its head, without clauses set off by a comma."""
    cut = set()
    for k in s.kids[governor]:
        between = range(governor, min(s.subtree(k)))
        set_off = any(s.low[t] in (",", ";", ":") for t in between if s.heads[t] in (governor, k))
        own_subject = any(s.deps[g] in _SUBJECTS for g in s.kids[k])
        if s.deps[k] in _OUTSIDE and (s.deps[k] in ("punct", "discourse") or (set_off and own_subject)):
            cut.add(k)
    return s.subtree(governor, cut)
