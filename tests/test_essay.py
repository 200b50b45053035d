"""The essay that began the project, read as a careful reader reads it."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from detente.coding import code
from detente.events import Report
from detente.occasions import occasion
from detente.places import place
from detente.reading.document import Document

Fact = dict[str, Any]


@pytest.fixture(scope="module")
def reading(shared: Path) -> tuple[Document, list[Report]]:
    text = (shared / "seeds" / "expanding-dialogue.txt").read_text(encoding="utf-8")
    document = Document(
        uri="expanding-dialogue.txt",
        text=text,
        title=text.split("\n")[0],
        published=date(2018, 8, 1),
        published_precision="month",
    )
    return document, code(document)


@pytest.fixture(scope="module")
def gold(shared: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((shared / "gold" / "essay.json").read_text(encoding="utf-8"))
    return found


def differences(fact: Fact, report: Report, kin: list[Report]) -> list[str]:
    """What a report lacks of a fact; ``kin`` are reports of the same pair and day, which may add people and firsts."""
    wrong: list[str] = []

    def need(name: str, right: bool) -> None:
        if not right:
            wrong.append(name)

    pair = {report.source, report.target}
    if "states" in fact:
        need("states", pair == set(fact["states"]))
    if "source" in fact:
        need("source", report.source == fact["source"] or (report.reciprocal and fact["source"] in pair))
    if "target" in fact:
        need("target", report.target == fact["target"] or (report.reciprocal and fact["target"] in pair))
    if "invited" in fact:
        need("invited", bool(pair & set(fact["invited"])))
    if "date" in fact:
        need("date", report.date.isoformat().startswith(fact["date"]))
    if "precision" in fact:
        need("precision", report.precision == fact["precision"])
    if "date_end" in fact:
        need("date_end", str(report.date_end) == fact["date_end"])
    for name in ("type", "status", "format", "quad", "voice"):
        if name in fact:
            need(name, getattr(report, name) == fact[name])
    if "place" in fact:
        wanted = place(fact["place"])
        need("place", report.place == (wanted.name if wanted else fact["place"]))
    if "occasion" in fact:
        known = occasion(fact["occasion"], report.date)
        need("occasion", report.occasion is not None and (known.name if known else fact["occasion"]) == report.occasion)
    if "issues" in fact:
        need("issues", set(fact["issues"]) <= set(report.issues))
    if "participants" in fact:
        need("participants", set(fact["participants"]) <= {p for r in [report, *kin] for p in r.participants})
    if "firsts" in fact:
        claims = {plain(f) for r in [report, *kin] for f in r.firsts}
        need("firsts", all(any(plain(wanted) in claim for claim in claims) for wanted in fact["firsts"]))
    return wrong


def plain(claim: str) -> str:
    return re.sub(r"\W+", " ", claim.casefold().replace("defense", "defence")).strip()


def found(fact: Fact, reports: list[Report]) -> tuple[bool, list[str]]:
    """Whether some report has all that a fact asks for, and else what the nearest lacks."""
    best: list[str] | None = None
    for report in reports:
        kin = [
            r
            for r in reports
            if r.date == report.date and {r.source, r.target} & {report.source, report.target} and r.type == report.type
        ]
        wrong = differences(fact, report, kin)
        if best is None or len(wrong) < len(best):
            best = wrong
    if "invited" in fact and not best:
        guests = {s for r in reports if not differences(fact, r, reports) for s in (r.source, r.target)}
        return set(fact["invited"]) <= guests, ["invited"]
    return not best, best or []


def test_facts(reading: tuple[Document, list[Report]], gold: dict[str, Any]) -> None:
    results = {fact["id"]: found(fact, reading[1]) for fact in gold["facts"]}
    score = sum(right for right, _ in results.values())
    missing = "; ".join(f"{number} lacks {', '.join(wrong)}" for number, (right, wrong) in results.items() if not right)
    message = f"{score} of {len(results)} facts. {missing}"
    print(message)
    assert score >= 13, message


def test_nothing_forbidden(reading: tuple[Document, list[Report]]) -> None:
    document, reports = reading
    assert document.published is not None
    late = [r for r in reports if r.status == "happened" and r.date > date(2018, 8, 31)]
    assert not late
    connected = [
        {"JPN", "RUS"},
        {"USA", "PRK"},
        {"USA", "RUS"},
        {"RUS", "CHN"},
        {"RUS", "PRK"},
        {"RUS", "KOR"},
        {"JPN", "USA"},
    ]
    assert all({r.source, r.target} in connected for r in reports)
    backward = [
        r
        for r in reports
        if "missile defence" in r.issues and (r.source, r.target) == ("JPN", "RUS") and "conflict" in r.quad
    ]
    assert not backward
    assert not [r for r in reports if "turning point" in r.passage and r.status == "happened"]


def test_issues_and_passages(reading: tuple[Document, list[Report]]) -> None:
    document, reports = reading
    for report in reports:
        assert report.start is not None and report.end is not None
        assert document.text[report.start : report.end] == report.passage
