"""Turning points: planted ones are found and dated, noise gives none."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from detente import Error
from detente.events import Report
from detente.measures.explain import why_turn
from detente.measures.turns import Series, _place, count_turns, turns
from tests.conftest import ROOT
from tests.made import covered, events_table, report

WARM = ["CONSULT", "AGREE", "COOPERATE", "SUPPORT", "ACCUSE"]
COLD = ["ACCUSE", "REJECT", "PROTEST", "SANCTION", "CONSULT"]


def acts(start: date, number: int, step: int, kinds: list[str], seed: int) -> list[Report]:
    random = np.random.default_rng(seed)
    return [
        report((start + timedelta(days=step * n)).isoformat(), str(random.choice(kinds)), passage=f"{seed} {n}")
        for n in range(number)
    ]


def test_a_planted_turn_is_found_and_dated() -> None:
    table = events_table(acts(date(2012, 1, 1), 81, 10, WARM, 1) + acts(date(2014, 3, 18), 60, 10, COLD, 2))
    found = turns(table, "JPN", "RUS").turns
    assert [turn.direction for turn in found] == ["down"]
    turn = found[0]
    assert abs((turn.date - date(2014, 3, 18)).days) <= 42
    assert turn.earliest <= turn.date <= turn.latest
    assert turn.size < -2 and turn.probability > 0.95
    assert 1 <= len(turn.events) <= 3 and set(turn.events) <= set(table["id"].to_pylist())


def test_both_directions() -> None:
    table = events_table(
        acts(date(2012, 1, 1), 50, 10, WARM, 1)
        + acts(date(2014, 1, 1), 50, 10, COLD, 2)
        + acts(date(2016, 1, 1), 50, 10, WARM, 3)
    )
    assert [turn.direction for turn in turns(table, "JPN", "RUS").turns] == ["down", "up"]


def test_noise_gives_few_turns() -> None:
    false = sum(
        len(turns(events_table(acts(date(2012, 1, 1), 150, 10, WARM + COLD, seed)), "JPN", "RUS").turns)
        for seed in range(20)
    )
    assert false <= 3


@pytest.mark.parametrize("number", [0, 1, 8])
def test_too_few_events_give_none(number: int) -> None:
    assert turns(events_table(acts(date(2012, 1, 1), number, 10, WARM, 1)), "JPN", "RUS").turns == ()


def test_a_constant_relation_never_turns() -> None:
    assert turns(events_table(acts(date(2012, 1, 1), 80, 10, ["CONSULT"], 1)), "JPN", "RUS").turns == ()


def test_a_state_and_itself() -> None:
    with pytest.raises(Error, match="same state"):
        turns(events_table([]), "RUS", "RUS")


def test_days_that_were_never_loaded_do_not_exist() -> None:
    warm, cold = acts(date(2012, 1, 1), 60, 10, WARM, 1), acts(date(2015, 1, 1), 60, 10, COLD, 2)
    table = events_table(warm + cold)
    gap = pa.concat_tables([covered("2012-01-01", "2013-08-31"), covered("2015-01-01", "2016-12-31")])
    (turn,) = turns(table, "JPN", "RUS", gap).turns
    assert turn.date >= date(2013, 6, 1) and turn.direction == "down"
    assert turn.latest >= date(2014, 12, 31) or turn.date >= date(2014, 12, 31)


def test_more_of_the_same_is_no_turn() -> None:
    tables = [
        events_table(acts(date(2012, 1, 1), 60, 20, WARM, seed) + acts(date(2015, 5, 1), 150, 4, WARM, seed + 100))
        for seed in range(12)
    ]
    assert sum(len(turns(table, "JPN", "RUS").turns) for table in tables) <= 6
    (more,) = count_turns(tables[0], "JPN", "RUS").turns
    assert more.direction == "up" and abs((more.date - date(2015, 5, 1)).days) <= 42
    assert more.size == pytest.approx(7 / 4 - 7 / 20, abs=0.5)


def test_a_turn_may_have_begun_at_the_end_of_the_record() -> None:
    warm = acts(date(2012, 1, 1), 700, 2, WARM, 1)
    told = warm + acts(date(2015, 11, 2), 4, 1, ["ASSAULT"], 2)
    found = turns(events_table(told), "JPN", "RUS")
    assert found.turns == () and found.begun is not None
    assert found.begun.direction == "down" and date(2015, 10, 20) <= found.begun.date <= date(2015, 11, 4)
    assert 0 <= found.begun.wrong <= found.begun.alarms
    assert turns(events_table(warm), "JPN", "RUS").begun is None


def test_the_dated_turns_of_dyads_are_hit_at_few_changes(shared: Path) -> None:
    files = shared / "data" / "gdelt_graph" / "daily_2018_2022.parquet", shared / "gold" / "turning_points.csv"
    done = subprocess.run(
        [sys.executable, ROOT / "benchmarks" / "turns.py", *files],
        capture_output=True, text=True, check=True, env={"PYTHONPATH": str(ROOT / "src")},
    )  # fmt: skip
    found = json.loads(done.stdout)
    assert found["changes_per_dyad_year"] <= 0.5 and found["shuffled_changes_per_dyad_year"] <= 0.1
    assert found["hits"] >= 20 and found["direction_right"] >= 0.9 * found["hits"]


def test_what_made_a_turn_adds_up_to_its_size() -> None:
    told = [report(f"{year}-{month:02d}-{day:02d}", "CONSULT" if year < 2016 else "SANCTION")
            for year in (2014, 2015, 2016, 2017) for month in range(1, 13) for day in (4, 11, 18, 25)]  # fmt: skip
    table = events_table(told)
    (turn,) = turns(table, "JPN", "RUS").turns
    found = why_turn(table, "JPN", "RUS", turn.date)
    assert found.on == turn.date
    assert found.value == pytest.approx(turn.size, abs=1e-9)
    assert math.fsum(term.contribution for term in found.terms) == pytest.approx(found.value, abs=1e-9)
    assert {term.label.split(":")[0] for term in found.terms} == {"before", "after"}
    assert all(term.contribution < 0 for term in found.terms)  # talks before and sanctions after both push it down
    with pytest.raises(Error, match=str(turn.date)):
        why_turn(table, "JPN", "RUS", date(2014, 2, 1))
    with pytest.raises(Error, match="no turning point"):
        why_turn(table.slice(0, 3), "JPN", "RUS", date(2014, 2, 1))


def test_a_thin_turn_is_not_put_on_the_last_few_days() -> None:
    total = np.zeros(720)
    total[::12] = np.where(np.arange(60) < 40, 2.0, 0.0)  # cooler from the fortieth day with events on
    total[[-48, -36, -24, -12]] = -9.0  # and four harsh days at the end, which alone would fit best
    weight = (np.arange(720) % 12 == 0).astype(float)
    place, earliest, latest = _place(Series(np.arange(720), total, weight), 600, 96, [0, 720])
    days_after = int(weight[place:].sum())
    assert days_after >= 6
    assert earliest <= place <= latest
