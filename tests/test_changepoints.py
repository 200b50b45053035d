"""Change points of one series: planted ones are found, likeness of neighbours, trends and seasons are none."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from detente.measures.changepoints import change_points, changes
from tests.conftest import ROOT


def noise(n: int, seed: int, likeness: float = 0.0) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    random = np.random.default_rng(seed)
    x = random.normal(size=n)
    for i in range(1, n):
        x[i] += likeness * x[i - 1]
    return x


def test_a_planted_level_is_found_with_its_size_and_interval() -> None:
    x = noise(200, 1) + np.where(np.arange(200) >= 120, 4.0, 0.0)
    (found,) = changes(x)
    assert abs(found.at - 120) <= 2 and found.earliest <= 120 <= found.latest
    assert found.size == pytest.approx(4, abs=0.5) and found.probability > 0.99
    assert change_points(1000 * x - 7) == [found.at]


def test_a_trend_that_breaks_is_found_and_one_that_does_not_is_none() -> None:
    t = np.arange(300.0)
    assert change_points(0.1 * t + noise(300, 2)) == []
    broken = change_points(np.where(t < 150, 0.2 * t, 30 - 0.2 * (t - 150)) + noise(300, 2))
    assert len(broken) == 1 and abs(broken[0] - 150) <= 5


def test_neighbours_that_are_alike_and_seasons_are_no_changes() -> None:
    false = sum(len(change_points(noise(200, seed, likeness=0.6))) for seed in range(20))
    assert false <= 4
    season = 3 * np.sin(2 * np.pi * np.arange(240) / 12)
    assert change_points(season + 0.5 * noise(240, 3)) == []


def test_missing_values_are_bridged() -> None:
    x = noise(200, 1) + np.where(np.arange(200) >= 120, 4.0, 0.0)
    x[[5, 50, 51, 119, 120, 199]] = np.nan
    assert [abs(at - 120) <= 3 for at in change_points(x)] == [True]


@pytest.mark.parametrize("values", [[], [1.0], [1.0] * 50, [float("nan")] * 20, [1.0, 2.0, 1.0]])
def test_nothing_to_tell_from(values: list[float]) -> None:
    assert change_points(values) == []


def test_the_turing_series_with_the_same_settings_for_all(shared: Path) -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "benchmarks" / "turing.py", shared / "data" / "tcpd"],
        capture_output=True, text=True, check=True, env={"PYTHONPATH": str(ROOT / "src")},
    )  # fmt: skip
    found = json.loads(done.stdout)
    assert found["series"] >= 32 and found["cover"] >= 0.72 and found["f1"] >= 0.72
