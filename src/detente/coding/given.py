"""What a sentence says that one named party does to another, where the two are given as spans."""

from __future__ import annotations

import re
from dataclasses import dataclass

from detente import ontology
from detente.coding import types
from detente.coding.act import Act, states_of
from detente.coding.acts import Finder
from detente.coding.context import Context
from detente.coding.grammar import Grammar
from detente.coding.mentions import Mention
from detente.coding.syntax import DAY_WORDS, Sentence, parse
from detente.dates import find_dates

_SOURCE, _TARGET = "source", "target"
_COOPERATION = frozenset({"CONSULT", "SUPPORT", "COOPERATE", "AID", "YIELD"})
_FORCE = frozenset({"SANCTION", "COERCE", "ASSAULT", "MOBILIZE", "PROTEST"})


@dataclass(frozen=True, slots=True)
class Given:
    """A text and the characters of the two parties in it."""

    text: str
    source: tuple[int, int]
    target: tuple[int, int]

    @classmethod
    def of_marked(cls, text: str) -> Given:
        """From a text in which ``<s>…</s>`` marks the source and ``<t>…</t>`` the target; the marks are taken out."""
        spans: dict[str, tuple[int, int]] = {}
        starts: dict[str, int] = {}
        plain, at = "", 0
        for match in re.finditer(r"</?([st])>", text):
            plain += text[at : match.start()]
            at = match.end()
            if match.group(0).startswith("</"):
                spans.setdefault(match.group(1), (starts.get(match.group(1), len(plain)), len(plain)))
            else:
                starts[match.group(1)] = len(plain)
        return cls(plain + text[at:], spans.get("s", (0, 0)), spans.get("t", (0, 0)))


def types_between(items: list[Given], *, model: bool | None = None) -> list[str]:
    """PLOVER type of what the source does to the target in each text.

    An act that is only planned or announced counts as PLOVER counts it: cooperation to come as AGREE, force to come as
    THREATEN, cooperation denied as REJECT. ``model`` says whether the learnt model is asked too; None asks it where it
    is installed. Where only the rules are asked and find no act, CONSULT, the plainest, is the answer.
    """
    ruled = rule_types(items)
    if model is None:
        model = types.available()
    if not model:
        return [kind or "CONSULT" for kind in ruled]
    learnt = types.predict([(item.text, item.source, item.target) for item in items])
    return [found.with_rule(kind).type for found, kind in zip(learnt, ruled, strict=True)]


def rule_types(items: list[Given]) -> list[str | None]:
    """What the rules alone find in each text; None where they find no act."""
    sentences = [_sentence(item) for item in items]
    parse(sentences)
    return [_type(item, sentence) for item, sentence in zip(items, sentences, strict=True)]


def _sentence(item: Given) -> Sentence:
    sentence = Sentence(0, len(item.text), item.text, 0)
    spans = [(d.text_start, d.text_end, DAY_WORDS["day"]) for d in find_dates(item.text, None)]
    named = [(*item.source, "Obama"), (*item.target, "Japan")]
    kept = [s for s in spans if all(s[1] <= n[0] or s[0] >= n[1] for n in named)]
    named = [n for n in named if n[1] > n[0]]
    sentence.merged = sorted([*kept, *named])
    last = 0
    for span in list(sentence.merged):
        if span[0] < last:
            sentence.merged.remove(span)
        else:
            last = span[1]
    return sentence


def _type(item: Given, sentence: Sentence) -> str | None:
    at: dict[int, Mention] = {}
    for token in sentence.tokens:
        for name, span in ((_SOURCE, item.source), (_TARGET, item.target)):
            if span[0] <= token.start < span[1] and token.end <= span[1]:
                at[token.i] = Mention(token.start, token.end, "agent", (name,), name)
    grammar = Grammar(sentence, at, {})
    context = Context(None)
    context.resolve(grammar)
    acts = Finder(grammar, context).find()
    acts = [a for act in acts for a in (act, act.inner) if a is not None and a.cameo]
    if not acts:
        return None
    place = {name: min((i for i, m in at.items() if name in m.states), default=0) for name in (_SOURCE, _TARGET)}
    best = min(acts, key=lambda act: _distance(act, place))
    return plover_type(ontology.from_cameo(best.cameo).type, best.status)


def _distance(act: Act, place: dict[str, int]) -> tuple[int, float, int]:
    sources, targets = set(states_of(act.sources)), set(states_of(act.targets))
    both = sources | targets
    if (_SOURCE in sources and _TARGET in targets) or (act.mutual and len(both) == 2):
        rank = 0
    elif _SOURCE in sources and _TARGET not in sources:
        rank = 1
    elif _TARGET in targets:
        rank = 2
    elif _SOURCE in targets or _TARGET in sources:
        rank = 4
    else:
        rank = 3
    near = abs(act.head - place[_SOURCE]) + abs(act.head - place[_TARGET])
    return rank, -act.sure, near


def plover_type(kind: str, status: str) -> str:
    """The type under which PLOVER, which knows no status, counts an act: help to come is AGREE, help denied REJECT."""
    if status in {"planned", "called for", "hypothetical"}:
        return "AGREE" if kind in _COOPERATION else "THREATEN" if kind in _FORCE else kind
    if status == "denied" and kind in _COOPERATION | {"AGREE"}:
        return "REJECT"
    return kind
