"""Claims of one article that say the opposite of each other, or the same twice."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

from gluclaims.checking.effects import SIGN, Effect, entailed
from gluclaims.checking.matching import Index

_KINDS = {"same": "DUPLICATE", "opposite": "CONTRADICTS"}
#: A claim names so many others at most, so that a text that says one thing a thousand times does not make a million links.
MOST_LINKS = 20


def link_claims(claims: Sequence[Mapping[str, Any]], index: Index) -> dict[int, list[dict[str, str]]]:
    """Return, for each claim that has any, its links: the other claim's id and ``DUPLICATE`` or ``CONTRADICTS``.

    Links go both ways. Of more than `MOST_LINKS` the first are kept.
    """
    alike: dict[tuple[object, str], list[tuple[int, _Form]]] = {}
    for i, claim in enumerate(claims):
        form = _form(claim, index)
        if form is not None:
            alike.setdefault((form[0], form[1]), []).append((i, form))
    links: dict[int, list[dict[str, str]]] = {}
    for group in alike.values():
        for place, (i, one) in enumerate(group[:-1], 1):
            own = links.get(i, [])
            for j, other in itertools.islice(group, place, None):
                if len(own) >= MOST_LINKS:
                    break
                theirs = links.get(j, [])
                kind = _compare(one, other, index) if len(theirs) < MOST_LINKS else None
                if kind:
                    own.append({"claim": str(claims[j].get("id", j)), "kind": _KINDS[kind]})
                    theirs.append({"claim": str(claims[i].get("id", i)), "kind": _KINDS[kind]})
                    links[i], links[j] = own, theirs
    return links


_Form = tuple[object, str, object, str | None, int, object, str | None, bool, str]
_UNCHECKED = frozenset(("QUESTION", "RESEARCH_GAP", "ADVICE", "OPINION", "RESEARCH_ACTIVITY"))


def _form(claim: Mapping[str, Any], index: Index) -> _Form | None:
    if not claim.get("subject") or not claim.get("object") or claim.get("type") in _UNCHECKED:
        return None
    n = index.normalize
    obj = n(claim["object"])
    return (
        n(claim["subject"]).key, claim["relation"], obj.key, claim.get("aspect"), SIGN[claim.get("direction") or "NONE"],
        n(claim.get("location")).key, claim.get("population"), claim.get("polarity") == "NEGATED", obj.concept or str(claim["object"]),
    )  # fmt: skip


def _compare(a: _Form, b: _Form, index: Index) -> str | None:
    """Compare two claims of one subject and relation."""
    if a[5] != b[5] and a[5][1] and b[5][1]:  # type: ignore[index]
        return None
    if a[2] == b[2] and a[3] == b[3] and a[4] == b[4]:
        if a[7] == b[7]:
            return "same"
        return "opposite" if a[6] == b[6] else None
    if a[1] != "REGULATES" or not a[4] or not b[4] or a[7] or b[7]:
        return None
    for one, other in ((a, b), (b, a)):
        for effect in entailed(Effect(one[8], one[3], one[4]), index.normalize):
            if effect.object == other[8] and effect.aspect == other[3] and effect.sign == -other[4]:
                return "opposite"
    return None
