"""Whether two sources agree on how pairs stand: a record of quadruples beside a daily score of another source.

python benchmarks/agreement.py QUADS.parquet… SERIES.parquet [--json]

QUADS are loaded as `detente load --as quads` loads them; SERIES has the columns ``date, a, b, score``. Compared are the
pairs with at least fifty events of the record, over its days. ``spearman`` is the rank correlation with one formula on
both sides, the signed sum over the sum of sizes: a series of daily sums tells no more than that. ``spearman_index``
takes the relation index of the record's last day instead, and ``spearman_mean`` the plain mean score.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from relation import ranks

ENOUGH_EVENTS = 50


def agreement(quads: Sequence[Path], series: Path, folder: Path) -> dict[str, Any]:
    """Rank correlations of a record of some quadruples, made in ``folder``, with a series of another source."""
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    from detente.api import Record
    from detente.measures.relation import HALF_LIFE_DAYS, standings
    from detente.measures.scores import happened, scores

    with Record(folder / "quads.duckdb") as record:
        record.load(quads, "quads")
        told = happened(record.store.events())
        first, last = pc.min(told["date"]).as_py(), pc.max(told["date"]).as_py()
        index = {(s.a, s.b): s.value for s in standings(record.store.standing(HALF_LIFE_DAYS, last), record.baseline)}
    ours = signed(told["source"].to_pylist(), told["target"].to_pylist(), scores(told).tolist())
    table = pq.read_table(series, columns=["date", "a", "b", "score"])
    when = table["date"].cast(pa.date32())
    table = table.filter(pc.and_(pc.greater_equal(when, first), pc.less_equal(when, last)))
    other = signed(*(table[name].to_pylist() for name in ("a", "b", "score")))
    both = sorted(p for p in ours if ours[p][2] >= ENOUGH_EVENTS and p in index and other.get(p, (0.0, 0.0))[1] > 0)
    theirs = [other[p][0] / other[p][1] for p in both]
    compared = {
        "spearman": [ours[p][0] / ours[p][1] if ours[p][1] else 0.0 for p in both],
        "spearman_index": [index[p] for p in both],
        "spearman_mean": [ours[p][0] / ours[p][2] for p in both],
    }
    return {"pairs": len(both)} | {name: round(spearman(kind, theirs), 4) for name, kind in compared.items()}


def signed(a: list[str], b: list[str], score: list[float]) -> dict[tuple[str, str], list[float]]:
    """Sum, sum of sizes and number of the scores of each pair of two states."""
    sums: dict[tuple[str, str], list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    for one, two, value in zip(a, b, score, strict=True):
        if one != two:
            entry = sums[min(one, two), max(one, two)]
            for at, part in enumerate((value, abs(value), 1.0)):
                entry[at] += part
    return sums


def spearman(left: list[float], right: list[float]) -> float:
    """Rank correlation of two series of figures."""
    return float(np.corrcoef(ranks(np.array(left)), ranks(np.array(right)))[0, 1])


def main() -> None:
    """Read the command line, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", type=Path, nargs="+", help="quadruples, and last the series")
    parser.add_argument("--json", action="store_true", help="print one JSON object (the default; kept for uniformity)")
    *quads, series = parser.parse_args().files
    with tempfile.TemporaryDirectory(prefix="agreement-") as room:
        print(json.dumps(agreement(quads, series, Path(room))))


if __name__ == "__main__":
    main()
