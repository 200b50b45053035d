"""Dates in English text: absolute, without a year, relative to the day the text was written, and spans.

`find_dates` reads a text once, left to right. What names a day or a month without a year takes the year that lies
nearest to the publication date (or the year the same paragraph has just named, when it speaks of another time);
relative words ("last week", "on the same day") count from the publication date or from the date named just before.
"""

from __future__ import annotations

import calendar
import re
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date

# Each puts its forms on the list of rules; of equally long matches that of the earlier form counts.
from detente.dates import absolute, days, relative  # noqa: F401
from detente.dates.words import RULES, Handler, month_span
from detente.errors import Error

# Verbs whose present tells of a journey or meeting to come.
_PRESENT = (
    "leaves?|fl(?:y|ies)|travels?|meets?|arrives?|visits?|begins?|starts?|opens?|hosts?|heads?|departs?|receives?"
)


@dataclass(frozen=True, slots=True)
class DateSpan:
    """A date expression: first and last day (both inclusive), how exact it is, and the characters that say it.

    ``explicit`` is true where the text names a calendar day, month or year, false where the date follows from words
    that only relate it to another ("yesterday", "on Tuesday", "next month").
    """

    start: date
    end: date
    precision: str
    text_start: int
    text_end: int
    explicit: bool


def parse_period(text: str) -> tuple[date, date, str]:
    """First day, last day and precision (``day``, ``month``, ``year``) of an ISO 8601 day, month or year.

    Raises `Error` where the text is none of these.
    """
    match = re.fullmatch(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", text.strip(), re.ASCII)
    try:
        if match:
            year, month, day = (int(part) if part else None for part in match.groups())
            assert year is not None
            if day and month:
                return date(year, month, day), date(year, month, day), "day"
            if month:
                return *month_span(year, month), "month"
            if match.group(2) is None:
                return date(year, 1, 1), date(year, 12, 31), "year"
    except ValueError:
        pass
    raise Error(f"{text!r} is no date; write a day as 2018-07-31, a month as 2018-07 or a year as 2018")


def find_dates(text: str, published: date | None, published_precision: str = "day") -> list[DateSpan]:
    """The date expressions of ``text`` in order, without overlaps; those that cannot be placed in time are left out.

    ``published`` is the day the text was written (the first day of the month or year where ``published_precision``
    says that no more is known; weekdays and "yesterday" then cannot be placed).
    """
    return Reader(text, published, published_precision).read()


_FAR_AHEAD = 30
"""Days ahead from which a day without a year may be that of the year before, where the text says so."""


class Reader:
    """State of one reading: the text, its anchor, and the last date and year named."""

    def __init__(self, text: str, published: date | None, precision: str) -> None:
        self.text, self.published, self.precision = text, published, precision
        self.last: DateSpan | None = None
        self.last_day: DateSpan | None = None
        self.year: tuple[int, int, bool] | None = None
        self.breaks = [m.start() for m in re.finditer(r"\n\s*\n", text)]

    def read(self) -> list[DateSpan]:
        """The dates of the text in order."""
        found: list[DateSpan] = []
        for match, handler, explicit in self._matches():
            try:
                value = handler(self, match)
            except (ValueError, OverflowError):
                continue
            if value is None:
                continue
            first, last, precision = value
            if last < first:
                continue
            span = DateSpan(first, last, precision, match.start(), match.end(), explicit)
            if "y" in match.re.groupindex and match.group("y"):
                fronted = bool(re.search(r"(?:^|[.!?;]\s+|\n)$", self.text[: match.start()][-3:]))
                self.year = (first.year, match.end(), fronted)
            self.last = span
            if precision == "day" and first == last:
                self.last_day = span
            found.append(span)
        return self._either(found)

    def _either(self, spans: list[DateSpan]) -> list[DateSpan]:
        """ "At the end of January or in February" is one span of time."""
        kept: list[DateSpan] = []
        for span in spans:
            old = kept[-1] if kept else None
            if (
                old
                and old.precision == span.precision == "month"
                and old.end < span.start
                and re.fullmatch(r"\s+or\s+(?:in\s+)?(?:early\s+|late\s+)?", self.text[old.text_end : span.text_start])
            ):
                kept[-1] = DateSpan(old.start, span.end, "month", old.text_start, span.text_end, old.explicit)
            else:
                kept.append(span)
        return kept

    def _matches(self) -> list[tuple[re.Match[str], Handler, bool]]:
        """All matches, the longest where they overlap."""
        everything = [(m, handler, explicit) for rule, handler, explicit in RULES for m in rule.finditer(self.text)]
        everything.sort(key=lambda item: (item[0].start() - item[0].end(), item[0].start()))
        taken: list[tuple[int, int]] = []
        kept = []
        for item in everything:
            start, end = item[0].span()
            place = bisect_right(taken, (start, end))
            before = place and taken[place - 1][1] > start
            after = place < len(taken) and taken[place][0] < end
            if not before and not after:
                taken.insert(place, (start, end))
                kept.append(item)
        kept.sort(key=lambda item: item[0].start())
        return kept

    def anchor(self) -> date | None:
        """The day relative words count from; none where the text is not dated to the day."""
        return self.published if self.precision == "day" else None

    def middle(self) -> date | None:
        """A day in the middle of the period of publication, to measure nearness from."""
        if self.published is None:
            return None
        if self.precision == "month":
            return self.published.replace(day=15)
        return self.published.replace(month=7, day=1) if self.precision == "year" else self.published

    def future(self, match: re.Match[str]) -> bool | None:
        """Whether the words before a date speak of what is to come (true), of the past (false), or neither."""
        before = re.split(r"[.;:!?](?=\s)", self.text[max(0, match.start() - 140) : match.start()])[-1]
        ahead = re.search(
            r"\b(?:will|would|next|coming|upcoming|to be \w+ed(?: \w+)?|(?:is|are|was|were|be) (?:to|due"
            r"|expected|scheduled|planned|set)"
            r"|plan(?:s|ned)?"
            r"|expected|scheduled|due|invit\w+|agreed to|prepar\w+|looking)\b[^.]*$"
            r"|\b(?:until|by)\s+(?:(?:the|end|middle|start|of|late|early|mid|about)\s+)*$",
            before,
        )
        if ahead:
            return True
        return False if re.search(r"\b(?:had|was|were|has|have|ago|\w+ed|met|held|since|last)\b", before) else None

    def coming(self, match: re.Match[str]) -> bool:
        """Whether the clause around a weekday is in the present or future: "leaves for Kyiv on Sunday"."""
        before = re.split(r"[.;:!?,](?=\s)|\b(?:that|who|which|when)\b", self.text[: match.start()][-100:])[-1]
        after = re.split(r"[.;:!?]", self.text[match.end() : match.end() + 80])[0]
        if re.search(rf"\b(?:{_PRESENT})\b", before):
            return not re.search(r"\b\w+ed\b", before)
        fronted = re.search(r"(?:^|[.!?;]\s+|\n)$", self.text[: match.start()][-3:])
        return bool(
            fronted
            and re.match(
                rf",?\s+(?:[\w.’'-]+\s+){{0,7}}?(?:{_PRESENT}|will|(?:is|are) (?:to|due|expected|scheduled))\b", after
            )
        )

    def will(self, match: re.Match[str]) -> bool:
        """Whether the clause before a date has its verb in the future."""
        before = re.split(r"[.;:!?](?=\s)|\b(?:since|after|when|had|was|were)\b", self.text[: match.start()][-140:])[-1]
        return bool(re.search(r"\b(?:will|(?:is|are) to|(?:is|are) (?:due|expected|planned))\b", before))

    def _done(self, match: re.Match[str]) -> bool:
        """Whether what is dated is said to be past right before: "the meeting held in Rabat on 1 February"."""
        before = re.split(r"[.;:!?,](?=\s)", self.text[max(0, match.start() - 60) : match.start()])[-1]
        done = re.search(
            r"\b(?:held|met|signed|visited|took place|began|\w{3,}ed)\b(?:\s+[\w'’]+){0,5}\s+(?:on|in)\s+$", before
        )
        return done is not None and not self.future(match)

    def year_of(self, match: re.Match[str], month: int, day: int | None = None, soon: int = 0) -> int | None:
        """The year meant by a day or month without one.

        With ``soon`` a clause in the future means the next such time, or one that began up to so many days before.
        """
        if self.year and match.start() - self.year[1] < 300 and not self._parted(self.year[1], match.start()):
            named = self.year[0]
            if self.published is None:
                return named
            between = self.text[self.year[1] : match.start()]
            # A year in passing ("since 2013") does not reach into the next sentence; one that opens a sentence does.
            same = self.year[2] or not re.search(r"[.!?;](?=\s)", between)
            if same and self.published.year - named > 1 and not self.future(match):
                return named
        middle = self.middle()
        if middle is None:
            return self.year[0] if self.year else None

        def distance(year: int) -> int:
            target = date(year, month, min(day or 15, calendar.monthrange(year, month)[1]))
            return (target - middle).days

        options = sorted((middle.year - 1, middle.year, middle.year + 1), key=lambda y: (abs(distance(y)), y))
        best, other = options[0], options[1]
        if soon and self.will(match):
            return next(y for y in sorted(options) if distance(y) > -soon)
        if distance(best) > _FAR_AHEAD and self._done(match):
            return other
        # Beyond five months the tense of the sentence decides between the last and the next such date.
        if abs(distance(best)) > 150:
            future = self.future(match)
            if future is not None and (distance(best) > 0) != future and (distance(other) > 0) == future:
                return other
        return best

    def _parted(self, a: int, b: int) -> bool:
        return bisect_right(self.breaks, a) != bisect_right(self.breaks, b)

    def reference(self, match: re.Match[str], unit: str = "") -> DateSpan | None:
        """The date that "the same day" and "the following month" refer to: the last one named, or the publication."""
        if unit == "day" and self.last_day and self.last and self.last.precision != "day":
            return self.last_day
        if self.last:
            return self.last
        if self.published is None:
            return None
        return DateSpan(self.published, self.published, self.precision, 0, 0, False)
