"""A parsed sentence and its plainest relations, with what parsers often get wrong put right."""

from __future__ import annotations

from detente.coding import lexicon
from detente.coding.mentions import Mention
from detente.coding.morphology import lemma
from detente.coding.syntax import Sentence, Token
from detente.coding.words import wordset
from detente.dates import DateSpan

SAY = wordset(
    "say tell state announce report write explain note add declare claim argue comment remark reply answer stress "
    "emphasise emphasize underline point maintain insist believe think hold observe acknowledge admit reveal disclose "
    "mention repeat reiterate recall assert affirm inform quote cite conclude hint"
)


_BEFORE_NOUN = ("compound", "amod", "nmod:poss", "nmod:desc")
_ACTORS = frozenset({"state", "agent", "person", "organisation", "capital", "pair"})


class Mending:
    """One parsed sentence, mended, with the mentions and dates that stand on its tokens."""

    def __init__(self, sentence: Sentence, mentions: dict[int, Mention], dates: dict[int, DateSpan]) -> None:
        self.sentence, self.tokens = sentence, sentence.tokens
        self.at, self.dates = mentions, dates
        self.pronouns: dict[int, list[Mention]] = {}
        self._mend_tags()
        self._mend_perfect()
        self._mend_verbless()
        self._mend_attributions()
        self._mend_nouns()
        self._mend_root()
        self._mend_joined()

    def kids(self, i: int, *deps: str) -> list[int]:
        """Children with one of the relations; ``nsubj`` also means ``nsubj:pass`` unless written so itself."""
        return [
            j for j in self.tokens[i].children
            if any(self.tokens[j].dep == d or self.tokens[j].dep.startswith(d + ":") for d in deps)
        ]  # fmt: skip

    def case(self, i: int) -> str:
        """The preposition of a phrase, lower case; empty where it has none."""
        found = [
            self.tokens[j].text.lower() for j in self.kids(i, "case") if self.tokens[j].text.lower() not in {"'s", "'"}
        ]
        return found[0] if found else ""

    def agent(self, i: int) -> int | None:
        """The phrase with "by" of a passive verb or an event noun."""
        plain = any(self.tokens[j].dep == "nsubj" for j in self.tokens[i].children)
        if plain and self.kids(i, "xcomp", "obj") and not self.kids(i, "aux:pass"):
            return None  # "called the shooting by A an ambush"
        for j in self.kids(i, "obl", "nmod"):
            if self.case(j) == "by" and j not in self.dates:
                return j
        for j in self.kids(i, "obj"):  # "were denied visas by Japan"
            for k in self.kids(j, "nmod"):
                if self.case(k) == "by" and k in self.at and self.kids(i, "aux:pass"):
                    return k
        return None

    def _mend_tags(self) -> None:
        """Makes verbs of "A shot down B", "A cut ties", which the tagger took for nouns though they have a subject."""
        for token in self.tokens:
            if token.i in self.at or token.i in self.dates or not token.text.islower():
                continue
            if token.tag not in {"NN", "NNP", "NNS", "JJ"} or self.kids(token.i, "cop", "det", "case", "amod"):
                continue
            if token.dep.split(":")[0] not in {"root", "conj", "ccomp", "parataxis", "advcl"}:
                continue
            before = next(iter(self.kids(token.i, "nsubj")), None)
            after = self.kids(token.i, "obj", "compound:prt", "flat", "ccomp", "obl")
            known = lemma(token.text, "VBD")
            if before is None or not any(j > token.i for j in after) or known not in lexicon.verbs():
                continue
            token.tag, token.pos, token.lemma = "VBD", "VERB", known
            for j in self.kids(token.i, "flat"):
                self.tokens[j].dep = "obj"

    def _mend_perfect(self) -> None:
        """Makes the verb of "A and B have imposed sanctions …", which parsers take for an adjective, the main one."""
        for have in self.tokens:
            verb = self.tokens[min(have.i + 1, len(self.tokens) - 1)]
            while verb.tag == "RB" and verb.i + 1 < len(self.tokens):
                verb = self.tokens[verb.i + 1]
            noun = self.tokens[verb.head]
            if have.text.lower() not in {"have", "has", "had"} or have.dep == "aux" or verb.tag != "VBN":
                continue
            if verb.dep not in {"amod", "acl"} or noun.head != have.i or noun.dep != "obj" or noun.i < verb.i:
                continue
            noun.children.remove(verb.i)
            have.children.remove(noun.i)
            verb.children += [*have.children, noun.i, have.i]
            for j in have.children:
                self.tokens[j].head = verb.i
            verb.dep, verb.head = have.dep, verb.i if have.head == have.i else have.head
            if have.head != have.i:
                siblings = self.tokens[have.head].children
                siblings[siblings.index(have.i)] = verb.i
            noun.head = have.head = verb.i
            have.dep, have.pos, have.children = "aux", "AUX", []

    def _mend_verbless(self) -> None:
        """Makes a verb of "Turkish jets bombed positions …", which parsers take for a noun with all that before it."""
        for verb in self.tokens[1:]:
            noun = self.tokens[verb.head]
            name = verb.i - 1
            while name > 0 and self.tokens[name].tag == "RB":
                name -= 1
            if verb.dep not in {"amod", "compound"} or noun.i <= verb.i or verb.i in self.at or verb.i in self.dates:
                continue
            if not self._acts(name) or self.tokens[name].head not in {noun.i, verb.i}:
                continue
            if self.tokens[name].dep.split(":")[0] not in {"compound", "amod", "nmod", "nsubj", "flat"}:
                continue
            known = lemma(verb.text, "VBD")
            past = known != verb.text.lower() and known in lexicon.verbs()
            if not past or self.kids(noun.i, "cop", "case") or self.kids(name, "case"):
                continue
            self._take_over(verb, noun, name, known)

    def _acts(self, i: int) -> bool:
        """Whether a name that may act stands here, or right before a noun: "the Saudi-led *coalition*"."""
        near = [i] if i in self.at or self.tokens[i].pos != "NOUN" else self.kids(i, *_BEFORE_NOUN)
        return any(j in self.at and (self.at[j].kind in _ACTORS or j != i) for j in near)

    def _take_over(self, verb: Token, noun: Token, name: int, known: str) -> None:
        """Puts a verb in the place of the noun that it was taken to describe; ``name`` becomes its subject."""
        verb.tag, verb.pos, verb.lemma = "VBD", "VERB", known
        above = verb.i if noun.head == noun.i else noun.head
        verb.head, verb.dep = above, noun.dep
        if above != verb.i:
            siblings = self.tokens[above].children
            siblings[siblings.index(noun.i)] = verb.i
        noun.children.remove(verb.i)
        for j in list(noun.children):
            dep = self.tokens[j].dep.split(":")[0]
            if j <= name or (j > noun.i and dep in {"punct", "conj", "cc", "advcl", "parataxis", "ccomp", "obl"}):
                noun.children.remove(j)
                verb.children.append(j)
                self.tokens[j].head = verb.i
        self.tokens[name].dep = "nsubj"
        noun.head, noun.dep = verb.i, "obj"
        verb.children.append(noun.i)

    def _mend_root(self) -> None:
        """Makes the verb of "Both leaders called on A to …" the main one, where the parser took it for a participle."""
        root = next((t for t in self.tokens if t.head == t.i), None)
        if root is None or root.pos not in {"NOUN", "PROPN"} or self.kids(root.i, "cop", "nsubj"):
            return
        for j in self.kids(root.i, "acl"):
            verb = self.tokens[j]
            between = self.tokens[root.i + 1 : j]
            named = root.i in self.at or any(k in self.at for k in self.kids(root.i, *_BEFORE_NOUN))
            near = named and all(t.tag == "RB" for t in between)
            if verb.dep != "acl" or not (verb.tag == "VBD" or (verb.tag == "VBN" and near)):
                continue
            if self.agent(j) is not None or self.kids(j, "aux", "nsubj"):
                continue
            verb.head, verb.dep, verb.tag, verb.pos = j, "root", "VBD", "VERB"
            root.head, root.dep = j, "nsubj"
            root.children.remove(j)
            for k in [k for k in root.children if k > j]:
                root.children.remove(k)
                verb.children.append(k)
                self.tokens[k].head = j
            verb.children.append(root.i)
            return

    def _mend_joined(self) -> None:
        """Joins the past of "urged A to lift it and disclosed that …" to the verb of its own tense."""
        for token in self.tokens:
            head = self.tokens[token.head]
            lower = head.tag == "VB" or (head.dep == "acl" and self.kids(token.i, "ccomp"))
            if token.tag != "VBD" or token.dep != "conj" or not lower or self.kids(token.i, "nsubj", "aux"):
                continue
            above = next((j for j in self.sentence.ancestors(head.i) if self.tokens[j].tag == "VBD"), None)
            if above is not None and above < token.i:
                head.children.remove(token.i)
                self.tokens[above].children.append(token.i)
                token.head = above

    def _mend_attributions(self) -> None:
        """Puts right ", Minister X said in Tokyo" at the end of a sentence, which parsers take for an apposition."""
        for token in self.tokens[2:]:
            name = token.head
            if token.lemma not in SAY and token.lemma not in {"confirm", "agree", "disclose"}:
                continue
            if token.tag not in {"VBD", "VBN"} or not token.dep.startswith("acl") or name not in self.at:
                continue
            if name != token.i - 1 or name < 2 or self.tokens[name - 1].text != "," or self.kids(token.i, "aux"):
                continue
            main = next((j for j in self.sentence.ancestors(name) if self.tokens[j].pos in {"VERB", "ADJ"}), None)
            if main is None or main >= name:
                continue
            self.tokens[self.tokens[name].head].children.remove(name)
            self.tokens[name].children.remove(token.i)
            self.tokens[name].head, self.tokens[name].dep = token.i, "nsubj"
            token.children.append(name)
            token.head, token.dep, token.tag = main, "parataxis", "VBD"
            self.tokens[main].children.append(token.i)

    def _mend_nouns(self) -> None:
        """ "A note of protest": what stands bare after "of" is a noun, though parsers may see a verb."""
        for token in self.tokens:
            of = next((j for j in self.kids(token.i, "mark") if self.tokens[j].text.lower() == "of"), None)
            if token.tag == "VB" and of is not None:
                token.pos, token.tag, token.dep = "NOUN", "NN", "nmod"
                self.tokens[of].dep = "case"
