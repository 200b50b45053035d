"""What the commands share: options, the record that is meant, and how a result is printed."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from detente.api import Record

F = TypeVar("F", bound=Callable[..., Any])
PARTLY = 3
"""The exit status of a command that was done in part."""


def record_option(command: F) -> F:
    """The option that says which record is meant."""
    return click.option(
        "--record",
        "record_path",
        type=click.Path(path_type=Path),
        help="The record. Else $DETENTE_RECORD, else ./detente.duckdb, else the built-in chronicle, read-only.",
    )(command)


def quiet_option(command: F) -> F:
    """The option that leaves progress and notices out."""
    return click.option("--quiet", is_flag=True, help="No progress and no notices.")(command)


def output_options(*more: str) -> Callable[[F], F]:
    """The options that say how and where a result is printed; ``more`` names further forms that it can take."""

    def add(command: F) -> F:
        command = quiet_option(command)
        command = click.option(
            "-o", "output", type=click.Path(path_type=Path, dir_okay=False),
            help="Write to this file instead of stdout.",
        )(command)  # fmt: skip
        return click.option(
            "--format", "form", type=click.Choice(["table", "json", "jsonl", "csv", "parquet", *more]),
            help="table on a terminal, else json.",
        )(command)  # fmt: skip

    return add


def period_options(command: F) -> F:
    """The options that bound a period, both ends inclusive."""
    command = click.option("--until", metavar="DATE", help="Last day, month or year (ISO 8601), inclusive.")(command)
    return click.option("--since", metavar="DATE", help="First day, month or year (ISO 8601), inclusive.")(command)


def confidence_option(command: F) -> F:
    """The option that leaves out what is not sure enough."""
    return click.option(
        "--min-confidence", type=click.FloatRange(0, 1), default=0.0, metavar="X",
        help="Leave out what is less sure than this, 0 to 1.",
    )(command)  # fmt: skip


def pair(command: F) -> F:
    """The two states."""
    command = click.argument("b", metavar="B")(command)
    return click.argument("a", metavar="A")(command)


def answer(*more: str, remarked: bool = False) -> Callable[[Callable[..., Any]], Callable[..., None]]:
    """Make a command of a function that takes a record and the command's own options and gives a result to print.

    ``more`` is as in `output_options`. A ``remarked`` command, which asks about a pair in a period, says on stderr how
    much there is and what is covered where that is little.
    """

    def make(ask: Callable[..., Any]) -> Callable[..., None]:
        @record_option
        @output_options(*more)
        @wraps(ask)
        def command(record_path: Path | None, form: str | None, output: Path | None, quiet: bool, **asked: Any) -> None:
            with opened(record_path, quiet=quiet) as record:
                show(ask(record, **asked), form, output)
                if remarked and not quiet:
                    said = record.remark(asked["a"], asked["b"], since=asked["since"], until=asked["until"])
                    if said:
                        notice(said)

        return command

    return make


def notice(text: str, *, quiet: bool = False) -> None:
    """Say something on stderr."""
    if not quiet:
        click.echo(text, err=True)


def finish(failures: tuple[str, ...]) -> None:
    """End with status `PARTLY` and a report when something was left out."""
    if failures:
        notice(f"left out {len(failures)}:")
        for failure in failures:
            notice(f"  {failure}")
        sys.exit(PARTLY)


def opened(record_path: Path | None, *, quiet: bool = False) -> Record:
    """The record that the options name."""
    from detente.chronicle import open_record
    from detente.progress import Bar

    with Bar("reading the built-in chronicle", quiet=quiet) as bar:
        return open_record(record_path, on_progress=bar)


def to_write(record_path: Path | None) -> Path:
    """The record to write to: made if it is not there, and never the built-in one."""
    return record_path or Path(os.environ.get("DETENTE_RECORD") or "detente.duckdb")


def listed(text: str | None) -> list[str]:
    """The names in a list with commas."""
    return [name.strip() for name in (text or "").split(",") if name.strip()]


def show(result: Any, form: str | None, output: Path | None) -> None:
    """Print a result."""
    from detente.output import emit

    emit(result, form, output)
