"""Texts into word pieces, as BERT's uncased tokeniser cuts them, with marks around the two parties."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

PAD, UNKNOWN, START, END = 0, 1, 2, 3
SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[S]", "[/S]", "[T]", "[/T]")
SOURCE, SOURCE_END, TARGET, TARGET_END = 4, 5, 6, 7
LONGEST = 112
"""Pieces of a text that are read; of a longer one, a stretch that holds the marks."""

_LONGEST_WORD = 100
_AFTER_MARKS = 40
Span = tuple[int, int]


class Pieces:
    """A vocabulary of word pieces; the number of a piece is its line."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.ids = {line: i for i, line in enumerate(lines)}
        self._word = lru_cache(maxsize=50_000)(self._cut)

    def split(self, text: str) -> list[int]:
        """Pieces of a text without marks."""
        return [piece for word in words(text) for piece in self._word(word)]

    def marked(self, text: str, source: Span, target: Span, longest: int = LONGEST) -> list[int]:
        """Pieces of a text with marks around source and target (an empty span gets none), from [CLS] to [SEP]."""
        marks = [(source[0], 1, SOURCE), (source[1], 0, SOURCE_END)] if source[1] > source[0] else []
        marks += [(target[0], 1, TARGET), (target[1], 0, TARGET_END)] if target[1] > target[0] else []
        found: list[int] = []
        last = 0
        for at, _, mark in sorted(marks):
            found += [*self.split(text[last:at]), mark]
            last = max(last, at)
        found += self.split(text[last:])
        return [START, *_window(found, longest - 2), END]

    def _cut(self, word: str) -> tuple[int, ...]:
        if len(word) > _LONGEST_WORD:
            return (UNKNOWN,)
        found: list[int] = []
        start = 0
        while start < len(word):
            head = "##" if start else ""
            for end in range(len(word), start, -1):
                piece = self.ids.get(head + word[start:end])
                if piece is not None:
                    break
            else:
                return (UNKNOWN,)
            found.append(piece)
            start = end
        return tuple(found)


def _window(pieces: Sequence[int], longest: int) -> Sequence[int]:
    if len(pieces) <= longest:
        return pieces
    marks = [i for i, piece in enumerate(pieces) if SOURCE <= piece <= TARGET_END] or [0]
    start = min(max(0, marks[-1] + _AFTER_MARKS - longest), marks[0], len(pieces) - longest)
    return pieces[start : start + longest]


def words(text: str) -> list[str]:
    """Lower-case words without accents; each punctuation mark and each Chinese character is a word of its own."""
    if not text.isascii():
        text = "".join(map(_clean, text))
        text = "".join(c for c in unicodedata.normalize("NFD", text.lower()) if unicodedata.category(c) != "Mn")
    return "".join(map(_spaced, text.lower())).split()


@lru_cache(maxsize=10_000)
def _clean(letter: str) -> str:
    code = ord(letter)
    if 0x4E00 <= code <= 0x9FFF or 0x3400 <= code <= 0x4DBF or 0xF900 <= code <= 0xFAFF or 0x20000 <= code <= 0x2FA1F:
        return f" {letter} "
    return letter


@lru_cache(maxsize=10_000)
def _spaced(letter: str) -> str:
    if letter in "\t\n\r" or letter == " ":
        return " "
    category = unicodedata.category(letter)
    if category == "Zs":
        return " "
    if letter in "\0\ufffd" or category in {"Cc", "Cf", "Co", "Cs"}:
        return ""
    if category[0] == "P" or (letter.isascii() and not letter.isalnum()):
        return f" {letter} "
    return letter
