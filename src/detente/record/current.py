"""The events as they are read: those of documents and of feeds, each with the corrections that stand."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from detente.errors import Error
from detente.events import event_schema
from detente.record import corrections, feed_events
from detente.record.database import Database
from detente.record.schema import corrections_schema

if TYPE_CHECKING:
    import pyarrow as pa

Row = dict[str, Any]


class Current:
    """The view of a record's events; what it knows is forgotten whenever something is written (`forget`)."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._documents: str | None = None
        self._feeds: bool | None = None
        self._corrected_feeds = False
        self._no_documents = False

    def forget(self) -> None:
        """Look anew at the next question: something was added or corrected."""
        self._documents = None
        self._feeds = None

    @property
    def feeds(self) -> bool:
        """Whether the record holds published event data."""
        if self._feeds is None:
            self._feeds = feed_events.has_rows(self.database)
            if self._feeds:
                acts = feed_events.acts_table(self.database)
                self.database.execute("CREATE OR REPLACE TEMP TABLE feed_acts AS SELECT * FROM given", given=acts)
                self._corrected_feeds = self._correct_feeds()
                self._no_documents = not self.database.rows("SELECT 1 FROM events LIMIT 1")
        return self._feeds

    @property
    def documents(self) -> str:
        """The table or view with documents' events: the plain table as long as no correction stands."""
        if self._documents is None:
            self._documents = self._correct_documents() if self.standing() else "events"
        return self._documents

    @property
    def others(self) -> list[str]:
        """The tables whose events are in the view beside those made of feeds' rows."""
        return [self.documents, *(["feed_corrected"] if self.feeds and self._corrected_feeds else [])]

    def view(self, rows: str = "", *, narrow: bool = False) -> str:
        """The table or view with all events; ``rows`` narrows those of feeds (see `detente.record.feed_events.where`).

        ``narrow`` leaves out all but the columns that sums are made of. Where the rows are narrowed by states,
        corrected events of any states are in it: who asks, asks by state.
        """
        if not self.feeds:
            return self.documents
        told = None if self.documents == "events" and self._no_documents else self.documents
        self.database.execute(feed_events.view(told, rows, corrected=self._corrected_feeds, narrow=narrow))
        return "events_and_feeds"

    def event(self, event_id: str) -> Row:
        """One event with its corrections; `Error` when there is none of that id."""
        query = "SELECT * FROM {} WHERE id = ?"
        found: list[Row] = self.database.table(query.format(self.documents), [event_id]).to_pylist()
        if not found and self.feeds:
            pair = feed_events.pair_of(self.database, event_id)
            made = self.view(feed_events.where(*pair)) if pair else self.view("WHERE false")
            found = self.database.table(query.format(made), [event_id]).to_pylist()
        if not found:
            told = f"{self.database.path} has no event {event_id!r}. `detente events` lists them with their ids."
            raise Error(told)
        return found[0]

    def correct(self, event_id: str, field: str, value: Any, reason: str, who: str) -> Row:
        """See `detente.record.Store.correct`."""
        event = self.event(event_id)
        if not reason.strip():
            raise Error(f"A correction of {event_id} needs a reason. Say in a few words why.")
        new = corrections.parse(field, value)
        changes = {field: new, **corrections.implied(field, new, event)}
        changed = {**event, **changes}
        corrections.verify(changed)
        self.forget()
        with self.database.transaction():
            self._keep(event, changes, reason.strip(), who)
        changed.pop("withdrawn", None)
        return changed

    def undo(self, event_id: str, field: str | None) -> Row:
        """See `detente.record.Store.undo`."""
        reports = self._anchors(event_id)
        standing = [row for row in self.standing() if row["report"] in reports]
        if field is not None:
            numbers = {row["change"] for row in standing if row["field"] == field}
            standing = [row for row in standing if row["change"] in numbers]
        if not standing:
            what = f" of {field}" if field else ""
            raise Error(f"Event {event_id} has no correction{what} to undo.")
        last = max(row["change"] for row in standing)
        self.forget()
        with self.database.transaction():
            self.database.execute("UPDATE corrections SET undone_at = ? WHERE change = ?", [_now(), last])
        undone = next(row for row in standing if row["change"] == last)
        return {name: undone[name] for name in ("change", "field", "old", "new", "reason")}

    def standing(self) -> list[Row]:
        """The corrections that were not undone, in the order of making."""
        query = "SELECT * FROM corrections WHERE undone_at IS NULL ORDER BY change, rowid"
        rows: list[Row] = self.database.table(query).to_pylist()
        return rows

    def _anchors(self, event_id: str) -> set[str]:
        """The reports by which corrections of an event are known."""
        query = "SELECT unnest(report_ids) FROM events WHERE id = ?"
        reports = {row[0] for row in self.database.rows(query, [event_id])}
        pair = feed_events.pair_of(self.database, event_id) if self.feeds and not reports else None
        if pair:
            made = feed_events.events_of(feed_events.where(*pair))
            query = f"SELECT unnest(report_ids) FROM ({made}) WHERE id = ?"
            reports = {row[0] for row in self.database.rows(query, [event_id])}
        earlier = self.database.rows("SELECT DISTINCT report FROM corrections WHERE event = ?", [event_id])
        return reports | {row[0] for row in earlier}

    def _keep(self, event: Row, changes: Row, reason: str, who: str) -> None:
        import pyarrow as pa

        last = self.database.rows("SELECT coalesce(max(change), 0) FROM corrections")[0][0]
        before = {**event, "withdrawn": False}
        rows = [
            {
                "change": last + 1, "event": event["id"], "report": event["report_ids"][0], "field": field,
                "old": corrections.to_json(before[field]), "new": corrections.to_json(new), "reason": reason,
                "who": who, "made_at": _now(), "undone_at": None,
            }
            for field, new in changes.items()
        ]  # fmt: skip
        self.database.insert("corrections", pa.Table.from_pylist(rows, schema=corrections_schema()))

    def _correct_documents(self) -> str:
        query = "SELECT * FROM events WHERE list_has_any(report_ids, ?::VARCHAR[])"
        touched = self.database.table(query, [[row["report"] for row in self.standing()]])
        self._keep_corrected("", touched)
        self.database.execute(
            "CREATE OR REPLACE TEMP VIEW events_now AS SELECT * FROM events ANTI JOIN original USING (id) "
            "UNION ALL SELECT * FROM corrected"
        )
        return "events_now"

    def _correct_feeds(self) -> bool:
        """Make the tables of corrected events of feeds; whether there are any."""
        import pyarrow as pa

        anchors = [row["report"] for row in self.standing() if feed_events.is_row(row["report"])]
        touched = []
        for pair in feed_events.pairs_of(self.database, anchors):
            made = feed_events.events_of(feed_events.where(*pair))
            query = f"SELECT * FROM ({made}) WHERE list_has_any(report_ids, ?::VARCHAR[])"
            touched.append(self.database.table(query, [anchors]).cast(event_schema()))
        if touched:
            self._keep_corrected("feed_", pa.concat_tables(touched))
        return bool(touched)

    def _keep_corrected(self, prefix: str, touched: pa.Table) -> None:
        """Tables ``corrected`` and ``original`` (with the prefix) of some events as they would be and their ids."""
        import pyarrow as pa

        standing = self.standing()
        corrected = []
        for event in touched.to_pylist():
            own = [row for row in standing if row["report"] in event["report_ids"]]
            changed = corrections.apply(event, own)
            if changed is not None:
                corrected.append(changed)
        rows = pa.Table.from_pylist(corrected, schema=event_schema())
        make = f"CREATE OR REPLACE TEMP TABLE {prefix}"
        self.database.execute(f"{make}corrected AS SELECT * FROM new_rows", new_rows=rows)
        self.database.execute(f"{make}original AS SELECT id FROM new_ids", new_ids=touched.select(["id"]))


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
