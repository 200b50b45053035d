"""Why the index, a turn or a driver is what it is: contributions of events that add up to it.

See `detente.measures.relation`, `detente.measures.turns` and `detente.measures.drivers` for what is added up.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

import numpy as np

from detente.errors import Error
from detente.measures.relation import THINNEST, method, weigh
from detente.measures.scores import (
    Baseline,
    check_pair,
    collector_paused,
    days,
    happened,
    kinds,
    scores,
    to_date,
    to_day,
    values,
)
from detente.result import Result

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa
    from numpy.typing import NDArray

    from detente.measures.drivers import Shares

    Ints = NDArray[np.int64]


class Term(NamedTuple):
    """One part of the index: an event's contribution, or the prior's (``event`` is None)."""

    event: str | None
    contribution: float
    date: date | None
    type: str | None
    passage: str | None
    document: str | None
    label: str


@dataclass(frozen=True, slots=True)
class Why(Result):
    """The index on a day and the terms that add up to it within 1e-9, strongest first, the prior last."""

    ROWS: ClassVar[str] = "terms"
    SHOWN: ClassVar[tuple[str, ...]] = ("contribution", "date", "label", "event", "document", "passage")

    a: str
    b: str
    on: date
    method: str
    value: float
    terms: tuple[Term, ...]


@collector_paused()
def why(events: pa.Table, a: str, b: str, on: date, base: Baseline | None = None) -> Why:
    """The terms of the relation index of ``a`` and ``b`` on the day ``on``.

    Raises `Error` when the record holds too little before that day for the index to have a value.
    """
    check_pair(a, b)
    base = base or Baseline()
    import pyarrow.compute as pc

    told = happened(events.filter(pc.less_equal(events["date"], on)), *COLUMNS, "confidence")
    sure = np.asarray(told["confidence"].to_numpy(), dtype=np.float64)
    weighed = weigh(days(told), sure, to_day(on))
    if weighed.evidence < THINNEST:
        raise Error(
            f"the index of {a} and {b} has no value on {on}: the record holds too little before that day. "
            "Name a later day, or add documents or event data."
        )
    terms = _terms(told, weighed.shares * scores(told))
    terms.append(Term(None, weighed.prior_share * base.mean, None, None, None, None, "what is expected of any pair"))
    return Why(a, b, on, method(), math.fsum(term.contribution for term in terms), tuple(terms))


COLUMNS = ("id", "date", "type", "mode", "passage", "document")


def _terms(
    told: pa.Table, parts: NDArray[np.float64], before: Sequence[str] = ("",), which: Ints | None = None
) -> list[Term]:
    """A term an event, the strongest first, then in order of time; labels begin with one of ``before``: ``which``."""
    order = np.argsort(-np.abs(parts), kind="stable")
    at, kinds_told = kinds(told, "type", "mode")
    labels = [[f"{start}{_label(kind, mode)}" for kind, mode in kinds_told] for start in before]
    chosen = told.select(["id", "date", "type", "passage", "document"]).take(order)
    which = np.zeros(len(order), dtype=np.int64) if which is None else which
    columns = {name: values(chosen, name) for name in ("date", "type", "document")}
    columns |= {name: chosen[name].to_pylist() for name in ("id", "passage")}
    columns["contribution"] = parts[order].tolist()
    columns["label"] = [
        labels[start][place] for start, place in zip(which[order].tolist(), at[order].tolist(), strict=True)
    ]
    columns["event"] = columns.pop("id")
    return list(map(Term._make, zip(*(columns[name] for name in Term._fields), strict=True)))


@collector_paused()
def why_turn(events: pa.Table, a: str, b: str, on: date, coverage: pa.Table | None = None) -> Why:
    """What makes the size of the turning point on a day, or of the one whose interval holds that day.

    The size is the mean score of the time after less that of the time before: an event after counts with its share of
    the one mean, an event before with its share of the other, its sign turned round. Raises `Error` where no turn is
    there, and names those that are.
    """
    from detente.measures.turns import method, series_of, turning_points

    check_pair(a, b)
    told = happened(events).sort_by([("date", "ascending"), ("id", "ascending")])
    series = series_of(told, coverage) if told.num_rows else None
    found = turning_points(series) if series else []
    if series is None or not found:
        raise Error(f"{a} and {b} have no turning point in this record and period; see: detente turns {a} {b}")
    day = to_day(on)
    fitting = [f for f in found if series.when[f.earliest] <= day <= series.when[f.latest]]
    if not fitting:
        known = ", ".join(str(to_date(series.when[f.at])) for f in found)
        raise Error(f"{a} and {b} have no turning point on {on}; theirs are of {known}")
    turn = min(fitting, key=lambda f: abs(int(series.when[f.at]) - day))
    start, at, last = (int(series.when[k]) for k in (turn.start, turn.at, turn.end - 1))
    before = float(series.weight[turn.start : turn.at].sum())
    after = float(series.weight[turn.at : turn.end].sum())
    days_told = days(told)
    inside = (days_told >= start) & (days_told <= last)
    told, days_told = told.filter(inside), days_told[inside]
    sure = np.clip(np.asarray(told["confidence"].to_numpy(), dtype=np.float64), 1e-6, None)
    later = days_told >= at
    parts = sure * scores(told) * np.where(later, 1 / after, -1 / before)
    terms = _terms(told, parts, ("before: ", "after: "), later.astype(np.int64))
    told_how = f"mean score of the time after less that of the time before; {method()}"
    return Why(a, b, to_date(at), told_how, math.fsum(term.contribution for term in terms), tuple(terms))


@collector_paused()
def why_driver(events: pa.Table, a: str, b: str, found: Shares, since: date) -> Why:
    """What makes the effect of a driver on ``a`` and ``b``, from the driver's own ``events``.

    ``since`` is the day from which the weeks were counted. What a week brings is parted among its events dated to the
    day, by their weighted scores; a week without any is a term of its own, for silence is told ahead too.
    """
    from detente.events import Precision
    from detente.measures.drivers import monday_of

    monday = monday_of(since)
    told = happened(events)
    confidence = np.asarray(told["confidence"].to_numpy(), dtype=np.float64)
    by_week: dict[date, list[tuple[dict[str, Any], float]]] = defaultdict(list)
    columns = ["id", "date", "type", "mode", "passage", "document", "precision"]
    for row, size in zip(told.select(columns).to_pylist(), np.abs(confidence * scores(told)).tolist(), strict=True):
        if row["precision"] == Precision.DAY:
            by_week[monday_of(row["date"])].append((row, size))
    terms = []
    driver = found.driver
    for week, share, above in zip(found.weeks.tolist(), found.shares.tolist(), found.above.tolist(), strict=True):
        later = monday + timedelta(days=7 * week)
        start = later - timedelta(days=driver.lag_days)
        label = f"ahead of {a} and {b} {'above' if above else 'below'} the expected in the week of {later}"
        here = by_week.get(start, [])
        whole = sum(size for _, size in here)
        if not here:
            terms.append(Term(None, share, start, None, None, None, f"no event that week; {label}"))
        for row, size in here:
            part = size / whole if whole else 1 / len(here)
            said = f"{_label(row['type'], row['mode'])}; {label}"
            terms.append(Term(row["id"], share * part, row["date"], row["type"], row["passage"], row["document"], said))
    terms.sort(key=lambda term: (-abs(term.contribution), term.date or date.min, term.event or ""))
    how = (
        f"effect of {driver.a} and {driver.b}, {driver.lag_days} days ahead, on {a} and {b}, in standard deviations: "
        "what the weeks of both leave when all else in the regression is taken out, multiplied, and parted among events"
    )
    last = monday + timedelta(days=7 * int(found.weeks[-1]) + 6)
    return Why(a, b, last, how, math.fsum(term.contribution for term in terms), tuple(terms))


def _label(kind: str, mode: str | None) -> str:
    return f"{kind.lower()} ({mode})" if mode else kind.lower()
