"""Briefs from the built-in chronicle: every pair of it passes the check, on several days, in little time."""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pytest

from detente import chronicle
from detente.api import Record
from detente.brief import check, render
from detente.brief.render import html, markdown
from tests.test_brief_render import browser, chromium, pages_before_evidence, pdf_text

STATES = ("JPN", "RUS", "CHN", "KOR", "PRK", "USA")


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Record]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "cache"))
        with Record(chronicle.built_in(), read_only=True) as opened:
            yield opened


@pytest.mark.parametrize(("a", "b"), list(combinations(STATES, 2)))
def test_every_pair_passes_its_check_in_every_form(record: Record, a: str, b: str) -> None:
    for until in ("2013-06-30", "2018-08-31") if a == "JPN" else ("2018-08-31",):
        brief = record.brief(a, b, until=until)
        assert check(brief) == []
        assert html(brief) and markdown(brief)


def test_the_first_scene_is_in_the_brief(record: Record) -> None:
    page = html(record.brief("JPN", "RUS", until="2018-08-31"))
    for words in ("31 July 2018", "2+2", "Moscow", "Taro Kono", "Sergei Lavrov", "missile defence", "Vladivostok"):
        assert words in page


def test_it_is_rendered_in_a_moment(record: Record) -> None:
    brief = record.brief("JPN", "RUS", until="2018-08-31")
    html(brief)
    start = time.process_time()
    html(brief)
    assert time.process_time() - start < 0.7


def test_paper_holds_it_in_six_pages_before_the_evidence(record: Record, tmp_path: Path) -> None:
    pytest.importorskip("typst")
    brief = record.brief("JPN", "RUS", until="2018-08-31")
    start = time.process_time()
    render(brief, tmp_path / "brief.pdf")
    assert time.process_time() - start < 2
    assert pages_before_evidence(pdf_text(tmp_path / "brief.pdf")) <= 6
    browser()
    page, paper = tmp_path / "brief.html", tmp_path / "paper.pdf"
    for size in ("A4", "Letter"):
        page.write_text(html(brief).replace("@page { margin", f"@page {{ size: {size}; margin"), encoding="utf-8")
        chromium(tmp_path, "--no-pdf-header-footer", f"--print-to-pdf={paper}", page.as_uri())
        assert pages_before_evidence(pdf_text(paper)) <= 6
