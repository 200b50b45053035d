"""Every surface that stands for an actor in a text, for matchers: built once from the tables of `detente.actors`."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache

from detente.actors import LANGUAGES, Name, Person, _people, organisations, states
from detente.tables import fold, rows, split


@cache
def names() -> tuple[Name, ...]:
    """All surfaces, each once per actor; surfaces that would fit several states are left out."""
    silent = {fold(row["surface"]) for row in rows("actors/silent")}
    found = [*_state_names(), *_seats(), *_person_names(), *_organisation_names(), *_roles()]
    found += [
        replace(n, surface=plain) for n in found if n.language == "en" and (plain := bare(n.surface)) != n.surface
    ]
    shared = _shared(found)
    kept = (n for n in found if (n.kind, fold(n.surface)) not in shared and fold(n.surface) not in silent)
    return tuple(dict.fromkeys(kept))


def bare(text: str) -> str:
    """A name in Latin letters without diacritics, as English texts often print it ("Lofven", "Vucic")."""
    if text.isascii():
        return text
    letters = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


_LETTERS = str.maketrans(
    {
        "ø": "o",
        "Ø": "O",
        "ł": "l",
        "Ł": "L",
        "đ": "d",
        "Đ": "D",
        "ß": "ss",
        "ı": "i",
        "æ": "ae",
        "ð": "d",
        "þ": "th",
        "Þ": "Th",
        "ʻ": "'",
    }
)


def _shared(found: list[Name]) -> set[tuple[str, str]]:
    """Surfaces of states, demonyms, capitals and people that stand for more than one of them."""
    refs = defaultdict(set)
    for name in found:
        if name.kind in {"state", "demonym", "capital", "person"}:
            refs[name.kind, fold(name.surface)].add(name.ref)
    return {key for key, several in refs.items() if len(several) > 1}


def _state_names() -> Iterator[Name]:
    for state in states():
        if state.region:
            own = {fold(name) for names in state.names.values() for name in names}
            for capital in state.capitals:
                if fold(capital) not in own and state.kind != "territory":
                    yield Name(capital, "capital", state.iso3, sector="GOV")
        elif not state.dated:
            continue  # states long gone whose names now mean places
        for language, found in state.names.items():
            for name in found:
                since, until = state.dated.get(name, (None, None))
                yield Name(name, "state", state.iso3, language, None, since, until)
        for language, found in state.demonyms.items():
            for form in found:
                yield Name(form, "demonym", state.iso3, language)


def _seats() -> Iterator[Name]:
    for row in rows("actors/seats"):
        yield Name(row["surface"], "capital", row["iso3"], row["language"], row["sector"] or "GOV")


def _person_names() -> Iterator[Name]:
    own = {row["name"]: row for row in rows("actors/people")}
    alone = {row["name"] for row in (*own.values(), *rows("actors/leaders")) if row["alone"] == "1"}
    for person in _people().values():
        sector = person.offices[-1].sector if person.offices else None
        row = own.get(person.name)
        spellings = {language: split(row[language]) for language in LANGUAGES} if row else {"en": person.aliases}
        yield Name(person.name, "person", person.name, sector=sector)
        for language, found in spellings.items():
            for alias in found:
                yield Name(alias, "person", person.name, language, sector)
        if person.name in alone:
            yield Name(person.surname, "person", person.name, sector=sector, since=_first_day(person))


def _first_day(person: Person) -> date | None:
    return person.offices[0].start if person.offices else None


def _organisation_names() -> Iterator[Name]:
    rows_by_name = {row["name"]: row for row in rows("actors/organisations")}
    for organisation in organisations():
        yield Name(organisation.name, "organisation", organisation.name, sector=organisation.sector)
        for language in LANGUAGES:
            for alias in split(rows_by_name[organisation.name][language]):
                yield Name(alias, "organisation", organisation.name, language, organisation.sector)


def _roles() -> Iterator[Name]:
    for row in rows("actors/roles"):
        yield Name(row["surface"], "role", row["role"], row["language"], row["sector"])
