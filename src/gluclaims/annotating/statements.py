"""The claim as a stand-alone sentence: references resolved, hedges and sources out, scope kept."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial

from gluclaims.annotating.clauses import Clause, ParsedSentence
from gluclaims.annotating.judging import CueInScope
from gluclaims.lexicons.tables import word_set

_PRONOUN = re.compile(r"^(it|they|this|these|those|that|which|who)\b", re.IGNORECASE)
_ASKING = word_set("statements.asking")
_MODALS = word_set("statements.modals")
_ADVERBS = word_set("statements.adverbs")
_PLURAL_PRONOUNS = ("i", "they", "we", "you", "these", "those", "both")
_RAISING = re.compile(
    r"\b(?:is|are|was|were)\s+(?:also\s+|widely\s+|generally\s+|often\s+)*(?:thought|believed|said|known|reported|considered|assumed|supposed|expected|suspected)\s+to\s+(\w+)"
    r"|\b(?:has|have)\s+(?:also\s+|now\s+)?been\s+(?:shown|proven|found|reported|demonstrated|thought|known)\s+to\s+(\w+)"
    r"|\b(?:seems?|appears?)\s+to\s+(\w+)",
    re.IGNORECASE,
)
_DENIED = re.compile(r"(?:\b(?:do|does|did) not|n['’]t)\s+$", re.IGNORECASE)
_WORKS_BY = re.compile(r"^(.*?)\b(?:works?|acts?|functions?|operates?)\s+(?:\w+\s+)?by\s+(\w+ing)\b\s*", re.IGNORECASE)
_IRREGULAR = {"be": "is", "have": "has", "do": "does", "go": "goes"}


def inflect(verb: str, plural: bool) -> str:
    """Return the present form of a base verb."""
    if plural:
        return {"be": "are"}.get(verb, verb)
    if verb in _IRREGULAR:
        return _IRREGULAR[verb]
    if verb.endswith(("s", "x", "z", "ch", "sh", "o")):
        return verb + "es"
    if verb.endswith("y") and verb[-2:-1] not in "aeiou":
        return verb[:-1] + "ies"
    return verb + "s"


def base_of_gerund(gerund: str) -> str:
    """Return the base of an -ing form, by the predicate lexicon, else by rule."""
    from gluclaims.lexicons.predicates import predicate_lexicon

    low = gerund.lower()
    lemma = predicate_lexicon().lemma(low)
    if lemma != low:
        return lemma
    stem = low.removesuffix("ing")
    if len(stem) > 2 and stem[-1] == stem[-2] and stem[-1] not in "ls":
        return stem[:-1]
    return stem + "e" if re.search(r"[^aeiou][aeiou]?[cgsuvz]$", stem) else stem


def _opens_with_pronoun(s: ParsedSentence, clause: Clause) -> bool:
    """Tell whether the clause's subject is a pronoun itself, not a phrase that begins with one ("these drugs")."""
    head = next((k for k in s.kids[clause.head] if s.deps[k] in ("nsubj", "nsubj:pass", "nsubj:outer")), None)
    return head is None or s.tags[head] in ("PRP", "DT", "WDT", "WP")


def _raised(found: re.Match[str], plural: bool) -> str:
    """Return the verb below "seems to", inflected; as it is after "doesn't"."""
    verb = next(g for g in found.groups() if g)
    return verb if _DENIED.search(found.string[: found.start()]) else inflect(verb, plural)


def _plural(s: ParsedSentence, clause: Clause, subject: str | None) -> bool:
    """Tell whether the statement's verb stands in the plural: by the clause's own subject, else by the resolved one."""
    head = next((k for k in s.kids[clause.head] if s.deps[k] in ("nsubj", "nsubj:pass", "nsubj:outer")), None)
    if head is None or s.tags[head] in ("PRP", "DT", "WDT", "WP"):
        if subject:
            return " and " in subject or (subject.endswith("s") and not subject.endswith(("ss", "is", "us")))
        return head is not None and s.low[head] in _PLURAL_PRONOUNS
    return s.tags[head] in ("NNS", "NNPS") or any(s.deps[k] == "conj" for k in s.kids[head])


def _unask(s: ParsedSentence, clause: Clause, words: str) -> str:
    """Turn a yes-no question into a statement: "Can X be Y" becomes "X is Y"."""
    first = s.low[0]
    head = next((k for k in s.kids[clause.head] if s.deps[k] in ("nsubj", "nsubj:pass", "nsubj:outer")), None)
    if head is None or first not in _ASKING:
        return words
    inside = s.subtree(head)
    if inside[0] != 1 or inside != list(range(1, len(inside) + 1)) or len(inside) + 1 >= len(s):
        return words
    cut = s.ends[inside[-1]] - s.starts[0]
    subject, rest = words[len(s.words[0]) : cut].strip(), words[cut:].strip()
    plural = s.tags[head] in ("NNS", "NNPS")
    if first in ("is", "are", "was", "were", "has", "have"):
        return f"{subject} {s.low[0]} {rest}"
    verb, _, tail = rest.partition(" ")
    return f"{subject} {inflect(verb, plural)} {tail}".strip()


def statement(span: str, s: ParsedSentence, clause: Clause, cues: Sequence[CueInScope], subject: str | None) -> str:
    """Word a claim as a stand-alone sentence.

    Parameters
    ----------
    span : str
        The claim's text.
    s : ParsedSentence
        Its sentence.
    clause : Clause
        Its clause.
    cues : sequence of CueInScope
        Cues that bear on it; hedges among them are left out.
    subject : str or None
        The resolved subject, which replaces a pronoun or an elided one.

    Returns
    -------
    str
        One sentence with a capital and a full stop.
    """
    words = " ".join(span.split())
    plural = _plural(s, clause, subject)
    if any(c.kind == "QUESTION" for c in cues) or s.low[-1] == "?":
        words = _unask(s, clause, words)
    by = _WORKS_BY.match(words)
    if by:
        words = f"{by.group(1)}{inflect(base_of_gerund(by.group(2)), plural)} {words[by.end() :]}"
    words = _RAISING.sub(partial(_raised, plural=plural), words)
    for cue in cues:
        if cue.kind == "MODAL" and cue.text in _MODALS:
            words = re.sub(
                rf"\b{cue.text}\s+((?:not\s+|also\s+|even\s+|still\s+|perhaps\s+|\w+ly\s+)*)(\w+)",
                lambda m: m.group(1) + inflect(m.group(2), plural) if not m.group(1).startswith("not") else f"{'do' if plural else 'does'} {m.group(1)}{m.group(2)}",  # noqa: E501
                words, count=1, flags=re.IGNORECASE,
            )  # fmt: skip
        elif cue.text in _ADVERBS:
            words = re.sub(rf"\b{re.escape(cue.text)}\b,?\s*", "", words, count=1, flags=re.IGNORECASE)
    if subject:
        name = subject[:1].upper() + subject[1:]
        if _PRONOUN.match(words) and _opens_with_pronoun(s, clause):
            words = _PRONOUN.sub(name, words, count=1)
        elif clause.kind == "conj" and not any(s.deps[k] in ("nsubj", "nsubj:pass") for k in s.kids[clause.head]):
            words = f"{name} {words}"
        elif clause.kind in ("by", "participle") and not by:
            first, _, rest = words.partition(" ")
            if first.lower() == "by":
                first, _, rest = rest.partition(" ")
            if first.lower().endswith("ing"):
                words = f"{name} {inflect(base_of_gerund(first), plural)} {rest}"
    words = words.strip(" ,;:")
    if not words:
        return ""
    return words[:1].upper() + words[1:] + ("" if words.endswith((".", "!", "?")) else ".")
