"""Running sums over days, and from them the sums over the days before and after each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


def running(x: Floats) -> Floats:
    """Running sums with a zero before them: shape ``(n + 1,)`` from ``(n,)``."""
    return np.concatenate([[0.0], np.cumsum(x)])


def sums_before(sums: Floats, span: int) -> Floats:
    """Sums over the ``span`` positions before each, or as many as there are, from `running`; shape ``(n,)``."""
    found = sums[:-1].copy()
    found[span:] -= sums[: max(len(found) - span, 0)]
    return found


def sums_after(sums: Floats, span: int) -> Floats:
    """The same over each position and those after it."""
    found = np.full(len(sums) - 1, sums[-1])
    found[: max(len(found) - span, 0)] = sums[span:-1]
    return np.asarray(found - sums[:-1])
