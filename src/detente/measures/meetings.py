"""The register of meetings: held and planned, with level, host, firsts, gaps and follow-through.

A meeting is a consultation with a meeting's format (`detente.occasions`). What is told of the same format, day and
place is one meeting; a "summit" without a place, a "visit" or "talks" join the more exact meeting of that or an
adjoining day if someone took part in both; what is dated by a month or a year joins the only one
of its format or, said so generally, of its people and place within it.

*Level* is the lower of the two sides' highest offices among those who took part, else the format's own, else not known.
*Gap* is the number of days since the last meeting of the same format, or, for the general formats (summit, ministers'
meeting, visit, talks), since the last one face to face on that level. A *first* is worked out from the record: of a
format, of a format at the host's place, of a visit by the holder of an office. It is claimed only when the record began
at least a year before and no earlier meeting could contradict it, as one at an unknown place could.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from detente import actors, occasions
from detente.events import Precision, Status
from detente.measures.coverage import record_span
from detente.measures.follow_through import FollowThrough, announcing, follow_through, followed
from detente.measures.meeting import GENERIC_FORMATS, Day, Meeting
from detente.measures.scores import check_pair, collector_paused, values
from detente.result import Result

if TYPE_CHECKING:
    import pyarrow as pa


YEAR = timedelta(days=365)
FACE_TO_FACE = "face to face"
IN_FOURS = frozenset({"2+2"})  # formats in which more take part than a sentence names
JOINING_ORDER = {"summit": 1, "visit": 2, "talks": 3}
TRAVELLERS = frozenset({"head of state", "head of government", "foreign minister", "defence minister"})
NO_MEETING = frozenset({"exercise"})
LEVELS = {
    "head of state": "leaders", "head of government": "leaders", "foreign minister": "ministers",
    "defence minister": "ministers", "other minister": "ministers", "legislative speaker": "parliaments",
    "military chief": "military", "deputy foreign minister": "officials", "deputy defence minister": "officials",
    "national security adviser": "officials",
}  # fmt: skip
LEVEL_ORDER = ("leaders", "ministers", "parliaments", "military", "officials")


@dataclass(frozen=True, slots=True)
class Meetings(Result):
    """The meetings of a pair in a period, in order of time, and the first day the record covers."""

    ROWS: ClassVar[str] = "meetings"
    SHOWN: ClassVar[tuple[str, ...]] = (
        "date",
        "format",
        "level",
        "place",
        "status",
        "participants",
        "followed_through",
    )

    a: str
    b: str
    since: date
    until: date
    record_begins: date | None
    meetings: tuple[Meeting, ...]
    follow_through: tuple[FollowThrough, ...] = ()


@collector_paused()
def meetings(
    events: pa.Table, documents: pa.Table, coverage: pa.Table, a: str, b: str, since: date, until: date
) -> Meetings:
    """The register of ``a`` and ``b``: meetings dated from ``since``, and what was planned by ``until``.

    ``events`` holds all events between the two, also those before ``since``: firsts and gaps need them. Documents
    published after ``until`` are not looked at. Raises `Error` when the two are the same state.
    """
    check_pair(a, b)
    published = dict(zip(documents["id"].to_pylist(), documents["published"].to_pylist(), strict=True))
    span = record_span(coverage)
    begins = span[0] if span else None
    told = [row for row in _rows(events) if not _is_later(row, published, until)]
    alike = _alike(told)
    held, planned = (
        [_meeting(one, a, b, published) for one in _merged([t for t in alike if t.status == status])]
        for status in (Status.HAPPENED, Status.PLANNED)
    )
    held = [_in_place(_in_office(m)) for m in sorted(held, key=_order)]
    held = _with_history(held, begins)
    plans = [followed(m, held, coverage, until) for m in sorted(planned, key=_order)]
    announced = announcing(plans, held)
    held = [m._replace(announced=announced[m.events]) if m.events in announced else m for m in held]
    shown = sorted(
        (m for m in held + plans if m.last_day >= since), key=lambda m: (m.date, m.status, m.format, m.events)
    )
    return Meetings(a, b, since, until, begins, tuple(shown), follow_through(plans, held, since, until))


class _Row(NamedTuple):
    """What an event tells of a meeting."""

    date: Day
    date_end: Day | None
    precision: str
    date_basis: str
    status: str
    format: str | None
    place: str | None
    place_state: str | None
    type: str
    participants: list[str] | None
    firsts: list[str] | None
    issues: list[str] | None
    occasion: str | None
    document: str | None
    id: str


SAYS = _Row._fields.index("type")  # so many of its first fields are what it says


@dataclass(slots=True)
class _Told:
    """A meeting as it was told: the rows that say the same of it, then those of others that joined it."""

    first: int  # days since the year 1: numbers are compared faster than dates
    last: int
    precision: str
    status: str
    format: str
    place: str | None
    people: dict[str, None]
    groups: list[tuple[tuple[str, ...], list[_Row]]]

    def join(self, other: _Told) -> None:
        """Take what ``other`` tells as told of this meeting too."""
        self.place = self.place or other.place
        self.people |= other.people
        self.groups += other.groups


def _rows(events: pa.Table) -> list[_Row]:
    """The events that may be meetings, and those on which somebody may be told to have been at one."""
    import pyarrow.compute as pc

    meets = pc.and_(pc.equal(events["type"], "CONSULT"), pc.is_valid(events["format"]))
    several = pc.greater(pc.fill_null(pc.list_value_length(events["participants"]), 0), 1)
    chosen = events.select(_Row._fields).filter(pc.or_(meets, several))
    dated = ("date", "date_end")
    columns = (values(chosen, name) if name in dated else chosen[name].to_pylist() for name in _Row._fields)
    return list(map(_Row._make, zip(*columns, strict=True)))


def _is_later(row: _Row, published: dict[str, date | None], until: date) -> bool:
    if row.status == Status.HAPPENED:
        return row.date > until
    told = published.get(row.document or "")
    return told is not None and told > until


def _alike(told: list[_Row]) -> list[_Told]:
    """The rows of meetings, those that say the same together: event data tell of one many times."""
    together = _together(told)
    found: dict[tuple[Any, ...], _Told] = {}
    for row in told:
        if row.type != "CONSULT" or not row.format or row.format in NO_MEETING:
            continue
        people = _took_part(row, together)
        said = (row[:SAYS], people)
        same = found.get(said)
        if same is None:
            days = row.date.toordinal(), (row.date_end or row.date).toordinal()
            known = dict.fromkeys(people)
            found[said] = _Told(*days, row.precision, row.status, row.format, row.place, known, [(people, [row])])
        else:
            same.groups[0][1].append(row)
    return list(found.values())


def _meeting(told: _Told, a: str, b: str, published: dict[str, date | None]) -> Meeting:
    """The meeting that some rows tell of, the most exact of them first."""
    first = told.groups[0][1][0]
    rows = [row for _, group in told.groups for row in group]
    levels = (_level(people, group[0].format, group[0].date) for people, group in told.groups)
    host = next((row.place_state for row in rows if row.place_state in (a, b)), None)
    announced = [day for row in rows if (day := published.get(row.document or ""))]
    return Meeting(
        date=first.date,
        date_end=first.date_end,
        precision=first.precision,
        format=told.format,
        level=next(filter(None, levels), None),
        place=told.place,
        status=first.status,
        occasion=next((row.occasion for row in rows if row.occasion), None),
        participants=tuple(told.people),
        host=host,
        traveller={a: b, b: a}.get(host) if host else None,
        firsts=(),
        claimed_firsts=tuple(dict.fromkeys(claim for row in rows for claim in row.firsts or ())),
        gap_days=None,
        announced=min(announced, default=None) if first.status == Status.PLANNED else None,
        followed_through=None,
        dated=first.date_basis == "text",
        issues=tuple(dict.fromkeys(issue for row in rows for issue in row.issues or ())),
        events=tuple(row.id for row in rows),
    )


@cache
def _format_levels() -> dict[str, str]:
    return {f.name: f.level for f in occasions.formats()}


@cache
def _people() -> dict[str, actors.Person]:
    return {person.name: person for person in actors.people()}


@lru_cache(maxsize=4096)  # of one meeting several things are asked one after the other
def _roles(participants: tuple[str, ...], on: date) -> list[tuple[str, str]]:
    """(state, role) of each office that the participants held that day."""
    known = (_people().get(name) for name in participants)
    return [(office.state, office.role) for person in known if person for office in person.offices_on(on)]


def _together(told: list[_Row]) -> dict[tuple[date, str], list[list[str]]]:
    """Who acted together, by day and status: the participants of each act that names several."""
    found: dict[tuple[date, str], list[list[str]]] = {}
    for row in told:
        if row.participants and len(row.participants) > 1:
            found.setdefault((row.date, row.status), []).append(row.participants)
    return found


def _took_part(row: _Row, together: dict[tuple[date, str], list[list[str]]]) -> tuple[str, ...]:
    """Who took part: those named, and those who acted together with all of them that day ("all four agreed")."""
    names = tuple(row.participants or ())
    if row.status != Status.HAPPENED or row.format not in IN_FOURS or len(names) < 2:
        return names
    for others in together[row.date, row.status]:
        if set(names) < set(others):
            names = tuple(dict.fromkeys((*names, *others)))
    return names


def _in_office(meeting: Meeting) -> Meeting:
    """A meeting of leaders or ministers without those who held no such office then: they were only spoken of."""
    if _format_levels().get(meeting.format) not in ("leaders", "ministers"):
        return meeting
    known = tuple(n for n in meeting.participants if any(role in LEVELS for _, role in _roles((n,), meeting.date)))
    return meeting._replace(participants=known) if len(known) > 1 else meeting


def _in_place(meeting: Meeting) -> Meeting:
    """A meeting without claims of a first at another place: the sentence spoke of another meeting."""
    told = tuple(c for c in meeting.claimed_firsts if " in " not in c or c.endswith(f" in {meeting.place}"))
    return meeting._replace(claimed_firsts=told) if meeting.place and told != meeting.claimed_firsts else meeting


@lru_cache(maxsize=4096)
def _level(people: tuple[str, ...], format: str | None, on: date) -> str | None:
    """The lower of the two sides' highest offices; the side that is known where one is not; else the format's own."""
    sides: dict[str, int] = {}
    for state, role in _roles(people, on):
        if role in LEVELS:
            rank = LEVEL_ORDER.index(LEVELS[role])
            sides[state] = min(sides.get(state, rank), rank)
    if sides:
        return LEVEL_ORDER[max(sides.values())]
    own = _format_levels().get(format or "")
    return own if own in LEVEL_ORDER else None


def _merged(told: list[_Told]) -> list[_Told]:
    """The meetings, each once: the exact formats first, so that "talks" can join them."""
    found: list[_Told] = []
    on_day: dict[int, list[int]] = {}
    for one in sorted(told, key=_exactness):
        near = {n for day in range(one.first - 1, one.last + 2) for n in on_day.get(day, ())}
        same = sorted(n for n in near if _is_same(found[n], one))
        if not same or (len(same) > 1 and one.precision != Precision.DAY):
            for day in range(one.first, one.last + 1):
                on_day.setdefault(day, []).append(len(found))
            found.append(one)
        else:
            found[same[0]].join(one)
    return found


def _order(meeting: Meeting) -> tuple[Any, ...]:
    return meeting.date, meeting.format, meeting.events


def _exactness(told: _Told) -> tuple[Any, ...]:
    vague = told.precision != Precision.DAY
    first = told.groups[0][1][0]
    return vague, JOINING_ORDER.get(told.format, 0), not told.place, told.first, told.format, first.id


def _is_same(one: _Told, other: _Told) -> bool:
    """Whether ``other``, told no more exactly, is the meeting ``one``."""
    if one.place and other.place and one.place != other.place:
        return False
    shared = not one.people.keys().isdisjoint(other.people)
    if other.precision != Precision.DAY:
        alike = one.format == other.format or (shared and other.format in JOINING_ORDER)
        return alike and other.first <= one.first and one.last <= other.last
    if one.format == other.format:
        return (one.first, one.last) == (other.first, other.last) or (shared and _near(one, other))
    if other.format not in JOINING_ORDER:
        return False
    if one.first == other.first and other.format == "talks" and not (one.people and other.people):
        return True
    return shared and _near(one, other) and not (other.format == "summit" and other.place)


def _near(one: _Told, other: _Told) -> bool:
    """Whether two meetings overlap or lie on adjoining days."""
    return one.first <= other.last + 1 and other.first <= one.last + 1


def _with_history(held: list[Meeting], begins: date | None) -> list[Meeting]:
    """Held meetings in order of time, each with its gap and its firsts."""
    before, result = _Before(), []
    for meeting in held:
        old_enough = begins is not None and meeting.date >= begins + YEAR
        firsts, gap = tuple(before.firsts(meeting)) if old_enough else (), before.gap(meeting)
        result.append(meeting._replace(gap_days=gap, firsts=firsts) if firsts or gap is not None else meeting)
        before.add(meeting)
    return result


class _Before:
    """What earlier meetings tell of firsts and gaps."""

    def __init__(self) -> None:
        self.places: dict[str, set[str | None]] = {}
        self.generic_levels: set[str | None] = set()
        self.came: set[tuple[str | None, str, str]] = set()
        self.ends: dict[tuple[str, str], list[date]] = {}

    def add(self, meeting: Meeting) -> None:
        self.places.setdefault(meeting.format, set()).add(meeting.place)
        if meeting.format in GENERIC_FORMATS:
            self.generic_levels.add(meeting.level)
        self.came |= {(meeting.host, state, role) for state, role in _roles(meeting.participants, meeting.date)}
        if meeting.level and meeting.precision == Precision.DAY:
            for kind in {meeting.format, *([] if meeting.format == "call" else [FACE_TO_FACE])}:
                insort(self.ends.setdefault((meeting.level, kind), []), meeting.last_day)

    def gap(self, meeting: Meeting) -> int | None:
        """Days since the last meeting of that format, or, for one that says little, face to face on that level."""
        if not meeting.level or meeting.precision != Precision.DAY:
            return None
        kind = FACE_TO_FACE if meeting.format in GENERIC_FORMATS else meeting.format
        ends = self.ends.get((meeting.level, kind), [])
        earlier = bisect_left(ends, meeting.date)
        return (meeting.date - ends[earlier - 1]).days if earlier else None

    def firsts(self, meeting: Meeting) -> Iterable[str]:
        """Firsts that nothing in the record contradicts or could; an earlier meeting of unknown place could."""
        exact = meeting.level is not None and meeting.format not in GENERIC_FORMATS
        places = self.places.get(meeting.format, set())
        if exact and not places and meeting.level not in self.generic_levels:
            yield f"first {meeting.format} at the level of {meeting.level}"
        if exact and places and meeting.host and meeting.place and not places & {None, meeting.place}:
            yield f"first {meeting.format} in {meeting.place}"
        for state, role in _roles(meeting.participants, meeting.date):
            came = self.came & {(None, state, role), (meeting.host, state, role)}
            if state == meeting.traveller and role in TRAVELLERS and not came:
                host = actors.state_by_code(meeting.host or "").name
                yield f"first visit to {host} by {_holder(state, role)}"


def _holder(state: str, role: str) -> str:
    demonyms = actors.state_by_code(state).demonyms.get("en", ())
    return f"a {demonyms[0]} {role}" if demonyms else f"a {role} of {actors.state_by_code(state).name}"
