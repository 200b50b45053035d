"""The command line: parse words, call one function, print its result."""

from __future__ import annotations

import os
import sys

import click

from detente import __version__
from detente.cli import documents, feeds, pair, record
from detente.errors import Error

NOTHING = 1
"""The exit status of a command that did nothing, as its input is wrong."""
EPILOG = "A state is named by ISO3 (JPN), COW or Gleditsch-Ward number (cow:740), or any of its names (Japan, Россия)."


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    epilog=EPILOG,
)
@click.version_option(__version__, prog_name="detente")
def cli() -> None:
    """Relations between states, from documents and event data: one record, and a brief on any pair."""


for command in (
    documents.code, documents.add, feeds.load, feeds.pull,
    pair.events, pair.relation, pair.turns, pair.agenda, pair.meetings, pair.places, pair.why, pair.drivers,
    pair.balance, pair.brief,
    record.sources, record.coverage, record.rejects, record.cite, record.check, record.correct, record.export,
    record.migrate,
):  # fmt: skip
    cli.add_command(command)


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and leave with its exit status: 0 done, 1 wrong input, 2 wrong usage, 3 done in part."""
    try:
        cli.main(arguments, prog_name="detente", standalone_mode=False)
    except Error as error:
        _leave(str(error))
    except click.exceptions.Exit as leave:
        sys.exit(leave.exit_code)
    except click.Abort:
        _leave("interrupted", status=130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except BrokenPipeError:
        # The reader of the pipe has gone: nothing is left to say, not even by the interpreter's own flush.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(NOTHING)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        _leave(f"{where}{error.strerror or error}")


def _leave(message: str, status: int = NOTHING) -> None:
    click.echo(f"detente: {' '.join(message.split())}", err=True)
    sys.exit(status)
