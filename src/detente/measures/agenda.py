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

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from detente import issues as issue_table
from detente.events import Status
from detente.measures.scores import check_pair, days, scores, to_date, to_day
from detente.result import Result

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

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
    """Sum of weights and of weighted scores, and the event of the largest weighted score in size."""

    total: float = 0.0
    weight: float = 0.0
    event: str | None = None

    @property
    def mean(self) -> float | None:
        return self.total / self.weight if self.weight else None


@dataclass(frozen=True, slots=True)
class _Rows:
    """A row for each issue of each event, shape ``(n,)``: its weight, score, day and event, and what it counts for."""

    issue: NDArray[np.int64]
    weight: NDArray[np.float64]
    score: NDArray[np.float64]
    day: NDArray[np.int64]
    event: NDArray[np.int64]
    happened: NDArray[np.bool_]
    of_side: tuple[NDArray[np.bool_], NDArray[np.bool_]]

    def where(self, chosen: NDArray[np.bool_]) -> _Rows:
        return _Rows(
            self.issue[chosen], self.weight[chosen], self.score[chosen], self.day[chosen], self.event[chosen],
            self.happened[chosen], (self.of_side[0][chosen], self.of_side[1][chosen]),
        )  # fmt: skip

    def tone(self, ids: pa.ChunkedArray) -> _Tone:
        """The tone of these rows; of equally strong events the last one is named."""
        if not len(self.weight):
            return _Tone()
        size = self.weight * np.abs(self.score)
        strongest = int(self.event[size == size.max()].max())
        return _Tone(float(self.weight @ self.score), float(self.weight.sum()), ids[strongest].as_py())


def agenda(events: pa.Table, a: str, b: str, since: date, until: date, record_begins: date | None = None) -> Agenda:
    """The agenda of ``a`` and ``b`` from ``since`` to ``until``, from all events between them.

    ``record_begins`` is the first day the record covers; without it no issue is called new. Raises `Error` when the
    two are the same state.
    """
    import pyarrow.compute as pc

    check_pair(a, b)
    columns = ["id", "date", "source", "status", "type", "mode", "reciprocal", "issues", "confidence"]
    inside = pc.less_equal(events["date"], until)
    known = events.select(columns).filter(pc.and_(inside, pc.not_equal(events["status"], Status.DENIED.value)))
    names, rows, without_issue = _rows(known, a, since, until)
    first_day = np.full(len(names), np.iinfo(np.int64).max)
    np.minimum.at(first_day, rows.issue, rows.day)
    aged = record_begins is not None and record_begins <= until - 2 * YEAR
    rows = rows.where(rows.day >= to_day(since))
    total = float(rows.weight.sum())
    entries = [
        _entry(name, rows.where(rows.issue == at), known["id"], total, until, new=bool(aged and fresh))
        for at, (name, fresh) in enumerate(zip(names, first_day >= to_day(until - YEAR), strict=True))
        if (rows.issue == at).any()
    ]
    return Agenda(a, b, since, until, without_issue, tuple(sorted(entries, key=lambda e: (-e.weight, e.issue))))


def _rows(events: pa.Table, a: str, since: date, until: date) -> tuple[list[str], _Rows, int]:
    """The names of the issues, a row for each issue of each event, and how many events since the day have none."""
    import pyarrow.compute as pc

    issues = events["issues"].combine_chunks()
    listed = np.asarray(pc.fill_null(pc.list_value_length(issues), 0), dtype=np.int64)
    coded = pc.dictionary_encode(issues.flatten())
    event = np.repeat(np.arange(events.num_rows), listed)
    day = days(events)
    confidence = np.asarray(events["confidence"].to_numpy(), dtype=np.float64)
    weight = confidence * np.exp2(-(to_day(until) - day) / HALF_LIFE_DAYS) / np.maximum(listed, 1)
    told = np.asarray(pc.equal(events["status"], Status.HAPPENED.value))
    mutual = np.asarray(pc.fill_null(events["reciprocal"], False))
    own = np.asarray(pc.equal(events["source"], a))
    rows = _Rows(
        coded.indices.to_numpy().astype(np.int64), weight[event], scores(events)[event], day[event], event, told[event],
        ((own | mutual)[event], (~own | mutual)[event]),
    )  # fmt: skip
    return coded.dictionary.to_pylist(), rows, int(((listed == 0) & (day >= to_day(since))).sum())


def _entry(name: str, rows: _Rows, ids: pa.ChunkedArray, total: float, until: date, *, new: bool) -> AgendaIssue:
    acts = rows.where(rows.happened)
    tone, *sides = (part.tone(ids) for part in (acts, *(acts.where(side) for side in acts.of_side)))
    # What both do together is half each one's initiative.
    both = rows.of_side[0] & rows.of_side[1]
    initiatives = [float(rows.weight @ (side / (1.0 + both))) for side in rows.of_side]
    a_side, b_side = sides
    return AgendaIssue(
        issue=name,
        kind=issue_table.issue(name).kind,
        weight=float(rows.weight.sum()) / total,
        tone=tone.mean,
        a_tone=a_side.mean,
        b_tone=b_side.mean,
        standing=_standing(tone, sides, initiatives),
        events=len(rows.issue),
        new=new,
        quiet=bool(rows.day.max() < to_day(until - YEAR)),
        first=to_date(rows.day.min()),
        last=to_date(rows.day.max()),
        a_event=a_side.event,
        b_event=b_side.event,
    )


def _standing(tone: _Tone, sides: list[_Tone], initiatives: list[float]) -> str:
    if max(initiatives) / sum(initiatives) >= ONE_SIDED:
        return "one-sided"
    tones = [side.mean for side in sides if side.mean is not None]
    if (tone.mean or 0.0) < -0.5 or any(tone < -1 for tone in tones):
        return "friction"
    return "shared"
