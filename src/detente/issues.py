"""What states deal with: issues, each with the words that name it in a text.

The tables lie in ``data/issues``; one says which issue a PLOVER context stands for. A text may be about several issues;
a wide one ("security") may stand beside a narrow one ("missile defence").
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import NamedTuple

from detente.errors import Error
from detente.tables import fold, rows, split

KINDS = ("traditional", "non-traditional", "economic", "other")


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue; ``kind`` is ``traditional``, ``non-traditional`` (security), ``economic`` or ``other``.

    ``terms`` are lower-case words and phrases of all languages; a final ``*`` stands for any ending, and one inside a
    phrase for the ending of its word. ``unless`` are phrases, names of offices and bodies mostly, inside which a term
    says nothing ("Security Council").
    """

    name: str
    kind: str
    terms: tuple[str, ...]
    languages: dict[str, tuple[str, ...]] = field(default_factory=dict, hash=False, compare=False)
    unless: tuple[str, ...] = ()


@cache
def _issues() -> dict[str, Issue]:
    found = {}
    for row in rows("issues/issues"):
        by_language = {language: split(row[language]) for language in ("en", "ru", "ja")}
        terms = tuple(term for several in by_language.values() for term in several)
        found[fold(row["name"])] = Issue(row["name"], row["kind"], terms, by_language, split(row["unless"]))
    return found


def issues() -> tuple[Issue, ...]:
    """All issues."""
    return tuple(_issues().values())


def issue(name: str) -> Issue:
    """The issue of a name; raises `Error`, which lists the nearest, for any other."""
    found = _issues().get(fold(name))
    if found:
        return found
    near = difflib.get_close_matches(fold(name), _issues(), n=3, cutoff=0.5)
    listed = ", ".join(_issues()[key].name for key in near) or ", ".join(known.name for known in issues())
    raise Error(f"{name!r} is no issue we know; did you mean {listed}?")


@cache
def _of_contexts() -> dict[str, str]:
    return {row["context"]: issue(row["issue"]).name for row in rows("issues/contexts")}


def of_context(context: str) -> str | None:
    """The issue that a PLOVER context stands for where nothing more is told; None for those that are about no issue."""
    return _of_contexts().get(context)


class _Search(NamedTuple):
    name: str
    terms: re.Pattern[str]
    unless: re.Pattern[str] | None

    def finds(self, text: str) -> bool:
        if not self.terms.search(text):
            return False
        return self.unless is None or bool(self.terms.search(self.unless.sub(" ¦ ", text)))


@cache
def _searches() -> tuple[_Search, ...]:
    return tuple(_search(known) for known in issues())


def _search(known: Issue) -> _Search:
    spaced = [term for language in ("en", "ru") for term in known.languages[language]]
    signs = "|".join(map(re.escape, known.languages["ja"]))  # Japanese does not part its words
    terms = _words(spaced) + (f"|(?:{signs})" if signs else "")
    unless = re.compile(_words(known.unless), re.IGNORECASE) if known.unless else None
    return _Search(known.name, re.compile(terms, re.IGNORECASE), unless)


def _words(phrases: Sequence[str]) -> str:
    words = "|".join(re.escape(phrase).replace(r"\*", r"\w*").replace(r"\ ", r"[\s-]+") for phrase in phrases)
    return rf"(?<![\w-])(?:{words})(?!\w)"


@lru_cache(maxsize=1024)  # the acts of one sentence ask about the same words
def issues_in(text: str) -> tuple[str, ...]:
    """Names of the issues whose terms stand in a text, in the order of the table."""
    return tuple(search.name for search in _searches() if search.finds(text))
