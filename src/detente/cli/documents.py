"""The commands that code documents: print the reports found, or keep them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from detente.cli.options import (
    F,
    confidence_option,
    finish,
    notice,
    output_options,
    quiet_option,
    record_option,
    show,
    to_write,
)

if TYPE_CHECKING:
    from detente.reading import Document


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


@click.command()
@click.argument("inputs", metavar="INPUT...", nargs=-1, required=True)
@coding_options
@output_options()
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
    finish(result.failures)


@click.command()
@click.argument("inputs", metavar="INPUT...", nargs=-1, required=True)
@coding_options
@click.option("--name", help="Name of this load in the record's list of sources.")
@record_option
@quiet_option
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

    path = to_write(record_path)
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
    finish(failures)


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
