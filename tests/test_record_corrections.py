"""Corrections: kept with reason and time, applied on read, undone without a loss."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente import Error
from detente.events import Report, Source, event_schema
from detente.reading import Document
from detente.record import Store, corrections

TEXT = "Japan met Russia in Moscow."
REPORT = Report(
    date(2018, 7, 31), "JPN", "RUS", "CONSULT", "verbal cooperation", TEXT, mode="meet", place="Moscow", lat=55.7,
    lon=37.6, place_state="RUS", reciprocal=True, start=0, end=len(TEXT), issues=("energy",), cameo="036",
    goldstein=4.0,
)  # fmt: skip


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "r.duckdb") as opened:
        later = replace(REPORT, date=date(2018, 9, 10))
        opened.add(Source("s", "folder"), [(Document("d", TEXT, published=date(2018, 8, 1)), [REPORT, later])])
        yield opened


def first(store: Store) -> dict[str, Any]:
    row: dict[str, Any] = store.events().to_pylist()[0]
    return row


def test_a_correction_is_applied_on_read_and_undone(store: Store) -> None:
    event = first(store)
    shown = store.correct(event["id"], "issues", "security; peace treaty", "so the communiqué", who="ann")
    assert shown["issues"] == ["security", "peace treaty"]
    assert first(store) == shown
    assert store.events(issue="energy").num_rows == 1
    assert store.events(issue="peace treaty").num_rows == 1
    assert store.events().schema == event_schema()
    assert store.check() == []
    undone = store.undo(event["id"])
    assert (undone["field"], undone["reason"]) == ("issues", "so the communiqué")
    assert first(store) == event
    [row] = store.corrections().to_pylist()
    assert (row["who"], row["old"], row["new"]) == ("ann", '["energy"]', '["security", "peace treaty"]')
    assert row["made_at"] <= row["undone_at"]
    with pytest.raises(Error, match="no correction to undo"):
        store.undo(event["id"])


def test_corrections_outlive_closing_and_reading_only(store: Store) -> None:
    event = first(store)
    store.correct(event["id"], "place", "Tokyo", "typing error")
    path = store.path
    store.close()
    with Store(path, read_only=True) as again:
        assert first(again)["place"] == "Tokyo"
        assert first(again)["lat"] is None


def test_what_a_correction_implies_changes_and_is_undone_with_it(store: Store) -> None:
    event = first(store)
    store.correct(event["id"], "type", "THREATEN", "misread")
    shown = first(store)
    assert (shown["type"], shown["mode"], shown["cameo"], shown["goldstein"]) == ("THREATEN", None, None, None)
    assert shown["quad"] == "verbal conflict"
    store.undo(event["id"], "type")
    assert first(store) == event


def test_withdrawn_events_are_not_shown(store: Store) -> None:
    event = first(store)
    store.correct(event["id"], "withdrawn", "yes", "no such meeting")
    assert store.events().num_rows == 1
    with pytest.raises(Error, match="has no event"):
        store.correct(event["id"], "place", "Tokyo", "x")
    store.undo(event["id"])
    assert first(store) == event


def test_a_correction_follows_its_event_through_more_reports(store: Store) -> None:
    event = first(store)
    store.correct(event["id"], "place", "Saint Petersburg", "corrected by the ministry")
    more = replace(REPORT, format="2+2", occasion="Moscow talks")
    store.add(Source("s", "folder", sha256="2"), [(Document("e", TEXT, published=date(2018, 8, 1)), [more])])
    shown = first(store)
    assert shown["id"] != event["id"]
    assert (shown["reports"], shown["format"], shown["place"]) == (2, "2+2", "Saint Petersburg")
    store.undo(shown["id"])
    assert first(store)["place"] == "Moscow"


def test_later_corrections_build_on_earlier_ones(store: Store) -> None:
    event = first(store)
    store.correct(event["id"], "date", date(2018, 7, 30), "a day early")
    store.correct(event["id"], "date_end", "2018-07-31", "two days")
    assert (first(store)["date"], first(store)["date_end"]) == (date(2018, 7, 30), date(2018, 7, 31))
    store.correct(event["id"], "date", "2018-08-05", "moved")
    assert store.event(event["id"])["date_end"] is None
    store.undo(event["id"])
    store.undo(event["id"], "date")
    assert (store.event(event["id"])["date"], store.event(event["id"])["date_end"]) == (
        date(2018, 7, 31), date(2018, 7, 31),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("passage", "other words", "No field 'passage' can be corrected"),
        ("date", "yesterday", "is no day"),
        ("date", "", "cannot be left empty"),
        ("date_end", "2018-01-01", "lies before date"),
        ("status", "maybe", "is none of happened, planned"),
        ("type", "HUG", "is none of"),
        ("lat", "95", "out of range"),
        ("lon", "east", "is no number"),
        ("target", "JPN", "would both be JPN"),
        ("withdrawn", "perhaps", "neither yes nor no"),
    ],
)
def test_what_cannot_be_is_refused(store: Store, field: str, value: str, message: str) -> None:
    with pytest.raises(Error, match=message):
        store.correct(first(store)["id"], field, value, "why not")
    assert store.corrections().num_rows == 0


def test_a_reason_and_an_event_are_needed(store: Store) -> None:
    with pytest.raises(Error, match="needs a reason"):
        store.correct(first(store)["id"], "place", "Tokyo", " ")
    with pytest.raises(Error, match="has no event 'abc'"):
        store.correct("abc", "place", "Tokyo", "x")


WORDS = st.text("aб日'\" ;", min_size=1).map(str.strip).filter(bool)
VALUES = {
    "date": st.dates(),
    "date_end": st.none() | st.dates(),
    "issues": st.lists(WORDS),
    "place": st.none() | WORDS,
    "lat": st.none() | st.floats(-90, 90),
    "reciprocal": st.booleans(),
    "status": st.sampled_from(["happened", "denied"]),
}


@settings(max_examples=200)
@given(st.sampled_from(sorted(VALUES)).flatmap(lambda name: st.tuples(st.just(name), VALUES[name])))
def test_values_survive_keeping(case: tuple[str, Any]) -> None:
    field, value = case
    parsed = corrections.parse(field, value)
    assert parsed == value
    assert corrections.from_json(field, corrections.to_json(parsed)) == value
