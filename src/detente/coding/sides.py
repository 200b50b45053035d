"""Words for all parties at once: "both countries", "the two sides", "each other", "the three"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detente.coding.spans import Mention

_PAIR = re.compile(
    r"\b(?:(?:the|these|both|all)\s(?:two|both|three|four|five)|both|the|the\sother\stwo)(?:\sof\sthe)?\s(?:[a-z]+\s)?"
    r"(?:and\sdefen[cs]e\s)?(?P<n>countries|sides|leaders|presidents|ministers|governments|nations|parties|states|premiers"
    r"|neighbou?rs|capitals|men|delegations|ministries|navies|fleets|powers|allies|militaries|diplomats|officials)\b"
    r"|\bthe\s(?:two|three)\b(?!\s[a-z]+s\b)|\beach\sother\b|\bone\sanother\b"
    r"|\b(?:[Bb]oth|[Tt]heir(?:\stwo)?)\s(?P<m>countries|leaders|ministers|governments|presidents)\b",
    re.IGNORECASE,
)
_COUNTS = {"three": 3, "four": 4, "five": 5}
_PAIR_LEVEL = {
    "leaders": "leaders",
    "presidents": "leaders",
    "premiers": "leaders",
    "ministers": "ministers",
    "men": "leaders",
}


def sides(text: str) -> Iterator[Mention]:
    """The places of a sentence where all parties are meant, with how many and of which level they are."""
    for match in _PAIR.finditer(text):
        level = _PAIR_LEVEL.get((match["n"] or match["m"] or "").lower())
        count = next((n for word, n in _COUNTS.items() if word in match.group(0).lower()), 2)
        yield Mention(match.start(), match.end(), "pair", pair=True, plural=True, level=level, count=count)
