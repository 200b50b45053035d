"""How well turning points of dyads are found, against dated turns from common knowledge.

python benchmarks/turns.py SERIES.parquet LABELS.csv [--json]

SERIES.parquet: ``date, a, b, score``, a score per pair and day; a day without a row has none. LABELS.csv: ``a, b, date,
direction``, of which those within the series count; it is read for the names of the dyads first, and for the turns only
after all have been looked for. A label is hit when a change of its dyad lies within six weeks of it; its direction is
that of the nearest one. ``chance_hits`` is what as many changes at random days would hit on the average;
``shuffled_changes_per_dyad_year`` is how many are found when the days of each series are put in random order.
"""

from __future__ import annotations

import argparse
import csv
import json
import time
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from detente.measures.scores import to_day
from detente.measures.turns import Series, turning_points

NEAR_DAYS = 42
YEAR_DAYS = 365.25
Pair = tuple[str, str]


def pair(a: str, b: str) -> Pair:
    """The two states in alphabetical order."""
    return min(a, b), max(a, b)


def read(path: Path, wanted: set[Pair]) -> dict[Pair, Series]:
    """The series of the wanted dyads over the days that the file spans; the size of a score is its own weight."""
    table = pq.read_table(path, columns=["date", "a", "b", "score"])
    when = np.asarray(table["date"].cast("date32").cast("int32").to_numpy(), dtype=np.int64)
    first, last = int(when.min()), int(when.max())
    states = sorted({state for two in wanted for state in two})
    kept = pc.and_(*(pc.is_in(table[c].cast("string"), value_set=pa.array(states)) for c in ("a", "b")))
    rows = table.append_column("when", [when]).filter(kept)
    totals = {two: np.zeros(last - first + 1) for two in wanted}
    columns = (rows[c].cast("string").to_pylist() for c in ("a", "b"))
    for a, b, day, score in zip(*columns, rows["when"].to_pylist(), rows["score"].to_pylist(), strict=True):
        if (two := pair(a, b)) in totals:
            totals[two][day - first] += score
    return {two: Series(np.arange(first, last + 1), v, np.abs(v)) for two, v in totals.items()}


def measure(series_file: Path, labels_file: Path) -> dict[str, Any]:
    """Labels, hits, and what chance would hit."""
    with labels_file.open(encoding="utf-8", newline="") as file:
        wanted = {pair(row["a"], row["b"]) for row in csv.DictReader(file)}
    series = {two: s for two, s in read(series_file, wanted).items() if s.weight.any()}
    began = time.perf_counter()
    found = {two: [(int(s.when[f.at]), f.z) for f in turning_points(s)] for two, s in series.items()}
    seconds = time.perf_counter() - began
    first, last = next((int(s.when[0]), int(s.when[-1])) for s in series.values())
    with labels_file.open(encoding="utf-8", newline="") as file:
        labels = [
            (pair(r["a"], r["b"]), to_day(date.fromisoformat(r["date"])), r["direction"]) for r in csv.DictReader(file)
        ]
    labels = [label for label in labels if label[0] in series and first <= label[1] <= last]
    hits = right = 0
    chance = 0.0
    for two, day, direction in labels:
        near = [(abs(when - day), z) for when, z in found[two] if abs(when - day) <= NEAR_DAYS]
        hits += bool(near)
        right += bool(near) and (min(near)[1] > 0) == (direction == "up")
        days = np.arange(first, last + 1)
        marked = np.zeros(len(days), dtype=bool)
        for when, _ in found[two]:
            marked |= np.abs(days - when) <= NEAR_DAYS
        chance += marked.mean()
    years = len(series) * (last - first + 1) / YEAR_DAYS
    return {
        "dyads": len(series), "labels": len(labels), "hits": hits, "direction_right": right,
        "chance_hits": round(chance, 2), "changes_per_dyad_year": round(sum(map(len, found.values())) / years, 4),
        "shuffled_changes_per_dyad_year": round(shuffled(series) / years, 4), "seconds": round(seconds, 3),
    }  # fmt: skip


def shuffled(series: dict[Pair, Series]) -> int:
    """Changes found when each series' days stand in random order."""
    rng = np.random.default_rng(1)
    number = 0
    for s in series.values():
        order = rng.permutation(len(s.when))
        number += len(turning_points(Series(s.when, s.total[order], s.weight[order])))
    return number


def main() -> None:
    """Measure and print one object."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("series", type=Path)
    parser.add_argument("labels", type=Path)
    parser.add_argument("--json", action="store_true", help="print one JSON object (the only form there is)")
    args = parser.parse_args()
    print(json.dumps(measure(args.series, args.labels)))


if __name__ == "__main__":
    main()
