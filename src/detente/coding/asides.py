"""What stands aside of a clause and confuses parsers: days before the subject or after it, "which" clauses, commas.

Without a comma, which many writers leave out, the parser takes "December 2004" of "In December 2004 the two
governments …" for a part of the name after it, and "suspended" of "Kenya on Tuesday suspended talks" for an adjective.
It is given the clause without them; they hang on its verb afterwards. A relative clause right after a name, "Kenya,
which borders Somalia, …", is parsed by itself, with the name in the place of "which".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from detente.coding import names
from detente.coding.morphology import is_known_past
from detente.coding.words import wordset

if TYPE_CHECKING:
    from detente.coding.mentions import Mention
    from detente.coding.syntax import Token
    from detente.dates import DateSpan


@dataclass(frozen=True, slots=True)
class Aside:
    """Characters (from the beginning of the sentence) that the parser is not shown.

    What is a clause of its own has the relation by which it hangs on the name before it, and is parsed apart.
    """

    start: int
    end: int
    clause: str = ""


_DETERMINERS = wordset("the that this same")
_JOINING = wordset("but and yet so")
_ADVERBS = wordset("just only late early then later earlier meanwhile also")
_PREPOSITIONS = wordset("in on at by during from since until before after around of near off")
_FINITE = wordset("has have had is are was were will would did does can could must should")
_NO_VERB = wordset("the a an its their his her he she it they we i you some many most")


def _one_of(words: frozenset[str]) -> str:
    return rf"(?:{'|'.join(sorted(words))})\b"


_JOINED = re.compile(rf"(?:{_one_of(_JOINING | _ADVERBS)},?\s*)?", re.IGNORECASE)
_BEFORE = re.compile(
    rf"(?:{_one_of(_ADVERBS)}\s+)?(?:{_one_of(_PREPOSITIONS)}\s+)?(?:{_one_of(_DETERMINERS)}\s+){{0,2}}", re.IGNORECASE
)
_GAP = re.compile(r"\s*,\s*|\s+")
_SUBJECT = re.compile(
    r"(?:the|an?|its|their|his|her|our|both|two|three|several|some|another|each|he|she|it|they|we)\s+\w|[A-Z]\w"
)
_WORD = re.compile(r"\w+")
_RELATIVE = re.compile(r",\s+(?:which|who)\s+([a-z]+)")
_PARTICIPLE = re.compile(r",\s+[a-z]+(?:ed|ing|en)\s+(?:by|at|in|with|over|on|to|from|after|under)\s")
_PHRASE = re.compile(
    r",\s+(?:(?:along|together)\s+with|accompanied\s+by|with|after|before|during|following|in|at|on|for|under|through|"
    r"despite|unlike|like|as|amid)\s+\w"
)
_LONGEST = 160
"""Characters of a relative clause beyond which the parser is left to itself."""


def asides(text: str, start: int, mentions: Sequence[Mention], dates: Sequence[DateSpan]) -> list[Aside]:
    """What the parser is not shown of a sentence that begins at the character ``start`` of its document."""
    days = {d.text_start - start: d.text_end - start for d in dates if d.text_start >= start}
    placed = {m.start - start: m.end - start for m in mentions if m.kind in {"capital", "place"}}
    named = {m.start - start for m in mentions}
    acting = sorted((m.end - start, m.start - start) for m in mentions if m.states or m.people or m.pair)
    found: list[Aside] = []
    front = _fronted(text, days, placed, named)
    if front:
        found.append(Aside(0, front))
    for end, begin in acting:
        if not found or end > found[-1].end:
            found.extend(_after_name(text, begin, end, days))
    return found


def _fronted(text: str, days: dict[int, int], placed: dict[int, int], named: set[int]) -> int:
    """Where the clause after a day before its subject begins; 0 where none stands there."""
    joined = _JOINED.match(text)
    at, dated = joined.end() if joined else 0, False
    while True:
        before = _BEFORE.match(text, at)
        begin = before.end() if before else at
        day = days.get(at) or days.get(begin)
        end = day or (placed.get(begin) if begin > at else None)
        if end is None:
            break
        gap = _GAP.match(text, end)
        if gap is None:
            return 0
        dated |= day is not None
        at = gap.end()
    word = _WORD.match(text, at)
    agent = word is not None and word.group() in names.agents()
    return at if dated and (agent or at in named or _SUBJECT.match(text, at)) else 0


def _after_name(text: str, begin: int, end: int, days: dict[int, int]) -> Iterator[Aside]:
    """The day or the clause between a name, which ends at a character, and its verb; the comma that closes a name."""
    clause = _clause_at(text, end)
    if clause:
        comma = text.find(",", end + 1)
        while 0 < comma < end + _LONGEST:
            day = _day_at(text, comma, days)
            if day or _verb_at(text, comma + 1):
                yield Aside(end, comma + 1, clause)
                if day:
                    yield Aside(comma + 1, day)
                return
            comma = text.find(",", comma + 1)
        return
    day = _day_at(text, end, days)
    if day:
        yield Aside(end, day)
    elif "," in text[begin:end] and text[end : end + 1] == "," and _verb_at(text, end + 1):
        yield Aside(end, end + 1)  # the comma that closes "its foreign minister, X,"


def _day_at(text: str, at: int, days: dict[int, int]) -> int:
    """Where a day that stands next, right before a finite verb, ends; 0 where none does."""
    gap = _GAP.match(text, at)
    if gap is None:
        return 0
    before = _BEFORE.match(text, gap.end())
    for begin in (gap.end(), before.end() if before else gap.end()):
        if begin in days and _verb_at(text, days[begin]):
            return days[begin] + (text[days[begin] : days[begin] + 1] == ",")
    return 0


def _clause_at(text: str, end: int) -> str:
    """The relation of a clause that begins after a name: ", which borders …", ", angered by …"; empty if none does."""
    relative = _RELATIVE.match(text, end)
    if relative:
        return "" if relative.group(1) in _NO_VERB else "acl:relcl"
    dep = "acl" if _PARTICIPLE.match(text, end) else "nmod" if _PHRASE.match(text, end) else ""
    return dep if dep and not any(map(_finite, text[:end].split())) else ""  # not in a list of verbs


def _verb_at(text: str, at: int) -> bool:
    """Whether a finite verb stands next, a comma before it or not."""
    gap = _GAP.match(text, at)
    word = _WORD.match(text, gap.end()) if gap else None
    return word is not None and _finite(word.group())


def _finite(word: str) -> bool:
    return word in _FINITE or is_known_past(word)


def attach(tokens: list[Token], hidden: Sequence[int]) -> None:
    """Hang tokens that the parser was not shown on the verb of the subject beside them."""
    unseen = set(hidden)
    shown = [token for token in tokens if token.i not in unseen]
    root = next(token.i for token in shown if token.head == token.i)
    below = verb = root
    for i in reversed(hidden):
        if i + 1 not in unseen:  # the last of its kind
            before = [t for t in shown if t.i < i and t.dep.startswith("nsubj")]
            after = [t for t in shown if t.i > i and t.dep.startswith("nsubj")]
            near = before[-1:] if before and before[-1].head > i else after[:1]
            below = verb = near[0].head if near else root
        token = tokens[i]
        low = token.text.lower()
        if not token.text[:1].isalnum():
            token.tag, token.dep, token.head = ",", "punct", verb
        elif low in _PREPOSITIONS:
            token.tag, token.dep, token.head = "IN", "case", below
        elif low in _JOINING:
            token.tag, token.dep, token.head = "CC", "cc", verb
        elif low in _DETERMINERS:
            token.tag, token.dep, token.head = "DT", "det", below
        elif low in _ADVERBS:
            token.tag, token.dep, token.head = "RB", "advmod", verb
        else:
            token.tag, token.dep, token.head = "NNP", "obl", verb
            below = i
