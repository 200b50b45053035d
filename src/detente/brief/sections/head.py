"""Section 0: the pair, the day, what the brief rests on, and the finding in one sentence.

The finding compares months. Two months *differ clearly* where each value lies outside the other's interval; so the
claims below do not hang on a wobble of the line.

- **no clear change since** F: F is the first month of the unbroken stretch up to now in which no month differs clearly
  from now (three months or more); **flat since** F where the values of that stretch also lie no further apart than a
  quarter of the width of now's interval.
- **rising (falling) since** R: where there is no such stretch, R is the month of the last low (high) from which the
  line has gone one way only, if now differs clearly from it.
- **warmer (cooler) than at any time since** S: going back from F (or from now), S is the first month that does not lie
  clearly below (above) now; claimed only where S lies six months or more before F. Where no month stops it, it is
  *warmer than at any earlier time in this record*, claimed where that is a year or more.
- else **warmer (cooler) than in** the month before F, where a year before lies within the stretch that F begins;
- else a comparison with a year before.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from detente.brief import words
from detente.brief.model import Day, Many, Sentence
from detente.brief.sentences import fields

if TYPE_CHECKING:
    from datetime import date

    from detente.brief.inputs import Inputs
    from detente.brief.sentences import Writer
    from detente.measures.relation import RelationPoint

FLAT_MONTHS = 3
REACH_MONTHS = 6
GAPS_NAMED = 3


class Finding(NamedTuple):
    """The comparison a finding makes: its template, the months it names, and the second clause's."""

    first: str
    month: date | None
    second: str | None = None
    since: date | None = None


def differ(one: RelationPoint, other: RelationPoint) -> int:
    """1 where ``one`` is clearly above ``other``, -1 where clearly below, 0 where the intervals do not part them."""
    if None in (one.value, one.low, one.high, other.value, other.low, other.high):
        return 0
    assert one.value is not None and one.low is not None and one.high is not None
    assert other.value is not None and other.low is not None and other.high is not None
    if one.value > other.high and one.low > other.value:
        return 1
    if one.value < other.low and one.high < other.value:
        return -1
    return 0


def flat_from(points: Sequence[RelationPoint]) -> int:
    """Index of the first point of the stretch up to the last one in which none differs clearly from it."""
    at = len(points) - 1
    while at > 0 and differ(points[-1], points[at - 1]) == 0:
        at -= 1
    return at


def one_way_from(points: Sequence[RelationPoint]) -> int:
    """Index of the point from which the values have gone one way only."""
    at = len(points) - 1
    sign = 0
    while at > 0:
        step = (points[at].value or 0.0) - (points[at - 1].value or 0.0)
        if sign * step < 0:
            break
        sign = sign or (1 if step > 0 else -1 if step < 0 else 0)
        at -= 1
    while at < len(points) - 1 and points[at].value == points[at + 1].value:
        at += 1
    return at


def find(points: Sequence[RelationPoint], year_ago: RelationPoint | None) -> Finding | None:
    """The finding of a line (points with values, in order of time) by the rules above; None where there is no point."""
    if not points:
        return None
    flat = flat_from(points)
    if flat == 0 and len(points) >= FLAT_MONTHS:
        return Finding("finding.unchanged", points[0].date)
    second, since = _lately(points, flat)
    reached = flat if second in ("finding.flat", "finding.unclear") else len(points) - 1
    first = _furthest(points, reached) or _against(points, reached, year_ago)
    return Finding(*first, second, since)


def _lately(points: Sequence[RelationPoint], flat: int) -> tuple[str | None, date | None]:
    if len(points) - flat >= FLAT_MONTHS:
        now, values = points[-1], [p.value or 0.0 for p in points[flat:]]
        level = max(values) - min(values) <= ((now.high or 0.0) - (now.low or 0.0)) / 4
        return "finding.flat" if level else "finding.unclear", points[flat].date
    start = one_way_from(points)
    sign = differ(points[-1], points[start])
    return (("finding.rising" if sign > 0 else "finding.falling"), points[start].date) if sign else (None, None)


def _furthest(points: Sequence[RelationPoint], before: int) -> tuple[str, date] | None:
    """How far back now is clearly above, or clearly below, every month before ``before``."""
    for sign, word in ((1, "warmer"), (-1, "cooler")):
        at = before - 1
        while at >= 0 and differ(points[-1], points[at]) == sign:
            at -= 1
        if at < 0 and before >= 12:
            return f"finding.{word}_ever", points[0].date
        if at >= 0 and before - 1 - at >= REACH_MONTHS:
            return f"finding.{word}_since", points[at].date
    return None


def _against(points: Sequence[RelationPoint], reached: int, year_ago: RelationPoint | None) -> tuple[str, date | None]:
    """Now against the month before the stretch without a clear change, or a year before where that is no part of it."""
    now, words_for = points[-1], {1: "warmer", -1: "cooler", 0: "level"}
    if 0 < reached < len(points) - 1 and (year_ago is None or year_ago.date >= points[reached].date):
        return f"finding.{words_for[differ(now, points[reached - 1])]}_month", points[reached - 1].date
    if year_ago is None:
        return "finding.young", None
    return f"finding.{words_for[differ(now, year_ago)]}_year", year_ago.date


def _behind(inputs: Inputs, found: Finding) -> list[str]:
    """The events that a finding cites: those that push the way it goes, since the month it compares with."""
    said = f"{found.first} {found.second}"
    sign = 1 if "warmer" in said or "rising" in said else -1 if "cooler" in said or "falling" in said else 0
    if not sign:
        return inputs.heaviest
    pushing = inputs.pushing(sign)
    lately = [event for event in pushing if found.month is None or inputs.by_id[event]["date"] > found.month]
    return lately or pushing or inputs.heaviest


def finding(writer: Writer) -> Sentence:
    """The finding as a sentence, resting on the events that weigh most for it in the index."""
    inputs = writer.inputs
    found = find(inputs.points, inputs.year_ago)
    if found is None or inputs.now is None:
        return writer.say("finding.none")
    ids = _behind(inputs, found)[:3]
    values: dict[str, Day | Sentence] = {"now": words.month(inputs.now.date)}
    if found.month:
        values |= dict.fromkeys(("since", "begins", "then"), words.month(found.month))
    if found.first == "finding.young":
        first = writer.say(found.first, now=values["now"], band=words.name(inputs.now.band or "", "band"))
    else:
        first = writer.say(found.first, **{k: v for k, v in values.items() if k in fields(found.first)})
    if found.second is None or found.since is None:
        said = writer.say("finding.whole", ids, first=first)
    else:
        second = writer.say(found.second, since=words.month(found.since))
        said = writer.say("finding.both", ids, first=first, second=second)
    if inputs.now.date.replace(day=1) < inputs.until.replace(day=1):
        said = writer.say("finding.late", ids, finding=said, now=words.month(inputs.now.date))
    months = [p for p in inputs.relation.points if p.date <= inputs.now.date]
    if any(not p.covered for p in months) and "year" not in found.first:
        return writer.say("finding.gaps", ids, finding=said)
    return said


def gap_day(start: date, end: date, until: date) -> Day:
    """A stretch without data as it is printed: by months where it holds whole months only."""
    whole = start.day == 1 and (end == words.period_end(end, "month") or end == until)
    return words.day(start, end, "month" if whole else "day")


def basis(writer: Writer) -> Sentence:
    """What the brief rests on: events, documents, period, and what is missing."""
    inputs = writer.inputs
    span = span_of(inputs)
    if span is None or not inputs.events:
        return writer.say("head.nothing", day=writer.day(inputs.until))
    documents = writer.counted("document", "documents.count")
    values = {"first": words.month(span[0]), "last": words.month(span[1])}
    events = writer.counted("event", "events.count")
    if documents.value:
        said = writer.say("head.basis", events=events, documents=documents, **values)
    else:
        said = writer.say(
            "head.basis_feeds", events=events, sources=writer.counted("source", "sources.count"), **values
        )
    gaps = [gap for gap in inputs.gaps() if span[0] <= gap[0] and gap[1] <= span[1]]
    gaps = [gap for gap in gaps if (gap[1] - gap[0]).days >= 27]
    if not gaps:
        return said
    longest = sorted(sorted(gaps, key=lambda g: g[0] - g[1])[:GAPS_NAMED])
    named = Many(tuple(gap_day(*gap, inputs.until) for gap in longest))
    return writer.say("head.basis_more_gaps" if len(gaps) > GAPS_NAMED else "head.basis_gaps", basis=said, gaps=named)


def span_of(inputs: Inputs) -> tuple[date, date] | None:
    """First and last loaded day within the period."""
    loaded = inputs.loaded()
    if loaded is None:
        return None
    first, last = max(loaded[0], inputs.since), min(loaded[1], inputs.until)
    return (first, last) if first <= last else None
