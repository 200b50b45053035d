"""Actors anywhere, lists and groups of parties, whom "we" stands for, and acts within one state."""

from __future__ import annotations

from datetime import date

import pytest

from detente.coding import code, code_all
from detente.coding.given import plover_type
from detente.coding.lists import joined
from detente.coding.mentions import Memory, find_mentions
from detente.events import Report
from detente.reading.document import Document

DAY = date(2018, 3, 11)


def reports(text: str, *, publisher: str | None = None, title: str | None = None) -> list[Report]:
    return code(Document("made", text, title, publisher, published=DAY))


def everyone(text: str) -> list[Report]:
    return next(iter(code_all([Document("made", text, published=DAY)], domestic=True)))[1]


def acts(found: list[Report]) -> set[tuple[str, str, str]]:
    both = {(r.source, r.target, r.type) for r in found}
    return both | {(r.target, r.source, r.type) for r in found if r.reciprocal}


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("The Élysée condemned Rwanda.", ("FRA", "RWA", "ACCUSE")),
        ("Israel's defence minister, Ehud Barak, called the shooting by Lebanon an ambush.", ("ISR", "LBN", "ACCUSE")),
        ("Jakarta's vice-president told Malaysia to be patient.", ("IDN", "MYS", "REQUEST")),
        ("Turkish police detained two Syrian journalists in Istanbul.", ("TUR", "SYR", "COERCE")),
        ("Germany's foreign minister Heiko Maas is in Ankara today.", ("DEU", "TUR", "CONSULT")),
        ("India shot down two aircraft of Pakistan.", ("IND", "PAK", "ASSAULT")),
        ("Estonia described Russia's step as intimidation.", ("EST", "RUS", "ACCUSE")),
        ("Vietnam received China's president in Hanoi on Tuesday.", ("CHN", "VNM", "CONSULT")),
    ],
)
def test_acts_of_any_state(text: str, act: tuple[str, str, str]) -> None:
    assert act in acts(reports(text))


def test_a_list_is_of_three_or_more_states() -> None:
    text = "Saudi Arabia, Bahrain and Egypt cut ties with Doha."
    (several, alone) = find_mentions(text, Memory(DAY))
    assert several.states == ("SAU", "BHR", "EGY") and len(several.parts) == 3
    assert alone.states == ("QAT",)
    assert joined(text, several.parts) == [several]
    assert acts(reports(text)) == {(s, "QAT", "SANCTION") for s in ("SAU", "BHR", "EGY")}


def test_every_pair_of_a_meeting_of_three() -> None:
    found = reports("The foreign ministers of Iran, Russia and Turkey met in Astana.")
    assert {frozenset((r.source, r.target)) for r in found} == {
        frozenset(pair) for pair in (("IRN", "RUS"), ("IRN", "TUR"), ("RUS", "TUR"))
    }


def test_the_three_countries_are_those_just_named() -> None:
    found = reports("Niger, Mali and Chad met in Niamey. The three countries condemned Libya.")
    assert {(s, "LBY", "ACCUSE") for s in ("NER", "MLI", "TCD")} <= acts(found)


def test_demonyms_before_one_office() -> None:
    (found,) = find_mentions("the Iranian, Russian and Turkish presidents", Memory(DAY))
    assert found.states == ("IRN", "RUS", "TUR")


def test_we_are_the_government_that_publishes() -> None:
    page = "Ministry of Foreign Affairs of Pakistan"
    assert ("PAK", "IND", "ACCUSE") in acts(reports("We condemn the shelling by India.", publisher=page))
    assert not acts(reports("We condemn the shelling by India.", publisher="Valley Post"))


def test_we_in_a_joint_statement_is_nobody_alone() -> None:
    found = reports("We condemn Syria.", publisher="Ministry of France", title="Joint statement")
    assert ("FRA", "SYR", "ACCUSE") not in acts(found)


def test_a_quoted_we_is_the_speaker() -> None:
    found = reports('"We condemn this attack by Iran," the Israeli defence minister said.')
    assert ("ISR", "IRN", "ACCUSE") in acts(found)


def test_a_third_state_speaks_to_both() -> None:
    found = reports("Iran and Pakistan traded fire. Turkey offered its good offices.")
    assert {("TUR", "IRN", "AGREE"), ("TUR", "PAK", "AGREE")} <= acts(found)


def test_support_and_concern_reach_whom_they_are_about() -> None:
    assert ("JPN", "PHL", "SUPPORT") in acts(reports("Japan issued a statement in support of the Philippines."))
    found = reports("Australia expressed grave concern over the nuclear test conducted by North Korea.")
    assert ("AUS", "PRK", "ACCUSE") in acts(found)


def test_a_deed_is_done_to_whom_of_names() -> None:
    found = everyone("Russia's invasion of Ukraine continues.")
    assert ("RUS", "UKR", "ASSAULT") in acts(found)


def test_acts_within_one_state_only_where_asked_for() -> None:
    text = "Police arrested twenty protesters in Cairo."
    assert not reports(text)
    assert ("EGY", "EGY", "COERCE") in acts(everyone(text))


def test_organisations_and_armed_groups_only_where_asked_for() -> None:
    text = "The European Union suspended aid to Ethiopia."
    assert not reports(text)
    assert {(r.source, r.target) for r in everyone(text)} == {("IGO", "ETH")}


def test_a_sentence_without_a_known_act_still_names_its_pair() -> None:
    (found,) = everyone("Norway flummoxed Chile.")
    assert (found.source, found.target) == ("NOR", "CHL") and found.confidence < 0.3


@pytest.mark.parametrize(
    ("kind", "status", "counted"),
    [("AID", "planned", "AGREE"), ("ASSAULT", "hypothetical", "THREATEN"), ("AID", "denied", "REJECT"),
     ("ACCUSE", "happened", "ACCUSE")],
)  # fmt: skip
def test_types_as_plover_counts_them(kind: str, status: str, counted: str) -> None:
    assert plover_type(kind, status) == counted


def test_who_is_expelled_from_a_state_is_expelled_by_it() -> None:
    assert ("PRK", "FRA", "SANCTION") in acts(reports("A French diplomat was expelled from North Korea on Friday."))


def test_both_are_the_two_just_named() -> None:
    found = reports("Germany's chancellor spoke with President Trump on Monday. Both called on Russia to hold back.")
    assert {("DEU", "RUS", "REQUEST"), ("USA", "RUS", "REQUEST")} <= acts(found)


@pytest.mark.parametrize(
    ("title", "text", "act"),
    [
        ("Estonia expels a diplomat", "We summoned the Russian ambassador on Friday.", ("EST", "RUS", "ACCUSE")),
        ("Statement on Algeria", "We regret the step of Algeria. Spain is Algeria's friend.", ("ESP", "DZA", "ACCUSE")),
    ],
)
def test_whose_page_it_is_where_only_the_title_tells(title: str, text: str, act: tuple[str, str, str]) -> None:
    assert act in acts(reports(text, publisher="Ministry web page", title=title))


def test_an_epithet_stands_for_the_state_that_the_text_is_about() -> None:
    text = "Saudi Arabia fell out with Iran. The kingdom closed its embassy in Tehran. The Emirates condemned Iran too."
    found = acts(reports(text))
    assert ("SAU", "IRN", "SANCTION") in found
    assert ("ARE", "IRN", "ACCUSE") in found
    (guest,) = find_mentions("the Kingdom of Sweden", Memory(DAY))
    assert guest.states == ("SWE",)
    assert not find_mentions("the kingdom slept", Memory(DAY))  # which of many, nothing says


def test_a_capital_that_is_also_a_name_counts_where_the_text_is_about_its_state() -> None:
    about = "Bulgaria and Serbia quarrelled. Bulgaria protested. Bulgaria's ministers met. Sofia condemned Serbia."
    assert ("BGR", "SRB", "ACCUSE") in acts(reports(about))
    assert not [r for r in reports("Sofia condemned Serbia.") if "BGR" in {r.source, r.target}]


def test_the_three_are_those_just_named() -> None:
    text = "Niger, Mali and Burkina Faso are quitting the bloc, and defence ministers of the three met on Monday."
    told = {frozenset((r.source, r.target)) for r in reports(text) if r.type == "CONSULT"}
    assert told == {frozenset(p) for p in (("NER", "MLI"), ("NER", "BFA"), ("MLI", "BFA"))}


def test_four_states_act_on_a_fifth() -> None:
    found = acts(reports("Bahrain, Saudi Arabia, Kuwait and Egypt cut ties with Qatar."))
    assert found == {(s, "QAT", "SANCTION") for s in ("BHR", "SAU", "KWT", "EGY")}


def test_what_is_sent_is_received() -> None:
    assert acts(reports("Indian wheat was sent to Afghanistan last week.")) == {("IND", "AFG", "AID")}


def test_what_goes_on_in_the_next_sentence_has_the_day_of_the_last() -> None:
    text = "Japan and Russia held talks in Moscow in May 2014. They agreed to open a trade office."
    (talks, agreed) = sorted(reports(text), key=lambda r: r.start or 0)[:2]
    assert talks.date == agreed.date == date(2014, 5, 1)
    assert agreed.precision == "month"
