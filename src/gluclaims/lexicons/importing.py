"""Making a lexicon table from an ontology (OBO; OWL and OBO graphs through pronto) or from any CSV file."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from gluclaims.errors import ConfigError, InputError, MissingExtraError
from gluclaims.labels import labels
from gluclaims.lexicons.linting import ID_PATTERNS, sort_key
from gluclaims.lexicons.tables import Row

HEADER = ("form", "concept", "label", "parents", "case", "context", "ids", "note")
#: Prefixes of ontologies and their cross-references -> our vocabularies.
_PREFIXES = {
    "MSH": "MESH", "MESH": "MESH", "DOID": "DOID", "CHEBI": "CHEBI", "UBERON": "UBERON", "HGNC": "HGNC",
    "UMLS_CUI": "UMLS", "UMLS": "UMLS", "OMIM": "OMIM", "DRUGBANK": "DRUGBANK", "NEURONAMES": "NEURONAMES",
}  # fmt: skip
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"\s*(\w*)')
_ESCAPE = re.compile(r"\\(.)")
_ABBREVIATION = re.compile(r"(?=.*[A-Z])[A-Z0-9-]{2,6}s?")


@dataclass(slots=True)
class Term:
    """A term of an ontology, as far as a lexicon needs it."""

    id: str
    name: str = ""
    synonyms: list[tuple[str, str]] = field(default_factory=list)
    parents: list[str] = field(default_factory=list)
    xrefs: list[str] = field(default_factory=list)
    obsolete: bool = False


def read_ontology(path: Path) -> list[Term]:
    """Read the terms of an ontology.

    OBO is read here, leniently: published files hold lines that strict parsers stop at. Everything else that pronto
    knows (OWL, OBO graphs in JSON) goes through pronto.

    Raises
    ------
    InputError
        If the file cannot be read.
    MissingExtraError
        If it is no OBO file and pronto is not installed.
    """
    if not path.is_file():
        raise InputError("no such file", source=str(path))
    if path.suffix.lower() == ".obo":
        return list(_read_obo(_text(path)))
    try:
        import pronto
    except ImportError:
        raise MissingExtraError("pronto", "obo", f"reading {path.suffix or 'this kind of'} ontology") from None
    try:
        ontology = pronto.ontology.Ontology(path)
    except (OSError, ValueError, SyntaxError, KeyError) as error:
        raise InputError(f"pronto can't read it: {error}", source=str(path)) from None
    return [
        Term(
            t.id, t.name or "", [(s.description, s.scope or "RELATED") for s in t.synonyms],
            [p.id for p in t.superclasses(distance=1, with_self=False)], [x.id for x in t.xrefs], t.obsolete,
        )
        for t in ontology.terms()
    ]  # fmt: skip


def _text(path: Path) -> str:
    raw = path.read_bytes()
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def _read_obo(text: str) -> Iterator[Term]:
    for stanza in re.split(r"(?m)^\[", text)[1:]:
        kind, _, body = stanza.partition("]")
        if kind != "Term":
            continue
        term = Term("")
        for line in body.splitlines():
            tag, _, value = line.partition(":")
            _put(term, tag.strip(), value.strip())
        if term.id:
            yield term


def _put(term: Term, tag: str, value: str) -> None:
    bare = value.partition(" ! ")[0].strip()
    if tag == "id":
        term.id = bare
    elif tag == "name":
        term.name = _ESCAPE.sub(r"\1", value)
    elif tag == "synonym" and (found := _QUOTED.match(value)):
        term.synonyms.append((_ESCAPE.sub(r"\1", found[1]), found[2] or "RELATED"))
    elif tag == "is_a":
        term.parents.append(bare.split(" ")[0])
    elif tag == "relationship" and bare.startswith("part_of "):
        term.parents.append(bare.split(" ")[1])
    elif tag == "xref":
        term.xrefs.append(bare.split(" ")[0])
    elif tag == "is_obsolete":
        term.obsolete = value == "true"


def from_ontology(
    terms: Sequence[Term], label: str, scopes: Iterable[str] = ("EXACT",), under: str | None = None
) -> list[Row]:
    """Make lexicon rows of an ontology's terms.

    Parameters
    ----------
    terms : sequence of Term
        As read.
    label : str
        Entity label of all rows.
    scopes : iterable of str
        Scopes of the synonyms to take.
    under : str, optional
        Only this term and those below it.

    Raises
    ------
    ConfigError
        If the label is unknown or no term has the id `under`.
    """
    _check_label(label)
    wanted = set(scopes)
    by_id = {t.id: t for t in terms}
    if under is not None and under not in by_id:
        raise ConfigError(f"no term {under!r} in the ontology")
    below = None if under is None else _below(terms, under)
    kept = [t for t in terms if t.name and not t.obsolete and (below is None or t.id in below)]
    names = {t.id: _concept(t.name) for t in kept}
    rows: list[Row] = []
    for term in kept:
        forms = [term.name, *(text for text, scope in term.synonyms if scope in wanted)]
        parents = dict.fromkeys(names[p] for p in term.parents if names.get(p, names[term.id]) != names[term.id])
        ids = dict.fromkeys(filter(None, map(_identifier, (term.id, *term.xrefs))))
        rows += _rows(forms, names[term.id], label, "|".join(parents), "|".join(ids))
    return _tidy(rows)


def _below(terms: Iterable[Term], top: str) -> set[str]:
    children: dict[str, list[str]] = {}
    for term in terms:
        for parent in term.parents:
            children.setdefault(parent, []).append(term.id)
    found, edge = {top}, [top]
    while edge:
        edge = [c for p in edge for c in children.get(p, ()) if c not in found]
        found.update(edge)
    return found


def from_csv(
    path: Path, label: str, *, form: str | None = None, concept: str | None = None, synonyms: str | None = None,
    ids: Mapping[str, str] | None = None,
) -> list[Row]:  # fmt: skip
    """Make lexicon rows of a CSV (or tab-separated) file.

    Parameters
    ----------
    path : Path
        The file, with a header.
    label : str
        Entity label of all rows.
    form, concept, synonyms : str, optional
        Columns: the name (the first column where left out), its concept (the name where left out), further names
        joined by ``|``.
    ids : mapping of str to str, optional
        Vocabulary -> column of its identifiers.

    Raises
    ------
    InputError
        If the file cannot be read.
    ConfigError
        If a column is not there or the label is unknown.
    """
    _check_label(label)
    if not path.is_file():
        raise InputError("no such file", source=str(path))
    text = _text(path)
    delimiter = "\t" if "\t" in text.partition("\n")[0] else ","
    reader = csv.DictReader(io.StringIO(text), delimiter=delimiter)
    columns = list(reader.fieldnames or ())
    form = form or (columns[0] if columns else "")
    ids = ids or {}
    for column in filter(None, (form, concept, synonyms, *ids.values())):
        if column not in columns:
            raise ConfigError(f"{path}: no column {column!r}; there are {', '.join(columns)}")
    rows: list[Row] = []
    for raw in reader:
        name = (raw[form] or "").strip()
        if not name:
            continue
        forms = [name, *(s.strip() for s in ((raw[synonyms] or "") if synonyms else "").split("|"))]
        known = [_identifier(f"{vocabulary}:{(raw[column] or '').strip()}") for vocabulary, column in ids.items()]
        own = _concept((raw[concept] or name) if concept else name)
        rows += _rows(forms, own, label, "", "|".join(filter(None, known)))
    return _tidy(rows)


def _check_label(label: str) -> None:
    if label not in labels().entity:
        raise ConfigError(f"no label {label!r}; one of {', '.join(labels().entity)}")


def _concept(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).lower().split())


def _identifier(reference: str) -> str | None:
    """Return a reference in our spelling, if it is of a vocabulary we keep and well formed."""
    prefix, _, identifier = reference.partition(":")
    vocabulary = _PREFIXES.get(prefix.upper())
    if vocabulary is None or not ID_PATTERNS[vocabulary].fullmatch(identifier):
        return None
    return f"{vocabulary}:{identifier}"


def _rows(forms: Iterable[str], concept: str, label: str, parents: str, ids: str) -> Iterator[Row]:
    first = True
    for form in forms:
        plain = " ".join(unicodedata.normalize("NFC", form).split())
        if not plain or any(c in plain for c in "{}\\"):
            continue  # braces would be read as a pattern
        exact = _ABBREVIATION.fullmatch(plain) is not None
        yield {
            "form": plain if exact else plain.lower(), "concept": concept, "label": label,
            "parents": parents if first else "", "case": "exact" if exact else "", "context": "",
            "ids": ids if first else "", "note": "",
        }  # fmt: skip
        first = False


def _tidy(rows: Iterable[Row]) -> list[Row]:
    """Sort, and drop forms that stand twice in a concept."""
    seen: dict[tuple[str, str, str], Row] = {}
    for row in rows:
        seen.setdefault((row["concept"], row["form"], row["case"]), row)
    return sorted(seen.values(), key=sort_key)


def write_table(rows: Iterable[Row]) -> str:
    """Return rows as CSV text with the lexicon's header."""
    out = io.StringIO()
    writer = csv.DictWriter(out, HEADER, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()
