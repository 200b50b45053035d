"""The made texts keep to the format that their README promises; what a coder takes from them is tested elsewhere."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from detente.events import Precision, Status
from detente.ontology import TYPES
from tests.corpus_format import CORPUS, FORMATS, GENRES, HALVES, LENGTH, STATES, Made, bounds, made

TEXTS = list(made())
IDS = [text.path.stem for text in TEXTS]
KEYS = ("source", "target", "type", "date", "precision", "status", "reciprocal", "format", "place", "passage")
MORE = {"date_end", "issues", "participants", "also"}

every = pytest.mark.parametrize("text", TEXTS, ids=IDS)


def rows(text: Made) -> list[tuple[str, dict[str, Any]]]:
    """Each report with a name to be shown when it fails."""
    return [(f"{text.path.stem} report {number}", row) for number, row in enumerate(text.reports, 1)]


@every
def test_head(text: Made) -> None:
    assert text.genre in GENRES
    assert text.published.year in range(2005, 2026)
    assert text.head["language"] == "en"
    for key in ("title", "publisher"):
        assert isinstance(text.head[key], str), key
        assert text.head[key].strip(), key


@every
def test_length(text: Made) -> None:
    assert 80 <= text.words <= 350 or 600 <= text.words <= 1200


@every
def test_keys_and_values(text: Made) -> None:
    for name, row in rows(text):
        assert set(KEYS) <= set(row) <= {*KEYS, *MORE}, name
        assert {row["source"], row["target"]} <= STATES, name
        assert row["source"] != row["target"], name
        assert row["type"] in TYPES, name
        assert row["status"] in {str(status) for status in Status}, name
        assert isinstance(row["reciprocal"], bool), name
        assert row["format"] is None or row["format"] in FORMATS, name
        assert row["place"] is None or row["place"].strip(), name
        assert all(isinstance(value, list) and value for key in MORE - {"date_end"} if (value := row.get(key))), name


@every
def test_dates(text: Made) -> None:
    for name, row in rows(text):
        assert row["precision"] in {str(precision) for precision in Precision}, name
        last = row.get("date_end", row["date"])
        assert len(row["date"]) == len(last) == LENGTH[row["precision"]], name
        start, end = bounds(row["date"])[0], bounds(last)[1]
        assert start <= end, name
        if row["status"] == Status.HAPPENED:
            assert start <= text.published, f"{name} happened after the text was published"
        if row["status"] == Status.PLANNED:
            assert end >= text.published, f"{name} was planned for before the text was published"


@every
def test_passages_are_the_texts_own(text: Made) -> None:
    for name, row in rows(text):
        for passage in (row["passage"], *row.get("also", ())):
            assert passage.strip(), name
            assert passage in text.text, name
            assert "\n\n" not in passage, f"{name} runs over a paragraph's end"


@every
def test_no_act_twice(text: Made) -> None:
    """A reciprocal act stands once, whichever state comes first."""
    seen: Counter[tuple[Any, ...]] = Counter()
    for _, row in rows(text):
        pair = (row["source"], row["target"])
        seen[(
            tuple(sorted(pair)) if row["reciprocal"] else pair,
            row["reciprocal"], row["type"], row["date"], row["status"], row["format"], row["passage"],
        )] += 1  # fmt: skip
    assert [act for act, times in seen.items() if times > 1] == []


def test_enough_of_each() -> None:
    assert len(TEXTS) >= 60
    assert sum(text.words >= 600 for text in TEXTS) >= 12
    assert all(8 <= count <= 14 for count in Counter(text.genre for text in TEXTS).values())
    assert {row["type"] for text in TEXTS for row in text.reports} == set(TYPES)
    assert {row["status"] for text in TEXTS for row in text.reports} == {str(status) for status in Status}


def test_halves_are_alike() -> None:
    halves = {half: [text for text in TEXTS if text.half == half] for half in HALVES}
    assert all(len(texts) >= 30 for texts in halves.values())
    for genre in GENRES:
        counts = [sum(text.genre == genre for text in texts) for texts in halves.values()]
        assert max(counts) - min(counts) <= 1, genre
    for texts in halves.values():
        assert sum(text.words >= 600 for text in texts) >= 6
        assert {row["type"] for text in texts for row in text.reports} == set(TYPES)
        assert any(not text.reports for text in texts), "texts in which states do nothing to each other"


def test_names_are_one_and_paired() -> None:
    texts = sorted(path.stem for path in CORPUS.glob("*/*.md"))
    assert texts == sorted(path.stem for path in CORPUS.glob("*/*.json"))
    assert [name[:2] for name in texts] == [f"{number:02d}" for number in range(1, len(texts) + 1)]
