"""The chronicle: every entry's format, how many there are, and the check that compares them with ICEWS18."""

from __future__ import annotations

import importlib
import sys
from datetime import date, timedelta
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

ROOT = Path(__file__).resolve().parent.parent


def _script() -> ModuleType:
    sys.path.insert(0, str(ROOT / "scripts"))
    try:
        return importlib.import_module("check_chronicle")
    finally:
        sys.path.pop(0)


check = _script()
ENTRIES = check.read_all()
GOOD = """---
title: Japan and Russia hold their first 2+2 in Moscow
published: 2018-07-31
language: en
sources:
  - publisher: Ministry of Foreign Affairs of Japan
    title: Japan-Russia Foreign and Defense Ministerial Consultation
    date: 2018-07-31
---
On Tuesday, 31 July 2018, the foreign and defence ministers of Japan and Russia met in Moscow for talks about security
in Northeast Asia and about the disputed islands. Foreign Minister Taro Kono said afterwards that both sides would go on
working together. Another meeting is to be held in Vladivostok on 10 September.
"""


def entry(tmp_path: Path, text: str = GOOD, name: str = "2018/2018-07-31-first-talks.md") -> object:
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return check.read(path)


@pytest.mark.parametrize("one", ENTRIES, ids=lambda one: one.name)
def test_every_entry_keeps_the_format(one: object) -> None:
    assert check.problems(one) == []


def test_there_are_enough_entries_and_no_title_stands_twice() -> None:
    assert len(ENTRIES) >= 200
    assert len({one.name for one in ENTRIES}) == len(ENTRIES)
    assert len({one.title for one in ENTRIES}) == len(ENTRIES)


def test_japan_and_russia_are_told_most_thickly() -> None:
    pytest.importorskip("detente.names")
    assert sum(("JPN", "RUS") in check.pairs(one) for one in ENTRIES) >= 80


def test_each_round_of_the_2_plus_2_is_told_on_its_day() -> None:
    held = {one.published.isoformat() for one in ENTRIES if "two-plus-two" in one.name and one.name >= "2013"}
    assert {"2013-11-02", "2017-03-20", "2018-07-31"} <= held


def test_the_page_counts_as_the_folder_does() -> None:
    pytest.importorskip("detente.names")
    page = check.PAGE.read_text(encoding="utf-8")
    assert check.written(page, ENTRIES) == page


def test_a_good_entry_has_no_problem(tmp_path: Path) -> None:
    assert check.problems(entry(tmp_path)) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("language: en\n", "", "the head has"),
        ("language: en", "language: fr", "language is not en"),
        ("published: 2018-07-31", "published: 2018-08-01", "differ"),
        ("published: 2018-07-31", "published: soon", "published is no day"),
        ("    title: Japan-Russia Foreign", "    headline: Japan-Russia Foreign", "a source needs"),
        ("    date: 2018-07-31", "    date: last summer", "no date"),
        ("    date: 2018-07-31", "    url: mofa.go.jp", "no address"),
        ("On Tuesday, 31 July", "On Monday, 31 July", "was a Tuesday"),
        ("31 July 2018", "31 June 2018", "no such day"),
        ("is to be held in Vladivostok on 10 September", "took place in Vladivostok on 10 September", "as happened"),
        (" and about the disputed islands", " and peace" * 60, "words"),
        (GOOD.split("---\n")[2], "Too short.\n", "words"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in GOOD
    found = check.problems(entry(tmp_path, GOOD.replace(old, new)))
    assert any(said in problem for problem in found), found


@pytest.mark.parametrize("name", ["2018/2018-07-31.md", "2018/2018-07-31-First_Talks.md", "2017/2018-07-31-talks.md"])
def test_a_wrong_name_is_said(tmp_path: Path, name: str) -> None:
    assert check.problems(entry(tmp_path, name=name))


@pytest.mark.parametrize("text", ["", "no head at all", "---\ntitle: [\n---\ntext\n", "---\n- a list\n---\ntext\n"])
def test_a_broken_head_is_said_and_never_raises(tmp_path: Path, text: str) -> None:
    assert any("the head has nothing" in problem for problem in check.problems(entry(tmp_path, text)))


@given(st.text(max_size=300))
def test_any_text_can_be_split_and_keeps_its_words(text: str) -> None:
    assert " ".join(check.sentences(text)).split() == text.split()


@given(st.dates(date(2012, 12, 1), date(2018, 8, 31)), st.integers(-150, 150))
def test_a_day_without_a_year_is_the_nearest(near: date, away: int) -> None:
    day = near + timedelta(days=away)
    assert check.placed(day.day, day.month, None, near) == day


def test_an_entry_speaks_of_the_pair_in_its_title(tmp_path: Path) -> None:
    pytest.importorskip("detente.names")
    assert check.pairs(entry(tmp_path)) == [("JPN", "RUS")]


def test_an_echo_is_an_act_of_the_pair_within_two_days(tmp_path: Path) -> None:
    pytest.importorskip("detente.names")
    one = entry(tmp_path)
    far = [("Japan", "Government (Russia)", date(2018, 7, 28)), ("Japan", "Citizen (Japan)", date(2018, 7, 31))]
    assert [row.echo for row in check.compare([one], check.echoes(far))] == ["no"]
    near = [*far, ("Foreign Affairs (Russia)", "Japan", date(2018, 8, 2))]
    (row,) = check.compare([one], check.echoes(near))
    assert (row.pair, row.day, row.rows, row.echo) == (("JPN", "RUS"), date(2018, 7, 31), 1, "yes")
    assert check.best([row]) == {"2018-07-31-first-talks": "yes"}


def test_no_entry_of_2018_is_unheard_of_in_icews(shared: Path) -> None:
    pytest.importorskip("detente.names")
    folder = shared / "data" / "tkg" / "ICEWS18"
    if not folder.is_dir():
        pytest.skip(f"no ICEWS18 at {folder}")
    rows = check.compare(ENTRIES, check.echoes(check.read_icews(folder)))
    assert len(check.best(rows)) >= 80
    assert [name for name, echo in check.best(rows).items() if echo == "no"] == []
