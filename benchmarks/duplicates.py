"""How well rows that tell of one event become one event: planted duplicates across rows, directions, days and feeds.

python benchmarks/duplicates.py [--events N] [--seed N] [--json]

A made world of events between pairs of states; each is told by one to six rows, of GDELT 1 and of ICEWS, some of them a
day late, and those of mutual acts in either direction. Nothing of the record's rule goes into the making but this: an
act is told under one code. Two events of a pair and type may fall on neighbouring days or on one, as chance has it.

``precision`` is the share of pairs of rows put together that tell of one event, ``recall`` the share of pairs of rows
of one event that are put together; ``events_precision`` and ``events_recall`` compare whole events (the same rows).
``order_matters`` is how many events differ when the files are loaded the other way round: it must be 0.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path
from typing import Any

from detente import actors
from detente.feeds import feed, gdelt1
from detente.record import Store

STATES = (
    "JPN", "RUS", "CHN", "KOR", "USA", "IND", "DEU", "FRA", "GBR", "TUR", "IRN", "BRA", "POL", "EGY", "NGA", "ZAF",
    "MEX", "IDN", "AUS", "CAN",
)  # fmt: skip
ACTS = (  # CAMEO code, what ICEWS calls it, whether both do it, how often
    ("040", "Consult", True, 6), ("036", "Express intent to meet or negotiate", True, 3),
    ("010", "Make statement", False, 4),
    ("020", "Make an appeal or request", False, 3), ("111", "Criticize or denounce", False, 4),
    ("057", "Sign formal agreement", True, 2), ("051", "Praise or endorse", False, 2), ("130", "Threaten", False, 1),
    ("120", "Reject", False, 1), ("163", "Impose embargo, boycott, or sanctions", False, 1),
    ("190", "Use conventional military force", False, 1), ("042", "Make a visit", False, 3),
)  # fmt: skip
COLUMNS = gdelt1.columns(gdelt1.GEO, ["DATEADDED", "SOURCEURL"])
ICEWS = (
    "Event ID", "Event Date", "Source Name", "Source Sectors", "Source Country", "Event Text", "CAMEO Code",
    "Intensity", "Target Name", "Target Sectors", "Target Country", "Story ID", "Sentence Number", "Publisher", "City",
    "District", "Province", "Country", "Latitude", "Longitude",
)  # fmt: skip
Rows = list[dict[str, str]]


def world(events: int, seed: int) -> tuple[Rows, Rows, dict[str, int]]:
    """Rows of GDELT and of ICEWS, and which event each row tells of, by ``feed:number``."""
    rng = random.Random(seed)
    gdelt: Rows = []
    icews: Rows = []
    told: dict[str, int] = {}
    weights = [act[3] for act in ACTS]
    for event in range(events):
        a, b = rng.sample(STATES, 2)
        code, text, mutual, _ = rng.choices(ACTS, weights)[0]
        day = date(2018, 1, 3) + timedelta(days=rng.randrange(355))
        for _ in range(1 + min(5, int(rng.expovariate(0.6)))):
            source, target = (b, a) if mutual and rng.random() < 0.5 else (a, b)
            when = day + timedelta(days=rng.random() < 0.15)
            if rng.random() < 0.7:
                number = len(gdelt) + 1
                gdelt.append({
                    "GLOBALEVENTID": str(number), "SQLDATE": f"{when:%Y%m%d}", "Actor1Code": source,
                    "Actor1CountryCode": source, "Actor1Name": actors.state(source).name.upper(), "Actor2Code": target,
                    "Actor2CountryCode": target, "Actor2Name": actors.state(target).name.upper(), "EventCode": code,
                    "QuadClass": "1", "GoldsteinScale": "1.0", "NumArticles": "1", "NumSources": "1",
                    "DATEADDED": f"{when:%Y%m%d}", "SOURCEURL": f"https://paper{rng.randrange(50)}.example/{number}",
                })  # fmt: skip
                told[f"gdelt1:{number}"] = event
            else:
                number = 1_000_000 + len(icews)
                names = [actors.state(state).name for state in (source, target)]
                icews.append({
                    "Event ID": str(number), "Event Date": when.isoformat(), "Source Name": names[0],
                    "Source Country": names[0], "Event Text": text, "CAMEO Code": code, "Intensity": "1.0",
                    "Target Name": names[1], "Target Country": names[1], "Publisher": f"Paper {rng.randrange(50)}",
                })  # fmt: skip
                told[f"icews:{number}"] = event
    return gdelt, icews, told


def write(path: Path, columns: Sequence[str], rows: Rows, *, head: bool) -> Path:
    """A tab-separated file."""
    lines = ["\t".join(columns)] if head else []
    lines += ["\t".join(row.get(name, "") for name in columns) for row in rows]
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def events_of(record: Path, files: Sequence[tuple[str, Path]]) -> list[frozenset[str]]:
    """The rows of each event, after loading the files in this order."""
    with Store(record) as store:
        for name, path in files:
            store.load(feed(name), path, {})
        return [frozenset(ids) for ids in store.events()["report_ids"].to_pylist()]


def pairs(groups: Sequence[frozenset[str]]) -> set[tuple[str, str]]:
    """Every two rows that stand together."""
    return {pair for group in groups for pair in combinations(sorted(group), 2)}


def measure(events: int, seed: int) -> dict[str, Any]:
    """Load a world twice, in either order, and compare its events with those planted."""
    gdelt, icews, told = world(events, seed)
    with tempfile.TemporaryDirectory() as room:
        one = write(Path(room) / "20180101.export.CSV", COLUMNS, gdelt, head=False)
        other = write(Path(room) / "events.2018.tab", ICEWS, icews, head=True)
        files = [("gdelt1", one), ("icews", other)]
        found = events_of(Path(room) / "a.duckdb", files)
        back = events_of(Path(room) / "b.duckdb", files[::-1])
    planted: dict[int, set[str]] = defaultdict(set)
    for row, event in told.items():
        planted[event].add(row)
    wanted = [frozenset(rows) for rows in planted.values()]
    together, right = pairs(found), pairs(wanted)
    exact = set(found) & set(wanted)
    return {
        "events": len(wanted), "rows": len(told), "found": len(found),
        "precision": round(len(together & right) / len(together), 4),
        "recall": round(len(together & right) / len(right), 4),
        "events_precision": round(len(exact) / len(found), 4), "events_recall": round(len(exact) / len(wanted), 4),
        "order_matters": len(set(found) ^ set(back)),
    }  # fmt: skip


def main() -> None:
    """Read the command line, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="print one JSON object (the only form there is)")
    args = parser.parse_args()
    print(json.dumps(measure(args.events, args.seed)))


if __name__ == "__main__":
    main()
