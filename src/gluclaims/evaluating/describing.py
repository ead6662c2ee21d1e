"""What a corpus holds, as the Markdown tables of its README and of the data statement."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from gluclaims.evaluating.gate import checksum
from gluclaims.evaluating.tally import NULL, axis, genre_of
from gluclaims.labels import labels
from gluclaims.records import Article

#: The claim fields whose labels the data statement counts.
FIELDS = ("type", "certainty", "strength", "attribution", "verdict", "calibration")


def read(path: Path) -> list[Article]:
    """Read the articles of a gold file."""
    return [Article.from_dict(json.loads(line)) for line in path.read_text("utf-8").split("\n") if line.strip()]


def counts_table(files: Sequence[Path], root: Path) -> str:
    """Return a table of what gold files hold, with their checksums."""
    rows = []
    for file in files:
        articles = read(file)
        sizes = [sum(len(getattr(a, part)) for a in articles) for part in ("sentences", "entities", "cues", "claims")]
        words = sum(len(a.text.split()) for a in articles)
        name = file.relative_to(root).as_posix()
        rows.append([name, str(len(articles)), *(f"{n:,}" for n in (words, *sizes)), f"`{checksum(file)}`"])
    head = ["file", "articles", "words", "sentences", "entities", "cues", "claims", "sha256"]
    return _table(head, rows)


def genres_table(files: Iterable[Path]) -> str:
    """Return a table of the genres of gold files."""
    found = Counter(genre_of(a) for file in files for a in read(file))
    return _table(["genre", "articles"], [[g, str(n)] for g, n in sorted(found.items(), key=lambda x: (-x[1], x[0]))])


def labels_table(files: Iterable[Path]) -> str:
    """Return a table of how often each label occurs in gold files."""
    articles = [a for file in files for a in read(file)]
    entities, cues = (
        Counter(e.label for a in articles for e in a.entities),
        Counter(c.kind for a in articles for c in a.cues),
    )
    rows = [
        ["entities", _listed(labels().entity, entities)],
        ["cues", _listed(labels().cue, cues)],
    ]
    for name in FIELDS:
        found = Counter(getattr(c, name) or NULL for a in articles for c in a.claims)
        rows.append([name, _listed(axis(name), found)])
    negated = sum(c.polarity == "NEGATED" for a in articles for c in a.claims)
    return _table(["what", "labels, and how often"], [*rows, ["polarity", f"NEGATED {negated:,}"]])


def _listed(order: Iterable[str], found: Counter[str]) -> str:
    return ", ".join(f"{label} {found[label]:,}" for label in order)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def fill(text: str, name: str, table: str) -> str:
    """Put a table between the marks ``<!-- NAME -->`` and ``<!-- /NAME -->`` of a page.

    Examples
    --------
    >>> fill("<!-- a --><!-- /a -->", "a", "| x |").splitlines()
    ['<!-- a -->', '| x |', '<!-- /a -->']
    """
    pattern = re.compile(rf"(<!-- {re.escape(name)} -->).*?(<!-- /{re.escape(name)} -->)", re.DOTALL)
    assert pattern.search(text), f"no mark {name!r}"
    return pattern.sub(lambda m: f"{m[1]}\n{table}\n{m[2]}", text)


def pages(root: Path) -> dict[Path, str]:
    """Return the pages that describe the corpora of a checkout, as they should be.

    Parameters
    ----------
    root : Path
        The checkout.
    """
    corpora = root / "corpora"
    files = sorted(corpora.glob("*/gold.jsonl"))
    # Of the sealed articles only their number is told: whoever tunes to their labels has opened them.
    seen = [file for file in files if not file.parent.name.startswith("sealed")]
    readme, statement = corpora / "README.md", root / "docs" / "data-statement.md"
    text = statement.read_text("utf-8")
    for name, table in {"genres": genres_table(seen), "labels": labels_table(seen)}.items():
        text = fill(text, name, table)
    return {readme: fill(readme.read_text("utf-8"), "counts", counts_table(files, corpora)), statement: text}
