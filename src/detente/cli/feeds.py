"""The commands that load published event data, from files or from its publishers."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from detente.cli.options import PARTLY, listed, notice, output_options, quiet_option, record_option, show, to_write
from detente.errors import Error


@click.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--as", "form", metavar="FORMAT", required=True,
    help="gdelt1, gdelt2, icews, polecat, phoenix, ucdp, acled, quads or csv.",
)  # fmt: skip
@click.option(
    "--mapping", type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="For csv: a YAML file that says which column is date, source, target, act and so on.",
)  # fmt: skip
@record_option
@quiet_option
def load(files: tuple[Path, ...], form: str, mapping: Path | None, record_path: Path | None, quiet: bool) -> None:
    """Load published event data into the record: plain, gzipped or zipped files of one feed.

    Without --record and $DETENTE_RECORD the record is ./detente.duckdb, which is made if it is not there. A file is
    kept whole or not at all, and loading it again changes nothing. Bad rows are kept aside, counted and never stop a
    load.
    """
    from detente.api import Record

    path = to_write(record_path)
    columns = _mapping(mapping) if mapping else {}
    bad = 0
    with Record(path) as record:
        for file in files:
            (done,) = record.load([file], form, mapping=columns, on_step=lambda text: notice(text, quiet=quiet))
            if done.known:
                click.echo(f"{file}: was there already")
                continue
            click.echo(
                f"{file}: {done.rows} rows read, {done.reports} reports between two states kept, "
                f"{done.without_pair} rows without two states left out, {done.bad} bad rows kept aside"
            )
            bad += done.bad
    if bad:
        notice(f"{bad} bad rows are kept aside with file, line and reason; see: detente rejects --record {path}")
        sys.exit(PARTLY)


@click.command()
@click.argument("source", metavar="SOURCE")
@click.option("--since", required=True, metavar="DATE", help="First day, month or year to have.")
@click.option("--until", required=True, metavar="DATE", help="Last day, month or year to have.")
@click.option("--states", metavar="A,B,…", help="Keep only what names one of these states.")
@click.option("--from", "base", metavar="URL", help="A mirror that is laid out as the publisher's own site.")
@click.option("--folder", type=click.Path(path_type=Path, file_okay=False), help="Where files lie until they are kept.")
@click.option("--token", envvar="DETENTE_UCDP_TOKEN", help="For ucdp: the access token its publisher gives out.")
@record_option
@output_options()
def pull(
    source: str, since: str, until: str, states: str | None, base: str | None, folder: Path | None, token: str | None,
    record_path: Path | None, form: str | None, output: Path | None, quiet: bool,
) -> None:  # fmt: skip
    """Download published event data and load it: gdelt1, gdelt2, icews, polecat or ucdp.

    Files are had by the publisher's own list, checked, kept one by one and not asked for twice; the same command goes
    on where it was stopped. What is missing from the list or did not come is entered in the record's coverage. This
    is the one command that reaches out to the network by itself: naming it is asking for that.
    """
    from detente.api import Record
    from detente.feeds.download import Fetch

    path = to_write(record_path)
    with Record(path) as record:
        done = record.pull(
            source, since, until, states=listed(states), base=base, folder=folder, fetch=Fetch(token=token),
            on_step=lambda text: notice(text, quiet=quiet),
        )  # fmt: skip
    show(done, form, output)
    parts = ", ".join(f"{done.count(state)} {state}" for state in ("loaded", "known", "missing", "failed"))
    notice(f"{path}: {parts}", quiet=quiet)
    if done.count("failed"):
        sys.exit(PARTLY)


def _mapping(path: Path) -> dict[str, str]:
    import yaml

    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise Error(f"{path}: is no YAML ({' '.join(str(error).split())})") from error
    if not isinstance(found, dict):
        raise Error(f"{path}: must be lines such as 'source: country_a'")
    return {str(key): str(value) for key, value in found.items()}
