"""Counts of what happened, by directed dyad and period, for the panel export (`detente.measures.panel`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente import ontology
from detente.events import Quad
from detente.record.sums import summed

if TYPE_CHECKING:
    import pyarrow as pa

    from detente.record.current import Current

_COUNTS = """
SELECT source, target, date_trunc('{every}', date)::DATE AS period, count(*) AS events, sum(reports)::BIGINT AS reports,
    {kinds}
FROM (
    SELECT source, target, date, precision, reports, type, quad FROM {events} e WHERE status = 'happened' {firsts}
    UNION ALL
    SELECT target, source, date, precision, reports, type, quad FROM {events} e
    WHERE status = 'happened' AND reciprocal {firsts}
)
WHERE source <> target AND (precision <> 'year' OR '{every}' = 'year')
GROUP BY ALL
"""


def counts(current: Current, every: str) -> pa.Table:
    """Events and reports by source, target and first day of the ``every`` (``month`` or ``year``), by quad and type.

    A reciprocal act counts in both directions. What is dated to the year alone is in no month.
    """
    kinds = [f"count(*) FILTER (quad = '{quad.value}') AS {column(quad.value)}" for quad in Quad]
    kinds += [f"count(*) FILTER (type = '{kind}') AS {column(kind)}" for kind in ontology.TYPES]
    query = _COUNTS.replace("{kinds}", ",\n    ".join(kinds)).replace("{every}", every)
    return summed(current, query, ("source", "target", "period"))


def column(kind: str) -> str:
    """The name of the column that counts a type or a quad class."""
    return kind.lower().replace(" ", "_")
