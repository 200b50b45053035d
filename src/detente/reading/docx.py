"""Word documents (DOCX): paragraphs and tables in their order."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from detente.errors import Error
from detente.reading.clean import tidy, title_of
from detente.reading.document import Document
from detente.reading.pdf import MISSING
from detente.reading.raw import Day, Raw, document

UNPACKED_LIMIT = 300_000_000
"""A file that unpacks to more bytes than this is refused before it fills the memory."""


def read_docx(raw: Raw) -> Iterator[Document]:
    """One document, a paragraph or table row a paragraph; title and language come from the file's properties.

    The date on which the file was made serves as a last resort. Raises `detente.Error` for a file that needs a
    password or is broken.
    """
    if raw.data.startswith(b"\xd0\xcf\x11\xe0"):
        raise Error(
            f"{raw.where}: this file is protected by a password, or is of the old Word format (.doc). "
            "Save it as .docx without a password."
        )
    try:
        from docx import Document as Word
    except ImportError:
        raise Error(MISSING.format(where=raw.where, kind="DOCX", library="python-docx")) from None
    try:
        _refuse_bomb(raw)
        word = Word(io.BytesIO(raw.data))
        text = tidy("\n\n".join(_texts(word)))
        properties = word.core_properties
        title, language, made = properties.title, properties.language, _made(properties)
        headed = next((p.text for p in word.paragraphs if p.style is not None and p.style.name == "Title"), None)
    except Error:
        raise
    except Exception as error:
        # A broken package makes python-docx raise KeyError, BadZipFile, XMLSyntaxError and others.
        raise Error(f"{raw.where}: this DOCX is broken ({type(error).__name__}). Open it and save it again.") from error
    yield document(raw, text, title=headed or title or title_of(text), language=language or None, guessed=made)


def _refuse_bomb(raw: Raw) -> None:
    with zipfile.ZipFile(io.BytesIO(raw.data)) as package:
        size = sum(part.file_size for part in package.infolist())
    if size > UNPACKED_LIMIT:
        raise Error(f"{raw.where}: unpacked this file has {size // 1_000_000} MB. Divide it into smaller ones.")


def _texts(word: Any) -> Iterator[str]:
    for part in word.iter_inner_content():
        if hasattr(part, "rows"):
            yield from (_row(row) for row in part.rows)
        else:
            yield part.text


def _row(row: Any) -> str:
    cells = dict.fromkeys(" ".join(cell.text.split()) for cell in row.cells)
    return "; ".join(cell for cell in cells if cell)


def _made(properties: Any) -> Day | None:
    made = properties.created or properties.modified
    # python-docx's own template says 2013-12-23; such a file has never been dated.
    return (made.date(), "day") if made and made.date().isoformat() != "2013-12-23" else None
