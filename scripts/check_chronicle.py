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

from chronicle_entries import BEGIN, DAY, FOLDER, LAST, MONTHS, ROOT, Entry, placed, problems, read, read_all, sentences

__all__ = ["PAGE", "compare", "echoes", "main", "pairs", "problems", "read", "read_all", "sentences", "table"]

PAGE = ROOT / "docs" / "chronicle.md"
NEAR = 2  # days
COVERED = (date(2018, 1, 1), date(2018, 8, 31))
STATES = ("JPN", "RUS", "CHN", "KOR", "PRK", "USA")
MARKS = ("<!-- counts: begin -->", "<!-- counts: end -->")

Pair = tuple[str, str]


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
            found.add(placed(int(match[2]), MONTHS.index(match[3]) + 1, int(match[4]), entry.published))
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
    lines = [(r.entry, "–".join(r.pair), str(r.day), r.echo, str(r.rows), f"{r.usual:.1f}", str(r.named)) for r in rows]
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
    text = f"{len(found)} of 2018: {number['yes']} with an echo, {number['faint']} with a faint one, {number['no']} "
    text += f"without; on any day the same pairs have one in {chance:.0%} of cases"
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
