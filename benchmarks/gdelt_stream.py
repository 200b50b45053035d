"""A made stream of events in GDELT 2.0's format, as large as wanted: states, codes and volumes like the real ones.

python benchmarks/gdelt_stream.py --rows N FILE.csv

States are drawn with weights that fall like one over their rank, half of the second actors from the first one's few
usual partners; a third of the rows lacks a state. Days run over ten years, codes follow roughly the shares that GDELT
prints. The same number of rows gives the same file.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import duckdb

from detente import actors
from detente.feeds import gdelt1, gdelt2

FIRST_DAY = "2013-01-01"
DAYS = 3652
LOUDEST = ("USA", "RUS", "CHN", "GBR", "ISR", "FRA", "DEU", "JPN", "IND", "TUR")
CODES = {
    "010": 12, "020": 6, "036": 7, "040": 9, "042": 9, "043": 8, "046": 3, "051": 6, "057": 2, "060": 2, "070": 2,
    "080": 2, "084": 1, "090": 2, "100": 1, "110": 3, "111": 3, "112": 3, "120": 2, "130": 1, "141": 2, "150": 1,
    "160": 1, "163": 1, "173": 5, "180": 1, "190": 6, "193": 1,
}  # fmt: skip


def write(rows: int, path: Path) -> None:
    """Write the file; some 350 bytes a row."""
    states = [s.iso3 for s in actors.states() if s.end is None and s.kind == "state"]
    usual = [*LOUDEST, *(code for code in states if code not in LOUDEST)]
    codes = [code for code, share in CODES.items() for _ in range(share)]
    made = {
        "GLOBALEVENTID": "i + 400000000", "SQLDATE": "strftime(day, '%Y%m%d')", "MonthYear": "strftime(day, '%Y%m')",
        "Year": "year(day)", "FractionDate": "year(day) + 0.5", "Actor1Code": "coalesce(a || 'GOV', 'GOV')",
        "Actor1Name": "coalesce('NAME ' || a, 'POLICE')", "Actor1CountryCode": "a", "Actor1Type1Code": "'GOV'",
        "Actor2Code": "b", "Actor2Name": "'NAME ' || b", "Actor2CountryCode": "b", "IsRootEvent": "h % 2",
        "EventCode": "code", "EventBaseCode": "code", "EventRootCode": "left(code, 2)", "QuadClass": "1 + h % 4",
        "GoldsteinScale": "((h >> 8) % 200 - 100) / 10.0", "NumMentions": "1 + h % 10", "NumSources": "1 + h % 3",
        "NumArticles": "1 + h % 10", "AvgTone": "((h >> 16) % 200 - 100) / 10.0", "Actor1Geo_Type": "1",
        "Actor1Geo_FullName": "'Place ' || h % 5000 || ', Region, Country'", "Actor1Geo_CountryCode": "'US'",
        "ActionGeo_Type": "4", "ActionGeo_FullName": "'Place ' || h % 5000 || ', Region, Country'",
        "ActionGeo_CountryCode": "'RS'", "ActionGeo_Lat": "(h % 5000) / 50.0 - 50",
        "ActionGeo_Long": "(h % 5000) / 25.0 - 100",
        "ActionGeo_FeatureID": "'-' || h % 5000", "DATEADDED": "strftime(day, '%Y%m%d') || '120000'",
        "SOURCEURL": "'https://www.paper' || h % 900 || '.example/world/' || strftime(day, '%Y/%m/%d') || '/' || i",
    }  # fmt: skip
    columns = gdelt1.columns(gdelt2.GEO, ["DATEADDED", "SOURCEURL"])
    listed = ", ".join(f'{made.get(name, "NULL")} AS "{name}"' for name in columns)
    count = len(usual)
    query = f"""
        COPY (
            WITH drawn AS (
                SELECT i, (hash(i) >> 1)::BIGINT AS h, (hash(i * 7 + 1) % 1000000) / 1e6 AS u,
                    (hash(i * 7 + 2) % 1000000) / 1e6 AS v,
                    hash(i * 7 + 3) % 100 AS gap
                FROM range({rows}) t(i)
            ), placed AS (
                SELECT *, floor({count} ** u)::INTEGER - 1 AS x, floor({count} ** v)::INTEGER - 1 AS y,
                    DATE '{FIRST_DAY}' + (i * {DAYS} // {rows})::INTEGER AS day
                FROM drawn
            ), told AS (
                SELECT i, h, day, $codes[1 + (h >> 4) % {len(codes)}] AS code,
                    CASE WHEN gap < 15 THEN NULL ELSE $states[1 + x] END AS a,
                    CASE WHEN gap BETWEEN 10 AND 33 THEN NULL
                        WHEN h % 2 = 0 THEN $states[1 + (x * 3 + (h >> 12) % 6) % {count}] ELSE $states[1 + y] END AS b
                FROM placed
            )
            SELECT {listed} FROM told
        ) TO '{path}' (DELIMITER '\t', HEADER false, QUOTE '')
    """
    with duckdb.connect() as connection:
        connection.execute("SET preserve_insertion_order = true")
        connection.execute(query.replace("$codes", _listed(codes)).replace("$states", _listed(usual)))


def _listed(words: list[str]) -> str:
    return "[" + ", ".join(f"'{word}'" for word in words) + "]"


def main() -> None:
    """Write one file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("file", type=Path)
    args = parser.parse_args()
    write(args.rows, args.file)


if __name__ == "__main__":
    main()
