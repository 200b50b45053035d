"""What state and sector a feed's name or code of an actor stands for, by the same directory that coding uses.

Each distinct name is told once; what stands for no state gives None, and its native name is kept beside.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from detente import actors
from detente.errors import Error
from detente.tables import fold, rows

BRACKETS = re.compile(r"^(.*?)\s*\(([^()]*)\)$")
FORCES = re.compile(r"(?:Military|Police|Armed|Government|Civilians?|Protesters?|Rioters?)[^()]*? of (?:the )?([^(]+)")
GOVERNMENT = re.compile(r"^Government of (?:the )?(.+)$")


class Resolved(NamedTuple):
    """A state (ISO 3166 alpha-3), a sector, and the directory's spelling of a person; each may not be known."""

    state: str | None
    sector: str | None
    person: str | None = None


NOBODY = Resolved(None, None)


@cache
def sectors() -> frozenset[str]:
    """The sectors there are."""
    return frozenset(row["sector"] for row in rows("actors/sectors"))


@cache
def cameo_forms() -> tuple[str, ...]:
    """Every text of two to four digits that begins with a CAMEO root."""
    roots = [f"{root:02}" for root in range(1, 21)]
    return tuple(root + tail for root in roots for tail in ("", *map(str, range(10)), *(f"{n:02}" for n in range(100))))


@cache
def _words() -> dict[str, str]:
    """Words and phrases for an office or a body, each with its sector."""
    tables = ("coding/agents", "coding/agents_world")
    found = {fold(row["phrase"]): row["sector"] for table in tables for row in rows(table) if row["sector"]}
    found |= {fold(row["surface"]): row["sector"] for row in rows("actors/roles") if row["sector"]}
    return found | {row["phrase"]: row["sector"] for row in rows("feeds/sectors")}


@cache
def _names() -> dict[str, Resolved]:
    return {fold(row["name"]): Resolved(row["state"], row["sector"] or None) for row in rows("feeds/names")}


@cache
def codes(scheme: str) -> dict[str, str]:
    """States by the codes of a scheme: ``cameo`` (ISO3-like, with its old and odd ones) or ``fips``."""
    own = {row["code"]: row["state"] for row in rows("feeds/codes") if row["scheme"] == scheme}
    return {s.iso3: s.iso3 for s in actors.states() if s.end is None} | own if scheme == "cameo" else own


def sector(text: str | None) -> str | None:
    """The sector that a code ("GOV") or a list of words ("Executive,Foreign Ministry,Government") names first."""
    if not text:
        return None
    if text[:3] in sectors():
        return text[:3]
    for part in re.split(r"[,;/]", text):
        word = fold(part)
        for form in (word, word.removesuffix("s"), word.split()[-1] if word else ""):
            if form in _words():
                return _words()[form]
    return None


@cache
def name(text: str) -> Resolved:
    """The state and sector of an actor's name: "Foreign Affairs (Japan)", "Vladimir Putin", "Yemeni Armed Forces"."""
    text = " ".join(text.split())
    known = _names().get(fold(text))
    if known:
        return known
    for pattern in (GOVERNMENT, FORCES):
        match = pattern.match(text)
        if match and (state := _state(match.group(1))):
            return Resolved(state, "GOV" if pattern is GOVERNMENT else sector(text.split(" of ")[0]) or "MIL")
    match = BRACKETS.match(text)
    if match:
        state = _state(match.group(2))
        return Resolved(state, sector(match.group(1))) if state else name(match.group(1))
    state = _state(text)
    return Resolved(state, None) if state else _person(text) or _organisation(text) or _demonym(text) or NOBODY


def _state(text: str) -> str | None:
    text = text.strip()
    if text.startswith("gw:"):
        text = f"gw:{text[3:].split('.')[0].split(';')[0]}"
    known = _names().get(fold(text))
    if known:
        return known.state
    found = actors.known_state(text)
    return found.iso3 if found else None


def _person(text: str) -> Resolved | None:
    """Somebody of the directory, also without a middle name; the state is that of the last office known."""
    words = text.split()
    tries = [text, f"{words[0]} {words[-1]}", f"{words[-1]} {words[0]}"] if len(words) > 1 else [text]
    for attempt in tries:
        found = actors.person(attempt)
        if found and found.offices:
            return Resolved(found.offices[-1].state, found.offices[-1].sector, found.name)
    return None


def _organisation(text: str) -> Resolved | None:
    found = actors.organisation(text)
    return Resolved(found.state, found.sector) if found and found.state else None


@cache
def _demonyms() -> dict[str, str]:
    return {fold(form): s.iso3 for s in actors.states() if not s.end for form in s.demonyms.get("en", ())}


def _demonym(text: str) -> Resolved | None:
    """A body named after its people: "Israeli Defense Forces"."""
    words = text.split()
    for length in (2, 1):
        state = _demonyms().get(fold(" ".join(words[:length]))) if len(words) > length else None
        if state:
            return Resolved(state, sector(" ".join(words[length:])) or ("MIL" if "Force" in text else None))
    return None


def key(scheme: str, text: str) -> Resolved:
    """The state and sector of a key under a scheme: ``cameo``, ``fips`` or ``name``."""
    return name(text) if scheme == "name" else Resolved(codes(scheme).get(text), None)


@cache
def _letters(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", fold(text))


@cache
def acts() -> dict[str, str]:
    """CAMEO codes by the letters of what CAMEO or ICEWS call an act."""
    from detente import ontology

    own = {_letters(row["name"]): row["code"] for row in rows("feeds/event_names")}
    return {_letters(ontology.cameo_name(code)): code for code in ontology.cameo_codes()} | own


def act(text: str) -> tuple[str | None, str, str | None] | None:
    """CAMEO code, PLOVER type and mode of an act: a code, ``TYPE``, ``TYPE/mode`` or ``name:…``; None for no act."""
    from detente import ontology

    if text.startswith("name:"):
        text = acts().get(_letters(text[5:]), "")
    if text[:1].isdigit():
        try:
            coding = ontology.from_cameo(text)
        except Error:
            return None
        return text, coding.type, coding.mode
    kind, _, mode = text.partition("/")
    kind = {"RETREAT": "YIELD", "CONCEDE": "YIELD"}.get(kind, kind)
    if kind not in ontology.TYPES:
        return None
    mode = mode if mode in ontology.modes(kind) else ""
    return ontology.cameo_for(kind, mode or None), kind, mode or None
