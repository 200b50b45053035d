"""Rebuild data/feeds/event_names.csv: what ICEWS calls an act, where that is not CAMEO's own name, and its CAMEO code.

    python scripts/rebuild_event_names.py icews_cameo-codes_goldstein_examples.csv

The file is the list of event types of the ICEWS code book (columns ``name`` and ``code``); nothing but names and codes
is taken from it.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

from detente import ontology

DATA = Path(__file__).parent.parent / "src" / "detente" / "data"


def main(names: str) -> None:
    """Write event_names.csv."""
    known = {ontology.cameo_name(code).casefold(): code for code in ontology.cameo_codes()}
    with Path(names).open(encoding="latin-1", newline="") as file:
        found = {(row["name"].strip(), row["code"]) for row in csv.DictReader(file)}
    rows = sorted((code, name) for name, code in found if known.get(name.casefold()) != code)
    with (DATA / "feeds" / "event_names.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["name", "code"])
        out.writerows((name, code) for code, name in rows)


if __name__ == "__main__":
    main(sys.argv[1])
