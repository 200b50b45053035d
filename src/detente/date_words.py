"""The words that name dates in English: a pattern for each form, and what day it means to a `Reader`."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Protocol

MONTHS = {name.lower(): i for i, name in enumerate(calendar.month_name) if name}
_SHORT = {name.lower(): i for i, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}
WEEKDAYS = {name.lower(): i for i, name in enumerate(calendar.day_name)}
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
_NUMBERS = dict(
    zip(re.findall(r"\w+", "one two three four five six seven eight nine ten eleven twelve"), range(1, 13), strict=True)
)
_NUMBERS |= {"a": 1, "an": 1, "couple of": 2, "a couple of": 2, "several": 3}


def month_span(year: int, month: int) -> tuple[date, date]:
    """First and last day of a month."""
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def _season(year: int, month: int) -> tuple[date, date]:
    last = month + 2
    return date(year, month, 1), month_span(year + (last > 12), (last - 1) % 12 + 1)[1]


W = _W = r"[\s\u00a0]{1,4}"
_DASH = r"[\s\u00a0]?(?:[-–—]|to|until|through|till)[\s\u00a0]?"
FULL_MONTH = _FULL = "|".join(m.capitalize() for m in MONTHS)
_ABBR = r"(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\.?"
MONTH = _M = rf"(?:{_FULL}|{_FULL.upper()}|{_ABBR})"
DAY = _D = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"
_Y = r"(?:1[5-9]|20)\d\d"
_YEAR = rf"(?:,?{_W}(?:of{_W}|in{_W})?(?P<y>{_Y})(?![\d-]))?"
WEEKDAY = _WD = "|".join(w.capitalize() for w in WEEKDAYS)
_WDP = rf"(?:(?:{_WD}),?{_W}(?:the{_W})?)?"
_PART = (
    r"(?:(?P<part>[Ee]arly|[Ll]ate|[Mm]id|[Tt]he end of|[Tt]he beginning of|[Tt]he middle of|[Tt]he start of)[-\s])?"
)
NUMBER = _NUM = (
    r"(?P<n>\d{1,3}|[Aa]n?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|a couple of|several)"
)
_SURE = "|".join(m.capitalize() for m in MONTHS if m not in {"may", "march"})
# "May" and "March" are months only after words that ask for one; "May said" and "March on Moscow" are not.
_CUE = (
    r"(?:[Ii]n|[Bb]y|[Uu]ntil|[Ss]ince|[Dd]uring|[Ee]arly|[Ll]ate|[Mm]id|[Ff]or|[Bb]etween|[Bb]efore|[Ff]rom|[Tt]hrough"
    r"|(?:end|beginning|middle|start|half|month|course) of|early in|late in|April (?:and|or|to)|April–)"
)
_MEETING = (
    r"(?=\s(?:summit|meeting|talks|visit|round|session|conference|election"
    r"|agreement|statement|declaration|trip|call)s?\b)"
)


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
    """What a form may ask of the reading it stands in (`detente.dates.Reader`)."""

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


def _day(word: str) -> int:
    return int(re.sub(r"\D", "", word))


def number(word: str) -> int:
    """A number in figures or, to twelve, in words."""
    return int(word) if word.isdecimal() else _NUMBERS[word.lower()]


def _part(span: tuple[date, date], part: str | None) -> tuple[date, date]:
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


@rule(rf"(?<![\d-])(?P<y>{_Y})-(?P<m>0[1-9]|1[0-2])-(?P<d>0[1-9]|[12]\d|3[01])(?![\d-])")
def _iso(reader: Reader, m: re.Match[str]) -> tuple[date, date, str] | None:
    day = date(int(m["y"]), int(m["m"]), int(m["d"]))
    return day, day, "day"


@rule(rf"(?<![\d.])(?P<d>0?[1-9]|[12]\d|3[01])\.(?P<m>0?[1-9]|1[0-2])\.(?P<y>{_Y})(?!\d)")
def _dotted(reader: Reader, m: re.Match[str]) -> tuple[date, date, str] | None:
    return _iso(reader, m)


@rule(rf"(?<![\w.+-]){_WDP}(?P<d>{_D}){_W}(?:of{_W})?(?P<m>{_M})(?!\w){_YEAR}")
@rule(rf"(?<!\w){_WDP}(?P<m>{_M}){_W}(?:the{_W})?(?P<d>{_D})(?![\w:]|[.,]\d|\s*%){_YEAR}")
def _single(reader: Reader, m: re.Match[str]) -> tuple[date, date, str] | None:
    month, day = month_number(m["m"]), _day(m["d"])
    year = int(m["y"]) if m["y"] else reader.year_of(m, month, day)
    if year is None:
        return None
    return date(year, month, day), date(year, month, day), "day"


_AND = rf"(?:{_DASH}|{_W}(?:to|and|or|until|through){_W}(?:the{_W})?)"


@rule(
    rf"(?<![\w.+-])(?:[Ff]rom{_W}|[Bb]etween{_W})?(?P<d>{_D}){_AND}(?P<d2>{_D}){_W}(?:of{_W})?(?P<m>{_M})(?!\w){_YEAR}"
)
@rule(
    rf"(?<!\w)(?:[Ff]rom{_W}|[Bb]etween{_W})?(?P<m>{_M}){_W}(?P<d>{_D}){_AND}(?P<d2>{_D})(?![\w:]|[.,]\d|\s*%){_YEAR}"
)
def _days(reader: Reader, m: re.Match[str]) -> tuple[date, date, str] | None:
    month, first, last = month_number(m["m"]), _day(m["d"]), _day(m["d2"])
    year = int(m["y"]) if m["y"] else reader.year_of(m, month, first)
    if year is None or last < first:
        return None
    return date(year, month, first), date(year, month, last), "day"


@rule(
    rf"(?<![\w.+-])(?:[Ff]rom{_W}|[Bb]etween{_W})?(?P<d>{_D}){_W}(?P<m>{_M}){_AND}(?P<d2>{_D})"
    rf"{_W}(?P<m2>{_M})(?!\w){_YEAR}"
)
@rule(
    rf"(?<!\w)(?:[Ff]rom{_W}|[Bb]etween{_W})?(?P<m>{_M}){_W}(?P<d>{_D}){_AND}(?P<m2>{_M}){_W}(?P<d2>{_D})(?!\w){_YEAR}"
)
def _across(reader: Reader, m: re.Match[str]) -> tuple[date, date, str] | None:
    first, last = month_number(m["m"]), month_number(m["m2"])
    year = int(m["y"]) if m["y"] else reader.year_of(m, last, _day(m["d2"]))
    if year is None:
        return None
    return date(year - (first > last), first, _day(m["d"])), date(year, last, _day(m["d2"])), "day"


@rule(rf"(?<!\w){_PART}(?P<m>{_M}),?{_W}(?:of{_W})?(?P<y>{_Y})(?![\d-])")
def _month_year(reader: Reader, m: re.Match[str]) -> tuple[date, date, str] | None:
    return *_part(month_span(int(m["y"]), month_number(m["m"])), m["part"]), "month"


@rule(rf"(?<!\w){_PART}(?P<m>{_SURE})(?![\w'’]|{_W}\d)")
@rule(rf"(?<!\w){_CUE}[\s-](?P<m>May|March)(?![\w'’]|{_W}\d|{_W}said)")
@rule(rf"(?<![\w]){_PART.replace('?', '', 0)}(?<=the )(?P<m>May|March){_MEETING}")
def _month_alone(reader: Reader, m: re.Match[str]) -> tuple[date, date, str] | None:
    month = month_number(m["m"])
    year = reader.year_of(m, month)
    if year is None:
        return None
    groups = m.re.groupindex
    part = m["part"] if "part" in groups else None
    words = m.group(0).lower()
    part = part or next(
        (p for p in ("early", "late", "mid", "end", "beginning", "middle", "start") if words.startswith(p)), None
    )
    return *_part(month_span(year, month), part), "month"


@rule(
    rf"(?<!\w)(?:[Ee]arlier{_W}|[Ll]ater{_W})?(?P<w>[Tt]his|[Ll]ast|[Nn]ext|[Tt]he{_W}coming)"
    rf"{_W}(?P<m>{_FULL})(?![\w'’]|{_W}\d)"
)
def _this_month(reader: Reader, m: re.Match[str]) -> tuple[date, date, str] | None:
    middle, month, word = reader.middle(), month_number(m["m"]), m["w"].lower()
    if middle is None:
        return None
    year = middle.year
    if word == "last" and month >= middle.month:
        year -= 1
    elif (word == "next" and month <= middle.month) or (word.endswith("coming") and month < middle.month):
        year += 1
    return *month_span(year, month), "month"


@rule(
    rf"(?<!\w)(?:(?P<w>[Tt]his|[Ll]ast|[Nn]ext|[Ii]n(?:{_W}the)?|[Bb]y(?:{_W}the)?|[Dd]uring{_W}the"
    rf"|[Ss]ince(?:{_W}the)?|[Ff]or{_W}the){_W})"
    rf"(?P<part2>(?:early|late){_W})?(?P<s>spring|summer|autumn|fall|winter)(?!\w)(?:{_W}of)?(?:{_W}(?P<y>{_Y}))?"
)
@rule(rf"(?<!\w)(?P<w>)(?P<s>[Ss]pring|[Ss]ummer|[Aa]utumn|[Ff]all|[Ww]inter){_W}(?:of{_W})?(?P<y>{_Y})(?!\d)")
def _season_of(reader: Reader, m: re.Match[str]) -> tuple[date, date, str] | None:
    month = _SEASONS[m["s"].lower()]
    word = (m["w"] or "").lower().split()[0] if m["w"] else ""
    if m["y"]:
        return *_season(int(m["y"]), month), "month"
    middle = reader.middle()
    if middle is None:
        return None
    year: int | None = middle.year
    if word == "last" and _season(middle.year, month)[1] >= middle:
        year = middle.year - 1
    elif word == "next" and _season(middle.year, month)[0] <= middle:
        year = middle.year + 1
    elif word not in {"this", "last", "next"}:
        year = reader.year_of(m, (month % 12) + 1, soon=60)
        year = year - 1 if year and month == 12 else year
    return (*_season(year, month), "month") if year else None


@rule(
    rf"(?<!\w)(?:[Tt]he{_W})?(?P<n>first|second|third|fourth|latter){_W}(?P<u>half|quarter){_W}of"
    rf"{_W}(?:(?P<y>{_Y})(?!\d)|(?P<t>this|next|last|the){_W}year)"
)
def _half(reader: Reader, m: re.Match[str]) -> tuple[date, date, str] | None:
    middle = reader.middle()
    if m["y"]:
        year = int(m["y"])
    elif middle:
        year = middle.year + {"next": 1, "last": -1}.get(m["t"], 0)
    else:
        return None
    size = 6 if m["u"] == "half" else 3
    index = {"first": 0, "second": 1, "third": 2, "fourth": 3, "latter": 1}[m["n"]]
    if (index + 1) * size > 12:
        return None
    return date(year, index * size + 1, 1), month_span(year, (index + 1) * size)[1], "month"


@rule(rf"(?<!\w)(?:[Tt]he{_W})?(?P<n>first|second|latter){_W}half{_W}of{_W}(?P<m>{_FULL})(?!\w){_YEAR}")
def _half_month(reader: Reader, m: re.Match[str]) -> tuple[date, date, str] | None:
    year = int(m["y"]) if m["y"] else reader.year_of(m, month_number(m["m"]))
    if year is None:
        return None
    first, last = month_span(year, month_number(m["m"]))
    return (first, first.replace(day=15), "month") if m["n"] == "first" else (first.replace(day=16), last, "month")


_YCUE = (
    r"(?:[Ii]n|[Ss]ince|[Uu]ntil|[Bb]y|[Dd]uring|[Oo]f|[Ff]rom|[Ff]or|[Bb]efore|[Aa]fter|[Yy]ear"
    r"|[Tt]hroughout|[Aa]s early as|[Bb]ack in)"
)


@rule(
    rf"(?<!\w){_YCUE}{_W}(?:the{_W}(?:year|end of|beginning of|start of|middle of)"
    rf"{_W})?(?P<part>early|late|mid)?[-\s]?(?P<y>{_Y})(?![\w–-]|{_W}(?:and|to){_W}\d{{4}}|[.,:]\d|\s*%)"
)
@rule(
    rf"(?<!\w)(?P<part>[Ee]arly|[Ll]ate|[Mm]id|[Tt]he end of|[Tt]he beginning of"
    rf"|[Tt]he start of)[-\s](?:in{_W})?(?P<y>{_Y})(?![\w–-])"
)
def _year(reader: Reader, m: re.Match[str]) -> tuple[date, date, str] | None:
    year = int(m["y"])
    span = (date(year, 1, 1), date(year, 12, 31))
    return *_part(span, m["part"]), "month" if m["part"] else "year"


@rule(
    rf"(?<![\w-])(?:(?:[Ii]n|[Ff]rom|[Bb]etween|[Ff]or|[Tt]he years|[Yy]ears)"
    rf"{_W})(?P<y>{_Y})(?:{_DASH}|{_W}(?:to|and|until|through){_W})(?P<y2>{_Y}|\d\d)(?![\d-])"
)
@rule(rf"(?<![\w-])(?P<y>{_Y})[-–](?P<y2>{_Y})(?![\w-])")
def _years(reader: Reader, m: re.Match[str]) -> tuple[date, date, str] | None:
    first = int(m["y"])
    last = int(m["y2"]) if len(m["y2"]) == 4 else first // 100 * 100 + int(m["y2"])
    return (date(first, 1, 1), date(last, 12, 31), "year") if first < last <= first + 100 else None


@rule(r"(?<!\w)(?:[Tt]he )?(?:mid-|early |late )?(?P<y>(?:1[5-9]|20)\d0)s(?!\w)")
def _decade(reader: Reader, m: re.Match[str]) -> tuple[date, date, str] | None:
    return date(int(m["y"]), 1, 1), date(int(m["y"]) + 9, 12, 31), "year"


@rule(
    r"(?<!\w)(?P<w>[Tt]oday|[Yy]esterday|[Tt]omorrow|[Tt]onight|[Tt]he day before yesterday"
    r"|[Tt]he day after tomorrow|[Ll]ast night|[Tt]his (?:morning|afternoon|evening))(?![\w'’])",
    explicit=False,
)
def _near(reader: Reader, m: re.Match[str]) -> tuple[date, date, str] | None:
    anchor, word = reader.anchor(), m["w"].lower()
    if anchor is None:
        return None
    shift = -1 if word in {"yesterday", "last night"} else 1 if word == "tomorrow" else 0
    if word.startswith("the day"):
        shift = -2 if "before" in word else 2
    day = anchor + timedelta(days=shift)
    return day, day, "day"


@rule(
    rf"(?<!\w)(?:[Oo]n{_W}|[Bb]y{_W}|[Uu]ntil{_W}|[Ss]ince{_W})?(?:(?P<w>last|next|this|Last|Next"
    rf"|This|the{_W}previous|the{_W}following|the{_W}coming){_W})?(?P<d>{_WD})(?!\w|,?{_W}\d|,?"
    rf"{_W}{_M}{_W}\d)",
    explicit=False,
)
def _weekday(reader: Reader, m: re.Match[str]) -> tuple[date, date, str] | None:
    anchor, word = reader.anchor(), (m["w"] or "").lower()
    if anchor is None:
        return None
    back = (anchor.weekday() - WEEKDAYS[m["d"].lower()]) % 7
    if word == "last":
        shift = -(back or 7)
    elif word in {"next", "the coming"} or word.endswith("coming"):
        shift = 7 - back
    elif word == "this":
        shift = -back if back <= 3 else 7 - back
    elif word and reader.last and reader.last.precision == "day":
        base = reader.last.start
        shift = (base - anchor).days
        gap = (base.weekday() - WEEKDAYS[m["d"].lower()]) % 7
        shift += -(gap or 7) if word.endswith("previous") else 7 - gap
    else:
        since = m.group(0).lower().startswith("since")
        ahead = back and (
            re.match(r"[Uu]ntil|[Bb]y", m.group(0)) or ((reader.future(m) or reader.coming(m)) and not since)
        )
        shift = 7 - back if ahead else -back
    day = anchor + timedelta(days=shift)
    return day, day, "day"


@rule(
    rf"(?<!\w)(?:(?P<e>[Ee]arlier|[Ll]ater|[Ee]arly|[Ll]ate|[Ii]n|[Bb]y{_W}the{_W}end{_W}of|[Tt]he"
    rf"{_W}end{_W}of|[Aa]t{_W}the{_W}end{_W}of|[Bb]efore{_W}the{_W}end{_W}of|[Ww]ithin){_W}(?:in"
    rf"{_W})?)?(?P<w>[Tt]his|[Ll]ast|[Nn]ext|[Tt]he{_W}(?:previous|preceding|following|coming"
    rf"|past)){_W}(?P<u>week|weekend|month|year)(?![\w-]|['’]s)",
    explicit=False,
)
@rule(
    rf"(?<!\w)(?P<e>[Ee]arlier|[Ll]ater|[Ll]ate|[Ee]arly|[Bb]y{_W}the{_W}end|[Bb]efore{_W}the{_W}end"
    rf"|[Aa]t{_W}the{_W}end|[Tt]he{_W}end|[Ww]ithin){_W}(?:in{_W}|of{_W})?(?P<w>the){_W}(?P<u>week"
    rf"|month|year)(?![\w-]|['’]s)",
    explicit=False,
)
def _unit(reader: Reader, m: re.Match[str]) -> tuple[date, date, str] | None:
    word, unit, part = m["w"].lower().split()[-1], m["u"], (m["e"] or "").lower()
    middle, anchor = reader.middle(), reader.anchor()
    if word in {"following", "preceding", "previous"}:
        last = reader.reference(m)
        middle = anchor = last.start if last else None
    if middle is None or (unit in {"week", "weekend"} and anchor is None):
        return None
    step = {"last": -1, "past": -1, "previous": -1, "preceding": -1, "next": 1, "coming": 1, "following": 1}.get(
        word, 0
    )
    if unit == "year":
        year = middle.year + step
        first, last_day = date(year, 1, 1), date(year, 12, 31)
        precision = "year"
    elif unit == "month":
        first, last_day = month_span(*add_months(middle, step))
        precision = "month"
    else:
        assert anchor is not None
        monday = anchor - timedelta(days=anchor.weekday()) + timedelta(days=7 * step)
        first, last_day = (
            (monday + timedelta(days=5), monday + timedelta(days=6))
            if unit == "weekend"
            else (monday, monday + timedelta(days=6))
        )
        precision = "day"
    if step == 0 and anchor and first <= anchor <= last_day:
        if part.startswith("earlier"):
            last_day = anchor
        elif part.startswith(("later", "within", "before", "by")):
            first = anchor
        elif part == "early":
            last_day = _part((first, last_day), "early")[1]
        elif "end" in part or part.startswith("late"):
            first = max(first, _part((first, last_day), "late")[0])
    elif part.startswith(("early", "late")) and "er" not in part:
        first, last_day = _part((first, last_day), part)
        precision = "month" if unit == "year" else precision
    return first, last_day, precision


def _near_day(reader: Reader) -> tuple[date, date, str] | None:
    day = reader.anchor()
    return (day, day, "day") if day else None


@rule(
    rf"(?<!\w)(?:[Oo]n{_W})?(?P<w>the{_W}same|The{_W}same|that{_W}(?:same{_W})?|the{_W}following"
    rf"|the{_W}next|the{_W}previous|The{_W}following|The{_W}next|The{_W}previous)(?:{_W}"
    rf"|(?<=\s))(?P<u>day|evening|morning|afternoon|month|year)(?![\w-]|['’]s)",
    explicit=False,
)
@rule(
    rf"(?<!\w)(?P<w>[Tt]he)(?:{_W}|(?<=\s))(?P<u>(?:day|week|month|year){_W}before|(?:day|week|month"
    rf"|year){_W}after)(?![\w-]|{_W}(?:(?:the|a|an|his|her|its|their|yesterday|tomorrow)\b|[A-Z0-9]))",
    explicit=False,
)
@rule(rf"(?<!\w)(?P<w>[Ee]arlier|[Ll]ater)(?:{_W}(?:on|in))?{_W}the{_W}(?P<u>day)(?!\w)", explicit=False)
def _same(reader: Reader, m: re.Match[str]) -> tuple[date, date, str] | None:
    last = reader.reference(m, m["u"].split()[0])
    if m["w"].lower() in {"earlier", "later"} and reader.anchor():  # "earlier in the day": the day of writing
        return _near_day(reader)
    if last is None:
        return None
    word, (unit, *beside) = m["w"].lower(), m["u"].split()
    step = 1 if word.endswith(("following", "next")) or beside == ["after"] else 0
    step = -1 if word.endswith("previous") or beside == ["before"] else step
    if unit == "month":
        return *month_span(*add_months(last.start, step)), "month"
    if unit == "year":
        return date(last.start.year + step, 1, 1), date(last.start.year + step, 12, 31), "year"
    if last.precision != "day":
        return None
    if unit == "week":
        monday = last.start - timedelta(days=last.start.weekday()) + timedelta(days=7 * step)
        return monday, monday + timedelta(days=6), "day"
    day = (last.end if step > 0 else last.start) + timedelta(days=step)
    return day, day, "day"


@rule(
    rf"(?<!\w){_NUM}{_W}(?P<u>day|week|month|year|decade)s?{_W}(?P<w>ago|earlier|later"
    rf"|before)(?!\w)(?!{_W}(?:the|a|an|his|her|its|their|[A-Z])\w*)",
    explicit=False,
)
def _ago(reader: Reader, m: re.Match[str]) -> tuple[date, date, str] | None:
    many, unit, word = number(m["n"]), m["u"], m["w"]
    if word == "ago":
        base = reader.anchor() if unit in {"day", "week"} else reader.middle()
    else:
        last = reader.reference(m)
        base = last.start if last and (last.precision == "day" or unit not in {"day", "week"}) else None
    if base is None:
        return None
    sign = 1 if word == "later" else -1
    if unit == "day":
        day = base + timedelta(days=sign * many)
        return day, day, "day"
    if unit == "week":
        day = base + timedelta(days=7 * sign * many)
        return day - timedelta(days=day.weekday()), day + timedelta(days=6 - day.weekday()), "day"
    if unit == "month":
        return *month_span(*add_months(base, sign * many)), "month"
    year = base.year + sign * many * (10 if unit == "decade" else 1)
    return date(year, 1, 1), date(year, 12, 31), "year"


def add_months(day: date, months: int) -> tuple[int, int]:
    """Year and month so many months away."""
    index = day.year * 12 + day.month - 1 + months
    return index // 12, index % 12 + 1
