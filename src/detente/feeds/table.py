"""A plain CSV of one's own, with a mapping that says which of its columns is which."""

from __future__ import annotations

from collections.abc import Mapping

from detente.errors import Error
from detente.feeds.feed import COLUMNS, Feed, csv_query, first_wrong, number, row_id, row_sum, select
from detente.feeds.inspect import header

NEEDED = ("date", "source", "target", "act")
OTHERS = (
    "id", "source_actor", "target_actor", "place", "lat", "lon", "url", "publisher", "goldstein", "status", "contexts",
)  # fmt: skip
NUMBERS = {name: kind for name, kind in COLUMNS if kind in {"FLOAT", "INTEGER"}}


def query(path: str, mapping: Mapping[str, str]) -> str:
    """The file's rows. ``mapping`` gives the file's column for each of `NEEDED` and any of `OTHERS`.

    Where it is empty, the file's columns bear those names. ``act`` is a CAMEO code, a PLOVER type, ``TYPE/mode`` or an
    ICEWS name; ``source`` and ``target`` are any names or codes of states. Raises `Error` for a column that is not
    there.
    """
    names = header(path, ",", "utf-8")
    chosen = {key: mapping.get(key, key) for key in NEEDED} | {
        key: mapping.get(key, key) for key in OTHERS if key in mapping or key in names
    }
    for key, column in chosen.items():
        if column not in names:
            raise Error(f"{path}: has no column {column!r} for {key}; its columns are {', '.join(names)}")
    unknown = set(mapping) - set(NEEDED) - set(OTHERS)
    if unknown:
        raise Error(f"a mapping names {', '.join(sorted(unknown))}; it may name {', '.join((*NEEDED, *OTHERS))}")
    quoted = {key: '"' + column.replace('"', '""') + '"' for key, column in chosen.items()}
    day = f"TRY_CAST({quoted['date']} AS DATE)"
    given = {key: number(quoted[key], NUMBERS[key]) if key in NUMBERS else quoted[key] for key in quoted}
    given.pop("id", None)
    act = quoted["act"]
    return select(
        csv_query(path, names, delim=",", quote='"', header=True),
        {
            **{key: value for key, value in given.items() if key in OTHERS},
            "row": row_id(quoted["id"]) if "id" in quoted else row_sum(quoted.values()),
            "date": day, "added": day, "precision": "'day'", "source_key": quoted["source"],
            "target_key": quoted["target"], "source_actor": quoted.get("source_actor", quoted["source"]),
            "target_actor": quoted.get("target_actor", quoted["target"]), "mentions": "1",
            "act": f"CASE WHEN regexp_matches({act}, '^[0-9]+$|^[A-Z]+(/.*)?$') THEN {act} ELSE 'name:' || {act} END",
            "wrong": first_wrong(
                (f"{day} IS NULL", f"'no day: ' || coalesce({quoted['date']}, 'nothing')"),
                (f"coalesce({act}, '') = ''", "'no act'"),
            ),
        },
    )  # fmt: skip


FEED = Feed("csv", "a CSV of the user's", "name", "name", query, "", "", dense=False)
