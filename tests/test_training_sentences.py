"""The training sentences: every row is well formed, and no type is short of examples."""

from __future__ import annotations

import csv
import re
from collections import Counter
from functools import cache
from pathlib import Path

from detente import ontology

FILE = Path(__file__).parent.parent / "data-raw" / "coding" / "sentences.tsv"
COLUMNS = ["type", "mode", "quad", "sentence"]
QUADS = {"verbal cooperation": "1", "material cooperation": "2", "verbal conflict": "3", "material conflict": "4"}
LEAST = 160  # sentences of each type
MARKED = re.compile(r"<([st])>([^<>]+)</\1>")


@cache
def _rows() -> list[dict[str, str]]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def _plain(sentence: str) -> str:
    return re.sub(r"</?[st]>", "", sentence)


def test_columns() -> None:
    assert all(list(row) == COLUMNS and None not in row.values() for row in _rows())


def test_types_and_modes_are_known() -> None:
    for row in _rows():
        assert row["type"] in ontology.TYPES
        assert row["mode"] == "" or row["mode"] in ontology.modes(row["type"]), row


def test_quads_agree_with_types() -> None:
    assert all(row["quad"] == QUADS[ontology.quad(row["type"])] for row in _rows())


def test_every_sentence_marks_one_source_and_one_target() -> None:
    for row in _rows():
        sentence = row["sentence"]
        marks = MARKED.findall(sentence)
        assert sorted(which for which, _ in marks) == ["s", "t"], sentence
        assert all(text == text.strip() for _, text in marks), sentence
        assert "<" not in MARKED.sub("", sentence) and ">" not in MARKED.sub("", sentence), sentence
        assert sentence == " ".join(sentence.split()), sentence
        assert 5 <= len(_plain(sentence).split()) <= 80, sentence


def test_no_sentence_twice() -> None:
    marked = Counter(row["sentence"] for row in _rows())
    assert [sentence for sentence, times in marked.items() if times > 1] == []
    # The same words may come again only with other actors marked and another type to show for it.
    types: dict[str, list[str]] = {}
    for row in _rows():
        types.setdefault(re.sub(r"\W+", " ", _plain(row["sentence"])).casefold(), []).append(row["type"])
    assert [words for words, found in types.items() if len(found) != len(set(found))] == []


def test_every_type_has_enough() -> None:
    counts = Counter(row["type"] for row in _rows())
    assert {kind: counts[kind] for kind in ontology.TYPES if counts[kind] < LEAST} == {}


def test_every_mode_occurs() -> None:
    found = {(row["type"], row["mode"]) for row in _rows()}
    missing = {(kind, mode) for kind in ontology.TYPES for mode in ontology.modes(kind)} - found
    # The judged sentences that this follows put verdicts of courts under ACCUSE; see data-raw/coding/README.md.
    assert missing == {("SANCTION", "convict")}
