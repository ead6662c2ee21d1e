"""The predicate lexicon: verbs, nouns and adjectives that relate a subject to an object."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from gluclaims.lexicons.tables import packaged_table


@dataclass(frozen=True, slots=True)
class Group:
    """What the predicates of a group say: relation, aspect of the object, its direction, causal strength."""

    name: str
    relation: str
    aspect: str | None
    direction: str
    strength: str


@dataclass(frozen=True, slots=True)
class Predicate:
    """One reading of a predicate.

    Attributes
    ----------
    lemma, pos : str
        ``pos`` is ``verb``, ``noun`` or ``adj``.
    prep : str
        The preposition or particle that introduces the object; empty for a direct object.
    group : Group
        What it says.
    inverted : bool
        Whether subject and object change places ("results from").
    """

    lemma: str
    pos: str
    prep: str
    group: Group
    inverted: bool


@dataclass(frozen=True, slots=True)
class PredicateLexicon:
    """All predicates, by lemma; and the lemma of each verb form."""

    verbs: dict[str, tuple[Predicate, ...]]
    nominals: dict[str, tuple[Predicate, ...]]
    verb_lemma: dict[str, str]
    groups: dict[str, Group]

    def lemma(self, form: str) -> str:
        """Return the lemma of a lower-case verb form; the form itself where it is not known."""
        return self.verb_lemma.get(form, form)


@lru_cache(maxsize=1)
def predicate_lexicon() -> PredicateLexicon:
    """Load the predicate lexicon (once a process)."""
    groups = {
        row["group"]: Group(row["group"], row["relation"], row["aspect"] or None, row["direction"], row["strength"])
        for row in packaged_table("predicate-groups.csv", ("group", "relation", "aspect", "direction", "strength"))
    }
    verbs: dict[str, list[Predicate]] = {}
    nominals: dict[str, list[Predicate]] = {}
    verb_lemma: dict[str, str] = {}
    for row in packaged_table("predicates.csv", ("lemma", "pos", "prep", "group", "inverted", "forms")):
        predicate = Predicate(row["lemma"], row["pos"], row["prep"], groups[row["group"]], row["inverted"] == "yes")
        if row["pos"] == "verb":
            verbs.setdefault(row["lemma"], []).append(predicate)
            for form in row["forms"].split("|"):
                verb_lemma.setdefault(form, row["lemma"])
        else:
            for form in row["forms"].split("|"):
                nominals.setdefault(form, []).append(predicate)
    return PredicateLexicon(
        {k: tuple(v) for k, v in verbs.items()}, {k: tuple(v) for k, v in nominals.items()}, verb_lemma, groups
    )


@lru_cache(maxsize=1)
def aspect_nouns() -> dict[str, tuple[str | None, int | None]]:
    """Return noun -> (aspect, sign): what of a thing changes, and the perturbation that the noun itself names."""
    out: dict[str, tuple[str | None, int | None]] = {}
    for row in packaged_table("aspect-nouns.csv", ("form", "aspect", "sign")):
        value = (row["aspect"] or None, int(row["sign"]) if row["sign"] else None)
        for form in _plural_forms(row["form"]):
            out[form] = value
    return out


def _plural_forms(noun: str) -> tuple[str, ...]:
    if noun.endswith(("y",)) and noun[-2:-1] not in "aeiou":
        return noun, noun[:-1] + "ies"
    return noun, noun + ("es" if noun.endswith(("s", "sh", "ch", "x")) else "s")


@lru_cache(maxsize=1)
def sign_words() -> dict[str, int]:
    """Return adjective -> sign ("lower": -1, "elevated": 1, "altered": 0)."""
    return {row["form"]: int(row["sign"]) for row in packaged_table("sign-words.csv", ("form", "sign"))}


@lru_cache(maxsize=1)
def populations() -> dict[str, str]:
    """Return noun -> species of the nouns that name whom a claim is about, singular and plural."""
    return {
        form: row["species"]
        for row in packaged_table("populations.csv", ("form", "species"))
        for form in _plural_forms(row["form"])
    }


@lru_cache(maxsize=1)
def effect_adjectives() -> dict[str, str]:
    """Return adjective -> disorder ("antidepressant" in "antidepressant effects")."""
    return {row["form"]: row["disorder"] for row in packaged_table("effect-adjectives.csv", ("form", "disorder"))}


@lru_cache(maxsize=1)
def states() -> dict[str, tuple[str, str | None]]:
    """Return adjective -> what is had or caused, and its label ("drowsy" in "makes people drowsy": sleepiness)."""
    rows = packaged_table("states.csv", ("form", "noun", "label"))
    return {row["form"]: (row["noun"], row["label"] or None) for row in rows}


@dataclass(frozen=True, slots=True)
class Anaphor:
    """A word or phrase that refers back: the labels and the number of what it can stand for."""

    labels: frozenset[str]
    plural: bool


@lru_cache(maxsize=1)
def anaphors() -> dict[str, Anaphor]:
    """Return lower-case phrase -> anaphor; the label ``*`` stands for any."""
    return {
        row["form"]: Anaphor(frozenset(row["labels"].split("|")), row["number"] == "plural")
        for row in packaged_table("anaphors.csv", ("form", "labels", "number"))
    }


@lru_cache(maxsize=1)
def connectives() -> dict[str, tuple[tuple[str, ...], ...]]:
    """Return the words that link a sentence to the one before: first word -> token tuples, longest first."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for row in packaged_table("connectives.csv", ("form",)):
        phrase = tuple(row["form"].split())
        found.setdefault(phrase[0], []).append(phrase)
    return {first: tuple(sorted(phrases, key=lambda r: (-len(r), r))) for first, phrases in found.items()}


@lru_cache(maxsize=1)
def interventions() -> dict[str, tuple[tuple[tuple[str, ...], str], ...]]:
    """Return the treatments that are no substance: first word -> (token tuple, name), longest first."""
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for row in packaged_table("interventions.csv", ("form", "concept")):
        phrase = tuple(row["form"].split())
        found.setdefault(phrase[0], []).append((phrase, row["concept"]))
    return {first: tuple(sorted(names, key=lambda r: (-len(r[0]), r))) for first, names in found.items()}
