"""Phoenix and its successors of the Open Event Data Alliance: 26 tab-separated columns without a header."""

from __future__ import annotations

from collections.abc import Mapping

from detente.feeds.feed import Feed, csv_query, day, first_wrong, no_day, number, row_id, select

CITATION = "Open Event Data Alliance. Phoenix event data, http://openeventdata.org."
NAMES = [
    "EventID",
    "Date",
    "Year",
    "Month",
    "Day",
    "SourceActorFull",
    "SourceActorEntity",
    "SourceActorRole",
    "SourceActorAttribute",
    "TargetActorFull",
    "TargetActorEntity",
    "TargetActorRole",
    "TargetActorAttribute",
    "EventCode",
    "EventRootCode",
    "PentaClass",
    "GoldsteinScore",
    "Issues",
    "Lat",
    "Lon",
    "LocationName",
    "StateName",
    "CountryCode",
    "SentenceID",
    "URLs",
    "NewsSources",
]


def query(path: str, mapping: Mapping[str, str]) -> str:
    """The file's rows; several addresses and papers of one row are joined by semicolons."""
    return select(
        csv_query(path, NAMES),
        {
            "row": row_id("EventID"), "date": day("Date", "%Y%m%d"), "precision": "'day'",
            "added": day("Date", "%Y%m%d"), "source_key": "SourceActorEntity", "target_key": "TargetActorEntity",
            "source_actor": "SourceActorFull", "target_actor": "TargetActorFull", "source_sector": "SourceActorRole",
            "target_sector": "TargetActorRole", "act": "EventCode", "goldstein": number("GoldsteinScore"),
            "place": "LocationName", "place_key": "CountryCode", "lat": number("Lat"), "lon": number("Lon"),
            "url": "split_part(URLs, ';', 1)", "publisher": "split_part(NewsSources, ';', 1)",
            "mentions": "len(string_split(coalesce(URLs, ''), ';'))",
            "publishers": "len(list_distinct(string_split(coalesce(NewsSources, ''), ';')))",
            "wrong": first_wrong(no_day("Date", "%Y%m%d")),
        },
    )  # fmt: skip


FEED = Feed("phoenix", "Phoenix event data", "cameo", "cameo", query, "see the publisher", CITATION)
