"""Texts into reports: who did what to whom, when, where, in what form, and how real it is."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detente import ontology
from detente.coding import CODER, code, code_all
from detente.events import Report
from detente.reading.document import Document

DAY = date(2018, 7, 31)


def read(text: str, published: date | None = DAY, title: str | None = None, precision: str = "day") -> list[Report]:
    return code(Document("memory:text", text, title=title, published=published, published_precision=precision))


def only(text: str, published: date | None = DAY, title: str | None = None, **wanted: object) -> Report:
    """The one report with the wanted values."""
    reports = read(text, published, title)
    found = [r for r in reports if all(getattr(r, name) == value for name, value in wanted.items())]
    assert len(found) == 1, [r.to_dict() for r in reports]
    return found[0]


def test_a_meeting_is_one_reciprocal_report() -> None:
    report = only(
        "Prime Minister Shinzo Abe met President Vladimir Putin in Singapore on 14 November 2018.", date(2018, 11, 15)
    )
    assert (report.source, report.target, report.type, report.reciprocal) == ("JPN", "RUS", "CONSULT", True)
    assert (report.date, report.precision, report.date_basis) == (date(2018, 11, 14), "day", "text")
    assert (report.format, report.place, report.status) == ("summit", "Singapore", "happened")
    assert report.participants == ("Shinzo Abe", "Vladimir Putin")
    assert report.coder.split(", ")[0] == CODER


def test_three_that_meet_make_three_pairs() -> None:
    reports = read("Japan, South Korea and China held talks in Tokyo on 9 May 2018.")
    assert {frozenset((r.source, r.target)) for r in reports} == {
        frozenset(("JPN", "KOR")), frozenset(("JPN", "CHN")), frozenset(("KOR", "CHN")),
    }  # fmt: skip
    assert all(r.reciprocal and r.type == "CONSULT" for r in reports)


def test_many_that_meet_one_do_not_meet_each_other() -> None:
    reports = read(
        "The foreign ministers of Japan and South Korea met United States Secretary of State Mike Pompeo on 8 July."
    )
    assert {frozenset((r.source, r.target)) for r in reports} == {frozenset(("JPN", "USA")), frozenset(("KOR", "USA"))}


def test_a_visit_has_a_direction() -> None:
    report = only("Russian Foreign Minister Sergei Lavrov visited Tokyo on 21 March 2018.", mode="visit")
    assert (report.source, report.target, report.place, report.format) == ("RUS", "JPN", "Tokyo", "visit")


def test_a_host_receives() -> None:
    report = only(
        "Prime Minister Shinzo Abe received Russian Foreign Minister Sergei Lavrov on 21 March 2018.", mode="host"
    )
    assert (report.source, report.target) == ("JPN", "RUS")


def test_a_journey_at_home_is_none() -> None:
    assert read("President Vladimir Putin visited Vladivostok on 6 September 2017.") == []


@pytest.mark.parametrize(
    ("text", "source", "target", "type"),
    [
        ("The Russian Foreign Ministry criticised Japan's plans for missile defence.", "RUS", "JPN", "ACCUSE"),
        ("Japan lodged a protest with Russia over the exercise.", "JPN", "RUS", "ACCUSE"),
        ("A protest was filed with the Russian embassy by Japan.", "JPN", "RUS", "ACCUSE"),
        ("China's Foreign Ministry summoned the Japanese ambassador.", "CHN", "JPN", "ACCUSE"),
        ("The United States imposed sanctions on Russia.", "USA", "RUS", "COERCE"),
        ("Moscow accused Washington of hypocrisy.", "RUS", "USA", "ACCUSE"),
        ("Foreign Minister Taro Kono urged North Korea to give up its weapons.", "JPN", "PRK", "REQUEST"),
        ("China demanded that Japan withdraw the remark.", "CHN", "JPN", "REQUEST"),
        ("Russia rejected the proposal of Japan.", "RUS", "JPN", "REJECT"),
        ("President Donald Trump praised South Korea.", "USA", "KOR", "SUPPORT"),
        ("Russia suspended the negotiations with Japan.", "RUS", "JPN", "SANCTION"),
        ("The United States expelled Russian diplomats.", "USA", "RUS", "SANCTION"),
        ("North Korea threatened the United States.", "PRK", "USA", "THREATEN"),
        ("Japan invited President Vladimir Putin.", "JPN", "RUS", "AGREE"),
        ("Two Russian bombers flew into Japanese airspace.", "RUS", "JPN", "MOBILIZE"),
        ("Japan lifted its sanctions against North Korea.", "JPN", "PRK", "YIELD"),
    ],
)
def test_directed_acts(text: str, source: str, target: str, type: str) -> None:
    report = only(text, type=type)
    assert (report.source, report.target, report.status, report.reciprocal) == (source, target, "happened", False)


@pytest.mark.parametrize(
    ("text", "status", "day"),
    [
        ("Abe will meet Putin in Vladivostok on 10 September.", "planned", date(2018, 9, 10)),
        ("The two sides plan talks between Japan and Russia in October.", "planned", date(2018, 10, 1)),
        ("Abe and Putin are to meet in Vladivostok in September.", "planned", date(2018, 9, 1)),
        ("Japan and Russia may hold talks in October.", "hypothetical", None),
        ("Abe did not meet Putin on 3 July.", "denied", date(2018, 7, 3)),
        ("Putin called for talks between Japan and Russia.", "called for", None),
    ],
)
def test_status(text: str, status: str, day: date | None) -> None:
    found = [
        r
        for r in read(f"Shinzo Abe of Japan and Vladimir Putin of Russia know each other. {text}")
        if r.status == status
    ]
    assert found and all(r.type == "CONSULT" and {r.source, r.target} == {"JPN", "RUS"} for r in found)
    assert day is None or found[0].date == day


def test_each_other_goes_both_ways() -> None:
    report = only("The United States and China criticised each other.")
    assert (report.source, report.target, report.type, report.reciprocal) == ("USA", "CHN", "ACCUSE", True)


def test_agreeing_to_meet_is_an_agreement_and_a_plan() -> None:
    reports = read("President Putin and Prime Minister Abe agreed on 26 May to meet in Vladivostok in September.")
    assert [(r.type, r.status, r.date) for r in reports] == [
        ("AGREE", "happened", date(2018, 5, 26)),
        ("CONSULT", "planned", date(2018, 9, 1)),
    ]


def test_nothing_happens_after_publication() -> None:
    text = "The defence ministers of Japan and Russia meet in Moscow on 3 August. They met there on 31 July."
    assert [r.status for r in read(text)] == ["planned", "happened"]


def test_who_is_quoted_has_the_voice() -> None:
    report = only(
        "Foreign Minister Sergei Lavrov said that Japan had violated the agreement with Russia.", type="ACCUSE"
    )
    assert report.voice == "Sergei Lavrov"
    report = only("Russia criticised Japan, according to the Kremlin.", type="ACCUSE")
    assert report.voice == "Kremlin"


def test_pronouns_and_both_sides() -> None:
    text = (
        "Foreign Ministers Taro Kono of Japan and Sergei Lavrov of Russia met in Tokyo on 21 March 2018. "
        "He criticised nobody. The two sides agreed to meet again in Moscow on 31 July."
    )
    plan = only(text, type="CONSULT", status="planned", published=date(2018, 3, 21))
    assert (plan.source, plan.target, plan.date, plan.place) == ("JPN", "RUS", date(2018, 7, 31), "Moscow")


def test_a_new_name_is_learnt() -> None:
    text = "Deputy Foreign Minister Ivan Testov of Russia came to Tokyo on 3 July. Testov criticised Japan."
    report = only(text, type="ACCUSE")
    assert (report.source, report.source_actor) == ("RUS", "Ivan Testov")


def test_two_plus_two_first_and_people() -> None:
    text = (
        "The foreign and defence ministers of Japan and Russia held their first 2+2 in Moscow on 31 July 2018. "
        "Itsunori Onodera became the first Japanese defence minister to visit Moscow."
    )
    reports = read(text)
    assert reports[0].format == "2+2"
    assert reports[0].firsts == ("first 2+2 in Moscow",)
    visit = next(r for r in reports if r.mode == "visit")
    assert visit.firsts == ("first Japanese defence minister to visit Moscow",)


def test_a_call_by_telephone() -> None:
    report = only("In a telephone conversation on 10 July Putin congratulated Prime Minister Abe.", cameo="041")
    assert (report.mode, report.format, report.reciprocal) == ("phone", "call", True)


def test_a_joint_exercise_cooperates_and_a_lone_one_does_not() -> None:
    joint = only("Japan and Russia held a joint exercise off Vladivostok on 3 July.", type="COOPERATE")
    assert (joint.format, joint.reciprocal) == ("exercise", True)
    lone = only("Russia began an exercise on Iturup on 3 July. Japan complained to Russia.", type="MOBILIZE")
    assert (lone.source, lone.target) == ("RUS", "JPN")


def test_issues_and_place() -> None:
    report = only(
        "Abe and Putin discussed a peace treaty and the Northern Territories in Sochi on 6 May 2016.", type="CONSULT"
    )
    assert {"peace treaty", "territorial dispute"} <= set(report.issues)
    assert (report.place, report.place_state) == ("Sochi", "RUS")
    assert report.lat is not None and report.lon is not None


def test_a_named_occasion_is_known() -> None:
    report = only("The Helsinki Summit on July 16 changed little.", occasion="Helsinki Summit")
    assert {report.source, report.target} == {"USA", "RUS"}
    assert (report.date, report.place, report.format) == (date(2018, 7, 16), "Helsinki", "summit")


def test_dates_carry_on_within_the_text() -> None:
    text = "Abe met Putin in Moscow on 26 May 2018. Putin praised Japan."
    report = only(text, type="SUPPORT", published=date(2018, 5, 27))
    assert (report.date, report.date_basis) == (date(2018, 5, 26), "text")
    report = only("Putin praised Japan.", type="SUPPORT")
    assert (report.date, report.date_basis) == (DAY, "publication")


def test_a_month_of_publication_bounds_the_date() -> None:
    report = read("Russia criticises Japan.", date(2018, 8, 1), precision="month")[0]
    assert (str(report.date), str(report.date_end), report.precision) == ("2018-08-01", "2018-08-31", "month")


def test_reports_are_of_the_ontology_and_quote_the_text() -> None:
    text = "# Talks\n\nJapan criticised Russia. Abe met Putin.\n\n- China praised Russia on 3 July 2018.\n"
    document = Document("memory:text", text, published=DAY)
    reports = code(document)
    assert len(reports) == 3
    for report in reports:
        assert report.type in ontology.TYPES and report.quad == ontology.quad(report.type)
        assert report.start is not None and report.end is not None
        assert text[report.start : report.end] == report.passage
        assert report.document == document.id


def test_documents_never_bear_on_one_another() -> None:
    texts = [
        "Abe met Putin on 3 May 2018.",
        "Both sides signed an agreement.",
        "Deputy Minister Ivan Testov of Russia met Abe.",
        "Testov criticised Japan.",
    ]
    documents = [Document(f"memory:{i}", text, published=DAY) for i, text in enumerate(texts)]
    together = {document.uri: reports for document, reports in code_all(documents)}
    backwards = {document.uri: reports for document, reports in code_all(reversed(documents))}
    assert together == backwards == {document.uri: code(document) for document in documents}
    assert together["memory:1"] == [] and together["memory:3"] == []


def test_no_date_at_all_is_no_report() -> None:
    assert read("Japan criticised Russia.", None) == []


HOSTILE = [
    "Japan " * 20000,
    "(" * 30000 + "Japan met Russia" + ")" * 30000,
    "“‘" * 10000 + "Abe met Putin." + "’”" * 10000,
    "Abe met Putin" + "\x00\x07\u202e" * 5000 + " in Moscow.",
    "Russian Foreign Minister " * 5000,
    "a" * 200000,
    "Japan and " * 10000 + "Russia met.",
    "\n" * 100000,
    "Abe, who heads " * 5000,
    "Mr. " * 30000,
    "; ".join(["Japan criticised Russia"] * 2000),
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_texts_come_to_an_end(text: str) -> None:
    for report in read(text):
        assert report.start is not None and text[report.start : report.end] == report.passage


WORDS = (
    "Japan Russia Abe Putin met said that visited Tokyo Moscow the two sides agreed to on 3 May 2018 not will ( ) “ ” "
    ", . ; \n of Minister Foreign Russian talks between and with"
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(WORDS.split(" ")), max_size=40))
def test_any_order_of_words(words: list[str]) -> None:
    text = " ".join(words)
    for report in read(text):
        assert text[report.start : report.end] == report.passage
        assert report.source != report.target
        assert not (report.status == "happened" and report.date > DAY)
