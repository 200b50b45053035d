"""What a text about two states says of them without naming either: "Diplomatic relations were established in 1956".

A ministry's page on its relations with one neighbour names the two at its head and then leaves them out; so do joint
statements. Which nouns tell what, and with which verbs, stands in the table ``coding/unsaid.csv``. Papers that carry
the day of their signing, "the treaty of 1956", tell of that too, wherever they are named.
"""

from __future__ import annotations

import re
from functools import cache

from detente.coding.act import Act, states_of
from detente.coding.context import Context
from detente.coding.grammar import Grammar
from detente.coding.lexicon import Entry
from detente.coding.mentions import Mention
from detente.tables import rows

_SURE = 0.5
_OF = "of"
"""Stands in the table of verbs for "the treaty of 1972"."""


@cache
def _told() -> dict[tuple[str, str], tuple[str, str]]:
    """CAMEO code and category by noun and verb."""
    return {
        (noun, verb): (row["cameo"], row["category"])
        for row in rows("coding/unsaid")
        for noun in row["nouns"].split("|")
        for verb in row["verbs"].split("|")
    }


@cache
def _nouns() -> re.Pattern[str]:
    nouns = sorted({noun for noun, _ in _told()})
    return re.compile(rf"\b(?:{'|'.join(nouns)})(?:s|es)?\b", re.IGNORECASE)


def may_tell(text: str) -> bool:
    """Whether a sentence without a name holds a noun of the table."""
    return _nouns().search(text) is not None


def unsaid(g: Grammar, context: Context, acts: list[Act]) -> list[Act]:
    """The acts of the two states that a text is about in a sentence that names no party, and dated papers."""
    found = _papers(g, context, acts)
    pair = context.bilateral()
    told = {j for act in acts for j in (act.head, act.anchor)}
    acting = [m for j, m in g.at.items() if m.states and not g.locative(j)]
    if len(pair) != 2 or acting or any(g.pronouns.values()):
        return found
    for verb in g.tokens:
        if verb.pos != "VERB" or verb.i in told or g.negated(verb.i):
            continue
        subjects = g.kids(verb.i, "nsubj")
        known = next((k for j in subjects if (k := _told().get((g.tokens[j].lemma, verb.lemma)))), None)
        placed = bool(g.dates) or any(m.places or m.kind == "capital" for m in g.at.values())
        if known is None or not placed:
            continue
        entry = Entry(verb.lemma, "mutual", *known)
        parties = [Mention(0, 0, "state", (state,)) for state in pair]
        found.append(Act(verb.i, verb.i, entry, known[0], parties, mutual=True, status=g.mood(verb.i), sure=_SURE))
    return found


def _papers(g: Grammar, context: Context, acts: list[Act]) -> list[Act]:
    """ "The Treaty of Friendship of 2002", "a 2003 arrangement": signed then, by those whom its phrase names."""
    told = {j for act in acts for j in (act.head, act.anchor) if act.entry.category == "sign"}
    found: list[Act] = []
    for token in g.tokens:
        known = _told().get((token.lemma, _OF))
        if known is None or token.pos not in {"NOUN", "PROPN"} or token.i in told:
            continue
        of = [j for j in g.kids(token.i, "nmod") if j in g.dates and _names_day(g, j)]
        of += [
            j for j in g.kids(token.i, "amod", "compound", "nummod") if j in g.dates and g.dates[j].precision == "year"
        ]
        if not of:
            continue
        signed = [by for j in g.kids(token.i, "acl") if (by := g.agent(j)) is not None]
        parties = [m for j in g.kids(token.i, "nmod") if g.case(j) in {"between", "with", "by"} for m in g.np(j)]
        parties += g._modifiers(token.i, 0)
        parties += [m for j in signed for m in g.np(j)]
        if len(states_of(parties)) < 2:
            parties = [Mention(0, 0, "state", (state,)) for state in context.bilateral()]
        if len(states_of(parties)) == 2:
            entry = Entry(token.lemma, "mutual", *known)
            found.append(Act(token.i, token.i, entry, known[0], parties, mutual=True, sure=_SURE))
    return found


def _names_day(g: Grammar, j: int) -> bool:
    """Whether a date stands with "of" or "from", which may be part of it."""
    return g.case(j) in {"of", "from"} or g.tokens[j].text.lower().startswith("of ")
