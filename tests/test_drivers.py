"""Drivers: planted influences are found with lag and sign, noise is not, and what cannot be told is said."""

from __future__ import annotations

import json
import math
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from click.testing import CliRunner

import drivers as program
from detente import Error
from detente.api import Record
from detente.cli import cli
from detente.events import Coverage, Source
from detente.measures.drivers import LAGS, drivers, matrix, normal_scores, shares
from detente.record import Store
from tests.made import covered, report

NAMES = [("AAA", f"B{k:02d}") for k in range(30)]


def made(seed: int, lag: int = 2, size: float = 0.6) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    rng = np.random.default_rng(seed)
    x = rng.standard_t(4, (200, 30))
    x[lag:, 0] += size * x[:-lag, 7]
    return x


@pytest.mark.parametrize(("lag", "size"), [(1, 0.6), (2, -0.6), (4, 0.7)])
def test_a_planted_influence_is_found_with_lag_and_sign(lag: int, size: float) -> None:
    found = drivers(NAMES, made(1, lag, size), "AAA", "B00")
    first = found.drivers[0]
    assert (first.a, first.b, first.lag_days) == ("AAA", "B07", 7 * lag)
    assert first.low < first.effect < first.high
    assert math.copysign(1, first.effect) == math.copysign(1, size)
    assert first.low > 0 or first.high < 0
    assert 0 <= first.q <= 0.1
    assert found.tried == 29 and found.weeks == 200 - LAGS


def test_size_and_order_of_dyads_change_nothing() -> None:
    x = made(2)
    scale = np.linspace(1, 50, 30)
    order = np.random.default_rng(0).permutation(30)
    plain = drivers(NAMES, x, "AAA", "B00").drivers
    other = drivers([NAMES[k] for k in order], (x * scale)[:, order], "B00", "AAA").drivers
    assert [(d.b, d.lag_days) for d in plain] == [(d.b, d.lag_days) for d in other]
    assert [d.effect for d in plain] == pytest.approx([d.effect for d in other])


def test_planted_worlds_and_shuffled_ones() -> None:
    found = program.measure(60)
    assert found["recall"] >= 0.8
    assert found["false_discovery_rate"] <= 0.1
    assert found["false_worlds_shuffled"] <= 0.1 + 2 * math.sqrt(0.1 * 0.9 / 60)


def test_a_dyad_that_was_asked_for_is_shown_though_it_runs_not_ahead() -> None:
    found = drivers(NAMES, made(3), "AAA", "B00", also=[("AAA", "B07"), ("AAA", "B09"), ("AAA", "ZZZ")])
    assert [d.b for d in found.asked] == ["B07", "B09"]
    assert found.asked[0] == found.drivers[0]
    assert found.asked[1].q > 0.1


def test_weeks_that_were_not_loaded_are_left_out() -> None:
    x, seen = made(4), np.ones(200, dtype=bool)
    seen[50:60] = False
    x[50:60] = 1e6  # what stands there must not matter
    found = drivers(NAMES, x, "AAA", "B00", seen)
    assert found.weeks == 200 - LAGS - 10 - LAGS
    assert found.drivers[0].b == "B07"


def test_too_little_is_said_with_what_there_is() -> None:
    with pytest.raises(Error, match="0% of 200 loaded weeks"):
        drivers(NAMES, made(5), "AAA", "QQQ")
    with pytest.raises(Error, match="30 weeks running"):
        drivers(NAMES, made(5)[:20], "AAA", "B00")


def test_what_weeks_bring_adds_up_to_the_effect() -> None:
    x = made(6)
    whole = drivers(NAMES, x, "AAA", "B00", also=[("AAA", "B09")])
    for told in (whole.drivers[0], *whole.asked):
        found = shares(NAMES, x, "AAA", "B00", None, (told.b, told.a))
        assert found.driver == told
        assert math.fsum(found.shares) == pytest.approx(told.effect, abs=1e-9)
        assert found.weeks.tolist() == list(range(LAGS, 200))
    with pytest.raises(Error, match="too few weeks to be tried"):
        shares(NAMES, x, "AAA", "B00", None, ("AAA", "QQQ"))


def test_normal_scores_keep_order_and_ties() -> None:
    scores = normal_scores(np.array([[3.0], [1.0], [1.0], [100.0]]))[:, 0]
    assert scores[1] == scores[2] < scores[0] < scores[3]
    assert scores.mean() == pytest.approx(0) and scores.std() == pytest.approx(1)


def test_rare_pairs_are_no_columns_and_weeks_half_loaded_are_marked() -> None:
    mondays = [date(2018, 1, 1) + timedelta(weeks=k) for k in range(10)]
    told = [("A", "B", mondays[k], 1.0 + k) for k in range(4)] + [("C", "D", mondays[0], 9.0)]
    names = ("a", "b", "week", "score")
    sums = pa.table({name: [row[k] for row in told] for k, name in enumerate(names)})
    loaded = covered("2018-01-01", "2018-02-01")
    pairs, weekly, seen = matrix(sums, loaded, date(2018, 1, 3), date(2018, 3, 11))
    assert pairs == [("A", "B")]
    assert weekly[:, 0].tolist() == [1, 2, 3, 4, 0, 0, 0, 0, 0, 0]
    assert seen.tolist() == [True] * 5 + [False] * 5  # four days of the fifth week


def test_the_command_on_a_record(tmp_path: Path) -> None:
    rng = np.random.default_rng(11)
    start, told = date(2016, 1, 4), []
    pace = rng.integers(0, 6, 120)
    for week in range(120):
        monday = start + timedelta(days=7 * week)
        leads = pace[week]
        follows = pace[week - 1] if week else 0
        for source, target, n in (("USA", "PRK", leads), ("JPN", "RUS", follows), ("DEU", "FRA", rng.integers(0, 6))):
            days = [str(monday + timedelta(days=k)) for k in range(int(n))]
            told += [report(day, "CONSULT", source=source, target=target) for day in days]
    cover = Coverage("made", start, start + timedelta(days=7 * 120 - 1))
    path = tmp_path / "r.duckdb"
    with Store(path) as store:
        store.add(Source("made", "feed", coverage=(cover,)), [(None, told)])
    done = CliRunner().invoke(cli, ["drivers", "JPN", "RUS", "--record", str(path), "--format", "json"])
    assert done.exit_code == 0, done.output
    found = json.loads(done.output)
    assert found["tried"] == 2
    (first,) = found["drivers"]
    assert (first["a"], first["b"], first["lag_days"]) == ("PRK", "USA", 7)
    assert first["effect"] > 0.5
    assert "causes" in found["method"]

    asked = ["why", "JPN", "RUS", "--driver", "USA", "PRK", "--record", str(path), "--format", "json"]
    done = CliRunner().invoke(cli, asked)
    assert done.exit_code == 0, done.output
    why = json.loads(done.output)
    assert why["value"] == pytest.approx(first["effect"], abs=1e-9)
    assert math.fsum(term["contribution"] for term in why["terms"]) == pytest.approx(why["value"], abs=1e-9)
    events = {row["id"]: row for row in Record(path).events("USA", "PRK").rows()}
    passages = [term for term in why["terms"] if term["event"]]
    assert passages and all(events[term["event"]]["passage"] == term["passage"] for term in passages)
    assert any("no event that week" in term["label"] for term in why["terms"])
    for wrong, status, said in (
        (["--driver", "USA", "USA"], 1, "are the same state"), (["--driver", "CHN", "IND"], 1, "too few weeks"),
        (["--turn", "2017", "--driver", "USA", "PRK"], 2, "--turn"),
    ):  # fmt: skip
        done = CliRunner().invoke(cli, [*asked[:3], *wrong, "--record", str(path)])
        assert done.exit_code == status
        assert said in done.output + str(done.exception)
