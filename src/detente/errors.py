"""The one family of exceptions that détente raises for wrong input."""

from __future__ import annotations


class Error(Exception):
    """What was wrong, where (file, line, row), and what to do; fit to be shown to a user as it is."""
