"""The register of meetings: held and planned, with level, host, firsts, gaps and follow-through.

A meeting is a consultation with a meeting's format (`detente.occasions`); events of one day, format and place are one
meeting, and so are "talks" or a "meeting" with the more exact format of that day, unless nobody took part in both;
one that is dated by a month or a year joins the only exact one of that format and place within it.
*Level* is that of the highest office among those who took part, else the format's own, else not known. *Gap* is the
number of days since the last held meeting of the same format and level. A *first* is worked out from the record (of
the format, of the format at the host's place, of a visit by the holder of an office) and is only claimed when the
record began at least a year before; it is a first *in this record*.

*Follow-through* of a plan: ``held`` when a held meeting of a like format and place lies within a week of the planned
dates, ``late`` when the next one of that format came within 180 days after, ``pending`` while its last day is not past,
``not held`` when the record covers the planned dates and shows none, None when it does not cover them. A plan that
names no date is ``held`` when a like meeting came within 180 days of its announcement, and else None: nothing can be
said to have been missed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar

from detente import actors, occasions
from detente.events import Precision, Status
from detente.measures.coverage import covered_days, record_span
from detente.measures.scores import check_pair
from detente.result import Result

if TYPE_CHECKING:
    import pyarrow as pa

Day = date  # a field named date hides the type inside its class

SLACK = timedelta(days=7)
LATE = timedelta(days=180)
YEAR = timedelta(days=365)
GENERIC_FORMATS = frozenset({"talks", "visit"})
JOINING_FORMATS = frozenset({"talks"})
ANY_LEVEL = "any"
NO_MEETING = frozenset({"exercise"})
LEVELS = {
    "head of state": "leaders", "head of government": "leaders", "foreign minister": "ministers",
    "defence minister": "ministers", "other minister": "ministers",
}  # fmt: skip
LEVEL_ORDER = ("leaders", "ministers", "military", "officials")


@dataclass(frozen=True, slots=True)
class Meeting:
    """One meeting, held or planned; ``date`` to ``date_end`` bound a plan that names only a month or a year.

    ``host`` is the one of the two states on whose soil it is, ``traveller`` then the other. ``announced`` is the day
    of the document that first planned it. ``firsts`` are worked out, ``claimed_firsts`` are what the text says.
    ``dated`` is False where ``date`` is only that of the text.
    """

    date: Day
    date_end: Day | None
    precision: str
    format: str
    level: str | None
    place: str | None
    status: str
    occasion: str | None
    participants: tuple[str, ...]
    host: str | None
    traveller: str | None
    firsts: tuple[str, ...]
    claimed_firsts: tuple[str, ...]
    gap_days: int | None
    announced: Day | None
    followed_through: str | None
    issues: tuple[str, ...]
    events: tuple[str, ...]
    dated: bool = True

    @property
    def last_day(self) -> Day:
        """The last day on which it took, or may take, place."""
        return self.date_end or self.date


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
    rows = [
        _meeting(row, a, b, published.get(row["document"]))
        for row in events.to_pylist()
        if _is_meeting(row) and not _is_later(row, published, until)
    ]
    held = _with_history(_merged([m for m in rows if m.status == Status.HAPPENED]), begins)
    planned = _merged([m for m in rows if m.status == Status.PLANNED])
    plans = [_followed(m, held, coverage, until) for m in planned]
    held = [_announced(m, plans) for m in held]
    shown = sorted(
        (m for m in held + plans if m.last_day >= since), key=lambda m: (m.date, m.status, m.format, m.events)
    )
    return Meetings(a, b, since, until, begins, tuple(shown))


def _is_meeting(row: dict[str, Any]) -> bool:
    meets = row["type"] == "CONSULT" and bool(row["format"]) and row["format"] not in NO_MEETING
    return meets and row["status"] in (Status.HAPPENED, Status.PLANNED)


def _is_later(row: dict[str, Any], published: dict[str, date | None], until: date) -> bool:
    told = published.get(row["document"])
    if row["status"] == Status.HAPPENED:
        return bool(row["date"] > until)
    return told is not None and told > until


def _meeting(row: dict[str, Any], a: str, b: str, published: date | None) -> Meeting:
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
        occasion=row["occasion"],
        participants=tuple(row["participants"] or ()),
        host=host,
        traveller={a: b, b: a}.get(host) if host else None,
        firsts=(),
        claimed_firsts=tuple(row["firsts"] or ()),
        gap_days=None,
        announced=published if planned else None,
        followed_through=None,
        dated=row["date_basis"] == "text",
        issues=tuple(row["issues"] or ()),
        events=(row["id"],),
    )


@cache
def _format_levels() -> dict[str, str]:
    return {f.name: f.level for f in occasions.formats()}


@cache
def _people() -> dict[str, actors.Person]:
    return {person.name: person for person in actors.people()}


def _roles(participants: Iterable[str], on: date) -> list[tuple[str, str]]:
    """(state, role) of each office that the participants held that day."""
    known = (_people().get(name) for name in participants)
    return [(office.state, office.role) for person in known if person for office in person.offices_on(on)]


def _level(row: dict[str, Any]) -> str | None:
    found = {LEVELS[role] for _, role in _roles(row["participants"] or (), row["date"]) if role in LEVELS}
    own = _format_levels().get(row["format"], ANY_LEVEL)
    return next((level for level in LEVEL_ORDER if level in found), None if own == ANY_LEVEL else own)


def _merged(told: list[Meeting]) -> list[Meeting]:
    """The meetings in order of time, each once: the exact formats first, so that "talks" can join them."""
    found: list[Meeting] = []
    for meeting in sorted(told, key=lambda m: (m.date, m.format in GENERIC_FORMATS, not m.place, m.format, m.events)):
        same = next((n for n, other in enumerate(found) if _is_same(other, meeting)), None)
        if same is None:
            found.append(meeting)
        else:
            found[same] = _joined(found[same], meeting)
    exact = [m for m in found if m.precision == Precision.DAY]
    for vague in (m for m in found if m.precision != Precision.DAY):
        fitting = [n for n, m in enumerate(exact) if _holds(vague, m)]
        if len(fitting) == 1:
            exact[fitting[0]] = _joined(exact[fitting[0]], vague)
        else:
            exact.append(vague)
    return sorted(exact, key=lambda m: (m.date, m.format, m.events))


def _holds(vague: Meeting, exact: Meeting) -> bool:
    """Whether a meeting dated by a month or a year may be the one on a day."""
    placed = not (vague.place and exact.place and vague.place != exact.place)
    inside = exact.precision == Precision.DAY and vague.date <= exact.date and exact.last_day <= vague.last_day
    return vague.format == exact.format and placed and inside


def _is_same(one: Meeting, other: Meeting) -> bool:
    if (one.date, one.date_end) != (other.date, other.date_end):
        return False
    if one.place and other.place and one.place != other.place:
        return False
    if one.format == other.format:
        return True
    shared = set(one.participants) & set(other.participants)
    return other.format in JOINING_FORMATS and bool(shared or not one.participants or not other.participants)


def _joined(one: Meeting, other: Meeting) -> Meeting:
    levels = [level for level in (one.level, other.level) if level]
    announced = [day for day in (one.announced, other.announced) if day]
    return replace(
        one,
        level=min(levels, key=_rank) if levels else None,
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


def _rank(level: str) -> int:
    return LEVEL_ORDER.index(level) if level in LEVEL_ORDER else len(LEVEL_ORDER)


def _with_history(held: list[Meeting], begins: date | None) -> list[Meeting]:
    """Held meetings in order of time, each with its gap and its firsts."""
    seen: set[tuple[str, ...]] = set()
    last: dict[tuple[str, str | None], date] = {}
    result = []
    for meeting in held:
        kind = (meeting.format, meeting.level)
        gap = (meeting.date - last[kind]).days if kind in last and meeting.level else None
        keys = _first_keys(meeting)
        old_enough = begins is not None and meeting.date >= begins + YEAR
        firsts = tuple(text for key, text in keys.items() if key not in seen) if old_enough else ()
        seen.update(keys)
        last[kind] = meeting.last_day
        result.append(replace(meeting, gap_days=gap, firsts=firsts))
    return result


def _first_keys(meeting: Meeting) -> dict[tuple[str, ...], str]:
    """What this meeting may be the first of, and how to say it."""
    keys: dict[tuple[str, ...], str] = {}
    if meeting.level and meeting.format not in GENERIC_FORMATS:
        keys["format", meeting.format, meeting.level] = f"first {meeting.format} at the level of {meeting.level}"
    if meeting.host and meeting.place and meeting.format not in GENERIC_FORMATS:
        keys["place", meeting.format, meeting.place] = f"first {meeting.format} in {meeting.place}"
    if meeting.traveller:
        for state, role in _roles(meeting.participants, meeting.date):
            if state == meeting.traveller and role in LEVELS and role != "other minister":
                host = actors.state_by_code(meeting.host or "").name
                keys["visit", state, role, meeting.host or ""] = f"first visit to {host} by {_holder(state, role)}"
    return keys


def _holder(state: str, role: str) -> str:
    demonyms = actors.state_by_code(state).demonyms.get("en", ())
    return f"a {demonyms[0]} {role}" if demonyms else f"a {role} of {actors.state_by_code(state).name}"


def _like(plan: Meeting, other: Meeting) -> bool:
    """Whether a held meeting may be the one planned: the same or a generic format, no other place."""
    formats = {plan.format, other.format}
    same_format = len(formats) == 1 or (bool(formats & GENERIC_FORMATS) and plan.level == other.level)
    return same_format and (plan.place is None or other.place is None or plan.place == other.place)


def _in_time(plan: Meeting, meeting: Meeting) -> bool:
    last = plan.last_day + SLACK if plan.dated else plan.date + LATE
    return _like(plan, meeting) and plan.date - SLACK <= meeting.last_day and meeting.date <= last


def _followed(plan: Meeting, held: list[Meeting], coverage: pa.Table, until: date) -> Meeting:
    if not plan.dated:
        return replace(plan, followed_through="held" if any(_in_time(plan, m) for m in held) else None)
    if any(_in_time(plan, m) for m in held):
        return replace(plan, followed_through="held")
    if plan.last_day >= until:
        return replace(plan, followed_through="pending")
    due = plan.last_day + SLACK
    if any(m.format == plan.format and m.level == plan.level and due < m.date <= due + LATE for m in held):
        return replace(plan, followed_through="late")
    covered = covered_days(coverage, plan.date, min(plan.last_day, until)).all()
    return replace(plan, followed_through="not held" if covered else None)


def _announced(meeting: Meeting, plans: list[Meeting]) -> Meeting:
    """The held meeting with the day on which it was first announced, before it took place."""
    days = [
        plan.announced
        for plan in plans
        if plan.announced
        and plan.announced < meeting.date
        and plan.followed_through == "held"
        and _in_time(plan, meeting)
    ]
    return replace(meeting, announced=min(days)) if days else meeting
