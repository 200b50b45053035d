"""UCDP Georeferenced Event Dataset and its candidate releases: 49 columns of CSV, some releases without a header."""

from __future__ import annotations

from collections.abc import Mapping

from detente.feeds.feed import Feed, csv_query, first_wrong, number, row_id, select
from detente.feeds.inspect import first_line

CITATION = (
    "Sundberg, R. and Melander, E. (2013). Introducing the UCDP Georeferenced Event Dataset. Journal of Peace Research "
    "50(4), 523–532."
)
NAMES = [
    "id",
    "relid",
    "year",
    "active_year",
    "code_status",
    "type_of_violence",
    "conflict_dset_id",
    "conflict_new_id",
    "conflict_name",
    "dyad_dset_id",
    "dyad_new_id",
    "dyad_name",
    "side_a_dset_id",
    "side_a_new_id",
    "side_a",
    "side_b_dset_id",
    "side_b_new_id",
    "side_b",
    "number_of_sources",
    "source_article",
    "source_office",
    "source_date",
    "source_headline",
    "source_original",
    "where_prec",
    "where_coordinates",
    "where_description",
    "adm_1",
    "adm_2",
    "latitude",
    "longitude",
    "geom_wkt",
    "priogrid_gid",
    "country",
    "country_id",
    "region",
    "event_clarity",
    "date_prec",
    "date_start",
    "date_end",
    "deaths_a",
    "deaths_b",
    "deaths_civilians",
    "deaths_unknown",
    "best",
    "high",
    "low",
    "gwnoa",
    "gwnob",
]


def query(path: str, mapping: Mapping[str, str]) -> str:
    """The file's rows. A side's Gleditsch–Ward number tells its state, else the name of its government."""
    start, end = (f"TRY_CAST(left({column}, 10) AS DATE)" for column in ("date_start", "date_end"))
    return select(
        csv_query(path, NAMES, delim=",", quote='"', header=first_line(path).startswith(("id,", '"id"'))),
        {
            "row": row_id("id"), "date": start, "date_end": f"nullif({end}, {start})",
            "precision": "CASE WHEN TRY_CAST(date_prec AS INTEGER) <= 2 THEN 'day' "
            "WHEN TRY_CAST(date_prec AS INTEGER) <= 4 THEN 'month' ELSE 'year' END",
            "added": start,
            "source_key": "CASE WHEN nullif(gwnoa, '') IS NULL THEN side_a ELSE 'gw:' || gwnoa END",
            "target_key": "CASE WHEN nullif(gwnob, '') IS NULL THEN side_b ELSE 'gw:' || gwnob END",
            "source_actor": "side_a", "target_actor": "side_b", "act": "'ASSAULT'",
            "place": "where_coordinates", "place_key": "country", "lat": number("latitude"),
            "lon": number("longitude"), "publisher": "source_office", "mentions": "1",
            "publishers": number("number_of_sources", "INTEGER"),
            "wrong": first_wrong((f"{start} IS NULL", "'no day: ' || coalesce(date_start, 'nothing')")),
        },
    )  # fmt: skip


FEED = Feed("ucdp", "UCDP Georeferenced Event Dataset", "name", "name", query, "CC BY 4.0", CITATION, dense=False)
