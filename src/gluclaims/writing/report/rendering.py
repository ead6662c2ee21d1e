"""Templates to pages: autoescaping on, undefined names an error, and a content security policy made of hashes."""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from gluclaims.writing.report.looks import look, plain
from gluclaims.writing.report.marking import Piece
from gluclaims.writing.report.views import stated


def render(template: str, **values: Any) -> str:
    """Render a fragment."""
    return _clean(_environment().get_template(template).render(**values))


def render_page(template: str, *, styles: tuple[str, ...], scripts: tuple[str, ...], **values: Any) -> str:
    """Render a whole page with its styles and scripts inside, allowed by their hashes; nothing else may run or load.

    Parameters
    ----------
    styles, scripts : tuple of str
        Names of files among the templates; they are joined in this order.
    """
    style, script = _joined(styles), _joined(scripts)
    policy = (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    page = _environment().get_template(template).render(
        policy=policy, style=Markup(style), script=Markup(script), **values  # noqa: S704  our own files
    )  # fmt: skip
    return _clean(page)


def _clean(html: str) -> str:
    """Replace lone surrogates, which have no UTF-8 form: ids and other fields may hold some."""
    return html.encode("utf-8", "replace").decode("utf-8")


@lru_cache(maxsize=8)
def _joined(names: tuple[str, ...]) -> str:
    folder = resources.files("gluclaims.writing").joinpath("templates")
    text = "\n" + "\n".join(folder.joinpath(name).read_text("utf-8") for name in names)
    if "</" in text:
        raise AssertionError(f"{names}: '</' would end the element that holds it")
    return text


@lru_cache(maxsize=8)
def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("gluclaims.writing", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(broken=_broken, plain=plain, number=_number)
    environment.globals.update(look=look, stated=stated)
    return environment


def _broken(piece: Piece) -> Markup:
    """Escape a piece's text; line breaks outside of sentences are kept, inside they are spaces."""
    lines = piece.text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    between = Markup("<br>") if piece.furniture else Markup("\n")
    return between.join(escape(line) for line in lines)


def _number(n: int) -> str:
    return f"{n:,}"
