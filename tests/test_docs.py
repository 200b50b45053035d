"""The documentation says what is there, and the rooms stand on their floors."""

from __future__ import annotations

import ast
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import yaml

import house
import write_docs
from detente import __version__
from detente.cli import cli
from detente.measures import agenda, changepoints, follow_through, relation, turns
from tests.conftest import ROOT

PAGES = [*sorted((ROOT / "docs").glob("*.md")), ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md"]
REMADE = "the code has changed since it was written; run: make docs"


@pytest.mark.parametrize("path", write_docs.PAGES, ids=lambda path: path.name)
def test_pages_drawn_from_the_code_are_what_the_code_says(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == write_docs.PAGES[path](), REMADE


@pytest.mark.parametrize("name", sorted(cli.commands))
def test_every_command_has_help_and_is_documented(name: str) -> None:
    command = cli.commands[name]
    assert command.help and command.help.strip().split("\n")[0].endswith((".", ":"))
    assert f"## detente {name}\n" in (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    options = [p for p in command.params if isinstance(p, click.Option)]
    assert all(option.help for option in options)


def test_the_help_in_the_page_is_what_the_program_prints() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "detente", "relation", "--help"],
        env={"COLUMNS": str(write_docs.WIDTH + 2), "PYTHONPATH": str(ROOT / "src"), "PYTHONUTF8": "1"},
        capture_output=True, text=True, check=True, encoding="utf-8",
    )  # fmt: skip
    assert done.stdout.strip() in (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")


def test_imports_run_one_way() -> None:
    assert house.breaches() == []


@pytest.mark.parametrize(
    ("file", "line", "said"),
    [
        ("events.py", "from pkg.cli import main", "up the house"),
        ("events.py", "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from pkg import api", "up the house"),
        ("events.py", "def f():\n    import pkg.brief", "up the house"),
        ("coding/rules.py", "from ..record import Store", "across floor"),
        ("dates.py", "from . import places", "cycle"),
        ("elsewhere.py", "", "on no floor"),
    ],
)
def test_an_import_up_the_house_is_found(tmp_path: Path, file: str, line: str, said: str) -> None:
    package = tmp_path / "pkg"
    plain = ("__init__", "events", "cli", "api", "dates", "coding/__init__", "coding/rules", "record/__init__", "brief")
    for name in plain:
        (package / name).parent.mkdir(parents=True, exist_ok=True)
        (package / f"{name}.py").write_text("")
    (package / "places.py").write_text("from pkg import dates, __version__\n")
    assert house.breaches(package) == []
    (package / file).write_text(line)
    assert any(said in breach for breach in house.breaches(package))


def shell_lines(text: str) -> Iterator[list[str]]:
    """The words of each command line in the fenced blocks of a page, without prompts and comments."""
    for block in re.findall(r"```(?:sh|bash|console|shell)\n(.*?)```", text, flags=re.S):
        for line in block.replace("\\\n", " ").splitlines():
            if line.strip() and not line.startswith(" "):
                yield shlex.split(line.removeprefix("$ "), comments=True)


def told(text: str) -> list[list[str]]:
    """Every use of ``detente`` in a page, in fenced blocks and in inline code."""
    inline = [shlex.split(code.replace("…", "X")) for code in re.findall(r"`(detente [a-z][^`\n]*)`", text)]
    return [words for words in [*shell_lines(text), *inline] if words and words[0] == "detente"]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_the_commands_that_pages_name_exist_with_their_options(path: Path) -> None:
    for words in told(path.read_text(encoding="utf-8")):
        if words[1:] in (["--help"], ["--version"]):
            continue
        assert words[1] in cli.commands, words
        options = {o for p in cli.commands[words[1]].params for o in p.opts} | {"--help"}
        assert [w for w in words[2:] if w.startswith("-") and w != "-" and w not in options] == [], words


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_what_pages_tell_make_to_do_is_in_the_makefile(path: Path) -> None:
    goals = set(re.findall(r"^([a-z]+):.*##", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.M))
    text = path.read_text(encoding="utf-8")
    named = re.findall(r"`make ([a-z]+)`", text) + [w[1] for w in shell_lines(text) if w[0] == "make" and len(w) > 1]
    assert set(named) <= goals


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_links_resolve(path: Path) -> None:
    text = re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.S)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        file, _, anchor = target.partition("#")
        whole = (path.parent / file).resolve() if file else path
        assert whole.exists(), f"{path.name}: {target}"
        if anchor:
            assert anchor in anchors(whole.read_text(encoding="utf-8")), f"{path.name}: {target}"


def test_the_index_lists_every_page() -> None:
    text = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
    absent = [path.name for path in (ROOT / "docs").glob("*.md") if f"]({path.name})" not in text]
    assert absent == ["index.md"]


def anchors(text: str) -> set[str]:
    """The anchors that a page's headings get on a code host."""
    heads = re.findall(r"^#+ (.*)$", text, flags=re.M)
    return {re.sub(r"[^\w\- ]", "", head.lower()).strip().replace(" ", "-") for head in heads}


def public(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.ClassDef]:
    """Public functions and classes of a module, and the public methods and properties of its public classes."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                yield from (m for m in node.body if isinstance(m, ast.FunctionDef) and not m.name.startswith("_"))


@pytest.mark.parametrize("module", house.modules())
def test_everything_public_is_described(module: str) -> None:
    tree = ast.parse(house.modules()[module].read_text(encoding="utf-8"))
    assert not tree.body or ast.get_docstring(tree), "a module says what it is"
    overloads = {"overload", "override"}
    bare = [
        node.name
        for node in public(tree)
        if not ast.get_docstring(node)
        and not overloads & {d.id for d in node.decorator_list if isinstance(d, ast.Name)}
    ]
    assert bare == []


def test_changelog_has_a_part_for_what_is_to_come() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    parts = re.split(r"^## ", text, flags=re.M)[1:]
    assert parts[0].startswith("Unreleased\n") and "\n- " in parts[0]


def test_the_citation_is_of_this_version() -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["version"] == __version__
    assert citation["license"] == "MIT"


def test_the_pictures_are_small_enough_to_load() -> None:
    for picture in (ROOT / "docs" / "images").glob("*"):
        assert picture.stat().st_size <= 400_000, picture.name


def test_the_page_on_measures_has_the_constants_of_the_code() -> None:
    text = " ".join((ROOT / "docs" / "measures.md").read_text(encoding="utf-8").split())
    for said in (
        f"half-life $H$ is {relation.HALF_LIFE_DAYS:.0f} days",
        f"worth $\\kappa$ = {relation.PRIOR_EVENTS:.0f} fresh events",
        f"$\\sum w_i$ < {relation.THINNEST:g} there is no value",
        f"$u$ = {turns.UNIT_DAYS} days",
        f"$\\lvert z\\rvert$ exceeds {turns.THRESHOLD:g}",
        f"probability of at least {turns.SUREST_CHANCE:g}",
        f"{turns.SHUFFLES} shuffles",
        f"$c$ = {changepoints.CHANGE:.0f} for a change and $s$ = {changepoints.SLOPE:.0f} for a slope",
        f"$H$ = {agenda.HALF_LIFE_DAYS:.0f} days back",
        f"within {'a week' if follow_through.SLACK.days == 7 else follow_through.SLACK} of the planned dates",
        f"within {follow_through.LATE.days} days after",
        {0.8: "four fifths"}[agenda.ONE_SIDED],
    ):
        assert said in text, said
    for band in relation.bands():
        low, high = (f"{edge:g}".replace("-", "−") for edge in (band.low, band.high))
        row = f"| {band.name} | {low} | {high} | {band.meaning} |"
        assert row in text, row


def test_the_page_on_installing_names_every_extra_with_what_it_adds() -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    text = (ROOT / "docs" / "install.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `([a-z]+)` \| ([^|]*) \|", text, flags=re.M))
    assert set(rows) == set(extras)
    for name, needs in extras.items():
        if name != "all":
            assert set(rows[name].split(", ")) == {re.split(r"[<>=]", need)[0] for need in needs}
