"""The facts that ship with the package, and the one way to read them."""

from __future__ import annotations

import csv
import io
from importlib.resources import files


def text(path: str) -> str:
    """The content of a shipped data file, named from this folder with forward slashes."""
    return (files(__name__) / path).read_text(encoding="utf-8")


def rows(path: str) -> list[dict[str, str]]:
    """The rows of a shipped CSV file as dictionaries of text."""
    return list(csv.DictReader(io.StringIO(text(path))))
