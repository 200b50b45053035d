"""What came of planned meetings.

*Follow-through* of a plan: ``held`` when a held meeting of a like format, level and place lies within a week of the
planned dates, ``late`` when the next one came within 180 days after, ``pending`` while its last day is not past, ``not
held`` when the record covers the planned dates and shows none, None where it does not cover them. A plan that names no
date is ``held`` when a like meeting came within 180 days of its announcement, and else None: nothing can be said to
have been missed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from typing import TYPE_CHECKING

from detente.measures.coverage import covered_days
from detente.measures.meeting import GENERIC_FORMATS, Meeting

if TYPE_CHECKING:
    import pyarrow as pa

SLACK = timedelta(days=7)
LATE = timedelta(days=180)
LONGEST_PLAN = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class FollowThrough:
    """What came of the plans of one format (all where ``format`` is None) whose time is past.

    Of ``due`` plans so many were held, held late, or not held as far as a covered record tells; of the rest it cannot
    tell. ``delay_days`` is the median delay of those held late, counted from the last day planned; None without any.
    """

    format: str | None
    due: int
    held: int
    late: int
    not_held: int
    delay_days: float | None


def follow_through(
    plans: Sequence[Meeting], held: Sequence[Meeting], since: date, until: date
) -> tuple[FollowThrough, ...]:
    """What came of the plans whose last day lies from ``since`` to before ``until``: of all, then of each format."""
    due = [p for p in plans if p.dated and since <= p.last_day < until and p.followed_through != "pending"]

    def of(format: str | None) -> FollowThrough:
        mine = [p for p in due if format in (None, p.format)]
        came = Counter(p.followed_through for p in mine)
        delays = [days for p in mine if p.followed_through == "late" and (days := _delay(p, held)) is not None]
        return FollowThrough(
            format, len(mine), came["held"], came["late"], came["not held"], float(median(delays)) if delays else None
        )

    return (of(None), *(of(kind) for kind in sorted({p.format for p in due}))) if due else ()


def _like(plan: Meeting, other: Meeting) -> bool:
    """Whether a held meeting may be the one planned: the same or a general format and level, no other place."""
    formats = {plan.format, other.format}
    same_level = plan.level is None or other.level is None or plan.level == other.level
    same_format = len(formats) == 1 or (bool(formats & GENERIC_FORMATS) and "call" not in formats)
    return same_format and same_level and (plan.place is None or other.place is None or plan.place == other.place)


def _in_time(plan: Meeting, meeting: Meeting) -> bool:
    last = plan.last_day + SLACK if plan.dated else plan.date + LATE
    return _like(plan, meeting) and plan.date - SLACK <= meeting.last_day and meeting.date <= last


def followed(plan: Meeting, held: list[Meeting], coverage: pa.Table, until: date) -> Meeting:
    """The plan with what came of it by ``until``."""
    if any(_in_time(plan, m) for m in held):
        return plan._replace(followed_through="held")
    if not plan.dated:
        return plan
    if plan.last_day >= until:
        return plan._replace(followed_through="pending")
    if _delay(plan, held) is not None:
        return plan._replace(followed_through="late")
    covered = covered_days(coverage, plan.date, min(plan.last_day, until)).all()
    return plan._replace(followed_through="not held" if covered else None)


def _delay(plan: Meeting, held: Sequence[Meeting]) -> int | None:
    """Days from a plan's last day to the meeting that was held late instead; None where none was."""
    due = plan.last_day + SLACK
    late = [m for m in held if m.format == plan.format and _like(plan, m) and due < m.date <= due + LATE]
    return min((m.date - plan.last_day).days for m in late) if late else None


def announcing(plans: list[Meeting], held: list[Meeting]) -> dict[tuple[str, ...], date]:
    """The first announcement of held meetings: a plan for stated days announces the one meeting that comes nearest."""
    found: dict[tuple[str, ...], date] = {}
    for plan in plans:
        span = plan.last_day - plan.date
        if plan.announced is None or not plan.dated or span > LONGEST_PLAN:
            continue
        fitting = [m for m in held if plan.announced < m.date and m.format != "call" and _in_time(plan, m)]
        if fitting:
            near = min(fitting, key=lambda m: (m.format != plan.format, abs((m.date - plan.date).days), m.events))
            found[near.events] = min(found.get(near.events, plan.announced), plan.announced)
    return found
