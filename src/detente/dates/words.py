"""What patterns of dates are built of, what a form may ask of the reading it stands in, and the list of forms."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Protocol

MONTHS = {name.lower(): i for i, name in enumerate(calendar.month_name) if name}
_SHORT = {name.lower(): i for i, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}
WEEKDAYS = {name.lower(): i for i, name in enumerate(calendar.day_name)}
_NUMBERS = dict(
    zip(re.findall(r"\w+", "one two three four five six seven eight nine ten eleven twelve"), range(1, 13), strict=True)
)
_NUMBERS |= {"a": 1, "an": 1, "couple of": 2, "a couple of": 2, "several": 3}


def month_span(year: int, month: int) -> tuple[date, date]:
    """First and last day of a month."""
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


# Blanks between words, then parts of dates as patterns; groups are named y, n (year, number).
W = r"[\s\u00a0]{1,4}"
DASH = r"[\s\u00a0]?(?:[-–—]|to|until|through|till)[\s\u00a0]?"
FULL_MONTH = "|".join(m.capitalize() for m in MONTHS)
_ABBR = r"(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\.?"
MONTH = rf"(?:{FULL_MONTH}|{FULL_MONTH.upper()}|{_ABBR})"
DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"
YEAR = r"(?:1[5-9]|20)\d\d"
OF_YEAR = rf"(?:,?{W}(?:of{W}|in{W})?(?P<y>{YEAR})(?![\d-]))?"
WEEKDAY = "|".join(w.capitalize() for w in WEEKDAYS)
NUMBER = r"(?P<n>\d{1,3}|[Aa]n?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|a couple of|several)"


class Span(Protocol):
    """A date found before: its first and last day and how exact it is."""

    @property
    def start(self) -> date:
        """First day."""

    @property
    def end(self) -> date:
        """Last day."""

    @property
    def precision(self) -> str:
        """``day``, ``month`` or ``year``."""


class Reader(Protocol):
    """What a form may ask of the reading it stands in (`detente.dates.reading.Reader`)."""

    @property
    def last(self) -> Span | None:
        """The date named just before."""

    def anchor(self) -> date | None:
        """The day relative words count from; none where the text is not dated to the day."""

    def middle(self) -> date | None:
        """A day in the middle of the period of publication."""

    def future(self, match: re.Match[str]) -> bool | None:
        """Whether the words before speak of what is to come, of the past, or neither."""

    def coming(self, match: re.Match[str]) -> bool:
        """Whether the clause around a weekday is in the present or future: "leaves for Kyiv on Sunday"."""

    def year_of(self, match: re.Match[str], month: int, day: int | None = None, soon: int = 0) -> int | None:
        """The year meant by a day or month without one; ``soon`` days of grace for one that has begun."""

    def reference(self, match: re.Match[str], unit: str = "") -> Span | None:
        """The date that "the same day" and "the following month" refer to."""


Handler = Callable[["Reader", "re.Match[str]"], "tuple[date, date, str] | None"]
RULES: list[tuple[re.Pattern[str], Handler, bool]] = []


def rule(pattern: str, *, explicit: bool = True) -> Callable[[Handler], Handler]:
    """Put what is decorated among the `RULES`, for what the pattern matches."""

    def add(handler: Handler) -> Handler:
        RULES.append((re.compile(pattern), handler, explicit))
        return handler

    return add


def month_number(word: str) -> int:
    """Number of a month by its name or its short form."""
    word = word.lower().rstrip(".")
    return MONTHS.get(word) or _SHORT[word]


def day_number(word: str) -> int:
    """Number of a day in figures, with or without its ending: 31 for "31st"."""
    return int(re.sub(r"\D", "", word))


def number(word: str) -> int:
    """A number in figures or, to twelve, in words."""
    return int(word) if word.isdecimal() else _NUMBERS[word.lower()]


def one_day(day: date) -> tuple[date, date, str]:
    """A single day, as a form gives it: first day, last day, precision."""
    return day, day, "day"


def week_of(day: date) -> tuple[date, date]:
    """Monday and Sunday of the week of a day."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def part_of(span: tuple[date, date], part: str | None) -> tuple[date, date]:
    """The early, middle or late third of a month or year."""
    if not part:
        return span
    part = part.lower().replace("the ", "").split()[0]
    first, last = span
    third = (last - first).days // 3
    if part in {"early", "beginning", "start"}:
        return first, first + timedelta(days=third)
    if part in {"late", "end"}:
        return last - timedelta(days=third), last
    return first + timedelta(days=third), last - timedelta(days=third)


def add_months(day: date, months: int) -> tuple[int, int]:
    """Year and month so many months away."""
    index = day.year * 12 + day.month - 1 + months
    return index // 12, index % 12 + 1
