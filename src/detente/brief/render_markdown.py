"""The brief as Markdown: the page's order and words, tables as pipes, evidence as links to anchors."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detente.brief.model import (
    Block,
    Brief,
    Evidence,
    Figure,
    Item,
    Paragraph,
    Points,
    Quote,
    Section,
    Sentence,
    Table,
    Topic,
)

_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~&])")
_LEADING = re.compile(r"^(\s*\d*)([-+.)])(\s)")


def escape(text: str) -> str:
    """Text that Markdown prints as it is: no emphasis, links, tags or tables come of it."""
    text = _SPECIAL.sub(r"\\\1", text)
    return _LEADING.sub(r"\1\\\2\3", text)


def to_markdown(brief: Brief) -> str:
    """The whole brief."""
    lines = "\n".join(_Page(brief).lines())
    return re.sub(r"\n{3,}", "\n\n", lines).strip() + "\n"


def visible_text(markdown: str) -> str:
    """The Markdown without its anchors and addresses."""
    return re.sub(r'<a id="[^"]*"></a>|\]\((?:#[\w-]*|<[^>\n]*>)\)', " ", markdown)


class _Page:
    def __init__(self, brief: Brief) -> None:
        self.brief, self.numbers = brief, brief.numbers

    def lines(self) -> Iterator[str]:
        brief = self.brief
        yield from (f"# {escape(brief.title.text)}", "", escape(brief.day.text), "")
        yield from (f"**{escape(brief.finding.text)}**{self.refs(brief.finding)}", "", self.say(brief.basis), "")
        for section in brief.sections:
            yield from self.section(section)
        yield from ("## 10. Evidence", "")
        for item in brief.evidence:
            yield from self.evidence(item)

    def refs(self, sentence: Sentence) -> str:
        numbers = sorted(self.numbers[event] for event in sentence.events)
        if not numbers:
            return ""
        more = f" of {sentence.of:,}" if sentence.of > len(numbers) else ""
        return " [" + ", ".join(f"[{n}](#e{n})" for n in numbers) + more + "]"

    def say(self, sentence: Sentence) -> str:
        return escape(sentence.text) + self.refs(sentence)

    def run(self, sentences: tuple[Sentence, ...]) -> str:
        return " ".join(f'<a id="{sentence.id}"></a>{self.say(sentence)}' for sentence in sentences)

    def section(self, section: Section) -> Iterator[str]:
        yield from (f"## {section.number}. {escape(section.title)}", "")
        if section.reason:
            yield from (self.run((section.reason,)), "")
        for block in section.blocks:
            yield from self.block(block)
            yield ""

    def block(self, block: Block) -> Iterator[str]:
        match block:
            case Paragraph(sentences):
                yield self.run(sentences)
            case Points(items, lead):
                if lead:
                    yield from (f"**{escape(lead.text)}**", "")
                for item in items:
                    yield from self.item(item)
            case Table():
                yield from self.table(block)
            case Figure():
                yield from self.figure(block)
            case Topic(title, line, quotes):
                yield from (f"### {escape(title.text)}", "", self.run((line,)), "")
                for quote in quotes:
                    yield from self.quote(quote)

    def item(self, item: Item) -> Iterator[str]:
        mark = f"**{item.mark}** " if item.mark else ""
        yield f"- {mark}{self.run(item.sentences)}"
        for sentence in item.under:
            yield f"  - {self.run((sentence,))}"

    def table(self, table: Table) -> Iterator[str]:
        yield from (f"*{escape(table.caption.text)}*", "")
        yield "| " + " | ".join(escape(column) for column in table.columns) + " |"
        yield "|" + "|".join("---:" if n in table.numeric else ":---" for n in range(len(table.columns))) + "|"
        for row in table.rows:
            yield "| " + " | ".join(self.run((cell,)) if cell.events else self.say(cell) for cell in row) + " |"

    def figure(self, figure: Figure) -> Iterator[str]:
        yield from (f"**{escape(figure.title.text)}**", "")
        yield from (escape(figure.subtitle.text), "", escape(figure.description.text), "")
        yield from self.table(figure.data)
        if figure.note.text:
            yield from ("", escape(figure.note.text))

    def quote(self, quote: Quote) -> Iterator[str]:
        more = " …" if quote.shortened else ""
        yield from (f"> {escape(quote.passage)}{more}", ">", f"> — {self.run((quote.said,))}", "")

    def evidence(self, item: Evidence) -> Iterator[str]:
        yield f'<a id="e{item.number}"></a>**{item.number}.** {escape(item.line.text)}'
        yield ""
        if item.passage:
            yield from (f"> {escape(item.passage)}", "")
        notes = [item.status, *item.notes]
        yield ". ".join(escape(note.text.rstrip(".")) for note in notes) + "."
        if item.document:
            yield f"Document: {_linked(item.document, item.link)}."
        if item.behind:
            yield "It rests on: " + "; ".join(_linked(*one) for one in item.behind) + "."
        back = ", ".join(f"[{letter(n)}](#{place})" for n, place in enumerate(item.cited_by))
        yield from (f"Cited at {back}.", "")


def _linked(said: Sentence, link: str | None) -> str:
    shown = escape(said.text)
    return f"[{shown}](<{_address(link)}>)" if link else shown


def _address(link: str) -> str:
    return link.replace(">", "%3E").replace("<", "%3C").replace("\n", "").replace(" ", "%20")


def letter(place: int) -> str:
    """The letter of the n-th place that cites an entry."""
    from detente.brief.sections.history import letter as capital

    return capital(place).lower()
