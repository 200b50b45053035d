"""What an event's columns say, in words: one line for the evidence and the lists, a shorter one for charts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from detente.brief import words
from detente.brief.model import Day, Name, Sentence
from detente.events import Status

if TYPE_CHECKING:
    from datetime import date

    from detente.brief.inputs import Row
    from detente.brief.sentences import Writer

TOGETHER = {Status.HAPPENED: "event.together", Status.PLANNED: "event.planned_together"}
ALONE = {
    Status.HAPPENED: "event.happened", Status.PLANNED: "event.planned", Status.CALLED_FOR: "event.called",
    Status.DENIED: "event.denied", Status.HYPOTHETICAL: "event.hypothetical",
}  # fmt: skip
STATEMENT = "01"
"""CAMEO's root code of statements: praise in words is told as less than support."""


def day_of(row: Row) -> Day:
    """An event's date as it is printed."""
    return words.day(row["date"], row["date_end"], row["precision"])


def line(writer: Writer, row: Row, *, dated: bool = True) -> Sentence:
    """The event as a sentence that cites it, e.g. ``31 July 2018: Japan and Russia: 2+2 in Moscow, on security``."""
    status = Status(row["status"])
    together = bool(row["reciprocal"]) and status in TOGETHER
    own_word = {words.short_noun(row["type"], row["mode"]), "talks"} if row["type"] == "CONSULT" else set()
    named = row["format"] if row["format"] and row["format"] not in own_word else None
    clauses: dict[str, Sentence | Name] = {
        "where": writer.maybe("event.where", writer.place(row["place"]) if row["place"] else None, "place"),
        "about": writer.maybe("event.about", writer.names(row["issues"], "issue") if row["issues"] else None, "issues"),
        "voice": writer.maybe("event.voice", _voice(row), "voice"),
    }
    if together:
        what = row["format"] or words.short_noun(row["type"], row["mode"])
        clauses["format"] = words.name(what, "format")
        source, target = writer.state(writer.inputs.a), writer.state(writer.inputs.b)
        said = writer.say(TOGETHER[status], [row["id"]], source=source, target=target, **clauses)
    else:
        clauses["format"] = writer.maybe("event.format", words.name(named, "format") if named else None, "format")
        act = _act(row)
        if "noun" in act and not dated:  # it opens the line
            act["noun"] = Name(words.capital(act["noun"].shown), "act")
        said = writer.say(ALONE[status], [row["id"]], **_sides(writer, row), **act, **clauses)
    if not dated:
        return said
    key = "event.dated"
    if status == Status.PLANNED:
        key = "event.dated_past" if last_day(row) < writer.inputs.until else "event.dated_plan"
    return writer.say(key, [row["id"]], day=day_of(row), line=said)


def last_day(row: Row) -> date:
    """The last day on which an act took place, or a plan may be carried out."""
    if row["date_end"]:
        end: date = row["date_end"]
        return end
    start: date = row["date"]
    return start if row["precision"] == "day" else words.period_end(start, row["precision"])


def _act(row: Row) -> dict[str, Name]:
    if row["status"] == Status.HAPPENED:
        from detente import ontology

        if row["type"] == "SUPPORT" and (row["cameo"] or "").startswith(STATEMENT):
            return {"act": Name("spoke well of", "act")}
        return {"act": Name(ontology.describe(row["type"], row["mode"]), "act")}
    return {"noun": Name(words.noun(row["type"], row["mode"]), "act")}


def _sides(writer: Writer, row: Row) -> dict[str, Name | Sentence]:
    return {side: actor(writer, row[f"{side}_actor"], row[side]) for side in ("source", "target")}


def actor(writer: Writer, name: str | None, state: str) -> Name | Sentence:
    """Who acted: the state, or its person or organisation with the state in brackets."""
    own, shown = writer.state(state), words.name(name or "", "person")
    plain, named = (text.shown.casefold().removeprefix("the ") for text in (own, shown))
    if named in ("", plain):
        return own
    adjective = words.adjective(state)
    if plain in named or (adjective and re.search(rf"\b{re.escape(adjective.casefold())}\b", named)):
        return shown
    return writer.say("event.actor", actor=shown, state=own)


def _voice(row: Row) -> Name | None:
    voice = row["voice"]
    if not voice or voice in ("author", row["source_actor"]):
        return None
    return words.name(voice, "person")


def label(writer: Writer, row: Row) -> str:
    """The event in a few words, for a chart: ``2+2 in Moscow``, ``criticism by Russia``."""
    what = row["format"] if row["type"] == "CONSULT" and row["format"] else words.short_noun(row["type"], row["mode"])
    if row["place"] and row["type"] == "CONSULT":
        return f"{words.clean(what)} in {writer.place(row['place']).shown}"
    if row["reciprocal"]:
        return words.clean(what)
    return f"{words.clean(what)} by {words.state_name(row['source'])}"
