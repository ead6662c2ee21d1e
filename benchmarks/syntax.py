"""The trained parser beside the fast mode: claim figures, speed, and both against treebank and each other.

::

    python -m benchmarks.syntax corpora/open/gold.jsonl [more.jsonl ...] [--conllu en_ewt-ud-dev.conllu] [--repeat 3]

Gold is one article a line in the record format; both modes of the shipped pipeline annotate the same texts. With ``--conllu``
a Universal Dependencies file gives tag accuracy, UAS and LAS of each (punctuation and subtypes left out).
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from gluclaims.annotating.claims import parsed_sentences
from gluclaims.annotating.clauses import ParsedSentence
from gluclaims.annotating.shallow import shallow_parse, shallow_sentences
from gluclaims.evaluating.result import evaluate
from gluclaims.pipeline import SYNTAX, load, pipe
from gluclaims.reading import Source
from gluclaims.records import Article

#: The figures that syntax bears on, by title.
TITLES = (
    "sentences without a claim", "claim spans, IoU >= .5", "claim spans, exact", "negated claims", "type, accuracy",
    "relation, accuracy", "aspect, accuracy", "direction, accuracy", "direction, macro-F1", "sign errors",
    "certainty, accuracy", "polarity, accuracy", "attribution, accuracy", "subject, word overlap", "object, word overlap",
    "location", "population, word overlap",
)  # fmt: skip
Word = tuple[str, str, int, str]
Parse = Callable[[Sequence[str]], tuple[list[str], list[str], list[int]]]


def pipeline(fast: bool) -> Language:
    """Return the shipped pipeline of one mode without verdicts, which do not bear on the figures."""
    nlp = load(fast=fast)
    nlp.remove_pipe("gluclaims_verdicts")
    return nlp


def figures(gold: Sequence[Article], nlp: Language) -> dict[str, float | None]:
    """Return title -> value of one mode on one file."""
    sources = [Source(a.id, a.text) for a in gold]
    predicted = [a.with_(id=own.id) for own, a in zip(gold, pipe(sources, nlp), strict=True)]
    result = evaluate(gold, predicted, samples=0)
    return {figure.title: figure.value for figure in result.figures.values()}


def speed(texts: Sequence[str], nlp: Language, repeat: int) -> tuple[float, float]:
    """Return tokens a second of the pipeline, and microseconds a token of the syntax alone, in CPU time, the best run."""
    whole = min(_timed(lambda: sum(map(len, nlp.pipe(texts)))) for _ in range(repeat))
    before = ("gluclaims_sentences", "gluclaims_entities", "gluclaims_cues")
    with nlp.select_pipes(enable=list(before)):
        docs = list(nlp.pipe(texts))
    tokens = sum(map(len, docs))
    if SYNTAX in nlp.pipe_names:
        parser: Any = nlp.get_pipe(SYNTAX)
        syntax = min(_timed(lambda: [parsed_sentences(d) for d in parser.pipe(docs)]) for _ in range(repeat))
    else:
        syntax = min(_timed(lambda: [shallow_sentences(d) for d in docs]) for _ in range(repeat))
    return tokens / whole, syntax / tokens * 1e6


def _timed(run: Callable[[], object]) -> float:
    start = time.process_time()
    run()
    return time.process_time() - start


def agreement(texts: Sequence[str], nlp: Language) -> tuple[float, float, float]:
    """Return how often the fast mode has the trained parser's tag, head, and head with label, punctuation left out."""
    same = [0, 0, 0, 0]
    for doc in nlp.pipe(texts):
        for full, own in zip(parsed_sentences(doc), shallow_sentences(doc), strict=True):
            _count(same, _words(full), own.tags, own.deps, own.heads)
    return same[1] / same[0], same[2] / same[0], same[3] / same[0]


def _words(s: ParsedSentence) -> list[Word]:
    return [(w, t, h, d) for w, t, h, d in zip(s.words, s.tags, s.heads, s.deps, strict=True)]


def _count(
    same: list[int], gold: Sequence[Word], tags: Sequence[str], deps: Sequence[str], heads: Sequence[int]
) -> None:
    for i, (_, tag, head, dep) in enumerate(gold):
        if dep == "punct":
            continue
        same[0] += 1
        same[1] += tags[i] == tag
        if heads[i] == head:
            same[2] += 1
            same[3] += deps[i].split(":")[0].lower() == dep.split(":")[0].lower()


def read_conllu(path: Path) -> Iterator[list[Word]]:
    """Yield the sentences of a CoNLL-U file: (form, Penn tag, index of the head, label) a word."""
    rows: list[Word] = []
    for line in path.read_text("utf-8").splitlines():
        cells = line.split("\t")
        if cells[0].isdigit():
            head = int(cells[6]) - 1
            rows.append((cells[1], cells[4], len(rows) if head < 0 else head, cells[7]))
        elif not line and rows:
            yield rows
            rows = []


def treebank(path: Path, parse: Parse) -> tuple[float, float, float]:
    """Return tag accuracy, UAS and LAS."""
    same = [0, 0, 0, 0]
    for gold in read_conllu(path):
        tags, deps, heads = parse([word for word, *_ in gold])
        _count(same, gold, tags, deps, heads)
    return same[1] / same[0], same[2] / same[0], same[3] / same[0]


def shallow(words: Sequence[str]) -> tuple[list[str], list[str], list[int]]:
    """Parse words by rules."""
    return shallow_parse(words, [w.lower() for w in words], [-1] * len(words))


def trained(nlp: Language) -> Parse:
    """Return the trained parser as a function of words."""
    component: Any = nlp.get_pipe(SYNTAX)
    inner = component.inner

    def parse(words: Sequence[str]) -> tuple[list[str], list[str], list[int]]:
        starts: list[bool | int | None] = [i == 0 for i in range(len(words))]
        doc = Doc(inner.vocab, words=list(words), sent_starts=starts)
        for _, part in inner.pipeline:
            doc = part(doc)
        return [t.tag_ for t in doc], [t.dep_ for t in doc], [t.head.i for t in doc]

    return parse


def main(argv: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("gold", nargs="+", type=Path)
    parser.add_argument("--conllu", type=Path, help="a Universal Dependencies file, for tags, UAS and LAS")
    parser.add_argument("--repeat", type=int, default=3, help="timed runs; the best counts")
    args = parser.parse_args(argv)
    texts = []
    modes = (pipeline(False), pipeline(True))
    for path in args.gold:
        gold = [Article.from_dict(json.loads(line)) for line in path.read_text("utf-8").splitlines() if line.strip()]
        texts += [a.text for a in gold]
        rows = [figures(gold, nlp) for nlp in modes]
        print(f"\n{path} ({len(gold)} articles)\n{'':30} {'parser':>8} {'fast':>8}", flush=True)
        for title in TITLES:
            cells = [f"{row[title]:8.3f}" if row.get(title) is not None else f"{'-':>8}" for row in rows]
            print(f"{title:30} {' '.join(cells)}", flush=True)
    (a, b), (c, d) = (speed(texts, nlp, args.repeat) for nlp in modes)
    print(f"\n{'tokens a second, no verdicts':30} {a:8,.0f} {c:8,.0f}")
    print(f"{'microseconds a token, syntax':30} {b:8.2f} {d:8.2f}", flush=True)
    tags, heads, labels = agreement(texts, modes[0])
    print(f"\nthe fast mode has the parser's tag {tags:.3f}, head {heads:.3f}, head and label {labels:.3f}", flush=True)
    if args.conllu is not None:
        for name, parse in (("parser", trained(modes[0])), ("fast", shallow)):
            tags, heads, labels = treebank(args.conllu, parse)
            print(f"{name}: tags {tags:.3f}, UAS {heads:.3f}, LAS {labels:.3f} ({args.conllu.name})", flush=True)


if __name__ == "__main__":
    main()
