"""One load: documents and reports are gathered, written in batches, and their events derived anew."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from detente.errors import Error
from detente.events import Coverage, Report, Source, report_schema, reports_table
from detente.reading.document import Document
from detente.record.database import Database
from detente.record.deduplicate import derive, last_day
from detente.record.schema import coverage_schema, documents_schema, sources_schema

if TYPE_CHECKING:
    import pyarrow as pa

BATCH_ROWS = 20_000
"""So many reports and documents are gathered before they are written."""
BATCH_CHARACTERS = 20_000_000
BLOCK = "least(source, target), greatest(source, target), type, status"
"""Reports that differ in any of these are never told as one event."""


def source_id(source: Source) -> str:
    """Name of a load: a checksum of the source's name, kind, version and content."""
    key = "\0".join((source.name, source.kind, source.version, source.sha256))
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def publisher_name(publisher: str | None, uri: str) -> str:
    """Who to count a document for: its publisher, else its site, else nobody in particular."""
    return publisher or urlsplit(uri).netloc.removeprefix("www.") if "://" in uri or publisher else ""


class Load:
    """Takes documents and reports one after another; `finish` writes what is left and derives events."""

    def __init__(self, database: Database, source: Source) -> None:
        self.database = database
        self.source = source
        self.id = source_id(source)
        self.documents = self.reports = self.skipped = 0
        self._seen: set[str] = set()
        self._waiting: list[tuple[Document, list[Report]]] = []
        self._loose: list[Report] = []
        self._rows = self._characters = 0
        database.execute(f"CREATE OR REPLACE TEMP TABLE touched AS SELECT {BLOCK} FROM reports LIMIT 0")

    def take(self, document: Document | None, reports: Sequence[Report]) -> None:
        """Gather one document with its reports, or reports alone."""
        if document is None:
            self._loose.extend(reports)
        elif document.id in self._seen:
            self.skipped += 1
            return
        else:
            self._seen.add(document.id)
            self._waiting.append((document, [_belonging(report, document) for report in reports]))
            self._characters += len(document.text)
        self._rows += len(reports) + 1
        if self._rows >= BATCH_ROWS or self._characters >= BATCH_CHARACTERS:
            self._write()

    def finish(self) -> None:
        """Write what is left, note the source and its coverage, and derive the touched events."""
        self._write()
        self._note_source()
        self._note_coverage()
        if self.reports:
            derive_touched(self.database)
        self.database.execute("DROP TABLE touched")

    def _write(self) -> None:
        new = self._write_documents()
        rows = [report for _, reports in new for report in _unique(reports)]
        self._write_reports(reports_table(rows))
        loose = self._new_loose(reports_table(list(_unique(self._loose))))
        self._write_reports(loose)
        self._waiting, self._loose = [], []
        self._rows = self._characters = 0

    def _write_documents(self) -> list[tuple[Document, list[Report]]]:
        import pyarrow as pa

        ids = [document.id for document, _ in self._waiting]
        query = "SELECT id FROM documents WHERE id IN (SELECT unnest(?::VARCHAR[]))"
        there = {row[0] for row in self.database.rows(query, [ids])} if ids else set()
        new = [pair for pair in self._waiting if pair[0].id not in there]
        self.skipped += len(self._waiting) - len(new)
        self.documents += len(new)
        rows = [_document_row(document, self.id) for document, _ in new]
        self.database.insert("documents", pa.Table.from_pylist(rows, schema=documents_schema()))
        return new

    def _new_loose(self, rows: pa.Table) -> pa.Table:
        if not rows.num_rows:
            return rows
        return self.database.table("SELECT * FROM new_rows ANTI JOIN reports USING (id)", new_rows=rows)

    def _write_reports(self, rows: pa.Table) -> None:
        import pyarrow as pa

        if not rows.num_rows:
            return
        self.reports += rows.num_rows
        load = pa.array([self.id] * rows.num_rows, pa.string())
        self.database.insert("reports", rows.append_column("load", load))
        self.database.execute(f"INSERT INTO touched SELECT DISTINCT {BLOCK} FROM new_rows", new_rows=rows)

    def _note_source(self) -> None:
        import pyarrow as pa

        there = self.database.rows("SELECT 1 FROM sources WHERE id = ?", [self.id])
        if there or (self.skipped and not self.documents and not self.reports):
            return
        source = self.source
        row = {name: getattr(source, name) for name in ("name", "kind", "version", "sha256", "licence", "citation")}
        row |= {"id": self.id, "loaded_at": datetime.now(UTC).replace(tzinfo=None)}
        self.database.insert("sources", pa.Table.from_pylist([row], schema=sources_schema()))

    def _note_coverage(self) -> None:
        for stated in self.source.coverage:
            if stated.since > stated.until:
                raise Error(f"{stated.source}: coverage from {stated.since} ends before it begins, {stated.until}.")
        if self.source.coverage:
            delete = 'DELETE FROM coverage WHERE source = ? AND (derived OR (since = ? AND "until" = ?))'
            for stated in self.source.coverage:
                self.database.execute(delete, [stated.source, stated.since, stated.until])
            insert_coverage(self.database, self.source.coverage, derived=False)
        elif self.documents:
            self._derive_coverage()

    def _derive_coverage(self) -> None:
        name = self.source.name
        if self.database.rows("SELECT 1 FROM coverage WHERE source = ? AND NOT derived LIMIT 1", [name]):
            return
        query = (
            "SELECT DISTINCT d.published, d.published_precision FROM documents d JOIN sources s ON d.load = s.id "
            "WHERE s.name = ? AND d.published IS NOT NULL"
        )
        days = [(day, last_day(day, None, precision)) for day, precision in self.database.rows(query, [name])]
        self.database.execute("DELETE FROM coverage WHERE source = ? AND derived", [name])
        insert_coverage(self.database, months_covered(name, days), derived=True)


def months_covered(source: str, days: Sequence[tuple[date, date]]) -> list[Coverage]:
    """Coverage by whole months: loaded where a document was published, missing between the first and the last."""
    numbers = {n for first, last in days for n in range(_month(first), _month(last) + 1)}
    if not numbers:
        return []
    runs: list[tuple[int, int, bool]] = []
    for number in range(min(numbers), max(numbers) + 1):
        loaded = number in numbers
        if runs and runs[-1][2] == loaded:
            runs[-1] = (runs[-1][0], number, loaded)
        else:
            runs.append((number, number, loaded))
    return [
        Coverage(source, _first(one), last_day(_first(other), None, "month"), "loaded" if loaded else "missing",
                 "" if loaded else "no document of these months")
        for one, other, loaded in runs
    ]  # fmt: skip


def _month(day: date) -> int:
    return day.year * 12 + day.month - 1


def _first(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)


def insert_coverage(database: Database, rows: Sequence[Coverage], *, derived: bool) -> None:
    """Append rows to the table of coverage."""
    names = ("source", "since", "until", "state", "note")
    found = [{**{name: getattr(row, name) for name in names}, "derived": derived} for row in rows]
    database.append("coverage", found, coverage_schema())


def derive_touched(database: Database) -> None:
    """Derive the events of the blocks in the table ``touched`` anew, and no others."""
    inside = f"WHERE ({BLOCK}) IN (SELECT * FROM touched)"
    columns = ", ".join(f'"{name}"' for name in report_schema().names)
    reports = database.table(f"SELECT {columns} FROM reports {inside}")
    database.execute(f"DELETE FROM events {inside}")
    database.insert("events", derive(reports, publishers(database)))


def publishers(database: Database) -> dict[str, str]:
    """The publisher of each document by the document's id."""
    rows = database.rows("SELECT id, publisher, uri FROM documents")
    return {id_: publisher_name(publisher, uri) for id_, publisher, uri in rows}


def _belonging(report: Report, document: Document) -> Report:
    if report.document is None:
        report = replace(report, document=document.id)
    if report.document != document.id:
        raise Error(f"{document.uri}: a report names another document, {report.document}.")
    if report.start is not None and document.text[report.start : report.end] != report.passage:
        raise Error(
            f"{document.uri}: characters {report.start} to {report.end} are not the passage {report.passage[:60]!r}."
        )
    return report


def _unique(reports: Sequence[Report]) -> list[Report]:
    return list({report.id: report for report in reversed(reports)}.values())[::-1]


def _document_row(document: Document, load: str) -> dict[str, Any]:
    names = ("id", "uri", "title", "publisher", "publisher_state", "language", "published", "published_precision")
    row = {name: getattr(document, name) for name in (*names, "sha256", "text")}
    fields = ("publisher", "title", "date", "url")
    row["citations"] = [{name: getattr(cited, name) for name in fields} for cited in document.citations]
    row["load"] = load
    return row
