r"""Change points of one series of numbers: where its level or its trend changes.

The series is cut into segments, each a constant or, where that pays, a straight line, by optimal partitioning (Jackson
et al. 2005), minimising

.. math:: \sum_{\text{segments}} \min\left(RSS_{const},\ RSS_{line} + \sigma^2\,s\log n\right)
          + \sigma^2\,c\log n\,(\text{changes})

with :math:`c` = 7 for a change and :math:`s` = 5 for a slope. Neighbouring values of such series are alike, which looks
like many small changes; so :math:`\sigma^2` is the residuals' variance :math:`v` raised towards their long-run variance
by their first autocorrelation :math:`r`, :math:`v\,((1+r)/(1-r))^{1/2}`: the geometric mean of taking them for
independent and of taking all of their likeness for noise (compare Romano et al. 2022). It is found by turns with the
segments. A seasonal pattern (of 4, 7, 12, 24 or 52 steps) is taken out first where it explains most of the steps.
Missing values are filled by straight lines between their neighbours.

The two constants were chosen among a few that do alike on the Turing series with published annotations
(van den Burg and Williams 2020), for all series at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]
    Cost = Callable[[NDArray[np.int64], int], Floats]

CHANGE, SLOPE = 7.0, 5.0
SHORTEST = 5
PERIODS = (4, 7, 12, 24, 52)
SEASONAL = 0.4
ROUNDS = 8


@dataclass(frozen=True, slots=True)
class Change:
    """A new segment begins at ``at``, with 90 % between ``earliest`` and ``latest``, all positions from 0.

    ``size`` is the mean after less the mean before it, in the values' unit; ``probability`` compares the criterion with
    and without the change, one over one plus e to the minus half the gain in units of the noise.
    """

    at: int
    earliest: int
    latest: int
    size: float
    probability: float


def changes(values: ArrayLike) -> list[Change]:
    """The change points in order; none for fewer than six values or a constant.

    ``values`` has shape ``(n,)``; NaN is a missing value. The unit of the values does not matter.
    """
    raw = _filled(np.asarray(values, dtype=np.float64))
    if len(raw) < SHORTEST + 1 or raw.std() == 0:
        return []
    x = _without_season(raw)
    x = (x - x.mean()) / (x.std() or 1.0)
    cuts, noise = _segments(x)
    edges = [0, *cuts, len(x)]
    return [_change(raw, x, noise, *place) for place in zip(edges[:-2], cuts, edges[2:], strict=True)]


def change_points(values: ArrayLike) -> list[int]:
    """Positions (from 0) at which a new segment begins, in order (see `changes`)."""
    return [change.at for change in changes(values)]


def _segments(x: Floats) -> tuple[list[int], float]:
    """The cuts, and the variance of the noise that goes with them."""
    noise = float(np.median(np.abs(np.diff(x))) ** 2) + 1e-6
    seen: list[list[int]] = []
    for _ in range(ROUNDS):
        cuts = _partition(x, noise)
        if cuts in seen:
            break
        seen.append(cuts)
        noise = _noise(x, cuts, noise)
    return cuts, noise


def _change(raw: Floats, x: Floats, noise: float, left: int, cut: int, right: int) -> Change:
    places = np.arange(left + 2, right - 1)
    unit = noise * np.log(len(x))
    before = np.array([_cost(x[left:place], unit) for place in places.tolist()])
    after = np.array([_cost(x[place:right], unit) for place in places.tolist()])
    likelihood = np.exp(-(before + after - (before + after).min()) / (2 * noise))
    order = np.argsort(-likelihood, kind="stable")
    inside = places[order[: int(np.searchsorted(np.cumsum(likelihood[order]) / likelihood.sum(), 0.9)) + 1]]
    gain = _cost(x[left:right], unit) - _cost(x[left:cut], unit) - _cost(x[cut:right], unit) - CHANGE * unit
    return Change(
        at=cut, earliest=int(min(inside.min(), cut)), latest=int(max(inside.max(), cut)),
        size=float(raw[cut:right].mean() - raw[left:cut].mean()),
        probability=float(1 / (1 + np.exp(-np.clip(gain / (2 * noise), -60, 60)))),
    )  # fmt: skip


def _cost(x: Floats, unit: float) -> float:
    """The cost of one segment."""
    constant, line = _costs(x)
    whole = np.array([0])
    return float(min(constant(whole, len(x))[0], line(whole, len(x))[0] + SLOPE * unit))


def _filled(x: Floats) -> Floats:
    known = np.isfinite(x)
    if known.all() or not known.any():
        return x[known] if not known.any() else x
    places = np.arange(len(x))
    return np.interp(places, places[known], x[known])


def _without_season(x: Floats) -> Floats:
    """The series less its seasonal pattern, where one explains most of the variance of its steps."""
    steps = np.diff(x)
    steps = steps - steps.mean()
    best, pattern = SEASONAL, None
    for period in PERIODS:
        if len(x) >= 4 * period and (whole := float((steps**2).sum())) > 0:
            phase = np.arange(len(steps)) % period
            means = np.bincount(phase, steps, period) / np.bincount(phase, minlength=period)
            left = float(((steps - means[phase]) ** 2).sum()) / whole
            explained = 1 - left * (len(steps) - 1) / (len(steps) - period)
            if explained > best:
                best, pattern = explained, np.cumsum(np.concatenate([[0.0], means[:-1]]))
    if pattern is None:
        return x
    return np.asarray(x - (pattern - pattern.mean())[np.arange(len(x)) % len(pattern)])


def _costs(x: Floats) -> tuple[Cost, Cost]:
    """Sums of squares of ``[left, right)`` round its mean and round its line, for arrays of ``left``."""
    t = np.arange(len(x)) / len(x)
    n0, st, stt, sx, sxx, stx = (
        np.concatenate([[0.0], np.cumsum(v)]) for v in (np.ones(len(x)), t, t * t, x, x * x, t * x)
    )

    def constant(left: NDArray[np.int64], right: int) -> Floats:
        level = sx[right] - sx[left]
        return np.asarray(np.maximum(sxx[right] - sxx[left] - level**2 / (n0[right] - n0[left]), 0))

    def line(left: NDArray[np.int64], right: int) -> Floats:
        n = n0[right] - n0[left]
        time, level = st[right] - st[left], sx[right] - sx[left]
        spread = stt[right] - stt[left] - time**2 / n
        shared = stx[right] - stx[left] - time * level / n
        return np.asarray(np.maximum(constant(left, right) - shared**2 / np.maximum(spread, 1e-12), 0))

    return constant, line


def _partition(x: Floats, noise: float) -> list[int]:
    n, unit = len(x), noise * np.log(len(x))
    shortest = min(SHORTEST, max(2, n // 6))
    constant, line = _costs(x)
    best = np.full(n + 1, np.inf)
    best[0] = -CHANGE * unit
    last = np.zeros(n + 1, dtype=np.int64)
    for right in range(shortest, n + 1):
        lefts = np.arange(0, right - shortest + 1)
        cost = np.minimum(constant(lefts, right), line(lefts, right) + SLOPE * unit)
        total = best[lefts] + cost + CHANGE * unit
        at = int(total.argmin())
        best[right], last[right] = total[at], lefts[at]
    cuts: list[int] = []
    at = int(last[n])
    while at > 0:
        cuts.append(at)
        at = int(last[at])
    return cuts[::-1]


def _noise(x: Floats, cuts: list[int], before: float) -> float:
    """Variance of the residuals, raised half-way to their long-run variance."""
    constant, line = _costs(x)
    residuals = np.empty(len(x))
    for left, right in zip([0, *cuts], [*cuts, len(x)], strict=True):
        here = np.array([left])
        slope = line(here, right)[0] + SLOPE * before * np.log(len(x)) < constant(here, right)[0]
        steps = np.arange(right - left)
        fitted = np.polyval(np.polyfit(steps, x[left:right], int(slope)), steps)
        residuals[left:right] = x[left:right] - fitted
    variance = float(residuals.var())
    likeness = float((residuals[1:] * residuals[:-1]).sum() / max(float((residuals**2).sum()), 1e-12))
    likeness = min(max(likeness, 0.0), 0.97)
    return max(variance * float(np.sqrt((1 + likeness) / (1 - likeness))), 1e-6)
