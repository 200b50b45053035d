"""What every reader gets and gives: bytes with where they come from, and a document made of what was found in them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import PurePosixPath
from typing import Any

from detente.errors import Error
from detente.reading.clean import blank, language_of
from detente.reading.document import Citation, Document

Day = tuple[date, str]
"""A first day and its precision: ``day``, ``month`` or ``year``."""
NAMED_DAY = re.compile(r"(\d{4}-\d\d-\d\d)(?!\d)")


@dataclass(frozen=True, slots=True)
class Raw:
    """Bytes to be read.

    ``where`` names them in messages, ``uri`` in the record; ``published`` is the date that the user gives.
    """

    where: str
    uri: str
    data: bytes
    charset: str | None = None
    content_type: str | None = None
    published: Day | None = None

    @property
    def suffix(self) -> str:
        """The ending of the address in lower case, with its dot; empty where there is none."""
        return PurePosixPath(self.uri.partition("?")[0].partition("#")[0]).suffix.lower()


def day(value: Any, where: str) -> Day | None:
    """A day, month or year as a document states it; text may be ISO 8601 with a time, of which the day is kept.

    Raises `detente.Error` for anything else but None and empty text.
    """
    from detente.dates import parse_period

    if value is None or value == "":
        return None
    if isinstance(value, datetime):
        return value.date(), "day"
    if isinstance(value, date):
        return value, "day"
    text = re.sub(r"(?<=\d)[T ]\d\d:.*$", "", str(value).strip())
    try:
        first, _, precision = parse_period(text)
    except Error as error:
        raise Error(f"{where}: {error}") from None
    return first, precision


def lenient(value: Any) -> Day | None:
    """The same for what programs write into files: None where it cannot be read."""
    try:
        return day(value, "")
    except Error:
        return None


def document(
    raw: Raw,
    text: str,
    *,
    title: str | None = None,
    publisher: str | None = None,
    publisher_state: str | None = None,
    language: str | None = None,
    stated: Day | None = None,
    guessed: Day | None = None,
    citations: Iterable[Citation] = (),
    uri: str | None = None,
) -> Document:
    """A document of tidy text.

    Its date is what it states itself, else what the user says, else the day its file's name begins with, else what
    its file's properties let guess. Raises `detente.Error` when the text has no letter.
    """
    if blank(text):
        raise Error(f"{raw.where}: there is no text in it. Leave it out, or give a file with text.")
    first, precision = stated or raw.published or _named(raw.uri) or guessed or (None, "day")
    return Document(
        uri=uri or raw.uri,
        text=text,
        title=_line(title),
        publisher=_line(publisher),
        publisher_state=publisher_state,
        language=(language or "").split("-")[0].split("_")[0].lower() or language_of(text),
        published=first,
        published_precision=precision,
        citations=tuple(citations),
    )


def _named(uri: str) -> Day | None:
    found = NAMED_DAY.match(PurePosixPath(uri).name) if "://" not in uri else None
    return lenient(found.group(1)) if found else None


def _line(text: str | None) -> str | None:
    return " ".join(text.split()) or None if text else None
