"""Which record is meant, and the built-in one: the chronicle, read and coded like any other documents.

The chronicle's record is made on first use in the user's cache folder, under a name that changes with the chronicle's
text and the coder, so that an upgrade never answers from an old one.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from contextlib import suppress
from datetime import date
from importlib.resources import files
from pathlib import Path

from detente import __version__
from detente.api import Progress, Record
from detente.errors import Error
from detente.events import Coverage, Source

NAME = "Northeast Asia 2012–2018"
SOURCE = Source(
    NAME,
    "documents",
    version=__version__,
    licence="MIT",
    citation=f"The détente authors. Chronicle {NAME}, version {__version__}.",
    coverage=(Coverage(NAME, date(2012, 12, 1), date(2018, 8, 31)),),
)
HERE = Path("detente.duckdb")


def open_record(path: str | Path | None = None, *, on_progress: Progress | None = None) -> Record:
    """Open ``path``, else ``$DETENTE_RECORD``, else ``./detente.duckdb``, else the built-in chronicle, read-only.

    Raises `Error` when a record that was named is not there.
    """
    named = path or os.environ.get("DETENTE_RECORD")
    if named:
        if not Path(named).exists():
            raise Error(f"{named}: there is no such record. Make one with: detente add FILE… --record {named}")
        return Record(named, read_only=True)
    if HERE.exists():
        return Record(HERE, read_only=True)
    return Record(built_in(on_progress), read_only=True)


def writable(path: str | Path | None = None) -> Record:
    """The record that may be written to: ``path``, else ``$DETENTE_RECORD``, else ``./detente.duckdb``.

    Raises `Error` when there is none: the built-in chronicle is read-only.
    """
    chosen = Path(path or os.environ.get("DETENTE_RECORD") or HERE)
    if not chosen.exists():
        raise Error(f"{chosen}: there is no such record; the built-in chronicle is read-only. Name one with --record")
    return Record(chosen)


def folder() -> Path:
    """The folder of the chronicle's entries."""
    return Path(str(files("detente.data") / "chronicle"))


def built_in(on_progress: Progress | None = None) -> Path:
    """Path of the chronicle's record, made now if it is not there yet."""
    from platformdirs import user_cache_path

    name = f"chronicle-{__version__}-{_fingerprint()}.duckdb"
    for cache in (user_cache_path("detente"), Path(tempfile.gettempdir()) / f"detente-{os.getuid()}"):
        target = cache / name
        if target.exists():
            return target
        with suppress(PermissionError):
            cache.mkdir(parents=True, exist_ok=True)
            return _make(target, on_progress)
    raise Error(
        f"{cache}: the built-in chronicle cannot be kept there; set XDG_CACHE_HOME to a folder you can write to"
    )


def _make(target: Path, on_progress: Progress | None) -> Path:
    """Code the chronicle into a file beside ``target`` and put it in place whole, whoever else is doing the same."""
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".making-") as room:
        part = Path(room) / "chronicle.duckdb"
        with Record(part) as record:
            record.add([folder()], source=SOURCE, on_progress=on_progress)
        part.replace(target)
    return target


def _fingerprint() -> str:
    """A checksum of what the chronicle's record depends on: entries, tables, the code and model that read them."""
    package = Path(str(files("detente")))
    from detente.coding import types

    digest = hashlib.sha256(str(types.available()).encode())
    for path in sorted(package.rglob("*")):
        if path.is_file() and path.suffix not in (".pyc", ".css", ".j2", ".typ"):
            stat = path.stat()
            digest.update(f"{path.relative_to(package)}\0{stat.st_size}\0{stat.st_mtime_ns}".encode())
    return digest.hexdigest()[:12]
