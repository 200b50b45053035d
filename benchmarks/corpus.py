"""How well the made texts are coded end to end: who with whom, what kind of act, when.

python benchmarks/corpus.py develop|heldout [--json]

The texts and how they were annotated: ``tests/corpus/README.md``. ``develop`` was read while the coder was written.
``heldout`` was not: it is scored as a whole, and only these totals are looked at.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from tests.corpus_score import score


def main() -> None:
    """Read the command line, score, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("half", choices=("develop", "heldout"))
    parser.add_argument("--json", action="store_true", help="print one JSON object (the only form there is)")
    print(json.dumps(score(parser.parse_args().half)))


if __name__ == "__main__":
    main()
