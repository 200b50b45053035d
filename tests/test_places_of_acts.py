"""Where a pair acts: by place, by region, on a map, and what is nowhere."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from detente import Error
from detente.cli import cli
from detente.events import Coverage, Source
from detente.measures.places import where
from detente.record import Store
from tests.made import events_table, report

SINCE, UNTIL = date(2018, 1, 1), date(2018, 12, 31)
MOSCOW: dict[str, Any] = {"place": "Moscow", "place_state": "RUS", "lat": 55.75, "lon": 37.62}
TOLD = [
    report("2018-03-01", "CONSULT", **MOSCOW),
    report("2018-07-31", "ACCUSE", **MOSCOW),
    report("2018-05-01", "CONSULT", place="Tokyo", place_state="JPN", lat=35.68, lon=139.69),
    report("2018-06-01", "ACCUSE"),
    report("2018-09-01", "CONSULT", status="planned", **MOSCOW),
]


def test_places_regions_and_what_is_nowhere() -> None:
    found = where(events_table(TOLD), "JPN", "RUS", SINCE, UNTIL)
    assert [(p.place, p.state, p.events, p.last) for p in found.places] == [
        ("Moscow", "RUS", 2, date(2018, 7, 31)), ("Tokyo", "JPN", 1, date(2018, 5, 1)),
    ]  # fmt: skip
    assert found.unplaced == 1  # and the plan is no act yet
    regions = {r.region: r.events for r in found.regions}
    assert regions["Northeast Asia"] == 3
    assert regions["Arctic"] == 2
    assert found.places[0].tone < found.places[1].tone


def test_a_map_of_points(tmp_path: Path) -> None:
    path, target = tmp_path / "r.duckdb", tmp_path / "where.geojson"
    with Store(path) as store:
        store.add(Source("made", "feed", coverage=(Coverage("made", SINCE, UNTIL),)), [(None, TOLD)])
    done = CliRunner().invoke(cli, ["places", "JPN", "RUS", "--record", str(path), "-o", str(target)])
    assert done.exit_code == 0, done.output
    collection = json.loads(target.read_text(encoding="utf-8"))
    assert collection["type"] == "FeatureCollection"
    first = collection["features"][0]
    assert first["geometry"]["coordinates"] == pytest.approx([37.62, 55.75], abs=0.01)
    assert first["properties"]["place"] == "Moscow" and first["properties"]["events"] == 2


def test_what_has_no_places_is_not_written_as_a_map(tmp_path: Path) -> None:
    path, target = tmp_path / "r.duckdb", tmp_path / "where.geojson"
    with Store(path) as store:
        store.add(Source("made", "feed", coverage=(Coverage("made", SINCE, UNTIL),)), [(None, TOLD)])
    asked = ["relation", "JPN", "RUS", "--record", str(path), "-o", str(target)]
    with pytest.raises(Error, match="has no places"):
        CliRunner().invoke(cli, asked, catch_exceptions=False)
    assert not target.exists()
    asked[0] = "events"
    assert CliRunner().invoke(cli, asked).exit_code == 0
    features = json.loads(target.read_text(encoding="utf-8"))["features"]
    assert {feature["properties"]["type"] for feature in features} <= {row.type for row in TOLD} and features
