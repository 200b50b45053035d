"""Dates in text, and periods on the command line."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.dates import DateSpan, find_dates, parse_period
from detente.errors import Error

PUBLISHED = date(2018, 8, 20)  # a Monday


def one(text: str, published: date | None = PUBLISHED, precision: str = "day") -> DateSpan:
    found = find_dates(text, published, precision)
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("text", "start", "end", "precision"),
    [
        ("on 31 July 2018", "2018-07-31", "2018-07-31", "day"),
        ("On July 31, a meeting", "2018-07-31", "2018-07-31", "day"),
        ("July 31, 2018", "2018-07-31", "2018-07-31", "day"),
        ("signed 2018-07-31 in Moscow", "2018-07-31", "2018-07-31", "day"),
        ("on Friday, 28 December 2012", "2012-12-28", "2012-12-28", "day"),
        ("the 31st of July", "2018-07-31", "2018-07-31", "day"),
        ("May 24–26", "2018-05-24", "2018-05-26", "day"),
        ("from 11 to 13 September", "2018-09-11", "2018-09-13", "day"),
        ("(September 11th to 13th)", "2018-09-11", "2018-09-13", "day"),
        ("on 1 and 2 November", "2018-11-01", "2018-11-02", "day"),
        ("from 28 May to 2 June", "2018-05-28", "2018-06-02", "day"),
        ("from 30 December to 2 January 2018", "2017-12-30", "2018-01-02", "day"),
        ("On 22 March this year they met", "2018-03-22", "2018-03-22", "day"),
        ("on 2 July of last year", "2017-07-02", "2017-07-02", "day"),
        ("on the 14th of this month", "2018-08-14", "2018-08-14", "day"),
        ("It was expelled on the 30th.", "2018-07-30", "2018-07-30", "day"),
        ("On the 18th he received the guest", "2018-08-18", "2018-08-18", "day"),
        ("On the 27th he will receive the guest", "2018-08-27", "2018-08-27", "day"),
        ("on the seventeenth of November 2017", "2017-11-17", "2017-11-17", "day"),
        ("on Thursday last", "2018-08-16", "2018-08-16", "day"),
        ("on Wednesday of last week", "2018-08-15", "2018-08-15", "day"),
        ("two Thursdays ago", "2018-08-09", "2018-08-09", "day"),
        ("on the last day of October", "2018-10-31", "2018-10-31", "day"),
        ("in the last week of June", "2018-06-24", "2018-06-30", "day"),
        ("over the weekend they talked", "2018-08-18", "2018-08-19", "day"),
        ("a fortnight ago", "2018-08-06", "2018-08-12", "day"),
        ("on New Year's Eve 2017", "2017-12-31", "2017-12-31", "day"),
        ("on Easter Sunday 2018", "2018-04-01", "2018-04-01", "day"),
        ("in fiscal 2017-18", "2017-04-01", "2018-03-31", "year"),
        ("The minister leaves for Kyiv on Sunday.", "2018-08-26", "2018-08-26", "day"),
        ("On Friday she travels to Skopje.", "2018-08-24", "2018-08-24", "day"),
        ("On Friday she travelled to Skopje.", "2018-08-17", "2018-08-17", "day"),
        ("in May 2018", "2018-05-01", "2018-05-31", "month"),
        ("in May", "2018-05-01", "2018-05-31", "month"),
        ("the May summit", "2018-05-01", "2018-05-31", "month"),
        ("late April", "2018-04-21", "2018-04-30", "month"),
        ("this September", "2018-09-01", "2018-09-30", "month"),
        ("next February", "2019-02-01", "2019-02-28", "month"),
        ("last December", "2017-12-01", "2017-12-31", "month"),
        ("later this month", "2018-08-20", "2018-08-31", "month"),
        ("next month", "2018-09-01", "2018-09-30", "month"),
        ("in the first half of 2018", "2018-01-01", "2018-06-30", "month"),
        ("this autumn", "2018-09-01", "2018-11-30", "month"),
        ("in the spring of 2015", "2015-03-01", "2015-05-31", "month"),
        ("in 2013 after", "2013-01-01", "2013-12-31", "year"),
        ("The years 2018-2020 may", "2018-01-01", "2020-12-31", "year"),
        ("two years ago", "2016-01-01", "2016-12-31", "year"),
        ("within the year", "2018-08-20", "2018-12-31", "year"),
        ("yesterday", "2018-08-19", "2018-08-19", "day"),
        ("on Tuesday", "2018-08-14", "2018-08-14", "day"),
        ("last Tuesday", "2018-08-14", "2018-08-14", "day"),
        ("they will meet on Tuesday", "2018-08-21", "2018-08-21", "day"),
        ("until Saturday", "2018-08-25", "2018-08-25", "day"),
        ("last week", "2018-08-13", "2018-08-19", "day"),
        ("three days ago", "2018-08-17", "2018-08-17", "day"),
    ],
)
def test_forms(text: str, start: str, end: str, precision: str) -> None:
    found = one(text)
    assert (found.start.isoformat(), found.end.isoformat(), found.precision) == (start, end, precision)


@pytest.mark.parametrize(
    "text",
    [
        "on the 38th parallel",
        "on the 20th floor",
        "the 5th Corps",
        "May said no",
        "it may go",
        "March on Moscow",
        "with Theresa May",
        "the 2+2",
        "room 2018",
    ],
)
def test_what_is_no_date(text: str) -> None:
    assert find_dates(text, PUBLISHED) == []


def test_the_same_day_and_the_following() -> None:
    text = "They met on 3 May 2017. On the same day they signed; the following day he left."
    days = [span.start for span in find_dates(text, PUBLISHED)]
    assert days == [date(2017, 5, 3), date(2017, 5, 3), date(2017, 5, 4)]


def test_a_year_named_before_lasts_in_the_paragraph() -> None:
    text = "In 1956 they talked. On 19 October a declaration was signed.\n\nOn 19 July they met."
    days = [span.start for span in find_dates(text, PUBLISHED)]
    assert days == [date(1956, 1, 1), date(1956, 10, 19), date(2018, 7, 19)]


def test_the_tense_chooses_a_far_month() -> None:
    assert one("A visit will follow in January", date(2018, 7, 20)).start == date(2019, 1, 1)
    assert one("He had visited it in January", date(2018, 7, 20)).start == date(2018, 1, 1)


def test_nothing_is_placed_without_an_anchor() -> None:
    assert find_dates("yesterday, on Tuesday and last week", date(2018, 8, 1), "month") == []
    assert find_dates("on 3 May", None) == []
    assert one("on 3 May 2018", None).start == date(2018, 5, 3)


@given(
    st.dates(date(1900, 1, 1), date(2099, 12, 31)),
    st.sampled_from(["{d} {m} {y}", "{m} {d}, {y}", "{y}-{n:02}-{d:02}"]),
)
def test_every_day_is_read_back(day: date, form: str) -> None:
    text = form.format(d=day.day, m=calendar.month_name[day.month], y=day.year, n=day.month)
    found = one(f"It happened {text}.")
    assert (found.start, found.end, found.precision, found.explicit) == (day, day, "day", True)
    assert f"It happened {text}."[found.text_start : found.text_end] == text


@given(st.dates(date(2000, 1, 1), date(2030, 12, 31)), st.integers(-120, 120))
def test_a_day_without_a_year_is_the_nearest(published: date, shift: int) -> None:
    day = published + timedelta(days=shift)
    assert one(f"on {day.day} {calendar.month_name[day.month]}", published).start == day


@given(st.dates(date(2000, 1, 1), date(2030, 12, 31)), st.sampled_from(list(calendar.day_name)))
def test_a_weekday_lies_in_the_week_before(published: date, name: str) -> None:
    found = one(f"on {name}", published)
    assert timedelta(0) <= published - found.start < timedelta(7)
    assert calendar.day_name[found.start.weekday()] == name


@given(st.text(max_size=200), st.one_of(st.none(), st.dates(date(1950, 1, 1), date(2050, 1, 1))))
def test_any_text_is_read_in_order(text: str, published: date | None) -> None:
    found = find_dates(text, published)
    assert all(span.start <= span.end for span in found)
    assert all(a.text_end <= b.text_start for a, b in pairwise(found))


WORDS = "May March 31 2018 - 2+2 on the Tuesday last same day 11th to 13th , . \n of early"


@given(
    st.lists(
        st.sampled_from(WORDS.split(" ")),
        max_size=60,
    )
)
def test_date_words_in_any_order(words: list[str]) -> None:
    text = " ".join(words)
    for span in find_dates(text, PUBLISHED):
        assert 0 <= span.text_start < span.text_end <= len(text)


def test_hostile_lengths() -> None:
    for text in ("1 " * 20000, " " * 50000, "May " * 20000, "the " * 20000, "2018-" * 20000):
        find_dates(text, PUBLISHED)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2018", ("2018-01-01", "2018-12-31", "year")),
        ("2018-02", ("2018-02-01", "2018-02-28", "month")),
        ("2018-07-31", ("2018-07-31", "2018-07-31", "day")),
    ],
)
def test_periods(text: str, expected: tuple[str, str, str]) -> None:
    start, end, precision = parse_period(text)
    assert (start.isoformat(), end.isoformat(), precision) == expected


@pytest.mark.parametrize(
    "text", ["", "July 2018", "2018-13", "2018-02-30", "18", "2018-7-1", "2018-07-31T00:00", "٢٠١٨"]
)
def test_what_is_no_period(text: str) -> None:
    with pytest.raises(Error, match="2018-07-31"):
        parse_period(text)
