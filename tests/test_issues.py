"""Issues: their names, kinds and words, and what they find in a text."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente import issues
from detente.errors import Error
from detente.tables import rows


def test_the_issues_the_essay_names_are_there() -> None:
    for name in (
        "peace treaty", "territorial dispute", "economic cooperation", "energy", "missile defence", "nuclear arms",
        "North Korea", "drug trafficking", "terrorism and extremism", "security", "culture",
    ):  # fmt: skip
        assert issues.issue(name).name == name
    assert issues.issue("drug trafficking").kind == "non-traditional"
    assert issues.issue("missile defence").kind == "traditional"
    assert issues.issue("energy").kind == "economic"
    assert issues.issue("north korea").name == "North Korea"


def test_each_issue_is_whole() -> None:
    assert len(issues.issues()) >= 45
    for known in issues.issues():
        assert known.kind in issues.KINDS
        assert len(known.terms) >= 3, known.name
        assert all(term == term.lower() for term in known.languages["en"]), known.name
        assert not Counter(known.terms) - Counter(set(known.terms)), known.name


def test_an_unknown_issue_lists_the_nearest() -> None:
    with pytest.raises(Error, match="missile defence"):
        issues.issue("missile defense")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("They discussed LNG reshipment in Kamchatka.", ("energy",)),
        ("The two leaders held a summit.", ()),
        ("Talks on the peace-treaty went on.", ("peace treaty",)),
        ("Tokyo plans to deploy Aegis Ashore.", ("missile defence",)),
        ("Переговоры о мирном договоре", ()),
        ("заключить мирный договор", ("peace treaty",)),
        ("北方領土問題を話し合った", ("territorial dispute",)),
        ("He praised the tradeoffs.", ()),
        ("Cybersecurity was raised.", ("cyber",)),
        ("drug trafficking and Islamic extremism", ("drug trafficking", "terrorism and extremism")),
        ("They met at the bank of the river", ()),
        ("New sanctions were imposed", ("sanctions",)),
        ("the Year of Japan in Russia", ("culture",)),
        ("The UN Security Council met; the national security adviser spoke.", ()),
        ("The Security Council discussed regional security.", ("security",)),
        ("They met at the Asia-Pacific Economic Cooperation summit.", ()),
        ("inspectors of the International Atomic Energy Agency", ()),
        ("Trade Minister Kim spoke", ()),
        ("The defence ministers met", ()),
        ("visa-free exchanges between the islands", ("human contacts",)),
    ],
)
def test_issues_in_a_text(text: str, found: tuple[str, ...]) -> None:
    assert issues.issues_in(text) == found


@given(st.text(max_size=80))
def test_any_text_yields_known_issues(text: str) -> None:
    assert {issues.issue(name).name for name in issues.issues_in(text)} == set(issues.issues_in(text))


def test_no_word_names_two_kinds_by_accident() -> None:
    shared = Counter(term for known in issues.issues() for term in set(known.terms))
    assert max(shared.values()) <= 2


def test_contexts_stand_for_known_issues_or_none() -> None:
    from detente import ontology

    told = {context: issues.of_context(context) for context in ontology.CONTEXTS}
    assert told["illegal_drugs"] == "drug trafficking" and told["diplomatic"] is None
    assert {row["context"] for row in rows("issues/contexts")} <= told.keys()
    assert all(issues.issue(name).name == name for name in told.values() if name)
