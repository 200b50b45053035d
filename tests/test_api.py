"""The Python package offers what the command line offers, under the same names."""

from __future__ import annotations

import contextlib
import io
import json
import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pytest

import detente
from detente.cli import cli, main
from detente.result import Result
from tests.conftest import ROOT
from tests.test_cli import TEXT

CALLS: dict[str, Callable[[detente.Record], Result]] = {
    "events JPN RUS --since 2018": lambda r: r.events("Japan", "RUS", since="2018"),
    "relation JPN RUS --until 2018-08": lambda r: r.relation("JPN", "Russia", until=date(2018, 8, 31)),
    "turns JPN RUS": lambda r: r.turns("JPN", "RUS"),
    "agenda JPN RUS --since 2017": lambda r: r.agenda("JPN", "RUS", since=date(2017, 1, 1)),
    "meetings JPN RUS --since 2018": lambda r: r.meetings("JPN", "RUS", since="2018"),
    "why JPN RUS --on 2018-08": lambda r: r.why("JPN", "RUS", on="2018-08-31"),
    "sources": lambda r: r.sources(),
    "coverage": lambda r: r.coverage(),
}


@pytest.fixture
def record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[detente.Record]:
    """The built-in chronicle."""
    monkeypatch.chdir(tmp_path)
    with detente.open() as opened:
        yield opened


@pytest.mark.parametrize("words", CALLS)
def test_a_call_gives_what_the_command_prints(
    record: detente.Record, words: str, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    result = CALLS[words](record)
    main([*words.split(), "--format", "json", "--quiet"])
    printed = capsysbinary.readouterr().out
    assert json.loads(result.to_json()) == json.loads(printed)


@pytest.mark.parametrize("words", CALLS)
def test_a_result_turns_into_frames_and_a_page(record: detente.Record, words: str) -> None:
    result = CALLS[words](record)
    rows = result.rows()
    assert rows
    polars, pandas = result.to_polars(), result.to_pandas()
    assert isinstance(polars, pl.DataFrame) and isinstance(pandas, pd.DataFrame)
    assert polars.height == len(pandas) == result.to_arrow().num_rows == len(rows)
    assert list(polars.columns) == list(pandas.columns) == list(rows[0])
    page = result._repr_html_()
    assert page.count("<tr>") == len(rows) + 1
    assert 1 <= page.count("<th ") <= 7, "a printed table has at most seven columns"


def test_a_page_escapes_what_a_text_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("odd.txt").write_text(TEXT.replace("in Moscow", "in Moscow <script>alert(1)</script>"), encoding="utf-8")
    found = detente.code(["odd.txt"], published="2018-08-01")
    assert found.reports
    assert "<script>" not in found._repr_html_()


def test_every_command_has_a_call_of_the_same_name() -> None:
    calls = {"code": detente.code} | {
        name: getattr(detente.Record, name) for name in dir(detente.Record) if name[0] != "_"
    }
    assert set(cli.commands) <= set(calls)
    assert all(callable(calls[name]) for name in cli.commands)


def test_a_record_of_ones_own(tmp_path: Path) -> None:
    note = tmp_path / "note.txt"
    note.write_text(TEXT, encoding="utf-8")
    told: list[tuple[int, int]] = []
    with detente.Record(tmp_path / "own.duckdb") as own:
        added, failures = own.add(
            [note, tmp_path / "absent.txt"],
            published="2018-08-01",
            on_progress=lambda done, total: told.append((done, total)),
        )
        assert (added.documents, len(failures)) == (1, 1)
        assert told[-1] == (1, 1)
        events = own.events("JPN", "RUS")
        assert "2018-07-31" in {str(row["date"]) for row in events.rows()}
        assert own.check() == []
    with detente.open(tmp_path / "own.duckdb") as again:
        assert again.events("JPN", "RUS").rows() == events.rows()


def test_errors_are_of_one_family(record: detente.Record, tmp_path: Path) -> None:
    for wrong in (
        lambda: record.relation("JPN", "JPN"),
        lambda: record.relation("JPN", "Atlantis"),
        lambda: record.relation("JPN", "RUS", since="soon"),
        lambda: record.why("JPN", "RUS", on="1950"),
        lambda: detente.open(tmp_path / "absent.duckdb"),
        lambda: detente.code([tmp_path / "absent.txt"]),
    ):
        with pytest.raises(detente.Error) as caught:
            wrong()
        assert "\n" not in str(caught.value).strip()


def blocks(page: str) -> list[str]:
    """The Python blocks of a page, in order."""
    return re.findall(r"```python\n(.*?)```", (ROOT / page).read_text(encoding="utf-8"), flags=re.S)


@pytest.mark.parametrize("page", ["README.md", "docs/python.md"])
def test_the_examples_of_the_pages_run(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("note.txt").write_text(TEXT, encoding="utf-8")
    names: dict[str, Any] = {}
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        for block in blocks(page):
            exec(compile(block, page, "exec"), names)
    assert out.getvalue().count("\n") >= len(blocks(page)) - 1
    names["record"].close()
