"""Documents into reports: who did what to whom, when, where and about what, by rules over a small parser."""

from __future__ import annotations

from detente.coding.coder import CODER, code, code_all

__all__ = ["CODER", "code", "code_all"]
