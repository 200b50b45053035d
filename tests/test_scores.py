"""What the measures share: columns as Python values, and the collector that waits while much is made."""

from __future__ import annotations

import gc
from datetime import date

import pyarrow as pa
import pytest

from detente.measures.scores import collector_paused, values


def test_values_are_those_of_the_column_and_each_is_made_once() -> None:
    days = [date(2020, 1, 1), None, date(2020, 1, 1), date(2019, 5, 6)]
    table = pa.table({"date": pa.chunked_array([pa.array(days[:2], pa.date32()), pa.array(days[2:], pa.date32())])})
    found = values(table, "date")
    assert found == days
    assert found[0] is found[2]
    assert values(table.slice(0, 0), "date") == []


def test_the_collector_goes_on_when_the_last_is_done() -> None:
    assert gc.isenabled()
    with collector_paused():
        with collector_paused():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()
    with pytest.raises(ValueError, match="stop"), collector_paused():
        raise ValueError("stop")
    assert gc.isenabled()


def test_a_collector_that_was_off_stays_off() -> None:
    gc.disable()
    try:
        with collector_paused():
            assert not gc.isenabled()
        assert not gc.isenabled()
    finally:
        gc.enable()
