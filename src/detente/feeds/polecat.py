"""POLECAT: forty tab-separated columns with a header that is sometimes too long, Latin-1, PLOVER types and modes."""

from __future__ import annotations

from collections.abc import Mapping

from detente.feeds.feed import Feed, csv_query, day, first_wrong, no_day, number, row_id, select
from detente.feeds.inspect import header

CITATION = (
    "Scarborough, G. I., Bagozzi, B. E., Beger, A., Berrie, J., Halterman, A., Schrodt, P. A. and Spivey, J. (2023). "
    "POLECAT Weekly Data. Harvard Dataverse, https://doi.org/10.7910/DVN/AJGVIT."
)
NAMES = [
    "Event ID",
    "Event Date",
    "Event Type",
    "Event Mode",
    "Intensity",
    "Quad Code",
    "Contexts",
    "Actor Name",
    "Actor Country",
    "Actor COW",
    "Primary Actor Sector",
    "Actor Sectors",
    "Actor Title",
    "Actor Name Raw",
    "Wikipedia Actor ID",
    "Recipient Name",
    "Recipient Country",
    "Recipient COW",
    "Primary Recipient Sector",
    "Recipient Sectors",
    "Recipient Title",
    "Recipient Name Raw",
    "Wikipedia Recipient ID",
    "Placename",
    "City",
    "District",
    "Province",
    "Country",
    "Latitude",
    "Longitude",
    "GeoNames ID",
    "Raw Placename",
    "Feature Type",
    "Source",
    "Publication Date",
    "Story People",
    "Story Organizations",
    "Story Locations",
    "Language",
    "Version",
]


def query(path: str, mapping: Mapping[str, str]) -> str:
    """The file's rows. A header with names too many ("Headline") does not fit its rows; ours is put in its place."""
    known = [name.replace("Event Intensity", "Intensity") for name in header(path, "\t", "utf-8")]
    names = NAMES if "Headline" in " ".join(known) or len(known) < len(NAMES) else known[: len(NAMES)]
    act = "upper(\"Event Type\") || coalesce('/' || nullif(lower(split_part(\"Event Mode\", ';', 1)), ''), '')"
    return select(
        csv_query(path, names, header=True, optional=[f"blank{n}" for n in range(6)]),
        {
            "row": row_id('"Event ID"'), "date": day('"Event Date"'), "precision": "'day'",
            "added": day('"Event Date"'),
            "source_key": "split_part(coalesce(\"Actor Country\", \"Actor Name\"), ';', 1)",
            "target_key": "split_part(coalesce(\"Recipient Country\", \"Recipient Name\"), ';', 1)",
            "source_actor": "split_part(\"Actor Name\", ';', 1)",
            "target_actor": "split_part(\"Recipient Name\", ';', 1)", "source_sector": '"Primary Actor Sector"',
            "target_sector": '"Primary Recipient Sector"', "act": act, "goldstein": number("Intensity"),
            "place": "nullif(coalesce(City, Placename), 'None')", "place_key": "Country", "lat": number("Latitude"),
            "lon": number("Longitude"), "publisher": "Source", "mentions": "1",
            "contexts": "replace(lower(Contexts), ' ', '_')",
            "wrong": first_wrong(
                no_day('"Event Date"'), ("coalesce(\"Event Type\", '') = ''", "'no event type'")
            ),
        },
    )  # fmt: skip


FEED = Feed("polecat", "POLECAT", "name", "name", query, "CC0 1.0 (Harvard Dataverse)", CITATION, latin=True)
