"""A document: text with stable character offsets, and where it comes from."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Citation:
    """A public record that a document rests on."""

    publisher: str
    title: str
    date: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """One text as it was read.

    ``text`` never changes after reading: every span in a report is a pair of character offsets into it.
    ``published`` is the first day of the period when only a month or a year is known; ``published_precision``
    (``day``, ``month`` or ``year``) says which. ``publisher_state`` is ISO 3166 alpha-3, ``language`` ISO 639-1.
    """

    uri: str
    text: str
    title: str | None = None
    publisher: str | None = None
    publisher_state: str | None = None
    language: str = "en"
    published: date | None = None
    published_precision: str = "day"
    citations: tuple[Citation, ...] = field(default=())

    @property
    def sha256(self) -> str:
        """Checksum of the text as UTF-8, in hexadecimal."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()

    @property
    def id(self) -> str:
        """Name of the document in a record: the first 16 hexadecimal digits of a checksum of address and text."""
        return hashlib.sha256(f"{self.uri}\0{self.sha256}".encode()).hexdigest()[:16]
