"""The brief as one HTML page: no script, no other file, readable on paper, on a telephone and by a screen reader."""

from __future__ import annotations

import re
from functools import cache
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from detente.brief.model import Block, Brief, Day, Sentence
from detente.brief.render_markdown import letter

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup


LONGEST_DAY = len("30 September 2018")


def to_html(brief: Brief) -> str:
    """The whole page."""
    from detente import __version__

    numbers = brief.numbers

    def cited(sentence: Sentence) -> list[int]:
        return sorted(numbers[event] for event in sentence.events)

    template = _environment().get_template("brief.html.j2")
    return template.render(brief=brief, version=__version__, kind=kind, letter=letter, cited=cited, is_day=is_day)


def is_day(cell: Sentence) -> bool:
    """Whether a cell holds a day and nothing else, which is then kept on one line; a long span may break."""
    return [type(value) for value in cell.values.values()] == [Day] and len(cell.text) <= LONGEST_DAY


def kind(block: Block) -> str:
    """The name of a block's class, by which the template chooses."""
    return type(block).__name__


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("detente.brief"), autoescape=True, trim_blocks=True, lstrip_blocks=True,
        undefined=StrictUndefined,
    )  # fmt: skip
    environment.filters |= {"words": words, "drawing": drawing}
    return environment


def words(sentence: Sentence) -> Markup:
    """A sentence's text, escaped, its full dates marked as such."""
    from markupsafe import Markup, escape

    found = []
    for text, value in sentence.parts():
        if isinstance(value, Day) and value.precision == "day" and value.start == value.end:
            found.append(Markup('<time datetime="{}">{}</time>').format(value.start.isoformat(), text))
        else:
            found.append(escape(text))
    return Markup("").join(found)


def drawing(svg: str, label: str) -> Markup:
    """A chart, named for those who do not see it; the page's own styles set its type."""
    from markupsafe import Markup, escape

    head = f'<svg role="img" aria-label="{escape(label)}" '
    return Markup(re.sub(r' font-family="[^"]*"', "", svg.replace("<svg ", head, 1), count=1))


class _Text(HTMLParser):
    """Collects what a reader sees, and nothing of styles."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.hidden += tag == "style"
        self._apart(tag)

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag == "style"
        self._apart(tag)

    def _apart(self, tag: str) -> None:
        if tag not in ("span", "time", "a", "bdi", "tspan"):
            self.parts.append(" ")

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.parts.append(data)


def visible_text(page: str) -> str:
    """The text of a page as a reader sees it, its blocks and cells apart by blanks."""
    parser = _Text()
    parser.feed(page)
    return "".join(parser.parts)
