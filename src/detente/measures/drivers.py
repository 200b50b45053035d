r"""Drivers: which other dyads a dyad moves behind, and by how much.

Each dyad is a weekly sum of scores, put on normal scores (van der Waerden 1952), so that a war and a headline count by
their rank. For the dyad asked about, :math:`y_t`, and every other dyad :math:`x^j` with enough weeks,

.. math:: y_t = \alpha + \sum_{l=1}^{4} \phi_l y_{t-l} + \sum_{l=0}^{4} \gamma_l \bar x_{t-l} + \beta\, x^j_{t-m}
          + \varepsilon_t, \qquad m = 1 \dots 4 \text{ weeks}

is fitted by least squares (Granger 1969): the dyad's own past and, where ten or more others are tried, their mean, the
news of the day, are taken out first. The :math:`p` value of a dyad is that of its best lag times four (Bonferroni).
Dyads enter one by one, the clearest first, each tested beside those already in, as long as
:math:`p_{(k)} \le q\,k / J` with :math:`J` the number of dyads tried: the thresholds of Benjamini and Hochberg (1995).
As later tests hang on earlier ones, :math:`q` is 0.08 to keep the share of false finds below 0.1, which
``benchmarks/drivers.py`` measures. ``effect`` and its 90 % interval come from the regression with all that entered, in
standard deviations of this dyad a standard deviation of the other. What enters was chosen for being large, so effects
lean high. Dyads asked for by name are shown whether they enter or
not, each with its best lag beside those that did.

"Ahead of" is all it says: that weeks of the one dyad foretell weeks of the other beyond its own past. It does not say
that the one causes the other.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from statistics import NormalDist
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from detente.errors import Error
from detente.measures.coverage import covered_days
from detente.measures.scores import days, to_day
from detente.result import Result

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa
    from numpy.typing import NDArray

LAGS = 4
FALSE_RATE, ENTRY_RATE = 0.1, 0.08
MOST = 12
ENOUGH_FOR_NEWS = 10
"""Of fewer dyads the mean is no news of the day but one of them."""
FEWEST_WEEKS = 30
LEAST_ACTIVE = 0.2
Z90 = 1.6449
WEEK_DAYS = 7
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Driver:
    """A dyad that runs ahead of the one asked about.

    ``effect`` with its 90 % interval is in standard deviations; ``q`` the false-discovery rate at which it enters.
    """

    a: str
    b: str
    effect: float
    low: float
    high: float
    lag_days: int
    q: float


@dataclass(frozen=True, slots=True)
class Drivers(Result):
    """The dyads that run ahead of a pair, clearest first; ``tried`` says of how many, ``asked`` are those named."""

    ROWS: ClassVar[str] = "drivers"

    a: str
    b: str
    method: str
    tried: int
    weeks: int
    drivers: tuple[Driver, ...]
    asked: tuple[Driver, ...] = ()


def method() -> str:
    """The method in a line."""
    return (
        f"weekly normal scores; own past and the mean of all dyads taken out; lags 1 to {LAGS} weeks; forward "
        f"selection at a false discovery rate of {FALSE_RATE:g}; says what moves ahead, not what causes"
    )


def normal_scores(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Each column by rank as quantiles of the normal distribution, mean 0 and deviation 1, ties alike."""
    n = len(values)
    quantile = np.array([NormalDist().inv_cdf(k / (2 * n + 2)) for k in range(1, 2 * n + 2)])
    found = np.empty_like(values)
    for j in range(values.shape[1]):
        _, at, counts = np.unique(values[:, j], return_inverse=True, return_counts=True)
        last = np.cumsum(counts)
        found[:, j] = quantile[(2 * last - counts)[at]]  # twice the mean rank, less one
    found -= found.mean(0)
    spread = found.std(0)
    return np.asarray(found / np.where(spread > 0, spread, 1.0))


def drivers(
    pairs: Sequence[Pair],
    weekly: NDArray[np.float64],
    a: str,
    b: str,
    seen: NDArray[np.bool_] | None = None,
    also: Sequence[Pair] = (),
) -> Drivers:
    """What runs ahead of ``a`` and ``b``: ``weekly`` holds the scores of ``pairs``, shape ``(weeks, pairs)``.

    ``seen`` marks the weeks that were loaded, shape ``(weeks,)``; the others, and those just after them, are left out.
    ``also`` names pairs to be shown whatever is found; of those with too few weeks nothing can be. Raises `Error` where
    the pair has too few weeks to tell anything.
    """
    names, target, others, whole = _tried(pairs, weekly, a, b, seen)
    wanted = [names.index(pair) for one, other in also if (pair := (min(one, other), max(one, other))) in names]
    entered, asked = select(target, others, whole, wanted)
    shown = (tuple(_driver(names, found) for found in rows) for rows in (entered, asked))
    return Drivers(a, b, method(), len(names), int(whole.sum()), *shown)


@dataclass(frozen=True, slots=True)
class Shares:
    """A `Driver` and what each week brings to its effect: ``shares`` add up to it, ``weeks`` are their rows.

    ``above`` says in which of these weeks the pair asked about stood above what was expected. Shape ``(n,)`` each.
    """

    driver: Driver
    weeks: NDArray[np.int64]
    shares: NDArray[np.float64]
    above: NDArray[np.bool_]


def shares(
    pairs: Sequence[Pair], weekly: NDArray[np.float64], a: str, b: str, seen: NDArray[np.bool_] | None, driver: Pair
) -> Shares:
    """Week by week, what makes the effect of one dyad on the pair; arguments and errors as in `drivers`.

    Raises `Error` too where the dyad has too few weeks to have been tried.
    """
    names, target, others, whole = _tried(pairs, weekly, a, b, seen)
    one = (min(driver), max(driver))
    if one not in names:
        raise Error(
            f"{driver[0]} and {driver[1]} have events in too few weeks to be tried as a driver of {a} and {b}; "
            f"see: detente drivers {a} {b}"
        )
    _, (found,) = select(target, others, whole, [names.index(one)])
    return Shares(_driver(names, found), np.flatnonzero(whole) + LAGS, found.shares, found.moved > 0)


def _driver(names: Sequence[Pair], found: Found) -> Driver:
    a, b = names[found.column]
    return Driver(a, b, found.effect, found.low, found.high, found.lag * WEEK_DAYS, found.q)


def _tried(
    pairs: Sequence[Pair], weekly: NDArray[np.float64], a: str, b: str, seen: NDArray[np.bool_] | None
) -> tuple[list[Pair], NDArray[np.float64], NDArray[np.float64], NDArray[np.bool_]]:
    """The dyads that can be tried, the normal scores of the pair and of these, and the weeks that can be used."""
    pair = (min(a, b), max(a, b))
    seen = np.ones(len(weekly), dtype=bool) if seen is None else seen
    active = (weekly[seen] != 0).mean(0) if seen.any() else np.zeros(len(pairs))
    usable = np.flatnonzero(active >= LEAST_ACTIVE)
    chosen = [int(k) for k in usable if pairs[int(k)] == pair]
    whole = np.array([seen[t - LAGS : t + 1].all() for t in range(LAGS, len(weekly))], dtype=bool)
    if not chosen or whole.sum() < FEWEST_WEEKS:
        told = f"{a} and {b} have events in {_share(active, pairs, pair):.0%} of {int(seen.sum())} loaded weeks"
        raise Error(
            f"{told}; drivers need {FEWEST_WEEKS} weeks running and events in a fifth of them. Load more, or longer."
        )
    scores = np.zeros((len(weekly), len(usable)))
    scores[seen] = normal_scores(weekly[np.ix_(seen, usable)])
    here = int(np.flatnonzero(usable == chosen[0])[0])
    others = [k for k in range(len(usable)) if k != here]
    return [pairs[int(usable[k])] for k in others], scores[:, here], scores[:, others], whole


def _share(active: NDArray[np.float64], pairs: Sequence[Pair], pair: Pair) -> float:
    return next((float(active[k]) for k in range(len(pairs)) if pairs[k] == pair), 0.0)


@dataclass(frozen=True, slots=True)
class Found:
    """A column that runs ahead: lag in weeks, effect, its 90 % interval, and rate of false discovery at entry.

    ``shares`` are what each usable week brings to the effect, and add up to it; ``moved`` is by how much the target
    stood above what all else tells. Shape ``(usable weeks,)``.
    """

    column: int
    lag: int
    effect: float
    low: float
    high: float
    q: float
    shares: NDArray[np.float64] = field(compare=False, repr=False)
    moved: NDArray[np.float64] = field(compare=False, repr=False)


def select(
    y: NDArray[np.float64], x: NDArray[np.float64], whole: NDArray[np.bool_], wanted: Sequence[int] = ()
) -> tuple[list[Found], list[Found]]:
    """The columns of ``x`` that run ahead of ``y``, and the ``wanted`` ones whether they do or not.

    Series are on normal scores; ``whole`` marks the weeks from the fifth on whose own and last four weeks are known.
    """
    n, width = len(y), x.shape[1]
    if not width:
        return [], []
    late = range(1, LAGS + 1)
    mean = x.mean(1)
    base = [np.ones(n - LAGS), *(y[LAGS - m : n - m] for m in late)]
    if width >= ENOUGH_FOR_NEWS:
        base += [mean[LAGS - m : n - m] for m in (0, *late)]
    controls = np.column_stack(base)[whole]
    target = y[LAGS:][whole]
    lagged = np.stack([x[LAGS - m : n - m][whole] for m in late])  # lags, weeks, dyads
    taken: list[tuple[int, int]] = []
    rates: list[float] = []
    while True:
        p = _p_values(*_residuals(controls, target, lagged))
        if len(taken) == min(MOST, width, len(target) // 10):
            break
        p[:, [j for _, j in taken]] = 1.0
        m, j = (int(k) for k in np.unravel_index(int(p.argmin()), p.shape))
        rate = min(1.0, float(p[m, j]) * LAGS * width / (len(taken) + 1))
        if rate > ENTRY_RATE:
            break
        taken.append((m, j))
        rates.append(max([rate, *rates]))
        controls = np.column_stack([controls, lagged[m, :, j]])
    entered = [
        _fitted(controls, target, k - len(taken), j, m, q)
        for k, ((m, j), q) in enumerate(zip(taken, rates, strict=True))
    ]
    known = {found.column: found for found in entered}
    asked = []
    for j in wanted:
        m = int(p[:, j].argmin())
        more = np.column_stack([controls, lagged[m, :, j]])
        rate = min(1.0, float(p[m, j]) * LAGS * width / (len(taken) + 1))
        asked.append(known.get(j) or _fitted(more, target, -1, j, m, rate))
    return entered, asked


def _fitted(
    controls: NDArray[np.float64], target: NDArray[np.float64], at: int, column: int, lag: int, rate: float
) -> Found:
    """What the regression says of one of its columns, counted from the end."""
    effects, *_ = np.linalg.lstsq(controls, target, rcond=None)
    rest = target - controls @ effects
    variance = float(rest @ rest) / (len(target) - controls.shape[1])
    error = float(np.sqrt(variance * np.linalg.pinv(controls.T @ controls)[at, at]))
    effect = float(effects[at])
    # The effect is the product of what the other columns leave of this one and of the target (Frisch and Waugh 1933).
    basis, _ = np.linalg.qr(np.delete(controls, at, axis=1))
    own, moved = (v - basis @ (basis.T @ v) for v in (controls[:, at], target))
    shares = own * moved / max(float(own @ own), 1e-12)
    return Found(column, lag + 1, effect, effect - Z90 * error, effect + Z90 * error, rate, shares, moved)


def _residuals(
    controls: NDArray[np.float64], target: NDArray[np.float64], lagged: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64], int]:
    """What the controls leave of the target and of each lagged series, and the degrees of freedom."""
    basis, _ = np.linalg.qr(controls)
    left = target - basis @ (basis.T @ target)
    right = lagged - np.einsum("nk,mkj->mnj", basis, np.einsum("nk,mnj->mkj", basis, lagged))
    return left, right, len(target) - controls.shape[1] - 1


def _p_values(left: NDArray[np.float64], right: NDArray[np.float64], freedom: int) -> NDArray[np.float64]:
    """Two-sided p values of the partial correlations, shape ``(lags, dyads)``."""
    norms = np.sqrt((right**2).sum(1)) * np.sqrt(left @ left)
    r = np.einsum("n,mnj->mj", left, right) / np.where(norms > 1e-9, norms, np.inf)
    t = np.abs(r) * np.sqrt(freedom / np.maximum(1 - r**2, 1e-12))
    z = t * (1 - 1 / (4 * freedom)) / np.sqrt(1 + t**2 / (2 * freedom))  # Student's t as normal (Abramowitz 26.7.8)
    normal = NormalDist()
    both = np.vectorize(lambda value: 2 * normal.cdf(-float(value)), otypes=[np.float64])
    return np.asarray(both(z), dtype=np.float64)


def monday_of(day: date) -> date:
    """The Monday that begins a day's week."""
    return day - timedelta(days=day.weekday())


def matrix(
    sums: pa.Table, coverage: pa.Table, since: date, until: date
) -> tuple[list[Pair], NDArray[np.float64], NDArray[np.bool_]]:
    """The pairs, their weekly scores in the whole weeks of a period, and which of these weeks were loaded.

    ``sums`` has the columns ``a b week score`` (`detente.record.Store.weeks`). The scores have the shape
    ``(weeks, pairs)``, the marks ``(weeks,)``: half of the days make a week loaded. Pairs with events in fewer than
    `LEAST_ACTIVE` of the weeks are left out.
    """
    monday = monday_of(since)
    weeks = max(((until - monday).days + 1) // WEEK_DAYS, 1)
    seen = covered_days(coverage, monday, monday + timedelta(days=WEEK_DAYS * weeks - 1))
    pairs = list(zip(sums["a"].to_pylist(), sums["b"].to_pylist(), strict=True))
    known = {pair: k for k, pair in enumerate(sorted(set(pairs)))}
    column = np.array([known[pair] for pair in pairs], dtype=np.int64)
    row = (days(sums, "week") - to_day(monday)) // WEEK_DAYS
    inside = (row >= 0) & (row < weeks)
    often = np.bincount(column[inside], minlength=len(known)) >= LEAST_ACTIVE * weeks
    place = np.cumsum(often) - 1
    kept = inside & often[column] if len(column) else inside
    found = np.zeros((weeks, int(often.sum())))
    np.add.at(found, (row[kept], place[column[kept]]), np.asarray(sums["score"].to_numpy(), dtype=np.float64)[kept])
    chosen = [pair for pair, keep in zip(sorted(known), often, strict=True) if keep]
    return chosen, found, seen.reshape(-1, WEEK_DAYS).mean(1) >= 0.5
