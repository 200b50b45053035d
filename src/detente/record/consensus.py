"""What several reports of one event say together: one row, column by column."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from detente.events import event_schema

if TYPE_CHECKING:
    import pyarrow as pa

Row = dict[str, Any]

PRECISIONS = {"day": 0, "month": 1, "year": 2}
ID_COLUMNS = ("source", "target", "reciprocal", "type", "status", "mode", "format", "date", "precision")
"""What an event's id is made of: facts that more reports of the same event seldom change."""
FROM_BEST = ("passage", "start", "end", "document", "voice", "coder")
"""Columns that only make sense together and come from the best report."""
UNIONS = ("contexts", "issues", "participants", "firsts")
VOTED = ("source_actor", "target_actor", "source_sector", "target_sector", "native_source", "native_target", "mode",
         "occasion", "quad")  # fmt: skip
SIDES = (
    ("source", "target"), ("source_actor", "target_actor"), ("source_sector", "target_sector"),
    ("native_source", "native_target"),
)  # fmt: skip
GENERIC_FORMATS = frozenset({"talks", "visit"})
"""Formats that a text uses for any meeting; they agree with every other format and give way to it."""


def event_id(row: Mapping[str, Any]) -> str:
    """Name of an event: a checksum of `ID_COLUMNS`, the pair sorted when the act is reciprocal."""
    key = [str(row[name]) for name in ID_COLUMNS]
    if row["reciprocal"]:
        key[:2] = sorted(key[:2])
    return hashlib.sha256("\0".join(key).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def singles(reports: pa.Table) -> pa.Table:
    """Events told by one report each: the reports' own columns."""
    import pyarrow as pa

    schema = event_schema()
    count = reports.num_rows
    keys = zip(*(reports.column(name).to_pylist() for name in ID_COLUMNS), strict=True)
    ids = [event_id(dict(zip(ID_COLUMNS, key, strict=True))) for key in keys]
    ones = pa.array([1] * count, pa.int64())
    offsets = pa.array(range(count + 1), pa.int32())
    own = pa.ListArray.from_arrays(offsets, reports.column("id").combine_chunks().cast(pa.string()))
    made = {"id": pa.array(ids, pa.string()), "reports": ones, "publishers": ones, "report_ids": own}
    columns = [made[name] if name in made else reports.column(name) for name in schema.names]
    return pa.table(columns, names=schema.names).cast(schema)


def merge(reports: pa.Table, groups: Sequence[Sequence[int]], publishers: Mapping[str, str]) -> pa.Table:
    """Events told by several reports: each group of row numbers becomes one row."""
    import pyarrow as pa

    schema = event_schema()
    wanted = [number for group in groups for number in group]
    rows = reports.take(pa.array(wanted, pa.int64())).to_pylist()
    events, first = [], 0
    for group in groups:
        events.append(consensus(rows[first : first + len(group)], publishers))
        first += len(group)
    return pa.Table.from_pylist(events, schema=schema)


def consensus(rows: Sequence[Row], publishers: Mapping[str, str]) -> Row:
    """One event from reports that speak of it.

    The most frequent value wins; ties go to the higher summed confidence, then to the first in the alphabet. The date
    is that of the most exact reports. Lists are unions, the best report's entries first.
    """
    rows = [facing(row, _pair(rows)) for row in rows]
    rows.sort(key=quality)
    best = rows[0]
    event = {name: best[name] for name in (*FROM_BEST, "source", "target", "type", "status", "reciprocal")}
    event |= {name: vote(rows, name) for name in VOTED}
    event |= {name: union(row[name] or () for row in rows) for name in UNIONS}
    event |= _dating(rows) | _placing(rows) | _coding(rows)
    event["format"] = vote([row for row in rows if row["format"] not in GENERIC_FORMATS], "format")
    event["format"] = event["format"] or vote(rows, "format")
    event["confidence"] = max(row["confidence"] for row in rows)
    event["report_ids"] = sorted(row["id"] for row in rows)
    event["reports"] = len(rows)
    event["publishers"] = len({publisher_of(row, publishers) for row in rows})
    event["id"] = event_id(event)
    return event


def publisher_of(row: Row, publishers: Mapping[str, str]) -> str:
    """Who published a report: its document's publisher, or, for a feed's row, the feed that its coder names."""
    document = row["document"]
    return publishers.get(document, "") if document is not None else f"feed:{row['coder']}"


def exactness(row: Row) -> tuple[int, int]:
    """How exactly a report is dated, the most exact first: a day before a span of days before a month before a year."""
    days = (row["date_end"] - row["date"]).days if row["date_end"] else 0
    return PRECISIONS.get(row["precision"], 0), days


def quality(row: Row) -> tuple[Any, ...]:
    """Sort key that puts the report to quote first.

    Exactly dated before vaguely, dated by the text before dated by its publication, confident before doubtful; then
    the one that knows more, then the one with the longer passage; the id settles ties.
    """
    filled = sum(bool(row[name]) for name in ("format", "occasion", "place", "mode", *UNIONS))
    return (
        *exactness(row), row["date_basis"] == "publication", -row["confidence"], -filled,
        -len(row["passage"] or ""), row["id"],
    )  # fmt: skip


def vote(rows: Iterable[Row], name: str) -> Any:
    """The most frequent value of a column, nothings aside; None when no row has one."""
    weights: dict[Any, list[float]] = defaultdict(lambda: [0, 0.0])
    for row in rows:
        if row[name] is not None:
            weights[row[name]][0] += 1
            weights[row[name]][1] += row["confidence"]
    # The sum of confidences is rounded so that the order of adding them cannot decide.
    ranked = sorted(weights, key=lambda value: (-weights[value][0], -round(weights[value][1], 9), str(value)))
    return ranked[0] if ranked else None


def union(lists: Iterable[Iterable[str]]) -> list[str]:
    """All entries once, in the order of first appearance."""
    return list(dict.fromkeys(entry for entries in lists for entry in entries))


def facing(row: Row, pair: tuple[str, str]) -> Row:
    """A reciprocal report turned so that its source and target stand as in ``pair``."""
    if not row["reciprocal"] or (row["source"], row["target"]) == pair:
        return dict(row)
    turned = dict(row)
    for one, other in SIDES:
        turned[one], turned[other] = row[other], row[one]
    return turned


def _pair(rows: Sequence[Row]) -> tuple[str, str]:
    named = [{"pair": (row["source"], row["target"]), "confidence": row["confidence"]} for row in rows]
    pair: tuple[str, str] = vote(named, "pair")
    return pair


def _dating(rows: Sequence[Row]) -> Row:
    exact = min(exactness(row) for row in rows)
    rows = [row for row in rows if exactness(row) == exact]
    if any(row["date_basis"] != "publication" for row in rows):
        rows = [row for row in rows if row["date_basis"] != "publication"]
    day = vote(rows, "date")
    rows = [row for row in rows if row["date"] == day]
    return {
        "date": day,
        "date_end": vote(rows, "date_end"),
        "precision": vote(rows, "precision"),
        "date_basis": vote(rows, "date_basis"),
    }


def _placing(rows: Sequence[Row]) -> Row:
    place = vote(rows, "place")
    there = [row for row in rows if row["place"] == place]
    located = [row for row in there if row["lat"] is not None and row["lon"] is not None]
    spot = located[0] if located else {"lat": None, "lon": None}
    return {"place": place, "place_state": vote(there, "place_state"), "lat": spot["lat"], "lon": spot["lon"]}


def _coding(rows: Sequence[Row]) -> Row:
    cameo = vote(rows, "cameo")
    return {"cameo": cameo, "goldstein": vote([row for row in rows if row["cameo"] == cameo], "goldstein")}
