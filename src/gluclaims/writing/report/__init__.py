"""HTML reports: self-contained pages that load nothing, with a strict content security policy.

`article_page` shows one article, `write_site` many (an index and a page each), `compare_page` two versions.
Everything that comes from an article is escaped by the templates; nothing here marks article text as safe.
"""

from gluclaims.writing.report.pages import article_page, compare_page
from gluclaims.writing.report.site import Site, write_site

__all__ = ["Site", "article_page", "compare_page", "write_site"]
