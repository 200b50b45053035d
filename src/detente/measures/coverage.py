"""Which days a record has looked at: what was never loaded must not be read as quiet."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from detente.measures.scores import to_day

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray


def covered_days(coverage: pa.Table, since: date, until: date) -> NDArray[np.bool_]:
    """For each day from ``since`` to ``until`` (both inclusive), whether some source was loaded; shape ``(days,)``."""
    first, last = to_day(since), to_day(until)
    seen = np.zeros(last - first + 1, dtype=bool)
    for start, end, state in zip(
        coverage["since"].to_pylist(), coverage["until"].to_pylist(), coverage["state"].to_pylist(), strict=True
    ):
        if state == "loaded":
            low, high = max(to_day(start), first), min(to_day(end), last)
            if low <= high:
                seen[low - first : high - first + 1] = True
    return seen


def record_span(coverage: pa.Table) -> tuple[date, date] | None:
    """First and last loaded day of the record; None when nothing was loaded."""
    loaded = [
        (start, end)
        for start, end, state in zip(
            coverage["since"].to_pylist(), coverage["until"].to_pylist(), coverage["state"].to_pylist(), strict=True
        )
        if state == "loaded"
    ]
    if not loaded:
        return None
    return min(start for start, _ in loaded), max(end for _, end in loaded)


def month_ends(since: date, until: date) -> list[date]:
    """The last day of every month from ``since`` to ``until``; the last one is ``until`` itself."""
    ends: list[date] = []
    year, month = since.year, since.month
    while True:
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        end = date.fromordinal(date(year, month, 1).toordinal() - 1)
        if end >= until:
            ends.append(until)
            return ends
        ends.append(end)
