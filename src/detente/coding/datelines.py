"""Datelines: "BEIRUT, Aug 5 (Example Wire) -" before the first sentence of a report says where it was written.

Who is named there acts in nothing, and a parser takes the town for the subject of the sentence.
"""

from __future__ import annotations

import re
from functools import cache

from detente import actors, places
from detente.coding.names import doubtful_capitals, localities
from detente.dates.words import DAY, MONTH, YEAR
from detente.tables import fold

LONGEST = 90
"""Characters that a dateline may have."""

_DATE = rf"(?:{MONTH}\s+{DAY}(?:,?\s+{YEAR})?|{DAY}\s+{MONTH}(?:\s+{YEAR})?)"
_UPPER = r"[A-ZÀ-Þ][A-ZÀ-Þ.'’\-]*[A-ZÀ-Þ.](?:[ /][A-ZÀ-Þ][A-ZÀ-Þ.'’\-]*)*"
_TITLE = r"[A-ZÀ-Þ][\w.'’\-]*(?:[ ](?:al-|de |el-)?[A-ZÀ-Þ][\w.'’\-]*){0,3}"
_AGENCY = r"\((?:[A-Z][\w.\-/&,' ]{0,30})\)"
_DASH = r"(?:\s*(?:--+|—|–|―)\s*|\s+-\s+)"
_DATELINE = re.compile(
    rf"(?:{_AGENCY}\s+|Reuters\s+|[A-Z]{{2,5}}\s+(?=[A-Z]{{4,}}\b))?"
    rf"(?:(?P<upper>{_UPPER})|(?P<title>{_TITLE}))(?P<in>(?:,[ ]{_TITLE}){{0,2}}?)"
    rf"(?P<date>,?\s+{_DATE})?(?:,\s+[A-Z]{{2,8}})?(?P<agency>\s*{_AGENCY})?"
    rf"(?:(?P<dash>{_DASH})|(?P<colon>\s*:\s+)|(?P<none>\s+))(?=[\"'“‘«]?[A-Z0-9À-Þ])"
)


def dateline_end(text: str, start: int = 0) -> int:
    """Where the dateline that a paragraph begins with at ``start`` ends; ``start`` itself where there is none."""
    match = _DATELINE.match(text, start, start + LONGEST)
    if match is None:
        return start
    upper, dated, agency = match["upper"], match["date"] is not None, match["agency"] is not None
    name = upper or match["title"]
    if match["none"] is not None:  # "Bogota, March 8 (IANS) The president …"
        sure = agency and (dated or bool(upper and _is_town(name)))
    elif match["colon"] is not None:  # "LYON: …"; "QUESTION: …" is none
        sure = bool(upper and match["in"]) or (_is_town(name) and (upper is not None or dated))
    elif dated or agency:
        sure = True
    elif upper:  # "NATO - …" is none
        sure = bool(match["in"]) or " " in upper or _is_town(name)
    else:  # "Moscow - the capital - …" is none
        sure = _is_town(name) and not re.search(r"\s[-–—]+\s", text[match.end() : match.end() + LONGEST])
    return match.end() if sure else start


def _is_town(name: str) -> bool:
    return fold(name) in _towns()


@cache
def _towns() -> frozenset[str]:
    """The names of towns and provinces, in one case, and of the city that is a state."""
    known = {fold(alias) for place in places.places() for alias in (place.name, *place.aliases)}
    known |= {fold(name) for name in (*localities(), *doubtful_capitals(), "United Nations", "Singapore")}
    known |= {fold(state.capital) for state in actors.states() if state.capital}
    return frozenset(known - {fold(state.name) for state in actors.states() if state.name != state.capital})
