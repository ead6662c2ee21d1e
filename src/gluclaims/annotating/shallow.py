"""The fast mode's syntax: tags and a shallow dependency tree by rules and word lists, without a trained model.

`shallow_parse` tags one sentence (Penn Treebank), finds noun chunks and verb groups and attaches them from left to right
(Universal Dependencies), well enough for `clauses` and `frames`. `shallow_sentences` does it for a document without a parse.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from spacy.attrs import IDX, LENGTH, ORTH
from spacy.tokens import Doc

from gluclaims.annotating.clauses import FINITE, ParsedSentence
from gluclaims.annotating.docs import sentence_ranges
from gluclaims.annotating.masking import NOMINAL_MATRIX
from gluclaims.lexicons.predicates import aspect_nouns, populations, predicate_lexicon, sign_words
from gluclaims.lexicons.tables import packaged_table

# Open word classes before the context decides; closed classes stand for themselves as Penn tags.
#   v base form     w base form or noun       z third person   y third person or plural noun
#   d past or participle   p past   q participle   e base, past and participle alike   g -ing form
_NOMINAL = frozenset(
    ("DT", "PDT", "PRP$", "CD", "JJ", "JJR", "JJS", "NN", "NNS", "NNP", "NNPS", "PRP", "WP", "w", "y", "g", "d", "q")
)
_STARTS = frozenset(("DT", "PDT", "PRP$", "PRP", "CD", "NN", "NNS", "NNP", "JJ", "JJR", "JJS"))
_NOUN = frozenset(("NN", "NNS", "NNP", "NNPS"))
_CHUNK = frozenset(
    ("NN", "NNS", "NNP", "NNPS", "JJ", "JJR", "JJS", "CD", "DT", "PDT", "PRP$", "PRP", "POS", "HYPH", "EX")
)
_MODIFIED = frozenset(("DT", "PDT", "PRP$", "JJ", "JJR", "JJS", "CD", "POS"))
_VERBS = frozenset(("MD", "VBZ", "VBP", "VBD", "z", "p", "y", "d", "w", "v"))
_OBJECTS = frozenset(("PRP", "NN", "NNS", "NNP"))
_NOMINATIVE = frozenset(("i", "you", "he", "she", "it", "we", "they"))
_ADVERBIALS = frozenset((
    "at once", "at least", "at most", "at first", "at last", "for now", "at all", "in particular", "in general", "in turn", "in short",
    "for example", "for instance", "of course", "in fact", "by far", "by contrast", "in contrast", "in part", "at best", "so far",
))  # fmt: skip
_SURE = frozenset(("MD", "VBZ", "VBP", "VBD", "z", "p"))
_BE = frozenset(
    [
        "be",
        "is",
        "are",
        "was",
        "were",
        "am",
        "been",
        "being",
        "'s",
        "'re",
        "'m",
        "isn't",
        "aren't",
        "wasn't",
        "weren't",
        "’s",
        "’re",
        "’m",
    ]
)
_HAVE = frozenset(["have", "has", "had", "having", "'ve", "’ve", "hasn't", "haven't", "hadn't"])
_DO = frozenset(["do", "does", "did", "don't", "doesn't", "didn't"])
_GET = frozenset(["get", "gets", "got", "getting"])
_NEGATION = frozenset(("n't", "n’t", "not", "never"))
_CLITIC_HOSTS = frozenset(["it", "that", "there", "he", "she", "what", "who", "this", "here"])
_DASHES = frozenset(("—", "–", "--", "-", "‑"))
_HYPHENS = frozenset(("-", "–", "‑", "/"))
_CLAUSE_MARKS = frozenset(["although", "because", "while", "whereas", "unless", "if", "whether", "though", "lest"])
_EITHER_MARKS = frozenset(
    ["since", "as", "before", "after", "until", "till", "than", "once", "like", "so", "when", "where"]
)
_QUESTIONS = frozenset(["how", "why", "what", "whether"])
_TIMES = frozenset(
    [
        "year",
        "years",
        "month",
        "months",
        "week",
        "weeks",
        "day",
        "days",
        "today",
        "night",
        "time",
        "times",
        "decade",
        "decades",
        "century",
        "morning",
        "spring",
        "summer",
        "autumn",
        "fall",
        "winter",
        "hours",
        "minutes",
    ]
)
_PREDICATIVE = frozenset(
    [
        "become",
        "seem",
        "appear",
        "remain",
        "feel",
        "stay",
        "prove",
        "get",
        "look",
        "sound",
        "make",
        "keep",
        "render",
        "leave",
        "turn",
        "grow",
        "deem",
        "consider",
        "find",
        "call",
        "name",
    ]
)
_BARE_AFTER = frozenset(["help", "let", "make"])
_OBJECT_CONTROL = frozenset(
    [
        "help",
        "allow",
        "enable",
        "cause",
        "lead",
        "encourage",
        "prompt",
        "trigger",
        "force",
        "use",
        "design",
        "develop",
        "tell",
        "ask",
        "expect",
        "urge",
        "permit",
        "stimulate",
        "induce",
        "advise",
        "approve",
    ]
)
_INFINITIVE_NOUNS = frozenset(
    [
        "ability",
        "capacity",
        "tendency",
        "potential",
        "way",
        "ways",
        "attempt",
        "attempts",
        "need",
        "effort",
        "efforts",
        "chance",
        "power",
        "drug",
        "drugs",
        "medicine",
        "medicines",
        "right",
        "reason",
        "reasons",
        "time",
        "failure",
        "first",
        "evidence",
        "thing",
        "something",
    ]
)
_GIVING = frozenset(["give", "offer", "send", "teach", "show", "tell", "pay", "grant", "lend"])
_ADVERBIAL_PREPOSITIONS = frozenset(
    [
        "in",
        "during",
        "after",
        "before",
        "through",
        "via",
        "by",
        "throughout",
        "within",
        "without",
        "at",
        "from",
        "across",
        "despite",
        "as",
        "until",
        "over",
        "since",
        "upon",
        "under",
        "inside",
        "alongside",
        "into",
        "onto",
        "than",
        "while",
        "amid",
        "once",
        "per",
        "because",
        "regarding",
        "concerning",
        "following",
    ]
)
_FIXED = frozenset((
    "such as", "because of", "due to", "as well", "rather than", "according to", "instead of", "well as", "based on", "prior to",
    "owing to", "thanks to", "along with", "together with", "apart from", "as for", "as to", "up to", "out of", "other than", "next to",
    "more than", "less than", "compared with", "compared to", "away from", "ahead of", "depending on", "contrary to", "inside of", "outside of",
    "so that", "even though", "even if", "as if", "as though", "just as", "given that", "provided that", "now that", "in that",
))  # fmt: skip
_OPENERS = frozenset(("(", "["))
_CLOSERS = frozenset((")", "]"))
_QUOTES = frozenset(('"', "“", "”", "'", "‘", "``", "''", "*", "_", "…", "..."))
_REPORT = frozenset(
    [
        "say",
        "report",
        "find",
        "suggest",
        "believe",
        "think",
        "note",
        "claim",
        "argue",
        "show",
        "know",
        "explain",
        "hope",
        "feel",
        "warn",
        "estimate",
        "conclude",
        "mean",
        "write",
        "add",
    ]
)


def _inflections(lemma: str, past: str, participle: str, doubled: bool) -> tuple[str, str, str, str]:
    """Return the third person, the past, the participle and the -ing form."""
    if lemma.endswith(("s", "sh", "ch", "x", "z", "o")):
        third = lemma + "es"
    elif lemma.endswith("y") and lemma[-2:-1] not in "aeiou":
        third = lemma[:-1] + "ies"
    else:
        third = lemma + "s"
    stem = lemma + lemma[-1] if doubled else lemma
    if lemma.endswith("ie"):
        ing = lemma[:-2] + "ying"
    elif lemma.endswith("e") and not lemma.endswith(("ee", "ye", "oe")):
        ing = lemma[:-1] + "ing"
    else:
        ing = stem + "ing"
    if lemma.endswith("e"):
        regular = lemma + "d"
    elif lemma.endswith("y") and lemma[-2:-1] not in "aeiou":
        regular = lemma[:-1] + "ied"
    else:
        regular = stem + "ed"
    return third, past or regular, participle or past or regular, ing


@lru_cache(maxsize=1)
def _words() -> dict[str, str]:
    """Return lower-case form -> tag or open class, from the word lists and the predicate lexicon."""
    out: dict[str, str] = {}
    for row in packaged_table("function-words.csv", ("form", "tag")):
        out[row["form"]] = row["tag"].split("|")[0]
    closed = dict(out)
    nouns = {n for n in aspect_nouns() if " " not in n} | set(populations())
    nouns |= {form for form, found in predicate_lexicon().nominals.items() if any(p.pos == "noun" for p in found)}
    both: set[str] = set()
    for row in packaged_table("common-verbs.csv", ("lemma", "noun", "past", "participle", "doubled")):
        lemma = row["lemma"]
        third, past, participle, ing = _inflections(lemma, row["past"], row["participle"], row["doubled"] == "yes")
        noun = bool(row["noun"]) or lemma in nouns
        if noun:
            both.add(lemma)
        _add_verb(out, lemma, noun, third, past, participle, ing)
    lexicon = predicate_lexicon()
    for form, lemma in lexicon.verb_lemma.items():
        noun = lemma in nouns or lemma in both
        if form == lemma:
            kind = "w" if noun else "v"
        elif form.endswith("ing"):
            kind = "g"
        elif form.endswith("s") and not form.endswith("ss"):
            kind = "y" if noun or form in nouns else "z"
        else:
            kind = "d"
        out.setdefault(form, kind)
    for noun_form in nouns:
        out.setdefault(noun_form, "NNS" if noun_form.endswith("s") and not noun_form.endswith(("ss", "sis")) else "NN")
    for word in sign_words():
        if " " not in word:
            out.setdefault(word, "JJ")
    for form, found in lexicon.nominals.items():
        if " " not in form and any(p.pos == "adj" for p in found) and out.get(form, "JJ") not in ("d", "g"):
            out.setdefault(form, "JJ")
    for form, tag in closed.items():
        # A verb that is in the closed lists too ("rate", "test") stays open; words of grammar do not.
        if tag not in ("NN", "JJ", "NNS") or form not in out or out[form] in ("NN", "NNS", "JJ"):
            out[form] = tag
    for form in both:
        if closed.get(form) == "NN":
            out[form] = "w"
    return out


def _add_verb(out: dict[str, str], lemma: str, noun: bool, third: str, past: str, participle: str, ing: str) -> None:
    if past == lemma:
        out.setdefault(lemma, "e")
    else:
        out.setdefault(lemma, "w" if noun else "v")
        if past == participle:
            out.setdefault(past, "d")
        else:
            out.setdefault(past, "p")
            out.setdefault(participle, "q")
    out.setdefault(third, "y" if noun else "z")
    out.setdefault(ing, "g")


_ADJECTIVES = (
    "ous",
    "ful",
    "ive",
    "ical",
    "able",
    "ible",
    "less",
    "ary",
    "ergic",
    "ish",
    "al",
    "ic",
    "ent",
    "ant",
    "oid",
    "ory",
)
_NOUN_ENDINGS = ("ent", "ant", "oid", "ory", "ary", "ive")


@lru_cache(maxsize=65536)
def _open_class(word: str) -> str:
    """Return the tag or open class of a word in lower case that no list has."""
    if not word[0].isalpha():
        if word[0].isdigit() or (len(word) > 1 and word[1].isdigit()):
            return "CD" if not word[-1].isalpha() else "NN"
        if any(map(str.isalnum, word)):
            return "NN"
        return word if word in (",", ":", ";") else "."
    if len(word) > 4:
        if word.endswith("ly"):
            return "RB"
        if word.endswith("ing"):
            return "g"
        if word.endswith("ed") and not word.endswith("eed"):
            return "d"
        if word.endswith(_ADJECTIVES):
            if word.endswith(_NOUN_ENDINGS):
                return (
                    "JJ"
                    if word.endswith(
                        (
                            "ient",
                            "dent",
                            "tent",
                            "rent",
                            "cent",
                            "ilant",
                            "icant",
                            "tory",
                            "sory",
                            "itive",
                            "ative",
                            "sive",
                            "ctive",
                            "tary",
                            "nary",
                        )
                    )
                    else "NN"
                )
            return "JJ"
        if word.endswith(("ize", "ise", "ify")) and word[-3:] != "ise":
            return "v"
        if word.endswith(("izes", "ifies")):
            return "z"
    if word.endswith("s") and len(word) > 3 and not word.endswith(("ss", "us", "is")):
        return "NNS"
    return "NN"


class _Classes(dict[str, str]):
    """Word -> class, filled as words are met."""

    def __missing__(self, word: str) -> str:
        found = _open_class(word)
        if len(self) < 200_000:
            self[word] = found
        return found


@lru_cache(maxsize=1)
def _classes() -> _Classes:
    return _Classes(_words())


@lru_cache(maxsize=1)
def _lemmas() -> dict[str, str]:
    """Return verb form -> lemma, the predicate lexicon's before the common verbs'."""
    out = dict(predicate_lexicon().verb_lemma)
    for row in packaged_table("common-verbs.csv", ("lemma", "past", "participle", "doubled")):
        lemma = row["lemma"]
        out.setdefault(lemma, lemma)
        for form in _inflections(lemma, row["past"], row["participle"], row["doubled"] == "yes"):
            out.setdefault(form, lemma)
    return out


@lru_cache(maxsize=1)
def _prepositions() -> tuple[dict[str, frozenset[str]], dict[str, frozenset[str]]]:
    """Return the prepositions that verbs (by form) and nouns or adjectives (by form) take."""
    lexicon = predicate_lexicon()
    verbs = {
        form: frozenset(p.prep for p in lexicon.verbs[lemma] if p.prep) for form, lemma in lexicon.verb_lemma.items()
    }
    nominals = {form: frozenset(p.prep for p in found if p.prep) for form, found in lexicon.nominals.items()}
    return verbs, nominals


# -- tags -------------------------------------------------------------------------------------------------------------


def shallow_tags(
    words: Sequence[str], low: Sequence[str], entity: Sequence[int], glued: Sequence[bool] | None = None
) -> list[str]:
    """Return the Penn tags of a sentence.

    Parameters
    ----------
    words, low : sequence of str
        Its tokens without white space, as written and in lower case.
    entity : sequence of int
        The entity that each token belongs to, or -1.
    glued : sequence of bool, optional
        Whether a token follows the one before without a space.
    """
    n = len(words)
    table = _classes()
    cls = [table[w] for w in low]
    for i in range(n):
        if entity[i] >= 0:
            last = i + 1 == n or entity[i + 1] != entity[i]
            alone = last and (i == 0 or entity[i - 1] != entity[i])
            word = low[i]
            if alone and word.endswith(("ergic", "ical", "ic", "al", "ed")) and cls[i] in ("JJ", "d"):
                cls[i] = "JJ" if cls[i] == "JJ" or (i + 1 < n and cls[i + 1] in _NOMINAL) else "NN"
            else:
                cls[i] = (
                    "NNS"
                    if last and word.endswith("s") and not word.endswith(("ss", "us", "is")) and words[i][-1] == "s"
                    else "NN"
                )
        elif (
            cls[i] in ("NN", "NNS", "JJ", "w", "y", "v", "g")
            and i
            and words[i][0].isupper()
            and words[i][1:2].islower()
            and cls[i - 1] != "."
        ):
            cls[i] = "NNP"
    ahead = _finite_ahead(cls, low)
    lemmas = _lemmas()
    tags = cls[:]
    seen = False  # a finite verb since the last boundary
    reporting = False
    expect = ""
    verb = ""  # the last verb's tag
    before_bracket = ""
    outer = False  # whether a finite verb stands before the relative that is open
    owed = False  # a relative has begun and the verb of its antecedent's clause is still to come
    causing = False  # "help", "make", "let": a bare infinitive follows their object
    for i in range(n):
        c = cls[i]
        word = low[i]
        p = tags[i - 1] if i else "<"
        if p == "." and i and low[i - 1] in _CLOSERS and before_bracket:
            p = before_bracket
        elif p == "." and i >= 2 and low[i - 1] in _QUOTES:
            p = tags[i - 2]
        following = cls[i + 1] if i + 1 < n else "."
        tag = c
        if c == ".":
            if word in _OPENERS:
                before_bracket = p
            elif word in (".", "—", "--") or (word in _HYPHENS and not (glued is not None and glued[i])):
                seen = reporting = False
                expect = ""
            if word in _HYPHENS and 0 < i < n - 1 and (glued is None or (glued[i] and glued[i + 1])):
                tag = "HYPH"
        elif c in ("w", "v", "y", "z", "d", "p", "q", "e", "g"):
            glue = p == "HYPH"
            if word == "according" and following == "TO":
                tag = "IN"
            elif word == "said" and expect != "VBN":
                tag = "VBD"
            elif causing and c in ("v", "w", "e") and p in _OBJECTS and (c != "w" or p == "PRP" or p == "NNS"):
                tag = "VB"
            else:
                free = seen and not (owed and c != "d" and p in _NOUN and word not in _nounish())
                tag = _verbal(
                    c, word, p, low, cls, tags, i, n, following, free, reporting, ahead[i], expect, verb, glue
                )
        elif word == "that":
            tag = _that(p, low, i, following, ahead[i], cls)
        elif c == "POS":
            if i and low[i - 1] in ("let", "lets"):
                tag = "PRP"
            elif i and (low[i - 1] in _CLITIC_HOSTS or p[0] not in "NPCVD"):
                tag = "VBZ" if word in _BE else "."
            elif word in ("’", "'") and not (i and low[i - 1].endswith("s")):
                tag = "."
        elif word == "her" and following in (".", ",", "IN", "TO", "CC"):
            tag = "PRP"
        elif c == "EX" and not (
            i + 1 < n
            and (
                low[i + 1] in _BE
                or following == "MD"
                or low[i + 1] in ("has", "have", "seems", "appears", "exists", "exist")
            )
        ):
            tag = "RB"
        elif c == "RP" and (following in ("DT", "PRP$") and word in ("down", "up", "off") and not verb):
            tag = "IN"
        elif (
            c == "JJ"
            and word
            in (
                "present",
                "lower",
                "calm",
                "slow",
                "quiet",
                "narrow",
                "clear",
                "blunt",
                "dull",
                "complete",
                "sharp",
                "thin",
            )
            and (expect == "VB" or p == "TO")
            and (following in _STARTS or (i + 1 < n and entity[i + 1] >= 0))
        ):
            tag = "VB"
        tags[i] = tag
        # -- what the word lets the next ones be
        first = tag[0]
        if first == "V" or tag == "MD":
            lemma_be = word in _BE
            if tag == "MD" or word in _DO:
                expect = "VB"
            elif lemma_be or word in _GET or word in _HAVE:
                expect = "VBN"
            else:
                expect = ""
            if tag in ("VBZ", "VBP", "VBD", "MD"):
                if owed and seen:
                    owed = False
                seen = True
            verb = tag
            lemma = lemmas.get(word)
            causing = lemma in _BARE_AFTER
            if lemma in _REPORT:
                reporting = True
        elif tag == "TO":
            expect = "VB"
        elif tag == "RB" or tag == "RP" or word in _NEGATION:
            pass
        elif tag in ("WDT", "WP", "WRB", ";", ":") or word in _CLAUSE_MARKS or (word == "that" and tag == "IN"):
            if tag == "WDT" or word == "who":
                outer = seen
                owed = not seen
            seen = reporting = causing = False
            expect = ""
        elif tag == ",":
            expect = ""
            if owed and seen:
                seen = outer  # the comma ends the relative
                owed = False
        elif tag == "CC":
            if i and tags[i - 1] in (",",):
                seen = False
        elif (
            expect == "VB"
            and (first == "N" or tag == "PRP" or tag == "DT")
            and verb in ("MD", "VBZ", "VBP", "VBD")
            and _inverted(low, tags, i)
        ):
            pass  # "Can ketamine help"
        else:
            expect = ""
    _give_verb(low, tags, entity)
    return tags


_AFTER_VERB = frozenset(("DT", "NN", "NNS", "NNP", "JJ", "PRP$", "PRP", "CD", "RB", "JJR"))


def _give_verb(low: Sequence[str], tags: list[str], entity: Sequence[int]) -> None:
    """Turn the noun that may be a verb into one where a whole sentence has no finite verb ("Smoking raises the risk")."""
    if not low or low[-1] != "." or any(tag in FINITE for tag in tags):
        return
    known = predicate_lexicon().verb_lemma
    for i in range(1, len(low) - 1):
        if entity[i] < 0 and tags[i] == "NNS" and low[i] in known and tags[i + 1] in _AFTER_VERB:
            tags[i] = "VBZ"
            return


def _inverted(low: Sequence[str], tags: Sequence[str], i: int) -> bool:
    """Tell whether everything from the start or a question word to `i` is an auxiliary and a noun chunk."""
    for k in range(i, max(-1, i - 9), -1):
        if tags[k] == "MD" or low[k] in _DO:
            return k == 0 or tags[k - 1] in ("WRB", "WP", "WDT", "<", "CC", ",", ".")
        if tags[k] not in _CHUNK and tags[k] not in ("IN", "CC"):
            return False
    return False


def _finite_ahead(cls: Sequence[str], low: Sequence[str]) -> list[bool]:
    """Return for each token whether a sure finite verb follows within its clause."""
    n = len(cls)
    out = [False] * n
    found = False
    for i in range(n - 1, -1, -1):
        out[i] = found
        c = cls[i]
        if c in _SURE:
            found = low[i - 1] != "to" if i else True
        elif (
            c in ("WDT", "WP", "WRB", ";", ":", "PRP", "EX")
            or low[i] in _CLAUSE_MARKS
            or low[i] == "that"
            or (c == "CC" and i and cls[i - 1] == ",")
        ) or (c == "." and low[i] == "."):
            found = False
    return out


def _resumes(cls: Sequence[str], i: int, n: int) -> bool:
    """Tell whether a clause goes on with a verb after the next comma ("X, first made in 1960, holds")."""
    for k in range(i + 1, min(n - 2, i + 16)):
        if cls[k] == ",":
            after = cls[k + 2] if cls[k + 1] == "RB" else cls[k + 1]
            return after in _VERBS
    return False


def _past_soon(cls: Sequence[str], low: Sequence[str], i: int, n: int) -> bool:
    """Tell whether a past form follows a noun before the next boundary ("patients treated with X slept")."""
    for k in range(i, min(n - 1, i + 8)):
        c = cls[k]
        if c == "d" and cls[k - 1] in _NOUN and low[k + 1] != "by":
            return True
        if c in (",", "CC", ".", "WDT", ":", ";") or low[k] == "that":
            return False
    return False


def _that(p: str, low: Sequence[str], i: int, following: str, ahead: bool, cls: Sequence[str]) -> str:
    before = low[i - 1] if i else ""
    if p in ("<", "CC", "IN", "TO") and before not in ("so", "given", "provided", "such"):
        return "IN" if p == "CC" and ahead else "DT"
    if p in _NOUN or p == "PRP" or before in ("those", "one", "ones", "something", "anything", "all"):
        if before in NOMINAL_MATRIX or before in ("fact", "concern", "concerns", "conclusion", "reason"):
            return "IN"
        if following in ("DT", "PRP$", "PRP") and p == "PRP":
            return "IN"
        return "WDT"
    if p == ",":
        return "IN" if following in _NOMINAL and ahead else "WDT"
    if p.startswith(("VB", "JJ", "RB")) or before in ("so", "now"):
        return "IN" if ahead or following in _NOMINAL else "DT"
    return "IN"


def _verbal(
    c: str, word: str, p: str, low: Sequence[str], cls: Sequence[str], tags: Sequence[str], i: int, n: int, following: str,
    seen: bool, reporting: bool, ahead: bool, expect: str, verb: str, glue: bool,
) -> str:  # fmt: skip
    """Return the tag of a word that can be a verb."""
    nominal = following in _STARTS
    if c == "d" or c == "q":
        if glue:
            return "JJ" if following in _NOMINAL else "VBN"
        if expect == "VBN" or c == "q":
            return "VBN"
        if p == "<" and following in _NOMINAL and word in sign_words():
            return "JJ"  # "Reduced levels of X are ..."
        if p in _MODIFIED or p == "IN":
            return "VBN"
        if p == "RB" and i >= 2 and (tags[i - 2] in ("DT", "PRP$", "IN")):
            return "VBN"
        if p == "PRP" or p == "WDT" or p == "WP":
            return "VBD"
        if p == "CC":
            if verb in ("VBN", "VBD"):
                return verb
            return "VBN"
        if p == "," or p == "<" or p.startswith("V"):
            return "VBN" if seen or ahead or p != "," or not nominal or _resumes(cls, i, n) else "VBD"
        if p == "RB" and i >= 2 and tags[i - 2] == "," and not seen and _resumes(cls, i, n):
            return "VBN"
        after = low[i + 1] if i + 1 < n else "."
        if seen and not (reporting and not ahead and after != "by"):
            if following in ("DT", "PRP$") and after not in ("each",):
                return "VBD"
            return "VBN"
        if after == "by" or (ahead and following in ("IN", "RB", "TO", "CC", "d", ",")):
            return "VBN"
        if ahead and following in _NOMINAL:
            return "VBN"
        if p in _NOUN and after in ("with", "as", "in") and _past_soon(cls, low, i + 2, n):
            return "VBN"
        return "VBD"
    if c == "p":
        return "VBD"
    if c == "g":
        if expect == "VBN" and p != "DT":
            return "VBG"
        if glue:
            return "JJ" if following in _NOMINAL else "NN"
        if p in _MODIFIED:
            return "VBG" if following in ("NN", "NNS", "NNP", "w", "y", "JJ") else "NN"
        if (
            p in ("NN", "NNP")
            and following in ("z", "VBZ", "MD", ".", ",", "VBD", "VBP")
            and low[i] not in ("being", "having")
        ):
            return "NN"
        if p == "<" and following in ("MD", "VBZ", "VBP", "VBD", "z", "CC", ","):
            return "NN"
        return "VBG"
    if c == "z":
        return "VBZ" if p not in ("DT", "PRP$") and not glue else "NNS"
    if c == "v":
        if expect == "VB" or p == "TO" or p in ("<", "CC", ","):
            if p in ("CC", ",") and expect != "VB":
                return "VB" if verb in ("VB", "MD") else ("VBP" if verb == "VBP" else "VB")
            return "VB"
        if p in ("DT", "PRP$", "JJ"):
            return "NN"
        if p in ("NNS", "PRP", "WDT", "WP", "RB"):
            return (
                "VB"
                if verb == "VB" and low[i - 1] in ("people", "patients", "us", "you", "them", "it") and seen
                else "VBP"
            )
        if p.startswith("V"):
            return "VB"
        return "VBP" if not seen and not ahead else "VB"
    if c == "e":
        if expect == "VB" or p == "TO":
            return "VB"
        if expect == "VBN":
            return "VBN"
        if p in ("PRP", "NNS", "WDT"):
            return "VBP" if p == "NNS" and not seen else "VBD"
        if p in _NOUN and ((not seen and not ahead) or following in ("DT", "PRP$")):
            return "VBD"
        return "NN" if p in _MODIFIED or p == "IN" else "VB" if p in ("<", "CC") else "VBN"
    if c == "w":
        if glue:
            return "NN"
        if expect == "VB" or ((p == "TO" and following not in ("IN", "CC", ",")) or (p == "TO" and verb == "MD")):
            return "VB"
        if p == "TO":
            return "VB" if word in ("help", "work", "act", "play", "use") else "NN"
        if p in _MODIFIED or p == "IN" or p == "VBN" or p == "VBG" or glue:
            return "NN"
        if p in ("PRP", "WDT", "WP"):
            return "VBP"
        if p == "CC":
            if verb in ("VB", "VBP") and nominal:
                return verb
            return "NN"
        if p == "<":
            return "VB" if following in ("DT", "PRP$", "PRP") else "NN"
        if p == "NNS" or (p == "RB" and i >= 2 and tags[i - 2] in ("NNS", "PRP", "WDT")):
            if seen and not (reporting and nominal):
                return (
                    "VBP"
                    if following in ("DT", "PRP$")
                    else "VB"
                    if low[i - 1] in ("people", "patients", "cells") and verb == "VB"
                    else "NN"
                )
            return "NN" if ahead and not nominal else "VBP"
        if p in _NOUN and p != "NNP" and word in ("show", "claim", "report", "note") and following == ".":
            return "VBP"
        if p in _NOUN or p == ",":
            return "VBP" if not seen and not ahead and nominal else "NN"
        if p.startswith("V") and p not in ("VBG", "VBN") and low[i - 1] in ("help", "helps", "helped", "let", "lets"):
            return "VB"
        return "NN" if p != "RB" else ("VB" if verb in ("MD", "TO") else "VBP" if not seen else "NN")
    # y
    if glue or p in _MODIFIED or p == "IN" or p == "VBN" or p == "TO" or p == "VBG" or p == "<":
        return "NNS"
    if p in ("PRP", "WDT", "WP", "EX"):
        return "VBZ"
    if p == "RB":
        back = tags[i - 2] if i >= 2 else "<"
        return "VBZ" if back in _NOUN or back in ("PRP", "WDT", "CC", ",") or not seen else "NNS"
    if p == "CC" or p == ",":
        if (
            verb == "VBZ"
            and (nominal or following in ("IN", "TO", "RP"))
            and p == "CC"
            and not (following == "IN" and low[i + 1] == "of")
        ):
            return "VBZ"
        return (
            "VBZ"
            if p == "," and not seen and not ahead and following not in (",", "CC") and word not in _nounish()
            else "NNS"
        )
    if p in _NOUN:
        after = low[i + 1] if i + 1 < n else "."
        if following in ("DT", "PRP$") and after != "that":
            return "VBZ"
        if seen and not reporting:
            return "VBZ" if nominal and p != "NNS" and word not in _nounish() else "NNS"
        if ahead:
            return "VBZ" if nominal and word not in _nounish() and p != "NNS" else "NNS"
        if p == "NNS":
            return "VBZ" if nominal else "NNS"
        return "NNS" if after in ("of",) or (following in (".", ",", ";", ":", "CC") and word in _nounish()) else "VBZ"
    return "VBZ" if not seen and not p.startswith("V") else "NNS"


@lru_cache(maxsize=1)
def _nounish() -> frozenset[str]:
    """Return the plurals that are nouns before they are verbs ("levels", "effects")."""
    return frozenset(
        [
            "levels",
            "effects",
            "symptoms",
            "functions",
            "rates",
            "changes",
            "signals",
            "stores",
            "amounts",
            "results",
            "studies",
            "trials",
            "reports",
            "claims",
            "forms",
            "links",
            "roles",
            "doses",
            "types",
            "tests",
            "benefits",
            "risks",
            "causes",
            "lacks",
            "systems",
            "responses",
            "increases",
            "decreases",
            "disorders",
            "attacks",
            "uses",
            "users",
            "drugs",
            "targets",
            "times",
            "measures",
        ]
    )


# -- attachment -------------------------------------------------------------------------------------------------------


class _Clause:
    """A clause under construction; what hangs on it is resolved when its head is known."""

    __slots__ = ("be", "cop", "dep", "gov", "head", "kind", "obj", "own", "passive", "report", "subj", "tag", "told")

    def __init__(self, dep: str, gov: _Clause | int | None, kind: str) -> None:
        self.dep = dep
        self.gov = gov
        self.kind = kind  # root, sub, that, rel, inf, ger, part, conj, tail
        self.head = -1
        self.be = -1
        self.subj = -1
        self.obj = -1
        self.cop = False  # a copula waits for its complement
        self.passive = False
        self.report = False
        self.told = False  # its subject follows ("said X")
        self.tag = ""
        self.own: list[tuple[int, str]] = []


class _Parser:
    """Attaches the chunks of one sentence from left to right."""

    def __init__(self, words: Sequence[str], low: Sequence[str], tags: list[str], entity: Sequence[int]) -> None:
        self.words, self.low, self.tags, self.entity = words, low, tags, entity
        n = len(words)
        self.n = n
        self.heads = [-1] * n
        self.deps = ["dep"] * n
        self.clauses: list[_Clause] = []
        self.stack: list[_Clause] = []
        self.verb_prepositions, self.noun_prepositions = _prepositions()
        self.lemmas = _lemmas()
        self.root = self.cur = self.open("ROOT", None, "root")
        self.last = -1  # head of the last noun chunk, -1 where something came between that nothing can attach across
        self.last_start = -1
        self.last_end = -1
        self.adjective = -1
        self.cases: list[int] = []
        self.cc = -1
        self.comma = -1
        self.adverbs: list[int] = []
        self.candidate = -1  # a noun chunk after a joint, subject of a new clause if a finite verb follows
        self.candidate_cc = -1
        self.infinitive = -1
        self.expletive = -1
        self.joint = 0  # the last comma or conjunction
        self.joint_cc = -1  # a conjunction that a phrase took, though it may join clauses

    # -- helpers

    def open(self, dep: str, gov: _Clause | int | None, kind: str) -> _Clause:
        clause = _Clause(dep, gov, kind)
        self.clauses.append(clause)
        self.stack.append(clause)
        self.cur = clause
        return clause

    def pop_to(self, clause: _Clause) -> None:
        while self.stack and self.stack[-1] is not clause:
            self.stack.pop()
        self.cur = clause

    def attach(self, i: int, head: int, dep: str) -> None:
        self.heads[i] = head
        self.deps[i] = dep

    def flush(self, clause: _Clause | None = None) -> None:
        if self.adverbs:
            own = (clause or self.cur).own
            for a in self.adverbs:
                own.append((a, "advmod"))
            self.adverbs = []

    def joints(self, head: int | None, clause: _Clause | None = None) -> None:
        """Hang a waiting conjunction and comma on what they introduce."""
        if self.cc >= 0:
            self.joint_cc = self.cc
            if head is not None:
                self.attach(self.cc, head, "cc")
            else:
                (clause or self.cur).own.append((self.cc, "cc"))
        if self.comma >= 0:
            if head is not None:
                self.attach(self.comma, head, "punct")
            else:
                (clause or self.cur).own.append((self.comma, "punct"))
        self.cc = self.comma = -1

    # -- the loop

    def run(self) -> None:
        tags, low, n = self.tags, self.low, self.n
        i = 0
        while i < n:
            t = tags[i]
            if (t in _CHUNK and t not in ("HYPH", "POS")) or ((t == "VBN" or t == "VBG") and self.premodifier(i)):
                i = self.chunk(i)
            elif t[0] == "V" or t == "MD":
                i = self.verb_group(i)
            elif t == "IN":
                i = self.preposition(i)
            elif t == "TO":
                k = i + 1
                while k < n and tags[k] == "RB":
                    k += 1
                if k < n and tags[k] in ("VB", "VBP"):
                    self.infinitive = i
                    tags[k] = "VB"
                    i += 1
                    for a in range(i, k):
                        self.adverbs.append(a)
                    i = self.verb_group(k)
                else:
                    self.cases.append(i)
                    i += 1
            elif t == "RB" or t == "RP":
                i = self.adverb(i)
            elif t == "CC":
                self.flush()
                if self.cc >= 0 and self.cc != i:
                    self.attach(self.cc, i, "cc")
                if self.cases and not (i + 1 < n and tags[i + 1] == "IN"):
                    self.leftover()
                self.cc = self.joint = i
                self.joint_cc = -1
                i += 1
            elif t == "WDT" or t == "WP" or t == "WRB" or t == "WP$":
                i = self.question_word(i)
            elif t == ",":
                self.flush()
                if self.comma >= 0:
                    self.cur.own.append((self.comma, "punct"))
                if self.cases:
                    self.leftover()
                self.comma = self.joint = i
                self.joint_cc = -1
                self.comma_seen()
                i += 1
            elif low[i] in _OPENERS:
                i = self.bracket(i)
            elif t == ";" or (t == ":" and self.root.head >= 0 and self.finite_after(i)):
                i = self.anew(i)
            elif t == ":" or (low[i] in _DASHES and t != "HYPH"):
                self.flush()
                if self.comma >= 0:
                    self.cur.own.append((self.comma, "punct"))
                self.comma = i
                i += 1
            elif t == "UH":
                self.cur.own.append((i, "discourse"))
                i += 1
            else:
                self.cur.own.append((i, "punct"))
                i += 1
        self.finish()

    def finite_after(self, i: int) -> bool:
        return any(t in ("VBZ", "VBP", "VBD", "MD") for t in self.tags[i + 1 :])

    def finite_soon(self, i: int) -> bool:
        """Tell whether a finite verb comes before the next comma."""
        for k in range(i, min(self.n, i + 14)):
            t = self.tags[k]
            if t in ("VBZ", "VBP", "VBD", "MD"):
                return True
            if t in (",", "WDT", "WP", ";") or (t == "IN" and self.low[k] == "that"):
                return False
        return False

    def premodifier(self, i: int) -> bool:
        """Tell whether a participle stands before the noun it modifies."""
        tags, n = self.tags, self.n
        if i + 1 >= n:
            return False
        t = tags[i + 1]
        if t not in ("NN", "NNS", "NNP", "JJ"):
            return False
        p = tags[i - 1] if i else "<"
        if p in ("DT", "PRP$", "JJ", "CD", "POS", "HYPH", "PDT", "JJR", "JJS"):
            return True
        if tags[i] == "VBN":
            if self.cur.head >= 0 and self.cur.head == i - 1:
                return True
            return p in ("IN", "CC", ",", "<", "RB") or (
                p[0] == "V" and self.low[i - 1] not in _BE and self.low[i - 1] not in _HAVE
            )
        return False

    def comma_seen(self) -> None:
        """A comma ends a clause that came before its main clause."""
        cur = self.cur
        if cur.head < 0 or cur.kind not in ("sub", "ger", "part", "inf") or len(self.stack) < 2:
            return
        above = cur.gov if isinstance(cur.gov, _Clause) else self.stack[-2]
        if above.head < 0 and above.subj < 0 and above in self.stack:
            self.pop_to(above)
            self.last = -1

    def anew(self, i: int) -> int:
        self.flush()
        self.joints(None)
        self.leftover()
        self.cur.own.append((i, "punct"))
        self.stack = []
        self.root = self.open("ROOT", None, "root")
        self.last = self.adjective = self.candidate = self.candidate_cc = -1
        self.infinitive = -1
        return i + 1

    def leftover(self) -> None:
        for c in self.cases:
            self.cur.own.append((c, "advmod"))
        self.cases = []

    # -- noun chunks

    def chunk(self, i: int) -> int:
        """Take a noun chunk (or bare adjectives) from `i`; return the token after it."""
        tags, _low, n, entity = self.tags, self.low, self.n, self.entity
        j = i
        noun = -1
        t = tags[i]
        if t == "PRP" or t == "EX":
            if t == "EX":
                self.expletive = i
                return i + 1
            self.nominal(i, i, i + 1)
            return i + 1
        while j < n:
            t = tags[j]
            if t in _NOUN:
                if noun >= 0 and j and t == "NNP" and tags[j - 1] in ("NNS",) and entity[j] < 0:
                    break
                noun = j
            elif t in ("JJ", "JJR", "JJS", "CD"):
                if noun >= 0 and entity[j] < 0:
                    # an adjective after the noun belongs to another phrase, unless a noun follows it at once
                    if not (j + 1 < n and tags[j + 1] in _NOUN and (t == "JJ" or t == "CD")) or (
                        entity[noun] < 0 and tags[noun] == "NNS"
                    ):
                        break
            elif t == "DT" or t == "PDT" or t == "PRP$":
                if (j > i and tags[j - 1] not in ("PDT", "DT")) or noun >= 0:
                    break
            elif t == "POS":
                if noun < 0:
                    break
                j += 1
                noun = -1
                continue
            elif t == "HYPH":
                pass
            elif t == "RB":
                if not (j > i and j + 1 < n and tags[j + 1] in ("JJ", "VBN", "JJR", "CD") and noun < 0):
                    break
            elif t == "VBN" or t == "VBG":
                if noun >= 0 and tags[j - 1] != "HYPH":
                    break
                if not (j + 1 < n and tags[j + 1] in ("NN", "NNS", "NNP", "JJ", "HYPH")):
                    break
            elif t == "CC":
                # "safe and effective drug", "dopamine and serotonin levels" are two phrases here; adjectives are not
                if not (
                    noun < 0
                    and j > i
                    and tags[j - 1] in ("JJ", "VBN")
                    and j + 1 < n
                    and tags[j + 1] in ("JJ", "VBN")
                    and self.noun_soon(j + 1)
                    and tags[i] in ("DT", "PRP$")
                ):
                    break
            else:
                break
            j += 1
        while j > i + 1 and tags[j - 1] in ("HYPH", "RB", "CC"):
            j -= 1
        if noun < 0 and j > i + 1 and tags[j - 1] == "POS":
            j -= 1  # "the drug's in use": no noun follows, so it is a verb
            tags[j] = "VBZ" if self.low[j] in _BE else "."
            noun = j - 1
        if noun < 0:
            if all(tags[k] in ("JJ", "JJR", "JJS", "HYPH", "VBN", "VBG", "RB") for k in range(i, j)):
                self.inside(i, j, j - 1)
                self.adjectival(i, j)
                return j
            head = j - 1
        else:
            head = noun
        self.inside(i, j, head)
        self.nominal(head, i, j)
        return j

    def noun_soon(self, j: int) -> bool:
        while j < self.n and self.tags[j] in ("JJ", "VBN", "HYPH"):
            j += 1
        return j < self.n and self.tags[j] in _NOUN

    def inside(self, i: int, j: int, head: int) -> None:
        """Attach the words of a chunk to its head."""
        tags, low, heads, deps, entity = self.tags, self.low, self.heads, self.deps, self.entity
        possessor = -1
        for k in range(i, j):
            if tags[k] == "POS":
                possessor = k
        pending: list[int] = []
        for k in range(i, j):
            if k == head:
                continue
            t = tags[k]
            if possessor > k and k < possessor - 1 and t != "HYPH":
                target = possessor - 1
            elif k == possessor and k:
                heads[k], deps[k] = k - 1, "case"
                continue
            elif k == possessor - 1:
                heads[k], deps[k] = head, "nmod:poss"
                continue
            else:
                target = head
                if entity[k] >= 0:
                    last = k
                    while last + 1 < j and entity[last + 1] == entity[k]:
                        last += 1
                    if last != k:
                        target = last
            if t == "DT":
                dep = "det"
            elif t == "PRP$":
                dep = "nmod:poss"
            elif t == "CD":
                dep = "nummod"
            elif t in ("JJ", "JJR", "JJS", "VBN", "VBG"):
                dep = "amod" if entity[k] < 0 or target == head else "compound"
            elif t == "RB":
                pending.append(k)
                continue
            elif t == "PDT":
                dep = "det:predet"
            elif t == "HYPH":
                heads[k], deps[k] = k - 1 if k > i else head, "punct"
                if heads[k] == k:
                    heads[k] = head
                continue
            elif t == "CC":
                dep = "cc"
            else:
                dep = "compound"
            heads[k], deps[k] = target, dep
            for a in pending:
                heads[a], deps[a] = k, "advmod"
            pending = []
        for a in pending:
            heads[a], deps[a] = head, "advmod"
        del low

    def adjectival(self, i: int, j: int) -> None:
        """Place adjectives without a noun."""
        h = j - 1
        cur = self.cur
        for a in self.adverbs:
            self.attach(a, h, "advmod")
        self.adverbs = []
        if self.cases:
            for c in self.cases:
                self.attach(c, h, "case")
            self.cases = []
            cur.own.append((h, "obl"))
            self.joints(h)
        elif cur.cop:
            self.complement(h)
        elif self.cc >= 0 and self.adjective >= 0:
            self.attach(h, self.adjective, "conj")
            self.joints(h)
        elif cur.head >= 0 and self.lemmas.get(self.low[cur.head], "") in _PREDICATIVE:
            cur.own.append((h, "xcomp"))
        elif self.last >= 0 and self.last_end == i and cur.head < 0:
            self.attach(h, self.last, "amod")
        elif cur.head >= 0:
            cur.own.append((h, "advmod" if self.last_end != i else "xcomp"))
            self.joints(h)
        else:
            cur.own.append((h, "amod"))
            self.joints(h)
        self.adjective = h

    def complement(self, h: int) -> None:
        """Make `h` the head of the copular clause."""
        cur = self.cur
        cur.own.append((cur.be, "cop"))
        cur.head = h
        cur.cop = False
        self.joints(h)

    def nominal(self, h: int, i: int, j: int) -> None:
        """Place a noun chunk with head `h` over ``[i, j)``."""
        cur, low, tags = self.cur, self.low, self.tags
        if (
            not self.cases
            and self.comma < 0
            and self.cc < 0
            and self.last >= 0
            and self.last_end == i
            and self.reduced(h, i, j)
        ):
            clause = self.open("acl:relcl", self.last, "rel")
            clause.subj = h
            self.last, self.last_start, self.last_end = h, i, j
            return
        if self.adverbs:
            if self.cases or tags[h] == "CD":
                for a in self.adverbs:
                    self.attach(a, h, "advmod")
                self.adverbs = []
            else:
                self.flush()
        if self.cases:
            self.prepositional(h, i, j)
        elif (self.cc >= 0 or self.comma >= 0) and self.joined(h, i, j):
            pass
        elif cur.told and cur.head >= 0 and cur.subj < 0:
            cur.subj = h
            cur.own.append((h, "nsubj"))
            self.joints(h)
        elif cur.cop and (cur.subj >= 0 or cur.kind in ("rel", "conj", "inf", "ger")):
            self.complement(h)
        elif cur.head < 0:
            if cur.subj < 0:
                cur.subj = h
                self.joints(None)
            elif j < self.n and tags[j] in ("VBZ", "VBP", "VBD", "MD") and self.last == cur.subj and self.last_end == i:
                relative = self.open("acl:relcl", self.last, "rel")
                relative.subj = h
            elif low[cur.subj] in _TIMES or tags[h] == "PRP":
                cur.own.append((cur.subj, "obl:unmarked"))
                cur.subj = h
                self.joints(None)
            else:
                self.attach(h, cur.subj, "appos" if self.comma >= 0 else "dep")
                self.joints(h)
        elif cur.cop:
            if cur.subj < 0:
                cur.subj = h  # "Is ketamine safe"
            else:
                self.complement(h)
        elif cur.obj < 0 and self.last_end != i:
            cur.obj = h
            if self.joint_cc > cur.head:
                self.candidate, self.candidate_cc = h, self.joint_cc
            if low[h] in _TIMES and tags[i] != "DT":
                cur.own.append((h, "obl:unmarked"))
                cur.obj = -1
            else:
                cur.own.append((h, "obj"))
            self.joints(h)
        elif cur.obj >= 0 and self.last == cur.obj and self.last_end == i and self.lemmas.get(low[cur.head]) in _GIVING:
            cur.own = [(k, "iobj" if k == cur.obj else d) for k, d in cur.own]
            cur.obj = h
            cur.own.append((h, "obj"))
        else:
            cur.own.append((h, "obl:unmarked"))
            self.candidate, self.candidate_cc = h, self.joint_cc if self.joint_cc > cur.head else -1
            self.joints(h)
        self.last, self.last_start, self.last_end = h, i, j

    def reduced(self, h: int, i: int, j: int) -> bool:
        """Tell whether a chunk right after a noun begins a relative without a pronoun ("the drug they take")."""
        cur, tags, low = self.cur, self.tags, self.low
        if (cur.report and cur.obj < 0) or (cur.report and self.last == cur.obj) or cur.cop or self.last == cur.head:
            return False
        k = j
        while k < self.n and tags[k] == "RB":
            k += 1
        if k >= self.n or tags[k] not in ("VBP", "VBZ", "VBD", "MD"):
            return False
        if tags[h] == "PRP":
            return low[h] in _NOMINATIVE and cur.head >= 0
        if cur.head < 0 or tags[i] != "DT" or low[i] not in ("some", "many", "most", "the"):
            return False
        return not any(t in ("VBP", "VBZ", "VBD", "MD") for t in tags[k + 1 : k + 8])

    def joined(self, h: int, i: int, j: int) -> bool:
        """Place a noun chunk after a comma or a conjunction: list member, apposition, or subject of what follows."""
        cur, low, tags = self.cur, self.low, self.tags
        last = self.last
        if last < 0 or self.last_end not in (i - 1, i - 2, i - 3):
            if self.cc >= 0 and cur.head >= 0 and self.adjective == -1 and cur.cop is False:
                cur.own.append((h, "conj"))
                self.candidate, self.candidate_cc = h, self.cc
                self.joints(h)
                return True
            return False
        if cur.cop:
            return False
        if self.cc < 0:
            article = low[i] in ("a", "an", "one", "the") or tags[i] == "PRP$"
            listed = self.series(j)
            fronted = cur.head < 0 and cur.subj < 0
            if fronted:
                return False
            if cur.head < 0 and low[cur.subj] in _TIMES:
                return False
            if (
                cur.kind in ("sub", "ger", "part", "inf")
                and cur.head >= 0
                and isinstance(cur.gov, _Clause)
                and cur.gov.head < 0
            ):
                return False
            appositive = (article and not listed) or (low[i] in ("a", "an") and low[self.last_start] not in ("a", "an"))
            if not listed or appositive:
                target = last
                if cur.head < 0 and cur.subj >= 0 and self.entity[last] < 0:
                    target = cur.subj if self.entity[cur.subj] >= 0 else last
                self.attach(h, target, "appos")
                if last != self.candidate:
                    self.candidate, self.candidate_cc = h, -1
                self.joints(h)
                return True
        target = self.conjunct(last, h, i)
        if self.deps[target] == "conj" and self.heads[target] >= 0:
            target = self.heads[target]
        self.attach(h, target, "conj")
        self.candidate, self.candidate_cc = h, self.cc
        self.joints(h)
        return True

    def conjunct(self, last: int, h: int, i: int) -> int:
        """Return the earlier member of the list that `h` belongs to."""
        own = self.entity[h] >= 0
        determined = self.tags[i] in ("DT", "PRP$")
        node = last
        for _ in range(2):
            if self.deps[node] not in ("nmod",) or self.heads[node] < 0:
                break
            above = self.heads[node]
            if own and self.entity[node] >= 0:
                break
            if (not own and self.entity[node] >= 0 and self.entity[above] < 0) or (
                determined
                and any(self.deps[k] == "det" for k in range(max(0, above - 4), above))
                and self.low[i] in ("the", "a", "an", "its", "their")
            ):
                node = above
                continue
            break
        return node

    def series(self, j: int) -> bool:
        """Tell whether a list goes on after `j` to its conjunction."""
        tags, low, n = self.tags, self.low, self.n
        k = j
        while k < n and k < j + 24:
            t = tags[k]
            if t == "CC":
                return k + 1 < n and (tags[k + 1] in _CHUNK or tags[k + 1] in ("VBN", "VBG", "RB"))
            if (
                t in _CHUNK
                or t == ","
                or (t == "IN" and low[k] in ("of", "in", "for"))
                or t in ("VBN", "VBG", "RB")
                or low[k] in _OPENERS
                or low[k] in _CLOSERS
            ):
                k += 1
                continue
            return False
        return False

    def prepositional(self, h: int, i: int, j: int) -> None:
        cur, low = self.cur, self.low
        cases = self.cases
        self.cases = []
        first = cases[0]
        for c in cases[1:]:
            self.attach(c, first, "fixed")
        self.attach(first, h, "case")
        prep = low[first]
        last = self.last
        adjacent = last >= 0 and self.last_end == first
        near = last >= 0 and self.last_end >= first - 2
        if self.cc >= 0 and self.last >= 0 and self.last_end >= first - 2:
            # "for A and for B"
            node = last
            for _ in range(3):
                case = next(
                    (
                        k
                        for k in range(node - 1, max(-1, node - 8), -1)
                        if self.heads[k] == node and self.deps[k] == "case"
                    ),
                    -1,
                )
                if case >= 0 and low[case] == prep:
                    self.attach(h, node, "conj")
                    self.joints(h)
                    return
                if self.deps[node] not in ("nmod", "conj") or self.heads[node] < 0:
                    break
                node = self.heads[node]
        if (prep in ("such", "including", "like", "especially") and near) or (prep == "of" and adjacent):
            self.attach(h, last, "nmod")
        elif cur.cop and not adjacent:
            if cur.subj >= 0 or cur.kind != "root":
                self.complement(h)
            else:
                cur.own.append((h, "obl"))
        elif cur.head < 0:
            if adjacent:
                self.attach(h, last, "nmod")
            else:
                cur.own.append((h, "obl"))
        elif prep == "by" and cur.passive:
            cur.own.append((h, "obl:agent"))
        elif adjacent and self.comma < 0:
            verb = self.verb_prepositions.get(low[cur.head], ())
            noun = self.noun_prepositions.get(low[last], ())
            if last == cur.head:
                self.attach(h, last, "nmod")
            elif prep in verb and (last == cur.obj or prep not in noun):
                cur.own.append((h, "obl"))
            elif prep in noun:
                self.attach(h, last, "nmod")
            elif prep in _ADVERBIAL_PREPOSITIONS:
                cur.own.append((h, "obl"))
            else:
                self.attach(h, last, "nmod")
        else:
            cur.own.append((h, "obl"))
        self.joints(h)

    # -- prepositions, conjunctions, adverbs

    def preposition(self, i: int) -> int:
        low, tags, n = self.low, self.tags, self.n
        word = low[i]
        nxt = tags[i + 1] if i + 1 < n else "."
        if word == "that":
            self.flush()
            gov: _Clause | int = self.cur
            if (
                self.last >= 0
                and self.last_end == i
                and low[self.last] in NOMINAL_MATRIX
                and self.last != self.cur.head
            ):
                gov = self.last
            elif self.cc >= 0:
                earlier = next((c for c in reversed(self.stack) if c.kind == "that"), None)
                if earlier is not None:
                    self.pop_to(earlier)
                    conj = self.open("conj", earlier, "conj")
                    conj.own.append((i, "mark"))
                    self.joints(None, conj)
                    self.last = -1
                    return i + 1
            self.joints(None)
            if self.cur.cop:
                self.cur.head, self.cur.cop = self.cur.be, False
            clause = self.open("ccomp", gov, "that")
            clause.own.append((i, "mark"))
            self.last = -1
            return i + 1
        second = f"{word} {low[i + 1]}" if i + 1 < n else ""
        if second in _ADVERBIALS:
            self.adverbs.append(i)
            self.attach(i + 1, i, "fixed")
            return i + 2
        counted = nxt == "CD" and word in ("about", "around", "over", "under")
        if counted and (not low[i + 1].isdigit() or (word in ("about", "around") and len(low[i + 1]) < 4)):
            tags[i] = "RB"
            self.adverbs.append(i)
            return i + 1
        marking = word in _CLAUSE_MARKS and second not in _FIXED and second not in ("because of",)
        if second in ("so that", "as if", "as though"):
            marking = True
        elif word in _EITHER_MARKS and second not in _FIXED and not marking:
            marking = self.clause_follows(i + 1)
        if marking and nxt not in ("VBG", "VBN", "IN"):
            self.flush()
            self.leftover()
            comma = self.comma
            gov = self.cur
            while gov.kind in ("rel", "ger", "part", "inf") and comma >= 0 and isinstance(gov.gov, _Clause):
                gov = gov.gov
            if comma >= 0 and gov.kind in ("rel",) and self.root.head >= 0:
                gov = self.root
            if self.cc >= 0 or comma >= 0:
                self.joints(None)
            if gov in self.stack:
                self.pop_to(gov)
            if gov.cop and gov.subj >= 0:
                gov.head, gov.cop = gov.be, False
            dep = "ccomp" if word == "whether" or (word == "if" and gov.report) else "advcl"
            clause = self.open(dep, gov, "sub")
            clause.own.append((i, "mark"))
            self.last = -1
            if second in ("so that", "as if", "as though"):
                self.attach(i + 1, i, "fixed")
                return i + 2
            return i + 1
        self.cases.append(i)
        if second in _FIXED:
            self.cases.append(i + 1)
            return i + 2
        return i + 1

    def clause_follows(self, i: int) -> bool:
        """Tell whether a noun chunk and a finite verb come before the next comma."""
        tags, n = self.tags, self.n
        for k in range(i, min(n, i + 14)):
            t = tags[k]
            if t in ("VBZ", "VBP", "VBD", "MD"):
                return k > i
            if (
                t in _CHUNK
                or t == "RB"
                or (t == "IN" and self.low[k] in ("of", "in", "for", "with") and k > i)
                or t in ("VBN", "CC", "VBG")
            ):
                continue
            return False
        return False

    def adverb(self, i: int) -> int:
        tags, low, n = self.tags, self.low, self.n
        word = low[i]
        second = f"{word} {low[i + 1]}" if i + 1 < n else ""
        if second == "as well" and i + 2 < n and low[i + 2] == "as":
            self.cc = i
            self.attach(i + 1, i, "fixed")
            self.attach(i + 2, i, "fixed")
            return i + 3
        if second in (
            "rather than",
            "instead of",
            "along with",
            "together with",
            "apart from",
            "up to",
            "out of",
            "more than",
            "less than",
            "well as",
            "away from",
            "ahead of",
        ):
            self.cases.extend((i, i + 1))
            return i + 2
        if second in _ADVERBIALS:
            self.adverbs.append(i)
            self.attach(i + 1, i, "fixed")
            return i + 2
        if word == "once" and (self.clause_follows(i + 1) or (i + 1 < n and tags[i + 1] == "VBN")):
            tags[i] = "IN"
            return self.preposition(i)
        if (
            word == "so"
            and self.comma >= 0
            and self.cc < 0
            and i == self.comma + 1
            and (self.clause_follows(i + 1) or (i + 1 < n and tags[i + 1] == "EX"))
        ):
            tags[i] = "CC"
            self.cc = self.joint = i
            return i + 1
        if second in ("even though", "even if", "just as"):
            self.adverbs.append(i)
            return i + 1
        if tags[i] == "RP":
            cur = self.cur
            if (
                cur.head >= 0
                and (cur.head == i - 1 or (cur.obj >= 0 and self.last_end == i))
                and word in self.verb_prepositions.get(low[cur.head], ("up", "down", "off", "out"))
            ):
                cur.own.append((i, "compound:prt"))
                return i + 1
        if i + 1 < n and tags[i + 1] in ("JJ", "RB", "JJR", "CD") and word not in _NEGATION and tags[i] == "RB":
            if tags[i + 1] == "RB" and low[i + 1] in _NEGATION:
                self.adverbs.append(i)
                return i + 1
            # waits for the adjective that it grades
        self.adverbs.append(i)
        return i + 1

    def question_word(self, i: int) -> int:
        tags, low, n = self.tags, self.low, self.n
        word = low[i]
        cases = self.cases
        self.cases = []
        self.flush()
        anchored = self.last >= 0 and (self.last_end >= i - 1 - len(cases) - (1 if self.comma >= 0 else 0))
        relative = anchored and (
            tags[i] in ("WDT", "WP$")
            or (word == "who" or (word == "whom"))
            or (word in ("where", "when", "why") and self.last_end == i and word != "when")
            or (word == "where" and self.comma >= 0)
        )
        if not anchored and cases and word in ("which", "whom"):
            relative = self.last >= 0
        if relative:
            gov = self.last
            if (
                self.comma >= 0
                and word == "which"
                and self.entity[gov] < 0
                and self.deps[gov] in ("nmod",)
                and self.heads[gov] >= 0
                and self.entity[self.heads[gov]] >= 0
            ):
                gov = self.heads[gov]
            comma = self.comma
            self.comma = -1
            cc = self.cc
            self.cc = -1
            earlier = self.cur if self.cur.kind == "rel" and cc >= 0 else None
            clause = self.open("conj" if earlier else "acl:relcl", earlier or gov, "rel")
            if comma >= 0:
                clause.own.append((comma, "punct"))
            if cc >= 0:
                clause.own.append((cc, "cc"))
            if tags[i] == "WP$":
                self.tags[i] = "WP$"
                self.adverbs = []
                # "whose levels": the pronoun is a determiner of the noun after it
                j = i + 1
                while j < n and tags[j] in ("NN", "NNS", "JJ", "NNP", "HYPH", "VBN"):
                    j += 1
                if j > i + 1:
                    h = j - 1
                    self.inside(i + 1, j, h)
                    self.attach(i, h, "nmod:poss")
                    clause.subj = h
                    self.last, self.last_start, self.last_end = h, i, j
                    return j
                clause.subj = i
            elif tags[i] == "WRB":
                clause.own.append((i, "advmod"))
                self.last = -1
            elif cases:
                for c in cases[1:]:
                    self.attach(c, cases[0], "fixed")
                self.attach(cases[0], i, "case")
                clause.own.append((i, "obl"))
                self.last = -1
            else:
                object_relative = i + 1 < n and (
                    tags[i + 1] in ("PRP", "DT", "PRP$") or (tags[i + 1] in _NOUN and self.clause_follows(i + 1))
                )
                if object_relative:
                    clause.own.append((i, "obj"))
                    clause.obj = i
                else:
                    clause.subj = i
                self.last = -1
            return i + 1
        for c in cases:
            self.attach(c, i, "case")
        if i and self.cur.head >= 0 and word not in ("when", "where", "whenever", "wherever"):
            clause = self.open("ccomp", self.cur, "sub")
            self.joints(None, clause)
            if tags[i] == "WRB":
                clause.own.append((i, "advmod"))
            elif i + 1 < n and (tags[i + 1][0] == "V" or tags[i + 1] == "MD"):
                clause.subj = i
            else:
                clause.own.append((i, "obj"))
            self.last = -1
            return i + 1
        if word in ("when", "where", "whenever", "wherever", "how", "why") and (
            i == 0 or self.cur.head >= 0 or self.cur.subj >= 0 or self.cc >= 0 or self.comma >= 0
        ):
            inverted = i + 1 < n and (
                tags[i + 1] == "MD" or low[i + 1] in _DO or low[i + 1] in _BE or low[i + 1] in _HAVE
            )
            if not inverted and word in ("when", "where", "whenever", "wherever"):
                gov_clause = self.cur
                self.joints(None)
                if gov_clause.cop and gov_clause.subj >= 0:
                    gov_clause.head, gov_clause.cop = gov_clause.be, False
                clause = self.open("advcl", gov_clause, "sub")
                clause.own.append((i, "mark"))
                self.last = -1
                return i + 1
            self.cur.own.append((i, "advmod"))
            return i + 1
        if tags[i] == "WRB":
            self.adverbs.append(i)
            return i + 1
        if i + 1 < n and tags[i + 1] in _NOUN and tags[i] in ("WDT", "WP"):
            self.heads[i], self.deps[i] = i + 1, "det"
            return i + 1
        if i + 1 < n and (tags[i + 1][0] == "V" or tags[i + 1] == "MD") and self.cur.subj < 0:
            self.cur.subj = i
        else:
            self.cur.own.append((i, "obj"))
        return i + 1

    def bracket(self, i: int) -> int:
        """Hang what stands in brackets on the noun before them."""
        low, tags, n = self.low, self.tags, self.n
        close = ")" if low[i] == "(" else "]"
        j = i + 1
        while j < n and low[j] != close:
            j += 1
        if j >= n:
            self.cur.own.append((i, "punct"))
            return i + 1
        k = i + 1
        while k < j and (tags[k] in _CHUNK or (k > i + 1 and tags[k] in ("VBN", "VBG"))):
            k += 1
        anchor = self.last if self.last >= 0 and self.last_end == i else -1
        if k > i + 1:
            noun = next((m for m in range(k - 1, i, -1) if tags[m] in _NOUN), k - 1)
            self.inside(i + 1, k, noun)
            if anchor >= 0:
                self.attach(noun, anchor, "appos")
            else:
                self.cur.own.append((noun, "dep"))
            for m in range(k, j):
                self.attach(m, noun, "punct" if tags[m] in (",", ".", ":", ";") else "dep")
            self.attach(i, noun, "punct")
            self.attach(j, noun, "punct")
        else:
            for m in range(i, j + 1):
                dep = "punct" if m in (i, j) or tags[m] in (",", ".", ":", ";") else "dep"
                if anchor >= 0:
                    self.attach(m, anchor, dep)
                else:
                    self.cur.own.append((m, dep))
        if anchor >= 0:
            self.last_end = j + 1
        return j + 1

    # -- verbs

    def verb_group(self, i: int) -> int:
        """Take a verb group from `i`; return the token after it."""
        tags, low, n = self.tags, self.low, self.n
        start = i
        aux: list[tuple[int, str]] = []
        adverbs: list[int] = []
        passive = False
        copula = False
        head = i
        finite = tags[i] in ("VBZ", "VBP", "VBD", "MD")
        first = tags[i]
        while True:
            word = low[head]
            t = tags[head]
            be, have = word in _BE, word in _HAVE
            if not (t == "MD" or be or have or word in _DO or word in _GET):
                break
            k = head + 1
            between: list[int] = []
            while k < n and (tags[k] == "RB" or low[k] in _NEGATION) and (k + 1 < n):
                between.append(k)
                k += 1
            nt = tags[k] if k < n else "."
            go = False
            if t == "MD" or word in _DO:
                go = nt == "VB" or (nt in ("VBP", "NN") and k < n and low[k] in self.lemmas and t == "MD")
                if go:
                    tags[k] = "VB"
            elif be:
                go = nt in ("VBN", "VBG")
                if go and nt == "VBN" and self.entity[k] >= 0:
                    go = False
            elif have:
                go = nt == "VBN" and not (
                    k + 1 < n
                    and tags[k + 1] in _NOUN
                    and low[k] not in ("been",)
                    and tags[k - 1] != "RB"
                    and low[k] in sign_words()
                    and self.entity[k + 1] < 0
                )
            else:
                go = nt == "VBN" and k == head + 1
            if not go:
                if be:
                    copula = True
                    adverbs.extend(b for b in between if low[b] in _NEGATION or tags[b] == "RB")
                    head_end = k if between else head + 1
                    break
                if t == "MD" or (word in _DO and self.cur.head < 0 and (self.cur.subj < 0)):
                    # inverted or elliptic
                    return self.loose_auxiliary(head, aux, adverbs + between, k)
                break
            if t == "MD" or word in _DO or have or (be and nt == "VBG"):
                aux.append((head, "aux"))
            else:
                aux.append((head, "aux:pass"))
                passive = True
            adverbs.extend(between)
            head = k
        end = head_end if copula else head + 1
        kind = (
            "fin"
            if finite
            else "inf"
            if self.infinitive >= 0
            else "ger"
            if first == "VBG"
            else "part"
            if first == "VBN"
            else "bare"
        )
        self.place(kind, head, start, aux, adverbs, passive, copula)
        return end

    def loose_auxiliary(self, i: int, aux: list[tuple[int, str]], adverbs: list[int], k: int) -> int:
        own = self.cur.own
        own.append((i, "aux"))
        own.extend(aux)
        own.extend((a, "advmod") for a in adverbs)
        self.joints(None)
        return max(k, i + 1)

    def place(
        self,
        kind: str,
        head: int,
        start: int,
        aux: list[tuple[int, str]],
        adverbs: list[int],
        passive: bool,
        copula: bool,
    ) -> None:
        """Give a verb group its clause."""
        mark = self.infinitive
        self.infinitive = -1
        cases, self.cases = self.cases, []
        lemma = self.lemmas.get(self.low[head], self.low[head])
        before = start - 1 - len(self.adverbs) - (1 if mark >= 0 else 0)
        clause = self.choose(kind, head, start, before, mark, cases, lemma)
        own = clause.own
        if mark >= 0:
            own.append((mark, "mark"))
        if cases:
            own.append((cases[0], "mark"))
            for c in cases[1:]:
                self.attach(c, cases[0], "fixed")
        own.extend(aux)
        for a in self.adverbs:
            own.append((a, "advmod"))
        self.adverbs = []
        own.extend((a, "advmod") for a in adverbs)
        self.joints(None, clause)
        clause.tag = self.tags[head]
        clause.report = lemma in _REPORT
        if copula:
            clause.be = head
            clause.cop = True
            clause.head = head
            if clause.told:
                clause.cop = False
        else:
            clause.head = head
        clause.passive = passive or (kind == "part")
        self.last_end = self.last_end if self.last >= 0 else -1
        if not (clause.kind in ("rel", "part", "ger") and self.candidate >= 0 and clause.gov == self.candidate):
            self.candidate = -1
        self.adjective = -1

    def choose(self, kind: str, head: int, start: int, before: int, mark: int, cases: list[int], lemma: str) -> _Clause:
        cur = self.cur
        direct = self.last >= 0 and self.last_end == before + 1
        if kind == "fin":
            return self.choose_finite(head, start, before, lemma)
        if cur.head < 0 and kind == "bare":
            return cur
        if self.cc >= 0 and not cases:
            want = {"inf": "VB", "bare": "VB", "ger": "VBG", "part": "VBN"}[kind]
            earlier = next((c for c in reversed(self.stack) if c.head >= 0 and c.tag == want), None)
            if earlier is not None:
                self.pop_to(earlier)
                clause = self.open("conj", earlier, "conj")
                clause.passive = earlier.passive
                return clause
            if kind == "bare" and cur.head >= 0:
                return self.open("conj", cur, "conj")
            if kind == "ger" and cur.head >= 0 and cur.kind not in ("rel", "sub") and self.finite_soon(head + 1):
                clause = self.open("conj", cur, "conj")
                self.joints(None, clause)
                return self.open("csubj", clause, "ger")
        if kind == "inf":
            if cur.head < 0:
                if cur.subj < 0:
                    return self.open("advcl", cur, "inf")
                return self.open("acl", self.last if direct else cur.subj, "inf")
            if cur.cop:
                cur.head = cur.be
                cur.cop = False
                return self.open("xcomp", cur, "inf")
            if direct and self.low[self.last] in _INFINITIVE_NOUNS and self.last != cur.subj:
                return self.open("acl", self.last, "inf")
            if cur.obj >= 0 and self.lemmas.get(self.low[cur.head]) not in _OBJECT_CONTROL:
                return self.open("advcl", cur, "inf")
            if (cur.obj < 0 and not direct) or cur.obj >= 0 or cur.head == self.last:
                return self.open("xcomp", cur, "inf")
            return self.open("advcl", cur, "inf")
        if kind == "bare":
            return self.open("xcomp" if cur.head >= 0 else "dep", cur, "inf")
        if cases:
            word = self.low[cases[0]]
            if kind == "ger" and word == "of" and direct is False and self.last >= 0 and self.last_end == cases[0]:
                return self.open("acl", self.last, "ger")
            if cur.cop and cur.subj >= 0:
                cur.head, cur.cop = cur.be, False
            if (
                kind == "ger"
                and cur.head < 0
                and self.last >= 0
                and self.last_end == cases[0]
                and word not in ("by", "when", "while")
            ):
                return self.open("acl", self.last, "ger")
            return self.open("advcl", cur, kind if kind == "ger" else "part")
        if kind == "ger":
            if cur.cop:
                cur.head, cur.cop = cur.be, False
                return self.open("xcomp", cur, "ger")
            if cur.head < 0 and cur.subj < 0 and self.comma < 0:
                return self.open("csubj", cur, "ger")
            if self.comma >= 0 and cur.head >= 0:
                return self.open("advcl", self.outer(), "ger")
            if direct:
                return self.open("acl", self.last, "ger")
            return self.open("xcomp" if cur.head >= 0 else "advcl", cur, "ger")
        # a participle
        if direct or (self.comma >= 0 and self.last >= 0 and self.last_end == self.comma):
            return self.open("acl", self.last, "part")
        if cur.head < 0 and cur.subj < 0:
            return self.open("advcl", cur, "part")
        if cur.cop:
            cur.cop = False
            cur.own.append((cur.be, "aux:pass"))
            cur.passive = True
            return cur
        return self.open("xcomp" if self.comma < 0 else "advcl", cur, "part")

    def outer(self) -> _Clause:
        """Return the clause that a participle after a comma hangs on."""
        clause = self.cur
        while (
            clause.kind in ("ger", "part")
            and clause.dep in ("advcl", "acl")
            and isinstance(clause.gov, _Clause)
            and clause.gov.head >= 0
        ):
            clause = clause.gov
        return clause

    def choose_finite(self, head: int, start: int, before: int, lemma: str) -> _Clause:
        cur, stack = self.cur, self.stack
        if cur.head < 0 and self.expletive >= 0:
            cur.own.append((self.expletive, "expl"))
            self.expletive = -1
            if cur.subj >= 0:
                cur.own.append((cur.subj, "obl:unmarked"))
                cur.subj = -1
            cur.told = True
            return cur
        if cur.head < 0:
            # A relative without a verb of its own yet, or the clause whose subject was just read.
            return cur
        if self.expletive >= 0:
            return self.existential(cur)
        if lemma in _REPORT and self.comma >= 0 and self.comma >= before - 1 and self.cc < 0 and self.told_after(head):
            root = self.root if self.root.head >= 0 else cur
            clause = self.open("parataxis", root, "tail")
            clause.told = True
            return clause
        joined = self.cc >= 0 and self.cc >= before - 1
        if joined:
            target = cur
            if cur.kind in ("rel", "ger", "part", "inf") and (
                self.comma >= 0 or cur.tag not in ("VBZ", "VBP", "VBD", "MD")
            ):
                target = next(
                    (c for c in reversed(stack) if c.head >= 0 and c.kind not in ("rel", "ger", "part", "inf")), cur
                )
            elif cur.kind == "inf" or (cur.kind == "conj" and cur.tag == "VB"):
                target = next((c for c in reversed(stack) if c.head >= 0 and c.tag != "VB"), cur)
            waiting = next((c for c in reversed(stack) if c.head < 0 and c.subj >= 0), None)
            if waiting is not None and target is cur and self.comma >= 0:
                target = waiting
                self.pop_to(waiting)
                return waiting
            if target in stack:
                self.pop_to(target)
            if target.cop:
                target.cop = False
            return self.open("conj", target, "conj")
        waiting = next((c for c in reversed(stack) if c.head < 0), None)
        if waiting is not None and (waiting.subj >= 0 or self.candidate < 0 or waiting is self.root):
            if (
                waiting.subj < 0
                and self.candidate >= 0
                and not any(c.kind == "ger" and c.dep == "csubj" for c in stack)
            ):
                self.steal(self.candidate, waiting)
            self.pop_to(waiting)
            return waiting
        if self.candidate >= 0:
            cc = self.candidate_cc
            subject = self.candidate
            gov = cur
            if cc >= 0:
                if gov.kind in ("ger", "part", "rel", "inf"):
                    gov = next(
                        (c for c in reversed(stack) if c.head >= 0 and c.kind not in ("rel", "ger", "part", "inf")), cur
                    )
                dep = "conj"
            elif self.deps[subject] == "appos" or (lemma in _REPORT and subject > self.joint > 0):
                gov = self.root if self.root.head >= 0 else cur
                dep = "parataxis"
            else:
                dep = "ccomp" if cur.report else "parataxis"
            if gov in stack:
                self.pop_to(gov)
            clause = self.open(dep, gov, "conj" if dep == "conj" else "tail" if dep == "parataxis" else "that")
            self.steal(subject, clause)
            if cc >= 0:
                self.heads[cc] = -1
                clause.own.append((cc, "cc"))
                self.move_words(clause, cc, subject)
            return clause
        if lemma in _REPORT and (self.comma >= 0 or self.low[start - 1] in _QUOTES):
            root = self.root if self.root.head >= 0 else cur
            clause = self.open("parataxis", root, "tail")
            clause.told = True
            return clause
        if self.last >= 0 and self.last != cur.head and (self.last == cur.obj or cur.report):
            subject = self.last
            if cur.obj == subject:
                cur.obj = -1
            clause = self.open("ccomp" if cur.report else "parataxis", cur, "that")
            self.steal(subject, clause)
            return clause
        if cur.cop:
            cur.cop = False
        return self.open("parataxis", cur, "tail")

    def told_after(self, head: int) -> bool:
        """Tell whether a source follows a verb of saying ("..., says one researcher")."""
        k = head + 1
        return k < self.n and self.tags[k] in ("NNP", "DT", "CD", "PRP", "PRP$", "NN", "NNS", "JJ", "VBN")

    def existential(self, cur: _Clause) -> _Clause:
        """Open the clause of "there is" after another clause."""
        there = self.expletive
        self.expletive = -1
        if self.cc >= 0:
            if cur.kind in ("ger", "part", "rel", "inf"):
                cur = next(
                    (c for c in reversed(self.stack) if c.head >= 0 and c.kind not in ("rel", "ger", "part", "inf")),
                    cur,
                )
            dep = "conj"
        else:
            dep = "ccomp" if cur.report else "parataxis"
        clause = self.open(dep, cur, "conj" if dep == "conj" else "that" if dep == "ccomp" else "tail")
        clause.own.append((there, "expl"))
        clause.told = True
        return clause

    def move_words(self, clause: _Clause, first: int, last: int) -> None:
        """Move what stands between a joint and a new clause's verb from the clauses before to it."""
        for other in self.clauses:
            if other is clause or not other.own:
                continue
            moved = [
                item for item in other.own if first <= item[0] < last and item[1] not in ("aux", "aux:pass", "cop")
            ]
            if moved and other.head < first and other.head >= 0:
                other.own = [item for item in other.own if item not in moved]
                clause.own.extend(moved)

    def steal(self, subject: int, clause: _Clause) -> None:
        """Make a noun chunk that hangs elsewhere the subject of a clause."""
        for other in self.clauses:
            if other.own and any(k == subject for k, _ in other.own):
                other.own = [(k, d) for k, d in other.own if k != subject]
            if other.obj == subject:
                other.obj = -1
            if other.subj == subject and other is not clause:
                other.subj = -1
        self.heads[subject] = -1
        for k in range(max(0, subject - 12), subject):
            if self.heads[k] == subject and self.deps[k] == "punct" and self.words[k] == ",":
                self.heads[k] = -1
                clause.own.append((k, "punct"))
        clause.subj = subject

    # -- the end

    def finish(self) -> None:
        """Resolve the clauses to tokens."""
        self.flush()
        self.leftover()
        self.joints(None)
        if self.infinitive >= 0:
            self.cur.own.append((self.infinitive, "mark"))
        heads, deps = self.heads, self.deps
        for clause in self.clauses:
            if clause.head < 0 and clause.dep == "ROOT":
                self.headless(clause)
        for clause in self.clauses:
            head = clause.head
            gov = clause.gov
            steps = 0
            while isinstance(gov, _Clause) and gov.head < 0 and steps < 20:
                gov = gov.gov
                steps += 1
            above = gov.head if isinstance(gov, _Clause) else gov
            if head < 0:
                anchor = above if above is not None and above >= 0 else 0
                if clause.subj >= 0 and heads[clause.subj] < 0:
                    heads[clause.subj], deps[clause.subj] = anchor, "dep"
            else:
                if clause.dep == "ROOT":
                    heads[head], deps[head] = head, "ROOT"
                elif above is not None and above != head:
                    heads[head], deps[head] = above, clause.dep
                anchor = head
                subject = clause.subj
                if subject >= 0 and subject != head and heads[subject] < 0:
                    heads[subject] = head
                    passive = clause.passive and clause.kind != "part" and any(d == "aux:pass" for _, d in clause.own)
                    deps[subject] = "nsubj:pass" if passive else "nsubj"
            for k, dep in clause.own:
                if k != anchor:
                    heads[k], deps[k] = anchor, dep
        self.mend()

    def headless(self, clause: _Clause) -> None:
        """Give a part without a finite verb its head."""
        child = next(
            (
                c
                for c in self.clauses
                if c.gov is clause
                and c.head >= 0
                and c.kind not in ("rel",)
                and (clause.subj < 0 or c.kind in ("part", "ger"))
            ),
            None,
        )
        if clause.subj >= 0:
            clause.head = clause.subj
            clause.subj = -1
        elif child is not None:
            clause.head = child.head
            child.gov = None
            child.dep = "ROOT"
            child.own.extend(clause.own)
            clause.own = []
        elif clause.own:
            clause.head = next((k for k, d in clause.own if d not in ("punct", "cc", "case", "mark")), clause.own[0][0])
            clause.own = [(k, d) for k, d in clause.own if k != clause.head]

    def mend(self) -> None:
        """Hang what is left on a root and break cycles."""
        heads, deps, n = self.heads, self.deps, self.n
        root = next((i for i in range(n) if heads[i] == i), -1)
        if root < 0:
            root = next((i for i in range(n) if self.tags[i][0] in "VN"), 0)
            heads[root], deps[root] = root, "ROOT"
        for i in range(n):
            if heads[i] < 0:
                heads[i] = root
        state = [0] * n
        for i in range(n):
            path = []
            node = i
            while state[node] == 0 and heads[node] != node:
                state[node] = 1
                path.append(node)
                node = heads[node]
            if state[node] == 1 and heads[node] != node:
                heads[node], deps[node] = root if root != node else node, "dep" if root != node else "ROOT"
            for k in path:
                state[k] = 2
            state[node] = 2


def shallow_parse(
    words: Sequence[str], low: Sequence[str], entity: Sequence[int], glued: Sequence[bool] | None = None
) -> tuple[list[str], list[str], list[int]]:
    """Tag and parse one sentence.

    Parameters
    ----------
    words, low : sequence of str
        Its tokens without white space, as written and in lower case.
    entity : sequence of int
        The entity that each token belongs to, or -1.
    glued : sequence of bool, optional
        Whether a token follows the one before without a space; decides between a hyphen and a dash.

    Returns
    -------
    tags, deps : list of str
        Penn tags and dependency labels.
    heads : list of int
        Index of each token's head; a root points at itself.
    """
    if not words:
        return [], [], []
    tags = shallow_tags(words, low, entity, glued)
    parser = _Parser(words, low, tags, entity)
    parser.run()
    return tags, parser.deps, parser.heads


def shallow_sentences(doc: Doc) -> list[ParsedSentence]:
    """Parse a document that no trained parser has seen, one `ParsedSentence` a sentence, white space left out."""
    length = len(doc)
    if not length:
        return []
    array = doc.to_array([IDX, LENGTH, ORTH]).astype(np.uint64)
    idx: list[int] = array[:, 0].tolist()
    ends: list[int] = (array[:, 0] + array[:, 1]).tolist()
    orth: list[int] = array[:, 2].tolist()
    strings = doc.vocab.strings
    forms: dict[int, str] = {key: strings[key] for key in set(orth)}
    lower_forms = {key: word.lower().replace("’", "'") for key, word in forms.items()}
    blank = {key for key, word in forms.items() if word.isspace()}
    words = [forms[key] for key in orth]
    low = [lower_forms[key] for key in orth]
    entity = [-1] * length
    position = {start: i for i, start in enumerate(idx)}
    for index, e in enumerate(doc._.entities or ()):
        first = position.get(e["start"])
        if first is None:
            span = doc.char_span(e["start"], e["end"], alignment_mode="expand")
            if span is None:
                continue
            entity[span.start : span.end] = [index] * (span.end - span.start)
            continue
        last = first
        while last < length and idx[last] < e["end"]:
            entity[last] = index
            last += 1
    sentences = []
    for start, end in sentence_ranges(doc):
        if blank and not blank.isdisjoint(orth[start:end]):
            keep = [i for i in range(start, end) if orth[i] not in blank]
            own, lower, inside = [words[i] for i in keep], [low[i] for i in keep], [entity[i] for i in keep]
            starts, stops = [idx[i] for i in keep], [ends[i] for i in keep]
        else:
            own, lower, inside = words[start:end], low[start:end], entity[start:end]
            starts, stops = idx[start:end], ends[start:end]
        glued = [False, *(a == b for a, b in zip(stops, starts[1:], strict=False))]
        tags, deps, heads = shallow_parse(own, lower, inside, glued)
        sentences.append(ParsedSentence(own, lower, tags, deps, heads, starts, stops, inside))
    return sentences
