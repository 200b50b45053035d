"""Section 7: what is announced for days not yet past, and by whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.brief import event_lines, words
from detente.brief.model import Paragraph, Section, Sentence, Table
from detente.events import Status

if TYPE_CHECKING:
    from datetime import date

    from detente.brief.inputs import Row
    from detente.brief.sentences import Writer

TITLE = "What is planned"
MOST = 12


def section(writer: Writer) -> Section:
    """The section; only its reason where nothing is announced."""
    writer.begin("s7")
    inputs = writer.inputs
    rows = pending(writer)
    if not rows:
        reason = writer.say(
            "plans.reason", a=writer.state(inputs.a), b=writer.state(inputs.b), day=writer.day(inputs.until)
        )
        return Section(7, "plans", TITLE, (), reason)
    caption = writer.say("plans.caption", day=writer.day(inputs.until))
    columns = ("When", "What", "Announced by", "Announced on")
    table = Table(caption, columns, tuple(_row(writer, row) for row in rows))
    return Section(7, "plans", TITLE, (table, Paragraph((writer.say("plans.open", day=writer.day(inputs.until)),))))


def pending(writer: Writer) -> list[Row]:
    """Plans whose last day is not past, the next first; of plans for the same days and format one each."""
    found: dict[tuple[object, ...], Row] = {}
    for row in writer.inputs.events:
        if row["status"] == Status.PLANNED and is_ahead(row, writer.inputs.until):
            key = (
                row["date"],
                event_lines.last_day(row),
                row["type"],
                row["format"],
                row["place"],
                tuple(row["issues"] or ()),
            )
            found.setdefault(key, row)
    return sorted(found.values(), key=lambda row: (event_lines.last_day(row), row["date"], row["id"]))[:MOST]


def is_ahead(row: Row, until: date) -> bool:
    """Whether a plan says something of days to come: not begun, and with a date, a format or an issue."""
    begun = row["precision"] == "day" and row["date"] < until
    says = row["format"] or row["issues"] or row["place"]
    return bool(says) and not begun and event_lines.last_day(row) >= until


def _row(writer: Writer, row: Row) -> tuple[Sentence, ...]:
    document = writer.inputs.documents.get(row["document"] or "")
    published = document["published"] if document else None
    precision = (document or {}).get("published_precision") or "day"
    return (
        writer.plain(event_lines.day_of(row)),
        event_lines.line(writer, row, dated=False),
        _who(writer, row, document),
        writer.plain(writer.day(published, None, precision)) if published else writer.say("plain.unknown"),
    )


def _who(writer: Writer, row: Row, document: Row | None) -> Sentence:
    """Who announced it: who is quoted, else the side that the text names as acting, and who told it."""
    if row["voice"] and row["voice"] != "author":
        return writer.plain(words.name(row["voice"], "person"))
    if not row["reciprocal"]:
        return writer.say("plans.announced", who=event_lines.actor(writer, row["source_actor"], row["source"]))
    if document and document["publisher"]:
        return writer.say("plans.both_told", publisher=words.name(document["publisher"], "title"))
    return writer.say("plans.both")
