"""The relation index: additive, honest about thin evidence, and silent where nothing was loaded."""

from __future__ import annotations

import math
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente import Error
from detente.events import Source
from detente.measures.explain import why
from detente.measures.relation import HALF_LIFE_DAYS, RelationPoint, band, bands, relation, standings
from detente.measures.scores import Baseline, baseline, scores
from detente.record import Store
from tests.made import covered, events_table, report

FIRST, LAST = date(2016, 1, 1), date(2018, 8, 31)
COVERED = covered("2016-01-01", "2018-08-31")


def last_point(table: pa.Table, coverage: pa.Table = COVERED) -> RelationPoint:
    return relation(table, coverage, "JPN", "RUS", FIRST, LAST).points[-1]


def test_talks_stand_above_protests() -> None:
    talks = last_point(events_table(report(f"2018-0{m}-10", "CONSULT") for m in range(1, 9)))
    protests = last_point(events_table(report(f"2018-0{m}-10", "ACCUSE") for m in range(1, 9)))
    assert talks.value is not None and protests.value is not None
    assert protests.value < 0 < talks.value
    assert protests.conflict is not None and protests.conflict < 0 and protests.cooperation == 0


def test_the_parts_add_up_to_the_value() -> None:
    point = last_point(events_table([report("2018-05-01", "COOPERATE"), report("2018-06-01", "SANCTION")]))
    assert point.value is not None and point.cooperation is not None and point.conflict is not None
    assert point.prior is not None
    assert math.isclose(point.cooperation + point.conflict + point.prior, point.value, abs_tol=1e-12)


def test_one_event_many_reports_moves_nothing() -> None:
    table = events_table([report("2018-05-01", "COOPERATE"), report("2018-06-01", "SANCTION")])
    loud = table.set_column(table.schema.get_field_index("reports"), "reports", pa.array([1, 900], pa.int64()))
    assert last_point(loud).value == last_point(table).value


def test_no_events_is_no_value() -> None:
    point = last_point(events_table([]))
    assert (point.value, point.low, point.band, point.events) == (None, None, None, 0)


def test_an_uncovered_month_has_no_value() -> None:
    table = events_table(report(f"2018-0{m}-10") for m in range(1, 9))
    points = relation(table, covered("2016-01-01", "2018-06-30"), "JPN", "RUS", FIRST, LAST).points
    assert [p.covered for p in points[-3:]] == [True, False, False]
    assert [p.value is None for p in points[-3:]] == [False, True, True]


def test_the_interval_widens_as_evidence_ages() -> None:
    table = events_table(report(f"2016-{m:02}-10") for m in range(1, 13))
    widths = [
        p.high - p.low
        for p in relation(table, COVERED, "JPN", "RUS", FIRST, LAST).points[11:]
        if p.high is not None and p.low is not None
    ]
    assert len(widths) > 6 and widths == sorted(widths)


def test_more_evidence_narrows_the_interval() -> None:
    few = last_point(events_table(report(f"2018-08-{d:02}") for d in range(1, 3)))
    many = last_point(events_table(report(f"2018-08-{d:02}") for d in range(1, 29)))
    assert few.high is not None and few.low is not None and many.high is not None and many.low is not None
    assert many.high - many.low < few.high - few.low


def test_plans_and_denials_do_not_count_as_acts() -> None:
    plans = [report("2018-08-01", "COOPERATE", status=s) for s in ("planned", "called for", "hypothetical", "denied")]
    assert last_point(events_table(plans)).value is None


def test_what_comes_later_changes_nothing_before() -> None:
    early = [report(f"2017-{m:02}-10") for m in range(1, 13)]
    late = [report(f"2018-0{m}-10", "ASSAULT") for m in range(1, 9)]
    before = relation(events_table(early), COVERED, "JPN", "RUS", FIRST, LAST).points[:24]
    after = relation(events_table(early + late), COVERED, "JPN", "RUS", FIRST, LAST).points[:24]
    assert [p.value for p in before] == pytest.approx([p.value for p in after], abs=1e-12)


def test_a_state_and_itself() -> None:
    with pytest.raises(Error, match="same state"):
        relation(events_table([]), COVERED, "JPN", "JPN", FIRST, LAST)


def test_bands_cover_the_scale_without_gaps() -> None:
    edges = [(b.low, b.high) for b in bands()]
    assert edges[0][0] == -10 and edges[-1][1] == 10
    assert all(high == low for (_, high), (low, _) in pairwise(edges))
    assert band(-10) == "hostile" and band(10) == "close"


acts = st.lists(
    st.tuples(
        st.integers(0, 900),
        st.sampled_from(["CONSULT", "AGREE", "ACCUSE", "SANCTION", "COOPERATE", "ASSAULT"]),
        st.floats(0.05, 1),
    ),
    min_size=1,
    max_size=40,
)


@given(acts)
def test_why_adds_up_to_the_index(drawn: list[tuple[int, str, float]]) -> None:
    start = date(2016, 1, 1)
    table = events_table(
        report((start + timedelta(days=d)).isoformat(), kind, confidence=c, passage=str(n))
        for n, (d, kind, c) in enumerate(drawn)
    )
    base = Baseline(mean=0.7)
    point = relation(table, COVERED, "JPN", "RUS", FIRST, LAST, base).points[-1]
    if point.value is None:
        with pytest.raises(Error, match="too little"):
            why(table, "JPN", "RUS", LAST, base)
        return
    told = why(table, "JPN", "RUS", LAST, base)
    assert abs(sum(term.contribution for term in told.terms) - point.value) < 1e-9
    assert abs(told.value - point.value) < 1e-9
    assert len(told.terms) == table.num_rows + 1 and told.terms[-1].event is None
    assert point.low is not None and point.high is not None
    assert -10 <= point.low <= point.value <= point.high <= 10


def test_the_baseline_counts_each_pair_alike() -> None:
    def sums(*pairs: tuple[int, float]) -> pa.Table:
        return pa.table({"n": [n for n, _ in pairs], "total": [n * mean for n, mean in pairs],
                         "squares": [n * (mean**2 + 4) for n, mean in pairs]})  # fmt: skip

    found = baseline(sums((100, 6.0), (10, -2.0), (10, -1.0), (4, -9.0)))
    assert found.mean == pytest.approx(1.0) and found.between == pytest.approx(np.std([6, -2, -1], ddof=1))
    assert baseline(sums((100, 6.0), (10, -2.0))) == Baseline()  # of two pairs nothing can be learnt


def test_standings_agree_with_the_index_and_are_ordered(tmp_path: Path) -> None:
    told = [report(f"2018-0{m}-10") for m in range(1, 9)]
    told += [report(f"2018-0{m}-11", "ACCUSE", "USA", "RUS") for m in range(1, 9)]
    told += [report("2018-07-03", "AID", "USA", "JPN"), report("2018-09-03", "ASSAULT", "USA", "JPN")]
    with Store(tmp_path / "r.duckdb") as store:
        store.add(Source("made", "feed"), [(None, told)])
        sums = store.standing(HALF_LIFE_DAYS, LAST)
        of_japan = store.standing(HALF_LIFE_DAYS, LAST, of="JPN")
        among = store.standing(HALF_LIFE_DAYS, LAST, ["RUS", "USA"])
        for s in (found := standings(sums)):
            one = last_point(store.events(s.a, s.b, until=LAST))
            assert s.value == pytest.approx(one.value, abs=1e-12)
            assert [s.low, s.high] == pytest.approx([one.low, one.high], abs=1e-12)
    assert [(s.a, s.b, s.events) for s in found] == [("JPN", "USA", 1), ("JPN", "RUS", 8), ("RUS", "USA", 8)]
    assert {(s.a, s.b) for s in standings(of_japan)} == {("JPN", "RUS"), ("JPN", "USA")}
    assert [(s.a, s.b) for s in standings(among)] == [("RUS", "USA")]


def test_the_index_of_all_pairs_at_once_is_that_of_each(tmp_path: Path) -> None:
    from detente.api import Record
    from detente.measures.relation import all_months
    from tests.feed_files import GDELT2, gdelt, lines

    rows = [
        gdelt(n, f"2018{1 + n % 8:02}{1 + n % 27:02}", *pair, code)
        for n, (pair, code) in enumerate(
            [(("JPN", "RUS"), "040"), (("RUS", "JPN"), "112"), (("USA", "CHN"), "163")] * 9
        )
    ]
    with Record(tmp_path / "r.duckdb") as record:
        record.load([lines(tmp_path / "f", GDELT2, rows)], "gdelt2")
        found = all_months(record.store.months(HALF_LIFE_DAYS), date(2018, 1, 1), LAST)
        everywhere = covered("2018-01-01", "2018-08-31")
        for a, b in (("JPN", "RUS"), ("CHN", "USA")):
            one = relation(record.store.events(a, b), everywhere, a, b, date(2018, 1, 1), LAST).points
            same = [r for r in found.to_pylist() if (r["a"], r["b"]) == (a, b)]
            told = [p for p in one if p.value is not None]
            assert [r["date"] for r in same] == [p.date for p in told] and len(same) >= 7
            for row, point in zip(same, told, strict=True):
                assert row["value"] == pytest.approx(point.value, abs=1e-9)
                assert row["low"] == pytest.approx(point.low, abs=1e-9)
                assert row["events"] == point.events


def test_the_index_of_all_pairs_of_an_empty_record_is_an_empty_table(tmp_path: Path) -> None:
    from detente.measures.relation import all_months

    with Store(tmp_path / "r.duckdb") as store:
        found = all_months(store.months(HALF_LIFE_DAYS), FIRST, LAST)
    assert found.num_rows == 0
    assert found.column_names == ["a", "b", "date", "value", "low", "high", "events", "reports"]
    assert found.schema.field("a").type == pa.string() and found.schema.field("date").type == pa.date32()


def test_the_stores_sums_by_pair_are_those_of_its_events(tmp_path: Path) -> None:
    rng = np.random.default_rng(3)
    states = ["JPN", "RUS", "CHN", "KOR", "USA"]
    told = [
        report(str(FIRST + timedelta(days=int(rng.integers(900)))), str(rng.choice(["CONSULT", "ACCUSE", "AID"])),
               source=str(a), target=str(b), passage=str(n))
        for n in range(300) for a, b in [rng.choice(states, 2, replace=False)]
    ]  # fmt: skip
    with Store(tmp_path / "r.duckdb") as store:
        store.add(Source("made", "feed"), [(None, told)])
        events, sums = store.events(), store.pairs()
    made: dict[tuple[str, str], list[float]] = {}
    for a, b, score in zip(*(events[s].to_pylist() for s in ("source", "target")), scores(events), strict=True):
        made.setdefault((min(a, b), max(a, b)), []).append(float(score))
    for row in sums.to_pylist():
        own = made.pop((row["a"], row["b"]))
        assert (row["n"], row["total"]) == (len(own), pytest.approx(sum(own)))
        assert row["squares"] == pytest.approx(sum(score**2 for score in own))
    assert not made


def test_hostility_is_the_yearly_rate_of_a_steady_stream() -> None:
    steady = [report(f"{year}-{month:02d}-{day:02d}", "COERCE") for year in range(2011, 2019)
              for month in range(1, 13) for day in (3, 17)]  # fmt: skip
    told = events_table(r for r in steady if r.date <= LAST)
    point = relation(told, covered("2011-01-01", "2018-08-31"), "JPN", "RUS", FIRST, LAST).points[-1]
    assert point.hostility is not None
    sure = float(np.mean(told["confidence"].to_numpy()))
    assert point.hostility == pytest.approx(24 * sure, rel=0.08)


def test_talks_are_not_hostile_and_words_weigh_less_than_deeds() -> None:
    def of(kind: str) -> float:
        point = last_point(events_table(report(f"2018-0{m}-10", kind) for m in range(1, 9)))
        assert point.hostility is not None
        return point.hostility

    assert of("CONSULT") == 0
    assert 0 < of("ACCUSE") < of("COERCE")


def test_what_is_said_is_part_of_cooperation_and_of_conflict() -> None:
    point = last_point(events_table([report("2018-05-01", "CONSULT"), report("2018-05-02", "AID"),
                                     report("2018-06-01", "SANCTION"), report("2018-06-02", "ACCUSE")]))  # fmt: skip
    assert point.cooperation and point.conflict and point.verbal_cooperation and point.verbal_conflict
    assert 0 < point.verbal_cooperation < point.cooperation
    assert point.conflict < point.verbal_conflict < 0


def test_weights_learnt_on_half_the_dyads_tell_disputes_on_the_other_half(tmp_path: Path) -> None:
    """A made world in which material conflict foretells disputes: the benchmark sees it, and nothing in noise."""
    import relation as program

    rng = np.random.default_rng(7)
    lines = ["a,b,year,verbCoop,matlCoop,verbConf,matlConf,n,mid"]
    for a in range(2, 60):
        for b in range(60, 80):
            for year in range(2002, 2006):
                n = int(rng.integers(20, 2000))
                force = int(rng.poisson(0.02 * n))
                mid = rng.random() < 1 / (1 + np.exp(4 - 0.15 * force))
                lines.append(f"{a},{b},{year},{n - force},0,0,{force},{n},{str(mid).lower()}")
    file = tmp_path / "years.csv"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    found = program.measure(file)
    assert found["auc_within_volume"] > 0.6
    shuffled = [
        *lines[:1],
        *(line.rsplit(",", 1)[0] + "," + ("true" if rng.random() < 0.2 else "false") for line in lines[1:]),
    ]
    file.write_text("\n".join(shuffled) + "\n", encoding="utf-8")
    assert abs(program.measure(file)["auc_within_volume"] - 0.5) < 0.05


def test_the_published_counts_give_what_the_issue_asks(shared: Path) -> None:
    import relation as program

    found = program.measure(next((shared / "data/icews_dyad_year").glob("*.csv.gz")))
    assert found["auc_within_volume"] >= 0.835
    assert found["auc_within_dyad"] >= 0.73
    assert found["unseen"]["auc_within_dyad"] >= 0.7


def test_two_sources_of_one_year_agree_as_the_issue_asks(shared: Path, tmp_path: Path) -> None:
    import agreement as program

    quads = [shared / f"data/tkg/ICEWS18/{part}.parquet" for part in ("train", "valid")]
    found = program.agreement(quads, shared / "data/gdelt_graph/daily_2018_2022.parquet", tmp_path)
    assert found["pairs"] > 200
    assert found["spearman"] > 0.67


def test_sums_and_ranks_of_two_sources() -> None:
    import agreement as program

    sums = program.signed(["B", "A", "A"], ["A", "B", "A"], [2.0, -1.0, 9.0])
    assert dict(sums) == {("A", "B"): [1.0, 3.0, 2.0]}
    assert program.spearman([1.0, 5.0, 9.0], [2.0, 3.0, 4.0]) == pytest.approx(1)
    assert program.spearman([1.0, 5.0, 9.0], [4.0, 3.0, 2.0]) == pytest.approx(-1)
