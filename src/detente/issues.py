"""What states deal with: issues, each with the words that name it in a text.

The table lies in ``data/issues``. A text may be about several issues; a wide one ("security") may stand beside a
narrow one ("missile defence").
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, field
from functools import cache

from detente.errors import Error
from detente.tables import fold, rows, split

KINDS = ("traditional", "non-traditional", "economic", "other")


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue; ``kind`` is ``traditional``, ``non-traditional`` (security), ``economic`` or ``other``.

    ``terms`` are lower-case words and phrases of all languages; a final ``*`` stands for any ending, and one inside a
    phrase for the ending of its word.
    """

    name: str
    kind: str
    terms: tuple[str, ...]
    languages: dict[str, tuple[str, ...]] = field(default_factory=dict, hash=False, compare=False)


@cache
def _issues() -> dict[str, Issue]:
    found = {}
    for row in rows("issues/issues"):
        by_language = {language: split(row[language]) for language in ("en", "ru", "ja")}
        terms = tuple(term for several in by_language.values() for term in several)
        found[fold(row["name"])] = Issue(row["name"], row["kind"], terms, by_language)
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
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((known.name, re.compile(_pattern(known), re.IGNORECASE)) for known in issues())


def _pattern(known: Issue) -> str:
    spaced = [term for language in ("en", "ru") for term in known.languages[language]]
    words = "|".join(re.escape(term).replace(r"\*", r"\w*").replace(r"\ ", r"[\s-]+") for term in spaced)
    signs = "|".join(map(re.escape, known.languages["ja"]))  # Japanese does not part its words
    return rf"(?<![\w-])(?:{words})(?!\w)" + (f"|(?:{signs})" if signs else "")


def issues_in(text: str) -> tuple[str, ...]:
    """Names of the issues whose terms stand in a text, in the order of the table."""
    return tuple(name for name, pattern in _patterns() if pattern.search(text))
