"""Published event data as rows of one shape; this room knows columns and codes, and opens no database.

A feed is one file here. It says which columns its files have, and gives a query that reads a file into the columns of
`detente.feeds.feed.COLUMNS`; `detente.record` runs it. Names and codes of actors are told by `detente.feeds.resolve`.
"""

from __future__ import annotations

from detente.errors import Error
from detente.feeds import acled, gdelt1, gdelt2, icews, phoenix, polecat, quads, table, ucdp
from detente.feeds.feed import COLUMNS, Feed
from detente.feeds.inspect import told_apart

FEEDS: dict[str, Feed] = {
    found.name: found
    for found in (
        gdelt1.FEED, gdelt2.FEED, icews.FEED, polecat.FEED, phoenix.FEED, ucdp.FEED, acled.FEED, quads.FEED,
        table.FEED,
    )
}  # fmt: skip

__all__ = ["COLUMNS", "FEEDS", "Feed", "feed", "told_apart"]


def feed(name: str) -> Feed:
    """The feed of a name; `Error` lists those there are."""
    if name not in FEEDS:
        raise Error(f"{name!r} is no feed; there are {', '.join(FEEDS)}")
    return FEEDS[name]
