"""Section 2: the relation's line over the period, and its turning points with the events behind them."""

from __future__ import annotations

from string import ascii_uppercase
from typing import TYPE_CHECKING

from detente.brief import charts, event_lines, words
from detente.brief.model import Figure, Item, Many, Name, Paragraph, Points, Section, Sentence, Table, Value
from detente.brief.sections.head import gap_day, span_of
from detente.measures.relation import bands

if TYPE_CHECKING:
    from detente.brief.sentences import Writer
    from detente.measures.turns import Begun, Turn

TITLE = "How it came here"
GAPS_NAMED = 4


def section(writer: Writer) -> Section:
    """The section; only its reason where no month has a value."""
    writer.begin("s2")
    inputs = writer.inputs
    if not inputs.points:
        reason = writer.say("history.reason", since=writer.day(inputs.since), until=writer.day(inputs.until))
        return Section(2, "history", TITLE, (), reason)
    turns = shown_turns(writer)
    blocks: list[Figure | Points | Paragraph] = [_figure(writer, turns)]
    if turns:
        items = tuple(_item(writer, place, turn) for place, turn in turns)
        blocks.append(Points(items, writer.say("history.lead")))
    else:
        first, last = words.month(inputs.points[0].date), words.month(inputs.points[-1].date)
        blocks.append(Paragraph((writer.say("history.none", first=first, last=last),)))
    if inputs.turns.begun:
        blocks.append(Paragraph((_begun(writer, inputs.turns.begun),)))
    return Section(2, "history", TITLE, tuple(blocks))


def shown_turns(writer: Writer) -> list[tuple[int, Turn]]:
    """The turns of the period, each with its place among all."""
    inputs = writer.inputs
    return [(i, t) for i, t in enumerate(inputs.turns.turns) if inputs.since <= t.date <= inputs.until]


def letter(place: int) -> str:
    """The letter of the n-th turn shown: A to Z, then AA and on."""
    return ascii_uppercase[place] if place < 26 else letter(place // 26 - 1) + letter(place % 26)


def _item(writer: Writer, place: int, turn: Turn) -> Item:
    first = next(i for i, _ in shown_turns(writer))
    values: dict[str, Value] = {
        "day": writer.day(turn.date),
        "direction": Name(turn.direction, "word"),
        "size": writer.number("turn.size", str(place), style="amount"),
        "probability": writer.number("turn.probability", str(place), style="probability", unit="probability"),
    }
    key = "history.turn_exact"
    if turn.earliest != turn.latest:
        key = "history.turn"
        values |= {"earliest": writer.day(turn.earliest), "latest": writer.day(turn.latest)}
    behind = [writer.inputs.by_id[e] for e in turn.events if e in writer.inputs.by_id]
    lines = tuple(writer.events_line(row) for row in behind) or (writer.say("history.turn_bare"),)
    return Item((writer.say(key, turn.events, **values),), lines, letter(place - first))


def _begun(writer: Writer, begun: Begun) -> Sentence:
    values: dict[str, Value] = {"day": writer.day(begun.date), "direction": Name(begun.direction, "word")}
    if not begun.alarms:
        return writer.say("history.begun_first", **values)
    counts: dict[str, Value] = {
        "alarms": writer.counted("such sign", "begun.alarms"),
        "wrong": writer.bare("begun.wrong"),
    }
    return writer.say("history.begun", **values, **counts)


def _label(writer: Writer, turn: Turn) -> str:
    """What happened, from the event behind the turn that is nearest to it in time."""
    rows = [writer.inputs.by_id[e] for e in turn.events if e in writer.inputs.by_id]
    if not rows:
        return turn.direction
    nearest = min(rows, key=lambda row: (abs((row["date"] - turn.date).days), not row["format"], row["id"]))
    return event_lines.label(writer, nearest)


def _figure(writer: Writer, turns: list[tuple[int, Turn]]) -> Figure:
    inputs = writer.inputs
    marks = [
        charts.TurnMark(letter(n), turn.date, turn.earliest, turn.latest, _label(writer, turn))
        for n, (_, turn) in enumerate(turns)
    ]
    wide, narrow = (
        charts.relation_line(inputs.relation.points, bands(), inputs.gaps(), marks, width=width, key=key)[0]
        for width, key in ((720.0, "line-wide"), (350.0, "line-narrow"))
    )
    first, last = inputs.points[0], inputs.points[-1]
    ends = {"first": words.month(first.date), "last": words.month(last.date)}
    return Figure(
        "relation",
        _title(writer, [turn for _, turn in turns]),
        writer.say("history.subtitle", **ends),
        source_note(writer),
        _description(writer, marks),
        wide,
        narrow,
        _data(writer),
    )


def _title(writer: Writer, turns: list[Turn]) -> Sentence:
    """The finding of the line: from which band to which, and its last turning point."""
    first, last = writer.inputs.points[0], writer.inputs.points[-1]
    values: dict[str, Value] = {
        "first": words.month(first.date),
        "last": words.month(last.date),
        "to": words.name(last.band or "", "band"),
    }
    if first.band == last.band:
        course = writer.say("history.stayed", **values)
    else:
        course = writer.say("history.moved", **values, **{"from": words.name(first.band or "", "band")})
    if not turns:
        return writer.say("history.title_flat", course=course)
    turned: dict[str, Value] = {"direction": Name(turns[-1].direction, "word"), "day": writer.day(turns[-1].date)}
    if len(turns) == 1:
        return writer.say("history.title_turn", course=course, **turned)
    count = writer.counted("turning point", "turns.count")
    return writer.say("history.title_turns", course=course, **turned, turns=count)


def _description(writer: Writer, marks: list[charts.TurnMark]) -> Sentence:
    points = writer.inputs.points
    top, bottom = max(points, key=lambda p: p.value or 0.0), min(points, key=lambda p: p.value or 0.0)
    values: dict[str, Value] = {
        "months": writer.counted("month", "points.valued"),
        "first": words.month(points[0].date), "last": words.month(points[-1].date),
        "from": writer.number("relation.value", points[0].date.isoformat()),
        "to": writer.number("relation.value", points[-1].date.isoformat()),
        "high": writer.number("relation.value", top.date.isoformat()), "high_month": words.month(top.date),
        "low": writer.number("relation.value", bottom.date.isoformat()), "low_month": words.month(bottom.date),
    }  # fmt: skip
    if not marks:
        return writer.say("history.description_flat", **values)
    turns = Many(tuple(writer.day(mark.day) for mark in marks))
    return writer.say("history.description", **values, turns=turns)


def source_note(writer: Writer, gaps_key: str = "history.note_gaps") -> Sentence:
    """The line under a chart: sources and coverage; ``gaps_key`` is the template where some of it is missing."""
    inputs, span = writer.inputs, span_of(writer.inputs)
    if span is None:
        return writer.say("history.note_none")
    names = list(dict.fromkeys(str(row["name"]) for row in inputs.sources))
    sources = writer.names(names[:3], "title") if len(names) < 4 else writer.counted("source", "sources.count")
    values: dict[str, Value] = {"sources": sources, "first": writer.day(span[0]), "last": writer.day(span[1])}
    gaps = [gap for gap in inputs.gaps() if span[0] <= gap[0] and gap[1] <= span[1]]
    if not gaps:
        return writer.say("history.note", **values)
    if len(gaps) > GAPS_NAMED:
        return writer.say(gaps_key, **values, gaps=writer.counted("stretch", "gaps.inside"))
    return writer.say(gaps_key, **values, gaps=Many(tuple(gap_day(*gap, inputs.until) for gap in gaps)))


def _data(writer: Writer) -> Table:
    rows = []
    for point in writer.inputs.relation.points:
        on = point.date.isoformat()
        cells = [writer.plain(words.month(point.date))]
        for key in ("value", "low", "high", "cooperation", "conflict"):
            known = getattr(point, key) is not None
            cells.append(writer.plain(writer.number(f"relation.{key}", on)) if known else writer.say("plain.dash"))
        cells.append(
            writer.plain(writer.bare("relation.events", on)) if point.covered else writer.say("history.hatched")
        )
        rows.append(tuple(cells))
    columns = ("Month", "Index", "Low", "High", "Cooperation", "Conflict", "Events")
    return Table(writer.say("history.caption"), columns, tuple(rows), (1, 2, 3, 4, 5, 6))
