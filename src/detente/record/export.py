"""The record out to files: Parquet, CSV or JSON lines, each file whole or not at all."""

from __future__ import annotations

import csv
import json
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detente import __version__
from detente.errors import Error
from detente.record.schema import SCHEMA_VERSION

if TYPE_CHECKING:
    import pyarrow as pa

FORMATS = ("parquet", "csv", "jsonl")


def export(tables: Mapping[str, pa.Table], target: Path, format: str, bibliography: str) -> list[Path]:
    """Write tables as files; a target with the format's ending is one file with the events, another is a folder.

    Gives the files written. Raises `detente.Error` for an unknown format, or when the files cannot be written.
    """
    if format not in FORMATS:
        raise Error(f"The record is exported as {', '.join(FORMATS)}, not as {format!r}.")
    write = _writer(format, facts(tables["sources"], bibliography))
    if target.suffix == f".{format}":
        files = {target: lambda path: write(tables["events"], path)}
    else:
        files = {target / f"{name}.{format}": _bound(write, rows) for name, rows in tables.items()}
        files[target / "citations.bib"] = lambda path: _write_text(path, bibliography)
    _write_all(files, target if target.suffix != f".{format}" else target.parent)
    return list(files)


def facts(sources: pa.Table, bibliography: str) -> dict[str, str]:
    """What a file says of itself: the tool and its version, and of each source name, version and checksum."""
    named = [
        {"name": row["name"], "version": row["version"], "sha256": row["sha256"]}
        for row in sources.select(["name", "version", "sha256"]).to_pylist()
    ]
    told = sorted({json.dumps(source, ensure_ascii=False, sort_keys=True) for source in named})
    return {
        "detente.tool": f"detente {__version__}", "detente.version": __version__, "detente.schema": str(SCHEMA_VERSION),
        "detente.sources": f"[{', '.join(told)}]", "detente.citation": bibliography,
    }  # fmt: skip


def _bound(write: Callable[[pa.Table, Path], None], rows: pa.Table) -> Callable[[Path], None]:
    return lambda path: write(rows, path)


def _writer(format: str, facts: Mapping[str, str]) -> Callable[[pa.Table, Path], None]:
    if format == "parquet":
        return lambda rows, path: _write_parquet(rows, path, facts)
    return _write_csv if format == "csv" else _write_jsonl


def _write_all(files: Mapping[Path, Callable[[Path], None]], folder: Path) -> None:
    """Write every file beside its place first, and move them there only when all are written."""
    with _explained(folder):
        folder.mkdir(parents=True, exist_ok=True)
    written: list[tuple[Path, Path]] = []
    try:
        for place, write in files.items():
            with _explained(place):
                handle, name = tempfile.mkstemp(prefix=f".{place.name}.", suffix=".part", dir=place.parent)
                os.close(handle)
                written.append((Path(name), place))
                write(Path(name))
        for made, place in written:
            with _explained(place):
                made.chmod(0o666 & ~_umask())
                made.replace(place)
    finally:
        for made, _ in written:
            with suppress(OSError):
                made.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        raise Error(f"{path} cannot be written: {reason}. Choose another place, or make room there.") from error


def _write_parquet(rows: pa.Table, path: Path, facts: Mapping[str, str]) -> None:
    import pyarrow.parquet as pq

    pq.write_table(rows.replace_schema_metadata(dict(facts)), path, coerce_timestamps="us")


def _write_csv(rows: pa.Table, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(rows.column_names)
        for row in _rows(rows):
            writer.writerow([_cell(value) for value in row.values()])


def _write_jsonl(rows: pa.Table, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as out:
        out.writelines(json.dumps(row, ensure_ascii=False, default=_plain) + "\n" for row in _rows(rows))


def _write_text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="")


def _rows(table: pa.Table) -> Iterator[dict[str, Any]]:
    for batch in table.to_batches(max_chunksize=10_000):
        yield from batch.to_pylist()


def _cell(value: Any) -> Any:
    """A value in CSV: lists of words are divided by ``; ``, anything else that is nested is JSON."""
    if isinstance(value, list):
        if all(isinstance(entry, str) for entry in value):
            return "; ".join(value)
        return json.dumps(value, ensure_ascii=False, default=_plain)
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, (date, datetime)) else value


def _plain(value: Any) -> str:
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no JSON")
