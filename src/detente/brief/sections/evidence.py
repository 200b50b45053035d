"""Section 10: the cited events by date, each with its passage, its document and the places that cite it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING

from detente.brief import event_lines, words
from detente.brief.model import Evidence, Many, Name, Sentence, Value
from detente.brief.naming import states_named, written_otherwise
from detente.events import Status

if TYPE_CHECKING:
    from detente.brief.inputs import Row
    from detente.brief.sentences import Writer

TITLE = "Evidence"


def evidence(writer: Writer, sentences: Iterable[Sentence]) -> tuple[Evidence, ...]:
    """The events that ``sentences`` cite, numbered in order of time, with the sentences that cite each."""
    cited_by: dict[str, list[str]] = defaultdict(list)
    for sentence in sentences:
        for event in sentence.events:
            if sentence.id not in cited_by[event]:
                cited_by[event].append(sentence.id)
    writer.begin("e")
    rows = sorted((writer.inputs.by_id[event] for event in cited_by), key=lambda row: (row["date"], row["id"]))
    return tuple(_entry(writer, number, row, cited_by[row["id"]]) for number, row in enumerate(rows, start=1))


def _entry(writer: Writer, number: int, row: Row, cited_by: list[str]) -> Evidence:
    passage = words.clean(row["passage"] or "")
    pair = (writer.inputs.a, writer.inputs.b)
    named = states_named(passage, pair) if passage else frozenset(pair)
    unnamed = tuple(state for state in pair if state not in named)
    document = writer.inputs.documents.get(row["document"] or "")
    return Evidence(
        number=number,
        event=row["id"],
        line=event_lines.line(writer, row),
        status=_status(writer, row),
        passage=passage,
        unnamed=unnamed,
        notes=tuple(_notes(writer, row, passage, unnamed)),
        document=_document(writer, document) if document else None,
        link=_web(document["uri"]) if document else None,
        behind=_behind(writer, document),
        cited_by=tuple(cited_by),
    )


def status_word(row: Row, past: bool) -> str:
    """An event's status in words; a plan whose day is past is no longer called planned."""
    return "announced for a day that is past" if row["status"] == Status.PLANNED and past else str(row["status"])


def _status(writer: Writer, row: Row) -> Sentence:
    past = event_lines.last_day(row) < writer.inputs.until
    publishers = writer.counted("publisher", "event.publishers", row["id"]) if row["publishers"] else None
    return writer.say(
        "evidence.status",
        status=Name(words.capital(status_word(row, past)), "word"),
        type=words.name(row["type"].lower(), "act"),
        mode=writer.maybe("evidence.mode", words.name(row["mode"], "act") if row["mode"] else None, "mode"),
        reports=writer.counted("report", "event.reports", row["id"]),
        publishers=writer.maybe("evidence.publishers", publishers, "publishers"),
    )


def _notes(writer: Writer, row: Row, passage: str, unnamed: tuple[str, ...]) -> list[Sentence]:
    said = []
    if not passage:
        code = words.name(row["cameo"], "act") if row["cameo"] else None
        said.append(writer.say("evidence.feed", code=code) if code else writer.say("evidence.feed_bare"))
    if unnamed:
        said.append(writer.say("evidence.context", states=Many(tuple(writer.state(state) for state in unnamed), "or")))
    if row["participants"]:
        said.append(writer.say("evidence.people", people=writer.names(row["participants"], "person")))
    for name, alias in written_otherwise(passage, _people(row)):
        said.append(writer.say("evidence.written", name=words.name(name, "person"), alias=words.name(alias, "person")))
    if row["date_basis"] == "publication":
        said.append(writer.say("evidence.vague"))
    return said


def _people(row: Row) -> list[str]:
    named = [row["source_actor"], row["target_actor"], *(row["participants"] or ())]
    return list(dict.fromkeys(name for name in named if name))


def _behind(writer: Writer, document: Row | None) -> tuple[tuple[Sentence, str | None], ...]:
    """The public records a document rests on, each with its address."""
    citations = (document or {}).get("citations") or ()
    return tuple(
        (writer.plain(Name(citation_text(citation), "title")), _web(citation.get("url"))) for citation in citations
    )


def citation_text(citation: Row) -> str:
    """A record that a document rests on, in words: publisher, title and date."""
    told = str(citation.get("date") or "")
    with suppress(ValueError):
        told = words.day(date.fromisoformat(told)).shown
    return words.clean(
        ", ".join(str(part) for part in (citation.get("publisher"), citation.get("title"), told) if part)
    )


def _document(writer: Writer, row: Row) -> Sentence:
    title = words.name(row["title"] or row["uri"] or row["id"], "title")
    publisher = words.name(row["publisher"], "title") if row["publisher"] else None
    values: dict[str, Value | Sentence] = {
        "title": title,
        "publisher": writer.maybe("evidence.publisher", publisher, "publisher"),
    }
    if row["published"]:
        day = writer.day(row["published"], None, row.get("published_precision") or "day")
        return writer.say("evidence.document", **values, published=day)
    return writer.say("evidence.document_undated", **values)


def _web(address: str | None) -> str | None:
    """An address where it is one of the web's, and nothing that a browser would run."""
    return address if address and address.startswith(("https://", "http://")) else None
