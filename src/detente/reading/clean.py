"""Text put in order once, before anything points into it: characters, lines, paragraphs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

INVISIBLE = dict.fromkeys(
    [0x00AD, 0x200B, 0x200E, 0x200F, 0x2060, 0xFEFF, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
)
"""Soft hyphens, zero-width spaces and direction marks: they split words that a reader sees whole."""
SPACES = dict.fromkeys((0x09, 0x0B, 0x00A0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000), " ")
NEWLINES = {0x0C: "\n\n", 0x1C: "\n", 0x1D: "\n", 0x1E: "\n", 0x85: "\n", 0x2028: "\n", 0x2029: "\n\n"}
CONTROLS = dict.fromkeys((*range(0x09), *range(0x0E, 0x1C), 0x1F, *range(0x7F, 0x85), *range(0x86, 0xA0)))
CHARACTERS = INVISIBLE | SPACES | NEWLINES | CONTROLS
CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f"
SCRIPTS = (
    ("ja", re.compile("[\u3040-\u30ff]"), 0.1),
    ("ko", re.compile("[\uac00-\ud7a3]"), 0.3),
    ("zh", re.compile("[\u4e00-\u9fff]"), 0.3),
    ("ru", re.compile("[\u0400-\u04ff]"), 0.4),
    ("ar", re.compile("[\u0600-\u06ff]"), 0.4),
)
"""Languages told by their letters, and the share of all letters that tells them; a text of other letters is English."""
TITLE_LENGTH = 200
BULLET = re.compile(r"(?:[-*+•·–—]|\(?\d{1,3}[.)]|\(?[a-z][.)])\s+")


def tidy(text: str) -> str:
    r"""The text in NFC, without invisible and control characters, with ``\n`` lines and one blank line at most.

    Every kind of space becomes one plain space; lines carry none at their ends. Tidying twice changes nothing.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(CHARACTERS)
    text = unicodedata.normalize("NFC", text)
    text = re.sub(r" {2,}", " ", text)
    text = re.sub(r" ?\n ?", "\n", text)
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def join(lines: Sequence[str], *, hyphens: bool = False) -> str:
    """Lines of one paragraph as one line; none but Chinese and Japanese are joined with a space.

    ``hyphens`` puts together a word that was divided at the end of a line.
    """
    text = "\n".join(line.strip() for line in lines)
    if hyphens:
        text = re.sub(r"(?<=[^\W\d_])-\n(?=[^\W\d_A-Z])", "", text)
    text = re.sub(rf"(?<=[{CJK}])\n(?=[{CJK}])", "", text)
    return text.replace("\n", " ")


def unwrap(text: str) -> str:
    """Undo the wrapping of lines in tidy text, and keep breaks that were meant.

    A line was wrapped when the first word of the next would not have fitted into the paragraph's width.
    """
    paragraphs = [_unwrapped(paragraph.split("\n")) for paragraph in text.split("\n\n")]
    return "\n\n".join(paragraphs)


def _unwrapped(lines: list[str]) -> str:
    width = max(len(line) for line in lines)
    whole: list[list[str]] = []
    for line in lines:
        if whole and _was_wrapped(whole[-1][-1], line, width):
            whole[-1].append(line)
        else:
            whole.append([line])
    return "\n".join(join(part) for part in whole)


def _was_wrapped(line: str, following: str, width: int) -> bool:
    if BULLET.match(following):
        return False
    first = following.split(" ", 1)[0] if not re.match(f"[{CJK}]", following) else following[:2]
    return len(line) + len(first) >= width


def language_of(text: str) -> str:
    """ISO 639-1 code by the letters of the text: ``ja ko zh ru ar``, else ``en``."""
    sample = text[:20_000]
    letters = sum(letter.isalpha() for letter in sample)
    for language, pattern, share in SCRIPTS:
        if letters and len(pattern.findall(sample)) >= share * letters:
            return language
    return "en"


def title_of(text: str) -> str | None:
    """The first line, where it stands alone and is no sentence; None otherwise."""
    first, _, rest = text.partition("\n\n")
    if not rest or "\n" in first or len(first) > TITLE_LENGTH or re.search(r"[.!;:,。！]$", first):
        return None
    return first


def blank(text: str) -> bool:
    """Whether there is nothing to read: no letter at all."""
    return not any(letter.isalpha() for letter in text)
