"""What every feed has in common: the columns that its query gives, and the pieces that queries are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

COLUMNS = (
    ("row", "BIGINT"), ("date", "DATE"), ("date_end", "DATE"), ("precision", "VARCHAR"), ("added", "DATE"),
    ("source_key", "VARCHAR"), ("target_key", "VARCHAR"), ("source_actor", "VARCHAR"), ("target_actor", "VARCHAR"),
    ("source_sector", "VARCHAR"), ("target_sector", "VARCHAR"), ("act", "VARCHAR"), ("goldstein", "FLOAT"),
    ("quad", "UTINYINT"), ("place", "VARCHAR"), ("place_key", "VARCHAR"), ("lat", "FLOAT"), ("lon", "FLOAT"),
    ("url", "VARCHAR"), ("publisher", "VARCHAR"), ("mentions", "INTEGER"), ("publishers", "INTEGER"),
    ("status", "VARCHAR"), ("contexts", "VARCHAR"), ("wrong", "VARCHAR"),
)  # fmt: skip
"""Columns of a feed's query. ``act`` is a CAMEO code, or a PLOVER type and mode as ``TYPE/mode``; the keys are what
`detente.feeds.resolve` tells a state by. ``added`` is the day whose loading the row proves. ``contexts`` are PLOVER's,
parted by semicolons. ``wrong`` says why a row cannot be used; the others of its columns may then be empty."""


@dataclass(frozen=True, slots=True)
class Feed:
    """One kind of published event data.

    ``query(path, mapping)`` gives the SQL (DuckDB) that reads a file into `COLUMNS`, with the path and the user's own
    mapping of columns. ``scheme`` names how actor keys are read (see `detente.feeds.resolve`), ``places`` how place
    keys are. ``dense`` feeds tell of every day of the world, so that a day without a row was not loaded; of others the
    whole span of a file counts as loaded. ``latin`` feeds may be written in Latin-1.
    """

    name: str
    title: str
    scheme: str
    places: str
    query: Callable[[str, Mapping[str, str]], str]
    licence: str
    citation: str
    dense: bool = True
    parquet: bool = False
    latin: bool = False

    @property
    def directory(self) -> ModuleType:
        """What tells states, sectors and acts by this room's names and codes."""
        from detente.feeds import resolve

        return resolve

    @property
    def told_apart(self) -> Callable[[Path], str | None]:
        """What tells which feed a file is of (see `detente.feeds.inspect`)."""
        from detente.feeds.inspect import told_apart

        return told_apart


def literal(text: str) -> str:
    """Text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def csv_query(
    path: str,
    columns: Sequence[str],
    *,
    delim: str = "\t",
    header: bool = False,
    quote: str = "",
    optional: Sequence[str] = (),
) -> str:
    """Reads a delimited file with all columns as text; lines that do not fit are kept aside by the reader.

    Lines may end before the ``optional`` columns, or among them.
    """
    names = [*columns, *optional]
    struct = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in names)
    return (
        f"read_csv({literal(path)}, delim = {literal(delim)}, header = {header}, quote = {literal(quote)}, "
        f"escape = {literal(quote)}, columns = {{{struct}}}, auto_detect = false, null_padding = {bool(optional)}, "
        "store_rejects = true, rejects_limit = 0, max_line_size = 4194304, nullstr = '')"
    )


def select(source: str, given: Mapping[str, str]) -> str:
    """A query of `COLUMNS` from ``source``; ``given`` are expressions by column, those left out are empty."""
    parts = ", ".join(f'CAST({given.get(name, "NULL")} AS {kind}) AS "{name}"' for name, kind in COLUMNS)
    return f"SELECT {parts} FROM {source}"


def day(column: str, form: str = "%Y-%m-%d") -> str:
    """An expression for a column's day, NULL where it is none."""
    return f"CAST(try_strptime({column}, {literal(form)}) AS DATE)"


def number(column: str, kind: str = "DOUBLE") -> str:
    """An expression for a column's number, NULL where it is none."""
    return f"TRY_CAST({column} AS {kind})"


def first_wrong(*checks: tuple[str, str]) -> str:
    """An expression that says the first of what is wrong; each check is a condition and the words for it."""
    cases = " ".join(f"WHEN {condition} THEN {words}" for condition, words in checks)
    return f"CASE {cases} END"


def no_day(column: str, form: str = "%Y-%m-%d") -> tuple[str, str]:
    """The check that a column holds a day."""
    return f"{day(column, form)} IS NULL", f"'no day: ' || coalesce({column}, 'nothing')"


def row_sum(columns: Iterable[str]) -> str:
    """An expression for the number of a row that bears none: a checksum of what it says."""
    return f"CAST(hash({', '.join(columns)}) >> 1 AS BIGINT)"


def row_id(column: str) -> str:
    """An expression for a row's number: the feed's own where it is a number, else a checksum of it."""
    return f"coalesce(TRY_CAST({column} AS BIGINT), CAST(hash({column}) >> 1 AS BIGINT))"
