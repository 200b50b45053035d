"""Run the benchmarks and write docs/benchmarks.md, every figure from these runs (``make bench``).

Programs that need development data look for it in $DETENTE_SHARED, else in ``../shared``, and are named as left out
where there is none.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "benchmarks.md"
SHARED = Path(os.environ.get("DETENTE_SHARED") or ROOT.parent / "shared")
LIBRARIES = ("duckdb", "ibis-framework", "pyarrow", "numpy", "spacy")


@dataclass(frozen=True, slots=True)
class Program:
    """A benchmark: its title, file and arguments, the development data it reads, what that is, and how often to run.

    ``needs`` are environment variables that name programs of others, without which it is left out.
    """

    title: str
    file: str
    arguments: tuple[str, ...]
    data: tuple[str, ...]
    reads: str
    runs: int = 3
    needs: tuple[str, ...] = ()

    @property
    def command(self) -> str:
        """How a reader runs it."""
        files = [f"SHARED/{name}".replace("{csv}", "*.csv.gz") for name in self.data]
        return " ".join(["python", f"benchmarks/{self.file}", *self.arguments, *files, "--json"])


PROGRAMS = (
    Program(
        "Coding, source and target given", "coding.py", ("plv",), ("gold/plv/PLV_train.tsv",),
        "PLV's training half, 1,050 sentences with PLOVER root and quad class, which this project was developed on",
    ),
    Program("Coding, nothing given", "corpus.py", ("develop",), (),
            "our made texts, the half that was read while the coder was written", 1),
    Program("Coding, nothing given", "corpus.py", ("heldout",), (),
            "our made texts, the half that was not looked at, scored as a whole", 1),
    Program("Coding, nothing given", "coding.py", ("petrarch",), ("gold/petrarch/PETR2_GSR_validation.xml",),
            "PETRARCH-2's validation records"),
    Program("Coding, nothing given", "coding.py", ("petrarch",), ("gold/petrarch/PETR.UnitTest.records.xml",),
            "PETRARCH's unit records"),
    Program("Coding, beside UniversalPETRARCH", "universal_petrarch.py", (),
            ("gold/petrarch/PETR2_GSR_validation.xml",),
            "PETRARCH-2's validation records, it from their parses and we from raw text, one process each", 3,
            ("UNIVERSAL_PETRARCH", "UNIVERSAL_PETRARCH_PYTHON")),
    Program("Coding, speed", "coding.py", ("speed",), ("data/ud/gum_open-train.conllu.xz",),
            "GUM's freely licensed genres as ordinary text"),
    Program("Duplicates among feeds' rows", "duplicates.py", (), (), "a made world with planted duplicates", 1),
    Program("Event data at scale", "scale.py", ("--rows", "1000000"), (), "a made file in GDELT 2.0's format"),
    Program("Event data at ten times that scale", "scale.py", ("--rows", "10000000"), (),
            "a made file in GDELT 2.0's format, ten times as long", 1),
    Program("Event data beside a data frame", "peers.py", ("--rows", "1000000"), (),
            "a made file in GDELT 2.0's format, as users of pandas read it and as a record"),
    Program("Hostility and disputes", "relation.py", (), ("data/icews_dyad_year/{csv}",),
            "directed dyad-years of ICEWS 2002-2010, half of whose dyads the one weight was learnt on", 1),
    Program("Two sources of one year", "agreement.py", (),
            ("data/tkg/ICEWS18/train.parquet", "data/tkg/ICEWS18/valid.parquet",
             "data/gdelt_graph/daily_2018_2022.parquet"),
            "pairs of states in ICEWS18 beside the GDELT graph", 1),
    Program("Measures of one busy dyad", "measures.py", (), (), "a hundred thousand made events", 1),
    Program("Turning points", "turns.py", (), ("data/gdelt_graph/daily_2018_2022.parquet", "gold/turning_points.csv"),
            "labelled turning points of dyads, on which the statistic was chosen"),
    Program("Change points", "turing.py", (), ("data/tcpd",),
            "the Turing change point series, on which two constants were chosen"),
    Program("Drivers", "drivers.py", ("--worlds", "400"), (), "worlds with planted influences", 1),
    Program("Balance", "balance.py", (), ("data/cow_signed/edges.csv", "data/cow_signed/frustration.csv"),
            "signed networks of states 1946-1999"),
)  # fmt: skip


def program(file: str, *arguments: str) -> dict[str, Any]:
    """The object that a benchmark prints; its stderr goes to ours."""
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    command = [sys.executable, str(ROOT / "benchmarks" / file), *arguments, "--json"]
    print(f"bench: {' '.join(command[1:])}", file=sys.stderr)
    done = subprocess.run(command, env=env, stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def figure(value: Any) -> str:
    """A figure as the page shows it: whole numbers with separators, others with three significant digits."""
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 100 else f"{value:#.3g}".rstrip(".")
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


def cells(values: dict[str, float]) -> str:
    """Median, smallest and largest as cells of a table."""
    return " | ".join(figure(values[name]) for name in ("median", "min", "max"))


def machine() -> str:
    """What the figures were measured on, as lines of a list."""
    cpu = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = [
            line.split(":", 1)[1].strip() for line in info.read_text().splitlines() if line.startswith("model name")
        ]
        cpu = names[0] if names else cpu
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    load = os.getloadavg()[0]
    lines = [
        f"date: {datetime.now(UTC):%Y-%m-%d}; revision: {_revision()}",
        f"machine: {cpu}, {os.cpu_count()} processors, {memory:.0f} GiB of memory, "
        f"{platform.system()} {platform.machine()}",
        f"load when the runs began: {load:.1f} processes",
        f"Python {platform.python_version()}; " + ", ".join(f"{name} {_version(name)}" for name in LIBRARIES),
    ]
    return "\n".join(f"- {line}" for line in lines)


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "absent"


def _revision() -> str:
    asked = ["git", "describe", "--always", "--dirty", "--exclude=*"]
    done = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False)
    return f"`{done.stdout.strip()}`" if done.returncode == 0 else "unknown"


def startup(runs: int) -> str:
    """The section on start-up."""
    found = program("startup.py", "--runs", str(runs))
    rows = ["| command | figure | median | min | max |", "|---|---|---:|---:|---:|"]
    for name, command in (("import", "`python -c 'import detente'`"), ("help", "`detente --help`")):
        rows.append(f"| {command} | seconds | {cells(found[name]['seconds'])} |")
        rows.append(f"| | times `python -c pass` | {cells(found[name]['ratio_to_python'])} |")
    return (
        "## Start-up\n\n"
        f"`python benchmarks/startup.py --runs {runs} --json`: {found['runs']} runs of each command, each beside "
        "`python -c pass`; the ratio is taken within such a pair.\n\n" + "\n".join(rows) + "\n"
    )


def brief(runs: int, cold_runs: int) -> str:
    """The section on the brief."""
    found = program("brief.py", "--runs", str(runs), "--cold-runs", str(cold_runs))
    rows = ["| cache | runs | figure | median | min | max |", "|---|---:|---|---:|---:|---:|"]
    for name, count in (("cold", "cold_runs"), ("warm", "runs")):
        rows.append(f"| {name} | {found[count]} | seconds | {cells(found[name]['seconds'])} |")
        rows.append(f"| | | processor seconds | {cells(found[name]['cpu_seconds'])} |")
        rows.append(f"| | | times `python -c pass` | {cells(found[name]['ratio_to_python'])} |")
    return (
        "## The brief from the built-in chronicle\n\n"
        f"`python benchmarks/brief.py --runs {runs} --cold-runs {cold_runs} --json`: the whole of "
        "`detente brief JPN RUS --until 2018-08-31 -o brief.html`. Cold: the cache is empty, so that every entry of "
        "the chronicle is read, coded and stored first. Warm: the record is there. "
        f"The page is {figure(found['warm']['bytes'])} bytes.\n\n" + "\n".join(rows) + "\n"
    )


def where(name: str) -> Path:
    """A file of the development data; ``{csv}`` stands for the one compressed table in its folder."""
    if "{csv}" not in name:
        return SHARED / name
    folder = SHARED / name.rpartition("/")[0]
    return next(iter(sorted(folder.glob("*.csv.gz"))), folder / "absent.csv.gz")


def flat(found: dict[str, Any], before: str = "") -> dict[str, Any]:
    """The figures of an object, those of objects inside it under both names."""
    values: dict[str, Any] = {}
    for name, value in found.items():
        values |= flat(value, f"{before}{name} ") if isinstance(value, dict) else {f"{before}{name}": value}
    return values


def scored(one: Program, runs: int) -> str:
    """The section on a benchmark of `PROGRAMS`."""
    count = min(runs, one.runs)
    printed = [program(one.file, *one.arguments, *(str(where(name)) for name in one.data)) for _ in range(count)]
    found = [flat(run) for run in printed]
    name = one.reads.split(",")[0]
    rows = ["| figure | median | min | max |", "|---|---:|---:|---:|"]
    for figure_name in found[0]:
        values = [run[figure_name] for run in found]
        if all(isinstance(value, int | float) and not isinstance(value, bool) for value in values):
            spread = {"median": statistics.median_low(values), "min": min(values), "max": max(values)}
            rows.append(f"| {figure_name.replace('_', ' ')} | {cells(spread)} |")
    said = f" The scores are {printed[0]['scores_are']}." if "scores_are" in printed[0] else ""
    often = f"{count} runs" if count > 1 else "one run"
    return f"## {one.title}: {name}\n\n`{one.command}`: {one.reads}; {often}.{said}\n\n" + "\n".join(rows) + "\n"


def development(runs: int) -> list[str]:
    """A section for each of `PROGRAMS` that can be run here, and one that names those that cannot."""
    known = [one for one in PROGRAMS if (ROOT / "benchmarks" / one.file).exists()]
    there = [one for one in known if all(where(n).exists() for n in one.data) and all(map(os.environ.get, one.needs))]
    sections = [scored(one, runs) for one in there]
    absent = [f"- `{one.command}` ({one.reads})" for one in known if one not in there]
    if absent:
        why = (
            "These need development data that is not published with the code, or programs of others, which were not "
            "there when this was written:"
        )
        sections.append("\n".join(["## Left out\n", why, "", *absent, ""]))
    return sections


HEAD = """# Benchmarks

<!-- Written by `make bench` from runs. Changes made here are lost. -->

Every figure below was measured by one run of `make bench`, on this machine:

{machine}

`SHARED` is the folder of development data, which is not part of the project. Scores on it say how well the program does
on data that was looked at while it was written; they are not scores on unseen data.
"""


def main() -> None:
    """Run everything that can be run here and write the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=15, help="runs of start-up")
    parser.add_argument("--brief-runs", type=int, default=7, help="runs of the brief with a warm cache")
    parser.add_argument("--cold-runs", type=int, default=3, help="runs of the brief with an empty cache")
    parser.add_argument("--scored-runs", type=int, default=3, help="runs of the benchmarks with development data")
    given = parser.parse_args()
    head = HEAD.format(machine=machine())
    sections = [startup(given.runs), brief(given.brief_runs, given.cold_runs), *development(given.scored_runs)]
    PAGE.write_text("\n".join([head, *sections]), encoding="utf-8")
    print(PAGE)


if __name__ == "__main__":
    main()
