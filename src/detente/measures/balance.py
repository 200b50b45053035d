r"""Balance: the signed network of a set of states at a date, its camps, and the ties that strain them.

A *tie* joins two states whose relation index (`detente.measures.relation`) is clearly above or below zero: friendly
where its whole 90 % interval is above, hostile where it is below. Where the interval holds zero there is no tie; such
pairs are counted as ``undecided``.

The *frustration* of a set of states is the smallest number of ties that must be ignored for the rest to be balanced:
friendly within camps, hostile between them (Cartwright and Harary 1956; `detente.measures.frustration`). With more than
two camps the same count is taken over partitions into at most that many (Davis 1967). The *camps* are a partition that
attains it. There may be others: a state whose ``margin`` is 0 could stand in another camp without a tie more being
frustrated. A *triad* is three states with all three ties, named by its signs; it is balanced when one or three of them
are friendly.

*Capability* of a camp is its members' part of the world's material capabilities, the Composite Index of National
Capability (Singer, Bremer and Stuckey 1972) of the year, or of the last one that the table has.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import ClassVar

import numpy as np

from detente.errors import Error
from detente.measures.frustration import Frustration, Network, frustration, signs
from detente.measures.relation import Standing
from detente.result import Result
from detente.tables import rows

Day = date  # a field named date hides the type inside its class

FEWEST_STATES = 3


@dataclass(frozen=True, slots=True)
class Tie:
    """A friendly (``sign`` +1) or hostile (−1) tie of two states; ``value`` is their relation index, −10 to 10."""

    a: str
    b: str
    sign: int
    value: float | None = None


@dataclass(frozen=True, slots=True)
class Turner:
    """What a state's turning to another camp would do to the whole, its ties staying as they are.

    ``margin`` is by how much frustration would rise; of its ``ties``, ``frustrated`` are so now.
    """

    state: str
    margin: int
    frustrated: int
    ties: int


@dataclass(frozen=True, slots=True)
class Balance(Result):
    """The signed network of some states on a day; see the module for what each figure means.

    ``bound`` is the proven least frustration and ``optimal`` says whether ``frustration`` attains it. ``camps`` are
    ordered by capability; ``capability`` gives each camp's share of the world's (0 to 1, by position as text) and the
    ``year`` of the figures; it is empty where no member has one.
    """

    ROWS: ClassVar[str] = "turners"
    SHOWN: ClassVar[tuple[str, ...]] = ("state", "camp", "margin", "frustrated", "ties")

    date: Day
    states: tuple[str, ...]
    edges: int
    negative: int
    undecided: int
    frustration: int
    bound: int
    optimal: bool
    camps: tuple[tuple[str, ...], ...]
    frustrated: tuple[Tie, ...]
    triads: dict[str, int]
    turners: tuple[Turner, ...]
    capability: dict[str, float]
    method: str

    def rows(self) -> list[dict[str, object]]:
        """A row a state: its camp (by position from 1), margin, frustrated and all ties."""
        camp = {state: number for number, members in enumerate(self.camps, start=1) for state in members}
        return [
            {"state": t.state, "camp": camp[t.state], "margin": t.margin, "frustrated": t.frustrated, "ties": t.ties}
            for t in self.turners
        ]


@dataclass(frozen=True, slots=True)
class BalancePoint:
    """A `Balance` in a line: ``camps`` are the sizes, ``frustration`` is None where too few ties are known that day."""

    date: Day
    states: int
    edges: int
    negative: int
    frustration: int | None
    optimal: bool
    camps: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class BalanceSeries(Result):
    """The balance of some states over time."""

    ROWS: ClassVar[str] = "points"

    every: str
    method: str
    points: tuple[BalancePoint, ...]


def method(camps: int) -> str:
    """The method in a line."""
    return (
        f"ties where the relation's 90 % interval leaves out zero; fewest frustrated ties over {camps} camps or fewer"
    )


def ties(standings: Iterable[Standing], states: Sequence[str] | None = None) -> tuple[tuple[Tie, ...], int]:
    """The ties among ``states`` (all where None), and how many of their relations are undecided."""
    chosen = None if states is None else set(states)
    among = [s for s in standings if chosen is None or {s.a, s.b} <= chosen]
    clear = [s for s in among if s.low > 0 or s.high < 0]
    found = (Tie(min(s.a, s.b), max(s.a, s.b), 1 if s.low > 0 else -1, s.value) for s in clear)
    return tuple(sorted(found, key=lambda tie: (tie.a, tie.b))), len(among) - len(clear)


def network(ties: Iterable[Tie]) -> tuple[tuple[str, ...], Network]:
    """The states of some ties in alphabetical order, and their network; `Error` for what is no tie."""
    found: dict[tuple[str, str], int] = {}
    for tie in ties:
        pair = (min(tie.a, tie.b), max(tie.a, tie.b))
        if tie.a == tie.b or tie.sign not in (-1, 1) or found.get(pair, tie.sign) != tie.sign:
            raise Error(
                f"{tie.a} – {tie.b} ({tie.sign}) is no tie: give each pair of two states once, with sign 1 or -1"
            )
        found[pair] = tie.sign
    states = tuple(sorted({state for pair in found for state in pair}))
    at = {state: number for number, state in enumerate(states)}
    ends = np.array([(at[a], at[b]) for a, b in found], dtype=np.int64).reshape(-1, 2)
    return states, Network(len(states), ends[:, 0], ends[:, 1], np.array(list(found.values()), dtype=np.int64))


def balance(found: Sequence[Tie], on: date, *, undecided: int = 0, camps: int = 2, seconds: float = 10.0) -> Balance:
    """The balance of the states that some ties join.

    ``seconds`` limits the search for a proof; what is not proven by then is given with its bound. Raises `Error` where
    fewer than three states have ties, ``camps`` is below 2, or scipy is not installed.
    """
    if camps < 2:
        raise Error(f"{camps} camps cannot be told apart; name 2 or more")
    states, net = network(found)
    if len(states) < FEWEST_STATES:
        raise Error(
            f"on {on} the record knows clear ties among {len(states)} of these states; a balance needs "
            f"{FEWEST_STATES}. Name more states, another day, or load more."
        )
    best = frustration(net, seconds, camps=camps)
    shares, year = capabilities(on.year)
    members = _camps(states, best, shares)
    return Balance(
        date=on, states=states, edges=len(found), negative=int((net.sign < 0).sum()), undecided=undecided,
        frustration=best.value, bound=best.bound, optimal=best.optimal, camps=members,
        frustrated=tuple(t for t, bad in zip(_in_order(found), _bad(net, best), strict=True) if bad),
        triads=triads(net), turners=_turners(states, net, best, camps), method=method(camps),
        capability=_capability(members, shares, year),
    )  # fmt: skip


def point(found: Sequence[Tie], on: date, *, camps: int = 2, seconds: float = 10.0) -> BalancePoint:
    """`balance` in a line; without a figure where fewer than three states have ties."""
    hostile = sum(tie.sign < 0 for tie in found)
    size = len({state for tie in found for state in (tie.a, tie.b)})
    if size < FEWEST_STATES:
        return BalancePoint(on, size, len(found), hostile, None, False, ())
    whole = balance(found, on, camps=camps, seconds=seconds)
    sizes = tuple(len(camp) for camp in whole.camps)
    return BalancePoint(on, size, len(found), hostile, whole.frustration, whole.optimal, sizes)


def _in_order(found: Sequence[Tie]) -> list[Tie]:
    """Ties once each, in the order in which `network` has them."""
    return list({(min(t.a, t.b), max(t.a, t.b)): t for t in found}.values())


def _bad(net: Network, best: Frustration) -> list[bool]:
    chosen: list[bool] = net.frustrated(best.camp).tolist()
    return chosen


def _camps(states: Sequence[str], best: Frustration, shares: dict[str, float]) -> tuple[tuple[str, ...], ...]:
    groups: dict[int, list[str]] = {}
    for state, camp in zip(states, best.camp.tolist(), strict=True):
        groups.setdefault(camp, []).append(state)
    ordered = sorted(groups.values(), key=lambda g: (-sum(shares.get(s, 0.0) for s in g), g))
    return tuple(tuple(group) for group in ordered)


def _turners(states: Sequence[str], net: Network, best: Frustration, camps: int) -> tuple[Turner, ...]:
    matrix = signs(net)
    member = np.eye(camps)[best.camp]
    # Of each state's ties, how many would be satisfied in each camp: friendly ones inside, hostile ones outside.
    friendly, hostile = (matrix > 0).astype(float), (matrix < 0).astype(float)
    satisfied = friendly @ member + hostile.sum(axis=1, keepdims=True) - hostile @ member
    now = satisfied[np.arange(len(states)), best.camp]
    other = np.where(member > 0, -np.inf, satisfied).max(axis=1)
    degree = np.abs(matrix).sum(axis=1)
    found = [
        Turner(state, int(now[i] - other[i]), int(degree[i] - now[i]), int(degree[i])) for i, state in enumerate(states)
    ]
    return tuple(sorted(found, key=lambda t: (t.margin, -t.frustrated, t.state)))


def triads(net: Network) -> dict[str, int]:
    """How many triads there are of each kind, and how many are balanced and not."""
    matrix = signs(net)
    plus, minus = (matrix > 0).astype(float), (matrix < 0).astype(float)
    counts = {
        "+++": np.trace(plus @ plus @ plus) / 6,
        "++-": np.trace(plus @ plus @ minus) / 2,
        "+--": np.trace(plus @ minus @ minus) / 2,
        "---": np.trace(minus @ minus @ minus) / 6,
    }
    whole = {kind: round(float(count)) for kind, count in counts.items()}
    return whole | {"balanced": whole["+++"] + whole["+--"], "unbalanced": whole["++-"] + whole["---"]}


@cache
def _capabilities() -> dict[int, dict[str, float]]:
    found: dict[int, dict[str, float]] = {}
    for row in rows("measures/capability"):
        found.setdefault(int(row["year"]), {})[row["state"]] = float(row["cinc"])
    return found


def capabilities(year: int) -> tuple[dict[str, float], int | None]:
    """Each state's share of the world's material capabilities (0 to 1) in the last year up to ``year`` that has any.

    The published indices of a year add up to a little more or less than 1; shares are of their sum.
    """
    known = [y for y in _capabilities() if y <= year]
    if not known:
        return {}, None
    listed = _capabilities()[max(known)]
    whole = sum(listed.values())
    return {state: value / whole for state, value in listed.items()}, max(known)


def _capability(camps: tuple[tuple[str, ...], ...], shares: dict[str, float], year: int | None) -> dict[str, float]:
    if year is None:
        return {}
    found = {str(n): sum(shares.get(s, 0.0) for s in members) for n, members in enumerate(camps, start=1)}
    return found | {"year": float(year)}
