"""Questions to the record as Ibis expressions.

Each function takes a table of events (bound to DuckDB, to Spark, or to nothing but a schema) and gives back the rows
asked for, so that the same expression runs wherever the table lies.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import ibis.expr.types as ir


def between(events: ir.Table, a: str, b: str, *, directed: bool = False) -> ir.Table:
    """Events of the pair; ``directed``: what ``a`` did to ``b``, and what both did with each other."""
    forth = (events.source == a) & (events.target == b)
    back = (events.source == b) & (events.target == a)
    return events.filter(forth | (back & events.reciprocal) if directed else forth | back)


def involving(events: ir.Table, state: str, *, directed: bool = False) -> ir.Table:
    """Events in which a state takes part; ``directed``: those it does, alone or with another."""
    acts = events.source == state
    suffers = events.target == state
    return events.filter(acts | (suffers & events.reciprocal) if directed else acts | suffers)


def within(events: ir.Table, since: date | None = None, until: date | None = None) -> ir.Table:
    """Events that touch the period; both days are inclusive, and a span or a vague date counts where it reaches."""
    import ibis

    if since is not None:
        events = events.filter(ibis.coalesce(events.date_end, events.date) >= ibis.literal(since))
    if until is not None:
        events = events.filter(events.date <= ibis.literal(until))
    return events


def of(events: ir.Table, column: str, values: str | Sequence[str]) -> ir.Table:
    """Events whose column has the value, or one of the values."""
    wanted = [values] if isinstance(values, str) else list(values)
    return events.filter(events[column].isin(wanted))


def about(events: ir.Table, issues: str | Sequence[str]) -> ir.Table:
    """Events that deal with an issue, or with one of several."""
    wanted = [issues] if isinstance(issues, str) else list(issues)
    return events.filter(reduce(or_, [events.issues.contains(issue) for issue in wanted]))


def saying(events: ir.Table, text: str, reports: ir.Table | None = None) -> ir.Table:
    """Events told with these words, case aside; with ``reports``, in any of an event's reports."""
    words = text.lower()
    if reports is None:
        return events.filter(events.passage.lower().contains(words))
    told = events.select("id", report=events.report_ids.unnest())
    spoken = reports.filter(reports.passage.lower().contains(words)).select(report="id")
    ids = told.semi_join(spoken, "report").select("id").distinct()
    return events.semi_join(ids, "id")


def by_date(events: ir.Table) -> ir.Table:
    """Events sorted by date, then id."""
    return events.order_by([events.date, events.id])


def select(
    events: ir.Table,
    a: str | None = None,
    b: str | None = None,
    *,
    directed: bool = False,
    since: date | None = None,
    until: date | None = None,
    issue: str | Sequence[str] | None = None,
    text: str | None = None,
    reports: ir.Table | None = None,
    **columns: Any,
) -> ir.Table:
    """All of the above at once; what is None does not narrow. ``columns`` are names and the values asked for."""
    if a is not None and b is not None:
        events = between(events, a, b, directed=directed)
    elif a is not None or b is not None:
        events = involving(events, str(a or b), directed=directed)
    events = within(events, since, until)
    for column, values in columns.items():
        if values is not None:
            events = of(events, column, values)
    if issue is not None:
        events = about(events, issue)
    if text is not None:
        events = saying(events, text, reports)
    return by_date(events)
