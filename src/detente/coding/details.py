"""When, where and on what occasion: what a report says beside the act itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from detente import actors, occasions, places
from detente.coding import lexicon, names
from detente.coding.act import Act
from detente.coding.context import Context
from detente.coding.grammar import Grammar
from detente.coding.mentions import Mention
from detente.coding.syntax import Sentence
from detente.coding.words import wordset
from detente.dates import DateSpan
from detente.occasions import Occasion
from detente.tables import fold

_AT = wordset("in at on near off to into from around")
_SET_FOR = wordset("hold plan schedule expect take start begin set due open")
# Kinds of plans that have a day: what is agreed or refused for later need not be done on it.
_PLANNED = frozenset({"consult", "force", "coop"})
_NOT_WHEN = wordset("since until till from after before")


_FRESH = 2
"""Days before publication of the one day that what a text tells without a date may still be of."""
_NEXT_SENTENCE = 3
"""Characters between two sentences of which the second goes on with the first."""


@dataclass(frozen=True, slots=True)
class When:
    """The date of an act and what it rests on."""

    start: date
    end: date
    precision: str
    basis: str


def when(g: Grammar, act: Act, context: Context, paragraph: int, others: list[Act]) -> When | None:
    """The date of an act: of its own clause, of the clauses above it, of what was told before, or of publication."""
    heads = _heads(act, others)
    span = own_date(g, act, others, context.published)
    if span is None and act.status in {"happened", "denied"}:
        span = _of_the_meeting(g, act, heads) or _date_above(g, act, heads)
    published = context.published
    if span is None and act.status == "planned" and published and act.entry.category in _PLANNED:
        span = _only_ahead(g, act, heads, published)
    if span is not None:
        return When(span.start, span.end, span.precision, "text")
    told = context.told if act.status in {"happened", "denied"} and _in_the_past(g, act.anchor) else None
    if (
        told
        and context.told_paragraph == paragraph
        and g.sentence.start - told.text_end < _NEXT_SENTENCE
        and g.sentence.start != told.text_start
    ):
        return When(told.start, told.end, told.precision, "text")  # the sentence goes on where the last one was
    if act.status in {"happened", "denied"} and context.date and not _present(g, act.anchor):
        one_day = context.date.start == context.date.end
        near = published is None or (one_day and abs((published - context.date.start).days) <= _FRESH)
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


def _in_the_past(g: Grammar, i: int) -> bool:
    """Whether a verb, or the one that a bare "to assure" hangs on, is in the past."""
    token = g.tokens[i]
    return g.past(i) or (token.tag in {"VB", "VBG"} and token.head != i and g.past(token.head))


def _present(g: Grammar, i: int) -> bool:
    tags = {g.tokens[i].tag} | {g.tokens[j].tag for j in g.kids(i, "aux", "cop", "aux:pass")}
    return bool(tags & {"VBZ", "VBP"}) and not any(g.tokens[j].lemma == "have" for j in g.kids(i, "aux"))


def _heads(act: Act, others: list[Act]) -> set[int]:
    return {x for other in others for x in (other.head, other.anchor)} - {act.head, act.anchor}


def own_date(g: Grammar, act: Act, others: list[Act], published: date | None) -> DateSpan | None:
    """A date in the act's own phrase or clause, the nearest to its word."""
    heads = _heads(act, others)
    if act.planner is not None:  # "a visit arranged in May for November": the day stands with "for"
        for j in g.kids(act.planner, "obl", "nmod"):
            if j in g.dates and (
                g.case(j) == "for"
                or g.tokens[j].text.lower().startswith("for ")
                or (published and g.dates[j].start > published)
            ):
                return g.dates[j]
    for root in dict.fromkeys((act.head, act.anchor)):
        found = [j for j in g.clause(root) if j in g.dates and _dates(g, j, act)]
        found = [j for j in found if _nearest_act(g, j, act, heads)]
        if found:
            best = min(found, key=lambda j: (g.dates[j].precision == "year", abs(j - act.head)))
            return g.dates[best]
    for j in g.kids(act.anchor, "advcl"):  # "became the first to visit it when he … on 27 May"
        if "when" in g.marks(j):
            found = [k for k in g.clause(j) if k in g.dates and _dates(g, k, act)]
            if found:
                return g.dates[found[0]]
    return None


def _dates(g: Grammar, j: int, act: Act) -> bool:
    case = g.case(j)
    text = g.tokens[j].text.lower()
    if g.bracket(j) != g.bracket(act.head) or _of_event(g, j, act):
        return False
    if case == "of" and g.tokens[j].head != act.head:
        return False  # "the election of the day before" dates the election
    if (case == "for" or text.startswith("for ")) and act.status == "happened":
        return False
    if case in _NOT_WHEN or (text.startswith(("since ", "until ", "from ")) and g.dates[j].start == g.dates[j].end):
        return case == "before" and act.status == "planned"
    return not (case in {"by"} and act.status == "happened")


def _of_event(g: Grammar, j: int, act: Act) -> bool:
    """Whether a date belongs to the event that is praised or blamed: "praised the talks in October"."""
    if act.entry.category not in {"support", "accuse", "reject", "statement"}:
        return False
    for head in g.sentence.ancestors(j):
        if head in {act.head, act.anchor} or g.tokens[head].pos == "VERB":
            return False
        known = lexicon.nouns().get(g.tokens[head].lemma)
        if known and known.category in {"consult", "force", "sanction", "sign"}:
            return True
    return False


def _nearest_act(g: Grammar, j: int, act: Act, heads: set[int]) -> bool:
    """Whether the date hangs on the act's words rather than on another verb or event below them."""
    for head in g.sentence.ancestors(j):
        if head in {act.head, act.anchor}:
            return True
        if head in heads:
            return False
        if g.tokens[head].pos == "VERB" and g.tokens[head].dep.split(":")[0] != "xcomp":
            if g.tokens[head].dep.startswith("acl") and g.tokens[head].lemma in _SET_FOR:
                continue
            return False
    return False


def _only_ahead(g: Grammar, act: Act, heads: set[int], published: date) -> DateSpan | None:
    """The one day to come that a sentence names, for what it plans: "April 19: the minister is expected in A"."""
    ahead = [j for j, span in g.dates.items() if span.start > published and g.bracket(j) == g.bracket(act.head)]
    if len(ahead) != 1 or len(g.dates) != 1:
        return None
    above = next((h for h in g.sentence.ancestors(ahead[0]) if h in heads or g.tokens[h].pos == "VERB"), None)
    return None if above in heads else g.dates[ahead[0]]


def _of_the_meeting(g: Grammar, act: Act, heads: set[int]) -> DateSpan | None:
    """ "At their meeting on 27 April they agreed": the day of the meeting is that of what was done there."""
    for j in g.kids(act.anchor, "obl"):
        if j in heads and g.case(j) in {"at", "during", "in"}:
            found = [k for k in g.sentence.subtree(j) if k in g.dates and g.dates[k].precision == "day"]
            if found:
                return g.dates[found[0]]
    return None


def _date_above(g: Grammar, act: Act, heads: set[int]) -> DateSpan | None:
    """A date of a clause above the act, or of one hanging beside it, where the act has none of its own."""
    seen = {act.head, act.anchor}
    child = act.anchor
    for head in g.sentence.ancestors(act.anchor):
        seen.add(head)
        child, below = head, child
        if g.tokens[below].dep.startswith("acl"):
            continue  # the day of the thing spoken of is not that of the act that explains it
        if g.tokens[below].dep == "conj" and g.pluperfect(head) and not g.pluperfect(below):
            continue  # "a note had been sent the day before and the step was unacceptable"
        direct = [j for j in g.tokens[head].children if j in g.dates and _dates(g, j, act)]
        for j in [
            *direct,
            *[
                k
                for x in g.tokens[head].children
                if x not in seen and g.tokens[x].pos in {"NOUN", "PROPN"}
                for k in g.tokens[x].children
                if k in g.dates and _dates(g, k, act)
            ],
        ]:
            return g.dates[j]
    loose = [j for j in g.dates if _dates(g, j, act)]
    if len(loose) == 1:
        verb = next((h for h in g.sentence.ancestors(loose[0]) if g.tokens[h].pos == "VERB" or h in heads), None)
        if verb is None or verb in seen or loose[0] <= 3:
            return g.dates[loose[0]]
    return None


# Place ----------------------------------------------------------------------------------------------------------------


_PLACED = frozenset({"consult", "sign", "force", "coop", "agree", "invite", "coerce"})
_AREAS = wordset(
    "margin margins sideline sidelines city town island islands port airport waters airspace palace guesthouse hall"
)


@cache
def _capital_places() -> dict[str, str]:
    return {fold(s.capital): s.iso3 for s in actors.states() if s.capital}


def where(g: Grammar, act: Act, context: Context, others: list[Act]) -> str | None:
    """Name of the place of an act as the text gives it: in its clause, else above it."""
    heads = _heads(act, others)
    if act.entry.frame == "visit" or act.entry.frame == "attend":
        for j in g.clause(act.anchor):
            mention = g.at.get(j)
            if (
                mention
                and mention.places
                and g.case(j) in {"to", "in", "into", "at", "for", ""}
                and mention.kind in {"place", "capital", "occasion"}
                and g.tokens[j].dep.split(":")[0] in {"obj", "obl", "nmod", "conj"}
            ):
                return mention.places[0]
        for j in g.kids(act.anchor, "obj"):
            if g.tokens[j].text.lower() == "it" and context.place:
                return context.place
    for root in dict.fromkeys((act.head, act.anchor)):
        found = [j for j in g.clause(root) if _place(g, j) and _nearest_act(g, j, act, heads)]
        if act.entry.category not in _PLACED:  # the place that a protest is about is not where it was made
            found = [j for j in found if g.tokens[j].head == act.anchor]
        if found:
            return g.at[min(found, key=lambda j: abs(j - act.head))].places[0]
    child = act.anchor
    for head in g.sentence.ancestors(act.anchor):
        if g.tokens[child].dep.split(":")[0] in {"ccomp", "parataxis"} and act.status != "happened":
            return None  # where it was said is not where it will be done
        child = head
        found = [j for j in g.tokens[head].children if _place(g, j)]
        if found:
            return g.at[found[0]].places[0]
    everywhere = [j for j in g.at if _place(g, j)]
    verb = next((h for h in g.sentence.ancestors(everywhere[0]) if h in heads), None) if everywhere else None
    if len(everywhere) == 1 and verb is None and act.entry.category in {"consult", "sign"}:
        return g.at[everywhere[0]].places[0]
    return None


def _place(g: Grammar, j: int) -> bool:
    mention = g.at.get(j)
    if mention is None or not mention.places or g.case(j) not in _AT:
        return False
    if g.case(j) in {"to", "from"} or (g.case(j) == "on" and mention.kind != "place"):
        return False
    token, head = g.tokens[j], g.tokens[j].head
    if token.dep.startswith("nmod") and g.tokens[head].pos in {"NOUN", "PROPN"}:
        # "a source in Tokyo" says where the source sits; "the meeting in Tokyo" where the act is
        known = lexicon.nouns().get(g.tokens[head].lemma)
        return (
            bool(known)
            or head in g.dates
            or (head in g.at and bool(g.at[head].places))
            or g.tokens[head].lemma in _AREAS
        )
    return True


def occasion(g: Grammar, act: Act, near: date) -> tuple[str | None, Occasion | None]:
    """The named occasion in an act's own words, and what is known of it on that day."""
    tokens = set(g.clause(act.anchor)) | set(g.sentence.subtree(act.head))
    for j in sorted(tokens):
        mention = g.at.get(j)
        if mention and mention.kind == "occasion" and g.case(j) not in {"after", "since", "before"}:
            known = occasions.occasion(mention.actor or "", near)
            return (known.name if known else mention.actor), known
    for head in g.sentence.ancestors(act.anchor):  # "the forum, to which they are invited"
        mention = g.at.get(head)
        if mention and mention.kind == "occasion" and g.tokens[act.anchor].dep.startswith("acl"):
            known = occasions.occasion(mention.actor or "", near)
            return (known.name if known else mention.actor), known
        if g.tokens[head].pos == "VERB":
            break
    return None, None


def place_facts(name: str | None) -> tuple[str | None, str | None, float | None, float | None]:
    """Canonical name, state and coordinates of a place."""
    if not name:
        return None, None, None, None
    known = places.place(name)
    if known is None:
        return name, _capital_places().get(fold(name)) or names.localities().get(name), None, None
    return known.name, known.state, known.lat, known.lon


def actor_of(mention: Mention | None) -> str | None:
    """The name a report gives its actor: of a person or a body; None for several states at once."""
    if mention is None:
        return None
    if len(mention.people) == 1:
        return mention.people[0]
    return mention.actor if len(mention.states) < 2 else None


def sector_of(mention: Mention | None) -> str | None:
    """The sector of an actor; a state named alone is its government."""
    if mention is None:
        return None
    return mention.sector or "GOV"


def phrase_of(g: Grammar, act: Act, sentence: Sentence) -> str:
    """The words of an act: its clause, what hangs on it, and its subject."""
    kept = set(g.clause(act.anchor)) | set(g.sentence.subtree(act.head))
    subject = g.subject(act.anchor)
    if subject is not None and act.anchor not in g.sentence.subtree(subject):
        kept |= set(g.sentence.subtree(subject))
    tokens = [g.tokens[j] for j in sorted(kept)]
    return " ".join(t.text for t in tokens)
