"""Reports become events: which reports speak of the same thing.

The rule is written out in ``docs/record.md``. It sees a set of reports, never the order in which they came: reports
are sorted by how exactly they speak, and each in turn joins the best event it agrees with, or begins one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from detente.record.agreement import (
    DAYS_LATE_SAME_DOCUMENT,
    Cluster,
    Telling,
    closeness,
    contradicts,
    equally_vague,
    same_day,
    within_vague,
)
from detente.record.consensus import PRECISIONS, merge, singles

if TYPE_CHECKING:
    import pyarrow as pa

LIGHT_COLUMNS = (
    "id", "date", "date_end", "precision", "date_basis", "source", "target", "type", "mode", "status", "reciprocal",
    "source_sector", "target_sector", "place", "place_state", "issues", "format", "occasion", "participants",
    "document",
)  # fmt: skip


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
        inside = [c for c in self.clusters if within_vague(telling, c) and not contradicts(telling, c)]
        if len(inside) == 1:
            return inside[0]
        alike = [c for c in self._vague if equally_vague(telling, c) and not contradicts(telling, c)]
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
