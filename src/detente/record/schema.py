"""The record's tables: their columns as Arrow schemas, and the SQL that makes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.events import event_schema, report_schema

if TYPE_CHECKING:
    import pyarrow as pa

SCHEMA_VERSION = 3
"""Raised whenever a table changes; a record of version 1 is brought up to date when it is next opened for writing."""

TABLES = ("sources", "documents", "reports", "events", "coverage", "corrections")


def sources_schema() -> pa.Schema:
    """A row is a load: what was loaded, in which version, under which licence, and how to cite it."""
    import pyarrow as pa

    texts = ("id", "name", "kind", "version", "sha256", "licence", "citation")
    return pa.schema([(name, pa.string()) for name in texts] + [("loaded_at", pa.timestamp("us"))])


def documents_schema() -> pa.Schema:
    """A row is a text; ``load`` is the id of the source that brought it first."""
    import pyarrow as pa

    citation = pa.struct([(name, pa.string()) for name in ("publisher", "title", "date", "url")])
    head = ("id", "load", "uri", "title", "publisher", "publisher_state", "language")
    tail = [
        ("published", pa.date32()), ("published_precision", pa.string()), ("sha256", pa.string()),
        ("citations", pa.list_(citation)), ("text", pa.string()),
    ]  # fmt: skip
    return pa.schema([(name, pa.string()) for name in head] + tail)


def stored_reports_schema() -> pa.Schema:
    """`detente.events.report_schema`, and the ``load`` that brought the report."""
    import pyarrow as pa

    return report_schema().append(pa.field("load", pa.string()))


def coverage_schema() -> pa.Schema:
    """A row is a source and a period, both days inclusive.

    ``derived`` marks rows that the record worked out from documents' dates.
    """
    import pyarrow as pa

    return pa.schema(
        [
            ("source", pa.string()), ("since", pa.date32()), ("until", pa.date32()), ("state", pa.string()),
            ("note", pa.string()), ("derived", pa.bool_()),
        ]
    )  # fmt: skip


def corrections_schema() -> pa.Schema:
    """A row is one field of one event as an analyst would have it; values are JSON.

    ``change`` numbers what was done together and is undone together; ``report`` is a report of the event, by which
    the correction finds its event again after more reports have changed the event's id.
    """
    import pyarrow as pa

    texts = ("event", "report", "field", "old", "new", "reason", "who")
    times = [("made_at", pa.timestamp("us")), ("undone_at", pa.timestamp("us"))]
    return pa.schema([("change", pa.int64())] + [(name, pa.string()) for name in texts] + times)


FEED_TABLES = (
    """CREATE TABLE feed_reports (load VARCHAR, "row" BIGINT, date DATE, date_end DATE, precision VARCHAR,
    source VARCHAR, target VARCHAR, source_actor VARCHAR, target_actor VARCHAR, source_sector VARCHAR,
    target_sector VARCHAR, cameo VARCHAR, type VARCHAR, mode VARCHAR, goldstein FLOAT, quad UTINYINT, place VARCHAR,
    place_state VARCHAR, lat FLOAT, lon FLOAT, url VARCHAR, publisher VARCHAR, mentions INTEGER, publishers INTEGER,
    status VARCHAR, source_person VARCHAR, target_person VARCHAR, contexts VARCHAR,
    a VARCHAR, b VARCHAR)""",
    "CREATE TABLE rejects (load VARCHAR, line BIGINT, file VARCHAR, reason VARCHAR)",
)
"""Tables of published event data (see `detente.record.feeds`): the rows between two states, and bad rows.

``a`` and ``b`` are the two states of a row in alphabetical order. The rows of a load are sorted by them, so that those
of a pair lie together and others need not be read.
"""


MIGRATIONS = {
    "1": FEED_TABLES,
    "2": (
        "ALTER TABLE feed_reports ADD COLUMN contexts VARCHAR",
        *(f"ALTER TABLE feed_reports ADD COLUMN {name} VARCHAR" for name in "ab"),
        "UPDATE feed_reports SET a = least(source, target), b = greatest(source, target)",
    ),
}
"""What brings a record of an older version up to date.

Version 1 had no tables for feeds, 2 neither the contexts of rows nor their pair.
"""


def schema_of(table: str) -> pa.Schema:
    """The Arrow schema of a table named in `TABLES`, as it is stored."""
    makers = {
        "sources": sources_schema,
        "documents": documents_schema,
        "reports": stored_reports_schema,
        "events": event_schema,
        "coverage": coverage_schema,
        "corrections": corrections_schema,
    }
    return makers[table]()


def sql_type(kind: pa.DataType) -> str:
    """DuckDB's name for an Arrow type."""
    import pyarrow as pa

    if pa.types.is_list(kind):
        return sql_type(kind.value_type) + "[]"
    if pa.types.is_struct(kind):
        return "STRUCT(" + ", ".join(f'"{part.name}" {sql_type(part.type)}' for part in kind) + ")"
    names = {
        pa.string(): "VARCHAR", pa.int64(): "BIGINT", pa.float64(): "DOUBLE", pa.bool_(): "BOOLEAN",
        pa.date32(): "DATE", pa.timestamp("us"): "TIMESTAMP",
    }  # fmt: skip
    return names[kind]


def create_statements(tool: str) -> list[str]:
    """The SQL that turns an empty database into an empty record; ``tool`` is written down as its maker."""
    statements = ["CREATE TABLE meta (key VARCHAR, value VARCHAR)"]
    for table in TABLES:
        columns = ", ".join(f'"{part.name}" {sql_type(part.type)}' for part in schema_of(table))
        statements.append(f"CREATE TABLE {table} ({columns})")
    statements += FEED_TABLES
    facts = {"format": "detente record", "schema_version": str(SCHEMA_VERSION), "made_by": tool}
    rows = ", ".join(f"('{key}', '{value}')" for key, value in facts.items())
    return [*statements, f"INSERT INTO meta VALUES {rows}"]
