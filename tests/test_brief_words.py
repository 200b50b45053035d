"""How figures, dates and findings are worded, and the rules for the templates themselves."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente import ontology
from detente.brief import words
from detente.brief.check import CAUSES, FIGURE
from detente.brief.model import Style, join_words
from detente.brief.sections.head import differ, find
from detente.brief.sentences import templates
from detente.measures.coverage import month_ends
from detente.measures.relation import RelationPoint, band


@pytest.mark.parametrize(
    ("value", "style", "unit", "shown"),
    [
        (3.14159, "index", "", "+3.1"),
        (-0.04, "index", "", "0.0"),
        (-2.0, "index", "", "−2.0"),
        (-2.0, "amount", "", "2.0"),
        (0.2713, "part", "", "+0.27"),
        (-1.249, "part", "", "−1.2"),
        (10.0, "scale", "", "+10"),
        (0.553, "share", "%", "55\u00a0%"),
        (0.0553, "share", "%", "5.5\u00a0%"),
        (1.0, "share", "%", "100\u00a0%"),
        (0.0, "share", "%", "0\u00a0%"),
        (0.934, "probability", "", "0.93"),
        (0.9999, "probability", "", "above 0.99"),
        (0.0001, "probability", "", "below 0.01"),
        (1, "count", "event", "1 event"),
        (1412, "count", "event", "1,412 events"),
        (2, "count", "turning point", "2 turning points"),
        (2, "count", "stretch", "2 stretches"),
        (3, "count", "day", "3 days"),
        (0, "plain", "", "0"),
    ],
)
def test_a_figure(value: float, style: Style, unit: str, shown: str) -> None:
    assert words.shown_number(value, style, unit) == shown


@given(st.floats(-10, 10))
def test_an_index_has_at_most_two_digits_that_tell_below_ten(value: float) -> None:
    shown = words.shown_number(value, "index", "")
    assert abs(float(shown.replace("−", "-")) - value) <= 0.05 + 1e-9
    assert len(re.sub(r"[^0-9]", "", shown)) <= (3 if abs(value) > 9.9 else 2)


@pytest.mark.parametrize(
    ("start", "end", "precision", "shown"),
    [
        (date(2018, 7, 31), None, "day", "31 July 2018"),
        (date(2018, 5, 1), None, "month", "May 2018"),
        (date(2013, 1, 1), None, "year", "2013"),
        (date(2018, 9, 11), date(2018, 9, 13), "day", "11 to 13 September 2018"),
        (date(2018, 8, 30), date(2018, 9, 2), "day", "30 August to 2 September 2018"),
        (date(2017, 12, 30), date(2018, 1, 2), "day", "30 December 2017 to 2 January 2018"),
        (date(2017, 3, 1), date(2017, 4, 30), "month", "March to April 2017"),
        (date(2017, 12, 1), date(2018, 1, 31), "month", "December 2017 to January 2018"),
        (date(2018, 1, 1), date(2020, 12, 31), "year", "2018 to 2020"),
    ],
)
def test_a_date(start: date, end: date | None, precision: str, shown: str) -> None:
    assert words.day(start, end, precision).shown == shown


@given(st.dates(date(1816, 1, 1), date(2100, 1, 1)))
def test_a_day_is_printed_so_that_it_can_be_read_back(when: date) -> None:
    from datetime import datetime

    assert datetime.strptime(words.day(when).shown, "%d %B %Y").date() == when


@given(st.text())
def test_foreign_text_is_one_line_without_marks_that_hide_or_turn_it(text: str) -> None:
    shown = words.clean(text)
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]", shown)
    assert words.clean(shown) == shown


def test_several_names_are_joined() -> None:
    assert [join_words(list(letters)) for letters in ("", "a", "ab", "abc")] == ["", "a", "a and b", "a, b and c"]


def test_states_have_their_article() -> None:
    assert words.state_name("USA") == "the United States"
    assert words.state_name("JPN") == "Japan"


def test_languages_have_names() -> None:
    assert [words.language_name(code) for code in ("en", "xx")] == ["English", "xx"]


def test_every_act_of_the_ontology_has_a_noun() -> None:
    for kind in ontology.TYPES:
        for mode in (None, *ontology.modes(kind)):
            assert words.noun(kind, mode)
            assert words.short_noun(kind, mode)


def test_every_template_is_used() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in Path(words.__file__).parent.rglob("*.py"))
    for key in templates():
        assert f'"{key}"' in code or re.fullmatch(r"finding\.(warmer|cooler|level)_(since|ever|year|month)", key), key


def test_no_template_holds_a_figure_or_claims_a_cause() -> None:
    for key, template in templates().items():
        own = re.sub(r"\{\w+\}", "", template)
        assert not CAUSES.search(own), key
        assert not FIGURE.search(re.sub(r"section \d", "", own)), key


ADJECTIVES = re.compile(r"\b(aggressive|hostile|friendly|weak|strong|important|great|bad|good|unprecedented)\b")


def test_no_template_has_adjectives_of_its_own() -> None:
    for key, template in templates().items():
        assert not ADJECTIVES.search(template), key


# The finding ----------------------------------------------------------------------------------------------------


def line(values: Sequence[float | None], half: float = 0.5, since: date = date(2012, 12, 1)) -> list[RelationPoint]:
    """Months with values and an interval of the same width round each."""
    ends = month_ends(since, date(2030, 1, 1))[: len(values)]
    return [
        RelationPoint(end, v, v - half, v + half, band(v), max(v, 0.0), min(v, 0.0), 0.0, 3, 3, True)
        for end, v in zip(ends, values, strict=True)
        if v is not None
    ]


def said(points: list[RelationPoint]) -> tuple[str, str | None, str | None, str | None]:
    year_ago = points[-13] if len(points) > 12 else None
    found = find(points, year_ago)
    assert found is not None
    month = words.month(found.month).shown if found.month else None
    return found.first, month, found.second, words.month(found.since).shown if found.since else None


def test_warmer_than_at_any_time_since_and_flat_since() -> None:
    values = [3.0] * 16 + [0.0] * 49 + [2.6] * 4  # December 2012 on; the fall in April 2014; up in May 2018
    assert said(line(values)) == ("finding.warmer_since", "March 2014", "finding.flat", "May 2018")


def test_cooler_than_at_any_time_since_and_falling() -> None:
    values = [-3.0] * 12 + [2.0] * 30 + [1.0, 0.0, -1.0, -2.8]
    assert said(line(values)) == ("finding.cooler_since", "November 2013", "finding.falling", "May 2016")


def test_warmer_than_ever_in_this_record() -> None:
    assert said(line([0.0] * 24 + [2.0] * 3))[:2] == ("finding.warmer_ever", "December 2012")


def test_nothing_differs_from_now() -> None:
    assert said(line([1.0, 1.2, 0.9] * 10)) == ("finding.unchanged", "December 2012", None, None)


def test_a_slow_rise_inside_the_interval_is_no_clear_change_and_not_flat() -> None:
    values = [0.0] * 20 + [4.0, 4.0] + [1.0 + 0.1 * n for n in range(9)]
    *_, second, since = said(line(values, half=1.0))
    assert (second, since) == ("finding.unclear", "October 2014")


def test_a_claim_does_not_hang_on_overlapping_intervals() -> None:
    values = [0.0] * 24 + [0.9]
    first, *_ = said(line(values, half=1.0))
    assert first == "finding.unchanged"


def test_a_year_before_is_compared_where_nothing_further_can_be_said() -> None:
    values = [2.0, 0.0] * 10 + [0.0, 2.0] * 6 + [2.0]
    assert said(line(values))[0] in {"finding.warmer_year", "finding.level_year", "finding.cooler_year"}


def test_a_young_record_says_its_band_only() -> None:
    assert said(line([0.0, 1.0, 2.0]))[:2] == ("finding.young", None)


def test_where_a_year_before_is_no_different_the_month_before_the_change_is_named() -> None:
    assert said(line([0.0] * 20 + [2.0] * 20)) == (
        "finding.warmer_ever",
        "December 2012",
        "finding.flat",
        "August 2014",
    )
    values = [2.0] * 3 + [0.0] * 3 + [2.0] * 20
    assert said(line(values)) == ("finding.warmer_month", "May 2013", "finding.flat", "June 2013")


def test_no_points_no_finding() -> None:
    assert find([], None) is None


@given(st.lists(st.floats(-10, 10), min_size=1, max_size=60), st.floats(0.1, 3))
def test_a_finding_never_claims_what_the_intervals_do_not_carry(values: list[float], half: float) -> None:
    points = line(list(values), half)
    found = find(points, points[-13] if len(points) > 12 else None)
    assert found is not None
    if found.first in ("finding.warmer_since", "finding.cooler_since"):
        sign = 1 if "warmer" in found.first else -1
        end = found.since if found.second in ("finding.flat", "finding.unclear") else points[-1].date
        between = [p for p in points if found.month < p.date < end]  # type: ignore[operator]
        assert between
        assert all(differ(points[-1], p) == sign for p in between)
    if found.second in ("finding.flat", "finding.unclear"):
        assert all(differ(points[-1], p) == 0 for p in points if p.date >= found.since)  # type: ignore[operator]
