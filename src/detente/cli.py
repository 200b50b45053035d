"""The command line: parse words, call one function, print its result."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from detente import __version__
from detente.errors import Error

if TYPE_CHECKING:
    from detente.api import Record
    from detente.reading import Document

F = TypeVar("F", bound=Callable[..., Any])
NOTHING, PARTLY = 1, 3
EPILOG = "A state is named by ISO3 (JPN), COW or Gleditsch-Ward number (cow:740), or any of its names (Japan, Россия)."


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    epilog=EPILOG,
)
@click.version_option(__version__, prog_name="detente")
def cli() -> None:
    """Relations between states, from documents and event data: one record, and a brief on any pair."""


def record_option(command: F) -> F:
    """The option that says which record is meant."""
    return click.option(
        "--record",
        "record_path",
        type=click.Path(path_type=Path),
        help="The record. Else $DETENTE_RECORD, else ./detente.duckdb, else the built-in chronicle, read-only.",
    )(command)


def output_options(command: F) -> F:
    """The options that say how and where a result is printed."""
    command = click.option("--quiet", is_flag=True, help="No progress and no notices.")(command)
    command = click.option(
        "-o", "output", type=click.Path(path_type=Path, dir_okay=False), help="Write to this file instead of stdout."
    )(command)
    return click.option(
        "--format",
        "form",
        type=click.Choice(["table", "json", "jsonl", "csv", "parquet"]),
        help="table on a terminal, else json.",
    )(command)


def period_options(command: F) -> F:
    """The options that bound a period, both ends inclusive."""
    command = click.option("--until", metavar="DATE", help="Last day, month or year (ISO 8601), inclusive.")(command)
    return click.option("--since", metavar="DATE", help="First day, month or year (ISO 8601), inclusive.")(command)


def pair(command: F) -> F:
    """The two states."""
    command = click.argument("b", metavar="B")(command)
    return click.argument("a", metavar="A")(command)


def notice(text: str, *, quiet: bool = False) -> None:
    """Say something on stderr."""
    if not quiet:
        click.echo(text, err=True)


def opened(record_path: Path | None, *, quiet: bool = False) -> Record:
    """The record that the options name."""
    from detente.chronicle import open_record
    from detente.progress import Bar

    with Bar("reading the built-in chronicle", quiet=quiet) as bar:
        return open_record(record_path, on_progress=bar)


def show(result: Any, form: str | None, output: Path | None) -> None:
    """Print a result."""
    from detente.output import emit

    emit(result, form, output)


def _remark(record: Record, a: str, b: str, since: str | None, until: str | None, *, quiet: bool) -> None:
    """Say how little there is where an answer is empty or nearly so."""
    said = None if quiet else record.remark(a, b, since=since, until=until)
    if said:
        notice(said)


def coding_options(command: F) -> F:
    """The options that say how documents are coded."""
    for option in (
        click.option("--yes", is_flag=True, help="Ask no leave before a language model codes many documents."),
        click.option(
            "--price-out", type=click.FloatRange(min=0), metavar="PRICE", help="Price of a million tokens of answers."
        ),
        click.option(
            "--price-in", type=click.FloatRange(min=0), metavar="PRICE",
            help="Price of a million tokens of text, for the estimate.",
        ),
        click.option(
            "--jobs", type=click.IntRange(min=1), metavar="N",
            help="Processes that code by rule; 1, or all processors for more than 200 documents, if left out.",
        ),
        confidence_option,
        click.option(
            "--pipeline", metavar="NAME",
            help="An installed spaCy pipeline that parses for the rules; Penn tags, Universal Dependencies.",
        ),
        click.option("--base-url", metavar="URL", help="The language model's endpoint. Else $OPENAI_BASE_URL."),
        click.option(
            "--coder", default="rules", show_default=True, metavar="CODER",
            help="rules, or openai:MODEL for a language model at an OpenAI-compatible endpoint; its key is "
            "$OPENAI_API_KEY.",
        ),
        click.option(
            "--date", "published", metavar="DATE", help="Publication date of texts that do not give their own."
        ),
    ):  # fmt: skip
        command = option(command)
    return command


def confidence_option(command: F) -> F:
    """The option that leaves out what is not sure enough."""
    return click.option(
        "--min-confidence", type=click.FloatRange(0, 1), default=0.0, metavar="X",
        help="Leave out what is less sure than this, 0 to 1.",
    )(command)  # fmt: skip


@cli.command()
@click.argument("inputs", metavar="INPUT...", nargs=-1, required=True)
@coding_options
@output_options
def code(
    inputs: tuple[str, ...], published: str | None, form: str | None, output: Path | None, quiet: bool, **how: Any
) -> None:
    """Read documents and print the reports found; nothing is stored.

    An INPUT is a file (text, Markdown, HTML, PDF, DOCX, RSS or Atom), a folder of them, a URL, or - for standard input.
    """
    from detente import api
    from detente.progress import Bar

    with _coder(how, quiet=quiet) as options, Bar("coding", quiet=quiet) as bar:
        result = api.code(inputs, published=published, on_progress=bar, **options)
    show(result, form, output)
    _finish(result.failures, quiet=False)


@cli.command()
@click.argument("inputs", metavar="INPUT...", nargs=-1, required=True)
@coding_options
@click.option("--name", help="Name of this load in the record's list of sources.")
@record_option
@click.option("--quiet", is_flag=True, help="No progress and no notices.")
def add(
    inputs: tuple[str, ...], published: str | None, name: str | None, record_path: Path | None, quiet: bool, **how: Any
) -> None:
    """Read and code documents, and keep them and their reports in the record.

    Without --record and $DETENTE_RECORD the record is ./detente.duckdb, which is made if it is not there. Documents are
    kept in batches; after an interruption the same command goes on with what is not there yet.
    """
    from detente.api import Record
    from detente.events import Source
    from detente.progress import Bar

    path = record_path or Path(os.environ.get("DETENTE_RECORD") or "detente.duckdb")
    source = Source(name, "documents") if name else None
    with Record(path) as record, _coder(how, quiet=quiet) as options, Bar("coding", quiet=quiet) as bar:
        try:
            added, failures = record.add(inputs, published=published, source=source, on_progress=bar, **options)
        except KeyboardInterrupt:
            notice(f"{path}: the batches done before are kept; the same command goes on from there", quiet=quiet)
            raise
    click.echo(
        f"{path}: {added.documents} documents and {added.reports} reports added; {added.skipped} were there already"
    )
    _finish(failures, quiet=False)


@cli.command()
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
@click.option("--quiet", is_flag=True, help="No progress and no notices.")
def load(files: tuple[Path, ...], form: str, mapping: Path | None, record_path: Path | None, quiet: bool) -> None:
    """Load published event data into the record: plain, gzipped or zipped files of one feed.

    Without --record and $DETENTE_RECORD the record is ./detente.duckdb, which is made if it is not there. A file is
    kept whole or not at all, and loading it again changes nothing. Bad rows are kept aside, counted and never stop a
    load.
    """
    from detente.api import Record

    path = record_path or Path(os.environ.get("DETENTE_RECORD") or "detente.duckdb")
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


@cli.command()
@click.argument("source", metavar="SOURCE")
@click.option("--since", required=True, metavar="DATE", help="First day, month or year to have.")
@click.option("--until", required=True, metavar="DATE", help="Last day, month or year to have.")
@click.option("--states", metavar="A,B,…", help="Keep only what names one of these states.")
@click.option("--from", "base", metavar="URL", help="A mirror that is laid out as the publisher's own site.")
@click.option("--folder", type=click.Path(path_type=Path, file_okay=False), help="Where files lie until they are kept.")
@click.option("--token", envvar="DETENTE_UCDP_TOKEN", help="For ucdp: the access token its publisher gives out.")
@record_option
@output_options
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

    path = record_path or Path(os.environ.get("DETENTE_RECORD") or "detente.duckdb")
    chosen = [state.strip() for state in (states or "").split(",") if state.strip()]
    with Record(path) as record:
        done = record.pull(
            source, since, until, states=chosen, base=base, folder=folder, fetch=Fetch(token=token),
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


@cli.command()
@record_option
@output_options
def rejects(record_path: Path | None, form: str | None, output: Path | None, quiet: bool) -> None:
    """Print the bad rows of loaded event data, with file, line and reason."""
    with opened(record_path, quiet=quiet) as record:
        show(record.rejects(), form, output)


@cli.command()
@record_option
def migrate(record_path: Path | None) -> None:
    """Bring a record that an older version made up to date; what it holds stays."""
    from detente.chronicle import writable

    with writable(record_path) as record:
        click.echo(f"{record.path}: version {record.migrate()}, up to date")


ASK_ABOVE = 100
"""More documents than this are sent to a language model only after leave was given, where there is somebody to ask."""


@contextmanager
def _coder(how: dict[str, Any], *, quiet: bool) -> Iterator[dict[str, Any]]:
    """The coder's options for the package; with a language model an estimate before and a summary after."""
    prices = how.pop("price_in"), how.pop("price_out")
    yes = how.pop("yes")
    if how["coder"] == "rules":
        yield how
        return
    from detente.coding.llm import model_of

    llm = model_of(how["coder"], how.pop("base_url"))

    def before(documents: list[Document]) -> None:
        notice(llm.estimate(documents).words(*prices), quiet=quiet)
        if len(documents) > ASK_ABOVE and not yes and sys.stdin.isatty() and sys.stderr.isatty():
            click.confirm(f"Send {len(documents)} documents to {llm.endpoint.base_url}?", abort=True, err=True)

    try:
        yield {**how, "coder": llm, "before": before}
    finally:
        if llm.tally.requests:
            notice(llm.tally.words(*prices), quiet=quiet)


def _finish(failures: tuple[str, ...], *, quiet: bool) -> None:
    """End with status 3 and a report when something was left out."""
    if failures:
        notice(f"left out {len(failures)}:", quiet=quiet)
        for failure in failures:
            notice(f"  {failure}", quiet=quiet)
        sys.exit(PARTLY)


@cli.command()
@pair
@record_option
@period_options
@click.option("--directed", is_flag=True, help="Only what A did to B.")
@click.option("--type", "type_", metavar="TYPE", help="Only this PLOVER type, such as CONSULT.")
@click.option("--issue", help="Only events about this issue, such as energy.")
@click.option("--status", help="Only happened, planned, called for, hypothetical or denied.")
@click.option("--text", help="Only events whose passage holds these words.")
@confidence_option
@output_options
def events(
    a: str, b: str, record_path: Path | None, since: str | None, until: str | None, directed: bool,
    type_: str | None, issue: str | None, status: str | None, text: str | None, min_confidence: float,
    form: str | None, output: Path | None, quiet: bool,
) -> None:  # fmt: skip
    """Print the events between two states, with their passages."""
    with opened(record_path, quiet=quiet) as record:
        found = record.events(
            a, b, directed=directed, since=since, until=until, type=type_, issue=issue, status=status, text=text,
            min_confidence=min_confidence,
        )  # fmt: skip
    show(found, form, output)


@cli.command()
@pair
@record_option
@period_options
@output_options
def relation(
    a: str, b: str, record_path: Path | None, since: str | None, until: str | None,
    form: str | None, output: Path | None, quiet: bool,
) -> None:  # fmt: skip
    """Print the relation index over time, with interval and band."""
    with opened(record_path, quiet=quiet) as record:
        show(record.relation(a, b, since=since, until=until), form, output)
        _remark(record, a, b, since, until, quiet=quiet)


@cli.command()
@pair
@record_option
@period_options
@click.option(
    "--of", type=click.Choice(["balance", "number"]), default="balance", show_default=True,
    help="Of the balance of what they did to each other, or of the number of events.",
)  # fmt: skip
@output_options
def turns(
    a: str, b: str, record_path: Path | None, since: str | None, until: str | None, of: str,
    form: str | None, output: Path | None, quiet: bool,
) -> None:  # fmt: skip
    """Print the turning points, each with the events behind it."""
    with opened(record_path, quiet=quiet) as record:
        show(record.turns(a, b, since=since, until=until, of=of), form, output)
        _remark(record, a, b, since, until, quiet=quiet)


@cli.command()
@pair
@record_option
@period_options
@output_options
def agenda(
    a: str, b: str, record_path: Path | None, since: str | None, until: str | None,
    form: str | None, output: Path | None, quiet: bool,
) -> None:  # fmt: skip
    """Print what they deal with: issues by weight and tone, by side, shared or in friction."""
    with opened(record_path, quiet=quiet) as record:
        show(record.agenda(a, b, since=since, until=until), form, output)
        _remark(record, a, b, since, until, quiet=quiet)


@cli.command()
@pair
@record_option
@period_options
@output_options
def meetings(
    a: str, b: str, record_path: Path | None, since: str | None, until: str | None,
    form: str | None, output: Path | None, quiet: bool,
) -> None:  # fmt: skip
    """Print meetings and visits held and planned, with firsts, gaps and follow-through."""
    with opened(record_path, quiet=quiet) as record:
        show(record.meetings(a, b, since=since, until=until), form, output)
        _remark(record, a, b, since, until, quiet=quiet)


@cli.command()
@pair
@record_option
@period_options
@output_options
def places(
    a: str, b: str, record_path: Path | None, since: str | None, until: str | None, form: str | None,
    output: Path | None, quiet: bool,
) -> None:  # fmt: skip
    """Print where the two act, by place and region; -o NAME.geojson writes a map's points."""
    with opened(record_path, quiet=quiet) as record:
        found = record.places(a, b, since=since, until=until)
        if output and output.suffix == ".geojson":
            output.write_text(found.to_geojson(), encoding="utf-8")
        else:
            show(found, form, output)
        _remark(record, a, b, since, until, quiet=quiet)


@cli.command()
@pair
@record_option
@click.option("--on", metavar="DATE", help="The day the index is explained for; the record's last if left out.")
@click.option("--turn", metavar="DATE", help="Explain the turning point of this day instead.")
@output_options
def why(
    a: str, b: str, record_path: Path | None, on: str | None, turn: str | None, form: str | None, output: Path | None,
    quiet: bool,
) -> None:  # fmt: skip
    """Print why the index stands where it stands, or what made a turn: contributions that add up, down to passages."""
    if on and turn:
        raise click.UsageError("name a day of the index (--on) or a turning point (--turn), not both")
    with opened(record_path, quiet=quiet) as record:
        show(record.why(a, b, on, turn=turn), form, output)


@cli.command()
@pair
@record_option
@period_options
@click.option("--also", nargs=2, multiple=True, metavar="A B", help="Show this dyad too, whatever is found of it.")
@output_options
def drivers(
    a: str, b: str, record_path: Path | None, form: str | None, output: Path | None, quiet: bool, **how: Any
) -> None:
    """Print which other dyads run ahead of this one, by how many weeks, how strongly and how surely.

    It says what moves ahead, never what causes.
    """
    with opened(record_path, quiet=quiet) as record:
        show(record.drivers(a, b, **how), form, output)


@cli.command()
@click.option("--states", metavar="A,B,…", help="Only these states; all of the record if left out.")
@click.option("--region", metavar="NAME", help="Only the states of a region or the members of an organisation.")
@click.option("--on", metavar="DATE", help="The day it is told for; the record's last if left out.")
@click.option("--every", type=click.Choice(["month", "year"]), help="Over time, from --since to --until.")
@click.option("--camps", type=click.IntRange(min=2), default=2, show_default=True, help="At most so many camps.")
@click.option(
    "--seconds", type=click.FloatRange(min=0), default=10.0, show_default=True, help="Limit for the proof of a day."
)
@record_option
@period_options
@output_options
def balance(
    states: str | None, record_path: Path | None, form: str | None, output: Path | None, quiet: bool, **how: Any
) -> None:
    """Print the signed network of a set of states: its camps, its frustrated ties, and who could turn."""
    chosen = [state.strip() for state in (states or "").split(",") if state.strip()]
    with opened(record_path, quiet=quiet) as record:
        show(record.balance(chosen, **how), form, output)


@cli.command()
@pair
@record_option
@period_options
@click.option(
    "-o", "output", type=click.Path(path_type=Path, dir_okay=False), required=True,
    help="The file to write: .html, .pdf, .md or .json.",
)  # fmt: skip
@click.option("--quiet", is_flag=True, help="No progress and no notices.")
def brief(
    a: str, b: str, record_path: Path | None, since: str | None, until: str | None, output: Path, quiet: bool
) -> None:
    """Write all of it as one brief, checked by machine before it is shown."""
    from detente.brief import render

    with opened(record_path, quiet=quiet) as record:
        render(record.brief(a, b, since=since, until=until), output)
    notice(f"the brief is in {output}", quiet=quiet)


@cli.command()
@record_option
@output_options
def sources(record_path: Path | None, form: str | None, output: Path | None, quiet: bool) -> None:
    """Print what is in the record, with versions, checksums and licences."""
    with opened(record_path, quiet=quiet) as record:
        show(record.sources(), form, output)


@cli.command()
@record_option
@output_options
def coverage(record_path: Path | None, form: str | None, output: Path | None, quiet: bool) -> None:
    """Print which periods each source covers, misses or failed to load."""
    with opened(record_path, quiet=quiet) as record:
        show(record.coverage(), form, output)


@cli.command()
@record_option
@click.option("--bibtex", is_flag=True, help="As BibTeX.")
@click.option("--quiet", is_flag=True, help="No progress and no notices.")
def cite(record_path: Path | None, bibtex: bool, quiet: bool) -> None:
    """Print how to cite détente and what is in the record."""
    with opened(record_path, quiet=quiet) as record:
        click.echo(record.cite(bibtex=bibtex))


@cli.command()
@record_option
@click.option("--quiet", is_flag=True, help="No progress and no notices.")
def check(record_path: Path | None, quiet: bool) -> None:
    """Prove the record sound, or say what is wrong with it."""
    with opened(record_path, quiet=quiet) as record:
        problems = record.check()
        for problem in problems:
            click.echo(problem)
        if problems:
            raise Error(f"{record.path}: {len(problems)} problems found")
        click.echo(f"{record.path}: sound")


@cli.command()
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


@cli.command()
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
@click.option("--quiet", is_flag=True, help="No progress and no notices.")
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
