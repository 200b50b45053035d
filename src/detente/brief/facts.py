"""Every figure that can be taken from the inputs of a brief, by name.

A `Number` in a sentence says by which fact and arguments it was got; the machine check gets it again from here and
compares. Nothing is estimated in this room: facts are looked up in the results of the measures, or counted.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from detente.brief.inputs import MEETINGS_SHOWN, Inputs, rank

if TYPE_CHECKING:
    pass

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


for _column in ("events", "tone"):

    def _at_place(inputs: Inputs, place: str, column: str = _column) -> float | None:
        value: float | None = next((getattr(p, column) for p in inputs.mapped if p.place == place), None)
        return value

    FACTS[f"place.{_column}"] = _at_place


@fact("places.count")
def _places(inputs: Inputs) -> float:
    return len(inputs.mapped)


@fact("places.elsewhere")
def _unmapped(inputs: Inputs) -> float | None:
    """Acts that no mark of the map stands for."""
    if inputs.places is None:
        return None
    return inputs.places.unplaced + sum(p.events for p in inputs.places.places if p.lat is None or p.lon is None)


@fact("agenda.without")
def _without_issue(inputs: Inputs) -> float:
    return inputs.agenda.without_issue


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


for _column in ("alarms", "wrong"):

    def _begun(inputs: Inputs, column: str = _column) -> float | None:
        value: float | None = getattr(inputs.turns.begun, column) if inputs.turns.begun else None
        return value

    FACTS[f"begun.{_column}"] = _begun


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
