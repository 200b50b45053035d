"""RSS and Atom: each entry is a document."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from datetime import date
from typing import Any

from detente.errors import Error
from detente.reading.clean import blank, tidy
from detente.reading.document import Document
from detente.reading.html import strip
from detente.reading.pdf import MISSING
from detente.reading.raw import Day, Raw, document


def read_feed(raw: Raw) -> Iterator[Document]:
    """A document an entry: its text is the headline and then the entry's words; the feed's title is the publisher.

    Entries without a word are left out. Raises `detente.Error` for a feed that cannot be read or has no entry.
    """
    try:
        import feedparser
    except ImportError:
        raise Error(MISSING.format(where=raw.where, kind="feeds", library="feedparser")) from None
    headers = {"content-type": raw.content_type} if raw.content_type else {}
    feed = feedparser.parse(io.BytesIO(raw.data), response_headers=headers, sanitize_html=False)
    entries = list(feed.entries)
    if feed.bozo and not entries:
        raise Error(f"{raw.where}: this feed cannot be read ({feed.bozo_exception}). Save it again from its site.")
    texts = [(entry, _text(entry)) for entry in entries]
    found = [(entry, text) for entry, text in texts if not blank(text)]
    if not found:
        raise Error(f"{raw.where}: this feed has no entry with text.")
    for number, (entry, text) in enumerate(found, start=1):
        yield document(
            raw,
            text,
            title=strip(entry.get("title") or "") or None,
            publisher=_publisher(feed, entry),
            language=_language(feed, entry),
            stated=_day(entry),
            uri=entry.get("link") or entry.get("id") or f"{raw.uri}#{number}",
        )


def _text(entry: Any) -> str:
    bodies = [part.get("value") or "" for part in entry.get("content", ())] or [entry.get("summary") or ""]
    title = strip(entry.get("title") or "")
    body = "\n\n".join(strip(part) for part in bodies)
    return tidy(body if title and body.startswith(title) else f"{title}\n\n{body}")


def _publisher(feed: Any, entry: Any) -> str | None:
    source = entry.get("source") or {}
    name = source.get("title") or feed.feed.get("title")
    return strip(name) or None if name else None


def _language(feed: Any, entry: Any) -> str | None:
    part = entry.get("title_detail") or {}
    language = feed.feed.get("language") or part.get("language")
    return str(language) if language else None


def _day(entry: Any) -> Day | None:
    stamp: time.struct_time | None = entry.get("published_parsed") or entry.get("updated_parsed")
    return (date(stamp.tm_year, stamp.tm_mon, stamp.tm_mday), "day") if stamp else None
