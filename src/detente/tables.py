"""Reading of the tables of facts under ``data/``: CSV in, rows out."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data"


def rows(name: str) -> Iterator[dict[str, str]]:
    """Rows of the table ``data/<name>.csv`` by column name; empty cells are empty strings."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        head = next(reader)
        for row in reader:
            yield dict(zip(head, row, strict=True))


def split(cell: str) -> tuple[str, ...]:
    """The parts of a cell that holds several values, separated by semicolons."""
    return tuple(part.strip() for part in cell.split(";") if part.strip()) if cell else ()


def day(cell: str) -> date | None:
    """An ISO 8601 day, or None where the cell is empty."""
    return date.fromisoformat(cell) if cell else None


_SIGNS = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "ʻ": "'", "–": "-", "‑": "-", "—": "-"})
_WHOLE = re.compile("[й\u3040-\u30ff\uac00-\ud7a3]")


def fold(text: str) -> str:
    """Text for comparison: without case, diacritics, outer or double spaces, and with one kind of apostrophe and dash.

    Only accents that a reader may leave out are dropped: ё becomes е, but й, voiced kana and hangul stay whole.
    """
    if text.isascii():
        return " ".join(text.lower().split())
    return " ".join("".join(map(_plain, text.translate(_SIGNS).casefold())).split())


@cache
def _plain(letter: str) -> str:
    if _WHOLE.match(letter):
        return letter
    return "".join(part for part in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(part))
