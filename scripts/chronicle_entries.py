"""The entries of the chronicle as files, and what is wrong with their format; used by check_chronicle.py."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "src" / "detente" / "data" / "chronicle"
BEGIN, LAST = date(2012, 12, 1), date(2018, 8, 31)
WORDS, SENTENCES = range(40, 131), range(2, 7)

HEAD_KEYS = {"title", "published", "language", "sources"}
SOURCE_KEYS = {"publisher", "title", "date", "url"}
MONTHS = [f"{date(2018, month, 1):%B}" for month in range(1, 13)]
WEEKDAYS = [f"{date(2018, 1, day):%A}" for day in range(1, 8)]  # 1 January 2018 was a Monday
DAY = re.compile(rf"(?:({'|'.join(WEEKDAYS)}),? (?:the )?)?\b(\d{{1,2}}) ({'|'.join(MONTHS)})\b(?:,? (\d{{4}}))?")
AHEAD = re.compile(
    r"\b(will|would|shall|is to|are to|was to|were to|to be|plan\w*|due|expect\w*|schedul\w*|intend\w*|propos\w*|until|"
    r"by|before|invit\w*|for|from|aims?|set|may|could|should|hope[sd]?|prepar\w*|fixed|ready)\b"
)


@dataclass(frozen=True)
class Entry:
    """An entry as it lies in its file; ``head`` is the YAML as read, empty where it cannot be."""

    path: Path
    head: dict[str, object]
    text: str

    @property
    def name(self) -> str:
        """The file's name without its ending."""
        return self.path.stem

    @property
    def title(self) -> str:
        """The title, or nothing."""
        return str(self.head.get("title", ""))

    @property
    def published(self) -> date:
        """The day the entry speaks from; the last day of the chronicle where the head does not say."""
        day = self.head.get("published")
        return day if isinstance(day, date) else LAST


# Reading -------------------------------------------------------------------------------------------------------------


def read(path: Path) -> Entry:
    """One entry; a head that is missing or no YAML leaves ``head`` empty."""
    parts = re.split(r"^---\n", path.read_text(encoding="utf-8"), maxsplit=2, flags=re.MULTILINE)
    if len(parts) != 3 or parts[0]:
        return Entry(path, {}, "".join(parts))
    try:
        head = yaml.safe_load(parts[1])
    except yaml.YAMLError:
        head = None
    return Entry(path, head if isinstance(head, dict) else {}, parts[2].strip())


def read_all(folder: Path = FOLDER) -> list[Entry]:
    """All entries, oldest first."""
    return [read(path) for path in sorted(folder.glob("*/*.md"))]


def sentences(text: str) -> list[str]:
    """Sentences, split plainly: a full stop behind two small letters, a digit or a closing mark, then a capital."""
    flat = " ".join(text.split())
    return re.split(r"(?<=[a-z\d)][a-z\d)][.?!]|[a-z\d)][.?!][\"”])\s+(?=[\"“A-Z\d])", flat) if flat else []


# Format --------------------------------------------------------------------------------------------------------------


def problems(entry: Entry) -> list[str]:
    """What is wrong with the format of an entry; empty where nothing is."""
    return [*_name_problems(entry), *_head_problems(entry), *_text_problems(entry), *_date_problems(entry)]


def _name_problems(entry: Entry) -> Iterator[str]:
    found = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)-[a-z0-9]+(?:-[a-z0-9]+)*", entry.name)
    if not found:
        yield "the file's name is not YYYY-MM-DD-short-slug.md"
    elif not entry.name.startswith(entry.published.isoformat()):
        yield f"the file's name and published ({entry.published}) differ"
    if entry.path.parent.name != entry.name[:4]:
        yield f"lies in the folder {entry.path.parent.name}"


def _head_problems(entry: Entry) -> Iterator[str]:
    head = entry.head
    if set(head) != HEAD_KEYS:
        yield f"the head has {', '.join(sorted(head)) or 'nothing'}, not {', '.join(sorted(HEAD_KEYS))}"
    if not entry.title.strip() or entry.title != entry.title.strip():
        yield "no title"
    if type(head.get("published")) is not date or not BEGIN <= entry.published <= LAST:
        yield f"published is no day from {BEGIN} to {LAST}"
    if head.get("language") != "en":
        yield "language is not en"
    sources = head.get("sources")
    if not isinstance(sources, list) or not sources:
        yield "no sources"
        return
    for source in sources:
        yield from _source_problems(source)


def _source_problems(source: object) -> Iterator[str]:
    if not isinstance(source, dict) or not {"publisher", "title"} <= set(source) <= SOURCE_KEYS:
        yield f"a source needs publisher and title, and may have date and url: {source}"
        return
    for key in ("publisher", "title"):
        if not isinstance(source[key], str) or not source[key].strip():
            yield f"a source's {key} is no text: {source[key]!r}"
    if "date" in source and not re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", str(source["date"])):
        yield f"a source's date is no date: {source['date']!r}"
    if "url" in source and not re.fullmatch(r"https?://\S+", str(source["url"])):
        yield f"a source's url is no address: {source['url']!r}"


def _text_problems(entry: Entry) -> Iterator[str]:
    words = len(entry.text.split())
    if words not in WORDS:
        yield f"{words} words, not {WORDS[0]} to {WORDS[-1]}"
    number = len(sentences(entry.text))
    if number not in SENTENCES:
        yield f"{number} sentences, not {SENTENCES[0]} to {SENTENCES[-1]}"


def _date_problems(entry: Entry) -> Iterator[str]:
    for sentence in sentences(entry.text):
        for found in DAY.finditer(sentence):
            weekday, number, month, year = found.groups()
            try:
                day = placed(int(number), MONTHS.index(month) + 1, int(year) if year else None, entry.published)
            except ValueError:
                yield f"no such day: {found[0]}"
                continue
            if weekday and WEEKDAYS[day.weekday()] != weekday:
                yield f"{day} was a {WEEKDAYS[day.weekday()]}: {found[0]}"
            if day > LAST and not AHEAD.search(sentence):
                yield f"told as happened after {LAST}: {sentence}"


def placed(number: int, month: int, year: int | None, near: date) -> date:
    """The day meant; without a year, the one nearest to ``near``."""
    if year:
        return date(year, month, number)
    years = (near.year - 1, near.year, near.year + 1)
    found = [date(year, month, number) for year in years if _is_day(year, month, number)]
    if not found:
        raise ValueError
    return min(found, key=lambda day: abs(day - near))


def _is_day(year: int, month: int, number: int) -> bool:
    try:
        date(year, month, number)
    except ValueError:
        return False
    return True
