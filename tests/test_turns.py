"""Turning points: planted ones are found and dated, noise gives none."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from detente import Error
from detente.events import Report
from detente.measures.turns import turns
from tests.made import events_table, report

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
