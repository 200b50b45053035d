"""Names of people in a sentence: known to the tables, to the document, or new beside an office."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from detente.actors import Organisation
from detente.coding import names
from detente.coding.names import Agent
from detente.coding.spans import Memory, Mention, Unit
from detente.coding.words import wordset

MODIFIERS = wordset(
    "former deputy first second new then acting special senior chief top outgoing late visiting current two three four "
    "other state presidential high-ranking ranking high leading newly elected veteran vice assistant naval air joint "
    "armed regional federal national local trade security military nuclear economic foreign defence defense several "
    "some many both most plenipotentiary extraordinary interim ruling respective public unnamed"
)
NAME = re.compile(r"[A-ZÀ-ÖØ-ÞĀ-Ž][^\W\d_]*(?:['’][^\W\d_]*)*$")
_NO_NAME = wordset(
    "the a an in on at it he she they we i but and this that these those after before as when while however both of "
    "january february march april may june july august september october november december monday tuesday wednesday "
    "thursday friday saturday sunday summit forum treaty declaration sea island islands day council eastern economic "
    "asian pacific first second north south east west northern southern joint year ministry minister president for "
    "from with by to if its his her their no not neither nor among under over since until during according"
)


_FIGURES_UNTIL = 2016


class Persons:
    """Reading of names at a place among the units of a sentence."""

    def __init__(self, text: str, units: list[Unit], memory: Memory) -> None:
        self.text, self.units, self.memory = text, units, memory

    def kind(self, i: int) -> str:
        """Kind of a unit; empty beyond the ends."""
        return self.units[i].kind if 0 <= i < len(self.units) else ""

    def word(self, i: int) -> str:
        """Text of a unit, lower case; empty beyond the ends."""
        return self.units[i].text.lower() if 0 <= i < len(self.units) else ""

    def agent_after(self, i: int) -> int | None:
        """Position of an agent noun at ``i`` or after a few modifiers."""
        for j in range(i, min(i + 4, len(self.units))):
            if self.kind(j) == "agent":
                return j
            if self.word(j) not in MODIFIERS and self.word(j) != "-":
                return None
        return None

    def state_at(self, i: int) -> str | None:
        """The state that a unit names or belongs to."""
        entry = self.units[i].entries[0]
        if entry.kind == "organisation":
            own = names.own_names().get(entry.ref)
            if own:
                return own["state"] or None
            known = names.organisations().get(entry.ref)
            return self.stateless(known) if known and known.state is None else known.state if known else None
        return entry.ref

    def stateless(self, organisation: Organisation) -> str | None:
        """IGO, IMG or NGO for an organisation or armed group of no state, where such are asked for."""
        if not self.memory.everyone:
            return None
        return {"international organisation": "IGO", "armed group": "IMG", "ngo": "NGO"}.get(organisation.kind)

    def plural(self, i: int) -> bool:
        """Whether an agent noun is plural."""
        text = self.units[i].text.lower()
        return text in {"forces", "troops", "authorities", "heads of state", "heads of government"} or (
            text.endswith("s") and not text.endswith(("ss", "affairs", "forces", "'s"))
        )

    def name_at(self, i: int) -> tuple[str, int] | None:
        """Capitalised words that no table knows, at most three, as a name."""
        parts: list[str] = []
        j = i
        while j < len(self.units) and len(parts) < 3:
            unit = self.units[j]
            if unit.kind not in {"word", "place"} or not NAME.match(unit.text) or unit.text.lower() in _NO_NAME:
                break
            if unit.kind == "place" and not parts:
                break
            text = unit.text
            if (
                self.word(j + 1) == "."
                and len(text) == 1
                and NAME.match(self.units[j + 2].text if j + 2 < len(self.units) else "")
            ):
                parts.append(text + ".")
                j += 2
                continue
            if (
                self.word(j + 1) == "-"
                and j + 2 < len(self.units)
                and self.units[j + 1].start == unit.end
                and self.units[j + 2].start == self.units[j + 1].end
            ):
                text = f"{text}-{self.units[j + 2].text}"
                j += 2
            parts.append(text)
            j += 1
        return (" ".join(parts), j) if parts else None

    def named_after(self, i: int, states: tuple[str, ...], agent: Agent, plural: bool) -> tuple[Mention, int] | None:
        """A person, or several after a plural, right after an office, perhaps in brackets or after a comma."""
        j = i
        bracket = self.word(j) == "("
        comma = self.word(j) == "," and (
            agent.role in {"counterpart", "ambassador", "spokesperson", "official", "national security adviser"}
            or bool(states)
        )
        j += bracket or comma
        people: list[str] = []
        found: list[str] = list(states)
        end = i
        while True:
            single = self.single(j, states if not plural else (), agent, bare=comma)
            if single is None:
                break
            mention, after = single
            people.extend(mention.people)
            found.extend(s for s in mention.states if s not in found)
            end = after
            k = after + (self.word(after) == ",")
            k += self.word(k) == "and"
            if not (plural or bracket) or k == after or self.kind(k) == "agent":
                break
            j = k
        if not people:
            return None
        if comma and self.word(end) not in {
            ",",
            ".",
            ";",
            "",
            "'",
            "and",
            "to",
            "on",
            "in",
            "at",
            "over",
            "for",
            "about",
        }:
            return None
        if bracket:
            if self.word(end) != ")":
                return None
            end += 1
        return Mention(0, 0, "person", tuple(found), people=tuple(people)), end

    def single(
        self, i: int, states: tuple[str, ...], agent: Agent | None, *, bare: bool = False
    ) -> tuple[Mention, int] | None:
        """One person at unit ``i``: known to the tables, to the document, or new."""
        if self.kind(i) == "person":
            return self.person(i, states, agent)
        surname = self.remembered(i, states, agent)[0] if self.kind(i) == "word" else None
        new = self.name_at(i)
        if surname and not (new and len(new[0].split()) > 1):
            return surname, i + 1
        if new is None or (bare and len(new[0].split()) < 2):
            return None
        name, after = new
        by_surname = self.by_surname(name, states, agent) if len(name.split()) == 1 else None
        known = self.memory.known.get(name)
        if known:
            states = states or known.states
        if by_surname:
            return by_surname, after
        if self.word(after) == "of" or self.word(after) == "from":
            k = after + 1 + (self.word(after + 1) == "the")
            if self.kind(k) == "state" and not states:
                state = self.state_at(k)
                return Mention(0, 0, "person", (state,) if state else (), people=(name,)), k + 1
        return Mention(0, 0, "person", states, people=(name,)), after

    def by_surname(self, name: str, states: tuple[str, ...], agent: Agent | None) -> Mention | None:
        """The one person of that surname whose office fits, on the day if any was held then."""
        candidates = [names.people()[p] for p in names.people_by_surname().get(name.lower(), ())]
        on = self.memory.on
        if states:
            candidates = [p for p in candidates if any(o.state in states for o in p.offices)]
        if agent and agent.role not in {"official", "spokesperson", "counterpart", "leader"}:
            exact = [p for p in candidates if any(o.role in {agent.role, "leader"} for o in p.offices)]
            candidates = exact or candidates
        current = [p for p in candidates if on and p.offices_on(on)]
        if agent:
            current = [
                p for p in current if any(o.role in {agent.role, "leader"} for o in p.offices_on(on or date.min))
            ] or current
        chosen = current if len(current) == 1 else candidates
        if len(chosen) != 1:
            return None
        state, _ = names.state_of(chosen[0], on)
        return Mention(0, 0, "person", states or ((state,) if state else ()), people=(chosen[0].name,))

    def person(self, i: int, states: tuple[str, ...] = (), agent: Agent | None = None) -> tuple[Mention, int]:
        """A person of the tables, perhaps followed by "of" the state."""
        unit = self.units[i]
        candidates = [names.people()[e.ref] for e in unit.entries if e.kind == "person" and e.ref in names.people()]
        if states:
            candidates = [p for p in candidates if any(o.state in states for o in p.offices)] or candidates
        if len(candidates) > 1 and self.memory.on:
            candidates = [p for p in candidates if p.offices_on(self.memory.on)] or candidates
        person = candidates[0]
        state, role = names.state_of(person, self.memory.on)
        end = i + 1
        if self.word(end) in {"of", "from"}:
            k = end + 1 + (self.word(end + 1) == "the")
            if (
                self.kind(k) == "state"
                and self.state_at(k) in {o.state for o in person.offices}
                and self.word(k + 1) != "'"
            ):
                end = k + 1
        mention = Mention(
            unit.start, self.units[end - 1].end, "person", states or ((state,) if state else ()), person.name,
            (person.name,), "GOV" if role else None, agent.role if agent else role,
            agent.level if agent else level_of(role),
        )  # fmt: skip
        return mention, end

    def named(self, i: int, end: int, name: str, states: tuple[str, ...], agent: Agent | None) -> Mention:
        """A person under a name that the document has explained."""
        known = self.memory.known.get(name)
        role = agent.role if agent else known.role if known else None
        return Mention(
            self.units[i].start, self.units[end - 1].end, "person", states or (known.states if known else ()), name,
            (name,), agent.sector if agent else known.sector if known else "GOV", role,
            agent.level if agent else known.level if known else None,
        )  # fmt: skip

    def remembered(
        self, i: int, states: tuple[str, ...] = (), agent: Agent | None = None
    ) -> tuple[Mention | None, int]:
        """A full name or a surname that the document has explained, or a surname that only one office holder has."""
        unit = self.units[i]
        full = self.name_at(i)
        if full and full[0] in self.memory.known and " " in full[0]:
            mention = replace(self.memory.known[full[0]], start=unit.start, end=self.units[full[1] - 1].end)
            return mention, full[1]
        if full and " " in full[0]:
            state, end = self.state_beside(i, full[1])
            if state:
                return Mention(unit.start, self.units[end - 1].end, "person", (state,), full[0], (full[0],), None), end
        if full is None or self.kind(i - 1) == "place":
            return None, i + 1
        known = self.memory.known.get(unit.text)
        if known and (full[1] == i + 1 or self.word(i + 1) == "'"):
            return replace(known, start=unit.start, end=unit.end), i + 1
        figure = self.figure(full[0], unit.text if full[1] == i + 1 else None)
        if figure:
            return replace(figure, start=unit.start, end=self.units[full[1] - 1].end), full[1]
        if full[1] == i + 1:
            office = self.office_holder(unit.text)
            if office:
                office.start, office.end = unit.start, unit.end
                return office, i + 1
        return None, i + 1

    def figure(self, name: str, surname: str | None) -> Mention | None:
        """A known person of decades before the tables; a surname alone only in texts of that time or of none."""
        on = self.memory.on
        known, state = names.figures().get(name) or ("", "")
        if not known or (state in names.STATELESS and not self.memory.everyone):
            return None
        if known != name and not (surname and (on is None or on.year < _FIGURES_UNTIL)):
            return None
        return Mention(0, 0, "person", (state,), known, (known,), "GOV")

    def office_holder(self, surname: str) -> Mention | None:
        """The one leader or minister of that surname on the day, unless the surname is a common one."""
        on = self.memory.on
        if (
            on is None
            or len(surname) < 3
            or surname.lower()
            in {"may", "park", "moon", "rice", "gates", "brown", "bush", "li", "wang", "kim", "lee", "hu"}
        ):
            return None
        found = [
            p for name in names.people_by_surname().get(surname.lower(), ()) for p in (names.people()[name],)
            if any(level_of(o.role) in {"leaders", "ministers"} for o in p.offices_on(on))
        ]  # fmt: skip
        if len(found) != 1:
            return None
        state, role = names.state_of(found[0], on)
        return Mention(
            0, 0, "person", (state,) if state else (), found[0].name, (found[0].name,), "GOV", role, level_of(role)
        )

    def state_beside(self, i: int, end: int) -> tuple[str | None, int]:
        """State of a new name from "of Japan" after it, or from an apposition: "X, deputy head of the Russian navy"."""
        k = end + 1 + (self.word(end + 1) == "the")
        if self.word(end) in {"of", "from"}:
            if self.kind(k) == "state":
                return self.state_at(k), k + 1
            if self.kind(k) in {"demonym", "organisation"}:
                return self.state_at(k), end
        if self.word(end) == ",":
            for j in range(end + 1, min(end + 16, len(self.units))):
                if self.word(j) in {",", ".", ";", ")"}:
                    break
                # Only an apposition: it begins with an article, a noun of office, or "who".
                if j == end + 1 and not (
                    self.word(j) in {"a", "an", "the", "who"}
                    or self.kind(j) in {"agent", "demonym", "organisation"}
                    or self.word(j) in MODIFIERS
                    or self.word(j + 1) in {"of"}
                ):
                    break
                if self.kind(j) in {"state", "demonym"} or (self.kind(j) == "organisation" and self.state_at(j)):
                    return self.state_at(j), end
        return None, end


def level_of(role: str | None) -> str | None:
    """Level of a role: leaders, ministers or officials."""
    if role in {"head of state", "head of government", "leader"}:
        return "leaders"
    if role in {"foreign minister", "defence minister", "other minister"}:
        return "ministers"
    return "officials" if role else None


def tidy(text: str | None) -> str | None:
    """Text on one line."""
    return re.sub(r"\s+", " ", text) if text else None
