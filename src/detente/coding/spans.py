"""Spans of a sentence that name who acts, and what a document has said of people so far."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date

from detente.coding import names
from detente.coding.names import Entry


@dataclass(slots=True)
class Mention:
    """A span that names who acts.

    ``pair`` marks words that stand for the two states spoken of before; ``bare`` a noun such as "police" that leaves
    its state to the sentence; ``parts`` are the members of a list; ``count`` is for how many a ``pair`` stands.
    """

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
    bare: bool = False
    parts: tuple[Mention, ...] = ()
    count: int = 2


@dataclass(slots=True)
class Memory:
    """What a document has said of people: full name, state, role, by surname and by full name.

    ``everyone`` also reads actors that are no state's: "police" without a state, organisations, armed groups.
    """

    on: date | None
    known: dict[str, Mention] = field(default_factory=dict)
    korea: bool = False
    everyone: bool = False
    states: Counter[str] = field(default_factory=Counter)

    def learn(self, mention: Mention) -> None:
        """Keep a person whose state is known, which states are spoken of, and whether Korea is."""
        self.states.update(mention.states)
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

    def epithet(self, phrase: str) -> str | None:
        """The state that "the kingdom" stands for: of those it fits, the one that the document names most.

        Where it names none of them, the state that alone or as a rule is meant; None where several could be.
        """
        fitting, usual = names.epithets().get(phrase, ((), None))
        best = max(fitting, key=lambda state: self.states[state], default=None)
        return best if best and (self.states[best] or len(fitting) == 1) else usual


@dataclass(slots=True)
class Unit:
    """A known name or a single word of a sentence, with what it may stand for."""

    start: int
    end: int
    text: str
    kind: str
    entries: tuple[Entry, ...] = ()
