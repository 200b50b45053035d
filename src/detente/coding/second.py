"""The learnt model's second opinion on what the rules coded: how sure a report is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from detente.coding import types
from detente.coding.given import plover_type
from detente.coding.pieces import Span
from detente.coding.spans import Mention
from detente.coding.syntax import Sentence
from detente.events import Report

Key = tuple[int, str, str]
"""First character of the sentence, source, target."""
Spans = dict[Key, tuple[Span, Span]]
"""Where, counted from the start of the sentence, source and target are named."""


def note(spans: Spans, sentence: Sentence, a: str, m: Mention | None, b: str, n: Mention | None) -> None:
    """Remember where a sentence names the two states of a report, if it names them in two places."""
    if m is None or n is None or (m.start < n.end and n.start < m.end):
        return
    at = sentence.start
    if all(at <= x.start < x.end <= sentence.end for x in (m, n)):
        spans.setdefault((at, a, b), ((m.start - at, m.end - at), (n.start - at, n.end - at)))


def weigh(text: str, reports: list[Report], spans: Spans) -> list[Report]:
    """The reports of a text with the model's view of each whose parties the sentence names.

    Confidence becomes the mean of the rules' own and the calibrated probability that the type is right. The type stays
    the rules'. Sentences that tell several kinds of act of the same two are left as they are: the marks do not say
    which is meant.
    """
    acts: dict[Key, set[str]] = defaultdict(set)
    for report in reports:
        acts[_key(report)].add(plover_type(report.type, report.status))
    asked = [r for r in reports if _key(r) in spans and len(acts[_key(r)]) == 1]
    views = dict(zip(map(_key, asked), _views(text, asked, spans), strict=True))
    return [_second(r, views[_key(r)]) if _key(r) in views else r for r in reports]


def _key(report: Report) -> Key:
    return report.start or 0, report.source, report.target


def _views(text: str, reports: Sequence[Report], spans: Spans) -> list[types.TypeProbabilities]:
    marked = [(text[r.start : r.end], *spans[_key(r)]) for r in reports]
    return [
        view.with_rule(plover_type(r.type, r.status)) for view, r in zip(types.predict(marked), reports, strict=True)
    ]


def _second(report: Report, view: types.TypeProbabilities) -> Report:
    right = view.of(plover_type(report.type, report.status))
    return replace(report, confidence=_round(report.confidence, right), coder=_coder(report))


def _round(rules: float, probability: float) -> float:
    return round((rules + probability) / 2, 2)


def _coder(report: Report) -> str:
    return f"{report.coder}, {types.meta()['name']}"
