"""Model cards, written beside the weights they are about."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import Any

CARD = "README.md"


def write_card(
    folder: Path,
    title: str,
    what: str,
    data: Sequence[tuple[str, str]],
    figures: Mapping[str, Any],
    limits: Sequence[str],
    command: str,
) -> None:
    """Write the card of a model.

    Parameters
    ----------
    folder : Path
        The model's folder.
    title, what : str
        Its name, and what it does.
    data : sequence of (str, str)
        Each set with its licence.
    figures : mapping
        Figures on held-out data; mappings inside become sub-rows.
    limits : sequence of str
        One sentence each.
    command : str
        What builds it again.
    """
    lines = [f"# {title}", "", what, "", "## Data", ""]
    lines += [f"- {name} ({licence})" for name, licence in data]
    lines += ["", "## Figures on held-out data", "", "| figure | value |", "| --- | --- |"]
    lines += [f"| {name} | {value} |" for name, value in _flat(figures)]
    lines += [
        "",
        "## Limits",
        "",
        *(f"- {limit}" for limit in limits),
        "",
        "## Build it again",
        "",
        f"    {command}",
        "",
    ]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / CARD).write_text("\n".join(lines), "utf-8", newline="\n")


def pipeline_card(folder: Path) -> str:
    """Return the card of a pipeline: what its parts are, read off its folder, and what is said of all of it.

    Parameters
    ----------
    folder : Path
        The saved pipeline.
    """
    import jinja2

    meta = json.loads((folder / "meta.json").read_text("utf-8"))
    parser = json.loads((folder / "gluclaims_syntax" / "meta.json").read_text("utf-8"))["performance"]
    judgements = (folder / "gluclaims_judgements" / CARD).read_text("utf-8")
    data = judgements.partition("## Data\n\n")[2].partition("\n\n")[0]
    source = resources.files("gluclaims.training").joinpath("pipeline-card.md.jinja").read_text("utf-8")
    # Markdown: nothing to escape.
    environment = jinja2.Environment(
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
        autoescape=jinja2.select_autoescape(default_for_string=False),
    )
    return environment.from_string(source).render(meta=meta, parser=parser, data=data)


def write_pipeline_card(folder: Path) -> None:
    """Write the card of a pipeline beside it."""
    (folder / CARD).write_text(pipeline_card(folder), "utf-8", newline="\n")


def _flat(figures: Mapping[str, Any], before: str = "") -> list[tuple[str, str]]:
    out: list[tuple[str, str]] = []
    for name, value in figures.items():
        if isinstance(value, Mapping):
            out += _flat(value, f"{before}{name}, ")
        else:
            out.append((f"{before}{name}", f"{value:.3f}" if isinstance(value, float) else str(value)))
    return out
