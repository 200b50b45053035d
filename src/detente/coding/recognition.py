"""Which words of a sentence may tell an act, and what all kinds of acts need to know."""

from __future__ import annotations

from detente import occasions, places
from detente.coding import lexicon, names
from detente.coding.act import (
    BODIES,
    OCCUR,
    VESSELS,
    Act,
    states_of,
)  # fmt: skip
from detente.coding.context import Context
from detente.coding.grammar import SAY, Grammar
from detente.coding.lexicon import Entry
from detente.coding.mentions import Mention
from detente.coding.words import wordset

# How real an act is that an operator governs.
GOVERNED = {
    "request": "called for", "demand": "called for", "propose": "called for", "deny": "denied", "reject": "denied",
    "plan": "planned", "agree": "planned", "decide": "planned", "order": "planned", "threaten": "hypothetical",
    "stop": "denied",
}  # fmt: skip


_SUPPLY = frozenset({"supply", "provide", "furnish", "equip", "present"})
_LEAVE = frozenset({"leave", "quit", "exit", "depart", "vacate"})
_TROOPS = wordset("soldier soldiers troop troops force forces peacekeeper peacekeepers contingent marines army")
_PULLED_OUT = Entry("leave", "dir", "0874", "yield")
_IN_COMMON = Entry("together", "together", "060", "coop")


class Recognition:
    """The words of one parsed sentence that the lexicon knows, and questions about them."""

    def __init__(self, grammar: Grammar, context: Context) -> None:
        self.g, self.context = grammar, context
        self.entries: dict[int, Entry] = {}
        self.inner_of: dict[int, int] = {}

    def _entry(self, i: int) -> Entry | None:
        token = self.g.tokens[i]
        if i in self.g.at or i in self.g.dates:
            return None
        if token.pos == "VERB":
            return self._verb(i)
        if token.pos in {"NOUN", "PROPN", "NUM"} or token.tag == "VBG":
            low = token.text.lower()
            return lexicon.nouns().get(low.strip('"')) or lexicon.nouns().get(token.lemma)
        if token.pos == "ADJ":
            return lexicon.adjectives().get(token.lemma)
        return None

    def _verb(self, i: int) -> Entry | None:
        token = self.g.tokens[i]
        particles = self.g.particles(i)
        if token.lemma == "call" and self.g.passive(i) and self._set_for(i):
            return None  # "talks have been called for Thursday"
        if token.lemma in _LEAVE and self._forces_leave(i):
            return _PULLED_OUT
        for entry in lexicon.verbs().get(token.lemma, ()):
            if entry.particles and not particles & set(entry.particles):
                continue
            if entry.object and not self._object_fits(i, entry):
                continue
            return entry
        return _IN_COMMON if self._in_common(i) else None

    def _forces_leave(self, i: int) -> bool:
        """Whether soldiers go home: "the last French soldiers left Mali"."""
        g = self.g
        subject = g.subject(i)
        troops = subject is not None and (
            g.tokens[subject].lemma in _TROOPS or any(word in _TROOPS for word in g.words(subject).split())
        )
        return troops and any(j in g.at and g.at[j].kind in {"state", "capital", "place"} for j in g.kids(i, "obj"))

    def _in_common(self, i: int) -> bool:
        """Whether a verb that says nothing else is done by several together: "cleaned the servers together"."""
        g = self.g
        words = {g.tokens[j].text.lower() for j in g.kids(i, "advmod")}
        return bool(words & {"jointly", "together"}) and not g.passive(i) and bool(g.kids(i, "obj", "obl"))

    def _set_for(self, i: int) -> bool:
        g = self.g
        return any(
            j in g.dates and (g.case(j) == "for" or g.tokens[j - 1].text.lower() == "for") for j in g.kids(i, "obl")
        )

    def _object_fits(self, i: int, entry: Entry) -> bool:
        g = self.g
        objects = [j for j in g.kids(i, "obj", "iobj", "nsubj:pass") if j not in g.dates]
        participle = i if g.tokens[i].dep != "conj" else g.tokens[i].head
        if entry.object.startswith("!") and g.tokens[participle].dep.split(":")[0] == "acl" and not objects:
            objects = [g.tokens[participle].head]  # "an order signed by the premier"
        if entry.frame == "call" and not entry.particles:
            return "off" not in g.particles(i) and any(
                m.people or m.kind == "agent"
                for j in objects
                if g.tokens[j].text.lower() not in {"it", "this", "that"}
                for m in g.np(j)
            )
        if entry.particles:
            objects += [j for j in g.kids(i, "obl", "nmod") if g.case(j) in entry.particles]
        else:
            objects += g.kids(i, "xcomp")
            objects += g.kids(i, "obl") if not objects else []
        if entry.object.startswith("~"):
            objects += self._clauses(i)
        with_what = {"as", "with"} if g.tokens[i].lemma in _SUPPLY else {"as"}
        objects += [j for j in g.kids(i, "obl") if g.case(j) in with_what and j not in objects]
        if g.passive(i) and not g.kids(i, "nsubj:pass"):
            subject = g.subject(i)
            objects += [subject] if subject is not None else []
        if entry.object == "@to":
            return any("to" in g.marks(j) for j in g.kids(i, "xcomp", "ccomp", "advcl"))
        if entry.object == "@person" and entry.frame == "host":  # not "welcomed the recent journeys of X"
            objects = [j for j in objects if j in g.at or j in g.pronouns]
        if entry.object == "@person":
            return any(m.people or m.kind == "agent" or m.pair for j in objects for m in [*g.np(j), *self._nameless(j)])
        if entry.object == "@place":
            return any(j in g.at and (g.at[j].kind in {"place", "capital", "state"}) for j in objects)
        if entry.object.startswith("!"):
            return not objects or all(lexicon.fits_object(entry.object, g.words(j)) for j in objects)
        reach = 4 if entry.frame == "force" else 12  # "a note over the flight of fighters" is no force
        return any(lexicon.fits_object(entry.object, g.words(j, reach)) for j in objects)

    def _clauses(self, i: int) -> list[int]:
        """What follows as a clause: "gave him three days *to leave*", "claimed *that B was training rebels*"."""
        g = self.g
        own = set(states_of(g.subject_parties(i)))
        of_others = [j for j in g.kids(i, "ccomp") if set(states_of(g.subject_parties(j))) - own]
        return of_others + [j for j in g.kids(i, "advcl") if "to" in g.marks(j)]

    def _nameless(self, i: int) -> list[Mention]:
        mention = self.g.at.get(i)
        return [mention] if mention and mention.people else []

    def _noun_of(self, verb: int) -> int | None:
        """The event noun that a verb carries out or plans, if any."""
        table = lexicon.light().get(self.g.tokens[verb].lemma)
        if not table:
            return None
        for j in self.g.kids(verb, "obj", "nsubj:pass", "obl", "nsubj", "xcomp"):
            for k in [j, *self.g.kids(j, "conj")]:
                for m in [k, *(x for x in self.g.kids(k, "nmod") if self.g.tokens[k].lemma in VESSELS)]:
                    noun = self.entries.get(m)
                    if noun and self.g.tokens[m].pos != "VERB" and self._carries(verb, m, noun) not in {None, "none"}:
                        return m
        return None

    def _carries(self, verb: int, noun: int, entry: Entry) -> str | None:
        """``real``, ``plan`` or ``none`` where the verb carries the noun out, plans it or only speaks of it."""
        g = self.g
        dep = g.tokens[noun].dep
        if g.tokens[verb].lemma == "come" and "up" in g.particles(verb):
            return None  # a visit that came up was only spoken of
        if dep == "conj" or (dep.startswith("nmod") and g.tokens[g.tokens[noun].head].lemma in VESSELS):
            dep = g.tokens[g.tokens[noun].head].dep
        for particle, categories, result in lexicon.light().get(g.tokens[verb].lemma, ()):
            if entry.category not in categories:
                continue
            if particle and particle not in g.particles(verb):
                continue
            if dep.startswith("obl") and g.case(noun) not in {particle, "in", "at", "on", "for", "under"}:
                continue
            if dep.startswith("nsubj") and dep != "nsubj:pass" and g.tokens[verb].lemma not in OCCUR:
                continue
            return result
        if dep in {"nsubj", "nsubj:pass"} and g.tokens[verb].lemma in OCCUR:
            return "real"
        return None

    def _participle(self, k: int, entry: Entry) -> str | None:
        """ "Talks held in Tokyo", "sanctions announced on Monday", "the visit that he paid"."""
        g = self.g
        for particle, categories, result in lexicon.light().get(g.tokens[k].lemma, ()):
            if entry.category in categories and not particle and (g.passive(k) or g.tokens[k].dep == "acl:relcl"):
                return result
        return None

    def _travels(self, verb: int) -> bool:
        known = self.entries.get(verb)
        return bool(known and known.frame == "visit")

    def _other(self, mention: Mention, sources: list[Mention]) -> bool:
        """Whether a party is another than the sources: of another state or, where acts within one count, of its own."""
        if not set(mention.states) & set(states_of(sources)):
            return True
        return self.context.everyone and all(
            mention is not s and (mention.sector, mention.role) != (s.sector, s.role) for s in sources
        )

    def _below(self, i: int) -> list[Mention]:
        """The subject of a clause, or whoever comes first below a word."""
        g = self.g
        subject = next(iter(g.kids(i, "nsubj", "nsubj:pass")), None)
        if subject is not None:
            parties = g.np(subject, broad=True)
            if parties:
                return parties
        for j in g.sentence.subtree(i):
            if j in g.at and g.at[j].states and not g.locative(j) and g.at[j].kind not in {"place", "occasion"}:
                return [g.at[j]]
        return []

    def _destination(self, j: int) -> list[Mention]:
        mention = self.g.at.get(j)
        if mention and mention.states:
            return [mention]
        if mention and mention.kind == "occasion":
            known = occasions.occasion(mention.actor or "", self.context.published)
            place = places.place(known.place) if known else None
            return [Mention(0, 0, "state", (place.state,))] if place and place.state else []
        if self.g.tokens[j].text.lower() in {"it", "there", "here"} or (mention and mention.places):
            state = self._place_state(j, mention)
            return [Mention(0, 0, "state", (state,))] if state else []
        found = []
        for k in self.g.kids(j, "nmod", "compound", "nmod:poss", "amod"):
            near = self.g.at.get(k)
            if near and near.states:
                found.append(near)
        return found or self.g.np(j)

    def _host(self) -> list[Mention]:
        """The state in which the named occasion of this sentence takes place."""
        for mention in self.g.at.values():
            known = (
                occasions.occasion(mention.actor or "", self.context.published) if mention.kind == "occasion" else None
            )
            place = places.place(known.place) if known else None
            if place and place.state:
                return [Mention(0, 0, "state", (place.state,))]
        return []

    def _place_state(self, j: int, mention: Mention | None) -> str | None:
        """The state a place lies in; for "it", the place named before."""
        if mention is None and self.g.tokens[j].text.lower() == "here" and self.context.home:
            return self.context.home.states[0]
        if mention is None:
            before = [self.g.at[k] for k in self.g.at if k < j and self.g.at[k].places]
            name = before[-1].places[0] if before else self.context.place
        else:
            name = mention.places[0]
        known = places.place(name) if name else None
        if known is None:
            return names.localities().get(name or "")
        return known.state or next(iter(known.claimed_by), None)  # who holds a disputed place stands first

    def _both_sides(self, i: int) -> list[Mention]:
        """The pair spoken of before; its people too, where the noun takes up a talk already told ("their meeting")."""
        determiners = {self.g.tokens[j].text.lower() for j in self.g.kids(i, "det", "nmod:poss")}
        again = bool(determiners & {"the", "their", "these"}) and not self.g.kids(i, "nmod", "amod")
        return self.context.both(None, people=again)

    def _bodies(self, i: int) -> bool:
        """Whether a body of both sides meets ("the working group will meet in Moscow on 2 November")."""
        g = self.g
        subject = g.subject(i)
        known = subject is not None and g.tokens[subject].lemma in BODIES
        return known and bool(g.dates or any(m.places for m in g.at.values()))

    def _settle(self, act: Act, anchor: int, status: str | None = None) -> None:
        """Sets the status of an act by the mood of its verb and of the words above it."""
        g = self.g
        act.status = status or g.mood(anchor)
        if status is None and g.negated(anchor) and act.status != "hypothetical":
            act.status = "denied"
        i = anchor
        for head in g.sentence.ancestors(anchor):
            dep = g.tokens[i].dep.split(":")[0]
            if g.tokens[i].tag in {"VBZ", "VBP"} and {"before", "when", "until", "once", "after"} & g.marks(i):
                act.status = "planned"
                break
            if dep == "advcl" and g.tokens[i].tag in {"VBD", "VBZ", "VBP"} and g.kids(i, "nsubj"):
                break  # a clause of time or reason stands on its own feet
            entry = self.entries.get(head)
            if dep == "csubj" and g.tokens[i].tag == "VB":
                dep = "xcomp"  # "it was agreed to resume the talks"
            if dep not in {"xcomp", "ccomp", "advcl", "acl", "conj", "obj", "obl", "nsubj", "nmod"} or dep in {
                "obl",
                "nmod",
                "nsubj",
            }:
                break
            if dep in {"conj"}:
                if g.tokens[head].pos == "VERB" and g.tokens[i].tag in {"VB"} and act.status == "happened":
                    above = self.entries.get(head)
                    governed = GOVERNED.get(above.op) if above and above.op and "to" in g.marks(i) else None
                    act.status = governed or g.mood(head)  # "it was agreed to prepare a visit and to resume the talks"
                i = head
                continue
            finite = bool(g.kids(i, "nsubj")) and dep in {"ccomp", "acl"}
            if entry and entry.op and act.status == "called for" and entry.op in {"agree", "decide", "plan"} and finite:
                act.status = "planned"  # "it was agreed that he should visit"
                break
            if entry and entry.op and act.status in {"happened", "planned"} and entry is not act.entry:
                changed = GOVERNED.get(entry.op)
                past = any(g.tokens[j].lemma == "have" for j in g.kids(i, "aux"))
                if (
                    changed
                    and not (finite and entry.op in {"agree", "plan", "decide"} and act.status != "planned")
                    and not (past and entry.op != "deny")
                ):
                    act.status = changed
                break
            if (
                dep in {"xcomp", "advcl"}
                and g.tokens[i].tag in {"VB", "VBG"}
                and g.tokens[head].pos == "VERB"
                and g.negated(head)
            ):
                act.status = "denied"
            if dep in {"xcomp", "advcl", "acl"} and g.tokens[i].tag in {"VB", "VBG"} and act.status == "happened":
                mood = g.mood(head) if g.tokens[head].pos in {"VERB", "ADJ"} else "happened"
                if g.tokens[head].lemma in {"decision", "plan", "proposal", "intention", "offer", "idea"}:
                    mood = "planned"
                if mood != "happened":
                    act.status = mood
            if dep == "ccomp" and g.tokens[head].lemma not in SAY and entry is None and g.mood(head) == "hypothetical":
                act.status = "hypothetical"
            i = head
