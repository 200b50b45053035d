"""What a user names — file, folder, address, ``-`` — becomes documents; what cannot be read is told, one by one."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from detente.errors import Error
from detente.reading.document import Document
from detente.reading.raw import Day, Raw, day

LIMIT = 100_000_000
"""Bytes of the largest file that is read."""
SUFFIXES = {
    ".txt": "text", ".text": "text", ".md": "markdown", ".markdown": "markdown", ".html": "html", ".htm": "html",
    ".xhtml": "html", ".pdf": "pdf", ".docx": "docx", ".rss": "feed", ".atom": "feed", ".xml": "feed",
}  # fmt: skip
OTHER_DOCUMENTS = frozenset(
    [".doc", ".rtf", ".odt", ".epub", ".pages", ".eml", ".msg", ".ppt", ".pptx", ".xls", ".xlsx", ".mht", ".mhtml"]
)
"""Endings of documents that cannot be read: in a folder they are reported, all other unknown endings passed over."""
CONTENT_TYPES = {
    "text/html": "html", "application/xhtml+xml": "html", "application/pdf": "pdf", "text/markdown": "markdown",
    "text/x-markdown": "markdown", "application/rss+xml": "feed", "application/atom+xml": "feed",
    "application/rdf+xml": "feed",
}  # fmt: skip
PROLOGUE = rb"(?:<\?[^>]*>|<!--.*?-->|\s)*+"
FEED = re.compile(PROLOGUE + rb"<(?:rss|feed|rdf:RDF)\b", re.IGNORECASE | re.DOTALL)
HTML = re.compile(
    PROLOGUE + rb"<(?:!doctype\s+html|html|head|body|article|meta|title|div|p)\b", re.IGNORECASE | re.DOTALL
)
STDIN = "stdin"


def is_address(text: str) -> bool:
    """Whether an input is an address of the web."""
    return text.lower().startswith(("http://", "https://"))


def read(source: str | Path, *, published: str | None = None) -> Iterator[Document]:
    """The documents of one input: a file, a folder (with the folders in it), an http(s) address, or ``-``.

    ``published`` (an ISO 8601 day, month or year) dates texts that do not say when they were published. Raises
    `detente.Error` at the first thing that cannot be read; `read_all` goes on.
    """
    stated = day(published, "the date given") if published else None
    for step in _steps(source, stated):
        yield from step()


class Reading:
    """Documents of many inputs, read one after another; ``failures`` tells, when it is done, what was left out."""

    def __init__(self, sources: Iterable[str | Path], *, published: str | None = None) -> None:
        self._sources = list(sources)
        self._published = day(published, "the date given") if published else None
        self.failures: list[Error] = []

    def __iter__(self) -> Iterator[Document]:
        self.failures.clear()
        for source in self._sources:
            try:
                steps = list(_steps(source, self._published))
            except Error as error:
                self.failures.append(error)
                continue
            for step in steps:
                try:
                    yield from step()
                except Error as error:
                    self.failures.append(error)


def read_all(sources: Iterable[str | Path], *, published: str | None = None) -> Reading:
    """Documents of all inputs; errors are gathered in ``.failures`` while reading goes on (see `read`)."""
    return Reading(sources, published=published)


def kind_of(raw: Raw) -> str:
    """``text markdown html pdf docx feed``: by the first bytes, then by the type declared, then by the ending."""
    head = raw.data[:2048].removeprefix(b"\xef\xbb\xbf")
    if head.lstrip()[:5] == b"%PDF-":
        return "pdf"
    if (head.startswith(b"PK\x03\x04") and b"word/" in raw.data) or head.startswith(b"\xd0\xcf\x11\xe0"):
        return "docx"
    if FEED.match(head):
        return "feed"
    known = CONTENT_TYPES.get(raw.content_type or "") or SUFFIXES.get(raw.suffix)
    if known in (None, "feed") and HTML.match(head):
        return "html"
    if known is None and head.startswith((b"---\n", b"---\r\n")):
        return "markdown"
    if known is None and raw.suffix in OTHER_DOCUMENTS:
        raise Error(f"{raw.where}: {raw.suffix} cannot be read. Save it as .docx, .pdf, .html or .txt.")
    return known or "text"


def _readers() -> dict[str, Callable[[Raw], Iterator[Document]]]:
    from detente.reading.docx import read_docx
    from detente.reading.feed import read_feed
    from detente.reading.html import read_html
    from detente.reading.markdown import read_markdown
    from detente.reading.pdf import read_pdf
    from detente.reading.text import read_text

    return {
        "text": read_text, "markdown": read_markdown, "html": read_html, "pdf": read_pdf, "docx": read_docx,
        "feed": read_feed,
    }  # fmt: skip


def documents(raw: Raw) -> Iterator[Document]:
    """The documents in some bytes; `detente.Error` when there is none to be read."""
    if not raw.data.strip():
        raise Error(f"{raw.where}: this is empty. Leave it out, or give a file with text.")
    yield from _readers()[kind_of(raw)](raw)


Step = Callable[[], Iterator[Document]]


def _steps(source: str | Path, published: Day | None) -> Iterator[Step]:
    """One step for each thing to read, so that one that fails does not stop the others."""
    name = str(source)
    if name == "-":
        yield lambda: documents(Raw("standard input", STDIN, _standard_input(), published=published))
    elif is_address(name):
        from detente.reading.web import fetch

        yield lambda: documents(fetch(name, published))
    elif re.match(r"[A-Za-z][A-Za-z0-9+.-]+://", name):
        raise Error(f"{name}: only http:// and https:// addresses can be read.")
    elif Path(name).is_dir():
        for path in _files(Path(name)):
            yield _step(path, published)
    else:
        yield _step(Path(name), published)


def _step(path: Path, published: Day | None) -> Step:
    return lambda: documents(Raw(str(path), path.name, _bytes(path), published=published))


def _files(folder: Path) -> list[Path]:
    """Files of a folder that are documents, sorted by their place in it; hidden ones and links to folders left out."""
    found: list[Path] = []

    def unreadable(error: OSError) -> None:
        raise Error(f"{error.filename}: this folder cannot be opened ({error.strerror}).") from error

    for place, folders, names in os.walk(folder, onerror=unreadable):
        folders[:] = [name for name in folders if not name.startswith(".")]
        wanted = [name for name in names if not name.startswith((".", "~$"))]
        found += [Path(place) / name for name in wanted if Path(name).suffix.lower() in {*SUFFIXES, *OTHER_DOCUMENTS}]
    if not found:
        raise Error(f"{folder}: there is no document in this folder. Known endings: {' '.join(SUFFIXES)}.")
    return sorted(found, key=lambda path: path.relative_to(folder).parts)


def _bytes(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > LIMIT:
            raise Error(f"{path}: {size // 1_000_000} MB are too much for one text. Divide it into smaller files.")
        with path.open("rb") as file:
            data = file.read(LIMIT + 1)
    except FileNotFoundError:
        raise Error(f"{path}: there is no such file or folder. Check the name.") from None
    except OSError as error:
        raise Error(f"{path}: cannot be opened ({error.strerror}). Check its permissions.") from None
    if len(data) > LIMIT:
        raise Error(f"{path}: more than {LIMIT // 1_000_000} MB are too much for one text. Divide it.")
    return data


def _standard_input() -> bytes:
    data = sys.stdin.buffer.read(LIMIT + 1)
    if len(data) > LIMIT:
        raise Error(f"standard input: more than {LIMIT // 1_000_000} MB are too much for one text. Divide it.")
    return data
