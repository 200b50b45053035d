r"""The frustration index of a signed network: the fewest ties that must be ignored for it to be balanced.

A network is balanced when its nodes split into two camps with friendly ties inside and hostile ties between them
(Cartwright and Harary 1956). With :math:`f_e = 1` for an ignored tie, the index is

.. math:: \min \sum_e f_e \quad\text{such that}\quad \sum_{e \in C} f_e \ge 1
          \text{ for every cycle } C \text{ with an odd number of hostile ties}, \quad f_e \in \{0, 1\}

(Aref, Mason and Wilson 2018, after Barahona's cycle inequalities for the maximum cut). Over more than two camps a cycle
strains when it has exactly one hostile tie (Davis 1967). The relaxation to :math:`0 \le f_e \le 1` is solved with
cycles added as they are violated: a violated one is a shortest path between the two copies of a node in the doubled
graph. Its optimum, rounded up, is a lower bound; a partition by local search is an upper bound; where they meet the
index is proven. Where they do not, branch and bound (HiGHS) goes on for the time left, with two camps.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from detente.errors import Error

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

STARTS = 12
KICKS = 200
KICKED = 0.05
SLACK = 1e-6
CUTS_A_ROUND = 400
TINY = 1e-9  # a weight of nothing would be no edge


@dataclass(frozen=True, slots=True)
class Network:
    """Nodes ``0 … size-1`` and ties ``first[e] – second[e]`` of sign +1 or −1, each of shape ``(m,)``; no loops."""

    size: int
    first: Ints
    second: Ints
    sign: Ints

    def frustrated(self, camp: Ints) -> NDArray[np.bool_]:
        """Which ties a partition leaves frustrated: friendly between camps, or hostile within one."""
        return np.asarray((camp[self.first] == camp[self.second]) != (self.sign > 0))


@dataclass(frozen=True, slots=True)
class Frustration:
    """``value`` ties are frustrated under ``camp`` (one number a node); no partition has fewer than ``bound``."""

    value: int
    bound: int
    camp: Ints

    @property
    def optimal(self) -> bool:
        """Whether no partition can have fewer."""
        return self.value == self.bound


def signs(network: Network) -> Floats:
    """The signs of the ties as a symmetric matrix, shape ``(size, size)``, 0 where there is no tie."""
    matrix = np.zeros((network.size, network.size))
    matrix[network.first, network.second] = matrix[network.second, network.first] = network.sign
    return matrix


def frustration(network: Network, seconds: float = 60.0, *, camps: int = 2) -> Frustration:
    """The frustration index over at most ``camps`` camps, or within ``seconds`` the best partition and a proven bound.

    Deterministic but for the time limit. Raises `Error` where scipy is not installed.
    """
    try:
        import scipy  # noqa: F401
    except ImportError:
        raise Error("balance needs scipy; install it with: pip install 'detente[balance]'") from None
    until = time.monotonic() + seconds
    search = _Search(network, camps)
    relaxed = _Relaxation(network, camps)
    while search.value > relaxed.bound and time.monotonic() < until:
        fractions = relaxed.solve(until)
        if fractions is None:
            break
        if camps == 2:
            search.improve(_tree_camps(network, fractions))
        if search.value <= relaxed.bound or not relaxed.separate(fractions):
            break
    bound = relaxed.bound
    if search.value > bound:
        search.kick(KICKS)
    if search.value > bound and camps == 2 and time.monotonic() < until:
        camp, proven = _branch(network, relaxed, until - time.monotonic())
        bound = max(bound, proven)
        if camp is not None:
            search.improve(camp)
    return Frustration(search.value, min(bound, search.value), search.camp)


# A partition: an upper bound ------------------------------------------------------------------------------------------


class _Search:
    """The best partition known; begun by local search from the signed Laplacian's first vector and random starts."""

    def __init__(self, network: Network, camps: int) -> None:
        self.network, self.camps = network, camps
        self.ties = signs(network)
        self.camp = np.zeros(network.size, dtype=np.int64)
        self.value = int(network.frustrated(self.camp).sum())
        self.rng = np.random.default_rng(0)
        self.improve(self._spectral())
        for _ in range(STARTS):
            self.improve(self.rng.integers(0, camps, network.size))

    def _spectral(self) -> Ints:
        laplacian = np.diag(np.abs(self.ties).sum(axis=1)) - self.ties
        return np.asarray(np.linalg.eigh(laplacian)[1][:, 0] > 0, dtype=np.int64)

    def improve(self, camp: Ints) -> None:
        """Move node after node to the camp where fewest of its ties are frustrated; keep the result if it is better."""
        camp, nodes = camp.copy(), np.arange(self.network.size)
        pull = self.ties @ np.eye(self.camps)[camp]  # signs of each node's ties into each camp, added up
        while True:
            gain = pull - pull[nodes, camp][:, None]
            node, to = divmod(int(gain.argmax()), self.camps)
            if gain[node, to] <= 0:
                break
            pull[:, camp[node]] -= self.ties[:, node]
            pull[:, to] += self.ties[:, node]
            camp[node] = to
        value = int(self.network.frustrated(camp).sum())
        if value < self.value:
            self.camp, self.value = camp, value

    def kick(self, times: int) -> None:
        """Disturb the best partition and improve again, so many times."""
        for _ in range(times):
            moved = self.rng.random(self.network.size) < KICKED
            self.improve(np.where(moved, self.rng.integers(0, self.camps, self.network.size), self.camp))


def _tree_camps(network: Network, fractions: Floats) -> Ints:
    """The partition that frustrates no tie of the spanning forest of the least ignored ties."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import breadth_first_order, minimum_spanning_tree

    shape = (network.size, network.size)
    weights = coo_array((fractions + 1, (network.first, network.second)), shape=shape)
    tree = minimum_spanning_tree(weights.tocsr())
    sign = {}
    for a, b, s in zip(network.first.tolist(), network.second.tolist(), network.sign.tolist(), strict=True):
        sign[a, b] = sign[b, a] = s
    camp = np.full(network.size, -1, dtype=np.int64)
    for root in range(network.size):
        if camp[root] < 0:
            camp[root] = 0
            order, before = breadth_first_order(tree, root, directed=False)
            for node in order[1:].tolist():
                parent = int(before[node])
                camp[node] = camp[parent] if sign[node, parent] > 0 else 1 - camp[parent]
    return camp


# The relaxation: a lower bound ----------------------------------------------------------------------------------------


class _Relaxation:
    """The linear relaxation over the cycles found so far, each a tuple of ties, and the bound that it proves."""

    def __init__(self, network: Network, camps: int) -> None:
        self.network, self.camps = network, camps
        self.cycles: dict[tuple[int, ...], None] = {}
        self.bound = 0
        self._at = {}
        for e, (a, b) in enumerate(zip(network.first.tolist(), network.second.tolist(), strict=True)):
            self._at[a, b] = self._at[b, a] = e
        self.separate(np.zeros(len(network.sign)))

    def matrix(self) -> Any:
        """Cycles by ties, 1 where a cycle holds a tie."""
        from scipy.sparse import csr_array

        lengths = [len(cycle) for cycle in self.cycles]
        columns = [e for cycle in self.cycles for e in cycle]
        starts = np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)])
        return csr_array(
            (np.ones(len(columns)), np.array(columns, dtype=np.int64), starts),
            shape=(len(lengths), len(self.network.sign)),
        )

    def solve(self, until: float) -> Floats | None:
        """How far each tie is ignored at the optimum, raising the bound; None where time ran out."""
        from scipy.optimize import linprog

        ties = len(self.network.sign)
        if not self.cycles:
            return np.zeros(ties)
        found = linprog(
            np.ones(ties), A_ub=-self.matrix(), b_ub=-np.ones(len(self.cycles)), bounds=(0, 1), method="highs",
            options={"time_limit": max(until - time.monotonic(), 0.01)},
        )  # fmt: skip
        if found.status != 0:
            return None
        self.bound = max(self.bound, int(np.ceil(found.fun - SLACK)))
        return np.asarray(found.x, dtype=np.float64)

    def separate(self, fractions: Floats) -> bool:
        """Add cycles whose ties are ignored by less than 1 in all; False where there is none."""
        from scipy.sparse import csr_array
        from scipy.sparse.csgraph import dijkstra

        n = self.network.size
        weight, tails, heads = self._doubled(np.maximum(fractions, 0) + TINY)
        distance, before = dijkstra(
            csr_array((weight, (tails, heads)), shape=(2 * n, 2 * n)),
            indices=np.arange(n), return_predecessors=True, limit=1 - SLACK,
        )  # fmt: skip
        nearest = distance[np.arange(n), np.arange(n) + n]
        known = len(self.cycles)
        for node in np.argsort(nearest, kind="stable").tolist():
            if not np.isfinite(nearest[node]) or len(self.cycles) - known >= CUTS_A_ROUND:
                break
            for cycle in self._cycles(node, before[node]):
                self.cycles.setdefault(cycle)
        return len(self.cycles) > known

    def _doubled(self, weight: Floats) -> tuple[Floats, Ints, Ints]:
        """Arcs of the doubled graph: friendly ties within either copy, hostile ones across.

        Among more than two camps only cycles with a single hostile tie strain, so there is no way back across.
        """
        n, net = self.network.size, self.network
        a, b = np.concatenate([net.first, net.second]), np.concatenate([net.second, net.first])
        weight, hostile = np.tile(weight, 2), np.tile(net.sign < 0, 2)
        back = ~hostile if self.camps > 2 else np.ones_like(hostile)
        tails = np.concatenate([a, a[back] + n])
        heads = np.concatenate([b + n * hostile, b[back] + n * ~hostile[back]])
        return np.concatenate([weight, weight[back]]), tails, heads

    def _cycles(self, node: int, before: Ints) -> Iterator[tuple[int, ...]]:
        """The simple cycle within the walk from a node to its other copy, if its hostile ties are odd in number."""
        n = self.network.size
        walk = [node + n]
        while walk[-1] != node:
            walk.append(int(before[walk[-1]]))
        seen: dict[int, int] = {}
        for place, at in enumerate(walk):
            if at % n in seen:
                inner = walk[seen[at % n] : place + 1]
                ties = [self._at[a % n, b % n] for a, b in pairwise(inner)]
                if (self.network.sign[ties] < 0).sum() % 2 and len(set(ties)) == len(ties):
                    yield tuple(sorted(ties))
                return
            seen[at % n] = place


def _branch(network: Network, cycles: _Relaxation, seconds: float) -> tuple[Ints | None, int]:
    """A partition by branch and bound, and the bound that it proves; ``x`` are camps, ``f`` ignored ties."""
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array, hstack, vstack

    n, m = network.size, len(network.sign)
    rows, s = np.arange(m), network.sign.astype(np.float64)
    one = csr_array((np.ones(m), (rows, network.first)), shape=(m, n))
    two = csr_array((s, (rows, network.second)), shape=(m, n))
    ignored = csr_array((np.ones(m), (rows, rows)), shape=(m, m))
    hostile = np.where(s < 0, 1.0, 0.0)
    # friendly: f >= |x - y|; hostile: f >= x + y - 1 and f >= 1 - x - y
    over = hstack([-(one - two), ignored])
    under = hstack([one - two, ignored])
    told = hstack([csr_array((len(cycles.cycles), n)), cycles.matrix()])
    low = np.concatenate([-hostile, hostile, np.ones(len(cycles.cycles))])
    found = milp(
        np.concatenate([np.zeros(n), np.ones(m)]),
        constraints=LinearConstraint(vstack([over, under, told]).tocsr(), low, np.inf),
        integrality=np.concatenate([np.ones(n), np.zeros(m)]), bounds=Bounds(0, 1),
        options={"time_limit": max(seconds, 0.1)},
    )  # fmt: skip
    bound = found.mip_dual_bound
    proven = 0 if bound is None or not np.isfinite(bound) else int(np.ceil(bound - SLACK))
    return (None if found.x is None else np.asarray(np.rint(found.x[:n]), dtype=np.int64)), proven
