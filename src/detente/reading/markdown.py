"""Markdown with a YAML head: the head says where the text comes from, the marks fall away, the sentences stay."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from detente.errors import Error
from detente.reading.clean import join, tidy
from detente.reading.decode import decode
from detente.reading.document import Citation, Document
from detente.reading.raw import Raw, day, document

HEAD = re.compile(r"\A---[ \t]*\n(.*?\n)?(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
FENCE = re.compile(r"^(?P<mark>`{3,}|~{3,}).*?(?:^(?P=mark)[`~]*\s*$|\Z)", re.DOTALL | re.MULTILINE)
COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
DEFINITION = re.compile(r"^ {0,3}\[[^\]\n]+\]:[ \t]*\S.*$", re.MULTILINE)
HEADING = re.compile(r"#{1,6}\s+(.*?)\s*#*$")
UNDERLINE = re.compile(r"(=+|-+)$")
RULE = re.compile(r"([-*_])(?:\s*\1){2,}$")
ITEM = re.compile(r"([-*+]|\d{1,3}[.)])\s+(.*)$")
TABLE_LINE = re.compile(r"\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?$")
ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
INLINE = (
    (re.compile(r"!\[[^\]]*\](?:\([^()]*(?:\([^()]*\)[^()]*)*\)|\[[^\]]*\])"), ""),
    (re.compile(r"\[\^[^\]]+\]"), ""),
    (re.compile(r"\[([^\[\]]+)\]\([^()]*(?:\([^()]*\)[^()]*)*\)"), r"\1"),
    (re.compile(r"\[([^\[\]]+)\]\[[^\]]*\]"), r"\1"),
    (re.compile(r"<((?:https?|mailto):[^<>\s]+)>"), r"\1"),
    (re.compile(r"</?[A-Za-z][^<>\n]*>"), ""),
    (re.compile(r"(`+)([^`]+)\1"), r"\2"),
    *[(re.compile(r"(\*{1,3})(?=\S)([^*]+)(?<=\S)\1"), r"\2")] * 2,
    *[(re.compile(r"(?<!\w)(_{1,3})(?=\S)([^_]+)(?<=\S)\1(?!\w)"), r"\2")] * 2,
    (re.compile(r"~~(?=\S)([^~]+)(?<=\S)~~"), r"\1"),
)
"""What marks words inside a line, and what is left of it, in this order; emphasis twice, for one in another."""
SHIELD = 0xE000
"""Escaped signs hide in the private use area while marks are taken away."""


def read_markdown(raw: Raw) -> Iterator[Document]:
    """One document: its text is the body without marks, a paragraph, heading or list entry a line.

    The head may name ``title published language publisher publisher_state`` and ``sources``, a list of ``publisher
    title date url``. Raises `detente.Error`, with the line, for a head that is no YAML or names something else there.
    """
    head, body = split_head(decode(raw.data, raw.where, raw.charset), raw.where)
    text, heading = plain(body)
    yield document(
        raw,
        text,
        title=_words(head, "title", raw) or heading,
        publisher=_words(head, "publisher", raw),
        publisher_state=_words(head, "publisher_state", raw),
        language="no" if head.get("language") is False else _words(head, "language", raw),  # YAML reads "no" as false
        stated=day(head.get("published", head.get("date")), f"{raw.where}: published"),
        citations=_citations(head.get("sources"), raw.where),
    )


def split_head(text: str, where: str) -> tuple[dict[str, Any], str]:
    """The YAML head as a mapping (empty where there is none), and the body."""
    import yaml

    text = text.replace("\r\n", "\n").replace("\r", "\n")
    found = HEAD.match(text)
    if not found:
        return {}, text
    try:
        head = yaml.safe_load(found.group(1) or "")
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 2}" if mark else ""
        problem = getattr(error, "problem", None) or str(error)
        raise Error(f"{where}{line}: the head is no YAML ({problem}). Put words with a colon in quotes.") from None
    except ValueError as error:
        raise Error(f"{where}: the head has a date that cannot be ({error}). Write it as 2018-07-31.") from None
    if head is None:
        return {}, text[found.end() :]
    if not isinstance(head, dict):
        return {}, text  # two rules around a line are no head
    return head, text[found.end() :]


def _words(head: dict[str, Any], key: str, raw: Raw) -> str | None:
    value = head.get(key)
    if isinstance(value, (dict, list)):
        raise Error(f"{raw.where}: {key} in the head must be words, not a list or a mapping.")
    return None if value is None else str(value)


def _citations(sources: Any, where: str) -> Iterator[Citation]:
    if sources is None:
        return
    if not isinstance(sources, list):
        raise Error(f"{where}: sources in the head must be a list of entries with publisher, title, date and url.")
    for number, entry in enumerate(sources, start=1):
        if not isinstance(entry, dict) or not entry.get("publisher") or not entry.get("title"):
            raise Error(f"{where}: source {number} in the head needs a publisher and a title.")
        stated, url = entry.get("date"), entry.get("url")
        yield Citation(str(entry["publisher"]), str(entry["title"]), str(stated) if stated else None, url and str(url))


def plain(body: str) -> tuple[str, str | None]:
    """The body as tidy text without marks, and its first heading of the first level.

    Code blocks, comments, pictures and footnote marks fall away; links keep their words.
    """
    body = ESCAPE.sub(lambda sign: chr(SHIELD + ord(sign.group(1))), FENCE.sub("", body))
    body = DEFINITION.sub("", COMMENT.sub("", body))
    blocks = _blocks(body.split("\n"))
    first = next((join(block.lines) for block in blocks if block.kind == "title"), None)
    text = "\n\n".join(unmarked for unmarked in (_unmarked(join(block.lines)) for block in blocks) if unmarked.strip())
    return tidy(text), tidy(_unmarked(first)) if first else None


@dataclass(slots=True)
class Block:
    """Lines that belong together; ``kind`` is ``paragraph``, ``item``, ``heading`` or ``title``."""

    kind: str = "paragraph"
    lines: list[str] = field(default_factory=list)


def _blocks(lines: list[str]) -> list[Block]:
    blocks = [Block()]
    for given in lines:
        _place(re.sub(r"^(?:\s{0,3}>\s?)+", "", given), blocks)
    return [block for block in blocks if block.lines]


def _place(line: str, blocks: list[Block]) -> None:
    """Add a line to the last block, or begin one; an empty block at the end closes the one before."""
    words, last = line.strip(), blocks[-1]
    heading, item = HEADING.match(words), ITEM.match(words)
    if not words:
        blocks.append(Block())
    elif heading:
        blocks += [Block("title" if words.startswith("# ") else "heading", [heading.group(1)]), Block()]
    elif UNDERLINE.match(words) and last.lines and last.kind == "paragraph":
        last.kind = "title" if words[0] == "=" else "heading"
        blocks.append(Block())
    elif RULE.match(words) or TABLE_LINE.match(words):
        blocks.append(Block())
    elif item and _begins_item(item.group(1), last):
        blocks.append(Block("item", [item.group(2)]))
    elif words.startswith("|"):
        cells = [cell.strip() for cell in words.strip("|").split("|")]
        blocks += [Block(lines=["; ".join(cell for cell in cells if cell)]), Block()]
    else:
        last.lines.append(words.removesuffix("\\"))
        if line.endswith(("  ", "\\")):
            blocks.append(Block())


def _begins_item(mark: str, last: Block) -> bool:
    """A number begins an entry after a blank line or in a list; inside a paragraph it is a year at a line's start."""
    return mark in "-*+" or not last.lines or last.kind == "item" or mark in ("1.", "1)")


def _unmarked(text: str) -> str:
    for pattern, left in INLINE:
        text = pattern.sub(left, text)
    text = "".join(chr(ord(sign) - SHIELD) if SHIELD < ord(sign) < SHIELD + 128 else sign for sign in text)
    return html.unescape(text)
