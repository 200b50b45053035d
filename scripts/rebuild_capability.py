"""Rebuild data/measures/capability.csv: each state's share of the world's material capabilities, a year a row.

    python scripts/rebuild_capability.py cow_nmc.csv

The file is the Correlates of War project's National Material Capabilities, version 6 (Singer, Bremer and Stuckey 1972;
Singer 1987), with columns ``ccode``, ``year`` and ``cinc``. Years from 1990 on are kept, to six decimals.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

DATA = Path(__file__).parent.parent / "src" / "detente" / "data"
FIRST_YEAR = 1990


def main(capabilities: str) -> None:
    """Write capability.csv."""
    with (DATA / "actors" / "states.csv").open(encoding="utf-8", newline="") as file:
        # A number may belong to a state and its predecessor; the present state bears the rows.
        states = {row["cow"]: row for row in sorted(csv.DictReader(file), key=lambda r: r["end"] == "") if row["cow"]}
    found = []
    with Path(capabilities).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            number, year = str(int(float(row["ccode"]))), int(float(row["year"]))
            if year >= FIRST_YEAR and row["cinc"] and number in states:
                found.append((year, states[number]["iso3"], f"{float(row['cinc']):.6f}"))
    with (DATA / "measures" / "capability.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["year", "state", "cinc"])
        out.writerows(sorted(found))


if __name__ == "__main__":
    main(sys.argv[1])
