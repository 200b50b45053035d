"""How the command line prints a result, in one of `FORMATS`, to a file or to stdout."""

from __future__ import annotations

import csv
import io
import json
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detente.errors import Error
from detente.result import Result, cell, plain

if TYPE_CHECKING:
    import pyarrow as pa

FORMATS = ("table", "json", "jsonl", "csv", "parquet", "geojson")
SUFFIXES = {f".{form}": form for form in FORMATS if form != "table"} | {".txt": "table"}


def emit(result: Result, form: str | None, path: Path | None) -> None:
    """Write ``result``; the form is the one named, else the one of the file's suffix, else a table on a terminal."""
    form = form or (SUFFIXES.get(path.suffix.lower()) if path else None) or _default()
    if path:
        write_atomically(path, render(result, form))
    elif form == "parquet" and sys.stdout.isatty():
        raise Error("Parquet is binary and is not printed on a terminal; name a file with -o FILE")
    else:
        sys.stdout.buffer.write(render(result, form))
        sys.stdout.buffer.flush()


def _default() -> str:
    return "table" if sys.stdout.isatty() else "json"


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, so that a full disk leaves what was there before."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.write_bytes(content)
        part.replace(path)
    except OSError as error:
        with suppress(OSError):
            part.unlink()
        raise Error(f"{path}: cannot be written ({error.strerror}); free some room or name another file") from error


def render(result: Result, form: str) -> bytes:
    """The result in one of `FORMATS`, as bytes (UTF-8 where it is text)."""
    if form == "json":
        return (result.to_json() + "\n").encode()
    if form == "geojson":
        return (result.to_geojson() + "\n").encode()
    if form == "jsonl":
        lines = (json.dumps(row, default=plain, ensure_ascii=False) for row in result.rows())
        return "".join(line + "\n" for line in lines).encode()
    if form == "csv":
        return _csv(result.rows()).encode()
    if form == "parquet":
        return _parquet(result.to_arrow())
    return _table(result).encode()


def _csv(rows: list[dict[str, Any]]) -> str:
    if not rows:
        return ""
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=list(rows[0]), lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({k: "; ".join(map(str, v)) if isinstance(v, list | tuple) else v for k, v in row.items()})
    return out.getvalue()


def _parquet(table: pa.Table) -> bytes:
    import pyarrow.parquet as pq

    from detente import __version__

    out = io.BytesIO()
    told = {"tool": f"detente {__version__}"} | {
        k.decode(): v.decode() for k, v in (table.schema.metadata or {}).items()
    }
    pq.write_table(table.replace_schema_metadata(told), out)
    return out.getvalue()


def _table(result: Result) -> str:
    from rich.console import Console
    from rich.table import Table as Grid
    from rich.text import Text

    rows = result.rows()
    names = result.headings(rows)
    grid = Grid(box=None, pad_edge=False, header_style="bold")
    for name in names:
        number = any(isinstance(row.get(name), int | float) and not isinstance(row.get(name), bool) for row in rows)
        grid.add_column(
            name.replace("_", " "),
            justify="right" if number else "left",
            no_wrap=name in ("date", "value", "source", "target", "type"),
            overflow="fold",
        )
    for row in rows:
        grid.add_row(*(Text(cell(row.get(name))) for name in names))
    out = io.StringIO()
    width = None if sys.stdout.isatty() else 160
    console = Console(file=out, width=width or Console().width, force_terminal=sys.stdout.isatty())
    head = {k: v for k, v in result.to_dict().items() if isinstance(v, str | int | float) or hasattr(v, "isoformat")}
    for key, value in head.items():
        console.print(Text(f"{key}: {cell(value)}", style="dim"))
    if rows:
        console.print(grid)
    else:
        console.print(Text("nothing found"))
    return out.getvalue()
