"""From an article's text to its sentences: page furniture out, sentences split by rules.

A pure function over the text; the rules' words stand in ``lexicons/data/abbreviations.csv`` and ``furniture.csv``.
Why rules of our own: on health articles they find more boundaries than pysbd, and they know page furniture
(``python -m benchmarks.sentences`` prints the comparison).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from gluclaims.lexicons.tables import packaged_table

Offsets = tuple[int, int]

_BLANK = re.compile(r"\n[^\S\n]*\n\s*")
#: What may stand before a sentence on its line without being part of it: list bullets, Markdown marks, quotes.
_LEAD = re.compile(r"\s*(?i:story highlights\s+)?(?:(?:[-*•‣◦▪·–—+»>☑✓✔]|#{1,6}|\(?\d{1,3}[.)]|\(?[a-hA-H][.)])\s+)*")
_TRAIL = re.compile(r"[\s*_#|]+$")
_DATELINE = re.compile(
    r"(?:"
    r"(?:[A-Z][A-Z.'’ -]{2,30}(?:,\s*[A-Z][\w.’ ]{1,24})?,?\s+)?\((?:[A-Z][\w. ]{1,30}|CNN|AP|AFP)\)\s*(?:[-–—]+\s*)?"
    r"|[A-Z][A-Z.'’ -]{2,30}(?:,\s*[A-Z][\w.’ ]{1,24}){0,2}(?:,?\s+\d{1,2}\s+\w+(?:\s+\d{4})?)?\s*(?:/[\w -]+/\s*)?[-–—]+\s+"
    r"|(?:MON|TUES|WEDNES|THURS|FRI|SATUR|SUN)DAY,? [^()\n]{3,25}\((?:[A-Z][\w ]{2,25})\)\s*[-–—]+\s*"
    r"|[A-Z][A-Z.'’ -]{2,30},[^()\n.]{3,40}\([^()\n]{2,30}\)\s*[-–—]+\s+"
    r")(?=[\"“'‘A-Z])"
)
_END = re.compile(r"[.!?…]+[\"'”’»)\]]*(?=\s|$)|(?<=[a-z)])[.!?][\"”’]?(?=[A-Z][a-z]+\s)|(?<=[a-z]{3})\?(?=[A-Z])")
_WORD_BEFORE = re.compile(r"[\w.&-]+$")
_STARTERS = frozenset(
    "the this that these those it its he she they we you i a an in on at for from with but and however while when if "
    "there here his her their our my your one two some many most other another such as by after before since although "
    "though because what why how who where which yet so also then thus according researchers scientists people patients "
    "doctors studies research experts to not no both each during until unless once despite all".split()
)
_WRAPPED = (45, 110)


@lru_cache(maxsize=1)
def _furniture() -> re.Pattern[str]:
    rows = packaged_table("furniture.csv", ("id", "pattern"))
    return re.compile("|".join(f"(?:{row['pattern']})" for row in rows), re.IGNORECASE)


@lru_cache(maxsize=1)
def _abbreviations() -> dict[str, str]:
    return {row["form"]: row["ends"] for row in packaged_table("abbreviations.csv", ("form", "ends"))}


def is_furniture(line: str) -> bool:
    """Tell whether a line is page furniture: menus, by-lines, share buttons, captions, contact lines."""
    line = line.strip()
    if not line or not any(map(str.isalnum, line)):
        return True
    return len(line) <= 400 and _furniture().fullmatch(line.rstrip(" .…")) is not None


def segment(text: str) -> list[Offsets]:
    """Split an article into sentences.

    Parameters
    ----------
    text : str
        The article as it stands: plain text, Markdown, or the text extracted from a page.

    Returns
    -------
    list of (int, int)
        Half-open offsets in code points, in order, without overlaps; page furniture lies in none of them.
    """
    spoken = _lower_case_article(text)
    return [span for start, end in _lines(text) for span in _split(text, start, end, spoken)]


def _lines(text: str) -> Iterator[Offsets]:
    """Yield the stretches of text that sentences do not cross, furniture left out."""
    position = 0
    blocks: list[Offsets] = []
    for gap in _BLANK.finditer(text):
        blocks.append((position, gap.start()))
        position = gap.end()
    blocks.append((position, len(text)))
    in_references = False
    for start, end in blocks:
        for a, b in _unwrap(text, start, end):
            line = text[a:b]
            if _reference_heading(line):
                in_references = True
            if in_references and (_reference_heading(line) or _reference_item(line)):
                continue
            in_references = False
            if not is_furniture(line):
                yield a, b


def _reference_heading(line: str) -> bool:
    return re.fullmatch(r"\W*(references|sources|bibliography|further reading|citations)\W*", line, re.IGNORECASE) is not None


def _reference_item(line: str) -> bool:
    """Tell whether a line under "References" looks like one: a year, a journal's numbers, a DOI, or authors' initials."""
    return (
        re.search(r"\b(19|20)\d\d\b|doi|https?:|et al|\d+\(\d+\)|\b[A-Z][a-z]+,? [A-Z]{1,2}[,.]", line) is not None
        and len(line) < 500
    )


def _unwrap(text: str, start: int, end: int) -> Iterator[Offsets]:
    """Yield the lines of a block; lines broken by a fixed width are one."""
    lines: list[Offsets] = []
    position = start
    for line in text[start:end].split("\n"):
        if line.strip():
            lines.append((position, position + len(line)))
        position += len(line) + 1
    if len(lines) < 2:
        yield from lines
        return
    lengths = [b - a for a, b in lines[:-1]]
    even = _WRAPPED[0] <= min(lengths) and max(lengths) <= _WRAPPED[1] and max(lengths) - min(lengths) <= 25
    if even and not any(re.match(r"\s*[-*•‣◦▪·+]\s|\s*\d{1,2}[.)]\s", text[a:b]) for a, b in lines):
        yield lines[0][0], lines[-1][1]
        return
    a, b = lines[0]
    for c, d in lines[1:]:
        head = text[c:d].lstrip()
        # A line that goes on in lower case after one that has not ended is the same sentence.
        if head[:1].islower() and text[a:b].rstrip()[-1:] not in ".!?:;…" and b - a >= _WRAPPED[0]:
            b = d
        else:
            yield a, b
            a, b = c, d
    yield a, b


def _lower_case_article(text: str) -> bool:
    """Tell whether sentences here mostly begin in lower case, as in chats and forums."""
    starts = re.findall(r"[.!?]\s+(\w)", text[:20000])
    return len(starts) >= 3 and sum(map(str.islower, starts)) / len(starts) > 0.6


def _split(text: str, start: int, end: int, lower_case: bool) -> Iterator[Offsets]:
    lead = _LEAD.match(text, start, end)
    begin = lead.end() if lead else start
    if begin >= end:
        return
    dateline = _DATELINE.match(text, begin, end)
    if dateline:
        begin = dateline.end()
    for stop in _END.finditer(text, begin, end):
        if stop.end() < end and not _ends(text, begin, stop, end, lower_case):
            continue
        yield from _trimmed(text, begin, stop.end())
        begin = stop.end()
    yield from _trimmed(text, begin, end)


def _trimmed(text: str, begin: int, end: int) -> Iterator[Offsets]:
    while begin < end and (text[begin].isspace() or text[begin] in "*_|"):
        begin += 1
    trail = _TRAIL.search(text, begin, end)
    if trail:
        end = trail.start()
    if begin < end and any(map(str.isalnum, text[begin:end])):
        yield begin, end


def _ends(text: str, begin: int, stop: re.Match[str], end: int, lower_case: bool) -> bool:
    """Decide whether a full stop, question or exclamation mark ends a sentence."""
    after = text[stop.end() : end].lstrip()
    if not after:
        return True
    mark = stop.group()
    opening = after.lstrip("\"'“‘«([*_")
    first = opening[:1]
    if first.islower() and not lower_case:
        # "5-HT" or "α7" may begin a sentence; a plain lower-case word does not, save after a closed line.
        return False
    if first in ",;:)" or not first:
        return False
    if mark[0] in "!?":
        return True
    if mark.startswith("..") or mark[0] == "…":
        return first.isupper() or first.isdigit()
    before = _WORD_BEFORE.search(text, begin, stop.start())
    word = before.group().lower().strip("&-") if before else ""
    if not word:
        return True
    next_word = re.match(r"[\w'’-]+", opening)
    following = next_word.group() if next_word else ""
    if len(mark) == 1 or mark[1:] in (")", "]"):
        rule = _abbreviations().get(word)
        if rule == "never":
            return False
        if rule == "number":
            return not first.isdigit()
        if rule == "maybe":
            return following.lower() in _STARTERS and first.isupper()
        if re.fullmatch(r"[a-z](\.[a-z])*", word):
            # An initial ("J. Smith"), unless it names something ("vitamin D. The", "hepatitis C. It").
            return following.lower() in _STARTERS and first.isupper() and not re.search(r"(^|\s)[A-Z]\.\s*[A-Z]$", text[begin:stop.start()])
    if word.isdigit() and begin + len(word) >= stop.start():
        return False  # a list number at the head of the line
    return True
