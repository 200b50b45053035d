"""The brief as a whole: its order, its facts in words, and what it says of what is missing."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from datetime import date

import pyarrow as pa
import pytest

from detente.brief import check, context, event_lines
from detente.brief.context import write
from detente.brief.model import Brief, Number, Points, Section, Table, Topic, body_sentences, section_sentences
from detente.brief.sections import plans
from detente.brief.sentences import Writer
from detente.errors import Error
from detente.events import Report
from detente.measures.balance import Tie, balance
from detente.measures.drivers import Driver, Drivers
from detente.measures.turns import Begun
from tests.brief_sample import SINCE, UNTIL, act, coverage, make, meeting, reports, sample, with_inputs
from tests.made import covered


def section(brief: Brief, key: str) -> Section:
    return next(part for part in brief.sections if part.key == key)


def text(brief: Brief, key: str) -> str:
    return " ".join(sentence.text for sentence in section_sentences(section(brief, key)))


def test_the_sample_passes_its_check() -> None:
    assert check(sample()) == []


def test_sections_stand_in_order_and_those_not_built_are_left_out_and_named() -> None:
    brief = sample()
    assert [part.number for part in brief.sections] == [1, 2, 3, 4, 5, 6, 7, 9]
    assert "not built yet: what is likely" in text(brief, "basis")


def test_who_else_moves_it_names_dyads_with_lag_effect_and_interval() -> None:
    moved = Drivers("JPN", "RUS", "m", 40, 200, (Driver("PRK", "USA", 0.31, 0.12, 0.5, 14, 0.02),))
    brief = write(replace(sample().inputs, drivers=moved))
    said = text(brief, "movers")
    assert "Of the 40 other relations tried, the weeks of these run ahead" in said
    assert "North Korea and the United States 14 days +0.31 +0.12 to +0.5" in said
    assert check(brief) == []
    wrong = with_inputs(brief, drivers=replace(moved, drivers=(replace(moved.drivers[0], effect=0.9),)))
    assert any("driver.effect" in problem for problem in check(wrong))


def test_who_else_moves_it_says_why_there_is_nothing() -> None:
    assert "too few weeks" in text(sample(), "movers")
    none = replace(sample().inputs, drivers=Drivers("JPN", "RUS", "m", 40, 200, ()))
    assert "Of the 40 other relations tried over 200 weeks, the weeks of none run ahead" in text(write(none), "movers")
    untried = replace(sample().inputs, drivers=Drivers("JPN", "RUS", "m", 0, 200, ()))
    assert "No other relation of this record" in text(write(untried), "movers")


@pytest.mark.parametrize(
    ("alarms", "wrong", "told"),
    [(4, 3, "Of 4 such signs in this record before, 3 proved no turn."), (0, 0, "no earlier sign of the kind")],
)
def test_a_turn_that_may_have_begun_is_told_with_how_often_that_was_wrong(alarms: int, wrong: int, told: str) -> None:
    inputs = sample().inputs
    assert "may have begun" not in text(sample(), "history")
    begun = Begun(date(2018, 8, 20), "down", -4.0, alarms, wrong)
    said = text(write(replace(inputs, turns=replace(inputs.turns, begun=begun))), "history")
    assert "A turn may have begun on 20 August 2018, down; too little is known of the time since" in said
    assert told in said


def test_the_wider_balance_tells_camps_strains_and_turns() -> None:
    signs = {"JPN USA": 1, "JPN RUS": 1, "RUS USA": -1, "CHN RUS": 1, "CHN USA": -1}
    ties = [Tie(pair[:3], pair[4:], sign) for pair, sign in signs.items()]
    found = balance(ties, date(2018, 8, 31), undecided=2)
    brief = write(replace(sample().inputs, balance=found))
    said = text(brief, "wider")
    assert (
        "Of all regions, on 31 August 2018 the record knows 4 states by 5 ties; ties of conflict among them: 2" in said
    )
    assert "They fall into 2 camps" in said and "fewer are not possible" in said
    camp = {state: number for number, members in enumerate(found.camps) for state in members}
    assert ("in the same camp" in said) == (camp["JPN"] == camp["RUS"])
    assert "Were Japan to change camps" in said and "Were Russia to change camps" in said
    assert "Strained among their own ties: " in said
    assert check(brief) == []


def test_the_wider_balance_needs_ties() -> None:
    assert "Too few ties" in text(sample(), "wider")


def test_the_head_says_what_it_rests_on() -> None:
    brief = sample()
    assert brief.title.text == "Japan and Russia"
    assert brief.day.text == "Brief for 31 August 2018"
    assert brief.basis.text == "57 events from 46 documents, January 2016 to August 2018; nothing loaded for March 2017"


def test_where_it_stands_has_value_interval_band_rank_parts_and_initiatives() -> None:
    said = text(sample(), "standing")
    assert re.search(r"stands at \+1\.\d \(interval \+0\.\d to \+2\.\d; the scale runs from −10 to \+10\)", said)
    assert "“correct”: regular contacts; frictions are handled" in said
    assert "Of the 4 relations of Japan that this record can place, it is number 2, counted from the warmest." in said
    assert re.search(r"Cooperation brings \+\d\.\d to the index, conflict −\d\.\d", said)
    assert "7 acts with one initiator: 2 by Japan, 5 by Russia; besides, 16 by both." in said


def test_a_turn_has_its_date_direction_and_the_events_behind_it() -> None:
    points = [block for block in section(sample(), "history").blocks if isinstance(block, Points)]
    (turn,) = points[0].items
    assert turn.mark == "A"
    assert turn.sentences[0].text.startswith("20 August 2016: up by 3.8 in the mean score of events (probability")
    assert [line.text for line in turn.under][
        1
    ] == "2 September 2016: Japan and Russia: summit in Vladivostok, on peace treaty"


def test_meetings_of_twelve_months_with_their_firsts_gaps_travel_and_follow_through() -> None:
    brief = sample()
    table = next(block for block in section(brief, "meetings").blocks if isinstance(block, Table))
    assert table.rows[0][0].text == "7 September 2017"
    rows = [[cell.text for cell in row] for row in table.rows]
    assert any(row[:4] == ["31 July 2018", "2+2", "ministers", "Moscow"] for row in rows)
    said = text(brief, "meetings")
    assert "first 2+2 in Moscow in this record, which begins in January 2016; the text says so too." in said
    assert "31 July 2018: 2+2 at the level of ministers after a gap of 498 days." in said
    assert "in Japan 3, in Russia 7, elsewhere 2" in said
    assert (
        "Announced for 20 June 2018: ministers' meeting in Yuzhno-Sakhalinsk; the record shows no such meeting." in said
    )


def test_the_agenda_shows_a_passage_of_either_side_and_tells_the_kinds_apart() -> None:
    brief = sample()
    topics = {block.title.text: block for block in section(brief, "agenda").blocks if isinstance(block, Topic)}
    assert [q.passage[:6] for q in topics["Missile defence"].quotes] == ["On Jul", "Russia"]
    said = text(brief, "agenda")
    assert re.search(r"traditional security \d+\u00a0%, non-traditional security \d+\u00a0%, economic \d+\u00a0%", said)


def test_the_calendar_says_who_announced_and_leaves_out_what_is_past() -> None:
    table = next(block for block in section(sample(), "plans").blocks if isinstance(block, Table))
    rows = [[cell.text for cell in row] for row in table.rows]
    assert [row[0] for row in rows] == ["September 2018", "October 2018"]
    assert rows[0][2:] == ["both, told by A discussion club", "August 2018"]
    assert rows[1][2:] == ["Hiroshige Seko", "31 July 2018"]


def test_status_and_voice_are_said() -> None:
    writer = Writer(sample().inputs)
    told = {event_lines.line(writer, row).text for row in sample().inputs.events}
    assert "2 August 2018: Sergei Lavrov (Russia) called for talks with Japan, on security" in told
    denied = "3 August 2018: denied: sanctions or restrictions on Russia by Japan, according to Taro Kono"
    assert denied in told


def test_a_plan_past_its_day_is_called_so_in_the_evidence() -> None:
    past = [item for item in sample().evidence if item.line.text.startswith("Had been announced for")]
    assert {item.status.text.split(";")[0] for item in past} == {"Announced for a day that is past"}


def test_evidence_is_numbered_by_date_and_leads_both_ways() -> None:
    brief = sample()
    days = [brief.inputs.by_id[item.event]["date"] for item in brief.evidence]
    assert days == sorted(days)
    cited = {sentence.id: sentence.events for sentence in body_sentences(brief)}
    for item in brief.evidence:
        assert all(item.event in cited[place] for place in item.cited_by)


def test_a_passage_that_names_one_side_only_is_marked() -> None:
    told = [*reports(), act("2018-08-29", "ASSAULT", "RUS", "The coast guard detained a fishing boat near Nemuro.")]
    entry = next(item for item in make(told).evidence if item.passage.startswith("The coast guard"))
    assert entry.unnamed == ("JPN", "RUS")
    assert "Rests on context: the passage does not name an actor of Japan or Russia." in {n.text for n in entry.notes}


def test_other_spellings_of_a_person_are_noted() -> None:
    entry = next(item for item in sample().evidence if "Kono Taro" in item.passage)
    assert "Taro Kono is written “Kono Taro” in the passage." in {note.text for note in entry.notes}


def test_a_disputed_place_has_both_names_in_the_order_of_the_pair() -> None:
    for pair, name in ((("JPN", "RUS"), "Etorofu / Iturup"), (("RUS", "JPN"), "Iturup / Etorofu")):
        brief = make(_frictions_only(), *pair)
        lines = " ".join(item.line.text for item in brief.evidence)
        assert f"in {name}" in lines
        assert f"in the order of the pair ({name}); naming takes no side" in text(brief, "basis")
    chosen = make(_frictions_only(), naming="JPN")
    assert " in Etorofu," in " ".join(item.line.text for item in chosen.evidence)
    assert "the name that Japan gives them" in text(chosen, "basis")


def _frictions_only() -> list[Report]:
    return [told for told in reports() if told.place == "Iturup" or told.type == "ACCUSE"]


def test_nothing_depends_on_which_state_is_named_first_but_the_order() -> None:
    def figures(brief: Brief) -> list[float]:
        leaves = (leaf for sentence in body_sentences(brief) for leaf in sentence.leaves())
        return sorted(leaf.value for leaf in leaves if isinstance(leaf, Number))

    one, other = sample(), make(reports(), "RUS", "JPN")
    assert other.title.text == "Russia and Japan"
    assert check(other) == []
    assert figures(one) == figures(other)
    assert one.finding.text == other.finding.text
    assert {item.event for item in one.evidence} == {item.event for item in other.evidence}


def test_the_same_record_gives_the_same_brief() -> None:
    assert make(reports()) == make(reports())


def test_an_empty_record_says_so_in_each_section_and_why() -> None:
    brief = make([], documents=_no_documents())
    assert check(brief) == []
    assert brief.finding.text == "The record holds too little to say where this relation stands."
    assert brief.basis.text == "No events between the two are in this record up to 31 August 2018"
    assert "no statement that little happened" in text(brief, "standing")
    for key in ("standing", "history", "meetings", "agenda", "plans"):
        reason = section(brief, key).reason
        assert reason is not None and reason.text
    assert "nothing was loaded for march 2017" in text(brief, "meetings").casefold()


def test_nothing_loaded_is_not_said_to_be_quiet() -> None:
    brief = make(reports(), covered=covered("2016-01-01", "2017-12-31"))
    assert check(brief) == []
    assert "The days from 1 January 2018 to 31 August 2018 have no value" in text(brief, "standing")
    assert brief.basis.text.endswith("January 2016 to December 2017")


def _no_documents() -> pa.Table:
    return pa.table(
        {
            "id": pa.array([], pa.string()), "uri": pa.array([], pa.string()), "title": pa.array([], pa.string()),
            "publisher": pa.array([], pa.string()), "publisher_state": pa.array([], pa.string()),
            "language": pa.array([], pa.string()), "published": pa.array([], pa.date32()),
        }
    )  # fmt: skip


def test_event_data_without_passages_is_shown_as_such() -> None:
    told = [replace(one, passage="", document=None, cameo="042", issues=()) for one in reports()[:40]]
    brief = make(told, documents=_no_documents())
    assert check(brief) == []
    assert "Event data without a passage; CAMEO code 042." in {n.text for item in brief.evidence for n in item.notes}
    assert brief.basis.text.startswith("40 events from 1 source, ")


def test_events_of_other_pairs_and_later_days_are_not_looked_at() -> None:
    later = meeting("2018-09-10", "summit", "Vladivostok", "RUS", ("Vladimir Putin", "Shinzo Abe"))
    other = replace(reports()[0], target="CHN")
    assert len(make([*reports(), later, other]).inputs.events) == len(sample().inputs.events)


def test_one_state_is_no_pair() -> None:
    inputs = sample().inputs
    with pytest.raises(Error, match="a brief needs two"):
        context.assemble(
            "JPN", "JPN", events=pa.table({}), documents=pa.table({}), sources=pa.table({}), coverage=coverage(),
            relation=inputs.relation, turns=inputs.turns, agenda=inputs.agenda, meetings=inputs.meetings, why=None,
            since=SINCE, until=UNTIL,
        )  # fmt: skip


def test_a_brief_is_made_in_a_moment() -> None:
    inputs = sample().inputs
    start = time.process_time()
    context.write(inputs)
    assert time.process_time() - start < 0.7


def test_twelve_months_end_on_a_leap_day() -> None:
    assert replace(sample().inputs, until=date(2020, 2, 29)).year_since == date(2019, 3, 1)


@pytest.mark.parametrize(
    ("changes", "shown"),
    [
        ({}, True),
        ({"date": date(2018, 5, 26), "date_end": date(2019, 6, 29)}, False),
        ({"format": None, "issues": [], "place": None}, False),
        ({"date": date(2018, 8, 1), "date_end": date(2018, 9, 30), "precision": "month"}, True),
    ],
    ids=["for next month", "begun already", "says nothing", "a vague span that reaches ahead"],
)
def test_a_plan_is_listed_while_it_lies_ahead_and_says_something(changes: dict[str, object], shown: bool) -> None:
    row: dict[str, object] = {"date": date(2018, 9, 11), "date_end": None, "precision": "day", "format": "summit"}
    assert plans.is_ahead({"place": None, "issues": [], **row, **changes}, date(2018, 8, 31)) is shown


def test_what_pushes_the_index_down_is_told_from_what_pushes_it_up() -> None:
    inputs = sample().inputs
    assert inputs.why is not None
    by_event = {term.event: term.contribution for term in inputs.why.terms}
    assert inputs.pushing(1) and all(by_event[event] > 0 for event in inputs.pushing(1))
    assert inputs.pushing(-1) and all(by_event[event] < 0 for event in inputs.pushing(-1))
