"""The pipeline's tokenizer: spaCy's for English, and what health writing needs beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language
from spacy.tokenizer import Tokenizer  # type: ignore[import-not-found]  # a compiled module without stubs
from spacy.util import compile_infix_regex, compile_suffix_regex, load_config, registry
from spacy.vocab import Vocab

_HYPHENS = "-–‐‑"
#: A full stop after the last letter of a name ends a sentence: "5-HT2A.", "OX2R.", "GABA-B.", "vitamin D."
SUFFIXES = (
    r"(?<=[0-9][A-Z])\.",
    rf"(?<=[{_HYPHENS}][A-Z])\.",
    r"(?<=(?<![\w.])[A-Z])\.",
    r"(?<=[α-ω])\.",
)
INFIXES = (
    r"(?<=[A-Za-zα-ω0-9])[‐‑](?=[A-Za-zα-ω])",  # hyphens that spaCy does not know
    r"(?<=[a-z]{3})[-‐‑](?=\d[-‐‑]?[A-Z])",  # "non-5-HT"
    r"(?<=[A-Za-z)])[/,](?=[(\dα-ω])",  # "5-HT2A/5-HT2C"
    r"(?<=\w)\)(?=[/-]\w)",  # "(ketamine)/esketamine"
    r"(?<=\w\))[/-](?=\w)",
    r"(?<=\w)-(?=/\w)",  # "D1-/D2-like"
    r"(?<=\w-)/(?=\w)",
    r"(?<=[a-z]{3})\((?=[A-Za-z])",  # "ketamine(Ketalar)"
    r"(?<=[a-z])[?!](?=[A-Z])",  # "ketamine?It"
    r"(?<=[\w)])[.,;:]?\[(?=\d)",  # "insomnia.[12]"
    r"(?<=[a-z]{3})[.,](?=\d{1,3}(?:[,–-]\d{1,3})*$)",  # "pain.2"
    r"(?<=\w)\]\((?=\w)",  # a Markdown link
)


def make_tokenizer(nlp: Language) -> Tokenizer:
    """Return the pipeline's tokenizer: the rules that `nlp` has, and ours."""
    own: Any = nlp.tokenizer
    defaults = nlp.Defaults
    return Tokenizer(
        nlp.vocab,
        rules=own.rules,
        prefix_search=own.prefix_search,
        suffix_search=compile_suffix_regex([*(defaults.suffixes or ()), *SUFFIXES]).search,
        infix_finditer=compile_infix_regex([*(defaults.infixes or ()), *INFIXES]).finditer,
        token_match=own.token_match,
        url_match=own.url_match,
    )


#: spaCy's tokenizer, and an empty one of the same kind.
_USUAL, _BARE = "spacy.Tokenizer.v1", "gluclaims.Bare.v1"


def make_bare() -> Callable[[Language], Tokenizer]:
    """Return what makes a tokenizer without rules, to be filled from disk."""
    return lambda nlp: Tokenizer(nlp.vocab)


registry.tokenizers(_BARE, func=make_bare)


def load_saved(folder: Path, exclude: Sequence[str] = (), vocab: Vocab | bool = True) -> Language:
    """Load a saved pipeline without making the usual tokenizer first, whose thousand exceptions the saved one replaces.

    Parameters
    ----------
    folder : Path
        The pipeline.
    exclude : sequence of str
        Components to leave out; with ``tokenizer`` the tokenizer stays empty.
    vocab : Vocab, optional
        As `spacy.load` takes it.
    """
    usual = load_config(folder / "config.cfg")["nlp"].get("tokenizer") == {"@tokenizers": _USUAL}
    config = {"nlp": {"tokenizer": {"@tokenizers": _BARE}}} if usual else {}
    nlp = spacy.load(folder, vocab=vocab, exclude=list(exclude), config=config)
    if usual:
        nlp.config["nlp"]["tokenizer"] = {"@tokenizers": _USUAL}
    return nlp
