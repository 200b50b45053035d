"""Section 9: sources and their citations, coverage, formulas and versions, corrections, and what cannot be seen."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from detente import ontology
from detente.brief import words
from detente.brief.model import Item, Many, Name, Points, Section, Sentence
from detente.brief.sections.head import gap_day, span_of

if TYPE_CHECKING:
    from detente.brief.sentences import Writer

TITLE = "What this rests on"
STATES_NAMED = 4
GAPS_NAMED = 6


def section(writer: Writer) -> Section:
    """The section; it is never empty."""
    writer.begin("s9")
    blocks = (
        Points(tuple(Item((s,)) for s in _sources(writer)), writer.say("basis.sources")),
        Points(tuple(Item((s,)) for s in _formulas(writer)), writer.say("basis.formulas")),
        Points(tuple(Item((s,)) for s in _limits(writer)), writer.say("basis.limits")),
    )
    return Section(9, "basis", TITLE, blocks)


def _sources(writer: Writer) -> list[Sentence]:
    rows = {(row["name"], row.get("version")): row for row in writer.inputs.sources}
    said = [_source(writer, row) for row in rows.values()]
    said += [_published(writer), *_failed(writer), coverage_line(writer)]
    corrections = writer.inputs.corrections
    if corrections:
        count = writer.counted("correction", "corrections.count")
        said.append(writer.say("basis.corrections", [r.get("event") for r in corrections], count=count))
    else:
        said.append(writer.say("basis.corrections_none"))
    return said


def _source(writer: Writer, row: dict[str, object]) -> Sentence:
    def known(key: str, otherwise: str) -> Sentence:
        text = words.clean(str(row.get(key) or ""))
        return writer.plain(Name(text.rstrip("."), "title")) if text else writer.say(otherwise)

    version = words.clean(str(row.get("version") or ""))
    return writer.say(
        "basis.source", name=words.name(str(row["name"]), "title"), kind=words.name(str(row["kind"]), "title"),
        version=writer.say("basis.version", version=Name(version, "title")) if version else writer.empty(),
        licence=known("licence", "basis.licence_unknown"), citation=known("citation", "basis.citation_unknown"),
    )  # fmt: skip


def _published(writer: Writer) -> Sentence:
    """From which states the documents behind the events come."""
    inputs = writer.inputs
    used = {row["document"] for row in inputs.events if row["document"] in inputs.documents}
    if not used:
        return writer.say("basis.documents_none")
    counts = Counter(inputs.documents[key]["publisher_state"] or "" for key in used)
    named = [code for code, _ in sorted(counts.items(), key=lambda c: (-c[1], c[0])) if code][:STATES_NAMED]
    documents = writer.counted("document", "documents.count")
    if not named:
        return writer.say("basis.documents_nowhere", documents=documents)
    clauses = [
        writer.say("basis.publisher", count=writer.bare("documents.from", code), state=writer.state(code))
        for code in named
    ]
    if len(used) > sum(counts[code] for code in named):
        clauses.append(writer.say("basis.publisher_other", count=writer.bare("documents.elsewhere", *sorted(named))))
    joined = clauses[-1]
    for clause in reversed(clauses[:-1]):
        joined = writer.say("basis.then", first=clause, rest=joined)
    return writer.say("basis.documents", documents=documents, states=joined)


def _failed(writer: Writer) -> list[Sentence]:
    rows = [row for row in writer.inputs.coverage if row["state"] != "loaded"]
    said = []
    for row in rows[:GAPS_NAMED]:
        note = words.clean(row["note"] or "")
        said.append(
            writer.say(
                "basis.coverage_failed", source=words.name(row["source"], "title"),
                days=gap_day(row["since"], row["until"], writer.inputs.until),
                note=writer.say("basis.note", note=Name(note.rstrip("."), "title")) if note else writer.empty(),
            )
        )  # fmt: skip
    return said


def coverage_line(writer: Writer) -> Sentence:
    """Which days were loaded, and which of them were not."""
    inputs, span = writer.inputs, span_of(writer.inputs)
    if span is None:
        return writer.say("basis.coverage_none")
    first = writer.say("basis.coverage", first=writer.day(span[0]), last=writer.day(span[1]))
    gaps = inputs.gaps()
    if not gaps:
        return writer.say("basis.then_sentence", first=first, rest=writer.say("basis.coverage_whole"))
    named = sorted(sorted(gaps, key=lambda g: g[0] - g[1])[:GAPS_NAMED])
    days = Many(tuple(gap_day(*gap, inputs.until) for gap in named))
    key = "basis.coverage_gaps" if len(named) == len(gaps) else "basis.coverage_more_gaps"
    return writer.say("basis.then_sentence", first=first, rest=writer.say(key, gaps=days))


def _formulas(writer: Writer) -> list[Sentence]:
    from detente.measures import agenda, turns

    inputs = writer.inputs
    methods = [("Index", inputs.relation.method), ("Turning points", inputs.turns.method or turns.method())]
    said = [
        writer.say("basis.formula", what=Name(what, "word"), method=words.name(method, "method"))
        for what, method in methods
    ]
    half_life = words.number(agenda.HALF_LIFE_DAYS, "plain", "", "agenda.half_life")
    said += [
        writer.say("basis.agenda", days=half_life),
        writer.say("basis.weights", version=Name(ontology.WEIGHTS_VERSION, "method")),
        writer.say("basis.comparison"),
        writer.say("basis.interval"),
        writer.say("basis.passages"),
    ]
    if inputs.not_built:
        said.append(writer.say("basis.left_out", measures=writer.names(inputs.not_built, "word")))
    return said


def _limits(writer: Writer) -> list[Sentence]:
    inputs = writer.inputs
    codes = {str(row.get("language") or "") for row in inputs.documents.values()} - {""}
    languages = sorted(words.language_name(code) for code in codes)
    said = []
    if languages:
        said.append(writer.say("basis.limit_unread", languages=writer.names(languages, "word")))
    else:
        said.append(writer.say("basis.limit_feeds"))
    if len(inputs.points) < len(inputs.relation.points):
        months = writer.counted("month", "points.all")
        said.append(writer.say("basis.limit_thin", count=writer.bare("points.empty"), months=months))
    once = writer.bare("events.once")
    said.append(writer.say("basis.limit_one", count=once, events=writer.counted("event", "events.count")))
    said.append(writer.say("basis.limit_plan"))
    if writer.disputed:
        places = writer.names(sorted(writer.disputed), "place")
        if inputs.naming == "both":
            said.append(writer.say("basis.naming", places=places))
        else:
            said.append(writer.say("basis.naming_one", state=writer.state(inputs.naming)))
    return said
