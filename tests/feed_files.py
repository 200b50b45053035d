"""Made files of each feed's shape: the columns of the real ones, invented rows."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from detente.feeds import gdelt1, gdelt2, phoenix, polecat, ucdp

ICEWS = [
    "Event ID",
    "Event Date",
    "Source Name",
    "Source Sectors",
    "Source Country",
    "Event Text",
    "CAMEO Code",
    "Intensity",
    "Target Name",
    "Target Sectors",
    "Target Country",
    "Story ID",
    "Sentence Number",
    "Publisher",
    "City",
    "District",
    "Province",
    "Country",
    "Latitude",
    "Longitude",
]
GDELT2 = gdelt1.columns(gdelt2.GEO, ["DATEADDED", "SOURCEURL"])
GDELT1 = gdelt1.columns(gdelt1.GEO, ["DATEADDED", "SOURCEURL"])


def lines(
    path: Path, columns: list[str], rows: Iterable[dict[str, str]], delim: str = "\t", head: bool = False
) -> Path:
    """A delimited file of some rows; columns that a row does not name are empty."""
    written = [delim.join(columns)] if head else []
    written += [delim.join(row.get(name, "") for name in columns) for row in rows]
    path.write_text("".join(line + "\n" for line in written), encoding="utf-8")
    return path


def gdelt(number: int, day: str, a: str, b: str, code: str, **rest: str) -> dict[str, str]:
    """A row of GDELT; the day as YYYYMMDD."""
    return {
        "GLOBALEVENTID": str(number), "SQLDATE": day, "Actor1Code": a, "Actor1CountryCode": a[:3], "Actor1Name": a,
        "Actor2Code": b, "Actor2CountryCode": b[:3], "Actor2Name": b, "EventCode": code, "QuadClass": "1",
        "GoldsteinScale": "1.0", "NumArticles": "3", "NumSources": "2", "DATEADDED": day,
        "SOURCEURL": "https://www.paper.example/1",
    } | rest  # fmt: skip


def icews(number: int, day: str, a: str, b: str, text: str, code: str, **rest: str) -> dict[str, str]:
    """A row of ICEWS; actors as "Name (State)"."""
    return {
        "Event ID": str(number), "Event Date": day, "Source Name": a, "Source Country": a.rpartition("(")[2][:-1],
        "Event Text": text, "CAMEO Code": code, "Intensity": "1.0", "Target Name": b,
        "Target Country": b.rpartition("(")[2][:-1], "Publisher": "Paper", "City": "NA",
    } | rest  # fmt: skip


def made(name: str, folder: Path) -> Path:
    """A small file of the feed: Japan visits Russia on 31 July 2018, or fights it where the feed knows only fights."""
    path = folder / f"{name}.txt"
    if name == "gdelt2":
        return lines(path, GDELT2, [gdelt(1, "20180731", "JPNGOV", "RUSGOV", "042", ActionGeo_CountryCode="RS")])
    if name == "gdelt1":
        return lines(path, GDELT1, [gdelt(1, "20180731", "JPNGOV", "RUSGOV", "042", ActionGeo_CountryCode="RS")])
    if name == "icews":
        row = icews(1, "2018-07-31", "Foreign Affairs (Japan)", "Vladimir Putin", "Make a visit", "042")
        return lines(path, ICEWS, [row | {"Target Country": "Russian Federation"}], head=True)
    if name == "polecat":
        row = {
            "Event ID": "J1", "Event Date": "2018-07-31", "Event Type": "CONSULT", "Event Mode": "visit",
            "Actor Name": "Japan", "Actor Country": "JPN", "Primary Actor Sector": "GOV", "Recipient Name": "Russia",
            "Recipient Country": "RUS", "Intensity": "1.0",
        }  # fmt: skip
        return lines(path, polecat.NAMES, [row], head=True)
    if name == "phoenix":
        row = {
            "EventID": "7", "Date": "20180731", "SourceActorEntity": "JPN", "TargetActorEntity": "RUS",
            "EventCode": "042", "GoldsteinScore": "1.9", "URLs": "http://a.example;http://b.example",
            "NewsSources": "a;b",
        }  # fmt: skip
        return lines(path, phoenix.NAMES, [row])
    if name == "ucdp":
        row = {
            "id": "5", "type_of_violence": "1", "side_a": "Government of Japan", "side_b": "Government of Russia",
            "gwnoa": "740", "gwnob": "365", "date_start": "2018-07-31 00:00:00.000", "date_prec": "1",
            "date_end": "2018-07-31 00:00:00.000", "number_of_sources": "2", "latitude": "44.1", "longitude": "145.9",
        }  # fmt: skip
        return lines(path, ucdp.NAMES, [row], ",", head=True)
    if name == "acled":
        columns = [
            "event_id_cnty",
            "event_date",
            "time_precision",
            "event_type",
            "sub_event_type",
            "actor1",
            "actor2",
            "country",
            "location",
            "latitude",
            "longitude",
            "source",
        ]
        row = {
            "event_id_cnty": "RUS1", "event_date": "31 July 2018", "time_precision": "1", "event_type": "Battles",
            "sub_event_type": "Armed clash", "actor1": "Military Forces of Japan (2012-)", "country": "Russia",
            "actor2": "Military Forces of Russia (2000-)",
        }  # fmt: skip
        return lines(path, columns, [row], ",", head=True)
    if name == "csv":
        row = {"date": "2018-07-31", "source": "Japan", "target": "Россия", "act": "042"}
        return lines(path, ["date", "source", "target", "act"], [row], ",", head=True)
    import pyarrow as pa
    import pyarrow.parquet as pq

    path = folder / "quads.parquet"
    names = {"source": ["Taro_Kono"], "relation": ["Make_a_visit"], "target": ["Russia"], "date": ["2018-07-31"]}
    pq.write_table(pa.table(names), path)
    return path
