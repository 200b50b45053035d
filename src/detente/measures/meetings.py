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
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, ClassVar

from detente import actors, occasions
from detente.events import Precision, Status
from detente.measures.coverage import record_span
from detente.measures.follow_through import FollowThrough, announcing, follow_through, followed
from detente.measures.meeting import GENERIC_FORMATS, Meeting
from detente.measures.scores import check_pair
from detente.result import Result

if TYPE_CHECKING:
    import pyarrow as pa


YEAR = timedelta(days=365)
DAY = timedelta(days=1)
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
COLUMNS = [
    "id", "date", "date_end", "precision", "date_basis", "type", "status", "format", "place", "place_state", "occasion",
    "participants", "firsts", "issues", "document",
]  # fmt: skip
SAYS = (
    "date", "date_end", "precision", "date_basis", "status", "format", "place", "place_state", "participants",
)  # fmt: skip
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
    told = [row for row in _of_use(events).to_pylist() if not _is_later(row, published, until)]
    together = _together(told)
    for row in told:
        row["participants"] = _took_part(row, together)
    rows = [_meeting(alike, a, b, published) for alike in _alike(row for row in told if _is_meeting(row))]
    held = [_in_place(_in_office(m)) for m in _merged([m for m in rows if m.status == Status.HAPPENED])]
    held = _with_history(held, begins)
    planned = _merged([m for m in rows if m.status == Status.PLANNED])
    plans = [followed(m, held, coverage, until) for m in planned]
    announced = announcing(plans, held)
    held = [replace(m, announced=announced[m.events]) if m.events in announced else m for m in held]
    shown = sorted(
        (m for m in held + plans if m.last_day >= since), key=lambda m: (m.date, m.status, m.format, m.events)
    )
    return Meetings(a, b, since, until, begins, tuple(shown), follow_through(plans, held, since, until))


def _of_use(events: pa.Table) -> pa.Table:
    """The events that may be meetings, and those on which somebody may be told to have been at one."""
    import pyarrow.compute as pc

    meets = pc.and_(pc.equal(events["type"], "CONSULT"), pc.is_valid(events["format"]))
    several = pc.greater(pc.fill_null(pc.list_value_length(events["participants"]), 0), 1)
    return events.select(COLUMNS).filter(pc.or_(meets, several))


def _is_meeting(row: dict[str, Any]) -> bool:
    meets = row["type"] == "CONSULT" and bool(row["format"]) and row["format"] not in NO_MEETING
    return meets and row["status"] in (Status.HAPPENED, Status.PLANNED)


def _is_later(row: dict[str, Any], published: dict[str, date | None], until: date) -> bool:
    told = published.get(row["document"])
    if row["status"] == Status.HAPPENED:
        return bool(row["date"] > until)
    return told is not None and told > until


def _alike(told: Iterable[dict[str, Any]]) -> Iterable[list[dict[str, Any]]]:
    """The rows that say the same of a meeting, together: event data tell of one many times."""
    found: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for row in told:
        found.setdefault(tuple(row[name] for name in SAYS), []).append(row)
    return found.values()


def _meeting(rows: list[dict[str, Any]], a: str, b: str, published: dict[str, date | None]) -> Meeting:
    """The meeting that some rows, all alike, tell of."""
    row = rows[0]
    announced = [day for one in rows if (day := published.get(one["document"]))]
    host = row["place_state"] if row["place_state"] in (a, b) else None
    planned = row["status"] == Status.PLANNED
    return Meeting(
        date=row["date"],
        date_end=row["date_end"],
        precision=row["precision"],
        format=row["format"],
        level=_level(row),
        place=row["place"],
        status=row["status"],
        occasion=next((one["occasion"] for one in rows if one["occasion"]), None),
        participants=row["participants"],
        host=host,
        traveller={a: b, b: a}.get(host) if host else None,
        firsts=(),
        claimed_firsts=tuple(dict.fromkeys(first for one in rows for first in one["firsts"] or ())),
        gap_days=None,
        announced=min(announced, default=None) if planned else None,
        followed_through=None,
        dated=row["date_basis"] == "text",
        issues=tuple(dict.fromkeys(issue for one in rows for issue in one["issues"] or ())),
        events=tuple(one["id"] for one in rows),
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


def _together(told: list[dict[str, Any]]) -> dict[tuple[date, str], list[list[str]]]:
    """Who acted together, by day and status: the participants of each act that names several."""
    found: dict[tuple[date, str], list[list[str]]] = {}
    for row in told:
        if len(row["participants"] or ()) > 1:
            found.setdefault((row["date"], row["status"]), []).append(row["participants"])
    return found


def _took_part(row: dict[str, Any], together: dict[tuple[date, str], list[list[str]]]) -> tuple[str, ...]:
    """Who took part: those named, and those who acted together with all of them that day ("all four agreed")."""
    names = tuple(row["participants"] or ())
    if row["status"] != Status.HAPPENED or row["format"] not in IN_FOURS or len(names) < 2:
        return names
    for others in together[row["date"], row["status"]]:
        if set(names) < set(others):
            names = tuple(dict.fromkeys((*names, *others)))
    return names


def _in_office(meeting: Meeting) -> Meeting:
    """A meeting of leaders or ministers without those who held no such office then: they were only spoken of."""
    if _format_levels().get(meeting.format) not in ("leaders", "ministers"):
        return meeting
    known = tuple(n for n in meeting.participants if any(role in LEVELS for _, role in _roles((n,), meeting.date)))
    return replace(meeting, participants=known) if len(known) > 1 else meeting


def _in_place(meeting: Meeting) -> Meeting:
    """A meeting without claims of a first at another place: the sentence spoke of another meeting."""
    told = tuple(c for c in meeting.claimed_firsts if " in " not in c or c.endswith(f" in {meeting.place}"))
    return replace(meeting, claimed_firsts=told) if meeting.place and told != meeting.claimed_firsts else meeting


def _level(row: dict[str, Any]) -> str | None:
    """The lower of the two sides' highest offices; the side that is known where one is not; else the format's own."""
    sides: dict[str, int] = {}
    for state, role in _roles(row["participants"] or (), row["date"]):
        if role in LEVELS:
            rank = LEVEL_ORDER.index(LEVELS[role])
            sides[state] = min(sides.get(state, rank), rank)
    if sides:
        return LEVEL_ORDER[max(sides.values())]
    own = _format_levels().get(row["format"])
    return own if own in LEVEL_ORDER else None


def _merged(told: list[Meeting]) -> list[Meeting]:
    """The meetings in order of time, each once: the exact formats first, so that "talks" can join them."""
    found: list[Meeting] = []
    on_day: dict[date, list[int]] = {}
    for meeting in sorted(told, key=_exactness):
        near = sorted({n for day in _days(meeting.date - DAY, meeting.last_day + DAY) for n in on_day.get(day, ())})
        same = [n for n in near if _is_same(found[n], meeting)]
        if not same or (len(same) > 1 and meeting.precision != Precision.DAY):
            for day in _days(meeting.date, meeting.last_day):
                on_day.setdefault(day, []).append(len(found))
            found.append(meeting)
        else:
            found[same[0]] = _joined(found[same[0]], meeting)
    return sorted(found, key=lambda m: (m.date, m.format, m.events))


def _days(first: date, last: date) -> Iterable[date]:
    return (first + n * DAY for n in range((last - first).days + 1))


def _exactness(meeting: Meeting) -> tuple[Any, ...]:
    vague = meeting.precision != Precision.DAY
    return vague, JOINING_ORDER.get(meeting.format, 0), not meeting.place, meeting.date, meeting.format, meeting.events


def _is_same(one: Meeting, other: Meeting) -> bool:
    """Whether ``other``, told no more exactly, is the meeting ``one``."""
    if one.place and other.place and one.place != other.place:
        return False
    shared = bool(set(one.participants) & set(other.participants))
    if other.precision != Precision.DAY:
        alike = one.format == other.format or (shared and other.format in JOINING_ORDER)
        return alike and other.date <= one.date and one.last_day <= other.last_day
    if one.format == other.format:
        return (one.date, one.last_day) == (other.date, other.last_day) or (shared and _near(one, other))
    if other.format not in JOINING_ORDER:
        return False
    if one.date == other.date and other.format == "talks" and not (one.participants and other.participants):
        return True
    return shared and _near(one, other) and not (other.format == "summit" and other.place)


def _near(one: Meeting, other: Meeting) -> bool:
    """Whether two meetings overlap or lie on adjoining days."""
    return one.date <= other.last_day + DAY and other.date <= one.last_day + DAY


def _joined(one: Meeting, other: Meeting) -> Meeting:
    announced = [day for day in (one.announced, other.announced) if day]
    return replace(
        one,
        level=one.level or other.level,
        place=one.place or other.place,
        host=one.host or other.host,
        traveller=one.traveller or other.traveller,
        occasion=one.occasion or other.occasion,
        announced=min(announced) if announced else None,
        participants=tuple(dict.fromkeys(one.participants + other.participants)),
        claimed_firsts=tuple(dict.fromkeys(one.claimed_firsts + other.claimed_firsts)),
        issues=tuple(dict.fromkeys(one.issues + other.issues)),
        events=one.events + other.events,
    )


def _with_history(held: list[Meeting], begins: date | None) -> list[Meeting]:
    """Held meetings in order of time, each with its gap and its firsts."""
    before, result = _Before(), []
    for meeting in held:
        old_enough = begins is not None and meeting.date >= begins + YEAR
        firsts = tuple(before.firsts(meeting)) if old_enough else ()
        result.append(replace(meeting, gap_days=before.gap(meeting), firsts=firsts))
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
