"""Balance: frustration indices are exact and proven, camps and margins follow from them, thin data is refused."""

from __future__ import annotations

import csv
import itertools
import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente import Error
from detente.actors import group
from detente.measures.balance import Tie, balance, capabilities, network, ties, triads
from detente.measures.frustration import Network, frustration
from detente.measures.relation import Standing
from tests.conftest import ROOT

ON = date(2018, 8, 31)


def made(size: int, ties: int, hostile: float, seed: int) -> Network:
    random = np.random.default_rng(seed)
    first, second = np.triu_indices(size, 1)
    chosen = random.choice(len(first), min(ties, len(first)), replace=False)
    sign = np.where(random.random(len(chosen)) < hostile, -1, 1)
    return Network(size, first[chosen].astype(np.int64), second[chosen].astype(np.int64), sign.astype(np.int64))


@settings(deadline=None, max_examples=60)
@given(st.integers(2, 7), st.integers(1, 21), st.floats(0.1, 0.9), st.integers(0, 10_000), st.integers(2, 4))
def test_no_partition_of_a_small_network_is_better(size: int, ties: int, hostile: float, seed: int, camps: int) -> None:
    net = made(size, ties, hostile, seed)
    fewest = min(int(net.frustrated(np.array(c)).sum()) for c in itertools.product(range(camps), repeat=size))
    found = frustration(net, camps=camps)
    assert found.value == int(net.frustrated(found.camp).sum()) == fewest
    assert found.bound <= fewest
    assert found.optimal or camps > 2


def test_what_time_does_not_allow_to_prove_is_given_with_its_bound() -> None:
    net = made(500, 5000, 0.3, 1)
    found = frustration(net, seconds=2)
    assert not found.optimal
    assert 500 < found.bound < found.value == int(net.frustrated(found.camp).sum())


def test_two_blocs_are_found_with_the_tie_that_strains_them() -> None:
    blocs = [("USA", "JPN", "KOR"), ("RUS", "CHN", "PRK")]
    inside = [Tie(a, b, 1) for bloc in blocs for a, b in itertools.combinations(bloc, 2)]
    across = [Tie(a, b, -1) for a in blocs[0] for b in blocs[1] if (a, b) != ("KOR", "CHN")]
    found = balance([*inside, *across, Tie("KOR", "CHN", 1)], ON)
    assert {frozenset(camp) for camp in found.camps} == {frozenset(bloc) for bloc in blocs}
    assert (found.frustration, found.bound, found.optimal, found.negative) == (1, 1, True, 8)
    assert [(t.a, t.b) for t in found.frustrated] == [("KOR", "CHN")]
    margins = {t.state: (t.margin, t.frustrated, t.ties) for t in found.turners}
    assert margins["JPN"] == (5, 0, 5) and margins["KOR"] == (3, 1, 5)
    assert found.triads["balanced"] == 16 and found.triads["unbalanced"] == 4
    assert found.capability["1"] + found.capability["2"] == pytest.approx(
        sum(capabilities(2018)[0][state] for bloc in blocs for state in bloc)
    )
    assert found.rows()[0]["state"] in {"KOR", "CHN"}
    assert json.loads(found.to_json())["date"] == "2018-08-31"


def test_a_margin_is_what_moving_the_state_costs() -> None:
    net = made(12, 40, 0.4, 3)
    names = [f"S{n:02}" for n in range(net.size)]
    given_ties = [Tie(names[a], names[b], int(s)) for a, b, s in zip(net.first, net.second, net.sign, strict=True)]
    found = balance(given_ties, ON)
    camp = np.array([next(n for n, c in enumerate(found.camps) if name in c) for name in found.states])
    _, same = network(given_ties)
    for turner in found.turners:
        moved = camp.copy()
        moved[found.states.index(turner.state)] ^= 1
        assert int(same.frustrated(moved).sum()) == found.frustration + turner.margin


def test_three_enemies_need_three_camps() -> None:
    enemies = [Tie("IND", "PAK", -1), Tie("IND", "CHN", -1), Tie("CHN", "PAK", -1)]
    assert balance(enemies, ON).frustration == 1
    three = balance(enemies, ON, camps=3)
    assert (three.frustration, three.optimal, len(three.camps)) == (0, True, 3)


def test_triads_are_counted_by_their_signs() -> None:
    net = made(9, 30, 0.5, 8)
    sign = {frozenset((a, b)): s for a, b, s in zip(net.first, net.second, net.sign, strict=True)}
    kinds = {3: "+++", 1: "++-", -1: "+--", -3: "---"}
    counts = dict.fromkeys(kinds.values(), 0)
    for three in itertools.combinations(range(9), 3):
        found = [sign.get(frozenset(pair)) for pair in itertools.combinations(three, 2)]
        if None not in found:
            counts[kinds[sum(s for s in found if s)]] += 1
    assert {kind: triads(net)[kind] for kind in counts} == counts


def test_an_interval_that_holds_zero_is_no_tie() -> None:
    told = [
        Standing("JPN", "USA", 3.0, 2.0, 4.0, 9), Standing("JPN", "PRK", -3.0, -4.0, -2.0, 9),
        Standing("JPN", "RUS", 0.5, -0.5, 1.5, 9), Standing("FRA", "USA", 3.0, 2.0, 4.0, 9),
    ]  # fmt: skip
    found, undecided = ties(told, ["JPN", "USA", "PRK", "RUS"])
    assert [(t.a, t.b, t.sign) for t in found] == [("JPN", "PRK", -1), ("JPN", "USA", 1)]
    assert undecided == 1


@pytest.mark.parametrize(
    ("given_ties", "said"),
    [
        ([Tie("JPN", "RUS", 1)], "clear ties among 2 of these states"),
        ([], "clear ties among 0"),
        ([Tie("JPN", "JPN", 1)], "no tie"),
        ([Tie("JPN", "RUS", 2)], "no tie"),
        ([Tie("JPN", "RUS", 1), Tie("RUS", "JPN", -1)], "no tie"),
    ],
)
def test_what_is_no_network_is_refused(given_ties: list[Tie], said: str) -> None:
    with pytest.raises(Error, match=said):
        balance(given_ties, ON)


def test_regions_and_organisations_name_states() -> None:
    assert "MNG" in group("northeast asia")
    assert "FIN" not in group("NATO", date(2018, 8, 31)) and "FIN" in group("NATO", date(2024, 1, 1))
    with pytest.raises(Error, match="Northeast Asia"):
        group("Atlantis")


def test_capabilities_are_shares_of_the_world_of_the_last_year_there_is() -> None:
    shares, year = capabilities(2018)
    assert year == 2018 and 0.98 < sum(shares.values()) < 1.02
    assert capabilities(2030)[1] == 2022
    assert capabilities(1900) == ({}, None)


def test_every_frame_of_the_signed_networks_of_states_is_matched(shared: Path) -> None:
    folder, program = shared / "data" / "cow_signed", ROOT / "benchmarks" / "balance.py"
    done = subprocess.run(
        [sys.executable, program, folder / "edges.csv", folder / "frustration.csv", "--json"],
        capture_output=True, text=True, check=True, env={"PYTHONPATH": str(ROOT / "src")},
    )  # fmt: skip
    with (folder / "frustration.csv").open(encoding="utf-8") as file:
        frames = len(list(csv.DictReader(file)))
    found = json.loads(done.stdout)
    assert (found["frames"], found["matched"], found["proven"]) == (frames, frames, frames)
