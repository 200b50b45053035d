"""The map in the third section: where the two act."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente import places
from detente.actors import state_by_code
from detente.brief import atlas, words
from detente.brief.model import Figure, Table
from detente.brief.sections.history import source_note
from detente.measures.balance import capabilities

if TYPE_CHECKING:
    from detente.brief.sentences import Writer

NAMED, LISTED = 3, 20


def figure(writer: Writer) -> Figure:
    """The map of the places of acts, with the most frequent of them as a table."""
    inputs = writer.inputs
    marks = [
        atlas.Mark(writer.place(p.place).shown, p.lat, p.lon, p.events, p.tone >= 0)
        for p in inputs.mapped
        if p.lat is not None and p.lon is not None
    ]
    wide, narrow = (
        atlas.where_map(marks, _capitals(inputs.until.year), width=width, height=height, key=key)[0]
        for width, height, key in ((720.0, 300.0, "where-wide"), (350.0, 300.0, "where-narrow"))
    )
    count = writer.counted("place", "places.count")
    return Figure(
        "where",
        writer.say("where.title", place=writer.place(inputs.mapped[0].place)),
        writer.say("where.subtitle", since=writer.day(inputs.since), until=writer.day(inputs.until)),
        writer.say(
            "where.note", coverage=source_note(writer, "history.note_plain"),
            elsewhere=writer.counted("act", "places.elsewhere"),
        ),
        writer.say(
            "where.description", count=count, first=writer.names([mark.name for mark in marks[:NAMED]], "place")
        ),
        wide,
        narrow,
        _data(writer),
    )  # fmt: skip


def _capitals(year: int) -> list[atlas.Capital]:
    """Capitals, those of the most capable states first: these are named where there is room."""
    shares, _ = capabilities(year)
    found = [(shares[k.state], k) for k in places.places() if k.kind == "capital" and k.state in shares]
    found.sort(key=lambda pair: (-pair[0], pair[1].name))
    return [atlas.Capital(state_by_code(known.state or "").name, known.lat, known.lon) for _, known in found]


def _data(writer: Writer) -> Table:
    rows = [
        (
            writer.plain(writer.place(place.place)),
            writer.plain(words.name(place.state, "state")) if place.state else writer.say("plain.dash"),
            writer.plain(writer.bare("place.events", place.place)),
            writer.plain(writer.number("place.tone", place.place)),
        )
        for place in writer.inputs.mapped[:LISTED]
    ]
    return Table(writer.say("where.caption"), ("Place", "State", "Acts", "Mean score"), tuple(rows), (2, 3))
