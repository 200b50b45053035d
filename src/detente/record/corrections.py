"""An analyst's corrections: checked when made, applied when read, undone without losing the trace."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from detente import actors, ontology
from detente.errors import Error
from detente.events import Precision, Quad, Status

Row = dict[str, Any]

DATES = ("date", "date_end")
STATES = ("source", "target", "place_state")
LISTS = ("contexts", "issues", "participants", "firsts")
NUMBERS = {"lat": (-90.0, 90.0), "lon": (-180.0, 180.0), "goldstein": (-10.0, 10.0), "confidence": (0.0, 1.0)}
CHOICES = {
    "status": tuple(Status),
    "quad": tuple(Quad),
    "precision": tuple(Precision),
    "date_basis": ("text", "publication"),
}
TEXTS = (
    "source_actor", "target_actor", "source_sector", "target_sector", "cameo", "mode", "voice", "place", "format",
    "occasion",
)  # fmt: skip
FLAGS = ("reciprocal", "withdrawn")
"""``withdrawn`` is no column: an event withdrawn is no event, and is not shown."""
REQUIRED = frozenset({"date", "source", "target", "type", "quad", "status", "precision", "date_basis", "voice",
                      "reciprocal", "confidence", "withdrawn", *LISTS})  # fmt: skip
FIELDS = tuple(sorted({*DATES, *STATES, *LISTS, *NUMBERS, *CHOICES, *TEXTS, *FLAGS, "type"}))
"""What may be corrected."""


def parse(field: str, value: Any) -> Any:
    """The value as the field holds it; text is read as the command line gives it (lists divided by ``;``).

    Raises `detente.Error` when there is no such field or the value cannot be its.
    """
    if field not in FIELDS:
        raise Error(f"No field {field!r} can be corrected. Those that can: {', '.join(FIELDS)}.")
    if isinstance(value, str):
        value = value.strip()
    if value is None or value == "":
        if field in REQUIRED and field not in LISTS:
            raise Error(f"{field} cannot be left empty.")
        return [] if field in LISTS else None
    return _parse_given(field, value)


def _parse_given(field: str, value: Any) -> Any:
    if field in DATES:
        return _date(field, value)
    if field in LISTS:
        entries = value.split(";") if isinstance(value, str) else list(value)
        return [entry for entry in (str(part).strip() for part in entries) if entry]
    if field in NUMBERS:
        return _number(field, value)
    if field in FLAGS:
        return _flag(field, value)
    if field in STATES:
        return actors.state(str(value)).iso3
    if field in CHOICES:
        return _one_of(field, str(value), tuple(str(choice) for choice in CHOICES[field]))
    if field == "type":
        return _one_of(field, str(value).upper(), ontology.TYPES)
    return str(value)


def _date(field: str, value: Any) -> date:
    try:
        return value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError:
        raise Error(f"{field}: {value!r} is no day. Write it as 2018-07-31.") from None


def _number(field: str, value: Any) -> float:
    low, high = NUMBERS[field]
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise Error(f"{field}: {value!r} is no number. Give one from {low:g} to {high:g}.") from None
    if not low <= number <= high:
        raise Error(f"{field}: {number:g} is out of range. Give a number from {low:g} to {high:g}.")
    return number


def _flag(field: str, value: Any) -> bool:
    said = str(value).lower()
    if said in ("true", "yes", "1"):
        return True
    if said in ("false", "no", "0"):
        return False
    raise Error(f"{field}: {value!r} is neither yes nor no. Give true or false.")


def _one_of(field: str, value: str, choices: Iterable[str]) -> str:
    choices = tuple(choices)
    if value not in choices:
        raise Error(f"{field}: {value!r} is none of {', '.join(choices)}.")
    return value


def implied(field: str, value: Any, event: Mapping[str, Any]) -> Row:
    """What else changes with a correction.

    Another type takes its own quad class and drops codes and modes of the old type; another day drops an end that it
    passes; another place drops the old one's position.
    """
    if value == event.get(field):
        return {}
    if field == "type":
        changes: Row = {"cameo": None, "goldstein": None, "quad": ontology.quad(value)}
        return changes if event["mode"] in ontology.modes(value) else {**changes, "mode": None}
    if field == "date" and event["date_end"] is not None and event["date_end"] < value:
        return {"date_end": None}
    if field == "place":
        return {"place_state": None, "lat": None, "lon": None}
    return {}


def verify(event: Mapping[str, Any]) -> None:
    """Raise `detente.Error` when the corrected event contradicts itself."""
    if event["date_end"] is not None and event["date_end"] < event["date"]:
        raise Error(f"date_end {event['date_end']} lies before date {event['date']}. Correct date first.")
    if event["source"] == event["target"]:
        raise Error(f"source and target would both be {event['source']}. An event has two states.")


def to_json(value: Any) -> str:
    """A value as it is kept in the table of corrections."""
    return json.dumps(value.isoformat() if isinstance(value, date) else value, ensure_ascii=False)


def from_json(field: str, text: str) -> Any:
    """The value that `to_json` wrote."""
    value = json.loads(text)
    return date.fromisoformat(value) if field in DATES and value is not None else value


def apply(event: Row, corrections: Iterable[Mapping[str, Any]]) -> Row | None:
    """The event with its corrections, in the order in which they were made; None when it is withdrawn."""
    corrected = dict(event)
    for correction in corrections:
        corrected[correction["field"]] = from_json(correction["field"], correction["new"])
    return None if corrected.pop("withdrawn", False) else corrected
