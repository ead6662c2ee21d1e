"""From a parsed sentence to its clauses: which ones state something, and which words belong to each.

Clause types are read off Universal Dependencies in the manner of ClausIE (Del Corro & Gemulla 2013, WWW 355-366):
coordinate predicates, relatives, participles and contrast clauses stand alone; restrictive modifiers and purpose clauses
stay inside. Matrix clauses ("researchers found that ...") state nothing of their own; their cues bear on what they embed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from gluclaims.lexicons.predicates import PredicateLexicon, predicate_lexicon
from gluclaims.lexicons.tables import word_set

_CLAUSAL = frozenset(
    ("ROOT", "conj", "ccomp", "xcomp", "advcl", "acl", "acl:relcl", "advcl:relcl", "parataxis", "csubj", "csubj:pass",
     "dep", "csubj:outer", "ccomp:outer")
)  # fmt: skip
_SUBJECT = frozenset(("nsubj", "nsubj:pass", "csubj", "csubj:pass", "nsubj:outer", "expl"))
#: Tags of finite verbs.
FINITE = frozenset(("VBZ", "VBP", "VBD", "MD"))
_SPLIT_MARKS = word_set("clauses.split-marks")
_SUBORDINATE = word_set("clauses.subordinate")
_MARKS = _SPLIT_MARKS | _SUBORDINATE | {"by", "to", "for", "in", "without"}
#: Verbs whose infinitive carries the statement: "appears to block", "is thought to block", "helps ease".
RAISING = word_set("clauses.raising")
#: After these a finite complement is reported, not stated by the matrix.
_NOMINAL_MATRIX = word_set("clauses.nominal-matrix")


@dataclass(slots=True)
class ParsedSentence:
    """One sentence as plain lists, white space left out; indices are local.

    Attributes
    ----------
    words, low, tags, deps : list of str
        Tokens, their lower case, Penn tags and dependency labels.
    heads : list of int
        Local index of each token's head; the root points at itself.
    starts, ends : list of int
        Offsets of each token in the article.
    entity : list of int
        Index of the entity that a token belongs to, or -1.
    rebutted : bool
        Whether it is reported only to be rebutted.
    """

    words: list[str]
    low: list[str]
    tags: list[str]
    deps: list[str]
    heads: list[int]
    starts: list[int]
    ends: list[int]
    entity: list[int]
    kids: list[list[int]] = field(default_factory=list)
    rebutted: bool = False
    #: What `Phrases.things` found for a head: extractor and argument ranker ask for the same ones.
    things: dict[int, list[Any]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        self.kids = [[] for _ in self.words]
        for i, head in enumerate(self.heads):
            if head != i:
                self.kids[head].append(i)

    def __len__(self) -> int:
        return len(self.words)

    def subtree(self, head: int, stop: frozenset[int] | set[int] = frozenset()) -> list[int]:
        """Return the tokens under `head` in order, without the subtrees of `stop`."""
        kids = self.kids
        found = [head]
        if stop:
            for i in found:  # it grows as it is read
                found += [k for k in kids[i] if k not in stop]
        else:
            for i in found:
                found += kids[i]
        found.sort()
        return found

    def child(self, head: int, *deps: str) -> int | None:
        """Return the first child with one of the dependency labels."""
        for k in self.kids[head]:
            if self.deps[k] in deps:
                return k
        return None

    def children(self, head: int, *deps: str) -> list[int]:
        """Return the children with one of the dependency labels."""
        return [k for k in self.kids[head] if self.deps[k] in deps]

    def case(self, head: int) -> str:
        """Return the preposition of a phrase, lower case, or an empty string."""
        k = self.child(head, "case")
        return self.low[k] if k is not None else ""


@dataclass(slots=True)
class Clause:
    """A clause that states something.

    Attributes
    ----------
    head : int
        Its syntactic head.
    kind : str
        ``main``, ``conj``, ``comp``, ``adv``, ``by``, ``participle``, ``relative``, ``parataxis``.
    parent : Clause or None
        The clause that it hangs on.
    tokens : list of int
        Its own words, other clauses' left out.
    matrix : bool
        Whether it only reports what another clause says.
    mark : str
        The word that joins it ("while", "because", "which"), lower case.
    """

    head: int
    kind: str
    parent: Clause | None
    tokens: list[int] = field(default_factory=list)
    matrix: bool = False
    mark: str = ""
    antecedent: int | None = None

    def lineage(self) -> list[Clause]:
        """Return the clauses above, nearest first."""
        found = []
        clause = self.parent
        while clause is not None and clause not in found:
            found.append(clause)
            clause = clause.parent
        return found


def is_predicate(s: ParsedSentence, i: int) -> bool:
    """Tell whether a token heads a clause: a verb, or a noun or adjective with a copula or a subject."""
    if s.deps[i] not in _CLAUSAL:
        return False
    if s.deps[i] == "ROOT":
        return True
    if s.tags[i].startswith("VB") or s.tags[i] == "MD":
        return True
    return any(s.deps[k] in ("cop", "nsubj", "nsubj:pass", "expl") or s.deps[k].startswith("aux") for k in s.kids[i])


def _mark(s: ParsedSentence, i: int) -> str:
    for k in s.kids[i]:
        if k < i and s.deps[k] in ("mark", "case", "advmod") and s.low[k] in _MARKS:
            return s.low[k]
    return ""


def _finite(s: ParsedSentence, i: int) -> bool:
    return s.tags[i] in FINITE or any(
        s.tags[k] in FINITE and (s.deps[k].startswith("aux") or s.deps[k] == "cop") for k in s.kids[i]
    )


def _has_subject(s: ParsedSentence, i: int) -> bool:
    return any(s.deps[k] in _SUBJECT for k in s.kids[i])


def _comma_before(s: ParsedSentence, i: int) -> bool:
    left = min(s.subtree(i))
    return (left > 0 and s.low[left - 1] in (",", "—", "–", "-", "--", ";", "(", ":")) or s.low[left] in (
        ",",
        "—",
        "–",
        "--",
        "(",
    )


def find_clauses(
    s: ParsedSentence, lexicon: PredicateLexicon | None = None, sources: frozenset[int] = frozenset()
) -> list[Clause]:
    """Find the clauses of a sentence that state something, and the matrix clauses above them.

    Parameters
    ----------
    s : ParsedSentence
        The sentence; it has several roots where the parser began anew within it.
    lexicon : PredicateLexicon, optional
        The package's own where left out.
    sources : frozenset of int
        Tokens of ATTRIBUTION cues: a part that was parsed apart and holds one only names the source.

    Returns
    -------
    list of Clause
        In text order of their heads.
    """
    lexicon = lexicon or predicate_lexicon()
    if not len(s):
        return []
    roots = [i for i in range(len(s)) if s.heads[i] == i]
    clauses: dict[int, Clause] = {}
    owner: list[Clause | None] = [None] * len(s)

    deps, kids = s.deps, s.kids
    for root in roots:
        stack: list[tuple[int, Clause | None]] = [(root, None)]
        while stack:
            node, inside = stack.pop()
            if inside is None or deps[node] in _CLAUSAL:
                own = _open(s, node, inside, lexicon)
                if own is not None:
                    clauses[node] = own
                    inside = own
            owner[node] = inside
            stack.extend((k, inside) for k in kids[node])
    for i, clause in enumerate(owner):
        if clause is not None:
            clause.tokens.append(i)
    _link_parts(s, [clauses[root] for root in roots if root in clauses], owner, sources)
    for clause in clauses.values():
        if clause.kind == "comp" and clause.parent is not None:
            above = s.heads[clause.head]
            if _reports(s, above, lexicon):
                clause.parent.matrix = True
    for clause in clauses.values():
        if (
            clause.kind == "conj"
            and clause.parent is not None
            and clause.parent.matrix
            and _only_reports(s, clause, lexicon)
        ):
            clause.matrix = any(c.parent is clause for c in clauses.values())
        if not clause.matrix and clause.kind == "parataxis" and _reporting_tail(s, clause, lexicon):
            clause.matrix = True
    return sorted(clauses.values(), key=lambda c: c.head)


def _link_parts(s: ParsedSentence, parts: list[Clause], owner: list[Clause | None], sources: frozenset[int]) -> None:
    """Link the parts of a sentence that were parsed apart: what introduces or follows a statement is its matrix."""
    if len(parts) < 2:
        return
    for n, part in enumerate(parts):
        family = [t for t in s.subtree(part.head) if any(map(str.isalnum, s.words[t]))]
        low = [s.low[t] for t in family]
        if not low:
            continue
        if n + 1 < len(parts) and (low[-1] == "that" or low[0] == "according"):
            # Only the clause that ends in "that" reports; one before it in the same part states something itself.
            last = max(
                (
                    t
                    for t in family
                    if s.deps[t] in ("ROOT", "conj", "parataxis", "ccomp", "advcl") and owner[t] is not None
                ),
                default=part.head,
            )
            above = owner[last] or part if low[-1] == "that" else part
            above.matrix = True
            parts[n + 1].parent = above
            for other in parts[n + 2 :]:
                if s.low[min(s.subtree(other.head))] not in ("and", "while", "whereas", "or"):
                    break
                other.parent = above  # "evidence to suggest that A, while B" reaches both
        elif n and len(low) <= 18 and sources.intersection(family) and (n + 1 == len(parts)):
            part.matrix = True
            for other in parts[:n]:
                if not other.matrix:
                    other.parent = other.parent or part


def _reports(s: ParsedSentence, head: int, lexicon: PredicateLexicon) -> bool:
    """Tell whether a complement of `head` is reported rather than part of what is stated."""
    lemma = lexicon.lemma(s.low[head])
    if any(p.group.name == "report" for p in lexicon.verbs.get(lemma, ())):
        return True
    return s.low[head] in _NOMINAL_MATRIX or s.child(head, "cop") is not None or s.low[head] in ("is", "was", "'s")


def _only_reports(s: ParsedSentence, clause: Clause, lexicon: PredicateLexicon) -> bool:
    return _reports(s, clause.head, lexicon)


def _reporting_tail(s: ParsedSentence, clause: Clause, lexicon: PredicateLexicon) -> bool:
    """Tell whether a parenthetical only names the source: "..., Lam said"."""
    lemma = lexicon.lemma(s.low[clause.head])
    if not any(p.group.name == "report" for p in lexicon.verbs.get(lemma, ())):
        return False
    return s.child(clause.head, "obj", "ccomp") is None


def _open(s: ParsedSentence, i: int, inside: Clause | None, lexicon: PredicateLexicon) -> Clause | None:
    """Return the clause that a token opens, or None where it stays inside the one around it."""
    if inside is None:
        return Clause(i, "main", None)
    if not is_predicate(s, i):
        return None
    dep, head = s.deps[i], s.heads[i]
    mark = _mark(s, i)
    if dep == "conj":
        return _open_conjunct(s, i, head, inside)
    if dep in ("ccomp", "ccomp:outer", "csubj:outer") or (dep == "dep" and _has_subject(s, i) and _finite(s, i)):
        own = _has_subject(s, i) and (_finite(s, i) or dep == "dep")
        if mark in ("whether", "if", "how", "why", "what") or not own:
            return None
        if dep == "dep" or i < head or _reports(s, head, lexicon):
            return Clause(i, "comp" if dep != "dep" else "adv", inside, mark=mark)
        return None
    if dep == "parataxis":
        return Clause(i, "parataxis", inside) if _has_subject(s, i) or s.tags[i] in FINITE else None
    if dep in ("acl:relcl", "advcl:relcl"):
        return _open_relative(s, i, head, inside)
    if dep == "advcl":
        return _open_adverbial(s, i, head, inside, mark, lexicon)
    return None


def _open_conjunct(s: ParsedSentence, i: int, head: int, inside: Clause) -> Clause | None:
    """A coordinate predicate states something of its own where the first one does."""
    first = head
    while s.deps[first] == "conj" and s.heads[first] != first:
        first = s.heads[first]
    verbal = s.tags[i].startswith("VB") or s.tags[i] == "MD" or s.child(i, "cop") is not None or _has_subject(s, i)
    if not verbal:
        return None
    if first == inside.head or (_finite(s, i) and _has_subject(s, i)):
        return Clause(i, "conj", inside)
    # "can help ease pain and improve sleep": the first conjunct is the infinitive that carries the statement.
    if s.deps[first] in ("xcomp", "advcl") and s.heads[first] == inside.head and s.tags[i] == s.tags[first]:
        return Clause(i, "conj", inside)
    return None


def _open_relative(s: ParsedSentence, i: int, head: int, inside: Clause) -> Clause | None:
    """A relative that adds something stands alone; one that says which thing is meant does not."""
    pronoun = next((t for t in s.subtree(i) if s.tags[t] in ("WDT", "WP", "WP$", "WRB")), None)
    if pronoun is None:
        return None
    word = s.low[pronoun]
    if s.deps[head] == "appos" and s.heads[head] < head and word in ("that", "which", "who"):
        return Clause(i, "relative", inside, mark=word, antecedent=s.heads[head])  # "X, an agonist that does V"
    before = s.low[pronoun - 1] if pronoun else ""
    comma = before in (",", "—", "–", "--", "(", "-") or (
        pronoun >= 2 and before in ("of", "in", "to", "with") and s.low[pronoun - 2] in (",", "both", "all")
    )
    if word == "that" or (word in ("who", "whose", "where", "when") and not comma) or not comma:
        return None
    return Clause(i, "relative", inside, mark=word, antecedent=head)


def _open_adverbial(
    s: ParsedSentence, i: int, head: int, inside: Clause, mark: str, lexicon: PredicateLexicon
) -> Clause | None:
    subject = _has_subject(s, i)
    if mark == "by" and s.tags[i] == "VBG":
        if s.child(head, "aux:pass") is not None:
            return None  # "is caused by stopping X": what does it
        return Clause(i, "by", inside, mark="by")
    if mark in _SPLIT_MARKS and subject and (mark not in ("as", "so", "since") or _comma_before(s, i) or i < head):
        return Clause(i, "adv", inside, mark=mark)
    if mark:
        return None
    if s.tags[i] == "VBG" and not subject and _comma_before(s, i) and i > head:
        return Clause(i, "participle", inside)
    if subject and _finite(s, i) and _comma_before(s, i):
        return Clause(i, "adv", inside)
    return None
