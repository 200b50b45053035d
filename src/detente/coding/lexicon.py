"""What words say of acts: verbs, event nouns, verbs that only carry a noun, adjectives; read from data/coding.

A *frame* says how an act takes its parties: ``mutual`` (those in subject and object together), ``dir`` (subject to
object), ``about`` (subject about whoever the complement names), ``visit``, ``host``, ``attend``, ``call``, ``force``,
``exercise``, ``launch``, ``invite``, ``warn``; ``op:…`` marks words that say how a further act stands to be done
(agreed, asked for, refused, stopped), whose code is composed with it from ``compose.csv``.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache

from detente.tables import rows, split


@dataclass(frozen=True, slots=True)
class Entry:
    """How a word is coded."""

    lemma: str
    frame: str
    cameo: str
    category: str
    particles: tuple[str, ...] = ()
    object: str = ""

    @property
    def op(self) -> str | None:
        """Name of the operator, for words that compose with a further act."""
        return self.frame[3:] if self.frame.startswith("op:") else None


_ROOTS = {
    "01": "statement", "02": "request", "03": "agree", "04": "consult", "05": "support", "06": "coop", "07": "aid",
    "08": "yield", "09": "accuse", "10": "request", "11": "accuse", "12": "reject", "13": "threat", "14": "protest",
    "15": "force", "16": "reduce", "17": "coerce", "18": "coerce", "19": "coerce", "20": "coerce",
}  # fmt: skip


def category(cameo: str, frame: str = "") -> str:
    """The kind of act that a CAMEO code stands for in composition."""
    if frame == "none":
        return "none"
    if cameo == "057":
        return "sign"
    if cameo == "163":
        return "sanction"
    if cameo == "062" and frame == "exercise":
        return "force"
    return _ROOTS[cameo[:2]]


@cache
def verbs() -> dict[str, tuple[Entry, ...]]:
    """Entries by verb, the most demanding first."""
    found = defaultdict(list)
    for row in (*rows("coding/verbs"), *rows("coding/verbs_world")):
        frame, cameo = row["frame"], row["cameo"]
        particles = tuple(row["particle"].split("/")) if row["particle"] else ()
        found[row["lemma"]].append(Entry(row["lemma"], frame, cameo, category(cameo, frame), particles, row["object"]))
    order = {
        lemma: sorted(entries, key=lambda e: -(2 * bool(e.particles) + 2 * bool(e.object) - e.object.startswith("!")))
        for lemma, entries in found.items()
    }
    return {lemma: tuple(entries) for lemma, entries in order.items()}


@cache
def nouns() -> dict[str, Entry]:
    """Entries by event noun."""
    return {
        row["lemma"]: Entry(row["lemma"], row["frame"], row["cameo"], row["category"])
        for row in (*rows("coding/nouns_world"), *rows("coding/nouns"))
    }


@cache
def adjectives() -> dict[str, Entry]:
    """Entries by predicate adjective."""
    return {
        row["lemma"]: Entry(row["lemma"], row["frame"], row["cameo"], category(row["cameo"]))
        for row in rows("coding/adjectives")
    }


@cache
def tones() -> dict[str, int]:
    """Words of praise (1) and of blame (-1), by lemma."""
    return {row["word"]: int(row["tone"]) for row in rows("coding/tone")}


@cache
def light() -> dict[str, tuple[tuple[str, tuple[str, ...], str], ...]]:
    """For a verb: particle, the categories of nouns that it carries out, and whether it does or only plans them."""
    found = defaultdict(list)
    for row in rows("coding/light"):
        found[row["lemma"]].append((row["particle"], split(row["category"]), row["result"]))
    return {lemma: tuple(entries) for lemma, entries in found.items()}


@cache
def _composed() -> dict[tuple[str, str], str]:
    return {(row["op"], row["category"]): row["cameo"] for row in rows("coding/compose")}


def compose(op: str, inner: str | None) -> str | None:
    """CAMEO code of an operator applied to an act of a category; none where only the act itself counts."""
    if op == "propose":
        op = "request"
    table = _composed()
    value = table.get((op, inner or ""), table.get((op, ""), ""))
    return value or None


@cache
def _object(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{pattern})")


def fits_object(pattern: str, text: str) -> bool:
    """Whether the words of an object fit an entry's condition; ``!`` turns it round, ``~`` means a clause as well."""
    pattern = pattern.removeprefix("~")
    if pattern.startswith("!"):
        return not _object(pattern[1:]).search(text)
    return bool(_object(pattern).search(text))
