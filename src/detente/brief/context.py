"""From the measures' results and the record's tables to one typed brief."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING, Any

from detente.brief.inputs import Inputs, Row
from detente.brief.model import Brief, Sentence, section_sentences
from detente.brief.sections import agenda as agenda_section
from detente.brief.sections import basis, head, history, movers, plans, standing, wider
from detente.brief.sections import evidence as evidence_section
from detente.brief.sections import meetings as meetings_section
from detente.brief.sentences import Writer
from detente.brief.words import capital, name
from detente.errors import Error
from detente.events import Status

if TYPE_CHECKING:
    import pyarrow as pa

    from detente.measures.agenda import Agenda
    from detente.measures.balance import Balance
    from detente.measures.drivers import Drivers
    from detente.measures.explain import Why
    from detente.measures.meetings import Meetings
    from detente.measures.places import Places
    from detente.measures.relation import Relation
    from detente.measures.turns import Turns

COLUMNS = (
    "id", "date", "date_end", "precision", "date_basis", "source", "target", "source_actor", "target_actor",
    "reciprocal", "type", "mode", "cameo", "status", "voice", "place", "place_state", "issues", "format",
    "participants", "firsts", "passage", "document", "confidence", "reports", "publishers",
)  # fmt: skip
DOCUMENT_COLUMNS = (
    "id", "uri", "title", "publisher", "publisher_state", "language", "published", "published_precision", "citations",
)  # fmt: skip
LATER = {"forecast": "what is likely"}


def assemble(
    a: str,
    b: str,
    *,
    events: pa.Table,
    documents: pa.Table,
    sources: pa.Table,
    coverage: pa.Table,
    relation: Relation,
    turns: Turns,
    agenda: Agenda,
    meetings: Meetings,
    why: Why | None,
    since: date,
    until: date,
    others: Mapping[str, Mapping[str, float]] | None = None,
    corrections: pa.Table | None = None,
    drivers: Drivers | None = None,
    balance: Balance | None = None,
    region: str | None = None,
    places: Places | None = None,
    forecast: Any = None,
    naming: str = "both",
) -> Brief:
    """The brief on ``a`` and ``b`` (ISO 3166 alpha-3) for the day ``until``.

    ``events`` are those between the two, in the record's event schema; ``documents``, ``sources`` and ``coverage`` the
    record's tables. ``others`` gives, for each of the two, the present index of its relations by the other state's
    code; None or an empty mapping leaves the rank out with a word on it. ``why`` is None where the index has no value.
    ``naming`` is ``both`` for both names of disputed places, or the code of the state whose names are to be used.
    ``drivers`` and ``balance`` (of ``region``, or of all states) are None where the record holds too little for them,
    which their sections then say; ``places`` draws the map. A ``forecast`` that is None is left out and named as not
    built. Raises `Error` when the two are one state.
    """
    if a == b:
        raise Error(f"{a} and {b} are the same state; a brief needs two. Name another state.")
    given = {"forecast": forecast}
    papers = {row["id"]: row for row in _rows(documents, DOCUMENT_COLUMNS)}
    inputs = Inputs(
        a=a, b=b, since=since, until=until,
        events=tuple(_known(events, a, b, papers, until)),
        documents=papers,
        sources=tuple(_rows(sources, ("name", "kind", "version", "licence", "citation"))),
        coverage=tuple(_rows(coverage, ("source", "since", "until", "state", "note"))),
        corrections=tuple(_applied(corrections, a, b, events)),
        relation=relation, others=others or {}, turns=turns, agenda=agenda, meetings=meetings, why=why,
        not_built=tuple(LATER[key] for key, result in given.items() if result is None), naming=naming,
        drivers=drivers, balance=balance, region=region, places=places,
    )  # fmt: skip
    return write(inputs)


def write(inputs: Inputs) -> Brief:
    """The brief of given inputs."""
    writer = Writer(inputs)
    top = _top(writer)
    parts = (standing, history, meetings_section, agenda_section, movers, wider, plans, basis)
    sections = [part.section(writer) for part in parts]
    said = chain(top.values(), *(section_sentences(section) for section in sections))
    found = evidence_section.evidence(writer, said)
    return Brief(inputs.a, inputs.b, **top, sections=tuple(sections), evidence=found, inputs=inputs)


def _top(writer: Writer) -> dict[str, Sentence]:
    inputs = writer.inputs
    first, second = writer.state(inputs.a), writer.state(inputs.b)
    return {
        "title": writer.say("head.title", a=name(capital(first.shown), "state"), b=second),
        "day": writer.say("head.day", day=writer.day(inputs.until)),
        "basis": head.basis(writer),
        "finding": head.finding(writer),
    }


def _rows(table: pa.Table, columns: tuple[str, ...]) -> list[Row]:
    """Rows with the columns asked for; a column the table does not have is None throughout."""
    present = [column for column in columns if column in table.column_names]
    absent = dict.fromkeys(column for column in columns if column not in present)
    return [{**row, **absent} for row in table.select(present).to_pylist()]


def _applied(corrections: pa.Table | None, a: str, b: str, events: pa.Table) -> list[Row]:
    """Corrections of the pair's events that are not undone."""
    if corrections is None:
        return []
    known = {row["id"] for row in _rows(events, ("id", "source", "target")) if {row["source"], row["target"]} == {a, b}}
    rows = _rows(corrections, ("event", "field", "reason", "undone_at"))
    return [row for row in rows if row["event"] in known and row["undone_at"] is None]


def _known(events: pa.Table, a: str, b: str, documents: dict[str, Row], until: date) -> list[Row]:
    """Events between the two that happened by ``until``, and what was planned, asked or denied in texts by then."""
    kept = []
    for row in _rows(events, COLUMNS):
        if {row["source"], row["target"]} != {a, b}:
            continue
        document = documents.get(row["document"] or "")
        told = document["published"] if document else None
        if row["status"] == Status.HAPPENED:
            known = row["date"] <= until
        else:
            known = told <= until if told else row["status"] == Status.PLANNED or row["date"] <= until
        if known:
            kept.append(row)
    return sorted(kept, key=lambda row: (row["date"], row["id"]))
