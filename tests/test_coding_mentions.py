"""Who is named: states, people with their offices, ministries, pairs."""

from __future__ import annotations

from datetime import date

import pytest

from detente.coding.mentions import Memory, Mention, find_mentions
from detente.coding.syntax import split_sentences

DAY = date(2018, 7, 31)


def mentions(text: str, on: date = DAY) -> list[Mention]:
    memory = Memory(on)
    for sentence in split_sentences(text):
        find_mentions(sentence.text, memory)
    return [m for sentence in split_sentences(text) for m in find_mentions(sentence.text, memory)]


@pytest.mark.parametrize(
    ("text", "states", "people"),
    [
        ("Russian Foreign Minister Sergei Lavrov", ("RUS",), ("Sergei Lavrov",)),
        ("Foreign Minister Sergey Lavrov of Russia", ("RUS",), ("Sergei Lavrov",)),
        ("Prime Minister Abe", ("JPN",), ("Shinzo Abe",)),
        ("the Russian president", ("RUS",), ("Vladimir Putin",)),
        ("Japan's Foreign Ministry", ("JPN",), ()),
        ("the Foreign Ministry in Tokyo", ("JPN",), ()),
        ("the foreign and defence ministers of Japan and Russia", ("JPN", "RUS"), ()),
        ("Foreign Ministers (Sergei Lavrov and Taro Kono)", ("RUS", "JPN"), ("Sergei Lavrov", "Taro Kono")),
        ("Mr. Nukaga", ("JPN",), ("Fukushiro Nukaga",)),
        ("Deputy Foreign Minister Ivan Testov of Russia", ("RUS",), ("Ivan Testov",)),
        ("Chief Cabinet Secretary Yoshihide Suga", ("JPN",), ("Yoshihide Suga",)),
        ("the White House", ("USA",), ()),
        ("Japanese-Russian talks", ("JPN", "RUS"), ()),
        ("the United States", ("USA",), ()),
    ],
)
def test_one_mention(text: str, states: tuple[str, ...], people: tuple[str, ...]) -> None:
    found = mentions(f"Yesterday {text}")
    assert [(m.states, m.people) for m in found] == [(states, people)]


@pytest.mark.parametrize("text", ["Both sides", "the two countries", "the two leaders", "both governments"])
def test_pairs(text: str) -> None:
    (found,) = mentions(f"Then {text} agreed.")
    assert found.pair and not found.states


def test_his_counterpart() -> None:
    found = mentions("Taro Kono met his Russian counterpart, Sergei Lavrov, in Tokyo.")
    assert [m.people for m in found] == [("Taro Kono",), ("Sergei Lavrov",), ()]
    assert found[1].states == ("RUS",)


def test_the_sea_of_japan_is_no_state() -> None:
    (found,) = mentions("Ships sailed through the Sea of Japan.")
    assert (found.kind, found.states) == ("place", ())


def test_an_office_names_its_holder_of_the_day() -> None:
    assert mentions("the American president", date(2016, 5, 1))[0].people == ("Barack Obama",)
    assert mentions("the American president", date(2018, 5, 1))[0].people == ("Donald Trump",)


def test_surnames_after_full_names() -> None:
    found = mentions("Deputy Minister Ivan Testov of Russia came. Testov left.")
    assert [m.people for m in found] == [("Ivan Testov",), ("Ivan Testov",)]


def test_small_words_are_no_states() -> None:
    assert mentions("They told us that turkey was served in china cups.") == []
