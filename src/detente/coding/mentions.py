"""Who is named in a sentence: people with their offices, ministries, states, pairs ("both sides"), as spans.

The text is first searched for known names (`names`), then neighbouring finds are joined as English joins them: a
demonym and an office and a name ("Russian Foreign Minister Sergei Lavrov"), an office "of" a state, a "counterpart".
Names that no table has are learnt from the document ("Deputy Foreign Minister Igor Morgulov" … "Morgulov").
"""

from __future__ import annotations

import re

from detente import actors, places
from detente.coding import names
from detente.coding.lists import joined
from detente.coding.names import Agent
from detente.coding.persons import MODIFIERS, NAME, level_of, tidy
from detente.coding.sides import sides
from detente.coding.spans import Memory, Mention
from detente.coding.syntax import flatten
from detente.coding.titles import Titles
from detente.coding.units import may_act, tied_participle, units_of
from detente.coding.words import wordset

__all__ = ["Memory", "Mention", "find_mentions"]

# "Saudi-led", "Iranian-flagged": that state's; "Iranian-backed", "Russian-held": not that state.
_LEADS = wordset("led dominated commanded flagged owned run operated registered")
_OF_OTHERS = wordset(
    "backed supported sponsored funded financed brokered mediated occupied controlled held annexed made built "
    "based born trained armed aligned allied affiliated linked supplied administered friendly style speaking educated"
)
# A clause that only says which post a person holds: left out of the grammar, it stands in nobody's way.
_POSTS = (
    r"(?:president|minister|premier|speaker|secretary|secretary-general|head|chief|chairman|chairwoman|director|governor|member"
    r"|commander|representative|envoy|adviser|aide|leader|ambassador|spokesman|spokeswoman|chief executive)"
)
_DESCRIBED = re.compile(
    r",\s(?:who\s(?:also\s)?(?:heads?|headed|chairs?|leads?|serves?\sas|represents?|oversees?|runs?)\s[^,.;:()]{3,120}(?=,)"
    rf"|(?:the\s|an?\s)?(?:[a-z-]+\s){{0,4}}?{_POSTS}\s(?:of|for|to|at)\s[^,.;:()]{{3,100}}(?=,))"
)


def find_mentions(text: str, memory: Memory) -> list[Mention]:
    """Mentions of a sentence in order, without overlaps; offsets count from the start of ``text``."""
    flat = flatten(text)
    return _Joiner(flat, units_of(flat, memory.on), memory).join()


_REMOVES = wordset(
    "withdraw withdraws withdrew withdrawn withdrawing pull pulls pulled pulling remove removed evacuate evacuated "
    "evacuating expel expels expelled expelling deport deported recall recalled"
)


class _Joiner(Titles):
    """One pass over the units of a sentence."""

    def join(self) -> list[Mention]:
        found: list[Mention] = []
        i = 0
        while i < len(self.units):
            mention, after = self.one(i)
            if mention is None:
                i += 1
                continue
            found.append(mention)
            i = max(after, i + 1)
        found += [
            side for side in sides(self.text) if not any(m.start < side.end and side.start < m.end for m in found)
        ]
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
        return joined(self.text, found)

    def one(self, i: int) -> tuple[Mention | None, int]:
        """The mention that begins at unit ``i``, and the unit after it."""
        unit = self.units[i]
        low = unit.text.lower()
        titled = self.with_title(i)
        if titled is not None:
            return titled
        if low in {"his", "her", "their", "its"}:
            return self.counterpart(i)
        if unit.kind in {"state", "demonym", "capital", "organisation"}:
            how = tied_participle(self.units, i)
            if how in _OF_OTHERS:
                return None, i + 3  # "Iranian-backed militias" are not Iran
            return self.leading(i) if how in _LEADS else self.of_state(i)
        if unit.kind == "place" and self.memory.everyone and self.local_state(i):
            return self.local(i)
        if unit.kind == "agent" or (low in MODIFIERS and self.agent_after(i) is not None):
            return self.office(i, (), i)
        if unit.kind == "person":
            return self.person(i)
        if low in {"north", "south"} and unit.text[0].isupper() and self.word(i - 1) == "the" and self.memory.korea:
            following = self.units[i + 1].text if i + 1 < len(self.units) else ""
            if not following[:1].isupper() and following != "of":
                state = "PRK" if low == "north" else "KOR"
                return Mention(unit.start, unit.end, "state", (state,), actors.state_by_code(state).name), i + 1
        if unit.kind == "occasion":
            return Mention(unit.start, unit.end, "occasion", actor=tidy(unit.text)), i + 1
        seat = names.doubtful_capitals().get(unit.text)
        if seat and self.memory.states[seat] > 2 and unit.kind in {"word", "place"} and not self.named_here(i):
            return Mention(unit.start, unit.end, "capital", (seat,), unit.text, places=(unit.text,)), i + 1
        if self.word(i - 1) == "the":
            stood_for = self.epithet(i)
            if stood_for is not None:
                return stood_for
        if unit.kind == "place":
            return self.place(i)
        if unit.kind == "word" and NAME.match(unit.text):
            return self.remembered(i)
        return None, i + 1

    def leading(self, i: int) -> tuple[Mention | None, int]:
        """ "The Saudi-led coalition": acts as the state that leads it."""
        state = self.state_at(i)
        agent = self.agent_after(i + 3)
        if state and agent is not None:
            mention, after = self.office(i, (state,), agent)
            if mention:
                return mention, after
        states = (state,) if state else ()
        return Mention(self.units[i].start, self.units[i + 2].end, "demonym", states), i + 3

    def named_here(self, i: int) -> bool:
        """Whether a name stands before or after: "Sofia Kenin" is no capital."""
        return any(
            0 <= k < len(self.units) and self.kind(k) == "word" and NAME.match(self.units[k].text) is not None
            for k in (i - 1, i + 1)
        )

    def epithet(self, i: int) -> tuple[Mention, int] | None:
        """ "The Sultanate", "the kingdom's minister": a state by what it is, unless its name follows ("of Sweden")."""
        for length in (2, 1):
            if i + length > len(self.units):
                continue
            phrase = " ".join(self.word(k) for k in range(i, i + length))
            if phrase not in names.epithets() or self.word(i + length) == "of":
                continue
            state = self.memory.epithet(phrase)
            if state is None:
                return None
            possessive = self.word(i + length) == "'"
            agent = (
                self.agent_after(i + length + (2 if self.word(i + length + 1) == "s" else 1)) if possessive else None
            )
            if agent is not None:
                mention, after = self.office(i, (state,), agent)
                if mention:
                    return mention, after
            end = self.units[i + length - 1].end
            return Mention(self.units[i].start, end, "state", (state,), actors.state_by_code(state).name), i + length
        return None

    def local_state(self, i: int) -> str | None:
        """The state of a province or city."""
        name = self.units[i].entries[0].ref
        known = places.place(name)
        return names.localities().get(name) or (known.state if known else None)

    def local(self, i: int) -> tuple[Mention | None, int]:
        """A province or city where all actors count: its police and court are its state's, and so is it itself."""
        state = self.local_state(i)
        assert state is not None
        possessive = self.word(i + 1) == "'"
        agent = self.agent_after(i + 1 + (2 if self.word(i + 2) == "s" else 1) * possessive)
        if agent is not None:
            mention, after = self.office(i, (state,), agent)
            if mention:
                return mention, after
        unit = self.units[i]
        return Mention(unit.start, unit.end, "capital", (state,), unit.text, places=(unit.entries[0].ref,)), i + 1

    def place(self, i: int) -> tuple[Mention | None, int]:
        """A place, and the state it lies in where that follows: "Bali, Indonesia"."""
        unit = self.units[i]
        known = places.place(unit.entries[0].ref)
        end = i + 1
        if (
            known
            and known.state
            and self.word(i + 1) == ","
            and self.kind(i + 2) == "state"
            and self.state_at(i + 2) == known.state
        ):
            end = i + 3
        return Mention(unit.start, self.units[end - 1].end, "place", places=(unit.entries[0].ref,)), end

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
            hyphen = self.word(j + 1) in {"-", "–", "—"} and self.kind(j + 2) in {"state", "demonym"}
            if hyphen and self.kind(j) in {"state", "demonym"}:
                j += 2
                continue
            following = self.demonym_after(j)
            if following:
                j = following
                continue
            j += 1
            break
        possessive = (self.word(j) == "'" and self.word(j + 1) in {"s", ""}) or self.word(j) == "'"
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
        name = self.name_at(j) if kinds[-1] == "demonym" and not possessive else None
        if len(states) > 1:
            last = self.units[j - 1]
            return Mention(unit.start, last.end, "compound", tuple(dict.fromkeys(states)), plural=True), j
        if kinds[-1] == "organisation":
            return self.organisation(i, states), j
        if name and len(name[0].split()) > 1 and self.memory.known.get(name[0]):
            return self.named(i, name[1], name[0], tuple(states), None), name[1]
        own_place = (unit.text,) if unit.kind == "capital" or (unit.kind == "state" and places.place(unit.text)) else ()
        actor = actors.state_by_code(states[0]).name if states else unit.text
        plural = unit.kind == "demonym" and unit.text.endswith("s") and not unit.text.endswith("ss")
        return Mention(unit.start, unit.end, unit.kind, tuple(states), actor, plural=plural, places=own_place), j

    def demonym_after(self, j: int) -> int | None:
        """The next of several demonyms before one noun of office: "the Iranian, Russian and Turkish presidents"."""
        chain = [j]
        while self.kind(chain[-1]) == "demonym":
            k = chain[-1] + 1
            k += self.word(k) == ","
            k += self.word(k) in {"and", "or", "&"}
            if k == chain[-1] + 1 or self.kind(k) != "demonym":
                break
            chain.append(k)
        return chain[1] if len(chain) > 1 and self.agent_after(chain[-1] + 1) is not None else None

    def organisation(self, i: int, states: list[str]) -> Mention:
        unit = self.units[i]
        own = names.own_names().get(unit.entries[0].ref)
        actor = own["actor"] if own else unit.entries[0].ref
        known = names.organisations().get(unit.entries[0].ref)
        role = (
            "ministry" if known and known.kind == "ministry" else "embassy" if "mbassy" in unit.text else "organisation"
        )
        sector = unit.entries[0].sector or (known.sector if known else None)
        seat = names.own_names().get(unit.text, {}).get("place")
        return Mention(
            unit.start,
            unit.end,
            "organisation",
            tuple(states),
            actor,
            sector=sector,
            role=role,
            places=(seat,) if seat else (),
        )

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
        owned = self.word(i - 1) in {"its", "their", "our"}  # "its foreign secretary" need not be Britain's
        states = states or ((agent.state,) if agent.state and not owned else ())
        end = last_agent + 1
        plural = self.plural(last_agent)
        named = self.named_after(end, states, agent, plural)
        if named:
            mention, end = named
            people = mention.people
            if agent.state and agent.role == "head of state" and not names.people().get(people[0] if people else ""):
                states = ()  # of "Emperor Marcus Aurelius" the office tells nothing
            states = states or mention.states
        else:
            people = ()
        out = self.word(end) == "from" and any(self.word(k) in _REMOVES for k in range(max(0, i - 4), i))
        of_states, of_end, pair = ((), end, False) if out else self.of_phrase(end, agent)
        if of_states and (not states or set(of_states) == set(states) or (agent.state and not people)):
            states, end = of_states, of_end
        elif pair and not states:
            end = of_end
        bare = not states and not people and not pair
        if bare and not (self.memory.everyone and may_act(self.text, self.units[last_agent])):
            return None, i + 1
        start, stop = self.units[i].start, self.units[end - 1].end
        role, level = (None, None) if former else (agent.role, agent.level or None)
        if role == "counterpart" and len(people) == 1:
            known = names.people().get(people[0])
            role = names.state_of(known, self.memory.on)[1] if known else role
            level = level_of(role) if known else level
        office = self.text[start:stop] if not people else people[0] if len(people) == 1 else None
        if agent.role == "ministry" and len(states) == 1:
            office = names.ministry(self.units[last_agent].text.lower(), states[0]) or office
        mention = Mention(
            start, stop, "person" if people else "agent", states, tidy(office), people, agent.sector, role,
            None if former else agent.level or None, pair and not states, plural or len(people) > 1, bare=bare,
        )  # fmt: skip
        if not people and states and "as" not in {self.word(i - 1), self.word(i - 2)}:
            self.holder(mention)
        return mention, end

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
        """States after "of" (of a ministry also the capital after "in"), and whether it says "the two"."""
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

    def counterpart(self, i: int) -> tuple[Mention | None, int]:
        """ "His Japanese counterpart", and the name that follows."""
        j = i + 1
        while self.word(j) in MODIFIERS:
            j += 1
        if self.kind(j) not in {"demonym"}:
            return None, i + 1
        agent = self.agent_after(j + 1)
        if agent is None:
            return None, i + 1
        mention, after = self.office(i, (self.units[j].entries[0].ref,), j + 1)
        return mention, after
