"""Which states a passage names an actor of, and how it spells a person."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from detente import actors
from detente.names import names

# A capital stands for a government ("Moscow said"), unless it is only where something took place.
_PLACED = r"(?<!\bin )(?<!\bat )(?<!\bto )(?<!\bfrom )(?<!\bnear )(?<!\boutside )"


def states_named(passage: str, states: Iterable[str]) -> frozenset[str]:
    """Those of ``states`` of which the passage names an actor: the state, its people, organisations or adjective."""
    return frozenset(state for state in states if any(known.search(passage) for known in _patterns(state)))


@cache
def _patterns(state: str) -> tuple[re.Pattern[str], ...]:
    plain, capitals = _surfaces(state)
    found = []
    if plain:
        found.append(re.compile("|".join(_bounded(text) for text in plain)))
    if capitals:
        found.append(re.compile(_PLACED + "(?:" + "|".join(_bounded(text) for text in capitals) + ")"))
    return tuple(found)


def _bounded(text: str) -> str:
    """The text as whole words; scripts without blanks between words have no bounds to look for."""
    if re.search(r"[\u3040-\u9fff]", text):
        return re.escape(text)
    return rf"(?<!\w){re.escape(text)}(?!\w)"


def _surfaces(state: str) -> tuple[list[str], list[str]]:
    people = {p.name for p in actors.people() if any(office.state == state for office in p.offices)}
    bodies = {o.name for o in actors.organisations() if o.state == state}
    plain, capitals = set(), set()
    for known in names():
        if known.kind == "capital" and known.ref == state:
            capitals.add(known.surface)
        elif (
            (known.kind in ("state", "demonym") and known.ref == state)
            or (known.kind == "person" and known.ref in people)
            or (known.kind == "organisation" and known.ref in bodies)
        ):
            plain.add(known.surface)
    return sorted(plain, key=lambda t: (-len(t), t)), sorted(capitals, key=lambda t: (-len(t), t))


@cache
def _aliases() -> dict[str, tuple[str, ...]]:
    return {person.name: person.aliases for person in actors.people()}


def written_otherwise(passage: str, people: Iterable[str]) -> list[tuple[str, str]]:
    """Persons whom the passage spells in another way than the record: name, and the longest spelling found.

    A part of the name itself, such as the family name alone, is no other spelling.
    """
    found = []
    for name in people:
        if name in passage:
            continue
        spelled = [alias for alias in _aliases().get(name, ()) if alias in passage and alias not in name]
        if spelled:
            found.append((name, max(spelled, key=len)))
    return found
