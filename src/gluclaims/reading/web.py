"""The article text and title of a web page, through trafilatura (Barbaresi 2021, ACL demo)."""

from __future__ import annotations

from gluclaims.errors import InputError


def extract_html(html: str, source: str) -> tuple[str | None, str]:
    """Return the title and the main text of a web page.

    Navigation, comments and cookie notices are left out by the extractor; offsets refer to the text returned here.

    Raises
    ------
    InputError
        If the page holds no article text.
    """
    import trafilatura
    from trafilatura.settings import use_config

    config = use_config()
    # Short leaflets are articles as well: the defaults drop pages under 250 characters.
    config.set("DEFAULT", "MIN_EXTRACTED_SIZE", "50")
    config.set("DEFAULT", "MIN_OUTPUT_SIZE", "1")
    try:
        found = trafilatura.bare_extraction(
            html,
            include_comments=False,
            include_tables=True,
            include_formatting=False,
            with_metadata=False,
            config=config,
        )
        text = (getattr(found, "text", None) or "").strip()
        meta = trafilatura.extract_metadata(html) if text else None
    except Exception as error:  # the parser's own: pages nested too deep, control characters
        raise InputError(f"the page cannot be parsed ({type(error).__name__}: {error})", source) from None
    if not text:
        raise InputError("no article text was found in the page", source)
    return (meta.title if meta is not None else None), text
