"""The commands that ask a record about a pair of states, or about many."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from detente.cli.options import (
    answer,
    confidence_option,
    listed,
    notice,
    opened,
    pair,
    period_options,
    quiet_option,
    record_option,
)

if TYPE_CHECKING:
    from detente.api import Record


@click.command()
@pair
@period_options
@click.option("--directed", is_flag=True, help="Only what A did to B.")
@click.option("--type", metavar="TYPE", help="Only this PLOVER type, such as CONSULT.")
@click.option("--issue", help="Only events about this issue, such as energy.")
@click.option("--status", help="Only happened, planned, called for, hypothetical or denied.")
@click.option("--text", help="Only events whose passage holds these words.")
@confidence_option
@answer("geojson")
def events(record: Record, a: str, b: str, **which: Any) -> Any:
    """Print the events between two states, with their passages."""
    return record.events(a, b, **which)


@click.command()
@pair
@period_options
@answer(remarked=True)
def relation(record: Record, a: str, b: str, **period: Any) -> Any:
    """Print the relation index over time, with interval and band."""
    return record.relation(a, b, **period)


@click.command()
@pair
@period_options
@click.option(
    "--of", type=click.Choice(["balance", "number"]), default="balance", show_default=True,
    help="Of the balance of what they did to each other, or of the number of events.",
)  # fmt: skip
@answer(remarked=True)
def turns(record: Record, a: str, b: str, **of: Any) -> Any:
    """Print the turning points, each with the events behind it."""
    return record.turns(a, b, **of)


@click.command()
@pair
@period_options
@answer(remarked=True)
def agenda(record: Record, a: str, b: str, **period: Any) -> Any:
    """Print what they deal with: issues by weight and tone, by side, shared or in friction."""
    return record.agenda(a, b, **period)


@click.command()
@pair
@period_options
@answer(remarked=True)
def meetings(record: Record, a: str, b: str, **period: Any) -> Any:
    """Print meetings and visits held and planned, with firsts, gaps and follow-through."""
    return record.meetings(a, b, **period)


@click.command()
@pair
@period_options
@answer("geojson", remarked=True)
def places(record: Record, a: str, b: str, **period: Any) -> Any:
    """Print where the two act, by place and region; as geojson (-o NAME.geojson) the points for a map."""
    return record.places(a, b, **period)


@click.command()
@pair
@click.option("--on", metavar="DATE", help="The day the index is explained for; the record's last if left out.")
@click.option("--turn", metavar="DATE", help="Explain the turning point of this day instead.")
@click.option("--driver", nargs=2, metavar="A B", help="Explain the effect of this dyad instead (see drivers).")
@answer()
def why(record: Record, a: str, b: str, on: str | None, turn: str | None, driver: tuple[str, str] | None) -> Any:
    """Print why the index stands where it stands, or what made a turn or a driver: contributions that add up.

    Each is an event, down to its passage.
    """
    if (on or driver) and turn:
        raise click.UsageError("name a turning point (--turn) alone; it knows its day and its pair")
    return record.why(a, b, on, turn=turn, driver=driver)


@click.command()
@pair
@period_options
@click.option("--also", nargs=2, multiple=True, metavar="A B", help="Show this dyad too, whatever is found of it.")
@answer()
def drivers(record: Record, a: str, b: str, **how: Any) -> Any:
    """Print which other dyads run ahead of this one, by how many weeks, how strongly and how surely.

    It says what moves ahead, never what causes.
    """
    return record.drivers(a, b, **how)


@click.command()
@click.option("--states", metavar="A,B,…", help="Only these states; all of the record if left out.")
@click.option("--region", metavar="NAME", help="Only the states of a region or the members of an organisation.")
@click.option("--on", metavar="DATE", help="The day it is told for; the record's last if left out.")
@click.option("--every", type=click.Choice(["month", "year"]), help="Over time, from --since to --until.")
@click.option("--camps", type=click.IntRange(min=2), default=2, show_default=True, help="At most so many camps.")
@click.option(
    "--seconds", type=click.FloatRange(min=0), default=10.0, show_default=True, help="Limit for the proof of a day."
)
@period_options
@answer()
def balance(record: Record, states: str | None, **how: Any) -> Any:
    """Print the signed network of a set of states: its camps, its frustrated ties, and who could turn."""
    return record.balance(listed(states), **how)


@click.command()
@pair
@record_option
@period_options
@click.option(
    "-o", "output", type=click.Path(path_type=Path, dir_okay=False), required=True,
    help="The file to write: .html, .pdf, .md or .json.",
)  # fmt: skip
@quiet_option
def brief(
    a: str, b: str, record_path: Path | None, since: str | None, until: str | None, output: Path, quiet: bool
) -> None:
    """Write all of it as one brief, checked by machine before it is shown."""
    from detente.brief import render

    with opened(record_path, quiet=quiet) as record:
        render(record.brief(a, b, since=since, until=until), output)
    notice(f"the brief is in {output}", quiet=quiet)
