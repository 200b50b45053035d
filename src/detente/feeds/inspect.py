"""What a file is, told from its first bytes, so that a wrong file is named as what it is."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Callable
from pathlib import Path

from detente.errors import Error

SIZE = 1 << 20
BY_COLUMNS = {57: "gdelt1", 58: "gdelt1", 61: "gdelt2", 26: "phoenix"}
BY_HEADER: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("gdelt1", lambda line: line.startswith("Date\tSource\tTarget\tCAMEOCode")),
    ("polecat", lambda line: line.startswith("Event ID\t") and "Event Mode" in line),
    ("icews", lambda line: line.startswith("Event ID\t") and "Event Text" in line),
    ("acled", lambda line: "event_id_cnty" in line),
    ("ucdp", lambda line: "type_of_violence" in line),
)


def beginning(path: str | Path, encoding: str = "utf-8") -> str:
    """The first megabyte of a plain or gzipped file as text, without a byte-order mark."""
    with Path(path).open("rb") as file:
        head = file.read(SIZE)
    if head[:2] == b"\x1f\x8b":
        try:
            with gzip.open(path, "rb") as packed:
                head = packed.read(SIZE)
        except (OSError, EOFError) as error:
            raise Error(f"{path}: its gzip is broken ({error}); download it again") from error
    return head.decode(encoding, "replace").removeprefix("\ufeff")


def first_line(path: str | Path, encoding: str = "utf-8") -> str:
    """The first line of a file; `Error` where the file is empty."""
    text = beginning(path, encoding)
    if not text.strip():
        raise Error(f"{path}: is empty; download it again")
    return text.splitlines()[0]


def header(path: str | Path, delim: str, encoding: str) -> list[str]:
    """The names in a file's first line."""
    return next(csv.reader(io.StringIO(first_line(path, encoding)), delimiter=delim))


def column_count(path: str | Path) -> int:
    """How many tab-separated columns the first line has."""
    return first_line(path).count("\t") + 1


def told_apart(path: str | Path) -> str | None:
    """Which feed a file is of, or what else: ``mentions``, ``html``, ``zip``, ``parquet``; None where it is unclear."""
    with Path(path).open("rb") as file:
        head = file.read(8)
    if head.startswith(b"PK"):
        return "zip"
    if head.startswith(b"PAR1"):
        return "parquet"
    line = first_line(path, "latin-1")
    if line.lstrip().lower().startswith(("<!doctype", "<html", "<?xml", "<head")):
        return "html"
    for name, fits in BY_HEADER:
        if fits(line.removeprefix("\u00ef\u00bb\u00bf")):
            return name
    count = line.count("\t") + 1
    if count == 16:
        return "mentions"
    if line.count(",") >= 48 and not line.startswith("event"):
        return "ucdp"
    return BY_COLUMNS.get(count)
