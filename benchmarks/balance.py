"""How exactly and how fast frustration indices of signed networks are found.

python benchmarks/balance.py EDGES.csv EXPECTED.csv [--seconds S] [--json]

EDGES.csv: ``frame,a,b,sign``; EXPECTED.csv: ``frame,frustration``, read only after every frame was solved. A frame is
matched when its index is proven optimal and is the one expected.
"""

from __future__ import annotations

import argparse
import csv
import json
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

from detente.measures.balance import Tie, network
from detente.measures.frustration import frustration


def read(path: Path) -> dict[str, list[Tie]]:
    """The ties of each frame."""
    frames: dict[str, list[Tie]] = defaultdict(list)
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            frames[row["frame"]].append(Tie(row["a"], row["b"], int(row["sign"])))
    return frames


def measure(edges: Path, expected: Path, seconds: float) -> dict[str, Any]:
    """Frames, how many were matched and proven, and seconds: of all, and of the slowest."""
    frustration(network([Tie("a", "b", 1)])[1])  # loads the solver
    found, spent = {}, {}
    for frame, ties in read(edges).items():
        began = time.perf_counter()
        found[frame] = frustration(network(ties)[1], seconds)
        spent[frame] = time.perf_counter() - began
    with expected.open(encoding="utf-8", newline="") as file:
        wanted = {row["frame"]: int(row["frustration"]) for row in csv.DictReader(file)}
    return {
        "frames": len(found),
        "matched": sum(f.optimal and f.value == wanted.get(frame) for frame, f in found.items()),
        "proven": sum(f.optimal for f in found.values()),
        "seconds": round(sum(spent.values()), 3),
        "slowest_seconds": round(max(spent.values(), default=0.0), 3),
    }


def main() -> None:
    """Measure and print one object."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("edges", type=Path)
    parser.add_argument("expected", type=Path)
    parser.add_argument("--seconds", type=float, default=60.0, help="limit for one frame")
    parser.add_argument("--json", action="store_true", help="print one JSON object (the only form there is)")
    args = parser.parse_args()
    print(json.dumps(measure(args.edges, args.expected, args.seconds)))


if __name__ == "__main__":
    main()
