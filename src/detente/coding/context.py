"""What a document has spoken of so far: its states, the last pair, person, ministry, place and date."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from detente import places
from detente.coding import names
from detente.coding.grammar import SAY, Grammar
from detente.coding.mentions import Mention
from detente.coding.names import Agent
from detente.coding.words import wordset
from detente.dates import DateSpan

_HE = wordset("he him his she her")
_IT = wordset("it its itself")
_WE = wordset("we us our ours ourselves")
_THEY = wordset("they them their themselves both two four")

_ALONE = 0.7
"""Share of all names of states that are of two, from which a text is about those two."""


@dataclass(slots=True)
class Context:
    """Running context of one document."""

    published: datetime.date | None
    precision: str = "day"
    counts: Counter[str] = field(default_factory=Counter)
    pair: tuple[str, ...] = ()
    pair_people: tuple[Mention, ...] = ()
    person: Mention | None = None
    state: Mention | None = None
    government: Mention | None = None
    place: str | None = None
    subjects: tuple[str, ...] = ()
    date: DateSpan | None = None
    date_paragraph: int = -1
    told: DateSpan | None = None
    told_paragraph: int = -1
    form: str | None = None
    venue: str | None = None
    everyone: bool = False
    group: tuple[str, ...] = ()
    home: Mention | None = None

    @classmethod
    def of(
        cls, published: datetime.date | None, precision: str, mentions: Iterable[Mention], title: Iterable[Mention]
    ) -> Context:
        """The context before the first sentence: which states the whole document is about."""
        context = cls(published, precision)
        for weight, found in ((1, mentions), (3, title)):
            for mention in found:
                for state in mention.states:
                    context.counts[state] += weight
        return context

    def main(self) -> tuple[str, ...]:
        """The two states named most, the title counting thrice; ties in order of first mention."""
        first = [state for state, n in self.counts.most_common(2)]
        return tuple(first) if len(first) == 2 else ()

    def bilateral(self) -> tuple[str, ...]:
        """The two states of a text that is about them alone: those two named often, others seldom."""
        pair = self.main()
        named = [self.counts[state] for state in pair]
        return pair if pair and min(named) >= 3 and sum(named) >= _ALONE * self.counts.total() else ()

    def partner(self, state: str) -> str | None:
        """The other state of the pair spoken of last, or of the document's main pair."""
        for pair in (self.pair, self.main()):
            if len(pair) == 2 and state in pair:
                return pair[1] if pair[0] == state else pair[0]
        main = self.main()
        return next((s for s in main if s != state), None) if self.counts[state] >= 2 else None

    def resolve(self, grammar: Grammar) -> None:
        """Puts on pronouns, "the ministry" and "both sides" whom they stand for in this sentence."""
        earlier_person: Mention | None = self.person
        earlier_state: Mention | None = self.state
        plural: list[Mention] = []
        locale = self.locale(grammar) if self.everyone else None
        for token in grammar.tokens:
            mention = grammar.at.get(token.i)
            low = token.text.lower()
            if mention is not None:
                if mention.bare and locale and not self._describes(grammar, token.i):
                    mention.states = (locale,)
                if mention.pair and mention.count > 2 and not mention.states:
                    mention.states = self._listed(grammar, token.i, mention.count)
                self._complete(mention)
                if mention.people and mention.states and not mention.plural:
                    earlier_person = mention
                if (
                    len(mention.states) == 1
                    and (not mention.people or mention.role in {"ministry", "government"})
                    and token.dep.startswith(("nsubj", "nmod:poss"))
                ):
                    earlier_state = mention
                if mention.states and len(mention.states) > 1:
                    plural = [mention]
                continue
            teller = self.teller(grammar, token.i) if low in _HE | _IT and token.dep.startswith("nsubj") else None
            if teller and low in _IT:  # a leader says "it" of the country
                grammar.pronouns[token.i] = [replace(teller, people=(), kind="state") if teller.people else teller]
            elif teller and teller.people:
                grammar.pronouns[token.i] = [teller]
            elif low in _HE and (person := earlier_person or self.home):  # "he" of a government's page: its minister
                grammar.pronouns[token.i] = [person]
            elif low == "country" and earlier_state and self._pointed_at(grammar, token.i):
                grammar.pronouns[token.i] = [earlier_state]
            elif low in _IT and earlier_state and token.dep != "expl":
                grammar.pronouns[token.i] = [self.other_than_subject(grammar, token.i) or earlier_state]
            elif low in _WE and (self.home or grammar.speaker(token.i) is not None):
                grammar.pronouns[token.i] = self.ours(grammar, token.i)
            elif low in {"they", "them", "their"} and (topic := self._facing(grammar)):
                grammar.pronouns[token.i] = [topic]
            elif low == "they" and (told := self._said_of_itself(grammar, token.i)):
                grammar.pronouns[token.i] = [told]
            elif low in _THEY and (
                token.pos == "PRON" or (token.dep.startswith("nsubj") and token.pos in {"NUM", "DET", "CCONJ"})
            ):
                two = self._two_before(grammar, token.i)
                grammar.pronouns[token.i] = two or plural or self.just_named(grammar, token.i) or self.both(None)
            elif token.pos in {"NOUN", "PROPN"} and low in names.agents() and not self._owned(grammar, token.i):
                grammar.pronouns[token.i] = self.definite(grammar, token.i, names.agents()[low], earlier_person)

    def locale(self, grammar: Grammar) -> str | None:
        """The state that "police" or "rebels" are of: where the sentence plays, else the one state it speaks of."""
        where = [places.place(name) for m in grammar.at.values() if m.kind == "place" for name in m.places]
        found = [place.state for place in where if place and place.state]
        found += [m.states[0] for j, m in grammar.at.items() if m.states and grammar.locative(j)]
        named = list(dict.fromkeys(s for m in grammar.at.values() for s in m.states if s not in names.STATELESS))
        if found:
            return found[0]
        if named:
            return named[0] if len(named) == 1 else None
        return next((s for s, _ in self.counts.most_common() if s not in names.STATELESS), None)

    def _describes(self, grammar: Grammar, i: int) -> bool:
        """Whether a common noun only says of what kind a thing is: "military aid", "militant targets"."""
        token = grammar.tokens[i]
        return token.dep in {"compound", "amod"} and token.head > i and token.head not in grammar.at

    def other_than_subject(self, grammar: Grammar, i: int) -> Mention | None:
        """Whom "it" stands for as an object: a state named before that is not the subject ("A cut ties with B …")."""
        token = grammar.tokens[i]
        if token.text.lower() != "it" or not token.dep.startswith(("obj", "obl", "nmod")):
            return None
        subject = {s for m in grammar.subject_parties(token.head) for s in m.states}
        named = [m for j, m in grammar.at.items() if j < i and m.kind == "state" and len(m.states) == 1]
        return next((m for m in reversed(named) if not set(m.states) & subject), None) if subject else None

    def ours(self, grammar: Grammar, i: int) -> list[Mention]:
        """Whom "we" stands for: the state of who is quoted, else of who publishes."""
        speaker = grammar.speaker(i)
        said = grammar.np(speaker) if speaker is not None and speaker != i else []
        if len(said) == 1 and len(said[0].states) == 1:
            return [replace(said[0], people=(), kind="state")]
        return [self.home] if self.home else []

    def just_named(self, grammar: Grammar, i: int) -> list[Mention]:
        """The two states that the sentence has named before "both", else those that the last one told of as one."""
        if grammar.tokens[i].text.lower() == "both":
            before = [m for j, m in grammar.at.items() if j < i and len(m.states) == 1 and not grammar.locative(j)]
            named = {m.states[0]: m for m in before}
            if len(named) == 2:
                return list(named.values())
        return self.several()

    def _listed(self, grammar: Grammar, i: int, count: int) -> tuple[str, ...]:
        """So many states as "the three" asks for, where the sentence has named just those before."""
        before = [s for j, m in sorted(grammar.at.items()) if j < i and not grammar.locative(j) for s in m.states]
        named = tuple(dict.fromkeys(before))
        return named if len(named) == count else ()

    def several(self) -> list[Mention]:
        """The three or more states that the last sentence told of as one party."""
        if len(self.subjects) < 3 or len(self.subjects) > 6:
            return []
        return [Mention(0, 0, "state", (s,)) for s in self.subjects]

    def _two_before(self, grammar: Grammar, i: int) -> list[Mention]:
        """Two people of two states that are the subject of the clause before: "A and B arranged it when they met"."""
        if grammar.tokens[i].text.lower() not in {"they", "their"} or not grammar.tokens[i].dep.startswith("nsubj"):
            return []
        for token in grammar.tokens[:i]:
            if token.dep.startswith("nsubj"):
                people = [m for m in grammar.np(token.i) if m.people and len(m.states) == 1]
                if len({m.states for m in people}) == 2:
                    return people
        return []

    def teller(self, grammar: Grammar, i: int, *, several: bool = False) -> Mention | None:
        """Who says the clause in which a pronoun is the subject: "Shoigu told Inada that he was ready".

        ``several`` allows many of one state: "Kenyan officials said they …".
        """
        clause = grammar.tokens[i].head
        for _ in range(4):
            token = grammar.tokens[clause]
            if token.head == clause:
                return None
            if token.dep == "ccomp" and grammar.tokens[token.head].lemma in SAY:
                subject = next(iter(grammar.kids(token.head, "nsubj")), None)
                mention = grammar.at.get(subject) if subject is not None else None
                alone = mention is not None and len(mention.states) == 1 and (several or not mention.plural)
                return mention if alone else None
            if token.dep.split(":")[0] not in {"conj", "xcomp", "advcl"}:
                return None
            clause = token.head
        return None

    def _said_of_itself(self, grammar: Grammar, i: int) -> Mention | None:
        """Whom "they" stands for in "Kenya said that they had agreed", where only one state was named before."""
        told = self.teller(grammar, i, several=True) if grammar.tokens[i].dep.startswith("nsubj") else None
        others = {s for j, m in grammar.at.items() if j < i for s in m.states}
        return told if told and not told.people and others == set(told.states) else None

    def _owned(self, grammar: Grammar, i: int) -> bool:
        return any(
            grammar.tokens[j].dep in {"nmod:poss", "amod", "compound", "nmod"} and (j in grammar.at)
            for j in grammar.tokens[i].children
        )

    def definite(self, grammar: Grammar, i: int, agent: Agent, person: Mention | None) -> list[Mention]:
        """ "The ministry", "the ambassador", "the ministers": who of those named before."""
        determiners = {grammar.tokens[j].text.lower() for j in grammar.kids(i, "det", "nmod:poss", "nummod")}
        if not determiners & {"the", "both", "two", "their", "four", "these"}:
            return []
        low = grammar.tokens[i].text.lower()
        if low.endswith("s") and agent.level in {"leaders", "ministers"}:
            return self.both(agent.level)
        if any(j in grammar.pronouns for j in grammar.sentence.subtree(i) if j > i and self._pointed_at(grammar, j)):
            return []  # "the Minister of Defence of that country"
        if agent.role in {"ministry", "government"}:  # "In Pyongyang the foreign ministry replied"
            near = [m for j, m in grammar.at.items() if j < i and m.kind == "capital" and grammar.locative(j)]
            if near:
                return [replace(near[-1], kind="agent", role=agent.role, sector="GOV")]
        if agent.role in {"ministry", "government", "embassy", "spokesperson"} and self.government:
            return [replace(self.government, people=())]
        if person and agent.role and person.role == agent.role:
            return [person]
        if self.home and "the" in determiners and agent.sector in {"GOV", "MIL", "LEG"}:
            return [self.home]  # on a government's own page "the Minister" is its own
        return []

    def both(self, level: str | None, *, people: bool = True) -> list[Mention]:
        """The last pair, with the people last named for it."""
        pair = self.last_two()
        if len(pair) < 2:
            return []
        if not people:
            return [Mention(0, 0, "state", (s,), level=level) for s in pair]
        known = {m.states[0]: m for m in self.pair_people if m.states}
        return [known.get(s) or Mention(0, 0, "state", (s,), level=level) for s in pair]

    def last_two(self) -> tuple[str, ...]:
        """The two states that the last sentence was about, else the last pair that did something together."""
        if len(self.subjects) == 2 and set(self.subjects) != set(self.pair) and self.pair != self.main():
            return self.subjects
        return self.pair or (self.subjects if len(self.subjects) == 2 else self.main())

    def _complete(self, mention: Mention) -> None:
        """Gives states to "both sides" and to spokespersons without a ministry."""
        if mention.pair and not mention.states:
            pair = self.last_two()
            if mention.count > 2:
                several = [*self.subjects] if len(self.subjects) == mention.count else [*self.group]
                pair = tuple(several) if len(several) == mention.count else ()
            mention.states = pair if len(pair) > 1 else ()
            if mention.level == "leaders" and not mention.people:
                mention.people = tuple(p for m in self.pair_people if m.level == "leaders" for p in m.people)
            elif not mention.people and mention.level == "ministers":
                mention.people = tuple(p for m in self.pair_people if m.level == "ministers" for p in m.people)
        if (
            mention.people
            and not mention.states
            and (
                mention.role in {"spokesperson", "official", "other minister"}
                or (self.home and mention.role and mention.role != "counterpart")
            )
            and (self.home or self.government)
        ):
            mention.states = (self.home or self.government or mention).states
        if len(mention.states) == 1 and mention.role in {"ministry", "government", "embassy", "spokesperson"}:
            self.government = mention

    def remember(self, grammar: Grammar) -> None:
        """After a sentence: its subjects become what pronouns of the next one stand for."""
        subjects: list[str] = []
        for token in grammar.tokens:
            mention = grammar.at.get(token.i)
            if mention is None or not mention.states:
                continue
            subject = token.dep.startswith("nsubj") or (
                token.dep == "conj" and grammar.tokens[token.head].dep.startswith("nsubj")
            )
            subject = subject and not grammar.locative(token.i)
            if subject:
                subjects += mention.states
            if mention.people and not mention.plural and (subject or self.person is None):
                self.person = mention
            if subject and len(mention.states) == 1 and (not mention.people):
                self.state = mention
            if mention.role in {"ministry", "government", "spokesperson"} and len(mention.states) == 1:
                self.government = mention
        self.subjects = tuple(dict.fromkeys(subjects))
        self._tell_date(grammar)
        self._turn_to(grammar)
        lists = [m.states for m in grammar.at.values() if len(m.states) > 2]
        self.group = self.subjects if len(self.subjects) > 2 else lists[-1] if lists else self.group

    def _tell_date(self, grammar: Grammar) -> None:
        """The day of a sentence in the past is told, whether an act was found in it or not."""
        sentence = grammar.sentence
        root = next((t for t in grammar.tokens if t.head == t.i), None)
        if root is None or not grammar.past(root.i) or grammar.pluperfect(root.i):
            return
        if self.told and self.told.text_start == sentence.start:
            return
        for j in grammar.kids(root.i, "obl", "nmod", "advmod"):
            span = grammar.dates.get(j)
            if span and grammar.case(j) not in {"since", "until", "before", "after", "by", "for", "from"}:
                self.told = DateSpan(span.start, span.end, span.precision, sentence.start, sentence.end, True)
                self.told_paragraph = sentence.paragraph
                return

    def _facing(self, grammar: Grammar) -> Mention | None:
        """Whom a government means by "they" beside "we": the state that it speaks of, where it names none."""
        ours = any(token.text.lower() in _WE for token in grammar.tokens)
        if self.home is None or not ours or any(m.states for m in grammar.at.values()):
            return None
        topic = [state for state in self.pair if state not in self.home.states]
        return Mention(0, 0, "state", (topic[0],)) if len(topic) == 1 else None

    def _pointed_at(self, grammar: Grammar, i: int) -> bool:
        """Whether a word stands for what was named before: "that country"."""
        return any(grammar.tokens[j].text.lower() in {"that", "this"} for j in grammar.kids(i, "det"))

    def _turn_to(self, grammar: Grammar) -> None:
        """A government that names one other state, "On Moldova.", speaks of that from then on."""
        if self.home is None:
            return
        named = {s for m in grammar.at.values() if m.kind != "place" for s in m.states} - set(self.home.states)
        if len(named) == 1:
            self.pair = (*self.home.states, *named)
            self.pair_people = ()
