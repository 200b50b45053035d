"""What the measures share: the cooperation–conflict score of each event, and plain columns of an Arrow table."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from detente import ontology
from detente.errors import Error
from detente.events import Status

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

EPOCH = date(1970, 1, 1)


def check_pair(a: str, b: str) -> None:
    """Raise `Error` when the two names are one state: a state has no relation with itself."""
    if a == b:
        raise Error(f"{a} and {b} are the same state; a relation needs two. Name another state.")


def happened(events: pa.Table, *columns: str) -> pa.Table:
    """The events that took place, with all columns or those named: plans, calls and denials describe no act yet."""
    import pyarrow.compute as pc

    chosen = events.select([*columns]) if columns else events
    return chosen.filter(pc.equal(events["status"], Status.HAPPENED.value))


def days(events: pa.Table, column: str = "date") -> NDArray[np.int64]:
    """Days since 1970-01-01 of each event's ``column``, shape ``(n,)``."""
    import pyarrow as pa

    return np.asarray(events[column].cast(pa.int32()).to_numpy(), dtype=np.int64)


def scores(events: pa.Table) -> NDArray[np.float64]:
    """Cooperation–conflict weight of each event, −10 (attack) to 10 (aid), by the ontology's table; shape ``(n,)``."""
    at, pairs = kinds(events, "type", "mode")
    return np.array([ontology.weight(*pair) for pair in pairs], dtype=np.float64)[at]


def kinds(events: pa.Table, *columns: str) -> tuple[NDArray[np.int64], list[tuple[Any, ...]]]:
    """The different rows that some columns have, and for each event which of them is its own, shape ``(n,)``."""
    import pyarrow.compute as pc

    at = np.zeros(events.num_rows, dtype=np.int64)
    parts = []
    for name in columns:
        coded = pc.dictionary_encode(events[name], null_encoding="encode").combine_chunks()
        values = coded.dictionary.to_pylist()
        at = at * max(len(values), 1) + coded.indices.to_numpy()
        parts.append(values)
    found, own = np.unique(at, return_inverse=True)
    rows: list[tuple[Any, ...]] = []
    for code in found.tolist():
        row: list[Any] = []
        for values in reversed(parts):
            code, place = divmod(code, max(len(values), 1))
            row.append(values[place])
        rows.append(tuple(reversed(row)))
    return own.reshape(-1), rows


def values(events: pa.Table, column: str) -> list[Any]:
    """A column of single values as Python's; each different one is made once, for dates take long to make."""
    coded = events[column].combine_chunks().dictionary_encode(null_encoding="encode")
    different = coded.dictionary.to_pylist()
    return [different[place] for place in coded.indices.to_numpy().tolist()]


_pause = threading.Lock()
_pausing = 0


@contextmanager
def collector_paused() -> Iterator[None]:
    """Hold Python's garbage collector back while a great many objects are made that all live on.

    It would go through all of them again and again for circles that none of them is part of, which takes longer than
    making them. It goes on when the last of those who paused it is done; where it was off, it stays off.
    """
    global _pausing
    with _pause:
        _pausing += gc.isenabled() or _pausing > 0
        paused = _pausing > 0
        gc.disable()
    try:
        yield
    finally:
        with _pause:
            _pausing -= paused
            if paused and not _pausing:
                gc.enable()


def to_day(when: date) -> int:
    """Days since 1970-01-01."""
    return (when - EPOCH).days


def to_date(day: int) -> date:
    """The date that is ``day`` days after 1970-01-01."""
    return EPOCH + timedelta(days=int(day))


@dataclass(frozen=True, slots=True)
class Baseline:
    """What is expected of a pair about which nothing is known, estimated from all pairs of the record.

    ``mean`` and ``between`` are the mean of the pairs' mean scores and its standard deviation across pairs; ``within``
    is the standard deviation of single events round their pair's mean. All on the −10 to 10 scale.
    """

    mean: float = 0.0
    between: float = 2.0
    within: float = 4.0


def baseline(sums: pa.Table) -> Baseline:
    """Estimate the `Baseline`, each pair with at least five events counting alike.

    ``sums`` has a row a pair, with the number of its events ``n``, their ``total`` score and the sum of ``squares``
    (`detente.record.Store.pairs`).
    """
    n, total, squares = (np.asarray(sums[name].to_numpy(), dtype=np.float64) for name in ("n", "total", "squares"))
    enough = n >= 5
    if enough.sum() < 3:
        return Baseline()
    n, total, squares = n[enough], total[enough], squares[enough]
    means = total / n
    within = np.sqrt(np.mean((squares - total * means) / (n - 1)))
    return Baseline(float(means.mean()), float(max(means.std(ddof=1), 0.5)), float(max(within, 0.5)))
