"""The machine's check of a brief before it is shown; a brief that fails is not written.

Each rule walks the typed page and compares it with the inputs, not with what the writer meant:

1. *passages*: each cited passage is the record's, and names an actor of both states or is marked as resting on context;
2. *numbers*: each figure is printed as its value prints, and its value is that of the data, got again by its fact;
3. *dates*: each date is printed as it is and lies in the record; nothing after the brief's day is said to have been;
4. *plans*: no plan past its day is listed or called planned;
5. *links*: evidence numbers are those of the list, and lead both ways;
6. *sections*: none is empty without a reason;
7. *words*: every sentence is one of the templates, and these hold no figure and claim no cause;
8. *names*: a name that holds a figure is one of the record's own;
9. *figures*: a sentence with a figure of the two states' own doings cites events;
10. *charts*: a figure in a chart is one of its table, a year, an edge of a band, or the most events of a month.

`check_text` is the last look: every figure in what was rendered must be one of the page's.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import chain
from math import isclose

from detente.brief import words
from detente.brief.event_lines import last_day
from detente.brief.facts import derive
from detente.brief.inputs import Inputs
from detente.brief.model import (
    Brief,
    Day,
    Figure,
    Name,
    Number,
    Paragraph,
    Points,
    Quote,
    Sentence,
    Table,
    Topic,
    block_sentences,
    body_sentences,
    evidence_sentences,
)
from detente.brief.naming import states_named
from detente.brief.sections.evidence import citation_text
from detente.brief.sentences import templates
from detente.events import Status

CAUSES = re.compile(r"\b(caus|because|due to|thanks to|owing to|led to|leads to|result of|resulted|triggered)", re.I)
FIGURE = re.compile(r"\d+(?:[.,]\d+)*")


def check(brief: Brief) -> list[str]:
    """What is wrong with the brief, a line each, naming the place; empty where it may be shown."""
    rules = (_passages, _numbers, _dates, _plans, _links, _sections, _words, _names, _figures, _charts)
    return [line for rule in rules for line in rule(brief)]


def _all(brief: Brief) -> Iterator[Sentence]:
    yield from body_sentences(brief)
    for item in brief.evidence:
        yield from evidence_sentences(item)


def _leaves(brief: Brief) -> Iterator[tuple[str, Number | Day | Name]]:
    for sentence in _all(brief):
        for leaf in sentence.leaves():
            yield sentence.id, leaf


def _quotes(brief: Brief) -> Iterator[Quote]:
    for section in brief.sections:
        for block in section.blocks:
            if isinstance(block, Topic):
                yield from block.quotes


def _passages(brief: Brief) -> Iterator[str]:
    known = brief.inputs.by_id
    for item in brief.evidence:
        row = known.get(item.event)
        if row is None:
            yield f"evidence {item.number}: event {item.event} is not in the record"
            continue
        if item.passage != words.clean(row["passage"] or ""):
            yield f"evidence {item.number}: the passage is not the record's"
        if not item.passage:
            continue
        missing = {brief.a, brief.b} - states_named(item.passage, (brief.a, brief.b))
        unmarked = sorted(missing - set(item.unnamed))
        if unmarked:
            yield (
                f"evidence {item.number}: the passage names no actor of {', '.join(unmarked)} "
                "and is not marked as resting on context"
            )
    for quote in _quotes(brief):
        row = known.get(quote.event)
        whole = words.clean(row["passage"] or "") if row else ""
        same = whole.startswith(quote.passage) if quote.shortened else whole == quote.passage
        if not same or not quote.passage:
            yield f"{quote.said.id}: the passage quoted is not that of event {quote.event}"


def _numbers(brief: Brief) -> Iterator[str]:
    for place, leaf in _leaves(brief):
        if not isinstance(leaf, Number):
            continue
        try:
            value = derive(brief.inputs, leaf.fact, leaf.args)
        except (KeyError, IndexError, TypeError, ValueError):
            value = None
        if value is None:
            yield f"{place}: the data has no figure {leaf.fact} {' '.join(leaf.args)}, printed as {leaf.shown}"
        elif not isclose(value, leaf.value, rel_tol=0, abs_tol=1e-9):
            yield f"{place}: {leaf.fact} is {value:g} in the data, {leaf.value:g} in the text"
        if leaf.shown != words.shown_number(leaf.value, leaf.style, leaf.unit):
            yield f"{place}: {leaf.fact} is {leaf.value:g} but is printed as {leaf.shown}"


def record_days(inputs: Inputs) -> set[date]:
    """Every day that the record's tables and the measures' results name, and the edges of what they leave out."""
    days: set[date | None] = {inputs.since, inputs.until, inputs.year_since, inputs.meetings.record_begins}
    for row in inputs.events:
        days |= {row["date"], row["date_end"]}
    days |= {row["published"] for row in inputs.documents.values()}
    for row in inputs.coverage:
        days |= {row["since"], row["until"]}
    days |= set(chain.from_iterable(inputs.gaps())) | set(inputs.loaded() or ())
    days |= {point.date for point in inputs.relation.points}
    for turn in inputs.turns.turns:
        days |= {turn.date, turn.earliest, turn.latest}
    if inputs.turns.begun:
        days.add(inputs.turns.begun.date)
    for meeting in inputs.meetings.meetings:
        days |= {meeting.date, meeting.date_end, meeting.announced}
    days |= {inputs.agenda.since, inputs.agenda.until}
    days |= {day for entry in inputs.agenda.issues for day in (entry.first, entry.last)}
    if inputs.now:
        days.add(inputs.now.date + timedelta(days=1))
    return {day for day in days if day is not None}


def _dates(brief: Brief) -> Iterator[str]:
    days = record_days(brief.inputs)
    months = {(day.year, day.month) for day in days}
    years = {day.year for day in days}
    for place, leaf in _leaves(brief):
        if not isinstance(leaf, Day):
            continue
        if leaf.shown != words.shown_day(leaf.start, leaf.end, leaf.precision):
            yield f"{place}: the date {leaf.start} to {leaf.end} is printed as {leaf.shown}"
        for day in {leaf.start, leaf.end}:
            known = {
                "day": day in days, "month": (day.year, day.month) in months, "year": day.year in years
            }[leaf.precision]  # fmt: skip
            if not known:
                yield f"{place}: the date {day} is not in the record"
    for item in brief.evidence:
        row = brief.inputs.by_id.get(item.event)
        if row and row["status"] == Status.HAPPENED and row["date"] > brief.inputs.until:
            yield f"evidence {item.number}: said to have happened on {row['date']}, after {brief.inputs.until}"


def _plans(brief: Brief) -> Iterator[str]:
    past = {
        row["id"]
        for row in brief.inputs.events
        if row["status"] == Status.PLANNED and last_day(row) < brief.inputs.until
    }
    calendar = {
        event
        for section in brief.sections
        if section.key == "plans"
        for block in section.blocks
        if hasattr(block, "rows")
        for row in block.rows
        for cell in row
        for event in cell.events
    }
    for event in sorted(calendar & past):
        yield f"section 7: event {event} is listed as planned, but its day is past"
    planned = templates()["event.dated_plan"]
    for sentence in _all(brief):
        if sentence.template == planned and past & set(sentence.events):
            yield f"{sentence.id}: a plan whose day is past is still called announced"
    for item in brief.evidence:
        if item.event in past and item.status.text.casefold().startswith("planned"):
            yield f"evidence {item.number}: a plan whose day is past is still called planned"


def _links(brief: Brief) -> Iterator[str]:
    numbers = [item.number for item in brief.evidence]
    if numbers != list(range(1, len(numbers) + 1)):
        yield "evidence: the numbers do not run from 1 without a gap"
    listed = {item.event: item for item in brief.evidence}
    cited: dict[str, set[str]] = defaultdict(set)
    ids: list[str] = []
    for sentence in _nested(body_sentences(brief)):
        ids.append(sentence.id)
        for event in sentence.events:
            cited[event].add(sentence.id)
            if event not in listed:
                yield f"{sentence.id}: cites event {event}, which is not in the evidence"
    for place in sorted({place for place in ids if ids.count(place) > 1}) if len(set(ids)) < len(ids) else []:
        yield f"{place}: two sentences bear this name"
    for item in brief.evidence:
        for place in item.cited_by:
            if place not in cited[item.event]:
                yield f"evidence {item.number}: leads back to {place}, which does not cite it"
        if not item.cited_by:
            yield f"evidence {item.number}: nothing above cites it"


def _nested(sentences: Iterable[Sentence]) -> Iterator[Sentence]:
    """Sentences, not their clauses: clauses cite nothing of their own on the page."""
    yield from sentences


def _sections(brief: Brief) -> Iterator[str]:
    for section in brief.sections:
        said = any(_says(block) for block in section.blocks)
        if not said and (section.reason is None or not section.reason.text.strip()):
            yield f"section {section.number} ({section.title}) is empty and says no reason"


def _says(block: object) -> bool:
    match block:
        case Paragraph(sentences):
            return any(sentence.text.strip() for sentence in sentences)
        case Points(items=items):
            return any(item.sentences for item in items)
        case Table(rows=rows):
            return bool(rows)
        case Figure() | Topic():
            return True
    return False


def _words(brief: Brief) -> Iterator[str]:
    known = set(templates().values())
    for sentence in _all(brief):
        yield from _template(sentence, known)


def _template(sentence: Sentence, known: set[str]) -> Iterator[str]:
    if sentence.template not in known:
        yield f"{sentence.id}: not one of the templates: {sentence.template}"
    own = re.sub(r"\{\w+\}", "", sentence.template)
    if FIGURE.search(own.replace("section 3", "").replace("section 9", "")):
        yield f"{sentence.id}: a figure stands in the template itself: {sentence.template}"
    if CAUSES.search(own):
        yield f"{sentence.id}: the template claims a cause: {sentence.template}"
    for value in sentence.values.values():
        if isinstance(value, Sentence):
            yield from _template(value, known)


def _names(brief: Brief) -> Iterator[str]:
    vocabulary: str | None = None
    for place, leaf in _leaves(brief):
        if isinstance(leaf, Name) and FIGURE.search(leaf.shown):
            vocabulary = vocabulary or _vocabulary(brief.inputs)
            if leaf.shown.casefold() not in vocabulary:
                yield f"{place}: the name “{leaf.shown}” holds a figure that is not the record's"


DOINGS = ("relation.", "acts.", "meeting.", "meetings.held", "plans.", "agenda.weight", "agenda.tone", "agenda.events")


def _figures(brief: Brief) -> Iterator[str]:
    for section in brief.sections:
        for block in section.blocks:
            if isinstance(block, Paragraph | Points | Topic):
                for sentence in block_sentences(block):
                    told = [n.fact for n in sentence.leaves() if isinstance(n, Number) and n.fact.startswith(DOINGS)]
                    if told and not sentence.events:
                        yield f"{sentence.id}: the figure {told[0]} cites no event"


def _charts(brief: Brief) -> Iterator[str]:
    from detente.measures.relation import bands

    points = brief.inputs.relation.points
    common = {str(year) for point in points for year in (point.date.year, point.date.year + 1)}
    common |= {f"{abs(edge):g}" for band in bands() for edge in (band.low, band.high)} | {str(n) for n in range(11)}
    common.add(f"{max((point.events for point in points), default=0):,}")
    for section in brief.sections:
        for block in section.blocks:
            if isinstance(block, Figure):
                shown = " ".join(sentence.text for sentence in block_sentences(block))
                allowed = common | set(FIGURE.findall(shown)) | _label_figures(brief)
                drawn = " ".join(_drawn(block))
                for figure in dict.fromkeys(FIGURE.findall(drawn)):
                    if figure not in allowed:
                        yield f"chart {block.key}: the figure {figure} is not in its data"


def _label_figures(brief: Brief) -> set[str]:
    """Figures in the formats and places that label turning points."""
    turns = [event for turn in brief.inputs.turns.turns for event in turn.events]
    rows = [brief.inputs.by_id[event] for event in turns if event in brief.inputs.by_id]
    return {figure for row in rows for key in ("format", "place") for figure in FIGURE.findall(row[key] or "")}


def _drawn(figure: Figure) -> list[str]:
    return [re.sub(r"<[^>]+>", "", text) for text in re.findall(r"<text\b.*?</text>", figure.wide + figure.narrow)]


def _vocabulary(inputs: Inputs) -> str:
    """All foreign text of the inputs, one string after the other."""
    from detente import ontology

    texts: list[object] = [ontology.WEIGHTS_VERSION, inputs.relation.method, inputs.turns.method]
    for row in (*inputs.events, *inputs.documents.values(), *inputs.sources, *inputs.coverage, *inputs.corrections):
        for value in row.values():
            texts += value if isinstance(value, list) else [value]
    for meeting in inputs.meetings.meetings:
        texts += [meeting.format, meeting.place, *meeting.firsts, *meeting.claimed_firsts, *meeting.participants]
    for citation in (c for row in inputs.documents.values() for c in row.get("citations") or ()):
        texts.append(citation_text(citation))
    return "\n".join(words.clean(str(text)) for text in texts if text is not None).casefold()


def check_text(brief: Brief, text: str, own: Iterable[str] = ()) -> list[str]:
    """Figures in a rendered text that are not the page's; ``own`` are further texts that may bring figures."""
    allowed = set(FIGURE.findall(_page_text(brief)))
    for extra in own:
        allowed |= set(FIGURE.findall(extra))
    found = dict.fromkeys(FIGURE.findall(text))
    return [
        f"the rendered text holds the figure {figure}, which is not the page's"
        for figure in found
        if figure not in allowed
    ]


def _page_text(brief: Brief) -> str:
    """Everything that the page may print a figure from."""
    texts = [sentence.text for sentence in _all(brief)]
    texts += [quote.passage for quote in _quotes(brief)]
    for item in brief.evidence:
        texts += [item.passage, str(item.number)]
    for sentence in body_sentences(brief):
        texts.append(f"{sentence.of:,}")
    for section in brief.sections:
        texts.append(str(section.number))
        for block in section.blocks:
            if isinstance(block, Figure):
                texts += _drawn(block)
    texts.append("10")
    return "\n".join(texts)
