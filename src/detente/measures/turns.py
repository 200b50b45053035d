r"""Turning points: when what two states did to each other left the balance that it had before.

Day by day the scores of the events add up to :math:`S_d`, on evidence :math:`W_d` (the sum of the coder's confidence).
For a day :math:`t` let :math:`\mu_0` be the mean score :math:`\sum S/\sum W` over the time before it, shrunken a little
towards nothing. What the time after it brought beyond that is its *excess*, in units of its spread,

.. math:: z_m(t) = \frac{\sum_{d=t}^{t+m-1}\left(S_d - \mu_0 W_d\right)}{\sqrt{m\,q}}, \qquad
          q = \text{mean of } (S_d - \mu W_d)^2,

a standardised moving sum against a reference window (MOSUM; Chu, Hornik and Kuan 1995); :math:`q` is taken over all
days or over those before :math:`t`, whichever is larger. The excess grows with how far the new
balance lies from the old and with how much of it there is, but busy days of the usual balance add nothing. With
:math:`u` = 28 days, or as long as the pair usually needs for eight days with events, the time before is :math:`12u` and
two spans after are looked at, :math:`m = u` and :math:`m = 3u`. A turn is a day on which :math:`|z|` is largest within
:math:`3u` on either side, exceeds 3.5, and has a probability of at least 0.8. The surest is taken first; for those
after it the time before and after stops at the turns found.

The *probability* is one minus the share of 199 shuffles of the same days whose largest :math:`|z|` reaches it, so that
heavy tails and thin records count against it. The interval of the date holds 90 % of the profile
:math:`e^{(z(t)^2-z_{max}^2)/2}`; where events are few (:math:`u` over 28 days), the date is that of the split into two
mean scores that fits best within :math:`3u`, with the interval of its likelihood. Days that were never loaded do not
exist here: windows pass over them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from detente.measures.changepoints import changes
from detente.measures.coverage import covered_days
from detente.measures.running import running, sums_after, sums_before
from detente.measures.scores import check_pair, days, happened, scores, to_date
from detente.result import Result

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

Day = date  # a field named date hides the type inside its class

UNIT_DAYS = 28
UNIT_ACTIVE_DAYS = 8
LONGEST_UNIT_DAYS = 182
BEFORE, AFTER = 12, (1, 3)
"""Units of time before a turn, and the two spans after it."""
THRESHOLD = 3.5
SUREST_CHANCE = 0.8
"""A turn is told only when its probability is at least this."""
SHUFFLES = 199
FEWEST_ACTIVE_DAYS = 6
"""Days with events that there must be before a turn; half as many after it."""
EVENTS_SHOWN = 3
WEEK = 7
COUNT_METHOD = "change points of the number of events a week, constant or straight segments, optimal partitioning"
FADING_DAYS = 30.0


@dataclass(frozen=True, slots=True)
class Turn:
    """A turning point: ``date`` is the first day of the new balance, ``earliest`` to ``latest`` its 90 % interval.

    ``size`` is the jump of the mean score (−20 to 20), ``events`` the ids of up to three events behind it.
    """

    date: Day
    earliest: Day
    latest: Day
    direction: str
    size: float
    probability: float
    events: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Turns(Result):
    """The turning points of a pair, in order of time.

    ``begun`` says whether a turn may have begun in the last days of the record, too near its end for the spans above.
    """

    ROWS: ClassVar[str] = "turns"
    SHOWN: ClassVar[tuple[str, ...]] = ("date", "earliest", "latest", "direction", "size", "probability", "events")

    a: str
    b: str
    method: str
    turns: tuple[Turn, ...]
    begun: Begun | None = None


@dataclass(frozen=True, slots=True)
class Begun:
    """A turn may have begun on ``date``: by then ``z`` (standard deviations) of excess had come together.

    Looked for in the same way at the end of each earlier month, ``alarms`` were raised in this record, and ``wrong`` of
    them were no turn when more was known.
    """

    date: Day
    direction: str
    z: float
    alarms: int
    wrong: int


def method() -> str:
    """The method in a line, with its constants."""
    return (
        f"excess of scores over the balance of the time before, in spans of {UNIT_DAYS} and {AFTER[1] * UNIT_DAYS} "
        f"days (longer where events are few), above {THRESHOLD:g} standard deviations; probability of at least "
        f"{SUREST_CHANCE:g}, from {SHUFFLES} shuffles; 90 % interval for the date"
    )


@dataclass(frozen=True, slots=True)
class Series:
    """Sums of scores and of evidence for each of some days in order, shape ``(n,)``; ``when`` are days since 1970."""

    when: Ints
    total: Floats
    weight: Floats

    @property
    def unit(self) -> int:
        """Days in a unit of time: 28, or more where it takes more for eight days with events."""
        active = int((self.weight > 0).sum())
        needed = UNIT_ACTIVE_DAYS * len(self.when) / max(active, 1)
        return int(min(max(UNIT_DAYS, np.ceil(needed)), LONGEST_UNIT_DAYS))


@dataclass(frozen=True, slots=True)
class Found:
    """A turn of a `Series` by positions in it; ``z`` is signed, and ``size`` the jump of the mean score.

    The time compared runs from ``start`` to before ``at``, and from ``at`` to before ``end``.
    """

    at: int
    earliest: int
    latest: int
    z: float
    size: float
    probability: float
    start: int
    end: int


def turns(events: pa.Table, a: str, b: str, coverage: pa.Table | None = None) -> Turns:
    """The turning points of the pair whose ``events`` are given; none when the events are too few to tell.

    ``coverage`` is the record's; without it every day from the first event to the last counts as loaded. Raises `Error`
    when the two are the same state.
    """
    check_pair(a, b)
    acts = happened(events).sort_by([("date", "ascending"), ("id", "ascending")])
    if acts.num_rows == 0:
        return Turns(a, b, method(), ())
    series = series_of(acts, coverage)
    found = turning_points(series)
    ends = [*(int(series.when[f.at]) - 1 for f in found[1:]), int(series.when[-1])]
    told = tuple(_turn(series, acts, f, end) for f, end in zip(found, ends[-len(found) :], strict=bool(found)))
    return Turns(a, b, method(), told, begun(series, found))


def count_turns(events: pa.Table, a: str, b: str, coverage: pa.Table | None = None) -> Turns:
    """When the number of events a week changed (see `detente.measures.changepoints`); ``size`` is in events a week.

    Weeks of seven loaded days each; the rest as in `turns`, without events behind a turn.
    """
    check_pair(a, b)
    acts = happened(events)
    if acts.num_rows == 0:
        return Turns(a, b, COUNT_METHOD, ())
    series = series_of(acts, coverage)
    number = np.bincount(np.searchsorted(series.when, days(acts)), minlength=len(series.when))
    weeks = len(number) // WEEK
    told = [
        Turn(
            date=to_date(series.when[change.at * WEEK]),
            earliest=to_date(series.when[change.earliest * WEEK]),
            latest=to_date(series.when[min(change.latest * WEEK + WEEK - 1, len(number) - 1)]),
            direction="up" if change.size > 0 else "down",
            size=change.size,
            probability=change.probability,
            events=(),
        )
        for change in changes(number[: weeks * WEEK].reshape(weeks, WEEK).sum(axis=1))
    ]
    return Turns(a, b, COUNT_METHOD, tuple(told))


def series_of(acts: pa.Table, coverage: pa.Table | None) -> Series:
    """The loaded days from the first event to the last, with what happened on them."""
    when, score = days(acts), scores(acts)
    confidence = np.clip(np.asarray(acts["confidence"].to_numpy(), dtype=np.float64), 1e-6, None)
    first, last = int(when.min()), int(when.max())
    weight = np.bincount(when - first, confidence, minlength=last - first + 1).astype(np.float64)
    total = np.bincount(when - first, confidence * score, minlength=last - first + 1).astype(np.float64)
    loaded = weight > 0
    loaded |= True if coverage is None else covered_days(coverage, to_date(first), to_date(last))
    return Series(np.flatnonzero(loaded) + first, total[loaded], weight[loaded])


def turning_points(series: Series) -> list[Found]:
    """The turns of a series in order of time."""
    unit, n = series.unit, len(series.when)
    highest: Floats | None = None
    found: dict[int, Found] = {}
    while True:
        cuts = [0, *sorted(found), n]
        z = excess(series.total, series.weight, unit, cuts)
        for at in found:
            z[max(at - AFTER[1] * unit, 0) : at + AFTER[1] * unit + 1] = 0
        at = int(np.abs(z).argmax()) if n else 0
        if n == 0 or abs(z[at]) < THRESHOLD:
            break
        highest = _by_chance(series, unit) if highest is None else highest
        probability = 1 - (1 + (highest >= abs(z[at])).sum()) / (1 + SHUFFLES)
        if probability < SUREST_CHANCE:
            break
        where = _place(series, at, unit, cuts) if unit > UNIT_DAYS else (at, *_interval(z, at, AFTER[1] * unit))
        size, span = _size(series, where[0], unit, cuts), compared(where[0], unit, cuts)
        found[where[0]] = Found(*where, float(z[at]), size, float(probability), *span)
    return [found[at] for at in sorted(found)]


def excess(total: Floats, weight: Floats, unit: int, cuts: Sequence[int] = ()) -> Floats:
    """The excess :math:`z` that is larger in size of the two spans, for each day; 0 where too little is known.

    No time before or after reaches over one of ``cuts``, positions in order from 0 to ``n``. All have shape ``(n,)``.
    """
    n = len(total)
    best = np.zeros(n)
    if not n:
        return best
    squares, back = _squares(total, weight), BEFORE * unit
    spread, usual = float(squares.mean()), float(weight.mean()) * unit / 4 + 1e-12
    for first, last in pairwise(cuts or (0, n)):
        here = slice(first, last)
        active = (weight[here] > 0).astype(np.float64)
        sums, weights, squared, actives = map(running, (total[here], weight[here], squares[here], active))
        t = np.arange(last - first)
        wide = np.sqrt(np.maximum(spread, sums_before(squared, back) / np.clip(t, 1, back)) * unit)
        mean = sums_before(sums, back) / (sums_before(weights, back) + usual)
        known = (sums_before(actives, back) >= FEWEST_ACTIVE_DAYS) & (t + first + unit / 2 <= n)
        for units in AFTER:
            span = units * unit
            z = (sums_after(sums, span) - mean * sums_after(weights, span)) / (wide * np.sqrt(units) + 1e-12)
            enough = known & (sums_after(actives, span) >= FEWEST_ACTIVE_DAYS // 2)
            best[here] = np.where(enough & (np.abs(z) > np.abs(best[here])), z, best[here])
    return best


def _squares(total: Floats, weight: Floats) -> Floats:
    """Squared distance of each day's sum from what its evidence brings at the overall mean score, shape ``(n,)``."""
    return np.asarray((total - total.sum() / (weight.sum() + 1e-12) * weight) ** 2)


def _by_chance(series: Series, unit: int) -> Floats:
    """The largest ``|z|`` of each of the shuffles of the same days."""
    rng = np.random.default_rng(0)
    found = []
    for _ in range(SHUFFLES):
        order = rng.permutation(len(series.when))
        found.append(np.abs(excess(series.total[order], series.weight[order], unit)).max())
    return np.array(found)


def _interval(z: Floats, at: int, reach: int) -> tuple[int, int]:
    """First and last position of the smallest stretch round ``at`` that holds 90 % of the profile."""
    first = max(at - reach, 0)
    near = z[first : at + reach + 1] * np.sign(z[at])
    likelihood = np.where(near > 0, np.exp(np.minimum(near**2 - z[at] ** 2, 0) / 2), 0.0)
    order = np.argsort(-likelihood, kind="stable")
    share = np.cumsum(likelihood[order]) / likelihood.sum()
    chosen = order[: int(np.searchsorted(share, 0.9)) + 1] + first
    return int(chosen.min()), int(chosen.max())


def _place(series: Series, at: int, unit: int, cuts: Sequence[int]) -> tuple[int, int, int]:
    """Position of the split into two means that fits best round ``at``, and the ends of its 90 % interval."""
    first = max(at - BEFORE * unit, *(c for c in cuts if c <= at))
    last = min(at + AFTER[1] * unit, *(c for c in cuts if c > at))
    total, weight = series.total[first:last], series.weight[first:last]
    before, evidence = np.cumsum(total)[:-1], np.cumsum(weight)[:-1]
    after, rest = total.sum() - before, weight.sum() - evidence
    gain = before**2 / (evidence + 1e-12) + after**2 / (rest + 1e-12)
    places = np.arange(first + 1, last)
    active = np.cumsum(weight > 0)
    far = np.abs(places - at) > AFTER[1] * unit
    thin = (active[:-1] < FEWEST_ACTIVE_DAYS) | (active[-1] - active[:-1] < FEWEST_ACTIVE_DAYS)
    gain[far | thin] = -np.inf
    if not np.isfinite(gain).any():
        return at, at, at
    mean = total.sum() / weight.sum()
    noise = float(((total - mean * weight) ** 2 / np.maximum(weight, 1e-12)).sum() / max(active[-1] - 2, 1))
    likelihood = np.exp((gain - gain.max()) / (2 * noise))
    order = np.argsort(-likelihood, kind="stable")
    chosen = places[order[: int(np.searchsorted(np.cumsum(likelihood[order]) / likelihood.sum(), 0.9)) + 1]]
    where = int(places[gain.argmax()])
    return where, min(int(chosen.min()), where), max(int(chosen.max()), where)


def _size(series: Series, at: int, unit: int, cuts: Sequence[int]) -> float:
    """Mean score of the longer span after a day less that of the time before it, neither reaching over a cut."""

    def mean(low: int, high: int) -> float:
        return float(series.total[low:high].sum() / max(series.weight[low:high].sum(), 1e-12))

    start, end = compared(at, unit, cuts)
    return mean(at, end) - mean(start, at)


def compared(at: int, unit: int, cuts: Sequence[int]) -> tuple[int, int]:
    """First position of the time before a turn and the one past the span after it, neither reaching over a cut."""
    first, last = max(c for c in cuts if c <= at), min(c for c in cuts if c > at)
    return max(at - BEFORE * unit, first), min(at + AFTER[1] * unit, last)


def begun(series: Series, found: list[Found]) -> Begun | None:
    """Whether a turn may have begun near the end of the series, and how often that was wrong before.

    The end is looked at as it would have been on that day: nothing after it is used, and of the time since a turn only
    what there is. An alarm is wrong when no turn of its direction was found within ``3u`` of it later on.
    """
    unit, n = series.unit, len(series.when)
    alarm = _alarm(series, n, unit)
    if alarm is None or any(abs(f.at - alarm[0]) <= AFTER[1] * unit for f in found):
        return None
    earlier = [_alarm(series, end, unit) for end in range(n - AFTER[1] * unit, BEFORE * unit, -UNIT_DAYS)]
    raised = [e for e in earlier if e]
    wrong = sum(not any(f.z * z > 0 and abs(f.at - at) <= AFTER[1] * unit for f in found) for at, z in raised)
    at, z = alarm
    return Begun(to_date(series.when[at]), "up" if z > 0 else "down", z, len(raised), wrong)


def _alarm(series: Series, end: int, unit: int) -> tuple[int, float] | None:
    """Position and excess of the strongest day in the last unit before ``end`` that passes the threshold."""
    total, weight = series.total[:end], series.weight[:end]
    spread = float(np.sqrt(_squares(total, weight).mean())) if end else 0.0
    best: tuple[int, float] | None = None
    for at in range(max(end - unit, BEFORE * unit // 2), end - 6):
        low = max(at - BEFORE * unit, 0)
        mean = total[low:at].sum() / (weight[low:at].sum() + weight.mean() * unit / 4 + 1e-12)
        z = float((total[at:] - mean * weight[at:]).sum() / (spread * np.sqrt(unit) + 1e-12))
        enough = (weight[at:] > 0).sum() >= FEWEST_ACTIVE_DAYS // 2 and (weight[low:at] > 0).sum() >= FEWEST_ACTIVE_DAYS
        if enough and abs(z) >= max(THRESHOLD, abs(best[1]) if best else 0):
            best = at, z
    return best


def _turn(series: Series, acts: pa.Table, found: Found, last: int) -> Turn:
    first = int(series.when[found.at])
    sign = 1 if found.z > 0 else -1
    return Turn(
        date=to_date(first),
        earliest=to_date(series.when[found.earliest]),
        latest=to_date(series.when[found.latest]),
        direction="up" if sign > 0 else "down",
        size=found.size,
        probability=found.probability,
        events=_behind(acts, first, last, sign, series),
    )


def _behind(acts: pa.Table, first: int, last: int, sign: int, series: Series) -> tuple[str, ...]:
    """The events that part most from the old balance in the turn's direction, the sooner and surer the more."""
    when, score = days(acts), scores(acts)
    confidence = np.asarray(acts["confidence"].to_numpy(), dtype=np.float64)
    earlier = series.when < first
    before = float(series.total[earlier].sum() / max(series.weight[earlier].sum(), 1e-12))
    rows = np.flatnonzero((when >= first) & (when <= last))
    fading = np.exp2(-(when[rows] - first) / FADING_DAYS)
    push = sign * (score[rows] - before) * confidence[rows] * fading
    strongest = rows[np.lexsort((rows, -push))][:EVENTS_SHOWN]
    ids = acts["id"].to_pylist()
    return tuple(ids[row] for row in sorted(strongest) if sign * (score[row] - before) > 0)
