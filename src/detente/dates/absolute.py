"""Dates that a calendar names: days, months, seasons, halves, years and spans of them."""

from __future__ import annotations

import re
from datetime import date

from detente.dates.words import (
    DASH,
    DAY,
    FULL_MONTH,
    MONTH,
    MONTHS,
    OF_YEAR,
    WEEKDAY,
    YEAR,
    Reader,
    W,
    day_number,
    month_number,
    month_span,
    one_day,
    part_of,
    rule,
)

_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
_ON_WEEKDAY = rf"(?:(?:{WEEKDAY}),?{W}(?:the{W})?)?"
_PART = (
    r"(?:(?P<part>[Ee]arly|[Ll]ate|[Mm]id|[Tt]he end of|[Tt]he beginning of|[Tt]he middle of|[Tt]he start of)[-\s])?"
)
_SURE_MONTH = "|".join(m.capitalize() for m in MONTHS if m not in {"may", "march"})
# "May" and "March" are months only after words that ask for one; "May said" and "March on Moscow" are not.
_MONTH_CUE = (
    r"(?:[Ii]n|[Bb]y|[Uu]ntil|[Ss]ince|[Dd]uring|[Ee]arly|[Ll]ate|[Mm]id|[Ff]or|[Bb]etween|[Bb]efore|[Ff]rom|[Tt]hrough"
    r"|(?:end|beginning|middle|start|half|month|course) of|early in|late in|April (?:and|or|to)|April–)"
)
_MEETING = (
    r"(?=\s(?:summit|meeting|talks|visit|round|session|conference|election"
    r"|agreement|statement|declaration|trip|call)s?\b)"
)


def _season(year: int, month: int) -> tuple[date, date]:
    last = month + 2
    return date(year, month, 1), month_span(year + (last > 12), (last - 1) % 12 + 1)[1]


@rule(rf"(?<![\d-])(?P<y>{YEAR})-(?P<m>0[1-9]|1[0-2])-(?P<d>0[1-9]|[12]\d|3[01])(?![\d-])")
def _iso(reader: Reader, m: re.Match[str]) -> tuple[date, date, str] | None:
    day = date(int(m["y"]), int(m["m"]), int(m["d"]))
    return one_day(day)


@rule(rf"(?<![\d.])(?P<d>0?[1-9]|[12]\d|3[01])\.(?P<m>0?[1-9]|1[0-2])\.(?P<y>{YEAR})(?!\d)")
def _dotted(reader: Reader, m: re.Match[str]) -> tuple[date, date, str] | None:
    return _iso(reader, m)


@rule(rf"(?<![\w.+-]){_ON_WEEKDAY}(?P<d>{DAY}){W}(?:of{W})?(?P<m>{MONTH})(?!\w){OF_YEAR}")
@rule(rf"(?<!\w){_ON_WEEKDAY}(?P<m>{MONTH}){W}(?:the{W})?(?P<d>{DAY})(?!\w|:\d|[.,]\d|\s*%){OF_YEAR}")
def _single(reader: Reader, m: re.Match[str]) -> tuple[date, date, str] | None:
    month, day = month_number(m["m"]), day_number(m["d"])
    year = int(m["y"]) if m["y"] else reader.year_of(m, month, day)
    if year is None:
        return None
    return one_day(date(year, month, day))


_AND = rf"(?:{DASH}|{W}(?:to|and|or|until|through){W}(?:the{W})?)"


@rule(
    rf"(?<![\w.+-])(?:[Ff]rom{W}|[Bb]etween{W})?(?P<d>{DAY}){_AND}(?P<d2>{DAY}){W}(?:of{W})?(?P<m>{MONTH})(?!\w){OF_YEAR}"
)
@rule(
    rf"(?<!\w)(?:[Ff]rom{W}|[Bb]etween{W})?(?P<m>{MONTH}){W}(?P<d>{DAY}){_AND}(?P<d2>{DAY})(?!\w|:\d|[.,]\d|\s*%){OF_YEAR}"
)
def _days(reader: Reader, m: re.Match[str]) -> tuple[date, date, str] | None:
    month, first, last = month_number(m["m"]), day_number(m["d"]), day_number(m["d2"])
    year = int(m["y"]) if m["y"] else reader.year_of(m, month, first)
    if year is None or last < first:
        return None
    return date(year, month, first), date(year, month, last), "day"


@rule(
    rf"(?<![\w.+-])(?:[Ff]rom{W}|[Bb]etween{W})?(?P<d>{DAY}){W}(?P<m>{MONTH}){_AND}(?P<d2>{DAY})"
    rf"{W}(?P<m2>{MONTH})(?!\w){OF_YEAR}"
)
@rule(
    rf"(?<!\w)(?:[Ff]rom{W}|[Bb]etween{W})?(?P<m>{MONTH}){W}(?P<d>{DAY}){_AND}(?P<m2>{MONTH}){W}(?P<d2>{DAY})(?!\w){OF_YEAR}"
)
def _across(reader: Reader, m: re.Match[str]) -> tuple[date, date, str] | None:
    first, last = month_number(m["m"]), month_number(m["m2"])
    year = int(m["y"]) if m["y"] else reader.year_of(m, last, day_number(m["d2"]))
    if year is None:
        return None
    return date(year - (first > last), first, day_number(m["d"])), date(year, last, day_number(m["d2"])), "day"


@rule(rf"(?<!\w){_PART}(?P<m>{MONTH}),?{W}(?:of{W})?(?P<y>{YEAR})(?![\d-])")
def _month_year(reader: Reader, m: re.Match[str]) -> tuple[date, date, str] | None:
    return *part_of(month_span(int(m["y"]), month_number(m["m"])), m["part"]), "month"


@rule(rf"(?<!\w){_PART}(?P<m>{_SURE_MONTH})(?![\w'’]|{W}\d)")
@rule(rf"(?<!\w){_MONTH_CUE}[\s-](?P<m>May|March)(?![\w'’]|{W}\d|{W}said)")
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
    return *part_of(month_span(year, month), part), "month"


@rule(
    rf"(?<!\w)(?:[Ee]arlier{W}|[Ll]ater{W})?(?P<w>[Tt]his|[Ll]ast|[Nn]ext|[Tt]he{W}coming)"
    rf"{W}(?P<m>{FULL_MONTH})(?![\w'’]|{W}\d)"
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
    rf"(?<!\w)(?:(?P<w>[Tt]his|[Ll]ast|[Nn]ext|[Ii]n(?:{W}the)?|[Bb]y(?:{W}the)?|[Dd]uring{W}the"
    rf"|[Ss]ince(?:{W}the)?|[Ff]or{W}the){W})"
    rf"(?P<part2>(?:early|late){W})?(?P<s>spring|summer|autumn|fall|winter)(?!\w)(?:{W}of)?(?:{W}(?P<y>{YEAR}))?"
)
@rule(rf"(?<!\w)(?P<w>)(?P<s>[Ss]pring|[Ss]ummer|[Aa]utumn|[Ff]all|[Ww]inter){W}(?:of{W})?(?P<y>{YEAR})(?!\d)")
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
    rf"(?<!\w)(?:[Tt]he{W})?(?P<n>first|second|third|fourth|latter){W}(?P<u>half|quarter){W}of"
    rf"{W}(?:(?P<y>{YEAR})(?!\d)|(?P<t>this|next|last|the){W}year)"
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


@rule(rf"(?<!\w)(?:[Ii]n|[Bb]y|[Dd]uring){W}the{W}(?P<n>first|second|third|fourth){W}quarter(?!\w|{W}of)")
def _quarter(reader: Reader, m: re.Match[str]) -> tuple[date, date, str] | None:
    index = {"first": 0, "second": 1, "third": 2, "fourth": 3}[m["n"]]
    year = reader.year_of(m, index * 3 + 3, soon=90)
    return (date(year, index * 3 + 1, 1), month_span(year, index * 3 + 3)[1], "month") if year else None


@rule(rf"(?<!\w)(?:[Tt]he{W})?(?P<n>first|second|latter){W}half{W}of{W}(?P<m>{FULL_MONTH})(?!\w){OF_YEAR}")
def _half_month(reader: Reader, m: re.Match[str]) -> tuple[date, date, str] | None:
    year = int(m["y"]) if m["y"] else reader.year_of(m, month_number(m["m"]))
    if year is None:
        return None
    first, last = month_span(year, month_number(m["m"]))
    return (first, first.replace(day=15), "month") if m["n"] == "first" else (first.replace(day=16), last, "month")


_YEAR_CUE = (
    r"(?:[Ii]n|[Ss]ince|[Uu]ntil|[Bb]y|[Dd]uring|[Oo]f|[Ff]rom|[Ff]or|[Bb]efore|[Aa]fter|[Yy]ear"
    r"|[Tt]hroughout|[Aa]s early as|[Bb]ack in)"
)


@rule(
    rf"(?<!\w){_YEAR_CUE}{W}(?:the{W}(?:year|end of|beginning of|start of|middle of)"
    rf"{W})?(?P<part>early|late|mid)?[-\s]?(?P<y>{YEAR})(?![\w–-]|{W}(?:and|to){W}\d{{4}}|[.,:]\d|\s*%)"
)
@rule(
    rf"(?<!\w)(?P<part>[Ee]arly|[Ll]ate|[Mm]id|[Tt]he end of|[Tt]he beginning of"
    rf"|[Tt]he start of)[-\s](?:in{W})?(?P<y>{YEAR})(?![\w–-])"
)
def _year(reader: Reader, m: re.Match[str]) -> tuple[date, date, str] | None:
    year = int(m["y"])
    span = (date(year, 1, 1), date(year, 12, 31))
    return *part_of(span, m["part"]), "month" if m["part"] else "year"


@rule(
    rf"(?<![\w-])(?:(?:[Ii]n|[Ff]rom|[Bb]etween|[Ff]or|[Tt]he years|[Yy]ears)"
    rf"{W})(?P<y>{YEAR})(?:{DASH}|{W}(?:to|and|until|through){W})(?P<y2>{YEAR}|\d\d)(?![\d-])"
)
@rule(rf"(?<![\w-])(?P<y>{YEAR})[-–](?P<y2>{YEAR})(?![\w-])")
def _years(reader: Reader, m: re.Match[str]) -> tuple[date, date, str] | None:
    first = int(m["y"])
    last = int(m["y2"]) if len(m["y2"]) == 4 else first // 100 * 100 + int(m["y2"])
    return (date(first, 1, 1), date(last, 12, 31), "year") if first < last <= first + 100 else None


@rule(r"(?<!\w)(?:[Tt]he )?(?:mid-|early |late )?(?P<y>(?:1[5-9]|20)\d0)s(?!\w)")
def _decade(reader: Reader, m: re.Match[str]) -> tuple[date, date, str] | None:
    return date(int(m["y"]), 1, 1), date(int(m["y"]) + 9, 12, 31), "year"
