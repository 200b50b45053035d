"""The inputs of a brief, and every figure that can be taken from them by name.

A `Number` in a sentence says by which fact and arguments it was got; the machine check gets it again from here and
compares. Nothing is estimated in this room: facts are looked up in the results of the measures, or counted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
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
    from detente.measures.meetings import Meeting, Meetings
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


Derive = Callable[..., float | None]
FACTS: dict[str, Derive] = {}


def fact(name: str) -> Callable[[Derive], Derive]:
    """Register how a figure is got from the inputs."""

    def keep(function: Derive) -> Derive:
        FACTS[name] = function
        return function

    return keep


def derive(inputs: Inputs, name: str, args: tuple[str, ...]) -> float | None:
    """The figure ``name`` of the data; None where the data has none. Raises `KeyError` for an unknown name."""
    return FACTS[name](inputs, *args)


for _column in ("value", "low", "high", "cooperation", "conflict", "prior", "events", "reports"):

    def _point(inputs: Inputs, on: str, column: str = _column) -> float | None:
        value: float | None = getattr(inputs.point_on[on], column)
        return value

    FACTS[f"relation.{_column}"] = _point

for _column in ("weight", "tone", "a_tone", "b_tone", "events"):

    def _entry(inputs: Inputs, issue: str, column: str = _column) -> float | None:
        value: float | None = getattr(inputs.issue[issue], column)
        return value

    FACTS[f"agenda.{_column}"] = _entry

for _column in ("size", "probability"):

    def _turn(inputs: Inputs, place: str, column: str = _column) -> float | None:
        value: float = getattr(inputs.turns.turns[int(place)], column)
        return value

    FACTS[f"turn.{_column}"] = _turn


for _column, _field in (("effect", "effect"), ("low", "low"), ("high", "high"), ("lag", "lag_days")):

    def _driver(inputs: Inputs, a: str, b: str, column: str = _field) -> float | None:
        row = inputs.driver(a, b)
        value: float | None = getattr(row, column) if row else None
        return value

    FACTS[f"driver.{_column}"] = _driver

for _column in ("tried", "weeks"):

    def _tried(inputs: Inputs, column: str = _column) -> float | None:
        value: float | None = getattr(inputs.drivers, column) if inputs.drivers else None
        return value

    FACTS[f"drivers.{_column}"] = _tried

for _column in ("edges", "negative", "undecided", "frustration"):

    def _network(inputs: Inputs, column: str = _column) -> float | None:
        value: float | None = getattr(inputs.balance, column) if inputs.balance else None
        return value

    FACTS[f"balance.{_column}"] = _network


@fact("balance.states")
def _network_states(inputs: Inputs) -> float | None:
    return len(inputs.balance.states) if inputs.balance else None


@fact("balance.camps")
def _network_camps(inputs: Inputs) -> float | None:
    return len(inputs.balance.camps) if inputs.balance else None


@fact("camp.number")
def _camp_number(_: Inputs, number: str) -> float:
    return int(number)


@fact("camp.size")
def _camp_size(inputs: Inputs, number: str) -> float | None:
    return len(inputs.balance.camps[int(number) - 1]) if inputs.balance else None


@fact("camp.more")
def _camp_more(inputs: Inputs, number: str) -> float | None:
    from detente.brief.sections.wider import MOST_NAMED

    return len(inputs.balance.camps[int(number) - 1]) - MOST_NAMED if inputs.balance else None


@fact("camp.share")
def _camp_share(inputs: Inputs, number: str) -> float | None:
    return inputs.balance.capability.get(number) if inputs.balance else None


@fact("turner.margin")
def _margin(inputs: Inputs, state: str) -> float | None:
    turners = inputs.balance.turners if inputs.balance else ()
    return next((float(turner.margin) for turner in turners if turner.state == state), None)


@fact("scale.low")
def _scale_low(_: Inputs) -> float:
    from detente.measures.relation import bands

    return bands()[0].low


@fact("scale.high")
def _scale_high(_: Inputs) -> float:
    from detente.measures.relation import bands

    return bands()[-1].high


@fact("rank.place")
def _rank_place(inputs: Inputs, state: str) -> float | None:
    found = rank(inputs, state)
    return found[0] if found else None


@fact("rank.of")
def _rank_of(inputs: Inputs, state: str) -> float | None:
    found = rank(inputs, state)
    return found[1] if found else None


@fact("events.count")
def _events(inputs: Inputs) -> float:
    return sum(inputs.within(row) for row in inputs.events)


@fact("documents.count")
def _documents(inputs: Inputs) -> float:
    return len({row["document"] for row in inputs.events if row["document"] in inputs.documents})


@fact("documents.from")
def _documents_from(inputs: Inputs, state: str) -> float:
    used = {row["document"] for row in inputs.events}
    return sum(1 for key, row in inputs.documents.items() if key in used and (row["publisher_state"] or "") == state)


@fact("documents.elsewhere")
def _documents_elsewhere(inputs: Inputs, *states: str) -> float:
    """Documents from none of the ``states``, or from a state not known."""
    used = {row["document"] for row in inputs.events}
    return sum(1 for key, row in inputs.documents.items() if key in used and row["publisher_state"] not in states)


@fact("events.once")
def _once(inputs: Inputs) -> float:
    """Events of the period told by one report only."""
    return sum(int(row["reports"] or 1) == 1 for row in inputs.events if inputs.within(row))


@fact("agenda.half_life")
def _half_life(_: Inputs) -> float:
    from detente.measures.agenda import HALF_LIFE_DAYS

    return HALF_LIFE_DAYS


@fact("sources.count")
def _sources(inputs: Inputs) -> float:
    return len(inputs.sources)


@fact("corrections.count")
def _corrections(inputs: Inputs) -> float:
    return len(inputs.corrections)


@fact("gaps.inside")
def _gaps_inside(inputs: Inputs) -> float:
    """Stretches without data between the first and the last loaded day."""
    span = inputs.loaded()
    return sum(span[0] <= start and end <= span[1] for start, end in inputs.gaps()) if span else 0


@fact("points.valued")
def _valued(inputs: Inputs) -> float:
    return len(inputs.points)


@fact("points.empty")
def _unvalued(inputs: Inputs) -> float:
    return len(inputs.relation.points) - len(inputs.points)


@fact("points.all")
def _points(inputs: Inputs) -> float:
    return len(inputs.relation.points)


@fact("turns.count")
def _turns(inputs: Inputs) -> float:
    return sum(inputs.since <= turn.date <= inputs.until for turn in inputs.turns.turns)


@fact("acts.of")
def _acts(inputs: Inputs, state: str, since: str, until: str) -> float:
    return len(inputs.acts(state or None, date.fromisoformat(since), date.fromisoformat(until)))


@fact("acts.joint")
def _joint(inputs: Inputs, since: str, until: str) -> float:
    return len(inputs.joint_acts(date.fromisoformat(since), date.fromisoformat(until)))


@fact("why.contribution")
def _contribution(inputs: Inputs, event: str) -> float | None:
    terms = inputs.why.terms if inputs.why else ()
    return next((t.contribution for t in terms if (t.event or "") == event), None)


@fact("why.rest")
def _rest(inputs: Inputs, shown: str) -> float:
    """What the events after the first ``shown`` add up to."""
    import math

    return math.fsum([t.contribution for t in (inputs.why.terms if inputs.why else ()) if t.event][int(shown) :])


@fact("meetings.held")
def _held(inputs: Inputs, since: str, until: str) -> float:
    return len(inputs.held(date.fromisoformat(since), date.fromisoformat(until)))


@fact("meetings.shown")
def _shown(_: Inputs) -> float:
    return MEETINGS_SHOWN


@fact("meetings.hosted")
def _hosted(inputs: Inputs, state: str) -> float:
    return sum(m.host == state for m in inputs.held(inputs.since, inputs.until))


@fact("meetings.elsewhere")
def _elsewhere(inputs: Inputs) -> float:
    return sum(m.host is None and m.place is not None for m in inputs.held(inputs.since, inputs.until))


@fact("meetings.nowhere")
def _nowhere(inputs: Inputs) -> float:
    return sum(m.host is None and m.place is None for m in inputs.held(inputs.since, inputs.until))


@fact("plans.followed")
def _followed(inputs: Inputs, outcome: str) -> float:
    return sum(
        (m.followed_through or "unknown") == outcome and m.dated and m.last_day < inputs.until for m in inputs.plans()
    )


@fact("plans.due")
def _due(inputs: Inputs) -> float:
    return sum(m.followed_through != "pending" and m.dated and m.last_day < inputs.until for m in inputs.plans())


@fact("meeting.gap")
def _gap(inputs: Inputs, event: str) -> float | None:
    return next((m.gap_days for m in inputs.meetings.meetings if event in m.events), None)


@fact("agenda.kind")
def _kind(inputs: Inputs, kind: str) -> float:
    return sum(entry.weight for entry in inputs.agenda.issues if entry.kind == kind)


@fact("agenda.count")
def _issues(inputs: Inputs) -> float:
    return len(inputs.agenda.issues)


@fact("agenda.standing")
def _standing(inputs: Inputs, standing: str) -> float:
    return sum(entry.standing == standing for entry in inputs.agenda.issues)


@fact("event.reports")
def _reports(inputs: Inputs, event: str) -> float:
    return float(inputs.by_id[event]["reports"] or 1)


@fact("event.publishers")
def _publishers(inputs: Inputs, event: str) -> float:
    return float(inputs.by_id[event]["publishers"] or 1)
