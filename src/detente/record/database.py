"""The one door to DuckDB: open, begin and commit, and say in plain words what went wrong."""

from __future__ import annotations

import re
import shutil
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detente import __version__
from detente.errors import Error
from detente.record import snapshot
from detente.record.schema import MIGRATIONS, SCHEMA_VERSION, create_statements, sql_type

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

IN_USE = "conflicting lock"
WAYS_OUT = (
    (IN_USE, "{path} is in use by another process{holder}. Close that one, or wait until it is done."),
    (
        r"different configuration",
        "{path} is already open in this process in another mode (reading or writing). Close it first.",
    ),
    (
        r"not a valid duckdb|serializ|storage version|version number|corrupt",
        "{path} is no record that this version can read ({said}). Give another path with --record.",
    ),
    (r"database .* does not exist", "There is no record at {path}. Make one with `detente add`, or give another path."),
    (r"no such file or directory", "{path} cannot be made: its folder does not exist. Make the folder first."),
    (r"is a directory", "{path} is a folder; a record is one file. Name a file in it."),
    (
        r"no space left|disk quota|file too large|could not write|failed to write",
        "{path}: the disk is full or the file may not grow ({said}). Free some space and run it again; "
        "nothing of this run was kept.",
    ),
    (
        r"permission denied|read-only file system|operation not permitted",
        "{path} may not be written here ({said}). Choose a folder of your own; to read only, open it read-only.",
    ),
    (
        r"read-only mode|attached in read-only",
        "{path} was opened for reading only. Open it without read_only to change it.",
    ),
)


def explain(error: BaseException, path: Path) -> Error:
    """The same failure as a `detente.Error` that names the file and the way out."""
    said = " ".join(str(error).split())
    pid = re.search(r"PID (\d+)", said)
    holder = f" (process {pid.group(1)})" if pid else ""
    for pattern, advice in WAYS_OUT:
        if re.search(pattern, said, re.IGNORECASE):
            return Error(advice.format(path=path, holder=holder, said=said[:200]))
    return Error(f"{path}: the database said: {said[:400]}")


class Database:
    """One open DuckDB file that holds a record, made when it is not there yet and may be written.

    While another process writes, a reader gets the last complete state. Raises `detente.Error` when the file is no
    record, of another version, in use, or may not be read or written.
    """

    def __init__(self, path: Path | str, *, read_only: bool = False) -> None:
        import duckdb

        self.path = Path(path)
        self.read_only = read_only
        # One connection serves all threads; what another thread has not committed must not be seen.
        self._lock = threading.RLock()
        if self.path.is_file() and self.path.stat().st_size == 0:
            raise Error(f"{self.path} is empty, so it is no record. Delete it or give another path with --record.")
        self._copy: Path | None = None
        try:
            self.connection = duckdb.connect(str(self.path), read_only=read_only)
        except duckdb.Error as error:
            if not read_only or IN_USE not in str(error).lower():
                raise explain(error, self.path) from error
            self.connection = self._of_copy(error)
        try:
            if not read_only and not self._has_tables():
                self._create()
            self._check_version()
        except BaseException:
            self.close()
            raise

    def _of_copy(self, error: duckdb.Error) -> duckdb.DuckDBPyConnection:
        """A connection to a copy of the last complete state, as another process is writing."""
        import duckdb

        try:
            self._copy = snapshot.copy(self.path)
        except OSError as failure:
            raise Error(f"{explain(error, self.path)} No copy to read can be made ({failure.strerror}).") from error
        if self._copy is None:
            raise explain(error, self.path) from error
        try:
            return duckdb.connect(str(self._copy))
        except duckdb.Error:
            self._clear()
            raise explain(error, self.path) from error

    def _clear(self) -> None:
        if self._copy is not None:
            shutil.rmtree(self._copy.parent, ignore_errors=True)

    def _has_tables(self) -> bool:
        # A process killed while it made the record leaves a file without tables; it is made then.
        with self.translating():
            return bool(self.connection.execute("SELECT 1 FROM duckdb_tables() LIMIT 1").fetchall())

    def _create(self) -> None:
        with self.transaction():
            for statement in create_statements(f"detente {__version__}"):
                self.connection.execute(statement)

    def _check_version(self) -> None:
        import duckdb

        try:
            facts = dict(self.connection.execute("SELECT key, value FROM meta").fetchall())
        except duckdb.CatalogException:
            facts = {}
        except (duckdb.Error, ValueError) as error:
            raise explain(error, self.path) from error
        if facts.get("format") != "detente record":
            raise Error(f"{self.path} is a DuckDB file but no record of détente. Give another path with --record.")
        if facts.get("schema_version") in MIGRATIONS:
            self._migrate(facts["schema_version"])
        elif facts.get("schema_version") != str(SCHEMA_VERSION):
            raise Error(
                f"{self.path} is a record of version {facts.get('schema_version')}, made by {facts.get('made_by')}; "
                f"this détente {__version__} reads version {SCHEMA_VERSION}. Open it with the détente that made it, "
                "export it there, or add its documents again to a new record."
            )

    def _migrate(self, version: str) -> None:
        if self.read_only:
            raise Error(
                f"{self.path} is a record of version {version}. Bring it up to date with: "
                f"detente migrate --record {self.path}"
            )
        with self.transaction():
            for statement in MIGRATIONS[version]:
                self.connection.execute(statement)
            self.connection.execute("UPDATE meta SET value = ? WHERE key = 'schema_version'", [str(SCHEMA_VERSION)])

    @contextmanager
    def translating(self) -> Iterator[None]:
        """Turn the database's exceptions into `detente.Error`."""
        import duckdb

        try:
            yield
        except duckdb.Error as error:
            raise explain(error, self.path) from error

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All that happens inside is kept, or, after an exception of any kind, none of it."""
        import duckdb

        if self.read_only:
            raise Error(f"{self.path} was opened for reading only. Open it without read_only to change it.")
        with self._lock:
            with self.translating():
                self.connection.execute("BEGIN TRANSACTION")
            try:
                yield
                self.connection.execute("COMMIT")
            except BaseException as error:
                self._roll_back()
                if isinstance(error, duckdb.Error):
                    raise explain(error, self.path) from error
                raise

    def _roll_back(self) -> None:
        import duckdb

        try:
            self.connection.execute("ROLLBACK")
        except duckdb.Error:
            # A failed commit has already rolled back, and a full disk may have closed the database.
            return

    def table(self, query: str, params: list[Any] | None = None, **given: pa.Table) -> pa.Table:
        """The rows of a query as an Arrow table; ``given`` tables stand in it under their names."""
        with self._lock, self.translating(), self._registered(given):
            return self.connection.sql(query, params=params or []).to_arrow_table()

    def execute(self, statement: str, params: list[Any] | None = None, **given: pa.Table) -> None:
        """Run a statement; ``given`` Arrow tables stand in it under their names."""
        with self._lock, self.translating(), self._registered(given):
            self.connection.execute(statement, params or [])

    def rows(self, query: str, params: list[Any] | None = None) -> list[tuple[Any, ...]]:
        """The rows of a small query as tuples."""
        with self._lock, self.translating():
            found: list[tuple[Any, ...]] = self.connection.execute(query, params or []).fetchall()
            return found

    def insert(self, table: str, rows: pa.Table) -> None:
        """Append an Arrow table to the table of that name, column by column name."""
        if rows.num_rows:
            columns = ", ".join(f'"{name}"' for name in rows.column_names)
            self.execute(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM new_rows", new_rows=rows)

    def append(self, table: str, rows: Sequence[Mapping[str, Any]], schema: pa.Schema) -> None:
        """Append a few rows of texts, days, times and truths to the table of that name.

        They are handed over as lists: an Arrow table made of Python's values would first import pandas, which takes
        longer than to load a day's file of a feed.
        """
        if not rows:
            return
        lists = ", ".join(f"unnest(?::{sql_type(part.type)}[])" for part in schema)
        columns = ", ".join(f'"{name}"' for name in schema.names)
        values = [[row[name] for row in rows] for name in schema.names]
        self.execute(f"INSERT INTO {table} ({columns}) SELECT {lists}", values)

    @contextmanager
    def _registered(self, given: dict[str, pa.Table]) -> Iterator[None]:
        for name, rows in given.items():
            self.connection.register(name, rows)
        try:
            yield
        finally:
            for name in given:
                self.connection.unregister(name)

    def close(self) -> None:
        """Close the file; closing twice does nothing."""
        self.connection.close()
        self._clear()
