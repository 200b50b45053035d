"""Quadruples of research on temporal knowledge graphs: Parquet with ``source, relation, target, date``."""

from __future__ import annotations

from collections.abc import Mapping

from detente.feeds.feed import Feed, first_wrong, literal, row_sum, select

CITATION = (
    "Boschee, E. et al. (2015). ICEWS Coded Event Data. Harvard Dataverse; as quadruples of research on temporal "
    "knowledge graphs."
)


def query(path: str, mapping: Mapping[str, str]) -> str:
    """The file's rows; underscores in names are blanks. A row has no number, so it is named by what it says."""
    day = "TRY_CAST(date AS DATE)"
    names = ("source", "relation", "target")
    source, relation, target = (f"replace(CAST({name} AS VARCHAR), '_', ' ')" for name in names)
    return select(
        f"read_parquet({literal(path)})",
        {
            "row": row_sum((day, source, relation, target)), "date": day,
            "precision": "'day'", "added": day, "source_key": source, "target_key": target, "source_actor": source,
            "target_actor": target, "act": f"'name:' || {relation}", "mentions": "1",
            "wrong": first_wrong((f"{day} IS NULL", "'no day'"), (f"{relation} IS NULL", "'no relation'")),
        },
    )  # fmt: skip


FEED = Feed("quads", "ICEWS as quadruples", "name", "name", query, "see the publisher", CITATION, parquet=True)
