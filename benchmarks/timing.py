"""Timing of whole processes, for the other programs of this folder."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SOURCE = Path(__file__).resolve().parent.parent / "src"
NOTHING = [sys.executable, "-c", "pass"]


@dataclass(frozen=True, slots=True)
class Run:
    """One process from start to end: wall-clock seconds, and processor seconds of it and its children."""

    seconds: float
    cpu_seconds: float


def run(command: list[str], env: Mapping[str, str] | None = None, cwd: Path | None = None) -> Run:
    """Run a command to its end and time it; `RuntimeError` with its stderr when it fails."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    done = subprocess.run(
        command,
        env={**os.environ, "PYTHONPATH": str(SOURCE), **(env or {})},
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    seconds = time.perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}: status {done.returncode}: {done.stderr.strip()}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Run(seconds, cpu)


def spread(values: list[float]) -> dict[str, float]:
    """Median, smallest and largest of some figures."""
    return {"median": statistics.median(values), "min": min(values), "max": max(values)}


def nothing() -> float:
    """Seconds that ``python -c pass`` takes just now, the middle of five."""
    return statistics.median(run(NOTHING).seconds for _ in range(5))


def paired(
    command: list[str], runs: int, env: Mapping[str, str] | None = None, cwd: Path | None = None
) -> dict[str, Any]:
    """Time ``command`` ``runs`` times, each after five runs of ``python -c pass``.

    The ratio is taken within each turn, so that a machine that is busy for a while is busy for both.
    """
    ours: list[Run] = []
    ratios: list[float] = []
    for _ in range(runs):
        base = nothing()
        ours.append(run(command, env, cwd))
        ratios.append(ours[-1].seconds / base)
    return {
        "seconds": spread([one.seconds for one in ours]),
        "cpu_seconds": spread([one.cpu_seconds for one in ours]),
        "ratio_to_python": spread(ratios),
    }
