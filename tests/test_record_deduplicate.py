"""One event, however often it was reported; the same events, whatever the order."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detente.events import Report, Source, event_schema, reports_table
from detente.reading import Document
from detente.record import Store
from detente.record.deduplicate import derive

DAY = date(2018, 7, 31)
MEETING = Report(DAY, "JPN", "RUS", "CONSULT", "verbal cooperation", "met", mode="meet", reciprocal=True, document="d1")
TALKS = replace(MEETING, format="2+2", place="Moscow", place_state="RUS", participants=("Kono", "Lavrov"))
PROTEST = Report(DAY, "RUS", "JPN", "ACCUSE", "verbal conflict", "criticised", document="d1")


def events(*reports: Report) -> list[dict[str, Any]]:
    table = derive(reports_table(list(reports)), {"d1": "a", "d2": "b"})
    assert table.schema == event_schema()
    rows: list[dict[str, Any]] = table.to_pylist()
    assert sorted(name for row in rows for name in row["report_ids"]) == sorted(report.id for report in reports)
    return rows


def count(*reports: Report) -> int:
    numbered = [replace(report, start=number) for number, report in enumerate(reports)]
    return len(events(*numbered))


def test_vague_sentence_joins_the_exact_one() -> None:
    assert count(TALKS, MEETING) == 1
    assert count(TALKS, replace(MEETING, document="d2", format="talks")) == 1


def test_two_formats_on_one_day_are_two_events() -> None:
    assert count(TALKS, replace(MEETING, format="ministers' meeting")) == 2
    assert count(TALKS, replace(MEETING, format="ministers' meeting"), MEETING) == 2


def test_pair_is_unordered_for_reciprocal_acts_only() -> None:
    assert count(TALKS, TALKS.reversed()) == 1
    assert count(PROTEST, PROTEST.reversed()) == 2


def test_a_plan_is_its_own_event_and_plans_merge() -> None:
    plan = replace(TALKS, status="planned", document="d2")
    assert count(TALKS, plan) == 2
    assert count(TALKS, plan, replace(plan, document="d1")) == 2
    assert count(plan, replace(plan, date=DAY + timedelta(30))) == 2


def test_acts_about_different_issues_are_told_apart() -> None:
    defence = replace(PROTEST, issues=("missile defence",))
    assert count(defence, replace(PROTEST, issues=("territorial dispute",))) == 2
    assert count(defence, PROTEST) == 1
    assert count(replace(TALKS, issues=("energy",)), replace(TALKS, issues=("security",))) == 1


def test_citizens_do_not_speak_for_their_government() -> None:
    state = replace(PROTEST, source_sector="GOV")
    assert count(state, replace(PROTEST, source_sector="MIL")) == 1
    assert count(state, replace(PROTEST, source_sector="CVL")) == 2


def test_places_apart_are_acts_apart() -> None:
    drill = Report(DAY, "RUS", "JPN", "MOBILIZE", "material conflict", place="Kunashir", place_state="RUS")
    assert count(drill, replace(drill, place="Sea of Japan", place_state=None)) == 2
    assert count(drill, replace(drill, place=None, place_state=None)) == 1


def test_month_joins_the_one_day_within_it_when_something_agrees() -> None:
    month = replace(MEETING, date=date(2018, 7, 1), date_end=DAY, precision="month", document="d2")
    assert count(TALKS, month) == 2
    assert count(TALKS, replace(month, format="2+2")) == 1
    assert count(TALKS, replace(month, place="Moscow")) == 1
    assert count(TALKS, replace(month, document="d1")) == 2
    assert count(TALKS, replace(month, format="2+2", participants=("Abe",))) == 2
    two = (TALKS, replace(TALKS, date=date(2018, 7, 5)))
    assert count(*two, replace(month, format="2+2")) == 3
    assert count(month, month) == 1
    assert count(month, replace(month, document="d1")) == 2
    assert count(TALKS, replace(month, format="2+2", date=date(2018, 8, 1), date_end=date(2018, 8, 31))) == 2


def test_year_joins_too_and_an_open_month_ends_with_its_last_day() -> None:
    year = replace(MEETING, date=date(2018, 1, 1), precision="year", document="d2", format="2+2")
    assert count(TALKS, year) == 2
    assert count(TALKS, replace(year, place="Moscow")) == 1
    assert count(TALKS, replace(year, date=date(2018, 7, 1), precision="month")) == 1
    assert count(year, replace(year, document="d1")) == 1
    assert count(year, replace(year, format=None, document="d1")) == 2


def test_a_report_dated_by_its_publication_joins_what_it_reports() -> None:
    late = replace(MEETING, date=DAY + timedelta(2), date_basis="publication", document="d2")
    assert count(TALKS, late) == 2
    assert count(TALKS, replace(late, format="2+2")) == 1
    assert count(TALKS, replace(late, document="d1")) == 1
    assert count(TALKS, replace(late, place="Moscow", date=DAY + timedelta(1))) == 1
    assert count(TALKS, replace(late, format="2+2", date=DAY - timedelta(1))) == 2
    assert count(TALKS, replace(late, format="2+2", date=DAY + timedelta(9))) == 2


def test_a_second_protest_a_day_later_is_another_act() -> None:
    protest = replace(PROTEST, participants=("Kono",), issues=("energy",))
    late = replace(protest, date=DAY + timedelta(1), date_basis="publication", document="d2", issues=())
    assert count(protest, late) == 2
    assert count(protest, replace(late, issues=("energy",))) == 1


def test_ministers_of_two_kinds_hold_two_meetings() -> None:
    foreign = replace(TALKS, format="ministers' meeting")
    assert count(foreign, replace(foreign, participants=("Onodera", "Shoigu"))) == 2
    assert count(foreign, replace(foreign, participants=("Onodera",))) == 1
    assert count(TALKS, replace(TALKS, participants=("Onodera", "Shoigu"))) == 1
    assert count(foreign, replace(foreign, format="talks", participants=("Kono", "Ryabkov"))) == 2
    late = {"date": DAY + timedelta(2), "date_basis": "publication", "document": "d2"}
    assert count(TALKS, replace(TALKS, participants=("Onodera", "Shoigu"), **late)) == 2  # type: ignore[arg-type]


def test_a_day_of_a_span_belongs_to_it() -> None:
    forum = replace(TALKS, format="forum", date=date(2018, 9, 11), date_end=date(2018, 9, 13))
    assert count(forum, replace(forum, date=date(2018, 9, 12), date_end=None, document="d2")) == 1
    assert count(forum, replace(TALKS, format="summit", date=date(2018, 9, 12), document="d2")) == 2
    week = replace(MEETING, date=DAY - timedelta(1), date_end=DAY + timedelta(5))
    assert count(week, replace(MEETING, participants=("Kono",))) == 2
    assert count(replace(week, participants=("Kono",)), TALKS) == 1


def test_consensus() -> None:
    one = replace(TALKS, issues=("energy",), confidence=0.9, passage="the best", start=1, lat=55.7, lon=37.6)
    two = replace(TALKS, issues=("security", "energy"), confidence=0.5, start=2, document="d2").reversed()
    three = replace(MEETING, confidence=0.5, start=3, source_actor="Abe")
    three = replace(three, date=DAY + timedelta(1), date_basis="publication")
    [event] = events(one, two, three)
    assert (event["source"], event["target"], event["source_actor"]) == ("JPN", "RUS", "Abe")
    assert (event["passage"], event["start"], event["document"]) == ("the best", 1, "d1")
    assert event["issues"] == ["energy", "security"]
    assert (event["date"], event["date_basis"]) == (DAY, "text")
    assert (event["reports"], event["publishers"], event["lat"]) == (3, 2, 55.7)
    assert event["confidence"] == 0.9


def test_an_event_keeps_its_id_when_more_reports_come() -> None:
    [alone] = events(TALKS)
    more = [replace(TALKS, start=n, document="d2", issues=("energy",)) for n in range(3)]
    [together] = events(TALKS, *more, replace(MEETING, start=9))
    assert alone["id"] == together["id"]


def test_events_alike_in_all_but_issues_have_ids_of_their_own() -> None:
    rows = events(*(replace(PROTEST, issues=(name,), passage=name) for name in ("a", "b", "c")), PROTEST)
    assert len({row["id"] for row in rows}) == len(rows) == 3


days = st.dates(date(2018, 7, 28), date(2018, 8, 3))


@st.composite
def reports(draw: st.DrawFn) -> Report:
    pair = draw(st.sampled_from([("JPN", "RUS"), ("RUS", "JPN"), ("CHN", "RUS")]))
    kind = draw(st.sampled_from(["CONSULT", "ACCUSE", "AGREE"]))
    precision = draw(st.sampled_from(["day", "day", "month", "year"]))
    start = draw(days)
    start = {"day": start, "month": start.replace(day=1), "year": date(2018, 1, 1)}[precision]
    return Report(
        start, *pair, kind, "verbal cooperation", "",
        date_end=draw(st.sampled_from([None, None, start + timedelta(2)])), precision=precision,
        date_basis=draw(st.sampled_from(["text", "publication"])), reciprocal=kind != "ACCUSE",
        status=draw(st.sampled_from(["happened", "planned"])), mode=draw(st.sampled_from([None, "meet", "visit"])),
        format=draw(st.sampled_from([None, "2+2", "talks", "summit"])),
        occasion=draw(st.sampled_from([None, None, "forum"])), place=draw(st.sampled_from([None, "Moscow", "Tokyo"])),
        issues=draw(st.sampled_from([(), ("energy",), ("energy", "security"), ("culture",)])),
        source_sector=draw(st.sampled_from([None, "GOV", "CVL"])), start=0, end=0,
        participants=draw(st.sampled_from([(), ("Abe",), ("Putin", "Abe")])),
        source_actor=draw(st.sampled_from([None, "Abe", "Kono"])),
        confidence=draw(st.sampled_from([0.1, 0.2, 0.3, 1.0])),
    )  # fmt: skip


documents = st.lists(st.lists(reports(), max_size=4), min_size=1, max_size=5).map(
    lambda lists: [(Document(f"d{n}", f"text {n}", publisher=f"p{n % 2}"), found) for n, found in enumerate(lists)]
)


def kept(loads: Sequence[Sequence[Any]]) -> tuple[list[Any], list[str]]:
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "r.duckdb") as store:
        for number, load in enumerate(loads):
            store.add(Source("s", "folder", sha256=str(number)), load)
        return store.events().to_pylist(), store.check()


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(documents, st.data())
def test_any_order_of_adds_gives_the_same_events(items: list[Any], data: st.DataObject) -> None:
    at_once, problems = kept([items])
    assert problems == []
    shuffled = data.draw(st.permutations(items))
    one_by_one, problems = kept([*([item] for item in shuffled), items])
    assert problems == []
    assert one_by_one == at_once


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(reports(), max_size=12), st.data())
def test_every_report_is_in_one_event_whatever_the_order(found: list[Report], data: st.DataObject) -> None:
    unique = list({report.id: report for report in found}.values())
    shuffled = data.draw(st.permutations(unique))
    assert events(*unique) == events(*shuffled)
