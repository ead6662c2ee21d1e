"""Signs that a claim was read wrongly: it turns in a circle, its words do not name what it is about, its verb says more.

A verdict on a claim that the article does not make is the worst output; such claims get NOT_ENOUGH_INFO.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from gluclaims.checking.matching import Index, Query
from gluclaims.checking.terms import Term, fold, singular
from gluclaims.lexicons.predicates import effect_adjectives
from gluclaims.lexicons.tables import word_set

_UP = re.compile(r"\b(?:increas|rais|boost|elevat|enhanc|activat|stimulat|strengthen|releas|promot)\w*")
_DOWN = re.compile(r"\b(?:decreas|lower|reduc|block|inhibit|suppress|weaken|dampen|prevent|stop|cut)\w*")
_APPROVAL = re.compile(r"\b(?:approv|licen[sc]|authori[sz])\w*")
_UNLIKELY = re.compile(r"\b(?:impossible|unlikely|improbable)\b")
_NAMING = re.compile(r"\b(?:(?:also |better |commonly )?known as|short for|stands for|abbreviated)\b")
#: "the level of", "the risk of": what changes stands before the object.
_OF = re.compile(r"\b(?:the|a|an|in|to) (?:\w+ ){0,2}of$")
_WHOSE = re.compile(r"^(?:the|a|an|(?:higher|lower|increased|reduced)) (?:\w+ ){0,2}of (?!(?:stopping|loss|lack)\b)")
_OPENING = re.compile(r"^(?:there is (?:a |no )?(?:link|association) between) ")
_LINKED = re.compile(
    r"\b(?:(?:linked|associated|tied) (?:with|to)|found (?:in|with)|and)(?: (?:a |an )?(?:higher|lower|increased|reduced|raised))?(?: \w+)?(?: of)?$"
)
_LONGEST = 8
#: What stands between a turning word and a name that it does not turn.
_PARTING = frozenset(("and", "or", "but", "that", "which", "with", "in", "than"))
_SAID_OF = ("CAUSES", "INVOLVED_IN", "OTHER", "TREATS", "PREVENTS", "ASSOCIATED_WITH", "REGULATES", "PART_OF")


def words_of(claim: Mapping[str, Any]) -> str:
    """Return the words that a claim was read off, folded: its own text and its statement."""
    return fold(f"{claim.get('text') or ''} {claim.get('statement') or ''}")


def circular(q: Query, index: Index) -> bool:
    """Tell whether a claim says a thing of itself, or that a thing acts on the kind that it belongs to."""
    if q.subject.empty or q.object.empty:
        return False
    if q.relation == "IS_A":
        same = q.subject.key == q.object.key and fold(q.subject.text) == fold(q.object.text)
        return same and not _NAMING.search(q.statement)
    if q.relation not in _SAID_OF or q.subject.sign is not None or q.object.sign is not None:
        return False
    if q.subject.key == q.object.key:
        return not (q.subject.tags or q.object.tags)
    return q.relation == "CAUSES" and q.object.concept in index.ancestors(q.subject.concept or "")


def generic(term: Term) -> bool:
    """Tell whether a term names no thing in particular ("neither drug", "the treatment", "many people")."""
    words = re.findall(r"[a-z-]+", fold(term.text))
    named = [singular(word) for word in words if word not in word_set("doubts.determiners")]
    return " ".join(named) in word_set("doubts.generic")


def names(claim: Mapping[str, Any], term: Term, index: Index) -> bool:
    """Tell whether a claim's words name a term, by any of its names or by a word of it."""
    text = words_of(claim)
    if term.empty or not text.strip():
        return True
    found = {word for word, _ in index.normalize.segments(text)}
    wanted = {term.concept} | set(term.words) if term.concept else set(term.words)
    found |= {effect_adjectives().get(word, word) for word in re.findall(r"[a-z-]+", text)}  # "antidepressant effects"
    wanted |= set((term.concept or "").split()) | set(re.findall(r"[a-z0-9-]{3,}", fold(term.text)))
    if term.concept is None:
        found |= {part for word in found for part in word.split()}
    if wanted & found or {w[:4] for w in wanted if w and len(w) > 4} & {w[:4] for w in found if len(w) > 4}:
        return True  # "addictive" names addiction
    kin = index.ancestors(term.concept) if term.concept else {}
    return any(term.concept in index.ancestors(word) or word in kin for word in found if word in index.lexicon.concepts)


def turned(claim: Mapping[str, Any], subject: Term, index: Index) -> str:
    """Return the word that makes a claim's text speak of less, or of the end, of its subject ("getting off opioids").

    Empty where there is none, or where the subject is read so ("stopping opioids").
    """
    if subject.empty or subject.sign is not None or subject.tags or subject.concept is None:
        return ""
    text = fold(str(claim.get("text") or ""))
    said = [(word, known and word == subject.concept) for word, known in index.normalize.segments(text)]
    before, after = word_set("doubts.turning-before"), word_set("doubts.turning-after")
    turns = []
    for i, (_, here) in enumerate(said):
        if not here:
            continue
        near = [w for w, _ in said[max(0, i - 3) : i]]
        last = max((k for k, w in enumerate(near) if w in _PARTING), default=-1)
        near = near[last + 1 :]
        follow = [w for w, _ in said[i + 1 : i + 3]]
        turns.append(next((w for w in near if w in before), "") or next((w for w in follow if w in after), ""))
    return turns[0] if turns and all(turns) else ""


def unlikely(claim: Mapping[str, Any]) -> bool:
    """Tell whether an affirmed claim's words deny it all the same ("makes it impossible to overdose")."""
    return claim.get("polarity") != "NEGATED" and _UNLIKELY.search(words_of(claim)) is not None


def hidden_direction(q: Query, claim: Mapping[str, Any]) -> int:
    """Return the direction that the verb of an unsigned claim has all the same: 1, -1, or 0 where it has none."""
    if q.relation != "REGULATES" or q.sign:
        return 0
    text = words_of(claim)
    up, down = _UP.search(text) is not None, _DOWN.search(text) is not None
    return 0 if up == down else 1 if up else -1


def of_approval(q: Query, claim: Mapping[str, Any]) -> bool:
    """Tell whether a claim on effect speaks of an approval instead."""
    return q.relation not in ("APPROVED_FOR", "OTHER") and _APPROVAL.search(words_of(claim)) is not None


def plainly_said(claim: Mapping[str, Any], index: Index) -> bool:
    """Tell whether a claim's text is subject, verb and object and nothing else: then there is no doubt on who is meant."""
    n = index.normalize
    subject, obj = n(claim.get("subject")), n(claim.get("object"))
    text = _OPENING.sub("", fold(str(claim.get("text") or ""))).rstrip(" .,;:!")
    words = _WHOSE.sub("", text).split()
    if subject.empty or obj.empty or subject.key == obj.key:
        return False
    passive = "by" in words
    one, other = (obj, subject) if passive else (subject, obj)
    sizes = range(min(_LONGEST, len(words) - 2), 0, -1)
    first = next((k for k in sizes if n(" ".join(words[:k])).key == one.key), 0)
    last = next((k for k in sizes if n(" ".join(words[-k:])).key == other.key), 0)
    verb = words[first : len(words) - last]
    if not first or not last or not verb or any(word.endswith((",", ";", ":", ")")) for word in words):
        return False
    between = _OF.sub("", " ".join(verb[:-1] if passive and verb[-1] == "by" else verb))
    if claim.get("relation") == "ASSOCIATED_WITH":
        between = _LINKED.sub("", between)
    left = between.split()
    known = any(known for _, known in n.segments(between))
    return len(left) <= 5 and not known and not word_set("doubts.joints") & set(left)
