"""How fast a large file of event data is loaded and asked, how much memory it takes, and how much room.

python benchmarks/scale.py --rows N [--folder FOLDER] [--json]

A made file in GDELT 2.0's format (`gdelt_stream`) is loaded into a new record. Bare DuckDB reads the columns that the
load needs from the same file into a table in memory, in the same run. ``dyad_query_ms`` is the median of ten dyads'
events, index and turns together from the open record; ``all_dyads_seconds`` the monthly index of all dyads, all years;
``bytes_per_event`` the record's size less its text (addresses) by the rows kept. Times are those of one run.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any

DYADS = ("JPN RUS", "USA RUS", "USA CHN", "GBR FRA", "DEU RUS", "IND CHN", "ISR TUR", "USA GBR", "JPN CHN", "FRA DEU")
NEEDED = (
    "GLOBALEVENTID SQLDATE DATEADDED Actor1CountryCode Actor1Code Actor2CountryCode Actor2Code Actor1Name Actor2Name "
    "Actor1Type1Code Actor2Type1Code EventCode GoldsteinScale QuadClass ActionGeo_FullName ActionGeo_CountryCode "
    "ActionGeo_Lat ActionGeo_Long SOURCEURL NumArticles NumSources"
)


def bare(path: Path) -> float:
    """Seconds in which bare DuckDB reads the needed columns into a table in memory."""
    import duckdb

    from detente.feeds import feed

    query = feed("gdelt2").query(str(path), {})
    columns = ", ".join(NEEDED.split())
    with duckdb.connect() as connection:
        connection.execute("SET memory_limit = '5GB'")
        began = time.perf_counter()
        connection.execute(f"CREATE TABLE bare AS SELECT {columns} {query[query.index('FROM read_csv') :]}")
        return time.perf_counter() - began


def ours(path: Path, store: Path) -> dict[str, Any]:
    """Load the file, and ask."""
    from detente.api import Record
    from detente.measures.relation import HALF_LIFE_DAYS, all_months

    with Record(store) as record:
        record.store.database.execute("SET memory_limit = '5GB'")
        began = time.perf_counter()
        (done,) = record.load([path], "gdelt2")
        seconds = time.perf_counter() - began
        began = time.perf_counter()
        found = all_months(record.store.months(HALF_LIFE_DAYS), date(2013, 1, 1), date(2022, 12, 31))
        all_dyads = time.perf_counter() - began
        ask(record, *DYADS[0].split())  # a warm record: the libraries are loaded
        times = [ask(record, *dyad.split()) for dyad in DYADS]
        text = record.store.database.rows("SELECT sum(length(url)) FROM feed_reports")[0][0]
        blocks = "SELECT count(DISTINCT block_id) FROM pragma_storage_info('feed_reports') WHERE column_name = 'url'"
        text = min(text, record.store.database.rows(blocks)[0][0] * 262_144)
    return {
        "load_seconds": seconds, "reports": done.reports, "all_dyads_seconds": all_dyads, "indices": found.num_rows,
        "dyad_query_ms": median(times) * 1000, "slowest_dyad_ms": max(times) * 1000,
        "bytes_per_event": (store.stat().st_size - text) / max(done.reports, 1),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }  # fmt: skip


def ask(record: Any, a: str, b: str) -> float:
    """Seconds for one dyad's events, index and turns, read once from the record."""
    from detente.measures.relation import relation
    from detente.measures.turns import turns

    began = time.perf_counter()
    events, coverage = record.store.events(a, b), record.store.coverage()
    relation(events, coverage, a, b, date(2013, 1, 1), date(2022, 12, 31))
    turns(events, a, b, coverage)
    return time.perf_counter() - began


def measure(rows: int, folder: Path) -> dict[str, Any]:
    """Make the file, and run bare DuckDB and ours in processes of their own, one after the other."""
    from gdelt_stream import write

    path, store = folder / "stream.csv", folder / "scale.duckdb"
    write(rows, path)
    parts = [_child("bare", path, store), _child("ours", path, store)]
    size = path.stat().st_size
    plain, made = parts[0]["seconds"], parts[1]
    return {
        "rows": rows, "file_mb": round(size / 1e6), "rows_per_second": round(rows / made["load_seconds"]),
        "bare_duckdb_rows_per_second": round(rows / plain), "ratio": round(plain / made["load_seconds"], 3),
        "dyad_query_ms": round(made["dyad_query_ms"], 1), "slowest_dyad_ms": round(made["slowest_dyad_ms"], 1),
        "all_dyads_seconds": round(made["all_dyads_seconds"], 2), "indices": made["indices"],
        "peak_mb": round(made["peak_mb"]), "bytes_per_event": round(made["bytes_per_event"], 1),
        "reports": made["reports"],
    }  # fmt: skip


def _child(part: str, path: Path, store: Path) -> dict[str, Any]:
    command = [sys.executable, __file__, "--part", part, "--folder", str(path.parent)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=os.environ)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def main() -> None:
    """Measure and print one object."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument(
        "--folder", type=Path, help="where the file and the record are made; a temporary one if left out"
    )
    parser.add_argument("--part", choices=("bare", "ours"), help=argparse.SUPPRESS)
    parser.add_argument("--json", action="store_true", help="print one JSON object (the only form there is)")
    args = parser.parse_args()
    if args.part:
        path, store = args.folder / "stream.csv", args.folder / "scale.duckdb"
        print(json.dumps({"seconds": bare(path)} if args.part == "bare" else ours(path, store)))
        return
    with tempfile.TemporaryDirectory(dir=args.folder, prefix="scale-") as room:
        print(json.dumps(measure(args.rows, Path(room))))


if __name__ == "__main__":
    main()
