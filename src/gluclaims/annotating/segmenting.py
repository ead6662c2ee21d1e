"""From an article's text to its sentences: page furniture out, sentences split by rules.

A pure function over the text; the rules' words stand in ``lexicons/data/``: ``abbreviations.csv``, ``furniture.csv``,
``sentence-words.csv``. Why rules of our own: on health articles they find more boundaries than pysbd, and they know page
furniture (``python -m benchmarks.sentences`` prints the comparison).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from gluclaims.lexicons.tables import packaged_table

Offsets = tuple[int, int]

_EMOJI = "\u2190-\u21ff\u2300-\u23ff\u2500-\u27bf\u2900-\u2bff\ufe0f\u200d\U0001f000-\U0001faff"
_BLANK = re.compile(r"\n[^\S\n]*\n\s*")
_BULLET = r"(?:[-*•‣◦▪●○·–—+»>☑✓✔]|#{1,6}|\(?\d{1,3}[.)]|\(?[a-hA-H][.)])"
#: What may stand before a sentence on its line without being part of it: list bullets, Markdown marks, quotes.
_LEAD = re.compile(rf"\s*(?i:story highlights\s+)?(?:(?:{_BULLET}|\[[ xX]\])\s+)*")
_ITEM = re.compile(r"\s*(?:[-*•‣◦▪●○·–—+☑✓✔]|#{1,6}|\(?\d{1,3}[.)])\s+")
_EDGE = frozenset("*_|")
_TRAIL = re.compile(rf"[\s*_#|{_EMOJI}]+$")
_FRONT = re.compile(rf"[\s*_|{_EMOJI}]+")
_DATELINE = re.compile(
    r"(?:"
    r"(?:[A-Z][A-Z.'’ -]{2,30}(?:,\s*[A-Z][\w.’ ]{1,24})?,?\s+)?\((?:[A-Z][\w. ]{1,30}|CNN|AP|AFP)\)\s*(?:[-–—]+\s*)?"
    r"|[A-Z][A-Z.'’ -]{2,30}(?:,\s*[A-Z][\w.’ ]{1,24}){0,2}(?:,?\s+\d{1,2}\s+\w+(?:\s+\d{4})?)?\s*(?:/[\w -]+/\s*)?[-–—]+\s+"
    r"|(?:MON|TUES|WEDNES|THURS|FRI|SATUR|SUN)DAY,? [^()\n]{3,25}\((?:[A-Z][\w ]{2,25})\)\s*[-–—]+\s*"
    r"|[A-Z][A-Z.'’ -]{2,30},[^()\n.]{3,40}\([^()\n]{2,30}\)\s*[-–—]+\s+"
    r"|[A-Z][A-Z.'’ -]{2,30},\s+(?:[A-Z][\w.’ ]{1,24},\s+)?[A-Z][a-z]{2,8}\.?\s+\d{1,2}(?:,\s+\d{4})?\s*(?:/[\w -]+/\s*)?[-–—]+\s+"
    r")(?=[\"“'‘A-Z])"
)
#: Datelines that name a day, and the name of a wire before them. They stand at an article's head alone: further down,
#: a day before a dash is an entry of a timeline.
_DATED = re.compile(
    r"(?:(?:Newswise|EurekAlert!?)\s*[-–—─]+\s*)?"
    r"(?:(?:[A-Z][\w.'’ -]{1,30}(?:,\s*[A-Z][\w.’ ]{1,24}){0,2}[,\s]\s*)?(?:[-–—─]+\s+|\()?"
    r"(?i:jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)[a-z]{0,6}\.?\s+\d{1,2}(?:,\s*\d{4})?\)?"
    r"(?:\s*\([A-Z][\w., ]{1,30}\))?\s*(?:/[\w -]+/\s*)?[-–—─]+\s*)?"
    r"(?=[\"“'‘A-Z])"
)
_HEAD = 1500
#: Marks that may end a sentence: with closing quotes and a reference number, or "glued" to the next one.
_MARK = re.compile(
    r"[.!?…]+(?:\s\.){0,3}"
    r"(?:(?P<close>[\"'”’»)\]*_]*)(?P<note>\[\d[\d,\s–-]{0,12}\]|(?<=[a-z)]\.)\d{1,3}(?:[,–-]\d{1,3}){0,5}(?=\s+[\"“(]?[A-Z]))*)"
)
_GLUED = re.compile(r"[\"“]?(?:[A-Z][a-z]+(?:['’][a-z]+)?[\s,]|[A-Z]{3,}\s|(?:I|A)\s)")
_OPENING = re.compile(rf"[\s\"'“‘«(\[*_{_EMOJI}]*")
_LOWER_NAME = re.compile(r"[a-z]{1,4}[A-Z]|[a-z]-[a-z]{4}|[α-ω](?:[-\d]|\s?[A-Z])")
_WORD = re.compile(r"[\w'’-]+")
_LETTERS = re.compile(r"[a-z](\.[a-z])*")
_BEFORE = re.compile(r"(?:^|[\s(])([\w'’-]+)\s+$")
_REPORTED = re.compile(r"(?:I|[A-Z][\w.'’-]+(?:\s+(?:[A-Z][\w.'’-]+|[vd][aeo]n?|del?a?)){0,4})\s+(\w+)")
_STARTS = re.compile(r"[.!?]\s+(\w)|\n[^\S\n]{0,9}\n\s{0,20}(\w)|\A\s*(\w)")
#: The end of a sentence within a table's cell: it holds running text, though its last words be none
#: ("(ABSTRACT TRUNCATED AT 250 WORDS)").
_INNER_END = re.compile(r"[a-z\d)][.!?][\"”’)]*\s+\W?[A-Z]|[a-z]{3}[.!?][\"”’]?$")
_WRAP = (45, 110)
_FURNITURE_LENGTH = 400
_LOOK_BACK = 40


@lru_cache(maxsize=1)
def _furniture() -> tuple[re.Pattern[str], tuple[tuple[re.Pattern[str], tuple[str, ...]], ...], re.Pattern[str]]:
    """Return the patterns that are tried on every line, those that need a word, and the one for people's names."""
    rows = packaged_table("furniture.csv", ("id", "pattern", "needs"))
    plain = [row["pattern"] for row in rows if not row["needs"] and row["id"] != "name"]
    needy = tuple(
        (re.compile(row["pattern"], re.IGNORECASE), tuple(row["needs"].split())) for row in rows if row["needs"]
    )
    name = next(re.compile(row["pattern"], re.IGNORECASE) for row in rows if row["id"] == "name")
    return re.compile("|".join(f"(?:{p})" for p in plain), re.IGNORECASE), needy, name


@lru_cache(maxsize=1)
def _abbreviations() -> dict[str, str]:
    return {row["form"]: row["ends"] for row in packaged_table("abbreviations.csv", ("form", "ends"))}


@lru_cache(maxsize=8)
def _words(role: str) -> frozenset[str]:
    return frozenset(r["form"] for r in packaged_table("sentence-words.csv", ("form", "role")) if r["role"] == role)


def is_furniture(line: str, article: str = "") -> bool:
    """Tell whether a line is page furniture: menus, by-lines, share buttons, captions, contact lines.

    Parameters
    ----------
    line : str
        One line of an article.
    article : str
        All of it: tells a person's name from a heading in capitals, whose words the article uses elsewhere.
    """
    line = line.strip()
    if not any(map(str.isalnum, line)):
        return True
    if len(line) > _FURNITURE_LENGTH:
        return False
    line = line.rstrip(" .…")
    always, needy, name = _furniture()
    if always.fullmatch(line):
        return True
    low = line.lower()
    for pattern, needs in needy:
        for word in needs:
            if word in low:
                if pattern.fullmatch(line):
                    return True
                break
    return len(line) <= 80 and name.fullmatch(line) is not None and not _heading(line, article)


def _heading(line: str, article: str) -> bool:
    """Tell whether two or three words in capitals are a heading rather than a person's name."""
    words = [w.lower() for w in re.findall(r"[^\W\d_]{2,}", line.partition(",")[0])]
    known = _words("heading")
    return any(w in known or (len(w) > 3 and re.search(rf"\b{w}\b", article)) for w in words)


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
    if "\r" in text:
        text = text.replace("\r\n", " \n").replace("\r", "\n")
    spoken = _lower_case_article(text)
    return [span for start, end in _lines(text) for span in _split(text, start, end, spoken)]


def _lines(text: str) -> Iterator[Offsets]:
    """Yield the stretches of text that sentences do not cross, furniture left out."""
    position = 0
    blocks: list[list[Offsets]] = []
    for gap in _BLANK.finditer(text):
        blocks.append(_block(text, position, gap.start()))
        position = gap.end()
    blocks.append(_block(text, position, len(text)))
    width = _wrap_width(text, blocks)
    in_references = False
    for block in blocks:
        for a, b in _unwrap(text, block, width):
            line = text[a:b]
            heading = len(line) < 60 and _reference_heading(line)
            if heading:
                in_references = True
            if in_references and (heading or _reference_item(line)):
                continue
            in_references = False
            if "|" in line or "\t" in line:
                cells = _cells(text, a, b)
                if cells is not None:
                    yield from cells
                    continue
            if not is_furniture(line, text):
                yield a, b


def _block(text: str, start: int, end: int) -> list[Offsets]:
    """Return the lines of a block that are not blank."""
    lines: list[Offsets] = []
    position = start
    for line in text[start:end].split("\n"):
        if line and not line.isspace():
            lines.append((position, position + len(line)))
        position += len(line) + 1
    return lines


def _cells(text: str, start: int, end: int) -> list[Offsets] | None:
    """Return the cells of a table's row that are sentences, or None where the line is no such row."""
    line = text[start:end].rstrip()
    mark = "\t" if "\t" in line.strip() else "|"
    if line.count(mark) < (1 if mark == "\t" else 2) or (mark == "|" and not re.search(r"\s\|\s|^\s*\||\|$", line)):
        return None
    cells = []
    position = start
    for cell in line.split(mark):
        body = cell.strip()
        if len(body.split()) >= 4 and (body[-1] in ".!?" or _INNER_END.search(body)):
            cells.append((position, position + len(cell)))
        position += len(cell) + 1
    return cells


def _reference_heading(line: str) -> bool:
    return (
        re.fullmatch(r"\W*(references|sources|bibliography|further reading|citations)\W*", line, re.IGNORECASE)
        is not None
    )


def _reference_item(line: str) -> bool:
    """Tell whether a line under "References" looks like one: a year, a journal's numbers, a DOI, or authors' initials."""
    return (
        re.search(r"\b(19|20)\d\d\b|doi|https?:|et al|\d+\(\d+\)|\b[A-Z][a-z]+,? [A-Z]{1,2}[,.]", line) is not None
        and len(line) < 500
    )


def _wrap_width(text: str, blocks: Sequence[Sequence[Offsets]]) -> int:
    """Return the width at which the article's lines were broken, or 0.

    They were where none is longer than a page is wide and most breaks within blocks had to be: the next word did not fit.
    """
    breaks = 0
    width = max((len(text[a:b].rstrip()) for block in blocks for a, b in block), default=0)
    if not _WRAP[0] <= width <= _WRAP[1]:
        return 0
    forced = 0
    open_ended = 0
    for block in blocks:
        for (a, b), (c, d) in itertools.pairwise(block):
            if _ITEM.match(text, c, d):
                continue
            breaks += 1
            if _forced(text, a, b, c, d, width):
                forced += 1
                open_ended += text[a:b].rstrip()[-1] not in ".!?:;"
    return width if forced >= 0.6 * breaks and open_ended >= max(1, 0.5 * forced) else 0


def _forced(text: str, a: int, b: int, c: int, d: int, width: int) -> bool:
    first = text[c:d].split(maxsplit=1)[0]
    return len(text[a:b].rstrip()) + 1 + len(first) > width - 2


def _unwrap(text: str, lines: Sequence[Offsets], width: int) -> Iterator[Offsets]:
    """Yield the lines of a block; lines broken by a fixed width are one."""
    if len(lines) < 2:
        yield from lines
        return
    a, b = lines[0]
    last = a
    for c, d in lines[1:]:
        if _goes_on(text, (last, b), (c, d), width):
            b = d
        else:
            yield a, b
            a, b = c, d
        last = c
    yield a, b


def _goes_on(text: str, line: Offsets, following: Offsets, width: int) -> bool:
    (a, b), (c, d) = line, following
    if _ITEM.match(text, c, d) or "|" in text[c:d]:
        return False
    if width and _forced(text, a, b, c, d, width):
        return True
    head, tail = text[c:d].lstrip(), text[a:b].rstrip()
    # A line that goes on in lower case after one that has not ended is the same sentence.
    return head[0].islower() and tail[-1] not in ".!?:;…" and len(tail) >= _WRAP[0]


def _lower_case_article(text: str) -> bool:
    """Tell whether sentences here mostly begin in lower case, as in chats and forums."""
    starts = [m.group(m.lastindex or 0)[-1:] for m in _STARTS.finditer(text[:20000])]
    letters = [s for s in starts if s.isalpha()]
    return len(letters) >= 3 and sum(map(str.islower, letters)) / len(letters) > 0.6


def _split(text: str, start: int, end: int, lower_case: bool) -> Iterator[Offsets]:
    lead = _LEAD.match(text, start, end)
    begin = lead.end() if lead else start
    if begin >= end:
        return
    if begin < _HEAD and text[begin].isupper():
        dated = _DATED.match(text, begin, end)
        if dated:
            begin = dated.end()
    if text[begin : begin + 3].isupper() or text[begin] == "(":
        dateline = _DATELINE.match(text, begin, end)
        if dateline:
            begin = dateline.end()
    for stop in _MARK.finditer(text, begin, end):
        if stop.end() >= end:
            break
        if stop.start() < begin or not _ends(text, begin, stop, end, lower_case):
            continue
        yield from _trimmed(text, begin, stop.end())
        begin = stop.end()
    yield from _trimmed(text, begin, end)


def _trimmed(text: str, begin: int, end: int) -> Iterator[Offsets]:
    front = _FRONT.match(text, begin, end)
    if front:
        begin = front.end()
    while end > begin and (text[end - 1].isspace() or text[end - 1] in "*_#|" or text[end - 1] > "\u218f"):
        if text[end - 1] > "\u218f" and not _TRAIL.match(text, end - 1, end):
            break
        end -= 1
    if begin < end and any(map(str.isalnum, text[begin:end])):
        yield begin, end


def _ends(text: str, begin: int, stop: re.Match[str], end: int, lower_case: bool) -> bool:
    """Decide whether a full stop, question or exclamation mark ends a sentence."""
    at, after = stop.start(), stop.end()
    if not text[after].isspace():
        return _ends_glued(text, begin, stop, end)
    opening = _OPENING.match(text, after, end)
    head = opening.end() if opening else after
    if head >= end:
        return True
    first = text[head]
    if first.islower() and not lower_case and not _LOWER_NAME.match(text, head, end):
        return False
    if first in ",;:)":
        return False
    mark = stop.group()
    if mark[0] in "!?":
        return not (stop["close"] and _reported(text, head, end))
    if mark.startswith("..") or mark[0] == "…" or ". ." in mark:
        return first.isupper() or first.isdigit()
    word = _word_before(text, begin, at)
    low = word.lower()
    if not word:
        return True
    if stop["note"]:
        return True
    upper = first.isupper()
    if stop["close"] in ("", ")", "]"):
        next_word = _WORD.match(text, head, end)
        starter = upper and next_word is not None and next_word.group().lower() in _words("starter")
        if len(word) > 1 or word.islower():
            match _abbreviations().get(low):
                case "never":
                    return False
                case "number":
                    return not first.isdigit()
                case "capital":
                    return upper or lower_case
                case "maybe":
                    return starter
                case _:
                    pass
        if _LETTERS.fullmatch(low):
            # An initial ("J. Smith"), unless it names something ("vitamin D. The", "hepatitis C. It").
            return _ends_after_letter(text, begin, at - len(word), starter)
    # A list number at the head of the line ends nothing.
    return not (word.isdigit() and begin + len(word) >= at)


def _ends_glued(text: str, begin: int, stop: re.Match[str], end: int) -> bool:
    """Decide on a mark with no space behind it: "the brain.This", but not "e.g.This" or "node.Js"."""
    at, after = stop.start(), stop.end()
    before = text[at - 1] if at > begin else ""
    if not (before.islower() or before == ")") or stop["close"] not in ("", '"', "”", "’", ")"):
        return False
    if text[at] == "?" and len(stop.group()) == 1 and text[after].isupper():
        return at - begin >= 3 and text[at - 3 : at].isalpha()
    if text[at] == "…" or len(stop.group()) > 2 or not _GLUED.match(text, after, end):
        return False
    word = _word_before(text, begin, at)
    if word[:1].isupper():  # "the app Sleep.Well", but "in Sweden.The"
        following = _WORD.search(text, after, end)
        if following is None or following.group().lower() not in _words("starter"):
            return False
    return (before == ")" or len(word) >= 3) and "." not in word and word.lower() not in _abbreviations()


def _word_before(text: str, begin: int, at: int) -> str:
    """Return the word that a mark stands after, its inner full stops included."""
    position = at
    floor = max(begin, at - _LOOK_BACK)
    while position > floor and (text[position - 1].isalnum() or text[position - 1] in "_.&-"):
        position -= 1
    return text[position:at].strip("&-")


def _ends_after_letter(text: str, begin: int, at: int, starter: bool) -> bool:
    before = _BEFORE.search(text[max(begin, at - _LOOK_BACK) : at])
    if before and before.group(1).lower() in _words("lettered"):
        return True
    initials = re.search(r"(^|\s)[A-Z]\.\s*$", text[max(begin, at - 6) : at])
    return starter and initials is None


def _reported(text: str, at: int, end: int) -> bool:
    """Tell whether a name and a verb of saying stand here: ``"Is it safe?" Dr Lee asked``."""
    found = _REPORTED.match(text, at, min(end, at + 120))
    return found is not None and found.group(1) in _words("reporting")
