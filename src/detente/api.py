"""The package's front door: open a record and ask it about a pair of states.

``Record`` puts the rooms together and computes nothing itself: reading and coding fill it, the store answers queries,
measures turn the answers into results, and the brief shows them. The command line calls these same functions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, cast

from detente import actors, issues, ontology
from detente.dates import parse_period
from detente.errors import Error
from detente.events import Report, Source, Status
from detente.result import Result

if TYPE_CHECKING:
    import pyarrow as pa

    from detente.brief import Brief
    from detente.coding.llm import LLM
    from detente.feeds.download import Fetch
    from detente.measures.agenda import Agenda
    from detente.measures.balance import Balance, BalanceSeries, Tie
    from detente.measures.drivers import Drivers
    from detente.measures.explain import Why
    from detente.measures.meetings import Meetings
    from detente.measures.places import Places
    from detente.measures.relation import Relation
    from detente.measures.scores import Baseline
    from detente.measures.turns import Turns
    from detente.pulling import Pulled
    from detente.reading import Document
    from detente.record import AddResult
    from detente.record.feeds import Loaded

T = TypeVar("T")
Period = str | date | None
Progress = Callable[[int, int], None]
Before = Callable[[list["Document"]], None]
BATCH, BATCH_LLM = 1000, 20
"""Documents that an add keeps together: by rule, and by a language model, whose answers cost more to lose."""
FEW = 2
"""Events of a pair up to which an answer comes with a word on what there is."""
EVENT_COLUMNS = ("date", "source", "target", "type", "status", "reports", "passage")


@dataclass(frozen=True, slots=True)
class Table(Result):
    """Rows of the record under one name, such as ``events`` or ``sources``."""

    name: str
    table: pa.Table
    shown: tuple[str, ...] = ()
    ROWS: ClassVar[str] = "rows"

    def headings(self, rows: list[dict[str, Any]]) -> tuple[str, ...]:
        """The columns that a printed table of this kind of rows has."""
        return self.shown or Result.headings(self, rows)

    def rows(self) -> list[dict[str, Any]]:
        """The rows as dictionaries."""
        found: list[dict[str, Any]] = self.table.to_pylist()
        return found

    def to_dict(self) -> dict[str, Any]:
        """The rows under the table's name."""
        return {self.name: self.rows()}

    def to_arrow(self) -> pa.Table:
        """The Arrow table itself."""
        return self.table


@dataclass(frozen=True, slots=True)
class Coded(Result):
    """Reports found in documents that were not stored, and what could not be read."""

    reports: tuple[Report, ...]
    documents: int
    failures: tuple[str, ...]
    ROWS: ClassVar[str] = "reports"
    SHOWN: ClassVar[tuple[str, ...]] = ("date", "source", "target", "type", "status", "issues", "passage")

    def to_dict(self) -> dict[str, Any]:
        """The reports under the keys of the JSON contract."""
        return {"documents": self.documents, "reports": [r.to_dict() for r in self.reports], "failures": self.failures}


def code(
    inputs: Iterable[str | Path],
    *,
    published: str | None = None,
    coder: str | LLM = "rules",
    base_url: str | None = None,
    pipeline: str | None = None,
    min_confidence: float = 0.0,
    jobs: int | None = 1,
    before: Before | None = None,
    on_progress: Progress | None = None,
) -> Coded:
    """Read documents (files, folders, addresses, ``-``) and find the reports in them; nothing is stored.

    ``published`` dates texts that do not say when they were published. What cannot be read is named in ``failures``;
    `Error` is raised when nothing at all could be read.

    ``coder`` is ``rules``, ``openai:MODEL`` (a language model at ``base_url`` or $OPENAI_BASE_URL) or an
    `detente.coding.llm.LLM`. ``pipeline`` names an installed spaCy pipeline that parses for the rules in place of the
    shipped weights; it needs Penn tags and Universal Dependencies. Reports with less than ``min_confidence`` (0 to 1)
    are left out. ``jobs`` processes code by rule; with None as many as there are processors for more than 200
    documents; the reports are the same. A script that asks for several needs the guard
    ``if __name__ == "__main__":``. ``before`` is called with the documents before the first of them is coded, and may
    raise.
    """
    with_ = _Coder.of(coder, base_url, pipeline, min_confidence, jobs)
    documents, failures = _read(inputs, published)
    if before:
        before(documents)
    reports = [report for _, found in with_.code(documents, on_progress) for report in found]
    return Coded(tuple(reports), len(documents), (*failures, *with_.failures()))


@dataclass(frozen=True, slots=True)
class _Coder:
    """A way to code documents; ``llm`` is None where they are coded by rule."""

    llm: LLM | None
    pipeline: str | None
    min_confidence: float
    jobs: int | None

    @classmethod
    def of(
        cls, coder: str | LLM, base_url: str | None, pipeline: str | None, min_confidence: float, jobs: int | None
    ) -> _Coder:
        _share(min_confidence)
        if jobs is not None and jobs < 1:
            raise Error(f"{jobs} processes cannot code anything; name 1 or more")
        if coder == "rules":
            if base_url:
                raise Error("the rules need no endpoint; leave --base-url out, or name --coder openai:MODEL")
            if pipeline:
                from detente.coding.syntax import pipeline_version

                pipeline_version(pipeline)  # refuse one that is unfit before anything is read
            return cls(None, pipeline, min_confidence, jobs)
        from detente.coding.llm import model_of

        if isinstance(coder, str):
            coder = model_of(coder, base_url)
        if jobs is not None and jobs > 1:
            raise Error("a language model is asked one question at a time; leave --jobs out")
        if pipeline:
            raise Error("a language model needs no parser; leave --pipeline out, or --coder")
        return cls(coder, None, min_confidence, 1)

    def code(self, documents: list[Document], on_progress: Progress | None) -> Iterator[tuple[Document, list[Report]]]:
        """Each document with its reports, in order."""
        from detente.coding.pool import code_chunk, code_many

        work = partial(code_chunk, pipeline=self.pipeline)
        coded = self.llm.code_all(documents) if self.llm else code_many(documents, self.jobs, work)
        for done, (document, found) in enumerate(coded, start=1):
            yield document, [report for report in found if report.confidence >= self.min_confidence]
            if on_progress:
                on_progress(done, len(documents))

    @property
    def batch(self) -> int:
        """So many documents are kept together."""
        return BATCH_LLM if self.llm else BATCH

    def failures(self) -> tuple[str, ...]:
        """A line for each document that was not coded."""
        return tuple(self.llm.failures) if self.llm else ()


def _share(value: float) -> float:
    if not 0 <= value <= 1:
        raise Error(f"{value:g} is no confidence; give a number from 0 to 1")
    return value


def _read(inputs: Iterable[str | Path], published: str | None) -> tuple[list[Document], tuple[str, ...]]:
    from detente.reading import read_all

    reading = read_all([str(i) for i in inputs], published=published)
    documents = list(reading)
    failures = tuple(str(failure) for failure in reading.failures)
    if not documents:
        raise Error("; ".join(failures) or "there is nothing to read; name a file, a folder, an address or -")
    return documents, failures


class Record:
    """A record of who did what to whom, and what can be read from it about a pair of states.

    States may be given in any form that `detente.actors.state` knows; periods as dates or ISO 8601 text. Where
    ``since`` and ``until`` are left out they are the first and last day that the record covers.
    """

    def __init__(self, path: str | Path, *, read_only: bool = False) -> None:
        from detente.record import Store

        self.path = Path(path)
        self.store = Store(self.path, read_only=read_only)

    def __enter__(self) -> Record:
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
        with_ = _Coder.of(coder, base_url, pipeline, min_confidence, jobs)
        given = [str(i) for i in inputs]
        documents, failures = _read(given, published)
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
        self.__dict__.pop("span", None)
        self.__dict__.pop("baseline", None)
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
        for name in ("span", "baseline"):
            self.__dict__.pop(name, None)
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

        first, last = _day(since, 0), _day(until, 1)
        if first is None or last is None or last < first:
            raise Error(f"a pull needs its first and its last day, in that order; these are {since} and {until}")
        for name in ("span", "baseline"):
            self.__dict__.pop(name, None)
        codes = sorted(actors.state(state).iso3 for state in states)
        room = Path(folder) if folder else self.path.with_suffix(".pull")
        return pull(self.store, source, first, last, codes, base, room, fetch, on_step)

    def _coverage(self, *states: str) -> pa.Table:
        """The record's coverage as it bears on some states: loads that kept only others' events tell them nothing."""
        import pyarrow as pa

        found = self.store.coverage()
        kept = []
        for note, state in zip(found["note"].to_pylist(), found["state"].to_pylist(), strict=True):
            only = note.removeprefix("only of ").split() if state == "loaded" and note.startswith("only of ") else []
            kept.append(not only or bool(set(only) & set(states)))
        return found.filter(pa.array(kept, pa.bool_()))

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
        from detente.measures.scores import baseline_of

        return baseline_of(self.store.pairs())

    def _pair(self, a: str, b: str) -> tuple[str, str]:
        first, second = actors.state(a).iso3, actors.state(b).iso3
        if first == second:
            raise Error(f"{a} and {b} are the same state; a relation needs two. Name another state.")
        return first, second

    def _period(self, since: Period, until: Period) -> tuple[date, date]:
        first = _day(since, 0) or self.span[0]
        last = _day(until, 1) or self.span[1]
        if first > last:
            advice = "exchange --since and --until" if since and until else "the record ends or begins between them"
            raise Error(f"the period begins on {first} and ends on {last}; {advice}")
        return first, last

    def _asked(self, a: str, b: str, since: Period, until: Period) -> tuple[str, str, date, date]:
        """The pair and the period meant; `Error` where the record or one of the states lies wholly outside of it."""
        a, b = self._pair(a, b)
        first, last = self._period(since, until)
        begins, ends = self.span
        if last < begins or first > ends:
            raise Error(
                f"the record covers {begins} to {ends}; {first} to {last} lies outside of it. Name a period inside, or "
                "load more"
            )
        for code in (a, b):
            state = actors.state_by_code(code)
            if state.end and state.end < first:
                raise Error(f"{state.name} ended on {state.end}, before {first}; name an earlier period")
            if state.start and state.start > last:
                raise Error(f"{state.name} began on {state.start}, after {last}; name a later period")
        return a, b, first, last

    def remark(self, a: str, b: str, *, since: Period = None, until: Period = None) -> str | None:
        """What a reader of an empty or thin answer on a pair should know: how much there is, and what is covered."""
        a, b, first, last = self._asked(a, b, since, until)
        events = self.store.events(a, b, since=first, until=last).num_rows
        if events > FEW:
            return None
        begins, ends = self.span
        count = "no event" if not events else "one event" if events == 1 else f"{events} events"
        whole = f"of {a} and {b} from {first} to {last} the record holds {count}; it covers {begins} to {ends}"
        from detente.measures.coverage import covered_days

        seen = float(covered_days(self._coverage(a, b), first, last).mean())
        return whole + (f", and of these days {seen:.0%}" if seen < 0.995 else "")

    def _all_until(self, a: str, b: str, until: date) -> pa.Table:
        return self.store.events(a, b, until=until)

    def events(
        self,
        a: str,
        b: str,
        *,
        directed: bool = False,
        since: Period = None,
        until: Period = None,
        type: str | None = None,
        issue: str | None = None,
        status: str | None = None,
        text: str | None = None,
        min_confidence: float = 0.0,
    ) -> Table:
        """The events between two states, with their passages; ``directed`` keeps only what ``a`` did to ``b``.

        Events with less than ``min_confidence`` (0 to 1) are left out; an event is as sure as its surest report.
        """
        a, b = self._pair(a, b)
        _share(min_confidence)
        found = self.store.events(
            a, b, directed=directed, since=_day(since, 0), until=_day(until, 1),
            type=_word(type, ontology.TYPES, "PLOVER type"), issue=issue and issues.issue(issue).name,
            status=_word(status, tuple(Status), "status"), text=text,
        )  # fmt: skip
        if min_confidence:
            import pyarrow.compute as pc

            found = found.filter(pc.greater_equal(found["confidence"], min_confidence))
        return Table("events", found, EVENT_COLUMNS)

    def relation(self, a: str, b: str, *, since: Period = None, until: Period = None) -> Relation:
        """The relation index at each month's end (see `detente.measures.relation`)."""
        from detente.measures.relation import relation

        a, b, first, last = self._asked(a, b, since, until)
        return relation(self._all_until(a, b, last), self._coverage(a, b), a, b, first, last, self.baseline)

    def turns(self, a: str, b: str, *, since: Period = None, until: Period = None, of: str = "balance") -> Turns:
        """The turning points of the ``balance`` of acts or the ``number`` of events (see `detente.measures.turns`)."""
        from detente.measures.turns import count_turns, turns

        a, b, first, last = self._asked(a, b, since, until)
        measure = turns if _word(of, ("balance", "number"), "series") == "balance" else count_turns
        return measure(self.store.events(a, b, since=first, until=last), a, b, self._coverage(a, b))

    def agenda(self, a: str, b: str, *, since: Period = None, until: Period = None) -> Agenda:
        """What the two deal with (see `detente.measures.agenda`); in the last two years where ``since`` is left out."""
        from detente.measures.agenda import YEAR, agenda

        a, b, first, last = self._asked(a, b, since, until)
        first = first if since else max(first, last - 2 * YEAR)
        return agenda(self._all_until(a, b, last), a, b, first, last, self.span[0])

    def meetings(self, a: str, b: str, *, since: Period = None, until: Period = None) -> Meetings:
        """Meetings and visits held and planned (see `detente.measures.meetings`)."""
        from detente.measures.meetings import meetings

        a, b, first, last = self._asked(a, b, since, until)
        events = self.store.events(a, b)
        return meetings(events, self.store.documents(), self._coverage(a, b), a, b, first, last)

    def places(self, a: str, b: str, *, since: Period = None, until: Period = None) -> Places:
        """Where the two act, by place and by region (see `detente.measures.places`)."""
        from detente.measures.places import where

        a, b, first, last = self._asked(a, b, since, until)
        return where(self.store.events(a, b, since=first, until=last), a, b, first, last)

    def drivers(
        self, a: str, b: str, *, since: Period = None, until: Period = None, also: Iterable[tuple[str, str]] = ()
    ) -> Drivers:
        """Which other dyads run ahead of this one (see `detente.measures.drivers`); pairs in ``also`` are shown anyway.

        `Error` where the pair has events in too few weeks of the period.
        """
        import numpy as np

        from detente.measures.coverage import covered_days
        from detente.measures.drivers import drivers, matrix

        a, b, first, last = self._asked(a, b, since, until)
        monday = first - timedelta(days=first.weekday())
        weeks = ((last - monday).days + 1) // 7
        days = covered_days(self._coverage(a, b), monday, monday + timedelta(days=7 * max(weeks, 1) - 1))
        sums = self.store.weeks()
        number = np.asarray(sums["week"].cast("date32").cast("int32").to_numpy()) // 7
        names = (sums["a"].to_pylist(), sums["b"].to_pylist())
        start = (monday - date(1970, 1, 1)).days // 7
        pairs, weekly = matrix(*names, number, sums["score"].to_numpy(), start, max(weeks, 1))
        named = [tuple(sorted(self._pair(one, other))) for one, other in also]
        return drivers(pairs, weekly, a, b, days.reshape(-1, 7).mean(1) >= 0.5, [(one, other) for one, other in named])

    def why(self, a: str, b: str, on: Period = None, *, turn: Period = None) -> Why:
        """The contributions that add up to the relation index on a day (see `detente.measures.explain`).

        With ``turn``, a day, those that add up to the size of the turning point of that day.
        """
        from detente.measures.explain import why, why_turn

        a, b = self._pair(a, b)
        if (of := _day(turn, 0)) is not None:
            first, last = self._period(None, None)
            return why_turn(self.store.events(a, b, since=first, until=last), a, b, of, self._coverage(a, b))
        day = _day(on, 1) or self.span[1]
        return why(self._all_until(a, b, day), a, b, day, self.baseline)

    def balance(
        self,
        states: Iterable[str] = (),
        *,
        region: str | None = None,
        on: Period = None,
        since: Period = None,
        until: Period = None,
        every: str | None = None,
        camps: int = 2,
        seconds: float = 10.0,
    ) -> Balance | BalanceSeries:
        """The signed network of some states on a day, its camps and strains (see `detente.measures.balance`).

        ``states`` are names or codes, ``region`` a region or an organisation; all states where both are left out. With
        ``every`` (``month`` or ``year``) the result is a series from ``since`` to ``until``. ``on`` is the record's
        last day where it is left out. `Error` where nothing was loaded for most of the month up to the day.
        """
        from detente.measures.balance import BalanceSeries, balance, method, point

        if every is None:
            if since or until:
                raise Error(
                    "a balance over time needs a step; add --every month or --every year, or give one day (--on)"
                )
            day = _day(on, 1) or self.span[1]
            ties, undecided = self._ties(states, region, day)
            return balance(ties, day, undecided=undecided, camps=camps, seconds=seconds)
        from detente.measures.coverage import month_ends

        first, last = self._period(since, until)
        ends = [end for end in month_ends(first, last) if every == "month" or end.month == 12 or end == last]
        points = (point(self._ties(states, region, end)[0], end, camps=camps, seconds=seconds) for end in ends)
        return BalanceSeries(_word(every, ("month", "year"), "step") or every, method(camps), tuple(points))

    def _ties(self, states: Iterable[str], region: str | None, on: date) -> tuple[tuple[Tie, ...], int]:
        """The ties among the states meant on a day, and how many relations are undecided; none if nothing is loaded."""
        from detente.measures.balance import ties
        from detente.measures.coverage import covered_days
        from detente.measures.relation import standings

        chosen = [actors.state(state).iso3 for state in states]
        chosen += actors.group(region, on) if region else ()
        if covered_days(self._coverage(*chosen), on - timedelta(days=29), on).mean() < 0.5:
            return (), 0
        return ties(standings(self.store.events(until=on), on, self.baseline), chosen or None)

    def brief(self, a: str, b: str, *, since: Period = None, until: Period = None, naming: str = "both") -> Brief:
        """All of it as one brief on the day ``until`` (see `detente.brief`); write it with `detente.brief.render`.

        ``naming`` is ``both`` for both names of disputed places, or the state whose names are to be used.
        """
        from detente.brief import assemble

        a, b, first, last = self._asked(a, b, since, until)
        why = _or_none(lambda: self.why(a, b, last))
        region = actors.region_of(a, b)
        return assemble(
            a, b, since=first, until=last, naming=naming if naming == "both" else actors.state(naming).iso3,
            events=self.store.events(a, b), documents=self.store.documents(text=False), sources=self.store.sources(),
            coverage=self._coverage(a, b), corrections=self.store.corrections(),
            relation=self.relation(a, b, since=first, until=last), turns=self.turns(a, b, since=first, until=last),
            agenda=self.agenda(a, b, until=last), meetings=self.meetings(a, b, since=first, until=last),
            others=self._others(a, b, last), why=why, drivers=_or_none(lambda: self.drivers(a, b, until=last)),
            balance=_or_none(lambda: cast("Balance", self.balance(region=region, on=last, seconds=5.0))), region=region,
        )  # fmt: skip

    def _others(self, a: str, b: str, on: date) -> dict[str, dict[str, float]]:
        """For each of the two, the index of its relations on that day by the other state's code."""
        from detente.measures.relation import standings

        found: dict[str, dict[str, float]] = {a: {}, b: {}}
        for one in (a, b):
            for standing in standings(self.store.events(one, until=on), on, self.baseline):
                found[one][standing.b if standing.a == one else standing.a] = standing.value
        return found

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

    def panel(self, *, every: str = "month", since: Period = None, until: Period = None) -> Table:
        """All directed dyads by ``month`` or ``year``, for statistics (see `detente.measures.panel`)."""
        from detente.measures.panel import panel
        from detente.measures.relation import HALF_LIFE_DAYS

        step = _word(every, ("month", "year"), "step") or "month"
        first, last = self._period(since, until)
        counts, sums = self.store.panel(step), self.store.months(HALF_LIFE_DAYS)
        table = panel(counts, sums, self._coverage(), first, last, step, self.baseline)
        shown = ("source", "target", "period", "covered", "events", "reports", "index")
        return Table("panel", self.store.stamped(table), shown)

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


def _or_none(ask: Callable[[], T]) -> T | None:
    """What a measure says, or None where the record holds too little for it."""
    try:
        return ask()
    except Error:
        return None


def _sum(one: AddResult, other: AddResult) -> AddResult:
    return replace(
        one,
        documents=one.documents + other.documents,
        reports=one.reports + other.reports,
        skipped=one.skipped + other.skipped,
    )


def _word(given: str | None, known: Iterable[str], what: str) -> str | None:
    """The known word that is meant, whatever its case; any other is an `Error` that lists them."""
    words = {word.casefold(): str(word) for word in known}
    if given is None or given.casefold() in words:
        return given and words[given.casefold()]
    raise Error(f"{given!r} is no {what}; there are {', '.join(words.values())}")


def _day(period: Period, end: int) -> date | None:
    """The first (``end`` 0) or last (1) day of a period given as a date or as ISO 8601 text."""
    if period is None or isinstance(period, date):
        return period
    first, last, _ = parse_period(period)
    return last if end else first
