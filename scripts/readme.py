"""The table in the README: what the essay does by hand, the command that does it here, and what that command says."""

from __future__ import annotations

import io
import json
import re
import shlex
import sys
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from detente.cli import main
from detente.result import cell

README = Path(__file__).resolve().parent.parent / "README.md"
BEGINS, ENDS = "<!-- table: written by `make docs` -->\n", "<!-- end of table -->\n"
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Line:
    """An aspect of the essay, a command, the key of its rows, which row is shown, and which of its columns."""

    aspect: str
    command: str
    rows: str
    wanted: Callable[[Row], Any]
    columns: tuple[str, ...]


LINES = (
    Line(
        "“distant neighbors” becoming “benign neighbors”",
        "detente relation JPN RUS --until 2018-08-31",
        "points",
        lambda row: row["date"],
        ("date", "value", "low", "high", "band"),
    ),
    Line(
        "2018–2020 as a possible turning point",
        "detente turns JPN RUS --until 2018-08-31",
        "turns",
        lambda row: row["date"],
        ("date", "earliest", "latest", "direction", "size", "probability"),
    ),
    Line(
        "the “2+2” of 31 July 2018, its four ministers, its firsts",
        "detente meetings JPN RUS --since 2018-07 --until 2018-08-31",
        "meetings",
        lambda row: (
            row["status"] == "happened",
            row["format"] == "2+2",
            row["date"] == "2018-07-31",
            len(row["firsts"]),
        ),
        ("date", "format", "level", "place", "participants", "firsts"),
    ),
    Line(
        "“this September in Vladivostok”",
        "detente meetings JPN RUS --since 2018-08 --until 2018-08-31",
        "meetings",
        lambda row: (row["status"] == "planned", row["date"] == "2018-09-01", "Shinzo Abe" in row["participants"]),
        ("date", "date_end", "format", "place", "participants", "status", "announced", "followed_through"),
    ),
    Line(
        "peace treaty, islands, energy, missile defence, drugs; traditional and non-traditional security",
        "detente agenda JPN RUS --since 2018 --until 2018-08-31",
        "issues",
        lambda row: row["weight"],
        ("issue", "kind", "weight", "tone", "standing", "events"),
    ),
    Line(
        "“Russians are criticizing …”: who says it, fact or wish",
        'detente events RUS JPN --directed --issue "missile defence" --since 2018',
        "events",
        lambda row: (row["quad"] == "verbal conflict", row["date"]),
        ("date", "type", "status", "voice", "passage"),
    ),
    Line(
        "why it stands where it stands",
        "detente why JPN RUS --on 2018-08-31",
        "terms",
        lambda row: abs(row["contribution"]) if row["event"] else 0,
        ("contribution", "date", "label", "passage"),
    ),
)


def answer(command: str) -> Row:
    """What a command prints as JSON, run here."""
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    with redirect_stdout(out):
        main([*shlex.split(command)[1:], "--record", str(_built_in()), "--format", "json", "--quiet"])
    assert isinstance(out.buffer, io.BytesIO)
    found: Row = json.loads(out.buffer.getvalue())
    return found


def _built_in() -> Path:
    from detente.chronicle import built_in

    return built_in()


def shown(line: Line) -> str:
    """The chosen row of a command's answer as ``key value`` pairs, empty ones left out."""
    found = answer(line.command)[line.rows]
    if not found:
        raise ValueError(f"{line.command}: nothing to show; choose another line in {__file__}")
    row = max(found, key=line.wanted)
    values = {name: _short(row[name]) for name in line.columns if row[name] not in (None, [], "")}
    return ", ".join(f"{name.replace('_', ' ')}: {value}" for name, value in values.items())


def _short(value: Any) -> str:
    text = " ".join(cell(value).split()).replace("|", "\\|")
    return text if len(text) <= 160 else text[:160].rsplit(" ", 1)[0] + " …"


def table() -> str:
    """The whole table."""
    rows = [f"| {line.aspect} | `{line.command}` | {shown(line)} |" for line in LINES]
    return "\n".join(["| the essay speaks of | command | a line of its answer |", "|---|---|---|", *rows]) + "\n"


def readme_page() -> str:
    """The README with its table made anew; the rest stays as it is written."""
    text = README.read_text(encoding="utf-8")
    if not re.search(f"{re.escape(BEGINS)}.*{re.escape(ENDS)}", text, flags=re.S):
        raise ValueError(f"{README}: the lines that mark the table are gone")
    before, rest = text.split(BEGINS)
    return before + BEGINS + "\n" + table() + "\n" + ENDS + rest.split(ENDS)[1]


if __name__ == "__main__":
    sys.stdout.write(table())
