"""Section 1: the index with interval and band, against a year before and other relations, its parts, initiatives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.brief import charts, words
from detente.brief.inputs import rank
from detente.brief.model import Block, Figure, Many, Name, Number, Paragraph, Section, Sentence, Table, Value
from detente.brief.sections.head import differ
from detente.measures.relation import Band, RelationPoint, bands

if TYPE_CHECKING:
    from detente.brief.sentences import Writer

TITLE = "Where it stands"
TERMS_SHOWN = 5


def section(writer: Writer) -> Section:
    """The section; only its reason where the index has no value."""
    writer.begin("s1")
    inputs, now = writer.inputs, writer.inputs.now
    if now is None:
        reason = writer.say(
            "standing.reason", a=writer.state(inputs.a), b=writer.state(inputs.b), day=writer.day(inputs.until)
        )
        return Section(1, "standing", TITLE, (Paragraph((_initiatives(writer),)),), reason)
    level = [_index(writer, now), _reach(writer, now), *_late(writer, now), _year(writer, now)]
    around = [*(_rank(writer, state) for state in (inputs.a, inputs.b)), _parts(writer, now), _initiatives(writer)]
    blocks: list[Block] = [_gauge(writer, now), Paragraph(tuple(level)), Paragraph(tuple(around))]
    terms = _terms(writer)
    return Section(1, "standing", TITLE, (*blocks, *([terms] if terms else [])))


def _interval(writer: Writer, point: RelationPoint) -> dict[str, Number]:
    on = point.date.isoformat()
    return {key: writer.number(f"relation.{key}", on) for key in ("value", "low", "high")}


def _band(name: str | None) -> Band:
    return next(band for band in bands() if band.name == name)


def _index(writer: Writer, now: RelationPoint) -> Sentence:
    ids = writer.inputs.heaviest
    return writer.say(
        "standing.index", ids[:4][::-1], len(ids),
        day=writer.day(now.date), **_interval(writer, now), **_scale(writer),
        band=words.name(now.band or "", "band"), meaning=Name(_band(now.band).meaning, "word"),
    )  # fmt: skip


def _scale(writer: Writer) -> dict[str, Number]:
    return {"bottom": writer.number("scale.low", style="scale"), "top": writer.number("scale.high", style="scale")}


def _reach(writer: Writer, now: RelationPoint) -> Sentence:
    assert now.low is not None and now.high is not None
    reached = [b.name for b in bands() if b.high > now.low and b.low < now.high and b.name != now.band]
    if not reached:
        return writer.say("standing.reach_none")
    return writer.say("standing.reach", bands=Many(tuple(Name(f"“{name}”", "band") for name in reached)))


def _late(writer: Writer, now: RelationPoint) -> list[Sentence]:
    until = writer.inputs.until
    if now.date >= until:
        return []
    from datetime import timedelta

    return [writer.say("standing.late", since=writer.day(now.date + timedelta(days=1)), until=writer.day(until))]


def _year(writer: Writer, now: RelationPoint) -> Sentence:
    then = writer.inputs.year_ago
    if then is None:
        return writer.say("standing.year_none")
    ids = [row["id"] for row in writer.inputs.events if then.date < row["date"] <= now.date]
    values: dict[str, Value] = {
        "then": writer.day(then.date),
        **_interval(writer, then),
        "band": words.name(then.band or "", "band"),
    }
    clear = differ(now, then)
    if not clear:
        return writer.say("standing.year_open", _behind_change(writer, ids), len(ids), **values)
    move = Name("rise" if clear > 0 else "fall", "word")
    return writer.say("standing.year_clear", _behind_change(writer, ids), len(ids), **values, move=move)


def _behind_change(writer: Writer, ids: list[str]) -> list[str]:
    """Of the events of the year, those that weigh most in the index today."""
    inside = set(ids)
    return [event for event in writer.inputs.heaviest if event in inside or not ids][:4][::-1]


def _rank(writer: Writer, state: str) -> Sentence:
    place = rank(writer.inputs, state)
    if place is None:
        return writer.say("standing.rank_none", state=writer.state(state))
    of = writer.bare("rank.of", state)
    if place[0] in (1, place[1]) and place[1] > 1:
        key = "standing.rank_first" if place[0] == 1 else "standing.rank_last"
        return writer.say(key, of=of, state=writer.state(state))
    return writer.say("standing.rank", of=of, state=writer.state(state), place=writer.bare("rank.place", state))


def _parts(writer: Writer, now: RelationPoint) -> Sentence:
    on = now.date.isoformat()
    values = {key: writer.number(f"relation.{key}", on) for key in ("cooperation", "conflict", "prior")}
    ids = writer.inputs.heaviest
    return writer.say("standing.parts", ids[:4][::-1], len(ids), **values)


def _initiatives(writer: Writer) -> Sentence:
    inputs = writer.inputs
    since, until = inputs.year_since, inputs.until
    span = (since.isoformat(), until.isoformat())
    single, joint = inputs.acts(None, since, until), inputs.joint_acts(since, until)
    period = {"since": writer.day(since), "until": writer.day(until)}
    ids = [row["id"] for row in single or joint]
    if not single and not joint:
        return writer.say("standing.initiatives_none", **period)
    if not single:
        return writer.say("standing.initiatives_joint", ids, **period, joint=writer.counted("act", "acts.joint", *span))
    return writer.say(
        "standing.initiatives", ids, **period,
        total=writer.counted("act", "acts.of", "", *span), joint=writer.bare("acts.joint", *span),
        a=writer.state(inputs.a), a_count=writer.bare("acts.of", inputs.a, *span),
        b=writer.state(inputs.b), b_count=writer.bare("acts.of", inputs.b, *span),
    )  # fmt: skip


def _gauge(writer: Writer, now: RelationPoint) -> Figure:
    then = writer.inputs.year_ago
    assert now.value is not None and now.low is not None and now.high is not None
    figures, scale = _interval(writer, now), _scale(writer)
    band = words.name(now.band or "", "band")
    subtitle = (
        writer.say("standing.gauge_subtitle", **scale, then=writer.day(then.date))
        if then
        else writer.say("standing.gauge_subtitle_alone", **scale)
    )
    wide, narrow = (
        charts.gauge(bands(), now.value, now.low, now.high, then.value if then else None, width=width, key=key)[0]
        for width, key in ((720.0, "gauge-wide"), (350.0, "gauge-narrow"))
    )
    rows = [_gauge_row(writer, point) for point in (now, then) if point]
    data = Table(writer.say("standing.gauge_data"), ("Day", "Index", "Low", "High", "Band"), tuple(rows), (1, 2, 3))
    return Figure(
        "gauge",
        writer.say("standing.gauge_title", value=figures["value"], day=writer.day(now.date), band=band),
        subtitle,
        writer.empty(),
        writer.say("standing.gauge_description", **figures, **scale),
        wide,
        narrow,
        data,
    )


def _gauge_row(writer: Writer, point: RelationPoint) -> tuple[Sentence, ...]:
    band = words.name(point.band or "", "band")
    values: list[Value] = [writer.day(point.date), *_interval(writer, point).values(), band]
    return tuple(writer.plain(value) for value in values)


def _terms(writer: Writer) -> Table | None:
    """The events that weigh most in the index, the strongest first; then all others and the prior, to add up to it."""
    why = writer.inputs.why
    if why is None or writer.inputs.now is None or why.on != writer.inputs.now.date:
        return None
    rows = []
    for term in [t for t in why.terms if t.event][:TERMS_SHOWN]:
        row = writer.inputs.by_id.get(term.event or "")
        if row is not None:
            line = writer.events_line(row)
            rows.append((line, writer.plain(writer.number("why.contribution", row["id"], style="part"))))
    if not rows:
        return None
    rows.append((writer.say("event.rest"), writer.plain(writer.number("why.rest", str(len(rows)), style="part"))))
    rows.append((writer.say("event.prior"), writer.plain(writer.number("why.contribution", "", style="part"))))
    caption = writer.say("standing.why_caption", day=writer.day(why.on))
    return Table(caption, ("What", "Contribution"), tuple(rows), (1,))
