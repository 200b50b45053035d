"""A year of GDELT through a data frame, as users read it now, beside détente, in one run.

python benchmarks/peers.py [--rows N] [--json]

A made file in GDELT 2.0's format (`gdelt_stream`). *Frame*: what gdeltPyR gives its user, a pandas frame of all columns
of the file (its download left aside), then two states' rows and their mean Goldstein value by month. *Ours*: the file
loaded into a new record, then the relation index of the two by month. Each is a process of its own; ``first_…`` is from
the file to the first answer, ``next_…`` a further pair's answer, for which a frame that was kept in memory and a record
that was opened anew are asked. ``…_times_ours`` are ratios above 1 where ours takes less.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

PAIRS = (("USA", "RUS"), ("GBR", "FRA"))


def frame(path: Path) -> Callable[[str, str], Any]:
    """Read the whole file into pandas; gives what answers for a pair."""
    import pandas as pd

    from detente.feeds import gdelt1, gdelt2

    names = gdelt1.columns(gdelt2.GEO, ["DATEADDED", "SOURCEURL"])
    table = pd.read_csv(path, sep="\t", header=None, names=names, dtype={"EventCode": "str"}, low_memory=False)

    def answer(a: str, b: str) -> Any:
        one, other = table["Actor1CountryCode"], table["Actor2CountryCode"]
        rows = table[((one == a) & (other == b)) | ((one == b) & (other == a))]
        return rows.groupby(rows["SQLDATE"] // 100)["GoldsteinScale"].mean()

    return answer


def record(path: Path) -> Callable[[str, str], Any]:
    """Load the file into a record; gives what answers for a pair, from the record opened anew."""
    from detente.api import Record

    store = path.with_suffix(".duckdb")
    if not store.exists():
        with Record(store) as opened:
            opened.load([path], "gdelt2")

    def answer(a: str, b: str) -> Any:
        with Record(store) as opened:
            return opened.relation(a, b)

    return answer


def timed(way: str, path: Path) -> dict[str, float]:
    """Seconds to the first answer and to a further one, and the most memory taken, in this process."""
    began = time.perf_counter()
    answer = {"frame": frame, "record": record}[way](path)
    answer(*PAIRS[0])
    first = time.perf_counter() - began
    began = time.perf_counter()
    answer(*PAIRS[1])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"first_seconds": first, "next_seconds": time.perf_counter() - began, "peak_mb": peak}


def measure(rows: int) -> dict[str, Any]:
    """Both ways on one file, each in its own process."""
    import gdelt_stream

    with tempfile.TemporaryDirectory() as room:
        path = Path(room) / "2018.export.CSV"
        gdelt_stream.write(rows, path)
        found: dict[str, Any] = {"rows": rows, "file_mb": round(path.stat().st_size / 1e6)}
        for way in ("frame", "record"):
            command = [sys.executable, __file__, "--way", way, "--file", str(path)]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            found |= {f"{way}_{name}": round(value, 3) for name, value in json.loads(done.stdout).items()}
    for name in ("first_seconds", "next_seconds", "peak_mb"):
        found[f"frame_{name}_times_ours"] = round(found[f"frame_{name}"] / found[f"record_{name}"], 2)
    return found


def main() -> None:
    """Read the command line, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--way", choices=("frame", "record"), help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--json", action="store_true", help="print one JSON object (the only form there is)")
    args = parser.parse_args()
    print(json.dumps(timed(args.way, args.file) if args.way else measure(args.rows)))


if __name__ == "__main__":
    main()
