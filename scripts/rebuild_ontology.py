"""Rebuild data/ontology/cameo.csv from the public CAMEO and PLOVER code tables.

    python scripts/rebuild_ontology.py CAMEO.eventcodes.txt CAMEO.goldsteinscale.txt CAMEO2PLOVER-2021.txt

The first two come with GDELT's lookups, the third with the PLOVER repository. What they leave out or misprint is
settled in data/ontology/cameo_overrides.csv, each line with its reason. Codes and values are facts; no sentence is
taken but the short names of the codes.
"""

from __future__ import annotations

import csv
import re
import sys
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "src" / "detente" / "data" / "ontology"
RENAMED_TYPES = {"CONCEDE": "YIELD", "RETREAT": "YIELD"}
RENAMED_CONTEXTS = {"democracy": "pro_democracy", "humanitarian": "human_security"}
DROPPED_MODES = {"ease"}


def pairs(path: Path) -> dict[str, str]:
    """Lines of two tab-separated columns under a head."""
    lines = path.read_text(encoding="utf-8").splitlines()[1:]
    return {code: " ".join(value.split()) for code, value in (line.split("\t") for line in lines if "\t" in line)}


def plover(path: Path) -> dict[str, tuple[str, str, str]]:
    """Type, mode and contexts of each code in the conversion table."""
    table: dict[str, tuple[str, str, str]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        found = re.match(r"(\d{2,4}): *([^#]*)", line)
        if not found:
            continue
        parts = [part.strip() for part in found[2].split(",")] + ["", ""]
        mode = "" if parts[1] in DROPPED_MODES else parts[1]
        contexts = [RENAMED_CONTEXTS.get(c.strip(), c.strip()) for c in parts[2].split(";") if c.strip()]
        table[found[1]] = (RENAMED_TYPES.get(parts[0], parts[0]), mode, ";".join(contexts))
    return table


def main(events: str, goldstein: str, conversion: str) -> None:
    """Write cameo.csv."""
    names, values, table = pairs(Path(events)), pairs(Path(goldstein)), plover(Path(conversion))
    # three codes stand in the conversion table and the code book but not in the list of names
    names |= {"106": "Demand meeting, negotiation", "1213": "Reject judicial cooperation"}
    names |= {"1214": "Reject intelligence cooperation"}
    names["044"] = "Meet at a third location"  # garbled there
    for code in ("106", "1213", "1214"):
        values.setdefault(code, values[code[:-1]])
    with (FOLDER / "cameo_overrides.csv").open(encoding="utf-8", newline="") as file:
        overrides = {row["code"]: row for row in csv.DictReader(file)}
    with (FOLDER / "cameo.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["code", "name", "type", "mode", "contexts", "goldstein", "reverse"])
        for code in sorted(names):
            own = overrides.get(code)
            kind, mode, contexts = (own["type"], own["mode"], own["contexts"]) if own else table[code]
            # a demand and an appeal share a PLOVER type; the milder CAMEO root stands for it on the way back
            reverse = own["reverse"] if own else str(int(not (kind == "REQUEST" and code.startswith("10"))))
            out.writerow([code, names[code].capitalize(), kind, mode, contexts, values[code], reverse])


if __name__ == "__main__":
    main(*sys.argv[1:4])
