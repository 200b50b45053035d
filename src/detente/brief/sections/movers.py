"""Section 5: which other dyads run ahead of this one, and in which third states the two act."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from detente.brief import words
from detente.brief.model import Block, Paragraph, Section, Sentence, Table

if TYPE_CHECKING:
    from detente.brief.sentences import Writer
    from detente.measures.drivers import Driver

TITLE = "Who else moves it"
MOST_PLACES = 5


def section(writer: Writer) -> Section:
    """The section; where other dyads cannot be tried, the reason, and the places that the events still tell."""
    writer.begin("s5")
    found = writer.inputs.drivers
    elsewhere = _elsewhere(writer)
    blocks: list[Block] = []
    reason = None
    if found is None:
        reason = writer.say("movers.reason")
    elif not found.tried:
        reason = writer.say("movers.untried")
    elif not found.drivers:
        weeks = writer.counted("week", "drivers.weeks")
        blocks.append(Paragraph((writer.say("movers.none", tried=writer.bare("drivers.tried"), weeks=weeks),)))
    else:
        blocks.append(Paragraph((writer.say("movers.found", tried=writer.bare("drivers.tried")),)))
        columns = ("Relation", "Ahead by", "Effect", "Interval")
        rows = tuple(_row(writer, driver) for driver in found.drivers)
        blocks.append(Table(writer.say("movers.caption"), columns, rows, (2,)))
    if elsewhere is not None:
        blocks.append(Paragraph((elsewhere,)))
    return Section(5, "movers", TITLE, tuple(blocks), reason)


def _row(writer: Writer, driver: Driver) -> tuple[Sentence, ...]:
    pair = (driver.a, driver.b)

    def figure(name: str) -> Sentence:
        return writer.plain(writer.number(f"driver.{name}", *pair, style="part", unit="standard deviations"))

    low, high = (
        writer.number(f"driver.{name}", *pair, style="part", unit="standard deviations") for name in ("low", "high")
    )
    return (
        writer.say("movers.pair", a=writer.state(driver.a), b=writer.state(driver.b)),
        writer.plain(writer.counted("day", "driver.lag", *pair)),
        figure("effect"),
        writer.say("movers.interval", low=low, high=high),
    )


def _elsewhere(writer: Writer) -> Sentence | None:
    """In which third states the events of the last twelve months lie, the most frequent first."""
    inputs = writer.inputs
    rows = [
        row
        for row in inputs.events
        if inputs.year_since <= row["date"] <= inputs.until
        and row["status"] == "happened"
        and row["place_state"]
        and row["place_state"] not in {inputs.a, inputs.b}
    ]
    if not rows:
        return None
    states = [
        state for state, _ in sorted(Counter(r["place_state"] for r in rows).items(), key=lambda x: (-x[1], x[0]))
    ]
    named = writer.names([words.state_name(state) for state in states[:MOST_PLACES]], "state")
    return writer.say("movers.elsewhere", [row["id"] for row in rows], states=named)
