r"""The relation index: how two states stand, from what they did to each other.

For a day :math:`t` and the events :math:`i` that happened between the two states up to it, with score :math:`s_i`
(the ontology's weight of type and mode, −10 to 10), age :math:`t - d_i` in days and the coder's confidence :math:`c_i`,

.. math:: w_i(t) = c_i\,2^{-(t-d_i)/H}, \qquad
          V(t) = \frac{\kappa\mu + \sum_i w_i s_i}{\kappa + \sum_i w_i}

with half-life :math:`H` = 180 days, and a prior worth :math:`\kappa` = 2 fresh events at :math:`\mu`, the mean of the
pairs in the record. It is an exponentially weighted mean (Roberts 1959) shrunken towards the group's mean as in an
empirical-Bayes estimate (Morris 1983), so it is additive: :math:`V` is the sum of the events' contributions
:math:`w_i s_i/(\kappa+\sum w)` and the prior's. How *often* two states are reported does not move it,
only what they do.

The 90 % interval is :math:`V \pm 1.645\,\sqrt{\kappa^2\tau^2 + \hat\sigma^2\sum w_i^2}\,/(\kappa+\sum w_i)` with
:math:`\tau` the spread between pairs and :math:`\hat\sigma^2` the weighted variance of scores, shrunken towards the
record's. As evidence ages the interval widens to the prior's. Where :math:`\sum w_i` < 0.5, or most of the month was
never loaded, there is no value: no data is not neutral.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from detente import ontology
from detente.measures.coverage import covered_days, month_ends
from detente.measures.hostility import hostile, hostility
from detente.measures.scores import Baseline, check_pair, days, happened, kinds, scores, to_day
from detente.result import Result
from detente.tables import rows

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

HALF_LIFE_DAYS = 180.0
PRIOR_EVENTS = 2.0
THINNEST = 0.5
Z90 = 1.6449


@dataclass(frozen=True, slots=True)
class Band:
    """A named stretch of the scale, ``low`` inclusive, ``high`` exclusive."""

    name: str
    low: float
    high: float
    meaning: str


@cache
def bands() -> tuple[Band, ...]:
    """The named bands, from hostile to close."""
    return tuple(Band(r["name"], float(r["low"]), float(r["high"]), r["meaning"]) for r in rows("measures/bands"))


def band(value: float) -> str:
    """Name of the band that holds ``value``."""
    return next((b.name for b in bands() if b.low <= value < b.high), bands()[-1].name)


@dataclass(frozen=True, slots=True)
class RelationPoint:
    """The index on one day; all figures on the −10 to 10 scale, None where there is no value.

    ``cooperation`` (≥ 0), ``conflict`` (≤ 0) and ``prior`` add up to ``value``; of these, ``verbal_cooperation`` and
    ``verbal_conflict`` are said, the rest is done. ``hostility`` is in hostile acts a year
    (`detente.measures.hostility`). ``events`` and ``reports`` count what happened since the point before; ``covered``
    says whether most of that time was loaded.
    """

    date: date
    value: float | None
    low: float | None
    high: float | None
    band: str | None
    cooperation: float | None
    conflict: float | None
    prior: float | None
    events: int
    reports: int
    covered: bool
    verbal_cooperation: float | None = None
    verbal_conflict: float | None = None
    hostility: float | None = None


@dataclass(frozen=True, slots=True)
class Relation(Result):
    """The relation index of a pair over time."""

    ROWS: ClassVar[str] = "points"
    SHOWN: ClassVar[tuple[str, ...]] = ("date", "value", "low", "high", "band", "events", "reports")

    a: str
    b: str
    every: str
    method: str
    points: tuple[RelationPoint, ...]


@dataclass(frozen=True, slots=True)
class Weighed:
    """The terms of the index on one day: shares ``w_i/(κ+Σw)`` of events, shape ``(n,)``, and of the prior."""

    shares: NDArray[np.float64]
    prior_share: float
    evidence: float


def weigh(event_days: NDArray[np.int64], confidence: NDArray[np.float64], day: int) -> Weighed:
    """Share of each event (0 for those after ``day``) and of the prior in the index on ``day``."""
    age = np.maximum(day - event_days, 0)
    weight = np.where(event_days <= day, confidence * np.exp2(-age / HALF_LIFE_DAYS), 0.0)
    total = float(weight.sum())
    return Weighed(weight / (PRIOR_EVENTS + total), PRIOR_EVENTS / (PRIOR_EVENTS + total), total)


def method() -> str:
    """The formula in a line, with its constants and the version of the weights."""
    return (
        f"decayed mean of event scores, half-life {HALF_LIFE_DAYS:.0f} days, shrunken by a prior worth "
        f"{PRIOR_EVENTS:.0f} events; weights {ontology.WEIGHTS_VERSION}; scale -10 to 10; 90 % interval"
    )


def relation(
    events: pa.Table, coverage: pa.Table, a: str, b: str, since: date, until: date, base: Baseline | None = None
) -> Relation:
    """The relation index of ``a`` and ``b`` at each month's end from ``since`` to ``until``.

    ``events`` holds all events between the two, also those before ``since``: they still weigh. ``coverage`` is the
    record's. Raises `Error` when the two are the same state.
    """
    check_pair(a, b)
    base = base or Baseline()
    told = happened(events, "date", "type", "mode", "quad", "confidence", "reports")
    sums = _DaySums.of(told)
    count = np.asarray(told["reports"].to_numpy(), dtype=np.int64)
    when = days(told)
    seen = covered_days(coverage, since, until)
    points = []
    start = to_day(since)
    for end in month_ends(since, until):
        stop = to_day(end)
        inside = (when >= start) & (when <= stop)
        covered = bool(seen[start - to_day(since) : stop - to_day(since) + 1].mean() >= 0.5)
        now = sums.on(stop)
        told_since = (int(inside.sum()), int(count[inside].sum()))
        points.append(_point(end, now if covered and now["w"] >= THINNEST else None, base, told_since, covered))
        start = stop + 1
    return Relation(a, b, "month", method(), tuple(points))


SUMS = ("w", "up", "down", "squares", "said_up", "said_down", "against")


@dataclass(frozen=True, slots=True)
class _DaySums:
    """Sums by day of evidence ``w``, of weighted scores above and below zero, of these said, and so on.

    ``columns`` has the shape ``(len(SUMS), n)``, ``evidence_squared`` ``(n,)``, for the days ``when`` since 1970.
    """

    when: NDArray[np.int64]
    columns: NDArray[np.float64]
    evidence_squared: NDArray[np.float64]

    @classmethod
    def of(cls, told: pa.Table) -> _DaySums:
        score = scores(told)
        sure = np.asarray(told["confidence"].to_numpy(), dtype=np.float64)
        at, quads = kinds(told, "quad")
        verbal = np.array([quad.startswith("verbal") for (quad,) in quads], dtype=bool)[at]
        against = hostile(quad for (quad,) in quads)[at]
        up, down = sure * np.maximum(score, 0), sure * np.minimum(score, 0)
        when, day = np.unique(days(told), return_inverse=True)
        each = (sure, up, down, sure * score**2, up * verbal, down * verbal, sure * against)
        *columns, squared = (np.bincount(day, part, minlength=len(when)) for part in (*each, sure**2))
        return cls(when, np.array(columns, dtype=np.float64), np.asarray(squared, dtype=np.float64))

    def on(self, day: int) -> dict[str, float]:
        """The sums on a day, all faded by age; ``ww`` is that of squared weights."""
        known = int(np.searchsorted(self.when, day, side="right"))
        fading = np.exp2(-(day - self.when[:known]) / HALF_LIFE_DAYS)
        faded = dict(zip(SUMS, (self.columns[:, :known] @ fading).tolist(), strict=True))
        return faded | {"ww": float(self.evidence_squared[:known] @ fading**2)}


def _point(
    end: date, sums: dict[str, float] | None, base: Baseline, told: tuple[int, int], covered: bool
) -> RelationPoint:
    """The index from the sums of a day; without a value where there are none."""
    if sums is None:
        return RelationPoint(end, None, None, None, None, None, None, None, *told, covered)
    whole = PRIOR_EVENTS + sums["w"]
    columns = np.array([[sums["w"]], [sums["up"] + sums["down"]], [sums["squares"]], [sums["ww"]]])
    spread = float(_all_figures(columns, base)[1][0])
    cooperation, conflict, prior = sums["up"] / whole, sums["down"] / whole, PRIOR_EVENTS * base.mean / whole
    value = cooperation + conflict + prior
    return RelationPoint(
        end, value, max(value - spread, -10.0), min(value + spread, 10.0), band(value), cooperation, conflict, prior,
        *told, covered, verbal_cooperation=sums["said_up"] / whole, verbal_conflict=sums["said_down"] / whole,
        hostility=hostility(sums["against"], HALF_LIFE_DAYS),
    )  # fmt: skip


def all_months(sums: pa.Table, since: date, until: date, base: Baseline | None = None) -> pa.Table:
    """The index of every pair at each month's end from ``since`` to ``until``, where it has a value.

    ``sums`` are the record's sums by pair and month (`detente.record.Store.months` for this half-life), those before
    ``since`` too. Columns ``a b date value low high events reports``; coverage is the caller's to check.
    """
    import pyarrow as pa

    base = base or Baseline()
    pairs, row = _numbered(sums)
    month = sums["month"].to_numpy().astype("datetime64[M]").astype(np.int64) + 1970 * 12
    first = int(month.min(initial=since.year * 12 + since.month - 1))
    ends = month_ends(date(first // 12, first % 12 + 1, 1), date(until.year, until.month, 1))
    ends = [date.fromordinal((date(e.year + e.month // 12, e.month % 12 + 1, 1)).toordinal() - 1) for e in ends]
    nothing = (
        np.zeros(0, kind) for kind in ("int64", "datetime64[D]", "float64", "float64", "float64", "int64", "int64")
    )
    parts: list[tuple[NDArray[Any], ...]] = [tuple(nothing)]
    state = np.zeros((4, pairs.num_rows))
    last = to_day(ends[0])
    columns = [np.asarray(sums[name].to_numpy(), dtype=np.float64) for name in ("w", "ws", "wss", "ww")]
    counts = [np.asarray(sums[name].to_numpy(), dtype=np.int64) for name in ("events", "reports")]
    for end in ends:
        fading = float(np.exp2(-(to_day(end) - last) / HALF_LIFE_DAYS))
        state *= np.array([[fading], [fading], [fading], [fading**2]])
        last = to_day(end)
        here = np.flatnonzero(month == end.year * 12 + end.month - 1)
        for part, column in zip(state, columns, strict=True):
            np.add.at(part, row[here], column[here])
        if end < since:
            continue
        known = np.flatnonzero(state[0] >= THINNEST)
        value, spread = _all_figures(state[:, known], base)
        told = np.zeros((2, pairs.num_rows), dtype=np.int64)
        for line, count in zip(told, counts, strict=True):
            line[row[here]] = count[here]
        low, high = np.maximum(value - spread, -10.0), np.minimum(value + spread, 10.0)
        on = np.full(len(known), min(end, until), dtype="datetime64[D]")
        parts.append((known, on, value, low, high, *told[:, known]))
    known, *figures = (np.concatenate(part) for part in zip(*parts, strict=True))
    named = zip(("date", "value", "low", "high", "events", "reports"), figures, strict=True)
    return pa.table({"a": pairs["a"].take(known), "b": pairs["b"].take(known), **dict(named)})


def _numbered(sums: pa.Table) -> tuple[pa.Table, NDArray[np.int64]]:
    """The pairs of some rows in order, columns ``a b``, and the number of each row's pair, shape ``(rows,)``."""
    import pyarrow as pa

    pairs = sums.select(["a", "b"]).group_by(["a", "b"]).aggregate([]).sort_by([("a", "ascending"), ("b", "ascending")])
    numbered = pairs.append_column("number", pa.array(np.arange(pairs.num_rows)))
    place = sums.select(["a", "b"]).append_column("place", pa.array(np.arange(sums.num_rows)))
    found = place.join(numbered, ["a", "b"]).sort_by("place")
    return pairs, np.asarray(found["number"].to_numpy(), dtype=np.int64)


def _all_figures(sums: NDArray[np.float64], base: Baseline) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Value and half-width of the interval from the sums of weights, of weighted scores, and of their squares."""
    w, ws, wss, ww = sums
    whole = PRIOR_EVENTS + w
    value = (PRIOR_EVENTS * base.mean + ws) / whole
    scatter = (wss - 2 * value * ws + value**2 * w) / whole + PRIOR_EVENTS / whole * base.within**2
    spread = Z90 * np.sqrt((PRIOR_EVENTS / whole * base.between) ** 2 + scatter * ww / whole**2)
    return np.asarray(value), np.asarray(spread)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a pair stands on one day, for comparison with other pairs; the scale of the index."""

    a: str
    b: str
    value: float
    low: float
    high: float
    events: int


def standings(sums: pa.Table, base: Baseline | None = None) -> tuple[Standing, ...]:
    """The index of every pair on one day, warmest first; pairs with too little evidence are left out.

    ``sums`` are the record's up to that day (`detente.record.Store.standing` for this half-life). Coverage is the
    caller's to check.
    """
    found = sums.filter(np.asarray(sums["w"].to_numpy()) >= THINNEST)
    columns = np.array([found[name].to_numpy() for name in ("w", "ws", "wss", "ww")], dtype=np.float64)
    value, spread = _all_figures(columns, base or Baseline())
    low, high = np.maximum(value - spread, -10.0), np.minimum(value + spread, 10.0)
    names = (found[name].to_pylist() for name in ("a", "b", "events"))
    rows = zip(*names, value.tolist(), low.tolist(), high.tolist(), strict=True)
    told = (Standing(a, b, value, low, high, events) for a, b, events, value, low, high in rows)
    return tuple(sorted(told, key=lambda s: (-s.value, s.a, s.b)))


def standings_by_month(table: pa.Table) -> dict[date, tuple[Standing, ...]]:
    """What `all_months` gives, by day; ``events`` of a `Standing` are then those of its month."""
    found: dict[date, list[Standing]] = {}
    columns = (table[name].to_pylist() for name in ("date", "a", "b", "value", "low", "high", "events"))
    for on, *rest in zip(*columns, strict=True):
        found.setdefault(on, []).append(Standing(*rest))
    return {on: tuple(several) for on, several in found.items()}
