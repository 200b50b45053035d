"""Reading of the tables of facts under ``data/``: CSV in, rows out."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterator
from datetime import date
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


def fold(text: str) -> str:
    """Text for comparison: without case, diacritics, outer or double spaces, and with one kind of apostrophe and dash.

    Cyrillic and kana keep their letters: only accents that a reader may leave out are dropped, so й stays й and ё
    becomes е.
    """
    text = text.strip()
    if text.isascii():
        return " ".join(text.lower().split())
    text = text.translate(_SIGNS)
    kept = []
    for letter in text.casefold():
        if letter in "йがぎぐげござじずぜぞだぢづでどばびぶべぼぱぴぷぺぽ":
            kept.append(letter)
        elif "\u30a0" <= letter <= "\u30ff" or "\uac00" <= letter <= "\ud7a3":
            kept.append(letter)
        else:
            kept += [part for part in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(part)]
    return " ".join("".join(kept).split())


_SIGNS = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "–": "-", "‑": "-", "—": "-"})
