"""Rebuild data/places/capitals.csv: each state's present capital with its coordinates.

    python scripts/rebuild_capitals.py cow_capitals.csv

Coordinates come from the peacesciencer package's table of capitals by COW number, rounded to a hundredth of a degree;
those it lacks or has wrong by more than a tenth of a degree, and those where our capital is another city, come from
COORDINATES below.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

DATA = Path(__file__).parent.parent / "src" / "detente" / "data"
COORDINATES = {
    "MCO": (43.73, 7.42), "LIE": (47.14, 9.52), "VAT": (41.90, 12.45), "PSE": (31.90, 35.20), "HKG": (22.32, 114.17),
    "MAC": (22.20, 113.55), "ESH": (27.15, -13.20), "COK": (-21.21, -159.78), "NIU": (-19.06, -169.92),
    "GRL": (64.18, -51.72), "FRO": (62.01, -6.77), "PRI": (18.47, -66.11), "GUM": (13.48, 144.75),
    "NCL": (-22.28, 166.46), "PYF": (-17.54, -149.57), "BMU": (32.29, -64.78), "GIB": (36.14, -5.35),
    "XKX": (42.66, 21.17), "SRB": (44.82, 20.46), "DEU": (52.52, 13.40), "YEM": (15.37, 44.19), "VNM": (21.03, 105.85),
    "NLD": (52.08, 4.31), "BOL": (-16.50, -68.15), "BDI": (-3.43, 29.93), "TZA": (-6.17, 35.74),
    "MMR": (19.76, 96.08), "CIV": (6.83, -5.29), "BEN": (6.50, 2.63), "NGA": (9.06, 7.49), "KAZ": (51.17, 71.45),
    "LKA": (6.93, 79.86), "ISR": (31.78, 35.22), "PLW": (7.50, 134.62), "KIR": (1.33, 172.98), "SWZ": (-26.32, 31.13),
    "ZAF": (-25.75, 28.19), "CHL": (-33.45, -70.67), "BRA": (-15.79, -47.88),
    "TUN": (36.81, 10.18), "SAU": (24.71, 46.68), "RUS": (55.75, 37.62), "CHN": (39.90, 116.41),
    "MEX": (19.43, -99.13), "RWA": (-1.95, 30.06),
}  # fmt: skip


def main(capitals: str) -> None:
    """Write capitals.csv."""
    with (DATA / "actors" / "states.csv").open(encoding="utf-8", newline="") as file:
        numbers = {row["iso3"]: row["cow"] for row in csv.DictReader(file)}
    found: dict[str, tuple[float, float]] = {}
    with Path(capitals).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):  # later rows are later capitals
            if row["lat"]:
                found[str(int(float(row["ccode"])))] = (round(float(row["lat"]), 2), round(float(row["lng"]), 2))
    with (DATA / "actors" / "states_own.csv").open(encoding="utf-8", newline="") as file:
        own = {row["iso3"]: row["capital"].split(";")[0] for row in csv.DictReader(file)}
    with (DATA / "places" / "capitals.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["state", "name", "lat", "lon"])
        for code, name in own.items():
            lat, lon = COORDINATES.get(code) or found[numbers[code]]
            out.writerow([code, name, lat, lon])


if __name__ == "__main__":
    main(sys.argv[1])
