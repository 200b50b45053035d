"""Documents coded by several processes: the same reports in the same order, and clear words when one dies."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

import detente
from detente.coding import code_all
from detente.coding.pool import CHUNK, code_chunk, code_many, jobs_for
from detente.errors import Error
from detente.events import Report
from detente.reading.document import Document
from tests.conftest import ROOT

PEOPLE = ("Japan", "Russia", "China", "South Korea", "the United States", "Germany")


def texts(number: int) -> list[Document]:
    """Short documents, none like the other."""
    return [
        Document(
            f"memory:{i}",
            f"{PEOPLE[i % 6]} met {PEOPLE[(i + 1) % 6]} on {i % 28 + 1} May 2018. {PEOPLE[i % 5]} criticised "
            f"{PEOPLE[i % 5 + 1]} for its {'missile defence' if i % 2 else 'fisheries'} plans. "
            f"{'They talked. ' * (i % 7)}",
            published=date(2018, 6, 1),
        )
        for i in range(number)
    ]


def failing(documents: Sequence[Document]) -> list[list[Report]]:
    """Work that raises at one document."""
    if any(document.uri == "memory:13" for document in documents):
        raise ValueError("no luck")
    return [[] for _ in documents]


def dying(documents: Sequence[Document]) -> list[list[Report]]:
    """Work that ends its process at one document."""
    if any(document.uri == "memory:13" for document in documents):
        os.kill(os.getpid(), signal.SIGKILL)
    return [[] for _ in documents]


def dying_together(documents: Sequence[Document]) -> list[list[Report]]:
    """Work that ends its process where several documents come at once."""
    if len(documents) > 1:
        os._exit(7)
    return [[] for _ in documents]


def slow(documents: Sequence[Document]) -> list[list[Report]]:
    """Work in which the first chunk takes longest."""
    time.sleep(0.5 if documents[0].uri == "memory:0" else 0.0)
    return code_chunk(documents)


def test_the_reports_are_the_same_however_many_processes_there_are() -> None:
    documents = texts(5 * CHUNK + 3)
    alone = list(code_many(documents, 1))
    assert list(code_many(documents, 2, slow)) == alone
    assert [document for document, _ in alone] == documents
    assert sum(len(found) for _, found in alone) > len(documents)
    assert alone == list(code_all(documents, CHUNK))


def test_how_many_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("detente.coding.pool._processors", lambda: 4)
    assert [jobs_for(n, None) for n in (0, 1, 200, 201)] == [1, 1, 1, 4]
    assert [jobs_for(n, 8) for n in (0, 1, 9, 1000)] == [1, 1, 2, 8]
    with pytest.raises(Error):
        jobs_for(10, 0)
    assert list(code_many([], 2)) == []


@pytest.mark.parametrize(
    ("work", "said"),
    [
        (failing, r"^memory:13: .*ValueError: no luck"),
        (dying, r"^memory:13: .*ended by signal 9"),
        (dying_together, r"ended with 7.*memory:\d.*--jobs 1"),
    ],
)
def test_the_document_at_which_a_process_fails_is_named(work: object, said: str) -> None:
    with pytest.raises(Error, match=said):
        list(code_many(texts(30), 2, work))  # type: ignore[arg-type]


def test_whoever_stops_early_leaves_no_process_behind() -> None:
    coded = code_many(texts(60), 2)
    next(coded)
    coded.close()  # type: ignore[attr-defined]
    assert not __import__("multiprocessing").active_children()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "texts"
    made.mkdir()
    for number, document in enumerate(texts(40)):
        (made / f"{number:03}.txt").write_text(document.text, encoding="utf-8")
    return made


def test_the_command_prints_the_same_bytes(folder: Path) -> None:
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    command = [sys.executable, "-m", "detente", "code", str(folder), "--date", "2018-06", "--format", "json", "--jobs"]
    one, two = (subprocess.run([*command, n], env=env, capture_output=True, check=True).stdout for n in "12")
    assert one == two
    assert len(json.loads(one)["reports"]) > 40


def test_an_interrupt_ends_all_and_keeps_what_was_kept(folder: Path, tmp_path: Path) -> None:
    for number, document in enumerate(texts(600)):
        (folder / f"{number:03}.txt").write_text(document.text, encoding="utf-8")
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    record = tmp_path / "r.duckdb"
    words = ["add", str(folder), "--date", "2018-06", "--record", str(record), "--jobs", "2"]
    started = subprocess.Popen(
        [sys.executable, "-m", "detente", *words], env=env, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    assert started.stderr is not None
    said = ""
    while "240 of 600" not in said and (line := started.stderr.readline()):
        said += line
    os.killpg(started.pid, signal.SIGINT)  # as a terminal does: to all processes of the command
    rest = started.communicate(timeout=60)[1]
    assert started.returncode == 130
    assert "the same command goes on" in rest and rest.endswith("detente: interrupted\n")
    assert "Traceback" not in rest
    with detente.Record(record) as kept:
        there = kept.documents().table.num_rows
        assert there == 0, "a batch is kept whole or not at all"
        added, _ = kept.add([folder], published="2018-06")
        assert (added.documents, added.skipped) == (600 - there, there)
        assert kept.check() == []


def test_batches_make_the_same_record(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    events = []
    for batch in (7, 1000):
        monkeypatch.setattr("detente.api.coding.BATCH", batch)
        with detente.Record(tmp_path / f"{batch}.duckdb") as record:
            added, _ = record.add([folder], published="2018-06")
            assert added.documents == 40
            assert record.sources().table.num_rows == 1
            assert record.check() == []
            events.append((record.store.events(), record.store.reports(), record.store.coverage()))
    assert events[0] == events[1]


def test_coverage_that_a_source_states_is_true_only_once_all_is_there(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from detente.events import Coverage, Source

    monkeypatch.setattr("detente.api.coding.BATCH", 10)
    stated = Coverage("notes", date(2018, 1, 1), date(2018, 12, 31))
    source = Source("notes", "documents", coverage=(stated,))

    def stop(done: int, total: int) -> None:
        if done == 25:
            raise KeyboardInterrupt

    with detente.Record(tmp_path / "r.duckdb") as record:
        with pytest.raises(KeyboardInterrupt):
            record.add([folder], published="2018-06", source=source, on_progress=stop)
        assert record.documents().table.num_rows == 20
        assert [row["since"] for row in record.coverage().rows()] == [date(2018, 6, 1)]
        record.add([folder], published="2018-06", source=source)
        assert record.documents().table.num_rows == 40
        assert [row["since"] for row in record.coverage().rows()] == [date(2018, 1, 1)]


def test_confidence_on_the_command_line(folder: Path) -> None:
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    command = [sys.executable, "-m", "detente", "code", str(folder), "--date", "2018-06", "--min-confidence"]
    some, none = (subprocess.run([*command, n], env=env, capture_output=True, check=True) for n in ("0.1", "1"))
    assert json.loads(some.stdout)["reports"] and not json.loads(none.stdout)["reports"]
    assert subprocess.run([*command, "2"], env=env, capture_output=True, check=False).returncode == 2
