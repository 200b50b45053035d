"""The learnt model's second opinion on what the rules coded: how sure a report is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from detente import ontology
from detente.coding import types
from detente.coding.given import plover_type
from detente.coding.pieces import Span
from detente.coding.spans import Mention
from detente.coding.syntax import Sentence
from detente.events import Report

SURE, RULED_OUT = 0.9, 0.1
"""From which probability on the model's type takes the place of the rules', if theirs is below the second."""
_MUTUAL = frozenset({"AGREE", "CONSULT", "COOPERATE", "SUPPORT"})
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


def weigh(text: str, reports: list[Report], spans: Spans, *, retype: bool = False) -> list[Report]:
    """The reports of a text with the model's view of each whose parties the sentence names.

    Confidence becomes the mean of the rules' own and the calibrated probability that the type is right. The type stays
    the rules' unless it may be ``retype``-d, and the model is sure of another and all but rules it out. Sentences that
    tell several kinds of act of the same two are left as they are: the marks do not say which is meant.
    """
    acts: dict[Key, set[str]] = defaultdict(set)
    for report in reports:
        acts[_key(report)].add(plover_type(report.type, report.status))
    asked = [r for r in reports if _key(r) in spans and len(acts[_key(r)]) == 1]
    views = dict(zip(map(_key, asked), _views(text, asked, spans), strict=True))
    return [_second(r, views[_key(r)], retype) if _key(r) in views else r for r in reports]


def _key(report: Report) -> Key:
    return report.start or 0, report.source, report.target


def _views(text: str, reports: Sequence[Report], spans: Spans) -> list[types.TypeProbabilities]:
    marked = [(text[r.start : r.end], *spans[_key(r)]) for r in reports]
    return [
        view.with_rule(plover_type(r.type, r.status)) for view, r in zip(types.predict(marked), reports, strict=True)
    ]


def _second(report: Report, view: types.TypeProbabilities, retype: bool) -> Report:
    kind = plover_type(report.type, report.status)
    if retype and report.status == "happened" and view.of(view.type) > SURE and view.of(kind) < RULED_OUT:
        report, kind = retyped(report, view.type), view.type
    return replace(report, confidence=_round(report.confidence, view.of(kind)), coder=_coder(report))


def retyped(report: Report, kind: str) -> Report:
    """The report as one of another type, with the code that stands for it; what goes one way is not reciprocal."""
    cameo = ontology.cameo_for(kind)
    value = ontology.from_cameo(cameo).goldstein if cameo else None
    return replace(
        report, type=kind, mode=None, quad=ontology.quad(kind), cameo=cameo, contexts=(), goldstein=value,
        reciprocal=report.reciprocal and kind in _MUTUAL,
    )  # fmt: skip


def _round(rules: float, probability: float) -> float:
    return round((rules + probability) / 2, 2)


def _coder(report: Report) -> str:
    return f"{report.coder}, {types.meta()['name']}"
