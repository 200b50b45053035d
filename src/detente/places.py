"""Where things happen: capitals, cities, sites, regions and seas, with coordinates and the names in use.

The tables lie in ``data/places``. A disputed place carries the names its claimants use; naming takes no side.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

from detente.actors import state_by_code
from detente.tables import fold, rows, split


@dataclass(frozen=True, slots=True)
class Place:
    """A place; ``lat`` and ``lon`` are degrees of its middle, good to about a tenth.

    ``state`` is the state it lies in, None for seas, wider regions and disputed places; those have ``claimed_by``, and
    ``neutral`` holds each claimant's own English name where it has one.
    """

    name: str
    aliases: tuple[str, ...]
    state: str | None
    lat: float
    lon: float
    kind: str
    region: str | None = None
    neutral: dict[str, str] = field(default_factory=dict, hash=False)
    claimed_by: tuple[str, ...] = ()


@cache
def places() -> tuple[Place, ...]:
    """All places, each under one name."""
    own = tuple(_own(row) for row in rows("places/places_own"))
    taken = {fold(name) for place in own for name in (place.name, *place.aliases)}
    capitals = tuple(_capital(row, taken) for row in rows("places/capitals") if fold(row["name"]) not in taken)
    return own + capitals


def _own(row: dict[str, str]) -> Place:
    aliases = tuple(alias for language in ("en", "ru", "ja") for alias in split(row[language]))
    names = dict(pair.split("=", 1) for pair in row["neutral"].split("|")) if row["neutral"] else {}
    return Place(
        row["name"], aliases, row["state"] or None, float(row["lat"]), float(row["lon"]), row["kind"],
        row["region"] or None, names, split(row["claimed_by"]),
    )  # fmt: skip


def _capital(row: dict[str, str], taken: set[str]) -> Place:
    state, other = state_by_code(row["state"]), _capital_names().get(row["state"], {})
    names = (name for language in ("en", "ru", "ja") for name in split(other.get(language, "")))
    aliases = tuple(name for name in names if fold(name) not in taken)
    return Place(row["name"], aliases, state.iso3, float(row["lat"]), float(row["lon"]), "capital", state.region)


@cache
def _capital_names() -> dict[str, dict[str, str]]:
    return {row["state"]: row for row in rows("places/capital_names")}


@cache
def _index() -> dict[str, Place]:
    return {fold(name): known for known in reversed(places()) for name in (*reversed(known.aliases), known.name)}


def place(name: str) -> Place | None:
    """The place of a name in any of its forms (case and diacritics do not matter), or None."""
    key = fold(name)
    return _index().get(key) or _index().get(key.removeprefix("the "))


def pair_name(place: str | Place, a: str, b: str) -> str:
    """A place's name as a brief on states ``a`` and ``b`` writes it: both claimants' names, in the order of the pair.

    "Northern Territories / Southern Kurils" for JPN, RUS; one name where the pair does not differ over it. A name that
    is in no table comes back as it is.
    """
    known = _index().get(fold(place)) if isinstance(place, str) else place
    if known is None:
        return str(place)
    found = dict.fromkeys(known.neutral[code] for code in (a, b) if code in known.neutral)
    if len(found) == 1 and {a, b} <= set(known.claimed_by or known.neutral):
        found = dict.fromkeys(known.neutral.get(code, known.name) for code in (a, b))
    return " / ".join(found) or known.name
