"""Questions to a parsed sentence: who is the subject, who stands in this phrase, is it passive, negated, planned."""

from __future__ import annotations

from collections.abc import Iterator

from detente.coding import names
from detente.coding.mending import SAY, Mending
from detente.coding.mentions import Mention
from detente.coding.syntax import Token
from detente.coding.words import wordset

__all__ = ["SAY", "Grammar"]

_LOCATIVE = wordset("in at near around inside outside off through via throughout within into across above")
_IN_WHOM = wordset("invest investment stake confidence trust faith interfere interference meddle meddling intervene")
_PARTICLES = wordset("for on upon off up in out with together down against to over back home")
_AIMED = wordset("at into toward towards")  # "fired rockets at A", which parsers hang on the rockets
_OBJECT_CONTROL = wordset(
    "urge ask order invite call press request tell advise encourage instruct force allow permit help enable appeal "
    "persuade want require direct beg warn remind expect task"
)
_BLAME = wordset("accuse suspect convict acquit")  # "accused A of having tested it": A did
_MODIFIER = ("amod", "compound", "nmod:poss", "nmod:desc", "nummod", "nmod:unmarked", "det", "flat")
_PLANNED_BEFORE = wordset("due expected scheduled set supposed planned about going likely bound slated")


class Grammar(Mending):
    """One parsed sentence with the mentions and dates that stand on its tokens."""

    # Plain relations --------------------------------------------------------------------------------------------------

    def marks(self, i: int) -> set[str]:
        """Conjunctions and particles that introduce a clause."""
        return {self.tokens[j].text.lower() for j in self.kids(i, "mark", "advmod")}

    def particles(self, i: int) -> set[str]:
        """Verb particles and the prepositions right after a verb."""
        found = {self.tokens[j].text.lower() for j in self.kids(i, "compound:prt")}
        found |= {self.case(j) for j in self.kids(i, "obl", "nmod")}
        for j in self.kids(i, "advmod"):
            found.add(self.tokens[j].text.lower())
        things = [k for j in self.kids(i, "obj") for k in (j, *self.kids(j, "nmod"))]
        found |= {self.case(k) for j in things for k in self.kids(j, "nmod")} & _AIMED
        following = self.tokens[i + 1].text.lower() if i + 1 < len(self.tokens) else ""
        if following in _PARTICLES:
            found.add(following)
        return found - {""}

    def bracket(self, i: int) -> int:
        """Index of the bracket that a token stands in, -1 outside all."""
        open_ = -1
        for token in self.tokens[:i]:
            if token.text == "(":
                open_ = token.i
            elif token.text == ")":
                open_ = -1
        return open_

    def words(self, i: int, most: int = 12) -> str:
        """Lemmas of a phrase as one text, for conditions on objects."""
        found = self.sentence.subtree(i)
        near = [j for j in found if abs(j - i) <= most]
        return " ".join(f"{self.tokens[j].lemma} {self.tokens[j].text.lower()}" for j in near)

    def passive(self, i: int) -> bool:
        """Whether a verb is passive, a bare participle included."""
        token = self.tokens[i]
        if any(self.tokens[j].dep in {"aux:pass", "nsubj:pass"} for j in token.children):
            return True
        if token.tag in {"VBN", "VBD"} and not self.kids(i, "obj", "aux"):
            by = self.agent(i)
            if by is not None and by in self.at:
                return True
        if token.tag == "VBN" and token.dep.split(":")[0] in {"acl", "amod", "advcl"}:
            return not any(self.tokens[j].lemma == "have" for j in self.kids(i, "aux")) and not self.kids(i, "obj")
        # a participle that shares the auxiliary of the verb it is joined to
        if token.tag == "VBN" and token.dep == "conj" and not self.kids(i, "aux", "nsubj", "obj"):
            return self.passive(token.head)
        return False

    def subject(self, i: int, depth: int = 0) -> int | None:
        """The token that heads the subject, in this clause or the one it hangs on."""
        if depth > 6:
            return None
        token = self.tokens[i]
        for j in self.kids(i, "nsubj", "csubj"):
            if self.tokens[j].text.lower() in {"who", "which", "that"} and token.dep.startswith("acl"):
                return token.head
            return j
        head, dep = token.head, token.dep.split(":")[0]
        if head == i:
            return self._before(i)
        if dep == "acl":
            return head
        if dep in {"xcomp", "ccomp", "advcl"} and (
            (self.tokens[head].lemma in _OBJECT_CONTROL and self.tokens[i].tag in {"VB", "JJ"})
            or (self.tokens[head].lemma in _BLAME and "of" in self.marks(i) | self.marks(self.tokens[i].head))
        ):
            objects = list(self.kids(head, "obj", "iobj")) + [
                j for j in self.kids(head, "obl") if self.case(j) in {"on", "to", "upon", "for"}
            ]
            passive = self.kids(head, "nsubj:pass")
            if objects or passive:
                return (objects or passive)[0]
        if dep in {"xcomp", "advcl", "conj", "ccomp", "parataxis"} and self.tokens[head].pos in {
            "VERB",
            "AUX",
            "ADJ",
            "NOUN",
            "PROPN",
        }:
            if dep in {"ccomp", "parataxis"} and self.tokens[i].tag not in {"VB", "VBG", "VBN"}:
                return None
            if dep == "conj" and not self._listed(i, head):
                return self._before(i)
            if dep == "conj" and self.tokens[head].pos == "NOUN" and not self.kids(head, "cop", "nsubj"):
                return None
            if self.passive(head) and not self.passive(i) and dep == "advcl":
                by = self.agent(head)
                return by if by is not None else self.subject(head, depth + 1)
            return self.subject(head, depth + 1)
        if dep in {"aux", "cop"} or (dep == "csubj" and "to" in self.marks(i)):  # "is due to visit"
            return self.subject(head, depth + 1)
        return self._before(i)

    def _listed(self, i: int, head: int) -> bool:
        """Whether a verb is truly joined to another: some member of the list has an "and", "or" or "but"."""
        members = [i, head, *self.kids(head, "conj"), *self.kids(i, "conj")]
        return any(self.kids(j, "cc") for j in members) or not (self.pluperfect(i) or self.kids(i, "aux:pass"))

    def _before(self, i: int) -> int | None:
        """The name right before a finite verb, where the parser has lost it ("In Moscow Minister X had …")."""
        if self.tokens[i].tag not in {"VBD", "VBZ", "VBP"} and not self.kids(i, "aux"):
            return None
        j = i - 1
        while j >= 0 and self.tokens[j].pos in {"AUX", "ADV"}:
            j -= 1
        if (
            j >= 0
            and j in self.at
            and self.at[j].states
            and not self.locative(j)
            and self.at[j].kind in {"person", "agent", "state", "capital", "organisation", "pair"}
        ):
            return j if not self.case(j) else None
        return None

    def subject_parties(self, i: int) -> list[Mention]:
        """Who is the subject, with a first part that a long apposition has cut off ("A, who heads …, and B met")."""
        subject = self.subject(i)
        if subject is None or subject in self.dates:
            return []
        found = self.np(subject)
        lost = self.at.get(subject - 2)
        joined = lost is not None and self.tokens[subject - 1].text.lower() == "and"
        if found and joined and lost and lost.people and lost.states and not any(m is lost for m in found):
            return [lost, *found]
        if (
            found
            and any(self.tokens[j].text.lower() == "and" for j in self.kids(subject, "cc"))
            and self.tokens[subject].dep.startswith("nsubj")
        ):
            first = next(
                (
                    j
                    for j in self.at
                    if j < subject and self.at[j].states and self.tokens[j].dep.split(":")[0] in {"root", "nsubj"}
                ),
                None,
            )
            if first is not None and first != subject:
                found = [self.at[first], *found]
        return found

    def clause(self, i: int) -> list[int]:
        """Tokens of a predicate's clause, without coordinated and subordinate clauses that have their own subject."""
        apart = set()
        for j in self.sentence.subtree(i):
            dep = self.tokens[j].dep
            if (
                j != i
                and self.tokens[j].pos in {"VERB", "AUX", "ADJ"}
                and dep in {"conj", "parataxis", "advcl", "ccomp", "acl:relcl"}
                and self._on_the_way(j, i)
            ):
                apart.add(j)
        return self.sentence.subtree(i, frozenset(apart))

    def _on_the_way(self, j: int, i: int) -> bool:
        return i in self.sentence.ancestors(j)

    # Parties ----------------------------------------------------------------------------------------------------------

    def locative(self, i: int) -> bool:
        """Whether a state or capital only says where: "in Tokyo"."""
        mention = self.at.get(i)
        if self.case(i) == "in" and self.tokens[self.tokens[i].head].lemma in _IN_WHOM:
            return False
        return bool(mention and mention.kind in {"capital", "state", "place"} and self.case(i) in _LOCATIVE)

    def np(self, i: int, broad: bool = False, depth: int = 0) -> list[Mention]:
        """Who stands in the noun phrase headed by a token; ``broad`` looks anywhere below it."""
        if depth > 8:
            return []
        found = self._own(i)
        if not found:
            found = self._modifiers(i, depth)
        if not found:
            for j in self.kids(i, "nmod", "obl"):
                if self.case(j) in {"of", "from", "by", "between", "among"} and not self.locative(j):
                    found += self.np(j, depth=depth + 1)
        if not found and self.tokens[i].text.lower() in names.agents():  # "prosecutors in Dili", "a ministry in Moscow"
            within = [j for j in self.kids(i, "nmod") if self.case(j) == "in" and j in self.at]
            found = [self.at[j] for j in within if self.at[j].kind in {"capital", "state"}]
        if not found:  # "a delegation led by Qatar's deputy prime minister"
            led = [self.agent(j) for j in self.kids(i, "acl") if self.tokens[j].lemma in {"lead", "head"}]
            found += [m for j in led if j is not None for m in self.np(j, depth=depth + 1)]
        if not found:
            for j in self.kids(i, "appos"):
                found += self.np(j, depth=depth + 1)
        for j in self.kids(i, "conj"):
            if self.tokens[j].pos not in {"VERB", "AUX"}:
                found += self.np(j, depth=depth + 1)
        if broad and not any(m.states for m in found):
            for j in self.sentence.subtree(i):
                if j != i and not self.locative(j):
                    found += [m for m in self._own(j) if m.states]
                    if found:
                        break
        return [m for m in found if m.states]

    def _own(self, i: int) -> list[Mention]:
        mention = self.at.get(i)
        if mention and mention.states and mention.kind not in {"place", "occasion"}:
            return list(mention.parts) or [mention]
        return self.pronouns.get(i, [])

    def _modifiers(self, i: int, depth: int) -> list[Mention]:
        found: list[Mention] = []
        for j in self.tokens[i].children:
            if self.tokens[j].dep in _MODIFIER:
                found += self._own(j)
                if not self._own(j) and self.tokens[j].dep == "nmod:poss" and depth < 4:
                    found += self.np(j, depth=depth + 1)
                for k in self.kids(j, "conj"):
                    found += self._own(k)
        return found

    # Mood -------------------------------------------------------------------------------------------------------------

    def negated(self, i: int) -> bool:
        """Whether a predicate is denied: not, never, or "no" on its subject or object."""
        for j in self.tokens[i].children:
            token = self.tokens[j]
            if token.text.lower() in {"not", "n't", "never", "neither", "nor"}:
                # "not only" and "not … but" deny nothing
                following = self.tokens[j + 1].text.lower() if j + 1 < len(self.tokens) else ""
                return following not in {"only", "just", "merely", "yet"}
            if token.dep.split(":")[0] in {"nsubj", "obj", "obl"} and any(
                self.tokens[k].text.lower() in {"no", "neither", "nobody", "none"} and not self._number(k)
                for k in [j, *self.kids(j, "det", "cc", "cc:preconj")]
            ):
                return True
        return False

    def _number(self, k: int) -> bool:
        """Whether "No" stands for "number": "Hoko Maru No. 10"."""
        following = "".join(t.text for t in self.tokens[k + 1 : k + 3])
        return self.tokens[k].text == "No" and following.lstrip(".")[:1].isdigit()

    def mood(self, i: int) -> str:
        """``happened``, ``planned``, ``called for`` or ``hypothetical``, by auxiliaries and the words before a verb."""
        token = self.tokens[i]
        for j in self.kids(i, "aux"):
            word = self.tokens[j].text.lower()
            if word in {"will", "shall", "'ll", "wo"}:
                return "planned"
            if word == "would":
                return "hypothetical" if self._condition(i) else "planned"
            if word in {"may", "might", "could", "can"}:
                return "hypothetical"
            if word in {"should", "must", "ought"}:
                return "called for"
        if self._condition(i):
            return "hypothetical"
        if token.tag in {"VB", "VBN"} and self._be_to(i):
            return "planned"
        return "happened"

    def past(self, i: int) -> bool:
        """Whether a verb is in a past or perfect tense."""
        tags = {self.tokens[j].text.lower() for j in self.kids(i, "aux")}
        return self.tokens[i].tag == "VBD" or bool(tags & {"had", "has", "have", "was", "were"})

    def pluperfect(self, i: int) -> bool:
        """Whether a verb stands before the time told of: "had protested"."""
        return any(self.tokens[j].text.lower() in {"had", "'d"} for j in self.kids(i, "aux"))

    def _condition(self, i: int) -> bool:
        if {"if", "unless", "whether"} & self.marks(i):
            return True
        return any({"if", "unless"} & self.marks(j) for j in self.kids(i, "advcl"))

    def _be_to(self, i: int) -> bool:
        """ "is to meet", "are due to", "was expected to"."""
        j = i - 1
        while j >= 0 and self.tokens[j].tag in {"RB"}:
            j -= 1
        if j >= 0 and self.tokens[j].text.lower() == "be" and self.tokens[i].tag == "VBN":
            j -= 1
        if j < 1 or self.tokens[j].text.lower() != "to":
            return False
        j -= 1
        while j >= 0 and self.tokens[j].tag == "RB":
            j -= 1
        word = self.tokens[j]
        if word.text.lower() in _PLANNED_BEFORE:
            return True
        return word.text.lower() in {"is", "are", "was", "were", "'s"}

    def speaker(self, i: int) -> int | None:
        """The token of who is quoted as saying what the token ``i`` stands in."""
        j = i
        for head in [i, *self.sentence.ancestors(i)]:
            for k in self.kids(head, "parataxis"):
                if self.tokens[k].lemma in SAY and k != j and k != i and not self.kids(k, "ccomp", "obj"):
                    subject = self.subject(k)
                    if subject is not None:
                        return subject
            if (
                head != j
                and self.tokens[head].lemma in SAY
                and self.tokens[j].dep.split(":")[0] in {"ccomp", "parataxis", "xcomp", "obj"}
            ):
                subject = self.subject(head)
                if subject is not None:
                    return subject
            for k in self.kids(head, "obl", "nmod", "advcl"):
                words = [self.tokens[x].text.lower() for x in self.tokens[k].children]
                if "according" in words:
                    return k
            j = head
        return None

    def tokens_between(self, start: int, end: int) -> Iterator[Token]:
        """Tokens that lie within characters of the document."""
        return (t for t in self.tokens if start <= t.start and t.end <= end)
