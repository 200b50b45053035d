"""ACLED exports, old and new: 31 columns of CSV with a header and a byte-order mark."""

from __future__ import annotations

from collections.abc import Mapping

from detente.feeds.feed import Feed, csv_query, day, first_wrong, number, row_id, select
from detente.feeds.inspect import header

CITATION = (
    "Raleigh, C., Kishi, R. and Linke, A. (2023). Political instability patterns are obscured by conflict dataset "
    "scope conditions, sources, and coding choices. Humanities and Social Sciences Communications 10, 74. ACLED, "
    "https://acleddata.com."
)
DAY = f"coalesce({day('event_date')}, {day('event_date', '%d %B %Y')}, {day('event_date', '%d-%B-%Y')})"
ACT = (
    "CASE event_type WHEN 'Battles' THEN 'ASSAULT' WHEN 'Explosions/Remote violence' THEN 'ASSAULT' "
    "WHEN 'Violence against civilians' THEN 'ASSAULT' WHEN 'Riots' THEN 'PROTEST' WHEN 'Protests' THEN 'PROTEST' "
    "WHEN 'Strategic developments' THEN CASE sub_event_type WHEN 'Agreement' THEN 'SUPPORT' "
    "WHEN 'Arrests' THEN 'COERCE' WHEN 'Non-violent transfer of territory' THEN 'YIELD' "
    "WHEN 'Headquarters or base established' THEN 'MOBILIZE' ELSE 'MOBILIZE' END END"
)


def query(path: str, mapping: Mapping[str, str]) -> str:
    """The file's rows; an actor's name holds its state ("Military Forces of Russia (2000-)")."""
    names = header(path, ",", "utf-8")
    return select(
        csv_query(path, names, delim=",", quote='"', header=True),
        {
            "row": row_id("event_id_cnty"), "date": DAY, "added": DAY,
            "precision": "CASE TRY_CAST(time_precision AS INTEGER) WHEN 3 THEN 'month' ELSE 'day' END",
            "source_key": "actor1", "target_key": "actor2", "source_actor": "actor1", "target_actor": "actor2",
            "act": ACT, "place": "location", "place_key": "country", "lat": number("latitude"),
            "lon": number("longitude"), "publisher": "source", "mentions": "1",
            "wrong": first_wrong(
                (f"{DAY} IS NULL", "'no day: ' || coalesce(event_date, 'nothing')"),
                (f"({ACT}) IS NULL", "'no event type of ACLED: ' || coalesce(event_type, 'nothing')"),
            ),
        },
    )  # fmt: skip


FEED = Feed("acled", "ACLED", "name", "name", query, "ACLED terms of use; not to be passed on", CITATION, dense=False)
