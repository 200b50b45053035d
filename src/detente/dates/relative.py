"""Dates by their distance from another: yesterday, last week, on Tuesday, the same day, two years ago."""

from __future__ import annotations

import re
from datetime import date, timedelta

from detente.dates.words import (
    MONTH,
    NUMBER,
    WEEKDAY,
    WEEKDAYS,
    Reader,
    W,
    add_months,
    month_span,
    number,
    one_day,
    part_of,
    rule,
    week_of,
)


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
    return one_day(day)


@rule(
    rf"(?<!\w)(?:[Oo]n{W}|[Bb]y{W}|[Uu]ntil{W}|[Ss]ince{W})?(?:(?P<w>last|next|this|Last|Next"
    rf"|This|the{W}previous|the{W}following|the{W}coming){W})?(?P<d>{WEEKDAY})(?!\w|,?{W}\d|,?"
    rf"{W}{MONTH}{W}\d)",
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
    return one_day(day)


@rule(
    rf"(?<!\w)(?:(?P<e>[Ee]arlier|[Ll]ater|[Ee]arly|[Ll]ate|[Ii]n|[Bb]y{W}the{W}end{W}of|[Tt]he"
    rf"{W}end{W}of|[Aa]t{W}the{W}end{W}of|[Bb]efore{W}the{W}end{W}of|[Ww]ithin){W}(?:in"
    rf"{W})?)?(?P<w>[Tt]his|[Ll]ast|[Nn]ext|[Tt]he{W}(?:previous|preceding|following|coming"
    rf"|past)){W}(?P<u>week|weekend|month|year)(?![\w-]|['’]s)",
    explicit=False,
)
@rule(
    rf"(?<!\w)(?P<e>[Ee]arlier|[Ll]ater|[Ll]ate|[Ee]arly|[Bb]y{W}the{W}end|[Bb]efore{W}the{W}end"
    rf"|[Aa]t{W}the{W}end|[Tt]he{W}end|[Ww]ithin){W}(?:in{W}|of{W})?(?P<w>the){W}(?P<u>week"
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
        first, last_day = week_of(anchor + timedelta(days=7 * step))
        first = first + timedelta(days=5) if unit == "weekend" else first
        precision = "day"
    if step == 0 and anchor and first <= anchor <= last_day:
        if part.startswith("earlier"):
            last_day = anchor
        elif part.startswith(("later", "within", "before", "by")):
            first = anchor
        elif part == "early":
            last_day = part_of((first, last_day), "early")[1]
        elif "end" in part or part.startswith("late"):
            first = max(first, part_of((first, last_day), "late")[0])
    elif part.startswith(("early", "late")) and "er" not in part:
        first, last_day = part_of((first, last_day), part)
        precision = "month" if unit == "year" else precision
    return first, last_day, precision


def _near_day(reader: Reader) -> tuple[date, date, str] | None:
    day = reader.anchor()
    return one_day(day) if day else None


@rule(
    rf"(?<!\w)(?:[Oo]n{W})?(?P<w>the{W}same|The{W}same|that{W}(?:same{W})?|the{W}following"
    rf"|the{W}next|the{W}previous|The{W}following|The{W}next|The{W}previous)(?:{W}"
    rf"|(?<=\s))(?P<u>day|evening|morning|afternoon|month|year)(?![\w-]|['’]s)",
    explicit=False,
)
@rule(
    rf"(?<!\w)(?P<w>[Tt]he)(?:{W}|(?<=\s))(?P<u>(?:day|week|month|year){W}before|(?:day|week|month"
    rf"|year){W}after)(?![\w-]|{W}(?:(?:the|a|an|his|her|its|their|yesterday|tomorrow)\b|[A-Z0-9]))",
    explicit=False,
)
@rule(rf"(?<!\w)(?P<w>[Ee]arlier|[Ll]ater)(?:{W}(?:on|in))?{W}the{W}(?P<u>day)(?!\w)", explicit=False)
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
        return *week_of(last.start + timedelta(days=7 * step)), "day"
    day = (last.end if step > 0 else last.start) + timedelta(days=step)
    return one_day(day)


@rule(
    rf"(?<!\w){NUMBER}{W}(?P<u>day|week|month|year|decade)s?{W}(?P<w>ago|earlier|later"
    rf"|before)(?!\w)(?!{W}(?:the|a|an|his|her|its|their|[A-Z])\w*)",
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
        return one_day(day)
    if unit == "week":
        return *week_of(base + timedelta(days=7 * sign * many)), "day"
    if unit == "month":
        return *month_span(*add_months(base, sign * many)), "month"
    year = base.year + sign * many * (10 if unit == "decade" else 1)
    return date(year, 1, 1), date(year, 12, 31), "year"
