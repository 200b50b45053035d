"""The charts of a brief, drawn from the same data as its tables: the relation's line, where it stands, its agenda.

Each is drawn wide for a page and narrow for a telephone. Shapes and places tell the story; colour only repeats it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from detente.brief.lanes import lanes
from detente.brief.svg import ACCENT, INK, PALE, PALER, RULE, SMALL, SOFT, Svg, fit, text_width
from detente.brief.words import shown_number
from detente.measures.relation import Band, RelationPoint


@dataclass(frozen=True, slots=True)
class TurnMark:
    """A turning point to be marked: its letter, its day with the interval, and what happened in a few words."""

    letter: str
    day: date
    earliest: date
    latest: date
    label: str


@dataclass(frozen=True, slots=True)
class AgendaBar:
    """One issue of the agenda chart; ``group`` is the kind it stands under."""

    issue: str
    group: str
    weight: float
    shown: str
    a_tone: float | None
    b_tone: float | None
    standing: str


def gauge(
    bands: Sequence[Band], value: float, low: float, high: float, before: float | None, *, width: float, key: str
) -> tuple[str, list[str]]:
    """The scale of bands with today's value, its interval, and the value a year before; and the texts in it."""
    narrow = width < 500
    ends: list[float] = []
    svg = Svg(width, 104 if narrow else 90, key)
    bottom, top = bands[0].low, bands[-1].high

    def x(at: float) -> float:
        return 1 + (width - 2) * (at - bottom) / (top - bottom)

    y, height = 26.0, 18.0
    for place, band in enumerate(bands):
        tint = PALE if place % 2 else PALER
        svg.rect(
            x(band.low), y, x(band.high) - x(band.low), height,
            fill=tint, class_="c-band" if place % 2 else "c-paper", stroke=RULE,
        )  # fmt: skip
        inside = band.low <= value < band.high or (place == len(bands) - 1 and value >= band.low)
        ink = {"fill": INK, "class_": "c-ink"} if inside else {"fill": SOFT, "class_": "c-soft"}
        weight = {"font_weight": "bold"} if inside else {}
        half = text_width(band.name, SMALL) / 2
        middle = min(max((x(band.low) + x(band.high)) / 2, half), width - half)
        row = next((n for n, end in enumerate(ends) if end + 6 <= middle - half), len(ends))
        ends[row : row + 1] = [middle + half]
        svg.text(middle, y + height + 27 + 14 * row, band.name, SMALL, "middle", **ink, **weight)
    for edge in sorted({band.low for band in bands} | {top}):
        anchor = "start" if edge == bottom else "end" if edge == top else "middle"
        svg.text(x(edge), y + height + 11, shown_number(edge, "scale", ""), 9.5, anchor, class_="c-soft", fill=SOFT)
    middle = y + height / 2
    if before is not None:
        svg.circle(x(before), middle, 4.6, fill="none", stroke=SOFT, stroke_width=1.6, class_="c-ring")
    svg.line(x(low), middle, x(high), middle, stroke=ACCENT, stroke_width=5, stroke_opacity=0.45, class_="c-accent")
    svg.circle(x(value), middle, 5.4, fill=ACCENT, class_="c-accentfill")
    svg.text(
        min(max(x(value), 16), width - 16), y - 9, shown_number(value, "index", ""), 14, "middle", font_weight="bold"
    )
    return svg.done(), svg.texts


def relation_line(
    points: Sequence[RelationPoint],
    bands: Sequence[Band],
    gaps: Sequence[tuple[date, date]],
    marks: Sequence[TurnMark],
    *,
    width: float,
    key: str,
) -> tuple[str, list[str]]:
    """The index over time: bands behind, interval, line, hatched gaps, turning points; and the texts in it."""
    chart = _Line(points, bands, marks, width, key)
    chart.background()
    chart.uncovered(gaps)
    chart.series()
    chart.band_names()
    chart.turns()
    chart.volume()
    chart.years()
    return chart.svg.done(), chart.svg.texts


class _Line:
    def __init__(
        self, points: Sequence[RelationPoint], bands: Sequence[Band], marks: Sequence[TurnMark], width: float, key: str
    ) -> None:
        self.points, self.marks, self.narrow = points, marks, width < 500
        self.valued = [p for p in points if p.value is not None]
        self.low, self.high = _domain(self.valued, bands)
        self.bands = [
            (place, _clipped(band, self.low, self.high))
            for place, band in enumerate(bands)
            if band.low < self.high and band.high > self.low
        ]
        self.left, self.right = 30.0, width - (16.0 if self.narrow else 118.0)
        self.first, self.last = points[0].date.replace(day=1).toordinal(), points[-1].date.toordinal()
        self.placed = lanes(
            [(m.letter if self.narrow else f"{m.letter} {m.label}") for m in marks],
            [self.x(m.day) for m in marks],
            width - 4,
        )
        rows = 1 + max((lane for _, lane, _ in self.placed), default=-1)
        self.top = 12.0 + 16 * rows
        self.bottom = self.top + (190 if self.narrow else 200)
        self.svg = Svg(width, self.bottom + 62, key)

    def x(self, when: date) -> float:
        day = min(max(when.toordinal(), self.first), self.last)
        return self.left + (self.right - self.left) * (day - self.first) / max(self.last - self.first, 1)

    def y(self, value: float) -> float:
        inside = min(max(value, self.low), self.high)
        return self.bottom - (self.bottom - self.top) * (inside - self.low) / (self.high - self.low)

    def background(self) -> None:
        for place, band in self.bands:
            top, bottom = self.y(band.high), self.y(band.low)
            self.svg.rect(
                self.left, top, self.right - self.left, bottom - top,
                fill=PALE if place % 2 else PALER, class_="c-band" if place % 2 else "c-paper",
            )  # fmt: skip
            if band.low > self.low:
                self.edge(band.low)
            if not self.narrow and bottom - top > SMALL:
                middle = (top + bottom) / 2 + 4
                self.svg.text(self.right + 9, middle, band.name, SMALL, class_="c-soft", fill=SOFT)
        for side in (self.top, self.bottom):
            self.svg.line(self.left, side, self.right, side, stroke=RULE, stroke_width=0.8, class_="c-rule")
        if self.low < 0 < self.high:
            self.svg.line(
                self.left, self.y(0), self.right, self.y(0),
                stroke=SOFT, stroke_width=0.8, stroke_dasharray="2 3", class_="c-softline",
            )  # fmt: skip
            self.svg.text(self.left - 5, self.y(0) + 3.5, "0", 10, "end", class_="c-soft", fill=SOFT)

    def edge(self, value: float) -> None:
        """The border between two bands, with its place on the scale."""
        y = self.y(value)
        self.svg.line(self.left, y, self.right, y, stroke=RULE, stroke_width=0.8, class_="c-rule")
        shown = shown_number(value, "scale", "")
        self.svg.text(self.left - 5, y + 3.5, shown, 10, "end", class_="c-soft", fill=SOFT)

    def band_names(self) -> None:
        """On a telephone the names lie in the plot, over the line and set off from it."""
        for _, band in self.bands if self.narrow else ():
            if self.y(band.low) - self.y(band.high) < SMALL + 3:
                continue
            self.svg.text(
                self.left + 4, self.y(band.high) + 11.5, band.name, 10,
                class_="c-soft c-halo", fill=SOFT, stroke=PALER, stroke_width="3", paint_order="stroke",
            )  # fmt: skip

    def uncovered(self, gaps: Sequence[tuple[date, date]]) -> None:
        for start, end in gaps:
            left, right = self.x(start), self.x(end)
            self.svg.rect(
                left, self.top, max(right - left, 1.5), self.bottom + 40 - self.top, fill=self.svg.hatch(), opacity=0.55
            )
            if right - left > text_width("not loaded", 10) + 8:
                middle = (left + right) / 2
                wide = text_width("not loaded", 10) + 6
                self.svg.rect(
                    middle - wide / 2, self.bottom - 19, wide, 14, fill=PALER, class_="c-paper", fill_opacity=0.9
                )
                self.svg.text(middle, self.bottom - 8, "not loaded", 10, "middle", class_="c-soft", fill=SOFT)

    def runs(self) -> list[list[RelationPoint]]:
        """The valued points in unbroken stretches."""
        found: list[list[RelationPoint]] = [[]]
        for point in self.points:
            if point.value is None:
                found.append([])
            else:
                found[-1].append(point)
        return [run for run in found if run]

    def series(self) -> None:
        for run in self.runs():
            upper = [(self.x(p.date), self.y(p.high or 0.0)) for p in run]
            lower = [(self.x(p.date), self.y(p.low or 0.0)) for p in run]
            self.svg.path(
                upper + lower[::-1], closed=True, fill=ACCENT, fill_opacity=0.16, stroke="none", class_="c-ribbon"
            )
        for run in self.runs():
            self.svg.path(
                [(self.x(p.date), self.y(p.value or 0.0)) for p in run],
                fill="none", stroke=ACCENT, stroke_width=2.2, stroke_linejoin="round", stroke_linecap="round",
                class_="c-accent",
            )  # fmt: skip
        end = self.valued[-1]
        x, y = self.x(end.date), self.y(end.value or 0.0)
        self.svg.circle(x, y, 4.2, fill=ACCENT, class_="c-accentfill")
        shown = shown_number(end.value or 0.0, "index", "")
        above = self.y(end.high or 0.0) - 6
        spot = above if above > self.top + 14 else self.y(end.low or 0.0) + 16
        self.svg.text(
            min(x, self.right) + 3, spot, shown, 13, "end", font_weight="bold",
            class_="c-ink c-halo", stroke=PALER, stroke_width="3", paint_order="stroke",
        )  # fmt: skip

    def turns(self) -> None:
        for mark, (text, lane, anchor) in zip(self.marks, self.placed, strict=True):
            x = self.x(mark.day)
            baseline = self.top - 8 - 16 * lane
            self.svg.line(x, baseline + 3, x, self._height_at(mark.day), stroke=INK, stroke_width=0.9, class_="c-line")
            self.svg.line(
                self.x(mark.earliest), self.top, self.x(mark.latest), self.top,
                stroke=INK, stroke_width=2.4, class_="c-line",
            )  # fmt: skip
            self.svg.circle(x, self._height_at(mark.day), 3.4, fill=PALER, stroke=INK, stroke_width=1.4, class_="c-dot")
            if anchor == "middle" or self.narrow:
                self.svg.text(x, baseline, text, SMALL, "middle", font_weight="bold")
            else:
                shift = -3.0 if anchor == "start" else 3.0
                self.svg.text(x + shift, baseline, text, SMALL, anchor, lead=mark.letter)

    def _height_at(self, day: date) -> float:
        near = min(self.valued, key=lambda p: abs((p.date - day).days))
        return self.y(near.value or 0.0)

    def volume(self) -> None:
        base, room = self.bottom + 40, 30.0
        most = max((p.events for p in self.points), default=0)
        if most == 0:
            return
        step = (self.right - self.left) / max(len(self.points), 1)
        for point in self.points:
            tall = room * point.events / most
            self.svg.rect(
                self.x(point.date) - 0.8 * step,
                base - tall,
                max(0.66 * step, 0.8),
                tall,
                fill=SOFT,
                class_="c-softfill",
            )
        self.svg.line(self.left, base, self.right, base, stroke=RULE, stroke_width=0.8, class_="c-rule")
        note = f"{most:,} = most events in a month"
        if self.narrow:
            self.svg.text(self.left, base - room - 1, note, 10, class_="c-soft", fill=SOFT)
        else:
            for row, text in enumerate(("events a month,", f"at most {most:,}")):
                self.svg.text(self.right + 9, base - 14 + 12 * row, text, 10, class_="c-soft", fill=SOFT)

    def years(self) -> None:
        base = self.bottom + 54
        start, end = date.fromordinal(self.first), date.fromordinal(self.last)
        short = (end - start).days < 900
        ticks = [
            date(year, month, 1)
            for year in range(start.year, end.year + 1)
            for month in ((1, 7) if short else (1,))
            if start <= date(year, month, 1) <= end
        ]
        room, last = (52.0 if short else 34.0), -100.0
        for when in ticks:
            x = self.x(when)
            self.svg.line(x, self.bottom + 40, x, self.bottom + 44, stroke=SOFT, stroke_width=0.8, class_="c-softline")
            if x - last >= room and x <= self.right + 4:
                text = str(when.year) if when.month == 1 or not short else f"July {when.year}"
                anchor = "start" if x - self.left < 12 else "middle"
                self.svg.text(x, base, text, 10, anchor, class_="c-soft", fill=SOFT)
                last = x


def _domain(points: Sequence[RelationPoint], bands: Sequence[Band]) -> tuple[float, float]:
    """The stretch of the scale that is drawn: the line with its interval and some room, three points at least."""
    low = min(p.low if p.low is not None else 0.0 for p in points)
    high = max(p.high if p.high is not None else 0.0 for p in points)
    room = max(0.4, (3.0 - (high - low)) / 2)
    return max(low - room, bands[0].low), min(high + room, bands[-1].high)


def _clipped(band: Band, low: float, high: float) -> Band:
    return replace(band, low=max(band.low, low), high=min(band.high, high))


def agenda_bars(
    bars: Sequence[AgendaBar], a: str, b: str, scale: tuple[float, float], *, width: float, key: str
) -> tuple[str, list[str]]:
    """Issues by weight, grouped by kind, with each side's tone on the scale beside; and the texts in it."""
    narrow = width < 500
    rows = sum(1 for _ in bars) + len({bar.group for bar in bars})
    step = 38.0 if narrow else 21.0
    svg = Svg(width, 24 + sum(step for _ in bars) + 20 * (rows - len(bars)) + 16, key)
    names = 0.0 if narrow else 150.0
    bar_left, bar_right = names, (width * 0.5 if narrow else 372.0)
    tone_left, tone_right = (width * 0.58, width - 12.0) if narrow else (width - 260.0, width - 96.0)
    low = min([-2.0, *(t for bar in bars for t in (bar.a_tone, bar.b_tone) if t is not None)])
    high = max([2.0, *(t for bar in bars for t in (bar.a_tone, bar.b_tone) if t is not None)])
    low, high = max(scale[0], float(int(low - 0.999))), min(scale[1], float(int(high + 0.999)))

    def tone_x(value: float) -> float:
        return tone_left + (tone_right - tone_left) * (value - low) / (high - low)

    most = max((bar.weight for bar in bars), default=1.0)
    _agenda_head(svg, a, b, bar_left, tone_left, tone_right)
    y, group = 20.0, ""
    for bar in bars:
        if bar.group != group:
            group = bar.group
            svg.text(0, y + 13, group, SMALL, font_weight="bold", class_="c-soft", fill=SOFT)
            y += 20
        if narrow:
            svg.text(0, y + 13, f"{bar.issue} · {bar.standing}", SMALL)
            y += 16
        else:
            svg.text(names - 8, y + 13, fit(bar.issue, SMALL, names - 8), SMALL, "end")
            svg.text(width, y + 13, bar.standing, SMALL, "end", class_="c-soft", fill=SOFT)
        room = bar_right - bar_left - 40
        svg.rect(bar_left, y + 4, max(room * bar.weight / most, 1.5), 11, fill=ACCENT, class_="c-accentfill")
        svg.text(bar_left + room * bar.weight / most + 5, y + 13.5, bar.shown, SMALL)
        svg.line(tone_left, y + 9.5, tone_right, y + 9.5, stroke=RULE, stroke_width=0.8, class_="c-rule")
        svg.line(tone_x(0), y + 3, tone_x(0), y + 16, stroke=SOFT, stroke_width=0.9, class_="c-softline")
        if bar.b_tone is not None:
            x = tone_x(bar.b_tone)
            svg.rect(x - 5, y + 4.5, 10, 10, fill=PALER, stroke=INK, stroke_width=1.4, class_="c-dot")
        if bar.a_tone is not None:
            svg.circle(tone_x(bar.a_tone), y + 9.5, 3.4, fill=INK, class_="c-inkfill")
        y += step if not narrow else step - 16
    for value, anchor in ((low, "middle"), (0.0, "middle"), (high, "middle")):
        svg.text(tone_x(value), y + 14, shown_number(value, "scale", ""), 10, anchor, class_="c-soft", fill=SOFT)
    return svg.done(), svg.texts


def _agenda_head(svg: Svg, a: str, b: str, bar_left: float, tone_left: float, tone_right: float) -> None:
    svg.text(bar_left, 12, "weight", 10.5, class_="c-soft", fill=SOFT)
    first = text_width(a, 10.5)
    start = min(tone_left, tone_right - first - text_width(b, 10.5) - text_width("tone  ", 10.5) - 40)
    svg.text(start, 12, "tone", 10.5, class_="c-soft", fill=SOFT)
    at = start + text_width("tone  ", 10.5) + 6
    svg.circle(at, 8.5, 3.4, fill=INK, class_="c-inkfill")
    svg.text(at + 8, 12, a, 10.5)
    at += 8 + first + 12
    svg.rect(at, 3.5, 10, 10, fill=PALER, stroke=INK, stroke_width=1.4, class_="c-dot")
    svg.text(at + 15, 12, b, 10.5)
