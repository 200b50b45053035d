"""The brief as PDF, set by Typst from the same tree as the JSON; charts stay vectors, the document is tagged.

The tree goes in as data (``sys.inputs``), never as source, so no passage can be read as markup. The same brief gives
the same bytes on a machine: there is no date of making in it. It conforms to PDF/UA-1 wherever the machine has fonts
for all its letters, and is tagged in any case.
"""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

from detente.brief.model import Brief, Figure
from detente.brief.render_json import as_dict
from detente.brief.render_markdown import letter
from detente.errors import Error


def to_pdf(brief: Brief, paper: str = "a4", data: bool = True) -> bytes:
    """The whole brief on ``a4`` or ``us-letter``; ``data`` appends the tables behind the charts.

    Raises `Error` when the typst package is missing or cannot set the page.
    """
    try:
        import typst
    except ImportError as error:
        raise Error("A PDF needs the typst package, which is not installed: pip install 'detente[pdf]'.") from error
    source = (files(__package__) / "templates" / "brief.typ").read_bytes()
    inputs = {"brief": json.dumps(tree(brief), ensure_ascii=False), "paper": paper, "data": "yes" if data else "no"}
    inputs |= {f"figure-{figure.key}": figure.wide for figure in _figures(brief)}
    try:
        return _compile(typst, source, inputs, ["ua-1"])
    except RuntimeError:  # such as a letter no font here has, which PDF/UA forbids; a page with a gap beats none
        try:
            return _compile(typst, source, inputs, [])
        except RuntimeError as error:
            raise Error(f"The PDF could not be set: {error}. Report this, with the typst version.") from error


def _compile(typst: Any, source: bytes, inputs: dict[str, str], standards: list[str]) -> bytes:
    """The page as tagged PDF of the given standards, without a date of making."""
    made: bytes = typst.compile(source, format="pdf", sys_inputs=inputs, timestamp=0, pdf_standards=standards)
    return made


def _figures(brief: Brief) -> list[Figure]:
    return [block for section in brief.sections for block in section.blocks if isinstance(block, Figure)]


def tree(brief: Brief) -> dict[str, Any]:
    """The JSON tree with what only paper needs: letters of the places that cite, widths of columns, counts as text."""
    content = as_dict(brief)
    for entry in content["evidence"]:
        entry["letters"] = [letter(place) for place in range(len(entry["cited_by"]))]
    _complete(content)
    return content


def _complete(node: Any) -> None:
    """Walk the tree and add ``of_shown`` to sentences and ``widths`` to tables."""
    if isinstance(node, list):
        for child in node:
            _complete(child)
    elif isinstance(node, dict):
        if "of" in node:
            node["of_shown"] = f"{node['of']:,}"
        if "columns" in node and "rows" in node:
            node["widths"] = _widths(node)
        for child in list(node.values()):
            _complete(child)


def _widths(table: dict[str, Any]) -> list[int]:
    """Relative widths by what a column holds, 0 for one that is as wide as its content."""
    longest = [
        max((len(row[column]["text"]) for row in table["rows"]), default=0) for column in range(len(table["columns"]))
    ]
    return [0 if width <= 17 else min(width, 60) for width in longest]
