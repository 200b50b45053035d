"""Acts in a sentence: which words say that something is done, by whom, to whom, and how real it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from detente import occasions, places
from detente.coding import lexicon
from detente.coding.context import Context
from detente.coding.grammar import SAY, Grammar
from detente.coding.lexicon import Entry
from detente.coding.mentions import Mention

_OCCUR = frozenset(
    "take occur happen last follow begin start open end be proceed resume continue come finish conclude".split()
)
_TARGET_CASES = (
    "against",
    "to",
    "on",
    "with",
    "upon",
    "toward",
    "towards",
    "over",
    "at",
    "from",
    "of",
    "for",
    "about",
    "into",
    "in",
    "by",
)
_FUTURE = frozenset(
    "planned coming upcoming forthcoming next future scheduled expected proposed possible prospective".split()
)
# Nouns that only hold the event noun after "of": a note of protest, a round of talks.
_VESSELS = frozenset("note letter message word expression series round form kind number set feeling tone".split())
_BODIES = frozenset("group commission committee side delegation expert official body council subcommittee directors-general diplomat".split())
_CARRIES_INNER = frozenset({"consult", "sign", "force", "invite"})


@dataclass(slots=True)
class Act:
    """An act found: its word, the verb that carries tense, its code, who, to whom, how real, and how surely."""

    head: int
    anchor: int
    entry: Entry
    cameo: str
    sources: list[Mention] = field(default_factory=list)
    targets: list[Mention] = field(default_factory=list)
    mutual: bool = False
    status: str = "happened"
    sure: float = 0.9
    inner: Act | None = None
    basis: str = "frame"
    passive: bool = False
    planner: int | None = None


class Finder:
    """Finds the acts of one parsed sentence."""

    def __init__(self, grammar: Grammar, context: Context) -> None:
        self.g, self.context = grammar, context
        self.entries: dict[int, Entry] = {}
        self.carried: dict[int, int] = {}
        self.inner_of: dict[int, int] = {}

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
        acts += self._statements(acts)
        return acts

    # Recognition ------------------------------------------------------------------------------------------------------

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
        for entry in lexicon.verbs().get(token.lemma, ()):
            if entry.particles and not particles & set(entry.particles):
                continue
            if entry.object and not self._object_fits(i, entry):
                continue
            return entry
        return None

    def _object_fits(self, i: int, entry: Entry) -> bool:
        g = self.g
        objects = g.kids(i, "obj", "iobj", "nsubj:pass")
        if entry.frame == "call" and not entry.particles:
            return any(m.people or m.kind == "agent" for j in objects for m in g.np(j))
        if entry.particles:
            objects += [j for j in g.kids(i, "obl", "nmod") if g.case(j) in entry.particles]
        else:
            objects += g.kids(i, "xcomp")
            objects += g.kids(i, "obl") if not objects else []
        if g.passive(i) and not g.kids(i, "nsubj:pass"):
            subject = g.subject(i)
            objects += [subject] if subject is not None else []
        if entry.object == "@person":
            return any(m.people or m.kind == "agent" or m.pair for j in objects for m in [*g.np(j), *self._nameless(j)])
        if entry.object == "@place":
            return any(j in g.at and (g.at[j].kind in {"place", "capital", "state"}) for j in objects)
        if entry.object.startswith("!"):
            return not objects or all(lexicon.fits_object(entry.object, g.words(j)) for j in objects)
        return any(lexicon.fits_object(entry.object, g.words(j)) for j in objects)

    def _nameless(self, i: int) -> list[Mention]:
        mention = self.g.at.get(i)
        return [mention] if mention and mention.people else []

    # Acts of one word -------------------------------------------------------------------------------------------------

    def _acts(self, i: int, entry: Entry) -> Iterable[Act]:
        token = self.g.tokens[i]
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

    def _noun_of(self, verb: int) -> int | None:
        """The event noun that a verb carries out or plans, if any."""
        table = lexicon.light().get(self.g.tokens[verb].lemma)
        if not table:
            return None
        for j in self.g.kids(verb, "obj", "nsubj:pass", "obl", "nsubj", "xcomp"):
            for k in [j, *self.g.kids(j, "conj")]:
                for m in [k, *(x for x in self.g.kids(k, "nmod") if self.g.tokens[k].lemma in _VESSELS)]:
                    noun = self.entries.get(m)
                    if noun and self.g.tokens[m].pos != "VERB" and self._carries(verb, m, noun):
                        return m
        return None

    def _carries(self, verb: int, noun: int, entry: Entry) -> str | None:
        """``real``, ``plan`` or ``none`` where the verb carries the noun out, plans it or only speaks of it."""
        g = self.g
        dep = g.tokens[noun].dep
        if dep == "conj" or (dep.startswith("nmod") and g.tokens[g.tokens[noun].head].lemma in _VESSELS):
            dep = g.tokens[g.tokens[noun].head].dep
        for particle, categories, result in lexicon.light().get(g.tokens[verb].lemma, ()):
            if entry.category not in categories:
                continue
            if particle and particle not in g.particles(verb):
                continue
            if dep.startswith("obl") and g.case(noun) not in {particle, "in", "at", "on", "for", "under"}:
                continue
            if dep.startswith("nsubj") and dep != "nsubj:pass" and g.tokens[verb].lemma not in _OCCUR:
                continue
            return result
        if dep in {"nsubj", "nsubj:pass"} and g.tokens[verb].lemma in _OCCUR:
            return "real"
        return None

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
                if known is None and g.tokens[head].lemma in _OCCUR:
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
            tone = [lexicon.tones().get(word, 0) for word in words]
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

    def _verb_act(self, i: int, entry: Entry) -> Act | None:
        g = self.g
        if self._purpose(i):
            return None
        act = Act(i, i, entry, entry.cameo)
        agent, passive = g.agent(i), g.passive(i)
        subject_parties = g.subject_parties(i)
        act.passive = passive
        agent_parties = g.np(agent) if agent is not None else []
        objects = g.kids(i, "obj", "iobj")
        if passive:
            act.sources = agent_parties
            act.targets = subject_parties
        else:
            act.sources = subject_parties
            for j in objects:
                act.targets += g.np(j)
        frame = entry.frame
        if frame == "invite" and passive:
            act.targets = act.targets or [m for j, m in g.at.items() if j > i and m.states and m.kind == "person"]
            act.sources = act.sources or self._host()
        if frame in {"mutual", "call", "together"}:
            self._mutual(act, i, passive)
            if frame == "together" and len(states_of([*act.sources, *act.targets])) < 2:
                return None
        elif frame in {"visit", "attend"}:
            if not self._visit(act, i):
                return None
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

    def _both_sides(self, i: int) -> list[Mention]:
        """The pair spoken of before; its people too, where the noun takes up a talk told before ("the talks", "their meeting")."""
        determiners = {self.g.tokens[j].text.lower() for j in self.g.kids(i, "det", "nmod:poss")}
        again = bool(determiners & {"the", "their", "these"}) and not self.g.kids(i, "nmod", "amod")
        return self.context.both(None, people=again)

    def _bodies(self, i: int) -> bool:
        """Whether a body of both sides meets ("the working group will meet in Moscow on 2 November")."""
        g = self.g
        subject = g.subject(i)
        known = subject is not None and g.tokens[subject].lemma in _BODIES
        return known and bool(g.dates or any(m.places for m in g.at.values()))

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
            kept = [m for j in g.kids(i, "obl") if g.case(j) == "with" for m in g.np(j)]
            act.targets = kept
        if len(states_of(act.sources)) < 2 and not act.targets:
            for j in g.kids(i, "obj", "obl"):
                if g.case(j) not in {"at", "in", "after", "before", "during", "on"}:
                    act.targets += g.np(j)

    def _visit(self, act: Act, i: int) -> bool:
        """The traveller, and the state of the place gone to; a journey at home is none."""
        g = self.g
        travellers = states_of(act.sources)
        targets = [m for j in g.kids(i, "obj") for m in self._destination(j)]
        for j in g.kids(i, "obl", "nmod"):
            if g.case(j) in {"to", "in", "into", "at", "for"} and j not in g.dates:
                targets += self._destination(j)
        for j in g.kids(i, "obl", "nmod", "advcl", "xcomp"):
            if not targets:
                targets += [m for m in g.np(j, broad=True) if not set(m.states) & set(travellers)]
        act.targets = [m for m in targets if not set(m.states) <= set(travellers)]
        return bool(act.targets) or not targets

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
        if mention is None:
            before = [self.g.at[k] for k in self.g.at if k < j and self.g.at[k].places]
            name = before[-1].places[0] if before else self.context.place
        else:
            name = mention.places[0]
        known = places.place(name) if name else None
        return known.state if known else None

    def _directed(self, act: Act, i: int, passive: bool) -> None:
        """The subject acts on whoever the object, a preposition or the clause that follows names."""
        g = self.g
        own = set(states_of(act.sources))
        act.targets = [m for m in act.targets if not set(m.states) <= own]
        if act.targets or (act.entry.frame == "force" and self._flown_over(act, i, own)):
            return
        places = [j for j in g.kids(i, "obj", "iobj", "nsubj:pass")] if not passive else []
        for case in _TARGET_CASES:
            places += [j for j in g.kids(i, "obl", "nmod") if g.case(j) == case and j != g.agent(i)]
        places += g.kids(i, "ccomp", "xcomp", "advcl")
        for j in places:
            if j in g.dates:
                continue
            parties = g.np(j, broad=not g.locative(j)) or self._below(j)
            parties = [m for m in parties if not set(m.states) & own]
            if parties:
                act.targets = parties[:1] if g.tokens[j].pos == "VERB" else parties
                return

    def _flown_over(self, act: Act, i: int, own: set[str]) -> bool:
        """Whether a show of force names a place of another state: "crossed Hokkaido", "entered the zone of the Senkakus"."""
        g = self.g
        for j in g.clause(i):
            mention = g.at.get(j)
            known = places.place(mention.places[0]) if mention and mention.kind == "place" else None
            if known is None or g.case(j) in {"from", "to"}:
                continue
            owners = [s for s in ((known.state,) if known.state else known.claimed_by) if s and s not in own]
            if owners and (known.state or own & set(known.claimed_by)):
                act.targets = [Mention(0, 0, "state", (owners[0],))]
                return True
        return False

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

    # Operators --------------------------------------------------------------------------------------------------------

    def _inner(self, i: int) -> int | None:
        """The act that an operator word governs: "agreed to *meet*", "called for *talks*"."""
        g = self.g
        todo = g.kids(i, "xcomp", "ccomp") + g.kids(
            i, "obj", "nsubj:pass", "obl", "nmod", "acl", "advcl", "csubj", "nsubj"
        )
        if g.tokens[i].dep.startswith("acl") and g.passive(i):
            todo.append(g.tokens[i].head)
        passive = g.passive(i)
        narrow = self.entries[i].op in {"stop", "lift"}
        for j in todo:
            dep = g.tokens[j].dep
            if narrow and dep.split(":")[0] in {"obl", "advcl"}:
                continue
            if dep == "nsubj" and not (g.tokens[i].pos != "VERB" or g.kids(i, "expl")) and not passive:
                continue
            if (
                g.tokens[j].pos in {"NOUN", "PROPN"}
                and dep.startswith("obl")
                and g.case(j) not in {"for", "on", "to", "with", "upon", "of", "from", "in", "against", "about"}
            ):
                continue
            if dep == "advcl" and "to" not in g.marks(j) and g.tokens[j].tag != "VBG":
                continue
            found = self._act_under(j)
            if found is not None and found != i:
                return found
        return None

    def _act_under(self, j: int, depth: int = 0) -> int | None:
        g = self.g
        if j in self.g.at or j in self.g.dates or depth > 3 or g.case(j) in {"including", "despite", "after", "because"}:
            return None
        noun = self._noun_of(j) if g.tokens[j].pos == "VERB" else None
        if noun is not None:
            return noun
        if j in self.entries:
            return j
        for k in g.kids(j, "xcomp", "ccomp", "obj", "nsubj:pass", "conj", "nmod", "acl", "amod", "compound"):
            if g.tokens[k].dep in {"acl:relcl", "amod", "compound"} or (g.tokens[k].dep == "acl" and g.tokens[k].tag != "VB"):
                continue
            found = self._act_under(k, depth + 1)
            if found is not None:
                return found
        return None

    def _operator(self, i: int, entry: Entry) -> Act | None:
        g = self.g
        op = entry.op or ""
        agent, passive = g.agent(i), g.passive(i)
        sources = (g.np(agent) if agent is not None else []) if passive else g.subject_parties(i)
        inner = self._build_inner(i)
        act = self._compose(i, i, entry, op, sources, inner, passive)
        if act:
            act.passive = passive
        return act

    def _noun_operator(self, i: int, entry: Entry) -> Act | None:
        """ "Readiness to cooperate", "a request for talks", "cancellation of the visit": carried by a verb, or owned."""
        g = self.g
        head = g.tokens[i].head
        verb = (
            head
            if g.tokens[head].pos == "VERB" and g.tokens[i].dep.split(":")[0] in {"obj", "nsubj", "obl", "conj"}
            else None
        )
        if verb is None:
            return None
        if head in self.entries and self.entries[head].op:
            return None
        if self._carries(verb, i, entry) != "real":
            return None
        subject = g.agent(verb) if g.passive(verb) else g.subject(verb)
        sources = g.np(subject) if subject is not None else []
        return self._compose(i, verb, entry, entry.op or "", sources, self._build_inner(i), False)

    def _build_inner(self, i: int) -> Act | None:
        inner = next((j for j, op in self.inner_of.items() if op == i), None)
        if inner is None:
            return None
        entry = self.entries[inner]
        if entry.op:
            built = self._build_inner(inner)
            if self.g.tokens[inner].pos == "VERB":
                act = self._operator(inner, entry)
            else:
                act = Act(inner, inner, entry, entry.cameo)
            if act is None:
                act = Act(inner, inner, entry, entry.cameo)
            act.inner = act.inner or built
            return act
        if self.g.tokens[inner].pos == "VERB":
            return self._verb_act(inner, entry) or Act(inner, inner, entry, entry.cameo)
        return self._noun_act(inner, entry, inside=True) or Act(inner, inner, entry, entry.cameo)

    def _compose(
        self, i: int, anchor: int, entry: Entry, op: str, sources: list[Mention], inner: Act | None, passive: bool
    ) -> Act | None:
        g = self.g
        if op in {"accept", "agree"} and g.negated(anchor):
            op, entry = "reject", Entry(entry.lemma, "op:reject", "120", "reject")
        if op in {"agree", "decide"} and inner and g.tokens[inner.anchor].pos == "VERB" and g.negated(inner.anchor):
            op, act_entry = "reject", Entry(entry.lemma, "op:reject", "120", "reject")
            entry, inner.status = act_entry, "denied"
        kind = inner.entry.category if inner else None
        if inner and inner.entry.op in {"stop", "lift"}:
            kind = "yield" if op in {"request", "demand", "propose"} else "reduce"
        act = Act(i, anchor, entry, entry.cameo, sources, inner=inner)
        targets: list[Mention] = []
        own = set(states_of(sources))
        objects = g.kids(i, "obj", "iobj") + [
            j
            for c in ("on", "upon", "with", "from", "to", "for", "of", "against", "by")
            for j in g.kids(i, "obl", "nmod")
            if g.case(j) == c
        ]
        if passive:
            objects = g.kids(i, "nsubj:pass", "nsubj") + objects
        if g.tokens[i].pos != "VERB":
            objects += [j for j in g.kids(anchor, "obl", "obj", "iobj") if j != i]
        for j in objects:
            if j not in g.dates and not g.locative(j) and j != g.agent(i):
                targets += [m for m in g.np(j) if not set(m.states) & own]
        if inner:
            targets = targets or [m for m in [*inner.sources, *inner.targets] if not set(m.states) <= own]
        if entry.lemma in {"want", "wish", "seek", "need"}:
            targets = [
                m
                for j in [*g.kids(i, "obj"), *(k for j in g.kids(i, "xcomp", "ccomp") for k in g.kids(j, "nsubj"))]
                for m in g.np(j)
                if not set(m.states) & own
            ]
        elif not targets:
            for j in [*g.kids(i, "ccomp", "xcomp"), *objects]:
                if j not in g.dates:
                    targets += [m for m in self._below(j) if not set(m.states) & own]
                    if targets:
                        break
        act.targets = targets
        mutual_ops = {"agree", "decide", "plan", "accept", "approve", "order"}
        if op in mutual_ops and len(own) > 1:  # what both agree upon concerns them, whoever else it names
            act.targets = targets = [
                m for j in g.kids(i, "obl") if g.case(j) == "with" and not g.locative(j) for m in g.np(j)
            ]
        act.mutual = op in mutual_ops and (
            len(own) > 1
            or (
                kind in {"consult", "sign", "coop"}
                and op in {"agree", "decide"}
                and bool(set(states_of(targets)) - own)
                and any(g.case(j) == "with" for j in g.kids(i, "obl"))
            )
        )
        if passive and not sources and op in mutual_ops:
            both = self.context.both(None)
            named = _distinct([*targets])
            act.sources = named if len(states_of(named)) > 1 else both
            act.targets, act.mutual = [], True
            act.basis = "context"
        if op in {"plan", "decide", "hope"}:
            cameo = None
            if op == "decide" and len(own) > 1:
                cameo = lexicon.compose("agree", kind) if kind else "030"
        elif op == "order":
            cameo = "030" if len(own) > 1 else None
        elif op == "deny":
            cameo = "016"
        else:
            cameo = lexicon.compose(op, kind)
        if (
            op == "agree"
            and kind is None
            and entry.lemma in {"confirm", "reaffirm", "undertake", "commit", "advocate", "open", "ready", "prepared"}
            and len(own) < 2
            and not act.targets
        ):
            cameo = None
        act.cameo = cameo or ""
        self._inner_status(act, op)
        self._settle(act, anchor, status="happened" if op == "reject" and entry.lemma in {"accept", "agree"} else None)
        if (
            entry.lemma in {"want", "wish", "seek", "push", "press"}
            and not inner
            and not any(
                set(states_of(g.np(j))) - own
                for j in objects + g.kids(i, "xcomp", "ccomp")
                for j in [j, *g.kids(j, "nsubj")]
            )
        ):
            return None
        if act.status == "denied" and op in mutual_ops | {"hope"}:
            return None
        if inner and op in {"request", "demand", "propose"} and not inner.sources:
            inner.sources = list(act.targets)
        return act if (act.cameo or act.inner) and (act.sources or act.targets or act.inner) else None

    def _inner_status(self, act: Act, op: str) -> None:
        """How real the governed act is: agreed and planned, asked for, refused."""
        inner = act.inner
        if inner is None:
            return
        bare = op in {"plan", "decide", "hope"} or (op in {"agree", "accept", "approve"} and not act.cameo)
        if inner.entry.op or (inner.entry.category not in _CARRIES_INNER and not bare):
            act.inner = None
            return
        status = {"agree": "planned", "decide": "planned", "plan": "planned", "accept": "planned", "approve": "planned",
                  "order": "planned", "request": "called for", "demand": "called for", "propose": "called for",
                  "hope": "called for"}.get(op)  # fmt: skip
        if status is None or inner.entry.category == "sign" and op not in {"plan", "agree", "hope"}:
            act.inner = None
            return
        if status == "called for" and len(states_of(act.sources)) > 1 and not act.targets and not inner.targets:
            act.inner = None  # several ask a third party, not one another
            return
        inner.status = status
        own = _distinct([*inner.sources, *inner.targets])
        if inner.entry.frame in {"mutual", "call", "exercise"} and len(states_of(own)) < 2:
            joined = _distinct([*act.sources, *act.targets, *own])
            inner.sources, inner.targets, inner.mutual = joined, [], True
        elif inner.entry.frame == "visit" and not inner.targets:
            inner.targets = [m for m in act.targets if not set(m.states) & set(states_of(inner.sources))]

    def _invited(self, act: Act, i: int) -> Act | None:
        """The visit that an invitation is for: the guest to the host."""
        if not act.targets or not act.sources:
            return None
        visit = Entry("visit", "visit", "042", "consult")
        return Act(i, i, visit, "042", list(act.targets), list(act.sources), status="planned", sure=0.6)

    # Nouns and adjectives ---------------------------------------------------------------------------------------------

    def _noun_act(self, i: int, entry: Entry, *, inside: bool = False) -> Act | None:
        g = self.g
        if entry.category == "consult" and not inside and self._repeats(i):
            return None
        verb, how = self._carrier(i, entry)
        if entry.category == "consult" and entry.frame == "mutual" and self._by_telephone(i):
            entry = Entry("call", "call", "041", "consult")
        if entry.frame == "call" and self._pays_respect(i):
            entry = Entry("meeting", "mutual", "040", "consult")
        owners, others = self._noun_parties(i)
        if entry.category == "consult" and not inside and not how and len(states_of([*owners, *others])) < 2:
            return self._in_the_course(i, entry, [*owners, *others])
        act = Act(i, verb if verb is not None and how else i, entry, entry.cameo)
        if how == "plan":
            act.anchor, act.planner = i, verb
        if verb is not None and how:
            self._carried(act, verb, owners, others)
            act.passive = g.passive(verb)
        else:
            act.sources, act.targets = owners, others
        frame = entry.frame
        act.mutual = frame in {"mutual", "call", "exercise"}
        joined = _distinct([*act.sources, *act.targets])
        if not inside and not how:
            if entry.category not in {"consult", "coerce", "force"} or len(states_of(joined)) < 2:
                return None
            if not self._stands_alone(i, entry):
                return None
            act.sure = 0.5
        if frame == "visit":
            self._noun_visit(act, i, verb if how else None)
        if not inside and not act.sources and not act.targets and entry.category == "consult" and how and act.mutual:
            # "The talks were held in Tokyo": those spoken of before, where the sentence adds a day or a place
            if not (g.dates or any(m.places for m in g.at.values()) or "first" in {t.lemma for t in g.tokens}):
                return None
            act.sources, act.sure = self._both_sides(i), 0.5
        if not inside and not act.sources and how and act.passive and entry.category == "accuse":
            speaker = g.speaker(act.anchor)  # "adding that a protest had been made"
            act.sources, act.sure = (g.np(speaker) if speaker is not None else []), 0.5
        if not inside and not act.sources and not act.targets:
            return None
        if how == "none":
            return None
        act.status = self._noun_status(i, verb, how)
        if not inside:
            self._settle(act, act.anchor, status=act.status)
            if how == "plan" and act.status == "happened":
                act.status = "planned"
        return act

    def _travels(self, verb: int) -> bool:
        known = self.entries.get(verb)
        return bool(known and known.frame == "visit")

    def _pays_respect(self, i: int) -> bool:
        """A courtesy call is paid in person."""
        g = self.g
        return any(g.tokens[j].text.lower() == "courtesy" for j in g.kids(i, "compound", "amod")) or any(
            g.case(j) == "on" and j in g.at for j in g.kids(i, "nmod")
        )

    def _by_telephone(self, i: int) -> bool:
        g = self.g
        words = {g.tokens[j].text.lower() for j in g.kids(i, "compound", "amod")} | {
            g.tokens[k].text.lower() for j in g.kids(i, "nmod") if g.case(j) == "by" for k in [j]
        }
        return bool(words & {"telephone", "phone", "video"})

    def _in_the_course(self, i: int, entry: Entry, known: list[Mention]) -> Act | None:
        """ "In a telephone conversation A congratulated B", "at their meeting A asked B": the talk was held by both."""
        g = self.g
        token = g.tokens[i]
        verb = token.head
        if (
            not token.dep.startswith("obl")
            or not (g.case(i) in {"in", "during", "at", "by", "over"} or (g.case(i) == "for" and self._travels(verb)))
            or g.tokens[verb].pos != "VERB"
        ):
            return None
        subject = g.agent(verb) if g.passive(verb) else g.subject(verb)
        parties = [*known, *(g.np(subject) if subject is not None else [])]
        for j in g.kids(verb, "obj", "iobj", "nsubj:pass", "obl"):
            if not g.locative(j) and g.case(j) in {"", "to", "with", "from"} and j not in g.dates:
                parties += g.np(j)
        parties = _distinct(parties)
        people = [m for m in parties if m.people or m.pair or m.kind == "agent"]
        if len(states_of(parties)) < 2 or not people or g.mood(verb) not in {"happened", "planned"}:
            return None
        return Act(i, verb, entry, entry.cameo, parties, mutual=True, status=g.mood(verb), sure=0.7)

    def _repeats(self, i: int) -> bool:
        """Whether an event noun only describes another: "2+2 meeting", "summit talks"."""
        head = self.g.tokens[i].head
        return self.g.tokens[i].dep in {"compound", "amod", "nummod"} and self.entries.get(head) is not None

    def _carrier(self, i: int, entry: Entry) -> tuple[int | None, str | None]:
        """The verb that a noun hangs on and what it does with it."""
        g = self.g
        j = i
        while (g.tokens[j].dep == "conj" and g.tokens[g.tokens[j].head].pos in {"NOUN", "PROPN"}) or (
            g.tokens[j].dep.startswith("nmod")
            and g.tokens[g.tokens[j].head].lemma in _VESSELS
            and g.tokens[j].head != j
        ):
            j = g.tokens[j].head
        dep = g.tokens[j].dep.split(":")[0]
        head = g.tokens[j].head
        if g.tokens[i].children:
            for k in g.kids(i, "acl"):
                if not g.tokens[k].dep.endswith("relcl") or True:
                    how = self._participle(k, entry)
                    if how:
                        return k, how
        if dep in {"obj", "nsubj", "obl", "xcomp"} and g.tokens[head].pos == "VERB":
            if g.tokens[head].lemma in lexicon.light() or g.tokens[head].lemma in _OCCUR:
                how = self._carries(head, i, entry)
                if how:
                    return head, how
            return head, None
        near = next((j for j in range(i - 1, max(-1, i - 4), -1) if g.tokens[j].pos not in {"ADJ", "DET"}), None)
        if near is not None and g.tokens[near].tag in {"VBD", "VBZ", "VBP"} and g.tokens[near].pos == "VERB" and not g.kids(near, "obj"):
            for particle, categories, result in lexicon.light().get(g.tokens[near].lemma, ()):
                if entry.category in categories and not particle:
                    return near, result  # the parser took "the ministry imposed sanctions" for a noun phrase
        if g.kids(i, "cop"):
            return i, None
        return (head, None) if g.tokens[head].pos in {"VERB", "ADJ"} else (None, None)

    def _participle(self, k: int, entry: Entry) -> str | None:
        """ "Talks held in Tokyo", "sanctions announced on Monday", "the visit that he paid"."""
        g = self.g
        for particle, categories, result in lexicon.light().get(g.tokens[k].lemma, ()):
            if entry.category in categories and not particle and (g.passive(k) or g.tokens[k].dep == "acl:relcl"):
                return result
        return None

    def _noun_parties(self, i: int) -> tuple[list[Mention], list[Mention]]:
        """Whose act a noun names, and with or against whom."""
        g = self.g
        owners = g._modifiers(i, 0)
        others: list[Mention] = []
        for j in g.kids(i, "nmod", "obl"):
            case = g.case(j)
            if j in g.dates or (case in {"on", "over", "at", "for"} and self.entries[i].category in {"consult", "coop", "sign"}):
                continue  # what talks are on is no party to them
            if case in {"of", "by", "from"}:
                owners += g.np(j)
            elif case in {"between", "among"}:
                owners += g.np(j)
            elif case in {"with", "to", "against", "on", "towards", "toward", "upon", "for", "over", "at"} and not (
                case == "at" and g.locative(j)
            ):
                others += [m for m in g.np(j)] or ([g.at[j]] if j in g.at and g.at[j].states and case == "to" else [])
        for j in g.kids(i, "appos", "compound"):
            if j in self.entries or not owners:
                owners += [m for m in g.np(j) if j in g.at]
        return _distinct(owners), _distinct(others)

    def _carried(self, act: Act, verb: int, owners: list[Mention], others: list[Mention]) -> None:
        """Parties of a noun and the verb that carries it together."""
        g = self.g
        subject = g.subject(verb)
        if subject == act.head or (subject is not None and subject in self.entries and g.tokens[subject].pos == "NOUN"):
            subject = None
        doers: list[Mention] = []
        if g.passive(verb):
            agent = g.agent(verb)
            doers = g.np(agent) if agent is not None else []
        elif subject is not None:
            doers = g.subject_parties(verb)
        if g.tokens[act.head].dep.startswith("obl"):
            for j in g.kids(verb, "obj"):
                others = others + g.np(j)
        for j in g.kids(verb, "obl", "nmod", "iobj"):
            case = g.case(j)
            if j in g.dates or j == act.head or g.locative(j):
                continue
            if (
                case in {"with", "to", "against", "on", "upon", "between", "among", "for", "towards", "from"}
                or g.tokens[j].dep == "iobj"
            ):
                others = others + g.np(j)
        if doers:
            act.sources = doers
            act.targets = _distinct([*others, *[m for m in owners if not set(m.states) <= set(states_of(doers))]])
        else:
            act.sources, act.targets = owners, others

    def _noun_visit(self, act: Act, i: int, verb: int | None) -> None:
        g = self.g
        travellers = act.sources
        targets: list[Mention] = []
        for j in [*g.kids(i, "nmod", "obl"), *(g.kids(verb, "obl", "nmod") if verb is not None else [])]:
            if g.case(j) in {"to", "in"} and j not in g.dates:
                targets += self._destination(j)
        if not targets:
            targets = act.targets
        own = set(states_of(travellers))
        act.targets = [m for m in targets if not set(m.states) <= own]

    def _stands_alone(self, i: int, entry: Entry) -> bool:
        """Whether an event noun with both parties tells an event by itself: not "the pace of the dialogue between"."""
        g = self.g
        token = g.tokens[i]
        dep, case = token.dep.split(":")[0], g.case(i)
        if dep in {"nmod", "obl"}:
            if case in {"after", "before", "during", "following", "at", "since", "in"}:
                return True
            return (
                entry.lemma in {"visit", "meeting", "summit", "call", "trip"}
                and case in {"of", "on", "to", "for", "with", "about"}
                and case != "about"
            )
        if dep == "conj":
            return self._stands_alone(token.head, entry) if g.tokens[token.head].pos == "NOUN" else False
        if dep == "obj" and g.tokens[token.head].lemma in {
            "praise",
            "value",
            "promote",
            "continue",
            "develop",
            "improve",
            "support",
            "back",
            "damage",
            "harm",
            "hinder",
        }:
            return False
        return dep in {"nsubj", "obj", "root", "appos", "dep", "parataxis", "compound"}

    def _noun_status(self, i: int, verb: int | None, how: str | None) -> str:
        g = self.g
        modifiers = {g.tokens[j].lemma for j in g.kids(i, "amod", "acl")} | {
            g.tokens[j].text.lower() for j in g.kids(i, "amod", "acl")
        }
        if modifiers & _FUTURE:
            return "planned"
        if how == "plan":
            return "planned" if verb is None or g.mood(verb) != "hypothetical" else "hypothetical"
        if verb is not None:
            if how is None and (
                g.tokens[verb].lemma
                in {
                    "necessary",
                    "needed",
                    "desirable",
                    "essential",
                    "important",
                    "require",
                    "necessitate",
                    "need",
                    "imperative",
                }
            ):
                return "called for"
            if how is None and g.tokens[verb].lemma in {"unlikely", "likely", "possible", "uncertain", "doubtful", "improbable"}:
                return "hypothetical"
            mood = g.mood(verb)
            if g.negated(verb) and how:
                return "denied"
            return mood if how or mood != "planned" else "planned"
        if g.kids(i, "cop"):
            return g.mood(i)
        return "happened"

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
            about = [j for j in g.kids(head, "obj")]
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

    # Status and gaps --------------------------------------------------------------------------------------------------

    def _settle(self, act: Act, anchor: int, status: str | None = None) -> None:
        """Sets the status of an act by the mood of its verb and of the words above it."""
        g = self.g
        act.status = status or g.mood(anchor)
        if status is None and g.negated(anchor):
            act.status = "denied"
        i = anchor
        for head in g.sentence.ancestors(anchor):
            dep = g.tokens[i].dep.split(":")[0]
            if dep == "advcl" and g.tokens[i].tag in {"VBZ", "VBP"} and {"before", "when", "until", "once", "after"} & g.marks(i):
                act.status = "planned"
                break
            if dep == "advcl" and g.tokens[i].tag in {"VBD", "VBZ", "VBP"} and g.kids(i, "nsubj"):
                break  # a clause of time or reason stands on its own feet
            entry = self.entries.get(head)
            if dep not in {"xcomp", "ccomp", "advcl", "acl", "conj", "obj", "obl", "nsubj", "nmod"} or dep in {
                "obl",
                "nmod",
                "nsubj",
            }:
                break
            if dep in {"conj"}:
                if g.tokens[head].pos == "VERB" and g.tokens[i].tag in {"VB"} and act.status == "happened":
                    act.status = g.mood(head)
                i = head
                continue
            finite = bool(g.kids(i, "nsubj")) and dep in {"ccomp", "acl"}
            if entry and entry.op and act.status in {"happened", "planned"} and entry is not act.entry:
                changed = {"request": "called for", "demand": "called for", "propose": "called for", "deny": "denied",
                           "reject": "denied", "plan": "planned", "agree": "planned", "decide": "planned", "order": "planned",
                           "threaten": "hypothetical", "stop": "denied"}.get(entry.op)  # fmt: skip
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


def states_of(mentions: Iterable[Mention]) -> list[str]:
    return list(dict.fromkeys(s for m in mentions for s in m.states))


def _distinct(mentions: Iterable[Mention]) -> list[Mention]:
    seen: set[int] = set()
    found = []
    for mention in mentions:
        if id(mention) not in seen:
            seen.add(id(mention))
            found.append(mention)
    return found
