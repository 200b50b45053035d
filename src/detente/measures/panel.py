"""The panel: directed dyads by period, with counts by type and quad class, the relation index and coverage.

For the statistics of many dyads: a row for each directed dyad that has any event in the record and each period asked
for. Where at least half of a period's days were loaded, no event is a zero; where fewer were, counts and index are
missing. ``index`` is that of the pair at the period's end (`detente.measures.relation`), the same in both directions.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from detente import actors
from detente.measures.coverage import covered_days
from detente.measures.relation import all_months
from detente.measures.scores import Baseline, to_day

if TYPE_CHECKING:
    import pyarrow as pa

LEAST_COVERED = 0.5
_INDEX = ("value", "low", "high")


def periods(since: date, until: date, every: str) -> list[tuple[date, date]]:
    """First and last day of each month or year that touches the time from ``since`` to ``until``."""
    found = []
    first = since.replace(day=1) if every == "month" else date(since.year, 1, 1)
    while first <= until:
        after = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
        after = after if every == "month" else date(first.year + 1, 1, 1)
        found.append((first, after - timedelta(days=1)))
        first = after
    return found


def panel(
    counts: pa.Table,
    sums: pa.Table,
    coverage: pa.Table,
    since: date,
    until: date,
    every: str,
    base: Baseline | None = None,
) -> pa.Table:
    """The panel of all directed dyads in ``counts`` over the periods from ``since`` to ``until``.

    ``counts`` are `detente.record.Store.panel`'s, ``sums`` the record's monthly sums for the index. Columns: ``source
    target source_cow target_cow source_gw target_gw period until covered events reports``, a count by quad class and by
    type, ``index index_low index_high``.
    """
    import pyarrow as pa

    spans = periods(since, until, every)
    seen = covered_days(coverage, spans[0][0], spans[-1][1])
    start = to_day(spans[0][0])
    share = np.array([seen[to_day(a) - start : to_day(b) - start + 1].mean() for a, b in spans])
    dyads = sorted(set(zip(counts["source"].to_pylist(), counts["target"].to_pylist(), strict=True)))
    at = {dyad: k for k, dyad in enumerate(dyads)}
    when = {span[0]: k for k, span in enumerate(spans)}
    rows = [
        (i, at[s, t] * len(spans) + when[p])
        for i, (s, t, p) in enumerate(
            zip(counts["source"].to_pylist(), counts["target"].to_pylist(), counts["period"].to_pylist(), strict=True)
        )
        if p in when
    ]
    taken = np.array([i for i, _ in rows], dtype=np.int64)
    place = np.array([k for _, k in rows], dtype=np.int64)
    size = len(dyads) * len(spans)
    missing = np.tile(share < LEAST_COVERED, len(dyads))
    columns: dict[str, Any] = {}
    for side, name in enumerate(("source", "target")):
        codes = [dyad[side] for dyad in dyads]
        columns[name] = np.repeat(np.array(codes, dtype=object), len(spans))
        for list_ in ("cow", "gw"):
            numbers = [_number(code, list_) for code in codes]
            columns[f"{name}_{list_}"] = pa.array([n for n in numbers for _ in spans], pa.int32())
    columns["period"] = pa.array([a for a, _ in spans] * len(dyads), pa.date32())
    columns["until"] = pa.array([b for _, b in spans] * len(dyads), pa.date32())
    columns["covered"] = np.tile(share, len(dyads))
    for name in counts.column_names[3:]:
        values = np.zeros(size, dtype=np.int64)
        values[place] = np.asarray(counts[name].to_numpy(), dtype=np.int64)[taken]
        columns[name] = pa.array(values, mask=missing & (values == 0))
    for name, values in zip(("index", "index_low", "index_high"), _index(sums, dyads, spans, base), strict=True):
        columns[name] = pa.array(values, mask=missing | np.isnan(values))
    names = ["source", "target", "source_cow", "target_cow", "source_gw", "target_gw"]
    return pa.table({name: columns[name] for name in (*names, *(n for n in columns if n not in names))})


def _index(
    sums: pa.Table, dyads: list[tuple[str, str]], spans: list[tuple[date, date]], base: Baseline | None
) -> tuple[np.ndarray[Any, Any], ...]:
    """Index and bounds of each dyad's pair at each period's end; nan where there is none."""
    found = all_months(sums, spans[0][0], spans[-1][1], base) if sums.num_rows else None
    ends = {b: k for k, (_, b) in enumerate(spans)}
    values: dict[tuple[str, str], np.ndarray[Any, Any]] = {}
    if found is not None:
        columns = (found[name].to_pylist() for name in ("a", "b", "date", *_INDEX))
        for a, b, on, *figures in zip(*columns, strict=True):
            if on in ends:
                values.setdefault((a, b), np.full((3, len(spans)), np.nan))[:, ends[on]] = figures
    none = np.full((3, len(spans)), np.nan)
    parts = [values.get((min(dyad), max(dyad)), none) for dyad in dyads] or [none[:, :0]]
    return tuple(np.concatenate([part[k] for part in parts]) for k in range(3))


def _number(code: str, list_: str) -> int | None:
    state = actors.state_by_code(code)
    number: int | None = getattr(state, list_) if state else None
    return number
