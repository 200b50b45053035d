"""In what form, for the how-manieth time, about what, and where a text as a whole takes place."""

from __future__ import annotations

import re
from functools import cache

from detente import occasions, places
from detente.coding.act import Act, states_of
from detente.coding.grammar import Grammar
from detente.coding.mentions import Mention
from detente.issues import issues_in

_SIDES = {"leaders": "summit", "ministers": "ministers' meeting"}

# Form -----------------------------------------------------------------------------------------------------------------


@cache
def _formats() -> tuple[tuple[str, str | None, re.Pattern[str]], ...]:
    found = []
    for known in occasions.formats():
        terms = sorted((t for t in known.terms if t.isascii()), key=len, reverse=True)
        words = "|".join(re.escape(t).replace(r"\ ", r"[\s-]+").replace(r"\*", r"\w*") for t in terms)
        if words:
            found.append((known.name, known.level, re.compile(rf"(?<![\w-])(?:{words})(?:s|es)?(?!\w)", re.IGNORECASE)))
    return tuple(found)


def form(act: Act, phrase: str, parties: list[Mention]) -> str | None:
    """The format of a consultation or exercise: named in its phrase, else read from the rank of who takes part."""
    if act.entry.category not in {"consult", "force", "coop", "invite"} or act.entry.lemma in {
        "tell",
        "inform",
        "brief",
        "notify",
    }:
        return None
    if act.entry.lemma == "summit":
        return "summit"
    if act.entry.frame == "call":
        return "call"
    per_state = {s: {m.level for m in parties if s in m.states and m.level} for m in parties for s in m.states}
    shared = [level for level in _SIDES if len(per_state) > 1 and all(level in found for found in per_state.values())]
    if act.entry.frame in {"visit", "attend", "host"}:
        return "summit" if act.entry.frame == "host" and shared[:1] == ["leaders"] else "visit"
    if act.entry.frame == "exercise":
        return "exercise"
    if act.entry.category == "force":
        return None
    if re.search(r"2\s?\+\s?2|two-plus-two|two plus two|foreign\s+and\s+def[ea]n[cs]e\s+minist", phrase, re.IGNORECASE):
        return "2+2"
    levels = {m.level for m in parties if m.level}
    roles = {m.role for m in parties if m.level == "ministers"}
    if (
        shared == ["ministers"]
        and {"foreign minister", "defence minister"} <= roles
        and len({p for m in parties for p in m.people}) >= 4
    ):
        return "2+2"
    named = [name for name, _, pattern in _formats() if pattern.search(phrase)]
    if act.entry.category == "consult" and "cultural event" in named:
        named.remove("cultural event")  # to discuss exchanges is none of them
    own = [name for name in named if name in _BODIES]
    if own or _DEPUTIES.search(phrase):
        return own[0] if own else "deputy ministers' talks"
    if shared:
        return _SIDES[shared[0]]
    named = [name for name in named if name not in {"visit", "call", "exercise", "forum"} or act.entry.lemma == name]
    if "summit" in named and "leaders" not in levels and levels:
        named.remove("summit")
    if named:
        return named[0]
    return (
        "talks"
        if act.entry.category == "consult"
        and act.entry.lemma
        in {
            "talk",
            "talks",
            "negotiate",
            "consult",
            "negotiations",
            "negotiation",
            "consultation",
            "consultations",
            "dialogue",
            "confer",
            "discuss",
        }
        else None
    )


def group_visit(place: str | None, phrase: str, parties: list[Mention]) -> str | None:
    """What a journey of a group to a disputed place is called: no one's official visit."""
    known = places.place(place) if place else None
    if known is None or len(known.claimed_by) < 2 or any(m.people for m in parties):
        return None
    return "business mission" if re.search(r"\b(?:mission|survey|business)", phrase) else "humanitarian exchange"


# Formats that are named after the body that meets, whoever sits in it.
_BODIES = frozenset({"intergovernmental commission", "working group", "deputy ministers' talks"})
_DEPUTIES = re.compile(r"\b(?:deputy|vice)[\s-](?:foreign[\s-])?minist|\btheir deputies\b", re.IGNORECASE)

_TALKS_ON = frozenset({"discuss", "speak", "talk", "exchange", "review", "touch", "conversation", "converse", "raise"})


def goes_on_talking(act: Act, parties: list[Mention]) -> bool:
    """Whether an act is part of a talk told before: "they also discussed", "in the conversation both asked"."""
    return act.entry.lemma in _TALKS_ON and act.cameo == "040" and act.status == "happened" and bool(parties)


_SAID_AT = re.compile(r"\b(?:reporters|journalists|news conference|press conference|agency|spokes\w+)\b")


def venue(texts: list[tuple[str, list[Mention], int]]) -> str | None:
    """The one city in or at which a text puts anything, where there is only one: where its meeting took place."""
    found: dict[str, None] = {}
    for text, mentions, offset in texts:
        for mention in mentions:
            before = text[: mention.start - offset].rstrip().lower()
            if not mention.places or not before.endswith((" in", " at", "in the", "at the")):
                continue
            known = places.place(mention.places[0])
            name = known.name if known else mention.places[0]
            if known is None and mention.kind != "capital":
                continue
            if not (known and (known.kind == "sea" or known.claimed_by)) and not _SAID_AT.search(text):
                found[name] = None
    return next(iter(found)) if len(found) == 1 else None


_FIRST = (
    re.compile(r"\bbec(?:a|o)me\s+the\s+(first\s+[^,.;()]{3,60}?\s+to\s+\w+[^,.;()]{0,60})"),
    re.compile(
        r"\b(first(?:-ever)?\s+(?:[\w'’+\"“”-]+\s+){0,4}?(?:visit|trip|meeting|summit|talks|2\+2|exercise|round|call|conversation"
        r"|session|dialogue|contact|encounter|consultations|negotiations)(?!\w)[^,.;()]{0,80})"
    ),
)
_FIRST_TIME = re.compile(
    r"\bfor the first time(?:\s+(?:in|since)\s+(?:[\w-]+\s+){0,3}?(?:years?|months?|decades?|\d{4}))?", re.IGNORECASE
)
_CLAUSE_END = re.compile(
    r"\s+(?:and|but|when|where|while|which|who|that|after|before|as|since the"
    r"|the (?:next|following|same) day"
    r"|on \d+|on [A-Z]\w*|at which|said|began|was|were|took|ended|opened|would|will)\b.*"
)


def firsts(
    g: Grammar, act: Act, sentence: str, offset: int, place: str | None, form_name: str | None
) -> tuple[str, ...]:
    """Claims of being first that the act's own words make, plainly put: "first 2+2 in Moscow"."""
    found: list[str] = []
    flat = re.sub(r"\s", " ", sentence).replace("U.S.", "U·S·")
    tokens = set(g.clause(act.anchor)) | set(g.sentence.subtree(act.head))
    for pattern in _FIRST:
        for match in pattern.finditer(flat):
            inside = {t.i for t in g.tokens_between(offset + match.start(1), offset + match.end(1))}
            if act.head in inside:
                words = _CLAUSE_END.sub("", re.sub(r"[\"“”]", "", match.group(1)))
                found.append(_plain(re.sub(r"\s+", " ", words).strip(" .,")))
    for match in _FIRST_TIME.finditer(flat):
        inside = {t.i for t in g.tokens_between(offset + match.start(), offset + match.end())}
        if inside & tokens:
            span = re.sub(r"^for the first time ?", "", re.sub(r"\s+", " ", match.group(0)), flags=re.IGNORECASE)
            what = form_name or act.entry.lemma
            found.append(" ".join(x for x in (f"first {what}", f"in {place}" if place else "", span) if x))
    return tuple(dict.fromkeys(found))


_OFFICES = re.compile(r"\b(Foreign|Defen[cs]e|Prime|Minister|President|Premier|Secretary|Chief|Summit|Meeting|Visit)\b")


def _plain(words: str) -> str:
    words = words.replace("U·S·", "U.S.")
    words = _OFFICES.sub(lambda m: m.group(1).lower(), words)
    return re.sub(r"\bdefense\b", "defence", words)


def issues(g: Grammar, act: Act, text: str, offset: int, others: list[Act]) -> tuple[str, ...]:
    """Issues named in the act's own clause, else in the sentence where no other act could claim them."""
    tokens = set(g.clause(act.anchor)) | set(g.sentence.subtree(act.head))
    apart: set[int] = set()
    for other in others:
        if (
            other.anchor != act.anchor
            and other.anchor in tokens
            and other.anchor not in g.sentence.ancestors(act.anchor)
            and g.tokens[other.anchor].dep == "conj"
        ):
            apart |= (
                set(g.sentence.subtree(other.anchor)) - set(g.sentence.subtree(act.head))
                if act.anchor != act.head
                else set(g.sentence.subtree(other.anchor))
            )
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
    found = issues_in(" … ".join(pieces)) or issues_in(text)
    parties = set(states_of([*act.sources, *act.targets]))
    named = any("PRK" in g.at[j].states for j in kept if j in g.at and not g.at[j].people)
    if named and "PRK" not in parties and _NORTH_KOREA not in found:
        found = (*found, _NORTH_KOREA)
    if act.entry.frame == "exercise" and _EXERCISES not in found:
        found = (*found, _EXERCISES)
    return found


_NORTH_KOREA, _EXERCISES = "North Korea", "military exercises"
_TAKES_UP = re.compile(
    r"(?:It|They|He|She|This|That|These|Both|The (?:step|move|measure|decision|matter|issue|two|leaders|ministers"
    r"|sides|remark|exercise|talks|drills?|flight|incident|seizure|protest))\b"
)
_IT = re.compile(r"\b(?:it|this|that|them)[.,;]?$")
_ANSWERS = frozenset({"accuse", "reject", "threat", "sanction", "coerce", "force", "reduce", "yield"})


def inherited(act: Act, text: str, before: str, title: str) -> tuple[str, ...]:
    """Issues of an act that names none: of the clause parted from it, of what it takes up, or of the title.

    Only answers to the other side take those of the title: what is protested, refused or seized is what the text is
    about, while a greeting or a visit may be about anything.
    """
    parted = before.rstrip().endswith((";", ":"))
    takes_up = act.entry.category in _ANSWERS and (_TAKES_UP.match(text) or _IT.search(text))
    found = issues_in(before) if parted or takes_up else ()
    return found or (issues_in(title) if act.entry.category in _ANSWERS else ())
