"""Documents into reports: parsed together, each coded by itself, weighed by the learnt model where there is one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from detente.coding import second, types
from detente.coding.document import CODER, DocumentCoding
from detente.coding.syntax import parse
from detente.events import Report
from detente.reading.document import Document

__all__ = ["CODER", "code", "code_all"]


def code(document: Document) -> list[Report]:
    """The reports of a document, in the order of its sentences; the same document always gives the same reports."""
    return next(iter(code_all([document])))[1]


def code_all(
    documents: Iterable[Document], batch: int = 32, *, domestic: bool = False, model: bool = True
) -> Iterator[tuple[Document, list[Report]]]:
    """Each document with its reports, in order; documents are parsed in batches and never bear on one another.

    ``domestic`` keeps what is otherwise left out: acts between two parties of one state, and those of organisations
    and armed groups of no state, under ``IGO`` and ``IMG``; and the learnt model may then change a type of which it is
    sure. ``model`` asks that model for its view of each report, where it is installed.
    """
    model = model and types.available()
    waiting: list[DocumentCoding] = []
    for document in documents:
        waiting.append(DocumentCoding(document, domestic=domestic))
        if len(waiting) >= batch:
            yield from _flush(waiting, model)
            waiting = []
    yield from _flush(waiting, model)


def _flush(waiting: list[DocumentCoding], model: bool) -> Iterator[tuple[Document, list[Report]]]:
    parse([sentence for coding in waiting for sentence in coding.wanted()])
    for coding in waiting:
        reports = coding.reports()
        if model:  # where each sentence is known to tell an act, which one is the model's to say too
            reports = second.weigh(coding.document.text, reports, coding.spans, retype=coding.domestic)
        yield coding.document, reports
