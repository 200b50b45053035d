"""Whether a record is sound: what it holds fits together, and its events are what its reports make."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from detente import actors, ontology
from detente.events import Precision, Quad, Status, event_schema, report_schema
from detente.record.corrections import FIELDS
from detente.record.database import Database
from detente.record.deduplicate import derive
from detente.record.loading import publishers
from detente.record.schema import TABLES

if TYPE_CHECKING:
    import pyarrow as pa

SHOWN = 5
"""So many rows are named of each kind of problem."""
EARLIEST = date(1500, 1, 1)
YEARS_AHEAD = 60

QUESTIONS = (
    ("SELECT id FROM {table} GROUP BY id HAVING count(*) > 1", "stands more than once in {table}",
     ("sources", "documents", "reports", "events")),
    ("SELECT id FROM {table} x WHERE NOT EXISTS (FROM sources s WHERE s.id = x.load)",
     "in {table} came with a load that is not in sources", ("documents", "reports")),
    ("SELECT id FROM {table} x WHERE document IS NOT NULL AND NOT EXISTS (FROM documents d WHERE d.id = x.document)",
     "in {table} rests on a document that is not in the record", ("reports", "events")),
    ("SELECT r.id FROM reports r JOIN documents d ON d.id = r.document WHERE r.start IS NOT NULL AND "
     '(r.start < 0 OR r."end" IS NULL OR substring(d.text, r.start + 1, r."end" - r.start) <> r.passage)',
     "in reports has a passage that is not the document's text at its span", ("reports",)),
    ("SELECT id FROM {table} WHERE date_end < date", "in {table} ends before it begins", ("reports", "events")),
    ("SELECT id FROM {table} WHERE date IS NULL OR date < '{earliest}' OR coalesce(date_end, date) > '{latest}'",
     "in {table} has no date, or one that cannot be", ("reports", "events")),
    ("SELECT id FROM {table} WHERE source IS NULL OR target IS NULL OR source = target",
     "in {table} has not two states", ("reports", "events")),
    ("SELECT id FROM {table} WHERE NOT (confidence BETWEEN 0 AND 1)", "in {table} has a confidence outside 0 to 1",
     ("reports", "events")),
    ("SELECT id FROM {table} WHERE NOT (coalesce(lat, 0) BETWEEN -90 AND 90 AND coalesce(lon, 0) BETWEEN -180 AND 180)",
     "in {table} lies off the globe", ("reports", "events")),
    ("SELECT source FROM coverage WHERE since > \"until\" OR state NOT IN ('loaded', 'missing', 'failed')",
     "in coverage has a period or state that cannot be", ("coverage",)),
    ("SELECT source FROM coverage c WHERE NOT EXISTS (FROM sources s WHERE s.name = c.source)",
     "in coverage is no source of the record", ("coverage",)),
    ("SELECT e.told FROM (SELECT unnest(report_ids) AS told FROM events) e WHERE NOT EXISTS "
     "(FROM reports r WHERE r.id = e.told)", "is counted by an event but is not in reports", ("events",)),
    ("SELECT told FROM (SELECT unnest(report_ids) AS told FROM events) GROUP BY told HAVING count(*) > 1",
     "in reports is counted by several events", ("events",)),
    ("SELECT id FROM reports WHERE id NOT IN (SELECT unnest(report_ids) FROM events)",
     "in reports is counted by no event", ("reports",)),
    ("SELECT event FROM corrections c WHERE undone_at IS NULL AND NOT EXISTS (FROM reports r WHERE r.id = c.report) "
     "AND NOT EXISTS (FROM feed_reports r JOIN sources s ON s.id = r.load WHERE s.kind || ':' || r.row = c.report)",
     "was corrected but is no longer in the record", ("corrections",)),
)  # fmt: skip
"""A query for the names of rows that are wrong, what is wrong with them, and the tables to ask it of."""


def problems(database: Database) -> list[str]:
    """Every problem found, a line each; empty when the record is sound."""
    found = list(_missing_tables(database))
    if found:
        return found
    found += _asked(database)
    found += _checksums(database)
    found += _codes(database)
    found += _corrections(database)
    found += _events(database)
    return found


def _missing_tables(database: Database) -> Iterator[str]:
    there = {row[0] for row in database.rows("SELECT table_name FROM duckdb_tables()")}
    for table in TABLES:
        if table not in there:
            yield f"The table {table} is not there."


def _asked(database: Database) -> Iterator[str]:
    # Dates far ahead are read wrong: no plan reaches beyond a lifetime.
    latest = date.today() + timedelta(days=365 * YEARS_AHEAD)
    for query, wrong, tables in QUESTIONS:
        for table in tables:
            asked = query.format(table=table, earliest=EARLIEST, latest=latest)
            yield from _named((row[0] for row in database.rows(asked)), wrong.format(table=table))


def _named(ids: Iterable[Any], wrong: str) -> Iterator[str]:
    names = sorted({str(name) for name in ids})
    if names:
        more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
        yield f"{', '.join(names[:SHOWN])}{more} {wrong}."


def _checksums(database: Database) -> Iterator[str]:
    import hashlib

    def wrong() -> Iterator[str]:
        for name, sha256, text in database.rows("SELECT id, sha256, text FROM documents"):
            if hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest() != sha256:
                yield name

    yield from _named(wrong(), "in documents has a text that does not fit its checksum")


def _codes(database: Database) -> Iterator[str]:
    for column, choices in _vocabulary().items():
        for table in ("reports", "events"):
            seen = {row[0] for row in database.rows(f'SELECT DISTINCT "{column}" FROM {table}')} - {None}
            yield from _named(seen - choices, f"in {table} is no known {column}")


def _vocabulary() -> dict[str, set[str]]:
    states = {state.iso3 for state in actors.states()}
    return {
        "status": {str(value) for value in Status},
        "quad": {str(value) for value in Quad},
        "precision": {str(value) for value in Precision},
        "date_basis": {"text", "publication"},
        "type": set(ontology.TYPES),
        "mode": {mode for kind in ontology.TYPES for mode in ontology.modes(kind)},
        **dict.fromkeys(("source", "target", "place_state"), states),
    }


def _corrections(database: Database) -> Iterator[str]:
    seen = {row[0] for row in database.rows("SELECT DISTINCT field FROM corrections")}
    yield from _named(seen - set(FIELDS), "in corrections is no field that can be corrected")


def _events(database: Database) -> Iterator[str]:
    """Events that a fresh derivation from all reports makes differently."""
    columns = ", ".join(f'"{name}"' for name in report_schema().names)
    fresh = derive(database.table(f"SELECT {columns} FROM reports"), publishers(database))
    names = ", ".join(f'"{name}"' for name in event_schema().names)
    kept = _by_id(database.table(f"SELECT {names} FROM events").cast(event_schema()))
    made = _by_id(fresh)
    yield from _named(made.keys() - kept.keys(), "follows from the reports but is not in events")
    yield from _named(kept.keys() - made.keys(), "in events does not follow from the reports")
    differing = (name for name in made.keys() & kept.keys() if made[name] != kept[name])
    yield from _named(differing, "in events is not what its reports say")


def _by_id(events: pa.Table) -> dict[str, dict[str, Any]]:
    return {row["id"]: row for row in events.to_pylist()}
