"""GDELT 1.0 events: 57 columns before April 2013, 58 after; and the reduced file of 17 columns with a header."""

from __future__ import annotations

from collections.abc import Mapping

from detente.feeds.feed import Feed, csv_query, day, first_wrong, no_day, number, row_id, row_sum, select
from detente.feeds.inspect import column_count

ACTOR = [
    "Code",
    "Name",
    "CountryCode",
    "KnownGroupCode",
    "EthnicCode",
    "Religion1Code",
    "Religion2Code",
    "Type1Code",
    "Type2Code",
    "Type3Code",
]
EVENT = [
    "IsRootEvent",
    "EventCode",
    "EventBaseCode",
    "EventRootCode",
    "QuadClass",
    "GoldsteinScale",
    "NumMentions",
    "NumSources",
    "NumArticles",
    "AvgTone",
]
GEO = ["Type", "FullName", "CountryCode", "ADM1Code", "Lat", "Long", "FeatureID"]
HEAD = ["GLOBALEVENTID", "SQLDATE", "MonthYear", "Year", "FractionDate"]
REDUCED = [
    "Date",
    "Source",
    "Target",
    "CAMEOCode",
    "NumEvents",
    "NumArts",
    "QuadClass",
    "Goldstein",
    "SourceGeoType",
    "SourceGeoLat",
    "SourceGeoLong",
    "TargetGeoType",
    "TargetGeoLat",
    "TargetGeoLong",
    "ActionGeoType",
    "ActionGeoLat",
    "ActionGeoLong",
]

CITATION = (
    "Leetaru, K. and Schrodt, P. A. (2013). GDELT: Global Data on Events, Location and Tone, 1979–2012. ISA Annual "
    "Convention. The GDELT Project, https://www.gdeltproject.org."
)
LICENCE = "free for any use with the source named (GDELT terms of use)"


def columns(geo: list[str], tail: list[str]) -> list[str]:
    """The columns of a file, with these columns for each of the three places and these at the end."""
    actors = [f"Actor{n}{name}" for n in (1, 2) for name in ACTOR]
    places = [f"{who}Geo_{name}" for who in ("Actor1", "Actor2", "Action") for name in geo]
    return [*HEAD, *actors, *EVENT, *places, *tail]


def given(added: str, url: str) -> dict[str, str]:
    """The expressions that both versions of GDELT share."""
    return {
        "row": row_id("GLOBALEVENTID"), "date": day("SQLDATE", "%Y%m%d"), "precision": "'day'", "added": added,
        "source_key": "coalesce(Actor1CountryCode, left(Actor1Code, 3))",
        "target_key": "coalesce(Actor2CountryCode, left(Actor2Code, 3))",
        "source_actor": "Actor1Name", "target_actor": "Actor2Name", "source_sector": "Actor1Type1Code",
        "target_sector": "Actor2Type1Code", "act": "EventCode", "goldstein": number("GoldsteinScale"),
        "quad": number("QuadClass", "UTINYINT"), "place": "ActionGeo_FullName", "place_key": "ActionGeo_CountryCode",
        "lat": number("ActionGeo_Lat"), "lon": number("ActionGeo_Long"), "url": url,
        "publisher": f"replace(split_part({url}, '/', 3), 'www.', '')",
        "mentions": number("NumArticles", "INTEGER"), "publishers": number("NumSources", "INTEGER"),
        "wrong": first_wrong(no_day("SQLDATE", "%Y%m%d")),
    }  # fmt: skip


def query(path: str, mapping: Mapping[str, str]) -> str:
    """The file as one of its shapes, told by the number of columns of its first line; the address may be missing."""
    count = column_count(path)
    if count == len(REDUCED):
        return select(csv_query(path, REDUCED, header=True), reduced())
    tail = ["DATEADDED", *(["SOURCEURL"] if count >= 58 else [])]
    table = csv_query(path, columns(GEO, tail), optional=["SOURCEURL"] if count < 58 else [])
    return select(table, given(day("left(DATEADDED, 8)", "%Y%m%d"), "SOURCEURL"))


def reduced() -> dict[str, str]:
    """The expressions of the reduced file; it has no row numbers, so a row is named by what it says."""
    return {
        "row": row_sum(("Date", "Source", "Target", "CAMEOCode", "ActionGeoLat", "ActionGeoLong")),
        "date": day("Date", "%Y%m%d"), "precision": "'day'", "added": day("Date", "%Y%m%d"),
        "source_key": "left(Source, 3)", "target_key": "left(Target, 3)", "source_actor": "Source",
        "target_actor": "Target", "source_sector": "substr(Source, 4, 3)", "target_sector": "substr(Target, 4, 3)",
        "act": "CAMEOCode", "goldstein": number("Goldstein"), "quad": number("QuadClass", "UTINYINT"),
        "lat": number("ActionGeoLat"), "lon": number("ActionGeoLong"), "mentions": number("NumArts", "INTEGER"),
        "wrong": first_wrong(no_day("Date", "%Y%m%d")),
    }  # fmt: skip


FEED = Feed("gdelt1", "GDELT 1.0 events", "cameo", "fips", query, LICENCE, CITATION)
