"""From typed facts to sentences: templates, and the one writer that fills them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from detente.brief import words
from detente.brief.facts import derive
from detente.brief.inputs import Inputs
from detente.brief.model import Day, Many, Name, Number, Sentence, Style, Value
from detente.errors import Error

MOST_CITED = 4


@cache
def templates() -> dict[str, str]:
    """Every template by ``section.name``."""
    text = (files(__package__) / "templates" / "sentences.toml").read_text(encoding="utf-8")
    return {f"{part}.{name}": words for part, table in tomllib.loads(text).items() for name, words in table.items()}


@cache
def fields(template: str) -> frozenset[str]:
    """Names of the values that a template takes."""
    from string import Formatter

    return frozenset(name for _, name, _, _ in Formatter().parse(templates()[template]) if name)


@dataclass
class Writer:
    """Fills templates from the inputs; numbers the sentences of a section as it goes."""

    inputs: Inputs
    section: str = "h"
    count: int = 0
    disputed: set[str] = dataclass_field(default_factory=set)

    def begin(self, section: str) -> None:
        """Start a section: the sentences that follow are named after it."""
        self.section, self.count = section, 0

    def say(
        self, template: str, events: Iterable[str | None] = (), of: int = 0, /, **values: Value | Sentence
    ) -> Sentence:
        """A sentence from a template and its values, resting on ``events`` (at most four are cited, the last ones)."""
        if fields(template) != values.keys():
            raise Error(f"template {template} takes {sorted(fields(template))}, not {sorted(values)}; report this")
        known = list(dict.fromkeys(e for e in events if e is not None and e in self.inputs.by_id))
        self.count += 1
        return Sentence(
            f"{self.section}-{self.count}",
            templates()[template],
            values,
            tuple(known[-MOST_CITED:]),
            max(of, len(known)) if known else 0,
        )

    def plain(self, value: Value, events: Iterable[str | None] = ()) -> Sentence:
        """A value alone, as in a cell of a table."""
        return self.say("plain.one", events, x=value)

    def empty(self) -> Sentence:
        """Nothing: an empty cell or a clause that is left out."""
        return self.say("plain.empty")

    def maybe(self, template: str, value: Value | None, key: str) -> Sentence:
        """A clause where there is a value, nothing where there is none."""
        return self.empty() if value is None else self.say(template, **{key: value})

    def number(self, fact: str, *args: str, style: Style = "index", unit: str = "index points") -> Number:
        """A figure of the data. Raises `Error` where the data has none: ask before writing."""
        value = derive(self.inputs, fact, args)
        if value is None:
            raise Error(f"the brief asked for {fact} of {', '.join(args)}, which the data does not have; report this")
        return words.number(value, style, unit, fact, args)

    def counted(self, unit: str, fact: str, *args: str) -> Number:
        """A count with what is counted: ``12 meetings``."""
        return self.number(fact, *args, style="count", unit=unit)

    def bare(self, fact: str, *args: str) -> Number:
        """A count without its unit, where the sentence names it."""
        return self.number(fact, *args, style="plain", unit="")

    def day(self, start: date, end: date | None = None, precision: str = "day") -> Day:
        """A date as it is printed."""
        return words.day(start, end, precision)

    def state(self, code: str) -> Name:
        """A state's name within a sentence."""
        return Name(words.state_name(code), "state")

    def names(self, texts: Sequence[str], kind: str) -> Many:
        """Several names of a kind."""
        return Many(tuple(words.name(text, kind) for text in texts))

    def place(self, place: str) -> Name:
        """A place; a disputed one by the names the pair gives it, in its order, or by the chosen state's."""
        from detente import places

        known = places.place(place)
        neutral = known.neutral if known else {}
        chosen = self.inputs.naming
        if not {self.inputs.a, self.inputs.b} & neutral.keys():
            return words.name(place, "place")
        shown = neutral.get(chosen) if chosen != "both" else None
        shown = shown or places.pair_name(place, self.inputs.a, self.inputs.b)
        if chosen != "both" or " / " in shown:
            self.disputed.add(shown)
        return words.name(shown, "place")

    def events_line(self, row: dict[str, Any], dated: bool = True) -> Sentence:
        """What an event's columns say, as a sentence that cites it."""
        from detente.brief.event_lines import line

        return line(self, row, dated=dated)


def cited(sentences: Iterable[Sentence]) -> list[str]:
    """Ids of all events that the sentences cite, each once, in order."""
    return list(dict.fromkeys(event for sentence in sentences for event in sentence.events))
