"""What a language model says of a text, believed only where it can be checked.

The passage must stand in the text, the states be named in it, types and status be ours, and nothing may have happened
after the day of publication. What fails this is no report; details that cannot be checked are left out.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cached_property
from typing import Any

from detente import actors, ontology, places
from detente.coding.mentions import Memory, find_mentions
from detente.coding.syntax import split_sentences
from detente.dates import find_dates, parse_period
from detente.errors import Error
from detente.events import Report, Status
from detente.issues import issue
from detente.occasions import formats
from detente.reading.document import Document
from detente.tables import fold

SHORTEST, LONGEST = 8, 2000
"""Characters that a passage has at least, spaces aside, and at most."""
SURE, DOUBT = 0.9, 0.2
"""Confidence in a report, and what it loses where the passage does not name both states, and where no date of the
document is the report's."""
_STATUSES = {str(status) for status in Status}


class RejectedError(Exception):
    """A report that cannot be believed; the message says why, in words that may be counted."""


def find_passage(passage: str, text: str, start: int, end: int) -> tuple[int, int] | None:
    """Where a passage stands in ``text[start:end]``: exactly, or with other white space between its words."""
    at = text.find(passage, start, end)
    if at >= 0:
        return at, at + len(passage)
    words = passage.split()
    found = re.compile(r"\s+".join(map(re.escape, words))).search(text, start, end) if words else None
    return found.span() if found else None


class Checker:
    """Makes reports of one document from what a model says of it."""

    def __init__(self, document: Document, coder: str) -> None:
        self.document, self.coder = document, coder
        self._folded = fold(document.text)

    @cached_property
    def states(self) -> frozenset[str]:
        """The states that the text names, itself or by a person, capital or organisation of theirs."""
        return self._states_in(self.document.text)

    @cached_property
    def dates(self) -> tuple[tuple[date, date], ...]:
        """The periods that the text names."""
        document = self.document
        spans = find_dates(document.text, document.published, document.published_precision)
        return tuple((span.start, span.end) for span in spans)

    def _states_in(self, text: str) -> frozenset[str]:
        memory = Memory(self.document.published)
        return frozenset(
            state
            for sentence in split_sentences(text)
            for mention in find_mentions(sentence.text, memory)
            for state in mention.states
        )

    def report(self, said: Any, start: int, end: int) -> Report:
        """The report that ``said`` makes of the part of the text from ``start`` to ``end``.

        Raises `RejectedError` where it cannot be believed.
        """
        if not isinstance(said, dict):
            raise RejectedError("no object")
        first, last = self._passage(said.get("passage"), start, end)
        passage = self.document.text[first:last]
        source, target = self._state(said.get("source")), self._state(said.get("target"))
        if source == target:
            raise RejectedError("one state twice")
        kind, mode = self._type(said)
        status = said.get("status")
        if not isinstance(status, str) or status not in _STATUSES:
            raise RejectedError("unknown status")
        day, day_end, precision, basis = self._date(said, status)
        cameo = ontology.cameo_for(kind, mode)
        place, place_state, lat, lon = self._place(said.get("place"))
        return Report(
            date=day, date_end=None if day_end == day else day_end, precision=precision, date_basis=basis,
            source=source, target=target, type=kind, mode=mode, quad=ontology.quad(kind), cameo=cameo,
            goldstein=ontology.from_cameo(cameo).goldstein if cameo else None,
            reciprocal=said.get("mutual") is True, status=status, voice=self._name(said.get("voice")) or "author",
            place=place, place_state=place_state, lat=lat, lon=lon, issues=_issues(said.get("issues")),
            format=_format(said.get("format")), participants=self._names(said.get("participants")),
            passage=passage, start=first, end=last, document=self.document.id, coder=self.coder,
            confidence=self._confidence(passage, source, target, day, day_end, basis),
        )  # fmt: skip

    def _passage(self, said: Any, start: int, end: int) -> tuple[int, int]:
        passage = said.strip() if isinstance(said, str) else ""
        if len("".join(passage.split())) < SHORTEST:
            raise RejectedError("no passage")
        if len(passage) > LONGEST:
            raise RejectedError("passage too long")
        span = find_passage(passage, self.document.text, start, end)
        if span is None:
            raise RejectedError("passage not in the text")
        return span

    def _state(self, said: Any) -> str:
        try:
            code = actors.state(said).iso3 if isinstance(said, str) else ""
        except Error:
            code = ""
        if not code:
            raise RejectedError("unknown state")
        # In other languages too few names are known to say that a state is not named.
        if self.document.language == "en" and code not in self.states:
            raise RejectedError("state not in the text")
        return code

    def _type(self, said: dict[str, Any]) -> tuple[str, str | None]:
        kind, mode = str(said.get("type")).upper(), said.get("mode")
        if kind not in ontology.TYPES:
            raise RejectedError("unknown type")
        return kind, mode if isinstance(mode, str) and mode in ontology.modes(kind) else None

    def _date(self, said: dict[str, Any], status: str) -> tuple[date, date, str, str]:
        published, precision = self.document.published, self.document.published_precision
        latest = _last(published, precision) if published else None
        if not said.get("date"):
            if published is None or latest is None:
                raise RejectedError("no date")
            return published, latest, precision, "publication"
        try:
            first, last, precision = parse_period(str(said["date"]))
            ends = parse_period(str(said["date_end"])) if said.get("date_end") else (first, last)
        except Error:
            raise RejectedError("no date") from None
        if status == Status.HAPPENED and latest is not None and max(first, ends[0]) > latest:
            raise RejectedError("happened after publication")
        last = max(last, ends[1])
        return first, last, precision, "text"

    def _place(self, said: Any) -> tuple[str | None, str | None, float | None, float | None]:
        if not self._stands(said):
            return None, None, None, None
        known = places.place(said)
        return (known.name, known.state, known.lat, known.lon) if known else (said.strip(), None, None, None)

    def _stands(self, said: Any) -> bool:
        return isinstance(said, str) and bool(said.strip()) and len(said) < 200 and fold(said) in self._folded

    def _name(self, said: Any) -> str | None:
        """The name of a person or office, in our spelling where we know the person; None where the text has it not."""
        if not isinstance(said, str) or said == "author" or len(said) > 200:
            return None
        known = actors.person(said)
        if known and any(fold(name.split()[-1]) in self._folded for name in (known.name, *known.aliases) if name):
            return known.name
        return said.strip() if self._stands(said) else None

    def _names(self, said: Any) -> tuple[str, ...]:
        found = map(self._name, said) if isinstance(said, list) else ()
        return tuple(dict.fromkeys(name for name in found if name))

    def _confidence(self, passage: str, source: str, target: str, day: date, day_end: date, basis: str) -> float:
        sure = SURE
        if not {source, target} <= self._states_in(passage):
            sure -= DOUBT
        if basis == "publication" or not any(first <= day_end and day <= last for first, last in self.dates):
            sure -= DOUBT
        return round(sure, 2)


def _last(published: date, precision: str) -> date:
    if precision == "day":
        return published
    return parse_period(f"{published:%Y-%m}" if precision == "month" else f"{published:%Y}")[1]


def _issues(said: Any) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for name in said if isinstance(said, list) else ():
        try:
            found[issue(str(name)).name] = None
        except Error:
            continue
    return tuple(found)


def _format(said: Any) -> str | None:
    return said if isinstance(said, str) and any(known.name == said for known in formats()) else None
