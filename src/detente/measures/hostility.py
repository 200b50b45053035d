r"""Hostility: how much one pair of states does against each other, in acts a year.

The relation index is a mean, so that being much reported moves nothing. Whether two states come to blows depends on how
much is done, not on the share of it: so beside the index stands the sum of the hostile acts,

.. math:: h(t) = \frac{365.25 \ln 2}{H} \sum_i c_i\,2^{-(t-d_i)/H}\,u_{q(i)}

with :math:`c_i`, :math:`d_i` and :math:`H` as in `detente.measures.relation` and :math:`u_q` the weight of a hostile
act by quad class from ``data/measures/hostility.csv``: 1 for material conflict, less for verbal, 0 for cooperation. A
steady stream of :math:`n` material acts a year gives :math:`h = n`. It is additive in events. The one free weight was
learnt on half the directed dyads of 2002–2010 (ICEWS counts against militarised disputes, Gibler and others' MID data)
by ``scripts/learn_hostility.py``.
"""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from detente.tables import rows

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

DAYS_A_YEAR = 365.25


@cache
def weights() -> dict[str, float]:
    """Weight of one act by quad class."""
    return {row["quad"]: float(row["weight"]) for row in rows("measures/hostility")}


def hostile(quads: Iterable[str]) -> NDArray[np.float64]:
    """The weight of each act, shape ``(n,)``."""
    known = weights()
    return np.array([known.get(quad, 0.0) for quad in quads], dtype=np.float64)


def hostility(decayed: float, half_life_days: float) -> float:
    """Hostile acts a year from the sum of decayed weights ``c_i 2^(-age/H) u_q``."""
    return decayed * math.log(2) / half_life_days * DAYS_A_YEAR


def of_counts(verbal_conflict: NDArray[np.float64], material_conflict: NDArray[np.float64]) -> NDArray[np.float64]:
    """The same from counts of a year, shape ``(n,)``."""
    known = weights()
    return known["verbal conflict"] * verbal_conflict + known["material conflict"] * material_conflict
