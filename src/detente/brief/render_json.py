"""The brief as JSON: the same tree as the page, with every value beside its words."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from detente.brief.model import (
    Block,
    Brief,
    Day,
    Evidence,
    Figure,
    Item,
    Name,
    Number,
    Paragraph,
    Points,
    Quote,
    Section,
    Sentence,
    Table,
    Topic,
)

MEASURES = ("relation", "turns", "agenda", "meetings", "drivers", "balance")


def to_json(brief: Brief) -> str:
    """The brief as indented JSON; dates are ISO 8601 text, floats in full precision."""
    results = {key: getattr(brief.inputs, key) for key in MEASURES}
    content = as_dict(brief) | {"measures": {key: result.to_dict() for key, result in results.items() if result}}
    return json.dumps(content, ensure_ascii=False, indent=1, default=_plain) + "\n"


def _plain(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no JSON form")


def as_dict(brief: Brief) -> dict[str, Any]:
    """The brief's tree: ``a b since until title day finding basis sections[] evidence[]``."""
    numbers = brief.numbers
    return {
        "a": brief.a,
        "b": brief.b,
        "since": brief.inputs.since.isoformat(),
        "until": brief.inputs.until.isoformat(),
        **{key: _sentence(getattr(brief, key), numbers) for key in ("title", "day", "finding", "basis")},
        "sections": [_section(section, numbers) for section in brief.sections],
        "evidence": [_evidence(item) for item in brief.evidence],
    }


def _sentence(sentence: Sentence, numbers: dict[str, int]) -> dict[str, Any]:
    return {
        "id": sentence.id,
        "text": sentence.text,
        "values": [_value(leaf) for leaf in sentence.leaves() if not isinstance(leaf, Name)],
        "evidence": sorted(numbers[event] for event in sentence.events if event in numbers),
        "of": sentence.of,
    }


def _value(leaf: Number | Day) -> dict[str, Any]:
    if isinstance(leaf, Day):
        return {
            "date": leaf.start.isoformat(), "date_end": leaf.end.isoformat(), "precision": leaf.precision,
            "shown": leaf.shown,
        }  # fmt: skip
    fact = ".".join((leaf.fact, *leaf.args))
    return {"value": leaf.value, "unit": leaf.unit, "fact": fact, "shown": leaf.shown}


def _section(section: Section, numbers: dict[str, int]) -> dict[str, Any]:
    return {
        "number": section.number,
        "key": section.key,
        "title": section.title,
        "reason": _sentence(section.reason, numbers) if section.reason else None,
        "blocks": [_block(block, numbers) for block in section.blocks],
    }


def _block(block: Block, numbers: dict[str, int]) -> dict[str, Any]:
    def say(sentence: Sentence) -> dict[str, Any]:
        return _sentence(sentence, numbers)

    match block:
        case Paragraph(sentences):
            return {"kind": "paragraph", "sentences": [say(sentence) for sentence in sentences]}
        case Points(items, lead):
            return {"kind": "list", "lead": say(lead) if lead else None, "items": [_item(i, numbers) for i in items]}
        case Table():
            return {"kind": "table", **_table(block, numbers)}
        case Figure():
            shown = {key: say(getattr(block, key)) for key in ("title", "subtitle", "note", "description")}
            return {"kind": "figure", "key": block.key, **shown, "data": _table(block.data, numbers)}
        case Topic(title, line, quotes):
            return {
                "kind": "topic", "title": say(title), "line": say(line),
                "quotes": [_quote(quote, numbers) for quote in quotes],
            }  # fmt: skip


def _item(item: Item, numbers: dict[str, int]) -> dict[str, Any]:
    return {
        "mark": item.mark,
        "sentences": [_sentence(sentence, numbers) for sentence in item.sentences],
        "under": [_sentence(sentence, numbers) for sentence in item.under],
    }


def _table(table: Table, numbers: dict[str, int]) -> dict[str, Any]:
    return {
        "caption": _sentence(table.caption, numbers),
        "columns": list(table.columns),
        "numeric": list(table.numeric),
        "rows": [[_sentence(cell, numbers) for cell in row] for row in table.rows],
    }


def _quote(quote: Quote, numbers: dict[str, int]) -> dict[str, Any]:
    return {
        "event": quote.event, "evidence": numbers.get(quote.event), "passage": quote.passage,
        "shortened": quote.shortened, "said": _sentence(quote.said, numbers),
    }  # fmt: skip


def _evidence(item: Evidence) -> dict[str, Any]:
    return {
        "number": item.number,
        "event": item.event,
        "line": item.line.text,
        "status": item.status.text,
        "passage": item.passage,
        "rests_on_context_for": list(item.unnamed),
        "notes": [note.text for note in item.notes],
        "document": item.document.text if item.document else None,
        "link": item.link,
        "behind": [{"text": said.text, "link": link} for said, link in item.behind],
        "cited_by": list(item.cited_by),
    }
