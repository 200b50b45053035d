"""Forms of dates beside the plain ones: days by ordinal alone, weekdays of a named week, parts of months, feasts."""

from __future__ import annotations

import re
from datetime import date, timedelta

from detente.dates.words import (
    DAY,
    FULL_MONTH,
    MONTH,
    NUMBER,
    OF_YEAR,
    WEEKDAY,
    WEEKDAYS,
    Reader,
    W,
    add_months,
    day_number,
    month_number,
    month_span,
    number,
    one_day,
    rule,
    week_of,
)

_ORDINALS = re.findall(
    r"[\w-]+",
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
    "sixteenth seventeenth eighteenth nineteenth twentieth twenty-first twenty-second twenty-third twenty-fourth "
    "twenty-fifth twenty-sixth twenty-seventh twenty-eighth twenty-ninth thirtieth thirty-first",
)
_IN_WORDS = "|".join(sorted(_ORDINALS, key=len, reverse=True))
_NTH = rf"(?P<d>(?:3[01]|[12]\d|[1-9])(?:st|nd|rd|th)|{_IN_WORDS})"
# What may follow "the 14th" where it is a day and not the number of something.
_NOT_COUNTED = (
    r"(?=\s*(?:[,.;:)–—]|$)|\s+(?:he|she|it|they|we|I|the|a|an|in|at|to|and|when|that|by|with|for|from|after|before"
    r"|President|Minister|Prime|Mr|Mrs|Ms|Foreign|was|were|is|had|has)\b)"
)
_STEP = {"this": 0, "last": -1, "next": 1, "the current": 0, "the past": -1, "the coming": 1}
_STEPS = "|".join(_STEP)


def _nth(word: str) -> int:
    return _ORDINALS.index(word) + 1 if word in _ORDINALS else day_number(word)


@rule(rf"(?<!\w)(?:the{W})?(?P<d>{_IN_WORDS}){W}of{W}(?P<m>{FULL_MONTH})(?!\w){OF_YEAR}")
def _in_words(reader: Reader, m: re.Match[str]) -> tuple[date, date, str] | None:
    month, day = month_number(m["m"]), _nth(m["d"])
    year = int(m["y"]) if m["y"] else reader.year_of(m, month, day)
    return one_day(date(year, month, day)) if year else None


@rule(
    rf"(?<!\w)(?:the{W})?{_NTH}{W}of{W}(?P<w>{_STEPS}|that|the{W}same|the{W}previous|the{W}following){W}month(?!\w)",
    explicit=False,
)
def _of_month(reader: Reader, m: re.Match[str]) -> tuple[date, date, str] | None:
    word = re.sub(r"\s+", " ", m["w"])
    middle = reader.middle()
    if word not in _STEP:
        named = reader.reference(m)
        middle = named.start if named and named.precision != "year" else None
    if middle is None:
        return None
    step = _STEP.get(word, {"the previous": -1, "the following": 1}.get(word, 0))
    return one_day(date(*add_months(middle, step), _nth(m["d"])))


@rule(
    rf"(?<!\w)(?:[Oo]n|[Bb]y|[Ss]ince|[Uu]ntil){W}the{W}{_NTH}(?:{W}(?:and|to){W}(?:the{W})?(?P<d2>{DAY}))?"
    rf"{_NOT_COUNTED}"
)
def _nth_alone(reader: Reader, m: re.Match[str]) -> tuple[date, date, str] | None:
    """ "On the 14th": in the month spoken of, else the last such day, or the next where the text looks ahead."""
    day, last = _nth(m["d"]), day_number(m["d2"]) if m["d2"] else None
    anchor, named = reader.anchor(), reader.last
    if named is not None and named.precision in {"day", "month"} and (named.end - named.start).days < 32:
        month = add_months(named.start, 0)
    elif anchor is None:
        return None
    else:
        ahead = reader.future(m) or re.match(
            r"[\s\w,]{0,30}?\b(?:will|is to|are to)\b", m.string[m.end() : m.end() + 50]
        )
        month = add_months(anchor, 1 if ahead and day < anchor.day else -1 if not ahead and day > anchor.day else 0)
    first = date(*month, day)
    return first, date(*month, last) if last else first, "day"


@rule(rf"(?<!\w)(?P<d>{DAY}){W}(?P<m>{MONTH})(?:,?{W}of)?,?{W}(?P<w>{_STEPS}|that|the{W}same){W}year(?![\w-]|['’]s)")
@rule(
    rf"(?<!\w)(?P<m>{FULL_MONTH}){W}(?P<d>{DAY})(?:,?{W}of)?,?{W}(?P<w>{_STEPS}|that|the{W}same){W}year(?![\w-]|['’]s)"
)
def _day_of_year(reader: Reader, m: re.Match[str]) -> tuple[date, date, str] | None:
    year = _year(reader, m)
    return one_day(date(year, month_number(m["m"]), day_number(m["d"]))) if year else None


@rule(rf"(?<!\w)(?P<m>{FULL_MONTH})(?:,?{W}of)?,?{W}(?P<w>{_STEPS}|that|the{W}same){W}year(?![\w-]|['’]s)")
def _month_of_year(reader: Reader, m: re.Match[str]) -> tuple[date, date, str] | None:
    year = _year(reader, m)
    return (*month_span(year, month_number(m["m"])), "month") if year else None


def _year(reader: Reader, m: re.Match[str]) -> int | None:
    word = re.sub(r"\s+", " ", m["w"])
    if word in _STEP:
        middle = reader.middle()
        return middle.year + _STEP[word] if middle else None
    named = reader.reference(m)
    return named.start.year if named else None


@rule(rf"(?<!\w)(?:[Oo]n{W})?(?P<d>{WEEKDAY}),?{W}(?:of{W})?(?P<w>this|last|next){W}week(?!\w)", explicit=False)
def _of_week(reader: Reader, m: re.Match[str]) -> tuple[date, date, str] | None:
    anchor = reader.anchor()
    if anchor is None:
        return None
    monday, _ = week_of(anchor + timedelta(days=7 * _STEP[m["w"]]))
    return one_day(monday + timedelta(days=WEEKDAYS[m["d"].lower()]))


@rule(rf"(?<!\w)(?:[Oo]n{W})?(?P<d>{WEEKDAY}){W}last(?!{W}(?:week|month|year)\b|\w)", explicit=False)
@rule(rf"(?<!\w){NUMBER}{W}(?P<d>{WEEKDAY})s{W}ago(?!\w)", explicit=False)
def _weekday_last(reader: Reader, m: re.Match[str]) -> tuple[date, date, str] | None:
    anchor = reader.anchor()
    if anchor is None:
        return None
    back = (anchor.weekday() - WEEKDAYS[m["d"].lower()]) % 7 or 7
    many = number(m["n"]) if "n" in m.re.groupindex else 1
    return one_day(anchor - timedelta(days=back + 7 * (many - 1)))


@rule(rf"(?<!\w)(?:[Tt]he{W})?(?P<n>first|last){W}day{W}of{W}(?P<m>{FULL_MONTH})(?!\w){OF_YEAR}")
@rule(rf"(?<!\w)(?:[Tt]he{W})?(?P<n>first|second|third|last){W}(?P<u>week){W}of{W}(?P<m>{FULL_MONTH})(?!\w){OF_YEAR}")
def _part_of_month(reader: Reader, m: re.Match[str]) -> tuple[date, date, str] | None:
    month = month_number(m["m"])
    year = int(m["y"]) if m["y"] else reader.year_of(m, month)
    if year is None:
        return None
    first, last = month_span(year, month)
    if "u" not in m.re.groupindex:
        return one_day(first if m["n"] == "first" else last)
    if m["n"] == "last":
        return last - timedelta(days=6), last, "day"
    start = first + timedelta(days=7 * {"first": 0, "second": 1, "third": 2}[m["n"]])
    return start, start + timedelta(days=6), "day"


@rule(rf"(?<!\w)(?:[Oo]ver|[Aa]t|[Dd]uring){W}the{W}weekend(?!\w)", explicit=False)
def _weekend(reader: Reader, m: re.Match[str]) -> tuple[date, date, str] | None:
    anchor = reader.anchor()
    if anchor is None:
        return None
    ahead = reader.future(m) and anchor.weekday() < 5
    saturday = anchor - timedelta(days=(anchor.weekday() + 2) % 7) + timedelta(days=7 if ahead else 0)
    return saturday, saturday + timedelta(days=1), "day"


@rule(
    rf"(?<!\w)[Ii]n{W}(?:about{W}|some{W})?(?:{NUMBER}{W}(?P<u>day|week|month)s?|a{W}(?P<f>fortnight))"
    rf"(?:['’]s?)?(?:{W}time)?(?!\w)",
    explicit=False,
)
@rule(rf"(?<!\w)[Aa]{W}(?P<f>fortnight){W}ago(?!\w)", explicit=False)
def _from_now(reader: Reader, m: re.Match[str]) -> tuple[date, date, str] | None:
    anchor, ago = reader.anchor(), m.group(0).endswith("ago")
    if anchor is None or not (ago or reader.future(m) or "time" in m.group(0)):
        return None
    unit = "week" if m["f"] else m["u"]
    many = 2 if m["f"] else number(m["n"])
    if unit == "month":
        return (*month_span(*add_months(anchor, many)), "month")
    day = anchor + timedelta(days=(-1 if ago else 1) * many * (7 if unit == "week" else 1))
    if unit == "day":
        return one_day(day)
    return *week_of(day), "day"


_FEASTS = {"christmas": (12, 25), "christmas day": (12, 25), "christmas eve": (12, 24), "new year’s eve": (12, 31),
           "new year’s day": (1, 1)}  # fmt: skip


@rule(rf"(?<!\w)(?P<f>Christmas(?:{W}Day)?|Christmas{W}Eve|New{W}Year['’]s{W}(?:Eve|Day))(?!\w|['’]s){OF_YEAR}")
def _feast(reader: Reader, m: re.Match[str]) -> tuple[date, date, str] | None:
    month, day = _FEASTS[re.sub(r"\s+", " ", m["f"]).lower().replace("'", "’")]
    year = int(m["y"]) if m["y"] else reader.year_of(m, month, day)
    return one_day(date(year, month, day)) if year else None


@rule(rf"(?<!\w)Easter(?:{W}Sunday)?(?!\w|['’]s){OF_YEAR}")
def _easter_sunday(reader: Reader, m: re.Match[str]) -> tuple[date, date, str] | None:
    year = int(m["y"]) if m["y"] else reader.year_of(m, 4, 10)
    return one_day(_easter(year)) if year else None


def _easter(year: int) -> date:
    """Western Easter Sunday, by the anonymous Gregorian rule (Meeus, Astronomical Algorithms, chapter 8)."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    i = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    n = (a + 11 * h + 22 * i) // 451
    month, day = divmod(h + i - 7 * n + 114, 31)
    return date(year, month, day + 1)


@rule(
    rf"(?<!\w)(?:[Ff]iscal(?:{W}year)?|[Ff]inancial{W}year|FY)[\s\u00a0]?(?P<y>20\d\d|19\d\d)"
    r"(?:[-–/](?P<y2>\d\d(?:\d\d)?))?(?!\w)"
)
def _fiscal(reader: Reader, m: re.Match[str]) -> tuple[date, date, str] | None:
    """A budget year; one of two calendar years runs, as in most states that write it so, from April to March."""
    year = int(m["y"])
    if m["y2"]:
        return date(year, 4, 1), date(year + 1, 3, 31), "year"
    return date(year, 1, 1), date(year, 12, 31), "year"
