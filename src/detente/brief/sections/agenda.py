"""Section 4: what the two deal with: issues by weight and tone, who shares them, and their strongest passages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente import ontology
from detente.brief import charts, event_lines, words
from detente.brief.model import Block, Figure, Name, Number, Paragraph, Quote, Section, Sentence, Table, Topic
from detente.brief.naming import states_named
from detente.brief.sections.history import source_note
from detente.events import Status
from detente.measures.agenda import HALF_LIFE_DAYS

if TYPE_CHECKING:
    from detente.brief.inputs import Inputs, Row
    from detente.brief.sentences import Writer
    from detente.measures.agenda import AgendaIssue

TITLE = "Agenda"
DRAWN = 12
TOPICS = 5
LONGEST_PASSAGE = 240
GROUPS = {
    "traditional": "Traditional security",
    "non-traditional": "Non-traditional security",
    "economic": "Economic",
    "other": "Other",
}


def section(writer: Writer) -> Section:
    """The section; only its reason where no event carries an issue."""
    writer.begin("s4")
    inputs = writer.inputs
    issues = inputs.agenda.issues
    if not issues:
        period = {"since": writer.day(inputs.since), "until": writer.day(inputs.until)}
        if not inputs.events:
            return Section(4, "agenda", TITLE, (), writer.say("agenda.reason_none", **period))
        events = writer.counted("event", "events.count")
        return Section(4, "agenda", TITLE, (), writer.say("agenda.reason", events=events, **period))
    blocks: list[Block] = [_figure(writer, issues[:DRAWN]), Paragraph(tuple(_summary(writer, issues)))]
    for entry in issues[:TOPICS]:
        blocks += _topic(writer, entry)
    return Section(4, "agenda", TITLE, tuple(blocks))


def _share(writer: Writer, fact: str, key: str) -> Number:
    return writer.number(fact, key, style="share", unit="%")


def _figure(writer: Writer, issues: tuple[AgendaIssue, ...]) -> Figure:
    inputs = writer.inputs
    ordered = [entry for kind in GROUPS for entry in issues if entry.kind == kind]
    bars = [
        charts.AgendaBar(
            entry.issue, GROUPS[entry.kind], entry.weight, _share(writer, "agenda.weight", entry.issue).shown,
            entry.a_tone, entry.b_tone, entry.standing,
        )
        for entry in ordered
    ]  # fmt: skip
    low, high = writer.number("scale.low", style="scale"), writer.number("scale.high", style="scale")
    sides = (words.capital(words.state_name(inputs.a)), words.capital(words.state_name(inputs.b)))
    wide, narrow = (
        charts.agenda_bars(bars, *sides, (low.value, high.value), width=width, key=key)[0]
        for width, key in ((720.0, "agenda-wide"), (350.0, "agenda-narrow"))
    )
    top = issues[0]
    count = writer.counted("issue", "agenda.count")
    return Figure(
        "agenda",
        writer.say(
            "agenda.title", issue=words.name(words.capital(top.issue), "issue"),
            weight=_share(writer, "agenda.weight", top.issue),
        ),
        writer.say(
            "agenda.subtitle", since=writer.day(inputs.agenda.since), until=writer.day(inputs.agenda.until),
            bottom=low, top=high,
        ),
        writer.say(
            "agenda.note", coverage=source_note(writer, "history.note_plain"), count=count,
            without=writer.counted("event", "agenda.without"),
        ),
        writer.say("agenda.description", count=count, heaviest=writer.names([e.issue for e in issues[:3]], "issue")),
        wide,
        narrow,
        _data(writer, inputs.agenda.issues),
    )  # fmt: skip


def _data(writer: Writer, issues: tuple[AgendaIssue, ...]) -> Table:
    inputs = writer.inputs
    rows = []
    for entry in issues:
        tones = [
            writer.plain(writer.number(f"agenda.{column}", entry.issue))
            if getattr(entry, column) is not None
            else writer.say("plain.dash")
            for column in ("a_tone", "b_tone")
        ]
        rows.append(
            (
                writer.plain(words.name(entry.issue, "issue")),
                writer.plain(words.name(entry.kind, "word")),
                writer.plain(_share(writer, "agenda.weight", entry.issue)),
                *tones,
                writer.plain(words.name(entry.standing, "word")),
                writer.plain(writer.bare("agenda.events", entry.issue)),
            )
        )
    names = [words.capital(words.state_name(code)) for code in (inputs.a, inputs.b)]
    columns = ("Issue", "Kind", "Weight", *(f"Tone, {name}" for name in names), "Standing", "Events")
    return Table(writer.say("agenda.caption"), columns, tuple(rows), (2, 3, 4, 6))


def _summary(writer: Writer, issues: tuple[AgendaIssue, ...]) -> list[Sentence]:
    present = [kind for kind in GROUPS if any(entry.kind == kind for entry in issues)]
    said = [_kinds(writer, present), _standings(writer)]
    fresh = [entry for entry in issues if entry.new]
    quiet = [entry for entry in issues if entry.quiet]
    for key, entries in (("agenda.new", fresh), ("agenda.quiet", quiet)):
        if entries:
            ids = [row["id"] for e in entries for row in _rows_on(writer, e.issue)]
            said.append(writer.say(key, ids, issues=writer.names([e.issue for e in entries], "issue")))
    return said


def _kinds(writer: Writer, present: list[str]) -> Sentence:
    shares = [_share(writer, "agenda.kind", kind) for kind in present]
    clause: Sentence | None = None
    for kind, share in zip(reversed(present), reversed(shares), strict=True):
        one = writer.say("agenda.kind", kind=Name(GROUPS[kind].lower(), "word"), weight=share)
        clause = one if clause is None else writer.say("agenda.kind_then", first=one, rest=clause)
    assert clause is not None
    return writer.say("agenda.kinds", kinds=clause)


def _standings(writer: Writer) -> Sentence:
    return writer.say(
        "agenda.standings",
        count=writer.counted("issue", "agenda.count"),
        shared=writer.bare("agenda.standing", "shared"),
        friction=writer.bare("agenda.standing", "friction"),
        onesided=writer.bare("agenda.standing", "one-sided"),
    )


def _rows_on(writer: Writer, issue: str) -> list[Row]:
    inputs = writer.inputs
    return [
        row
        for row in inputs.events
        if issue in (row["issues"] or ()) and inputs.agenda.since <= row["date"] <= inputs.agenda.until
    ]


def _topic(writer: Writer, entry: AgendaIssue) -> list[Block]:
    inputs = writer.inputs
    tones = {
        name: writer.plain(writer.number(f"agenda.{column}", entry.issue))
        if getattr(entry, column) is not None
        else writer.say("plain.unknown")
        for name, column in (("tone", "tone"), ("a_tone", "a_tone"), ("b_tone", "b_tone"))
    }
    rows = _rows_on(writer, entry.issue)
    line = writer.say(
        "agenda.line", [row["id"] for row in rows],
        weight=_share(writer, "agenda.weight", entry.issue), kind=Name(GROUPS[entry.kind].lower(), "word"),
        standing=_standing(writer, entry), **tones, a=writer.state(inputs.a), b=writer.state(inputs.b),
        events=writer.counted("event", "agenda.events", entry.issue), last=writer.day(entry.last),
    )  # fmt: skip
    title = writer.say("agenda.topic", issue=words.name(words.capital(entry.issue), "issue"))
    quotes = tuple(_quotes(writer, entry))
    topic = Topic(title, line, quotes)
    return [topic] if quotes else [topic, Paragraph((writer.say("agenda.no_passage"),))]


def _standing(writer: Writer, entry: AgendaIssue) -> Name:
    return words.name({"friction": "in friction"}.get(entry.standing, entry.standing), "word")


def _quotes(writer: Writer, entry: AgendaIssue) -> list[Quote]:
    """The strongest passage of either side; one alone where they have no other than a joint event's, or one has none.

    Where a side's strongest event is a joint one, a passage of its own says more and goes first.
    """
    inputs = writer.inputs
    rows = [row for row in _rows_on(writer, entry.issue) if row["status"] == Status.HAPPENED and row["passage"]]
    chosen = []
    for side, strongest in ((inputs.a, entry.a_event), (inputs.b, entry.b_event)):
        row = inputs.by_id.get(strongest or "")
        if row is None or row["reciprocal"]:
            row = _own(rows, side, inputs) or row
        if row is not None and words.clean(row["passage"] or ""):
            chosen.append(row)
    quotes = []
    for row in {row["id"]: row for row in chosen}.values():
        passage, shortened = shorten(words.clean(row["passage"]))
        quotes.append(Quote(row["id"], passage, shortened, event_lines.line(writer, row)))
    return quotes


def _own(rows: list[Row], side: str, inputs: Inputs) -> Row | None:
    """The strongest act a side began alone and whose passage names both, older ones weighing less, as in the agenda."""
    pair = (inputs.a, inputs.b)
    alone = [row for row in rows if not row["reciprocal"] and row["source"] == side]

    def strength(row: Row) -> tuple[float, str]:
        age = (inputs.until - row["date"]).days
        return abs(ontology.weight(row["type"], row["mode"])) * 2 ** (-age / HALF_LIFE_DAYS), row["id"]

    named = (
        row for row in sorted(alone, key=strength, reverse=True) if states_named(row["passage"], pair) == set(pair)
    )
    return next(named, None)


def shorten(passage: str) -> tuple[str, bool]:
    """The passage, cut after a word where it is long."""
    if len(passage) <= LONGEST_PASSAGE:
        return passage, False
    return passage[:LONGEST_PASSAGE].rsplit(" ", 1)[0].rstrip(",;:"), True
