"""How a number, a date and a name are printed. The one place of this room where figures become text."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

from detente.brief.model import Day, Name, Number, Style

MINUS = "\u2212"
NBSP = "\u00a0"
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

# Characters that hide or reorder what is printed: control codes, and the marks that override a text's direction.
_UNSEEN = dict.fromkeys(
    [*range(0x20), *range(0x7F, 0xA0), 0x061C, 0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F),
     *range(0x2060, 0x2065), *range(0x2066, 0x2070), 0xFEFF, 0xFFFE, 0xFFFF, *range(0xD800, 0xE000)]
)  # fmt: skip
_UNSEEN |= {ord("\n"): " ", ord("\t"): " ", ord("\r"): " ", 0x85: " "}


def clean(text: str) -> str:
    """Foreign text fit to be shown on one line: control and direction-override characters removed, blanks joined."""
    return " ".join(text.translate(_UNSEEN).split())


def shown_number(value: float, style: Style, unit: str) -> str:
    """A figure as it is printed: at most two significant digits for what is measured, counts in full.

    ``index`` is signed with one decimal; ``amount`` is without its sign; ``part`` has two decimals
    below one; ``scale`` is an end of the scale, signed; ``share`` (0 to 1) is in per cent; ``count`` brings its unit,
    in the plural where it is not one.
    """
    if style == "amount":
        return f"{abs(value):.1f}"
    if style == "index":
        text = f"{abs(value):.1f}"
        return text if float(text) == 0 else ("+" if value > 0 else MINUS) + text
    if style == "part":
        text = f"{abs(value):.{2 if abs(value) < 0.995 else 1}f}"
        return text if float(text) == 0 else ("+" if value > 0 else MINUS) + text
    if style == "scale":
        return f"{value:+g}".replace("-", MINUS) if value else "0"
    if style == "share":
        percent = 100 * value
        digits = 0 if percent >= 9.95 or percent == 0 else 1
        return f"{percent:.{digits}f}{NBSP}%"
    if style == "probability":
        if value > 0.995:
            return "above 0.99"
        return "below 0.01" if value < 0.005 else f"{value:.2f}"
    if style == "count":
        return f"{int(value):,} {unit if int(value) == 1 else plural(unit)}"
    return f"{int(value):,}"


def plural(unit: str) -> str:
    """The plural of a counted thing; the last word bears it (``turning point``)."""
    rest, _, head = unit.rpartition(" ")
    if head.endswith("y") and head[-2] not in "aeiou":
        head = head[:-1] + "ies"
    else:
        head += "es" if head.endswith("ch") else "s"
    return f"{rest} {head}" if rest else head


def number(value: float, style: Style, unit: str, fact: str, args: tuple[str, ...] = ()) -> Number:
    """A `Number` whose printed form is that of its value."""
    return Number(value, shown_number(value, style, unit), style, unit, fact, args)


def day(start: date, end: date | None = None, precision: str = "day") -> Day:
    """A date or a span as it is printed: ``31 July 2018``, ``May 2018``, ``11 to 13 September 2018``."""
    end = end or (start if precision == "day" else period_end(start, precision))
    return Day(start, end, precision, shown_day(start, end, precision))


def period_end(start: date, precision: str) -> date:
    """The last day of the month or year in which ``start`` lies."""
    if precision == "year":
        return date(start.year, 12, 31)
    following = date(start.year + start.month // 12, start.month % 12 + 1, 1)
    return following - timedelta(days=1)


def shown_day(start: date, end: date, precision: str) -> str:
    """How a span of known precision is printed; a month or a year that the span does not leave is named alone."""
    if precision == "year":
        return _span(str(start.year), str(end.year))
    if precision == "month":
        first, last = f"{MONTHS[start.month - 1]} {start.year}", f"{MONTHS[end.month - 1]} {end.year}"
        if start.year == end.year and start.month != end.month:
            first = MONTHS[start.month - 1]
        return _span(first, last)
    last = f"{end.day} {MONTHS[end.month - 1]} {end.year}"
    if start == end:
        return last
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day} to {last}"
    if start.year == end.year:
        return f"{start.day} {MONTHS[start.month - 1]} to {last}"
    return f"{start.day} {MONTHS[start.month - 1]} {start.year} to {last}"


def _span(first: str, last: str) -> str:
    return first if first == last else f"{first} to {last}"


def month(when: date) -> Day:
    """The month in which a day lies."""
    start = when.replace(day=1)
    return Day(start, period_end(start, "month"), "month", f"{MONTHS[when.month - 1]} {when.year}")


def name(text: str, kind: str) -> Name:
    """A `Name` out of foreign text."""
    return Name(clean(text), kind)  # type: ignore[arg-type]


def capital(text: str) -> str:
    """The text with its first letter in upper case."""
    return text[:1].upper() + text[1:]


@cache
def _csv(file: str) -> tuple[dict[str, str], ...]:
    text = (files(__package__) / "templates" / file).read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


@cache
def _nouns() -> dict[tuple[str, str], dict[str, str]]:
    return {(row["type"], row["mode"]): row for row in _csv("nouns.csv")}


def noun(type: str, mode: str | None) -> str:
    """The act as a noun with its preposition, e.g. ``talks with``."""
    return _noun(type, mode)["noun"]


def short_noun(type: str, mode: str | None) -> str:
    """The act as a noun alone, e.g. ``talks``, for a label in a chart."""
    return _noun(type, mode)["short"]


def _noun(type: str, mode: str | None) -> dict[str, str]:
    return _nouns().get((type, mode or "")) or _nouns()[type, ""]


@cache
def state_name(code: str) -> str:
    """The English name of a state as it stands within a sentence, with its article where it has one."""
    from detente import actors

    plain = actors.state_by_code(code).name
    return f"the {plain}" if code in {row["state"] for row in _csv("articles.csv")} else plain


@cache
def language_name(code: str) -> str:
    """The English name of a language of ISO 639-1, the code itself where the table has none."""
    return {row["code"]: row["name"] for row in _csv("languages.csv")}.get(code, code)


@cache
def adjective(code: str) -> str | None:
    """The English adjective of a state, None where the table has none."""
    from detente import actors

    found = actors.state_by_code(code).demonyms.get("en", ())
    return found[0] if found else None
