"""Section 3: meetings of the last twelve months, their firsts and gaps, who travels, what came of announcements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.brief import words
from detente.brief.inputs import MEETINGS_SHOWN
from detente.brief.model import Block, Day, Item, Many, Paragraph, Points, Section, Sentence, Table
from detente.brief.sections import whereabouts
from detente.brief.sections.head import gap_day
from detente.measures.meetings import LEVEL_ORDER

if TYPE_CHECKING:
    from detente.brief.sentences import Writer
    from detente.measures.meeting import Meeting

TITLE = "Meetings"
GAP_WORTH_SAYING = 365
NOTED_LEVELS = frozenset({"leaders", "ministers"})
PLANS_SHOWN = 4
OUTCOMES = {"late": "meetings.late", "not held": "meetings.missed"}


def section(writer: Writer) -> Section:
    """The section; only its reason where the record shows no meeting, held or announced."""
    writer.begin("s3")
    inputs = writer.inputs
    held = inputs.held(inputs.since, inputs.until)
    if not held and not due(writer):
        return Section(3, "meetings", TITLE, (), _reason(writer))
    year = inputs.held(inputs.year_since, inputs.until)
    blocks: list[Block] = [_table(writer, year)] if year else [Paragraph((_none(writer),))]
    total = len(year)
    if total > MEETINGS_SHOWN:
        span = (inputs.year_since.isoformat(), inputs.until.isoformat())
        shown = writer.number("meetings.shown", style="plain", unit="")
        blocks.append(
            Paragraph(
                (
                    writer.say(
                        "meetings.more",
                        [e for m in year for e in m.events],
                        shown=shown,
                        total=writer.counted("meeting", "meetings.held", *span),
                    ),
                )
            )
        )
    firsts = [item for meeting in year for item in _firsts(writer, meeting)]
    if firsts:
        blocks.append(Points(tuple(firsts), writer.say("meetings.lead")))
    elif year:
        blocks.append(Paragraph((writer.say("meetings.no_firsts"),)))
    if held:
        blocks.append(Points((Item((_travel(writer, held),)),), writer.say("meetings.travel_lead")))
    blocks.append(_follow(writer))
    if inputs.mapped:
        blocks.append(whereabouts.figure(writer))
    return Section(3, "meetings", TITLE, tuple(blocks))


def highest(meetings: list[Meeting]) -> list[Meeting]:
    """Those that fit the table, in order of time: the highest levels first, then the latest."""
    rank = {level: place for place, level in enumerate(LEVEL_ORDER)}
    order = sorted(
        range(len(meetings)),
        key=lambda at: (rank.get(meetings[at].level or "", len(rank)), -meetings[at].date.toordinal()),
    )
    return [meetings[at] for at in sorted(order[:MEETINGS_SHOWN])]


def day_of(meeting: Meeting) -> Day:
    """A meeting's date as it is printed."""
    return words.day(meeting.date, meeting.date_end, meeting.precision)


def due(writer: Writer) -> list[Meeting]:
    """Plans for a stated day that is past, in order of time."""
    until = writer.inputs.until
    return [m for m in writer.inputs.plans() if m.followed_through != "pending" and m.dated and m.last_day < until]


def _reason(writer: Writer) -> Sentence:
    from detente.brief.sections.basis import coverage_line

    inputs = writer.inputs
    return writer.say(
        "meetings.reason", a=writer.state(inputs.a), b=writer.state(inputs.b),
        since=writer.day(inputs.since), until=writer.day(inputs.until), coverage=coverage_line(writer),
    )  # fmt: skip


def _period(writer: Writer) -> dict[str, Day]:
    return {"since": writer.day(writer.inputs.year_since), "until": writer.day(writer.inputs.until)}


def _none(writer: Writer) -> Sentence:
    inputs = writer.inputs
    gaps = [gap for gap in inputs.gaps() if gap[1] >= inputs.year_since]
    if not gaps:
        return writer.say("meetings.none", **_period(writer))
    days = Many(tuple(gap_day(*gap, inputs.until) for gap in gaps[-3:]))
    return writer.say("meetings.none_gaps", **_period(writer), gaps=days)


def _table(writer: Writer, year: list[Meeting]) -> Table:
    columns = ("Day", "Format", "Level", "Place", "Who", "Announced")
    rows = []
    for meeting in highest(year):
        people = meeting.participants
        rows.append(
            (
                writer.plain(day_of(meeting)),
                writer.plain(words.name(meeting.format, "format")),
                writer.plain(words.name(meeting.level, "level")) if meeting.level else writer.say("plain.unknown"),
                writer.plain(writer.place(meeting.place)) if meeting.place else writer.say("plain.unknown"),
                writer.plain(writer.names(people, "person"), meeting.events)
                if people
                else writer.say("plain.unknown", meeting.events),
                writer.plain(writer.day(meeting.announced)) if meeting.announced else writer.say("plain.dash"),
            )
        )
    return Table(writer.say("meetings.caption", **_period(writer)), columns, tuple(rows))


def _firsts(writer: Writer, meeting: Meeting) -> list[Item]:
    said = []
    begins = writer.inputs.meetings.record_begins
    told = {claim.casefold() for claim in meeting.claimed_firsts}
    both = [first for first in meeting.firsts if first.casefold() in told]
    ours = [first for first in meeting.firsts if first not in both]
    if begins:
        values = {"day": day_of(meeting), "begins": words.month(begins)}
        for key, firsts in (("meetings.first", ours), ("meetings.first_both", both)):
            if firsts:
                said.append(writer.say(key, meeting.events, **values, first=writer.names(firsts, "first")))
    said += [
        writer.say("meetings.claim", meeting.events, day=day_of(meeting), claim=words.name(claim, "claim"))
        for claim in meeting.claimed_firsts
        if claim not in both and claim.casefold() not in {first.casefold() for first in both}
    ]
    if meeting.level and meeting.gap_days is not None and meeting.gap_days >= GAP_WORTH_SAYING:
        said.append(
            writer.say(
                "meetings.gap", meeting.events, day=day_of(meeting), format=words.name(meeting.format, "format"),
                level=words.name(meeting.level, "level"), gap=writer.counted("day", "meeting.gap", meeting.events[0]),
            )
        )  # fmt: skip
    return [Item((sentence,)) for sentence in said]


def _travel(writer: Writer, held: list[Meeting]) -> Sentence:
    inputs = writer.inputs
    ids = [event for meeting in held for event in meeting.events]
    return writer.say(
        "meetings.travel", ids,
        total=writer.counted("meeting", "meetings.held", inputs.since.isoformat(), inputs.until.isoformat()),
        since=writer.day(inputs.since), until=writer.day(inputs.until),
        a=writer.state(inputs.a), a_count=writer.bare("meetings.hosted", inputs.a),
        b=writer.state(inputs.b), b_count=writer.bare("meetings.hosted", inputs.b),
        elsewhere=writer.bare("meetings.elsewhere"), nowhere=writer.bare("meetings.nowhere"),
    )  # fmt: skip


def _follow(writer: Writer) -> Points:
    past = due(writer)
    lead = writer.say("meetings.follow_lead")
    if not past:
        return Points((Item((writer.say("meetings.follow_none"),)),), lead)
    counts = {
        key: writer.bare("plans.followed", outcome)
        for key, outcome in (("held", "held"), ("late", "late"), ("missed", "not held"), ("unknown", "unknown"))
    }
    ids = [event for plan in past for event in plan.events]
    total = writer.say("meetings.follow", ids, due=writer.counted("announcement", "plans.due"), **counts)
    # Lower officials often meet without a word in public: that the record shows no such meeting is worth no line.
    missed = [plan for plan in past if plan.followed_through in OUTCOMES and plan.level in NOTED_LEVELS]
    notable = missed[-PLANS_SHOWN:]
    return Points((Item((total,), tuple(_outcome(writer, plan) for plan in notable)),), lead)


def _outcome(writer: Writer, plan: Meeting) -> Sentence:
    return writer.say(
        OUTCOMES[plan.followed_through or ""], plan.events, day=day_of(plan), format=words.name(plan.format, "format"),
        where=writer.maybe("event.where", writer.place(plan.place) if plan.place else None, "place"),
    )  # fmt: skip
