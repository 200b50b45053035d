"""Write the parts of the documentation drawn from the code: docs/cli.md, docs/architecture.md, docs/coding.md,
the README's table.

``make docs`` runs it; with ``--check`` nothing is written and the status is 1 where a file differs from the code.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

import click

import house
import readme
import types_page
from detente.cli import cli

DOCS = Path(__file__).resolve().parent.parent / "docs"
WIDTH = 100
CLI_HEAD = """# The command line

<!-- Written by `make docs` from the live help. Changes made here are lost. -->

A command parses words, calls one function of the [Python package](python.md) and prints its result. Results go to
stdout; the progress of work over a second, and notices, go to stderr, unless `--quiet` is given.

| exit status | means |
|---|---|
| 0 | done |
| 1 | wrong input, or nothing could be done: one line on stderr says what and where |
| 2 | wrong usage |
| 3 | done in part; what was left out, and why, is listed on stderr |
"""
ARCHITECTURE_HEAD = """# Architecture

<!-- Written by `make docs` from the code's own imports. Changes made here are lost. -->

Data flows one way: documents become reports, reports become events, measures read events, and the brief shows what
they found. A room imports from rooms on floors below it, or beside it where no cycle comes of it; `coding` and `record`
know nothing of each other. Imports inside functions and for type checkers count too. `tests/test_docs.py` fails when an
import runs up the house.
"""


def commands() -> dict[str, click.Command]:
    """The commands by name, in the order the help lists them."""
    context = click.Context(cli, info_name="detente")
    return {name: cli.commands[name] for name in cli.list_commands(context)}


def help_of(command: click.Command, name: str) -> str:
    """The help of a command as ``--help`` prints it on a terminal of `WIDTH` columns."""
    context = click.Context(command, info_name=name, terminal_width=WIDTH, help_option_names=["-h", "--help"])
    return command.get_help(context)


def cli_page() -> str:
    """The text of docs/cli.md."""
    parts = [CLI_HEAD, _section("detente", help_of(cli, "detente"))]
    parts += [_section(f"detente {name}", help_of(command, f"detente {name}")) for name, command in commands().items()]
    return "\n".join(parts)


def _section(title: str, text: str) -> str:
    return f"## {title}\n\n```text\n{text.rstrip()}\n```\n"


def architecture_page() -> str:
    """The text of docs/architecture.md."""
    return "\n".join([ARCHITECTURE_HEAD, _drawing(), _table()])


def _drawing() -> str:
    """The house as a Mermaid drawing: a box a room with its size, the ground floor as one box."""
    edges = house.room_imports()
    lines = ["```mermaid", "flowchart BT"]
    for number, (title, rooms) in house.FLOORS.items():
        here = [name for name in rooms if name in edges]
        if here and number == 1:
            lines.append(f'  ground["{number} · {title}<br>{", ".join(here)}<br>{_size(*here)}"]')
        elif here:
            lines.append(f'  subgraph floor{number}["{number} · {title}"]')
            lines += [f'    {_box(name)}["{name}<br>{_size(name)}"]' for name in here]
            lines.append("  end")
    drawn = {
        (_box(source), _box(target))
        for source, targets in edges.items()
        for target in targets
        if _box(source) != _box(target)
    }
    lines += [f"  {source} --> {target}" for source, target in sorted(drawn)]
    return "\n".join([*lines, "```", "", "An arrow points at what is imported.", ""])


def _box(name: str) -> str:
    return "ground" if house.floor(name) == 1 else f"room_{name.strip('_')}"


def _size(*names: str) -> str:
    files, lines = (sum(counts) for counts in zip(*(house.size(name) for name in names), strict=True))
    return f"{files} {'file' if files == 1 else 'files'}, {_about(lines)} lines"


def _about(lines: int) -> str:
    """The number rounded, so that the page stays true while a function grows."""
    return f"about {round(lines, -2):,}" if lines >= 1000 else f"under {-(-lines // 500) * 500:,}"


def _table() -> str:
    edges = house.room_imports()
    rows = ["| floor | room | what it is | files | lines | imports |", "|---:|---|---|---:|---:|---|"]
    for number in sorted(house.FLOORS, reverse=True):
        for name in house.FLOORS[number][1]:
            if name in edges:
                files, lines = house.size(name)
                below = ", ".join(f"`{n}`" for n in edges[name]) or "–"
                rows.append(f"| {number} | `{name}` | {house.says(name)} | {files} | {_about(lines)} | {below} |")
    files, lines = (sum(counts) for counts in zip(*(house.size(name) for name in edges), strict=True))
    rows.append(f"| | all | | {files} | {_about(lines)} | |")
    return "\n".join(rows) + "\n"


PAGES: dict[Path, Callable[[], str]] = {
    DOCS / "cli.md": cli_page,
    DOCS / "architecture.md": architecture_page,
    DOCS / "coding.md": types_page.page,
    readme.README: readme.readme_page,
}


def main() -> int:
    """Write the pages, or with ``--check`` say which differ; refuses a house that does not stand."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; status 1 where a page differs")
    arguments = parser.parse_args()
    wrong = house.breaches()
    for line in wrong:
        print(line, file=sys.stderr)
    for path, page in PAGES.items():
        text = page()
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        if arguments.check:
            wrong.append(str(path))
            print(f"{path}: differs from the code; run: make docs", file=sys.stderr)
        else:
            path.write_text(text, encoding="utf-8")
            print(path)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
