"""Claims of one article that say the opposite of each other, or the same twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gluclaims.checking.effects import SIGN, Effect, entailed
from gluclaims.checking.matching import Index

_KINDS = {"same": "DUPLICATE", "opposite": "CONTRADICTS"}


def link_claims(claims: Sequence[Mapping[str, Any]], index: Index) -> dict[int, list[dict[str, str]]]:
    """Return, for each claim that has any, its links: the other claim's id and ``DUPLICATE`` or ``CONTRADICTS``."""
    forms = [_form(claim, index) for claim in claims]
    links: dict[int, list[dict[str, str]]] = {}
    for i, one in enumerate(forms):
        if one is None:
            continue
        for j in range(i + 1, len(forms)):
            other = forms[j]
            if other is None:
                continue
            kind = _compare(one, other, index)
            if kind:
                links.setdefault(i, []).append({"claim": str(claims[j].get("id", j)), "kind": _KINDS[kind]})
                links.setdefault(j, []).append({"claim": str(claims[i].get("id", i)), "kind": _KINDS[kind]})
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
    if a[0] != b[0] or a[1] != b[1]:
        return None
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
