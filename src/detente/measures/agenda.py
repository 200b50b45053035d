r"""The agenda of a pair: what they deal with, how heavily, in what tone, and who brings it up.

An event that carries :math:`k` issues gives each :math:`w/k`, with :math:`w = c\,2^{-age/H}` (half-life
:math:`H` = 365 days back from the end of the period, :math:`c` the coder's confidence). An issue's *weight* is its
share of all of it; its *tone* the weighted mean score of its events (−10 to 10); a side's tone that of the events
this side began, reciprocal events counting for both. Plans and calls count to the weight (they are dealt with), not
to the tone.

Events without an issue weigh nothing; ``without_issue`` counts those of the period. Of feeds' rows the issue is told by
their contexts (`detente.issues.of_context`) and by what their CAMEO code is called, which most codes do not tell.

*Standing*: ``one-sided`` when at least four fifths of the initiatives are one side's; else ``friction`` when the tone
is below −0.5, or one side's is below −1; else ``shared``. *New*: first seen in the last year of a record that began
at least a year before that. *Quiet*: seen earlier in the period, not in its last year.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from detente import issues as issue_table
from detente.events import Status
from detente.measures.scores import check_pair, scores
from detente.result import Result

if TYPE_CHECKING:
    import pyarrow as pa

HALF_LIFE_DAYS = 365.0
YEAR = timedelta(days=365)
ONE_SIDED = 0.8


@dataclass(frozen=True, slots=True)
class AgendaIssue:
    """One issue between the two; ``a_event`` and ``b_event`` are the strongest event each side began."""

    issue: str
    kind: str
    weight: float
    tone: float | None
    a_tone: float | None
    b_tone: float | None
    standing: str
    events: int
    new: bool
    quiet: bool
    first: date
    last: date
    a_event: str | None
    b_event: str | None


@dataclass(frozen=True, slots=True)
class Agenda(Result):
    """What two states deal with in a period, the heaviest issue first; ``without_issue`` of its events name none."""

    ROWS: ClassVar[str] = "issues"
    SHOWN: ClassVar[tuple[str, ...]] = ("issue", "kind", "weight", "tone", "standing", "events", "last")

    a: str
    b: str
    since: date
    until: date
    without_issue: int
    issues: tuple[AgendaIssue, ...]


@dataclass(slots=True)
class _Tone:
    total: float = 0.0
    weight: float = 0.0
    strongest: tuple[float, str] | None = None

    def add(self, weight: float, score: float, event: str) -> None:
        self.total += weight * score
        self.weight += weight
        if self.strongest is None or (weight * abs(score), event) > self.strongest:
            self.strongest = (weight * abs(score), event)

    @property
    def mean(self) -> float | None:
        return self.total / self.weight if self.weight else None

    @property
    def event(self) -> str | None:
        return self.strongest[1] if self.strongest else None


@dataclass(slots=True)
class _Tally:
    weight: float = 0.0
    events: int = 0
    days: list[date] = field(default_factory=list)
    tone: _Tone = field(default_factory=_Tone)
    sides: tuple[_Tone, _Tone] = field(default_factory=lambda: (_Tone(), _Tone()))
    initiatives: list[float] = field(default_factory=lambda: [0.0, 0.0])


def agenda(events: pa.Table, a: str, b: str, since: date, until: date, record_begins: date | None = None) -> Agenda:
    """The agenda of ``a`` and ``b`` from ``since`` to ``until``, from all events between them.

    ``record_begins`` is the first day the record covers; without it no issue is called new. Raises `Error` when the
    two are the same state.
    """
    check_pair(a, b)
    tallies: dict[str, _Tally] = defaultdict(_Tally)
    seen_before: set[str] = set()
    without_issue = 0
    wanted = ["id", "date", "source", "status", "reciprocal", "issues", "confidence"]
    for row, score in zip(events.select(wanted).to_pylist(), scores(events), strict=True):
        if row["date"] > until or row["status"] == Status.DENIED:
            continue
        if row["date"] < until - YEAR:
            seen_before.update(row["issues"] or ())
        if row["date"] >= since:
            without_issue += not row["issues"]
            _count(tallies, row, float(score), a, until)
    total = sum(tally.weight for tally in tallies.values())
    aged = record_begins is not None and record_begins <= until - 2 * YEAR
    entries = [
        _entry(name, tally, total, until, new=aged and name not in seen_before) for name, tally in tallies.items()
    ]
    return Agenda(a, b, since, until, without_issue, tuple(sorted(entries, key=lambda e: (-e.weight, e.issue))))


def _count(tallies: dict[str, _Tally], row: dict[str, Any], score: float, a: str, until: date) -> None:
    names = row["issues"] or ()
    for name in names:
        weight = row["confidence"] * 2 ** (-(until - row["date"]).days / HALF_LIFE_DAYS) / len(names)
        tally = tallies[name]
        tally.weight += weight
        tally.events += 1
        tally.days.append(row["date"])
        sides = (0, 1) if row["reciprocal"] else (0,) if row["source"] == a else (1,)
        for side in sides:
            tally.initiatives[side] += weight / len(sides)
        if row["status"] == Status.HAPPENED:
            tally.tone.add(weight, score, row["id"])
            for side in sides:
                tally.sides[side].add(weight, score, row["id"])


def _entry(name: str, tally: _Tally, total: float, until: date, *, new: bool) -> AgendaIssue:
    a_side, b_side = tally.sides
    return AgendaIssue(
        issue=name,
        kind=issue_table.issue(name).kind,
        weight=tally.weight / total,
        tone=tally.tone.mean,
        a_tone=a_side.mean,
        b_tone=b_side.mean,
        standing=_standing(tally),
        events=tally.events,
        new=new,
        quiet=max(tally.days) < until - YEAR,
        first=min(tally.days),
        last=max(tally.days),
        a_event=a_side.event,
        b_event=b_side.event,
    )


def _standing(tally: _Tally) -> str:
    share = max(tally.initiatives) / sum(tally.initiatives)
    if share >= ONE_SIDED:
        return "one-sided"
    tones = [side.mean for side in tally.sides if side.mean is not None]
    if (tally.tone.mean or 0.0) < -0.5 or any(tone < -1 for tone in tones):
        return "friction"
    return "shared"
