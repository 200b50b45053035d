"""Published event data: every feed's files become the same reports, bad rows are kept aside, wrong files are named."""

from __future__ import annotations

import gzip
import itertools
import json
import os
import random
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from detente import Error
from detente.api import Record
from detente.cli import cli
from detente.feeds import FEEDS, polecat, resolve
from detente.record import Store
from tests.conftest import ROOT
from tests.feed_files import GDELT1, GDELT2, ICEWS, gdelt, icews, lines, made

DAY = date(2018, 7, 31)
FIGHTS = {"ucdp", "acled"}
PAIRS = (("JPN", "RUS"), ("USA", "CHN"), ("DEU", "FRA"), ("RUS", "USA"), ("IND", "PAK"))


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    with Record(tmp_path / "record.duckdb") as opened:
        yield opened


@pytest.mark.parametrize("name", FEEDS)
def test_each_feed_tells_who_did_what_to_whom_and_when(name: str, record: Record, tmp_path: Path) -> None:
    (done,) = record.load([made(name, tmp_path)], name)
    assert (done.rows, done.reports, done.bad) == (1, 1, 0)
    (event,) = record.events("JPN", "RUS").rows()
    expected = ("ASSAULT", None) if name in FIGHTS else ("CONSULT", "visit")
    assert (event["date"], event["source"], event["target"]) == (DAY, "JPN", "RUS")
    assert (event["type"], event["mode"]) == expected
    assert event["status"] == "happened" and event["passage"] and event["document"] is None
    assert record.check() == []
    (coverage,) = record.coverage().rows()
    assert (coverage["since"], coverage["until"], coverage["state"]) == (DAY, DAY, "loaded")
    assert record.sources().rows()[0]["reports"] == 1
    (again,) = record.load([made(name, tmp_path)], name)
    assert again.known and record.events("JPN", "RUS").table.num_rows == 1


def test_codes_and_places_are_read_as_the_feed_means_them(record: Record, tmp_path: Path) -> None:
    rows = [
        gdelt(1, "20180731", "ROMGOV", "ZAF", "010", ActionGeo_CountryCode="SF", ActionGeo_Lat="-25.7"),
        gdelt(2, "20180731", "JPN", "RUS", "0841", ActionGeo_CountryCode="JA"),
    ]
    record.load([lines(tmp_path / "f", GDELT2, rows)], "gdelt2")
    (one,) = record.events("ROU", "ZAF").rows()
    assert (one["cameo"], one["source_sector"], one["place_state"]) == ("010", None, "ZAF")
    assert one["lat"] == pytest.approx(-25.7, abs=1e-4) and one["goldstein"] == 1.0
    (two,) = record.events("JPN", "RUS").rows()
    assert (two["cameo"], two["type"], two["place_state"]) == ("0841", "YIELD", "JPN")


@pytest.mark.parametrize(
    ("name", "state", "sector", "person"),
    [
        ("Foreign Affairs (Japan)", "JPN", "GOV", None),
        ("Vladimir Putin", "RUS", "GOV", "Vladimir Putin"),
        ("Sergey Viktorovich Lavrov", "RUS", "GOV", "Sergei Lavrov"),
        ("Yemeni Armed Forces", "YEM", "MIL", None),
        ("Military Forces of Russia (2000-)", "RUS", "MIL", None),
        ("Government of India", "IND", "GOV", None),
        ("Citizen (Palestinian Territory, Occupied)", "PSE", None, None),
        ("gw:365", "RUS", None, None),
        ("United Nations", None, None, None),
        ("Unspecified Actor", None, None, None),
    ],
)
def test_actors_become_states_sectors_and_people(
    name: str, state: str | None, sector: str | None, person: str | None
) -> None:
    found = resolve.name(name)
    assert (found.state, found.person) == (state, person)
    assert sector is None or found.sector == sector


def test_every_code_of_a_table_is_a_state_and_every_name_of_icews_an_act() -> None:
    from detente import actors

    known = {state.iso3 for state in actors.states()}
    assert set(resolve.codes("cameo").values()) <= known and set(resolve.codes("fips").values()) <= known
    assert resolve.act("name:Make a visit") == ("042", "CONSULT", "visit")
    assert resolve.act("name:Use conventional military force") == ("190", "ASSAULT", resolve.act("190")[2])  # type: ignore[index]
    assert resolve.act("name:Sing a song") is None and resolve.act("SING") is None
    assert resolve.act("CONSULT/visit") == ("042", "CONSULT", "visit")


def test_bad_rows_are_kept_aside_with_file_line_and_reason(tmp_path: Path) -> None:
    rows = [gdelt(n, "20180731", "JPN", "RUS", "042") for n in range(3)]
    rows += [gdelt(8, "20189931", "JPN", "RUS", "042"), gdelt(9, "20180731", "JPN", "RUS", "99")]
    path = lines(tmp_path / "day.csv", GDELT2, rows)
    path.write_text(path.read_text() + "a line\tthat fits\tnowhere\n")
    store = tmp_path / "r.duckdb"
    done = CliRunner().invoke(cli, ["load", str(path), "--as", "gdelt2", "--record", str(store)])
    assert done.exit_code == 3 and "3 reports between two states kept" in done.output and "3 bad rows" in done.output
    told = CliRunner().invoke(cli, ["rejects", "--record", str(store), "--format", "json"])
    reasons = {row["reason"].split(":")[0]: row for row in json.loads(told.stdout)["rejects"]}
    assert set(reasons) == {"no day", "no act known", "Expected Number of Columns"}
    assert reasons["Expected Number of Columns"]["line"] == 6 and reasons["no day"]["file"] == "day.csv"


def test_icews_with_broken_and_missing_codes(record: Record, tmp_path: Path) -> None:
    a, b = "Foreign Affairs (Japan)", "Government (Russian Federation)"
    rows = [icews(1, "2017-05-01", a, b, "Accuse", "13y"), icews(2, "5/2/2017", a, b, "Make a visit", "042")]
    record.load([lines(tmp_path / "a.tab", ICEWS, rows, head=True)], "icews")
    without = [name for name in ICEWS if name != "CAMEO Code"]
    rows = [icews(3, "2017-05-03", a, b, "Impose embargo, boycott, or sanctions", "")]
    record.load([lines(tmp_path / "b.tab", without, rows, head=True)], "icews")
    found = [(e["date"].day, e["type"], e["cameo"]) for e in record.events("JPN", "RUS").rows()]
    assert found == [(1, "ACCUSE", "112"), (2, "CONSULT", "042"), (3, "COERCE", "163")]


def test_rows_add_up_where_names_are_gathered_first(record: Record, tmp_path: Path) -> None:
    a, b = "Foreign Affairs (Japan)", "Government (Russian Federation)"
    rows = [icews(1, "2017-05-01", a, b, "Consult", "040"), icews(2, "2017-05-01", a, a, "Consult", "040")]
    path = lines(tmp_path / "a.tab", ICEWS, [*rows, icews(3, "never", a, b, "Consult", "040")], head=True)
    path.write_text(path.read_text() + "\t".join("x" * 40) + "\n")
    (done,) = record.load([path], "icews")
    assert (done.rows, done.reports, done.without_pair, done.bad) == (4, 1, 1, 2)


def test_latin_1_is_read_and_so_is_utf_8(record: Record, tmp_path: Path) -> None:
    rows = [icews(1, "2018-05-01", "Peña (Mexico)", "Foreign Affairs (Japan)", "Consult", "040")]
    path = lines(tmp_path / "a.tab", ICEWS, rows, head=True)
    path.write_bytes(path.read_text(encoding="utf-8").encode("latin-1"))
    record.load([path], "icews")
    assert record.events("MEX", "JPN").rows()[0]["source_actor"] == "Peña (Mexico)"


def test_gdelt_1_with_and_without_addresses_and_reduced(record: Record, tmp_path: Path) -> None:
    rows = [gdelt(n, "20120731", "JPN", "RUS", "042") for n in (1, 2)]
    path = lines(tmp_path / "old.csv", GDELT1[:-1], rows[:1])
    path.write_text(path.read_text() + "\t".join(rows[1].get(name, "") for name in GDELT1) + "\n")
    (done,) = record.load([path], "gdelt1")
    assert (done.rows, done.reports, done.bad) == (2, 2, 0)
    from detente.feeds.gdelt1 import REDUCED

    row = {"Date": "20120801", "Source": "JPNGOV", "Target": "RUS", "CAMEOCode": "057", "NumArts": "4"}
    (done,) = record.load([lines(tmp_path / "reduced.tsv", REDUCED, [row], head=True)], "gdelt1")
    assert done.reports == 1 and record.events("JPN", "RUS", type="SUPPORT").rows()[0]["reports"] == 4


def test_polecat_with_a_header_too_long_and_columns_too_many(record: Record, tmp_path: Path) -> None:
    path = made("polecat", tmp_path)
    head, row = path.read_text().splitlines()
    path.write_text(f"{head}\tHeadline\tExtra\n{row}\t\t\n")
    (done,) = record.load([path], "polecat")
    assert (done.reports, done.bad) == (1, 0)


def test_ucdp_without_a_header(record: Record, tmp_path: Path) -> None:
    path = made("ucdp", tmp_path)
    path.write_text(path.read_text().split("\n", 1)[1])
    (done,) = record.load([path], "ucdp")
    assert (done.rows, done.reports) == (1, 1)


def test_a_csv_by_a_mapping(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("wann,wer,wen,was\n2018-07-31,Japan,Russia,Make a visit\n")
    mapping = tmp_path / "map.yaml"
    mapping.write_text("date: wann\nsource: wer\ntarget: wen\nact: was\n")
    store = tmp_path / "r.duckdb"
    arguments = ["load", str(path), "--as", "csv", "--record", str(store)]
    refused = CliRunner().invoke(cli, arguments)
    assert isinstance(refused.exception, Error) and "no column 'date'" in str(refused.exception)
    assert CliRunner().invoke(cli, [*arguments, "--mapping", str(mapping)]).exit_code == 0
    with Record(store) as record:
        assert record.events("JPN", "RUS").rows()[0]["mode"] == "visit"


@pytest.mark.parametrize("packing", ["gz", "zip"])
def test_packed_files(packing: str, record: Record, tmp_path: Path) -> None:
    plain = made("gdelt2", tmp_path)
    packed = tmp_path / f"day.{packing}"
    if packing == "gz":
        packed.write_bytes(gzip.compress(plain.read_bytes()))
    else:
        with zipfile.ZipFile(packed, "w") as archive:
            archive.write(plain, "day.export.CSV")
    assert record.load([packed], "gdelt2")[0].reports == 1
    broken = tmp_path / "broken"
    broken.write_bytes(packed.read_bytes()[:-12])
    with pytest.raises(Error, match="broken"):
        record.load([broken], "gdelt2")


@pytest.mark.parametrize(
    ("content", "form", "said"),
    [
        ("<!DOCTYPE html><html>404</html>", "gdelt2", "is a web page"),
        ("\t".join("x" * 16), "gdelt2", "mentions file"),
        ("\t".join("x" * 61), "gdelt1", "looks like gdelt2"),
        ("Event ID\tEvent Date\tEvent Text", "polecat", "looks like icews"),
        ("PAR1....", "gdelt2", "is a Parquet file"),
        ("x\n", "quads", "not a Parquet file"),
        ("", "gdelt2", "is empty"),
        ("just words\n", "gdelt2", "none of the shapes"),
    ],
)
def test_a_wrong_file_is_named_as_what_it_is(
    content: str, form: str, said: str, record: Record, tmp_path: Path
) -> None:
    path = tmp_path / "file"
    path.write_text(content)
    with pytest.raises(Error, match=said):
        record.load([path], form)
    assert record.store.sources().num_rows == 0 and record.store.rejects().num_rows == 0


def test_no_file_no_feed_and_nothing_readable(record: Record, tmp_path: Path) -> None:
    with pytest.raises(Error, match="no such file"):
        record.load([tmp_path / "none"], "gdelt2")
    with pytest.raises(Error, match="there are gdelt1, gdelt2"):
        record.load([tmp_path / "none"], "gdelt3")
    path = lines(tmp_path / "bad", GDELT2, [gdelt(1, "x", "JPN", "RUS", "042")])
    with pytest.raises(Error, match="no row of it"):
        record.load([path], "gdelt2")
    assert record.store.sources().num_rows == 0 and record.store.rejects().num_rows == 0


def test_a_load_that_breaks_leaves_nothing(record: Record, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import detente.record.feeds as loading

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(loading, "_note", full)
        with pytest.raises(OSError):
            record.load([made("gdelt2", tmp_path)], "gdelt2")
    assert record.store.database.rows("SELECT count(*) FROM feed_reports") == [(0,)]
    assert record.load([made("gdelt2", tmp_path)], "gdelt2")[0].reports == 1


# Reports into events --------------------------------------------------------------------------------------------------


def test_rows_directions_days_and_feeds_become_one_event(record: Record, tmp_path: Path) -> None:
    talks = [
        gdelt(1, "20180731", "JPN", "RUS", "046"),
        gdelt(2, "20180731", "RUS", "JPN", "046"),
        gdelt(3, "20180801", "JPN", "RUS", "046"),
        gdelt(4, "20180801", "RUS", "JPN", "046"),
    ]
    told = icews(5, "2018-07-31", "Japan (Japan)", "Russia (Russian Federation)", "Engage in negotiation", "046")
    record.load([lines(tmp_path / "g", GDELT2, talks)], "gdelt2")
    record.load([lines(tmp_path / "i", ICEWS, [told], head=True)], "icews")
    (event,) = record.events("JPN", "RUS").rows()
    assert (event["date"], event["reciprocal"], event["format"]) == (DAY, True, "talks")
    assert event["reports"] == 4 * 3 + 1 and event["publishers"] == 2


def test_a_visit_hosted_is_the_visit_paid_and_fights_of_two_days_are_two(record: Record, tmp_path: Path) -> None:
    rows = [
        gdelt(1, "20180731", "JPN", "RUS", "042"), gdelt(2, "20180731", "RUS", "JPN", "043"),
        gdelt(3, "20180731", "RUS", "UKR", "190"), gdelt(4, "20180801", "RUS", "UKR", "190"),
        gdelt(5, "20180731", "JPN", "KOR", "112"), gdelt(6, "20180731", "KOR", "JPN", "112"),
    ]  # fmt: skip
    record.load([lines(tmp_path / "g", GDELT2, rows)], "gdelt2")
    (visit,) = record.events("JPN", "RUS").rows()
    assert (visit["source"], visit["mode"], visit["cameo"], visit["reports"]) == ("JPN", "visit", "042", 6)
    assert "Make a visit" in visit["passage"]
    assert record.events("RUS", "UKR").table.num_rows == 2
    assert {e["source"] for e in record.events("JPN", "KOR").rows()} == {"JPN", "KOR"}


def test_events_do_not_depend_on_the_order_of_loads(tmp_path: Path) -> None:
    days = ("20180730", "20180731", "20180801")
    numbers = itertools.count()
    files = [
        lines(tmp_path / day, GDELT2, [gdelt(next(numbers), day, a, b, "040", NumArticles=str(n + 1))
              for n, (a, b) in enumerate([("JPN", "RUS"), ("RUS", "JPN"), ("JPN", "RUS")])])
        for day in days
    ]  # fmt: skip
    found: list[list[dict[str, Any]]] = []
    for order in (files, files[::-1]):
        with Record(tmp_path / f"{len(found)}.duckdb") as record:
            record.load(order, "gdelt2")
            found.append(record.events("JPN", "RUS").rows())
    assert found[0] == found[1] and len(found[0]) == 1


def test_a_row_that_two_files_hold_counts_once(record: Record, tmp_path: Path) -> None:
    row = gdelt(1, "20180731", "JPN", "RUS", "042")
    record.load([lines(tmp_path / "a", GDELT2, [row])], "gdelt2")
    record.load([lines(tmp_path / "b", GDELT2, [row, gdelt(2, "20180801", "CHN", "USA", "040")])], "gdelt2")
    (event,) = record.events("JPN", "RUS").rows()
    assert event["reports"] == 3


def test_a_feed_and_a_document_that_tell_the_same_are_one_event(record: Record, tmp_path: Path) -> None:
    note = tmp_path / "note.txt"
    note.write_text("Foreign Minister Taro Kono visited Moscow on 31 July 2018.")
    record.add([note], published="2018-08-01")
    (before,) = record.events("JPN", "RUS").rows()
    record.load([lines(tmp_path / "g", GDELT2, [gdelt(1, "20180731", "JPN", "RUS", "042")])], "gdelt2")
    (event,) = record.events("JPN", "RUS").rows()
    assert event["id"] == before["id"] and event["reports"] == before["reports"] + 3
    assert record.store.events().num_rows == 1


def test_feeds_events_are_corrected_withdrawn_and_restored(tmp_path: Path) -> None:
    rows = [
        gdelt(1, "20180731", "JPN", "RUS", "043"), gdelt(2, "20180731", "USA", "CHN", "112"),
        gdelt(3, "20180802", "JPN", "RUS", "046"), gdelt(4, "20180802", "RUS", "JPN", "046"),
    ]  # fmt: skip
    path = tmp_path / "r.duckdb"
    with Record(path) as record:
        record.load([lines(tmp_path / "a", GDELT2, rows)], "gdelt2")
        visit, talks = record.events("JPN", "RUS").rows()
        (blame,) = record.events("USA", "CHN").rows()
        assert record.correct(visit["id"], "date", "2018-07-30", "the feed has the day of the report")["date"].day == 30
        record.correct(talks["id"], "withdrawn", "true", "they never met")
        record.correct(blame["id"], "target", "RUS", "another state was meant")
    with Record(path) as record:
        (event,) = record.events("JPN", "RUS").rows()
        assert event == visit | {"date": date(2018, 7, 30)}
        assert record.events("USA", "CHN").rows() == []
        assert record.events("USA", "RUS").rows() == [blame | {"target": "RUS"}]
        assert record.store.events("USA").num_rows == record.store.events("RUS", "USA").num_rows == 1
        assert sorted((r["a"], r["b"]) for r in record.store.pairs().to_pylist()) == [("JPN", "RUS"), ("RUS", "USA")]
        assert record.store.event(visit["id"])["date"].day == 30
        assert record.check() == []
        # More rows of the same visit come, and the correction stays with it.
        record.load([lines(tmp_path / "b", GDELT2, [gdelt(9, "20180731", "JPN", "RUS", "043")])], "gdelt2")
        (event,) = record.events("JPN", "RUS").rows()
        assert (event["date"].day, event["reports"]) == (30, 6)
        record.undo(visit["id"])
        record.undo(talks["id"])
        assert [e["date"].day for e in record.events("JPN", "RUS").rows()] == [31, 2]
        # With a row of the day before, the talks begin earlier and their event has another id: the correction holds.
        record.correct(talks["id"], "place", "Moscow", "they met there")
        record.load([lines(tmp_path / "c", GDELT2, [gdelt(8, "20180801", "JPN", "RUS", "046")])], "gdelt2")
        (earlier,) = [e for e in record.events("JPN", "RUS").rows() if e["format"] == "talks"]
        assert earlier["id"] != talks["id"] and (earlier["date"].day, earlier["place"]) == (1, "Moscow")
        assert record.undo(earlier["id"])["field"] == "place"
        with pytest.raises(Error, match="no event 'f00"):
            record.correct("f00", "date", "2018-07-30", "why")


def test_days_without_a_file_are_not_loaded(record: Record, tmp_path: Path) -> None:
    for day in ("20180730", "20180731", "20180803"):
        record.load([lines(tmp_path / day, GDELT2, [gdelt(int(day), day, "JPN", "RUS", "040")])], "gdelt2")
    spans = [(c["since"].day, c["until"].day) for c in record.coverage().rows()]
    assert spans == [(30, 30), (31, 31), (3, 3)]


def test_a_record_of_version_1_is_brought_up_to_date(tmp_path: Path) -> None:
    path = tmp_path / "old.duckdb"
    with Record(path) as record:
        for table in ("feed_reports", "rejects"):
            record.store.database.execute(f"DROP TABLE {table}")
        record.store.database.execute("UPDATE meta SET value = '1' WHERE key = 'schema_version'")
    with pytest.raises(Error, match="detente migrate"):
        Record(path, read_only=True)
    assert CliRunner().invoke(cli, ["migrate", "--record", str(path)]).exit_code == 0
    with Record(path) as record:
        assert record.load([made("gdelt2", tmp_path)], "gdelt2")[0].reports == 1


def test_a_record_of_version_2_is_brought_up_to_date(tmp_path: Path) -> None:
    path = tmp_path / "old.duckdb"
    with Record(path) as record:
        record.load([made("gdelt2", tmp_path)], "gdelt2")
        before = record.events("JPN", "RUS").rows()
        for name in ("contexts", "a", "b"):
            record.store.database.execute(f"ALTER TABLE feed_reports DROP COLUMN {name}")
        record.store.database.execute("UPDATE meta SET value = '2' WHERE key = 'schema_version'")
    with pytest.raises(Error, match=r"record of version 2.*detente migrate"):
        Record(path, read_only=True)
    assert CliRunner().invoke(cli, ["migrate", "--record", str(path)]).exit_code == 0
    with Record(path) as record:
        assert record.events("JPN", "RUS").rows() == before
        assert record.load([made("polecat", tmp_path)], "polecat")[0].reports == 1
        assert record.store.check() == []


def test_contexts_and_codes_of_rows_tell_issues(record: Record, tmp_path: Path) -> None:
    (row,) = made("polecat", tmp_path).read_text(encoding="utf-8").splitlines()[1:]
    cells = dict(zip(polecat.NAMES, row.split("\t"), strict=True))
    rows = [
        cells | {"Contexts": "military;Illegal Drugs;no_such_thing"},
        cells | {"Event ID": "J2", "Event Date": "2018-08-20", "Contexts": "diplomatic"},
    ]
    record.load([lines(tmp_path / "polecat.txt", polecat.NAMES, rows, head=True)], "polecat")
    codes = [gdelt(1, "20180701", "JPN", "RUS", "163"), gdelt(2, "20180703", "RUS", "JPN", "073")]
    record.load([lines(tmp_path / "gdelt.txt", GDELT2, codes)], "gdelt2")
    own = [{"date": "2018-07-05", "source": "JPN", "target": "RUS", "act": "AGREE", "contexts": "cyber"}]
    record.load([lines(tmp_path / "own.csv", list(own[0]), own, ",", head=True)], "csv")
    told = {row["date"]: (row["contexts"], row["issues"]) for row in record.events("JPN", "RUS").rows()}
    assert told == {
        date(2018, 7, 1): (["economic", "diplomatic"], ["economic cooperation", "sanctions"]),
        date(2018, 7, 3): (["human_security"], ["disaster relief"]),
        date(2018, 7, 5): (["cyber", "diplomatic"], ["cyber"]),
        date(2018, 7, 31): (["illegal_drugs", "military"], ["drug trafficking", "security"]),
        date(2018, 8, 20): (["diplomatic"], []),
    }
    found = record.agenda("JPN", "RUS", since="2018-07")
    assert found.without_issue == 1
    assert {entry.issue: entry.events for entry in found.issues}["drug trafficking"] == 1


# Real data ------------------------------------------------------------------------------------------------------------


def test_the_first_scene_in_icews_18(shared: Path, record: Record, tmp_path: Path) -> None:
    folder = shared / "data" / "tkg" / "ICEWS18"
    record.load([folder / "train.parquet", folder / "valid.parquet"], "quads")
    events = record.events("JPN", "RUS", since="2018-07", until="2018-09").rows()
    assert 25 <= sum(e["reports"] for e in events if e["date"] == DAY) <= 40
    visits = {e["date"].isoformat(): e["participants"] for e in events if e["mode"] == "visit"}
    assert "Taro Kono" in visits["2018-07-30"] and visits["2018-08-01"] == ["Itsunori Onodera"]
    assert any("Shinzo Abe" in visits.get(f"2018-09-{day}", []) for day in (10, 11, 12, 13))
    from detente.brief import render

    render(record.brief("JPN", "RUS", until="2018-09-20"), tmp_path / "brief.html")
    assert "ICEWS" in (tmp_path / "brief.html").read_text()


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("gdelt2", "gdelt/events.sample.tsv"), ("gdelt2", "gdelt/eventsT.sample.tsv"),
        ("gdelt1", "gdelt/events1.sample.tsv"), ("icews", "icews/events.2018.sample.200.tab"),
    ],
)  # fmt: skip
def test_real_rows(name: str, file: str, shared: Path, record: Record) -> None:
    (done,) = record.load([shared / "samples" / file], name)
    assert done.rows >= 99 and done.bad == 0 and done.reports > 0
    assert record.check() == []


def test_killed_at_any_moment_a_load_is_whole_or_not_there(tmp_path: Path) -> None:
    """Ten processes load one file into one record and are killed; the last one is let finish."""
    rows = [gdelt(n, f"201807{n % 28 + 1:02d}", *PAIRS[n % len(PAIRS)], f"0{n % 5 + 1}0") for n in range(150_000)]
    file = lines(tmp_path / "20180701.export.CSV", GDELT1, rows)
    path, whole = tmp_path / "r.duckdb", tmp_path / "whole.duckdb"
    env = os.environ | {"PYTHONPATH": str(ROOT / "src")}

    def call(record: Path) -> list[str]:
        return [
            sys.executable,
            "-m",
            "detente",
            "load",
            str(file),
            "--as",
            "gdelt1",
            "--record",
            str(record),
            "--quiet",
        ]

    began = time.perf_counter()
    subprocess.run(call(whole), env=env, check=True, capture_output=True)
    long = time.perf_counter() - began
    rng, killed = random.Random(3), 0
    for _ in range(10):
        running = subprocess.Popen(call(path), env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(rng.uniform(0.15, 0.95) * long)
        killed += running.poll() is None
        running.send_signal(signal.SIGKILL)
        running.wait()
        if path.exists():
            with Store(path) as store:
                assert store.check() == []
                assert store.sources().num_rows in {0, 1}
    assert killed >= 3
    subprocess.run(call(path), env=env, check=True, capture_output=True)
    with Store(path, read_only=True) as one, Store(whole, read_only=True) as other:
        assert one.check() == []
        assert one.events().equals(other.events())
        assert one.sources()["reports"].to_pylist() == other.sources()["reports"].to_pylist()
