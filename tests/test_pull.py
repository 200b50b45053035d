"""Pulling event data from a server that serves real formats, and breaks off, stalls, refuses and lies."""

from __future__ import annotations

import hashlib
import io
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
import zipfile
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from detente import Error
from detente.api import Record
from detente.cli import cli
from detente.feeds.catalogue import offered
from detente.feeds.download import Fetch
from detente.pulling import Pulled
from detente.record import Store
from tests.conftest import ROOT
from tests.feed_files import GDELT1, gdelt, lines

DAYS = [date(2018, 7, 28) + timedelta(days=k) for k in range(4)]
SECOND = "/events/20180729.export.CSV.zip"
QUICK = Fetch(timeout=0.5, pause=0.01)


def packed(tmp_path: Path, day: date, rows: int = 3) -> bytes:
    """A zip as GDELT publishes it for a day: of three rows two are of Japan and Russia, one of Germany and France."""
    told = []
    for k in range(rows):
        a, b = ("JPN", "RUS") if k % 3 else ("DEU", "FRA")
        number = int(f"{day:%Y%m%d}") * 100_000 + k
        told.append(gdelt(number, f"{day:%Y%m%d}", a, b, f"0{4 + k % 3}0"))
    plain = lines(tmp_path / f"{day:%Y%m%d}.export.CSV", GDELT1, told)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(plain, plain.name)
    return out.getvalue()


def md5(body: bytes) -> str:
    return hashlib.md5(body).hexdigest()


class Server:
    """Files by path, and what goes wrong with the first askings of each."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.faults: dict[str, list[str]] = {}
        self.asked: Counter[str] = Counter()
        self.ranges: list[str] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.answer(self)

            def log_message(self, *_: Any) -> None:
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        threading.Thread(target=self.http.serve_forever, daemon=True).start()
        self.base = f"http://127.0.0.1:{self.http.server_port}"

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        path = request.path
        self.asked[path] += 1
        faults = self.faults.get(path, [])
        fault = faults.pop(0) if faults else ""
        body = self.files.get(path)
        if fault.isdecimal() or body is None:
            request.send_response(int(fault or 404))
            request.send_header("Retry-After", "0")
            request.end_headers()
            return
        if fault == "html":
            request.send_response(200)
            request.send_header("Content-Type", "text/html")
            request.end_headers()
            request.wfile.write(b"<html>Please log in</html>")
            return
        start = 0
        if asked := request.headers.get("Range"):
            self.ranges.append(asked)
            start = int(asked.removeprefix("bytes=").rstrip("-"))
        request.send_response(206 if start else 200)
        sent = bytes(len(body)) if fault == "other" else body[start:]
        request.send_header("Content-Length", str(len(sent)))
        request.end_headers()
        part = sent[: len(sent) // 2] if fault in {"cut", "stall"} else sent
        request.wfile.write(part)
        request.wfile.flush()
        if fault == "stall":
            time.sleep(1.5)

    def put(self, day: date, body: bytes) -> None:
        """A day's file of GDELT 1 with its line in the list."""
        name = f"{day:%Y%m%d}.export.CSV.zip"
        self.files[f"/events/{name}"] = body
        line = f"{md5(body)}  {name}\n".encode()
        self.files["/events/md5sums"] = self.files.get("/events/md5sums", b"") + line


@pytest.fixture
def server() -> Iterator[Server]:
    opened = Server()
    yield opened
    opened.http.shutdown()
    opened.http.server_close()


@pytest.fixture
def gdelt1(server: Server, tmp_path: Path) -> Server:
    for day in DAYS:
        server.put(day, packed(tmp_path, day))
    return server


def pulled(server: Server, path: Path, **how: Any) -> Pulled:
    with Record(path) as record:
        return record.pull("gdelt1", "2018-07-28", "2018-07-31", base=server.base, fetch=QUICK, **how)


def states(done: Pulled) -> Counter[str]:
    return Counter(row.state for row in done.files)


def test_files_come_are_kept_and_are_not_asked_for_again(gdelt1: Server, tmp_path: Path) -> None:
    path = tmp_path / "r.duckdb"
    assert [(row.state, row.reports) for row in pulled(gdelt1, path).files] == [("loaded", 3)] * 4
    assert states(pulled(gdelt1, path)) == {"known": 4}
    assert gdelt1.asked[SECOND] == 1
    with Record(path) as record:
        assert record.relation("JPN", "RUS", until="2018-07-31").points[-1].value is not None
    assert not (tmp_path / "r.pull").exists()


@pytest.mark.parametrize("fault", ["500", "503", "429", "cut", "stall", "html", "other"])
def test_what_goes_wrong_once_or_twice_is_asked_for_again(gdelt1: Server, tmp_path: Path, fault: str) -> None:
    gdelt1.faults[SECOND] = [fault, fault]
    assert states(pulled(gdelt1, tmp_path / "r.duckdb")) == {"loaded": 4}
    assert gdelt1.asked[SECOND] == 3


def test_a_download_goes_on_where_it_broke_off(gdelt1: Server, tmp_path: Path) -> None:
    gdelt1.faults[SECOND] = ["cut"]
    pulled(gdelt1, tmp_path / "r.duckdb")
    assert gdelt1.ranges == [f"bytes={len(gdelt1.files[SECOND]) // 2}-"]


@pytest.mark.parametrize(
    ("fault", "reason"), [("404", "HTTP 404"), ("500", "HTTP 500"), ("html", "web page"), ("other", "MD5")]
)
def test_what_never_comes_is_failed_and_stops_nothing(gdelt1: Server, tmp_path: Path, fault: str, reason: str) -> None:
    path = tmp_path / "r.duckdb"
    gdelt1.faults[SECOND] = [fault] * 20
    done = pulled(gdelt1, path)
    assert states(done) == {"loaded": 3, "failed": 1}
    (failed,) = [row for row in done.files if row.state == "failed"]
    assert reason in failed.note
    with Record(path) as record:
        (noted,) = [row for row in record.coverage().rows() if row["state"] == "failed"]
    assert (noted["since"], noted["until"]) == (DAYS[1], DAYS[1])
    gdelt1.faults.clear()
    assert states(pulled(gdelt1, path)) == {"known": 3, "loaded": 1}
    with Record(path) as record:
        assert {row["state"] for row in record.coverage().rows()} == {"loaded"}


def test_days_that_no_file_tells_of_are_missing(gdelt1: Server, tmp_path: Path) -> None:
    kept = gdelt1.files["/events/md5sums"].splitlines(keepends=True)
    gdelt1.files["/events/md5sums"] = b"".join(line for line in kept if b"20180730" not in line)
    done = pulled(gdelt1, tmp_path / "r.duckdb")
    (gap,) = [row for row in done.files if row.state == "missing"]
    assert (gap.since, gap.until) == (DAYS[2], DAYS[2])


def test_a_broken_archive_with_the_right_checksum_is_failed_too(server: Server, tmp_path: Path) -> None:
    server.put(DAYS[0], b"PK\x03\x04 and nothing more")
    with Record(tmp_path / "r.duckdb") as record:
        (row,) = record.pull("gdelt1", "2018-07-28", "2018-07-28", base=server.base, fetch=QUICK).files
    assert row.state == "failed"
    assert "broken archive" in row.note


def test_only_some_states_are_kept_and_nothing_is_said_of_the_others(gdelt1: Server, tmp_path: Path) -> None:
    path = tmp_path / "r.duckdb"
    done = pulled(gdelt1, path, states=["Japan"])
    assert [(row.state, row.reports) for row in done.files] == [("loaded", 2)] * 4
    with Record(path) as record:
        assert record.relation("JPN", "RUS", until="2018-07-31").points[-1].covered
        assert not record.relation("DEU", "FRA", until="2018-07-31").points[-1].covered
        assert record.store.events("DEU", "FRA").num_rows == 0
        kept = record.store.events("JPN", "RUS")
    whole = pulled(gdelt1, path)  # asked for without a choice, the same files are others
    assert [(row.state, row.reports) for row in whole.files] == [("loaded", 3)] * 4
    with Record(path) as record:
        assert record.relation("DEU", "FRA", until="2018-07-31").points[-1].covered
        again = record.store.events("JPN", "RUS")
    assert again.select(["date", "type", "reports"]).equals(kept.select(["date", "type", "reports"]))  # nothing doubled


def test_a_list_that_is_none_is_named(server: Server, tmp_path: Path) -> None:
    with Record(tmp_path / "r.duckdb") as record:
        with pytest.raises(Error, match="HTTP 404"):
            record.pull("gdelt1", "2018", "2018", base=server.base, fetch=QUICK)
        server.files["/events/md5sums"] = b"<html>moved</html>"
        with pytest.raises(Error, match="web page"):
            record.pull("gdelt1", "2018", "2018", base=server.base, fetch=QUICK)
        with pytest.raises(Error, match="cannot be pulled"):
            record.pull("phoenix", "2018", "2018", base=server.base, fetch=QUICK)
        with pytest.raises(Error, match="in that order"):
            record.pull("gdelt1", "2019", "2018", base=server.base, fetch=QUICK)


def test_the_lists_of_gdelt_2_and_of_dataverse(server: Server) -> None:
    name, there = "20180730234500.export.CSV.zip", "http://data.gdeltproject.org/gdeltv2"
    server.files["/gdeltv2/masterfilelist.txt"] = (
        f"150383 {'0a' * 16} {there}/{name}\n1 {'0a' * 16} {there}/20180730234500.mentions.CSV.zip\nno line\n".encode()
    )
    (found,) = offered("gdelt2", date(2018, 7, 1), date(2018, 7, 31), server.base, QUICK)
    assert (found.since, found.size, found.md5) == (date(2018, 7, 30), 150383, "0a" * 16)
    assert found.url == f"{server.base}/gdeltv2/{name}"
    files = [
        {"dataFile": {"id": 7, "filename": "events.2018.20200427084805.tab.zip", "filesize": 9, "md5": "ab"}},
        {"dataFile": {"id": 8, "filename": "CAMEO.CDB.09b5.pdf", "filesize": 9, "md5": "ab"}},
    ]
    listed = json.dumps({"data": {"latestVersion": {"files": files}}}).encode()
    server.files["/api/datasets/:persistentId/?persistentId=doi:10.7910/DVN/28075"] = listed
    (found,) = offered("icews", date(2018, 1, 1), date(2018, 12, 31), server.base, QUICK)
    assert (found.since, found.until, found.size, found.md5) == (date(2018, 1, 1), date(2018, 12, 31), 9, "ab")
    assert found.url == f"{server.base}/api/access/datafile/7?format=original"


def test_the_pages_of_ucdp_become_one_file(server: Server, tmp_path: Path) -> None:
    def row(number: int) -> dict[str, Any]:
        return {
            "id": number, "year": 2018, "type_of_violence": 1, "side_a": "Government of Mali", "gwnoa": 432,
            "side_b": "Government of Niger", "gwnob": 436, "country": "Mali", "country_id": 432, "latitude": 17.5,
            "longitude": 1.2, "date_start": "2018-07-03", "date_end": "2018-07-04", "best": 2, "source_article": "x",
        }  # fmt: skip

    first = "/api/gedevents/24.1?pagesize=1000&StartDate=2018-07-01&EndDate=2018-07-31"
    server.files[first] = json.dumps({"Result": [row(1)], "NextPageUrl": f"{server.base}/second"}).encode()
    server.files["/second"] = json.dumps({"Result": [row(2)], "NextPageUrl": ""}).encode()
    with Record(tmp_path / "r.duckdb") as record:
        (done,) = record.pull("ucdp", "2018-07", "2018-07", base=server.base, fetch=QUICK).files
        assert (done.state, done.reports) == ("loaded", 2), done.note
        assert record.store.events("MLI", "NER").num_rows >= 1


def test_the_command_leaves_with_three_where_something_did_not_come(gdelt1: Server, tmp_path: Path) -> None:
    gdelt1.faults[SECOND] = ["404"]
    call = ["pull", "gdelt1", "--since", "2018-07-28", "--until", "2018-07-31", "--from", gdelt1.base,
            "--record", str(tmp_path / "r.duckdb"), "--format", "json", "--quiet"]  # fmt: skip
    done = CliRunner().invoke(cli, call)
    assert done.exit_code == 3, done.output
    assert Counter(row["state"] for row in json.loads(done.stdout)["files"]) == {"loaded": 3, "failed": 1}
    assert CliRunner().invoke(cli, call).exit_code == 0


def test_killed_at_any_moment_a_pull_goes_on_and_loses_and_doubles_nothing(server: Server, tmp_path: Path) -> None:
    """Twenty processes in a row pull into one record and are killed; the last one is let finish."""
    days = [date(2018, 3, 1) + timedelta(days=k) for k in range(60)]
    for day in days:
        server.put(day, packed(tmp_path, day, 300))

    def call(path: Path) -> list[str]:
        return [sys.executable, "-m", "detente", "pull", "gdelt1", "--since", "2018-03-01", "--until", "2018-04-29",
                "--from", server.base, "--record", str(path), "--quiet", "--format", "json"]  # fmt: skip

    path, whole = tmp_path / "r.duckdb", tmp_path / "whole.duckdb"
    env = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    rng, killed = random.Random(5), 0
    for _ in range(20):
        running = subprocess.Popen(call(path), env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(rng.uniform(0.3, 1.6))
        killed += running.poll() is None
        running.send_signal(signal.SIGKILL)
        running.wait()
        if path.exists():
            with Store(path) as store:
                assert store.check() == []
    assert killed >= 5
    for record in (path, whole):
        done = subprocess.run(call(record), env=env, capture_output=True, text=True, check=True)
        assert {row["state"] for row in json.loads(done.stdout)["files"]} <= {"loaded", "known"}
    with Store(path, read_only=True) as one, Store(whole, read_only=True) as other:
        assert one.check() == []
        kept = [store.events().drop_columns(["report_ids"]) for store in (one, other)]
        assert kept[0].num_rows > 0
        assert kept[0].equals(kept[1])
        assert len(one.versions("gdelt1")) == 60
