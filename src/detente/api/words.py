"""What callers say and are given: periods, choices, shares, and rows of the record."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from detente.dates import parse_period
from detente.errors import Error
from detente.result import Result

if TYPE_CHECKING:
    import pyarrow as pa

Period = str | date | None
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Table(Result):
    """Rows of the record under one name, such as ``events`` or ``sources``."""

    name: str
    table: pa.Table
    shown: tuple[str, ...] = ()
    ROWS: ClassVar[str] = "rows"

    def headings(self, rows: list[dict[str, Any]]) -> tuple[str, ...]:
        """The columns that a printed table of this kind of rows has."""
        return self.shown or Result.headings(self, rows)

    def rows(self) -> list[dict[str, Any]]:
        """The rows as dictionaries."""
        found: list[dict[str, Any]] = self.table.to_pylist()
        return found

    def to_dict(self) -> dict[str, Any]:
        """The rows under the table's name."""
        return {self.name: self.rows()}

    def to_arrow(self) -> pa.Table:
        """The Arrow table itself."""
        return self.table


def check_confidence(value: float) -> None:
    """Raise `Error` for what is not from 0 to 1."""
    if not 0 <= value <= 1:
        raise Error(f"{value:g} is no confidence; give a number from 0 to 1")


def known_word(given: str | None, known: Iterable[str], what: str) -> str | None:
    """The known word that is meant, whatever its case; any other is an `Error` that lists them."""
    words = {word.casefold(): str(word) for word in known}
    if given is None or given.casefold() in words:
        return given and words[given.casefold()]
    raise Error(f"{given!r} is no {what}; there are {', '.join(words.values())}")


def bound(period: Period, end: int) -> date | None:
    """The first (``end`` 0) or last (1) day of a period given as a date or as ISO 8601 text."""
    if period is None or isinstance(period, date):
        return period
    first, last, _ = parse_period(period)
    return last if end else first
