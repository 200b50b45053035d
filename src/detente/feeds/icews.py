"""ICEWS coded event data: twenty tab-separated columns with a header, Latin-1; some years have no CAMEO code."""

from __future__ import annotations

from collections.abc import Mapping

from detente.feeds.feed import Feed, csv_query, first_wrong, number, row_id, select
from detente.feeds.inspect import header

CITATION = (
    "Boschee, E., Lautenschlager, J., O'Brien, S., Shellman, S., Starz, J. and Ward, M. (2015). ICEWS Coded Event "
    "Data. Harvard Dataverse, https://doi.org/10.7910/DVN/28075."
)
DAY = (
    "CAST(coalesce(try_strptime(\"Event Date\", '%Y-%m-%d'), try_strptime(\"Event Date\", '%m/%d/%Y'), "
    "try_strptime(\"Event Date\", '%d-%b-%Y'), try_strptime(\"Event Date\", '%Y-%m-%d %H:%M:%S')) AS DATE)"
)


def query(path: str, mapping: Mapping[str, str]) -> str:
    """The file's rows. Where the code is missing or broken ("13y"), the act's name tells the code."""
    names = header(path, "\t", "utf-8")
    extra = [name for name in names if not name]
    names = [name or f"blank{n}" for n, name in enumerate(names)]
    code = (
        'CASE WHEN regexp_matches("CAMEO Code", \'^(0[1-9]|1[0-9]|20)[0-9]{0,2}$\') THEN "CAMEO Code" '
        'WHEN regexp_matches("CAMEO Code", \'^[1-9][0-9]{0,2}$\') AND "Event Text" IS NULL THEN \'0\' || "CAMEO Code" '
        "ELSE 'name:' || \"Event Text\" END"
        if "CAMEO Code" in names
        else "'name:' || \"Event Text\""
    )
    return select(
        csv_query(path, names, header=True, optional=[] if extra else ["blank_a", "blank_b"]),
        {
            "row": row_id('"Event ID"'), "date": DAY, "precision": "'day'", "added": DAY,
            "source_key": 'coalesce("Source Country", "Source Name")',
            "target_key": 'coalesce("Target Country", "Target Name")',
            "source_actor": '"Source Name"', "target_actor": '"Target Name"', "source_sector": '"Source Sectors"',
            "target_sector": '"Target Sectors"', "act": code, "goldstein": number("Intensity"),
            "place": "nullif(City, 'NA')", "place_key": "Country", "lat": number("Latitude"),
            "lon": number("Longitude"), "publisher": "Publisher", "mentions": "1",
            "wrong": first_wrong((f"{DAY} IS NULL", "'no day: ' || coalesce(\"Event Date\", 'nothing')")),
        },
    )  # fmt: skip


FEED = Feed(
    "icews", "ICEWS coded event data", "name", "name", query, "CC0 1.0 (Harvard Dataverse)", CITATION, latin=True
)
