r"""Turning points: when the level of a relation changed, with the events behind each change.

What happened on one day is one observation, the mean of the day's scores weighted by confidence, since a text tells one
happening in several sentences. The observations, in order of time, are taken as a mean that jumps at unknown dates.
Segments are found by optimal partitioning (Jackson et al. 2005), minimising

.. math:: \sum_{segments} \sum_i c_i\, (x_i - \bar x_{segment})^2 + \beta\,(\text{changes}), \qquad
          \beta = 3\,\log n

with :math:`x` in units of a scale taken from the differences of neighbours, so that the jumps themselves do not swell
it, :math:`c` the day's confidence (at most 1), and the penalty of Zhang and Siegmund's (2007) order: one term for the
level, two for the unknown place. Scores are winsorised at :math:`\pm 3` round the median, since one attack is not a
regime. A segment holds at least six days with events and spans 60 days. The *probability* of a turn compares the
segmentation with and without it by the same criterion, :math:`1/(1+e^{-\Delta/2})`; the interval of its date holds 90 %
of the profile likelihood of its place between the neighbouring turns.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from detente.measures.scores import check_pair, days, happened, scores, strings, to_date
from detente.result import Result

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

Day = date  # a field named date hides the type inside its class

SMALLEST_SEGMENT = 6
SHORTEST_SEGMENT_DAYS = 60
PENALTY = 3.0
EVENTS_SHOWN = 3
FADING_DAYS = 30.0
GAUSSIAN_STEP = 1.128  # mean absolute difference of two draws from a normal distribution of unit scale


@dataclass(frozen=True, slots=True)
class Turn:
    """A turning point: ``date`` is the first day of the new level, ``earliest`` to ``latest`` its 90 % interval.

    ``size`` is the jump of the mean score (−20 to 20), ``events`` the ids of up to three events behind it.
    """

    date: Day
    earliest: Day
    latest: Day
    direction: str
    size: float
    probability: float
    events: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Turns(Result):
    """The turning points of a pair, in order of time."""

    ROWS: ClassVar[str] = "turns"
    SHOWN: ClassVar[tuple[str, ...]] = ("date", "earliest", "latest", "direction", "size", "probability", "events")

    a: str
    b: str
    method: str
    turns: tuple[Turn, ...]


def method() -> str:
    """The method in a line, with its constants."""
    return (
        f"optimal partitioning of days' mean scores, penalty {PENALTY:g} log n, at least {SMALLEST_SEGMENT} days "
        f"with events and a span of {SHORTEST_SEGMENT_DAYS} days a segment; 90 % interval for the date"
    )


def turns(events: pa.Table, a: str, b: str) -> Turns:
    """The turning points of the pair whose ``events`` are given; none when the events are too few to tell.

    Raises `Error` when the two are the same state.
    """
    check_pair(a, b)
    acts = _Acts.of(happened(events))
    series = _Series.of(acts)
    if series is None:
        return Turns(a, b, method(), ())
    cuts = series.partition()
    edges = [0, *cuts, series.size]
    found = [_turn(series, acts, *place) for place in zip(edges[:-2], cuts, edges[2:], strict=True)]
    return Turns(a, b, method(), tuple(found))


@dataclass(frozen=True, slots=True)
class _Acts:
    """The events in order of time: days, scores, confidence and ids, each of shape ``(n,)``."""

    when: NDArray[np.int64]
    score: NDArray[np.float64]
    confidence: NDArray[np.float64]
    ids: list[str]

    @classmethod
    def of(cls, told: pa.Table) -> _Acts:
        told = told.sort_by([("date", "ascending"), ("id", "ascending")])
        confidence = np.clip(np.asarray(told["confidence"].to_numpy(), dtype=np.float64), 1e-6, None)
        return cls(days(told), scores(told), confidence, strings(told, "id"))


@dataclass(frozen=True, slots=True)
class _Series:
    """Days with events, each day's mean score, and running sums, so that a segment's cost is a difference."""

    when: NDArray[np.int64]
    level: NDArray[np.float64]
    sums: NDArray[np.float64]

    @classmethod
    def of(cls, acts: _Acts) -> _Series | None:
        """The series in units of its scale; None when it is too short or does not vary."""
        when, place = np.unique(acts.when, return_inverse=True)
        if len(when) < 2 * SMALLEST_SEGMENT:
            return None
        weight = np.bincount(place, acts.confidence)
        level = np.bincount(place, acts.confidence * acts.score) / weight
        scale = float(np.abs(np.diff(level)).mean()) / GAUSSIAN_STEP
        if scale == 0:
            return None
        x = np.clip((level - np.median(level)) / scale, -3, 3)
        weight = np.minimum(weight, 1.0)
        sums = np.zeros((3, len(x) + 1))
        sums[:, 1:] = np.cumsum([weight, weight * x, weight * x * x], axis=1)
        return cls(when, level, sums)

    @property
    def size(self) -> int:
        return len(self.when)

    def cost(self, left: Any, right: Any) -> Any:
        """Weighted squared deviation of ``[left, right)`` from its mean; vectorised over either end."""
        weight, first, second = (total[right] - total[left] for total in self.sums)
        return second - first * first / np.maximum(weight, 1e-12)

    @property
    def penalty(self) -> float:
        return PENALTY * float(np.log(self.size))

    def partition(self) -> list[int]:
        """Indices at which a new segment begins, by dynamic programming over all allowed cuts."""
        best = np.full(self.size + 1, np.inf)
        best[0] = -self.penalty
        last = np.zeros(self.size + 1, dtype=np.int64)
        for right in range(SMALLEST_SEGMENT, self.size + 1):
            lefts = self._allowed(right)
            if lefts.size:
                total = best[lefts] + self.cost(lefts, right) + self.penalty
                at = int(np.argmin(total))
                best[right], last[right] = total[at], lefts[at]
        cuts: list[int] = []
        at = int(last[self.size])
        while at > 0:
            cuts.append(at)
            at = int(last[at])
        return cuts[::-1]

    def _allowed(self, right: int) -> NDArray[np.int64]:
        """Starts of a segment that ends before ``right`` and is long enough."""
        lefts = np.arange(0, right - SMALLEST_SEGMENT + 1)
        long_enough: NDArray[np.bool_] = self.when[right - 1] - self.when[lefts] >= SHORTEST_SEGMENT_DAYS
        return np.asarray(lefts[long_enough], dtype=np.int64)


def _turn(series: _Series, acts: _Acts, left: int, cut: int, right: int) -> Turn:
    places = np.arange(left + 1, right)
    cost = series.cost(left, places) + series.cost(places, right)
    likelihood = np.exp(-(cost - cost.min()) / 2)
    inside = _central(likelihood / likelihood.sum(), 0.9)
    gain = float(series.cost(left, right) - series.cost(left, cut) - series.cost(cut, right)) - series.penalty
    before, after = float(series.level[left:cut].mean()), float(series.level[cut:right].mean())
    sign = 1 if after > before else -1
    return Turn(
        date=to_date(series.when[cut]),
        earliest=to_date(series.when[min(places[inside[0]], cut)]),
        latest=to_date(series.when[max(places[inside[1]], cut)]),
        direction="up" if sign > 0 else "down",
        size=after - before,
        probability=float(1 / (1 + np.exp(-np.clip(gain, -60, 60) / 2))),
        events=_behind(acts, int(series.when[cut]), int(series.when[right - 1]), before, sign),
    )


def _central(probability: NDArray[np.float64], level: float) -> tuple[int, int]:
    """First and last index of the smallest stretch round the mode that holds ``level`` of the probability."""
    order = np.argsort(-probability)
    chosen = order[: int(np.searchsorted(np.cumsum(probability[order]), level)) + 1]
    return int(chosen.min()), int(chosen.max())


def _behind(acts: _Acts, first: int, last: int, before: float, sign: int) -> tuple[str, ...]:
    """The events that part most from the old level in the turn's direction, the sooner and surer the more."""
    rows = np.flatnonzero((acts.when >= first) & (acts.when <= last))
    fading = np.exp2(-(acts.when[rows] - first) / FADING_DAYS)
    push = sign * (acts.score[rows] - before) * acts.confidence[rows] * fading
    strongest = rows[np.lexsort((rows, -push))][:EVENTS_SHOWN]
    return tuple(acts.ids[row] for row in sorted(strongest) if sign * (acts.score[row] - before) > 0)
