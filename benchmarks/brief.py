"""How long the brief of ``make brief`` takes: cold, with the built-in chronicle still to be coded, and warm.

python benchmarks/brief.py [--runs N] [--cold-runs N] [--json]
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from timing import nothing, paired, run, spread

PAIR = ["JPN", "RUS", "--until", "2018-08-31"]


def command(folder: Path) -> list[str]:
    """The command line that writes the brief into a folder."""
    return [sys.executable, "-m", "detente", "brief", *PAIR, "--quiet", "-o", str(folder / "brief.html")]


def environment(folder: Path) -> dict[str, str]:
    """Settings under which the record made from the chronicle is kept in a folder, and no other record is used."""
    return {"XDG_CACHE_HOME": str(folder), "DETENTE_RECORD": ""}


def cold(runs: int) -> dict[str, Any]:
    """The brief with an empty cache: reading and coding of every entry is part of it."""
    done, ratios = [], []
    for _ in range(runs):
        with tempfile.TemporaryDirectory() as folder:
            base = nothing()
            done.append(run(command(Path(folder)), environment(Path(folder)), Path(folder)))
            ratios.append(done[-1].seconds / base)
    return {
        "seconds": spread([one.seconds for one in done]),
        "cpu_seconds": spread([one.cpu_seconds for one in done]),
        "ratio_to_python": spread(ratios),
    }


def warm(runs: int) -> dict[str, Any]:
    """The brief from the record that an earlier call made."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder)
        run(command(path), environment(path), path)
        return paired(command(path), runs, environment(path), path) | {"bytes": (path / "brief.html").stat().st_size}


def main() -> None:
    """Measure and print one object."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=7, help="turns with a warm cache")
    parser.add_argument("--cold-runs", type=int, default=3, help="turns with an empty cache")
    parser.add_argument("--json", action="store_true", help="print one JSON object on one line")
    arguments = parser.parse_args()
    found = {"cold_runs": arguments.cold_runs, "runs": arguments.runs}
    found |= {"cold": cold(arguments.cold_runs), "warm": warm(arguments.runs)}
    print(json.dumps(found, indent=None if arguments.json else 2))


if __name__ == "__main__":
    main()
