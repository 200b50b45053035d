"""Events of published event data, derived from its rows when they are read.

The rule by which rows become events stands in ``docs/feeds.md``. It is one SQL query over the rows of a pair (or of
all), so that the order of loads cannot matter and nothing has to be kept in step.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from detente import issues, ontology
from detente.record.database import Database

if TYPE_CHECKING:
    import pyarrow as pa

COOPERATION = ", ".join(f"'{kind}'" for kind in ontology.TYPES if "cooperation" in ontology.quad(kind))
LASTING = "'ASSAULT', 'COERCE', 'MOBILIZE', 'PROTEST', 'AID', 'SANCTION'"
"""Types of acts that may well be repeated from one day to the next, so that a row of the next day is another event."""

EVENT_ID = (
    "'f' || left(md5(concat_ws('|', {source}, {target}, {reciprocal}, {type}, coalesce({mode}, ''), status, {date})), "
    "15)"
)
"""The id of a feeds' event: a digest of what makes it one."""

JOINED = f"""
WITH faced AS NOT MATERIALIZED (
    SELECT r.rowid AS id, s.kind AS feed, r.load, r.row, r.a, r.b, r.type, r.status, r.date, r.date_end, r.precision,
        CASE WHEN r.mode = 'host' THEN 'visit' ELSE r.mode END AS mode,
        CASE WHEN r.mode = 'host' THEN '042' ELSE r.cameo END AS cameo,
        {
    ", ".join(
        f"CASE WHEN r.mode = 'host' THEN r.{other}{part} ELSE r.{side}{part} END AS {side}{part}"
        for part in ("", "_actor", "_sector", "_person")
        for side, other in (("source", "target"), ("target", "source"))
    )
},
        r.goldstein, r.contexts, r.place, r.place_state, r.lat, r.lon, r.publisher, r.mentions, r.publishers
    FROM feed_reports r JOIN sources s ON s.id = r.load {{where}}
), again AS (
    SELECT id FROM (
        SELECT id, row_number() OVER (PARTITION BY feed, row ORDER BY load, id) AS nth
        FROM faced SEMI JOIN (SELECT feed, row FROM faced GROUP BY ALL HAVING count(*) > 1) USING (feed, row)
    ) WHERE nth > 1
), acts AS MATERIALIZED (
    SELECT id, feed, row, source, target, a, b, type, mode, status, date, date_end, precision, cameo, contexts,
        mentions, publishers, source_person, target_person, hash(coalesce(publisher, feed)) AS publisher,
        place IS NOT NULL AS at_place, place_state IS NOT NULL AS in_state,
        hash(least(upper(coalesce(source_actor, source)), upper(coalesce(target_actor, target))),
            greatest(upper(coalesce(source_actor, source)), upper(coalesce(target_actor, target)))) AS actors,
        row - (mentions::HUGEINT << 64) AS rank
    FROM faced ANTI JOIN again USING (id)
), sides AS (
    SELECT a, b, type, mode, status, date, min(source) AS low, max(source) AS high
    FROM acts WHERE type IN ({COOPERATION}) AND coalesce(mode, '') <> 'visit' GROUP BY ALL
), answered AS (
    SELECT a, b, type, mode, status, date, min(low) OVER same <> max(high) OVER same AS mutual
    FROM sides WINDOW same AS (PARTITION BY a, b, type, mode, status ORDER BY date
        RANGE BETWEEN INTERVAL 1 DAY PRECEDING AND INTERVAL 1 DAY FOLLOWING)
), paired AS (
    SELECT t.*, coalesce(m.mutual, false) AS mutual
    FROM acts t LEFT JOIN (FROM answered WHERE mutual) m ON m.a = t.a AND m.b = t.b AND m.type = t.type
        AND m.mode IS NOT DISTINCT FROM t.mode AND m.status = t.status AND m.date = t.date
), daily AS (
    SELECT CASE WHEN mutual THEN a ELSE source END AS source, CASE WHEN mutual THEN b ELSE target END AS target,
        mutual AS reciprocal, type, mode, status, date, max(date_end) AS date_end, max(precision) AS precision,
        arg_min(id, rank) AS best, arg_min(CASE WHEN at_place THEN id END, rank) AS best_place,
        arg_min(CASE WHEN in_state THEN id END, rank) AS best_state, arg_min(cameo, rank) AS cameo,
        sum(mentions)::BIGINT AS reports, greatest(list_unique(list(publisher)), max(publishers)) AS publishers,
        list_sort(list(feed || ':' || row))[:20] AS report_ids, max(contexts) AS contexts,
        list(source_person) FILTER (source_person IS NOT NULL) AS givers,
        list(target_person) FILTER (target_person IS NOT NULL) AS takers,
        list_distinct(list(actors)) AS actors
    FROM paired GROUP BY ALL
), chained AS (
    SELECT *, CASE WHEN type NOT IN ({LASTING}) AND date - lag(date) OVER line = 1
        AND list_has_all(lag(actors) OVER line, actors) THEN 0 ELSE 1 END AS begins
    FROM daily WINDOW line AS (PARTITION BY source, target, reciprocal, type, mode, status ORDER BY date)
), numbered AS (
    SELECT *, sum(begins) OVER (PARTITION BY source, target, reciprocal, type, mode, status ORDER BY date) AS island
    FROM chained
), joined AS (
    SELECT source, target, reciprocal, type, mode, status, min(date) AS date,
        {", ".join(f"arg_min({name}, date) AS {name}" for name in ("precision", "cameo", "best", "best_place"))},
        arg_min(best_state, date) AS best_state,
        max(date_end) AS date_end, sum(reports)::BIGINT AS reports, max(publishers)::BIGINT AS publishers,
        max(contexts) AS contexts,  -- rows of one act mostly bear the same
        list_sort(flatten(list(report_ids))) AS report_ids,
        flatten(list_concat(list(givers), list(takers))) AS participants
    FROM numbered GROUP BY source, target, reciprocal, type, mode, status, island
)"""
"""From the rows to the events, each with the rows by which the rest is told."""

WHOLE = f"""{JOINED}, told AS (
    SELECT j.*, w.feed, w.goldstein, p.place, p.place_state, p.lat, p.lon,
        {
    ", ".join(
        f"CASE WHEN j.source = w.source THEN w.{side}_{part} ELSE w.{other}_{part} END AS {side}_{part}"
        for part in ("actor", "sector")
        for side, other in (("source", "target"), ("target", "source"))
    )
}
    FROM joined j JOIN faced w ON w.id = j.best LEFT JOIN faced p ON p.id = coalesce(j.best_place, j.best_state)
)
SELECT
    {
    EVENT_ID.format(
        source="source", target="target", reciprocal="reciprocal", type="j.type", mode="j.mode", date="j.date"
    )
} AS id,
    j.date, source, target, j.type, k.quad,
    concat(coalesce(source_actor, source), ' – ', k.name, ' – ', coalesce(target_actor, target)) AS passage,
    j.date_end, coalesce(precision, 'day') AS precision, 'text' AS date_basis, source_actor, target_actor,
    source_sector, target_sector, NULL AS native_source, NULL AS native_target, reciprocal, j.cameo, j.mode,
    CASE WHEN j.contexts IS NULL THEN k.contexts ELSE
        list_sort(list_distinct(list_concat(k.contexts, list_intersect(string_split(j.contexts, ';'), {{contexts}}))))
    END AS contexts,
    j.goldstein, status, 'author' AS voice, place,
    CASE WHEN j.mode = 'visit' THEN coalesce(place_state, target) ELSE place_state END AS place_state, lat, lon,
    CASE WHEN j.contexts IS NULL THEN k.issues ELSE list_sort(list_distinct(list_concat(k.issues,
        list_filter(list_transform(string_split(j.contexts, ';'), lambda c: {{issues}}[c]), lambda i: i IS NOT NULL))))
    END AS issues,
    CASE WHEN j.type <> 'CONSULT' THEN NULL WHEN j.mode = 'visit' THEN 'visit' WHEN j.mode = 'phone' THEN 'call'
        WHEN j.cameo IN ('044', '046') THEN 'talks' END AS format,
    NULL AS occasion, list_sort(list_distinct(participants)) AS participants, []::VARCHAR[] AS firsts,
    NULL AS start, NULL AS "end",
    NULL AS document, 1.0 AS confidence, feed AS coder, reports, publishers, report_ids
FROM told j JOIN feed_acts k
    ON k.cameo IS NOT DISTINCT FROM j.cameo AND k.type = j.type AND k.mode IS NOT DISTINCT FROM j.mode
"""

NARROW = f"""{JOINED}
SELECT {
    EVENT_ID.format(source="source", target="target", reciprocal="reciprocal", type="type", mode="mode", date="date")
} AS id,
    date, date_end, coalesce(precision, 'day') AS precision, source, target, reciprocal, type, mode,
    CASE type {" ".join(f"WHEN '{kind}' THEN '{ontology.quad(kind)}'" for kind in ontology.TYPES)} END AS quad, status,
    1.0 AS confidence, reports
FROM joined
"""
"""What sums over all pairs are made of."""


def has_rows(database: Database) -> bool:
    """Whether any feed was loaded."""
    return bool(database.rows("SELECT 1 FROM feed_reports LIMIT 1"))


def acts_table(database: Database) -> pa.Table:
    """What each combination of code, type and mode in the record is called, its quad class, contexts and issues."""
    import pyarrow as pa

    found = []
    known = {
        (cameo, kind, mode)
        for cameo, kind, mode in database.rows("SELECT DISTINCT cameo, type, mode FROM feed_reports")
    }
    for cameo, kind, mode in sorted({*known, ("042", "CONSULT", "visit")}, key=str):
        name = ontology.cameo_name(cameo) if cameo else ontology.describe(kind, mode)
        contexts = list(ontology.from_cameo(cameo).contexts) if cameo else []
        about = sorted({*issues.issues_in(name), *filter(None, map(issues.of_context, contexts))})
        called = name.removesuffix(", not specified below")
        found.append((cameo, kind, mode, called, ontology.quad(kind), contexts, about))
    texts = ("cameo", "type", "mode", "name", "quad")
    columns = {name: pa.array([row[n] for row in found], pa.string()) for n, name in enumerate(texts)}
    lists = {"contexts": [row[5] for row in found], "issues": [row[6] for row in found]}
    return pa.table(columns | {name: pa.array(rows, pa.list_(pa.string())) for name, rows in lists.items()})


def where(a: str | None = None, b: str | None = None, firsts: Sequence[str] = ()) -> str:
    """The rows of a pair, of one state, or of all pairs whose first state in the alphabet is one of ``firsts``."""
    if a and b:
        one, two = sorted((a, b))
        return f"WHERE r.a = '{one}' AND r.b = '{two}'"
    if a or b:
        return f"WHERE r.a = '{a or b}' OR r.b = '{a or b}'"
    if firsts:
        return f"WHERE r.a IN ({', '.join(repr(state) for state in firsts)})"
    return ""


def events_of(rows: str = "", *, narrow: bool = False) -> str:
    """The query for feeds' events, with all columns or those of `NARROW`; ``rows`` says of which rows (see `where`)."""
    if narrow:
        return NARROW.format(where=rows)
    known = {context: issues.of_context(context) for context in ontology.CONTEXTS}
    about = {context: issue for context, issue in known.items() if issue}
    return WHOLE.format(where=rows, contexts=list(known), issues=f"MAP {about}")


def is_row(report: str) -> bool:
    """Whether a report's id is that of a feed's row, as events list them: the feed's name and the row's number."""
    return ":" in report


def pairs_of(database: Database, reports: Sequence[str]) -> list[tuple[str, str]]:
    """The pairs of states that some rows of feeds tell of."""
    query = (
        "SELECT DISTINCT least(r.source, r.target), greatest(r.source, r.target) FROM feed_reports r "
        "JOIN sources s ON s.id = r.load WHERE s.kind || ':' || r.row IN (SELECT unnest(?::VARCHAR[])) ORDER BY ALL"
    )
    return [(a, b) for a, b in database.rows(query, [list(reports)])] if reports else []


def pair_of(database: Database, event_id: str) -> tuple[str, str] | None:
    """The pair of the feeds' event of an id, found by making the ids that each row's event could have."""
    ids = [
        EVENT_ID.format(source=source, target=target, reciprocal=reciprocal, type="type", mode=mode, date="date")
        for source, target, reciprocal, mode in (
            ("source", "target", "false", "mode"),
            ("target", "source", "false", "'visit'"),
            ("least(source, target)", "greatest(source, target)", "true", "mode"),
        )
    ]
    query = f"SELECT source, target FROM feed_reports WHERE {' OR '.join(f'{one} = $1' for one in ids)} LIMIT 1"
    found = database.rows(query, [event_id])
    return (found[0][0], found[0][1]) if found else None


def view(events: str | None, rows: str = "", *, corrected: bool = False, narrow: bool = False) -> str:
    """The statement that makes ``events_and_feeds``: documents' events, and those of feeds that no document tells of.

    A feed's event that a document tells of too (the same pair, type and day, in either direction) adds its reports to
    the document's event; ``events`` is None where there are no documents. ``rows`` and ``narrow`` say of which rows
    feeds' events are made and with which columns (see `events_of`). Where some are ``corrected``, the tables
    ``feed_original`` (their ids) and ``feed_corrected`` say how.
    """
    feed = events_of(rows, narrow=narrow)
    if corrected:
        feed = f"SELECT * FROM ({feed}) ANTI JOIN feed_original USING (id) UNION ALL BY NAME FROM feed_corrected"
    make = "CREATE OR REPLACE TEMP VIEW events_and_feeds AS"
    if events is None:
        return f"{make} {feed}"
    told = (
        "d.type = f.type AND d.status = f.status AND d.precision = 'day' "
        "AND least(d.source, d.target) = least(f.source, f.target) "
        "AND greatest(d.source, d.target) = greatest(f.source, f.target) "
        "AND f.date BETWEEN d.date AND coalesce(d.date_end, d.date)"
    )
    return f"""
{make}
WITH feed AS MATERIALIZED ({feed}),
told AS (SELECT f.id, min(d.id) AS event FROM feed f JOIN {events} d ON {told} GROUP BY f.id),
more AS (SELECT event, sum(reports)::BIGINT AS reports FROM told JOIN feed USING (id) GROUP BY event)
SELECT d.* REPLACE (d.reports + coalesce(m.reports, 0) AS reports) FROM {events} d LEFT JOIN more m ON m.event = d.id
UNION ALL BY NAME
SELECT * FROM feed ANTI JOIN told USING (id)
"""
