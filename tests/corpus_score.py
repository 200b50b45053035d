"""How well the coder reads the made texts: who with whom, what kind of act, and when.

python -m tests.corpus_score develop

A *dyad* is a document's pair of source and target; a reciprocal act stands for both directions. F1 is counted over the
sets of (document, source, target), and with the root over (document, source, target, type). *Date* is the share of the
reader's acts with a coded act of the same dyad and type that have one whose days touch theirs. Scores are over all
documents together, and as the mean over documents.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from detente.coding import code_all
from detente.events import Report
from detente.reading import Document
from tests.corpus_format import Made, bounds, made

Act = tuple[str, str, str, date, date]


def document(text: Made) -> Document:
    """The made text as the reading room would give it."""
    return Document(text.path.name, text.text, text.head["title"], text.head.get("publisher"), published=text.published)


def both_ways(source: str, target: str, reciprocal: bool) -> Iterable[tuple[str, str]]:
    """The directions an act goes."""
    return ((source, target), (target, source)) if reciprocal else ((source, target),)


def wanted(text: Made) -> list[Act]:
    """What a careful reader takes from the text."""
    return [
        (a, b, row["type"], *bounds(row["date"]))
        for row in text.reports
        for a, b in both_ways(row["source"], row["target"], row["reciprocal"])
        if a != b
    ]


def found(reports: Iterable[Report]) -> list[Act]:
    """What the coder takes from it."""
    return [
        (a, b, r.type, r.date, r.date_end or r.date)
        for r in reports
        for a, b in both_ways(r.source, r.target, r.reciprocal)
        if a != b
    ]


@dataclass(slots=True)
class Count:
    """Right, wanted and given."""

    right: int = 0
    wanted: int = 0
    given: int = 0

    def add(self, gold: set[Any], given: set[Any]) -> float:
        """Count one document; gives its own F1 (1 where nothing was to be found and nothing was)."""
        self.right += len(gold & given)
        self.wanted += len(gold)
        self.given += len(given)
        return 2 * len(gold & given) / (len(gold) + len(given)) if gold or given else 1.0

    def figures(self) -> dict[str, float]:
        """Precision, recall and F1."""
        return {
            "precision": self.right / max(self.given, 1),
            "recall": self.right / max(self.wanted, 1),
            "f1": 2 * self.right / max(self.wanted + self.given, 1),
        }


def score(half: str) -> dict[str, Any]:
    """The scores on one half of the corpus."""
    texts = list(made(half))
    coded = [found(reports) for _, reports in code_all(document(text) for text in texts)]
    dyads, roots, per_dyad, per_root, dated = Count(), Count(), [], [], [0, 0]
    for text, given in zip(texts, coded, strict=True):
        gold = wanted(text)
        per_dyad.append(dyads.add({g[:2] for g in gold}, {g[:2] for g in given}))
        per_root.append(roots.add({g[:3] for g in gold}, {g[:3] for g in given}))
        for act in gold:
            same = [other for other in given if other[:3] == act[:3]]
            dated[1] += bool(same)
            dated[0] += any(other[3] <= act[4] and act[3] <= other[4] for other in same)
    return {
        "half": half,
        "documents": len(texts),
        "dyad": dyads.figures() | {"mean_f1": sum(per_dyad) / len(per_dyad)},
        "dyad_root": roots.figures() | {"mean_f1": sum(per_root) / len(per_root)},
        "date": dated[0] / max(dated[1], 1),
    }


if __name__ == "__main__":
    print(json.dumps(score(sys.argv[1]), indent=1))
