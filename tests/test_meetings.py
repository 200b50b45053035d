"""The register of meetings: levels, hosts, firsts, gaps and follow-through."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from detente import Error
from detente.events import Report
from detente.measures.meeting import Meeting
from detente.measures.meetings import meetings
from tests.made import covered, documents_table, events_table, report

SINCE, UNTIL = date(2012, 12, 1), date(2018, 8, 31)
COVERED = covered("2012-12-01", "2018-08-31")


def register(*reports: Report, published: dict[str, str] | None = None, coverage: Any = COVERED) -> tuple[Meeting, ...]:
    table = documents_table(published or {"d": "2018-01-01"})
    return meetings(events_table(reports), table, coverage, "JPN", "RUS", SINCE, UNTIL).meetings


def held(when: str, format_: str = "2+2", **rest: Any) -> Report:
    return report(when, format=format_, reciprocal=True, **rest)


def plan(when: str, format_: str = "summit", told: str = "d", **rest: Any) -> Report:
    return held(when, format_, status="planned", document=told, **rest)


def test_a_first_is_worked_out_from_the_record() -> None:
    found = register(
        held("2013-11-02", place="Tokyo", place_state="JPN"),
        held("2017-03-20", place="Tokyo", place_state="JPN"),
        held("2018-07-31", place="Moscow", place_state="RUS"),
    )
    assert found[0].firsts == (), "the record is too young to know a first"
    assert found[1].firsts == ()
    assert "first 2+2 in Moscow" in found[2].firsts
    assert (found[2].host, found[2].traveller) == ("RUS", "JPN")


def test_a_first_visit_by_the_holder_of_an_office() -> None:
    found = register(
        held("2017-04-27", "visit", place="Moscow", place_state="RUS", participants=("Shinzo Abe",)),
        held("2018-07-31", "visit", place="Moscow", place_state="RUS", participants=("Itsunori Onodera",)),
    )
    assert found[0].level == "leaders" and found[1].level == "ministers"
    assert "first visit to Russia by a Japanese defence minister" in found[1].firsts


def test_gaps_are_counted_within_a_format() -> None:
    found = register(held("2013-11-02"), held("2016-12-15", "summit"), held("2017-03-20"))
    assert [m.gap_days for m in found] == [None, None, (date(2017, 3, 20) - date(2013, 11, 2)).days]


def test_a_plan_that_was_kept() -> None:
    planned, met = register(
        plan("2018-05-01", date_end=date(2018, 5, 31), precision="month"), held("2018-05-26", "summit")
    )
    assert planned.followed_through == "held"
    assert met.announced == date(2018, 1, 1)


def test_a_plan_that_was_kept_late() -> None:
    planned, _ = register(plan("2018-03-01"), held("2018-05-26", "summit"))
    assert planned.followed_through == "late"


def test_a_plan_that_was_not_kept() -> None:
    assert register(plan("2018-03-01"))[0].followed_through == "not held"


def test_a_plan_in_days_never_loaded_is_not_called_broken() -> None:
    found = register(plan("2018-03-01"), coverage=covered("2012-12-01", "2018-02-01"))
    assert found[0].followed_through is None


def test_a_plan_still_open() -> None:
    found = register(plan("2018-09-01", date_end=date(2018, 9, 30), precision="month"))
    assert found[0].followed_through == "pending"


def test_a_plan_for_another_place_is_another_plan() -> None:
    found = register(plan("2018-05-26", place="Tokyo"), held("2018-05-26", "summit", place="Moscow"))
    assert {m.status: m.followed_through for m in found} == {"planned": "not held", "happened": None}


def test_what_was_told_after_the_period_is_not_known_in_it() -> None:
    assert register(plan("2018-12-01", told="later"), published={"later": "2018-10-01"}) == ()


def test_one_meeting_told_twice_is_one() -> None:
    (met,) = register(
        held("2018-07-31", place="Moscow", place_state="RUS", participants=("Itsunori Onodera", "Sergei Shoigu")),
        held("2018-07-31", participants=("Taro Kono", "Sergei Lavrov"), passage="told again"),
        held("2018-07-31", "talks", participants=("Taro Kono",), passage="and again"),
    )
    assert met.format == "2+2" and met.place == "Moscow" and len(met.participants) == 4 and len(met.events) == 3


def test_two_meetings_on_one_day_are_two() -> None:
    found = register(held("2018-07-31", place="Moscow"), held("2018-07-31", "ministers' meeting", place="Moscow"))
    assert [m.format for m in found] == ["2+2", "ministers' meeting"]


def test_talks_of_unknown_people_have_no_level_and_no_gap() -> None:
    found = register(held("2017-05-01", "talks"), held("2018-05-01", "talks"))
    assert [(m.level, m.gap_days, m.firsts) for m in found] == [(None, None, ()), (None, None, ())]


def test_an_agreement_reached_at_a_meeting_is_no_meeting() -> None:
    assert register(report("2018-07-31", "AGREE", format="2+2")) == ()


def test_exercises_and_statements_are_no_meetings() -> None:
    assert register(held("2018-05-01", "exercise"), report("2018-05-02")) == ()


def test_a_state_and_itself() -> None:
    with pytest.raises(Error, match="same state"):
        meetings(events_table([]), documents_table({}), COVERED, "JPN", "JPN", SINCE, UNTIL)


def test_a_plan_without_a_date_is_never_called_broken() -> None:
    assert register(plan("2018-03-01", date_basis="publication"))[0].followed_through is None
    found = register(plan("2018-03-01", date_basis="publication"), held("2018-05-26", "summit"))
    assert {m.status: m.followed_through for m in found} == {"planned": "held", "happened": None}


def test_a_meeting_dated_by_its_month_joins_the_only_one_in_it() -> None:
    vague = held("2018-05-01", "summit", date_end=date(2018, 5, 31), precision="month", place="Moscow")
    (one,) = register(vague, held("2018-05-26", "summit", place="Moscow"))
    assert one.date == date(2018, 5, 26) and len(one.events) == 2
    assert len(register(vague, held("2018-05-26", "summit"), held("2018-05-12", "summit"))) == 3


def test_who_was_only_spoken_of_did_not_take_part_and_who_acted_with_all_did() -> None:
    (met,) = register(
        held("2018-07-31", participants=("Itsunori Onodera", "Sergei Shoigu", "Fukushiro Nukaga")),
        report(
            "2018-07-31", "AGREE", reciprocal=True,
            participants=("Itsunori Onodera", "Sergei Shoigu", "Fukushiro Nukaga", "Taro Kono", "Sergei Lavrov"),
        ),
    )  # fmt: skip
    assert met.participants == ("Itsunori Onodera", "Sergei Shoigu", "Taro Kono", "Sergei Lavrov")


def test_those_who_met_apart_are_not_joined_by_who_acted_later_that_day() -> None:
    all_four = ("Taro Kono", "Sergei Lavrov", "Itsunori Onodera", "Sergei Shoigu")
    (met,) = register(
        held("2018-07-31", "ministers' meeting", participants=("Taro Kono", "Sergei Lavrov")),
        report("2018-07-31", "AGREE", reciprocal=True, participants=all_four),
    )
    assert met.participants == ("Taro Kono", "Sergei Lavrov")


def test_a_claim_of_a_first_elsewhere_is_not_this_meetings() -> None:
    claims = ("first 2+2 in Moscow", "first summit in Vladivostok")
    (met,) = register(held("2018-07-31", place="Moscow", place_state="RUS", firsts=claims))
    assert met.claimed_firsts == ("first 2+2 in Moscow",)


def test_follow_through_is_counted_for_all_plans_and_by_format() -> None:
    told = events_table([
        plan("2018-03-01", "summit", "d"), held("2018-05-26", "summit"), plan("2018-06-10", "2+2", "d"),
        held("2018-06-11", "2+2"), plan("2018-07-01", "2+2", "d"), plan("2018-08-30", "visit", "d"),
    ])  # fmt: skip
    found = meetings(told, documents_table({"d": "2018-01-05"}), COVERED, "JPN", "RUS", SINCE, date(2018, 8, 20))
    rows = {row.format: row for row in found.follow_through}
    assert set(rows) == {None, "summit", "2+2"}  # what is pending is not due
    assert (rows[None].due, rows[None].held, rows[None].late, rows[None].not_held) == (3, 1, 1, 1)
    assert (rows["summit"].late, rows["summit"].delay_days) == (1, 86.0)
    assert (rows["2+2"].held, rows["2+2"].not_held, rows["2+2"].delay_days) == (1, 1, None)
