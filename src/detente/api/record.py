"""The record asked about a pair of states: each answer is a measure of the store's rows; nothing is computed here."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING, TypeVar, cast

from detente import actors, issues, ontology
from detente.api.kept import Kept
from detente.api.words import Period, Table, bound, check_confidence, known_word
from detente.errors import Error
from detente.events import Status

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    from detente.brief import Brief
    from detente.measures.agenda import Agenda
    from detente.measures.balance import Balance, BalanceSeries, Tie
    from detente.measures.drivers import Drivers
    from detente.measures.explain import Why
    from detente.measures.meetings import Meetings
    from detente.measures.places import Places
    from detente.measures.relation import Relation, Standing
    from detente.measures.turns import Turns

T = TypeVar("T")
FEW = 2
"""Events of a pair up to which an answer comes with a word on what there is."""
EVENT_COLUMNS = ("date", "source", "target", "type", "status", "reports", "passage")


class Record(Kept):
    """A record of who did what to whom, and what can be read from it about a pair of states.

    States may be given in any form that `detente.actors.state` knows; periods as dates or ISO 8601 text. Where
    ``since`` and ``until`` are left out they are the first and last day that the record covers.
    """

    def _seen(self, *states: str) -> pa.Table:
        """The coverage as it bears on some states."""
        return self.store.coverage(states=states)

    def _pair(self, a: str, b: str) -> tuple[str, str]:
        first, second = actors.state(a).iso3, actors.state(b).iso3
        if first == second:
            raise Error(f"{a} and {b} are the same state; a relation needs two. Name another state.")
        return first, second

    def _period(self, since: Period, until: Period) -> tuple[date, date]:
        first = bound(since, 0) or self.span[0]
        last = bound(until, 1) or self.span[1]
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

        seen = float(covered_days(self._seen(a, b), first, last).mean())
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
        check_confidence(min_confidence)
        found = self.store.events(
            a, b, directed=directed, since=bound(since, 0), until=bound(until, 1),
            type=known_word(type, ontology.TYPES, "PLOVER type"), issue=issue and issues.issue(issue).name,
            status=known_word(status, tuple(Status), "status"), text=text,
        )  # fmt: skip
        if min_confidence:
            import pyarrow.compute as pc

            found = found.filter(pc.greater_equal(found["confidence"], min_confidence))
        return Table("events", found, EVENT_COLUMNS)

    def relation(self, a: str, b: str, *, since: Period = None, until: Period = None) -> Relation:
        """The relation index at each month's end (see `detente.measures.relation`)."""
        from detente.measures.relation import relation

        a, b, first, last = self._asked(a, b, since, until)
        return relation(self._all_until(a, b, last), self._seen(a, b), a, b, first, last, self.baseline)

    def turns(self, a: str, b: str, *, since: Period = None, until: Period = None, of: str = "balance") -> Turns:
        """The turning points of the ``balance`` of acts or the ``number`` of events (see `detente.measures.turns`)."""
        from detente.measures.turns import count_turns, turns

        a, b, first, last = self._asked(a, b, since, until)
        measure = turns if known_word(of, ("balance", "number"), "series") == "balance" else count_turns
        return measure(self.store.events(a, b, since=first, until=last), a, b, self._seen(a, b))

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
        return meetings(events, self.store.documents(), self._seen(a, b), a, b, first, last)

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
        from detente.measures.drivers import drivers

        a, b, first, last = self._asked(a, b, since, until)
        named = [self._pair(one, other) for one, other in also]
        return drivers(*self._weekly(a, b, first, last), named)

    def _weekly(
        self, a: str, b: str, since: date, until: date
    ) -> tuple[list[tuple[str, str]], NDArray[np.float64], str, str, NDArray[np.bool_]]:
        """The weekly scores of all pairs, as `detente.measures.drivers` asks for them."""
        from detente.measures.drivers import matrix

        pairs, weekly, seen = matrix(self.store.weeks(), self._seen(a, b), since, until)
        return pairs, weekly, a, b, seen

    def why(
        self, a: str, b: str, on: Period = None, *, turn: Period = None, driver: tuple[str, str] | None = None
    ) -> Why:
        """The contributions that add up to the relation index on a day (see `detente.measures.explain`).

        With ``turn``, a day, those that add up to the size of the turning point of that day; with ``driver``, another
        pair, to its effect on this one in the time up to ``on``.
        """
        from detente.measures.explain import why, why_driver, why_turn

        if turn and driver:
            raise Error("name a turning point or a driver, not both")
        if driver:
            from detente.measures.drivers import shares

            a, b, first, last = self._asked(a, b, None, on)
            one, other = self._pair(*driver)
            found = shares(*self._weekly(a, b, first, last), (one, other))
            return why_driver(self.store.events(one, other, until=last), a, b, found, first)
        a, b = self._pair(a, b)
        if (of := bound(turn, 0)) is not None:
            first, last = self._period(None, None)
            return why_turn(self.store.events(a, b, since=first, until=last), a, b, of, self._seen(a, b))
        at = bound(on, 1) or self.span[1]
        return why(self._all_until(a, b, at), a, b, at, self.baseline)

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

        chosen = [actors.state(state).iso3 for state in states]
        if every is None:
            if since or until:
                raise Error(
                    "a balance over time needs a step; add --every month or --every year, or give one day (--on)"
                )
            at = bound(on, 1) or self.span[1]
            ties, undecided = self._ties(chosen, region, at)
            return balance(ties, at, undecided=undecided, camps=camps, seconds=seconds)
        from detente.measures.coverage import month_ends
        from detente.measures.relation import HALF_LIFE_DAYS, all_months, standings_by_month

        first, last = self._period(since, until)
        ends = [end for end in month_ends(first, last) if every == "month" or end.month == 12 or end == last]
        known = standings_by_month(all_months(self.store.months(HALF_LIFE_DAYS), first, last, self.baseline))
        whole = {end: known.get(end, ()) for end in ends if (end + timedelta(days=1)).day == 1}
        networks = ((end, self._ties(chosen, region, end, whole.get(end))[0]) for end in ends)
        points = (point(ties, end, camps=camps, seconds=seconds) for end, ties in networks)
        return BalanceSeries(known_word(every, ("month", "year"), "step") or every, method(camps), tuple(points))

    def _ties(
        self, states: list[str], region: str | None, on: date, known: Iterable[Standing] | None = None
    ) -> tuple[tuple[Tie, ...], int]:
        """The ties among the states meant on a day, and how many relations are undecided; none if nothing is loaded.

        ``known`` says how all pairs stand that day, where that has been asked already.
        """
        from detente.measures.balance import ties
        from detente.measures.coverage import covered_days

        chosen = [*states, *(actors.group(region, on) if region else ())]
        if covered_days(self._seen(*chosen), on - timedelta(days=29), on).mean() < 0.5:
            return (), 0
        return ties(self._standings(on, chosen) if known is None else known, chosen or None)

    def _standings(self, on: date, states: Iterable[str] = (), of: str | None = None) -> tuple[Standing, ...]:
        """How pairs stand on a day: those of which a state is named, or of ``of``; all if neither is given."""
        from detente.measures.relation import HALF_LIFE_DAYS, standings

        return standings(self.store.standing(HALF_LIFE_DAYS, on, list(states), of), self.baseline)

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
            coverage=self._seen(a, b), corrections=self.store.corrections(),
            relation=self.relation(a, b, since=first, until=last), turns=self.turns(a, b, since=first, until=last),
            agenda=self.agenda(a, b, until=last), meetings=self.meetings(a, b, since=first, until=last),
            others=self._others(a, b, last), why=why, drivers=_or_none(lambda: self.drivers(a, b, until=last)),
            balance=_or_none(lambda: cast("Balance", self.balance(region=region, on=last, seconds=5.0))), region=region,
            places=self.places(a, b, since=first, until=last),
        )  # fmt: skip

    def _others(self, a: str, b: str, on: date) -> dict[str, dict[str, float]]:
        """For each of the two, the index of its relations on that day by the other state's code."""
        return {one: {s.b if s.a == one else s.a: s.value for s in self._standings(on, of=one)} for one in (a, b)}

    def panel(self, *, every: str = "month", since: Period = None, until: Period = None) -> Table:
        """All directed dyads by ``month`` or ``year``, for statistics (see `detente.measures.panel`)."""
        from detente.measures.panel import panel
        from detente.measures.relation import HALF_LIFE_DAYS

        step = known_word(every, ("month", "year"), "step") or "month"
        first, last = self._period(since, until)
        counts, sums = self.store.panel(step), self.store.months(HALF_LIFE_DAYS)
        table = panel(counts, sums, self.store.coverage(), first, last, step, self.baseline)
        shown = ("source", "target", "period", "covered", "events", "reports", "index")
        return Table("panel", self.store.stamped(table), shown)


def _or_none(ask: Callable[[], T]) -> T | None:
    """What a measure says, or None where the record holds too little for it."""
    try:
        return ask()
    except Error:
        return None
