"""Published event data in the record: a file's rows kept once, narrow and sorted.

How rows become events when they are read stands in `detente.record.feed_events`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Protocol

from detente.errors import Error
from detente.events import Coverage, Source
from detente.record.database import Database
from detente.record.loading import insert_coverage, source_id
from detente.record.lookups import look_up
from detente.record.schema import sources_schema
from detente.record.unpacking import Reading, in_unicode, read_through, unpacked

REJECTS_KEPT = 10_000
"""So many bad rows of a file are kept aside with their reasons; all are counted."""
Progress = Callable[[str], None]


class Feed(Protocol):
    """What the record has to know of a feed; `detente.feeds.Feed` is one."""

    @property
    def name(self) -> str:
        """Its short name, such as ``gdelt2``."""

    @property
    def title(self) -> str:
        """What it is called."""

    @property
    def scheme(self) -> str:
        """How actor keys are read."""

    @property
    def places(self) -> str:
        """How place keys are read."""

    @property
    def licence(self) -> str:
        """Under what its data may be used."""

    @property
    def citation(self) -> str:
        """How to cite it."""

    @property
    def dense(self) -> bool:
        """Whether a day without a row was not loaded."""

    @property
    def parquet(self) -> bool:
        """Whether its files are Parquet."""

    @property
    def latin(self) -> bool:
        """Whether its files may be Latin-1."""

    @property
    def query(self) -> Callable[[str, Mapping[str, str]], str]:
        """What reads a file into columns."""

    @property
    def directory(self) -> Any:
        """What tells states, sectors and acts."""

    @property
    def told_apart(self) -> Callable[[Path], str | None]:
        """What tells which feed a file is of."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a file brought: rows read, reports kept, rows without two states, bad rows; or that it was there already."""

    path: str
    rows: int
    reports: int
    without_pair: int
    bad: int
    known: bool = False


_ONLY = "only of "


def only_of(states: Iterable[str]) -> str:
    """How a source's version and its coverage say that rows of these states (ISO3) alone were kept of it."""
    return f"{_ONLY}{' '.join(sorted(states))}" if states else ""


def version_of(file: str, states: Iterable[str]) -> str:
    """The version of the source that a file of that name is."""
    return f"{file} {only_of(states)}".rstrip()


def tells_of(coverage: Mapping[str, str], states: set[str]) -> bool:
    """Whether an entry of the coverage bears on any of some states: not one of a load that kept others' rows alone."""
    note = coverage["note"]
    kept = note.startswith(_ONLY) and coverage["state"] == "loaded"
    return not kept or not states.isdisjoint(note.removeprefix(_ONLY).split())


def load_file(
    database: Database,
    feed: Feed,
    path: Path,
    mapping: Mapping[str, str],
    on_step: Progress | None = None,
    states: Sequence[str] = (),
) -> Loaded:
    """Keep the rows of one file: all of them and its coverage, or after any failure nothing.

    With ``states`` (ISO3) only rows that name one of them are kept, and the coverage says so. Raises `Error` for a file
    that is not there, empty, of another kind or broken; single bad rows are kept aside.
    """
    step = on_step or (lambda text: None)
    if not path.is_file():
        raise Error(f"{path}: there is no such file")
    version = version_of(path.name, states)
    with Reading(path) as reading:

        def known() -> bool:
            """Whether the same bytes were loaded before, for the same states."""
            query = "SELECT version FROM sources WHERE kind = ? AND sha256 = ?"
            there = database.rows(query, [feed.name, reading.done().sha256])
            return any(old.partition(_ONLY)[1:] == version.partition(_ONLY)[1:] for (old,) in there)

        step(f"{path.name}: checking")
        # A file of a name that is there is likely that file; of another the checksum is worked out while it is read.
        if database.rows("SELECT 1 FROM sources WHERE kind = ? AND version = ?", [feed.name, version]) and known():
            return Loaded(str(path), 0, 0, 0, 0, known=True)
        with unpacked(path) as open_file, in_unicode(open_file, latin=feed.latin) as plain:
            _right_kind(feed, path, plain)
            query = feed.query(str(plain), mapping)
            with database.transaction():
                step(f"{path.name}: reading")
                counted = _stage(database, feed, query)
                if known():
                    for table in ("staged", "reject_errors", "reject_scans"):
                        database.execute(f"DROP TABLE IF EXISTS {table}")
                    return Loaded(str(path), 0, 0, 0, 0, known=True)
                rows = counted or (reading.done() if plain == path else read_through(plain)).lines
                source = Source(feed.title, feed.name, version, reading.done().sha256, feed.licence, feed.citation)
                step(f"{path.name}: keeping")
                return _keep(database, feed, source, path, rows, states)


def _right_kind(feed: Feed, path: Path, plain: Path) -> None:
    """Refuse a file that is plainly another's."""
    found = feed.told_apart(plain)
    if found == "html":
        raise Error(f"{path}: is a web page, not data; the download was refused or moved. Fetch it again")
    if found == "mentions":
        raise Error(f"{path}: is a GDELT mentions file; it names articles, not events. Load the events file (export)")
    if feed.parquet != (found == "parquet"):
        said = ("is not a", "is read from one") if feed.parquet else ("is a", "is not")
        raise Error(f"{path}: {said[0]} Parquet file; {feed.name} {said[1]}")
    if found and found != feed.name and not feed.parquet and feed.name != "csv":
        raise Error(f"{path}: looks like {found}, not {feed.name}; load it with --as {found}")
    if found is None and feed.name in {"gdelt1", "gdelt2", "phoenix", "icews", "polecat"}:
        raise Error(f"{path}: has none of the shapes that {feed.title} files have; see docs/feeds.md for their columns")


def _stage(database: Database, feed: Feed, query: str) -> int:
    """Read the rows of a file, with their states and acts, into ``staged``; gives how many there were, 0 if not known.

    Where states are told by codes, all codes are known before and the file is read once, straight into its place. Names
    have to be gathered first.
    """
    named = "source_key IS NOT NULL AND target_key IS NOT NULL AND source_key <> target_key"
    rows, count = f"(SELECT * FROM ({query}) WHERE ({named}) OR wrong IS NOT NULL)", 0
    if feed.scheme == "name":
        database.execute(f"CREATE OR REPLACE TEMP TABLE raw AS {query}")
        rows, count = "raw", int(database.rows("SELECT count(*) FROM raw")[0][0]) + _misfit_lines(database)
    look_up(database, feed)
    # How many rows a file has is not known to the planner, which would build its hash tables from the file.
    database.execute("SET preserve_insertion_order = false")  # rows are put in order when they are kept
    database.execute("SET disabled_optimizers = 'join_order,build_side_probe_side'")
    database.execute(f"CREATE OR REPLACE TEMP TABLE staged AS {STAGE.format(rows=rows)}")
    database.execute("RESET disabled_optimizers")
    database.execute("RESET preserve_insertion_order")
    database.execute("DROP TABLE IF EXISTS raw")
    return count


STAGE = """
SELECT r.row, r.date, r.date_end, r.precision, r.added, s.state AS source, t.state AS target,
    r.source_actor, r.target_actor, coalesce(a.sector, s.sector) AS source_sector,
    coalesce(b.sector, t.sector) AS target_sector, c.cameo, c.type, c.mode, r.goldstein, r.quad, r.place,
    p.state AS place_state, r.lat, r.lon, r.url, nullif(r.publisher, '') AS publisher,
    greatest(coalesce(r.mentions, 1), 1) AS mentions, greatest(coalesce(r.publishers, 1), 1) AS publishers,
    coalesce(r.status, 'happened') AS status, x.person AS source_person, y.person AS target_person,
    nullif(r.contexts, '') AS contexts,
    CASE WHEN r.wrong IS NOT NULL THEN r.wrong
        WHEN c.act IS NULL THEN 'no act known: ' || coalesce(r.act, 'nothing') END AS wrong
FROM {rows} r
LEFT JOIN acts c ON c.act = r.act
LEFT JOIN actor_keys s ON s.key = r.source_key
LEFT JOIN actor_keys t ON t.key = r.target_key
LEFT JOIN actor_names x ON x.key = r.source_actor
LEFT JOIN actor_names y ON y.key = r.target_actor
LEFT JOIN place_keys p ON p.key = r.place_key
LEFT JOIN sector_keys a ON a.key = r.source_sector
LEFT JOIN sector_keys b ON b.key = r.target_sector
WHERE s.state <> t.state OR r.wrong IS NOT NULL OR c.act IS NULL
"""
"""What becomes of a file's rows: those between two states, and bad ones."""


def _keep(database: Database, feed: Feed, source: Source, path: Path, rows: int, states: Sequence[str]) -> Loaded:
    """Sort staged rows into reports, rows without two states and bad rows, and note what was loaded."""
    load, days = source_id(source), _days(database)
    if states:
        listed = ", ".join(f"'{state}'" for state in states)
        others = f"source::VARCHAR NOT IN ({listed}) AND target::VARCHAR NOT IN ({listed})"
        database.execute(f"DELETE FROM staged WHERE wrong IS NULL AND {others}")
    misfits = _misfits(database, load, path)
    database.execute(
        "INSERT INTO rejects SELECT ?, row, ?, wrong FROM staged WHERE wrong IS NOT NULL LIMIT ?",
        [load, path.name, REJECTS_KEPT],
    )
    database.execute(
        "INSERT INTO feed_reports BY NAME SELECT ? AS load, least(source, target) AS a, greatest(source, target) AS b, "
        "* EXCLUDE (wrong, added) FROM staged WHERE wrong IS NULL ORDER BY a, b, date, row",
        [load],
    )
    bad, reports = database.rows("SELECT count(wrong), count(*) - count(wrong) FROM staged")[0]
    database.execute("DROP TABLE staged")
    loaded = Loaded(str(path), rows, reports, rows - bad - reports - misfits, bad + misfits)
    if not reports and loaded.bad == rows and not (states and days):
        raise Error(f"{path}: no row of it can be read as {feed.title} ({_first_reason(database)})")
    _note(database, feed, source, load, days, only_of(states))
    return loaded


def _misfit_lines(database: Database) -> int:
    """How many lines the reader could not take."""
    if not database.rows("SELECT 1 FROM duckdb_tables() WHERE table_name = 'reject_errors'"):
        return 0
    return int(database.rows("SELECT count(DISTINCT line) FROM reject_errors")[0][0])


def _misfits(database: Database, load: str, path: Path) -> int:
    """Lines that the reader could not take, kept aside with their numbers; gives how many."""
    count = _misfit_lines(database)
    if not count:
        return 0
    database.execute(
        "INSERT INTO rejects SELECT DISTINCT ON (line) ?, line, ?, error_message FROM reject_errors "
        "ORDER BY line LIMIT ?",
        [load, path.name, REJECTS_KEPT],
    )
    database.execute("DROP TABLE reject_errors")
    database.execute("DROP TABLE IF EXISTS reject_scans")
    return count


def _first_reason(database: Database) -> str:
    found = database.rows("SELECT reason FROM rejects ORDER BY rowid DESC LIMIT 1")
    return f"the last row: {found[0][0]}" if found else "it has no rows"


def _days(database: Database) -> list[date]:
    """The days whose loading the staged rows prove."""
    asked = "SELECT DISTINCT added FROM staged WHERE wrong IS NULL AND added IS NOT NULL ORDER BY added"
    return [day for (day,) in database.rows(asked)]


def _note(database: Database, feed: Feed, source: Source, load: str, days: list[date], only: str) -> None:
    """The source and what it covers: each day with a row of a dense feed, the whole span of another."""
    row = {name: getattr(source, name) for name in ("name", "kind", "version", "sha256", "licence", "citation")}
    row |= {"id": load, "loaded_at": datetime.now(UTC).replace(tzinfo=None)}
    database.append("sources", [row], sources_schema())
    if days:
        found = [replace(row, note=only) for row in covered(source.name, days, dense=feed.dense)]
        insert_coverage(database, found, derived=False)


def covered(source: str, days: list[date], *, dense: bool) -> list[Coverage]:
    """Loaded stretches of some days in order; of a feed that is not dense the whole span."""
    runs: list[list[date]] = []
    for day in days:
        if runs and (not dense or (day - runs[-1][1]).days == 1):
            runs[-1][1] = day
        else:
            runs.append([day, day])
    return [Coverage(source, first, last) for first, last in runs]
