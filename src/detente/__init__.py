"""détente: an open workbench for relations between states."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from detente.errors import Error

if TYPE_CHECKING:
    from detente.api import Record, code
    from detente.chronicle import open_record as open  # noqa: A004 - detente.open(path)

__version__ = "0.1.0"
__all__ = ["Error", "Record", "__version__", "code", "open"]


def __getattr__(name: str) -> Any:
    """Load the front door when it is first used, so that importing the package stays fast."""
    if name == "open":
        from detente.chronicle import open_record

        return open_record
    if name in ("Record", "code"):
        from detente import api

        return getattr(api, name)
    raise AttributeError(f"module 'detente' has no attribute {name!r}")
