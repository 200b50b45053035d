"""What stands around a clause: days before and after the subject, inserted clauses, and what a text leaves unsaid."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest

from detente.coding import code, code_all
from detente.coding.mentions import Memory, find_mentions
from detente.events import Report
from detente.reading.document import Document

FRONTED = [
    "In December 2004", "On 3 May", "On Tuesday", "That October", "In Geneva on 3 May", "The next day",
    "In June this year", "In late March", "In 2013,", "But on 3 May 2012",
]  # fmt: skip
BETWEEN = [
    "", " on Tuesday", " in December 2004", ", which borders Somalia,", ", which borders Somalia, on Tuesday",
    ", angered by the raid,", ", along with other states,", ", after a meeting on Tuesday,",
]  # fmt: skip
NAMES = ["Kenya", "the Kenyan government", "officials in Nairobi", "Kenya's parliament", "Kenyan troops"]
ACTS = {
    "accused Somalia of harbouring militants": "ACCUSE", "expelled two Somali diplomats": "SANCTION",
    "suspended talks with Somalia": "SANCTION", "lifted a ban on Somali flights": "YIELD",
    "promised Somalia more aid": "AGREE", "offered Somalia a loan of $20 million": "AGREE",
    "deployed troops along the Somali border": "MOBILIZE",
}  # fmt: skip


def reports(text: str, title: str | None = None, publisher: str | None = None) -> list[Report]:
    """The reports of a text of March 2019."""
    return code(Document("x", text, title, publisher, published=date(2019, 3, 7)))


def told(found: list[Report]) -> set[tuple[str, str, str]]:
    """Who to whom and what; of what is mutual, both ways."""
    both = {(r.target, r.source, r.type) for r in found if r.reciprocal}
    return {(r.source, r.target, r.type) for r in found} | both


def missed(sentences: dict[str, str]) -> list[str]:
    """The sentences of which the act of Kenya to Somalia is not told."""
    documents = [Document(s, s, "Kenya and Somalia", published=date(2019, 3, 7)) for s in sentences]
    return [d.uri for d, found in code_all(documents) if ("KEN", "SOM", sentences[d.uri]) not in told(found)]


def test_a_day_before_the_subject_is_no_part_of_its_name() -> None:
    grid = {f"{day} {name} {act}.": kind for day, name, (act, kind) in product(FRONTED, NAMES, ACTS.items())}
    assert len(grid) == len(FRONTED) * len(NAMES) * len(ACTS)
    assert missed(grid) == []


def test_what_stands_between_a_name_and_its_verb_hides_neither() -> None:
    grid = {
        f"{name[0].upper()}{name[1:]}{aside} {act}.": kind
        for name, aside, (act, kind) in product(NAMES, BETWEEN, ACTS.items())
        if not (name == "officials in Nairobi" and aside.startswith(", which"))
    }
    assert missed(grid) == []


def test_the_day_and_the_clause_aside_are_still_read() -> None:
    (sanction,) = [r for r in reports("Kenya on 3 March expelled two Somali diplomats.") if r.type == "SANCTION"]
    assert sanction.date == date(2019, 3, 3)
    found = told(reports("Kenya, which expelled the Somali ambassador on Monday, called on Ethiopia to mediate."))
    assert {("KEN", "SOM", "SANCTION"), ("KEN", "ETH", "REQUEST")} <= found
    (met,) = [r for r in reports("In December 2004 Kenya and Somalia agreed to set up a commission.") if r.reciprocal]
    assert (met.date, met.precision) == (date(2004, 12, 1), "month")


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("Kenya condemns Somalia over the raid.", ("KEN", "SOM", "ACCUSE")),
        ("Kenya thanks Somalia for its help.", ("KEN", "SOM", "SUPPORT")),
        ("Kenya bombs a Somali town.", ("KEN", "SOM", "ASSAULT")),
        ("Kenyan officials accuse Somalia of piracy.", ("KEN", "SOM", "ACCUSE")),
        ("It was the first time that Kenya had shelled a Somali village.", ("KEN", "SOM", "ASSAULT")),
        ("Prosecutors in Nairobi arrested a Somali minister.", ("KEN", "SOM", "COERCE")),
    ],
)
def test_headlines_and_first_times(text: str, act: tuple[str, str, str]) -> None:
    assert act in told(reports(text, "Kenya and Somalia"))


def test_border_troops_are_sent_to_that_border() -> None:
    found = told(reports("Kenya deployed troops along the Somali border, while Ethiopia urged calm."))
    assert ("KEN", "SOM", "MOBILIZE") in found
    assert not any({"KEN", "ETH"} == {a, b} for a, b, _ in found)


def test_a_text_about_two_states_tells_of_them_without_their_names() -> None:
    page = (
        "Kenya and Somalia share a border. Somalia is Kenya's neighbour, and Kenya trades with Somalia.\n\n"
        "Diplomatic relations were established on 3 May 1964.\n\nVisas were abolished in 2009.\n\n"
        "A joint committee was set up in 2011. The Friendship Treaty of 1972 covers trade."
    )
    found = {(r.type, r.date.year) for r in reports(page, "Relations of Kenya and Somalia") if r.reciprocal}
    assert {("SUPPORT", 1964), ("YIELD", 2009), ("AGREE", 2011), ("SUPPORT", 1972)} <= found


def test_a_text_about_many_states_leaves_them_out() -> None:
    page = "Kenya, Somalia, Ethiopia and Sudan met. Diplomatic relations were established on 3 May 1964."
    assert not any(r.date.year == 1964 for r in reports(page))


def test_a_government_speaks_of_the_state_that_it_named_last() -> None:
    briefing = (
        "On Somalia.\n\nWe rejected these accusations on Monday.\n\nOn Uganda.\n\n"
        "We rejected these accusations on Tuesday.\n\nOn Sudan.\n\nEthiopia has demanded an apology."
    )
    found = reports(briefing, "Briefing by the Kenyan Foreign Ministry", "Foreign Ministry of Kenya")
    told_of = {(r.source, r.target, r.type, r.date.day) for r in found}
    assert {("KEN", "SOM", "REJECT", 4), ("KEN", "UGA", "REJECT", 5)} <= told_of
    assert ("ETH", "KEN", "REQUEST") in told(found)


def test_names_with_honorifics_are_of_the_house() -> None:
    text = "The Hon. Wanjiku Odero, Minister for Trade, this morning received the foreign minister of Uganda."
    assert ("KEN", "UGA", "CONSULT") in told(reports(text, "Minister receives guest", "Ministry of Trade of Kenya"))


def test_a_day_said_to_be_past_is_past() -> None:
    (met,) = [r for r in reports("Kenyan and Somali ministers signed a treaty in Nairobi on 20 April.") if r.reciprocal]
    assert met.date == date(2018, 4, 20)
    (spoke,) = [
        r for r in reports("Kenya assured Somalia by telephone on Monday that it will help.") if r.date.day != 7
    ]
    assert spoke.date == date(2019, 3, 4)


def test_an_excellency_is_of_the_house_and_a_full_stop_is_no_title() -> None:
    text = "His Excellency Wanjiku Odero received the foreign minister of Uganda today."
    assert ("KEN", "UGA", "CONSULT") in told(reports(text, "Minister receives guest", "Ministry of Trade of Kenya"))
    named = find_mentions("Kenya voted. Wanjiku Odero met the foreign minister of Uganda.", Memory(date(2019, 3, 7)))
    assert not any("Wanjiku Odero" in mention.people for mention in named)
