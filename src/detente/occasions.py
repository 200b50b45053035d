"""Meetings by their kind and by their name: formats ("2+2", "summit") and occasions ("Helsinki Summit", "APEC 2016").

The tables lie in ``data/occasions``. A recurring occasion has a series name ("Eastern Economic Forum") under which the
day a text speaks of finds the right one.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import cache

from detente.actors import organisation
from detente.tables import day, fold, rows, split


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of meeting; ``terms`` are words and phrases that name it, a final ``*`` standing for any ending.

    ``level`` is ``leaders``, ``ministers``, ``officials``, ``military``, ``parliaments``, ``business``, ``other`` or
    ``any`` where only the participants tell it.
    """

    name: str
    level: str
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Occasion:
    """A named meeting from ``date`` to ``date_end``, both inclusive.

    ``states`` are those known to have taken part or, for an organisation's summit, its members that day; they are
    empty where the circle is too wide to name. ``series`` is the name of the recurring occasion it belongs to.
    """

    name: str
    aliases: tuple[str, ...]
    date: datetime.date
    date_end: datetime.date
    place: str
    states: tuple[str, ...]
    format: str
    series: str | None = None


@cache
def formats() -> tuple[Format, ...]:
    """All formats, the more specific first."""
    return tuple(Format(row["name"], row["level"], split(row["terms"])) for row in rows("occasions/formats"))


@cache
def series() -> dict[str, tuple[str, ...]]:
    """Names of recurring occasions, each with its other forms."""
    return {row["name"]: split(row["aliases"]) for row in rows("occasions/series")}


@cache
def occasions() -> tuple[Occasion, ...]:
    """All occasions by date."""
    found = [_occasion(row) for row in rows("occasions/occasions")]
    return tuple(sorted(found, key=lambda known: (known.date, known.name)))


def _occasion(row: dict[str, str]) -> Occasion:
    first, last = day(row["date"]), day(row["date_end"])
    assert first is not None and last is not None, row
    kind = row["name"].rpartition(" ")[0]
    return Occasion(
        row["name"], split(row["aliases"]), first, last, row["place"], _circle(row["states"], first), row["format"],
        kind if kind in series() else None,
    )  # fmt: skip


def _circle(cell: str, on: datetime.date) -> tuple[str, ...]:
    """States named in a cell; ``@`` and the name of an organisation at its end stand for its members that day."""
    named, _, group = cell.partition("@")
    known = organisation(group) if group else None
    return tuple(dict.fromkeys((*named.split(), *(known.members_on(on) if known else ()))))


@cache
def _index() -> dict[str, tuple[Occasion, ...]]:
    found: dict[str, list[Occasion]] = {}
    for known in occasions():
        recurring = (known.series, *series()[known.series]) if known.series else ()
        for name in dict.fromkeys(fold(n) for n in (known.name, *known.aliases, *recurring) if n):
            found.setdefault(name, []).append(known)
    return {name: tuple(several) for name, several in found.items()}


def occasion(name: str, near: datetime.date | None = None) -> Occasion | None:
    """The occasion of a name; of a recurring one, that nearest to the day ``near`` within seven months, or None.

    Without ``near``, a recurring name alone finds nothing: nothing tells its years apart.
    """
    several = _index().get(fold(name)) or _index().get(fold(name).removeprefix("the ")) or ()
    if len(several) == 1:
        return several[0]
    if near is None:
        return None
    close = [known for known in several if abs((known.date - near).days) <= 214]
    return min(close, key=lambda known: abs((known.date - near).days), default=None)
