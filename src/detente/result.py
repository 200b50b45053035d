"""What all results have in common: they turn into JSON, an Arrow table, a polars or pandas frame, and an HTML table."""

from __future__ import annotations

import json
from dataclasses import asdict, fields, is_dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from detente.errors import Error

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa

MOST_COLUMNS = 7


def _deep(value: Any) -> Any:
    """The value with dataclasses and named tuples inside it as dictionaries."""
    if hasattr(value, "_asdict"):
        return value._asdict()
    if isinstance(value, tuple):
        return [_deep(part) for part in value]
    return asdict(value) if is_dataclass(value) and not isinstance(value, type) else value


def plain(value: Any) -> Any:
    """A value that JSON has no form for as one it has: a date as ISO 8601 text."""
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no JSON form")


class Result:
    """A dataclass with some fields about the whole and one field, named by ``ROWS``, that holds its rows.

    ``SHOWN`` names the columns that a printed table has, at most seven of them.
    """

    __slots__ = ()
    ROWS: ClassVar[str]
    SHOWN: ClassVar[tuple[str, ...]] = ()

    def to_dict(self) -> dict[str, Any]:
        """The result under the keys of the JSON contract; dates stay dates."""
        return {field.name: _deep(getattr(self, field.name)) for field in fields(self)}  # type: ignore[arg-type]

    def to_json(self, indent: int | None = 2) -> str:
        """The result as JSON; dates are ISO 8601 text."""
        return json.dumps(self.to_dict(), default=plain, ensure_ascii=False, indent=indent)

    def rows(self) -> list[dict[str, Any]]:
        """The rows as dictionaries."""
        found: list[dict[str, Any]] = [dict(row) for row in self.to_dict()[self.ROWS]]
        return found

    def to_arrow(self) -> pa.Table:
        """The rows as an Arrow table; empty and without columns when there is none."""
        import pyarrow as pa

        return pa.Table.from_pylist(self.rows())

    def to_polars(self) -> pl.DataFrame:
        """The rows as a polars frame (needs ``detente[frames]``)."""
        import polars as pl

        return pl.DataFrame(pl.from_arrow(self.to_arrow()))

    def to_pandas(self) -> pd.DataFrame:
        """The rows as a pandas frame (needs ``detente[frames]``)."""
        frame: pd.DataFrame = self.to_arrow().to_pandas()
        return frame

    def to_geojson(self) -> str:
        """The rows with coordinates (``lat``, ``lon``) as a GeoJSON feature collection (RFC 7946).

        Raises `Error` where the rows are of a kind that has none.
        """
        rows = self.rows()
        if rows and "lat" not in rows[0]:
            raise Error("this answer has no places, so it cannot be written as geojson; `detente places` can")
        features = [
            {
                "type": "Feature",
                "geometry": {"type": "Point", "coordinates": [row["lon"], row["lat"]]},
                "properties": {name: value for name, value in row.items() if name not in ("lat", "lon")},
            }
            for row in rows
            if row.get("lat") is not None and row.get("lon") is not None
        ]
        collection = {"type": "FeatureCollection", "features": features}
        return json.dumps(collection, default=plain, ensure_ascii=False, indent=1)

    def headings(self, rows: list[dict[str, Any]]) -> tuple[str, ...]:
        """The columns that a printed table has, at most seven."""
        return self.SHOWN or tuple(rows[0] if rows else ())[:MOST_COLUMNS]

    def _repr_html_(self) -> str:
        """The printed table's columns, for a notebook."""
        from html import escape

        rows = self.rows()
        names = self.headings(rows)
        head = "".join(f"<th scope='col'>{escape(name)}</th>" for name in names)
        body = "".join(
            "<tr>" + "".join(f"<td>{escape(cell(row.get(name)))}</td>" for name in names) + "</tr>" for row in rows
        )
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def cell(value: Any) -> str:
    """A value as a table shows it: two decimals, lists joined by ``; ``, nothing for what is not known."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.2f}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return "; ".join(cell(part) for part in value)
    return str(value)
