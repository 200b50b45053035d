"""Datelines: where a text was written acts in nothing."""

from __future__ import annotations

from datetime import date

import pytest

from detente.coding import code_all
from detente.coding.datelines import dateline_end
from detente.coding.syntax import split_sentences
from detente.reading import Document


@pytest.mark.parametrize(
    ("line", "rest"),
    [
        ("BEIRUT, Aug 5 (Example Wire) - ", "Israel warned Lebanon on Tuesday."),
        ("THE HAGUE, Netherlands -- ", "A prosecutor of the court charged him."),
        ("BRUSSELS \u2014 ", "The ministers met."),
        ("KABUL (Example) : ", "Iran condemned the shooting."),
        ("Bogota, March 8 (Example) ", "The Peruvian president rejected it."),
        ("UNITED NATIONS: ", "Russia and China vetoed a draft."),
        ("ST. PETERSBURG, Russia, June 3 (Example) -- ", "Ministers met."),
        ("Washington - ", "The president spoke."),
    ],
)
def test_what_is_a_dateline(line: str, rest: str) -> None:
    assert dateline_end(line + rest) == len(line)


@pytest.mark.parametrize(
    "text",
    [
        "NATO - the alliance - met in Riga.",
        "QUESTION: Will you go?",
        "PRESIDENT: He was given asylum.",
        "Moscow - Russia's capital - is large.",
        "Japan - Russia relations have cooled.",
        "Tokyo said that it would wait.",
        "",
    ],
)
def test_what_is_none(text: str) -> None:
    assert dateline_end(text) == 0


def test_a_dateline_is_a_sentence_by_itself_at_the_head_of_a_paragraph_only() -> None:
    text = "CAIRO, May 2 (Example) -- Turkey spoke. CAIRO -- a city.\n\nROME -- Italy spoke."
    told = [(s.text, s.dateline) for s in split_sentences(text)]
    assert told[:2] == [("CAIRO, May 2 (Example)", True), ("Turkey spoke.", False)]
    assert [line for line, is_one in told if is_one] == ["CAIRO, May 2 (Example)", "ROME"]
    assert all(text[s.start : s.end] == s.text for s in split_sentences(text))


def test_the_place_of_a_dateline_does_nothing() -> None:
    document = Document("wire", "CAIRO -- Turkey on Sunday rejected a proposal by France.", published=date(2019, 5, 6))
    ((_, reports),) = code_all([document], domestic=True)
    assert {(r.source, r.target, r.type) for r in reports} == {("TUR", "FRA", "REJECT")}
