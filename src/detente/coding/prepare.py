"""A sentence made ready for the parser: names and dates of many words become one plain word each."""

from __future__ import annotations

import re
from dataclasses import replace

from detente.coding.mentions import Mention
from detente.coding.syntax import DAY_WORDS, Sentence, flatten
from detente.dates import DateSpan

_TWO = re.compile(r"""["“”']?\b(?:2\s?\+\s?2|two-plus-two|two plus two)(?!\w)["“”']?""", re.IGNORECASE)
_GRATA = re.compile(r"\bpersonae? non gratae?\b", re.IGNORECASE)
_STAND_IN = {
    "person": "Obama", "agent": "Obama", "state": "Japan", "capital": "Paris", "place": "Paris",
    "organisation": "Google", "compound": "Japanese", "pair": "Americans", "occasion": "Olympics",
}  # fmt: skip


def flatten_lines(text: str) -> str:
    """The text with single line breaks as spaces; blank lines stay."""
    return re.sub(r"(?<!\n)\n(?![^\S\n]*\n)", " ", flatten(text) if "\n" not in text else _flatten_keeping(text))


def _flatten_keeping(text: str) -> str:
    return "\n".join(flatten(part) for part in text.split("\n"))


def placed(mentions: list[Mention], offset: int) -> list[Mention]:
    """The mentions with offsets into the document."""
    for mention in mentions:
        mention.start += offset
        mention.end += offset
    return mentions


def merges(sentence: Sentence, mentions: list[Mention], dates: list[DateSpan]) -> list[tuple[int, int, str]]:
    """Spans that the parser sees as one plain word each."""
    spans = [
        (d.text_start, min(d.text_end, sentence.end), _date_word(sentence, d))
        for d in dates
        if d.text_start >= sentence.start
    ]
    named = [mention for mention in mentions if not _is_plain(sentence, mention)]
    spans += [(_with_article(sentence, mention), mention.end, _stand_in(sentence, mention)) for mention in named]
    spans += [(sentence.start + m.start(), sentence.start + m.end(), "summit") for m in _TWO.finditer(sentence.text)]
    spans += [
        (sentence.start + m.start(), sentence.start + m.end(), "unwelcome") for m in _GRATA.finditer(sentence.text)
    ]
    spans.sort(key=lambda s: (s[0], -s[1]))
    kept: list[tuple[int, int, str]] = []
    for span in spans:
        if (not kept or span[0] >= kept[-1][1]) and span[1] > span[0]:
            kept.append(span)
    return kept


def _with_article(sentence: Sentence, mention: Mention) -> int:
    before = sentence.text[: mention.start - sentence.start]
    match = re.search(r"\b(?:[Tt]he|[Aa]n?)\s+$", before)
    keep = mention.kind in {"demonym", "compound"}
    return sentence.start + match.start() if match and not keep else mention.start


def _is_plain(sentence: Sentence, mention: Mention) -> bool:
    """Whether it is one common noun, which the parser knows: "military" in "(new) military aid" is no name."""
    text = sentence.text[mention.start - sentence.start : mention.end - sentence.start]
    alone = text.isalpha() or text.endswith(" military")
    return mention.kind == "agent" and mention.bare and alone and text.islower()


def _stand_in(sentence: Sentence, mention: Mention) -> str:
    if mention.kind == "demonym":  # "Saudi-led" as "Saudi"
        return sentence.text[mention.start - sentence.start : mention.end - sentence.start].removesuffix("-led")
    if mention.parts and mention.kind in {"state", "organisation"}:
        return "Japan"
    if mention.plural and mention.kind in {"person", "agent"}:
        return "Americans"
    if mention.kind == "agent" and mention.role in {"ministry", "embassy", "government"}:
        return "Google"
    return _STAND_IN.get(mention.kind, "Obama")


def _date_word(sentence: Sentence, span: DateSpan) -> str:
    text = sentence.text[span.text_start - sentence.start : span.text_end - sentence.start]
    first = text.split()[0].lower() if text.split() else ""
    if first in {"in", "on", "from", "between", "by", "since", "until", "for", "during", "before", "after", "at"}:
        return DAY_WORDS["phrase"]
    if first in {"last", "next", "this", "yesterday", "today", "tomorrow", "earlier", "later"}:
        return DAY_WORDS["phrase"]
    return DAY_WORDS.get(span.precision, DAY_WORDS["day"])


def on_tokens(
    sentence: Sentence, mentions: list[Mention], dates: list[DateSpan]
) -> tuple[dict[int, Mention], dict[int, DateSpan]]:
    """Mentions (copies, to be completed from context) and dates by the index of their token."""
    by_end = {m.end: replace(m) for m in mentions}
    date_by_end = {d.text_end: d for d in dates if sentence.start <= d.text_start < sentence.end}
    at: dict[int, Mention] = {}
    on: dict[int, DateSpan] = {}
    for token in sentence.tokens:
        if token.end in by_end:
            at[token.i] = by_end[token.end]
        elif token.end in date_by_end:
            on[token.i] = date_by_end[token.end]
    return at, on
