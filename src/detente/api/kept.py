"""A record as a whole: filled, kept right, listed and handed out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from detente import actors
from detente.api.coding import Before, Coder, read
from detente.api.words import Period, Progress, Table, bound
from detente.errors import Error
from detente.events import Report, Source

if TYPE_CHECKING:
    from detente.coding.llm import LLM
    from detente.feeds.download import Fetch
    from detente.measures.scores import Baseline
    from detente.pulling import Pulled
    from detente.reading import Document
    from detente.record import AddResult
    from detente.record.feeds import Loaded


class Kept:
    """A record as it is filled, kept right and handed out; `detente.api.Record` asks it about states."""

    def __init__(self, path: str | Path, *, read_only: bool = False) -> None:
        from detente.record import Store

        self.path = Path(path)
        self.store = Store(self.path, read_only=read_only)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the database file; a record that is closed answers no more."""
        self.store.close()

    def add(
        self,
        inputs: Iterable[str | Path],
        *,
        published: str | None = None,
        source: Source | None = None,
        coder: str | LLM = "rules",
        base_url: str | None = None,
        pipeline: str | None = None,
        min_confidence: float = 0.0,
        jobs: int | None = 1,
        before: Before | None = None,
        on_progress: Progress | None = None,
    ) -> tuple[AddResult, tuple[str, ...]]:
        """Read and code documents and keep them with their reports; what is there already changes nothing.

        ``source`` names the load, with licence, citation and the periods it covers; without it the load bears the names
        of its inputs and covers the months in which its documents were published. The rest is as in `code`; documents
        that are there are neither coded nor counted by ``before``.
        Returns what was added and a line for each input that could not be read or coded. Documents are kept in batches
        (`BATCH`, `BATCH_LLM`): when something breaks on the way, those before are kept, and of the batch at work
        nothing is. The same call then goes on from there.
        """
        with_ = Coder.of(coder, base_url, pipeline, min_confidence, jobs)
        given = [str(i) for i in inputs]
        documents, failures = read(given, published)
        fresh = {document.id: document for document in documents if not self.store.has(document)}
        known = [document for document in documents if fresh.get(document.id) is not document]
        new = list(fresh.values())
        if before and new:
            before(new)
        load = source or Source("; ".join(given), "documents")
        added = self._keep(load, with_.code(new, on_progress), known, with_.batch)
        return added, (*failures, *with_.failures())

    def _keep(
        self, load: Source, coded: Iterator[tuple[Document, list[Report]]], known: list[Document], batch: int
    ) -> AddResult:
        """Keep what is coded batch by batch, and last the documents that are there already."""
        from detente.record import AddResult

        kept = AddResult(0, 0, 0)
        waiting: list[tuple[Document, Sequence[Report]]] = []
        self._forget()
        try:
            for pair in coded:
                if len(waiting) == batch:
                    # What the source says it covers is true only once all of it is there.
                    kept = _sum(kept, self.store.add(replace(load, coverage=()), waiting))
                    waiting = []
                waiting.append(pair)
            return _sum(kept, self.store.add(load, [*waiting, *((document, ()) for document in known)]))
        except Error as error:
            if not kept.documents:
                raise
            ending = f"The {kept.documents} documents before are kept; the same command goes on from there."
            raise Error(f"{str(error).rstrip('.')}. {ending}") from None

    def load(
        self,
        files: Iterable[str | Path],
        form: str,
        *,
        mapping: Mapping[str, str] | None = None,
        on_step: Callable[[str], None] | None = None,
    ) -> tuple[Loaded, ...]:
        """Keep published event data: files of one feed (`detente.feeds.FEEDS`), each whole or not at all.

        Loading a file twice changes nothing. Bad rows are kept aside with their reasons (`Store.rejects`). ``mapping``
        says for ``csv`` which column is which. Raises `Error` for a file that cannot be read as that feed; those before
        it are kept.
        """
        from detente.feeds import feed

        chosen = feed(form)
        self._forget()
        return tuple(self.store.load(chosen, Path(file), mapping or {}, on_step) for file in files)

    def pull(
        self,
        source: str,
        since: Period,
        until: Period,
        *,
        states: Iterable[str] = (),
        base: str | None = None,
        folder: str | Path | None = None,
        fetch: Fetch | None = None,
        on_step: Callable[[str], None] | None = None,
    ) -> Pulled:
        """Download a feed's files for a period and keep them, a file at a time; what is there already is passed over.

        ``source`` is ``gdelt1``, ``gdelt2``, ``icews``, ``polecat`` or ``ucdp``; ``base`` the address of a mirror. With
        ``states`` only what names one of them is kept, and coverage says so. Files lie in ``folder`` (by default beside
        the record) until they are kept. Days that no file tells of are entered in coverage as missing, files that did
        not come or cannot be read as failed; none of that stops the rest. Raises `Error` where no list can be had.
        """
        from detente.pulling import pull

        first, last = bound(since, 0), bound(until, 1)
        if first is None or last is None or last < first:
            raise Error(f"a pull needs its first and its last day, in that order; these are {since} and {until}")
        self._forget()
        codes = sorted(actors.state(state).iso3 for state in states)
        room = Path(folder) if folder else self.path.with_suffix(".pull")
        return pull(self.store, source, first, last, codes, base, room, fetch, on_step)

    @cached_property
    def span(self) -> tuple[date, date]:
        """First and last day that the record covers; `Error` when it covers none."""
        from detente.measures.coverage import record_span

        span = record_span(self.store.coverage())
        if span is None:
            raise Error(f"{self.path}: nothing is loaded yet. Put documents in with: detente add FILE…")
        return span

    @cached_property
    def baseline(self) -> Baseline:
        """What is expected of any pair of the record (see `detente.measures.scores.Baseline`)."""
        from detente.measures.scores import baseline

        return baseline(self.store.pairs())

    def sources(self) -> Table:
        """What was loaded, with versions and checksums."""
        return Table("sources", self.store.sources())

    def coverage(self) -> Table:
        """Which periods each source covers, misses or failed to load."""
        return Table("coverage", self.store.coverage())

    def rejects(self) -> Table:
        """Bad rows of loaded event data, with file, line and reason."""
        return Table("rejects", self.store.rejects())

    def documents(self) -> Table:
        """The documents, without their texts."""
        return Table("documents", self.store.documents(text=False))

    def cite(self, *, bibtex: bool = False) -> str:
        """How to cite what the record rests on."""
        return self.store.cite("bibtex" if bibtex else "text")

    def check(self) -> list[str]:
        """What is unsound in the record, a line a problem; empty when all is well."""
        return self.store.check()

    def export(self, target: str | Path, form: str = "parquet") -> list[Path]:
        """Write the tables into a folder as ``parquet``, ``csv`` or ``jsonl``; gives the files written."""
        return self.store.export(target, form)

    def migrate(self) -> str:
        """The version that the record has, which is the present one: opening it for writing brought it up to date."""
        from detente.record.schema import SCHEMA_VERSION

        return str(SCHEMA_VERSION)

    def correct(self, event: str, field: str, value: str, reason: str) -> dict[str, Any]:
        """Keep an analyst's correction of one field of an event; gives the event as it is read from now on."""
        return self.store.correct(event, field, value, reason)

    def undo(self, event: str, field: str | None = None) -> dict[str, Any]:
        """Take back the latest correction of an event; gives what was taken back."""
        return self.store.undo(event, field)

    def _forget(self) -> None:
        """Look anew at the next question: something is about to be written."""
        for name in ("span", "baseline"):
            self.__dict__.pop(name, None)


def _sum(one: AddResult, other: AddResult) -> AddResult:
    return replace(
        one,
        documents=one.documents + other.documents,
        reports=one.reports + other.reports,
        skipped=one.skipped + other.skipped,
    )
