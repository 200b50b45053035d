"""GDELT 2.0 events, English and translingual: 61 columns without a header."""

from __future__ import annotations

from collections.abc import Mapping

from detente.feeds.feed import Feed, csv_query, day, select
from detente.feeds.gdelt1 import CITATION, LICENCE, columns, given

GEO = ["Type", "FullName", "CountryCode", "ADM1Code", "ADM2Code", "Lat", "Long", "FeatureID"]


def query(path: str, mapping: Mapping[str, str]) -> str:
    """The file's rows; the day added is the first eight digits of the time added."""
    names = columns(GEO, ["DATEADDED", "SOURCEURL"])
    return select(csv_query(path, names), given(day("left(DATEADDED, 8)", "%Y%m%d"), "SOURCEURL"))


FEED = Feed("gdelt2", "GDELT 2.0 events", "cameo", "fips", query, LICENCE, CITATION)
