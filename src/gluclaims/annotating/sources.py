"""Whose statement a claim is: the source that its cues name, the quotation it stands in, the study it cites."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from gluclaims.lexicons.tables import word_set

WRITER, GENERIC, IMPERSONAL, NAMED, CITED = "WRITER", "GENERIC", "IMPERSONAL", "NAMED", "CITED"

_YEAR = r"(?:19|20)\d\d"
#: A reference in brackets, or an author with a year.
_REFERENCE = re.compile(
    rf"\([^()]*(?:et al\.?|[A-Z][\w’'-]+(?: (?:and|&) [A-Z][\w’'-]+)?,)[^()]*{_YEAR}[^()]*\)|\bet al\.?,? \(?{_YEAR}|"
    rf"[A-Z][\w’'-]+ (?:and|&) [A-Z][\w’'-]+,? \({_YEAR}\)|\[\d+(?:[,–-] ?\d+)*\]|\bdoi:|https?://"
)
_STUDY = (
    r"(?:meta-?analys[ei]s|analys[ei]s|stud(?:y|ies)|trials?|reviews?|papers?|articles?|reports?|surveys?|experiments?|"
    r"research|findings?|results?|data|work)"
)
#: A study that can be looked up: where and when it came out, or its name.
_LOOKED_UP = re.compile(
    rf"\b{_STUDY}\b[^.;]{{0,80}}\b(?:published|appear\w*|out|reported)\b[^.;]{{0,40}}\b(?:in|by)\b[^.;]{{0,12}}\b[A-Z]|"
    rf"\b(?:published|writing|reporting|reported)\b[^.;]{{0,40}}\bin (?:the )?(?:journal )?[A-Z]|"
    rf"\b{_YEAR} (?:[\w-]+ ){{0,3}}{_STUDY}\b|\bin {_YEAR},? [^.;]{{0,60}}\b{_STUDY}\b|"
    rf"\b[A-Z][\w:-]*[A-Z\d][\w:-]* (?:trial|study)\b|\b(?:Nature|Science|Cell|JAMA|Lancet|BMJ|PLoS|PNAS)\b|"
    rf"\bpublished a [^.;]{{0,20}}{_STUDY}\b"
)
_PEOPLE = (
    r"(?:researchers?|scientists?|experts?|doctors?|psychiatrists?|psychologists?|neuroscientists?|neurologists?|"
    r"clinicians?|physicians?|specialists?|investigators?|authors?|team|colleagues|critics?|campaigners?|officials?|"
    r"influencers?|bloggers?|fans|proponents|advocates|supporters|opponents|manufacturers?|makers|people|patients?|"
    r"users?|others|some|many|most|bestsellers?|websites?|headlines?|media|reports?|scans?|tests?|evidence|figures|"
    r"statistics|guidelines?|they|we)"
)
_GENERIC = re.compile(rf"\b(?:{_PEOPLE}|{_STUDY})\b", re.IGNORECASE)
_DEFINITE = re.compile(rf"\b(?:the|this|that|their|its) (?:[\w-]+ ){{0,2}}{_STUDY}\b", re.IGNORECASE)
_BELIEF = re.compile(
    r"^(?:(?:has|have|had|is|are|was|were|'s|being|been|be|it|also|now|then|long|widely|generally|commonly|often|"
    r"currently|still|once|usually|sometimes|broadly|traditionally|increasingly)\s+)+"
    r"(?:thought|believed|known|considered|said|assumed|held|regarded|seen|viewed|claimed|alleged|hypothesi[sz]ed|theori[sz]ed|"
    r"estimated|suspected|reported|recogni[sz]ed|presumed|postulated|supposed|reputed|rumou?red|deemed|speculated|"
    r"shown|proven|proved|demonstrated|found|established|confirmed|documented|verified|linked|suggested)\b|"
    r"^\w+(?:ed|ght|aid|eld) to$"
)
#: Verbs of people; what stands beside them is a speaker and no study.
_SPEECH = re.compile(
    r"\b(?:sa(?:y|ys|id|ying)|t(?:ell|ells|old)|explain\w*|add(?:s|ed|ing)?|argu\w+|warn\w*|caution\w*|stress\w*|recall\w*|"
    r"comment\w*|remark\w*|insist\w*|admit\w*|believ\w+|think\w*|thought|suspect\w*|agree\w*|speculat\w*|emphasi\w+)\b",
    re.IGNORECASE,
)
_BODY = re.compile(
    r"\b(?:press release|news release|statement|spokes\w+|"
    r"the (?:company|agency|academy|drugmaker|drug maker|firm|charity|regulator|association|society|manufacturer))\b",
    re.IGNORECASE,
)
_SELF = re.compile(r"\bthis (?:essay|article|post|blog|leaflet|guide|page|piece|column)\b", re.IGNORECASE)
_NO_EVIDENCE = re.compile(r"\bno (?:\w+ ){0,2}(?:evidence|proof)\b", re.IGNORECASE)
_IN_PUBLISHED = re.compile(rf"\bin (?:a|an|one|the|their) (?:[\w-]+ ){{0,4}}{_STUDY}\b", re.IGNORECASE)
#: "Baker and her colleagues": named by the one who leads them.
_COLLEAGUES = re.compile(
    r"\b[A-Z][\w’'-]+(?:,[^,]{0,60},)? and (?:his|her|their|\w+) ?(?:[\w-]+ )?(?:colleagues?|team|co-?\w+|group|lab|collaborators)\s+(?:\w+ly )?$"
)
#: A person and who that is, before the verb: "Ann Lee of Leeds University, who wrote a comment on the study, said".
_INTRODUCED = re.compile(
    r"(?:^|[.;:]|\b(?:But|And|However,|Still,|Meanwhile,|but|and)) ?\W*(?:(?:Dr|Prof|Professor|Mr|Mrs|Ms)\b\.? )?"
    r"(?:[A-Z][\w’'-]+ (?:[A-Z]\.? )?(?:[a-z]{2,3} )?[A-Z][\w’'-]+(?: (?:of|from|at) [^,]{3,80})?,|[A-Z][\w’'-]+, who\b|(?:Dr|Prof|Professor)\.? [A-Z])"
)
_ROLE = r"(?:(?:the |a |an )?(?:[a-z-]+ ){0,4})"
_CLAUSE = re.compile(r",\s+(?:and|but|while|whereas)\b|;")
_SHORT = re.compile(r"\b(Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec|Dr|Prof|vs|St)\.")
_IDEA = re.compile(
    r"\b(?:idea|thinking|story|wisdom|belief|theory|legend|rumou?r|schools? of thought|secret)\b", re.IGNORECASE
)
_ADVERB = re.compile(r"^(?:reportedly|allegedly|supposedly|purportedly|reputedly)$", re.IGNORECASE)
_PASSIVE_LINK = re.compile(r"\b(?:has|have) (?:also |long |often )?been (?:linked|tied|connected)\b", re.IGNORECASE)
_IN_STUDY = re.compile(
    rf"^[\W_]*(?:in|across|among) (?:(?:a|an|one|another|some|several|many|early|large|small|most|two|three|four|clinical|"
    rf"animal|separate|recent|\w+) ){{0,4}}{_STUDY}\b",
    re.IGNORECASE,
)
_BREAK = re.compile(r"[,;:\"“”()—–]|\b(?:and|but|that|which|while|although|because|so|when)\b", re.IGNORECASE)
_HALT = re.compile(r"[,;:\"“”()—–]|\b(?:but|that|which|while|although|because|so|when)\b", re.IGNORECASE)
_TITLE = re.compile(r"\b(?:Dr|Prof|Professor|Mr|Mrs|Ms|Sir|Dame)\b\.?")
_NAME = re.compile(r"\b[A-Z][\w’'-]+")
_PERSON = re.compile(r"\b(?:he|she)\b", re.IGNORECASE)
_OWN = re.compile(r"\b(?:his|her|my) (?:view|opinion|words)\b", re.IGNORECASE)
_QUOTE = re.compile(r"“[^“”]{2,1500}”|(?<![\w\"])\"(?=\S)[^\"]{2,1500}?(?<=\S)\"(?!\w)")
_OPEN_QUOTE = re.compile(r"^[ \t]*[“\"][^”\"\n]*$", re.MULTILINE)
#: Shorter quotations are single words or terms, not statements of their own.
_WORDS_QUOTED = 4
#: Of two sources the more definite one counts.
_RANK = ("", WRITER, IMPERSONAL, GENERIC, NAMED, CITED)
_REACH = 160


class Sources:
    """The sources of one article.

    Parameters
    ----------
    text : str
        The article.
    sentences : sequence of (int, int)
        Its sentences' offsets, in order.
    cues : sequence of dict
        Its cues (record dicts).
    """

    def __init__(self, text: str, sentences: Sequence[tuple[int, int]], cues: Sequence[Mapping[str, Any]]) -> None:
        self.text = text
        self.sentences = sentences
        self.cues = cues
        self._quotes = [m.span() for m in _QUOTE.finditer(text) if len(m.group().split()) >= _WORDS_QUOTED]
        self._quotes += [m.span() for m in _OPEN_QUOTE.finditer(text) if len(m.group().split()) >= _WORDS_QUOTED]
        self._reports = [i for i, c in enumerate(cues) if c["kind"] == "ATTRIBUTION"]

    def of(self, start: int, end: int, linked: Iterable[int]) -> str:
        """Return the attribution of a claim.

        Parameters
        ----------
        start, end : int
            The claim's offsets.
        linked : iterable of int
            The cues that bear on it.
        """
        sentence = self._sentence(start)
        words = self.text[sentence[0] : sentence[1]]
        linked = [i for i in linked if 0 <= i < len(self.cues)]
        reports = [i for i in linked if self.cues[i]["kind"] == "ATTRIBUTION"]
        found = max((self._source(i, sentence) for i in reports), key=_RANK.index, default="")
        quoted = self.quoted(start, end)
        if quoted and found in ("", GENERIC, IMPERSONAL):
            return quoted
        if found:
            return found
        if self._cited(words, start - sentence[0], end - sentence[0]):
            return CITED
        for i in linked:
            cue = self.cues[i]
            low = cue["text"].lower()
            if cue["kind"] == "BOOSTER" and (_BELIEF.match(low) or "secret" in low) and " " in low:
                return IMPERSONAL
            if cue["kind"] == "BOOSTER" and re.match(r"(?:show|prove|demonstrate|confirm|establish)", low):
                return self._subject(cue, sentence) or GENERIC
            if cue["kind"] in ("EPISTEMIC", "NEGATION", "GAP") and re.search(
                r"suggest|indicat|evidence|hint|impl|point|suspect|speculat|hypothe|propos|think|theor|argu|proof|support",
                low,
            ):
                return self._subject(cue, sentence) or GENERIC
        if _NO_EVIDENCE.search(self.text[max(sentence[0], start - 40) : end]):
            return GENERIC
        before = self.text[sentence[0] : end]
        lead = re.split(r"[;:]", before)[-1] if re.search(r"[;:]", before[: start - sentence[0]]) else before
        if _IN_STUDY.match(lead):
            return CITED if _LOOKED_UP.search(words) else GENERIC
        if _PASSIVE_LINK.search(self.text[start:end]):
            return IMPERSONAL
        return WRITER

    # -- one cue ------------------------------------------------------------------------------------------------------

    def _source(self, index: int, sentence: tuple[int, int]) -> str:
        """Return the kind of source that an attribution cue names."""
        cue = self.cues[index]
        low = cue["text"].lower().replace("’", "'")
        if _OWN.search(low):
            return NAMED
        if _ADVERB.match(low) or (_BELIEF.match(low) and (" " in low) and not _GENERIC.search(low)):
            return IMPERSONAL
        if _IDEA.search(low):
            return IMPERSONAL
        return self._subject(cue, sentence) or GENERIC

    def _subject(self, cue: Mapping[str, Any], sentence: tuple[int, int]) -> str:
        """Read the source off the words around a reporting word."""
        low = cue["text"].lower()
        before = self.text[sentence[0] : cue["start"]]
        after = self.text[cue["end"] : sentence[1]]
        own = _GENERIC.search(cue["text"])
        if own is not None and re.match(r"\s+(?:Dr\.? )?[A-Z][a-z]+ [A-Z]", after):
            return NAMED  # "says researcher Ann Lee"
        if low.startswith(("according", "in the view", "in the words", "as reported")):
            name = re.split(r"[;.]\s|, (?=\w+ \w+ \w+ )", _SHORT.sub(r"\1", after))[0][:_REACH]
        elif re.search(r"\b(?:evidence|proof)\b", low):
            name = cue["text"]
        else:
            pieces = _BREAK.split(before)
            near = pieces[-1] if pieces else ""
            inverted = re.match(
                rf"\s+(?:{_ROLE}[A-Z]|(?:one|another|some|the|an?) (?:[\w-]+ ){{0,3}}{_PEOPLE}\b)", after
            )
            if own is not None or _tells(near):
                name = near
            elif inverted and re.search(r"[,\"”?!]\s*$", before):
                name = _BREAK.split(after)[0]
            else:
                name = next((p for p in reversed(pieces) if _tells(p)), "")
            if own is None and _COLLEAGUES.search(before):
                return NAMED
            if _SPEECH.search(low) and own is None and not _named(name) and not _PERSON.search(name):
                # An apposition stands between ("Ann Lee, co-author of the study, said").
                outside = _QUOTE.sub(" ", before)
                if _named(outside) and re.search(
                    r"(?:author|professor|director|chair|head|who|psychiatrist|M\.?D|Ph\.?D)", name
                ):
                    return NAMED
                if not inverted and _INTRODUCED.search(outside.strip()):
                    return NAMED
            if not _SPEECH.search(low) and own is None and not inverted:
                # "Surveys in Spain and France suggest": the head stands before the "and".
                whole = _HALT.split(before)[-1]
                if (
                    len(whole) > len(name)
                    and re.search(rf"\b{_STUDY}\b", whole, re.IGNORECASE)
                    and not _PERSON.search(whole)
                ):
                    name = whole
            name = f"{name} {cue['text']}"
        around = _SHORT.sub(r"\1", before + cue["text"] + after[:_REACH])
        return self._kind(name, around, _SPEECH.search(low) is not None)

    def _kind(self, name: str, around: str, speech: bool) -> str:
        if _SELF.search(name):
            return WRITER
        generic = _GENERIC.search(name)
        study = re.search(rf"\b{_STUDY}\b", name, re.IGNORECASE)
        if _REFERENCE.search(around):
            return CITED
        if not speech and study and (_LOOKED_UP.search(around) or self._known_study(name)):
            return CITED
        if not speech and generic and re.search(r"\bpublished\b", around) and _LOOKED_UP.search(around):
            return CITED
        if _TITLE.search(name) or _PERSON.search(name) or _BODY.search(name):
            return NAMED
        if generic is None:
            return NAMED if _has_name(name) else ""
        # A class of sources is named by what stands before it, or where it works.
        before, after = name[: generic.start()], name[generic.end() :]
        if speech and re.match(
            r",? (?:(?!in |at |of |from |for |with |to |on )[a-z-]+ ){0,3}(?:Dr\.? )?[A-Z][a-z]+ [A-Z]", after
        ):
            return NAMED
        if _named(before) or re.search(r"\b(?:at|from|of|by)\b(?: [\w-]+){0,4} (?:the )?[A-Z][\w’'-]*[a-z]", after):
            return NAMED
        return GENERIC

    def _known_study(self, name: str) -> bool:
        """Tell whether "the study" is one that the article has cited."""
        return bool(_DEFINITE.search(name)) and any(
            _LOOKED_UP.search(_SHORT.sub(r"\1", self.text[a:b])) or _REFERENCE.search(self.text[a:b])
            for a, b in self.sentences
        )

    # -- the text around ----------------------------------------------------------------------------------------------

    def _sentence(self, at: int) -> tuple[int, int]:
        return next(((a, b) for a, b in self.sentences if a <= at < b), (0, len(self.text)))

    @staticmethod
    def _cited(words: str, start: int, end: int) -> bool:
        """Tell whether a reference stands in or after the claim, or its words say where it came out."""
        for m in _REFERENCE.finditer(words):
            if m.start() >= start and not _CLAUSE.search(words[end : m.start()]):
                return True
        inside = words[start:end]
        return bool(_IN_PUBLISHED.search(inside) and _LOOKED_UP.search(inside))

    def quoted(self, start: int, end: int) -> str:
        """Return the kind of source of the quotation that a claim stands in; empty where it stands in none."""
        quote = next((q for q in self._quotes if q[0] <= start and end <= q[1] + 1), None)
        if quote is None:
            return ""
        line = self.text.rfind("\n", 0, quote[0]) + 1, self.text.find("\n", quote[1])
        low, high = line[0], line[1] if line[1] >= 0 else len(self.text)
        near = []
        for i in self._reports:
            cue = self.cues[i]
            if low <= cue["start"] < high and not any(a < cue["start"] < b for a, b in self._quotes):
                gap = cue["start"] - quote[1] if cue["start"] >= quote[1] else quote[0] - cue["end"] + 40
                near.append((gap, i))
        for _, i in sorted(near):
            found = self._source(i, self._sentence(self.cues[i]["start"]))
            if found:
                return found
        return NAMED


def _named(words: str) -> bool:
    """Tell whether words hold the name of a person or an organisation."""
    found = [
        n
        for n in _NAME.findall(words)
        if n.lower().rstrip(".") not in word_set("sources.no-names") and n not in word_set("sources.methods")
    ]
    if not found:
        return False
    # One capital at the beginning of a sentence is no name ("Larger studies").
    first = re.match(r"[\s\W]*([A-Z][\w’'-]*[a-z])\b", words)
    return not (len(found) == 1 and first is not None and first.group(1) == found[0] and len(words.split()) > 1)


def _tells(words: str) -> bool:
    """Tell whether words can name a source."""
    patterns = (_TITLE, _PERSON, _GENERIC, _BODY, _SELF)
    return any(pattern.search(words) for pattern in patterns) or _has_name(words)


def _has_name(words: str) -> bool:
    return any(n.lower().rstrip(".") not in word_set("sources.no-names") for n in _NAME.findall(words))
