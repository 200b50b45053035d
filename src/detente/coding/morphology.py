"""Forms of English words: dictionary forms, pasts, and verbs that a parser has never seen."""

from __future__ import annotations

import gzip
import json
import re
from functools import lru_cache
from importlib import resources

from detente.coding.words import wordset
from detente.tables import rows

_BEGIN_OBJECTS = wordset("the a an its their his her our any all us it them him me you two three some")
BASE_FORMS = frozenset({"VB", "VBP"})


def lemma(word: str, tag: str) -> str:
    """The dictionary form of a word, lower case: from the treebanks' table, else by the endings of English."""
    low = word.lower()
    if not tag or tag[0] not in "VNJM" or tag.startswith("NNP"):
        return low
    known = _lemmas().get(f"{low}/{tag[0]}")
    if known:
        return known
    if tag[0] == "V" and (tag not in BASE_FORMS or low not in _known_verbs()):
        return _irregular().get(low) or _verb(low, tag)
    if tag in {"VB", "VBP", "NN", "JJ", "MD"}:
        return low
    if tag == "NNS":
        return _strip_s(low)
    return low


def _strip_s(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zzes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def _verb(word: str, tag: str) -> str:
    if tag == "VBZ":
        return _strip_s(word)
    if word.endswith(("ing", "ed")):
        stem = word[:-3] if word.endswith("ing") else word[:-2]
        for known in (
            stem + "e",
            stem,
            stem[:-1] if stem[-1:] == stem[-2:-1] else stem,
            stem[:-1] + "y" if stem[-1:] == "i" else stem,
        ):
            if known in _known_verbs():
                return known
    if tag in BASE_FORMS:
        return word
    suffix = "ing" if tag == "VBG" else "ed"
    if not word.endswith(suffix) or len(word) < len(suffix) + 3:
        return word
    if word.endswith("ied"):
        return word[:-3] + "y"
    stem = word[: -len(suffix)]
    if len(stem) > 2 and stem[-1] == stem[-2] and stem[-1] not in "lsfz":
        return stem[:-1]
    return (
        stem + "e"
        if re.search(r"(?:[^aeiou][aeiouy][cgsvz]|[aiou]te?$|[rl][cgsvz]|at|iz|ut|[^aeiou]in$|uc|ur|[bct]l)$", stem)
        else stem
    )


@lru_cache(maxsize=8192)
def familiar(word: str, following: str) -> str:
    """The word that the parser sees: for a form of a verb that the treebanks never show, that of one they often do.

    "Vetoed" and "expelled" look to it like names or adjectives, and with the verb the whole sentence is lost.
    """
    if not (word.isascii() and word.isalpha() and word.islower()) or f"{word}/V" in _lemmas():
        return word
    base = _irregular().get(word) or (_verb(word, "VBD") if word.endswith("ed") else word)
    if base == word or base not in _coded_verbs():
        return word  # a form in -ing may as well be a noun
    if following.lower() == "that":
        return "announced"
    return "talked" if base in _coded_verbs("mutual") else "rejected"


@lru_cache(maxsize=8192)
def present(word: str, following: str) -> str:
    """As `familiar`, of the word right after a name: "Kenya thanks the …" is no name of thanks."""
    base = _strip_s(word)
    object_follows = following.lower() in _BEGIN_OBJECTS or following[:1].isupper()
    if object_follows and word.islower() and base in _coded_verbs():
        return "reject" if base == word else "rejects"
    return familiar(word, following)


def is_past(word: str, base: str) -> bool:
    """Whether a word is the past of the dictionary form ``base``, by its ending or as an irregular one."""
    word = word.lower()
    return base != word and (word.endswith("ed") or word in _irregular())


@lru_cache(maxsize=8192)
def is_known_past(word: str) -> bool:
    """Whether a word is the past of a verb that is known, by its form alone."""
    base = lemma(word, "VBD")
    return word.islower() and is_past(word, base) and base in _known_verbs()


@lru_cache(maxsize=1)
def _lemmas() -> dict[str, str]:
    kept = resources.files("detente") / "data" / "syntax" / "lemmas.json.gz"
    table: dict[str, str] = json.loads(gzip.decompress(kept.read_bytes()))
    return table


@lru_cache(maxsize=1)
def _irregular() -> dict[str, str]:
    """Dictionary forms of pasts and participles that no ending tells."""
    return {row[form]: row["lemma"] for row in rows("coding/irregular_verbs") for form in ("past", "participle")}


@lru_cache(maxsize=1)
def _known_verbs() -> frozenset[str]:
    """Verbs in their dictionary form: those that the treebanks inflect and those that the coder knows."""
    return frozenset({value for key, value in _lemmas().items() if key.endswith("/V")} | _coded_verbs())


@lru_cache(maxsize=2)
def _coded_verbs(frame: str | None = None) -> frozenset[str]:
    tables = ("verbs", "verbs_world") if frame else ("verbs", "verbs_world", "light")
    told = (row for name in tables for row in rows(f"coding/{name}"))
    return frozenset(row["lemma"] for row in told if frame in {None, row.get("frame")})
