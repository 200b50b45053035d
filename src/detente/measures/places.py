"""Where a pair's acts take place: by place with its coordinates, and by region.

A place's ``tone`` is the mean score of the acts there, −10 to 10. A state may lie in several regions (Russia is of the
Arctic and of Northeast Asia); an act there counts in each, so regions do not add up. Acts whose place nobody tells are
counted as ``unplaced`` and are nowhere on the map.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from detente import actors, places
from detente.measures.scores import check_pair, days, happened, kinds, scores, to_date
from detente.result import Result

if TYPE_CHECKING:
    import pyarrow as pa

Day = date  # a field named date hides the type inside its class


@dataclass(frozen=True, slots=True)
class PlaceOfActs:
    """A place: where it is, how many acts took place there, their mean score, and the day of the last."""

    place: str
    state: str | None
    lat: float | None
    lon: float | None
    events: int
    tone: float
    last: Day


@dataclass(frozen=True, slots=True)
class RegionOfActs:
    """A region: how many acts took place in it, and their mean score."""

    region: str
    events: int
    tone: float


@dataclass(frozen=True, slots=True)
class Places(Result):
    """Where a pair's acts took place in a period, the most frequent place first."""

    ROWS: ClassVar[str] = "places"

    a: str
    b: str
    since: date
    until: date
    unplaced: int
    regions: tuple[RegionOfActs, ...]
    places: tuple[PlaceOfActs, ...]


def where(events: pa.Table, a: str, b: str, since: date, until: date) -> Places:
    """The places of what happened between ``a`` and ``b``, as ``events`` tell."""
    check_pair(a, b)
    told = happened(events, "date", "type", "mode", "place", "place_state", "lat", "lon")
    at, spots = kinds(told, "place", "place_state", "lat", "lon")
    counts = np.bincount(at, minlength=len(spots)).tolist()
    totals = np.bincount(at, scores(told), minlength=len(spots)).tolist()
    last = np.full(len(spots), np.iinfo(np.int64).min)
    np.maximum.at(last, at, days(told))
    by_place: dict[str, list[_Spot]] = defaultdict(list)
    by_region: dict[str, list[_Spot]] = defaultdict(list)
    unplaced = 0
    for (place, state, lat, lon), count, total, day in zip(spots, counts, totals, last.tolist(), strict=True):
        if not place and not state:
            unplaced += count
            continue
        spot = _Spot(place, state, lat, lon, count, total, day)
        by_place[place or actors.state_by_code(state).name].append(spot)
        for region in _regions(spot):
            by_region[region].append(spot)
    found = [
        PlaceOfActs(
            name, min((s.state for s in group if s.state), default=None), *_point(name, group), *_tone(group),
            to_date(max(s.last for s in group)),
        )
        for name, group in by_place.items()
    ]  # fmt: skip
    regions = [RegionOfActs(name, *_tone(group)) for name, group in by_region.items()]
    return Places(
        a, b, since, until, unplaced, tuple(sorted(regions, key=lambda r: (-r.events, r.region))),
        tuple(sorted(found, key=lambda p: (-p.events, p.place))),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Spot:
    """Acts of which all the same is told on where they took place: how many, the sum of their scores, the last day."""

    place: str | None
    state: str | None
    lat: float | None
    lon: float | None
    events: int
    total: float
    last: int


def _regions(spot: _Spot) -> set[str]:
    """The regions of a place: those of the state, or of a sea or disputed place its own."""
    found = {name for name, states in actors.regions().items() if spot.state in states}
    known = places.place(spot.place) if spot.place else None
    if known and known.region:
        found.add(known.region)
    return found


def _point(name: str, group: list[_Spot]) -> tuple[float | None, float | None]:
    """Coordinates of a place: those the events bear most often, else those of the table of places."""
    often: Counter[tuple[float, float]] = Counter()
    for spot in group:
        if spot.lat is not None and spot.lon is not None:
            often[spot.lat, spot.lon] += spot.events
    if often:
        return max(sorted(often), key=often.__getitem__)
    known = places.place(name) if any(spot.place for spot in group) else None
    return (known.lat, known.lon) if known else (None, None)


def _tone(group: list[_Spot]) -> tuple[int, float]:
    """How many acts, and their mean score."""
    count = sum(spot.events for spot in group)
    return count, sum(spot.total for spot in group) / count
