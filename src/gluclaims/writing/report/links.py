"""Addresses built from identifiers. What doesn't look like the identifier it claims to be gets no link."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

_VOCABULARIES = {
    "MESH": (r"[DC]\d{6,9}", "https://meshb.nlm.nih.gov/record/ui?ui={}"),
    "DRUGBANK": (r"DB\d{5}", "https://go.drugbank.com/drugs/{}"),
    "CHEBI": (r"\d+", "https://www.ebi.ac.uk/chebi/searchId.do?chebiId=CHEBI:{}"),
    "DOID": (r"\d+", "http://purl.obolibrary.org/obo/DOID_{}"),
    "UBERON": (r"\d{7}", "http://purl.obolibrary.org/obo/UBERON_{}"),
    "HGNC": (r"\d+", "https://www.genenames.org/data/gene-symbol-report/#!/hgnc_id/HGNC:{}"),
    "ATC": (r"[A-Z]\d\d[A-Z]{2}\d\d", "https://atcddd.fhi.no/atc_ddd_index/?code={}"),
}


def web_address(text: object) -> str | None:
    """Return `text` where it is an http or https address, else None: no other scheme becomes a link.

    Examples
    --------
    >>> web_address("javascript:alert(1)") is None
    True
    """
    if isinstance(text, str) and re.fullmatch(r"https?://[^\s<>\"'`\\]+", text, re.IGNORECASE):
        return text
    return None


def reference_links(reference: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the links of a reference, name and address.

    Examples
    --------
    >>> reference_links({"pmid": "18458111", "doi": "10.1111/x"})
    [('PMID 18458111', 'https://pubmed.ncbi.nlm.nih.gov/18458111/'), ('doi:10.1111/x', 'https://doi.org/10.1111/x')]
    """
    links: list[tuple[str, str]] = []
    pmid, doi, label = (str(reference.get(key) or "").strip() for key in ("pmid", "doi", "label_id"))
    if re.fullmatch(r"\d{1,9}", pmid, re.ASCII):
        links.append((f"PMID {pmid}", f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/"))
    if re.fullmatch(r"10\.\d{4,9}/\S+", doi, re.ASCII):
        links.append((f"doi:{doi}", f"https://doi.org/{quote(doi, safe='/:;()._-')}"))
    if re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", label, re.IGNORECASE):
        links.append(("DailyMed label", f"https://dailymed.nlm.nih.gov/dailymed/drugInfo.cfm?setid={label}"))
    if url := web_address(reference.get("url")):
        links.append(("link", url))
    return links


def identifier_link(vocabulary: str, identifier: str) -> tuple[str, str | None]:
    """Return how an identifier is written and its address, None for a vocabulary or shape that isn't known.

    Examples
    --------
    >>> identifier_link("MESH", "D012297")
    ('MESH:D012297', 'https://meshb.nlm.nih.gov/record/ui?ui=D012297')
    """
    bare = str(identifier).removeprefix(f"{vocabulary}:")
    pattern, address = _VOCABULARIES.get(vocabulary, ("(?!)", ""))
    fits = re.fullmatch(pattern, bare, re.ASCII)
    return f"{vocabulary}:{bare}", address.format(bare) if fits else None
