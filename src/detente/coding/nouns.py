"""Acts told by nouns: talks, visits, protests, carried by a verb or standing alone."""

from __future__ import annotations

from detente.coding import lexicon
from detente.coding.act import (
    FUTURE,
    OCCUR,
    PROVOKES,
    VESSELS,
    Act,
    distinct,
    states_of,
)  # fmt: skip
from detente.coding.lexicon import Entry
from detente.coding.mentions import Mention
from detente.coding.verbs import Verbs
from detente.coding.words import wordset

_AT_HOME = wordset("cabinet party committee board faculty staff plenary")
_TAKES = wordset("wrap kick use mark follow interrupt crown cap top")
_SPEAKS_OF = wordset(
    "praise value promote continue develop improve support back damage harm hinder await expect mention"
)
# What a meeting that was held does: "the talks focused on", "their meeting preceded a joint session".
_TELLS_OF = wordset(
    "focus concern deal touch cover centre center precede serve produce result mark last address revolve dominate go"
)
_DOUBTED = wordset("unlikely likely possible uncertain doubtful improbable impossible")

_DONE_TO = frozenset({"coerce", "force", "accuse", "aid", "sanction"})
_STATEMENTS = frozenset({"statement", "statements", "message", "letter"})


class Nouns(Verbs):
    """Acts of event nouns."""

    def _noun_act(self, i: int, entry: Entry, *, inside: bool = False) -> Act | None:
        g = self.g
        if entry.category == "consult" and not inside and self._repeats(i):
            return None
        if {g.tokens[j].lemma for j in g.kids(i, "compound", "amod")} & _AT_HOME:
            return None
        verb, how = self._carrier(i, entry)
        if entry.lemma in _STATEMENTS and not inside:
            entry = self._statement(i) or entry
            if entry.lemma not in _STATEMENTS and verb is not None:
                how = "real"
        if entry.category == "consult" and entry.frame == "mutual" and self._by_telephone(i):
            entry = Entry("call", "call", "041", "consult")
        if entry.frame == "call" and self._pays_respect(i):
            entry = Entry("meeting", "mutual", "040", "consult")
        owners, others = self._noun_parties(i)
        if not others and entry.category in {"accuse", "support"}:
            others = self._about(i)
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
        joined = distinct([*act.sources, *act.targets])
        if not inside and not how:
            if entry.category not in {"consult", "coerce", "force"} or len(states_of(joined)) < 2:
                return None
            if not self._stands_alone(i, entry):
                return None
            act.sure = 0.5
        if frame == "visit" and not self._noun_visit(act, i, verb if how else None) and not inside:
            return None
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

    def _about(self, i: int) -> list[Mention]:
        """Whom concern, blame or support is about, deep in its phrase: "concern over the test conducted by A"."""
        g = self.g
        for j in g.kids(i, "nmod", "obl"):
            if j in g.dates or g.case(j) not in {"over", "at", "about", "for", "with", "of", "regarding", "on", "in"}:
                continue
            for k in g.sentence.subtree(j):
                known = g.at.get(k)
                if known and known.states and not g.locative(k) and known.kind not in {"place", "occasion"}:
                    return list(known.parts) or [known]
        for j in g.kids(i, "nmod", "obl"):  # "concern at the crackdown in A"
            if j not in g.dates and g.case(j) in {"over", "at", "about", "regarding"} and not g.locative(j):
                there = [g.at[k] for k in g.sentence.subtree(j) if g.locative(k) and g.at[k].states]
                if there:
                    return there[:1]
        return []

    def _statement(self, i: int) -> Entry | None:
        """What a statement says where it is one of support or of blame: "a statement in support of Manila"."""
        g = self.g
        for j in g.kids(i, "nmod"):
            if g.case(j) in {"of", "in"} and g.tokens[j].lemma in {"support", "solidarity", "protest", "condemnation"}:
                said = self.entries.get(j)
                return said if said else None
        return None

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
            or not (
                g.case(i) in {"in", "during", "at", "by", "over"}
                or (g.case(i) == "for" and self._travels(verb))
                or (g.case(i) in {"after", "following"} and known)
            )
            or g.tokens[verb].pos != "VERB"
        ):
            return None
        subject = g.agent(verb) if g.passive(verb) else g.subject(verb)
        parties = [*known, *(g.np(subject) if subject is not None else [])]
        for j in g.kids(verb, "obj", "iobj", "nsubj:pass", "obl"):
            if not g.locative(j) and g.case(j) in {"", "to", "with", "from"} and j not in g.dates:
                parties += g.np(j)
        parties = distinct(parties)
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
            g.tokens[j].dep.startswith("nmod") and g.tokens[g.tokens[j].head].lemma in VESSELS and g.tokens[j].head != j
        ):
            j = g.tokens[j].head
        dep = g.tokens[j].dep.split(":")[0]
        head = g.tokens[j].head
        if g.tokens[i].children:
            held = dep == "obj" and g.tokens[head].lemma in lexicon.light() and self._carries(head, i, entry)
            for k in g.kids(i, "acl"):
                if held and g.tokens[k].dep == "acl:relcl":
                    continue  # "reached an agreement that would be approved by …"
                how = self._participle(k, entry)
                if how:
                    return k, how
        if dep in {"obj", "nsubj", "obl", "xcomp"} and g.tokens[head].pos == "VERB":
            if g.tokens[head].lemma in lexicon.light() or g.tokens[head].lemma in OCCUR:
                how = self._carries(head, i, entry)
                if how:
                    return head, how
            return head, None
        near = next((j for j in range(i - 1, max(-1, i - 4), -1) if g.tokens[j].pos not in {"ADJ", "DET"}), None)
        if (
            near is not None
            and g.tokens[near].tag in {"VBD", "VBZ", "VBP"}
            and g.tokens[near].pos == "VERB"
            and not g.kids(near, "obj")
        ):
            for particle, categories, result in lexicon.light().get(g.tokens[near].lemma, ()):
                if entry.category in categories and not particle:
                    return near, result  # the parser took "the ministry imposed sanctions" for a noun phrase
        if g.kids(i, "cop"):
            return i, None
        return (head, None) if g.tokens[head].pos in {"VERB", "ADJ"} else (None, None)

    def _noun_parties(self, i: int) -> tuple[list[Mention], list[Mention]]:
        """Whose act a noun names, and with or against whom."""
        g = self.g
        owners = g._modifiers(i, 0)
        others: list[Mention] = []
        for j in g.kids(i, "nmod", "obl"):
            case = g.case(j)
            if j in g.dates or (
                case in {"on", "over", "at", "for"} and self.entries[i].category in {"consult", "coop", "sign"}
            ):
                continue  # what talks are on is no party to them
            if case == "of" and owners and self.entries[i].category in _DONE_TO:
                others += g.np(j)  # "Russia's invasion of Ukraine"
            elif case in {"of", "by", "from"} or case in {"between", "among"}:
                owners += g.np(j)
            elif case in {"with", "to", "against", "on", "towards", "toward", "upon", "for", "over", "at"} and not (
                case == "at" and g.locative(j)
            ):
                others += list(g.np(j)) or ([g.at[j]] if j in g.at and g.at[j].states and case == "to" else [])
        for j in g.kids(i, "appos", "compound"):
            if j in self.entries or not owners:
                owners += [m for m in g.np(j) if j in g.at]
        return distinct(owners), distinct(others)

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
            if subject is not None and g.tokens[act.head].dep.startswith("obl") and g.case(act.head) == "with":
                others = others + g.np(subject)  # "A was slapped with sanctions by B"
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
        for j in g.kids(verb, "obl"):  # "held in Moscow on 8 October between A and B"
            if j in g.dates or g.locative(j):
                others = others + [m for k in g.kids(j, "nmod") if g.case(k) in {"between", "with"} for m in g.np(k)]
        if g.tokens[verb].lemma in PROVOKES:  # "the plan has drawn a protest from Japan"
            about = g.np(subject, broad=True) if subject is not None else []
            by = [m for j in g.kids(verb, "obl") if g.case(j) in {"from", "by", "among"} for m in g.np(j)]
            owners = owners or by
            act.sources = owners
            act.targets = [m for m in [*others, *about] if not set(m.states) & set(states_of(owners))]
            return
        if doers:
            act.sources = doers
            act.targets = distinct([*others, *[m for m in owners if not set(m.states) <= set(states_of(doers))]])
        else:
            act.sources, act.targets = owners, others

    def _noun_visit(self, act: Act, i: int, verb: int | None) -> bool:
        """The state gone to; false for a journey at home, to a place that the traveller's state holds."""
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
        return bool(act.targets) or not targets

    def _stands_alone(self, i: int, entry: Entry) -> bool:
        """Whether an event noun with both parties tells an event by itself: not "preparations for the visit of"."""
        g = self.g
        token = g.tokens[i]
        dep, case = token.dep.split(":")[0], g.case(i)
        head = g.tokens[token.head]
        dated = any(j in g.dates and self._hangs_on(j, i) for j in g.sentence.subtree(i))
        if dep in {"nmod", "obl"}:
            if case in {"before", "since", "until", "than", "because", "despite"}:
                return False
            if case in {"during", "following", "at", "in", "after"}:
                return dated or (head.pos == "VERB" and g.mood(token.head) == "happened")
            if (
                case == "for"
                and entry.category == "consult"
                and (g.kids(token.head, "cop") or self._travels(token.head))
            ):
                return True  # "is in Sochi for the talks of the presidents"
            days = any(j in g.dates and g.dates[j].precision == "day" for j in g.sentence.subtree(i))
            return dated and days and case in {"of", "on", "to", "for", "with"}
        if dep == "conj":
            return self._stands_alone(token.head, entry) if head.pos == "NOUN" else False
        if dep == "obj":
            return head.lemma in _TAKES or (dated and head.lemma not in _SPEAKS_OF)
        if dep == "nsubj":
            spoken_of = head.lemma == "come" and "up" in g.particles(token.head)
            return not spoken_of and (dated or head.lemma in OCCUR | _TELLS_OF)
        return dep in {"root", "appos", "dep", "parataxis", "compound"}

    def _hangs_on(self, j: int, i: int) -> bool:
        """Whether a date below a noun is its own, with no verb between."""
        g = self.g
        for head in g.sentence.ancestors(j):
            if head == i:
                return True
            if g.tokens[head].pos == "VERB":
                return False
        return False

    def _noun_status(self, i: int, verb: int | None, how: str | None) -> str:
        g = self.g
        modifiers = {g.tokens[j].lemma for j in g.kids(i, "amod", "acl")} | {
            g.tokens[j].text.lower() for j in g.kids(i, "amod", "acl")
        }
        if modifiers & FUTURE:
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
            judged = {g.tokens[j].lemma for j in [verb, *g.kids(verb, "xcomp", "advmod")]}
            if how is None and judged & _DOUBTED:
                return "hypothetical"
            mood = g.mood(verb)
            if g.negated(verb) and how:
                return "hypothetical" if mood == "hypothetical" else "denied"
            return mood if how or mood != "planned" else "planned"
        if g.kids(i, "cop"):
            return g.mood(i)
        return "happened"
