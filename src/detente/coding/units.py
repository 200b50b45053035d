"""A sentence parted into known names and single words, and what stands right after one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from detente.coding import names
from detente.coding.names import Entry
from detente.coding.spans import Unit
from detente.coding.words import wordset

_COMPOUNDS = wordset("car cars station stations base bases camp camps post posts headquarters academy checkpoint board")


def units_of(text: str, on: date | None) -> list[Unit]:
    """The sentence as names where the index has them, longest first, and single words elsewhere."""
    tokens = [(m.start(), m.end(), m.group(0)) for m in names.WORD.finditer(text)]
    low = [t[2].lower() for t in tokens]
    index = names.index()
    units: list[Unit] = []
    i = 0
    while i < len(tokens):
        found: list[Entry] = []
        for entry in index.get(low[i], ()):
            n = len(entry.words)
            if found and n < len(found[0].words):
                break
            if tuple(low[i : i + n]) == entry.words:
                surface = text[tokens[i][0] : tokens[min(i + n, len(tokens)) - 1][1]]
                if "\n\n" not in surface and entry.fits(surface, on):
                    found.append(entry)
        n = len(found[0].words) if found else 1
        start, end = tokens[i][0], tokens[i + n - 1][1]
        units.append(Unit(start, end, text[start:end], found[0].kind if found else "word", tuple(found)))
        i += n
    return units


def may_act(text: str, unit: Unit) -> bool:
    """Whether a noun without a state may stand for one: not in a compound ("police car", "army base")."""
    following = re.match(r"\s+([a-z]+)|-[a-z]+", text[unit.end :])
    return not (following and (following[1] is None or following[1] in _COMPOUNDS))


def tied_participle(units: Sequence[Unit], i: int) -> str:
    """The word that a hyphen ties to the unit ``i``: "led" of "Saudi-led"; empty where there is none."""
    if i + 2 >= len(units) or units[i + 1].text not in {"-", "‑"}:
        return ""
    close = units[i].end == units[i + 1].start and units[i + 1].end == units[i + 2].start
    return units[i + 2].text.lower() if close else ""
