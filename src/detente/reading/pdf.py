"""PDF: the text layer, page by page, without running heads."""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from detente.errors import Error
from detente.reading.clean import blank, join, tidy, title_of
from detente.reading.document import Document
from detente.reading.raw import Day, Raw, document

MISSING = "{where}: reading {kind} needs {library}. Install it: pip install 'detente[documents]'"
END = re.compile(r"[.!?:;…。！？][\"'”’»)\]]*$")
SHORT = 0.75
"""A line shorter than this share of the page's usual line ends before the margin."""
EDGE_LINES = 2
"""Running heads and feet stand in at most so many first and last lines of a page."""


def read_pdf(raw: Raw) -> Iterator[Document]:
    """One document; title, date and language come from the file's properties, the date only as a last resort.

    Raises `detente.Error` for a file that needs a password, is broken, or has no text (a scan).
    """
    try:
        import pypdf
    except ImportError:
        raise Error(MISSING.format(where=raw.where, kind="PDF", library="pypdf")) from None
    # pypdf logs every oddity of a file; a file it cannot read raises.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = pypdf.PdfReader(io.BytesIO(raw.data))
        _unlock(reader, raw.where)
        text = page_text([page.extract_text() for page in reader.pages])
        facts = _facts(reader)
    except Error:
        raise
    except Exception as error:
        # Broken files make pypdf raise nearly anything: KeyError, RecursionError, its own errors.
        raise Error(f"{raw.where}: this PDF is broken ({_short(error)}). Open it and save it again.") from error
    if blank(text):
        raise Error(f"{raw.where}: this PDF has no text, only pictures. Put it through text recognition (OCR) first.")
    yield document(raw, text, title=facts["title"] or title_of(text), language=facts["language"], guessed=facts["day"])


def _unlock(reader: Any, where: str) -> None:
    from pypdf.errors import DependencyError

    if not reader.is_encrypted:
        return
    try:
        opened = reader.decrypt("")
    except DependencyError:
        raise Error(
            f"{where}: this PDF is encrypted; reading it needs cryptography: pip install cryptography"
        ) from None
    if not opened:
        raise Error(f"{where}: this PDF is protected by a password. Save a copy without it and read that.")


def _facts(reader: Any) -> dict[str, Any]:
    try:
        properties = reader.metadata or {}
        title = str(properties.get("/Title") or "").strip() or None
        language = str(reader.root_object.get("/Lang") or "") or None
    except Exception:  # properties are a courtesy: broken ones must not cost the text
        return {"title": None, "language": None, "day": None}
    return {"title": title, "language": language, "day": _created(properties)}


def _created(properties: Any) -> Day | None:
    try:
        made = properties.creation_date or properties.modification_date
    except (AttributeError, ValueError):
        return None
    return (made.date(), "day") if made else None


def _short(error: BaseException) -> str:
    return " ".join(str(error).split())[:120] or type(error).__name__


def page_text(pages: Sequence[str]) -> str:
    """Pages as one tidy text: running lines dropped, divided words joined, sentences led over the page's end."""
    lines = [tidy(page).split("\n") for page in pages]
    running = _running(lines)
    texts = [reflow([line for line in _without(page, running) if line]) for page in lines]
    whole = ""
    for text in texts:
        if not text:
            continue
        if not whole or END.search(whole):
            whole += ("\n\n" if whole else "") + text
        elif re.search(r"[^\W\d_]-$", whole) and text[0].islower():
            whole = whole[:-1] + text
        else:
            whole += " " + text
    return whole


def reflow(lines: Sequence[str]) -> str:
    """Lines of a page as paragraphs: PDF does not say where one ends, so the lengths of lines must.

    A paragraph ends with a sentence on a short line, or with a short line before one that does not go on in lower case
    (a heading, a list).
    """
    if not lines:
        return ""
    width = sorted(len(line) for line in lines)[len(lines) * 9 // 10]
    paragraphs: list[list[str]] = [[]]
    for line, following in zip(lines, (*lines[1:], ""), strict=True):
        paragraphs[-1].append(line)
        short = len(line) < SHORT * width
        if short and (END.search(line) or not following[:1].islower()):
            paragraphs.append([])
    return "\n\n".join(join(paragraph, hyphens=True) for paragraph in paragraphs if paragraph)


def _running(pages: Sequence[Sequence[str]]) -> set[str]:
    """Lines at the edges of pages that come back, page numbers aside, on most of at least three pages."""
    seen: Counter[str] = Counter()
    for page in pages:
        seen.update({_shape(line) for line in _edges(page)})
    return {line for line, times in seen.items() if times >= 3 and times * 2 > len(pages)}


def _edges(page: Sequence[str]) -> list[str]:
    depth = _depth(page)
    return [line for line in (*page[:depth], *page[-depth:]) if line]


def _depth(page: Sequence[str]) -> int:
    """How many lines at either end of a page can be running lines; of a short page only one."""
    return max(1, min(EDGE_LINES, len(page) // 4))


def _shape(line: str) -> str:
    return re.sub(r"\d+", "0", line)


def _without(page: Sequence[str], running: set[str]) -> Iterator[str]:
    depth = _depth(page)
    for number, line in enumerate(page):
        edge = number < depth or number >= len(page) - depth
        if edge and (_shape(line) in running or re.fullmatch(r"[-–—\s]*\d{1,4}[-–—\s]*", line)):
            continue
        yield line
