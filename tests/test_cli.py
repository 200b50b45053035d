"""The command line: what it prints, where, and with which exit status."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from detente import __version__, chronicle
from detente.cli import main
from tests.conftest import ROOT

TEXT = """Ministers of Japan and Russia meet

On 31 July 2018 Foreign Minister Taro Kono and Defence Minister Itsunori Onodera of Japan held talks with Foreign
Minister Sergei Lavrov and Defence Minister Sergei Shoigu of Russia in Moscow. Russia criticised Japan for its plan to
deploy a missile defence system. The two sides agreed to continue the dialogue.
"""
PERIOD = ("--since", "2013", "--until", "2018-08-31")


def keys(text: str) -> list[str]:
    """The words of a line."""
    return text.split()


EVENT_KEYS = keys(
    "id date date_end precision source target source_actor target_actor source_sector target_sector cameo type mode "
    "contexts quad goldstein status voice place place_state lat lon issues format participants passage start end "
    "document confidence coder"
)
KEYS: dict[str, tuple[str, list[str], list[str]]] = {
    "events": ("events", ["events"], EVENT_KEYS),
    "relation": (
        "points",
        keys("a b every method"),
        keys("date value low high band cooperation conflict events reports"),
    ),
    "turns": ("turns", keys("a b method"), keys("date earliest latest direction size probability events")),
    "agenda": ("issues", keys("a b"), keys("issue kind weight tone a_tone b_tone standing events")),
    "meetings": (
        "meetings",
        keys("a b"),
        keys("date format level place status participants firsts gap_days followed_through events"),
    ),
}


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    status: int
    out: bytes
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def text(self) -> str:
        return self.out.decode()


Run = Callable[..., Done]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Run the command line here, in an empty folder, with bytes for standard input."""
    monkeypatch.chdir(tmp_path)

    def command(*words: object, stdin: bytes = b"") -> Done:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        status = 0
        try:
            main([str(word) for word in words])
        except SystemExit as leave:
            status = int(leave.code or 0)
        out, err = capsysbinary.readouterr()
        return Done(status, out, err.decode())

    return command


@pytest.fixture(autouse=True)
def built_in() -> None:
    """Have the built-in record made, so that the commands say nothing of making it."""
    chronicle.built_in()


@pytest.fixture
def note(tmp_path: Path) -> Path:
    path = tmp_path / "note.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def process(*words: str, **more: Any) -> subprocess.CompletedProcess[bytes]:
    """The command line as a process of its own."""
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    return subprocess.run([sys.executable, "-m", "detente", *words], env=env, capture_output=True, check=False, **more)


def refused(done: Done, *said: str) -> None:
    """Status 1, nothing on stdout, and one line on stderr that says what was wrong."""
    assert (done.status, done.out) == (1, b"")
    assert done.err.startswith("detente: ") and done.err.count("\n") == 1
    assert "Traceback" not in done.err
    for words in said:
        assert words in done.err


# --- start ---------------------------------------------------------------------------------------------------------


def test_the_package_starts_without_its_heavy_libraries() -> None:
    heavy = {"pyarrow", "duckdb", "ibis", "spacy", "numpy", "pandas", "polars", "rich", "trafilatura", "jinja2", "yaml"}
    program = "import sys, detente, detente.cli; print(*sorted({m.split('.')[0] for m in sys.modules}))"
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert heavy & set(done.stdout.split()) == set()


def test_help_comes_at_once() -> None:
    waits = []
    for _ in range(5):
        began = time.perf_counter()
        assert process("--help").returncode == 0
        waits.append(time.perf_counter() - began)
    assert min(waits) < 0.5


def test_version(run: Run) -> None:
    assert __version__ in run("--version").text


@pytest.mark.parametrize(
    "words",
    [
        ["relatoin", "JPN", "RUS"],
        ["relation", "JPN"],
        ["relation", "JPN", "RUS", "--sinse", "2018"],
        ["relation", "JPN", "RUS", "--format", "xml"],
        ["code"],
        ["brief", "JPN", "RUS"],
    ],
    ids=" ".join,
)
def test_wrong_usage_is_status_2(run: Run, words: list[str]) -> None:
    done = run(*words)
    assert (done.status, done.out) == (2, b"")
    assert "Error: " in done.err


# --- wrong input ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["events", "relation", "turns", "agenda", "meetings", "why"])
def test_an_unknown_state_is_refused_with_the_nearest(run: Run, command: str) -> None:
    refused(run(command, "Japn", "RUS"), "Japn", "Japan")


@pytest.mark.parametrize("command", ["events", "relation", "turns", "agenda", "meetings", "why"])
def test_a_state_has_no_relation_with_itself(run: Run, command: str) -> None:
    refused(run(command, "JPN", "Япония"), "JPN", "same state")


def test_a_brief_on_one_state_is_refused(run: Run) -> None:
    refused(run("brief", "JPN", "Japan", "-o", "brief.html"), "same state")
    assert not Path("brief.html").exists()


@pytest.mark.parametrize("day", ["2018-13", "31.7.2018", "2018-02-30", "yesterday", ""])
def test_a_date_that_is_none_is_refused(run: Run, day: str) -> None:
    refused(run("relation", "JPN", "RUS", "--since", day), "2018-07-31" if day == "31.7.2018" else day)


def test_a_period_that_ends_before_it_begins_is_refused(run: Run) -> None:
    refused(run("relation", "JPN", "RUS", "--since", "2018", "--until", "2017"), "2018-01-01", "2017-12-31")
    refused(run("relation", "JPN", "RUS", "--since", "2030"), "2030-01-01", "the record ends")


@pytest.mark.parametrize("command", [["sources"], ["relation", "JPN", "RUS"], ["check"], ["cite"]], ids=" ".join)
def test_a_record_that_is_not_there_is_refused(run: Run, command: list[str]) -> None:
    refused(run(*command, "--record", "nowhere.duckdb"), "nowhere.duckdb")
    assert not Path("nowhere.duckdb").exists()


@pytest.mark.parametrize("command", [["sources"], ["relation", "JPN", "RUS"], ["check"]], ids=" ".join)
def test_a_file_that_is_no_record_is_refused(run: Run, note: Path, command: list[str]) -> None:
    refused(run(*command, "--record", note), str(note))
    assert note.read_text(encoding="utf-8") == TEXT


def test_adding_to_a_file_that_is_no_record_is_refused(run: Run, note: Path) -> None:
    other = note.with_name("other.txt")
    other.write_text("no record", encoding="utf-8")
    refused(run("add", note, "--record", other), str(other))
    assert other.read_text(encoding="utf-8") == "no record"


def test_an_output_that_cannot_be_written_is_refused(run: Run, note: Path) -> None:
    refused(run("code", note, "-o", "no/such/folder/x.json"), "no/such/folder/x.json")
    refused(run("code", note, "-o", note / "x.json"), str(note / "x.json"))


def test_an_input_that_is_not_there_is_refused(run: Run) -> None:
    refused(run("code", "nothing.txt"), "nothing.txt")


def test_an_empty_folder_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    refused(run("code", "empty"), "empty")


def test_a_record_with_nothing_in_it_says_how_to_fill_it(run: Run, note: Path) -> None:
    from detente.record import Store

    Store("empty.duckdb").close()
    refused(run("relation", "JPN", "RUS", "--record", "empty.duckdb"), "empty.duckdb", "detente add")


# --- documents -----------------------------------------------------------------------------------------------------


def test_code_finds_the_meeting_and_stores_nothing(run: Run, note: Path) -> None:
    done = run("code", note, "--date", "2018-08-01", "--format", "json")
    assert (done.status, done.json["documents"], done.json["failures"]) == (0, 1, [])
    reports = done.json["reports"]
    assert all(set(EVENT_KEYS) <= set(report) for report in reports)
    assert all({report["source"], report["target"]} == {"JPN", "RUS"} for report in reports)
    assert any(report["date"] == "2018-07-31" and report["type"] == "CONSULT" for report in reports)
    assert all(report["end"] - report["start"] == len(report["passage"]) for report in reports)
    assert all(report["passage"] in " ".join(TEXT.split()) for report in reports), "lines are joined when read"
    assert [path.name for path in note.parent.iterdir()] == [note.name]


def test_code_reads_standard_input(run: Run, note: Path) -> None:
    piped = run("code", "-", "--date", "2018-08-01", "--format", "json", stdin=TEXT.encode())
    read = run("code", note, "--date", "2018-08-01", "--format", "json")
    assert piped.status == 0
    assert [r["passage"] for r in piped.json["reports"]] == [r["passage"] for r in read.json["reports"]]


def test_what_cannot_be_read_is_named_and_the_rest_is_done(run: Run, note: Path) -> None:
    noise = note.with_name("noise.bin")
    noise.write_bytes(bytes(range(256)) * 40)
    done = run("code", note, noise, "--format", "json")
    assert done.status == 3
    assert done.json["documents"] == 1 and done.json["reports"]
    assert "noise.bin" in done.err and "Traceback" not in done.err
    assert any("noise.bin" in failure for failure in done.json["failures"])


def test_a_file_that_is_not_there_among_others_is_status_3(run: Run, note: Path) -> None:
    done = run("add", note, "nothing.txt", "--record", "r.duckdb")
    assert done.status == 3
    assert "nothing.txt" in done.err and "1 documents" in done.text


def test_add_twice_changes_nothing(run: Run, note: Path) -> None:
    first = run("add", note, "--date", "2018-08-01", "--record", "r.duckdb", "--quiet")
    assert (first.status, first.err) == (0, "")
    before = run("events", "JPN", "RUS", "--record", "r.duckdb", "--format", "json").out
    again = run("add", note, "--date", "2018-08-01", "--record", "r.duckdb")
    assert again.status == 0 and "0 documents and 0 reports added; 1 were there already" in again.text
    assert run("events", "JPN", "RUS", "--record", "r.duckdb", "--format", "json").out == before


def test_the_record_here_is_used_before_the_built_in_one(run: Run, note: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("add", note, "--date", "2018-08-01").status == 0
    assert Path("detente.duckdb").exists()
    here = run("sources", "--format", "json").json["sources"]
    assert [source["name"] for source in here] == [str(note)]
    Path("detente.duckdb").rename("other.duckdb")
    monkeypatch.setenv("DETENTE_RECORD", "other.duckdb")
    assert run("sources", "--format", "json").json["sources"] == here


def test_an_event_is_corrected_and_the_correction_taken_back(run: Run, note: Path) -> None:
    run("add", note, "--date", "2018-08-01", "--record", "r.duckdb")

    def now() -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = run("events", "JPN", "RUS", "--record", "r.duckdb", "--format", "json").json[
            "events"
        ]
        return found

    before = now()
    event = before[0]["id"]
    words = ["correct", event, "place", "Saint Petersburg", "--record", "r.duckdb"]
    assert run(*words).status == 2, "a correction has a reason"
    done = run(*words, "--reason", "the text was wrong")
    assert done.status == 0 and "Saint Petersburg" in done.text
    assert {e["id"]: e["place"] for e in now()}[event] == "Saint Petersburg"
    assert run("correct", event, "--undo", "--record", "r.duckdb").status == 0
    assert now() == before
    refused(run("correct", "nothing", "place", "Kazan", "--reason", "?", "--record", "r.duckdb"), "nothing")


def test_the_built_in_record_is_not_corrected(run: Run) -> None:
    refused(run("correct", "x", "place", "Kazan", "--reason", "?"), "read-only")


# --- results -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", KEYS)
def test_json_has_the_agreed_keys(run: Run, command: str) -> None:
    done = run(command, "Japan", "Россия", *PERIOD, "--format", "json")
    rows, head, columns = KEYS[command]
    assert done.status == 0
    assert set(head) <= set(done.json)
    assert done.json[rows], "the chronicle has something to say on this"
    assert all(set(columns) <= set(row) for row in done.json[rows])


def test_the_two_states_may_be_named_in_any_way(run: Run) -> None:
    first = run("relation", "JPN", "RUS", *PERIOD, "--format", "json")
    for a, b in [("Japan", "Russian Federation"), ("cow:740", "gw:365"), ("日本", "россия"), ("jpn", "rus")]:
        assert run("relation", a, b, *PERIOD, "--format", "json").out == first.out


def test_why_adds_up(run: Run) -> None:
    found = run("why", "JPN", "RUS", "--on", "2018-08-31", "--format", "json").json
    assert all(set(keys("event contribution date type passage document")) <= set(term) for term in found["terms"])
    assert sum(term["contribution"] for term in found["terms"]) == pytest.approx(found["value"], abs=1e-9)
    relation = run("relation", "JPN", "RUS", "--until", "2018-08-31", "--format", "json").json
    assert relation["points"][-1]["value"] == pytest.approx(found["value"], abs=1e-9)


@pytest.mark.parametrize("command", [*KEYS, "why", "sources", "coverage"])
def test_every_format_has_the_same_rows(run: Run, command: str, tmp_path: Path) -> None:
    pair = [] if command in ("sources", "coverage") else ["JPN", "RUS"]
    until = ["--on", "2018-08-31"] if command == "why" else PERIOD if pair else []
    words = [command, *pair, *until, "--format"]
    rows = [json.loads(line) for line in run(*words, "jsonl").text.splitlines()]
    found = run(*words, "json").json
    assert rows in found.values()
    table = list(csv.DictReader(io.StringIO(run(*words, "csv").text)))
    assert len(table) == len(rows) and list(table[0]) == list(rows[0])
    frame = pq.read_table(io.BytesIO(run(*words, "parquet").out))
    assert frame.num_rows == len(rows) and frame.column_names == list(rows[0])
    printed = run(*words, "table").text.splitlines()
    assert len(printed) > len(rows)
    suffixed = tmp_path / "out.jsonl"
    assert run(*words[:-1], "-o", suffixed).out == b""
    assert [json.loads(line) for line in suffixed.read_text(encoding="utf-8").splitlines()] == rows


def test_events_are_chosen(run: Run) -> None:
    def chosen(*words: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = run("events", "JPN", "RUS", "--format", "json", *words).json["events"]
        return found

    everything = chosen()
    assert {e["source"] for e in everything} == {"JPN", "RUS"}
    for option, value, key in [("--type", "CONSULT", "type"), ("--status", "planned", "status")]:
        found = chosen(option, value)
        assert 0 < len(found) < len(everything) and {e[key] for e in found} == {value}
    assert chosen("--type", "consult") == chosen("--type", "CONSULT")
    about = chosen("--issue", "Energy")
    assert 0 < len(about) < len(everything) and all("energy" in e["issues"] for e in about)
    dated = chosen("--since", "2018-07", "--until", "2018-07")
    assert dated and all(e["date"] <= "2018-07-31" and (e["date_end"] or e["date"]) >= "2018-07-01" for e in dated)
    directed = chosen("--directed")
    assert 0 < len(directed) < len(everything)
    assert all(e["source"] == "JPN" or e["reciprocal"] for e in directed)


def test_a_choice_of_events_that_is_none_is_refused(run: Run) -> None:
    refused(run("events", "JPN", "RUS", "--type", "TALK"), "TALK", "CONSULT")
    refused(run("events", "JPN", "RUS", "--status", "maybe"), "maybe", "called for")
    refused(run("events", "JPN", "RUS", "--issue", "enrgy"), "enrgy", "energy")


def test_two_states_without_events_are_an_empty_result(run: Run) -> None:
    done = run("events", "ISL", "FJI", "--format", "json")
    assert (done.status, done.json) == (0, {"events": []})
    assert "nothing found" in run("events", "ISL", "FJI", "--format", "table").text


def test_the_built_in_record_is_sound_and_says_how_to_cite_it(run: Run) -> None:
    sound = run("check")
    assert (sound.status, sound.text.strip().endswith("sound")) == (0, True)
    cited = run("cite").text
    assert "détente" in cited and "Ministry of Foreign Affairs of Japan (2018-07-31)" in cited
    assert run("cite", "--bibtex").text.lstrip().startswith("@")


def test_export_writes_a_file_a_table(run: Run, tmp_path: Path) -> None:
    done = run("export", tmp_path / "out", "--format", "parquet")
    paths = [Path(line) for line in done.text.splitlines()]
    assert done.status == 0
    assert {"events", "reports", "documents", "sources", "coverage"} <= {path.stem for path in paths}
    events = next(path for path in paths if path.stem == "events")
    assert pq.read_table(events).num_rows > 100


@pytest.mark.parametrize("suffix", ["html", "md", "json"])
def test_the_brief_is_written_whole(run: Run, suffix: str) -> None:
    done = run("brief", "JPN", "RUS", "--until", "2018-08-31", "-o", f"brief.{suffix}", "--quiet")
    assert (done.status, done.out, done.err) == (0, b"", "")
    text = Path(f"brief.{suffix}").read_text(encoding="utf-8")
    assert "Japan" in text and "Russia" in text
    assert [path.name for path in Path().iterdir()] == [f"brief.{suffix}"]


def test_a_brief_in_a_form_that_is_none_is_refused(run: Run) -> None:
    refused(run("brief", "JPN", "RUS", "-o", "brief.docx", "--quiet"), "brief.docx")
    assert not list(Path().iterdir())


# --- streams -------------------------------------------------------------------------------------------------------


def test_quiet_keeps_stderr_empty_while_the_chronicle_is_coded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    done = process("coverage", "--quiet", "--format", "json", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout)["coverage"]


def test_a_reader_that_goes_away_leaves_no_traceback(tmp_path: Path) -> None:
    command = f"{sys.executable} -m detente events JPN RUS --format jsonl | head -c 10"
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(command, shell=True, env=env, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert len(done.stdout) == 10
    assert "Traceback" not in done.stderr and "BrokenPipe" not in done.stderr


def on_terminal(folder: Path, *words: str) -> tuple[int, str, str]:
    """Status, stdout and stderr of a command whose stdout is a terminal."""
    keyboard, screen = pty.openpty()
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "COLUMNS": "200"}
    command = [sys.executable, "-m", "detente", *words]
    with subprocess.Popen(command, env=env, cwd=folder, stdout=screen, stderr=subprocess.PIPE) as started:
        os.close(screen)
        shown = b""
        with suppress(OSError):  # a terminal whose other end is closed reads as an error
            while part := os.read(keyboard, 4096):
                shown += part
        os.close(keyboard)
        assert started.stderr
        err = started.stderr.read().decode()
    return started.returncode, shown.decode(), err


def test_a_pipe_gets_json_and_a_terminal_a_table(run: Run, tmp_path: Path) -> None:
    assert run("coverage").json["coverage"]
    status, shown, _ = on_terminal(tmp_path, "coverage")
    assert status == 0
    assert "since" in shown and "loaded" in shown and "{" not in shown


def test_parquet_is_kept_off_terminals(run: Run, tmp_path: Path) -> None:
    assert run("coverage").status == 0
    status, shown, err = on_terminal(tmp_path, "coverage", "--format", "parquet")
    assert (status, shown) == (1, "")
    assert "-o FILE" in err and "Traceback" not in err
