"""How well change points of the Turing series are found, with the same settings for all of them.

python benchmarks/turing.py FOLDER [--json]

FOLDER holds ``annotations.json`` (positions by series and annotator) and ``datasets/NAME/NAME.json`` (the series), as
in the Turing Change Point Dataset. Cover and F1 (within five steps) are those of van den Burg and Williams (2020), each
the mean over series. Series of several dimensions are scored on their first; those that are not there are left out.
"""

from __future__ import annotations

import argparse
import json
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from detente.measures.changepoints import change_points

MARGIN = 5


def values(path: Path) -> list[float]:
    """The first dimension of a series, NaN where a value is missing."""
    raw = json.loads(path.read_text(encoding="utf-8"))["series"][0]["raw"]
    return [float("nan") if value is None else float(value) for value in raw]


def met(wanted: set[int], found: set[int]) -> int:
    """How many of the wanted are met by one of the found each."""
    free, number = set(found), 0
    for place in sorted(wanted):
        near = min((abs(place - other), other) for other in free) if free else (MARGIN + 1, 0)
        if near[0] <= MARGIN:
            number += 1
            free.discard(near[1])
    return number


def f1(annotators: list[set[int]], found: set[int]) -> float:
    """F1 with precision against all annotators together and recall as the mean over them; the start counts as found."""
    given = found | {0}
    precision = met(set().union(*annotators) | {0}, given) / len(given)
    recall = float(np.mean([met(a | {0}, given) / len(a | {0}) for a in annotators]))
    return 2 * precision * recall / (precision + recall)


def parts(cuts: set[int], length: int) -> list[set[int]]:
    """The segments as sets of positions."""
    edges = [0, *sorted(c for c in cuts if 0 < c < length), length]
    return [set(range(a, b)) for a, b in pairwise(edges)]


def cover(annotators: list[set[int]], found: set[int], length: int) -> float:
    """How well the annotators' segments are covered by the found ones, the mean over annotators."""
    mine = parts(found, length)
    return float(
        np.mean(
            [
                sum(len(p) * max(len(p & m) / len(p | m) for m in mine) for p in parts(a, length)) / length
                for a in annotators
            ]
        )
    )


def measure(folder: Path) -> dict[str, Any]:
    """Mean cover and F1; annotations are read only after every series was cut."""
    series = {path.parent.name: values(path) for path in sorted(folder.glob("datasets/*/*.json"))}
    began = time.perf_counter()
    found = {name: set(change_points(x)) for name, x in series.items()}
    seconds = time.perf_counter() - began
    told = json.loads((folder / "annotations.json").read_text(encoding="utf-8"))
    scores = [
        (cover(who, found[name], len(x)), f1(who, found[name]))
        for name, x in series.items()
        if (who := [set(cuts) for cuts in told.get(name, {}).values()])
    ]
    covers, f1s = zip(*scores, strict=True)
    return {
        "series": len(scores), "cover": round(float(np.mean(covers)), 4), "f1": round(float(np.mean(f1s)), 4),
        "seconds": round(seconds, 3),
    }  # fmt: skip


def main() -> None:
    """Measure and print one object."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--json", action="store_true", help="print one JSON object (the only form there is)")
    print(json.dumps(measure(parser.parse_args().folder)))


if __name__ == "__main__":
    main()
