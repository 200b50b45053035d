"""Places: coordinates on the globe, known states, both names of disputed ones in the order of the pair."""

from __future__ import annotations

from collections import Counter

import pytest

from detente import actors, places
from detente.tables import fold

CODES = {state.iso3 for state in actors.states()}


@pytest.mark.parametrize("known", places.places(), ids=lambda known: known.name)
def test_each_place_is_whole(known: places.Place) -> None:
    assert -90 <= known.lat <= 90 and -180 <= known.lon <= 180
    assert known.kind in {"capital", "city", "region", "sea", "site"}
    assert known.state is None or known.state in CODES
    assert set(known.claimed_by) <= CODES and set(known.neutral) <= CODES
    assert all(known.aliases) and places.place(known.name) is known


def test_no_name_stands_for_two_places() -> None:
    shared = Counter(key for known in places.places() for key in {fold(n) for n in (known.name, *known.aliases)})
    assert [name for name, count in shared.items() if count > 1] == []


def test_every_capital_has_its_place() -> None:
    for state in actors.states():
        if state.region:
            found = places.place(state.capital)
            assert found is not None, state.capital
            assert found.state in (state.iso3, None), (state.capital, found)


@pytest.mark.parametrize(
    ("name", "state", "lat", "lon"),
    [
        ("Moscow", "RUS", 55.75, 37.62), ("Tokyo", "JPN", 35.68, 139.69), ("Beijing", "CHN", 39.90, 116.40),
        ("Washington", "USA", 38.90, -77.04), ("St. Petersburg", "RUS", 59.94, 30.31), ("Riyadh", "SAU", 24.71, 46.68),
        ("Vladivostok", "RUS", 43.12, 131.89), ("Helsinki", "FIN", 60.17, 24.94), ("Singapore", "SGP", 1.35, 103.82),
        ("Panmunjom", None, 37.96, 126.68), ("the Arctic", "-", 75, 0), ("Bogota", "COL", 4.7, -74.1),
        ("ウラジオストク", "RUS", 43.12, 131.89), ("Владивосток", "RUS", 43.12, 131.89), ("Kiev", "UKR", 50.45, 30.52),
    ],
)  # fmt: skip
def test_places_are_where_they_are(name: str, state: str | None, lat: float, lon: float) -> None:
    found = places.place(name)
    assert found is not None
    assert abs(found.lat - lat) <= 0.15 and abs(found.lon - lon) <= 0.15
    assert state == "-" or found.state == state


@pytest.mark.parametrize("name", ["Northeast Asia", "Arctic", "Indo-Pacific", "Sea of Japan", "Yamal", "Kamchatka"])
def test_regions_of_the_first_scene(name: str) -> None:
    found = places.place(name)
    assert found is not None and found.kind in {"region", "sea"}


@pytest.mark.parametrize(
    ("name", "a", "b", "said"),
    [
        ("Southern Kurils", "JPN", "RUS", "Northern Territories / Southern Kurils"),
        ("Northern Territories", "RUS", "JPN", "Southern Kurils / Northern Territories"),
        ("Dokdo", "JPN", "KOR", "Takeshima / Dokdo"),
        ("Senkaku", "CHN", "JPN", "Diaoyu Islands / Senkaku Islands"),
        ("Sea of Japan", "KOR", "JPN", "East Sea / Sea of Japan"),
        ("Iturup", "JPN", "RUS", "Etorofu / Iturup"),
        ("Shikotan", "JPN", "RUS", "Shikotan"),
        ("Northern Territories", "USA", "CHN", "Northern Territories"),
        ("Moscow", "JPN", "RUS", "Moscow"),
        ("Atlantis", "JPN", "RUS", "Atlantis"),
    ],
)
def test_both_names_in_the_order_of_the_pair(name: str, a: str, b: str, said: str) -> None:
    assert places.pair_name(name, a, b) == said


def test_an_unknown_place_is_none() -> None:
    assert places.place("Atlantis") is None
