"""What an act is, and the words that the search for acts goes by."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from detente.coding.lexicon import Entry
from detente.coding.mentions import Mention
from detente.coding.words import wordset

OCCUR = wordset("take occur happen last follow begin start open end be proceed resume continue come finish conclude")
TARGET_CASES = (
    "against",
    "alongside",
    "to",
    "on",
    "with",
    "upon",
    "toward",
    "towards",
    "over",
    "at",
    "from",
    "of",
    "for",
    "about",
    "into",
    "in",
    "by",
)
FUTURE = wordset("planned coming upcoming forthcoming next future scheduled expected proposed possible prospective")
# Nouns that only hold the event noun after "of": a note of protest, a round of talks.
VESSELS = wordset("note letter message word expression series round form kind number set feeling tone")
PROVOKES = wordset("draw provoke prompt trigger earn meet bring cause face attract incur elicit spark")
BODIES = wordset(
    "group commission committee side delegation expert official body council subcommittee directors-general diplomat"
)
CARRIES_INNER = frozenset({"consult", "sign", "force", "invite"})


@dataclass(slots=True)
class Act:
    """An act found: its word, the verb that carries tense, its code, who, to whom, how real, and how surely."""

    head: int
    anchor: int
    entry: Entry
    cameo: str
    sources: list[Mention] = field(default_factory=list)
    targets: list[Mention] = field(default_factory=list)
    mutual: bool = False
    status: str = "happened"
    sure: float = 0.9
    inner: Act | None = None
    basis: str = "frame"
    passive: bool = False
    planner: int | None = None


def states_of(mentions: Iterable[Mention]) -> list[str]:
    """The states of mentions, each once, in order."""
    return list(dict.fromkeys(s for m in mentions for s in m.states))


def distinct(mentions: Iterable[Mention]) -> list[Mention]:
    """The mentions, each once."""
    seen: set[int] = set()
    found = []
    for mention in mentions:
        if id(mention) not in seen:
            seen.add(id(mention))
            found.append(mention)
    return found
