"""A made-up record of Japan and Russia, 2016 to 2018, for the tests of the brief: plausible, but not history."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import pyarrow as pa

from detente.brief import Brief, assemble
from detente.brief.inputs import Inputs
from detente.events import Report
from detente.measures.agenda import agenda
from detente.measures.explain import why
from detente.measures.meetings import meetings
from detente.measures.places import where
from detente.measures.relation import relation
from detente.measures.turns import turns
from tests.made import events_table, report

SINCE, UNTIL = date(2016, 1, 1), date(2018, 8, 31)
MINISTERS = ("Sergei Lavrov", "Taro Kono", "Sergei Shoigu", "Itsunori Onodera")
KISHIDA = "Fumio Kishida"
FOREIGN = ("Sergei Lavrov", "Taro Kono")
LEADERS = ("Vladimir Putin", "Shinzo Abe")


def meeting(when: str, format: str, place: str, state: str | None, people: tuple[str, ...], **rest: Any) -> Report:
    """A joint meeting with a passage that names both sides."""
    issues = rest.pop("issues", ("security",))
    day = date.fromisoformat(when)
    said = f"On {day.day} {day:%B %Y} {' and '.join(people) or 'officials of Japan and Russia'} met in {place}."
    rest.setdefault("passage", f"{said} Japan and Russia spoke about {', '.join(issues)}.")
    return report(
        when, "CONSULT", mode="meet", format=format, place=place, place_state=state, participants=people,
        reciprocal=True, issues=issues, document=rest.pop("document", f"doc-{when}"), **rest,
    )  # fmt: skip


def act(when: str, type: str, source: str, passage: str, **rest: Any) -> Report:
    """An act of one side towards the other."""
    target = "RUS" if source == "JPN" else "JPN"
    return report(when, type, source, target, passage=passage, document=rest.pop("document", f"doc-{when}"), **rest)


def _frictions() -> list[Report]:
    found = []
    for year, months in ((2016, (1, 2, 3, 4, 6, 7, 8)), (2017, (2, 8, 11)), (2018, (2, 6, 8))):
        for month in months:
            found.append(
                act(
                    f"{year}-{month:02}-11", "ACCUSE", "RUS", mode="disapprove", issues=("missile defence",),
                    source_actor="Maria Zakharova", voice="Maria Zakharova",
                    passage="Russia criticised Japan's plan to buy the Aegis Ashore system, its spokeswoman "
                    "Maria Zakharova said in Moscow.",
                )
            )  # fmt: skip
            if year == 2016 or month == 8:
                found.append(
                    act(
                        f"{year}-{month:02}-19",
                        "ACCUSE",
                        "JPN",
                        mode="disapprove",
                        issues=("territorial dispute",),
                        place="Iturup",
                        place_state="RUS",
                        passage="Japan lodged a protest with Russia over exercises on the islands.",
                    )
                )
    found.append(
        act(
            "2016-05-20", "MOBILIZE", "RUS", mode="weapons", issues=("territorial dispute",), place="Iturup",
            passage="Russia placed coastal missiles on the islands, which Japan called regrettable.",
        )
    )  # fmt: skip
    return found


def _cooperation() -> list[Report]:
    found = []
    for year, month, day, issue in (
        (2016, 9, 2, "economic cooperation"), (2016, 12, 16, "economic cooperation"), (2017, 1, 24, "energy"),
        (2017, 4, 27, "economic cooperation"), (2017, 6, 27, "energy"), (2017, 9, 7, "economic cooperation"),
        (2017, 11, 10, "culture"), (2018, 1, 30, "drug trafficking"), (2018, 3, 21, "economic cooperation"),
        (2018, 4, 10, "energy"), (2018, 5, 26, "culture"), (2018, 6, 15, "terrorism and extremism"),
        (2018, 7, 10, "energy"), (2018, 7, 31, "drug trafficking"),
    ):  # fmt: skip
        found.append(
            act(
                f"{year}-{month:02}-{day:02}", "AGREE", "JPN", issues=(issue,), reciprocal=True,
                passage=f"Japanese and Russian officials signed a memorandum on {issue}.",
            )
        )  # fmt: skip
    found.append(
        act(
            "2018-06-20",
            "COOPERATE",
            "RUS",
            issues=("energy",),
            source_actor="Ministry of Energy",
            passage="Russia's energy ministry and Japanese companies began work on an LNG reloading site in Kamchatka.",
        )
    )
    return found


def _meetings() -> list[Report]:
    found = [
        meeting("2016-05-06", "summit", "Sochi", "RUS", LEADERS, issues=("peace treaty", "economic cooperation")),
        meeting("2016-09-02", "summit", "Vladivostok", "RUS", LEADERS, issues=("peace treaty",)),
        meeting("2016-12-15", "summit", "Nagato", "JPN", LEADERS, issues=("peace treaty", "territorial dispute")),
        meeting("2017-03-20", "2+2", "Tokyo", "JPN", ("Sergei Lavrov", KISHIDA), issues=("security", "North Korea")),
        meeting("2017-04-27", "summit", "Moscow", "RUS", LEADERS, issues=("peace treaty", "North Korea")),
        meeting("2017-09-07", "summit", "Vladivostok", "RUS", LEADERS, issues=("peace treaty", "North Korea")),
        meeting("2017-11-10", "summit", "Da Nang", "VNM", LEADERS, issues=("peace treaty",)),
        meeting("2017-11-24", "ministers' meeting", "Moscow", "RUS", FOREIGN),
        meeting("2018-02-16", "ministers' meeting", "Munich", "DEU", FOREIGN, issues=("North Korea",)),
        meeting("2018-03-21", "ministers' meeting", "Tokyo", "JPN", FOREIGN, issues=("peace treaty",)),
        meeting("2018-05-26", "summit", "Moscow", "RUS", LEADERS, issues=("peace treaty", "economic cooperation")),
        meeting(
            "2018-07-31", "2+2", "Moscow", "RUS", MINISTERS, issues=("security", "North Korea", "missile defence"),
            firsts=("first 2+2 in Moscow",), document="doc-essay",
            passage="On July 31, a Japan-Russia “2+2” meeting of Sergei Lavrov, Kono Taro, Sergei Shoigu and Itsunori "
            "Onodera took place in Moscow, the first in this city.",
        ),
    ]  # fmt: skip
    found.append(
        report(
            "2018-07-31", "CONSULT", "JPN", "RUS", mode="visit", format="visit", place="Moscow", place_state="RUS",
            participants=("Itsunori Onodera",), source_actor="Itsunori Onodera", document="doc-essay",
            issues=("security",), firsts=("first Japanese defence minister to visit Moscow",),
            passage="Mr. Onodera became the first Japanese Defense Minister to visit Moscow.",
        )
    )  # fmt: skip
    return found


def _plans() -> list[Report]:
    return [
        meeting(
            "2018-09-01", "summit", "Vladivostok", "RUS", LEADERS, status="planned", precision="month",
            date_end=date(2018, 9, 30), issues=("economic cooperation", "peace treaty"), document="doc-essay",
            passage="President Putin and Prime Minister Abe agreed to meet this September in Vladivostok.",
        ),
        meeting(
            "2018-07-31", "2+2", "Moscow", "RUS", (), status="planned", document="doc-2018-05-26",
            passage="Japan and Russia announced a 2+2 meeting in Moscow for the end of July.",
        ),
        meeting(
            "2018-06-20", "ministers' meeting", "Yuzhno-Sakhalinsk", "RUS", (), status="planned",
            document="doc-2018-05-26",
            passage="Japanese and Russian ministers will meet in Yuzhno-Sakhalinsk on 20 June.",
        ),
        act(
            "2018-10-01", "COOPERATE", "JPN", status="planned", precision="month", date_end=date(2018, 10, 31),
            issues=("economic cooperation",), passage="Japan plans a business mission to Russia in October.",
            document="doc-2018-07-31", voice="Hiroshige Seko",
        ),
        act(
            "2018-08-02", "CONSULT", "RUS", status="called for", issues=("security",), voice="Sergei Lavrov",
            source_actor="Sergei Lavrov",
            passage="Lavrov called for more talks with Japan between the security councils.",
        ),
        act(
            "2018-08-03", "COERCE", "JPN", mode="restrict", status="denied", voice="Taro Kono",
            passage="Kono denied that Japan would tighten sanctions on Russia.",
        ),
    ]  # fmt: skip


def reports() -> list[Report]:
    """All of them."""
    return [*_frictions(), *_cooperation(), *_meetings(), *_plans()]


def documents_for(told: list[Report]) -> pa.Table:
    """A document for each name the reports give."""
    rows = []
    for name in dict.fromkeys(r.document for r in told):
        assert name is not None
        essay = name == "doc-essay"
        published = date(2018, 8, 1) if essay else date.fromisoformat(name.removeprefix("doc-"))
        rows.append(
            {
                "id": name,
                "uri": f"https://example.org/{name}" if not essay else "essay.txt",
                "title": "Expanding talks" if essay else f"Wire of {published.isoformat()}",
                "publisher": "A discussion club" if essay else "Test Wire",
                "publisher_state": "RUS" if essay else "JPN",
                "language": "en",
                "published": published,
                "published_precision": "month" if essay else "day",
            }
        )
    return pa.Table.from_pylist(rows)


def coverage() -> pa.Table:
    """Two stretches, with March 2017 missing between them and a failed day."""
    rows = [
        ("Test Wire", SINCE, date(2017, 2, 28), "loaded", ""),
        ("Test Wire", date(2017, 3, 1), date(2017, 3, 31), "missing", "the archive has no file"),
        ("Test Wire", date(2017, 4, 1), UNTIL, "loaded", ""),
    ]
    return pa.Table.from_pylist(
        [dict(zip(("source", "since", "until", "state", "note"), r, strict=True)) for r in rows]
    )


def sources() -> pa.Table:
    """The one source."""
    return pa.table(
        {
            "name": ["Test Wire"], "kind": ["documents"], "version": ["2018"], "licence": ["CC0"],
            "citation": ["Test Wire (made up for tests)."],
        }
    )  # fmt: skip


def make(told: list[Report], a: str = "JPN", b: str = "RUS", until: date = UNTIL, **rest: Any) -> Brief:
    """The brief that the measures give for these reports."""
    events = events_table(told)
    papers = rest.pop("documents") if "documents" in rest else documents_for(told)
    covered = rest.pop("covered") if "covered" in rest else coverage()
    line = relation(events, covered, a, b, SINCE, until)
    valued = [point for point in line.points if point.value is not None]
    return assemble(
        a, b, events=events, documents=papers, sources=sources(), coverage=covered, relation=line,
        others={"JPN": {"USA": 4.1, "CHN": 0.3, "KOR": 1.0}, "RUS": {"USA": -2.0, "CHN": 4.4, "KOR": 1.9}},
        turns=turns(events, a, b), agenda=agenda(events, a, b, max(SINCE, date(2016, 9, 1)), until, SINCE),
        meetings=meetings(events, papers, covered, a, b, SINCE, until),
        why=why(events, a, b, valued[-1].date) if valued else None, since=SINCE, until=until,
        places=where(events, a, b, SINCE, until), **rest,
    )  # fmt: skip


@cache
def sample() -> Brief:
    """The brief on the sample record."""
    return make(reports())


def with_inputs(brief: Brief, **changes: Any) -> Brief:
    """The same page, its inputs changed under it."""
    inputs: Inputs = replace(brief.inputs, **changes)
    return replace(brief, inputs=inputs)
