"""An article for people, on a terminal: each claim in its sentence, its labels, what decided, the reference."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from gluclaims.records import Article, Claim
from gluclaims.writing.report.views import stated

#: verdict -> (mark, style); the mark tells them apart without colour.
VERDICTS = {
    "SUPPORTED": ("✓", "green"),
    "PARTLY_SUPPORTED": ("~", "yellow"),
    "CONTRADICTED": ("✗", "bold red"),
    "NOT_ENOUGH_INFO": ("?", "cyan"),
    "NOT_CHECKABLE": ("·", "dim"),
}
#: So many sentences of the user's corpus are shown; the record has all.
_PASSAGES = 3
#: certainty -> style of the claim's words.
CERTAINTY = {"FACT": "bold", "PROBABLE": "underline", "POSSIBLE": "italic underline", "UNCOMMITTED": "italic dim"}


def _context(article: Article, claim: Claim) -> Text:
    """Return the claim's sentence with the claim highlighted and its cues marked."""
    sentence = next((s for s in article.sentences if s.start <= claim.start < s.end), None)
    start, end = (sentence.start, max(sentence.end, claim.end)) if sentence else (claim.start, claim.end)
    text = Text(article.text[start:end], style="dim")
    text.stylize("not dim " + CERTAINTY.get(claim.certainty, ""), claim.start - start, claim.end - start)
    for i in claim.cues:
        if i < len(article.cues):
            cue = article.cues[i]
            text.stylize("not dim magenta", cue.start - start, cue.end - start)
    return Text(" ").join(text.split("\n")) if "\n" in text.plain else text


def _reference(claim: Claim) -> Iterator[str]:
    for evidence in claim.evidence[:2]:
        ref = evidence.reference
        if ref.get("title"):
            ids = [f"{k.upper()} {ref[k]}" for k in ("pmid", "doi", "label_id") if ref.get(k)]
            year = f", {ref['year']}" if ref.get("year") else ""
            known = " (" + "; ".join(ids) + ")" if ids else ""
            yield f"{ref['title']}{year}{known} [{evidence.fact}]"


def _passages(claim: Claim) -> Iterator[str]:
    for passage in (claim.extra.get("passages") or ())[:_PASSAGES]:
        guess = f"{passage['stance'].lower()}? {passage['stance_score']:.0%}"
        title = f"{passage['title']}, " if passage["title"] and passage["sentence"] >= 0 else ""
        yield f"“{passage['text']}” ({title}{passage['document']}; {guess})"


def _claim(article: Article, claim: Claim) -> RenderableType:
    mark, style = VERDICTS.get(claim.verdict, ("?", ""))
    head = Text.assemble(
        (f"{mark} {claim.verdict.replace('_', ' ').lower()}", style),
        f"  {claim.id}  ",
        (claim.type.lower().replace("_", " "), "dim"),
    )
    notes = [n.lower().replace("_", " ") for n in (claim.calibration, *claim.flags) if n and n != "CALIBRATED"]
    if notes:
        head.append("  " + ", ".join(notes), style="bold yellow")
    lines: list[RenderableType] = [_context(article, claim)]
    if claim.statement and claim.statement.rstrip(".") != claim.text:
        lines.append(Text(f"→ {stated(claim)}"))
    facets = [claim.certainty.lower()]
    facets += [
        x.lower()
        for x in (claim.polarity, claim.strength, claim.attribution)
        if x not in ("AFFIRMED", "NONE", "WRITER")
    ]
    cues = ", ".join(f"“{article.cues[i].text}”" for i in claim.cues if i < len(article.cues))
    lines.append(Text(" · ".join(facets) + (f" · cues: {cues}" if cues else ""), style="dim"))
    if claim.why and claim.verdict != "NOT_CHECKABLE":
        lines.append(Text(claim.why))
    repair = claim.extra.get("repair")
    if repair:
        lines.append(Text(f"Repair: {repair if isinstance(repair, str) else repair.get('text', repair)}", style="bold"))
    lines += [Text(f"Source: {r}", style="blue") for r in _reference(claim)]
    lines += [Text(f"Your corpus: {p}", style="dim") for p in _passages(claim)]
    return Group(head, Padding(Group(*lines), (0, 0, 1, 2)))


def summary(article: Article) -> str:
    """Return one line: claims by verdict, how many overstated, how many with a source, how many that need a citation."""
    found = article.summary()
    if not found.claims:
        return "no claims"
    parts = [f"{found.verdicts[v]} {v.replace('_', ' ').lower()}" for v in VERDICTS if found.verdicts[v]]
    words = f"{found.claims} claim{'s' * (found.claims > 1)}: {', '.join(parts)}"
    if found.overstated:
        words += f"; {found.overstated} overstated"
    if found.share_sourced is not None:
        words += f"; {found.share_sourced:.0%} with a source"
    if found.citation_needed:
        words += f"; citation needed: {', '.join(found.citation_needed)}"
    return words


def print_article(article: Article, console: Console) -> None:
    """Print an article with its claims.

    Parameters
    ----------
    article : Article
        An error record prints its message.
    console : rich.console.Console
        Plain where it is no terminal or ``NO_COLOR`` is set.
    """
    if article.error is not None:
        console.print(Text(f"{article.source or article.id}: {article.error['message']}", style="red"))
        return
    console.rule(Text(article.title or article.id, style="bold"), align="left")
    for claim in article.claims:
        console.print(_claim(article, claim))
    console.print(Text(f"{article.source or article.id}: {summary(article)}", style="bold"), soft_wrap=True)
