"""The names a text is searched for, by their words: states, people, organisations, places, occasions, agents."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from detente import actors, occasions, places
from detente import names as surfaces
from detente.tables import rows, split

STATELESS = frozenset({"IGO", "IMG", "NGO"})
"""What stands for a state with organisations and armed groups of none, where acts of such are asked for."""

WORD = re.compile(r"\w+|[^\w\s]")
_PREFERENCE = {
    "occasion": -1,
    "state": 0,
    "demonym": 1,
    "person": 2,
    "organisation": 3,
    "capital": 4,
    "agent": 5,
    "place": 6,
}


@dataclass(frozen=True, slots=True)
class Agent:
    """A common noun for who acts for a state: its role, sector and level, and the one state it can only belong to."""

    role: str
    sector: str
    level: str
    state: str | None


@dataclass(frozen=True, slots=True)
class Entry:
    """A surface in the index: what it is, what it refers to, and when it may."""

    words: tuple[str, ...]
    surface: str
    kind: str
    ref: str
    sector: str | None = None
    since: date | None = None
    until: date | None = None

    def fits(self, text: str, on: date | None) -> bool:
        """Whether the text's own spelling and the day allow this reading: capitals must be capitals."""
        if on and ((self.since and on < self.since) or (self.until and on > self.until)):
            return False
        if self.surface.islower():
            return True
        if self.surface.isupper() or not self.surface.isascii():
            return text == self.surface
        return text[0].isupper()


@cache
def agents() -> dict[str, Agent]:
    """Agents by phrase, lower case."""
    return {
        row["phrase"]: Agent(row["role"], row["sector"], row["level"], row["state"] or None)
        for table in ("coding/agents_world", "coding/agents")
        for row in rows(table)
    }


@cache
def own_names() -> dict[str, dict[str, str]]:
    """Names of state bodies, companies and media that the actors' table of organisations lacks."""
    return {row["surface"]: row for table in ("coding/names_world", "coding/names") for row in rows(table)}


@cache
def figures() -> dict[str, tuple[str, str]]:
    """People of the decades before the tables begin: name and state, by name, and by a surname that is theirs alone."""
    found = {}
    for row in rows("coding/figures"):
        found[row["name"]] = row["name"], row["state"]
        if row["alone"]:
            found.setdefault(row["surname"], (row["name"], row["state"]))
    return found


def words(text: str) -> tuple[str, ...]:
    """The words of a name as the index has them."""
    return tuple(w.lower() for w in WORD.findall(text.replace("’", "'").replace("–", "-").replace("‑", "-")))


@cache
def index() -> dict[str, list[Entry]]:
    """Entries by their first word, the longest first."""
    found: dict[tuple[tuple[str, ...], str, str], Entry] = {}

    def add(surface: str, kind: str, ref: str, *rest: Any) -> None:
        key = words(surface)
        if key and (len(surface) > 1):
            found.setdefault((key, kind, ref), Entry(key, surface, kind, ref, *rest))

    for name in surfaces.names():
        if name.language == "en" and name.kind != "role":
            add(name.surface, name.kind, name.ref, name.sector, name.since, name.until)
    for surface, row in own_names().items():
        add(surface, "organisation", surface, row["sector"] or None)
    for place in places.places():
        for surface in (place.name, *place.aliases):
            if surface.isascii() or any("a" <= c.lower() <= "z" for c in surface):
                add(surface, "place", place.name)
    known = {entry.surface for entry in found.values()}
    for locality in localities():
        if locality not in known:
            add(locality, "place", locality)
    for occasion in occasions.occasions():
        for surface in (occasion.name, *occasion.aliases):
            add(surface, "occasion", surface)
    for series, aliases in occasions.series().items():
        for surface in (series, *aliases):
            if " " in surface and surface.isascii():
                add(surface, "occasion", surface)
    for phrase in agents():
        add(phrase, "agent", phrase)
    by_first: dict[str, list[Entry]] = defaultdict(list)
    for entry in found.values():
        by_first[entry.words[0]].append(entry)
    for entries in by_first.values():
        entries.sort(key=lambda e: (-len(e.words), _PREFERENCE.get(e.kind, 9), e.ref))
    return dict(by_first)


@cache
def people_by_surname() -> dict[str, tuple[str, ...]]:
    """Names of people by surname, lower case."""
    found: dict[str, list[str]] = defaultdict(list)
    for person in actors.people():
        surname = person.surname or person.name.split()[-1]
        found[surname.lower()].append(person.name)
    return {surname: tuple(names) for surname, names in found.items()}


@cache
def people() -> dict[str, actors.Person]:
    """People by name."""
    return {person.name: person for person in actors.people()}


@cache
def organisations() -> dict[str, actors.Organisation]:
    """Organisations by name."""
    return {o.name: o for o in actors.organisations()}


@cache
def localities() -> dict[str, str]:
    """The state in which a province or city lies, by its name; names that lie in several are left out."""
    return {name: row["state"] for row in rows("coding/localities") for name in split(row["names"])}


@cache
def doubtful_capitals() -> dict[str, str]:
    """Capitals whose names mean something else as often, with their states: for texts that are about the state."""
    silent = {row["surface"] for row in rows("actors/silent") if not row["why"].startswith("seat")}
    return {s.capital: s.iso3 for s in actors.states() if s.capital in silent}


@cache
def epithets() -> dict[str, tuple[tuple[str, ...], str | None]]:
    """States that "the kingdom" may stand for, and the one that it stands for where none was named, by its words."""
    return {row["phrase"]: (tuple(row["states"].split()), row["usual"] or None) for row in rows("coding/epithets")}


@cache
def leading_offices() -> dict[str, str]:
    """Which office leads a state, where it is not that of the head of government."""
    return {row["state"]: row["role"] for row in rows("coding/leading_office")}


def state_of(person: actors.Person, on: date | None) -> tuple[str | None, str | None]:
    """State and role of a person on a day; of the last office before it, or the first, where none was held then."""
    held = person.offices_on(on) if on else ()
    if not held:
        before = [o for o in person.offices if on and o.start <= on]
        held = (before[-1],) if before else person.offices[:1]
    if not held:
        return None, None
    order = ["head of state", "head of government", "leader", "foreign minister", "defence minister"]
    best = min(held, key=lambda o: order.index(o.role) if o.role in order else len(order))
    return best.state, best.role


@cache
def ministry(phrase: str, state: str) -> str | None:
    """The table's name of a ministry called "foreign ministry" or "ministry of defence" of a state."""
    subject = "Foreign Affairs" if "foreign" in phrase else "Defen" if "defen" in phrase else None
    if subject is None:
        return None
    found = [o.name for o in actors.organisations() if o.kind == "ministry" and o.state == state and subject in o.name]
    return found[0] if len(found) == 1 else None
