"""The agenda: shares, tones by side, standing, new and quiet."""

from __future__ import annotations

from datetime import date

import pytest

from detente import Error
from detente.measures.agenda import AgendaIssue, agenda
from tests.made import events_table, report

SINCE, UNTIL, BEGINS = date(2016, 9, 1), date(2018, 8, 31), date(2012, 12, 1)


def issues(*reports: object, begins: date | None = BEGINS) -> dict[str, AgendaIssue]:
    found = agenda(events_table(reports), "JPN", "RUS", SINCE, UNTIL, begins)  # type: ignore[arg-type]
    return {entry.issue: entry for entry in found.issues}


def test_shares_add_up_to_one_and_the_recent_weighs_more() -> None:
    found = issues(
        report("2018-08-01", issues=("energy",)),
        report("2017-08-01", issues=("fisheries",)),
        report("2018-08-02", issues=("energy", "peace treaty")),
    )
    assert sum(entry.weight for entry in found.values()) == pytest.approx(1)
    assert found["energy"].weight > found["peace treaty"].weight > found["fisheries"].weight


def test_each_side_has_its_tone() -> None:
    found = issues(
        report("2018-08-01", "COOPERATE", issues=("missile defence",)),
        report("2018-08-02", "ACCUSE", "RUS", "JPN", issues=("missile defence",)),
    )["missile defence"]
    assert found.a_tone is not None and found.b_tone is not None
    assert found.b_tone < 0 < found.a_tone
    assert found.standing == "friction"
    assert found.a_event != found.b_event


def test_one_side_alone() -> None:
    found = issues(*(report(f"2018-0{m}-01", "REQUEST", issues=("abductions",)) for m in range(1, 8)))
    assert found["abductions"].standing == "one-sided"
    assert found["abductions"].b_tone is None


def test_a_reciprocal_act_is_both_sides() -> None:
    found = issues(report("2018-08-01", issues=("energy",), reciprocal=True))["energy"]
    assert found.standing == "shared" and found.a_tone == found.b_tone == found.tone


def test_new_and_quiet() -> None:
    told = [report("2018-08-01", issues=("energy",)), report("2017-01-01", issues=("fisheries",))]
    found = issues(*told)
    assert found["energy"].new and not found["fisheries"].new
    assert found["fisheries"].quiet and not found["energy"].quiet
    assert not issues(*told, begins=date(2017, 6, 1))["energy"].new, "a young record cannot tell what is new"


def test_plans_weigh_but_have_no_tone_and_denials_do_not_count() -> None:
    found = issues(
        report("2018-09-10", "COOPERATE", status="planned", issues=("energy",)),
        report("2018-08-01", "COOPERATE", status="planned", issues=("energy",)),
        report("2018-08-01", "COOPERATE", status="denied", issues=("fisheries",)),
    )
    assert found["energy"].tone is None and found["energy"].events == 1 and "fisheries" not in found


def test_events_without_an_issue_are_counted_apart() -> None:
    told = [report("2018-08-01"), report("2015-01-01"), report("2018-08-02", issues=("energy",))]
    found = agenda(events_table(told), "JPN", "RUS", date(2017, 1, 1), date(2018, 8, 31))
    assert found.without_issue == 1 and [entry.weight for entry in found.issues] == [1.0]


def test_an_empty_agenda_is_empty() -> None:
    assert issues() == {}


def test_a_state_and_itself() -> None:
    with pytest.raises(Error, match="same state"):
        agenda(events_table([]), "JPN", "JPN", SINCE, UNTIL)
