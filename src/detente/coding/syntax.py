"""Sentences and their grammar: the only place that knows which parser is used.

`split_sentences` cuts a text into sentences by rule. `parse` gives each its tokens with character offsets, Penn tag,
part of speech, lemma, and head and Universal Dependencies relation.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from detente.coding.asides import Aside, attach
from detente.coding.datelines import dateline_end
from detente.coding.morphology import BASE_FORMS, familiar, is_past, lemma, present
from detente.coding.words import wordset
from detente.errors import Error

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from spacy.tokens import Doc

LONGEST = 900
"""Characters of a sentence beyond which it is cut at the next best place; keeps hostile input from costing much."""

DAY_WORDS = {"day": "Tuesday", "month": "May", "year": "2005", "phrase": "yesterday"}
"""What the parser sees in place of a date, by its precision, or of a phrase of time."""
_ABBREVIATIONS = wordset(
    "mr mrs ms dr prof gen lt col maj sgt capt cmdr adm brig rep sen gov st hon rev sr jr vs no nos art vol ed fig "
    "jan feb mar apr jun jul aug sep sept oct nov dec co corp inc ltd bros dept est approx ca cf al amb min pres "
    "sec vice-adm maj-gen lt-gen mt h.e u.s u.k u.n e.g i.e a.m p.m d.c"
)
_MAY_END = wordset("u.s u.k u.n d.c a.m p.m co corp inc ltd jr sr etc")
_STARTERS = wordset(
    "The A An In On At It He She They We I But And This That These Those After Before As When While However Both "
    "According Earlier Later His Her Its Their Such For If"
)
_END = re.compile(
    # A run of marks is looked at once, from its beginning: else a long one would be looked at from each of its marks.
    r""";(?=\s)|(?<![.!?…])[.!?…]++["'”’»)\]]*+(?=\s)|\n[ \t\u00a0]*\n|\n(?=[ \t]*(?:[#>*•-]|\d{1,2}[.)])[ \t])"""
)
_FLAT = {ord(c): " " for c in "\n\r\t\x0b\x0c\u00a0\u2002\u2003\u2009\u202f\u2028\u2029\ufeff\u200b"}
_FLAT |= dict.fromkeys([*range(32), *range(127, 160)], " ")
_FLAT |= dict.fromkeys(range(0xD800, 0xE000), "\ufffd")  # halves of characters, which the parser refuses
_FLAT |= {
    ord("“"): '"',
    ord("”"): '"',
    ord("„"): '"',
    ord("«"): '"',
    ord("»"): '"',
    ord("’"): "'",
    ord("‘"): "'",
    ord("‑"): "-",
}


@dataclass(slots=True)
class Token:
    """A word: its place in the sentence, its characters in the document, and what the parser says of it.

    ``head`` is the index of its governor (its own index for the root); ``dep`` is a Universal Dependencies relation
    with subtype, ``root`` for the root.
    """

    i: int
    text: str
    start: int
    end: int
    tag: str = ""
    pos: str = ""
    lemma: str = ""
    head: int = 0
    dep: str = ""
    children: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Sentence:
    """A sentence: its characters in the document, its text as it stands there, and its tokens once parsed.

    ``merged`` are spans (characters of the document, in order) that become one token each, and the plain word that
    the parser sees in their place: names and dates of many words read as "Japan" or "Tuesday" parse far better.
    """

    start: int
    end: int
    text: str
    paragraph: int
    tokens: list[Token] = field(default_factory=list)
    merged: list[tuple[int, int, str]] = field(default_factory=list)
    dateline: bool = False
    """Whether it only says where, and when, what follows was written."""
    asides: list[Aside] = field(default_factory=list)
    """What the parser is not shown."""

    def subtree(self, i: int, stop: frozenset[int] = frozenset()) -> list[int]:
        """Indices of the token and all below it, ascending; subtrees rooted in ``stop`` are left out."""
        seen, todo = set(), [i]
        while todo:
            j = todo.pop()
            if j in seen or (j in stop and j != i):
                continue
            seen.add(j)
            todo.extend(self.tokens[j].children)
        return sorted(seen)

    def ancestors(self, i: int) -> Iterator[int]:
        """Indices of the governors of a token, nearest first."""
        for _ in range(len(self.tokens)):
            head = self.tokens[i].head
            if head == i:
                return
            yield head
            i = head


def flatten(text: str) -> str:
    """The text with line breaks and control characters as spaces and quotes straight, character for character."""
    return text.translate(_FLAT)


def split_sentences(text: str) -> list[Sentence]:
    """The sentences of a text in order; blank lines, headings and list items end one too. Marks are left outside."""
    sentences: list[Sentence] = []
    start, paragraph = 0, 0
    for match in _END.finditer(text):
        is_break = match.group(0)[0] == "\n"
        if not is_break and not _ends(text, start, match):
            continue
        fresh = not sentences or sentences[-1].paragraph != paragraph
        sentences.extend(_sentences(text, start, match.start() if is_break else match.end(), paragraph, fresh))
        start = match.end()
        paragraph += is_break
    fresh = not sentences or sentences[-1].paragraph != paragraph
    sentences.extend(_sentences(text, start, len(text), paragraph, fresh))
    return sentences


def _ends(text: str, start: int, match: re.Match[str]) -> bool:
    """Whether a full stop ends a sentence: not after an abbreviation or an initial, nor before a lower-case word."""
    following = text[match.end() : match.end() + 40].lstrip("\"'“”‘’«([ \t\n\r\u00a0")
    if match.group(0)[0] == ";":
        return match.start() - start > 40  # clauses long enough to be read, and parsed, by themselves
    if following and following[0].islower():
        return False
    if match.group(0)[0] != ".":
        return True
    words = text[max(start, match.start() - 20) : match.start()].split()
    word = words[-1].lstrip("(\"'“‘[").lower() if words else ""
    if word in _MAY_END:
        return re.split(r"\W", following, maxsplit=1)[0] in _STARTERS
    if re.fullmatch(r"[a-z]|(?:[a-z]\.)+[a-z]", word):
        return re.split(r"\W", following, maxsplit=1)[0] in _STARTERS
    return word not in _ABBREVIATIONS


def _sentences(text: str, start: int, end: int, paragraph: int, fresh: bool) -> Iterator[Sentence]:
    while start < end:
        cut = end
        if end - start > LONGEST:
            window = text[start : start + LONGEST]
            cut = start + (max(window.rfind("; "), window.rfind(", ")) + 1 or window.rfind(" ") + 1 or LONGEST)
        piece = text[start:cut]
        lead = re.match(r"[\s\x00-\x1f\u200b\ufeff]*(?:(?:#{1,6}|[>*•-]|\d{1,2}[.)])[ \t]+)*", piece)
        first = start + (lead.end() if lead else 0)
        last = start + len(piece.rstrip())
        if fresh and (told := dateline_end(text, first)) > first:
            place = text[first:told].rstrip(" \t\r\n-–—―:")
            yield Sentence(first, first + len(place), place, paragraph, dateline=True)
            first = told
        fresh = False
        if last > first and any(c.isalpha() for c in text[first:last]):
            yield Sentence(first, last, text[first:last], paragraph)
        start = cut


def parse(sentences: Iterable[Sentence], batch: int = 64) -> None:
    """Fill in the tokens of the sentences."""
    from spacy.tokens import Doc

    nlp = _parser()
    todo = [s for s in sentences if not s.tokens]
    docs, shown = [], []
    for number, sentence in enumerate(todo):
        pieces = list(_pieces(sentence, nlp))
        sentence.tokens = [Token(i, text, start, end) for i, (start, end, text, _) in enumerate(pieces)]
        for part in _parts(sentence, pieces):
            words = [word for _, word in part]
            spaces = [pieces[b][0] > pieces[a][1] for (a, _), (b, _) in itertools.pairwise(part)] + [False]
            docs.append(Doc(nlp.vocab, words=words, spaces=spaces[: len(words)], sent_starts=_one_sentence(words)))
            shown.append((number, [i for i, _ in part]))
    for (number, places), doc in zip(shown, nlp.pipe(docs, batch_size=batch), strict=True):
        _take(todo[number].tokens, places, doc)
    for sentence in todo:
        _hang(sentence)
        for token in sentence.tokens:
            token.pos = _part_of_speech(token)
            token.lemma = lemma(token.text, token.tag)
            if token.tag in BASE_FORMS and token.pos == "VERB" and is_past(token.text, token.lemma):
                # "freed" is no infinitive
                token.tag = "VBN" if _after_auxiliary(sentence.tokens, token.i) else "VBD"
            if token.head != token.i:
                sentence.tokens[token.head].children.append(token.i)


def _one_sentence(words: list[str]) -> list[bool | int | None]:
    return [i == 0 for i in range(len(words))]


def _parts(sentence: Sentence, pieces: list[tuple[int, int, str, str]]) -> Iterator[list[tuple[int, str]]]:
    """What the parser is shown of a sentence: index and word of each token of its main part, then of clauses apart."""
    hidden = {i: aside for i, p in enumerate(pieces) for aside in sentence.asides if _within(p[0], aside, sentence)}
    yield [(i, piece[3]) for i, piece in enumerate(pieces) if i not in hidden]
    for aside in sentence.asides:
        if aside.clause:
            inside = [i for i, one in hidden.items() if one is aside and pieces[i][2] != ","]
            first = "Obama" if aside.clause == "acl:relcl" else pieces[inside[0]][3]
            yield [(i, pieces[i][3] if n else first) for n, i in enumerate(inside)]


def _within(at: int, aside: Aside, sentence: Sentence) -> bool:
    return aside.start <= at - sentence.start < aside.end


def _take(tokens: list[Token], places: list[int], doc: Doc) -> None:
    """What the parser says of some tokens of a sentence."""
    for i, parsed in zip(places, doc, strict=True):
        token = tokens[i]
        token.tag, token.head, token.dep = parsed.tag_, places[parsed.head.i], parsed.dep_
        token.dep = "root" if token.dep == "ROOT" else token.dep.removesuffix(":outer")


def _hang(sentence: Sentence) -> None:
    """Hang what the parser was shown apart, or not at all, on the rest of the sentence."""
    for aside in sentence.asides:
        inside = [t for t in sentence.tokens if t.dep and _within(t.start, aside, sentence)]
        name = max((t.i for t in sentence.tokens if t.end <= sentence.start + aside.start), default=0)
        for token in inside:
            if token.dep == "root":
                token.head, token.dep = name, aside.clause
    unseen = [token.i for token in sentence.tokens if not token.dep]
    if unseen:
        attach(sentence.tokens, unseen)


_AUXILIARIES = wordset("have has had having 've is are was were be been being 's 're get gets got")


def _after_auxiliary(tokens: list[Token], i: int) -> bool:
    """Whether a form of "have" or "be" stands before a word, adverbs aside."""
    before = i - 1
    while before >= 0 and (tokens[before].tag.startswith("RB") or tokens[before].text.lower() in {"not", "n't"}):
        before -= 1
    return before >= 0 and tokens[before].text.lower() in _AUXILIARIES


def _pieces(sentence: Sentence, nlp: Any) -> Iterator[tuple[int, int, str, str]]:
    """Start, end and text of each token, and the word that the parser sees."""
    flat = flatten(sentence.text)
    at, named = 0, False
    for start, end, word in [
        *((a - sentence.start, b - sentence.start, w) for a, b, w in sentence.merged),
        (len(flat), 0, ""),
    ]:
        found = [token for token in nlp.tokenizer(flat[at:start]) if not token.is_space]
        for token, following in itertools.zip_longest(found, found[1:]):
            first = sentence.start + at + token.idx
            seen = token.text
            if not _chosen:
                after = following.text if following else "Japan" if end else ""
                seen = present(seen, after) if named and token is found[0] else familiar(seen, after)
            yield first, first + len(token.text), token.text, seen
        if end:
            yield sentence.start + start, sentence.start + end, flat[start:end], word
            named = word not in DAY_WORDS.values()
            at = end


def _part_of_speech(token: Token) -> str:
    tag = token.tag
    if tag.startswith("VB"):
        return "AUX" if token.dep.startswith(("aux", "cop")) else "VERB"
    for start, pos in _POS:
        if tag.startswith(start):
            return pos
    return "X"


_POS = (
    ("NNP", "PROPN"), ("NN", "NOUN"), ("JJ", "ADJ"), ("RB", "ADV"), ("RP", "ADP"), ("IN", "ADP"), ("MD", "AUX"),
    ("PRP", "PRON"), ("WP", "PRON"), ("WDT", "PRON"), ("EX", "PRON"), ("WRB", "ADV"), ("DT", "DET"), ("PDT", "DET"),
    ("CC", "CCONJ"), ("CD", "NUM"), ("TO", "PART"), ("POS", "PART"), ("UH", "INTJ"),
)  # fmt: skip


def _folder() -> Traversable:
    return resources.files("detente") / "data" / "syntax"


_NEEDED_DEPS = frozenset({"nsubj", "nsubj:pass", "obj", "obl", "case", "acl:relcl", "nmod:poss"})
_NEEDED_TAGS = frozenset({"NN", "NNP", "VB", "VBD", "VBN", "IN"})
_chosen: list[str] = []


@contextmanager
def using(pipeline: str | None) -> Iterator[None]:
    """Parse with an installed spaCy pipeline, named by package or folder, in place of the shipped weights.

    Raises `Error` where there is none, or its labels are not those the rules are written for.
    """
    if pipeline is None:
        yield
        return
    _load(pipeline)
    _chosen.append(pipeline)
    try:
        yield
    finally:
        _chosen.pop()


def pipeline_version(pipeline: str) -> str:
    """Name, language and version of an installed pipeline; `Error` as in `using`."""
    meta = _load(pipeline).meta
    return f"{meta['lang']}_{meta['name']} {meta['version']}"


@lru_cache(maxsize=2)
def _load(pipeline: str) -> Any:
    import spacy

    try:
        nlp = spacy.load(pipeline, exclude=["ner", "lemmatizer"])
    except (OSError, ValueError, ImportError) as error:
        reason = " ".join(str(error).split())[:200]
        raise Error(
            f"{pipeline}: this spaCy pipeline cannot be loaded ({reason}); name one installed, or its folder"
        ) from None
    labels = {name: set(getattr(nlp.get_pipe(name), "labels", ())) for name in nlp.pipe_names}
    lacking = sorted(_NEEDED_DEPS - labels.get("parser", set())) + sorted(_NEEDED_TAGS - labels.get("tagger", set()))
    if lacking:
        raise Error(
            f"{pipeline}: the rules need a tagger with Penn tags and a parser with Universal Dependencies; "
            f"this pipeline has no {', '.join(lacking)}. Take one trained on a UD treebank of English, or leave "
            "--pipeline out."
        )
    return nlp


def _parser() -> Any:
    return _load(_chosen[-1]) if _chosen else _shipped()


@lru_cache(maxsize=1)
def _shipped() -> Any:
    """The spaCy pipeline that ships with the package; loaded once."""
    import spacy

    with resources.as_file(_folder()) as path:
        nlp = spacy.load(path, exclude=["vocab", "tokenizer"])
    for name in ("tagger", "parser"):
        pipe: Any = nlp.get_pipe(name)
        for label in pipe.labels:
            nlp.vocab.strings.add(label)
    return nlp
