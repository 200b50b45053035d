"""Rebuild data/actors/leaders.csv: leaders in effect of all other states since 2005, with the dates of their terms.

    python scripts/rebuild_leaders.py reign_leaders_2021.csv

Names and dates are facts from the REIGN data set (MIT licence, see NOTICE), which gives the day a term began and the
month it ended: a term is taken to end when the next one begins, else with its last month. scripts/leader_names.txt
holds full names, scripts/leaders_since.txt who followed after REIGN's last update. The six states of
data/actors/people.csv are left out, and San Marino, whose leaders change each half-year.
"""

from __future__ import annotations

import calendar
import csv
import fnmatch
import sys
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path

SCRIPTS = Path(__file__).parent
ACTORS = SCRIPTS.parent / "src" / "detente" / "data" / "actors"
FROM = date(2005, 1, 1)
LEFT_OUT = {"USA", "RUS", "CHN", "KOR", "PRK", "JPN", "SMR"}


@dataclass
class Term:
    """One term of one leader."""

    state: str
    name: str
    aliases: str
    start: date
    end: date | None


def full_names() -> dict[str, dict[str, str]]:
    """By REIGN's abbreviation of the state: REIGN's name to the full name and aliases."""
    table: dict[str, dict[str, str]] = {}
    for line in (SCRIPTS / "leader_names.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            state, _, pairs = line.partition(": ")
            for pair in pairs.split(";"):
                short, _, full = pair.strip().partition("=")
                table.setdefault(state, {})[short] = full
    return table


def surnames() -> dict[str, str]:
    """What texts call a leader by alone, where it is not the last word of the name."""
    lines = (SCRIPTS / "leader_surnames.txt").read_text(encoding="utf-8").splitlines()
    return {line.partition("=")[0]: line.partition("=")[2] for line in lines if line and not line.startswith("#")}


def alone() -> set[str]:
    """Surnames that stand for one leader by themselves."""
    lines = (SCRIPTS / "leader_alone.txt").read_text(encoding="utf-8").splitlines()
    words = " ".join(line for line in lines if not line.startswith("#")).split()
    return {word.replace("_", " ") for word in words}


def surname(name: str) -> str:
    """The last word of a name, less an Arabic article."""
    return name.split()[-1].removeprefix("al-").removeprefix("el-")


def codes() -> dict[int, str]:
    """ISO3 by COW number; of states that shared a number, the present one."""
    with (ACTORS / "states.csv").open(encoding="utf-8", newline="") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: bool(row["end"]), reverse=True)
    table = {int(row["cow"]): row["iso3"] for row in rows if row["cow"]}
    return {**table, 678: "YEM", 260: "DEU"}


def reign(path: Path) -> dict[str, list[Term]]:
    """Terms that reach into the period, by state."""
    names, iso = full_names(), codes()
    found: dict[str, list[Term]] = defaultdict(list)
    with path.open(encoding="latin-1", newline="") as file:
        for row in csv.DictReader(file):
            state = iso[int(float(row["ccode"]))]
            start = date(int(row["syear"]), int(row["smonth"]), int(row["sdate"]))
            end = last_day(int(row["eyear"]), int(row["emonth"])) if row["eyear"] else None
            if state in LEFT_OUT or (end and end < FROM):
                continue
            name = row["leader"].strip()
            own = next((n for key, n in names.get(row["stateabb"], {}).items() if fnmatch.fnmatch(name, key)), name)
            if own == "-" or " " not in own:
                print("left out:", row["stateabb"], name)
                continue
            spelled, *aliases = own.split("|")
            found[state].append(Term(state, spelled, ";".join(aliases), start, end))
    return found


def last_day(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def later(found: dict[str, list[Term]]) -> None:
    """Add the terms that began after REIGN's last update."""
    for line in (SCRIPTS / "leaders_since.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            state, _, entries = line.partition(": ")
            for entry in entries.split(";"):
                name, _, rest = entry.strip().partition("=")
                start, *aliases = rest.split("|")
                found[state].append(Term(state, name, ";".join(aliases), date.fromisoformat(start), None))


def close(terms: list[Term]) -> None:
    """End each term where the next begins, unless it is known to have ended before."""
    terms.sort(key=lambda term: term.start)
    for this, following in pairwise(terms):
        if this.end is None or this.end > following.start:
            this.end = following.start


def main(path: str) -> None:
    """Write leaders.csv."""
    found = reign(Path(path))
    later(found)
    own, single = surnames(), alone()
    with (ACTORS / "leaders.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["name", "state", "start", "end", "surname", "alone", "aliases"])
        for state in sorted(found):
            close(found[state])
            for term in found[state]:
                if term.name == "-":  # only says when the one before ended
                    continue
                called = own.get(term.name, surname(term.name))
                out.writerow(
                    [
                        term.name,
                        state,
                        term.start,
                        term.end or "",
                        called,
                        "1" if called in single else "",
                        term.aliases,
                    ]
                )


if __name__ == "__main__":
    main(sys.argv[1])
