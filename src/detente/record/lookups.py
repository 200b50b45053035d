"""Small tables of what a feed's keys stand for, which a file's rows are joined with while they are read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from detente.record.database import Database

if TYPE_CHECKING:
    from detente.record.feeds import Feed

CODED = ("state", "sector", "cameo", "type", "mode")
"""Columns of few values: as numbers under a name (ENUM) they are sorted in half the time that texts take."""


def look_up(database: Database, feed: Feed) -> None:
    """Make the tables ``acts``, ``actor_keys``, ``actor_names``, ``place_keys`` and ``sector_keys``.

    Where states are told by codes, all codes there are are told; names are those of the table ``raw``.
    """
    named = feed.scheme == "name"
    if named:
        acts = [act for (act,) in database.rows("SELECT DISTINCT act FROM raw WHERE act IS NOT NULL")]
    else:
        acts = feed.directory.cameo_forms()
    told = [(text, *act) for text in acts if (act := feed.directory.act(text))]
    tell(database, "acts", ("act", "cameo", "type", "mode"), told)
    _told(database, feed, "actor_keys", feed.scheme, ("source_key", "target_key"))
    _told(database, feed, "actor_names", feed.scheme if named else "", ("source_actor", "target_actor"))
    _told(database, feed, "place_keys", feed.places, ("place_key",))
    _told_sectors(database, feed)


def _told(database: Database, feed: Feed, table: str, scheme: str, columns: tuple[str, ...]) -> None:
    """A table of the states that keys stand for."""
    if scheme == "name":
        asked = " UNION ".join(f"SELECT DISTINCT {c} FROM raw WHERE wrong IS NULL AND {c} IS NOT NULL" for c in columns)
        keys = [key for (key,) in database.rows(asked)]
    else:
        keys = list(feed.directory.codes(scheme)) if scheme else []
    found = [(key, *feed.directory.key(scheme, key)) for key in keys]
    tell(database, table, ("key", "state", "sector", "person"), [row for row in found if row[1]])


def _told_sectors(database: Database, feed: Feed) -> None:
    asked = "SELECT DISTINCT source_sector FROM raw UNION SELECT DISTINCT target_sector FROM raw"
    keys = [key for (key,) in database.rows(asked)] if feed.scheme == "name" else feed.directory.sectors()
    found = {key: told for key in keys if (told := feed.directory.sector(key))}
    tell(database, "sector_keys", ("key", "sector"), list(found.items()))


def tell(database: Database, table: str, names: Sequence[str], rows: Sequence[Sequence[str | None]]) -> None:
    """Make a temporary table of texts; its first column is the key, those named in `CODED` are ENUMs in sorted order.

    The rows are handed over as lists: an Arrow table made of Python's values would first import pandas, which takes
    longer than a day's file.
    """
    columns = {name: [row[number] for row in rows] for number, name in enumerate(names)}
    parts = ", ".join(f"unnest(?::VARCHAR[]) AS {name}" for name in names)
    kinds = ", ".join(f"{name}::{kind_of(name, values)} AS {name}" for name, values in columns.items())
    database.execute(
        f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT {kinds} FROM (SELECT {parts})", [*columns.values()]
    )


def kind_of(name: str, values: Sequence[str | None]) -> str:
    """The SQL type of a column: an ENUM of its values, sorted, where it is `CODED` and has any."""
    known = sorted({value for value in values if value is not None})
    if name not in CODED or not known:
        return "VARCHAR"
    listed = ", ".join("'" + value.replace("'", "''") + "'" for value in known)
    return f"ENUM({listed})"
