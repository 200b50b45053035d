"""How well hostility tells which dyads come to blows, against militarised interstate disputes.

python benchmarks/relation.py DYAD_YEARS.csv.gz [--json]

DYAD_YEARS.csv.gz: ``a, b, year, verbCoop, matlCoop, verbConf, matlConf, n, mid``, a row per directed dyad and year.
Rows with ``n`` below 20 are left out, and ``mid`` is read after everything has been scored. ``auc`` is the area under
the ROC curve of the hostility of a year (`detente.measures.hostility`); ``auc_within_volume`` the mean of those within
deciles of log n, ``auc_within_dyad`` of those within dyads that have years with and without, each group alike;
``…_pooled`` weighs groups by their pairs of rows. ``volume_alone`` is the AUC of n itself. ``unseen`` holds the same
figures over the dyads that the weights were not learnt on (all are unseen where the years are not those learnt from).
"""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.measures.hostility import of_counts

Vector = NDArray[np.float64]
FEWEST = 20
BINS = 10


def read(path: Path) -> dict[str, list[str]]:
    """Columns of a CSV file, plain or gzipped."""
    raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    lines = list(csv.DictReader(io.StringIO(raw.decode("utf-8"))))
    return {name: [line[name] for line in lines] for name in (lines[0] if lines else {})}


def learnt_on(a: Vector, b: Vector) -> NDArray[np.bool_]:
    """Which directed dyads the weights were learnt on: those whose numbers' sum is even."""
    return np.asarray((a.astype(np.int64) + b.astype(np.int64)) % 2 == 0)


def ranks(values: Vector) -> Vector:
    """Ranks from 1, ties sharing their mean."""
    _, at, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return np.asarray((last - (counts - 1) / 2)[at], dtype=np.float64)


def auc(values: Vector, positive: NDArray[np.bool_]) -> float:
    """Share of pairs of a positive and a negative row that the values put in order; nan where one kind is missing."""
    yes, no = int(positive.sum()), int((~positive).sum())
    if not yes or not no:
        return float("nan")
    return float((ranks(values)[positive].sum() - yes * (yes + 1) / 2) / (yes * no))


def within(values: Vector, positive: NDArray[np.bool_], group: NDArray[np.int64]) -> tuple[float, float]:
    """Mean AUC over groups, each alike, and by pairs of rows."""
    found, sizes = [], []
    for one in np.unique(group):
        here = group == one
        area = auc(values[here], positive[here])
        if not np.isnan(area):
            found.append(area)
            sizes.append(float(positive[here].sum()) * float((~positive[here]).sum()))
    return float(np.mean(found)), float(np.average(found, weights=sizes))


def figures(table: dict[str, Vector], positive: NDArray[np.bool_]) -> dict[str, Any]:
    """The AUCs of one set of rows."""
    score = of_counts(table["verbConf"], table["matlConf"])
    log_n = np.log(table["n"])
    decile = np.searchsorted(np.quantile(log_n, np.linspace(0, 1, BINS + 1)[1:-1]), log_n, side="left")
    _, dyad = np.unique(table["a"] * 1000 + table["b"], return_inverse=True)
    by_volume, by_volume_pooled = within(score, positive, decile.astype(np.int64))
    by_dyad, by_dyad_pooled = within(score, positive, dyad.astype(np.int64))
    named = {
        "auc": auc(score, positive), "auc_within_volume": by_volume, "auc_within_dyad": by_dyad,
        "volume_alone": auc(table["n"], positive), "auc_within_volume_pooled": by_volume_pooled,
        "auc_within_dyad_pooled": by_dyad_pooled,
    }  # fmt: skip
    return {"rows": len(score), "disputes": int(positive.sum())} | {k: round(v, 4) for k, v in named.items()}


def measure(path: Path) -> dict[str, Any]:
    """The figures of a file, over all rows and over the dyads not learnt on."""
    columns = read(path)
    names = ("a", "b", "verbConf", "matlConf", "n")
    table = {name: np.array(columns[name], dtype=np.float64) for name in names}
    kept = table["n"] >= FEWEST
    table = {name: values[kept] for name, values in table.items()}
    positive = np.array([mid.strip().lower() in {"true", "1", "1.0"} for mid in columns["mid"]])[kept]
    unseen = ~learnt_on(table["a"], table["b"])
    rest = figures({name: values[unseen] for name, values in table.items()}, positive[unseen])
    return figures(table, positive) | {"unseen": rest}


def main() -> None:
    """Read the command line, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dyad_years", type=Path)
    parser.add_argument("--json", action="store_true", help="print one JSON object (the default; kept for uniformity)")
    args = parser.parse_args()
    print(json.dumps(measure(args.dyad_years)))


if __name__ == "__main__":
    main()
