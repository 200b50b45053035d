"""Plain text."""

from __future__ import annotations

from collections.abc import Iterator

from detente.reading.clean import tidy, title_of, unwrap
from detente.reading.decode import decode
from detente.reading.document import Document
from detente.reading.raw import Raw, document


def read_text(raw: Raw) -> Iterator[Document]:
    """One document: lines that were wrapped are joined; a first line that stands alone is the title as well."""
    text = unwrap(tidy(decode(raw.data, raw.where, raw.charset)))
    yield document(raw, text, title=title_of(text))
