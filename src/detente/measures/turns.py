r"""Turning points: when the level of a relation changed, with the events behind each change.

The scores of the events that happened, in order of time, are taken as a mean that jumps at unknown dates. Segments are
found by optimal partitioning (Jackson et al. 2005), minimising

.. math:: \sum_{segments} \sum_i c_i\, (s_i - \bar s_{segment})^2 / \sigma^2 + \beta\,(\text{changes}), \qquad
          \beta = 3\,\log n

with :math:`\sigma` a robust scale of single scores (from differences of neighbours, so that the jumps themselves do
not swell it) and the penalty of Zhang and Siegmund's (2007) order: one term for the level, two for the unknown
place. Scores are winsorised at :math:`\pm 3\sigma` round the median, since one attack is not a regime. A segment
holds at least six events and 60 days. The *probability* of a turn compares the segmentation with and without it by
the same criterion, :math:`1/(1+e^{-\Delta/2})`; the interval of its date holds 90 % of the profile likelihood of its
place between the neighbouring turns.
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
        f"optimal partitioning of event scores, penalty {PENALTY:g} log n, at least {SMALLEST_SEGMENT} events "
        f"and {SHORTEST_SEGMENT_DAYS} days a segment; 90 % interval for the date"
    )


def turns(events: pa.Table, a: str, b: str) -> Turns:
    """The turning points of the pair whose ``events`` are given; none when the events are too few to tell.

    Raises `Error` when the two are the same state.
    """
    check_pair(a, b)
    told = happened(events).sort_by([("date", "ascending"), ("id", "ascending")])
    series = _Series.of(days(told), scores(told), np.asarray(told["confidence"].to_numpy(), dtype=np.float64))
    if series is None:
        return Turns(a, b, method(), ())
    cuts = series.partition()
    edges = [0, *cuts, series.size]
    ids, raw = strings(told, "id"), scores(told)
    found = []
    for left, cut, right in zip(edges[:-2], cuts, edges[2:], strict=True):
        found.append(_turn(series, left, cut, right, ids, raw))
    return Turns(a, b, method(), tuple(found))


@dataclass(frozen=True, slots=True)
class _Series:
    """Scores in order of time with running sums, so that a segment's cost is a difference."""

    when: NDArray[np.int64]
    sums: NDArray[np.float64]

    @classmethod
    def of(cls, when: NDArray[np.int64], score: NDArray[np.float64], confidence: NDArray[np.float64]) -> _Series | None:
        """The series in units of its robust scale; None when it is too short or does not vary."""
        if len(score) < 2 * SMALLEST_SEGMENT:
            return None
        scale = _robust_scale(score)
        if scale == 0:
            return None
        middle = np.median(score)
        x = np.clip((score - middle) / scale, -3, 3)
        weight = np.clip(confidence, 1e-6, None)
        sums = np.zeros((3, len(x) + 1))
        sums[:, 1:] = np.cumsum([weight, weight * x, weight * x * x], axis=1)
        return cls(when, sums)

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
        """Starts of a segment that ends before ``right``: long enough, and never inside a day."""
        lefts = np.arange(0, right - SMALLEST_SEGMENT + 1)
        if right < self.size and self.when[right] == self.when[right - 1]:
            return lefts[:0]
        long_enough: NDArray[np.bool_] = self.when[right - 1] - self.when[lefts] >= SHORTEST_SEGMENT_DAYS
        return np.asarray(lefts[long_enough], dtype=np.int64)


def _robust_scale(score: NDArray[np.float64]) -> float:
    """Scale of single scores from absolute differences of neighbours, the mean where the median is 0."""
    steps = np.abs(np.diff(score))
    median = float(np.median(steps)) / 0.954
    return median if median > 0 else float(steps.mean()) / 1.128


def _turn(series: _Series, left: int, cut: int, right: int, ids: list[str], score: NDArray[np.float64]) -> Turn:
    places = np.arange(left + 1, right)
    places = places[series.when[places] != series.when[places - 1]]
    cost = series.cost(left, places) + series.cost(places, right)
    likelihood = np.exp(-(cost - cost.min()) / 2)
    inside = _central(likelihood / likelihood.sum(), 0.9)
    gain = float(series.cost(left, right) - series.cost(left, cut) - series.cost(cut, right)) - series.penalty
    before, after = float(score[left:cut].mean()), float(score[cut:right].mean())
    direction = "up" if after > before else "down"
    first, last = min(places[inside[0]], cut), max(places[inside[1]], cut)
    return Turn(
        date=to_date(series.when[cut]),
        earliest=to_date(series.when[first]),
        latest=to_date(series.when[last]),
        direction=direction,
        size=after - before,
        probability=float(1 / (1 + np.exp(-np.clip(gain, -60, 60) / 2))),
        events=_behind(series.when, score, ids, cut, right, before, 1 if after > before else -1),
    )


def _central(probability: NDArray[np.float64], level: float) -> tuple[int, int]:
    """First and last index of the smallest stretch round the mode that holds ``level`` of the probability."""
    order = np.argsort(-probability)
    chosen = order[: int(np.searchsorted(np.cumsum(probability[order]), level)) + 1]
    return int(chosen.min()), int(chosen.max())


def _behind(
    when: NDArray[np.int64], score: NDArray[np.float64], ids: list[str], cut: int, right: int, before: float, sign: int
) -> tuple[str, ...]:
    """The events that part most from the old level in the turn's direction, the sooner after it the more."""
    rows = np.arange(cut, right)
    push = sign * (score[rows] - before) * np.exp2(-(when[rows] - when[cut]) / FADING_DAYS)
    kept = [int(row) for row, by in zip(rows, push, strict=True) if by > 0]
    strength = dict(zip(rows.tolist(), push.tolist(), strict=True))
    kept.sort(key=lambda row: (-strength[row], when[row], ids[row]))
    return tuple(ids[row] for row in sorted(kept[:EVENTS_SHOWN], key=lambda row: (when[row], ids[row])))
