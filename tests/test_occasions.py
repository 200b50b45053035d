"""Formats and named occasions: dates in order, places and states known, recurring ones found by the day."""

from __future__ import annotations

from datetime import date

import pytest

from detente import actors, occasions, places
from detente.issues import issues_in
from detente.tables import rows

CODES = {state.iso3 for state in actors.states()}


@pytest.mark.parametrize("known", occasions.occasions(), ids=lambda known: known.name)
def test_each_occasion_is_whole(known: occasions.Occasion) -> None:
    assert known.date <= known.date_end
    assert (known.date_end - known.date).days < 400
    assert places.place(known.place) is not None
    assert set(known.states) <= CODES
    assert known.format in {found.name for found in occasions.formats()}
    assert occasions.occasion(known.name) is known
    for alias in known.aliases:
        assert occasions.occasion(alias, known.date) is known, alias


def test_records_seen_belong_to_occasions_we_have() -> None:
    names = {known.name for known in occasions.occasions()}
    for row in rows("occasions/checked"):
        assert row["name"] in names, row
        if row["confirms"] != "not found":
            assert set(row["confirms"].split(";")) <= {"first", "last", "place", "states"}, row
            assert row["publisher"] and row["url"].startswith("http"), row


def test_series_have_their_years() -> None:
    for name in occasions.series():
        years = [known.date.year for known in occasions.occasions() if known.series == name]
        assert years, name
        assert len(set(years)) == len(years), name
    for name in ("G20", "APEC", "East Asia Summit", "SCO summit", "Shangri-La Dialogue", "Munich Security Conference"):
        years = [known.date.year for known in occasions.occasions() if known.series == name]
        held = set(range(2012, 2020)) - ({2019} if name == "APEC" else set())  # called off in 2019
        assert set(years) == held, name


@pytest.mark.parametrize(
    ("name", "near", "first", "place"),
    [
        ("Singapore Declaration", None, "2018-06-12", "Singapore"),
        ("Helsinki Summit", None, "2018-07-16", "Helsinki"),
        ("Helsinki summit", "2018-08-01", "2018-07-16", "Helsinki"),
        ("Eastern Economic Forum", "2018-08-01", "2018-09-11", "Vladivostok"),
        ("the Eastern Economic Forum", "2016-09-03", "2016-09-02", "Vladivostok"),
        ("ВЭФ", "2017-09-06", "2017-09-06", "Vladivostok"),
        ("G20 summit", "2017-07-07", "2017-07-07", "Hamburg"),
        ("APEC Summit in Vladivostok", None, "2012-09-08", "Vladivostok"),
        ("East Asia Summit", "2018-11-01", "2018-11-15", "Singapore"),
        ("Saint Petersburg International Economic Forum", "2018-06-01", "2018-05-24", "Saint Petersburg"),
    ],
)
def test_occasions_resolve(name: str, near: str | None, first: str, place: str) -> None:
    found = occasions.occasion(name, date.fromisoformat(near) if near else None)
    assert found is not None
    assert (found.date, found.place) == (date.fromisoformat(first), place)


def test_a_recurring_name_alone_finds_nothing() -> None:
    assert occasions.occasion("G20 summit") is None
    assert occasions.occasion("G20 summit", date(1990, 1, 1)) is None
    assert occasions.occasion("No Such Summit") is None


def test_an_organisations_summit_has_its_members() -> None:
    eight = occasions.occasion("G8 2013")
    seven = occasions.occasion("G7 2014")
    assert eight is not None and seven is not None
    assert set(eight.states) - set(seven.states) == {"RUS"}


def test_formats() -> None:
    names = [found.name for found in occasions.formats()]
    assert len(names) == len(set(names))
    assert {"summit", "2+2", "ministers' meeting", "call", "visit", "forum", "talks", "exercise"} <= set(names)
    assert all(found.terms and found.level for found in occasions.formats())
    assert issues_in("a summit meeting and a visit") == ()
