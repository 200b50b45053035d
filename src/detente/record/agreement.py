"""When two reports speak of one event: dates agree, and nothing that is said is contradicted.

The rule is written out in ``docs/record.md``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from detente.record.consensus import GENERIC_FORMATS, PRECISIONS

MANY = frozenset(
    {
        "2+2", "forum", "conference", "multilateral meeting", "six-party talks", "intergovernmental commission",
        "working group", "parliamentary exchange", "business mission",
    }
)  # fmt: skip
"""Formats in which more take part than a sentence names."""
GOVERNMENT = frozenset({"GOV", "MIL", "LEG", "JUD", "SPY"})
"""Sectors that speak and act for a state; the others (opposition, business, citizens …) each act for themselves."""
DAYS_LATE = 3
"""A report dated only by its publication joins an event of the same format or occasion up to so many days before."""
DAYS_LATE_SAME_DOCUMENT = 7
"""The same within one document, where format and occasion need only not contradict each other."""


@dataclass(slots=True)
class Telling:
    """What of a report matters for saying which event it speaks of."""

    row: int
    id: str
    start: date
    end: date
    precision: int
    dated: bool
    mode: str | None
    format: str | None
    occasion: str | None
    place: str | None
    place_state: str | None
    issues: frozenset[str]
    participants: frozenset[str]
    sectors: tuple[str | None, str | None]
    document: str | None
    talks: bool

    @property
    def rank(self) -> tuple[Any, ...]:
        """Sort key: the most exact reports come first; the id settles ties, so that load order never does."""
        known = (self.format, self.occasion, self.place, self.mode, *self.sectors)
        filled = sum(value is not None for value in known) + bool(self.issues) + bool(self.participants)
        generic = self.format is None or self.format in GENERIC_FORMATS
        span = (self.end - self.start).days
        return (self.precision, span, not self.dated, generic, -filled, self.start, self.end, self.id)


@dataclass(slots=True)
class Cluster:
    """Tellings of one event; its fields are what the first to name them said, sets are unions."""

    leader: Telling
    members: list[Telling] = field(default_factory=list)
    mode: str | None = None
    format: str | None = None
    occasion: str | None = None
    place: str | None = None
    place_state: str | None = None
    issues: set[str] = field(default_factory=set)
    participants: set[str] = field(default_factory=set)
    sectors: list[str | None] = field(default_factory=lambda: [None, None])
    documents: set[str] = field(default_factory=set)

    def take(self, telling: Telling) -> None:
        """Add a telling and what it knows that the cluster did not."""
        self.members.append(telling)
        if self.format is None or (self.format in GENERIC_FORMATS and telling.format is not None):
            self.format = telling.format
        self.mode = self.mode or telling.mode
        self.occasion = self.occasion or telling.occasion
        self.place = self.place or telling.place
        self.place_state = self.place_state or telling.place_state
        self.issues |= telling.issues
        self.participants |= telling.participants
        self.sectors = [old or new for old, new in zip(self.sectors, telling.sectors, strict=True)]
        if telling.document is not None:
            self.documents.add(telling.document)


def same_format(telling: Telling, cluster: Cluster) -> bool:
    """Both name the same format, and one that is not used for any meeting."""
    return telling.format is not None and telling.format == cluster.format and telling.format not in GENERIC_FORMATS


def named_alike(telling: Telling, cluster: Cluster) -> bool:
    """Both name the same format or the same occasion."""
    return same_format(telling, cluster) or (telling.occasion is not None and telling.occasion == cluster.occasion)


def same_place(telling: Telling, cluster: Cluster) -> bool:
    """Both name the same place."""
    return telling.place is not None and telling.place == cluster.place


def share(telling: Telling, cluster: Cluster) -> bool:
    """Format, occasion, place, a participant or an issue is named by both, and the same."""
    return (
        named_alike(telling, cluster)
        or same_place(telling, cluster)
        or bool(telling.participants & cluster.participants)
        or bool(telling.issues & cluster.issues)
    )


def contradicts(telling: Telling, cluster: Cluster) -> bool:
    """Whether what the telling says, dates aside, cannot be said of the cluster's event."""
    alike = same_format(telling, cluster)
    if _differ(telling.format, cluster.format) and not GENERIC_FORMATS & {telling.format, cluster.format}:
        return True
    if _differ(telling.occasion, cluster.occasion) or (not alike and _differ(telling.mode, cluster.mode)):
        return True
    if any(_other_sector(new, old) for new, old in zip(telling.sectors, cluster.sectors, strict=True)):
        return True
    if _differ(telling.place, cluster.place) and (not alike or _differ(telling.place_state, cluster.place_state)):
        return True
    if telling.talks:
        return _others(telling, cluster, alike)
    return _disjoint(telling.issues, cluster.issues)


def _others(telling: Telling, cluster: Cluster, alike: bool) -> bool:
    """Whether talks were held by other people.

    Texts name one side of a meeting and leave out the other, so under one format only two full lists can differ, and
    under formats in which many take part not even these.
    """
    one, other = telling.participants, cluster.participants
    full = len(one) > 1 and len(other) > 1
    if alike:
        return telling.format not in MANY and full and not one & other
    return _disjoint(one, other) or (full and not (one <= other or one >= other) and cluster.format not in MANY)


def _differ(one: str | None, other: str | None) -> bool:
    return one is not None and other is not None and one != other


def _disjoint(one: Iterable[str], other: Iterable[str]) -> bool:
    one, other = frozenset(one), frozenset(other)
    return bool(one) and bool(other) and not one & other


def _other_sector(one: str | None, other: str | None) -> bool:
    return _differ(one, other) and not (one in GOVERNMENT and other in GOVERNMENT)


def same_day(telling: Telling, cluster: Cluster) -> bool:
    """Dates known to the day agree.

    They begin on the same day; or one is a span that holds the other and both name something alike; or the telling is
    dated by its publication alone and comes soon after (see `DAYS_LATE`).
    """
    leader = cluster.leader
    if telling.start == leader.start:
        return True
    if _holds(telling, leader) or _holds(leader, telling):
        return named_alike(telling, cluster) or (telling.document in cluster.documents and share(telling, cluster))
    return not telling.dated and _told_late(telling, cluster)


def _holds(span: Telling, other: Telling) -> bool:
    return span.start <= other.start and other.end <= span.end


def _told_late(telling: Telling, cluster: Cluster) -> bool:
    late = (telling.start - cluster.leader.end).days
    if late < 0:
        return False
    people = bool(telling.participants & cluster.participants)
    if telling.document in cluster.documents and late <= DAYS_LATE_SAME_DOCUMENT:
        return telling.talks or share(telling, cluster)
    if _disjoint(telling.participants, cluster.participants):
        return False
    if named_alike(telling, cluster):
        return late <= DAYS_LATE
    if telling.talks:
        return late <= 1 and (people or same_place(telling, cluster))
    # A second protest a day later is another act; only the same people on the same matter are the same one.
    return late <= 1 and people and bool(telling.issues & cluster.issues)


def within_vague(telling: Telling, cluster: Cluster) -> bool:
    """Whether a telling that names a month or a year can mean an event known to the day.

    A month needs the same format, occasion or place; a year the same occasion, or place with format or a participant.
    """
    if cluster.leader.precision or not telling.start <= cluster.leader.start <= telling.end:
        return False
    people = telling.participants, cluster.participants
    if _disjoint(*people):
        return False
    if telling.precision == PRECISIONS["month"]:
        return named_alike(telling, cluster) or same_place(telling, cluster)
    if telling.occasion is not None and telling.occasion == cluster.occasion:
        return True
    return same_place(telling, cluster) and (same_format(telling, cluster) or bool(people[0] & people[1]))


def equally_vague(telling: Telling, cluster: Cluster) -> bool:
    """Whether both name the same month or year, and something else alike, or speak of talks in one document."""
    if (cluster.leader.precision, cluster.leader.start) != (telling.precision, telling.start):
        return False
    return share(telling, cluster) or (telling.talks and telling.document in cluster.documents)


def closeness(telling: Telling, cluster: Cluster) -> tuple[Any, ...]:
    """Sort key among clusters that a telling agrees with: the highest is the best."""
    leader = cluster.leader
    return (
        telling.start == leader.start,
        same_format(telling, cluster) + (telling.occasion is not None and telling.occasion == cluster.occasion),
        telling.document in cluster.documents,
        len(telling.participants & cluster.participants),
        same_place(telling, cluster),
        len(telling.issues & cluster.issues),
        leader.start,
        len(cluster.members),
    )
