"""When, where, in what form, about what, with whom: what a report says beside the act itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from detente import actors, occasions, places
from detente.coding.acts import Act
from detente.coding.context import Context
from detente.coding.grammar import Grammar
from detente.coding.mentions import Mention
from detente.dates import DateSpan
from detente.issues import issues_in
from detente.tables import fold

_AT = frozenset("in at on near off to into from around".split())
_NOT_WHEN = frozenset("since until till from after before".split())
_SIDES = {"leaders": "summit", "ministers": "ministers' meeting"}


@dataclass(frozen=True, slots=True)
class When:
    """The date of an act and what it rests on."""

    start: date
    end: date
    precision: str
    basis: str


def when(g: Grammar, act: Act, context: Context, paragraph: int) -> When | None:
    """The date of an act: of its own clause, of the clauses above it, of what was told before, or of publication."""
    span = _own_date(g, act)
    if span is None and act.status in {"happened", "denied"}:
        span = _date_above(g, act)
    if span is not None:
        return When(span.start, span.end, span.precision, "text")
    published = context.published
    if act.status in {"happened", "denied"} and context.date and not _present(g, act.anchor):
        near = published is None or abs((published - context.date.start).days) <= 10
        if context.date_paragraph == paragraph or near:
            return When(context.date.start, context.date.end, context.date.precision, "text")
    if published is None:
        return When(context.date.start, context.date.end, context.date.precision, "text") if context.date else None
    end = published
    if context.precision == "month":
        end = (published.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    elif context.precision == "year":
        end = published.replace(month=12, day=31)
    return When(published, end, context.precision, "publication")


def _present(g: Grammar, i: int) -> bool:
    tags = {g.tokens[i].tag} | {g.tokens[j].tag for j in g.kids(i, "aux", "cop", "aux:pass")}
    return bool(tags & {"VBZ", "VBP"}) and not any(
        g.tokens[j].lemma == "have" for j in g.kids(i, "aux")
    )


def _own_date(g: Grammar, act: Act) -> DateSpan | None:
    """A date in the act's own phrase or clause, the nearest to its word."""
    for root in dict.fromkeys((act.head, act.anchor)):
        found = [j for j in g.clause(root) if j in g.dates and _dates(g, j, act)]
        if root == act.head and g.tokens[root].pos != "VERB" or found:
            found = [j for j in found if _nearest_act(g, j, act)]
        if found:
            best = min(found, key=lambda j: (g.dates[j].precision == "year", abs(j - act.head)))
            return g.dates[best]
    return None


def _dates(g: Grammar, j: int, act: Act) -> bool:
    case = g.case(j)
    text = g.tokens[j].text.lower()
    if case in _NOT_WHEN or text.startswith(("since ", "until ", "from ")) and g.dates[j].start == g.dates[j].end:
        return case == "before" and act.status == "planned"
    if case in {"by"} and act.status == "happened":
        return False
    return True


def _nearest_act(g: Grammar, j: int, act: Act) -> bool:
    """Whether the date hangs on the act's words rather than on another verb or event below them."""
    for head in g.sentence.ancestors(j):
        if head in {act.head, act.anchor}:
            return True
        if g.tokens[head].pos == "VERB" and head != act.anchor and g.tokens[head].dep.split(":")[0] not in {"xcomp"}:
            return False
    return False


def _date_above(g: Grammar, act: Act) -> DateSpan | None:
    """A date of a clause above the act, or of one hanging beside it, where the act has none of its own."""
    seen = {act.head, act.anchor}
    for head in g.sentence.ancestors(act.anchor):
        seen.add(head)
        direct = [j for j in g.tokens[head].children if j in g.dates and _dates(g, j, act)]
        for j in [*direct, *[k for x in g.tokens[head].children if x not in seen and g.tokens[x].pos in {"NOUN", "PROPN"} for k in g.tokens[x].children if k in g.dates and _dates(g, k, act)]]:
            return g.dates[j]
    loose = [j for j in g.dates if _dates(g, j, act)]
    if len(loose) == 1:
        head = g.tokens[loose[0]].head
        if g.tokens[head].pos != "VERB" or head in seen or loose[0] <= 3:
            return g.dates[loose[0]]
    return None


# Place ----------------------------------------------------------------------------------------------------------------


@cache
def _capital_places() -> dict[str, str]:
    return {fold(s.capital): s.iso3 for s in actors.states() if s.capital}


def where(g: Grammar, act: Act, context: Context) -> str | None:
    """Name of the place of an act as the text gives it: in its clause, else above it."""
    if act.entry.frame == "visit" or act.entry.frame == "attend":
        for j in g.clause(act.anchor):
            mention = g.at.get(j)
            if mention and mention.places and g.case(j) in {"to", "in", "into", "at", "for", ""} and mention.kind in {"place", "capital", "occasion"} and g.tokens[j].dep.split(":")[0] in {"obj", "obl", "nmod", "conj"}:
                return mention.places[0]
        for j in g.kids(act.anchor, "obj"):
            if g.tokens[j].text.lower() == "it" and context.place:
                return context.place
    for root in dict.fromkeys((act.head, act.anchor)):
        found = [j for j in g.clause(root) if _place(g, j)]
        if found:
            return g.at[min(found, key=lambda j: abs(j - act.head))].places[0]
    for head in g.sentence.ancestors(act.anchor):
        found = [j for j in g.tokens[head].children if _place(g, j)]
        if found:
            return g.at[found[0]].places[0]
    everywhere = [j for j in g.at if _place(g, j)]
    if len(everywhere) == 1 and act.entry.category in {"consult", "sign"}:
        return g.at[everywhere[0]].places[0]
    return None


def _place(g: Grammar, j: int) -> bool:
    mention = g.at.get(j)
    if mention is None or not mention.places or g.case(j) not in _AT:
        return False
    if g.case(j) in {"to", "from", "on"} and mention.kind != "place":
        return False
    return not (g.case(j) in {"to", "from"})


# Form -----------------------------------------------------------------------------------------------------------------


@cache
def _formats() -> tuple[tuple[str, str | None, re.Pattern[str]], ...]:
    found = []
    for known in occasions.formats():
        words = "|".join(re.escape(t).replace(r"\ ", r"[\s-]+") for t in sorted(known.terms, key=len, reverse=True))
        if words:
            found.append((known.name, known.level, re.compile(rf"(?<![\w-])(?:{words})(?:s|es)?(?!\w)", re.IGNORECASE)))
    return tuple(found)


def form(act: Act, phrase: str, parties: list[Mention]) -> str | None:
    """The format of a consultation or exercise: named in its phrase, else read from the rank of who takes part."""
    if act.entry.category not in {"consult", "force", "coop", "invite"}:
        return None
    if act.entry.frame == "call":
        return "call"
    if act.entry.frame in {"visit", "attend", "host"}:
        return "visit"
    if act.entry.frame == "exercise":
        return "exercise"
    if act.entry.category == "force":
        return None
    if re.search(r"2\s?\+\s?2|two-plus-two|two plus two|foreign\s+and\s+def[ea]n[cs]e\s+minist", phrase, re.IGNORECASE):
        return "2+2"
    levels = {m.level for m in parties if m.level}
    per_state = {s: {m.level for m in parties if s in m.states and m.level} for m in parties for s in m.states}
    shared = [level for level in _SIDES if len(per_state) > 1 and all(level in found for found in per_state.values())]
    roles = {m.role for m in parties if m.level == "ministers"}
    if shared == ["ministers"] and {"foreign minister", "defence minister"} <= roles and len([m for m in parties if m.people]) >= 4:
        return "2+2"
    if shared:
        return _SIDES[shared[0]]
    named = [name for name, _, pattern in _formats() if pattern.search(phrase)]
    named = [name for name in named if name not in {"visit", "call", "exercise", "forum"} or act.entry.lemma == name]
    if "summit" in named and "leaders" not in levels and levels:
        named.remove("summit")
    if named:
        return named[0]
    return "talks" if act.entry.category == "consult" and act.entry.lemma in {"talk", "talks", "negotiate", "consult", "negotiations", "negotiation", "consultation", "consultations", "dialogue", "confer", "discuss"} else None


_FIRST = (
    re.compile(r"\bbecame\s+the\s+(first\s+(?:[\w-]+\s+){1,5}?to\s+[\w-]+\s+(?:to\s+|in\s+)?(?:the\s+)?(?:[A-Z][\w-]*\s?)+)"),
    re.compile(r"\b(first(?:-ever)?\s+(?:such\s+)?(?:[\w'’+\"“”-]+\s+){0,4}?(?:visit|meeting|summit|talks|2\+2|exercise|round|call|conversation|trip|session|dialogue|contact)\w*(?:\s+(?:of|by|between|to|in)\s+(?:an?\s+|the\s+)?(?:[\w-]+\s+){0,3}?[A-Z][\w-]+|\s+(?:in|since|for)\s+(?:[\w-]+\s+){0,2}(?:years?|months?|\d{4}))*)"),
)


def firsts(g: Grammar, act: Act, sentence: str, place: str | None, form_name: str | None) -> tuple[str, ...]:
    """Claims of being first that the act's sentence makes, in plain words."""
    found: list[str] = []
    flat = re.sub(r"\s+", " ", sentence)
    for pattern in _FIRST:
        for match in pattern.finditer(flat):
            words = re.sub(r"[\"“”]", "", match.group(1)).strip(" .,")
            found.append(_plain(words))
    if re.search(r"\bfor the first time\b", flat, re.IGNORECASE):
        what = form_name or act.entry.lemma
        found.append(f"first {what}" + (f" in {place}" if place else ""))
    return tuple(dict.fromkeys(found))


_OFFICES = re.compile(r"\b(Foreign|Defen[cs]e|Prime|Minister|President|Premier|Secretary|Chief|Summit|Meeting|Visit)\b")


def _plain(words: str) -> str:
    words = _OFFICES.sub(lambda m: m.group(1).lower(), words)
    return re.sub(r"\bdefense\b", "defence", words)


def issues(g: Grammar, act: Act, text: str, offset: int, others: list[Act]) -> tuple[str, ...]:
    """Issues named in the act's own clause, else in the sentence where no other act could claim them."""
    tokens = set(g.clause(act.anchor)) | set(g.sentence.subtree(act.head))
    apart: set[int] = set()
    for other in others:
        if other.anchor != act.anchor and other.anchor in tokens and other.anchor not in g.sentence.ancestors(act.anchor) and g.tokens[other.anchor].dep == "conj":
            apart |= set(g.sentence.subtree(other.anchor)) - set(g.sentence.subtree(act.head)) if act.anchor != act.head else set(g.sentence.subtree(other.anchor))
    kept = sorted(tokens - apart)
    pieces: list[str] = []
    start = previous = None
    for j in kept:
        if previous is None or j != previous + 1:
            if start is not None and previous is not None:
                pieces.append(text[g.tokens[start].start - offset : g.tokens[previous].end - offset])
            start = j
        previous = j
    if start is not None and previous is not None:
        pieces.append(text[g.tokens[start].start - offset : g.tokens[previous].end - offset])
    found = issues_in(" … ".join(pieces))
    if not found:
        found = issues_in(text)
    return found


def place_facts(name: str | None) -> tuple[str | None, str | None, float | None, float | None]:
    """Canonical name, state and coordinates of a place."""
    if not name:
        return None, None, None, None
    known = places.place(name)
    if known is None:
        return name, _capital_places().get(fold(name)), None, None
    return known.name, known.state, known.lat, known.lon
