"""Which room imports which, read from the code itself with `ast`; nothing is imported to find it out.

A *room* is a module or a package directly under ``src/detente``. It stands on a floor and may import from rooms on
floors below, or beside it where no cycle comes of it; `breaches` lists what breaks that. Imports inside functions and
those only for type checkers count like any other.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent / "src" / "detente"
FLOORS: dict[int, tuple[str, tuple[str, ...]]] = {
    1: (
        "the facts, and documents as text",
        (
            "errors",
            "tables",
            "data",
            "ontology",
            "actors",
            "names",
            "places",
            "issues",
            "occasions",
            "dates",
            "reading",
        ),
    ),
    2: ("the vocabulary: reports, events, results", ("events", "result")),
    3: ("documents become reports; reports are kept and become events", ("coding", "feeds", "record")),
    4: ("what is read from events", ("measures",)),
    6: ("one pair's brief", ("brief",)),
    7: ("the front door", ("api", "pulling", "chronicle", "output", "progress", "__init__")),
    8: ("the command line", ("cli", "__main__")),
}
APART = frozenset({3})  # rooms of these floors know nothing of each other
CONSTANTS = frozenset({"__version__"})  # a name of the package itself: to import it is to import no room


@dataclass(frozen=True, slots=True)
class Import:
    """``line`` of ``module`` imports ``target``; both are dotted names below the package."""

    module: str
    target: str
    line: int

    @property
    def rooms(self) -> tuple[str, str]:
        """The importing room and the imported one."""
        return room(self.module), room(self.target)


def room(module: str) -> str:
    """The room a module is in."""
    return module.split(".")[0]


def floor(name: str) -> int:
    """The floor a room stands on, 0 when no floor names it."""
    return next((number for number, (_, rooms) in FLOORS.items() if name in rooms), 0)


def modules(package: Path = PACKAGE) -> dict[str, Path]:
    """Every module below the package by dotted name; a sub-package goes by its name, the package as ``__init__``."""
    found = {}
    for path in sorted(package.rglob("*.py")):
        parts = path.relative_to(package).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)
        found[name] = path
    return found


def imports(package: Path = PACKAGE) -> list[Import]:
    """Every import of one module of the package by another."""
    known = modules(package)
    found = []
    for module, path in known.items():
        tree = ast.parse(path.read_text(encoding="utf-8"), str(path))
        base = module.split(".") if path.name == "__init__.py" else module.split(".")[:-1]
        base = [] if module == "__init__" else base
        for node in ast.walk(tree):
            if isinstance(node, ast.Import | ast.ImportFrom):
                targets = _targets(node, base, package.name, known)
                found += [Import(module, target, node.lineno) for target in targets if target != module]
    return found


def _targets(node: ast.Import | ast.ImportFrom, base: list[str], package: str, known: dict[str, Path]) -> Iterator[str]:
    if isinstance(node, ast.Import):
        for alias in node.names:
            parts = alias.name.split(".")
            if parts[0] == package:
                yield ".".join(parts[1:]) or "__init__"
    else:
        parts = node.module.split(".") if node.module else []
        if node.level:
            parts = [*base[: len(base) - node.level + 1], *parts]
        elif parts[:1] == [package]:
            parts = parts[1:]
        else:
            return
        for alias in node.names:
            below = ".".join([*parts, alias.name])
            if below in known:
                yield below
            elif parts or alias.name not in CONSTANTS:
                yield ".".join(parts) or "__init__"


def room_imports(package: Path = PACKAGE) -> dict[str, tuple[str, ...]]:
    """The rooms that each room imports, lowest floor first."""
    edges: dict[str, set[str]] = {room(module): set() for module in modules(package)}
    for found in imports(package):
        source, target = found.rooms
        if source != target:
            edges[source].add(target)
    return {name: tuple(sorted(found, key=lambda n: (floor(n), n))) for name, found in edges.items()}


def breaches(package: Path = PACKAGE) -> list[str]:
    """Imports that run up the house, rooms on no floor, and cycles; empty when the house stands."""
    found = [f"{name}: on no floor; name it in scripts/house.py" for name in room_imports(package) if not floor(name)]
    for each in imports(package):
        source, target = each.rooms
        above = floor(target) > floor(source)
        beside = source != target and floor(target) == floor(source) and floor(source) in APART
        if above or beside:
            how = "up the house" if above else "across floor"
            found.append(
                f"{each.module}, line {each.line}: imports {each.target}, {how} ({floor(source)} → {floor(target)})"
            )
    return found + [f"cycle: {' → '.join(cycle)}" for cycle in _cycles(room_imports(package))]


def _cycles(edges: dict[str, tuple[str, ...]]) -> list[list[str]]:
    """One cycle for each room that closes one, by depth-first search."""
    done: set[str] = set()
    path: list[str] = []
    found: list[list[str]] = []

    def visit(name: str) -> None:
        if name in path:
            found.append([*path[path.index(name) :], name])
        elif name not in done:
            path.append(name)
            for below in edges.get(name, ()):
                visit(below)
            done.add(path.pop())

    for name in edges:
        visit(name)
    return found


def size(name: str, package: Path = PACKAGE) -> tuple[int, int]:
    """Python files and their lines in a room."""
    paths = [path for module, path in modules(package).items() if room(module) == name]
    return len(paths), sum(len(path.read_text(encoding="utf-8").splitlines()) for path in paths)


def says(name: str, package: Path = PACKAGE) -> str:
    """What a room says of itself: the first sentence of its docstring, without its markup."""
    text = ast.get_docstring(ast.parse(modules(package)[name].read_text(encoding="utf-8"))) or ""
    first = " ".join(text.split("\n\n")[0].split()).replace("``", "`")
    return first.split(". ")[0].rstrip(".")
