"""Acts in a sentence: which words say that something is done, by whom, to whom, and how real it is."""

from __future__ import annotations

from collections.abc import Iterable

from detente.coding import lexicon
from detente.coding.act import (
    Act,
    states_of,
)  # fmt: skip
from detente.coding.grammar import SAY
from detente.coding.lexicon import Entry
from detente.coding.mentions import Mention
from detente.coding.operators import Operators
from detente.coding.words import wordset

_BONDS = wordset(
    "relation relations relationship tie ties cooperation trust exchange contact partnership friendship understanding "
    "dialogue trade investment confidence link"
)
_AWAIT = wordset("due expect await schedule slate")
_THEIRS = frozenset({"its", "their", "our", "his"})
_MOVES = frozenset({"042", "150", "154"})  # what peacekeepers do helps
_HARMFUL = frozenset({"15", "17", "18", "19", "20"})
_OWES = wordset("must should ought")
_WHERE = frozenset({"capital", "state", "place"})
_MIGHT = wordset("military force forces army presence tension missile weapon arms fleet navy threat pressure garrison")


class Finder(Operators):
    """Finds the acts of one parsed sentence."""

    def find(self) -> list[Act]:
        """All acts, in the order of their words."""
        for token in self.g.tokens:
            entry = self._entry(token.i)
            if entry:
                self.entries[token.i] = entry
        for i, entry in self.entries.items():
            if entry.op:
                inner = self._inner(i)
                if inner is not None:
                    self.inner_of[inner] = i
        acts: list[Act] = []
        for i, entry in self.entries.items():
            acts.extend(self._acts(i, entry))
        acts += self._years()
        acts += self._presence()
        acts += self._awaited({j for act in acts for j in (act.head, act.anchor)})
        acts += self._agreements(acts)
        acts += self._demands(acts)
        acts += self._blamed(acts)
        acts += self._statements(acts)
        for act in acts:
            if act.cameo in _MOVES and any(w.startswith("peacekeep") for w in self._clause_words(act)):
                act.cameo, act.entry = "074", Entry(act.entry.lemma, act.entry.frame, "074", "aid")
            if act.cameo == "180" and any(m.sector == "MIL" or m.kind in _WHERE for m in act.sources):
                act.cameo = "190"  # what a state's forces do is conventional
        return acts

    def _clause_words(self, act: Act) -> list[str]:
        return [self.g.tokens[j].lemma for j in self.g.clause(act.anchor)]

    def _acts(self, i: int, entry: Entry) -> Iterable[Act]:
        token = self.g.tokens[i]
        if entry.frame == "none":
            return []
        if i in self.inner_of:
            return []  # told by the operator that governs it
        if token.pos == "VERB" and token.i in self.entries:
            if self._noun_of(i) is not None and not entry.op and entry.frame != "visit":
                return []  # the noun speaks: "held talks", "lodged a protest"
            act = self._operator(i, entry) if entry.op else self._verb_act(i, entry)
            return [act] if act else []
        if token.pos == "ADJ":
            act = self._adjective(i, entry)
            return [act] if act else []
        act = self._noun_operator(i, entry) if entry.op else self._noun_act(i, entry)
        return [act] if act else []

    def _presence(self) -> list[Act]:
        """ "The minister is in Ankara today": who is in another state's capital visits it."""
        g = self.g
        found: list[Act] = []
        entry = Entry("visit", "visit", "042", "consult")
        for token in g.tokens:  # "the Emir, who was here on Saturday"
            if self.context.home and token.text.lower() == "here" and g.kids(token.i, "cop"):
                parties = [m for m in g.subject_parties(token.i) if m.people or m.level]
                guests = [m for m in parties if not set(m.states) & set(self.context.home.states)]
                if len(guests) == 1:
                    found.append(Act(token.i, token.i, entry, "042", guests, [self.context.home], sure=0.6))
        for j, mention in g.at.items():
            at_home = mention.kind not in {"capital", "state", "place"} or not g.kids(j, "cop")
            if at_home or g.case(j) not in {"in", "at"} or j in self.entries:
                continue
            travellers = [m for m in g.subject_parties(j) if m.people or (m.kind == "agent" and m.level)]
            targets = [m for m in self._destination(j) if not set(m.states) & set(states_of(travellers))]
            if len(travellers) == 1 and targets:
                act = Act(j, j, entry, "042", travellers, targets[:1], sure=0.6)
                act.status = "denied" if g.negated(j) else g.mood(j)
                found.append(act)
        return found

    def _awaited(self, told: set[int]) -> list[Act]:
        """ "Is expected in Jeddah", "is due in Berlin": a visit to come, where that word has ``told`` no act.

        It goes by the order of words alone: parsers lose the subject of such sentences.
        """
        g = self.g
        found: list[Act] = []
        for token in g.tokens:
            if token.lemma not in _AWAIT or token.i in told or token.i + 2 >= len(g.tokens):
                continue
            j = next((k for k in range(token.i + 1, min(token.i + 5, len(g.tokens))) if k in g.at), None)
            if j is None or g.tokens[token.i + 1].text.lower() not in {"in", "at"} or g.at[j].kind not in _WHERE:
                continue
            before = [m for k, m in sorted(g.at.items()) if k < token.i and m.kind in {"person", "agent"}]
            targets = [m for m in self._destination(j) if before and not set(m.states) & set(before[-1].states)]
            if targets:
                entry = Entry("visit", "visit", "042", "consult")
                found.append(Act(token.i, token.i, entry, "042", before[-1:], targets[:1], status="planned", sure=0.7))
        return found

    def _agreements(self, acts: list[Act]) -> list[Act]:
        """ "A and B agreed to fight C together": an agreement of two, whatever it is on."""
        g = self.g
        told = {act.anchor for act in acts if act.cameo}
        found: list[Act] = []
        for token in g.tokens:
            if token.lemma != "agree" or token.pos != "VERB" or token.i in told or g.negated(token.i):
                continue
            parties = g.subject_parties(token.i)
            if len(states_of(parties)) == 2 and g.kids(token.i, "xcomp", "ccomp", "obl"):
                entry = Entry("agree", "mutual", "030", "agree")
                act = Act(token.i, token.i, entry, "030", parties, mutual=True, sure=0.7)
                act.status = g.mood(token.i)
                found.append(act)
        return found

    def _demands(self, acts: list[Act]) -> list[Act]:
        """ "A said that B must free the crew": what one side says that the other has to do, it asks of it."""
        g = self.g
        asked = {act.inner.anchor for act in acts if act.inner}
        found: list[Act] = []
        for token in g.tokens:
            owed = any(g.tokens[j].text.lower() in _OWES for j in g.kids(token.i, "aux"))
            needs = token.lemma in {"need", "have"} and any("to" in g.marks(j) for j in g.kids(token.i, "xcomp"))
            if token.pos != "VERB" or not (owed or needs) or token.i in asked or g.negated(token.i):
                continue
            speaker = g.speaker(token.i)
            sources = g.np(speaker) if speaker is not None else []
            subject = g.subject(token.i)
            if subject not in g.at and subject not in g.pronouns:
                continue  # "the dialogue between A and B should go on"
            targets = [m for m in g.subject_parties(token.i) if self._other(m, sources)]
            if len(states_of(sources)) != 1 or not targets:
                continue
            done = next(
                (a for a in acts if a.anchor == token.i or (needs and a.anchor in g.kids(token.i, "xcomp"))), None
            )
            if done is not None and done.entry.category == "consult" and done.mutual:
                targets = [m for m in targets if m in done.sources] or targets
            cameo = lexicon.compose("request", done.entry.category if done is not None else None) or "020"
            entry = Entry("say", "op:request", cameo, "request")
            found.append(Act(token.i, token.i, entry, cameo, sources, targets, sure=0.7))
        return found

    def _blamed(self, acts: list[Act]) -> list[Act]:
        """ "A said that jets of B had entered its airspace": who tells what was done to it blames who did it.

        Where the clause says only "its", the act that it tells is given A as its target too.
        """
        g = self.g
        found: list[Act] = []
        for act in acts:
            if act.cameo[:2] not in _HARMFUL or act.status != "happened" or len(states_of(act.sources)) != 1:
                continue
            say = next((h for h in g.sentence.ancestors(act.anchor) if g.tokens[h].lemma in SAY), None)
            below = {j for c in (g.kids(say, "ccomp") if say is not None else ()) for j in g.sentence.subtree(c)}
            speaker = g.subject(say) if say is not None and act.anchor in below else None
            sources = g.np(speaker) if speaker is not None else []
            done_by, own = set(states_of(act.sources)), set(states_of(sources))
            theirs = {s for j in below for m in g.pronouns.get(j, ()) for s in m.states}
            hit = [j for r in g.kids(act.anchor, "obj", "obl") for j in g.sentence.subtree(r)]
            whose = [j for j in hit if g.tokens[j].dep == "nmod:poss" and g.tokens[j].text.lower() in _THEIRS]
            if whose and not states_of(act.targets) and not own & done_by:
                act.targets = list(sources)  # "violated its airspace": that of who says so
            felt = own & (set(states_of(act.targets)) | theirs)
            if say is None or say > act.anchor or len(own) != 1 or own & done_by or not felt or g.negated(say):
                continue
            entry = Entry(g.tokens[say].lemma, "about", "112", "accuse")
            found.append(Act(say, say, entry, "112", sources, act.sources, status=g.mood(say), sure=0.6))
        return found

    def _years(self) -> list[Act]:
        """ "Year of Japan in Russia": a programme of culture that two states share."""
        g = self.g
        found: list[Act] = []
        entry = Entry("year", "mutual", "060", "coop")
        for token in g.tokens:
            if token.text not in {"Year", "Years"}:
                continue
            near = [
                j
                for j in range(token.i + 1, min(token.i + 8, len(g.tokens)))
                if j in g.at and g.at[j].kind in {"state", "compound", "demonym"}
            ]
            states = states_of(g.at[j] for j in near[:2])
            if len(states) == 2 and g.tokens[token.i + 1].text in {"of", "-"}:
                act = Act(token.i, token.i, entry, "060", [g.at[j] for j in near[:2]], mutual=True, sure=0.7)
                verb = next((h for h in g.sentence.ancestors(token.i) if g.tokens[h].pos == "VERB"), None)
                act.anchor = verb if verb is not None else token.i
                act.status = g.mood(act.anchor)
                found.append(act)
        return found[:1]

    def _statements(self, acts: list[Act]) -> list[Act]:
        """What one side says well or ill of the relation where no plainer act is told: praise or blame, weakly held."""
        g = self.g
        found: list[Act] = []
        for token in g.tokens:
            if token.pos != "VERB" or token.lemma not in SAY or token.i in g.at:
                continue
            clauses = g.kids(token.i, "ccomp", "parataxis") or ([token.head] if token.dep == "parataxis" else [])
            speaker = g.subject(token.i)
            sources = g.np(speaker) if speaker is not None else []
            if len(clauses) == 0 or len(states_of(sources)) != 1 or g.mood(token.i) != "happened" or g.negated(token.i):
                continue
            inside = {j for c in clauses for j in g.sentence.subtree(c)} - {token.i}
            if any(a.head in inside or a.anchor in inside for a in acts if a.cameo):
                continue
            words = [g.tokens[j].lemma for j in inside]
            if {"not", "n't", "no", "never", "nor", "if"} & set(words):
                continue
            tone = [self._tone(j) for j in inside]
            value = -1 if min(tone, default=0) < 0 else max(tone, default=0)
            if not value:
                continue
            cameo = "013" if value > 0 else "012"
            own = set(states_of(sources))
            targets = [
                g.at[j]
                for j in sorted(inside)
                if j in g.at
                and g.at[j].states
                and not set(g.at[j].states) & own
                and not g.locative(j)
                and g.at[j].kind not in {"place", "occasion"}
            ]
            entry = Entry(token.lemma, "about", cameo, "support" if value > 0 else "accuse")
            found.append(Act(token.i, token.i, entry, cameo, sources, targets[:1], sure=0.4))
        return found

    def _tone(self, j: int) -> int:
        """Praise (1) or blame (-1) of a word; what grows or is strengthened says which it is."""
        g = self.g
        value = lexicon.tones().get(g.tokens[j].lemma, 0)
        if value < 2:
            return value
        near = g.kids(j, "obj", "nsubj", "nsubj:pass", "nmod", "compound", "amod", "obl")
        if g.tokens[j].dep in {"amod", "acl"}:
            near.append(g.tokens[j].head)
        words = {g.tokens[k].lemma for n in near for k in g.sentence.subtree(n)}
        return -1 if words & _MIGHT else int(bool(words & _BONDS))

    def _adjective(self, i: int, entry: Entry) -> Act | None:
        g = self.g
        if not g.kids(i, "cop") and g.tokens[i].dep not in {"xcomp", "conj", "root", "acl", "advcl", "ccomp", "obl"}:
            return None
        parties = g.subject_parties(i)
        if entry.frame == "visit":
            return self._due(i, entry, parties)
        if entry.op:
            return self._compose(i, i, entry, entry.op, parties, self._build_inner(i), False)
        speaker = g.speaker(i)
        said = g.np(speaker) if speaker is not None else []
        head = g.tokens[i].head
        if g.tokens[i].dep in {"xcomp", "obl", "advcl", "obj"} and g.tokens[head].pos == "VERB":
            caller = g.agent(head) if g.passive(head) else g.subject(head)
            said = g.np(caller) if caller is not None else said
            about = list(g.kids(head, "obj"))
            parties = [m for j in about for m in g.np(j, broad=True)]
        if entry.frame == "not" and not g.negated(i):
            return None
        feels = entry.lemma in {
            "disappointed",
            "concerned",
            "alarmed",
            "dissatisfied",
            "angry",
            "outraged",
            "grateful",
            "pleased",
        }
        act = Act(i, i, entry, entry.cameo, parties if feels else said, [] if feels else parties)
        if not act.sources or (g.negated(i) and entry.frame != "not"):
            return None
        own = set(states_of(act.sources))
        act.targets = [m for m in act.targets if not set(m.states) & own]
        if not act.targets and feels:
            act.targets = [
                m for j in g.kids(i, "obl", "ccomp", "advcl") for m in self._below(j) if not set(m.states) & own
            ]
        self._settle(act, i)
        if act.status in {"planned", "hypothetical"} or entry.frame == "not":
            act.status = "happened"  # "it would be regrettable" is said now
        act.sure = min(act.sure, 0.7)
        return act

    def _due(self, i: int, entry: Entry, parties: list[Mention]) -> Act | None:
        """ "Abe is due in Russia next month": a visit to come."""
        g = self.g
        places_ = [j for j in g.kids(i, "obl", "nmod") if j in g.at and g.case(j) in {"in", "at"}]
        targets = [m for j in places_ for m in self._destination(j) if not set(m.states) <= set(states_of(parties))]
        if not targets or not parties:
            return None
        return Act(i, i, entry, entry.cameo, parties, targets[:1], status="planned", sure=0.8)
