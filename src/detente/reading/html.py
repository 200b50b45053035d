"""Web pages: the article without what stands around it."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

from detente.reading.clean import blank, join, tidy
from detente.reading.decode import declared_charset, decode
from detente.reading.document import Document
from detente.reading.raw import Raw, document, lenient

BLOCKS = re.compile(
    r"address|article|aside|blockquote|br|caption|d[dlt]|div|fig(caption|ure)|footer|h[1-6r]|header|li|main|nav|ol|p|"
    r"pre|section|t(able|[dhr]|itle)|ul"
)
UNREAD = frozenset(["script", "style", "noscript", "template", "svg", "head", "iframe", "nav"])
LANGUAGE = re.compile(r"<html[^>]{0,500}?\slang\s*=\s*[\"']?([A-Za-z]{2,3})\b", re.IGNORECASE)


def read_html(raw: Raw) -> Iterator[Document]:
    """One document: the article that trafilatura finds, with the page's own title, site, date and language.

    Dates are taken from what the page declares, not guessed from its words. A page without an article is read whole.
    """
    from trafilatura import bare_extraction

    page = decode(raw.data, raw.where, raw.charset or declared_charset(raw.data))
    page = re.sub(r"^\s*<\?xml[^>]*\?>", "", page.lstrip("\ufeff"))
    address = raw.uri if "://" in raw.uri else None
    # trafilatura logs what it does not like about a page; what matters is raised here.
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    found: Any = bare_extraction(
        page, url=address, with_metadata=True, include_comments=False,
        date_extraction_params={"original_date": True, "extensive_search": False},
    )  # fmt: skip
    text = paragraphs(found.text or "") if found else ""
    if blank(text):
        text = strip(page)
    language = LANGUAGE.search(page[:5000])
    yield document(
        raw,
        text,
        title=(found.title if found else None) or _title(page),
        publisher=(found.sitename or found.hostname if found else None) or _site(address),
        language=language.group(1) if language else None,
        stated=lenient(found.date) if found else None,
    )


def paragraphs(text: str) -> str:
    """Trafilatura's lines as paragraphs: list marks and table bars fall away."""
    lines = [re.sub(r"^- ", "", re.sub(r"\s*\|\s*", " ", line)).strip() for line in text.split("\n")]
    return tidy("\n\n".join(line for line in lines if line and not re.fullmatch(r"[-\s]+", line)))


def strip(page: str) -> str:
    """All words of a page or of a piece of one, as tidy paragraphs."""
    parser = _Words()
    parser.feed(page)
    parser.close()
    blocks = "".join(parser.parts).split("\n\n")
    return tidy("\n\n".join(join(block.split("\n")) for block in blocks if block.strip()))


def _title(page: str) -> str | None:
    found = re.search(r"<title[^>]*>(.*?)</title>", page, re.IGNORECASE | re.DOTALL)
    return strip(found.group(1)) or None if found else None


def _site(address: str | None) -> str | None:
    return urlsplit(address).hostname if address else None


class _Words(HTMLParser):
    """Gathers the words outside of scripts, with blank lines between blocks."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._unread: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in UNREAD:
            self._unread.append(tag)
        if BLOCKS.fullmatch(tag):
            self.parts.append("\n\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._unread:
            del self._unread[self._unread.index(tag) :]
        if BLOCKS.fullmatch(tag):
            self.parts.append("\n\n")

    def handle_data(self, data: str) -> None:
        if not self._unread:
            self.parts.append(re.sub(r"\s+", " ", data))
