"""Who is named in a sentence: people with their offices, ministries, states, pairs ("both sides"), as spans.

The text is first searched for known names (`names`), then neighbouring finds are joined as English joins them: a
demonym and an office and a name ("Russian Foreign Minister Sergei Lavrov"), an office "of" a state, a "counterpart".
Names that no table has are learnt from the document ("Deputy Foreign Minister Igor Morgulov" … "Morgulov").
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date

from detente import actors, places
from detente.coding import names
from detente.coding.names import Agent, Entry
from detente.coding.syntax import flatten

_MODIFIERS = frozenset(
    "former deputy first second new then acting special senior chief top outgoing late visiting current two three four "
    "other state presidential high-ranking ranking high leading newly elected veteran vice assistant naval air joint "
    "armed regional federal national local trade security military nuclear economic foreign defence defense several "
    "some many both most plenipotentiary extraordinary interim ruling respective public unnamed".split()
)
_TITLES = frozenset("mr mrs ms dr sir".split())
_PAIR = re.compile(
    r"\b(?:(?:the|these|both|all)\s(?:two|both)|both|the|the\sother\stwo)(?:\sof\sthe)?\s(?:[a-z]+\s)?"
    r"(?:and\sdefen[cs]e\s)?(?P<n>countries|sides|leaders|presidents|ministers|governments|nations|parties|states|premiers"
    r"|neighbou?rs|capitals|men|delegations|ministries|navies|fleets|powers|allies|militaries|diplomats|officials)\b"
    r"|\bthe\stwo\b(?!\s[a-z]+s\b)|\beach\sother\b|\bone\sanother\b"
    r"|\b(?:[Bb]oth|[Tt]heir(?:\stwo)?)\s(?P<m>countries|leaders|ministers|governments|presidents)\b",
    re.IGNORECASE,
)
_PAIR_LEVEL = {
    "leaders": "leaders",
    "presidents": "leaders",
    "premiers": "leaders",
    "ministers": "ministers",
    "men": "leaders",
}
# A clause that only says which post a person holds: left out of the grammar, it stands in nobody's way.
_POSTS = (
    r"(?:president|minister|premier|speaker|secretary|secretary-general|head|chief|chairman|chairwoman|director|governor|member"
    r"|commander|representative|envoy|adviser|aide|leader|ambassador|spokesman|spokeswoman|chief executive)"
)
_DESCRIBED = re.compile(
    r",\s(?:who\s(?:also\s)?(?:heads?|headed|chairs?|leads?|serves?\sas|represents?|oversees?|runs?)\s[^,.;:()]{3,120}(?=,)"
    rf"|(?:the\s|an?\s)?(?:[a-z-]+\s){{0,4}}?{_POSTS}\s(?:of|for|to|at)\s[^,.;:()]{{3,100}}(?=,))"
)
_NAME = re.compile(r"[A-Z][a-zA-Z'’áéíóúöüçñ]+$|[A-Z]$")
_NO_NAME = frozenset(
    "the a an in on at it he she they we i but and this that these those after before as when while however both of "
    "january february march april may june july august september october november december monday tuesday wednesday "
    "thursday friday saturday sunday summit forum treaty declaration sea island islands day council eastern economic "
    "asian pacific first second north south east west northern southern joint year ministry minister president for "
    "from with by to if its his her their no not neither nor among under over since until during according".split()
)


@dataclass(slots=True)
class Mention:
    """A span that names who acts. ``pair`` marks words that stand for the two states spoken of before."""

    start: int
    end: int
    kind: str
    states: tuple[str, ...] = ()
    actor: str | None = None
    people: tuple[str, ...] = ()
    sector: str | None = None
    role: str | None = None
    level: str | None = None
    pair: bool = False
    plural: bool = False
    places: tuple[str, ...] = ()


@dataclass(slots=True)
class Memory:
    """What a document has said of people: full name, state, role, by surname and by full name."""

    on: date | None
    known: dict[str, Mention] = field(default_factory=dict)
    korea: bool = False

    def learn(self, mention: Mention) -> None:
        """Keep a person whose state is known, and whether Korea is spoken of."""
        if mention.kind == "state" and {"PRK", "KOR"} & set(mention.states):
            self.korea = True
        if len(mention.people) == 1 and len(mention.states) == 1:
            name = mention.people[0]
            parts = name.split()
            eastern = mention.states[0] in {"CHN", "KOR", "PRK", "TWN", "VNM"}
            person = names.people().get(name)
            surname = person.surname if person and person.surname else parts[0] if eastern else parts[-1]
            for key in {name, surname}:
                old = self.known.get(key)
                if old is None or (old.role is None and mention.role):
                    self.known[key] = replace(mention, start=0, end=0)


@dataclass(slots=True)
class _Unit:
    start: int
    end: int
    text: str
    kind: str
    entries: tuple[Entry, ...] = ()


def find_mentions(text: str, memory: Memory) -> list[Mention]:
    """Mentions of a sentence in order, without overlaps; offsets count from the start of ``text``."""
    flat = flatten(text)
    return _Joiner(flat, _units(flat, memory.on), memory).join()


def _units(text: str, on: date | None) -> list[_Unit]:
    """The sentence as names where the index has them, longest first, and single words elsewhere."""
    tokens = [(m.start(), m.end(), m.group(0)) for m in names.WORD.finditer(text)]
    low = [t[2].lower() for t in tokens]
    index = names.index()
    units: list[_Unit] = []
    i = 0
    while i < len(tokens):
        found: list[Entry] = []
        for entry in index.get(low[i], ()):
            n = len(entry.words)
            if found and n < len(found[0].words):
                break
            if tuple(low[i : i + n]) == entry.words:
                surface = text[tokens[i][0] : tokens[min(i + n, len(tokens)) - 1][1]]
                if "\n\n" not in surface and entry.fits(surface, on):
                    found.append(entry)
        n = len(found[0].words) if found else 1
        start, end = tokens[i][0], tokens[i + n - 1][1]
        units.append(_Unit(start, end, text[start:end], found[0].kind if found else "word", tuple(found)))
        i += n
    return units


class _Joiner:
    """One pass over the units of a sentence."""

    def __init__(self, text: str, units: list[_Unit], memory: Memory) -> None:
        self.text, self.units, self.memory = text, units, memory

    def join(self) -> list[Mention]:
        found: list[Mention] = []
        pairs = [(m.start(), m.end(), m) for m in _PAIR.finditer(self.text)]
        i = 0
        while i < len(self.units):
            mention, after = self.one(i)
            if mention is None:
                i += 1
                continue
            found.append(mention)
            i = max(after, i + 1)
        for start, end, match in pairs:
            if not any(m.start < end and start < m.end for m in found):
                noun = (match["n"] or match["m"] or "").lower()
                found.append(Mention(start, end, "pair", pair=True, plural=True, level=_PAIR_LEVEL.get(noun)))
        found.sort(key=lambda m: m.start)
        found = self.appositions(found)
        for mention in found:
            if mention.people and not mention.plural:
                known = _DESCRIBED.match(self.text, mention.end)
                if known and not any(m.people and mention.end < m.start < known.end() for m in found):
                    mention.end = known.end()
        found = [m for m in found if not any(o is not m and o.start <= m.start < o.end for o in found if o.people)]
        for mention in found:
            self.memory.learn(mention)
        return found

    # Reading one mention that begins at a unit ------------------------------------------------------------------------

    def one(self, i: int) -> tuple[Mention | None, int]:
        """The mention that begins at unit ``i``, and the unit after it."""
        unit = self.units[i]
        low = unit.text.lower()
        if low in {"his", "her", "their", "its"}:
            return self.counterpart(i)
        if low in _TITLES and self.kind(i + 1 + (self.word(i + 1) == ".")) in {"word", "person", "place", "capital"}:
            return self.titled(i)
        if unit.kind in {"state", "demonym", "capital", "organisation"}:
            return self.of_state(i)
        if unit.kind == "agent" or (low in _MODIFIERS and self.agent_after(i) is not None):
            return self.office(i, (), i)
        if unit.kind == "person":
            return self.person(i)
        if low in {"north", "south"} and unit.text[0].isupper() and self.word(i - 1) == "the" and self.memory.korea:
            following = self.units[i + 1].text if i + 1 < len(self.units) else ""
            if not following[:1].isupper() and following != "of":
                state = "PRK" if low == "north" else "KOR"
                return Mention(unit.start, unit.end, "state", (state,), actors.state_by_code(state).name), i + 1
        if unit.kind == "occasion":
            return Mention(unit.start, unit.end, "occasion", actor=_tidy(unit.text)), i + 1
        if unit.kind == "place":
            return self.place(i)
        if unit.kind == "word" and _NAME.match(unit.text):
            return self.remembered(i)
        return None, i + 1

    def place(self, i: int) -> tuple[Mention | None, int]:
        """A place, and the state it lies in where that follows: "Bali, Indonesia"."""
        unit = self.units[i]
        known = places.place(unit.entries[0].ref)
        end = i + 1
        if known and known.state and self.word(i + 1) == "," and self.kind(i + 2) == "state" and self.state_at(i + 2) == known.state:
            end = i + 3
        return Mention(unit.start, self.units[end - 1].end, "place", places=(unit.entries[0].ref,)), end

    def kind(self, i: int) -> str:
        return self.units[i].kind if 0 <= i < len(self.units) else ""

    def word(self, i: int) -> str:
        return self.units[i].text.lower() if 0 <= i < len(self.units) else ""

    def agent_after(self, i: int) -> int | None:
        """Position of an agent noun at ``i`` or after a few modifiers."""
        for j in range(i, min(i + 4, len(self.units))):
            if self.kind(j) == "agent":
                return j
            if self.word(j) not in _MODIFIERS and self.word(j) != "-":
                return None
        return None

    def of_state(self, i: int) -> tuple[Mention | None, int]:
        """What begins with a state's name, a demonym, a capital or an organisation."""
        unit = self.units[i]
        states: list[str] = []
        kinds: list[str] = []
        j = i
        while self.kind(j) in {"state", "demonym", "capital", "organisation"}:
            state = self.state_at(j)
            if state:
                states.append(state)
            kinds.append(self.kind(j))
            joined = self.word(j + 1) in {"-", "–", "—"} and self.kind(j + 2) in {"state", "demonym"}
            spaced = (
                self.kind(j) == "demonym" and self.word(j + 1) in {"and", ","} and self.kind(j + 2) == "demonym"
                and self.agent_after(j + 3) is not None
            )  # fmt: skip
            if (joined and self.kind(j) in {"state", "demonym"}) or spaced:
                j += 2
                continue
            j += 1
            break
        possessive = self.word(j) == "'" and self.word(j + 1) in {"s", ""} or self.word(j) == "'"
        k = j + (2 if self.word(j + 1) == "s" else 1) if possessive else j
        agent = self.agent_after(k)
        if (
            agent is not None
            and (possessive or kinds[-1] != "capital")
            and not (len(kinds) == 1 and kinds[0] == "organisation" and not states)
        ):
            mention, after = self.office(i, tuple(dict.fromkeys(states)), k)
            if mention:
                return mention, after
        own_place = (unit.entries[0].ref,) if unit.kind == "capital" else ()
        name = self.name_at(j) if kinds[-1] == "demonym" and not possessive else None
        if len(states) > 1:
            last = self.units[j - 1]
            return Mention(unit.start, last.end, "compound", tuple(dict.fromkeys(states)), plural=True), j
        if kinds[-1] == "organisation":
            return self.organisation(i, states), j
        if name and len(name[0].split()) > 1 and self.memory.known.get(name[0]):
            return self.named(i, name[1], name[0], tuple(states), None), name[1]
        place = (unit.text,) if unit.kind == "capital" else own_place
        actor = actors.state_by_code(states[0]).name if states else unit.text
        plural = unit.kind == "demonym" and unit.text.endswith("s") and not unit.text.endswith("ss")
        return Mention(unit.start, unit.end, unit.kind, tuple(states), actor, plural=plural, places=place), j

    def state_at(self, i: int) -> str | None:
        entry = self.units[i].entries[0]
        if entry.kind == "organisation":
            own = names.own_names().get(entry.ref)
            if own:
                return own["state"] or None
            known = names.organisations().get(entry.ref)
            return known.state if known else None
        return entry.ref

    def organisation(self, i: int, states: list[str]) -> Mention:
        unit = self.units[i]
        own = names.own_names().get(unit.entries[0].ref)
        actor = own["actor"] if own else unit.entries[0].ref
        known = names.organisations().get(unit.entries[0].ref)
        role = (
            "ministry" if known and known.kind == "ministry" else "embassy" if "mbassy" in unit.text else "organisation"
        )
        sector = unit.entries[0].sector or (known.sector if known else None)
        return Mention(unit.start, unit.end, "organisation", tuple(states), actor, sector=sector, role=role)

    def office(self, i: int, states: tuple[str, ...], k: int) -> tuple[Mention | None, int]:
        """Modifiers, one or more agent nouns, then perhaps a name and "of" a state; ``i`` is where the span begins."""
        j = self.agent_after(k)
        if j is None:
            return None, i + 1
        last_agent = j
        while True:
            after = self.agent_after(last_agent + 1)
            joined = self.agent_after(last_agent + 2) if self.word(last_agent + 1) in {"and", "-"} else None
            possessive = self.agent_after(last_agent + 3) if self.word(last_agent + 1) == "'" else None
            following = (
                after or (joined if joined and not states and not self.plural(last_agent) else None) or possessive
            )
            if following is None:
                break
            last_agent = following
        agent = names.agents()[self.units[last_agent].entries[0].ref]
        former = any(self.word(x) == "former" for x in range(i, last_agent))
        states = states or ((agent.state,) if agent.state else ())
        end = last_agent + 1
        plural = self.plural(last_agent)
        named = self.named_after(end, states, agent, plural)
        if named:
            mention, end = named
            states = states or mention.states
            people = mention.people
        else:
            people = ()
        of_states, of_end, pair = self.of_phrase(end, agent)
        if of_states and (not states or set(of_states) == set(states) or (agent.state and not people)):
            states, end = of_states, of_end
        elif pair and not states:
            end = of_end
        if not states and not people and not pair:
            return None, i + 1
        start, stop = self.units[i].start, self.units[end - 1].end
        role, level = (None, None) if former else (agent.role, agent.level or None)
        if role == "counterpart" and len(people) == 1:
            known = names.people().get(people[0])
            role = names.state_of(known, self.memory.on)[1] if known else role
            level = _level(role) if known else level
        office = self.text[start:stop] if not people else people[0] if len(people) == 1 else None
        if agent.role == "ministry" and len(states) == 1:
            office = names.ministry(self.units[last_agent].text.lower(), states[0]) or office
        mention = Mention(
            start, stop, "person" if people else "agent", states, _tidy(office), people, agent.sector, role,
            None if former else agent.level or None, pair and not states, plural or len(people) > 1,
        )  # fmt: skip
        if not people and states and "as" not in {self.word(i - 1), self.word(i - 2)}:
            self.holder(mention)
        return mention, end

    def plural(self, i: int) -> bool:
        text = self.units[i].text.lower()
        return text in {"forces", "troops", "authorities", "heads of state", "heads of government"} or (
            text.endswith("s") and not text.endswith(("ss", "affairs", "forces", "'s"))
        )

    def holder(self, mention: Mention) -> None:
        """Names the person where the office has one holder on the day."""
        role, on = mention.role, self.memory.on
        if mention.plural or on is None or len(mention.states) != 1 or mention.kind != "agent":
            return
        state = mention.states[0]
        low = mention.actor.lower() if mention.actor else ""
        if role == "leader" and "general" not in low and "chairman" not in low:
            role = names.leading_offices().get(state, "head of government")
        if role in {"head of state", "head of government", "foreign minister", "defence minister"}:
            if role == "head of state" and not low.endswith(("president", "emperor", "king", "leader", "state")):
                return
            person = actors.holder(role, state, on)
            if person:
                mention.people, mention.actor = (person.name,), person.name

    def of_phrase(self, i: int, agent: Agent) -> tuple[tuple[str, ...], int, bool]:
        """States after "of" (for a ministry or an embassy also the capital after "in"), and whether it says "the two"."""
        j = i
        if self.word(j) in {"of", "from", "for"} or (
            self.word(j) == "in" and agent.role in {"ministry", "embassy", "government"}
        ):
            within = self.word(j) == "in"
            j += 1
        else:
            return (), i, False
        if self.word(j) in {"the", "both"}:
            j += 1
        if self.word(j) in {"two", "both", "three"} or self.word(j - 1) == "both":
            j += self.word(j) in {"two", "both", "three"}
            if self.word(j) in {"countries", "states", "sides", "nations", "governments", "neighbours", "neighbors"}:
                return (), j + 1, True
            return (), i, False
        states: list[str] = []
        while self.kind(j) == ("capital" if within else "state"):
            if self.word(j + 1) == "'":
                break
            state = self.state_at(j)
            if state is None or (within and agent.role == "embassy"):
                break
            states.append(state)
            end = j + 1
            k = end + (self.word(end) == ",")
            k += self.word(k) in {"and", "&"}
            k += self.word(k) == "the"
            if k == end or within:
                j = end
                break
            if self.kind(k) == "state" and self.plural(i - 1):
                j = k
                continue
            j = end
            break
        return (tuple(states), j, False) if states else ((), i, False)

    # Names of people --------------------------------------------------------------------------------------------------

    def name_at(self, i: int) -> tuple[str, int] | None:
        """Capitalised words that no table knows, at most three, as a name."""
        parts: list[str] = []
        j = i
        while j < len(self.units) and len(parts) < 3:
            unit = self.units[j]
            if unit.kind not in {"word", "place"} or not _NAME.match(unit.text) or unit.text.lower() in _NO_NAME:
                break
            if unit.kind == "place" and not parts:
                break
            text = unit.text
            if (
                self.word(j + 1) == "."
                and len(text) == 1
                and _NAME.match(self.units[j + 2].text if j + 2 < len(self.units) else "")
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
            (person.name,), "GOV" if role else None, agent.role if agent else role, agent.level if agent else _level(role),
        )  # fmt: skip
        return mention, end

    def named(self, i: int, end: int, name: str, states: tuple[str, ...], agent: Agent | None) -> Mention:
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
        if full[1] == i + 1 and i > 0:
            office = self.office_holder(unit.text)
            if office:
                office.start, office.end = unit.start, unit.end
                return office, i + 1
        return None, i + 1

    def office_holder(self, surname: str) -> Mention | None:
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
            if any(_level(o.role) in {"leaders", "ministers"} for o in p.offices_on(on))
        ]  # fmt: skip
        if len(found) != 1:
            return None
        state, role = names.state_of(found[0], on)
        return Mention(
            0, 0, "person", (state,) if state else (), found[0].name, (found[0].name,), "GOV", role, _level(role)
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
                    or self.word(j) in _MODIFIERS
                    or self.word(j + 1) in {"of"}
                ):
                    break
                if self.kind(j) in {"state", "demonym"} or (self.kind(j) == "organisation" and self.state_at(j)):
                    return self.state_at(j), end
        return None, end

    def titled(self, i: int) -> tuple[Mention | None, int]:
        """Mr., Ms. and a surname."""
        j = i + 1 + (self.word(i + 1) == ".")
        if self.kind(j) == "person":
            mention, after = self.person(j)
            mention.start = self.units[i].start
            return mention, after
        full = self.name_at(j)
        if full is None:
            return None, j
        known = self.memory.known.get(full[0]) or self.by_surname(full[0].split()[-1], (), None)
        if known is None:
            return None, full[1]
        level = known.level
        return replace(
            known, start=self.units[i].start, end=self.units[full[1] - 1].end, actor=known.people[0], level=level
        ), full[1]

    def counterpart(self, i: int) -> tuple[Mention | None, int]:
        """ "His Japanese counterpart", and the name that follows."""
        j = i + 1
        while self.word(j) in _MODIFIERS:
            j += 1
        if self.kind(j) not in {"demonym"}:
            return None, i + 1
        agent = self.agent_after(j + 1)
        if agent is None:
            return None, i + 1
        mention, after = self.office(i, (self.units[j].entries[0].ref,), j + 1)
        return mention, after

    # Appositions ------------------------------------------------------------------------------------------------------

    def appositions(self, found: list[Mention]) -> list[Mention]:
        """A new name between commas after words that name a state is that state's: "Tokyo's envoy there, Ken Sato, said"."""
        added: list[Mention] = []
        ends = [m.end for m in found]
        for i in range(2, len(self.units)):
            if self.word(i - 1) != "," or self.kind(i) != "word":
                continue
            full = self.name_at(i)
            if full is None or " " not in full[0] or self.word(full[1]) not in {",", ".", ""}:
                continue
            start, end = self.units[i].start, self.units[full[1] - 1].end
            if any(m.start < end and start < m.end for m in found):
                continue
            before = bisect_left(ends, start) - 1
            if before < 0 or len(found[before].states) != 1 or found[before].people:
                continue
            between = self.text[found[before].end : start]
            if re.search(r"[;:.]|\b(?:and|or|but|that|who|which|met|said)\b", between) or len(between) > 50:
                continue
            added.append(
                Mention(
                    start, end, "person", found[before].states, full[0], (full[0],), found[before].sector, None, None
                )
            )
        return sorted(found + added, key=lambda m: m.start)


def _level(role: str | None) -> str | None:
    if role in {"head of state", "head of government", "leader"}:
        return "leaders"
    if role in {"foreign minister", "defence minister", "other minister"}:
        return "ministers"
    return "officials" if role else None


def _tidy(text: str | None) -> str | None:
    return re.sub(r"\s+", " ", text) if text else None


Learner = Callable[[Mention], None]
