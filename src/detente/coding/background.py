"""Which acts a sentence only recalls: told before, in passing, as the ground of what it reports.

"As the ministers had agreed in April", "the sanctions imposed over Ukraine", "since the leaders met": such words tell
of an act that other texts, or other sentences, have told. They make an event only where they carry a date of their own,
and a day where they hang on "as" or "since", which mostly look back at what is well known.
"""

from __future__ import annotations

from detente.coding.act import Act
from detente.coding.grammar import Grammar
from detente.coding.words import wordset
from detente.dates import DateSpan

_DEEDS = frozenset({"sanction", "reduce", "coerce", "agree", "sign"})
_PLEADS = wordset("regret complain criticise criticize lament deplore condemn resent welcome praise object protest")
_AHEAD = wordset("before until till once")
_GO_ON = wordset("continue keep proceed pursue maintain carry press")
_LATEST_SPAN = 3


def clause_of(g: Grammar, i: int) -> tuple[int, str]:
    """The predicate of the nearest subordinate clause around a token, and its relation; the root and ``root`` if none.

    Complements of verbs of saying are subordinate too: their relation is ``ccomp`` or ``parataxis``.
    """
    j = i
    for head in g.sentence.ancestors(i):
        dep = g.tokens[j].dep
        if dep.split(":")[0] in {"acl", "advcl", "ccomp", "parataxis"}:
            return j, dep
        if "since" in g.marks(j):
            return j, "advcl"  # whatever the parser made of it
        j = head
    return j, "root"


def exact(span: DateSpan | None) -> bool:
    """Whether a date is a day or a few."""
    return span is not None and span.precision == "day" and (span.end - span.start).days <= _LATEST_SPAN


def looks_back(g: Grammar, act: Act) -> bool:
    """Whether an act is told in the pluperfect, or in a clause that explains another."""
    clause, dep = clause_of(g, act.anchor)
    explains = (dep == "acl:relcl" and g.past(clause)) or (dep.startswith("advcl") and bool(g.marks(clause) - {"to"}))
    return g.pluperfect(act.anchor) or g.pluperfect(clause) or explains


def recalled(g: Grammar, act: Act, own: DateSpan | None) -> bool:
    """Whether an act is only recalled; ``own`` is the date that its own clause gives it, if any."""
    if exact(own):
        return False
    clause, dep = clause_of(g, act.anchor)
    marks = g.marks(clause)
    before = g.pluperfect(act.anchor) or g.pluperfect(clause)
    if "since" in marks or (act.status == "denied" and dep == "acl:relcl"):
        return True
    if dep.startswith("advcl"):
        return _adverbial(g, act, clause, marks, before, own)
    if own is not None:
        return False
    if dep.startswith("acl"):  # what is planned was not told before
        return act.status != "planned" and _of_a_noun(g, act, clause, dep, before)
    if dep == "ccomp" and g.tokens[g.tokens[clause].head].lemma in _PLEADS:
        return before or _perfect(g, clause)
    dated = any(j in g.dates for j in g.clause(clause))
    return before and not dated and g.speaker(act.anchor) is None


def _adverbial(g: Grammar, act: Act, clause: int, marks: set[str], before: bool, own: DateSpan | None) -> bool:
    if "as" in marks and (before or g.tokens[clause].tag == "VBN" or act.entry.category in _DEEDS or "soon" in marks):
        return True
    if own is not None:
        return False
    if marks & _AHEAD:
        return True
    above = g.tokens[clause].head
    if "when" in marks:
        return before or g.pluperfect(above) or g.tokens[clause].tag in {"VBZ", "VBP"}
    relative = any(g.tokens[j].text.lower() in {"which", "whom"} for j in g.sentence.subtree(clause))
    return before and (bool(marks) or relative)


def _of_a_noun(g: Grammar, act: Act, clause: int, dep: str, before: bool) -> bool:
    if act.head == clause and act.entry.op is None and act.entry.category == "consult" and not before:
        return False  # "the talks held in Tokyo", "Kono, who met Lavrov": told here for the first time
    if dep == "acl:relcl" and _present(g, clause):
        return False  # "where projects are being planned", "to which Kim is invited"
    noun = g.tokens[clause].head
    if g.tokens[noun].lemma == "time" and "first" in {g.tokens[j].lemma for j in g.kids(noun, "amod")}:
        return False  # "it was the first time that A had met B": it is of the day told of
    if dep == "acl:relcl":
        told = any(g.tokens[j].text.lower() == "who" for j in g.kids(clause, "nsubj"))  # "Putin, who pledged …"
        named = any(j in g.dates for j in g.clause(g.tokens[clause].head))
        return (before and not named) or (act.entry.category in _DEEDS and (not told or _perfect(g, clause)))
    return before or (g.tokens[clause].tag == "VBN" and act.entry.category in _DEEDS)


def _present(g: Grammar, i: int) -> bool:
    helpers = [j for dep in ("aux", "aux:pass", "cop") for j in g.kids(i, dep)]
    return any(g.tokens[j].tag in {"VBP", "VBZ"} and g.tokens[j].lemma != "have" for j in [*helpers, i])


def _perfect(g: Grammar, i: int) -> bool:
    return any(g.tokens[j].lemma == "have" for j in g.kids(i, "aux"))


def goes_on(g: Grammar, act: Act) -> bool:
    """Whether talks are only to be kept up: "the dialogue should continue", "agreed to go on negotiating"."""
    near = [act.anchor, act.head, g.tokens[act.anchor].head, g.tokens[act.head].head]
    for j in near:
        token = g.tokens[j]
        if token.lemma in _GO_ON or (token.lemma == "go" and "on" in g.particles(j)):
            return True
    return False
