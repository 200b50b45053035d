"""The record: documents and reports kept, events derived from them, questions answered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from detente.errors import Error
from detente.events import Coverage, Report, Source, event_schema, report_schema
from detente.reading.document import Document
from detente.record.current import Current
from detente.record.database import Database
from detente.record.feed_events import where
from detente.record.loading import Load
from detente.record.schema import TABLES, corrections_schema, coverage_schema, documents_schema, sources_schema

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

    from detente.record.feeds import Feed, Loaded

Item = tuple[Document | None, Sequence[Report]]


@dataclass(frozen=True, slots=True)
class AddResult:
    """What an `Store.add` did: new documents, new reports, documents that were there before."""

    documents: int
    reports: int
    skipped: int


class Store:
    """One record, in one DuckDB file; made when it is not there, unless ``read_only``.

    Raises `detente.Error` when the file is no record, of another version, in use, or may not be read or written.
    """

    def __init__(self, path: Path | str, *, read_only: bool = False) -> None:
        self.database = Database(path, read_only=read_only)
        self.current = Current(self.database)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self.database.close()

    @property
    def path(self) -> Path:
        """Where the record lies."""
        return self.database.path

    def add(
        self,
        source: Source,
        items: Iterable[Item],
        on_document: Callable[[Document | None], None] | None = None,
    ) -> AddResult:
        """Keep documents with their reports, and derive the events anew that they touch.

        One transaction: when anything fails, an exception of ``items`` included, the record stays as it was. A
        document that is there already changes nothing. ``items`` may be lazy; a document may be None for rows of a
        feed. ``on_document`` is called after each item. Raises `detente.Error` for a report whose span is not its
        passage.
        """
        self.current.forget()
        with self.database.transaction():
            load = Load(self.database, source)
            for document, reports in items:
                load.take(document, reports)
                if on_document is not None:
                    on_document(document)
            load.finish()
        return AddResult(load.documents, load.reports, load.skipped)

    def load(
        self,
        feed: Feed,
        path: Path,
        mapping: Mapping[str, str],
        on_step: Callable[[str], None] | None = None,
        states: Sequence[str] = (),
    ) -> Loaded:
        """Keep the rows of one file of published event data (see `detente.record.feeds`)."""
        from detente.record.feeds import load_file

        self.current.forget()
        return load_file(self.database, feed, path, mapping, on_step, states)

    def versions(self, kind: str) -> set[str]:
        """The versions (file names) of the sources of one feed."""
        return {version for (version,) in self.database.rows("SELECT version FROM sources WHERE kind = ?", [kind])}

    def note_coverage(self, source: str, rows: Iterable[Coverage]) -> None:
        """Enter what is missing of a source or failed to come; earlier such entries for the same days give way."""
        from detente.record.loading import insert_coverage

        found = list(rows)
        with self.database.transaction():
            for row in found:
                self.database.execute(
                    "DELETE FROM coverage WHERE source = ? AND state <> 'loaded' AND since >= ? AND until <= ?",
                    [source, row.since, row.until],
                )
            insert_coverage(self.database, [row for row in found if row.state in {"missing", "failed"}], derived=False)

    def rejects(self) -> pa.Table:
        """Bad rows of feeds: the source's id, line or row number, file and reason."""
        return self.database.table("SELECT * FROM rejects ORDER BY ALL")

    def run(self, expression: ir.Table) -> pa.Table:
        """The rows of an Ibis expression over `table` tables."""
        import ibis

        return self.database.table(str(ibis.to_sql(expression, dialect="duckdb")))

    def table(self, name: str, a: str | None = None, b: str | None = None) -> ir.Table:
        """A table of the record for `detente.record.queries`; ``events`` has its corrections applied.

        ``a`` and ``b`` (ISO 3166 alpha-3) say that only their events will be asked for.
        """
        import ibis

        from detente.record.schema import schema_of

        if name not in TABLES:
            raise Error(f"The record has no table {name!r}. It has {', '.join(TABLES)}.")
        stored = self.current.view(where(a, b)) if name == "events" else name
        return ibis.table(ibis.Schema.from_pyarrow(schema_of(name)), name=stored)

    def events(
        self,
        a: str | None = None,
        b: str | None = None,
        *,
        directed: bool = False,
        since: date | None = None,
        until: date | None = None,
        type: str | Sequence[str] | None = None,
        issue: str | Sequence[str] | None = None,
        status: str | Sequence[str] | None = None,
        text: str | None = None,
    ) -> pa.Table:
        """Events in `detente.events.event_schema`, corrections applied, sorted by date and id.

        ``a`` and ``b`` are ISO 3166 alpha-3; one alone gives all its events. ``directed``: what ``a`` did to ``b``,
        and what they did with each other. ``since`` and ``until`` are inclusive, and a span or vague date counts where
        it touches the period. ``text`` is sought in the passages of all reports, case aside.
        """
        from detente.record import queries

        reports = self.table("reports") if text is not None else None
        found = queries.select(
            self.table("events", a, b), a, b, directed=directed, since=since, until=until, issue=issue, text=text,
            reports=reports, type=type, status=status,
        )  # fmt: skip
        return self.run(found).cast(event_schema())

    def months(self, half_life: float) -> pa.Table:
        """Sums for the index of all pairs at once, a row a pair and month with events that happened.

        Columns ``a b month events reports w ws wss ww``: the pair in alphabetical order, the month's first day, the
        sums of weights (confidence, halved each ``half_life`` days before the month's end), of weights times scores and
        times squared scores, and of squared weights. Scores are `detente.ontology.weight`.
        """
        from detente.record import sums

        return sums.months(self.current, half_life)

    def standing(self, half_life: float, on: date, states: Sequence[str] = (), of: str | None = None) -> pa.Table:
        """The sums of `months` over all that happened up to a day, halved each ``half_life`` days before it, by pair.

        Columns ``a b events w ws wss ww``. ``states`` leaves out pairs whose first state in the alphabet is none of
        them, ``of`` those that this state is not in.
        """
        from detente.record import sums

        return sums.standing(self.current, half_life, on, states, of)

    def weeks(self) -> pa.Table:
        """Scores by pair and week for all pairs at once; columns ``a b week score`` (see `detente.record.sums`)."""
        from detente.record import sums

        return sums.weeks(self.current)

    def pairs(self) -> pa.Table:
        """Number and scores of what happened, by pair; columns ``a b n total squares``."""
        from detente.record import sums

        return sums.pairs(self.current)

    def panel(self, every: str) -> pa.Table:
        """Counts by directed dyad and ``month`` or ``year`` (see `detente.record.panel`)."""
        from detente.record import panel

        return panel.counts(self.current, every)

    def event(self, event_id: str) -> dict[str, Any]:
        """One event with its corrections, as a row; `detente.Error` when there is none of that id."""
        return self.current.event(event_id)

    def reports(self, event_ids: str | Iterable[str] | None = None) -> pa.Table:
        """The reports that tell of the events (all reports without ids), sorted by date and id."""
        columns = ", ".join(f'r."{name}"' for name in report_schema().names)
        query, params = f"SELECT {columns} FROM reports r", []
        if event_ids is not None:
            wanted = [event_ids] if isinstance(event_ids, str) else list(event_ids)
            query += " WHERE r.id IN (SELECT unnest(report_ids) FROM events WHERE id IN (SELECT unnest(?::VARCHAR[])))"
            params = [wanted]
        return self.database.table(query + " ORDER BY r.date, r.id", params).cast(report_schema())

    def documents(self, ids: Iterable[str] | None = None, *, text: bool = True) -> pa.Table:
        """Documents by id (all without ids), sorted by date, address and id; ``text=False`` leaves texts out."""
        schema = documents_schema()
        if not text:
            schema = schema.remove(schema.get_field_index("text"))
        columns = ", ".join(f'"{name}"' for name in schema.names)
        query, params = f"SELECT {columns} FROM documents", []
        if ids is not None:
            query += " WHERE id IN (SELECT unnest(?::VARCHAR[]))"
            params = [list(ids)]
        return self.database.table(query + " ORDER BY published NULLS LAST, uri, id", params).cast(schema)

    def has(self, document: Document) -> bool:
        """Whether the document is in the record, so that it need not be coded again."""
        return bool(self.database.rows("SELECT 1 FROM documents WHERE id = ? LIMIT 1", [document.id]))

    def sources(self) -> pa.Table:
        """Every load, with how many documents and reports came with it, in the order of names and times."""
        import pyarrow as pa

        count = "(SELECT count(*) FROM {} x WHERE x.load = s.id)"
        reports = f"{count.format('reports')} + {count.format('feed_reports')} AS reports"
        query = f"SELECT s.*, {count.format('documents')} AS documents, {reports} FROM sources s"
        found = self.database.table(query + " ORDER BY s.name, s.loaded_at, s.id")
        schema = pa.schema([*sources_schema(), ("documents", pa.int64()), ("reports", pa.int64())])
        return found.cast(schema)

    def coverage(self, source: str | None = None, *, states: Iterable[str] | None = None) -> pa.Table:
        """What was loaded, is missing or failed, by source and period; columns ``source since until state note``.

        With ``states`` without the loads that kept other states' rows alone: they tell nothing of these.
        """
        from detente.record.feeds import tells_of

        schema = coverage_schema()
        schema = schema.remove(schema.get_field_index("derived"))
        columns = ", ".join(f'"{name}"' for name in schema.names)
        chosen, params = ("", []) if source is None else (" WHERE source = ?", [source])
        found = self.database.table(f"SELECT {columns} FROM coverage{chosen} ORDER BY ALL", params).cast(schema)
        if states is None:
            return found
        named = set(states)
        return found.filter([tells_of(row, named) for row in found.select(["state", "note"]).to_pylist()])

    def correct(self, event_id: str, field: str, value: Any, reason: str, *, who: str | None = None) -> dict[str, Any]:
        """Keep an analyst's correction of one field, and give the event as it is read from now on.

        The field ``withdrawn`` set to true takes the event out. What the change implies (a type's quad class) changes
        with it. Raises `detente.Error` for an unknown event or field, a value the field cannot have, or no reason.
        """
        return self.current.correct(event_id, field, value, reason, who or _user())

    def undo(self, event_id: str, field: str | None = None) -> dict[str, Any]:
        """Take back the latest correction of an event (of the field, if given); the trace of it stays.

        Gives what was taken back: ``change``, ``field``, ``old``, ``new``, ``reason``. Raises `detente.Error` when
        there is nothing to undo.
        """
        return self.current.undo(event_id, field)

    def corrections(self) -> pa.Table:
        """All corrections ever made, those undone included, in the order of making."""
        return self.database.table("SELECT * FROM corrections ORDER BY change, rowid").cast(corrections_schema())

    def check(self) -> list[str]:
        """What is unsound in the record, a line a problem; empty when all is well."""
        from detente.record.check import problems

        return problems(self.database)

    def cite(self, format: str = "text") -> str:
        """How to cite what the record rests on, as ``text`` or ``bibtex``."""
        from detente.record.cite import citations

        return citations(self.sources(), self.documents(text=False), format)

    def stamped(self, table: pa.Table) -> pa.Table:
        """The table with what it was made from in its metadata: tool, sources and how to cite them."""
        from detente.record.export import facts

        return table.replace_schema_metadata(facts(self.sources(), self.cite("bibtex")))

    def export(self, target: Path | str, format: str = "parquet") -> list[Path]:
        """Write the record out as ``parquet``, ``csv`` or ``jsonl``; gives the files written.

        A target with the format's ending is one file with the events; any other is a folder with a file a table. Each
        file appears whole or not at all.
        """
        from detente.record.export import export

        tables = {
            "events": self.events(), "reports": self.reports(), "documents": self.documents(),
            "sources": self.sources(), "coverage": self.coverage(), "corrections": self.corrections(),
        }  # fmt: skip
        return export(tables, Path(target), format, self.cite("bibtex"))


def _user() -> str:
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "unknown"
