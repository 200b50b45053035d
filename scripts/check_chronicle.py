"""Check the chronicle: the format of every entry, and the entries of 2018 against ICEWS18.

    python scripts/check_chronicle.py                          format only
    python scripts/check_chronicle.py --icews FOLDER           and which entries of 2018 have an echo there
    python scripts/check_chronicle.py --icews FOLDER --csv     the same as CSV
    python scripts/check_chronicle.py --write-table            write the table of counts into docs/chronicle.md

An entry has an echo when ICEWS18 codes any act between two states that the entry speaks of within two days of a day
that the entry dates. For pairs that are in the news daily this says little. So an echo is called faint when the acts
are no more than usual for the pair and none names a person of the entry, and the share of all days on which the same
pairs would have had an echo is printed beside. Exits with 1 for errors of format only.
"""

from __future__ import annotations

import argparse
import csv
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from itertools import combinations
from pathlib import Path

import yaml

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "src" / "detente" / "data" / "chronicle"
PAGE = ROOT / "docs" / "chronicle.md"
BEGIN, LAST = date(2012, 12, 1), date(2018, 8, 31)
WORDS, SENTENCES = range(40, 131), range(2, 7)
NEAR = 2  # days
COVERED = (date(2018, 1, 1), date(2018, 8, 31))
STATES = ("JPN", "RUS", "CHN", "KOR", "PRK", "USA")
MARKS = ("<!-- counts: begin -->", "<!-- counts: end -->")

HEAD_KEYS = {"title", "published", "language", "sources"}
SOURCE_KEYS = {"publisher", "title", "date", "url"}
MONTHS = "January February March April May June July August September October November December".split()
WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
DAY = re.compile(rf"(?:({'|'.join(WEEKDAYS)}),? (?:the )?)?\b(\d{{1,2}}) ({'|'.join(MONTHS)})\b(?:,? (\d{{4}}))?")
AHEAD = re.compile(
    r"\b(will|would|shall|is to|are to|was to|were to|to be|plan\w*|due|expect\w*|schedul\w*|intend\w*|propos\w*|until|by|"
    r"before|invit\w*|for|from|aims?|set|may|could|should|hope[sd]?|prepar\w*|fixed|ready)\b"
)

Pair = tuple[str, str]


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


@dataclass(frozen=True)
class Row:
    """One line of the cross-check.

    ``rows`` counts the acts ICEWS has of the pair within two days of the day, ``named`` those in which a person of the
    entry takes part, ``usual`` is the mean of ``rows`` over all days covered, and ``chance`` the share of those days
    on which there is any act.
    """

    entry: str
    pair: Pair
    day: date
    rows: int
    named: int
    usual: float
    chance: float

    @property
    def echo(self) -> str:
        """``yes``, ``faint`` or ``no``."""
        if not self.rows:
            return "no"
        return "yes" if self.named or self.rows > self.usual else "faint"


@dataclass
class Echoes:
    """Acts between states by pair and day: how many, and the people who took part."""

    counts: Counter[tuple[Pair, date]] = field(default_factory=Counter)
    people: defaultdict[tuple[Pair, date], Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def near(self, pair: Pair, day: date) -> int:
        """Acts of a pair within two days of a day."""
        return sum(self.counts[pair, d] for d in window(day))

    def usual(self, pair: Pair) -> tuple[float, float]:
        """Mean of `near` over all days covered, and the share of days on which it is not 0."""
        found = [self.near(pair, COVERED[0] + timedelta(days=n)) for n in range((COVERED[1] - COVERED[0]).days + 1)]
        return sum(found) / len(found), sum(map(bool, found)) / len(found)


def window(day: date) -> list[date]:
    """The days within two days of a day."""
    return [day + timedelta(days=n) for n in range(-NEAR, NEAR + 1)]


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
                day = _placed(int(number), MONTHS.index(month) + 1, int(year) if year else None, entry.published)
            except ValueError:
                yield f"no such day: {found[0]}"
                continue
            if weekday and WEEKDAYS[day.weekday()] != weekday:
                yield f"{day} was a {WEEKDAYS[day.weekday()]}: {found[0]}"
            if day > LAST and not AHEAD.search(sentence):
                yield f"told as happened after {LAST}: {sentence}"


def _placed(number: int, month: int, year: int | None, near: date) -> date:
    """The day meant; without a year, the one nearest to ``near``."""
    if year:
        return date(year, month, number)
    found = [date(y, month, number) for y in (near.year - 1, near.year, near.year + 1) if number < 29 or _is(y, month, number)]
    if not found:
        raise ValueError
    return min(found, key=lambda day: abs(day - near))


def _is(year: int, month: int, number: int) -> bool:
    try:
        date(year, month, number)
    except ValueError:
        return False
    return True


# Who and when --------------------------------------------------------------------------------------------------------


@cache
def _surfaces() -> tuple[re.Pattern[str], dict[str, tuple[str, str]]]:
    """A pattern of all English names of states and people, longest first, and what each stands for."""
    from detente.names import names

    kept = {"state", "demonym", "capital", "person"}
    known = {n.surface: (n.kind, n.ref) for n in names() if n.language == "en" and n.kind in kept}
    longest = sorted(known, key=len, reverse=True)
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, longest)) + r")(?!\w)"), known


@cache
def _people() -> dict[str, str]:
    """State of each person by name: the one of the office last entered by the end of the chronicle."""
    from detente.actors import people

    found = {}
    for person in people():
        held = [office for office in person.offices if office.start <= LAST]
        if held:
            found[person.name] = held[-1].state
    return found


@cache
def _surnames() -> dict[str, str]:
    """Surname of each person by name."""
    from detente.actors import people

    return {person.name: person.surname for person in people()}


def named(text: str) -> tuple[Counter[str], set[str]]:
    """How often a text names each state, by itself or by its people, and the people named."""
    pattern, known = _surfaces()
    states: Counter[str] = Counter()
    people: set[str] = set()
    for found in pattern.finditer(text):
        kind, ref = known[found[0]]
        state = _people().get(ref) if kind == "person" else ref
        if state:
            states[state] += 1
            if kind == "person":
                people.add(ref)
    return states, people


def pairs(entry: Entry) -> list[Pair]:
    """The pairs of the six states that an entry speaks of.

    They are those of its title, in which a surname stands for a person whom the text names in full; where the title
    names fewer than two, the states named in most sentences join them.
    """
    surnames = {_surnames()[person] for person in named(entry.text)[1]} & set(re.findall(r"[\w-]+", entry.title))
    shown = {_people()[person] for person in named(entry.text)[1] if _surnames()[person] in surnames}
    found = (set(named(entry.title)[0]) | shown) & set(STATES)
    spread = Counter(state for sentence in sentences(entry.text) for state in set(named(sentence)[0]) & set(STATES))
    for state, _ in sorted(spread.items(), key=lambda item: (-item[1], item[0])):
        if len(found) < 2:
            found.add(state)
    return list(combinations(sorted(found), 2))


def days(entry: Entry) -> list[date]:
    """The days an entry speaks of as past: the one it speaks from, and those it writes out in full."""
    found = {entry.published}
    for match in DAY.finditer(entry.text):
        if match[4]:
            found.add(_placed(int(match[2]), MONTHS.index(match[3]) + 1, int(match[4]), entry.published))
    return sorted(day for day in found if day <= entry.published)


# ICEWS ---------------------------------------------------------------------------------------------------------------


@cache
def actor(name: str) -> tuple[str | None, str | None]:
    """State and person meant by an actor's name in ICEWS; None where it means no state we know."""
    from detente.actors import person, state
    from detente.errors import Error

    suffix = re.search(r"\(([^()]+)\)$", name)
    try:
        return state(suffix[1] if suffix else name).iso3, None
    except Error:
        words = name.split()
        known = person(name) or (person(f"{words[0]} {words[-1]}") if len(words) > 2 else None)
        return (_people().get(known.name), known.name) if known else (None, None)


def echoes(acts: Iterable[tuple[str, str, date]]) -> Echoes:
    """Acts (source, target, day) between two different states, counted by pair and day."""
    found = Echoes()
    for source, target, day in acts:
        (a, one), (b, other) = actor(source), actor(target)
        if a and b and a != b:
            key = ((a, b) if a < b else (b, a), day)
            found.counts[key] += 1
            found.people[key].update(person for person in (one, other) if person)
    return found


def read_icews(folder: Path) -> Iterator[tuple[str, str, date]]:
    """Source, target and day of every row of the parquet files in a folder."""
    import pyarrow.parquet as pq

    for path in sorted(folder.glob("*.parquet")):
        table = pq.read_table(path, columns=["source", "target", "date"]).to_pydict()
        yield from zip(table["source"], table["target"], table["date"], strict=True)


def compare(entries: Iterable[Entry], found: Echoes) -> list[Row]:
    """One row for each pair and day of each entry that lies in the time ICEWS18 covers."""
    usual = cache(found.usual)
    rows = []
    for entry in entries:
        people = named(f"{entry.title}. {entry.text}")[1]
        for pair in pairs(entry):
            for day in days(entry):
                if COVERED[0] <= day <= COVERED[1]:
                    who = sum(max((found.people[pair, d][p] for p in people), default=0) for d in window(day))
                    rows.append(Row(entry.name, pair, day, found.near(pair, day), who, *usual(pair)))
    return rows


def best(rows: Iterable[Row]) -> dict[str, str]:
    """The best echo that any pair of an entry has on any of its days, by entry."""
    order = ("no", "faint", "yes")
    found: dict[str, str] = {}
    for row in rows:
        found[row.entry] = max(found.get(row.entry, "no"), row.echo, key=order.index)
    return found


# Counts --------------------------------------------------------------------------------------------------------------


def speaks_of(entry: Entry, a: str, b: str) -> bool:
    """Whether a pair is among those an entry speaks of."""
    return tuple(sorted((a, b))) in pairs(entry)


def counts(entries: Iterable[Entry]) -> Counter[tuple[Pair, int]]:
    """Entries by pair of the six states and year."""
    return Counter((p, e.published.year) for e in entries for p in pairs(e))


def table(entries: list[Entry]) -> str:
    """The counts as a Markdown table, the pair with most entries first."""
    number, years = counts(entries), range(BEGIN.year, LAST.year + 1)
    total = Counter[Pair]()
    for (pair, _), n in number.items():
        total[pair] += n
    lines = ["| pair | " + " | ".join(map(str, years)) + " | all |", "|---|" + "---:|" * (len(years) + 1)]
    for pair, n in sorted(total.items(), key=lambda item: (-item[1], item[0])):
        lines.append(f"| {'–'.join(pair)} | " + " | ".join(str(number[pair, y] or "") for y in years) + f" | {n} |")
    by_year = Counter(entry.published.year for entry in entries)
    lines.append("| entries | " + " | ".join(str(by_year[y]) for y in years) + f" | {len(entries)} |")
    return "\n".join(lines)


def written(page: str, entries: list[Entry]) -> str:
    """A page with the table of counts put between its marks."""
    before, rest = page.split(MARKS[0])
    return f"{before}{MARKS[0]}\n{table(entries)}\n{MARKS[1]}{rest.split(MARKS[1])[1]}"


# The command ---------------------------------------------------------------------------------------------------------


def show(rows: list[Row], *, as_csv: bool) -> None:
    """Print the cross-check as CSV or as a table."""
    head = ("entry", "dyad", "date", "echo", "rows", "usual", "named")
    lines = [
        (r.entry, "–".join(r.pair), str(r.day), r.echo, str(r.rows), f"{r.usual:.1f}", str(r.named)) for r in rows
    ]
    if as_csv:
        csv.writer(sys.stdout, lineterminator="\n").writerows([head, *lines])
        return
    width = max((len(line[0]) for line in lines), default=5)
    for line in (head, *lines):
        numbers = "".join(f"{cell:>7}" for cell in line[4:])
        print(f"{line[0]:{width}}  {line[1]:7}  {line[2]:10}  {line[3]:5}{numbers}")


def summed(rows: list[Row]) -> str:
    """How many entries have which echo, what chance alone would give, and the entries without a plain one."""
    found = best(rows)
    number = Counter(found.values())
    chance = sum(row.chance for row in rows) / len(rows) if rows else 0.0
    text = f"{len(found)} of 2018: {number['yes']} with an echo, {number['faint']} with a faint one, {number['no']} without"
    text += f"; on any day the same pairs have one in {chance:.0%} of cases"
    return text + "".join(f"\n  {echo}: {name}" for name, echo in sorted(found.items()) if echo != "yes")


def main(arguments: list[str] | None = None) -> int:
    """Run the checks asked for; 1 where an entry's format is wrong."""
    parser = argparse.ArgumentParser(description="Check the chronicle.")
    parser.add_argument("--icews", type=Path, metavar="FOLDER", help="parquet files: source, relation, target, date")
    parser.add_argument("--csv", action="store_true", help="print the cross-check as CSV")
    parser.add_argument("--write-table", action="store_true", help="write the table of counts into docs/chronicle.md")
    options = parser.parse_args(arguments)
    entries = read_all()
    wrong = [(entry, problem) for entry in entries for problem in problems(entry)]
    for entry, problem in wrong:
        print(f"{entry.path.relative_to(FOLDER)}: {problem}", file=sys.stderr)
    summary = f"{len(entries)} entries, {len(wrong)} errors of format"
    if options.icews:
        rows = compare(entries, echoes(read_icews(options.icews)))
        show(rows, as_csv=options.csv)
        summary += f"; {summed(rows)}"
    if options.write_table:
        PAGE.write_text(written(PAGE.read_text(encoding="utf-8"), entries), encoding="utf-8")
    print(summary, file=sys.stderr if options.csv else sys.stdout)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
