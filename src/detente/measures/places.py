"""Where a pair's acts take place: by place with its coordinates, and by region.

A place's ``tone`` is the mean score of the acts there, −10 to 10. A state may lie in several regions (Russia is of the
Arctic and of Northeast Asia); an act there counts in each, so regions do not add up. Acts whose place nobody tells are
counted as ``unplaced`` and are nowhere on the map.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from detente import actors, places
from detente.measures.scores import check_pair, happened, scores
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
    told = happened(events)
    rows = told.select(["date", "place", "place_state", "lat", "lon"]).to_pylist()
    at: dict[str, list[tuple[dict[str, Any], float]]] = defaultdict(list)
    by_region: dict[str, list[float]] = defaultdict(list)
    unplaced = 0
    for row, score in zip(rows, scores(told).tolist(), strict=True):
        if not row["place"] and not row["place_state"]:
            unplaced += 1
            continue
        at[row["place"] or actors.state_by_code(row["place_state"]).name].append((row, score))
        for region in _regions(row):
            by_region[region].append(score)
    found = [
        PlaceOfActs(
            name, group[0][0]["place_state"], *_point(name, group), len(group), _mean([s for _, s in group]),
            max(row["date"] for row, _ in group),
        )
        for name, group in at.items()
    ]  # fmt: skip
    regions = [RegionOfActs(name, len(group), _mean(group)) for name, group in by_region.items()]
    return Places(
        a, b, since, until, unplaced, tuple(sorted(regions, key=lambda r: (-r.events, r.region))),
        tuple(sorted(found, key=lambda p: (-p.events, p.place))),
    )  # fmt: skip


def _regions(row: dict[str, Any]) -> set[str]:
    """The regions of an act's place: those of the state, or of a sea or disputed place its own."""
    found = {name for name, states in actors.regions().items() if row["place_state"] in states}
    known = places.place(row["place"]) if row["place"] else None
    if known and known.region:
        found.add(known.region)
    return found


def _point(name: str, group: list[tuple[dict[str, Any], float]]) -> tuple[float | None, float | None]:
    """Coordinates of a place: those the events bear most often, else those of the table of places."""
    points = [(row["lat"], row["lon"]) for row, _ in group if row["lat"] is not None and row["lon"] is not None]
    if points:
        return max(sorted(set(points)), key=points.count)
    known = places.place(name) if any(row["place"] for row, _ in group) else None
    return (known.lat, known.lon) if known else (None, None)


def _mean(values: list[float]) -> float:
    return sum(values) / len(values)
