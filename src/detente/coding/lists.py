"""Lists of parties: "A, B and C" is one phrase to the parser, and each of its members to the acts."""

from __future__ import annotations

import re
from collections.abc import Sequence

from detente.coding.spans import Mention

_COMMA = re.compile(r",\s+(?:the\s+)?", re.IGNORECASE)
_AND = re.compile(r",?\s+(?:and|or|as well as|&)\s+(?:the\s+)?", re.IGNORECASE)
_KIND = {
    "state": "state",
    "capital": "state",
    "organisation": "state",
    "person": "person",
    "agent": "agent",
    "demonym": "demonym",
}


def joined(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """The mentions with every run of three or more parties of different states as one, which keeps its ``parts``."""
    found: list[Mention] = []
    i = 0
    while i < len(mentions):
        run = _run(text, mentions, i)
        if len(run) < 3:
            found.append(mentions[i])
            i += 1
            continue
        found.append(
            Mention(
                run[0].start,
                run[-1].end,
                run[0].kind,
                tuple(s for m in run for s in m.states),
                people=tuple(p for m in run for p in m.people),
                level=run[0].level,
                plural=True,
                parts=tuple(run),
            )
        )
        i += len(run)
    return found


def _run(text: str, mentions: Sequence[Mention], i: int) -> list[Mention]:
    """The longest list that begins at a mention and ends in "and C"; empty where there is none."""
    run = [mentions[i]]
    ended = 0
    while i + len(run) < len(mentions):
        last, following = run[-1], mentions[i + len(run)]
        between = text[last.end : following.start]
        if not _alike(run, following):
            break
        if _AND.fullmatch(between):
            run.append(following)
            ended = len(run)
            break
        if not _COMMA.fullmatch(between):
            break
        run.append(following)
    return run[:ended]


def _alike(run: list[Mention], mention: Mention) -> bool:
    """Whether a mention may go on a list: of the same kind, and of a state not yet on it."""
    kinds = {_KIND.get(m.kind, "") for m in (*run, mention)}
    states = [s for m in (*run, mention) for s in m.states]
    return (
        len(kinds) == 1
        and "" not in kinds
        and all(len(m.states) == 1 and not m.pair for m in (*run, mention))
        and (len(set(states)) == len(states) or kinds == {"person"})
    )
