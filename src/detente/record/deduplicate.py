"""Reports become events: which reports speak of the same thing.

The rule is written out in ``docs/record.md``. It sees a set of reports, never the order in which they came: reports
are sorted by how exactly they speak, and each in turn joins the best event it agrees with, or begins one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from detente.record.consensus import GENERIC_FORMATS, PRECISIONS, merge, singles

if TYPE_CHECKING:
    import pyarrow as pa

GOVERNMENT = frozenset({"GOV", "MIL", "LEG", "JUD", "SPY"})
"""Sectors that speak and act for a state; the others (opposition, business, citizens …) each act for themselves."""
DAYS_LATE = 3
"""A report dated only by its publication joins an event of the same format or occasion up to so many days before."""
DAYS_LATE_SAME_DOCUMENT = 7
"""The same within one document, where format and occasion need only not contradict each other."""

LIGHT_COLUMNS = (
    "id", "date", "date_end", "precision", "date_basis", "source", "target", "type", "mode", "status", "reciprocal",
    "source_sector", "target_sector", "place", "place_state", "issues", "format", "occasion", "participants",
    "document",
)  # fmt: skip


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
        return (self.precision, not self.dated, generic, -filled, self.start, self.end, self.id)


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


def contradicts(telling: Telling, cluster: Cluster) -> bool:
    """Whether what the telling says, dates aside, cannot be said of the cluster's event."""
    alike = same_format(telling, cluster)
    if _differ(telling.format, cluster.format) and not GENERIC_FORMATS & {telling.format, cluster.format}:
        return True
    if _differ(telling.occasion, cluster.occasion) or (not alike and _differ(telling.mode, cluster.mode)):
        return True
    if any(_other_sector(new, old) for new, old in zip(telling.sectors, cluster.sectors, strict=True)):
        return True
    if _differ(telling.place, cluster.place):
        states = telling.place_state, cluster.place_state
        if not alike or _differ(*states):
            return True
    if telling.talks:
        return not alike and _disjoint(telling.participants, cluster.participants)
    return _disjoint(telling.issues, cluster.issues)


def supports(telling: Telling, cluster: Cluster) -> bool:
    """Format, occasion or place is named by both, and the same."""
    return (
        same_format(telling, cluster)
        or (telling.occasion is not None and telling.occasion == cluster.occasion)
        or (telling.place is not None and telling.place == cluster.place)
    )


def _differ(one: str | None, other: str | None) -> bool:
    return one is not None and other is not None and one != other


def _disjoint(one: Iterable[str], other: Iterable[str]) -> bool:
    one, other = frozenset(one), frozenset(other)
    return bool(one) and bool(other) and not one & other


def _other_sector(one: str | None, other: str | None) -> bool:
    return _differ(one, other) and not (one in GOVERNMENT and other in GOVERNMENT)


def same_day(telling: Telling, cluster: Cluster) -> bool:
    """Dates known to the day agree.

    They begin on the same day; or one is a span that holds the other and format or occasion is the same; or the
    telling is dated by its publication alone and comes soon after (see `DAYS_LATE`).
    """
    leader = cluster.leader
    if telling.start == leader.start:
        return True
    named = same_format(telling, cluster) or (telling.occasion is not None and telling.occasion == cluster.occasion)
    overlap = telling.start <= leader.end and leader.start <= telling.end
    if overlap and (named or telling.document in cluster.documents) and _within(telling, leader):
        return True
    return not telling.dated and _told_late(telling, cluster, named)


def _told_late(telling: Telling, cluster: Cluster, named: bool) -> bool:
    late = (telling.start - cluster.leader.end).days
    if late < 0:
        return False
    shared = supports(telling, cluster) or bool(telling.participants & cluster.participants)
    if telling.document in cluster.documents and late <= DAYS_LATE_SAME_DOCUMENT:
        return telling.talks or shared or bool(telling.issues & cluster.issues)
    return (named and late <= DAYS_LATE) or (shared and late <= 1)


def _within(one: Telling, other: Telling) -> bool:
    return (one.start >= other.start and one.end <= other.end) or (other.start >= one.start and other.end <= one.end)


def closeness(telling: Telling, cluster: Cluster) -> tuple[Any, ...]:
    """Sort key among clusters that a telling agrees with: the highest is the best."""
    leader = cluster.leader
    return (
        telling.start == leader.start,
        same_format(telling, cluster) + (telling.occasion is not None and telling.occasion == cluster.occasion),
        telling.document in cluster.documents,
        len(telling.participants & cluster.participants),
        telling.place is not None and telling.place == cluster.place,
        len(telling.issues & cluster.issues),
        leader.start,
        len(cluster.members),
    )


class Grouping:
    """Grows the clusters of one block of reports, most exact report first."""

    def __init__(self) -> None:
        self.clusters: list[Cluster] = []
        self._by_day: dict[date, list[Cluster]] = defaultdict(list)
        self._spans: list[Cluster] = []
        self._vague: list[Cluster] = []

    def place(self, telling: Telling) -> None:
        """Put a telling with the event it speaks of, or begin a new one."""
        cluster = self._exact(telling) if telling.precision == 0 else self._inexact(telling)
        if cluster is None:
            cluster = self._begin(telling)
        cluster.take(telling)

    def _begin(self, telling: Telling) -> Cluster:
        cluster = Cluster(telling)
        self.clusters.append(cluster)
        if telling.precision > 0:
            self._vague.append(cluster)
            return cluster
        self._by_day[telling.start].append(cluster)
        if telling.end > telling.start:
            self._spans.append(cluster)
        return cluster

    def _exact(self, telling: Telling) -> Cluster | None:
        agreeing = [c for c in self._near(telling) if same_day(telling, c) and not contradicts(telling, c)]
        # max() keeps the first of equals, and clusters stand in the order of their leaders' ranks.
        return max(agreeing, key=lambda cluster: closeness(telling, cluster), default=None)

    def _near(self, telling: Telling) -> Iterable[Cluster]:
        first = telling.start - timedelta(days=0 if telling.dated else DAYS_LATE_SAME_DOCUMENT)
        days = (telling.end - first).days
        if days > len(self._by_day):
            near = [c for day, found in self._by_day.items() if first <= day <= telling.end for c in found]
        else:
            near = [c for n in range(days + 1) for c in self._by_day.get(first + timedelta(days=n), ())]
        seen = {id(cluster) for cluster in near}
        return near + [c for c in self._spans if id(c) not in seen]

    def _inexact(self, telling: Telling) -> Cluster | None:
        inside = [
            cluster
            for cluster in self.clusters
            if cluster.leader.precision == 0
            and telling.start <= cluster.leader.start <= telling.end
            and not contradicts(telling, cluster)
            and (supports(telling, cluster) or telling.document in cluster.documents)
        ]
        if len(inside) == 1:
            return inside[0]
        alike = [
            cluster
            for cluster in self._vague
            if (cluster.leader.precision, cluster.leader.start) == (telling.precision, telling.start)
            and not contradicts(telling, cluster)
        ]
        return max(alike, key=lambda cluster: closeness(telling, cluster), default=None)


def group(tellings: Iterable[Telling]) -> list[list[Telling]]:
    """The tellings of one block as lists, one an event; the result depends on the set of tellings alone."""
    ordered = sorted(tellings, key=attrgetter("rank"))
    if len(ordered) == 1:
        return [ordered]
    grouping = Grouping()
    for telling in ordered:
        grouping.place(telling)
    return [cluster.members for cluster in grouping.clusters]


def blocks(reports: pa.Table) -> list[list[Telling]]:
    """Reports that could speak of the same event: one pair, one type, one status.

    The pair is unordered for reciprocal acts and ordered for all others.
    """
    found: dict[tuple[Any, ...], list[Telling]] = defaultdict(list)
    columns = [reports.column(name).to_pylist() for name in LIGHT_COLUMNS]
    for number, row in enumerate(zip(*columns, strict=True)):
        report = dict(zip(LIGHT_COLUMNS, row, strict=True))
        source, target, reciprocal = report["source"], report["target"], bool(report["reciprocal"])
        turned = reciprocal and source > target
        pair = (target, source) if turned else (source, target)
        found[(*pair, reciprocal, report["type"], report["status"])].append(_telling(number, report, turned))
    return list(found.values())


def _telling(number: int, report: Mapping[str, Any], turned: bool) -> Telling:
    sectors = (report["source_sector"], report["target_sector"])
    return Telling(
        row=number,
        id=report["id"],
        start=report["date"],
        end=last_day(report["date"], report["date_end"], report["precision"]),
        precision=PRECISIONS.get(report["precision"], 0),
        dated=report["date_basis"] != "publication",
        mode=report["mode"],
        format=report["format"],
        occasion=report["occasion"],
        place=report["place"],
        place_state=report["place_state"],
        issues=frozenset(report["issues"] or ()),
        participants=frozenset(report["participants"] or ()),
        sectors=sectors[::-1] if turned else sectors,
        document=report["document"],
        talks=report["type"] == "CONSULT",
    )


def last_day(start: date, end: date | None, precision: str) -> date:
    """The last day of what a date says: its end, or else the end of its day, month or year."""
    if end is not None and end >= start:
        return end
    if precision == "year":
        return start.replace(month=12, day=31)
    if precision == "month":
        return (start.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return start


def derive(reports: pa.Table, publishers: Mapping[str, str]) -> pa.Table:
    """Events in `detente.events.event_schema` from a table of reports.

    ``publishers`` names the publisher of each document by its id. All reports of a pair must be given, or none: what
    is not given cannot be merged.
    """
    import pyarrow as pa

    alone: list[int] = []
    together: list[list[int]] = []
    for block in blocks(reports):
        for members in group(block):
            rows = [telling.row for telling in members]
            if len(rows) == 1:
                alone.append(rows[0])
            else:
                together.append(rows)
    tables = [singles(reports.take(pa.array(alone, pa.int64()))), merge(reports, together, publishers)]
    return unique_ids(pa.concat_tables(tables)).sort_by([("date", "ascending"), ("id", "ascending")])


def unique_ids(events: pa.Table) -> pa.Table:
    """The same events, where several got one id all but the first told apart by their reports."""
    import hashlib

    import pyarrow as pa

    ids: list[str] = events.column("id").to_pylist()
    if len(set(ids)) == len(ids):
        return events
    reports: Sequence[list[str]] = events.column("report_ids").to_pylist()
    order = sorted(range(len(ids)), key=lambda n: (ids[n], min(reports[n])))
    before = None
    for number in order:
        if ids[number] == before:
            ids[number] = hashlib.sha256(f"{before}\0{min(reports[number])}".encode()).hexdigest()[:16]
        else:
            before = ids[number]
    return events.set_column(0, "id", pa.array(ids, pa.string()))
