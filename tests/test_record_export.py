"""Out of the record: files that are whole, citations that name their sources, checks that find what is wrong."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from detente import Error, __version__
from detente.events import Coverage, Report, Source, event_schema
from detente.reading import Citation, Document
from detente.record import Store

TEXT = "Japan met Russia; they spoke."
MEETING = Report(
    date(2018, 7, 31), "JPN", "RUS", "CONSULT", "verbal cooperation", "Japan met Russia", mode="meet", start=0, end=16,
    reciprocal=True, participants=("Kono", "Lavrov"), issues=("energy", "security"),
)  # fmt: skip
CITED = Citation("Ministry of Foreign Affairs of Japan", "2+2 & more {so}", "2018-07-31", "https://mofa.example/a_b")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    feed = Source("GDELT 1", "feed", "2018-08", "ab", "free", "Leetaru & Schrodt (2013)",
                  (Coverage("GDELT 1", date(2018, 8, 1), date(2018, 8, 31)),))  # fmt: skip
    row = replace(MEETING, date=date(2018, 8, 2), start=None, end=None, passage="", coder="gdelt1")
    documents = [
        (Document("file:a", TEXT, published=date(2018, 8, 1), citations=(CITED,)), [MEETING]),
        (Document("https://p.example/b", "x", "A title", "P", published=date(2018, 8, 1)), []),
        (Document("file:c", "y", citations=(CITED,)), []),
    ]
    with Store(tmp_path / "r.duckdb") as opened:
        opened.add(Source("essays", "documents"), documents)
        opened.add(feed, [(None, [row])])
        yield opened


def test_parquet_folder_carries_sources_version_and_citation(store: Store, tmp_path: Path) -> None:
    files = store.export(tmp_path / "out" / "deep")
    assert sorted(path.name for path in files) == [
        "citations.bib", "corrections.parquet", "coverage.parquet", "documents.parquet", "events.parquet",
        "reports.parquet", "sources.parquet",
    ]  # fmt: skip
    assert sorted(files) == sorted((tmp_path / "out" / "deep").iterdir())
    table = pq.read_table(tmp_path / "out" / "deep" / "events.parquet")
    assert table.schema.equals(event_schema())
    assert table.equals(store.events())
    metadata = {key.decode(): value.decode() for key, value in table.schema.metadata.items()}
    assert metadata["detente.version"] == __version__
    named = [
        (source["name"], source["version"], source["sha256"]) for source in json.loads(metadata["detente.sources"])
    ]
    assert sorted(named, key=lambda n: n[0]) == [("GDELT 1", "2018-08", "ab"), ("essays", "", "")]
    assert metadata["detente.tool"] == f"detente {__version__}"
    assert "Leetaru" in metadata["detente.citation"]


def test_csv_and_json_lines(store: Store, tmp_path: Path) -> None:
    [made] = store.export(tmp_path / "events.csv", "csv")
    with made.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == event_schema().names
    assert (rows[0]["date"], rows[0]["participants"], rows[0]["reciprocal"]) == ("2018-07-31", "Kono; Lavrov", "true")
    [made] = store.export(tmp_path / "events.jsonl", "jsonl")
    lines = [json.loads(line) for line in made.read_text(encoding="utf-8").splitlines()]
    assert lines[0]["issues"] == ["energy", "security"]
    assert [line["date"] for line in lines] == ["2018-07-31", "2018-08-02"]
    store.export(tmp_path / "all", "csv")
    with (tmp_path / "all" / "documents.csv").open(encoding="utf-8", newline="") as file:
        cited = json.loads(next(csv.DictReader(file))["citations"] or "[]")
    assert cited[0]["publisher"] == CITED.publisher


def test_a_failed_export_leaves_what_was_there(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from detente.record import export

    folder = tmp_path / "out"
    store.export(folder, "csv")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}

    def full(path: Path, text: str) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(export, "_write_text", full)
    with pytest.raises(Error, match=r"citations\.bib cannot be written: No space left"):
        store.export(folder, "csv")
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_export_refusals(store: Store, tmp_path: Path) -> None:
    with pytest.raises(Error, match="not as 'xlsx'"):
        store.export(tmp_path / "x", "xlsx")
    (tmp_path / "file").write_text("here", encoding="utf-8")
    with pytest.raises(Error, match="cannot be written"):
        store.export(tmp_path / "file")


def test_cite_as_text(store: Store) -> None:
    lines = store.cite().splitlines()
    assert lines[0].startswith("The détente authors. détente: a workbench")
    assert "Leetaru & Schrodt (2013). Version 2018-08. Licence: free." in lines
    assert "P (2018-08-01). A title. https://p.example/b." in lines
    assert sum("Ministry of Foreign Affairs" in line for line in lines) == 1
    assert len(lines) == 4


def test_cite_as_bibtex(store: Store) -> None:
    text = store.cite("bibtex")
    assert text.count("@misc{") == 4
    assert r"title = {{2+2 \& more \{so\}}}" in text
    assert "@misc{ministry-of-foreign-2018-" in text
    assert "url = {https://mofa.example/a_b}" in text
    assert text == store.cite("bibtex")
    with pytest.raises(Error, match="text or bibtex"):
        store.cite("apa")


def test_a_citation_that_is_bibtex_is_passed_on(store: Store) -> None:
    store.add(Source("X", "feed", citation="@article{x, title = {X}}"), [])
    assert "\n@article{x, title = {X}}\n" in store.cite("bibtex")


@pytest.mark.parametrize(
    ("damage", "found"),
    [
        ("DELETE FROM documents WHERE uri = 'file:a'", "rests on a document that is not in the record"),
        ("UPDATE documents SET text = 'other'", "does not fit its checksum"),
        ("UPDATE reports SET passage = 'other' WHERE start = 0", "not the document's text at its span"),
        ("DELETE FROM reports WHERE start IS NULL", "is counted by an event but is not in reports"),
        ("DELETE FROM events", "is counted by no event"),
        ("DELETE FROM events", "follows from the reports but is not in events"),
        ("INSERT INTO events SELECT * FROM events", "stands more than once in events"),
        ("UPDATE events SET place = 'Paris'", "is not what its reports say"),
        ("UPDATE reports SET date = '0001-01-01'", "has no date, or one that cannot be"),
        ("UPDATE reports SET date_end = '2018-01-01'", "ends before it begins"),
        ("UPDATE reports SET status = 'perhaps'", "is no known status"),
        ("UPDATE reports SET source = 'RUS'", "has not two states"),
        ("UPDATE reports SET confidence = 2", "has a confidence outside 0 to 1"),
        ("UPDATE coverage SET state = 'lost'", "has a period or state that cannot be"),
        ("DELETE FROM sources", "came with a load that is not in sources"),
        ("DROP TABLE coverage", "The table coverage is not there."),
    ],
)
def test_check_finds_damage(store: Store, damage: str, found: str) -> None:
    assert store.check() == []
    store.database.execute(damage)
    assert any(found in problem for problem in store.check()), store.check()


def test_check_knows_the_codes(store: Store) -> None:
    pytest.importorskip("detente.ontology")
    store.database.execute("UPDATE reports SET type = 'HUG'")
    assert any("HUG in reports is no known type" in problem for problem in store.check())


def test_check_knows_the_states(store: Store) -> None:
    pytest.importorskip("detente.actors")
    store.database.execute("UPDATE reports SET source = 'XXX'")
    assert any("XXX in reports is no known source" in problem for problem in store.check())
