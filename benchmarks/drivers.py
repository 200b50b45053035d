"""How well drivers are found where they were planted, and how often where there are none.

python benchmarks/drivers.py [--worlds N] [--json]

A world is made anew by number: ``DYADS`` dyads over ``WEEKS`` weeks, each with a memory, heavy tails (Student's t with
four degrees of freedom), quiet weeks, and news that moves all of them; five of them move the one asked about one to
four weeks later, and five others move one another. ``recall`` is the share of planted influences that are found,
``false_discovery_rate`` the mean share of what is found that was not planted, ``false_worlds_shuffled`` the share of
worlds with any find after the weeks of the dyad asked about were put in random order, which the nominal rate bounds.
"""

from __future__ import annotations

import argparse
import json
import time
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.measures.drivers import FALSE_RATE, drivers

DYADS, WEEKS, PLANTED = 80, 260, 5


def world(number: int) -> tuple[NDArray[np.float64], set[int]]:
    """Weekly scores, shape ``(WEEKS, DYADS)``, the dyad asked about first, and which columns move it."""
    rng = np.random.default_rng(number)
    memory, shared = rng.uniform(0.1, 0.5, DYADS), rng.uniform(0.1, 0.4, DYADS)
    movers = rng.choice(np.arange(1, DYADS), 2 * PLANTED, replace=False)
    edges = [
        (int(m), 0, int(rng.integers(1, 5)), float(rng.choice([-1, 1]) * rng.uniform(0.3, 0.45)))
        for m in movers[:PLANTED]
    ]
    edges += [(int(movers[PLANTED + k]), int(movers[PLANTED + (k + 1) % PLANTED]), 1, 0.3) for k in range(PLANTED)]
    x = np.zeros((WEEKS + 20, DYADS))
    noise = rng.standard_t(4, (WEEKS + 20, DYADS)) / np.sqrt(2)
    news = rng.standard_normal(WEEKS + 20)
    for t in range(5, WEEKS + 20):
        x[t] = memory * x[t - 1] + shared * news[t] + noise[t]
        for source, target, lag, size in edges:
            x[t, target] += size * x[t - lag, source]
    x = x[20:] * rng.uniform(2, 30, DYADS)  # dyads are of all sizes
    quiet = rng.random(x.shape) < rng.uniform(0.0, 0.3, DYADS)
    quiet[:, [0, *movers]] = False
    return np.where(quiet, 0.0, x), {int(m) for m in movers[:PLANTED]}


def measure(worlds: int) -> dict[str, Any]:
    """Recall and false finds over some worlds."""
    names = [("AAA", f"B{k:02d}") for k in range(DYADS)]
    right = given = shuffled = 0
    false_shares = []
    began = time.perf_counter()
    for number in range(worlds):
        weekly, planted = world(number)
        found = {int(d.b[1:]) for d in drivers(names, weekly, "AAA", "B00").drivers}
        right += len(found & planted)
        given += len(found)
        false_shares.append(len(found - planted) / len(found) if found else 0.0)
        mixed = weekly.copy()
        mixed[:, 0] = np.random.default_rng(10_000 + number).permutation(weekly[:, 0])
        shuffled += bool(drivers(names, mixed, "AAA", "B00").drivers)
    return {
        "worlds": worlds, "dyads_tried": DYADS - 1, "weeks": WEEKS, "recall": round(right / (PLANTED * worlds), 4),
        "false_discovery_rate": round(float(np.mean(false_shares)), 4), "finds": given,
        "false_worlds_shuffled": round(shuffled / worlds, 4), "nominal_rate": FALSE_RATE,
        "seconds": round(time.perf_counter() - began, 2),
    }  # fmt: skip


def main() -> None:
    """Read the command line, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--worlds", type=int, default=100)
    parser.add_argument("--json", action="store_true", help="print one JSON object (the only form there is)")
    args = parser.parse_args()
    print(json.dumps(measure(args.worlds)))


if __name__ == "__main__":
    main()
