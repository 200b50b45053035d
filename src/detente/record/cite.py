"""How to cite what a record rests on: its sources, and the public records its documents name."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from detente import __version__
from detente.errors import Error

if TYPE_CHECKING:
    import pyarrow as pa

ESCAPES = {"\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
           **{sign: "\\" + sign for sign in "%&#_$"}}  # fmt: skip


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """One thing to cite; what is unknown is empty."""

    author: str
    date: str
    title: str
    url: str = ""
    note: str = ""

    def text(self) -> str:
        """One line: author (date). Title. Address. Note."""
        dated = f"{self.author} ({self.date})" if self.date else self.author
        parts = [part.rstrip(".") for part in (dated.strip(), self.title, self.url, self.note) if part]
        return ". ".join(parts) + "."

    def bibtex(self) -> str:
        """A ``@misc`` entry; the key comes from author, year and a checksum, so that it stays the same."""
        fields = {
            "author": "{" + _tex(self.author) + "}" if self.author else "",
            "title": "{" + _tex(self.title) + "}",
            "year": self.date[:4] if re.match(r"\d{4}", self.date) else "",
            "date": self.date,
            "url": self.url,
            "note": _tex(self.note),
        }
        lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
        return f"@misc{{{self.key()},\n" + ",\n".join(lines) + "\n}"

    def key(self) -> str:
        """The entry's name in a bibliography."""
        plain = unicodedata.normalize("NFKD", self.author or self.title).encode("ascii", "ignore").decode().lower()
        words = re.findall(r"[a-z0-9]+", plain)
        mark = hashlib.sha256("\0".join((self.author, self.date, self.title, self.url)).encode()).hexdigest()[:4]
        return "-".join([*words[:3], *([self.date[:4]] if self.date else []), mark])


def _tex(text: str) -> str:
    return "".join(ESCAPES.get(sign, sign) for sign in text)


def citations(sources: pa.Table, documents: pa.Table, format: str = "text") -> str:
    """The bibliography of a record as ``text`` (a line an entry) or ``bibtex``; sorted, each entry once.

    Documents that name public records are cited by these, others by themselves. A source whose citation is BibTeX
    already is passed on as it is. Raises `detente.Error` for another format.
    """
    if format not in ("text", "bibtex"):
        raise Error(f"Citations come as text or bibtex, not as {format!r}.")
    ready, made = _source_entries(sources.to_pylist())
    entries = [_own_entry(), *made, *sorted({entry for row in documents.to_pylist() for entry in _entries(row)})]
    if format == "bibtex":
        return "\n\n".join([*(entry.bibtex() for entry in entries), *ready]) + "\n"
    return "\n".join([*(entry.text() for entry in entries), *ready]) + "\n"


def _own_entry() -> Entry:
    return Entry("The détente authors", "", f"détente: a workbench for relations between states, version {__version__}")


def _source_entries(rows: Iterable[dict[str, Any]]) -> tuple[list[str], list[Entry]]:
    ready: set[str] = set()
    made: set[Entry] = set()
    for row in rows:
        citation = (row["citation"] or "").strip()
        version = f"Version {row['version']}" if row["version"] and row["version"] not in citation else ""
        licence = f"Licence: {row['licence']}" if row["licence"] else ""
        note = ". ".join(part for part in (version, licence) if part)
        if citation.startswith("@"):
            ready.add(citation)
        elif citation:
            made.add(Entry("", "", citation, note=note))
        elif row["kind"] not in ("folder", "file", "documents", "stdin"):
            made.add(Entry("", "", row["name"], note=note))
    return sorted(ready), sorted(made)


def _entries(document: dict[str, Any]) -> list[Entry]:
    if document["citations"]:
        return [
            Entry(cited["publisher"] or "", cited["date"] or "", cited["title"] or "", cited["url"] or "")
            for cited in document["citations"]
        ]
    published = document["published"]
    width = {"day": 10, "month": 7, "year": 4}.get(document["published_precision"], 10)
    day = published.isoformat()[:width] if published else ""
    uri = document["uri"] if "://" in document["uri"] else ""
    return [Entry(document["publisher"] or "", day, document["title"] or document["uri"], uri)]
