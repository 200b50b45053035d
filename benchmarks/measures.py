"""How long each measure takes on one busy dyad.

python benchmarks/measures.py [--events 100000] [--runs 5] [--json]

The events are made (fixed seed): ten years of acts of all kinds, a fifth of them meetings and visits with participants,
two thirds with issues, as tables in memory, which is what a measure takes. Per measure the median of the runs in
milliseconds, after one run that is not counted; ``slowest_ms`` is the largest of these.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from detente import ontology
from detente.events import event_schema
from detente.measures.agenda import agenda
from detente.measures.explain import why
from detente.measures.meetings import meetings
from detente.measures.places import where
from detente.measures.relation import relation
from detente.measures.turns import count_turns, turns

FIRST, LAST = date(2011, 1, 1), date(2020, 12, 31)
ACTS = (
    ("CONSULT", "meet"), ("CONSULT", None), ("AID", None), ("ACCUSE", "disapprove"), ("SANCTION", None),
    ("ASSAULT", None),
)  # fmt: skip
ISSUES: tuple[list[str], ...] = (["energy"], [], ["security", "energy"])
PLACES = (("Moscow", "RUS", 55.8, 37.6), ("Tokyo", "JPN", 35.7, 139.7), (None, None, None, None))
FORMATS: tuple[tuple[str | None, list[str]], ...] = ((None, []), ("talks", []), ("visit", ["Shinzo Abe"]))


def made(count: int) -> pa.Table:
    """The events, in order of time."""
    rng = np.random.default_rng(0)
    days = np.sort(rng.integers(FIRST.toordinal(), LAST.toordinal() + 1, count))
    pick = {
        name: rng.integers(0, n, count).tolist() for name, n in (("act", 6), ("issue", 3), ("place", 3), ("how", 3))
    }
    first = rng.random(count) < 0.5
    rows: dict[str, Any] = {name: [None] * count for name in event_schema().names}
    rows |= {
        "id": [f"e{n:06}" for n in range(count)], "date": [date.fromordinal(int(day)) for day in days],
        "precision": ["day"] * count, "date_basis": ["text"] * count, "status": ["happened"] * count,
        "source": ["JPN" if one else "RUS" for one in first], "target": ["RUS" if one else "JPN" for one in first],
        "type": [ACTS[k][0] for k in pick["act"]], "mode": [ACTS[k][1] for k in pick["act"]],
        "quad": [ontology.quad(ACTS[k][0]) for k in pick["act"]], "issues": [ISSUES[k] for k in pick["issue"]],
        "reciprocal": [False] * count, "confidence": [1.0] * count, "reports": [1] * count, "publishers": [1] * count,
        "passage": [f"{n}: what was said of it" for n in range(count)], "firsts": [[]] * count,
        "contexts": [[]] * count, "report_ids": [[f"r{n}"] for n in range(count)], "voice": ["author"] * count,
        "coder": ["made"] * count, "place": [PLACES[k][0] for k in pick["place"]],
        "place_state": [PLACES[k][1] for k in pick["place"]], "lat": [PLACES[k][2] for k in pick["place"]],
        "lon": [PLACES[k][3] for k in pick["place"]],
    }  # fmt: skip
    meets = [ACTS[act][0] == "CONSULT" for act in pick["act"]]
    rows["format"] = [FORMATS[k][0] if is_one else None for k, is_one in zip(pick["how"], meets, strict=True)]
    rows["participants"] = [FORMATS[k][1] if is_one else [] for k, is_one in zip(pick["how"], meets, strict=True)]
    return pa.table(rows, schema=event_schema())


def measure(count: int, runs: int) -> dict[str, Any]:
    """The figures."""
    events = made(count)
    texts = ("source", "state", "note")
    stretch = {"since": pa.array([FIRST], pa.date32()), "until": pa.array([LAST], pa.date32())}
    cover = pa.table({name: ["loaded"] for name in texts} | stretch).select(
        ["source", "since", "until", "state", "note"]
    )
    documents = pa.table({"id": pa.array([], pa.string()), "published": pa.array([], pa.date32())})
    pair = ("JPN", "RUS")
    asked: dict[str, Callable[[], Any]] = {
        "relation": lambda: relation(events, cover, *pair, FIRST, LAST),
        "turns": lambda: turns(events, *pair, cover),
        "count_turns": lambda: count_turns(events, *pair, cover),
        "agenda": lambda: agenda(events, *pair, FIRST, LAST, FIRST),
        "meetings": lambda: meetings(events, documents, cover, *pair, FIRST, LAST),
        "places": lambda: where(events, *pair, FIRST, LAST),
        "why": lambda: why(events, *pair, LAST),
    }
    found = {f"{name}_ms": round(_milliseconds(ask, runs), 1) for name, ask in asked.items()}
    return {"events": count} | found | {"slowest_ms": max(found.values())}


def _milliseconds(ask: Callable[[], Any], runs: int) -> float:
    ask()
    times = []
    for _ in range(runs):
        began = time.perf_counter()
        ask()
        times.append(time.perf_counter() - began)
    return 1000 * statistics.median(times)


def main() -> None:
    """Measure and print one object."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--json", action="store_true", help="print one JSON object (the only form there is)")
    args = parser.parse_args()
    print(json.dumps(measure(args.events, args.runs)))


if __name__ == "__main__":
    main()
