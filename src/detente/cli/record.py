"""The commands that tell what a record holds, keep it right and hand it out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from detente.cli.options import answer, opened, period_options, quiet_option, record_option, show
from detente.errors import Error

if TYPE_CHECKING:
    from detente.api import Record


@click.command()
@answer()
def sources(record: Record) -> Any:
    """Print what is in the record, with versions, checksums and licences."""
    return record.sources()


@click.command()
@answer()
def coverage(record: Record) -> Any:
    """Print which periods each source covers, misses or failed to load."""
    return record.coverage()


@click.command()
@answer()
def rejects(record: Record) -> Any:
    """Print the bad rows of loaded event data, with file, line and reason."""
    return record.rejects()


@click.command()
@record_option
@click.option("--bibtex", is_flag=True, help="As BibTeX.")
@quiet_option
def cite(record_path: Path | None, bibtex: bool, quiet: bool) -> None:
    """Print how to cite détente and what is in the record."""
    with opened(record_path, quiet=quiet) as record:
        click.echo(record.cite(bibtex=bibtex))


@click.command()
@record_option
@quiet_option
def check(record_path: Path | None, quiet: bool) -> None:
    """Prove the record sound, or say what is wrong with it."""
    with opened(record_path, quiet=quiet) as record:
        problems = record.check()
        for problem in problems:
            click.echo(problem)
        if problems:
            raise Error(f"{record.path}: {len(problems)} problems found")
        click.echo(f"{record.path}: sound")


@click.command()
@click.argument("event", metavar="EVENT")
@click.argument("field", metavar="[FIELD]", required=False)
@click.argument("value", metavar="[VALUE]", required=False)
@click.option("--reason", help="Why; kept with the correction.")
@click.option("--undo", is_flag=True, help="Take back the latest correction of the event, or of FIELD.")
@record_option
def correct(
    event: str, field: str | None, value: str | None, reason: str | None, undo: bool, record_path: Path | None
) -> None:
    """Correct one field of an event, such as type, date or status; the original stays.

    EVENT is an id as `detente events` prints it. FIELD withdrawn with VALUE true takes the event out.
    """
    from detente.chronicle import writable

    with writable(record_path) as record:
        if undo:
            undone = record.undo(event, field)
            click.echo(f"{event}: {undone['field']} is {undone['old']} again (was corrected to {undone['new']})")
            return
        if field is None or value is None or not reason:
            raise click.UsageError("name a FIELD, its new VALUE and a --reason, or --undo")
        changed = record.correct(event, field, value, reason)
        click.echo(f"{event}: {field} is now {changed.get(field, value)}")


@click.command()
@click.argument("what", metavar="FOLDER|panel", type=click.Path(path_type=Path, file_okay=False))
@record_option
@period_options
@click.option(
    "--format", "form", type=click.Choice(["parquet", "csv", "jsonl"]), default="parquet", show_default=True,
    help="The form of the files.",
)  # fmt: skip
@click.option("--every", type=click.Choice(["month", "year"]), default="month", show_default=True, help="Of the panel.")
@click.option(
    "-o", "output", type=click.Path(path_type=Path, dir_okay=False), help="Write the panel to this file, not to stdout."
)
@quiet_option
def export(what: Path, record_path: Path | None, form: str, output: Path | None, quiet: bool, **of_panel: Any) -> None:
    """Write the record's tables into a folder, one file each; or the panel of all directed dyads.

    The panel has a row for each directed dyad and period: events by type and quad class, the relation index, how much
    of the period was loaded, and the states' COW and Gleditsch-Ward numbers. A folder of that name is ./panel.
    """
    with opened(record_path, quiet=quiet) as record:
        if what == Path("panel"):
            form = output.suffix[1:] if output and output.suffix[1:] in {"parquet", "csv", "jsonl"} else form
            show(record.panel(**of_panel), form, output)
            return
        for path in record.export(what, form):
            click.echo(path)


@click.command()
@record_option
def migrate(record_path: Path | None) -> None:
    """Bring a record that an older version made up to date; what it holds stays."""
    from detente.chronicle import writable

    with writable(record_path) as record:
        click.echo(f"{record.path}: version {record.migrate()}, up to date")
