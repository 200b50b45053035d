"""Who acts: states, the people who hold their offices, and organisations, each with its names and dates.

The tables lie in ``data/actors``. States are named by ISO 3166 alpha-3; states that ISO never coded (Bavaria, Korea
before 1910 …) by a three-letter code of the Correlates of War or Gleditsch and Ward lists.
"""

from __future__ import annotations

import difflib
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from detente.errors import Error
from detente.tables import day, fold, rows, split

LANGUAGES = ("en", "ru", "ja")


@dataclass(frozen=True, slots=True)
class State:
    """A state or territory; ``start`` and ``end`` bound its latest unbroken spell, both days inclusive.

    ``names`` and ``demonyms`` are by language, the canonical form first. ``cow`` and ``gw`` are its numbers in the
    Correlates of War list and in Gleditsch and Ward's. ``kind`` is ``state``, ``partly recognised`` or ``territory``.
    """

    iso3: str
    name: str
    names: dict[str, tuple[str, ...]]
    demonyms: dict[str, tuple[str, ...]]
    cow: int | None
    gw: int | None
    start: date | None
    end: date | None
    capital: str
    region: str
    kind: str = "state"
    capitals: tuple[str, ...] = ()
    dated: dict[str, tuple[date | None, date | None]] = field(default_factory=dict)

    def __hash__(self) -> int:
        return hash(self.iso3)

    def existed(self, on: date) -> bool:
        """Whether the state existed that day."""
        return (self.start is None or self.start <= on) and (self.end is None or on <= self.end)


@dataclass(frozen=True, slots=True)
class Office:
    """An office held from ``start`` to ``end`` (None: still held, or not known to have ended), both inclusive."""

    role: str
    state: str
    start: date
    end: date | None
    title: str = ""
    sector: str = "GOV"

    def held(self, on: date) -> bool:
        """Whether it was held that day."""
        return self.start <= on and (self.end is None or on <= self.end)


@dataclass(frozen=True, slots=True)
class Person:
    """A person under one spelling, with all others seen and the offices held, oldest first."""

    name: str
    aliases: tuple[str, ...]
    offices: tuple[Office, ...]
    surname: str = ""

    def offices_on(self, on: date) -> tuple[Office, ...]:
        """The offices held that day."""
        return tuple(office for office in self.offices if office.held(on))


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation; ``members`` are the states that belong to it now, ``terms`` those with dates."""

    name: str
    aliases: tuple[str, ...]
    kind: str
    state: str | None
    sector: str
    members: tuple[str, ...] = ()
    terms: tuple[tuple[str, date | None, date | None], ...] = ()

    def members_on(self, on: date) -> tuple[str, ...]:
        """The member states that day."""
        return tuple(s for s, start, end in self.terms if (not start or start <= on) and (not end or on <= end))


@dataclass(frozen=True, slots=True)
class Name:
    """A surface that stands for an actor in a text, and the days on which it may (both inclusive; None: open).

    ``kind`` is ``state``, ``demonym``, ``capital``, ``person``, ``organisation`` or ``role``; ``ref`` is an ISO3 code
    for the first three, `Person.name`, `Organisation.name`, or the name of a role to be joined with a state nearby.
    """

    surface: str
    kind: str
    ref: str
    language: str = "en"
    sector: str | None = None
    since: date | None = None
    until: date | None = None


# States --------------------------------------------------------------------------------------------------------------


@cache
def _states() -> dict[str, State]:
    own = {row["iso3"]: row for row in rows("actors/states_own")}
    other = defaultdict(list)
    for row in rows("actors/state_names"):
        other[row["iso3"]].append(row)
    forms = defaultdict(list)
    for row in rows("actors/demonyms_other"):
        forms[row["iso3"]].append(row)
    return {row["iso3"]: _state(row, own.get(row["iso3"]), other, forms) for row in rows("actors/states")}


def _state(
    row: dict[str, str],
    own: dict[str, str] | None,
    other: dict[str, list[dict[str, str]]],
    forms: dict[str, list[dict[str, str]]],
) -> State:
    code = row["iso3"]
    names = {language: [row[language]] if row[language] else [] for language in LANGUAGES}
    dated = {}
    for variant in other.get(code, ()):
        names[variant["language"]].append(variant["name"])
        if variant["start"] or variant["end"]:
            dated[variant["name"]] = (day(variant["start"]), day(variant["end"]))
    demonyms: dict[str, list[str]] = defaultdict(list)
    if own:
        demonyms["en"] += [form for column in ("adjective", "singular", "plural") for form in split(own[column])]
    for form in forms.get(code, ()):
        demonyms[form["language"]].append(form["form"])
    capitals = split(own["capital"]) if own else ()
    return State(
        iso3=code,
        name=row["en"],
        names={language: tuple(dict.fromkeys(found)) for language, found in names.items() if found},
        demonyms={language: tuple(dict.fromkeys(found)) for language, found in demonyms.items() if found},
        cow=int(row["cow"]) if row["cow"] else None,
        gw=int(row["gw"]) if row["gw"] else None,
        start=day(row["start"]),
        end=day(row["end"]),
        capital=capitals[0] if capitals else "",
        region=own["region"] if own else "",
        kind=row["kind"],
        capitals=capitals,
        dated=dated,
    )


@cache
def _state_index() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for state in _states().values():
        found[state.iso3.lower()].append(state.iso3)
        for names in state.names.values():
            for name in names:
                found[fold(name)].append(state.iso3)
        for prefix, number in (("cow", state.cow), ("gw", state.gw)):
            if number is not None:
                found[f"{prefix}:{number}"].append(state.iso3)
    # an old state never hides a present one of the same name or number
    return {
        key: tuple(dict.fromkeys(c for c in codes if not _states()[c].end)) or tuple(dict.fromkeys(codes))
        for key, codes in found.items()
    }


def state(text: str) -> State:
    """The state that a code (``JPN``, ``cow:740``, ``gw:740``) or a name in English, Russian or Japanese means.

    Case, diacritics and a leading "the" do not matter. Raises `Error`, which lists the nearest, where the text fits
    nothing or several.
    """
    key = fold(text)
    codes = _codes_of(key)
    if len(codes) == 1:
        return _states()[codes[0]]
    nearest = codes or _nearest(key)
    listed = ", ".join(f"{_states()[code].name} ({code})" for code in nearest)
    problem = "fits several states" if codes else "is no state we know"
    raise Error(f"{text!r} {problem}; " + (f"did you mean {listed}?" if listed else "use an ISO 3166 code such as JPN"))


def known_state(text: str) -> State | None:
    """As `state`, but None where the text fits nothing or several."""
    codes = _codes_of(fold(text))
    return _states()[codes[0]] if len(codes) == 1 else None


def _codes_of(key: str) -> tuple[str, ...]:
    index = _state_index()
    return index.get(key) or index.get(key.removeprefix("the ")) or ()


def _nearest(key: str) -> tuple[str, ...]:
    index = _state_index()
    inside = [name for name in index if len(key) > 3 and key in name.split()]
    close = inside + difflib.get_close_matches(key, [name for name in index if ":" not in name], n=5, cutoff=0.6)
    codes = dict.fromkeys(code for name in close for code in index[name])
    return tuple(sorted(codes, key=lambda code: _states()[code].end is not None))[:5]


def state_by_code(iso3: str) -> State:
    """The state of an ISO 3166 alpha-3 code; raises `Error` for any other."""
    found = _states().get(iso3)
    return found if found else state(iso3)


def states(on: date | None = None) -> tuple[State, ...]:
    """All states and territories, or those that existed on a day."""
    return tuple(s for s in _states().values() if on is None or s.existed(on))


@cache
def regions() -> dict[str, tuple[str, ...]]:
    """Named groups of states: each state's own region, and wider ones; a state may stand in several."""
    groups: dict[str, list[str]] = defaultdict(list)
    for row in rows("actors/regions"):
        groups[row["region"]] += row["states"].split()
    for known in _states().values():
        if known.region and known.iso3 not in groups[known.region]:
            groups[known.region].append(known.iso3)
    return {region: tuple(codes) for region, codes in groups.items()}


def group(name: str, on: date | None = None) -> tuple[str, ...]:
    """ISO3 codes of the states of a region, or of the members of an organisation on a day; `Error` for other names."""
    known = {fold(region): codes for region, codes in regions().items()}
    found = organisation(name)
    codes = known.get(fold(name)) or (found and (found.members_on(on) if on else found.members)) or ()
    if codes:
        return tuple(codes)
    others = ", ".join(sorted(regions()))
    raise Error(f"{name!r} is no region and no organisation with known members; regions are {others}")


def region_of(a: str, b: str, fewest: int = 10) -> str | None:
    """The smallest region of at least ``fewest`` states that holds both states (ISO3 codes); None where none does."""
    fitting = [(len(codes), name) for name, codes in regions().items() if {a, b} <= set(codes) and len(codes) >= fewest]
    return min(fitting)[1] if fitting else None


# People --------------------------------------------------------------------------------------------------------------


@cache
def _people() -> dict[str, Person]:
    offices = defaultdict(list)
    for row in rows("actors/offices"):
        start = day(row["start"])
        assert start is not None, row
        office = Office(row["role"], row["state"], start, day(row["end"]), row["title"], row["sector"] or "GOV")
        offices[row["name"]].append(office)
    found = {}
    for row in rows("actors/people"):
        held = tuple(sorted(offices[row["name"]], key=lambda office: office.start))
        aliases = tuple(alias for language in LANGUAGES for alias in split(row[language]))
        found[row["name"]] = Person(row["name"], aliases, held, row["surname"])
    for row in rows("actors/leaders"):
        start = day(row["start"])
        assert start is not None, row
        term = Office("leader", row["state"], start, day(row["end"]))
        known = found.get(row["name"])
        held = tuple(sorted((*(known.offices if known else ()), term), key=lambda office: office.start))
        aliases = known.aliases if known else split(row["aliases"])
        found[row["name"]] = Person(row["name"], aliases, held, known.surname if known else row["surname"])
    return found


def people() -> tuple[Person, ...]:
    """All people known to hold or to have held an office."""
    return tuple(_people().values())


@cache
def _person_index() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for known in people():
        for name in (known.name, *known.aliases):
            found[fold(name)].append(known.name)
    return {key: tuple(dict.fromkeys(names)) for key, names in found.items()}


def person(name: str) -> Person | None:
    """The one person of a name in any of its spellings, or None."""
    found = _person_index().get(fold(name), ())
    return _people()[found[0]] if len(found) == 1 else None


def holder(role: str, state: str, on: date) -> Person | None:
    """Who held an office of a state on a day; the later to enter it where terms touch.

    ``leader`` is who governs in effect: where no table says so, the head of state, or the head of government under a
    monarch. Where the tables have no head of state or of government, the leader stands for both.
    """
    found = _holder(role, state, on)
    if role in {"head of state", "head of government"}:
        return found or _holder("leader", state, on)
    if role == "leader" and found is None:
        found = _holder("head of state", state, on)
        reigns = found and any(o.title in MONARCHS for o in found.offices_on(on))
        return _holder("head of government", state, on) if reigns or found is None else found
    return found


MONARCHS = frozenset({"Emperor", "Empress", "King", "Queen"})


def _holder(role: str, state: str, on: date) -> Person | None:
    held = [(term.start, known.name) for term, known in _terms().get((role, state), ()) if term.held(on)]
    return _people()[max(held)[1]] if held else None


@cache
def _terms() -> dict[tuple[str, str], tuple[tuple[Office, Person], ...]]:
    found = defaultdict(list)
    for known in people():
        for office in known.offices:
            found[office.role, office.state].append((office, known))
    return {key: tuple(terms) for key, terms in found.items()}


# Organisations -------------------------------------------------------------------------------------------------------


@cache
def _organisations() -> dict[str, Organisation]:
    terms: dict[str, list[tuple[str, date | None, date | None]]] = defaultdict(list)
    for row in rows("actors/members"):
        terms[row["organisation"]] += [(code, day(row["start"]), day(row["end"])) for code in row["states"].split()]
    found = {}
    for row in rows("actors/organisations"):
        name, dated = row["name"], terms[row["name"]]
        aliases = tuple(alias for language in LANGUAGES for alias in split(row[language]))
        present = tuple(code for code, _, end in dated if end is None)
        found[name] = Organisation(
            name, aliases, row["kind"], row["state"] or None, row["sector"], present, tuple(dated)
        )
    return found


def organisations() -> tuple[Organisation, ...]:
    """All organisations known."""
    return tuple(_organisations().values())


@cache
def _organisation_index() -> dict[str, str]:
    return {fold(name): o.name for o in organisations() for name in (*o.aliases, o.name)}


def organisation(name: str) -> Organisation | None:
    """The organisation of a name in any of its forms, or None."""
    found = _organisation_index().get(fold(name))
    return _organisations()[found] if found else None
