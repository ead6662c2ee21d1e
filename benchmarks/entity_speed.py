"""Speed of entity tagging beside spaCy's EntityRuler with the same terms, in one run.

``python -m benchmarks.entity_speed ARTICLES.jsonl [--repeat N] [--no-ruler]``

Prints seconds to build, and words a second of processor time: the bare tokenizer, our tagger (tokenizer included) and
the ruler (tokenizer included). The ruler gets every surface form as a phrase pattern on lower case; it knows no
contexts, abbreviations or unseen names. Compare the ratios: they hold on a busy machine, where the figures don't.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import spacy

from benchmarks.entities import build
from gluclaims.annotating.docs import SENTENCES
from gluclaims.annotating.tagging import EntityTaggerCore
from gluclaims.annotating.tokenizers import make_tokenizer
from gluclaims.evaluating.tables import align
from gluclaims.lexicons.entities import build_lexicon, packaged_entity_tables


def timed(work: Callable[[], Any]) -> float:
    """Return the processor seconds that a piece of work takes."""
    start = time.process_time()
    work()
    return time.process_time() - start


def main(argv: Sequence[str] | None = None) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", type=Path, help="JSON lines with a text each")
    parser.add_argument("--repeat", type=int, default=3, help="rounds; the best counts")
    parser.add_argument("--no-ruler", action="store_true", help="leave the ruler out: it takes long to build")
    args = parser.parse_args(argv)
    records = map(json.loads, args.articles.read_text("utf-8").splitlines())
    texts = [record["text"] for record in records if record["text"]]
    words = sum(len(text.split()) for text in texts)

    building = min(timed(lambda: EntityTaggerCore(build_lexicon(packaged_entity_tables()))) for _ in range(args.repeat))
    nlp = build()
    tagger: Any = nlp.get_pipe("gluclaims_entities")
    splitter: Any = nlp.get_pipe("gluclaims_sentences")
    docs = [splitter(nlp.make_doc(text)) for text in texts]
    spans = [[(s.start, s.end) for s in doc.spans[SENTENCES]] for doc in docs]
    del docs
    rows = [("gluclaims", building, *_rates(nlp, tagger, texts, spans, args.repeat, words))]
    if not args.no_ruler:
        lexicon = build_lexicon(packaged_entity_tables())
        patterns = [
            {"label": row.label, "pattern": form, "id": row.concept} for row in lexicon.rows for form in row.term.forms
        ]
        other = spacy.blank("en")
        other.tokenizer = make_tokenizer(other)
        ruler: Any = other.add_pipe("entity_ruler", config={"phrase_matcher_attr": "LOWER"})
        seconds = timed(lambda: ruler.add_patterns(patterns))
        rows.append(("EntityRuler", seconds, *_rates(other, ruler, texts, spans, args.repeat, words)))
    body = [
        (name, f"{seconds:.2f}", f"{bare:,.0f}", f"{whole:,.0f}", f"{whole / bare:.2f}")
        for name, seconds, bare, whole in rows
    ]
    print(f"{len(texts)} articles, {words:,} words, best of {args.repeat}")
    print(align(("", "build s", "tokenizer words/s", "tagging words/s", "ratio"), body))
    return 0


def _rates(
    nlp: Any, component: Any, texts: Sequence[str], spans: Sequence[Sequence[tuple[int, int]]], repeat: int, words: int
) -> tuple[float, float]:
    """Return words a second of the bare tokenizer, and of the tokenizer and the component."""
    best_bare, best_whole = 0.0, 0.0
    for _ in range(repeat):
        bare = tagging = 0.0
        for text, sentences in zip(texts, spans, strict=True):
            start = time.process_time()
            doc = nlp.make_doc(text)
            middle = time.process_time()
            doc.spans[SENTENCES] = [doc[a:b] for a, b in sentences]
            ready = time.process_time()
            component(doc)
            tagging += time.process_time() - ready
            bare += middle - start
        best_bare = max(best_bare, words / bare)
        best_whole = max(best_whole, words / (bare + tagging))
    return best_bare, best_whole


if __name__ == "__main__":
    sys.exit(main())
