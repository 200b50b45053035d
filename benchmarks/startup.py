"""How long ``import detente`` and ``detente --help`` take, beside ``python -c pass``.

python benchmarks/startup.py [--runs N] [--json]
"""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

from timing import paired

COMMANDS = {
    "import": [sys.executable, "-c", "import detente"],
    "help": [sys.executable, "-m", "detente", "--help"],
}


def measure(runs: int) -> dict[str, Any]:
    """Seconds, and the ratio to ``python -c pass``, of each command; the first turn warms the file cache."""
    for command in COMMANDS.values():
        paired(command, 1)
    return {"runs": runs} | {name: paired(command, runs) for name, command in COMMANDS.items()}


def main() -> None:
    """Measure and print one object."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=15, help="turns, each of the command and of python -c pass")
    parser.add_argument("--json", action="store_true", help="print one JSON object on one line")
    arguments = parser.parse_args()
    print(json.dumps(measure(arguments.runs), indent=None if arguments.json else 2))


if __name__ == "__main__":
    main()
