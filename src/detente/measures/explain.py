"""Why the index stands where it stands: contributions of events that add up to it (see `detente.measures.relation`)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from detente.errors import Error
from detente.measures.relation import THINNEST, method, weigh
from detente.measures.scores import Baseline, check_pair, days, happened, scores, to_day
from detente.result import Result

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Term:
    """One part of the index: an event's contribution, or the prior's (``event`` is None)."""

    event: str | None
    contribution: float
    date: date | None
    type: str | None
    passage: str | None
    document: str | None
    label: str


@dataclass(frozen=True, slots=True)
class Why(Result):
    """The index on a day and the terms that add up to it within 1e-9, strongest first, the prior last."""

    ROWS: ClassVar[str] = "terms"
    SHOWN: ClassVar[tuple[str, ...]] = ("contribution", "date", "label", "event", "document", "passage")

    a: str
    b: str
    on: date
    method: str
    value: float
    terms: tuple[Term, ...]


def why(events: pa.Table, a: str, b: str, on: date, base: Baseline | None = None) -> Why:
    """The terms of the relation index of ``a`` and ``b`` on the day ``on``.

    Raises `Error` when the record holds too little before that day for the index to have a value.
    """
    check_pair(a, b)
    base = base or Baseline()
    told = happened(events)
    when, score = days(told), scores(told)
    weighed = weigh(when, np.asarray(told["confidence"].to_numpy(), dtype=np.float64), to_day(on))
    if weighed.evidence < THINNEST:
        raise Error(
            f"the index of {a} and {b} has no value on {on}: the record holds too little before that day. "
            "Name a later day, or add documents or event data."
        )
    parts = weighed.shares * score
    told = told.append_column("contribution", [parts]).select(
        ["id", "contribution", "date", "type", "mode", "passage", "document"]
    )
    terms = [
        Term(r["id"], r["contribution"], r["date"], r["type"], r["passage"], r["document"], _label(r))
        for r in told.to_pylist()
        if r["date"] <= on
    ]
    terms.sort(key=lambda term: (-abs(term.contribution), term.event or ""))
    prior = Term(None, weighed.prior_share * base.mean, None, None, None, None, "what is expected of any pair")
    terms.append(prior)
    return Why(a, b, on, method(), math.fsum(term.contribution for term in terms), tuple(terms))


def _label(row: dict[str, Any]) -> str:
    kind = row["type"].lower()
    return f"{kind} ({row['mode']})" if row["mode"] else kind
