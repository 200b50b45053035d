"""All that a brief is made from, and what its parts look up in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from detente.events import Status

if TYPE_CHECKING:
    from detente.measures.agenda import Agenda, AgendaIssue
    from detente.measures.balance import Balance
    from detente.measures.drivers import Driver, Drivers
    from detente.measures.explain import Why
    from detente.measures.meeting import Meeting
    from detente.measures.meetings import Meetings
    from detente.measures.places import PlaceOfActs, Places
    from detente.measures.relation import Relation, RelationPoint
    from detente.measures.turns import Turns

YEAR = timedelta(days=365)
MEETINGS_SHOWN = 12
Row = dict[str, Any]


@dataclass(frozen=True)
class Inputs:
    """All that a brief is made from: the pair, its events in order of time, and the results of the measures.

    ``events`` are those between the two dated up to ``until``, and the plans known by then; ``others`` are, for each of
    the two, the present values of its relations by the other state's code. Names of results say which measure they are.
    """

    a: str
    b: str
    since: date
    until: date
    events: tuple[Row, ...]
    documents: Mapping[str, Row]
    sources: tuple[Row, ...]
    coverage: tuple[Row, ...]
    corrections: tuple[Row, ...]
    relation: Relation
    others: Mapping[str, Mapping[str, float]]
    turns: Turns
    agenda: Agenda
    meetings: Meetings
    why: Why | None
    not_built: tuple[str, ...] = ()
    naming: str = "both"
    drivers: Drivers | None = None
    balance: Balance | None = None
    region: str | None = None
    places: Places | None = None

    @cached_property
    def by_id(self) -> dict[str, Row]:
        """Events by id."""
        return {row["id"]: row for row in self.events}

    @cached_property
    def points(self) -> tuple[RelationPoint, ...]:
        """The points of the index that have a value, in order of time."""
        return tuple(p for p in self.relation.points if p.value is not None)

    @cached_property
    def point_on(self) -> dict[str, RelationPoint]:
        """Points by ISO date."""
        return {p.date.isoformat(): p for p in self.relation.points}

    @property
    def now(self) -> RelationPoint | None:
        """The last point with a value."""
        return self.points[-1] if self.points else None

    @property
    def year_ago(self) -> RelationPoint | None:
        """The last point that lies a year or more before the present one, and less than thirteen months."""
        if self.now is None:
            return None
        before = [p for p in self.points if YEAR.days - 2 <= (self.now.date - p.date).days <= YEAR.days + 31]
        return before[-1] if before else None

    @cached_property
    def heaviest(self) -> list[str]:
        """Events by their weight in the index, the heaviest first; the latest first where that is not known."""
        if self.why is not None:
            return [term.event for term in self.why.terms if term.event in self.by_id]
        last = self.now.date if self.now else self.until
        told = [row["id"] for row in self.events if row["status"] == Status.HAPPENED and row["date"] <= last]
        return told[::-1]

    def pushing(self, sign: int) -> list[str]:
        """Events that push the index up (``sign`` 1) or down (-1), the strongest first."""
        terms = self.why.terms if self.why else ()
        return [term.event for term in terms if term.event in self.by_id and sign * term.contribution > 0]

    @property
    def year_since(self) -> date:
        """First day of the twelve months up to ``until``."""
        try:
            same_day = self.until.replace(year=self.until.year - 1)
        except ValueError:
            same_day = self.until.replace(year=self.until.year - 1, day=28)
        return same_day + timedelta(days=1)

    @cached_property
    def issue(self) -> dict[str, AgendaIssue]:
        """The agenda's entries by name."""
        return {entry.issue: entry for entry in self.agenda.issues}

    @cached_property
    def mapped(self) -> tuple[PlaceOfActs, ...]:
        """The places of acts that can be put on a map, the most frequent first."""
        return tuple(p for p in (self.places.places if self.places else ()) if p.lat is not None and p.lon is not None)

    def driver(self, a: str, b: str) -> Driver | None:
        """The dyad that runs ahead, by its states."""
        rows = self.drivers.drivers if self.drivers else ()
        return next((row for row in rows if (row.a, row.b) == (a, b)), None)

    def other(self, state: str) -> str:
        """The other one of the pair."""
        return self.b if state == self.a else self.a

    def acts(self, state: str | None, since: date, until: date) -> list[Row]:
        """Acts that happened in a period with one initiator: ``state``, or either of the two where it is None."""
        return [
            row
            for row in self.events
            if row["status"] == Status.HAPPENED
            and not row["reciprocal"]
            and since <= row["date"] <= until
            and state in (None, row["source"])
        ]

    def joint_acts(self, since: date, until: date) -> list[Row]:
        """Acts that happened in a period and were done by both."""
        return [
            row
            for row in self.events
            if row["status"] == Status.HAPPENED and row["reciprocal"] and since <= row["date"] <= until
        ]

    def within(self, row: Row) -> bool:
        """Whether an event's days lie, in part at least, in the period or after it (a plan)."""
        return bool((row["date_end"] or row["date"]) >= self.since)

    def held(self, since: date, until: date) -> list[Meeting]:
        """Meetings that took place in a period."""
        return [m for m in self.meetings.meetings if m.status == Status.HAPPENED and since <= m.date <= until]

    def plans(self) -> list[Meeting]:
        """Meetings that were planned, whatever came of them."""
        return [m for m in self.meetings.meetings if m.status == Status.PLANNED]

    def loaded(self) -> tuple[date, date] | None:
        """First and last loaded day up to ``until``."""
        rows = [r for r in self.coverage if r["state"] == "loaded" and r["since"] <= self.until]
        return (min(r["since"] for r in rows), min(self.until, max(r["until"] for r in rows))) if rows else None

    def gaps(self) -> list[tuple[date, date]]:
        """Stretches of a day or more within the period for which no source was loaded."""
        rows = sorted((r["since"], r["until"]) for r in self.coverage if r["state"] == "loaded")
        found, at = [], self.since
        for start, end in rows:
            if start > self.until:
                break
            if start > at:
                found.append((at, start - timedelta(days=1)))
            at = max(at, end + timedelta(days=1))
        if at <= self.until:
            found.append((at, self.until))
        return found


def rank(inputs: Inputs, state: str) -> tuple[int, int] | None:
    """Place of this relation among those of ``state``, the warmest first, and how many there are; None where alone."""
    if inputs.now is None or inputs.now.value is None:
        return None
    rest = {k: v for k, v in inputs.others.get(state, {}).items() if k not in (state, inputs.other(state))}
    if not rest:
        return None
    return 1 + sum(value > inputs.now.value for value in rest.values()), len(rest) + 1
