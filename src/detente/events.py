"""The vocabulary: what a report and an event are, and their Arrow schema.

A *report* is one passage (or one feed row) saying that something happened. An *event* is what happened, once,
however often it was reported: the same columns by consensus, with the number of reports and of publishers.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, fields, replace
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

Day = date  # a field named date hides the type inside its class


class Status(StrEnum):
    """How real the text says the act is."""

    HAPPENED = "happened"
    PLANNED = "planned"
    CALLED_FOR = "called for"
    HYPOTHETICAL = "hypothetical"
    DENIED = "denied"


class Quad(StrEnum):
    """Schrodt's four classes of acts."""

    VERBAL_COOPERATION = "verbal cooperation"
    MATERIAL_COOPERATION = "material cooperation"
    VERBAL_CONFLICT = "verbal conflict"
    MATERIAL_CONFLICT = "material conflict"


class Precision(StrEnum):
    """How exactly a date is known; a span is a day or month with a ``date_end``."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Report:
    """One passage saying that ``source`` did something to ``target``.

    States are ISO 3166 alpha-3. ``date`` is the first day of what the text says, ``date_end`` the last; for a month
    or a year they bound it. ``date_basis`` is ``text`` where the passage or its context dates the act and
    ``publication`` where only the document's own date does. ``reciprocal`` acts (a meeting, a treaty) have both
    states as source and target and are kept once, the pair in the order of the text. ``voice`` is ``author`` or the
    name of who is quoted. ``goldstein`` is the Goldstein value of ``cameo``; ``weight`` of the act comes from the
    ontology and is not stored. ``start`` and ``end`` are character offsets of ``passage`` in the document's text.
    ``native_source`` and ``native_target`` keep a feed's own actor codes.
    """

    date: Day
    source: str
    target: str
    type: str
    quad: str
    passage: str = ""
    date_end: Day | None = None
    precision: str = Precision.DAY
    date_basis: str = "text"
    source_actor: str | None = None
    target_actor: str | None = None
    source_sector: str | None = None
    target_sector: str | None = None
    native_source: str | None = None
    native_target: str | None = None
    reciprocal: bool = False
    cameo: str | None = None
    mode: str | None = None
    contexts: tuple[str, ...] = ()
    goldstein: float | None = None
    status: str = Status.HAPPENED
    voice: str = "author"
    place: str | None = None
    place_state: str | None = None
    lat: float | None = None
    lon: float | None = None
    issues: tuple[str, ...] = ()
    format: str | None = None
    occasion: str | None = None
    participants: tuple[str, ...] = ()
    firsts: tuple[str, ...] = ()
    start: int | None = None
    end: int | None = None
    document: str | None = None
    confidence: float = 1.0
    coder: str = ""

    @property
    def id(self) -> str:
        """A name that the same passage of the same document, coded the same, always gets."""
        key = "\0".join(
            str(part)
            for part in (
                self.document, self.start, self.end, self.date, self.date_end, self.source, self.target,
                self.type, self.mode, self.status, self.voice, self.format, self.passage, self.native_source,
                self.native_target, self.source_actor, self.target_actor, self.cameo,
            )
        )  # fmt: skip
        return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:16]

    def reversed(self) -> Report:
        """The same report with source and target exchanged."""
        return replace(
            self,
            source=self.target, target=self.source,
            source_actor=self.target_actor, target_actor=self.source_actor,
            source_sector=self.target_sector, target_sector=self.source_sector,
            native_source=self.native_target, native_target=self.native_source,
        )  # fmt: skip

    def to_dict(self) -> dict[str, Any]:
        """The report under the keys of the JSON contract; dates as ISO 8601 text, sequences as lists."""
        row: dict[str, Any] = {"id": self.id}
        for name in (f.name for f in fields(self)):
            value = getattr(self, name)
            if isinstance(value, date):
                value = value.isoformat()
            elif isinstance(value, tuple):
                value = list(value)
            row[name] = value
        return row


def report_schema() -> pa.Schema:
    """Arrow schema of a table of reports: the fields of `Report` in order, after its ``id``."""
    import pyarrow as pa

    texts = pa.list_(pa.string())
    kinds = {
        "date": pa.date32(), "date_end": pa.date32(), "reciprocal": pa.bool_(), "contexts": texts, "issues": texts,
        "participants": texts, "firsts": texts, "goldstein": pa.float64(), "lat": pa.float64(), "lon": pa.float64(),
        "start": pa.int64(), "end": pa.int64(), "confidence": pa.float64(),
    }  # fmt: skip
    columns = [("id", pa.string())] + [(f.name, kinds.get(f.name, pa.string())) for f in fields(Report)]
    return pa.schema(columns)


def event_schema() -> pa.Schema:
    """Arrow schema of a table of events: a report's columns, how often it was told, by whom, and by which reports."""
    import pyarrow as pa

    extra = [("reports", pa.int64()), ("publishers", pa.int64()), ("report_ids", pa.list_(pa.string()))]
    return pa.schema(list(report_schema()) + [pa.field(name, kind) for name, kind in extra])


def reports_table(reports: list[Report]) -> pa.Table:
    """An Arrow table of reports in `report_schema`."""
    import pyarrow as pa

    schema = report_schema()
    columns = {
        field.name: [
            list(value) if isinstance(value, tuple) else value for value in (getattr(r, field.name) for r in reports)
        ]
        for field in schema
    }
    return pa.table(columns, schema=schema)


@dataclass(frozen=True, slots=True)
class Coverage:
    """What a source says of a period: ``loaded``, ``missing`` or ``failed``; both days are inclusive."""

    source: str
    since: date
    until: date
    state: str = "loaded"
    note: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """A load: a folder of documents, a feed file."""

    name: str
    kind: str
    version: str = ""
    sha256: str = ""
    licence: str = ""
    citation: str = ""
    coverage: tuple[Coverage, ...] = field(default=())
