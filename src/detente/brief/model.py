"""What a brief is made of: typed values in sentences, sentences in blocks, blocks in sections, and the evidence.

Everything a reader sees is a `Sentence` (a template and typed values) or a passage of the record. Renderers walk this
tree and add nothing; the machine check walks it and compares every value with the data it was taken from.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from detente.brief.inputs import Inputs

Style = Literal["index", "amount", "part", "scale", "count", "share", "probability", "plain"]
NameKind = Literal[
    "state", "place", "person", "issue", "format", "level", "band", "first", "claim", "title", "method", "act", "word"
]


@dataclass(frozen=True, slots=True)
class Number:
    """A figure: ``value`` is the data's number, ``shown`` what is printed, ``fact`` and ``args`` how to get it again.

    ``unit`` is ``index points``, ``%``, ``probability`` or the singular of what is counted (``event``).
    """

    value: float
    shown: str
    style: Style
    unit: str
    fact: str
    args: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Day:
    """A date or a span of dates as it is printed; ``precision`` is ``day``, ``month`` or ``year``."""

    start: date
    end: date
    precision: str
    shown: str


@dataclass(frozen=True, slots=True)
class Name:
    """A name or phrase out of the record's own vocabulary."""

    shown: str
    kind: NameKind


@dataclass(frozen=True, slots=True)
class Many:
    """Several values one after the other, joined by commas and a closing ``and`` (or another ``last`` word)."""

    items: tuple[Value, ...]
    last: str = "and"

    @property
    def shown(self) -> str:
        """The values joined as English joins them."""
        return join_words([item.shown for item in self.items], f" {self.last} ")


Value = Number | Day | Name | Many


def join_words(words: list[str], last: str = " and ") -> str:
    """``["a", "b", "c"]`` as ``a, b and c``."""
    return last.join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A template with its values, and the events it rests on.

    ``id`` is its anchor. ``events`` are the ids of the cited events; ``of`` is how many events the sentence rests on
    where only some are cited. Clauses are sentences inside a sentence.
    """

    id: str
    template: str
    values: Mapping[str, Value | Sentence] = field(default_factory=dict)
    events: tuple[str, ...] = ()
    of: int = 0

    def parts(self) -> Iterator[tuple[str, Value | None]]:
        """Pieces of text in order; each with the value it prints, or None for the template's own words."""
        from string import Formatter

        for literal, name, _, _ in Formatter().parse(self.template):
            if literal:
                yield literal, None
            if name is None:
                continue
            value = self.values[name]
            if isinstance(value, Sentence):
                yield from value.parts()
            else:
                yield value.shown, value

    @property
    def text(self) -> str:
        """The sentence as plain text, without its evidence."""
        return "".join(text for text, _ in self.parts())

    def leaves(self) -> Iterator[Number | Day | Name]:
        """Every number, date and name in it, those of its clauses too."""
        for value in self.values.values():
            if isinstance(value, Sentence):
                yield from value.leaves()
            else:
                yield from _leaves(value)


def _leaves(value: Value) -> Iterator[Number | Day | Name]:
    if isinstance(value, Many):
        for item in value.items:
            yield from _leaves(item)
    else:
        yield value


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Sentences that run on."""

    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """An entry of a list, with the lines that stand under it; ``mark`` is the letter it bears in a chart."""

    sentences: tuple[Sentence, ...]
    under: tuple[Sentence, ...] = ()
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Points:
    """A list, with what it lists as ``lead``."""

    items: tuple[Item, ...]
    lead: Sentence | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table of at most seven columns; ``numeric`` are the columns that are set flush right.

    The first cell of a row is its header.
    """

    caption: Sentence
    columns: tuple[str, ...]
    rows: tuple[tuple[Sentence, ...], ...]
    numeric: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart: its finding, what is drawn, sources, a description for those who cannot see it, its data as a table."""

    key: str
    title: Sentence
    subtitle: Sentence
    note: Sentence
    description: Sentence
    wide: str
    narrow: str
    data: Table


@dataclass(frozen=True, slots=True)
class Quote:
    """A passage of the record, word for word (``shortened`` where only its beginning is shown), and what it tells."""

    event: str
    passage: str
    shortened: bool
    said: Sentence


@dataclass(frozen=True, slots=True)
class Topic:
    """One issue: its line, and the strongest passages of either side."""

    title: Sentence
    line: Sentence
    quotes: tuple[Quote, ...] = ()


Block = Paragraph | Points | Table | Figure | Topic


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered section; ``reason`` says why it is empty where it is."""

    number: int
    key: str
    title: str
    blocks: tuple[Block, ...] = ()
    reason: Sentence | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """One cited event: its number, what it says, the passage, the document, and where it is cited.

    ``unnamed`` are the states of the pair that the passage does not name: it rests on context for them. ``link`` is the
    document's address on the web, ``behind`` the records it rests on, each with its own.
    """

    number: int
    event: str
    line: Sentence
    status: Sentence
    passage: str
    unnamed: tuple[str, ...]
    notes: tuple[Sentence, ...]
    document: Sentence | None
    link: str | None
    behind: tuple[tuple[Sentence, str | None], ...] = ()
    cited_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Brief:
    """A dyad's brief: the head, the sections, the evidence, and the inputs that the check compares them with."""

    a: str
    b: str
    title: Sentence
    day: Sentence
    basis: Sentence
    finding: Sentence
    sections: tuple[Section, ...]
    evidence: tuple[Evidence, ...]
    inputs: Inputs = field(repr=False, compare=False)

    @property
    def numbers(self) -> dict[str, int]:
        """Evidence numbers by event id."""
        return {item.event: item.number for item in self.evidence}

    def write(self, path: str | Path) -> None:
        """Write the brief to a file by its ending; see `detente.brief.render.render`."""
        from detente.brief.render import render

        render(self, path)

    def _repr_html_(self) -> str:
        """The page within a frame of its own, for a notebook."""
        from html import escape

        from detente.brief.render import html

        page, title = escape(html(self)), escape(self.title.text)
        return f'<iframe srcdoc="{page}" width="100%" height="900" title="{title}"></iframe>'

    def to_dict(self) -> dict[str, Any]:
        """The brief as JSON-ready values; keys are stable, more may be added."""
        from detente.brief.render_json import as_dict

        return as_dict(self)


def block_sentences(block: Block) -> Iterator[Sentence]:
    """Every sentence of a block in reading order."""
    match block:
        case Paragraph(sentences):
            yield from sentences
        case Points(items, lead):
            if lead:
                yield lead
            for item in items:
                yield from item.sentences
                yield from item.under
        case Table(caption=caption, rows=rows):
            yield caption
            for row in rows:
                yield from row
        case Figure():
            yield from (block.title, block.subtitle, block.note, block.description)
            yield from block_sentences(block.data)
        case Topic(title, line, quotes):
            yield from (title, line)
            yield from (quote.said for quote in quotes)


def section_sentences(section: Section) -> Iterator[Sentence]:
    """Every sentence of a section in reading order."""
    if section.reason:
        yield section.reason
    for block in section.blocks:
        yield from block_sentences(block)


def body_sentences(brief: Brief) -> Iterator[Sentence]:
    """Every sentence above the evidence in reading order."""
    yield from (brief.title, brief.day, brief.basis, brief.finding)
    for section in brief.sections:
        yield from section_sentences(section)


def evidence_sentences(item: Evidence) -> Iterator[Sentence]:
    """The sentences of one piece of evidence."""
    yield from (item.line, item.status, *item.notes, *(said for said, _ in item.behind))
    if item.document:
        yield item.document
