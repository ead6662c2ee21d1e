"""Count the corpora anew and write the tables of ``corpora/README.md`` and ``docs/data-statement.md``.

python -m benchmarks.corpora
"""

from __future__ import annotations

from pathlib import Path

from gluclaims.evaluating.describing import pages


def main() -> None:
    for page, text in pages(Path(__file__).parents[1]).items():
        page.write_text(text, "utf-8", newline="\n")


if __name__ == "__main__":
    main()
