"""The map of a brief: where marks lie, what is named, and what it tells in words."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from detente.brief.atlas import Capital, Mark, centre_of, where_map
from detente.brief.check import check
from detente.brief.context import write
from detente.brief.model import Figure
from tests.brief_sample import sample

TOKYO, MOSCOW, LIMA = (
    Mark("Tokyo", 35.7, 139.7, 9, True),
    Mark("Moscow", 55.8, 37.6, 36, True),
    Mark("Lima", -12, -77, 1, False),
)


@pytest.mark.parametrize(
    ("longitudes", "middle", "span"),
    [([10.0, 30.0], 20.0, 20.0), ([170.0, -170.0], 180.0, 20.0), ([-77.0, 116.0], -160.5, 167.0), ([5.0], 5.0, 0.0)],
)
def test_the_shortest_way_round_the_globe(longitudes: list[float], middle: float, span: float) -> None:
    found = centre_of(longitudes)
    assert (found[0] - middle) % 360 in (pytest.approx(0), pytest.approx(360))
    assert found[1] == pytest.approx(span)


def circles(svg: str) -> list[tuple[float, float, float]]:
    return [
        (float(x), float(y), float(r))
        for x, y, r in re.findall(r'<circle cx="([-\d.]+)" cy="([-\d.]+)" r="([\d.]+)"', svg)
    ]


def test_marks_lie_as_on_the_globe_and_by_number_of_acts() -> None:
    svg, texts = where_map([TOKYO, MOSCOW, LIMA], [], width=720, height=300, key="k")
    moscow, tokyo, lima = circles(svg)
    assert texts == ["Moscow", "Tokyo", "Lima"]
    assert moscow[0] < tokyo[0], "the east is right"
    assert moscow[1] < tokyo[1] < lima[1], "the north is up"
    assert moscow[2] == pytest.approx(2 * tokyo[2]), "four times the acts, four times the area"
    assert all(0 < x < 720 and 0 < y < 300 for x, y, _ in (moscow, tokyo, lima))


@pytest.mark.parametrize("width", [350.0, 720.0])
def test_one_place_alone_and_names_that_find_no_room(width: float) -> None:
    svg, texts = where_map([MOSCOW], [Capital("Belarus", 53.9, 27.6)], width=width, height=300, key="k")
    assert texts == ["Belarus", "Moscow"] and circles(svg)[-1][:2] == pytest.approx((width / 2, 150))
    crowd = [Mark(f"Place number {n}", 50 + n / 100, 30 + n / 100, 40 - n, True) for n in range(40)]
    svg, texts = where_map(crowd, [], width=width, height=300, key="k")
    assert len(circles(svg)) == 40 and 1 <= len(texts) < 12


def test_the_briefs_map_says_what_is_on_it_and_what_is_not() -> None:
    brief = sample()
    (figure,) = [b for s in brief.sections for b in s.blocks if isinstance(b, Figure) and b.key == "where"]
    first = brief.inputs.mapped[0]
    assert figure.title.text == "Etorofu / Iturup is where the two act most", "both names, in the order of the pair"
    assert "Not on the map" in figure.note.text
    assert figure.data.rows[0][2].text == str(first.events)
    assert check(brief) == []
    assert brief.inputs.places is not None
    wrong = replace(brief, inputs=replace(brief.inputs, places=replace(brief.inputs.places, unplaced=999)))
    assert any("places.elsewhere" in line for line in check(wrong))


def test_without_places_there_is_no_map() -> None:
    brief = write(replace(sample().inputs, places=None))
    assert not [b for s in brief.sections for b in s.blocks if isinstance(b, Figure) and b.key == "where"]
