"""What a text only recalls, mentions or doubts makes no event; and acts keep their sign, side, day, form and place."""

from __future__ import annotations

from datetime import date

import pytest

from detente.coding import code
from detente.events import Report
from detente.reading.document import Document

DAY = date(2018, 7, 31)
HEAD = "Prime Minister Shinzo Abe and President Vladimir Putin met in Moscow on 31 July. "


def read(text: str, published: date = DAY, title: str | None = None) -> list[Report]:
    return code(Document("memory:text", text, title=title, published=published))


def types(text: str, published: date = DAY, title: str | None = None) -> list[tuple[str, str, str, str]]:
    return [(r.source, r.target, r.type, r.status) for r in read(text, published, title)]


@pytest.mark.parametrize(
    "aside",
    [
        "The Russian embassy studied the papers, as Japan and Russia had agreed.",
        "The crews of Russia and Japan know each other since Japan joined the sanctions against Russia.",
        "Moscow will answer the sanctions imposed by Tokyo over Ukraine.",
        "Foreign Minister Taro Kono had asked Russia to drop the plan.",
        "It was the first such flight, on which Japan and Russia had agreed.",
    ],
)
def test_what_is_only_recalled_is_no_event(aside: str) -> None:
    kinds = {"AGREE", "COERCE", "REQUEST"}
    assert not [r for r in read(aside) if r.type in kinds and r.status == "happened"]


def test_what_is_recalled_with_its_day_is_told() -> None:
    found = read("At their meeting in Moscow on 27 April, Abe of Japan and Putin of Russia had agreed on such a group.")
    assert {r.date for r in found} == {date(2018, 4, 27)}


def test_reported_speech_in_the_pluperfect_is_news() -> None:
    assert ("JPN", "RUS", "ACCUSE", "happened") in types(
        "Japan had protested to Russia, Chief Cabinet Secretary Yoshihide Suga said."
    )


@pytest.mark.parametrize(
    "text",
    [
        "The visit of President Vladimir Putin to Japan also came up.",
        "The step should not harm the preparations for President Vladimir Putin's visit to Japan.",
        "The Russian ministry pointed to the good trend since the meetings of Vladimir Putin and Shinzo Abe.",
        "The meeting of Vladimir Putin and Shinzo Abe had given the work fresh momentum.",
        "The satellite telephones taken from a Japanese delegation remain with Russian customs.",
        "A solution had to meet the interests of Russia and Japan.",
        "Abe of Japan welcomed recent journeys of Valentina Matviyenko to Japan.",
    ],
)
def test_a_meeting_that_is_only_mentioned_is_not_held(text: str) -> None:
    assert not [r for r in read(text) if r.type == "CONSULT" and r.status == "happened"]


def test_a_visit_that_is_unlikely_is_not_held() -> None:
    found = [
        r for r in read("A visit by Putin of Russia to Japan this autumn has become unlikely.") if r.mode == "visit"
    ]
    assert {r.status for r in found} <= {"hypothetical", "denied"}


@pytest.mark.parametrize(
    "text",
    [
        "The order, signed by Russian Prime Minister Dmitry Medvedev, concerns Japan.",
        "General Derevyanko of Russia signed the act of Japan's surrender.",
        "The exercise cannot be reconciled with Japan's position, the embassy told Russia.",
        "Trade between Russia and Japan is growing, Maxim Oreshkin said in Tokyo.",
    ],
)
def test_words_are_not_taken_literally(text: str) -> None:
    assert not [r for r in read(text) if r.cameo in {"057", "050", "061"}]


def test_a_warning_about_others_is_blame_and_one_to_the_public_is_nothing() -> None:
    warned = types("General Valery Gerasimov of Russia warned Japan that exercises near Korea raised tension.")
    assert ("RUS", "JPN", "ACCUSE", "happened") in warned
    assert not [t for t in warned if t[2] == "THREATEN"]
    assert not [
        t for t in types("Russia fires missiles. The Japan Coast Guard has warned shipping.") if t[2] == "THREATEN"
    ]
    assert ("RUS", "JPN", "THREATEN", "happened") in types("Russia warned Japan that it would respond.")


def test_telling_is_no_talk_beside_what_is_told() -> None:
    found = types("Foreign Minister Taro Kono of Japan told Sergei Lavrov of Russia that the build-up was regrettable.")
    assert {t[2] for t in found} == {"ACCUSE"}


def test_criticism_is_no_support() -> None:
    text = (
        "Foreign Minister Taro Kono of Japan said that such moves strengthened the Russian military and "
        "contradicted his position."
    )
    assert {t[2] for t in types(text)} <= {"ACCUSE"}
    assert {t[2] for t in types("Russia said that the Japanese plan ran counter to the building of trust.")} <= {
        "ACCUSE"
    }


def test_a_denial_answers_a_charge() -> None:
    assert not types("Foreign Minister Taro Kono of Japan denied any difference about the aim. Russia said nothing.")
    assert "REJECT" in {t[2] for t in types("Russia denied that its aircraft had violated Japanese airspace.")}


def test_to_decline_to_speak_is_no_refusal() -> None:
    assert not types("Foreign Minister Taro Kono of Japan declined to disclose the Russian answer.")


def test_who_holds_a_disputed_place_travels_there_at_home() -> None:
    assert not [r for r in read("Russian Prime Minister Dmitry Medvedev visited Iturup, which Japan claims.") if r.mode]
    group = read("A Japanese visa-free group visited Kunashir, held by Russia, on 20 July 2018.")
    assert {r.format for r in group if r.mode == "visit"} <= {"humanitarian exchange"}


def test_what_the_weather_stops_is_no_sanction() -> None:
    text = "Japan's third mission to the islands held by Russia was cancelled on 18 August. Fog kept the ship in port."
    assert not [t for t in types(text) if t[2] in {"SANCTION", "ACCUSE"}]


def test_joint_manoeuvres_are_cooperation() -> None:
    text = (
        "Russia and Japan held a joint exercise. The manoeuvres were held together with the Hyuga of Japan's "
        "Maritime Self-Defence Force."
    )
    assert {t[2] for t in types(text)} == {"COOPERATE"}


def test_a_boat_that_had_been_stopped_accuses_nobody() -> None:
    assert not types(
        "It had been stopped and inspected by the coast. The Border Service of Russia and Japan are neighbours."
    )


def test_what_is_agreed_is_planned_and_what_is_decreed_is_done() -> None:
    agreed = read("Japan and Russia agreed that General Valery Gerasimov of Russia should visit Japan in December.")
    assert {r.status for r in agreed if r.mode == "visit"} == {"planned"}
    banned = types("Russian nationals will be denied visas by Japan, the Foreign Ministry in Tokyo announced.")
    assert ("JPN", "RUS", "SANCTION", "happened") in banned


def test_plans_without_anything_to_say_are_left_out() -> None:
    assert not [t for t in types(HEAD + "They agreed to continue their dialogue.") if t[3] == "planned"]


def test_a_day_of_an_aside_is_not_the_day_of_the_act() -> None:
    text = (
        "Onodera of Japan (his forerunner Nukaga had been in Russia in 2006) visited Russia and asked the "
        "Russian side for restraint."
    )
    assert all(r.date.year == 2018 for r in read(text))
    praised = read("President Vladimir Putin of Russia praised the talks with Japan in May.", date(2018, 6, 22))
    assert all(r.date_basis == "publication" for r in praised if r.type == "SUPPORT")


def test_talk_after_a_call_is_part_of_the_call() -> None:
    text = "Prime Minister Shinzo Abe telephoned President Vladimir Putin on 30 July. They also discussed North Korea."
    found = read(text)
    assert {r.format for r in found if r.type == "CONSULT"} == {"call"}
    assert "North Korea" in {i for r in found for i in r.issues}


def test_deputies_make_no_ministers_meeting_and_a_commission_is_named() -> None:
    deputies = read("Deputy Foreign Ministers Igor Morgulov of Russia and Takeo Mori of Japan met in Tokyo on 20 July.")
    assert {r.format for r in deputies} == {"deputy ministers' talks"}
    text = (
        "Foreign Minister Taro Kono of Japan and Igor Shuvalov of Russia chaired the intergovernmental "
        "commission in Moscow on 20 July."
    )
    assert {r.format for r in read(text) if r.type == "CONSULT"} <= {"intergovernmental commission"}


def test_the_only_city_of_a_text_is_where_its_meeting_was() -> None:
    text = (
        "Shotaro Yachi of Japan held talks with Nikolai Patrushev of Russia on 30 July. He had arrived in "
        "Moscow a day earlier."
    )
    assert {r.place for r in read(text) if r.type == "CONSULT" and r.mode != "visit"} == {"Moscow"}


def test_offices_and_bodies_name_no_issue_and_answers_take_up_what_they_answer() -> None:
    text = (
        "Shotaro Yachi of Japan met Nikolai Patrushev, secretary of the Security Council of Russia, in Moscow"
        " on 30 July."
    )
    assert all("security" not in r.issues for r in read(text))
    text = "Japan lodged a protest with Russia over the deployment of fighters to Iturup. The Russian side rejected it."
    answers = [r for r in read(text) if r.type == "REJECT"]
    assert all("territorial dispute" in r.issues for r in answers)


def test_what_is_promised_is_not_done_yet() -> None:
    found = {(t[2], t[3]) for t in types("Moscow promised to help in the matter of the abducted Japanese.")}
    assert ("AGREE", "happened") in found and ("AID", "happened") not in found
