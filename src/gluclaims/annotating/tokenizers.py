"""Tokenizers beside the pipeline's own."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokenizer import Tokenizer


def twin_tokenizer(nlp: Language) -> Tokenizer:
    """Return a tokenizer with the rules and the vocabulary of the pipeline's, and a cache of its own.

    Lexicon terms go through it, so that tens of thousands of them don't push running text out of the pipeline
    tokenizer's cache.
    """
    own = nlp.tokenizer
    return Tokenizer(
        nlp.vocab,
        rules=own.rules,
        prefix_search=own.prefix_search,
        suffix_search=own.suffix_search,
        infix_finditer=own.infix_finditer,
        token_match=own.token_match,
        url_match=own.url_match,
    )


def make_tokenizer(nlp: Language) -> Tokenizer:
    """Return the pipeline's tokenizer."""
    return twin_tokenizer(nlp)
