"""Who an act is between: states of its parties, and whom a sentence leaves unsaid."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import combinations

from detente.coding.act import Act, states_of
from detente.coding.context import Context
from detente.coding.grammar import Grammar
from detente.coding.mentions import Mention
from detente.reading.document import Document

_BETWEEN = frozenset(
    {"offer", "mediate", "mediation", "welcome", "urge", "appeal", "host", "broker", "encourage", "hail"}
)
_LONGEST_LIST = 8
# Verbs of help that a state as often gives its own.
_AT_HOME = frozenset({"help", "contribute", "evacuate", "rescue", "award", "support"})
# Kinds of acts that two subjects without an object do with each other.
_OF_BOTH = frozenset({"agree", "consult", "coop", "sign", "reject"})
# Acts that are told only where the text itself names the other side.
_NEEDS_OTHER = frozenset({"aid", "yield", "coop", "coerce"})
_NAMES_OTHER = frozenset(
    {"welcome", "back", "support", "endorse", "hail", "honour", "honor", "mourn", "value", "recognise", "recognize"}
)
_TO_HOME = frozenset({"reduce", "sanction", "request", "accuse", "reject", "threat"})
_JOINT = re.compile(
    r"\bjoint\s+(?:[\w-]+\s+){0,5}?(?:exercises?|drills?|manoeuvres|maneuvers|training)\b|\bsarex\b", re.IGNORECASE
)


class Pairs:
    """Questions about the parties of acts in one document."""

    document: Document
    text: str
    domestic: bool
    context: Context

    def _pairs(self, g: Grammar, act: Act) -> list[tuple[tuple[str, Mention | None], tuple[str, Mention | None], bool]]:
        """Who to whom: unordered pairs once for mutual acts, else each source to each target."""
        sources, targets = _by_state(act.sources), _by_state(act.targets)
        speaker = g.speaker(act.anchor)
        if not sources and speaker is not None and not act.mutual and self._speaks_for_itself(g, act.anchor):
            sources = _by_state([m for m in g.np(speaker) if not set(m.states) & set(targets)])
            act.sure = min(act.sure, 0.6)
        if (
            act.entry.frame == "exercise"
            and len({*sources, *targets}) == 1
            and not any(self._joint(g, act.head, state) for state in (*sources, *targets))
        ):
            act.mutual, act.cameo = False, "150"
            sources, targets = {**sources, **targets}, {}
        listed = any(len(m.parts) == len(sources) <= _LONGEST_LIST for m in g.at.values())
        if not act.mutual and len(sources) > 3 and not listed:
            return []  # a list that the parser took for a subject
        if act.mutual:
            both = {**sources, **{s: m for s, m in targets.items() if s not in sources}}
            if len(both) == 1 and act.entry.frame != "together":
                state = next(iter(both))
                partner = None if self._within(act) else self._partner(g, act, state)
                if partner:
                    both[partner] = None
                elif self.domestic:
                    return [((state, both[state]), (state, None), True)]
            if len(both) < 2:
                return []
            if sources and targets and len(both) > 2 and not (len(targets) > 2 and set(sources) <= set(targets)):
                outside = [s for s in both if s not in sources]
                pairs = [(a, b) for a in sources for b in outside]
                if act.entry.category in {"consult", "sign"} and not outside:
                    pairs = list(combinations(both, 2))
            else:
                pairs = list(combinations(both, 2))
            return [((a, both[a]), (b, both[b]), True) for a, b in pairs if a != b]
        if sources and not targets:
            needs = act.entry.category in _NEEDS_OTHER or act.entry.lemma in _NAMES_OTHER
            between = self._third(g, act, sources)
            ours = self.context.home is not None and len(self.context.pair) == 2  # a government tells of what it does
            theirs = act.entry.lemma not in _NAMES_OTHER and self._about_one(act, sources)
            if needs and not act.entry.op and not (self.domestic or between or ours or theirs):
                return []
            for state in list(sources):
                partner = self._partner(g, act, state)
                if partner and partner not in sources:
                    targets[partner] = None
                targets.update(dict.fromkeys(between))
            if not targets and self.domestic and len(sources) == 2 and act.entry.category in _OF_BOTH:
                (a, m), (b, n) = sources.items()  # "A and B failed to reach agreement"
                return [((a, m), (b, n), True)]
            if not targets and self.domestic:  # told of one state alone: it stays within
                return [((state, mention), (state, None), False) for state, mention in sources.items()]
        elif targets and not sources:
            if act.cameo.startswith("14"):  # "thousands marched through Athens": who marches is of the place
                there = [m for j, m in g.at.items() if g.locative(j) or g.case(j) == "through"]
                sources = _by_state([m for m in there if m.kind == "capital" and not set(m.states) & set(targets)])
                return [((a, None), (b, n), False) for a in list(sources)[:1] for b, n in targets.items()]
            journey = act.entry.frame == "host" or (act.entry.frame == "visit" and g.tokens[act.head].pos == "NOUN")
            if (not act.passive or journey) and not self.domestic:
                return []
            if act.entry.frame == "force":  # "a division would be stationed on the islands": the holder's
                sources, targets = targets, {}
                partner = self._partner(g, act, next(iter(sources)))
                return [((s, m), (partner, None), False) for s, m in sources.items() if partner and partner != s]
            subject = g.subject(act.anchor)
            open_ = act.entry.category in {"yield", "coerce", "reduce", "request", "sanction"} or act.cameo == "090"
            if subject is not None and g.tokens[subject].text.lower() == "it" and open_:
                return []  # "it had been released": whose it is, and by whom, is left open
            for state in list(targets):
                partner = self._partner(g, act, state)
                if partner and partner not in targets:
                    sources[partner] = None
                    break
            if not sources and self.domestic:
                return [((state, None), (state, mention), False) for state, mention in targets.items()]
        both_ways = act.entry.frame == "host"  # who is received visits
        return [
            ((a, m), (b, n), both_ways)
            for a, m in sources.items()
            for b, n in targets.items()
            if a != b or (self.domestic and m is not n)
        ]

    def _about_one(self, act: Act, sources: dict[str, Mention | None]) -> bool:
        """Whether an act may concern the one other state that the text names half as often again as any third.

        Not so what states mostly do at home: arrests, seizures, rescues.
        """
        if act.cameo.startswith("17") or act.cameo == "075" or act.entry.lemma in _AT_HOME or act.status == "denied":
            return False
        counts = [n for s, n in self.context.counts.most_common(8) if s not in sources]
        return bool(counts) and counts[0] >= 3 and (len(counts) == 1 or counts[0] >= 1.5 * counts[1])

    def _third(self, g: Grammar, act: Act, sources: dict[str, Mention | None]) -> tuple[str, ...]:
        """The pair that a third state speaks to where it names nobody: "Turkey offered its good offices"."""
        pair = self.context.pair
        named = {s for m in g.at.values() for s in m.states}
        third = len(sources) == 1 and len(pair) == 2 and not named - set(sources)
        home = self.context.home
        if home and act.entry.lemma in {"support", "solidarity"} and not set(sources) & set(home.states):
            return home.states
        fits = act.entry.lemma in _BETWEEN or act.entry.category == "request"
        return pair if third and fits and not set(pair) & set(sources) else ()

    def _joint(self, g: Grammar, i: int, state: str) -> bool:
        """Whether an exercise is held by both: so called here, or in the document, by the two it is about."""
        words = {g.tokens[j].text.lower() for j in [*g.kids(i, "amod", "compound"), *g.clause(i)]}
        if words & {"joint", "bilateral", "combined", "together"}:
            return True
        return state in self.context.main() and bool(_JOINT.search(f"{self.document.title or ''}. {self.text}"))

    def _within(self, act: Act) -> bool:
        """Whether an act names two parties of one state: "the government met the rebels"."""
        return self.domestic and len([*act.sources, *act.targets]) > 1

    def _speaks_for_itself(self, g: Grammar, i: int) -> bool:
        subject = g.subject(i)
        return subject is None or g.tokens[subject].text.lower() in {"we", "i", "us", "our"}

    def _partner(self, g: Grammar, act: Act, state: str) -> str | None:
        """Who must be meant where the sentence leaves the other side out: another state of it, else of the document."""
        named = {j: m for j, m in g.at.items() if m.kind not in {"place", "occasion"}}
        doing = {state, *states_of(act.sources)}
        others = list(dict.fromkeys(s for j, m in named.items() for s in m.states if not g.locative(j)))
        others = [s for s in others if s not in doing]
        main = set(self.context.main()) | set(self.context.pair)
        anywhere = {s for m in named.values() for s in m.states if s != state}
        likely = sorted(main & anywhere - {state}) if state in main else []
        if not likely and act.entry.category == "sanction" and len(self.context.counts) > 2:
            return None  # against whom, the text leaves open
        likely = likely or ([] if state in main and len(main) > 1 and len(others) > 1 else others)
        if self.domestic and not likely:
            likely = sorted(anywhere)[:1]
        home = self.context.home
        # A government's own page tells what concerns it.
        if home and state not in home.states and (not likely or act.entry.category in _TO_HOME):
            likely = list(home.states)
        act.basis = "context"
        if len(likely) == 1:
            act.sure = min(act.sure, 0.6)
            return likely[0]
        act.sure = min(act.sure, 0.4)
        return self.context.partner(state)


def _by_state(mentions: Iterable[Mention]) -> dict[str, Mention | None]:
    found: dict[str, Mention | None] = {}
    for mention in mentions:
        for state in mention.states:
            found.setdefault(state, mention)
    return found
