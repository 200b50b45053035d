"""What a sentence says where no frame of the lexicon fits: its first two parties and its plainest word, weakly held.

Only for readings that ask for everyone (`detente.coding.code_all` with ``domestic``), where a single sentence is known
to tell an act and the question is which.
"""

from __future__ import annotations

from detente.coding.act import Act
from detente.coding.grammar import Grammar
from detente.coding.lexicon import Entry
from detente.coding.mentions import Mention

_PLAIN = Entry("say", "dir", "040", "consult")
_SURE = 0.2


def remaining(g: Grammar, entries: dict[int, Entry], *, within: bool) -> Act | None:
    """The act of a sentence of which nothing else was made between two states; none where it names nobody.

    ``within`` allows it to be one of two parties of one state.
    """
    parties = [(j, m) for j, m in sorted(g.at.items()) if m.states and m.kind not in {"place", "occasion"}]
    if not parties:
        return None
    named = [(j, m) for j, m in parties if not g.locative(j)] or parties
    subject = next((pair for pair in named if g.tokens[pair[0]].dep.startswith("nsubj")), named[0])
    others = [m for j, m in [*named, *parties] if not set(m.states) & set(subject[1].states)]
    if not others and not within:
        return None
    word, entry = _plainest(g, entries)
    sources, targets = [subject[1]], others[:1] or _second(named, subject[1])
    if g.tokens[word].pos == "VERB" and g.passive(word) and g.agent(word) is None and others:
        sources, targets = targets, sources
    return Act(
        word, word, entry, entry.cameo or "020", sources, targets, status=g.mood(word), sure=_SURE, basis="context"
    )


def _second(named: list[tuple[int, Mention]], first: Mention) -> list[Mention]:
    return [m for _, m in named if m is not first][:1]


def _plainest(g: Grammar, entries: dict[int, Entry]) -> tuple[int, Entry]:
    """The word of the lexicon that stands highest in the sentence, and what it stands for by itself."""
    known = [(sum(1 for _ in g.sentence.ancestors(i)), i) for i, e in entries.items() if e.cameo and e.frame != "none"]
    if not known:
        root = next((t.i for t in g.tokens if t.dep == "root"), 0)
        return root, _PLAIN
    _, i = min(known)
    return i, entries[i]
