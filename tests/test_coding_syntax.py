"""Sentences, tokens and the parser behind them."""

from __future__ import annotations

import json
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.coding.morphology import lemma
from detente.coding.syntax import LONGEST, flatten, parse, split_sentences


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Mr. Abe met Gen. Smith. They talked.", ["Mr. Abe met Gen. Smith.", "They talked."]),
        ("The U.S. Navy left. It came back.", ["The U.S. Navy left.", "It came back."]),
        ("He came from the U.S. The ship left.", ["He came from the U.S.", "The ship left."]),
        ("“Enough.” He left.", ["“Enough.”", "He left."]),
        ("# Talks in Tokyo\n\nThey met.", ["Talks in Tokyo", "They met."]),
        ("They met\nin Tokyo. He left", ["They met\nin Tokyo.", "He left"]),
        ("- One came.\n- Two came.", ["One came.", "Two came."]),
        ("It grew by 3.5 per cent.", ["It grew by 3.5 per cent."]),
        ("J. Smith met S. Lavrov.", ["J. Smith met S. Lavrov."]),
        ("", []),
        ("***\n\n---", []),
    ],
)
def test_sentences(text: str, sentences: list[str]) -> None:
    assert [s.text for s in split_sentences(text)] == sentences


@given(st.text(max_size=400))
def test_sentences_are_pieces_of_the_text(text: str) -> None:
    end = 0
    for sentence in split_sentences(text):
        assert text[sentence.start : sentence.end] == sentence.text
        assert end <= sentence.start < sentence.end <= sentence.start + LONGEST
        end = sentence.end


@given(st.text(max_size=100))
def test_flattening_keeps_every_place(text: str) -> None:
    assert len(flatten(text)) == len(text)


def test_tokens_know_their_characters_and_their_heads() -> None:
    text = "Japan’s minister\ncriticised Russia in Tokyo."
    (sentence,) = split_sentences(text)
    parse([sentence])
    for token in sentence.tokens:
        assert flatten(text)[token.start : token.end] == token.text
    verb = next(t for t in sentence.tokens if t.text == "criticised")
    assert (verb.lemma, verb.pos, verb.dep) == ("criticise", "VERB", "root")
    assert {sentence.tokens[i].text for i in verb.children} >= {"minister", "Russia"}
    assert sorted(i for t in sentence.tokens for i in t.children) == [t.i for t in sentence.tokens if t.head != t.i]


def test_merged_spans_are_one_token() -> None:
    text = "Russian Foreign Minister Sergei Lavrov left."
    (sentence,) = split_sentences(text)
    sentence.merged = [(0, 38, "Obama")]
    parse([sentence])
    assert [t.text for t in sentence.tokens] == ["Russian Foreign Minister Sergei Lavrov", "left", "."]


@pytest.mark.parametrize(
    ("word", "tag", "expected"),
    [
        ("met", "VBD", "meet"),
        ("criticised", "VBD", "criticise"),
        ("agreeing", "VBG", "agree"),
        ("ministries", "NNS", "ministry"),
        ("lodged", "VBN", "lodge"),
        ("stopped", "VBD", "stop"),
        ("talks", "NNS", "talk"),
        ("is", "VBZ", "be"),
    ],
)
def test_lemmas(word: str, tag: str, expected: str) -> None:
    assert lemma(word, tag) == expected


def test_the_weights_carry_their_licence_and_scores() -> None:
    folder = resources.files("detente") / "data" / "syntax"
    meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    assert meta["license"] == "CC BY-SA 4.0"
    assert meta["scores"]["ewt"]["las"] > 0.8 and meta["scores"]["gum"]["las"] > 0.8
    assert "Attribution-ShareAlike" in (folder / "LICENSE").read_text(encoding="utf-8")
