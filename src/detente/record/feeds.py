"""Published event data in the record: a file's rows kept once, narrow and sorted, and events derived on read.

The rule by which rows become events stands in ``docs/feeds.md``. It is one SQL query over the rows of a pair (or of
all), so that the order of loads cannot matter and nothing has to be kept in step.
"""

from __future__ import annotations

import codecs
import gzip
import hashlib
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from detente import ontology
from detente.errors import Error
from detente.events import Coverage, Source
from detente.record.database import Database
from detente.record.loading import insert_coverage, source_id
from detente.record.schema import sources_schema

if TYPE_CHECKING:
    import pyarrow as pa

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


ONLY = " of "
"""Between a file's name and the states that alone were kept of it, in the version of its source."""


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
    step(f"{path.name}: checking")
    sha256 = checksum(path)
    only = f"{ONLY}{' '.join(sorted(states))}" if states else ""
    source = Source(feed.title, feed.name, path.name + only, sha256, feed.licence, feed.citation)
    load = source_id(source)
    asked = "SELECT version FROM sources WHERE kind = ? AND sha256 = ?"
    if any(
        version.partition(ONLY)[2] == only.removeprefix(ONLY)
        for (version,) in database.rows(asked, [feed.name, sha256])
    ):
        return Loaded(str(path), 0, 0, 0, 0, known=True)
    with unpacked(path) as open_file, in_unicode(open_file, latin=feed.latin) as plain:
        _right_kind(feed, path, plain)
        query = feed.query(str(plain), mapping)
        with database.transaction():
            step(f"{path.name}: reading")
            rows = _stage(database, feed, query, plain)
            days = _days(database)
            if states:
                listed = ", ".join(f"'{state}'" for state in states)
                database.execute(
                    f"DELETE FROM staged WHERE wrong IS NULL AND source NOT IN ({listed}) AND target NOT IN ({listed})"
                )
            step(f"{path.name}: keeping")
            loaded = _keep(database, load, path, rows)
            if not loaded.reports and loaded.bad == loaded.rows and not (states and days):
                raise Error(f"{path}: no row of it can be read as {feed.title} ({_first_reason(database)})")
            _note(database, feed, source, load, days, only.replace(ONLY, "only of ", 1))
            database.execute("DROP TABLE staged")
    return loaded


def checksum(path: Path) -> str:
    """SHA-256 of a file, hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def unpacked(path: Path) -> Iterator[Path]:
    """The file itself, or what is in it where it is a zip or gzip, in a place that is cleared afterwards."""
    with path.open("rb") as file:
        packed = file.read(2)
    if packed not in {b"PK", b"\x1f\x8b"}:
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="detente-") as room:
        plain = Path(room) / "unpacked"
        try:
            if packed == b"PK":
                with zipfile.ZipFile(path) as archive:
                    members = [
                        m for m in archive.infolist() if not m.is_dir() and not m.filename.startswith("__MACOSX")
                    ]
                    if len(members) != 1:
                        raise Error(f"{path}: holds {len(members)} files; give a zip with one, or the files themselves")
                    with archive.open(members[0]) as inside, plain.open("wb") as out:
                        shutil.copyfileobj(inside, out, 1 << 20)
            else:
                with gzip.open(path, "rb") as inside, plain.open("wb") as out:
                    shutil.copyfileobj(inside, out, 1 << 20)
        except (zipfile.BadZipFile, gzip.BadGzipFile, EOFError, NotImplementedError) as error:
            raise Error(f"{path}: is a broken archive ({error}); download it again") from error
        except OSError as error:
            raise Error(f"{path}: cannot be unpacked ({error.strerror or error}); free some space") from error
        yield plain


@contextmanager
def in_unicode(path: Path, *, latin: bool) -> Iterator[Path]:
    """The file itself, or, where it may be Latin-1 and is no UTF-8, a copy in UTF-8."""
    if not latin or _is_unicode(path):
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="detente-") as room:
        copy = Path(room) / "unicode"
        with path.open(encoding="latin-1", newline="") as inside, copy.open("w", encoding="utf-8", newline="") as out:
            shutil.copyfileobj(inside, out, 1 << 20)
        yield copy


def _is_unicode(path: Path) -> bool:
    decode = codecs.getincrementaldecoder("utf-8")().decode
    with path.open("rb") as file:
        try:
            while block := file.read(1 << 20):
                decode(block)
            decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


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


def _stage(database: Database, feed: Feed, query: str, plain: Path) -> int:
    """Read the rows of a file, with their states and acts, into the table ``staged``; gives how many rows there were.

    Where states are told by codes, all codes are known before and the file is read once, straight into its place. Names
    have to be gathered first.
    """
    named = "source_key IS NOT NULL AND target_key IS NOT NULL AND source_key <> target_key"
    rows, count = f"(SELECT * FROM ({query}) WHERE ({named}) OR wrong IS NOT NULL)", 0
    if feed.scheme == "name":
        database.execute(f"CREATE OR REPLACE TEMP TABLE raw AS {query}")
        rows, count = "raw", int(database.rows("SELECT count(*) FROM raw")[0][0]) + _misfit_lines(database)
    if feed.scheme == "name":
        acts = [act for (act,) in database.rows("SELECT DISTINCT act FROM raw WHERE act IS NOT NULL")]
    else:
        acts = feed.directory.cameo_forms()
    _told_acts(database, feed, acts)
    _told(database, feed, "actor_keys", feed.scheme, ("source_key", "target_key"))
    _told(database, feed, "actor_names", feed.scheme if feed.scheme == "name" else "", ("source_actor", "target_actor"))
    _told(database, feed, "place_keys", feed.places, ("place_key",))
    _told_sectors(database, feed)
    # How many rows a file has is not known to the planner, which would build its hash tables from the file.
    database.execute("SET preserve_insertion_order = false")  # rows are put in order when they are kept
    database.execute("SET disabled_optimizers = 'join_order,build_side_probe_side'")
    database.execute(f"CREATE OR REPLACE TEMP TABLE staged AS {STAGE.format(rows=rows)}")
    database.execute("RESET disabled_optimizers")
    database.execute("RESET preserve_insertion_order")
    database.execute("DROP TABLE IF EXISTS raw")
    return count or line_count(plain)


def line_count(path: Path) -> int:
    """How many lines a file has, less a header that names columns by words alone."""
    count, last = 0, b"\n"
    with path.open("rb") as file:
        header = file.readline().startswith(b"Date\t")
        file.seek(0)
        while block := file.read(1 << 22):
            count += block.count(b"\n")
            last = block[-1:]
    return count + (last != b"\n") - header


STAGE = """
SELECT r.row, r.date, r.date_end, r.precision, r.added, s.state AS source, t.state AS target,
    r.source_actor, r.target_actor, coalesce(a.sector, s.sector) AS source_sector,
    coalesce(b.sector, t.sector) AS target_sector, c.cameo, c.type, c.mode, r.goldstein, r.quad, r.place,
    p.state AS place_state, r.lat, r.lon, r.url, nullif(r.publisher, '') AS publisher,
    greatest(coalesce(r.mentions, 1), 1) AS mentions, greatest(coalesce(r.publishers, 1), 1) AS publishers,
    coalesce(r.status, 'happened') AS status, x.person AS source_person, y.person AS target_person,
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


def _keep(database: Database, load: str, path: Path, rows: int) -> Loaded:
    """Sort staged rows into reports, rows without two states and bad rows."""
    misfits = _misfits(database, load, path)
    database.execute(
        "INSERT INTO rejects SELECT ?, row, ?, wrong FROM staged WHERE wrong IS NOT NULL LIMIT ?",
        [load, path.name, REJECTS_KEPT],
    )
    database.execute(
        "INSERT INTO feed_reports BY NAME SELECT ? AS load, * EXCLUDE (wrong, added) FROM staged "
        "WHERE wrong IS NULL ORDER BY least(source, target), greatest(source, target), date, row",
        [load],
    )
    bad, reports = database.rows("SELECT count(wrong), count(*) - count(wrong) FROM staged")[0]
    return Loaded(str(path), rows, reports, rows - bad - reports - misfits, bad + misfits)


def _told_acts(database: Database, feed: Feed, texts: Sequence[str]) -> None:
    """The table ``acts``: CAMEO code, type and mode of what feeds call an act."""
    import pyarrow as pa

    told = [(text, *act) for text in texts if (act := feed.directory.act(text))]
    names = ("act", "cameo", "type", "mode")
    given = pa.table({name: pa.array([row[n] for row in told], pa.string()) for n, name in enumerate(names)})
    database.execute("CREATE OR REPLACE TEMP TABLE acts AS SELECT * FROM given", given=given)


def _told(database: Database, feed: Feed, table: str, scheme: str, columns: tuple[str, ...]) -> None:
    """A table of the states that keys stand for."""
    import pyarrow as pa

    if scheme == "name":
        asked = " UNION ".join(f"SELECT DISTINCT {c} FROM raw WHERE wrong IS NULL AND {c} IS NOT NULL" for c in columns)
        keys = [key for (key,) in database.rows(asked)]
    else:
        keys = list(feed.directory.codes(scheme)) if scheme else []
    found = [(key, *feed.directory.key(scheme, key)) for key in keys]
    found = [row for row in found if row[1]]
    names = ("key", "state", "sector", "person")
    given = pa.table({name: pa.array([row[n] for row in found], pa.string()) for n, name in enumerate(names)})
    database.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT * FROM given", given=given)


def _told_sectors(database: Database, feed: Feed) -> None:
    import pyarrow as pa

    asked = "SELECT DISTINCT source_sector FROM raw UNION SELECT DISTINCT target_sector FROM raw"
    keys = [key for (key,) in database.rows(asked)] if feed.scheme == "name" else feed.directory.sectors()
    found = {key: told for key in keys if (told := feed.directory.sector(key))}
    given = pa.table({"key": pa.array(list(found), pa.string()), "sector": pa.array(list(found.values()), pa.string())})
    database.execute("CREATE OR REPLACE TEMP TABLE sector_keys AS SELECT * FROM given", given=given)


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
    import pyarrow as pa

    row = {name: getattr(source, name) for name in ("name", "kind", "version", "sha256", "licence", "citation")}
    row |= {"id": load, "loaded_at": datetime.now(UTC).replace(tzinfo=None)}
    database.insert("sources", pa.Table.from_pylist([row], schema=sources_schema()))
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


# Events -------------------------------------------------------------------------------------------------------------


COOPERATION = ", ".join(f"'{kind}'" for kind in ontology.TYPES if "cooperation" in ontology.quad(kind))
LASTING = "'ASSAULT', 'COERCE', 'MOBILIZE', 'PROTEST', 'AID', 'SANCTION'"
"""Types of acts that may well be repeated from one day to the next, so that a row of the next day is another event."""

EVENTS = f"""
WITH once AS (
    SELECT r.*, s.kind AS feed FROM feed_reports r JOIN sources s ON s.id = r.load {{where}}
    QUALIFY row_number() OVER (PARTITION BY s.kind, r.row ORDER BY r.load) = 1
), faced AS (
    SELECT * REPLACE (
        CASE WHEN mode = 'host' THEN target ELSE source END AS source,
        CASE WHEN mode = 'host' THEN source ELSE target END AS target,
        CASE WHEN mode = 'host' THEN target_actor ELSE source_actor END AS source_actor,
        CASE WHEN mode = 'host' THEN source_actor ELSE target_actor END AS target_actor,
        CASE WHEN mode = 'host' THEN target_sector ELSE source_sector END AS source_sector,
        CASE WHEN mode = 'host' THEN source_sector ELSE target_sector END AS target_sector,
        CASE WHEN mode = 'host' THEN target_person ELSE source_person END AS source_person,
        CASE WHEN mode = 'host' THEN source_person ELSE target_person END AS target_person,
        CASE WHEN mode = 'host' THEN '042' ELSE cameo END AS cameo,
        CASE WHEN mode = 'host' THEN 'visit' ELSE mode END AS mode
    ) FROM once
), paired AS (
    SELECT *, least(source, target) AS a, greatest(source, target) AS b,
        type IN ({COOPERATION}) AND coalesce(mode, '') <> 'visit' AND min(source) OVER same <> max(source) OVER same
            AS mutual
    FROM faced
    WINDOW same AS (PARTITION BY least(source, target), greatest(source, target), type, mode, status ORDER BY date
        RANGE BETWEEN INTERVAL 1 DAY PRECEDING AND INTERVAL 1 DAY FOLLOWING)
), daily AS (
    SELECT CASE WHEN mutual THEN a ELSE source END AS source, CASE WHEN mutual THEN b ELSE target END AS target,
        mutual AS reciprocal, type, mode, status, date, max(date_end) AS date_end, max(precision) AS precision,
        arg_min(cameo, (-mentions, row)) AS cameo, arg_min(goldstein, (-mentions, row)) AS goldstein,
        arg_min(CASE WHEN mutual AND source <> a THEN target_actor ELSE source_actor END, (-mentions, row))
            AS source_actor,
        arg_min(CASE WHEN mutual AND source <> a THEN source_actor ELSE target_actor END, (-mentions, row))
            AS target_actor,
        arg_min(CASE WHEN mutual AND source <> a THEN target_sector ELSE source_sector END, (-mentions, row))
            AS source_sector,
        arg_min(CASE WHEN mutual AND source <> a THEN source_sector ELSE target_sector END, (-mentions, row))
            AS target_sector,
        arg_min(place, (-mentions, row)) AS place, arg_min(place_state, (-mentions, row)) AS place_state,
        arg_min(lat, (-mentions, row)) AS lat, arg_min(lon, (-mentions, row)) AS lon,
        arg_min(url, (-mentions, row)) AS url, arg_min(feed, (-mentions, row)) AS feed,
        sum(mentions)::BIGINT AS reports,
        greatest(count(DISTINCT coalesce(publisher, feed)), max(publishers)) AS publishers,
        list_sort(list(DISTINCT feed || ':' || row))[:20] AS report_ids,
        list_distinct(list_concat(list_sort(list(DISTINCT source_person)), list_sort(list(DISTINCT target_person))))
            AS participants,
        list_sort(list(DISTINCT least(upper(coalesce(source_actor, source)), upper(coalesce(target_actor, target)))
            || '|' || greatest(upper(coalesce(source_actor, source)), upper(coalesce(target_actor, target))))) AS actors
    FROM paired GROUP BY ALL
), chained AS (
    SELECT *, CASE WHEN type NOT IN ({LASTING}) AND date - lag(date) OVER line = 1
        AND list_has_all(lag(actors) OVER line, actors) THEN 0 ELSE 1 END AS begins
    FROM daily WINDOW line AS (PARTITION BY source, target, reciprocal, type, mode, status ORDER BY date)
), numbered AS (
    SELECT *, sum(begins) OVER (PARTITION BY source, target, reciprocal, type, mode, status ORDER BY date) AS island
    FROM chained
), joined AS (
    SELECT source, target, reciprocal, type, mode, status, min(date) AS date,
        {{firsts}},
        max(date_end) AS date_end, sum(reports)::BIGINT AS reports, max(publishers)::BIGINT AS publishers,
        list_sort(list_distinct(flatten(list(report_ids)))) AS report_ids,
        list_distinct(flatten(list(participants ORDER BY date))) AS participants
    FROM numbered GROUP BY source, target, reciprocal, type, mode, status, island
)
SELECT
    'f' || left(md5(concat_ws('|', source, target, reciprocal, j.type, coalesce(j.mode, ''), status, j.date)), 15)
        AS id,
    j.date, source, target, j.type, k.quad,
    concat(coalesce(source_actor, source), ' – ', k.name, ' – ', coalesce(target_actor, target)) AS passage,
    j.date_end, coalesce(precision, 'day') AS precision, 'text' AS date_basis, source_actor, target_actor,
    source_sector, target_sector, NULL AS native_source, NULL AS native_target, reciprocal, j.cameo, j.mode,
    k.contexts, j.goldstein, status, 'author' AS voice, place,
    CASE WHEN j.mode = 'visit' THEN coalesce(place_state, target) ELSE place_state END AS place_state, lat, lon,
    []::VARCHAR[] AS issues,
    CASE WHEN j.type <> 'CONSULT' THEN NULL WHEN j.mode = 'visit' THEN 'visit' WHEN j.mode = 'phone' THEN 'call'
        WHEN j.cameo IN ('044', '046') THEN 'talks' END AS format,
    NULL AS occasion, list_filter(participants, lambda p: p IS NOT NULL) AS participants, []::VARCHAR[] AS firsts,
    NULL AS start, NULL AS "end",
    NULL AS document, 1.0 AS confidence, feed AS coder, reports, publishers, report_ids
FROM joined j JOIN feed_acts k
    ON k.cameo IS NOT DISTINCT FROM j.cameo AND k.type = j.type AND k.mode IS NOT DISTINCT FROM j.mode
""".replace(
    "{firsts}",
    ", ".join(
        f"arg_min({name}, date) AS {name}"
        for name in [
            "precision",
            "cameo",
            "goldstein",
            "source_actor",
            "target_actor",
            "source_sector",
            "target_sector",
            "place",
            "place_state",
            "lat",
            "lon",
            "url",
            "feed",
        ]
    ),
)


def has_rows(database: Database) -> bool:
    """Whether any feed was loaded."""
    return bool(database.rows("SELECT 1 FROM feed_reports LIMIT 1"))


def acts_table(database: Database) -> pa.Table:
    """What each combination of code, type and mode in the record is called, with its quad class and contexts."""
    import pyarrow as pa

    found = []
    known = {
        (cameo, kind, mode)
        for cameo, kind, mode in database.rows("SELECT DISTINCT cameo, type, mode FROM feed_reports")
    }
    for cameo, kind, mode in sorted({*known, ("042", "CONSULT", "visit")}, key=str):
        name = ontology.cameo_name(cameo) if cameo else ontology.describe(kind, mode)
        contexts = list(ontology.from_cameo(cameo).contexts) if cameo else []
        found.append((cameo, kind, mode, name.removesuffix(", not specified below"), ontology.quad(kind), contexts))
    texts = ("cameo", "type", "mode", "name", "quad")
    columns = {name: pa.array([row[n] for row in found], pa.string()) for n, name in enumerate(texts)}
    return pa.table(columns | {"contexts": pa.array([row[5] for row in found], pa.list_(pa.string()))})


def where(a: str | None = None, b: str | None = None, firsts: Sequence[str] = ()) -> str:
    """The rows of a pair, of one state, or of all pairs whose first state in the alphabet is one of ``firsts``."""
    if a and b:
        one, two = sorted((a, b))
        return f"WHERE (r.source = '{one}' AND r.target = '{two}') OR (r.source = '{two}' AND r.target = '{one}')"
    if a or b:
        return f"WHERE r.source = '{a or b}' OR r.target = '{a or b}'"
    if firsts:
        return f"WHERE least(r.source, r.target) IN ({', '.join(repr(state) for state in firsts)})"
    return ""


def view(events: str, rows: str = "") -> str:
    """The statement that makes ``events_and_feeds``: documents' events, and those of feeds that no document tells of.

    A feed's event that a document tells of too (the same pair, type and day, in either direction) adds its reports to
    the document's event. ``rows`` narrows the feeds' rows (see `where`).
    """
    told = (
        "d.type = f.type AND d.status = f.status AND d.precision = 'day' "
        "AND least(d.source, d.target) = least(f.source, f.target) "
        "AND greatest(d.source, d.target) = greatest(f.source, f.target) "
        "AND f.date BETWEEN d.date AND coalesce(d.date_end, d.date)"
    )
    return f"""
CREATE OR REPLACE TEMP VIEW events_and_feeds AS
WITH feed AS MATERIALIZED ({EVENTS.format(where=rows)}),
told AS (SELECT f.id, min(d.id) AS event FROM feed f JOIN {events} d ON {told} GROUP BY f.id),
more AS (SELECT event, sum(reports)::BIGINT AS reports FROM told JOIN feed USING (id) GROUP BY event)
SELECT d.* REPLACE (d.reports + coalesce(m.reports, 0) AS reports) FROM {events} d LEFT JOIN more m ON m.event = d.id
UNION ALL BY NAME
SELECT * FROM feed ANTI JOIN told USING (id)
"""
