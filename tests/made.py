"""Made-up events for tests: tables in the record's schema, built from what a test wants to say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from datetime import date
from typing import Any

import pyarrow as pa

from detente import ontology
from detente.events import Report, event_schema


def report(when: str, type: str = "CONSULT", source: str = "JPN", target: str = "RUS", **rest: Any) -> Report:
    """A report with the quad class of its type."""
    return Report(date.fromisoformat(when), source, target, type, ontology.quad(type), **rest)


def events_table(reports: Iterable[Report]) -> pa.Table:
    """One event a report, in `event_schema`, sorted as the record sorts them."""
    schema = event_schema()
    rows = []
    for told in reports:
        row = {f.name: getattr(told, f.name) for f in fields(told)}
        row = {key: list(value) if isinstance(value, tuple) else value for key, value in row.items()}
        rows.append({"id": told.id, **row, "reports": 1, "publishers": 1, "report_ids": [told.id]})
    rows.sort(key=lambda row: (row["date"], row["id"]))
    return pa.Table.from_pylist(rows, schema=schema)


def covered(since: str, until: str, state: str = "loaded") -> pa.Table:
    """A coverage table of one stretch."""
    return pa.table(
        {
            "source": ["made"],
            "since": pa.array([date.fromisoformat(since)], pa.date32()),
            "until": pa.array([date.fromisoformat(until)], pa.date32()),
            "state": [state],
            "note": [""],
        }
    )


def documents_table(published: dict[str, str]) -> pa.Table:
    """Documents with nothing but an id and the day they were published."""
    return pa.table(
        {"id": list(published), "published": pa.array([date.fromisoformat(d) for d in published.values()], pa.date32())}
    )
