"""Sums of what happened, by pair and month or week, for the measures that look at all pairs at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from detente import ontology
from detente.record.database import Database
from detente.record.feed_events import where

if TYPE_CHECKING:
    import pyarrow as pa

    from detente.record.current import Current

ROWS_AT_ONCE = 4_000_000
"""Feeds' rows are summed in parts of about so many, by the first state of the pair, to bound the memory."""

SUMS = """
SELECT least(source, target) AS a, greatest(source, target) AS b, date_trunc('month', date)::DATE AS month,
    count(*) AS events, sum(reports)::BIGINT AS reports, sum(w) AS w, sum(w * score) AS ws,
    sum(w * score * score) AS wss, sum(w * w) AS ww
FROM (
    SELECT e.source, e.target, e.date, e.reports, s.score,
        e.confidence * power(2.0, -date_diff('day', e.date, last_day(e.date)) / {half_life}) AS w
    FROM {events} e JOIN scores s ON s.type = e.type AND s.mode IS NOT DISTINCT FROM e.mode
    WHERE e.status = 'happened' {firsts}
) GROUP BY ALL
"""


STANDING = """
SELECT a, b, count(*) AS events, sum(w) AS w, sum(w * score) AS ws, sum(w * score * score) AS wss, sum(w * w) AS ww
FROM (
    SELECT least(e.source, e.target) AS a, greatest(e.source, e.target) AS b, s.score,
        e.confidence * power(2.0, -date_diff('day', e.date, DATE '{on}') / {half_life}) AS w
    FROM {events} e JOIN scores s ON s.type = e.type AND s.mode IS NOT DISTINCT FROM e.mode
    WHERE e.status = 'happened' AND e.source <> e.target AND e.date <= DATE '{on}' {firsts}
) GROUP BY ALL
"""


WEEKS = """
SELECT least(e.source, e.target) AS a, greatest(e.source, e.target) AS b, date_trunc('week', e.date)::DATE AS week,
    sum(s.score * e.confidence) AS score
FROM {events} e JOIN scores s ON s.type = e.type AND s.mode IS NOT DISTINCT FROM e.mode
WHERE e.status = 'happened' AND e.precision = 'day' AND e.source <> e.target {firsts}
GROUP BY ALL
"""


PAIRS = """
SELECT least(e.source, e.target) AS a, greatest(e.source, e.target) AS b, count(*) AS n, sum(s.score) AS total,
    sum(s.score * s.score) AS squares
FROM {events} e JOIN scores s ON s.type = e.type AND s.mode IS NOT DISTINCT FROM e.mode
WHERE e.status = 'happened' AND e.source <> e.target {firsts}
GROUP BY ALL
"""


SAMPLE_ROWS, MOST_PARTS = 100_000, 60
"""Of more rows of feeds than the first, a part of the pairs stands for all: one in so many, at most the second."""


def months(current: Current, half_life: float) -> pa.Table:
    """The sums described at `detente.record.Store.months`."""
    _scores(current.database)
    return summed(current, SUMS.replace("{half_life}", str(half_life)), ("a", "b", "month"))


def standing(current: Current, half_life: float, on: date, states: Sequence[str], of: str | None) -> pa.Table:
    """The sums described at `detente.record.Store.standing`."""
    _scores(current.database)
    query = STANDING.replace("{half_life}", str(half_life)).replace("{on}", on.isoformat())
    if of is None:
        return summed(current, query, ("a", "b"), states)
    own = query.format(events=current.view(where(of), narrow=True), firsts=f"AND '{of}' IN (e.source, e.target)")
    return current.database.table(f"{own} ORDER BY a, b")


def weeks(current: Current) -> pa.Table:
    """Scores of events dated to the day, by pair and week (its Monday); columns ``a b week score``."""
    _scores(current.database)
    return summed(current, WEEKS, ("a", "b", "week"))


def pairs(current: Current) -> pa.Table:
    """Events, sum of scores and of their squares, by pair; columns ``a b n total squares``.

    Of a large record only part of the pairs are summed, chosen by their letters so that the answer is the same each
    time: it serves to tell what is usual among pairs, and a hundred tell that as well as twenty thousand.
    """
    database = current.database
    _scores(database)
    rows = int(database.rows("SELECT count(*) FROM feed_reports")[0][0]) if current.feeds else 0
    part = min(rows // SAMPLE_ROWS, MOST_PARTS)
    if part < 2:
        return summed(current, PAIRS, ("a", "b"))

    def chosen(table: str) -> str:
        sides = [f"{table}.{side}" for side in ("source", "target")]
        letters = " + ".join(f"ascii({s}[1]) * 961 + ascii({s}[2]) * 31 + ascii({s}[3])" for s in sides)
        return f"({letters}) % {part} = 0"

    query = PAIRS.format(events=current.view(f"WHERE {chosen('r')}", narrow=True), firsts=f"AND {chosen('e')}")
    return database.table(f"{query} ORDER BY a, b")


def summed(current: Current, query: str, keys: Sequence[str], states: Sequence[str] = ()) -> pa.Table:
    """The rows of a query over all events, sorted by ``keys``; those of feeds in parts, to bound the memory.

    The query names its events ``{events} e`` and ends its condition in ``{firsts}``. With ``states`` only pairs whose
    first state in the alphabet is one of them are looked at.
    """
    import pyarrow as pa

    found = []
    for part in parts(current, states) if current.feeds else [list(states)]:
        listed = ", ".join(f"'{state}'" for state in part)
        inside = f"AND least(e.source, e.target) IN ({listed})" if part else ""
        found.append(
            current.database.table(query.format(events=current.view(where(firsts=part), narrow=True), firsts=inside))
        )
    return pa.concat_tables(found).sort_by([(key, "ascending") for key in keys])


def parts(current: Current, states: Sequence[str] = ()) -> list[list[str]]:
    """The first states of pairs, in parts that hold about `ROWS_AT_ONCE` of the feeds' rows each.

    With ``states`` only these; one part at least, so that there is a table.
    """
    first = "SELECT least(source, target), 0 FROM {} GROUP BY 1"
    others = "".join(f" UNION ALL {first.format(table)}" for table in current.others)
    rows = "SELECT a AS state, count(*) AS n FROM feed_reports GROUP BY 1"
    query = f"SELECT state, sum(n) FROM ({rows}{others}) GROUP BY 1 ORDER BY 1"
    found: list[list[str]] = []
    held = 0
    for state, count in current.database.rows(query):
        if states and state not in states:
            continue
        if not found or (held and held + count > ROWS_AT_ONCE):
            found.append([])
            held = 0
        found[-1].append(state)
        held += count
    return found or [list(states)]


def _scores(database: Database) -> None:
    import pyarrow as pa

    kinds = [(kind, mode) for kind in ontology.TYPES for mode in (None, *ontology.modes(kind))]
    given = pa.table(
        {
            "type": pa.array([kind for kind, _ in kinds], pa.string()),
            "mode": pa.array([mode for _, mode in kinds], pa.string()),
            "score": [ontology.weight(*pair) for pair in kinds],
        }
    )
    database.execute("CREATE OR REPLACE TEMP TABLE scores AS SELECT * FROM given", given=given)
