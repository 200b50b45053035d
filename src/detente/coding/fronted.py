"""Days and places that stand before the subject, "In December 2004 the two governments …".

Without a comma, which many writers leave out, the parser takes such a day for a part of the name after it. It is given
the clause without them; they hang on its verb afterwards.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from detente.coding import names
from detente.coding.words import wordset

if TYPE_CHECKING:
    from detente.coding.mentions import Mention
    from detente.coding.syntax import Sentence, Token
    from detente.dates import DateSpan

_FIRST = re.compile(r"(?:(?:but|and|yet|so|then|meanwhile|also)\b,?\s*)?", re.IGNORECASE)
_BEFORE = re.compile(
    r"(?:(?:just|only|late|early|then|later|earlier)\s+)?"
    r"(?:(?:in|on|at|by|during|from|since|until|before|after|around|of|near|off)\s+)?"
    r"(?:(?:the\s+same|that\s+same|that|the|this)\s+)?",
    re.IGNORECASE,
)
_AFTER = re.compile(r"\s*,\s*|\s+")
_SUBJECT = re.compile(
    r"(?:(?:the|an?|its|their|his|her|our|both|two|three|several|some|another|each|he|she|it|they|we)\s+\w|[A-Z]\w)"
)
_JOINING = wordset("but and yet so")
_DETERMINERS = wordset("the that this same")
_PREPOSITIONS = wordset("in on at by during from since until before after around of near off")


def clause_start(sentence: Sentence, mentions: Sequence[Mention], dates: Sequence[DateSpan]) -> int:
    """Where the clause after a fronted day begins, in characters of the document; 0 where nothing is fronted."""
    ends = {d.text_start: (d.text_end, True) for d in dates if d.text_start >= sentence.start}
    ends |= {m.start: (m.end, False) for m in mentions if m.kind in {"capital", "place"} and m.start not in ends}
    named = {m.start for m in mentions}
    text, at, dated = sentence.text, 0, False
    first = _FIRST.match(text)
    at = first.end() if first else 0
    while True:
        before = _BEFORE.match(text, at)
        found = None
        for begin in {at, before.end() if before else at}:
            found = ends.get(sentence.start + begin, found)
        if found is None or (not found[1] and not (before and before.end() > at)):
            break
        end = found[0] - sentence.start
        gap = _AFTER.match(text, end)
        if gap is None:
            return 0
        dated |= found[1]
        at = gap.end()
    word = re.compile(r"\w+").match(text, at)
    agent = word is not None and word.group() in names.agents()
    if not dated or not (agent or _SUBJECT.match(text, at) or sentence.start + at in named):
        return 0
    return sentence.start + at


def attach(tokens: list[Token], count: int) -> None:
    """Hang the first ``count`` tokens, which the parser was not shown, on the verb of the first subject after them."""
    rest = tokens[count:]
    root = next(token.i for token in rest if token.head == token.i)
    verb = next((token.head for token in rest if token.dep.startswith("nsubj")), root)
    below = verb
    for token in reversed(tokens[:count]):
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
            below = token.i


_ADVERBS = wordset("just only late early then later earlier meanwhile also")
