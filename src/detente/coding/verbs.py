"""Acts told by verbs: who does what to whom."""

from __future__ import annotations

from detente import places
from detente.coding.act import (
    OCCUR,
    TARGET_CASES,
    Act,
    states_of,
)  # fmt: skip
from detente.coding.lexicon import Entry
from detente.coding.mentions import Mention
from detente.coding.recognition import Recognition
from detente.coding.words import wordset

_THINGS = wordset("letter message proposal offer news report invitation note reply answer question issue text document")
_ADMITS = wordset("admit allow permit let receive accept grant")
_ANSWERS = wordset(
    "respond response retaliate retaliation retaliatory countermeasure unanswered measure answer reply strike attack "
    "force price cost pay sanction hesitate act punish war deploy"
)


_HANDS_OVER = wordset("send ship deliver supply provide donate give hand grant transfer transport fly lend sell")
_SHARED = frozenset({"coop", "yield", "agree"})
_FOUGHT = wordset("fight battle clash skirmish duel")
_FELT = ("07", "087", "15", "18", "19", "20")  # beginnings of codes of acts that are felt where they are done
_AROUND = frozenset({"in", "at", "near", "around", "outside", "inside", "across", "over", "on"})
_MEANWHILE = wordset("while as whereas although though when after before")
_CELLS = wordset("captivity prison jail detention custody imprisonment cell")
_OUT = frozenset({"161", "166", "174"})  # expulsions and deportations


class Verbs(Recognition):
    """Acts of verbs, by their frames."""

    def _purpose(self, i: int) -> bool:
        """Whether a talk is only the purpose of a meeting told in the same breath: "met to discuss"."""
        g = self.g
        dep = g.tokens[i].dep.split(":")[0]
        if (
            g.tokens[i].tag not in {"VB", "VBG"}
            or dep not in {"advcl", "xcomp", "acl"}
            or self.entries[i].category != "consult"
        ):
            return False
        for head in g.sentence.ancestors(i):
            known = self.entries.get(head)
            if known is None and g.tokens[head].pos == "VERB":
                noun = self._noun_of(head)
                known = self.entries.get(noun) if noun is not None else None
                if known is None and g.tokens[head].lemma in OCCUR:
                    subject = next(iter(g.kids(head, "nsubj")), None)
                    known = (
                        next((self.entries[k] for k in g.sentence.subtree(subject) if k in self.entries), None)
                        if subject is not None
                        else None
                    )
            if known is not None:
                return known.category == "consult"
            if g.tokens[head].pos == "VERB":
                return False
        return False

    def _verb_act(self, i: int, entry: Entry) -> Act | None:
        g = self.g
        if self._purpose(i):
            return None
        if entry.category == "consult" and entry.frame in {"mutual", "together"} and self._on_the_phone(i):
            entry = Entry(entry.lemma, "call", "041", "consult")
        act = Act(i, i, entry, entry.cameo)
        agent, passive = g.agent(i), g.passive(i)
        subject_parties = g.subject_parties(i)
        act.passive = passive
        agent_parties = g.np(agent) if agent is not None else []
        objects = g.kids(i, "obj", "iobj")
        if passive and entry.frame == "together":
            return None
        if passive and entry.frame in {"force", "launch"}:
            act.sources = agent_parties or subject_parties  # forces that were sent are their sender's
        elif passive:
            act.sources = agent_parties
            act.targets = subject_parties
            if entry.lemma in _HANDS_OVER:
                self._handed(act, i)
            if not act.sources and entry.cameo[:2] in {"18", "19"}:
                act.sources = self._blow_of(i)
            if not act.sources and entry.cameo.startswith("084"):
                act.sources = self._held_in(i, set(states_of(act.targets)))
            if not act.sources and entry.cameo in _OUT:  # "was expelled from A"
                out = [j for j in g.kids(i, "obl", "nmod") if g.case(j) == "from" and j not in g.dates]
                act.sources = [m for j in out for m in g.np(j)]
        else:
            act.sources = subject_parties
            for j in objects:
                if g.tokens[j].text.lower() in {"each other", "one another"}:
                    act.mutual = True  # "criticised each other": both did, to the other
                else:
                    act.targets += g.np(j)
        frame = entry.frame
        if frame == "invite" and passive:
            act.targets = act.targets or [m for j, m in g.at.items() if j > i and m.states and m.kind == "person"]
            act.sources = act.sources or self._host()
        if entry.lemma in {"tell", "inform", "notify"} and self._turned_away(i):
            act.entry, act.cameo = Entry(entry.lemma, "dir", "160", "reduce"), "160"
        if frame == "warn":
            if self._own_public(i):
                return None
            if not self._threatens(i):
                act.entry, act.cameo = Entry(entry.lemma, "about", "111", "accuse"), "111"
        if frame in {"mutual", "call", "together"}:
            self._mutual(act, i, passive)
            if frame == "together" and len(states_of([*act.sources, *act.targets])) < 2:
                return None
        elif frame in {"visit", "attend"}:
            if not self._visit(act, i):
                return None
        elif act.mutual:
            pass
        elif frame in {"about", "dir", "host", "warn", "invite", "force", "exercise", "launch"}:
            self._directed(act, i, passive)
        if not act.sources and not act.targets and entry.category == "consult" and act.mutual and self._bodies(i):
            act.sources, act.sure = self.context.both(None, people=False), 0.5
        if not act.sources and not act.targets:
            return None
        self._settle(act, i)
        if entry.frame == "invite":
            act.inner = self._invited(act, i)
        return act

    def _blow_of(self, i: int) -> list[Mention]:
        """Whose attack somebody was killed in: "were killed in Israeli shelling"."""
        g = self.g
        blows = [j for j in g.kids(i, "obl") if g.case(j) in {"in", "during", "from"} and j in self.entries]
        blows = [j for j in blows if self.entries[j].category == "coerce"]
        return [m for j in blows for k in (j, *g.kids(j, "compound")) for m in g._modifiers(k, 0) if m.states]

    def _held_in(self, i: int, own: set[str]) -> list[Mention]:
        """Whose prison somebody is let out of: "were freed from captivity in A"."""
        g = self.g
        cells = [j for j in g.kids(i, "obl", "nmod") if g.case(j) == "from" and g.tokens[j].lemma in _CELLS]
        inside = [k for j in cells for k in g.kids(j, "nmod", "obl")] + (g.kids(i, "obl") if cells else [])
        there = [m for k in inside if g.locative(k) for m in self._destination(k)]
        return [m for m in there if not set(m.states) & own][:1]

    def _handed(self, act: Act, i: int) -> None:
        """What is sent "to" a state is received by it; whose it was sends it, unless a sender is named."""
        g = self.g
        to = [m for j in g.kids(i, "obl", "nmod") if g.case(j) == "to" and j not in g.dates for m in g.np(j)]
        if to and not set(states_of(to)) & set(states_of(act.targets)):
            act.sources, act.targets = act.sources or act.targets, to

    def _on_the_phone(self, i: int) -> bool:
        g = self.g
        return any(
            g.tokens[j].lemma in {"telephone", "phone"} and g.case(j) in {"by", "on", "over"} for j in g.kids(i, "obl")
        )

    def _turned_away(self, i: int) -> bool:
        """ "Notified Tokyo that the group would not be admitted": a refusal, not a talk."""
        g = self.g
        return any(g.negated(j) and g.tokens[j].lemma in _ADMITS for j in g.kids(i, "ccomp"))

    def _own_public(self, i: int) -> bool:
        """Whether the warned are nobody's government: shipping, citizens, the public."""
        g = self.g
        objects = g.kids(i, "obj", "iobj")
        return (
            bool(objects) and not any(g.np(j, broad=True) for j in objects) and not g.kids(i, "ccomp", "xcomp", "obl")
        )

    def _threatens(self, i: int) -> bool:
        """Whether a warning holds out an answer; one about what others do or what may follow from it is blame."""
        g = self.g
        clauses = g.kids(i, "ccomp") or ([g.tokens[i].head] if g.tokens[i].dep == "parataxis" else [])
        below = {g.tokens[k].lemma for k in g.sentence.subtree(i)}
        stray = any(g.tokens[j].tag == "VBD" and j != i for j in g.sentence.subtree(i))
        if not clauses and stray and not below & _ANSWERS:
            return False  # a clause that the parser hung on wrongly: "warned that exercises raised tension"
        for j in clauses:
            words = {g.tokens[k].lemma for k in g.sentence.subtree(j)} | {g.tokens[j].lemma}
            subjects = g.kids(j, "nsubj", "nsubj:pass")
            own = set(states_of([m for s in g.kids(i, "nsubj") for m in g.np(s)]))
            if words & _ANSWERS or not subjects:
                return True
            ours = any(set(states_of(g.np(s))) & own or g.tokens[s].pos == "PRON" for s in subjects)
            return ours or g.mood(j) == "hypothetical"
        return True

    def _mutual(self, act: Act, i: int, passive: bool) -> None:
        """Everyone in subject, object and "with" takes part in the same way."""
        g = self.g
        act.mutual = True
        if passive and act.entry.lemma in {"discuss", "review", "debate", "deliberate", "meet", "see"}:
            act.targets = []  # what was discussed is no party
            return
        if passive and not act.sources:
            act.sources, act.targets = act.targets, []
        for j in g.kids(i, "obl", "nmod"):
            if g.case(j) in {"with", "to", "between", "among"} and not g.locative(j):
                act.targets += g.np(j)
        if act.entry.lemma in {"discuss", "review", "debate"}:  # what is discussed is no party
            spoken_of = [i, *g.kids(i, "obj")]
            spoken_of += [k for j in spoken_of for k in g.kids(j, "conj")]
            beside = [k for j in spoken_of for k in g.kids(j, "obl", "nmod")]
            act.targets = [m for j in beside if g.case(j) == "with" for m in g.np(j)]
        if len(states_of(act.sources)) < 2 and not act.targets:
            for j in g.kids(i, "obj", "obl"):
                if g.case(j) not in {"at", "in", "after", "before", "during", "on"}:
                    act.targets += g.np(j)

    def _visit(self, act: Act, i: int) -> bool:
        """The traveller, and the state of the place gone to; a journey at home is none."""
        g = self.g
        travellers = states_of(act.sources)
        subject = g.subject(i)
        if subject is not None and g.tokens[subject].lemma in _THINGS:
            return False  # a letter that arrives
        targets = [m for j in g.kids(i, "obj") for m in self._destination(j)]
        for j in g.kids(i, "obl", "nmod"):
            if g.case(j) in {"to", "in", "into", "at", "for"} and j not in g.dates:
                targets += self._destination(j)
        for j in g.kids(i, "obl", "nmod", "advcl", "xcomp"):
            if not targets:
                targets += [m for m in g.np(j, broad=True) if not set(m.states) & set(travellers)]
        act.targets = [m for m in targets if not set(m.states) <= set(travellers)]
        return bool(act.targets) or not targets

    def _directed(self, act: Act, i: int, passive: bool) -> None:
        """The subject acts on whoever the object, a preposition or the clause that follows names."""
        g = self.g
        own = set(states_of(act.sources))
        act.targets = [m for m in act.targets if not set(m.states) <= own or self._other(m, act.sources)]
        shown: set[int] = set()
        if len(own) > 1 and self._named(act.sources):  # "A and B settled their dispute": theirs, not others'
            theirs = [
                k for j in g.kids(i, "obj") for k in g.kids(j, "nmod:poss") if g.tokens[k].text.lower() == "their"
            ]
            shown = {id(m) for k in theirs for m in g.pronouns.get(k, ())}
            act.targets = [m for m in act.targets if id(m) not in shown]
        if states_of(act.targets) or (act.entry.frame == "force" and self._flown_over(act, i, own)):
            return
        places = list(g.kids(i, "obj", "iobj", "nsubj:pass")) if not passive else []
        places += [k for j in (i, *places) for k in g.kids(j, "conj") if g.tokens[k].pos in {"NOUN", "PROPN"}]
        for case in (*TARGET_CASES, "near", "along") if act.entry.frame in {"force", "launch"} else TARGET_CASES:
            places += [j for j in g.kids(i, "obl", "nmod") if g.case(j) == case and j != g.agent(i)]
        places += g.kids(i, "ccomp", "xcomp")
        places += [j for j in g.kids(i, "advcl") if not (g.kids(j, "nsubj") and g.marks(j) & _MEANWHILE)]
        for j in places:
            if j in g.dates:
                continue
            parties = g.np(j, broad=not g.locative(j)) or self._below(j)
            parties = [m for m in parties if self._other(m, act.sources) and id(m) not in shown]
            if parties:
                act.targets = parties[:1] if g.tokens[j].pos == "VERB" else parties
                return
        if act.cameo.startswith(_FELT) and own:
            act.targets = self._felt_at(i, own)
            if not act.targets and len(own) == 2 and act.entry.lemma in _FOUGHT and not passive:
                act.mutual = True  # "the armies of A and B fought"
        elif len(own) == 2 and act.entry.category in _SHARED and not passive and self._named(act.sources):
            act.mutual, act.targets = True, []  # "Uganda and Rwanda reopened their border"

    def _named(self, parties: list[Mention]) -> bool:
        """Whether parties stand in the sentence by name, not by a pronoun."""
        places = {(known.start, known.end) for known in self.g.at.values()}
        return all((m.start, m.end) in places and m.kind != "pair" for m in parties)

    def _felt_at(self, i: int, own: set[str]) -> list[Mention]:
        """The state in which somebody unnamed is harmed or helped: "struck targets near Damascus"."""
        g = self.g
        for j in g.kids(i, "obj"):
            there = [m for m in self._destination(j) if not set(m.states) & own] if j in g.at else []
            if there:
                return there[:1]
        below = g.kids(i, "obj", "xcomp", "advcl")
        below += [k for j in g.kids(i, "obj") for k in g.kids(j, "nmod") if g.case(k) == "of"]  # "dozens of rockets"
        below += [k for j in below if g.tokens[j].pos == "VERB" for k in g.kids(j, "obj", "xcomp")]
        for j in [*g.kids(i, "obl", "nmod"), *(k for o in below for k in g.kids(o, "nmod", "obl"))]:
            if j not in g.dates and (g.locative(j) or g.case(j) in _AROUND):
                there = [m for m in self._destination(j) if not set(m.states) & own]
                if there:
                    return there[:1]
        return []

    def _flown_over(self, act: Act, i: int, own: set[str]) -> bool:
        """Whether a show of force names a place of another state: "crossed Hokkaido"."""
        g = self.g
        for j in g.clause(i):
            mention = g.at.get(j)
            known = places.place(mention.places[0]) if mention and mention.kind == "place" else None
            if known is None or g.case(j) in {"from", "to"} or (j < i and g.case(j)):
                continue  # "in Geneva A deployed …"
            owners = [s for s in ((known.state,) if known.state else known.claimed_by) if s and s not in own]
            if owners and (known.state or own & set(known.claimed_by)):
                act.targets = [Mention(0, 0, "state", (owners[0],))]
                return True
        return False

    def _invited(self, act: Act, i: int) -> Act | None:
        """The visit that an invitation is for: the guest to the host."""
        if not act.targets or not act.sources:
            return None
        visit = Entry("visit", "visit", "042", "consult")
        return Act(i, i, visit, "042", list(act.targets), list(act.sources), status="planned", sure=0.6)
