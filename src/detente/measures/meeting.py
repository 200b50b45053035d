"""One meeting of two states, and the formats that say little of it."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

Day = date  # a field named date hides the type inside its class
GENERIC_FORMATS = frozenset({"talks", "visit", "summit", "ministers' meeting"})


class Meeting(NamedTuple):
    """One meeting, held or planned; ``date`` to ``date_end`` bound a plan that names only a month or a year.

    ``host`` is the one of the two states on whose soil it is, ``traveller`` then the other. ``announced`` is the day
    of the document that first planned it. ``firsts`` are worked out, ``claimed_firsts`` are what the text says.
    ``dated`` is False where ``date`` is only that of the text.
    """

    date: Day
    date_end: Day | None
    precision: str
    format: str
    level: str | None
    place: str | None
    status: str
    occasion: str | None
    participants: tuple[str, ...]
    host: str | None
    traveller: str | None
    firsts: tuple[str, ...]
    claimed_firsts: tuple[str, ...]
    gap_days: int | None
    announced: Day | None
    followed_through: str | None
    issues: tuple[str, ...]
    events: tuple[str, ...]
    dated: bool = True

    @property
    def last_day(self) -> Day:
        """The last day on which it took, or may take, place."""
        return self.date_end or self.date
