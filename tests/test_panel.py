"""The panel of directed dyads: counts, zeros where something was loaded, nothing where nothing was."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from detente import Error
from detente.api import Record
from detente.cli import cli
from detente.events import Coverage, Source
from detente.measures.panel import periods
from detente.record import Store
from tests.made import report


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    told = [
        report("2018-01-10", "CONSULT", source="JPN", target="RUS", reciprocal=True),
        report("2018-01-20", "ACCUSE", source="JPN", target="RUS"),
        report("2018-04-02", "SANCTION", source="RUS", target="UKR"),
    ]
    covered = (
        Coverage("made", date(2018, 1, 1), date(2018, 2, 28)),
        Coverage("made", date(2018, 4, 1), date(2018, 4, 30)),
    )
    with Store(tmp_path / "r.duckdb") as store:
        store.add(Source("made", "feed", coverage=covered), [(None, told)])
    with Record(tmp_path / "r.duckdb") as opened:
        yield opened


def test_counts_zeros_and_what_is_missing(record: Record) -> None:
    rows = {(r["source"], r["target"], r["period"].month): r for r in record.panel().rows()}
    assert len(rows) == 3 * 4  # JPN>RUS, RUS>JPN, RUS>UKR; January to April
    first = rows["JPN", "RUS", 1]
    assert (first["events"], first["consult"], first["accuse"], first["verbal_conflict"]) == (2, 1, 1, 1)
    assert rows["RUS", "JPN", 1]["events"] == rows["RUS", "JPN", 1]["consult"] == 1  # the meeting was theirs as well
    assert rows["JPN", "RUS", 2]["events"] == 0 and rows["JPN", "RUS", 2]["covered"] == 1
    unknown = rows["JPN", "RUS", 3]
    assert unknown["covered"] == 0 and unknown["events"] is None and unknown["index"] is None
    assert rows["RUS", "UKR", 4]["sanction"] == rows["RUS", "UKR", 4]["material_conflict"] == 1
    assert first["index"] == rows["RUS", "JPN", 1]["index"] is not None
    assert (first["source_cow"], first["target_cow"], first["source_gw"]) == (740, 365, 740)


def test_the_index_is_that_of_relation(record: Record) -> None:
    rows = {(r["source"], r["target"], r["period"].month): r for r in record.panel().rows()}
    points = {p.date.month: p for p in record.relation("JPN", "RUS", since="2018-01", until="2018-04").points}
    for month in (1, 2, 4):
        assert rows["JPN", "RUS", month]["index"] == pytest.approx(points[month].value, abs=1e-9)
    assert points[3].value is None


def test_a_year_holds_its_months(record: Record) -> None:
    months, years = record.panel().rows(), record.panel(every="year").rows()
    assert sum(r["events"] or 0 for r in months) == sum(r["events"] for r in years) == 4
    assert [(r["period"], r["until"]) for r in years][:1] == [(date(2018, 1, 1), date(2018, 12, 31))]


def test_periods_touch_both_ends() -> None:
    assert periods(date(2017, 12, 5), date(2018, 2, 1), "month") == [
        (date(2017, 12, 1), date(2017, 12, 31)), (date(2018, 1, 1), date(2018, 1, 31)),
        (date(2018, 2, 1), date(2018, 2, 28)),
    ]  # fmt: skip


def test_pandas_and_polars_read_the_file_back(record: Record, tmp_path: Path) -> None:
    pandas, polars = pytest.importorskip("pandas"), pytest.importorskip("polars")
    file, path = tmp_path / "panel.parquet", record.path
    record.close()
    done = CliRunner().invoke(cli, ["export", "panel", "--record", str(path), "-o", str(file)])
    assert done.exit_code == 0, done.output
    frame, other = pandas.read_parquet(file), polars.read_parquet(file)
    assert list(frame.columns) == other.columns
    assert len(frame) == other.height == 12
    assert frame["events"].isna().sum() == other["events"].null_count() == 3
    assert other["period"].dtype == polars.Date
    import pyarrow.parquet as pq

    told = {k.decode(): v.decode() for k, v in pq.read_schema(file).metadata.items()}
    assert json.loads(told["detente.sources"])[0]["name"] == "made"


def test_a_pair_without_events_is_told_with_what_is_covered(record: Record) -> None:
    said = record.remark("JPN", "FJI")
    assert said is not None
    assert "holds no event" in said and "it covers 2018-01-01 to 2018-04-30" in said
    assert "74%" in said  # 89 of 120 days are loaded
    assert "one event" in (record.remark("RUS", "UKR") or "")


def test_a_period_or_state_outside_is_refused_with_what_there_is(record: Record) -> None:
    with pytest.raises(Error, match="covers 2018-01-01 to 2018-04-30; 1950-01-01"):
        record.relation("JPN", "RUS", since="1950", until="1951")
    with pytest.raises(Error, match="Yugoslavia ended on"):
        record.turns("JPN", "YUG")


def test_the_command_says_it_beside_an_empty_answer(record: Record) -> None:
    path = str(record.path)
    record.close()
    done = CliRunner().invoke(cli, ["turns", "JPN", "FJI", "--record", path, "--format", "json"])
    assert done.exit_code == 0
    assert json.loads(done.stdout)["turns"] == []
    assert "the record holds no event" in done.stderr
    quiet = CliRunner().invoke(cli, ["turns", "JPN", "FJI", "--record", path, "--format", "json", "--quiet"])
    assert quiet.stderr == ""
