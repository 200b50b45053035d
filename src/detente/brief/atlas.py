"""The map of a brief: where the acts of two states take place, among the world's capitals.

It draws no coast and no border, which would take a side where they are disputed: the capitals tell where things lie.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from detente.brief.svg import ACCENT, INK, PALER, RULE, SMALL, SOFT, Svg, text_width

LABELS, CAPITALS_NAMED = 12, 24
LARGEST, SMALLEST = 15.0, 3.0
"""Radii of the marks, in the drawing's units."""
LEAST_SPAN = 24.0
"""Degrees of latitude that are shown at least."""
HIGHEST_LATITUDE = 78.0
STEPS = (5, 10, 15, 20, 30, 45)
TINY = 9.0
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Mark:
    """A place of acts: its name as it is printed, where it lies, how many acts, and whether they are friendly."""

    name: str
    lat: float
    lon: float
    events: int
    friendly: bool


@dataclass(frozen=True, slots=True)
class Capital:
    """A capital to find one's way by, under its state's name."""

    name: str
    lat: float
    lon: float


def where_map(
    marks: Sequence[Mark], capitals: Iterable[Capital], *, width: float, height: float, key: str
) -> tuple[str, list[str]]:
    """Discs by number of acts, the most frequent named, over a grid of degrees with capitals; and the texts in it.

    Of the ``capitals`` the first `CAPITALS_NAMED` are named, those that lie near no mark.
    """
    chart = _Map(marks, width, height, key)
    chart.grid()
    chart.capitals(capitals)
    chart.marks()
    return chart.svg.done(), chart.svg.texts


def centre_of(longitudes: Sequence[float]) -> tuple[float, float]:
    """Middle and width, in degrees, of the shortest stretch round the globe that holds all of some longitudes."""
    east = sorted({lon % 360 for lon in longitudes})
    gaps = [(after - before) % 360 or 360.0 for before, after in zip(east, [*east[1:], east[0]], strict=True)]
    widest = max(range(len(gaps)), key=gaps.__getitem__)
    span = 360 - gaps[widest]
    return (east[(widest + 1) % len(east)] + span / 2 + 180) % 360 - 180, span


class _Map:
    """Equal steps of latitude and longitude, the latter shortened as they are in the middle of the map."""

    def __init__(self, marks: Sequence[Mark], width: float, height: float, key: str) -> None:
        self.shown = sorted(marks, key=lambda mark: (-mark.events, mark.name))
        self.svg = Svg(width, height, key)
        self.width, self.height = width, height
        latitudes = [mark.lat for mark in marks]
        self.lat = (max(latitudes) + min(latitudes)) / 2
        tall = max((max(latitudes) - min(latitudes)) * 1.35, LEAST_SPAN)
        self.lon, wide = centre_of([mark.lon for mark in marks])
        self.shrink = max(math.cos(math.radians(self.lat)), 0.35)
        # Marks stay off the edges, where their labels would not find room.
        self.scale = min(height / tall, (width - 140) / max(wide * self.shrink, 1e-9), width / (360 * self.shrink) * 3)
        self.taken: list[Box] = []

    def at(self, lat: float, lon: float) -> tuple[float, float]:
        """Where a place lies on the drawing."""
        east = (lon - self.lon + 180) % 360 - 180
        return (
            self.width / 2 + east * self.shrink * self.scale,
            self.height / 2 - (lat - self.lat) * self.scale,
        )

    def inside(self, x: float, y: float, margin: float = 4.0) -> bool:
        return margin <= x <= self.width - margin and margin <= y <= self.height - margin

    def grid(self) -> None:
        self.svg.rect(0.5, 0.5, self.width - 1, self.height - 1, fill=PALER, stroke=RULE, class_="c-paper")
        step = next((s for s in STEPS if s * self.scale >= 55), STEPS[-1])
        style: dict[str, float | str] = {"stroke": RULE, "stroke_width": 0.7, "class_": "c-rule"}
        for lat in range(-90 // step * step, 91, step):
            _, y = self.at(lat, self.lon)
            if 1 < y < self.height - 1 and abs(lat) <= 90:
                self.svg.line(1, y, self.width - 1, y, **style)
        for lon in range(-180, 180, step):
            x, _ = self.at(self.lat, lon)
            if 1 < x < self.width - 1:
                self.svg.line(x, 1, x, self.height - 1, **style)

    def capitals(self, capitals: Iterable[Capital]) -> None:
        self.taken = [self.disc(mark) for mark in self.shown]
        self.named()
        for place, capital in enumerate(capitals):
            x, y = self.at(capital.lat, capital.lon)
            if not self.inside(x, y) or abs(capital.lat) > HIGHEST_LATITUDE:
                continue
            self.svg.circle(x, y, 1.4, fill=SOFT, class_="c-softfill")
            box = self.free(x, y, 2.0, capital.name, TINY) if place < CAPITALS_NAMED else None
            if box:
                self.write(box, capital.name, TINY, SOFT, "c-soft")

    def named(self) -> None:
        """Find room for the names of the marks before any capital takes it."""
        self.names = []
        for mark in self.shown[:LABELS]:
            if box := self.free(*self.at(mark.lat, mark.lon), self.radius(mark), mark.name, SMALL):
                self.names.append((box, mark.name))

    def marks(self) -> None:
        for mark in self.shown:
            x, y = self.at(mark.lat, mark.lon)
            if mark.friendly:
                self.svg.circle(
                    x, y, self.radius(mark), fill=ACCENT, fill_opacity=0.75, stroke=ACCENT, class_="c-accentfill"
                )
            else:
                self.svg.circle(
                    x, y, self.radius(mark), fill=PALER, fill_opacity=0.85, stroke=INK, stroke_width=1.6, class_="c-dot"
                )
        for box, name in self.names:
            self.write(box, name, SMALL, INK, "c-ink")

    def radius(self, mark: Mark) -> float:
        most = self.shown[0].events
        return max(LARGEST * math.sqrt(mark.events / most), SMALLEST)

    def disc(self, mark: Mark) -> Box:
        x, y = self.at(mark.lat, mark.lon)
        r = self.radius(mark)
        return x - r, y - r, x + r, y + r

    def free(self, x: float, y: float, radius: float, text: str, size: float) -> Box | None:
        """Room for a text beside, above or below a mark, taken from now on; None where there is none."""
        wide, aside = text_width(text, size), radius * 0.7 + 2
        for left, top in (
            (x + radius + 3, y - size / 2), (x - radius - 3 - wide, y - size / 2),
            (x - wide / 2, y - radius - size - 2), (x - wide / 2, y + radius + 2),
            (x + aside, y - aside - size), (x + aside, y + aside),
            (x - aside - wide, y - aside - size), (x - aside - wide, y + aside),
        ):  # fmt: skip
            box = (left, top, left + wide, top + size)
            whole = self.inside(box[0], box[1]) and self.inside(box[2], box[3])
            if whole and not any(_meet(box, other) for other in self.taken):
                self.taken.append(box)
                return box
        return None

    def write(self, box: Box, text: str, size: float, fill: str, class_: str) -> None:
        self.svg.text(
            box[0], box[3] - size * 0.18, text, size, fill=fill, class_=f"{class_} c-halo",
            stroke=PALER, stroke_width="3", paint_order="stroke",
        )  # fmt: skip


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] + 2 and other[0] < one[2] + 2 and one[1] < other[3] + 1 and other[1] < one[3] + 1
