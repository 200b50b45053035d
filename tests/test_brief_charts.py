"""The charts: labels that do not meet, gaps that show, and drawings that are sound SVG."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET  # our own drawings, not foreign XML
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.brief import charts
from detente.brief.charts import AgendaBar, TurnMark
from detente.brief.lanes import lanes
from detente.brief.model import Figure
from detente.brief.svg import SMALL, Svg, fit, text_width
from detente.measures.relation import bands
from tests.brief_sample import sample

SVG = "{http://www.w3.org/2000/svg}"


def figures() -> dict[str, Figure]:
    return {block.key: block for part in sample().sections for block in part.blocks if isinstance(block, Figure)}


@pytest.mark.parametrize("key", ["gauge", "relation", "agenda"])
def test_every_chart_is_sound_drawn_twice_and_has_title_note_description_and_data(key: str) -> None:
    figure = figures()[key]
    for svg, width in ((figure.wide, 720), (figure.narrow, 350)):
        root = ET.fromstring(svg)
        assert root.get("viewBox", "").split()[2] == str(width)
        for text in root.iter(f"{SVG}text"):
            assert 0 <= float(text.get("x", "0")) <= width
        assert "nan" not in svg and "inf" not in svg
    assert figure.title.text and figure.subtitle.text and figure.description.text and figure.data.rows


def test_texts_of_the_gauge_do_not_meet() -> None:
    for svg in (figures()["gauge"].wide, figures()["gauge"].narrow):
        assert_apart(svg)


def assert_apart(svg: str) -> None:
    """No two lines of text of a drawing overlap."""
    boxes = []
    for text in ET.fromstring(svg).iter(f"{SVG}text"):
        size, x, y = (float(text.get(k, "0")) for k in ("font-size", "x", "y"))
        wide = text_width("".join(text.itertext()), size)
        left = {"start": x, "middle": x - wide / 2, "end": x - wide}[text.get("text-anchor", "start")]
        boxes.append((left, left + wide, y - 0.7 * size, y, "".join(text.itertext())))
    for n, one in enumerate(boxes):
        for other in boxes[n + 1 :]:
            apart = one[1] <= other[0] or other[1] <= one[0] or one[3] <= other[2] or other[3] <= one[2]
            assert apart, (one, other)


def test_stretches_without_data_are_hatched_and_the_line_breaks_there() -> None:
    wide = figures()["relation"].wide
    assert "line-wide-hatch" in wide and "url(#line-wide-hatch)" in wide
    lines = [path for path in re.findall(r'<path d="[^"]*"[^>]*>', wide) if 'class="c-accent"' in path]
    assert len(lines) == 2


def test_the_last_value_is_labelled_and_bands_are_named() -> None:
    shown = sample().inputs.points[-1].value
    assert shown is not None
    for svg in (figures()["relation"].wide, figures()["relation"].narrow):
        assert f">+{shown:.1f}</text>" in svg
        assert ">correct</text>" in svg


def test_turns_carry_what_happened_when_wide_and_their_letter_when_narrow() -> None:
    figure = figures()["relation"]
    assert '<tspan font-weight="bold">A</tspan> summit in Vladivostok</text>' in figure.wide
    assert re.search(r"<text[^>]*>A</text>", figure.narrow)


labels = st.lists(
    st.tuples(st.floats(30, 600), st.text("abcdefghijklmnop ", min_size=1, max_size=40)), min_size=1, max_size=12
)


@given(labels)
def test_labels_of_turns_meet_neither_each_other_nor_their_leaders(marks: list[tuple[float, str]]) -> None:
    marks.sort()
    xs = [x for x, _ in marks]
    texts = [f"{'ABCDEFGHIJKLM'[n]} {text}" for n, (_, text) in enumerate(marks)]
    placed = lanes(texts, xs, 716)
    spans = []
    for (text, lane, anchor), x in zip(placed, xs, strict=True):
        wide = text_width(text, SMALL)
        left = {"start": x - 3, "middle": x - wide / 2, "end": x + 3 - wide}[anchor]
        spans.append((left, left + wide, lane, x, anchor))
    for n, (left, right, lane, _, anchor) in enumerate(spans):
        assert right <= 720 and left >= 0
        for m, (other_left, other_right, other_lane, x, other_anchor) in enumerate(spans):
            if n == m or "middle" in (anchor, other_anchor):
                continue
            assert not (lane == other_lane and left < other_right - 6 and other_left < right - 6)
            assert not (left + 4 < x < right - 4 and lane <= other_lane)


@given(st.lists(st.floats(-10, 10), min_size=1, max_size=40), st.floats(0, 5))
def test_any_line_can_be_drawn(values: list[float], half: float) -> None:
    start = sample().inputs.points[0]
    points = [
        replace(
            start, date=date(2016, 1, 31) + timedelta(days=30 * n), value=v,
            low=max(v - half, -10.0), high=min(v + half, 10.0),
        )
        for n, v in enumerate(values)
    ]  # fmt: skip
    mark = TurnMark("A", points[0].date, points[0].date, points[-1].date, "talks <in> “here” & there")
    for width in (720.0, 350.0):
        svg, _ = charts.relation_line(points, bands(), [], [mark], width=width, key="x")
        ET.fromstring(svg)
        svg, _ = charts.gauge(bands(), values[0], points[0].low or 0, points[0].high or 0, None, width=width, key="y")
        assert_apart(svg)


def test_hostile_names_stay_text() -> None:
    bar = AgendaBar("<script>alert(1)</script>", "Other", 0.5, "50 %", 1.0, None, "shared")
    svg, _ = charts.agenda_bars([bar], "<b>", '"', (-10, 10), width=720, key="z")
    ET.fromstring(svg)
    assert "<script" not in svg and "<b>" not in svg


def test_long_names_are_cut() -> None:
    assert fit("economic cooperation", 11, 60) == "economic…"
    assert fit("talks", 11, 60) == "talks"


def test_a_hatch_is_defined_once() -> None:
    svg = Svg(10, 10, "k")
    assert svg.hatch() == svg.hatch() == "url(#k-hatch)"
    assert svg.done().count("<pattern") == 1
